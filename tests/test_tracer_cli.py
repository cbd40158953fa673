"""The command line as people and scripts meet it: exit status, what goes to which stream, both languages."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import typer
from small_corpus import CITY, CLEAN, PROVINCE, write_corpus

from graph_schema.errors import StoreError
from graph_schema.messages import LANGUAGES
from graph_schema.terms import Verdict
from tracer import jobs
from tracer.cli.app import main, make_app
from tracer.cli.language import language_of
from tracer.store import open_store
from tracer.store.sqlite.store import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tracer" / "sample" / "texts"
HAN = re.compile("[\u4e00-\u9fff]")
FINDING_KEYS = {
    *("measure", "kind", "text", "start", "end", "document", "provision", "verdict", "verdict_at_issue"),
    *("reasons", "chain", "checks", "disposal", "authority", "registry", "cures", "slots", "sanctions", "category"),
    "other_ways",
}
MANY = 150
"""Files enough to be interrupted while they are read."""
DOCUMENT_KEYS = {"id", "title", "number", "issuer", "date", "level", "region", "lacks"}


class Run:
    """Holds what one command line gave."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


class Command:
    """`tracer` in this process, with a store and a language of its own."""

    def __init__(self, capsys: pytest.CaptureFixture[str], store: str) -> None:
        self._capsys, self.store = capsys, store

    def __call__(self, *words: str | Path) -> Run:
        status = main([str(word) for word in words])
        captured = self._capsys.readouterr()
        return Run(status, captured.out, captured.err)


