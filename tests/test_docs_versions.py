"""The story of three laws day by day (docs/versions.md): its commands give the lines that the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracer.cli.app import main

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "versions.md").read_text(encoding="utf-8")
NOTICE = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)
FILE = re.compile(
    r"^`(?P<name>[a-z-]+\.txt)`: 《(?P<law>.+?)》, (?P<old>.+?), (?P<new>.+?), (?P<measure>.+?), (?P<day>\d+年.+)$",
    re.M,
)
SHOWN = re.compile(r"```console\n\$ tracer (?P<words>.+)\n(?P<lines>(?:.*\n)*?)```")
LEFT_OUT = "…"


def test_the_commands_of_the_page_say_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert NOTICE is not None
    monkeypatch.chdir(tmp_path)
    files = list(FILE.finditer(PAGE))
    for file in files:
        text = NOTICE[1].format(**file.groupdict(), year=file["day"][:4])
        Path(file["name"]).write_text(text, encoding="utf-8")
    shown = list(SHOWN.finditer(PAGE))
    assert (len(files), len(shown)) == (9, 15)
    for block in shown:
        main(block["words"].split())
        printed = capsys.readouterr().out.splitlines()
        lines = [line for line in block["lines"].splitlines() if line != LEFT_OUT]
        assert lines, block["words"]
        assert [line for line in lines if line not in printed] == [], block["words"]
