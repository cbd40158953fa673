"""Nothing that a document, a file name, a row or a person's words hold can steer a terminal: every command, both streams."""

from __future__ import annotations

import ast
import io
import json
import os
import pty
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from graph_schema.visible import in_one_line, json_text, visible, visible_lines
from tracer.cli.app import main, make_app
from tracer.cli.consoles import console_for
from tracer.cli.output import screened
from tracer.store.export import FORMATS

ROOT = Path(__file__).parent.parent
HOSTILE = "\x1b[2J\x9b31m\u202e\u200b\ufeff\u061c\U000e0041"
TITLE = f"溪石县人民政府办公室关于{HOSTILE}加强信用{HOSTILE}管理的通知"
MEASURE = f"将恶意{HOSTILE}拖欠工资的企业列入失信{HOSTILE}黑名单"
TEXT = f"""溪石县人民政府办公室文件

溪政办发〔2021〕5号

{TITLE}

各乡镇人民政府：

依照《溪石县{HOSTILE}信用办法》（溪政办发〔2019〕{HOSTILE}3号）第三条，{MEASURE}，限制其参加政府采购。各单位于2021年12月1日前报送{HOSTILE}名单。

溪石县人民政府办公室

2021年6月6日
"""
NAME = os.fsdecode(b"\x1b[2Jev\xe2\x80\xaeil\xff\nx.txt")
"""A file name with an escape sequence, a sign that turns the reading direction, a byte that is no UTF-8 and a line end."""
TABLE = (
    "id,title,short_titles,number,level,issuer,region,promulgated,effective,revised,status,articles\n"
    f"own-evil,溪石县{HOSTILE}信用办法,{HOSTILE}办法,溪政发〔2019〕3号,local_normative,溪石县{HOSTILE}人民政府,"
    "河南省/平顶山市,2019-01-01,2019-01-01,,in_force,9\n"
)
ANNEX = f"序号,惩戒内容{HOSTILE},惩戒对象,依据\n1,取消投标资格{HOSTILE},串标者{HOSTILE},《{HOSTILE}法》第二条\n注：{HOSTILE},,,\n"
POLICY = f'id = "x{json_text(HOSTILE)[1:-1].replace(chr(92) + "udb40" + chr(92) + "udc41", "")}"\nwrong = 1\n'


