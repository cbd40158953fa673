"""Says what references lead to, and the basis that they lend (tests/cases/references.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.records import Reading, Reference, Span
from graph_schema.terms import Tie
from ingest.formats.files import file_of_text
from ingest.reading import read

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "references.toml").read_text(encoding="utf-8")
)["case"]
KEYS = {"purpose", "title", "text", "words", "nth", "leads", "none", "measure", "basis"}


def reading_of(case: dict[str, Any]) -> Reading:
    return read(file_of_text(case["title"] + "\n" + case["text"], case["purpose"]))


def place_of(case: dict[str, Any], text: str) -> Span:
    """Tells where the words stand for the n-th time behind the title."""
    at = text.index("\n")
    for _ in range(case.get("nth", 1)):
        at = text.index(case["words"], at + 1)
    return Span(at, at + len(case["words"]))


def ends_of(reading: Reading, reference: Reference) -> list[str]:
    """Returns what a reference leads to, in words: the place within this document, cited words, or "own"."""
    cited = {c.id: c.text for c in reading.citations}
    labels = {p.id: p.label for p in reading.provisions}
    own = {d.id for d in reading.documents}
    if reference.targets[0] in labels:
        return list(reference.articles)
    return ["own" if t in own else cited[t] for t in reference.targets]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["purpose"])
def test_reference_leads_to(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS, "an unknown key is an error in the case"
    reading = reading_of(case)
    span = place_of(case, reading.source.text)
    found = [r for r in reading.references if r.span == span]
    vague = [v for v in reading.vague if v.span == span]
    if case.get("none"):
        assert not found and not vague
    elif not case["leads"]:
        assert not found and len(vague) == 1
    else:
        assert not vague and len(found) == 1
        ends = ends_of(reading, found[0])
        assert len(ends) == len(case["leads"]), ends
        assert all(want in end for want, end in zip(case["leads"], ends, strict=True)), ends


LENDING = [c for c in CASES if "measure" in c]


@pytest.mark.parametrize("case", LENDING, ids=lambda c: c["purpose"])
def test_reference_lends_its_basis(case: dict[str, Any]) -> None:
    reading = reading_of(case)
    (measure,) = [m for m in reading.measures if case["measure"] in m.text]
    titles = {c.id: c.title or c.text for c in reading.citations}
    near = [titles[b.citation] for b in reading.basis if b.measure == measure.id and b.tie is not Tie.DOCUMENT]
    if case["basis"]:
        assert any(case["basis"] in t for t in near), near
    else:
        assert near == []


def test_own_clause_beats_the_reference() -> None:
    case = next(c for c in CASES if c["purpose"] == "自己分句有依据，不再借前款")
    assert Tie.REFERENCE not in {b.tie for b in reading_of(case).basis}


def test_a_notice_speaks_of_the_document_that_it_issues() -> None:
    text = """青禾县住房建设局文件
青住建〔2021〕3号
关于印发《青禾县物业企业信用评价办法》的通知
各物业企业：
现将《青禾县物业企业信用评价办法》印发给你们，请按照本办法执行。
青禾县住房建设局
2021年3月1日
青禾县物业企业信用评价办法
第一条 为规范物业企业信用评价，制定本办法。
第二条 物业企业应当按照本办法申报。
"""
    reading = read(file_of_text(text, "notice"))
    issued = next(d for d in reading.documents if d.parent)
    own = [r for r in reading.references if r.text == "本办法"]
    assert [r.targets for r in own] == [(issued.id,)] * 3


PIECES = st.lists(
    st.sampled_from(
        [
            "本办法",
            "该条例",
            "前款",
            "前两条",
            "上述文件",
            "第三条",
            "第一款",
            "《甲条例》",
            "依照",
            "规定，",
            "\n",
            "第二条 ",
        ]
    ),
    max_size=40,
).map("".join)


@given(PIECES)
def test_every_reference_leads_to_what_is_there(text: str) -> None:
    reading = read(file_of_text("青禾县办法\n第一条 " + text, "any"))
    known = {x.id for x in reading.documents} | {x.id for x in reading.provisions} | {x.id for x in reading.citations}
    for reference in reading.references:
        assert reference.targets and set(reference.targets) <= known
        words = reference.span.of(reading.source.text)
        assert "".join(words.split()) == "".join(reference.text.split())
