"""Holds what is found in texts and in the files made of them: readings judged, in the label format; that of a file carried to the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from benchmarks.formats.alignment import Alignment
from benchmarks.formats.documents import Document
from benchmarks.formats.made import Maker
from graph_schema.errors import InputError
from graph_schema.records import Finding, Reading, SourceFile
from ingest.formats.files import file_of_text
from tracer.jobs.opening import Tools
from tracer.show.labels import label_format
from tracer.verdict.judge import judge


@dataclass(frozen=True, slots=True)
class Found:
    """Holds what was found in a text or file: `label` with spans in the text, `words` what was read; the error where it was refused."""

    label: Mapping[str, Any]
    words: str
    share: float = 1.0
    """The part of what was read that stands in the text."""
    error: str = ""


def found_in(documents: Sequence[Document]) -> dict[str, Found]:
    """Returns what is found in the texts, by their names."""
    sources = {d.name: file_of_text(d.text, d.name) for d in documents}
    labels = _labels(documents, sources)
    return {name: Found(label, sources[name].text) for name, label in labels.items()}


def found_in_files(documents: Sequence[Document], name: str, maker: Maker) -> dict[str, Found]:
    """Returns what is found in files of a format made of the texts, with spans in the texts."""
    sources: dict[str, SourceFile] = {}
    refused: dict[str, Found] = {}
    for document in documents:
        try:
            sources[document.name] = maker.read(name, document.text, document.name)
        except InputError as error:
            refused[document.name] = Found({}, "", error=str(error))
    labels = _labels(documents, sources)
    out = dict(refused)
    for document in documents:
        if document.name in labels:
            source = sources[document.name]
            words, repairs = source.text, source.origin.repairs if source.origin else ()
            alignment = Alignment(words, document.text, [r.span for r in repairs if not r.replacement])
            label = carried(labels[document.name], alignment, len(document.text))
            out[document.name] = Found(label, words, alignment.share)
    return out


def _labels(documents: Iterable[Document], sources: Mapping[str, SourceFile]) -> dict[str, Mapping[str, Any]]:
    """Returns readings in the label format, documents of one corpus judged together."""
    tools = Tools.load(None)
    out: dict[str, Mapping[str, Any]] = {}
    for _, group in groupby(documents, key=lambda d: d.together or d.name):
        readings = {d.name: tools.read(sources[d.name]) for d in group if d.name in sources}
        findings = judge(list(readings.values()), tools.registry, tools.policy, None)
        for name, reading in readings.items():
            out[name] = label_format(reading, _of(reading, findings), tools.registry)
    return out


def _of(reading: Reading, findings: Sequence[Finding]) -> list[Finding]:
    own = {measure.id for measure in reading.measures}
    return [finding for finding in findings if finding.measure.id in own]


def carried(label: Mapping[str, Any], alignment: Alignment, end: int) -> dict[str, Any]:
    """Returns what was found in a file with its spans in the text; what stands nowhere in the text is put behind its end, each at a place of its own."""

    def moved(one: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal end
        start, stop = int(one["start"]), int(one["end"])
        place = alignment.span(start, stop)
        if place is None:
            place = (end + 1, end + 1 + stop - start)
            end = place[1]
        return {**one, "start": place[0], "end": place[1], "at": (start, stop)}

    return {
        **label,
        "segments": [],
        "citations": [moved(one) for one in label["citations"]],
        "measures": [moved(one) for one in label["measures"]],
    }