class World:
    """A store, a registry, decisions, a policy and files with hostile words in all of them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.file, self.table, self.policy = folder / NAME, folder / f"{NAME}.csv", folder / f"{NAME}.toml"
        self.file.write_text(TEXT, encoding="utf-8")
        self.table.write_text(TABLE, encoding="utf-8")
        self.policy.write_text(POLICY, encoding="utf-8")
        self.annex = folder / f"{NAME}.list.csv"
        self.annex.write_text(ANNEX, encoding="utf-8")
        self("ingest", self.file)
        self("registry", "import", self.table)
        self.measure = json.loads(self("gaps", "--json")[1])["findings"][0]["measure"]
        self("store", "decide", "verdict", self.measure, "direct", "--why", f"因{HOSTILE}\n故", "--by", f"甲{HOSTILE}")
        self("registry", "decide", f"溪{HOSTILE}法", "own-evil", "--why", f"因{HOSTILE}\n故", "--by", f"甲{HOSTILE}")
        self("store", "judge")
        self.proof = folder / f"{NAME}.json"
        self("trace", self.measure, "--proof", self.proof)

    def __call__(self, *words: object) -> tuple[int, str, str]:
        """Runs one command line: its exit status, and what came on both streams."""
        status = main([str(word) for word in words])
        captured = self._capsys.readouterr()
        return status, captured.out, captured.err


@pytest.fixture
def world(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/{HOSTILE}.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return World(tmp_path, capsys)


LINES: dict[tuple[str, ...], Callable[[World], list[list[object]]]] = {
    ("ingest",): lambda w: [[w.file], [w.file, "--json", "--anew"], [w.folder], [w.folder / f"{HOSTILE}.txt"]],
    ("extract",): lambda w: [[w.file], ["--jsonl", w.proof], [w.folder / f"{HOSTILE}.txt"], [w.table]],
    ("gaps",): lambda w: [
        [],
        ["--json"],
        ["--must-mend"],
        ["--verdict", "direct"],
        ["--verdict", HOSTILE],
        ["--as-of", HOSTILE],
        ["--registry", HOSTILE],
        ["--policy", w.policy],
        ["--region", HOSTILE],
        ["--limit", HOSTILE],
        [f"--{HOSTILE}"],
    ],
    ("trace",): lambda w: [[w.measure], [w.measure, "--json"], [w.measure, "--proof", "-"], [HOSTILE]],
    ("check",): lambda w: [[w.file], [w.file, "--json", "--draft"], [w.file, "--keep", HOSTILE]],
    ("repairs",): lambda w: [[w.file], [w.file, "--json"], [w.file, "--undo", "1", "--remember"]],
    ("impact",): lambda w: [[], ["--json"], ["own-evil"], ["own-evil", "--json"], [HOSTILE]],
    ("verify",): lambda w: [[w.proof], [w.proof, "--any-registry", "--json"], [w.table], [HOSTILE]],
    ("dashboard",): lambda w: [["--host", HOSTILE], ["--port", HOSTILE], ["--store", f"sqlite:///{HOSTILE}"]],
    ("eval",): lambda w: [[w.proof], [HOSTILE], [w.proof, "--baseline", HOSTILE]],
    ("policy", "show"): lambda w: [["credit"], ["credit", "--json"], [w.policy], [HOSTILE]],
    ("policy", "check"): lambda w: [[w.policy], [w.policy, "--json"], [HOSTILE]],
    ("policy", "diff"): lambda w: [["credit", w.policy], ["credit", "huaian", "--json"]],
    ("registry", "build"): lambda w: [[w.folder], [w.folder / HOSTILE]],
    ("registry", "import"): lambda w: [[w.table], [w.table, "--json"], [w.file], [w.folder / f"{HOSTILE}.csv"]],
    ("registry", "update"): lambda w: [
        [w.table, "--dry-run"],
        [w.table, "--json"],
        [w.table],
        [w.folder / f"{HOSTILE}.csv"],
    ],
    ("registry", "import-list"): lambda w: [
        [w.annex, "--edition", HOSTILE, "--from", "2024-02-18"],
        [w.annex, "--edition", HOSTILE, "--from", "2024-02-18", "--json"],
        [w.annex],
        [w.annex, "--edition", "1", "--list", HOSTILE],
        [w.annex, "--edition", "1", "--region", HOSTILE, "--regulation", HOSTILE],
        [w.file, "--edition", "1"],
        [HOSTILE],
    ],
    ("registry", "remove"): lambda w: [
        [w.table],
        [w.table, "--undo"],
        [w.table, "--json"],
        [w.table, "--undo", "--json"],
        [HOSTILE],
        [NAME],
    ],
    ("registry", "show"): lambda w: [["own-evil"], ["own-evil", "--json"], [HOSTILE]],
    ("registry", "search"): lambda w: [["溪石县信用办法"], ["溪石县信用办法", "--json"], [HOSTILE]],
    ("registry", "lint"): lambda w: [
        [],
        ["--json"],
        ["--cited", "--kind", "cited_beyond"],
        ["--kind", HOSTILE],
        [w.table],
        [w.file],
        [w.file, "--json"],
    ],
    ("registry", "gaps"): lambda w: [[], ["--json"]],
    ("registry", "decide"): lambda w: [
        [f"溪{HOSTILE}", w, "--by", HOSTILE, "--why", HOSTILE] for w in ("own-evil", "?")
    ],
    ("registry", "undo"): lambda w: [[f"溪{HOSTILE}法", "--by", HOSTILE], [HOSTILE, "--by", HOSTILE, "--in", HOSTILE]],
    ("registry", "lists"): lambda w: [[], ["--json"], ["--as-of", HOSTILE]],
    ("registry", "editions"): lambda w: [[], ["--json"], [HOSTILE]],
    ("store", "judge"): lambda w: [[], ["--json"], ["--policy", w.policy]],
    ("store", "search"): lambda w: [["溪石县"], ["溪石县", "--json"], [HOSTILE], ["溪石", "--limit", HOSTILE]],
    ("store", "log"): lambda w: [[], ["--json"], ["--since", HOSTILE]],
    ("store", "show"): lambda w: [[], ["--json"]],
    ("store", "citations"): lambda w: [[w.measure.split(".")[0]], [w.measure.split(".")[0], "--json"], [HOSTILE]],
    ("store", "decide"): lambda w: [
        *(["verdict", w.measure, "review", "--why", HOSTILE, "--by", HOSTILE, *more] for more in ([], ["--json"])),
        ["verdict", w.measure, "review", "--why", NAME],
    ],
    ("store", "decisions"): lambda w: [[], ["--json"], [HOSTILE]],
    ("store", "confirm"): lambda w: [["--why", HOSTILE, "--by", HOSTILE], [HOSTILE, "--why", HOSTILE, "--json"]],
    ("store", "withdraw"): lambda w: [["1", "--why", HOSTILE, "--by", HOSTILE], [HOSTILE, "--why", HOSTILE]],
    ("store", "copy"): lambda w: [[HOSTILE, HOSTILE], [os.environ["TRACER_STORE"], f"sqlite:///{w.folder}/{HOSTILE}2"]],
    ("store", "check"): lambda w: [[], ["--json"]],
    ("store", "backup"): lambda w: [[w.folder / f"{HOSTILE}.backup"], [w.folder / HOSTILE / HOSTILE]],
    ("store", "restore"): lambda w: [[w.table], [w.folder / HOSTILE]],
    ("store", "export"): lambda w: [["jsonl", w.folder / f"{HOSTILE}.jsonl"], [HOSTILE, "x"], ["csv", w.folder]],
}
"""What every command is tried with."""


def commands() -> Iterator[tuple[str, ...]]:
    """Yields the words of every command of the program that is no group."""

    def below(group: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for name, command in getattr(group, "commands", {}).items():
            yield from below(command, (*words, name))
        if not getattr(group, "commands", {}):
            yield words

    yield from below(typer.main.get_command(make_app("zh")), ())


def hidden_in(text: str) -> list[str]:
    """Returns the characters of output that steer a terminal or are not seen."""
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return [ascii(c) for c in text if c != "\n" and unicodedata.category(c) in hidden]


def test_every_command_is_tried() -> None:
    assert set(LINES) == set(commands())


@pytest.mark.filterwarnings("ignore")
def test_no_command_prints_what_steers_a_terminal(world: World) -> None:
    """Both languages, text and JSON, results and errors; what is printed as JSON is the same value."""
    shown = 0
    for command, lines in LINES.items():
        for words in lines(world):
            for lang in ("zh", "en"):
                status, out, err = world(*command, *words, "--lang", lang)
                assert status in (0, 1, 2), (command, words, err)
                assert hidden_in(out + err) == [], (command, words)
                assert "Traceback" not in err and "TRACER_DEBUG" not in err, (command, words, err)
                if "--json" in words and status != 2:
                    json.loads(out)
                shown += r"\x1b[2J" in out + err or r"\u001b[2J" in out
    assert shown > 100


def as_read(words: str) -> str:
    """Returns words without what nobody sees in them: reading cuts it out, and lists it as repairs."""
    return words.replace(HOSTILE, "[2J31m")


def test_json_keeps_the_values(world: World) -> None:
    found = json.loads(world("gaps", "--verdict", "direct", "--json")[1])["findings"][0]
    assert (found["text"], found["document"]["title"]) == (as_read(MEASURE), as_read(TITLE))
    assert json.loads(world("extract", world.file)[1])["doc"]["title"] == as_read(TITLE)
    decided = json.loads(world("store", "decisions", "--json")[1])["decisions"][0]
    assert (decided["why"], decided["who"]) == (f"因{HOSTILE}\n故", f"甲{HOSTILE}")
    assert json.loads(world("registry", "show", "own-evil", "--json")[1])[0]["title"] == f"溪石县{HOSTILE}信用办法"
    assert json.loads(world.proof.read_text(encoding="utf-8"))


def test_json_lines_that_are_exported_keep_the_values(world: World) -> None:
    out = world.folder / "graph.jsonl"
    assert world("store", "export", "jsonl", out)[0] == 0
    text = out.read_text(encoding="utf-8")
    assert hidden_in(text) == []
    assert as_read(TITLE) in [json.loads(line)["properties"].get("title") for line in text.splitlines()]


@pytest.mark.parametrize("form", FORMATS)
def test_the_graph_of_hostile_documents_is_exported_in_every_format(world: World, form: str) -> None:
    out = world.folder / f"graph.{form}"
    assert world("store", "export", form, out)[0] == 0
    if form in ("graphml", "gexf"):
        words = "".join(ElementTree.parse(out).getroot().itertext()) + out.read_text(encoding="utf-8")
        assert "\x1b" not in words and "加强信用" in words


def test_words_of_several_lines_forge_no_line(world: World) -> None:
    """A reason, a name or a file name with a line end in it stays on the line of its record."""
    status, out, _ = world("store", "decisions")
    assert status == 0 and len(out.splitlines()) == 1
    status, out, _ = world("store", "log")
    assert all(line.split("  ")[0].isdigit() for line in out.splitlines())


def test_colours_reach_a_terminal_and_nothing_else_does(world: World) -> None:
    """Looks at what a terminal gets: the colours of the program, and the escape sequences of a document as words."""
    parent, child = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "tracer", "gaps", "--verdict", "direct"],
        stdout=child,
        stderr=child,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"},
    )
    os.close(child)
    read = b""
    while True:
        try:
            chunk = os.read(parent, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        read += chunk
    os.close(parent)
    assert done.wait(timeout=60) in (0, 1)
    text = read.decode("utf-8").replace("\r", "")
    folded = text.replace("\n", "").replace(" ", "")
    assert r"\x1b[2J\x9b31m\u202e" in folded, text
    assert "\x1b[1m" in text and "\x1b[2J" not in text
    assert not set(HOSTILE[1:]) & set(text) - set("[2J31m")


# --- the functions ---


@given(st.text(st.characters(codec=None)))
def test_nothing_hidden_is_left(text: str) -> None:
    assert not hidden_in(visible(text)) and "\n" not in visible(text)
    assert not hidden_in(visible_lines(text).replace("\t", "")) and not hidden_in(in_one_line(text))
    assert visible(visible(text)) == visible(text)


def test_every_hidden_character_of_unicode_is_shown() -> None:
    every = "".join(chr(code) for code in range(sys.maxunicode + 1))
    assert hidden_in(visible(every)) == []
    assert visible_lines("a\tb\n") == "a\tb\n" and visible("a\tb\n") == r"a\x09b\x0a"


@given(st.text() | st.dictionaries(st.text(), st.lists(st.text())))
def test_json_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(json_text(value)) == value
    assert hidden_in(json_text(value, indent=2)) == []


def test_chinese_and_rare_characters_stay_as_they_are() -> None:
    kept = "溪石县〔2021〕５号，\u3000①●—…é𠀀\ue5e5"
    assert visible(kept) == kept and json.loads(json_text(kept)) == kept and kept in json_text(kept)


# --- no other way out ---


def test_a_print_of_anybody_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Libraries, warnings and forgotten prints go through the screens too, while a command runs."""
    with screened():
        print(HOSTILE)
        sys.stdout.writelines([HOSTILE, "\n"])
        print(HOSTILE, file=sys.stderr)
        typer.echo(HOSTILE)
    captured = capsys.readouterr()
    assert hidden_in(captured.out + captured.err) == []
    assert captured.out.count(r"\x9b31m") == 3 and captured.err.count(r"\x9b31m") == 1


