"""Filters as conditions of SQL: on judged documents, and on the findings of these."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field

from graph_schema.numbers import normal_number
from graph_schema.regions import is_in
from graph_schema.terms import Group
from tracer.store.base.findings import NO_PLACE, Filters
from tracer.store.judged_rows import words_asked

_COUNTED = "f.verdict IS NOT NULL AND f.aside IS NULL"


@dataclass
class Condition:
    """Parts that must all hold, with the values of their marks."""

    parts: list[str] = field(default_factory=list)
    values: list[str | int] = field(default_factory=list)

    def add(self, part: str, *values: str | int) -> None:
        """Adds a part."""
        self.parts.append(part)
        self.values += values

    def __and__(self, other: Condition) -> Condition:
        return Condition([*self.parts, *other.parts], [*self.values, *other.values])

    def __str__(self) -> str:
        return " AND ".join(self.parts) or "1"


def on_documents(connection: sqlite3.Connection, judgement: int, filters: Filters) -> Condition:
    """Returns what a row `d` of judged must be for its findings to pass."""
    out = Condition()
    out.add("d.judgement = ?", judgement)
    if filters.region is not None:
        out.add(*_in_place(connection, judgement, filters.region))
    if filters.issued_after is not None:
        out.add("d.issued > ?", filters.issued_after.isoformat())
    if filters.document is not None:
        wanted = filters.document
        number = normal_number(wanted) or ""
        out.add(
            "(d.document = ? OR (d.number = ? AND ? <> '') OR (? <> '' AND instr(d.title, ?) > 0))",
            *(wanted, number, number, wanted.strip(), wanted),
        )
    if filters.subjects:
        out.add("d.of_source = 0")
    return out


def _in_place(connection: sqlite3.Connection, judgement: int, region: str) -> tuple[str, str]:
    rows = connection.execute("SELECT DISTINCT region FROM judged WHERE judgement = ?", (judgement,))
    places = [place for (place,) in rows if is_in(place, region)]
    if region == NO_PLACE:
        return "(d.region IS NULL OR d.region = ?)", ""
    return "d.region IN (SELECT value FROM json_each(?))", json.dumps(places)


def passing(filters: Filters) -> Condition:
    """Returns what a row `f` of finding must be beside that, but for the choice of verdicts and groups."""
    out = Condition()
    if filters.kinds:
        out.add("f.kind IN (SELECT value FROM json_each(?))", json.dumps(sorted(filters.kinds)))
    for word in words_asked(filters.words):
        said = "f.sentence IN (SELECT id FROM finding_sentence WHERE instr(words, ?) > 0)"
        out.add(f"(instr(d.words, ?) > 0 OR instr(f.words, ?) > 0 OR {said})", word, word, word)
    if filters.rests_on is not None:
        out.add("f.id IN (SELECT finding FROM finding_rest WHERE target = ?)", filters.rests_on)
    return out


def chosen(filters: Filters) -> Condition:
    """Returns which findings are chosen among those that pass: the gaps where nothing is said."""
    out = Condition()
    if filters.group in (Group.ENDED, Group.AUTHORITY):
        out.add("f.aside = ?", filters.group.value)
    else:
        out.add(_COUNTED)
    if filters.group in _OF_GROUP:
        out.add(_OF_GROUP[filters.group])
    if filters.must_mend:
        out.add("f.mend = 1")
    if filters.rest:
        out.add("f.mend = 1 AND f.gap = 0")
    if filters.silent:
        out.add("f.unsupported = 1 AND f.mend = 0 AND d.unsupported > 0")
    if filters.verdicts:
        out.add("f.verdict IN (SELECT value FROM json_each(?))", json.dumps(sorted(filters.verdicts)))
    if not (filters.group or filters.must_mend or filters.rest or filters.silent or filters.verdicts):
        out.add("f.gap = 1 AND d.gaps > 0")
    return out


_OF_GROUP: dict[Group | None, str] = {
    Group.MUST_MEND: "f.mend = 1",
    Group.UNSUPPORTED: "f.unsupported = 1 AND d.unsupported > 0",
    Group.DRAFTS: "d.draft = 1",
    Group.SOURCES: "d.of_source = 1",
}
