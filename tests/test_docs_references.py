"""Every reference to a page of docs/, and every link between pages, leads somewhere; no page that is not here is named."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from graph_schema.terms import BreakReason, Check, MeasureKind, Role, SourceLevel, Tie, Verdict

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("graph_schema", "ingest", "tracer", "dashboards", "tests", "benchmarks", "scripts", "docs")
SUFFIXES = frozenset({".py", ".toml", ".md", ".sh", ".csv", ".tsv", ".txt", ".json", ".html", ".css", ".yaml"})
# This file shows what is wrong; labelled documents and their words are not ours.
OTHERS = ("tests/test_docs_references.py", "tests/labels/", "tests/baseline/")

NAMED = re.compile(r"(?P<page>docs/[\w./-]+\.md)(?P<anchors>(?:(?:, | and | to )?#[\w-]+)*)")
LINK = re.compile(r"\]\((?P<target>[^()\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
ANCHOR = re.compile(r'<a id="(?P<name>[^"]+)"></a>')
HEADING = re.compile(r"^#{1,6} (?P<words>.+)$", re.MULTILINE)
# Working papers of the authors that are not in the repository.
ABSENT = re.compile(r"\b(?:DESIGN|RULINGS|FEATURES|CONVENTIONS|SEED-FIELDS)(?:\.md)?\b|\b(?:STYLE|FORMAT)\.md\b")
# A number without a page: nobody can look it up. In the words of a link it is fine.
BARE = re.compile(r"(?<!\[)\b(?:[Rr]ulings?|[Hh]abits?) \d+")

# A file of the project, named in a page or a policy file.
FILE = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w/.-]+\.(?:py|toml|sh|json|css|html)\b")
# What a decision or the list of changes says of a file was true on its day.
PAST = ("docs/decisions/", "CHANGELOG.md")

Anchors = Mapping[str, frozenset[str]]


def slug(words: str) -> str:
    """Returns the anchor that a Markdown heading gets by itself."""
    return re.sub(r"[^\w\- ]", "", ANCHOR.sub("", words).strip().lower()).replace(" ", "-")


def anchors_of(text: str) -> list[str]:
    """Returns the anchors of a page, in order: those written down and those of headings."""
    prose = FENCED.sub("", text)
    return [m["name"] for m in ANCHOR.finditer(prose)] + [slug(m["words"]) for m in HEADING.finditer(prose)]


def faults(path: str, text: str, anchors: Anchors, files: frozenset[str]) -> Iterator[str]:
    """Yields the references of a file that lead nowhere, each as file:line: what.

    `path` and `files` are relative to the project's folder; `anchors` are those of its Markdown pages.
    """
    found = [*_named(text, anchors), *_absent(text)]
    if path.endswith(".md"):
        found += _links(path, text, anchors, files)
    if path.endswith((".md", ".toml")) and not path.startswith(PAST):
        found += [(m.start(), f"{m[0]} is not here") for m in FILE.finditer(text) if m[0] not in files]
    for at, what in sorted(found):
        yield f"{path}:{text.count(chr(10), 0, at) + 1}: {what}"


def _named(text: str, anchors: Anchors) -> Iterator[tuple[int, str]]:
    for m in NAMED.finditer(text):
        if m["page"] not in anchors:
            yield m.start(), f"{m['page']} is not here"
            continue
        for name in re.findall(r"#([\w-]+)", m["anchors"]):
            if name not in anchors[m["page"]]:
                yield m.start(), f"{m['page']} has no #{name}"


def _absent(text: str) -> Iterator[tuple[int, str]]:
    for m in ABSENT.finditer(text):
        yield m.start(), f"{m[0]} is not in the repository"
    for m in BARE.finditer(text):
        yield m.start(), f"“{m[0]}” without a page: write docs/semantics.md#ruling-…"


def _links(path: str, text: str, anchors: Anchors, files: frozenset[str]) -> Iterator[tuple[int, str]]:
    prose = FENCED.sub(lambda m: " " * len(m[0]), text)
    for m in LINK.finditer(prose):
        if re.match(r"[a-z]+:", m["target"]):
            continue
        to, _, name = m["target"].partition("#")
        page = (ROOT / path).parent.joinpath(to).resolve() if to else ROOT / path
        inside = page.relative_to(ROOT).as_posix() if page.is_relative_to(ROOT) else to
        if inside not in files and not any(f.startswith(f"{inside.rstrip('/')}/") for f in files):
            yield m.start(), f"link to {m['target']}, which is not here"
        elif name and name not in anchors.get(inside, frozenset()):
            yield m.start(), f"link to {m['target']}: {inside} has no #{name}"


def same_numbers(names: list[str]) -> list[str]:
    """Returns the numbers that several decisions bear, with their files."""
    counted = Counter(name[:4] for name in names)
    return [f"{n}: {', '.join(x for x in names if x.startswith(n))}" for n, times in counted.items() if times > 1]


@cache
def project() -> Mapping[str, Path]:
    """Returns the files of the project that people read or write, by their path within it."""
    top = [f for f in ROOT.iterdir() if f.is_file()]
    below = [
        f for folder in FOLDERS for f in (ROOT / folder).rglob("*") if f.is_file() and "__pycache__" not in f.parts
    ]
    return {f.relative_to(ROOT).as_posix(): f for f in (*top, *below)}


@cache
def pages() -> Anchors:
    texts = {name: f.read_text(encoding="utf-8") for name, f in project().items() if f.suffix == ".md"}
    return {name: frozenset(anchors_of(text)) for name, text in texts.items()}


def texts() -> Iterator[tuple[str, str]]:
    for name, file in project().items():
        if (file.suffix in SUFFIXES or file.name == "Makefile") and not name.startswith(OTHERS):
            yield name, file.read_text(encoding="utf-8")


def test_references_lead_somewhere() -> None:
    files = frozenset(project())
    assert [fault for name, text in texts() for fault in faults(name, text, pages(), files)] == []


def test_no_anchor_stands_twice_on_a_page() -> None:
    written = {n: ANCHOR.findall(f.read_text(encoding="utf-8")) for n, f in project().items() if f.suffix == ".md"}
    assert {
        n: twice for n, names in written.items() if (twice := [x for x, k in Counter(names).items() if k > 1])
    } == {}


def test_each_decision_has_a_number_of_its_own() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert same_numbers([file.name for file in files]) == []
    headings = {file.name: file.read_text(encoding="utf-8").split("\n", 1)[0] for file in files}
    assert [n for n, heading in headings.items() if not heading.startswith(f"# {int(n[:4])}. ")] == []


@pytest.mark.parametrize(
    ("page", "kind", "terms"),
    [
        ("docs/semantics.md", "level", SourceLevel),
        ("docs/semantics.md", "verdict", Verdict),
        ("docs/semantics.md", "kind", MeasureKind),
        ("docs/semantics.md", "reason", BreakReason),
        ("docs/semantics.md", "check", Check),
        ("docs/reading.md", "role", Role),
        ("docs/reading.md", "tie", Tie),
    ],
)
def test_each_term_is_explained(page: str, kind: str, terms: type[SourceLevel]) -> None:
    wanted = {f"{kind}-{term.value.replace('_', '-')}" for term in terms}
    assert wanted - pages()[page] == set()


def test_each_rule_of_the_built_in_policy_is_explained() -> None:
    file = next(file for name, file in project().items() if name.endswith("policies/credit.toml"))
    policy = tomllib.loads(file.read_text(encoding="utf-8"))
    rows = [*policy["rule"], *policy["principle"]]
    assert {f"rule-{row['id'].replace('_', '-')}" for row in rows} - pages()["docs/semantics.md"] == set()


def test_the_rulings_are_numbered_without_gaps() -> None:
    numbers = sorted(int(name[7:]) for name in pages()["docs/semantics.md"] if re.fullmatch(r"ruling-\d+", name))
    assert numbers == list(range(1, len(numbers) + 1))


MADE_UP: Anchors = {"docs/a.md": frozenset({"one", "two"}), "docs/sub/b.md": frozenset()}
MADE_UP_FILES = frozenset({"docs/a.md", "docs/sub/b.md", "tracer/x.py"})


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("tracer/x.py", '"""See docs/a.md#one, #two and docs/sub/b.md."""', []),
        ("tracer/x.py", "\n# docs/a.md#three\n", ["tracer/x.py:2: docs/a.md has no #three"]),
        ("tracer/x.py", "# docs/a.md#one, #three", ["tracer/x.py:1: docs/a.md has no #three"]),
        ("tracer/x.py", "# docs/c.md", ["tracer/x.py:1: docs/c.md is not here"]),
        ("tracer/x.py", "# DESIGN.md section 4", ["tracer/x.py:1: DESIGN.md is not in the repository"]),
        ("tracer/x.toml", "# tracer/x.py, tracer/y.py", ["tracer/x.toml:1: tracer/y.py is not here"]),
        ("docs/decisions/0001-a.md", "`tracer/y.py`", []),
        ("tracer/x.toml", "# gold/FORMAT.md", ["tracer/x.toml:1: FORMAT.md is not in the repository"]),
        (
            "tracer/x.py",
            "# (ruling 12)",
            ["tracer/x.py:1: “ruling 12” without a page: write docs/semantics.md#ruling-…"],
        ),
        ("tracer/x.py", "FORMAT = 1  # rulings of courts", []),
        (
            "docs/a.md",
            "[ruling 1](#one) [b](sub/b.md) [out](https://example.com/x#y) [x](../tracer/x.py) [t](../tracer/)",
            [],
        ),
        ("docs/a.md", "[b](b.md)", ["docs/a.md:1: link to b.md, which is not here"]),
        ("docs/sub/b.md", "\n\n[a](../a.md#six)", ["docs/sub/b.md:3: link to ../a.md#six: docs/a.md has no #six"]),
        ("docs/a.md", "[up](#up)", ["docs/a.md:1: link to #up: docs/a.md has no #up"]),
        ("docs/a.md", "```\n[b](b.md)\n```", []),
    ],
)
def test_what_the_checker_says(path: str, text: str, expected: list[str]) -> None:
    assert list(faults(path, text, MADE_UP, MADE_UP_FILES)) == expected


def test_headings_and_anchors_of_a_page() -> None:
    page = '# 读法 / How a text is read\n<a id="here"></a>\n## Two words: `x`\n```\n# no heading\n```\n'
    assert anchors_of(page) == ["here", "读法--how-a-text-is-read", "two-words-x"]


def test_two_decisions_of_one_number_are_named() -> None:
    assert same_numbers(["0001-a.md", "0002-b.md", "0002-c.md"]) == ["0002: 0002-b.md, 0002-c.md"]
