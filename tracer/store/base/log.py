"""The log of a store: every change has a version (1, 2, 3 …) and says who, when and what; and what people decided.

Beside it stands who was shown personal data (`Disclosure`): no change of the store, and so without a version.

It is the change feed for whoever follows the store, the audit trail, and the way back to how the store stood then.
"""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from graph_schema.records import Decision, Reading, Withdrawal
from tracer.store.base.opened import Opened


class ChangeKind(StrEnum):
    """The kinds of changes."""

    ADDED = "added"
    REPLACED = "replaced"
    REMOVED = "removed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of the store, and the version that came of it.

    `subject` is the path of a file, or the id of a decision; `before` and `after` are the hashes of the
    file, or the values decided, None where there is none.
    """

    version: int
    at: datetime
    who: str
    kind: ChangeKind
    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Says who was shown personal data in clear, when, by which command or page (`where`), and of which documents or files."""

    at: datetime
    who: str
    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Says which bytes a store held at a path, from version `since` on, and before version `until` where it holds them no more."""

    path: str
    sha256: str
    since: int
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A reading that the store held from version `since` on, and from version `until` on no more."""

    since: int
    until: int
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The way in which a store came to hold what it holds. `first` is the earliest version whose readings are still there."""

    first: int
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]
    earlier: Iterable[Earlier]
    disclosures: tuple[Disclosure, ...] = ()


def since_of(changes: Iterable[Change]) -> dict[str, int]:
    """Returns the version since which each file is held as it is; files that are not in the log were there before it."""
    since: dict[str, int] = {}
    for change in changes:
        if change.kind in (ChangeKind.ADDED, ChangeKind.REPLACED):
            since[change.subject] = change.version
        elif change.kind is ChangeKind.REMOVED:
            since.pop(change.subject, None)
    return since


class Log(Opened, Protocol):
    """The changes, when and by whom; what earlier versions held; the decisions of people."""

    def version(self) -> int:
        """Counts the changes the store has seen."""
        ...

    def changes(self, since: int = 0, *, subject: str | None = None) -> Iterator[Change]:
        """Gives the changes after version `since`, in order; of one file or decision where `subject` names it."""
        ...

    def forget_before(self, version: int) -> int:
        """Drops the readings that no version from this one on holds; returns how many these were. The log of changes stays."""
        ...

    def held(self) -> tuple[Held, ...]:
        """Returns what the store holds and what it held in versions that are not forgotten, by path and version."""
        ...

    def history(self) -> History:
        """Returns the log, the decisions and what earlier versions held; the last come one by one, in the order in which they went."""
        ...

    def take_history(self, history: History) -> None:
        """Takes over how another store came to hold the readings that this one holds as well, all of it or nothing.

        Its log and its decisions stand in place of those here; judgements go, since they name a version.
        """
        ...

    def decide(self, decision: Decision) -> None:
        """Keeps a decision; one of this id that is here already stays as it is."""
        ...

    def withdraw(self, decision: str, withdrawal: Withdrawal) -> None:
        """Takes a decision back; it stays on record. NotFoundError where there is none, InputError where it was already."""
        ...

    def decisions(self, subject: str | None = None) -> tuple[Decision, ...]:
        """Returns the decisions in the order in which they were made, those taken back too; on one measure or citation, or all."""
        ...

    def disclose(self, disclosure: Disclosure) -> None:
        """Keeps on record that somebody is shown personal data."""
        ...

    def disclosures(self) -> tuple[Disclosure, ...]:
        """Returns who was shown personal data, in the order in which it was recorded."""
        ...


def user_name() -> str:
    """Names who is at work, for the log: TRACER_USER, or the name of the account."""
    given = os.environ.get("TRACER_USER", "").strip()
    if given:
        return given
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def now() -> datetime:
    """Returns the moment, in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
