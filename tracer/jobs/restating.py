"""Judges labelled texts with other shares than those of the reader, for the measuring of confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from graph_schema.records import Citation, Document, Measure, Reading
from ingest.formats.files import file_of_text
from tracer.jobs.opening import Tools
from tracer.links.library import build_library
from tracer.policy.rules import ReviewBelow
from tracer.verdict.judge import judge_library

Table = Mapping[str, Mapping[str, float]]
Stretch = tuple[int, int, str]
"""Where a measure begins and ends, and its kind."""


def judged_below(
    text: str, name: str, table: Table, measures: Mapping[Stretch, float], thresholds: Sequence[float]
) -> list[list[dict[str, Any]]]:
    """Returns the measures of a text with their verdicts, for each threshold: what is less sure is for review.

    `table` has the shares of the ways in which citations and fields were found, `measures` the confidence of measures
    that is to be taken; a measure that is not in it keeps the reader's.
    """
    tools = Tools.load(None)
    reading = _restated(tools.read(file_of_text(text, name)), table, measures)
    library = build_library([reading], tools.registry)
    out = []
    for below in thresholds:
        policy = replace(tools.policy, review_below=ReviewBelow(measure=below, citation=below, header=below))
        out.append(
            [
                {
                    "start": f.measure.span.start,
                    "end": f.measure.span.end,
                    "kind": f.measure.kind.value,
                    "verdict": f.verdict.value,
                }
                for f in judge_library(library, policy, None)
            ]
        )
    return out


def _restated(reading: Reading, table: Table, measures: Mapping[Stretch, float]) -> Reading:
    """Returns a reading whose statements are as sure as the table says."""

    def of_citation(citation: Citation) -> Citation:
        ways = zip(("citation", "role"), citation.found.split("/"), strict=True)
        return replace(citation, confidence=prod(table[name][way] for name, way in ways))

    def of_document(document: Document) -> Document:
        evidence = tuple(replace(e, confidence=table[e.field][e.found]) for e in document.evidence)
        return replace(document, evidence=evidence)

    def of_measure(measure: Measure) -> Measure:
        known = measures.get((measure.span.start, measure.span.end, measure.kind.value))
        return measure if known is None else replace(measure, confidence=known)

    return replace(
        reading,
        citations=tuple(of_citation(c) if "/" in c.found else c for c in reading.citations),
        documents=tuple(map(of_document, reading.documents)),
        measures=tuple(map(of_measure, reading.measures)),
    )