@pytest.fixture
def tracer(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    store = f"sqlite:///{tmp_path}/store.sqlite"
    monkeypatch.setenv("TRACER_STORE", store)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return Command(capsys, store)


@pytest.fixture
def filled(tracer: Command, tmp_path: Path) -> Command:
    """Returns the same with the small corpus ingested."""
    assert tracer("ingest", write_corpus(tmp_path / "公文")).status == 0
    return tracer


def run(*words: str | Path, env: Mapping[str, str] | None = None, stdin: bytes = b"", cwd: Path = ROOT) -> Run:
    """Returns `python -m tracer` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tracer", *map(str, words)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        timeout=120,
    )
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


# --- languages ---


@pytest.mark.parametrize(
    ("words", "environment", "lang"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "POSIX"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        (["--lang", "zh", "gaps"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["gaps", "--lang=en"], {}, "en"),
        (["check", "--", "--lang=en"], {}, "zh"),
        (["--lang", "fr"], {"LANG": "en"}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for(words: list[str], environment: dict[str, str], lang: str) -> None:
    assert language_of(words, environment) == lang


@pytest.mark.parametrize(
    "command", ["ingest", "extract", "gaps", "trace", "check", "impact", "verify", "dashboard", "registry build"]
)
def test_each_command_explains_itself_in_both_languages(tracer: Command, command: str) -> None:
    chinese, english = tracer(*command.split(), "--help"), tracer("--lang", "en", *command.split(), "--help")
    for done, usage, example in ((chinese, "用法：", "例"), (english, "Usage: ", "Example")):
        assert done.status == 0 and done.err == ""
        assert done.out.startswith(f"{usage}tracer {command}")
        assert example in done.out and f"  tracer {command}" in done.out
    plain = re.sub(r"河南省/平顶山市|=\S*", "", english.out)
    assert not HAN.search(plain), plain
    assert len(HAN.findall(chinese.out)) > 30


def all_commands() -> list[tuple[str, ...]]:
    """Yields the words of every command and group of commands, the program itself first."""

    def below(group: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, command in getattr(group, "commands", {}).items():
            yield from below(command, (*words, name))

    return list(below(typer.main.get_command(make_app("zh")), ()))


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_the_language_may_stand_anywhere_where_help_is_asked_for(
    tracer: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    for lang, usage, locale in (("zh", "用法：", "en_US.UTF-8"), ("en", "Usage: ", "zh_CN.UTF-8")):
        monkeypatch.setenv("LC_ALL", locale)
        placed = [[*words[:at], "--lang", lang, *words[at:], "--help"] for at in range(len(words) + 1)]
        for line in (*placed, [*words, "--help", "--lang", lang], [*words, "-h", f"--lang={lang}"]):
            done = tracer(*line)
            assert (done.status, done.err) == (0, ""), line
            assert done.out.startswith(" ".join((f"{usage}tracer", *words))), line


def test_every_group_of_commands_is_met() -> None:
    assert {(), ("gaps",), ("policy", "show"), ("registry", "import"), ("store", "decide")} <= set(all_commands())


def test_the_help_lists_the_commands_and_first_steps(tracer: Command) -> None:
    for lang, words in (
        ("zh", ("命令：", "第一次使用", "退出码")),
        ("en", ("Commands:", "First steps", "Exit status")),
    ):
        done = tracer("--lang", lang, "--help")
        assert done.status == 0
        for word in (*words, "ingest", "extract", "gaps", "trace", "check", "dashboard"):
            assert word in done.out


def test_help_lines_fit_the_width(tracer: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "64")
    for lang in LANGUAGES:
        page = tracer("--lang", lang, "gaps", "--help").out.split("\n\n例：")[0].split("\n\nExamples:")[0]
        assert max(cell_len(line) for line in page.splitlines()) <= 64


def test_the_version(tracer: Command) -> None:
    import tracer as package

    assert tracer("--version").out == f"tracer {package.__version__}\n"


# --- usage errors ---


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ([], "缺少命令", "Missing command"),
        (["nothing"], "没有这个命令：nothing", "No such command: nothing"),
        (["gap"], "是不是 gaps", "Did you mean gaps"),
        (["gaps", "--verdit", "x"], "--verdict", "Did you mean --verdict"),
        (["gaps", "--as-of"], "--as-of 后面缺少值", "--as-of needs a value"),
        (["gaps", "--json=1"], "不带值", "takes no value"),
        (["trace"], "缺少 MEASURE", "Missing MEASURE"),
        (["ingest"], "缺少 PATH", "Missing PATH"),
        (["check", "a", "b"], "多余的参数：b", "Unexpected argument: b"),
        (["gaps", "--as-of", "2022-02-30"], "日期无法识别", "Not a date"),
        (["gaps", "--as-of", "昨天"], "日期无法识别", "Not a date"),
        (["gaps", "--issued-after", "20221"], "日期无法识别", "Not a date"),
        (["gaps", "--verdict", "断了"], "断了", "--verdict has no value"),
        (["gaps", "--kind", "list"], "name_list", "name_list"),
        (["gaps", "--region", "/"], "--region", "--region"),
        (["gaps", "--policy", "none"], "none", "none"),
        (["extract"], "--jsonl", "--jsonl"),
        (["extract", "--jsonl", "-", "a.txt"], "只能选一种", "not both"),
        (["--store", "x.sqlite", "gaps"], "x.sqlite", "Unknown store address"),
        (["gaps", "--store", "bolt://localhost"], "Neo4j", "Neo4j"),
        (["dashboard", "--port", "0"], "端口", "Not a port"),
        (["dashboard", "--port", "http"], "端口", "Not a port"),
        (["registry", "build", "/nowhere"], "/nowhere", "/nowhere"),
    ],
)
def test_wrong_usage_is_explained(tracer: Command, words: list[str], zh: str, en: str) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        done = tracer("--lang", lang, *words)
        assert done.status == 2
        assert expected in done.err
        assert done.out == ""
        assert "Traceback" not in done.err


def test_the_bare_command_shows_the_help(tracer: Command) -> None:
    done = tracer()
    assert (done.status, done.out) == (2, "") and "第一次使用" in done.err


def test_an_unknown_language_is_refused(tracer: Command) -> None:
    assert "zh" in tracer("--lang", "fr", "gaps").err
    assert tracer("gaps", "--lang", "fr").status == 2


# --- the jobs ---


def test_ingest_says_what_it_did(tracer: Command, tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "公文")
    first, again = tracer("ingest", folder), tracer("--lang", "en", "ingest", folder)
    assert (first.status, again.status) == (0, 0)
    assert "新入库 3" in first.out and tracer.store in first.out
    assert "unchanged 3" in again.out
    assert first.err == again.err == ""


def test_ingest_goes_on_after_a_bad_file(tracer: Command, tmp_path: Path) -> None:
    folder = write_corpus(tmp_path / "公文")
    (folder / "扫描.txt").write_bytes(b"%PDF-1.4")
    done = tracer("ingest", folder, tmp_path / "没有.txt")
    assert done.status == 2
    assert "新入库 3" in done.out and "失败 2" in done.out
    assert "扫描.txt" in done.err and "没有.txt" in done.err and len(done.err.splitlines()) == 2
    as_json = json.loads(tracer("ingest", folder, "--json").out)
    assert set(as_json) == {"added", "unchanged", "replaced", "failed"}
    assert [Path(failure["path"]).name for failure in as_json["failed"]] == ["扫描.txt"]


def test_gaps_in_json_keep_the_contract(filled: Command) -> None:
    done = filled("gaps", "--json", "--as-of", "2026-01-01")
    assert done.status == 1 and done.err == ""
    report = json.loads(done.out)
    assert set(report) == {"as_of", "policy", "registry", "counts", "groups", "findings"}
    assert report["as_of"] == "2026-01-01"
    assert set(report["counts"]) == {verdict.value for verdict in Verdict}
    assert len(report["findings"]) == report["counts"]["dead_end"] - 1  # the incentive is no gap
    for finding in report["findings"]:
        assert set(finding) == FINDING_KEYS
        assert set(finding["document"]) == DOCUMENT_KEYS
        assert finding["verdict"] == "dead_end" and finding["reasons"]
        assert all(set(r) == {"reason", "node", "title", "number", "text"} for r in finding["reasons"])
        assert all(set(h) == {"id", "kind", "title", "number", "level", "role", "quote"} for h in finding["chain"])
        text = {"岭政办发〔2019〕8号": PROVINCE, "鹭政发〔2021〕3号": CITY}[finding["document"]["number"]]
        assert "".join(text[finding["start"] : finding["end"]].split()) == "".join(finding["text"].split())


def test_gaps_in_words_name_place_document_measure_reason_and_chain(filled: Command) -> None:
    done = filled("gaps")
    assert done.status == 1
    for words in (
        "断链 3 条",
        "云岭省/鹭洲市",
        "岭政办发〔2019〕8号",
        "列入失信黑名单",
        "没有引用任何文件",
        "✕",
        "措施 → 二",
    ):
        assert words in done.out
    for sign in ("● D 直接", "◐ I 间接", "✕ X 断链", "? R 待核", "○ E 不在清理范围"):
        assert sign in done.out
    english = filled("--lang", "en", "gaps").out
    for words in ("Dead ends: 3", "cites nothing", "● D direct", "repeal"):
        assert words in english


@pytest.mark.parametrize(
    ("words", "status", "count"),
    [
        (["--region", "鹭洲市"], 1, 1),
        (["--kind", "name_list"], 1, 1),
        (["--kind", "名单", "--kind", "失信惩戒"], 1, 3),
        (["--verdict", "direct"], 1, 2),
        (["--verdict", "direct", "--verdict", "断链"], 1, 6),
        (["--issued-after", "2021年12月31日"], 0, 0),
        (["--issued-after", "2021/12/31", "--verdict", "direct"], 0, 1),
        (["--document", "岭政办发〔2019〕8号"], 1, 2),
        (["--as-of", "2000-01-01"], 0, 0),
        (["--must-mend"], 1, 3),
    ],
)
def test_filters_and_exit_status(filled: Command, words: list[str], status: int, count: int) -> None:
    """Dead ends give 1 whatever list was asked for; an incentive that reaches nothing never does."""
    done = filled("gaps", "--json", *words)
    assert (done.status, len(json.loads(done.out)["findings"])) == (status, count)


def test_the_store_may_be_named_before_or_after_the_command(filled: Command, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path}/other.sqlite"
    (tmp_path / "one.txt").write_text(CLEAN, encoding="utf-8")
    assert filled("ingest", "--store", other, tmp_path / "one.txt").status == 0
    for words in (["--store", other, "gaps"], ["gaps", "--store", other], ["gaps", f"--store={other}"]):
        assert filled(*words).status == 0
    assert filled("gaps").status == 1


def test_trace_shows_every_step_with_its_words(filled: Command) -> None:
    findings = json.loads(filled("gaps", "--json", "--verdict", "direct", "--verdict", "dead_end").out)["findings"]
    for finding in findings:
        never = finding["kind"] in ("incentive", "repair")
        expected = 1 if finding["verdict"] == "dead_end" and not never else 0
        done = filled("trace", finding["measure"])
        assert done.status == expected
        assert finding["text"] in done.out and finding["authority"] in done.out
        as_json = filled("trace", finding["measure"], "--json")
        assert as_json.status == expected and json.loads(as_json.out) == finding
    direct = next(f for f in findings if f["verdict"] == "direct")
    shown = filled("trace", direct["measure"]).out
    assert "依据 → 《中华人民共和国旅游法》" in shown and "“《中华人民共和国旅游法》第一百零八条”" in shown


@pytest.mark.parametrize(("lang", "mark"), [("zh", "原文："), ("en", "words: ")])
def test_what_trace_quotes_stands_in_a_document(tracer: Command, lang: str, mark: str) -> None:
    assert tracer("ingest", SAMPLE).status == 0
    corpus = "".join(dense(path.read_text(encoding="utf-8")) for path in sorted(SAMPLE.glob("*.txt")))
    day = ("--as-of", "2026-11-30")
    findings = json.loads(tracer("gaps", "--json", *day).out)["findings"]
    broken = {reason["reason"]: finding for finding in findings for reason in finding["reasons"]}
    assert {"article_missing", "not_in_force", "vague", "unresolved"} <= broken.keys()
    for finding in broken.values():
        shown = tracer("trace", finding["measure"], "--lang", lang, *day).out
        quotes = re.findall(rf"^ +{mark}“(.*)”$", shown, re.MULTILINE)
        assert quotes and all(dense(words) in corpus for words in quotes)
        sentence = next(line for line in shown.splitlines() if "49号" in line)
        assert all(dense(words) in corpus for words in re.findall("“([^”]*)”", sentence))


def dense(words: str) -> str:
    """Returns words without blanks and line ends."""
    return "".join(words.split())


def test_trace_of_an_unknown_measure(filled: Command) -> None:
    done = filled("trace", "d-x.m9", "--json")
    assert (done.status, done.out) == (2, "")
    assert "d-x.m9" in done.err


def test_check_gates_a_document(filled: Command, tmp_path: Path) -> None:
    bad, good = filled("check", tmp_path / "公文" / "省.txt"), filled("check", tmp_path / "公文" / "局.txt")
    assert (bad.status, good.status) == (1, 0)
    assert "列入失信黑名单" in bad.out and "没有断链" in good.out
    report = json.loads(filled("check", tmp_path / "公文" / "省.txt", "--json").out)
    assert set(report) == {"document", "page", "unread", "segments", "findings", "references", "vague", "duties"}
    assert set(report["document"]) == DOCUMENT_KEYS
    assert all(set(finding) == FINDING_KEYS for finding in report["findings"])
    draft = json.loads(filled("check", tmp_path / "公文" / "局.txt", "--draft", "--json").out)
    assert ["pre_issuance" in f["checks"] for f in (*report["findings"][:1], *draft["findings"][:1])] == [False, True]


def test_check_works_without_any_store(tracer: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACER_STORE")
    (tmp_path / "局.txt").write_text(CLEAN, encoding="utf-8")
    assert tracer("check", tmp_path / "局.txt").status == 0
    assert not (tmp_path / "data").exists()  # looking makes no store


def test_the_list_of_gaps_is_cut_and_says_so(filled: Command) -> None:
    whole, first = filled("gaps", "--must-mend"), filled("gaps", "--must-mend", "--limit", "1")
    every = re.findall(r"^\d+\. .*$", whole.out, re.MULTILINE)
    assert len(every) > 2 and re.findall(r"^\d+\. .*$", first.out, re.MULTILINE) == every[:1]
    assert f"另有 {len(every) - 1} 条没有列出" in first.out and "没有列出" not in whole.out
    second = filled("gaps", "--must-mend", "--limit", "1", "--offset", "1").out
    assert re.findall(r"^\d+\. .*$", second, re.MULTILINE) == every[1:2]
    found = json.loads(filled("gaps", "--must-mend", "--json").out)
    assert json.loads(filled("gaps", "--must-mend", "--json", "--limit", "1").out) == {
        **found,
        "findings": found["findings"][:1],
    }
    assert filled("gaps", "--limit", "0").status == 2
    texts = ROOT / "tracer" / "sample" / "texts"
    filled("ingest", texts / "01_yunling_2016_fangan.txt", texts / "05_jichuan_2017_fangan.txt")
    report = jobs.gaps(filled.store)
    gaps, other = len(report.findings), len(report.other)
    assert gaps and other > 1
    for limit, entries in ((gaps, gaps), (gaps + 1, gaps + 1), (gaps + other, gaps + other)):
        out = filled("gaps", "--limit", str(limit)).out
        assert len(re.findall(r"^\d+\. ", out, re.MULTILINE)) == entries
        assert ("其他须修改" in out) == (limit > gaps)
        assert ("没有列出" in out) == (limit < gaps + other)


def test_the_command_that_is_printed_works_as_it_stands(
    tracer: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts, store = write_corpus(tmp_path / "公文"), f"sqlite:///{tmp_path}/一 二.sqlite"
    monkeypatch.setattr(sys, "argv", [str(ROOT / "tracer" / "__main__.py")])
    monkeypatch.delenv("TRACER_STORE")

    def printed(lead: str, *words: str | Path) -> list[str]:
        return shlex.split(tracer(*words).out.partition(lead)[2].partition("\n")[0])

    after = printed("接着可以运行：", "ingest", texts, "--store", store)
    assert after == [sys.executable, "-m", "tracer", "gaps", "--store", store]
    before = printed("看一条措施的依据链：", "--store", store, "gaps", "--limit", "1")
    done = run(*before[3:])
    assert before[:4] == [*after[:3], "trace"] and before[-2:] == after[-2:]
    assert done.status == 1 and done.out and not done.err


def test_a_program_that_the_shell_knows_by_name_is_called_so(
    filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "tracer"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program), "gaps"])
    for path, called in ((program.parent, "tracer"), (tmp_path, str(program))):
        monkeypatch.setenv("PATH", str(path))
        assert f"看一条措施的依据链：{called} trace d-" in filled("gaps").out


@pytest.mark.parametrize("command", ["check", "repairs"])
def test_a_store_that_is_not_there_yet_is_done_without(
    tracer: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    file = tmp_path / "局.txt"
    file.write_text(CLEAN, encoding="utf-8")
    monkeypatch.delenv("TRACER_STORE")
    alone = tracer(command, file)
    assert (alone.status, alone.err) == (0, "")
    none = f"sqlite:///{tmp_path}/none.sqlite"
    for words in ((command, file, "--store", none), ("--store", none, command, file)):
        done = tracer(*words)
        assert (done.status, done.out) == (0, alone.out)
        assert none in done.err and done.err.count("\n") == 1
    monkeypatch.setenv("TRACER_STORE", none)
    english = tracer(command, file, "--lang", "en")
    assert english.status == 0 and english.err.startswith(f"There is no store yet: {none}.")
    (tmp_path / "none.sqlite").write_text("no store", encoding="utf-8")
    assert tracer(command, file).status == 2  # what is there and no store is an error as before


READING = (
    *("gaps", "gaps --json", "trace d-x.m0", "impact", "impact 国发〔2016〕33号", "check FILE", "repairs FILE"),
    *("repairs FILE --remember", "extract FILE", "dashboard --no-browser", "registry gaps", "registry search 旅游"),
    *("registry show 国发〔2016〕33号", "policy show", "policy diff credit huaian", "store judge", "store search 信用"),
    *("store log", "store show", "store citations d-x", "store decisions", "store check", "store backup OUT"),
    *("store export graphml OUT", "store copy STORE sqlite:///OUT", "store decide verdict d-x.m0 review --why 试"),
    "store withdraw x --why 试",
)


@pytest.mark.parametrize("line", READING)
def test_commands_that_read_make_no_file(
    tracer: Command, tmp_path: Path, no_own_registry: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    (tmp_path / "局.txt").write_text(CLEAN, encoding="utf-8")
    said = {"FILE": str(tmp_path / "局.txt"), "OUT": str(tmp_path / "out"), "STORE": tracer.store}
    words = [said.get(word, word.replace("OUT", said["OUT"])) for word in line.split()]
    for named in (True, False):
        if not named:
            monkeypatch.delenv("TRACER_STORE")
        done = tracer(*words)
        assert done.status in (0, 2), done.err
        assert done.status == 0 or "tracer ingest" in done.err, done.err
        assert [path.name for path in tmp_path.iterdir()] == ["局.txt"] and not no_own_registry.exists()


def test_the_default_store_is_in_the_users_data_folder(
    tracer: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRACER_STORE")
    assert tracer("ingest", write_corpus(tmp_path / "公文")).status == 0
    assert (tmp_path / "data" / "policy-basis-tracer" / "store.sqlite").is_file()
    assert tracer("gaps").status == 1


def test_extract_prints_one_line_a_text(tracer: Command, tmp_path: Path) -> None:
    lines = tmp_path / "in.jsonl"
    lines.write_text(
        "\n".join([json.dumps({"id": "a", "text": PROVINCE}), "{", json.dumps({"id": "b", "text": CLEAN})]), "utf-8"
    )
    done = tracer("extract", "--jsonl", lines)
    assert done.status == 2
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == ["a", "b"]
    assert "第 2 行" in done.err
    assert tracer("extract", tmp_path / "none.txt").status == 2
    file = tmp_path / "局.txt"
    file.write_text(CLEAN, encoding="utf-8")
    assert json.loads(tracer("extract", file).out)["id"] == str(file)


def test_many_bad_lines_are_counted_not_listed(tracer: Command, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{\n" * 500, encoding="utf-8")
    done = tracer("extract", "--jsonl", tmp_path / "x.jsonl")
    assert done.status == 2 and len(done.err.splitlines()) == 21
    assert "480" in done.err.splitlines()[-1]


def test_documents_cannot_steer_the_terminal(tracer: Command, tmp_path: Path) -> None:
    """Escape sequences, right-to-left marks and console markup of a document come out as plain words."""
    text = PROVINCE.replace("列入失信黑名单", "列入\x1b[31m失信\u202e黑[bold]名单").replace(
        "省政府各部门", "[/red]各部门"
    )
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    assert tracer("ingest", tmp_path / "x.txt").status == 0
    for done in (tracer("gaps"), tracer("check", tmp_path / "x.txt"), tracer("gaps", "--must-mend")):
        assert done.status == 1
        assert "\x1b" not in done.out and "\u202e" not in done.out


# --- as a process of its own ---


def test_standard_input_and_output_of_a_process(tmp_path: Path) -> None:
    done = run("extract", "--jsonl", "-", stdin=json.dumps({"id": 7, "text": CLEAN}).encode())
    assert done.status == 0 and done.err == ""
    assert json.loads(done.out)["id"] == 7


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_chinese_comes_out_whatever_the_locale(filled: Command, tmp_path: Path, locale: dict[str, str]) -> None:
    env = {**locale, "TRACER_STORE": filled.store}
    assert "未变 3" in run("ingest", tmp_path / "公文", env=env).out
    assert "断链 3 条" in run("gaps", env=env).out
    assert json.loads(run("gaps", "--json", env=env).out)["counts"]["dead_end"] == 4


def test_lines_that_go_into_a_pipe_are_not_cut(filled: Command) -> None:
    env = {"TRACER_STORE": filled.store, "COLUMNS": ""}
    assert (
        "《云岭省人民政府办公厅关于加强旅游市场信用管理的通知》（岭政办发〔2019〕8号） → ✕" in run("gaps", env=env).out
    )


def test_a_pipe_that_closes_early_is_no_error(tmp_path: Path) -> None:
    lines = b"\n".join(json.dumps({"id": n, "text": PROVINCE}).encode() for n in range(300))
    (tmp_path / "in.jsonl").write_bytes(lines)
    reader = subprocess.Popen(["head", "-n", "1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    writer = subprocess.Popen(
        [sys.executable, "-m", "tracer", "extract", "--jsonl", str(tmp_path / "in.jsonl")],
        stdout=reader.stdin,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert reader.stdin is not None and reader.stdout is not None and writer.stderr is not None
    reader.stdin.close()
    assert json.loads(reader.stdout.read())["id"] == 0
    assert writer.wait(timeout=120) == 141
    assert writer.stderr.read() == b""
    reader.wait(timeout=10)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_cleanly_and_keeps_what_was_done(number: int, workers: str, tmp_path: Path) -> None:
    """Ctrl-C, and the end that a system asks for: sent to every process of the command, as terminals and systemd do."""
    process, stored = begin_ingest(tmp_path, workers)
    os.killpg(process.pid, number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert b"Traceback" not in err and b"Interrupted" in err and b"the same command goes on from there" in err
    assert 2 <= stored() < MANY
    done = run("ingest", tmp_path / "公文", "--store", f"sqlite:///{tmp_path}/s.sqlite", "--json")
    assert done.status == 0
    report = json.loads(done.out)
    assert report["unchanged"] and len(report["unchanged"]) + len(report["added"]) == MANY


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_process_outlives_the_command(number: int, tmp_path: Path) -> None:
    """Only the command itself is told to end. All its processes hold its standard error, which ends with the last of them."""
    process, _ = begin_ingest(tmp_path, "2")
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)


def begin_ingest(tmp_path: Path, workers: str) -> tuple[subprocess.Popen[bytes], Callable[[], int]]:
    """Returns an ingest of many files that has stored some of them, and what counts those."""
    folder = tmp_path / "公文"
    folder.mkdir()
    for number in range(MANY):
        (folder / f"{number:03}.txt").write_text(PROVINCE.replace("8号", f"{number + 100}号") * 3, encoding="utf-8")
    store = f"sqlite:///{tmp_path}/s.sqlite"
    process = subprocess.Popen(
        [sys.executable, "-m", "tracer", "--lang", "en", "ingest", str(folder), "--store", store, "--workers", workers],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    )

    def stored() -> int:
        try:
            with open_store(store, create=False) as opened:
                return opened.counts().sources
        except StoreError:
            return 0

    until = time.monotonic() + 60
    while stored() < 2 and time.monotonic() < until:
        time.sleep(0.05)
    return process, stored


class Interrupting:
    """Holds what a store does when its work is interrupted: at the given calls a signal comes, `times` times, and then perhaps an error."""

    def __init__(self, work: Callable[..., Any], at: int, number: int, times: int, error: Exception | None) -> None:
        self._work, self._at, self._number, self._times, self._error = work, at, number, times, error
        self.calls = 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == self._at:
            for _ in range(self._times):
                signal.raise_signal(self._number)
            if self._error:
                raise self._error
        return self._work(*arguments, **named)


BUFFER_ERROR = BufferError("Existing exports of data: object cannot be re-sized")


def test_an_interrupt_while_the_program_is_loaded_ends_it_without_a_trace() -> None:
    code = """
import os, signal, sys
class Interrupts:
    def find_spec(self, name, path=None, target=None):
        if name == "tracer.cli.app":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupts())
