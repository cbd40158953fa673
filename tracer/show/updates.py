"""Records what an update of the registry would change: its rows, and how the measures of the store stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph_schema.records import Document, Measure
from graph_schema.terms import Verdict
from tracer.bulk.standings import Standing
from tracer.registry.importing import ImportReport, RowChange


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChange:
    """A measure whose verdict or reasons are others after an update; None where it is not judged."""

    measure: Measure
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """A document of the store, and its measures that an update changes."""

    document: Document
    measures: tuple[MeasureChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Holds what an update would change: the rows and texts, the edition, and the measures of the store that stand otherwise for it."""

    as_of: date
    report: ImportReport
    edition_before: str
    edition_after: str
    before: Mapping[Verdict, int]
    after: Mapping[Verdict, int]
    documents: tuple[DocumentChange, ...]

    @property
    def summary(self) -> dict[str, int]:
        """Returns how many rows are new, ended, or others in their versions, counts or other facts, and how many texts come."""
        rows = self.report.rows
        both = [row for row in rows if row.before is not None and row.after is not None]
        ended = [row for row in both if _ends(row)]
        return {
            "new": sum(row.before is None for row in rows),
            "changed": len(both) - len(ended),
            "ended": len(ended),
            "versions": sum("versions" in row.fields for row in both),
            "counts": sum(row.before.articles != row.after.articles for row in both if row.before and row.after),
            "texts": len(self.report.laws),
            "measures": sum(len(document.measures) for document in self.documents),
        }


def _ends(row: RowChange) -> bool:
    before, after = row.before, row.after
    return before is not None and after is not None and before.status != "repealed" == after.status
