"""Rows of the citations of a document, with what each means."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.records import Citation, Link


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow:
    """A citation of a document with what it means: `target` is the id of that, `title` its title, None where unknown."""

    citation: Citation
    provision: str
    link: Link
    target: str
    title: str | None
    decided: bool
