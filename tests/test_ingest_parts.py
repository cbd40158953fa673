"""Says where the documents of a file begin, what they hang on, and what stands in each (tests/cases/parts.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.records import Document, Reading
from graph_schema.terms import Role
from ingest.formats.files import file_of_text
from ingest.reading import read

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "parts.toml").read_text(encoding="utf-8")
)["case"]
KEYS = {"purpose", "text", "documents"}
KEYS_OF_DOCUMENT = {"begins", "title", "number", "issuer", "parent", "cites", "measures"}
LAWS: dict[str, str] = {}


def reading_of(text: str) -> Reading:
    return read(file_of_text(text.removeprefix("\n"), "t"), LAWS)


def words_within(reading: Reading, document: Document) -> list[str]:
    """Returns the words of the measures that stand in a document."""
    return [m.span.of(reading.source.text) for m in reading.measures if m.document == document.id]


def cited_in(reading: Reading, document: Document) -> set[str]:
    """Returns the titles, else the numbers, of what a document cites."""
    cited = (c for c in reading.citations if c.document == document.id and c.role is not Role.SELF)
    return {c.title or c.number or c.text for c in cited}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["purpose"])
def test_documents_of_a_file(case: dict[str, Any]) -> None:
    assert set(case) <= KEYS, "an unknown key is an error in the case"
    reading = reading_of(case["text"])
    found = reading.documents
    begin = [document.span.of(reading.source.text)[:12] for document in found]
    assert len(found) == len(case["documents"]), begin
    for document, wanted in zip(found, case["documents"], strict=True):
        assert set(wanted) <= KEYS_OF_DOCUMENT, "an unknown key is an error in the case"
        assert document.span.of(reading.source.text).startswith(wanted["begins"]), begin
        parent = found[wanted["parent"]].id if "parent" in wanted else None
        assert document.parent == parent
        for field in ("title", "number", "issuer"):
            if field in wanted:
                assert (getattr(document, field) or "") == wanted[field]
        if "cites" in wanted:
            assert cited_in(reading, document) == set(wanted["cites"])
        measures = words_within(reading, document)
        for words in wanted.get("measures", ()):
            assert any(words in measure or measure in words for measure in measures), measures


TITLES = (
    "青禾县渡口管理办法",
    "青禾县人民政府办公室关于规范渡运的通知",
    "青禾县船员考核若干规定（试行）",
    "青禾县渡运整治方案",
)
LAWS_CITED = ("《中华人民共和国港口法》", "《航道管理条例》", "《青禾县渡口条例》第三条", "青禾政发〔2018〕3号文件")
ACTS = ("列入黑名单", "三年内不得承包渡口", "记入信用档案", "限制参加招标", "取消评优资格", "向社会公布")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Makes a document: a notice, a rule by articles or a plan by items, with or without number, basis and signature."""
    title = draw(st.sampled_from(TITLES))
    head = [title]
    if draw(st.booleans()):
        head.append(f"青禾政办发〔{draw(st.integers(2010, 2023))}〕{draw(st.integers(1, 99))}号")
    basis = f"依照{draw(st.sampled_from(LAWS_CITED))}，" if draw(st.booleans()) else ""
    acts = draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=4))
    if title.endswith("通知"):
        body = ["各乡镇人民政府：", f"为加强管理，{basis}现将有关事项通知如下。"]
        body += [f"{'一二三四'[at]}、对失信船主{act}。" for at, act in enumerate(acts)]
        body += draw(st.sampled_from(([], ["特此通知。"], ["附件：船主名单"])))
    elif draw(st.booleans()):
        body = [f"第一条 为加强管理，{basis}制定本办法。"]
        body += [f"第{'二三四五'[at]}条 失信船主由渡运站{act}。" for at, act in enumerate(acts)]
        body += draw(st.sampled_from(([], ["第六条 本办法自印发之日起施行。"])))
    else:
        body = [f"为加强管理，{basis}制定本方案。"] + [
            f"{'一二三四'[at]}、对失信船主{act}。" for at, act in enumerate(acts)
        ]
    foot = draw(st.sampled_from(([], ["青禾县人民政府办公室", f"{draw(st.integers(2010, 2023))}年5月6日"])))
    return "\n".join([*head, *body, *foot])


def said_of(reading: Reading, document: Document, end: int) -> tuple[object, ...]:
    """Returns what a reading says of a document and of what stands before `end`: card, measures, citations, ties."""
    card = (document.title, document.number, document.issuer, document.date, document.region, document.level)
    measures = {m.id: (m.kind, m.span) for m in reading.measures if m.span.start < end}
    cited = {c.id: (c.span, c.title, c.number, c.articles, c.role) for c in reading.citations if c.span.start < end}
    ties = sorted(
        (measures[b.measure][1].start, cited[b.citation][0].start, b.tie)
        for b in reading.basis
        if b.measure in measures and b.citation in cited
    )
    return card, list(measures.values()), list(cited.values()), ties


@settings(max_examples=sized(40, 1000), deadline=None)
@given(documents(), documents(), st.sampled_from(["\n", "\n\n"]))
def test_a_document_behind_changes_nothing_of_the_first(first: str, second: str, between: str) -> None:
    assume(first.splitlines()[0] != second.splitlines()[0])  # the same one twice is a copy
    alone = reading_of(first)
    both = reading_of(first + between + second)
    said = said_of(both, both.documents[0], len(first))
    assert said == said_of(alone, alone.documents[0], len(first))
