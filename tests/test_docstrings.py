"""Docstrings read the same everywhere: a function says with a verb what it does or gives, nothing opens with a question word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("graph_schema", "ingest", "tracer", "dashboards", "benchmarks", "scripts", "tests")
QUESTIONS = ("What", "How", "Whether", "Which", "Where", "Who", "Whose", "Why")
A_VERB = re.compile(r"[A-Z][a-z]+s\b")  # Returns, Splits, Finds
Function = ast.FunctionDef | ast.AsyncFunctionDef


def faults_in(code: str) -> Iterator[tuple[int, str]]:
    """Yields the line and the opening of each docstring that opens otherwise."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Module | ast.ClassDef | Function):
            continue
        docstring = ast.get_docstring(node)
        if not docstring:
            continue
        opening = docstring.splitlines()[0]
        case = isinstance(node, Function) and node.name.startswith("test_")
        asked = isinstance(node, Function) and not case and not A_VERB.match(opening)
        if asked or opening.split()[0].strip(",.:;") in QUESTIONS:
            yield getattr(node, "lineno", 1), opening


def test_docstrings_open_with_a_verb() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {opening}"
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, opening in faults_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_other_openings_are_found() -> None:
    code = '"""What it holds."""\ndef place(): "The place."\ndef found(): "Returns the place."\ndef test_x(): "The place."\n'
    assert list(faults_in(code)) == [(1, "What it holds."), (2, "The place.")]
