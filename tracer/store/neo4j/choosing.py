"""Filters as conditions of Cypher: on judged documents d, and on the findings f of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.numbers import normal_number
from graph_schema.regions import is_in
from graph_schema.terms import Group
from tracer.store.base.findings import NO_PLACE, Filters
from tracer.store.judged_rows import words_asked

COUNTED = "f.verdict IS NOT NULL AND f.aside IS NULL"


@dataclass
class Condition:
    """Parts that must all hold of d, and of f, with the values that they name."""

    of_document: list[str] = field(default_factory=lambda: ["true"])
    of_finding: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def documents(self) -> str:
        """Returns the query for the documents."""
        return f"MATCH (d:Judged {{judgement: $judgement}}) WHERE {' AND '.join(self.of_document)}"

    @property
    def findings(self) -> str:
        """Returns the query for the documents with their findings."""
        where = " AND ".join(self.of_finding) or "true"
        return f"{self.documents} MATCH (d)-[:HOLDS]->(f:Finding) WHERE {where}"


def passing(tx: ManagedTransaction, judgement: str, filters: Filters) -> Condition:
    """Returns what passes all filters but the choice of verdicts and groups."""
    out = Condition(values={"judgement": judgement})
    if filters.region is not None:
        rows = tx.run(
            "MATCH (d:Judged {judgement: $judgement}) RETURN DISTINCT d.region AS region", judgement=judgement
        )
        out.values["places"] = [place for row in rows if (place := row["region"]) and is_in(place, filters.region)]
        out.of_document.append("d.region IS NULL" if filters.region == NO_PLACE else "d.region IN $places")
    if filters.issued_after is not None:
        out.values["issued_after"] = filters.issued_after.isoformat()
        out.of_document.append("d.issued > $issued_after")
    if filters.document is not None:
        wanted = filters.document
        out.values |= {"wanted": wanted, "number": normal_number(wanted), "named": bool(wanted.strip())}
        out.of_document.append("(d.document = $wanted OR d.number = $number OR ($named AND d.title CONTAINS $wanted))")
    if filters.subjects:
        out.of_document.append("NOT d.of_source")
    if filters.kinds:
        out.values["kinds"] = sorted(filters.kinds)
        out.of_finding.append("f.kind IN $kinds")
    words = list(words_asked(filters.words))
    if words:
        out.values["words"] = words
        out.of_finding.append("all(word IN $words WHERE d.words CONTAINS word OR f.words CONTAINS word)")
    if filters.rests_on is not None:
        out.values["rests_on"] = filters.rests_on
        out.of_finding.append("$rests_on IN f.rests_on")
    return out


def choose(condition: Condition, filters: Filters) -> None:
    """Adds which findings are chosen among those that pass: the gaps where nothing is said."""
    if filters.group in (Group.ENDED, Group.AUTHORITY):
        condition.values["aside"] = filters.group.value
        condition.of_finding.append("f.aside = $aside")
    else:
        condition.of_finding.append(COUNTED)
    if filters.group is Group.DRAFTS:
        condition.of_document.append("d.draft")
    if filters.group is Group.SOURCES:
        condition.of_document.append("d.of_source")
    if filters.group is Group.UNSUPPORTED:
        condition.of_document.append("d.unsupported > 0")
        condition.of_finding.append("f.unsupported")
    if filters.group is Group.MUST_MEND or filters.must_mend or filters.rest:
        condition.of_finding.append("f.mend")
    if filters.rest:
        condition.of_finding.append("NOT f.gap")
    if filters.silent:
        condition.of_document.append("d.unsupported > 0")
        condition.of_finding.append("f.unsupported AND NOT f.mend")
    if filters.verdicts:
        condition.values["verdicts"] = sorted(filters.verdicts)
        condition.of_finding.append("f.verdict IN $verdicts")
    if not (filters.group or filters.must_mend or filters.rest or filters.silent or filters.verdicts):
        condition.of_document.append("d.gaps > 0")
        condition.of_finding.append("f.gap")
