"""A desk on which index rows are made: what is changed lies in memory until it is kept, and look-ups see it."""

from __future__ import annotations

from collections.abc import Iterable

from tracer.links.desk import Desk
from tracer.links.overlay import Indexed
from tracer.links.sheets import Sheet, row_of_sheet
from tracer.store.base.index import IndexState


class WorkDesk(Desk):
    """The files and rows of a store that lie open, with changed ones over those that are kept.

    `before` holds each changed sheet as it was, None where there was none; not while all are made anew (`remembers`).
    """

    def __init__(self, store: Indexed, *, remembers: bool) -> None:
        super().__init__(store)
        self.remembers = remembers
        self.before: dict[str, Sheet | None] = {}
        self._put: dict[str, Sheet] = {}
        self._removed: set[str] = set()
        self._own: dict[tuple[str, str], set[str]] = {}
        self._unsettled: set[tuple[str, str]] = set()

    def sheet(self, id: str) -> Sheet | None:
        """Returns the sheet of a document; None where there is none."""
        if id in self._put:
            return self._put[id]
        return None if id in self._removed else super().sheet(id)

    def sheets(self, ids: Iterable[str]) -> list[Sheet]:
        """Returns the sheets of documents in the order of the ids."""
        wanted = list(dict.fromkeys(ids))
        kept = {s.id: s for s in super().sheets(id for id in wanted if id not in self._put and id not in self._removed)}
        found = (self._put.get(id) or kept.get(id) for id in wanted)
        return [sheet for sheet in found if sheet is not None]

    def by(self, kind: str, words: str) -> tuple[str, ...]:
        """Returns the documents that have a key, ordered by id."""
        kept = super().by(kind, words)
        if not (self._put or self._removed):
            return kept
        left = (id for id in kept if id not in self._put and id not in self._removed)
        return tuple(sorted({*left, *self._own.get((kind, words), ())}))

    def put(self, sheet: Sheet) -> None:
        """Has a sheet stand in place of the one that is there."""
        self._remember(sheet.id)
        self._unsettle(sheet.id)
        self._take(sheet.id)
        self._removed.discard(sheet.id)
        self._put[sheet.id] = sheet
        for key in sheet.keys:
            self._own.setdefault(key, set()).add(sheet.id)

    def remove(self, id: str) -> None:
        """Takes a sheet out."""
        self._remember(id)
        self._unsettle(id)
        self._take(id)
        self._removed.add(id)

    def _remember(self, id: str) -> None:
        if self.remembers and id not in self.before:
            self.before[id] = super().sheet(id)

    def _unsettle(self, id: str) -> None:
        """Notes the keys that are kept of a document: look-ups by them give something else once the change is kept."""
        if id not in self._put and id not in self._removed and (kept := super().sheet(id)) is not None:
            self._unsettled |= kept.keys

    def _take(self, id: str) -> None:
        sheet = self._put.pop(id, None)
        for key in sheet.keys if sheet else ():
            self._own[key].discard(id)

    def changed(self) -> tuple[str, ...]:
        """Returns the documents whose sheets were put since they were last kept, ordered."""
        return tuple(sorted(self._put))

    def is_waiting(self, id: str) -> bool:
        """Tells whether the sheet of a document was put and is not kept yet."""
        return id in self._put

    def waiting(self) -> int:
        """Counts the sheets that are not kept yet."""
        return len(self._put)

    def keep(self, state: IndexState, touched: Iterable[str] = ()) -> None:
        """Keeps all that was changed, with the state."""
        put, gone = tuple(self._put.values()), tuple(sorted(self._removed))
        further = [id for id in touched if id not in self._put]
        self.store.keep_index(state, map(row_of_sheet, put), gone, further)
        for key in self._unsettled.union(*(sheet.keys for sheet in put)):
            self._by.drop(key)
        for id in gone:
            self._sheets.drop(id)
        for sheet in put:
            self._absent.drop(sheet.id)
            self._sheets.keep(sheet.id, sheet)
        self._put, self._own, self._removed, self._unsettled = {}, {}, set(), set()