def test_a_console_shows_what_no_function_of_ours_did() -> None:
    out = io.StringIO()
    table = Table(HOSTILE)
    table.add_row(Text(HOSTILE))
    console_for(out).print(HOSTILE, table)
    assert hidden_in(out.getvalue()) == [] and out.getvalue().count(r"\x1b") >= 1


OUTPUT = {"print", "Console", "echo", "secho", "pprint", "dumps", "dump", "print_exc", "ScreenConsole"}
"""Functions that print, make something that prints, or write JSON another way."""
ALLOWED = {
    "output.py": {"print"},
    "consoles.py": {"ScreenConsole"},
    "app.py": {"print_exc"},  # on standard error, which stands behind a screen
}


def test_the_command_line_prints_by_one_way() -> None:
    """A print of its own would let one value forget to be shown; nothing is written to a stream but in output.py."""
    for file in sorted((ROOT / "tracer" / "cli").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            name = called.rsplit(".", 1)[-1]
            if called == "console.print" and file.parent.name == "printing":
                continue
            assert name not in OUTPUT - ALLOWED.get(file.name, set()), f"{file}:{node.lineno}: {called}"
            assert not called.startswith(("sys.stdout.w", "sys.stderr.w", "sys.stdout.b")), f"{file}:{node.lineno}"


def test_the_rooms_below_print_nothing() -> None:
    """Finds no print in what commands call; only programs of developers have one."""
    programs = {
        "article_facts.py",
        "build.py",
        "schema.py",
        "calibrate.py",
        "calibrate_reading.py",
        "curve.py",
        "edition.py",
        "package_facts.py",
        "version_facts.py",
    }
    for room in ("graph_schema", "ingest", "tracer"):
        for file in (ROOT / room).rglob("*.py"):
            if file.name in programs or "cli" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                assert not (isinstance(node, ast.Call) and ast.unparse(node.func) == "print"), f"{file}:{node.lineno}"
