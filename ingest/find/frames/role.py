"""Says what each clause of a sentence is for (docs/frames.md#roles)."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.find.frames.clause import Clause


def assign_roles(clauses: Sequence[Clause]) -> None:
    """Sets the role of each clause of a sentence."""