sys.argv = ["tracer", "--version"]
from tracer.__main__ import main
sys.exit(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


@pytest.mark.parametrize(
    ("times", "error", "kept"),
    [(1, None, 2), (2, None, 1), (1, BUFFER_ERROR, 1), (1, StoreError("store.in_use", path="甲"), 1)],
    ids=["the file at hand is finished", "twice ends at once", "a driver stumbles", "a store complains"],
)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_told_as_one(
    tracer: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    times: int,
    error: Exception | None,
    kept: int,
) -> None:
    put = Interrupting(SqliteStore.put, 2, number, times, error)
    monkeypatch.setattr(SqliteStore, "put", lambda *arguments, **named: put(*arguments, **named))
    before = signal.getsignal(number)
    done = tracer("ingest", write_corpus(tmp_path / "公文"))
    assert done.status == 128 + number
    assert "已中断" in done.err and "再运行同一命令" in done.err and "错误" not in done.err
    assert f"完成 {kept}/" in done.err
    with open_store(tracer.store) as store:
        assert store.counts().sources == kept
    assert signal.getsignal(number) is before


def test_an_interrupt_of_work_without_files_is_told_as_one(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = Interrupting(SqliteStore.keep_judged, 1, signal.SIGINT, 1, None)

    def stumble(*arguments: Any, **named: Any) -> Any:
        try:
            return keep(*arguments, **named)
        except KeyboardInterrupt:
            raise BUFFER_ERROR from None

    monkeypatch.setattr(SqliteStore, "keep_judged", stumble)
    done = filled("store", "judge", "--as-of", "2020-01-01")
    assert done.status == 130
    assert "已中断" in done.err and "再运行同一命令" in done.err


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no /proc here to see the open files of a process in")
def test_the_processes_that_read_have_nothing_of_the_store_open(tmp_path: Path) -> None:
    seen = []

    def look(_: object) -> None:
        for process in multiprocessing.active_children():
            folder = Path(f"/proc/{process.pid}/fd")
            seen.append([os.readlink(name) for name in folder.iterdir()])

    jobs.ingest([write_corpus(tmp_path / "公文")], f"sqlite:///{tmp_path}/s.sqlite", workers=2, on_progress=look)
    assert seen and not [name for names in seen for name in names if f"{tmp_path}/s.sqlite" in name]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_dashboard_serves_on_its_address_until_it_is_ended(tmp_path: Path) -> None:
    env = {**os.environ, "TRACER_STORE": f"sqlite:///{tmp_path}/s.sqlite"}
    run("ingest", write_corpus(tmp_path / "公文"), env=env)
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tracer", "dashboard", "--port", str(port), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=env,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert f"http://127.0.0.1:{port}" in process.stdout.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=10) as answer:
            assert answer.read() == b"ok"
        taken = run("dashboard", "--port", str(port), "--no-browser", env=env)
        assert taken.status == 2 and str(port) in taken.err and str(port + 1) in taken.err
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    with pytest.raises(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        pass


def test_the_dashboard_needs_a_store_and_an_address_of_this_machine(filled: Command, tmp_path: Path) -> None:
    missing = filled("dashboard", "--store", f"sqlite:///{tmp_path}/none.sqlite", "--no-browser")
    assert missing.status == 2 and "tracer ingest" in missing.err
    for host in ("203.0.113.1", "no.such.host.invalid"):
        done = filled("dashboard", "--host", host, "--port", str(free_port()), "--no-browser")
        assert done.status == 2 and host in done.err


def test_starting_is_quick_and_loads_no_language_work() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tracer", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
    )
    loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert not {"spacy", "networkx", "streamlit", "pandas"} & loaded


def test_checking_a_draft_says_whether_the_credit_lead_agreed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(
        "岚台县农资信用办法（征求意见稿）\n\n第一条 为规范农资市场，制定本办法。\n\n"
        "第二条 将受到行政处罚的农资店记入信用档案。\n",
        encoding="utf-8",
    )
    assert main(["check", str(draft), "--draft"]) == 1
    assert "出台前审查：未见规定" in capsys.readouterr().out


# --- proofs and what-if ---


def first_gap(tracer: Command) -> str:
    return str(json.loads(tracer("gaps", "--json").out)["findings"][0]["measure"])


def test_a_proof_is_written_and_accepted(filled: Command, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    done = filled("trace", first_gap(filled), "--proof", file)
    assert done.status == 1 and str(file) in done.err
    accepted = filled("verify", file)
    assert accepted.status == 0 and "成立" in accepted.out
    assert json.loads(filled("verify", file, "--json").out)[0]["accepted"] is True
    piped = filled("trace", first_gap(filled), "--proof", "-")
    assert json.loads(piped.out) == json.loads(file.read_text(encoding="utf-8"))


def test_a_forged_proof_is_rejected(filled: Command, tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    filled("trace", first_gap(filled), "--proof", file)
    file.write_text(file.read_text(encoding="utf-8").replace("dead_end", "direct"), encoding="utf-8")
    done = filled("verify", file)
    assert done.status == 1 and "不成立" in done.out
    assert json.loads(filled("verify", file, "--json").out)[0]["faults"]


@pytest.mark.parametrize("raw", [b"[" * 100_000, b"{}", b"\xff", b""])
def test_what_is_no_proof_is_bad_input(tracer: Command, tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "proof.json").write_bytes(raw)
    for done in (tracer("verify", tmp_path / "proof.json"), tracer("verify", tmp_path / "missing.json")):
        assert done.status == 2 and done.out == "" and len(done.err.splitlines()) == 1


def test_what_the_system_refuses_is_said_in_the_readers_language(tracer: Command, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for words in (
        ("verify", missing),
        ("policy", "check", f"{missing}.toml"),
        ("registry", "import", f"{missing}.csv"),
    ):
        assert re.search("没有这个文件|文件不存在", tracer("--lang", "zh", *words).err)
        assert "No such file" in tracer("--lang", "en", *words).err


def test_a_branch_that_ends_at_a_provision_names_it_without_title_marks(filled: Command) -> None:
    found = json.loads(filled("gaps", "--json").out)["findings"]
    uncited = next(f for f in found if f["reasons"][0]["reason"] == "no_citation")
    shown = filled("trace", uncited["measure"]).out
    assert f"：{uncited['provision']}\n" in shown
    assert f"《{uncited['provision']}》" not in shown


def test_a_proof_of_nothing_and_to_nowhere(filled: Command, tmp_path: Path) -> None:
    assert filled("trace", "d-000000000000.m0", "--proof", "-").status == 2
    assert filled("trace", first_gap(filled), "--proof", tmp_path / "no" / "folder.json").status == 2


def test_impact(filled: Command) -> None:
    sources = json.loads(filled("impact", "--json").out)["sources"]
    assert sources and all(0 < s["alone"] <= s["all"] for s in sources)
    found = json.loads(filled("impact", sources[0]["id"], "--json").out)
    assert sum(change["falls"] for change in found["changes"]) >= sources[0]["alone"]
    for lang, word in (("zh", "结论改变"), ("en", "change their verdict")):
        assert word in filled("--lang", lang, "impact", sources[0]["id"]).out
        assert filled("--lang", lang, "impact").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--repealed-on", "2027-01-01"],
        ["国发〔2016〕33号", "--repealed-on", "2027-01-01", "--replaced-by", "征信业管理条例"],
        ["国发〔2016〕33号", "--repealed-on", "2027-02-30"],
        ["没有这样的文件"],
        ["国发〔2016〕33号", "--replaced-by", "没有这样的文件"],
    ],
)
def test_impact_of_what_it_cannot_know(filled: Command, words: list[str]) -> None:
    done = filled("impact", *words)
    assert done.status == 2 and done.out == ""


def test_a_dead_end_names_its_cure(filled: Command) -> None:
    gaps = json.loads(filled("gaps", "--json").out)["findings"]
    for gap in gaps:
        shown = filled("trace", gap["measure"]).out
        assert ("相近度" in shown) == bool(gap["cures"])
        assert (gap["disposal"] == "amend") == bool(gap["cures"])


def test_a_review_is_not_called_a_break(tracer: Command, tmp_path: Path) -> None:
    draft = tmp_path / "通知.txt"
    draft.write_text(
        "岚台省沁河市交通运输局文件\n\n沁交发〔2022〕4号\n\n关于渡口管理的通知\n\n各单位：\n\n"
        "一、依照《中华人民共和国渡口经营法》第五条，限制失信经营者参加政府采购。\n\n沁河市交通运输局\n2022年4月6日\n",
        "utf-8",
    )
    store = f"sqlite:///{tmp_path}/store.sqlite"
    assert tracer("ingest", draft, "--store", store).status == 0
    (found,) = json.loads(tracer("gaps", "--verdict", "review", "--json", "--store", store).out)["findings"]
    shown = tracer("--lang", "zh", "trace", found["measure"], "--store", store).out
    assert "待核之处" in shown and "还不能确定" in shown
    assert "✕" not in shown
    assert "断点" not in shown and "没有一条能走到" not in shown


def test_check_says_why_its_gaps_are_fewer_than_its_dead_ends(filled: Command, tmp_path: Path) -> None:
    notice = tmp_path / "公文" / "省.txt"
    report = json.loads(filled("check", notice, "--json").out)
    dead = [f for f in report["findings"] if f["verdict"] == "dead_end"]
    traced = [f for f in dead if f["kind"] == "incentive"]
    assert traced and len(traced) < len(dead)
    shown = filled("--lang", "zh", "check", notice).out
    assert f"断链 {len(dead) - len(traced)} 条" in shown
    assert f"另有 {len(traced)} 条激励、修复类措施追不到来源" in shown
