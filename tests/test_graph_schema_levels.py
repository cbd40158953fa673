"""graph_schema.levels: what number, issuer and title show, asked as a card and as a citation."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from graph_schema.level_reasons import LevelCause
from graph_schema.levels import level_of_card, level_of_citation, level_shown
from graph_schema.messages import Message, say
from graph_schema.terms import SourceLevel
from ingest.formats.files import file_of_text
from ingest.reading import read
from tracer.links.resolve import DocumentShelf, resolve
from tracer.registry.load import Registry, load_registry

CASES = tomllib.loads((Path(__file__).parent / "cases" / "levels.toml").read_text("utf-8"))["case"]


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Returns the agency codes alone: nobody has a document on record."""
    return Registry.from_rows([], load_registry().agencies)


KEYS = {"title", "number", "hint", "issuer", "region", "level", "place", "card", "why"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("number", "") + case.get("title", ""))
def test_level_of_words(registry: Registry, case: dict[str, str]) -> None:
    assert set(case) <= KEYS
    words = (case.get("title"), case.get("number"), case.get("issuer") or case.get("hint"), case.get("region"))
    shown = level_shown(*words, registry.agency)
    assert (shown.level.value, shown.place) == (case["level"], case.get("place")), say("zh", shown.reason)
    unquoted = Message(shown.reason.code, tuple((name, "…") for name, _ in shown.reason.values))
    assert not re.search("[\u4e00-\u9fff]", say("en", unquoted))
    cited = level_of_citation(*words, SourceLevel.CENTRAL_POLICY, registry.agency)
    assert cited == shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.get("number", "") + case.get("title", ""))
def test_a_card_shows_the_level_that_a_citation_shows(case: dict[str, str]) -> None:
    """The card of a document in that place; only what shows nothing is the lowest there, and `card` says so."""
    issuer = case.get("issuer") or case.get("hint")
    shown = level_of_card(case.get("title"), case.get("number"), issuer, case.get("place"))
    assert shown.level.value == case.get("card", case["level"]), say("zh", shown.reason)
    if "card" in case:
        assert case["level"] == "unknown" and shown.cause in (LevelCause.NOTHING, LevelCause.LOCAL_UNCLEAR)


ISSUED = [case for case in CASES if "issuer" in case and "、" not in case["issuer"]]


@pytest.mark.parametrize("case", ISSUED, ids=lambda case: case.get("number", "") + case["title"])
def test_the_text_of_a_document_and_a_citation_of_it_show_one_level(case: dict[str, str]) -> None:
    """Read from letterhead, number and title here, from words in front of 《》 there; nobody has it on record."""
    issuer, title, number = case["issuer"], case["title"], case.get("number")
    text = f"{issuer}文件\n\n{number or ''}\n\n{title}\n\n各有关单位：\n\n一、现将有关事项通知如下。\n\n{issuer}\n2031年3月1日\n"
    (card,) = read(file_of_text(text, "card.txt")).documents
    assert (card.issuer, card.title, card.level.value) == (issuer, title, case["level"])
    quoted = f"《{title}》" + (f"（{number}）" if number else "")
    cited = f"某部文件\n\n关于执行的通知\n\n各有关单位：\n\n一、根据{issuer}{quoted}，记入信用档案。\n"
    reading = read(file_of_text(cited, "cited.txt"))
    citing = replace(reading.documents[0], region=case.get("region"), level=SourceLevel.CENTRAL_POLICY)
    citation = next(c for c in reading.citations if c.title == title)
    link = resolve(replace(citation, issuer_hint=issuer), citing, Registry.from_rows([]), DocumentShelf([], {}))
    assert link.level.value == case["level"], say("zh", link.level_reason)


def test_every_cause_of_a_level_has_a_case(registry: Registry) -> None:
    seen = {
        level_of_citation(
            case.get("title"),
            case.get("number"),
            case.get("issuer") or case.get("hint"),
            case.get("region"),
            level,
            registry.agency,
        ).cause
        for case in CASES
        for level in (SourceLevel.CENTRAL_POLICY, SourceLevel.DEPARTMENT_NORMATIVE, SourceLevel.LOCAL_NORMATIVE)
    }
    assert set(LevelCause) - seen == set()


def test_every_level_that_words_can_show_has_a_case() -> None:
    assert {case["level"] for case in CASES} == {level.value for level in SourceLevel}
