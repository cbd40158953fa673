"""Compares what was found in files with labels and with what was found in the text: rates, verdicts, each difference in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.formats.documents import Document, Label
from benchmarks.formats.found import Found
from tracer.learning.evaluation import NEVER_GAPS, Evaluation, evaluate

DEAD_END = "dead_end"
_AROUND = 12


@dataclass(slots=True)
class Score:
    """Holds the rates of texts and files against labels, of files against what was found in the texts, and what differs in verdicts.

    A wrong dead end is one of the file where the text has another verdict, or no such measure at all.
    """

    documents: int
    of_text: Mapping[str, float | None]
    of_file: Mapping[str, float | None]
    agreement: Mapping[str, float | None]
    refused: int = 0
    verdicts: int = 0
    other_verdicts: int = 0
    wrong_dead_ends: int = 0
    differences: list[str] = field(default_factory=list)

    def share(self, name: str) -> float | None:
        """Returns the file's rate as a part of the text's."""
        text, file = self.of_text.get(name), self.of_file.get(name)
        return None if not text else (file or 0.0) / text


def scored(documents: Sequence[Document], texts: Mapping[str, Found], files: Mapping[str, Found]) -> Score:
    """Returns the score of files made of these documents."""
    labelled = [{**d.label, "id": d.name, "segments": []} for d in documents if d.label is not None]
    score = Score(
        documents=len(documents),
        of_text=_rates(labelled, texts),
        of_file=_rates(labelled, files),
        agreement=_rates([_as_gold(d, texts[d.name]) for d in documents], files),
    )
    for document in documents:
        text, file = texts[document.name], files[document.name]
        if file.error:
            score.refused += 1
            if score.refused == 1:
                score.differences.append(f"{document.name}: refused: {file.error}")
        else:
            _compare(document, text, file, score)
    return score


def _rates(gold: Sequence[Label], found: Mapping[str, Found]) -> Mapping[str, float | None]:
    if not gold:
        return {}
    evaluation: Evaluation = evaluate(gold, {name: one.label for name, one in found.items()})
    return evaluation.total.rates()


def _as_gold(document: Document, found: Found) -> dict[str, Any]:
    return {**found.label, "id": document.name, "text": document.text, "segments": []}


def _compare(document: Document, text: Found, file: Found, score: Score) -> None:
    """Counts verdicts, and notes each difference between what was found in the text and in the file."""
    notes = score.differences

    def words(one: Label) -> str:
        start, end = one["at"]
        around = file.words[max(0, start - _AROUND) : start], file.words[end : end + _AROUND]
        return _shown(f"{around[0]}[{file.words[start:end]}]{around[1]}")

    for sort in ("citations", "measures"):
        ours = [c for c in text.label[sort] if c.get("role") != "self"]
        theirs = [c for c in file.label[sort] if c.get("role") != "self"]
        pairs = _pairs(ours, theirs, with_kind=sort == "measures")
        for at, one in enumerate(ours):
            if at not in pairs:
                notes.append(f"{document.name}: {sort} lost: {_of(one)} {_shown(_within(document.text, one))}")
        for at, one in enumerate(theirs):
            if at not in set(pairs.values()):
                wrong = sort == "measures" and _is_dead_end(one)
                score.wrong_dead_ends += wrong
                score.other_verdicts += sort == "measures"
                notes.append(f"{document.name}: {sort} added{', a dead end' * wrong}: {_of(one)} {words(one)}")
        for own, other in ((ours[a], theirs[b]) for a, b in pairs.items()):
            keys = ("verdict",) if sort == "measures" else ("title", "number", "role", "level", "articles")
            changed = [k for k in keys if own.get(k) != other.get(k)]
            if sort == "measures":
                score.verdicts += 1
                score.other_verdicts += bool(changed)
                wrong = bool(changed) and _is_dead_end(other)
                score.wrong_dead_ends += wrong
            for key in changed:
                notes.append(
                    f"{document.name}: {sort} {key}: {own.get(key)} → {other.get(key)}: {words(other)}"
                    + (f" | {own.get('why')} → {other.get('why')}" if sort == "measures" else "")
                )
    own_doc, other_doc = text.label.get("doc") or {}, file.label.get("doc") or {}
    for key in ("title", "number", "issuer", "date", "region", "level"):
        if own_doc.get(key) != other_doc.get(key):
            notes.append(f"{document.name}: card {key}: {own_doc.get(key)} → {other_doc.get(key)}")


def _of(one: Label) -> str:
    return f"{one.get('kind') or one.get('role')} {one.get('verdict', '')}".strip()


def _is_dead_end(one: Label) -> bool:
    return one.get("verdict") == DEAD_END and one.get("kind") not in NEVER_GAPS


def _within(text: str, one: Label) -> str:
    return f"{text[max(0, one['start'] - _AROUND) : one['start']]}[{text[one['start'] : one['end']]}]{text[one['end'] : one['end'] + _AROUND]}"


def _shown(words: str) -> str:
    return words.replace("\n", "⏎").replace("\t", "⇥")


def _pairs(ours: Sequence[Label], theirs: Sequence[Label], *, with_kind: bool) -> dict[int, int]:
    """Returns which of theirs is which of ours: one to one, those that share the most first."""
    shares = sorted(_shares(ours, theirs, with_kind=with_kind), reverse=True)
    out: dict[int, int] = {}
    for _, own, other in shares:
        if -own not in out and -other not in set(out.values()):
            out[-own] = -other
    return out


def _shares(ours: Iterable[Label], theirs: Sequence[Label], *, with_kind: bool) -> Iterator[tuple[float, int, int]]:
    for own, one in enumerate(ours):
        for other, two in enumerate(theirs):
            common = min(one["end"], two["end"]) - max(one["start"], two["start"])
            if common > 0 and not (with_kind and one["kind"] != two["kind"]):
                union = max(one["end"], two["end"]) - min(one["start"], two["start"])
                if 2 * common >= min(one["end"] - one["start"], two["end"] - two["start"]):
                    yield common / union, -own, -other
