"""The sample corpus says what it should: every measure, verdict, break reason, header and document.

The cases are data (tracer/sample/expected.toml). What a word means there: `quote` are words that stand once
in the file and lie in the measure; a finding matches when it has the kind and overlaps the quote, the one
that overlaps most counts.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph_schema.records import Document, Finding, Hop, Reading, Stop
from graph_schema.terms import Check, SegmentKind, Verdict
from ingest.formats.files import load_file
from ingest.reading import read
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.verdict.judge import judge

SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample"
TEXTS = SAMPLE / "texts"

Record = Mapping[str, Any]
"""One table of expected.toml."""

EXPECTED: Record = tomllib.loads((SAMPLE / "expected.toml").read_text(encoding="utf-8"))
AS_OF: date = EXPECTED["as_of"]
FILES: list[Record] = EXPECTED["file"]
MEASURES: list[Record] = EXPECTED["measure"]
NO_MEASURES: list[Record] = EXPECTED["no_measure"]
EDGES: list[Record] = EXPECTED["edge"]
NAMES = [case["name"] for case in FILES]
NOT_DOCUMENTS = {SegmentKind.NOISE, SegmentKind.DUPLICATE}
PLAIN = re.compile(r"[\s《》〈〉“”\"]+")


@dataclass(frozen=True)
class Corpus:
    """The readings by file name, and the findings of all of them together by file name."""

    readings: Mapping[str, Reading]
    findings: Mapping[str, list[Finding]]


@cache
def corpus() -> Corpus:
    """Returns the whole corpus, read and judged once."""
    readings = {name: read(load_file(TEXTS / name)) for name in NAMES}
    file_of = {document.id: name for name, reading in readings.items() for document in reading.documents}
    findings: dict[str, list[Finding]] = {name: [] for name in NAMES}
    for finding in judge(list(readings.values()), load_registry(), load_policy(), AS_OF):
        findings[file_of[finding.document.id]].append(finding)
    return Corpus(readings=readings, findings=findings)


@cache
def text_of(name: str) -> str:
    """Returns the file as it is stored, line ends kept."""
    with (TEXTS / name).open(encoding="utf-8", newline="") as file:
        return file.read()


def overlap(finding: Finding, case: Record) -> int:
    """Tells how many characters of the quote the finding covers."""
    start = text_of(case["file"]).index(case["quote"])
    return max(0, min(finding.measure.span.end, start + len(case["quote"])) - max(finding.measure.span.start, start))


def kinds_of(case: Record) -> set[str]:
    return {case["kind"], *case.get("kind_alt", [])}


def match(case: Record) -> Finding | None:
    """Returns the finding of the right kind that covers most of the quote; the expected kind before its alternatives."""
    found = [f for f in corpus().findings[case["file"]] if f.measure.kind in kinds_of(case) and overlap(f, case)]
    return max(found, key=lambda f: (f.measure.kind == case["kind"], overlap(f, case)), default=None)


def plain(words: str | None) -> str:
    return PLAIN.sub("", words or "")


def ends_of(finding: Finding) -> set[str]:
    """Returns titles and numbers where the chain and its broken branches end."""
    nodes: list[Hop | Stop] = [*finding.chain[-1:], *finding.stops]
    return {plain(words) for node in nodes for words in (node.title, node.number) if words}


def show(finding: Finding) -> str:
    reasons = ", ".join(stop.reason for stop in finding.stops)
    return f"{finding.measure.kind} {finding.verdict} [{reasons}] {finding.measure.text!r}"


def case_id(case: Record) -> str:
    return f"{str(case['file']).split('_')[0]}-{str(case['quote'])[:14].replace(chr(10), '')}"


def first_document(name: str) -> Document:
    return corpus().readings[name].documents[0]


# --- the corpus itself -------------------------------------------------------------------------


def test_every_text_has_an_expectation() -> None:
    assert sorted(path.name for path in TEXTS.glob("*.txt")) == sorted(NAMES)


@pytest.mark.parametrize("case", [*MEASURES, *NO_MEASURES, *EDGES], ids=case_id)
def test_quote_stands_once_in_its_file(case: Record) -> None:
    assert text_of(case["file"]).count(case["quote"]) == 1


def test_labels_agree_with_the_expectations() -> None:
    """labels.jsonl holds the same texts, the same measures, and offsets that lie in the text."""
    lines = (SAMPLE / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    labels = {f"{label['id']}.txt": label for label in map(json.loads, lines)}
    assert sorted(labels) == sorted(NAMES)
    for name, label in labels.items():
        text = text_of(name)
        assert label["text"] == text
        spans = [*label["citations"], *label["measures"], *label["segments"]]
        assert all(0 <= span["start"] < span["end"] <= len(text) for span in spans)
        sure = {(text[m["start"] : m["end"]], m["kind"]) for m in label["measures"] if m.get("certain", True)}
        assert sure == {(case["quote"], case["kind"]) for case in MEASURES if case["file"] == name}


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", FILES, ids=NAMES)
def test_documents_of_the_file(case: Record) -> None:
    reading = corpus().readings[case["name"]]
    documents = [segment for segment in reading.segments if segment.kind not in NOT_DOCUMENTS]
    assert len(documents) == case["documents"]


@pytest.mark.parametrize("field", ["title", "number", "issuer", "region"])
@pytest.mark.parametrize("case", FILES, ids=NAMES)
def test_header(case: Record, field: str) -> None:
    allowed = {plain(words) for words in (case.get(field), *case.get(f"{field}_alt", []))}
    assert plain(getattr(first_document(case["name"]), field)) in allowed


@pytest.mark.parametrize("case", FILES, ids=NAMES)
def test_date_and_level(case: Record) -> None:
    document = first_document(case["name"])
    assert (document.date, document.level) == (case.get("date"), case["level"])


# --- judging -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", MEASURES, ids=case_id)
def test_measure(case: Record) -> None:
    finding = match(case)
    assert finding is not None, f"not found: {case['kind']} {case['quote']!r}"
    reasons = {stop.reason for stop in finding.stops}
    assert finding.verdict == case["verdict"], show(finding)
    assert set(case["reasons"]) <= reasons, show(finding)
    if "ends_at" in case:
        assert plain(case["ends_at"]) in ends_of(finding), (ends_of(finding), show(finding))
    for check, result in case.get("checks", {}).items():
        outcome = finding.checks.get(Check(check))
        assert outcome is not None and outcome.result == result, (check, outcome, show(finding))


@pytest.mark.parametrize("case", NO_MEASURES, ids=case_id)
def test_no_measure(case: Record) -> None:
    reported = [show(finding) for finding in corpus().findings[case["file"]] if overlap(finding, case)]
    assert reported == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_else_is_reported(name: str) -> None:
    """Every finding lies in a measure that is expected, or at an edge where reading one is no error."""
    known = [case for case in (*MEASURES, *EDGES) if case["file"] == name]
    strangers = [f for f in corpus().findings[name] if not any(overlap(f, case) for case in known)]
    assert [show(finding) for finding in strangers] == []


SHOWN_KINDS = {"name_list", "punishment", "incentive", "info_inclusion", "sharing", "repair", "scoring"}
SHOWN_REASONS = {
    "no_citation",
    "vague",
    "level_not_permitted",
    "wrong_kind",
    "unresolved",
    "ambiguous",
    "not_in_force",
    "out_of_jurisdiction",
    "article_missing",
    "only_cycle",
    "mention_only",
}
"""What the sample is to show. A new kind or reason may join them; its own case is in tests/cases/verdicts."""


def test_every_verdict_and_what_the_sample_is_to_show_occurs() -> None:
    findings = [finding for found in corpus().findings.values() for finding in found]
    assert {f.verdict for f in findings} == set(Verdict)
    assert {f.measure.kind.value for f in findings} >= SHOWN_KINDS
    # DOUBTFUL is of the machine, not of the texts: tests/test_tracer_doubt.py.
    assert {stop.reason.value for f in findings for stop in f.stops} >= SHOWN_REASONS
