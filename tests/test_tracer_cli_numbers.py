"""Numbers of thousands of digits, which Python refuses to read, and proofs that cannot be read: a sentence, and the rest goes on."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sizes import sized
from small_corpus import write_corpus

from graph_schema.days import typed_day
from graph_schema.errors import TracerError
from graph_schema.numerals import line_of_long_number, number_of, value_of
from tracer import jobs
from tracer.cli.app import main
from tracer.policy.file import read_policy
from tracer.verify import verify_bytes

LONG = "9" * 5000
COLUMNS = "id,title,number,level,issuer,region,promulgated,effective,articles,moved_articles\n"
ROW = "own-{n},溪石市测试办法{n},溪政发〔2020〕{n}号,local_normative,溪石市人民政府,河南省/平顶山市,2020-01-01,2020-01-01,5,\n"


class Command:
    """`tracer` in this process, in English, with a store and a registry of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        """Runs one command line: its exit status, and what came on both streams."""
        status = main(["--lang", "en", *map(str, words)])
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err

    def refused(self, *words: object) -> str:
        """Runs one that must be refused, and returns the sentence."""
        status, _, said = self(*words)
        assert status == 2 and said.startswith("Error: "), (words, said)
        assert "Internal" not in said and "int_max_str" not in said and len(said) < 1000, said
        return said

    def file(self, name: str, text: str) -> Path:
        """Writes a file beside the store."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Command(tmp_path, capsys)


@pytest.fixture
def filled(run: Command) -> Command:
    assert run("ingest", write_corpus(run.folder / "in"))[0] == 0
    return run


# --- files ---


@pytest.mark.parametrize(
    "bad",
    [
        ROW.format(n=2).replace(",5,", f",{LONG},"),
        ROW.format(n=2).replace(",5,", f",{'9' * 4000},"),
        ROW.format(n=2).replace("〔2020〕2号", f"〔2020〕{LONG}号"),
        ROW.format(n=2).replace("2020-01-01,2020", f"{LONG}-01-01,2020"),
        ROW.format(n=2).replace(",5,", f",5,2021-01-01:{LONG}>3"),
    ],
    ids=["articles", "articles of 4000 digits", "number", "day", "moves"],
)
def test_a_table_with_a_long_number_is_named_and_the_others_go_on(run: Command, bad: str) -> None:
    table = run.file("bad.csv", COLUMNS + ROW.format(n=1) + bad)
    good = run.file("good.csv", COLUMNS + ROW.format(n=7))
    assert "bad.csv" in (said := run.refused("registry", "import", table, good)) and "line 3" in said
    assert run("registry", "show", "own-7")[0] == 0 and run("registry", "show", "own-1")[0] == 2
    assert run("registry", "lint", table)[0] == 1


@pytest.mark.parametrize("words", [f"x = {LONG}", f"[[rule]]\nkinds = ['a', {LONG}]", f"a = '1'\nb = 1_{LONG}"])
def test_a_policy_with_a_long_number_is_named_with_its_line(filled: Command, words: str) -> None:
    policy = filled.file("p.toml", words)
    line = words.count("\n") + 1
    assert re.search(rf"p\.toml.* {line}", filled.refused("gaps", "--policy", policy))
    assert filled("policy", "check", policy)[1].startswith(f"{policy}:{line}: ")


@given(st.integers(4300, 9000), st.lists(st.sampled_from(["a = 1", "", "# 第", "b = '五'"]), max_size=5))
def test_the_line_of_a_long_number_is_found(digits: int, before: Sequence[str]) -> None:
    text = "\n".join([*before, f"x = {'9' * (digits + 1)}"])
    policy, (fault,) = read_policy(text, "p") if text.count("a = ") < 2 and text.count("b = ") < 2 else (None, [None])
    assert policy is None and (fault is None or fault.line == len(before) + 1)
    assert line_of_long_number(text) == len(before) + 1


def test_lines_and_labels_with_a_long_number_are_named(run: Command) -> None:
    lines = run.file(
        "x.jsonl", f'{{"id": 1, "text": "一"}}\n{{"id": {LONG}, "text": "二"}}\n{{"id": 3, "text": "三"}}\n'
    )
    status, out, said = run("extract", "--jsonl", lines)
    assert status == 2 and "Line 2" in said and "digits" in said
    assert [json.loads(line)["id"] for line in out.splitlines()] == [1, 3]
    assert "digits" in run.refused("eval", lines) or "label" in run.refused("eval", lines)


def test_texts_with_long_numbers_are_read(run: Command) -> None:
    """No law has such an article, no year such a name: what is said of the rest stays."""
    han = "九千亿万" * 1300
    text = (
        "溪石县人民政府文件\n\n溪政发〔2021〕5号\n\n溪石县人民政府关于加强信用管理的通知\n\n各乡镇：\n\n"
        f"一、依照《征信业管理条例》第{LONG}条、第{han}条，将企业列入失信黑名单。\n\n"
        f"二、根据溪政发〔2019〕{LONG}号、溪政发〔{LONG}〕3号，于{LONG}年{LONG}月{LONG}日前{LONG}日内报送名单。\n\n"
        f"第{LONG}条  限制其参加政府采购{LONG}年，前{LONG}款、本条第{LONG}项除外。\n\n"
        f"（{LONG}）给予奖励{LONG}万元。\n\n{LONG}、记入信用档案。\n\n溪石县人民政府\n2021年6月6日\n"
    )
    file = run.file("long.txt", text)
    assert run("ingest", file)[0] == 0
    assert run("check", file)[0] in (0, 1) and run("extract", file)[0] == 0 and run("repairs", file)[0] == 0
    assert run("gaps", "--json")[0] in (0, 1) and run("store", "judge")[0] == 0
    assert run("store", "check")[0] == 0
    counts = json.loads(run("store", "show", "--json")[1])["counts"]
    assert counts["measures"] >= 1 and counts["documents"] == 1


# --- what is typed ---

TYPED: list[list[str]] = [
    ["gaps", "--limit", LONG],
    ["registry", "search", "信用", "--limit", LONG],
    ["registry", "gaps", "--limit", LONG],
    *(["store", "search", "信用", "--limit", number] for number in (LONG, "9" * 20)),
    *(["store", "log", "--since", number] for number in (LONG, "9" * 20)),
    *(
        ["gaps", "--as-of", day]
        for day in (f"{LONG}-01-01", f"2020-{LONG}-01", f"2020年1月{LONG}日", "9" * 20 + "-1-1")
    ),
    ["gaps", "--issued-after", LONG],
    ["gaps", "--document", f"溪政发〔2020〕{LONG}号"],
    *(["dashboard", "--port", number] for number in (LONG, "9" * 20)),
    ["ingest", "x.txt", "--workers", LONG],
    ["repairs", "x.txt", "--undo", LONG],
    ["trace", f"d-0123456789ab.m{LONG}"],
    ["impact", f"溪政发〔2020〕{LONG}号"],
    ["impact", "x", "--repealed-on", LONG],
    ["registry", "show", f"溪政发〔2020〕{LONG}号"],
    ["registry", "decide", "x", LONG, "--by", "甲", "--why", LONG],
    ["store", "decide", "link", f"d-0123456789ab.c{LONG}", LONG, "--why", LONG],
    ["store", "withdraw", LONG, "--why", LONG],
]


@pytest.mark.parametrize("words", TYPED, ids=lambda words: " ".join(word[:20] for word in words))
def test_long_numbers_on_the_command_line_are_refused(filled: Command, words: Sequence[str]) -> None:
    assert filled.refused(*words)


def test_long_numbers_in_the_environment_are_passed_over(filled: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = filled("gaps", "--as-of", "2024-01-01")
    for name in ("COLUMNS", "LINES"):
        monkeypatch.setenv(name, LONG)
    assert filled("gaps", "--as-of", "2024-01-01") == expected
    assert filled("gaps", "--help")[0] == 0


def test_numerals_too_long_are_no_numbers() -> None:
    assert number_of("012") == 12 and number_of("1" * 9) == 111111111
    assert number_of("1" * 10) is number_of("") is number_of("-1") is number_of("１") is number_of(LONG) is None
    assert value_of("一百零八") == 108 and value_of(LONG) is value_of("一" * 5000) is None
    assert typed_day(f"{'9' * 20}-1-1") is typed_day(f"{LONG}-1-1") is None


# --- proofs ---


@pytest.fixture
def proof(filled: Command) -> Path:
    """Returns the file of a proof that holds."""
    measure = json.loads(filled("gaps", "--json")[1])["findings"][0]["measure"]
    filled("trace", measure, "--proof", filled.folder / "good.json")
    return filled.folder / "good.json"


def test_a_proof_that_cannot_be_read_is_named_and_the_others_are_checked(filled: Command, proof: Path) -> None:
    forged = filled.file("forged.json", proof.read_text("utf-8").replace('"dead_end"', '"direct"', 1))
    bad = [
        filled.file("empty.json", ""),
        filled.file("words.json", "不是"),
        filled.file("list.json", "[1]"),
        filled.file("long.json", f'{{"a": 1,\n"b": {LONG}}}'),
        filled.file("deep.json", "[" * 100_000),
        filled.file("endless.json", '{"a": 1e999}'),
        filled.folder / "missing.json",
        filled.folder / "in",
        Path("/proc/self/mem"),
    ]
    locked = filled.file("locked.json", "{}")
    locked.chmod(0)
    if not os.access(locked, os.R_OK):
        bad.append(locked)
    status, out, said = filled("verify", bad[0], proof, *bad[1:], forged, proof)
    assert status == 2 and out.count("good.json") == 2 and out.count("forged.json") == 1
    for path in bad:
        told = [line for line in (said + out).splitlines() if str(path) in line]
        assert told and "Internal" not in said, path
    assert "long.json, line 2" in said
    status, out, _ = filled("verify", "--json", bad[0], proof)
    assert status == 2 and [one["accepted"] for one in json.loads(out)] == [True]
    assert filled("verify", proof, forged)[0] == 1 and filled("verify", proof)[0] == 0


def test_no_number_of_a_proof_breaks_the_checker(proof: Path) -> None:
    """Each number in turn becomes one that no proof holds: a fault or a sentence comes of it, never an error."""
    raw = proof.read_text("utf-8")
    anchors = jobs.proof_anchors(None, any_registry=True)
    spots = list(re.finditer(r"(?<=[:\[,\s])-?\d+(?:\.\d+)?(?=[,\s\]}])", raw))
    refused = 0
    for at, spot in enumerate(spots):
        values = ("9" * 20, "-" + "9" * 4000, "1e400", LONG)
        for value in values if sized(0, 1) else (values[at % len(values)],):
            forged = raw[: spot.start()] + value + raw[spot.end() :]
            try:
                refused += bool(verify_bytes(forged.encode(), "p", anchors).faults)
            except TracerError:
                refused += 1
    assert len(spots) > 30 and refused >= len(spots) - 3
