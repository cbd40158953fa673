"""Brings the link index of a store to the store's version, by what changed since: files, decisions, registry.

Step by step: the sheets of changed files; which capture stands for each document; which pages go on; by which names documents are
found; what citations mean in what changed, hangs on it or asks for its names; what that ends. Where the facts of a document differ
from before, it and all that a chain comes from are touched. A store without an index, or with another registry, goes through the same
steps with all its documents, some files at a time (docs/decisions/0036-one-question-loads-its-chains.md).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from typing import Any, Protocol, TypeVar

from graph_schema.errors import NotFoundError
from graph_schema.ids import without_copy
from graph_schema.records import Reading
from graph_schema.regions import covers
from tracer.links.cleanup import subject_of
from tracer.links.decided import Decided, Standing, decided_by, placed_by
from tracer.links.facts import RegistryFacts, decided_facts, facts_of
from tracer.links.filing import file_away, settle_captures, with_card
from tracer.links.kept_library import library_on
from tracer.links.keys import asked_of, names_of, pieces_near
from tracer.links.library import Library
from tracer.links.linking import Ends, Meaning, linked
from tracer.links.marking import decisions_among
from tracer.links.overlay import Indexed
from tracer.links.paging import settle_pages
from tracer.links.registered import Changed, registered, unpacked
from tracer.links.registered import changed as changes
from tracer.links.registry_reach import Affected, affected_by
from tracer.links.sheets import (
    ABOVE,
    AFTER,
    ASKS,
    ASKS_NEAR,
    ASKS_SUBJECT,
    CAPTURE,
    CREDIT,
    ENDS,
    FILE,
    LATER_PAGE,
    LEADS,
    MEASURED,
    NAME,
    ROW,
    Sheet,
)
from tracer.links.standing import plain_standings, standings_from, standings_in, watched
from tracer.links.working import WorkDesk
from tracer.registry.editions import edition_of
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf
from tracer.store.base.index import IndexState
from tracer.store.base.log import ChangeKind
from tracer.work import OnProgress, tell

FORMAT = "4"
"""What rows mean; another one has all of them made anew."""
_FILES = 32  # files that are gone through at once when all are
_SHEETS = 500
_MOST = 5_000  # files that changed: from here on all are gone through, some at a time
_UNFINISHED = "unfinished"
_STANDS = b"-"  # the part of a document that stands for itself, where nobody makes parts for the bulk pass

ItemT = TypeVar("ItemT")


class Parts(Protocol):
    """Makes the share of a document in the arrays of the bulk pass."""

    @property
    def edition(self) -> str:
        """Names how parts are made: other ones are made anew."""
        ...

    def of(self, library: Library, document: str) -> bytes:
        """Returns the part of a document that stands for itself."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """Says what became of the index: its serial, how many documents were touched, and whether all were looked at anew."""

    serial: int
    touched: int
    anew: bool


def refresh(
    store: Indexed,
    registry: Registry,
    articles: ArticleShelf,
    on_progress: OnProgress | None = None,
    parts: Parts | None = None,
) -> Refreshed:
    """Brings the index to the version that the store has now, for this registry and these article texts.

    `parts` makes what the bulk pass keeps of each document; whoever refreshes an index gives the same.
    """
    state = store.index_state()
    edition = json.dumps([FORMAT, parts.edition if parts is not None else "", edition_of(registry, articles)])
    version = store.version()
    if state is not None and state.edition == edition and state.version == version:
        return Refreshed(serial=state.serial, touched=0, anew=False)
    run = _Run(store, registry, articles, (state, version, edition), parts)
    return run.all_of_it(on_progress) if run.is_anew else run.what_changed()


class _Run:
    """One refresh of an index."""

    def __init__(
        self,
        store: Indexed,
        registry: Registry,
        articles: ArticleShelf,
        states: tuple[IndexState | None, int, str],
        parts: Parts | None,
    ) -> None:
        self.store, self.registry, self.articles, self.parts = store, registry, articles, parts
        state, self.version, self.edition = states
        # A serial is never given twice, not even when the index is made from nothing again.
        self.serial = state.serial + 1 if state is not None else int(time.time())
        # A log that is shorter than the one the rows were made of is another one.
        self.known = state if state is not None and _is_whole(state) and state.version <= self.version else None
        if self.known is None:
            store.drop_index()
        self.paths = self._changed_paths()
        self.registered, self.other = self._of_registry()
        self.affected = affected_by(store, registry, self.other) if self.other is not None else Affected()
        others = self.affected.cards | self.affected.links
        self.is_anew = self.other is None or len(self.paths) > _MOST or len(others) > _MOST
        self.desk = WorkDesk(store, remembers=not self.is_anew)
        self.meaning = Meaning(self.desk, registry)
        self.facts = RegistryFacts(registry)
        self.standings: tuple[Standing, ...] = ()
        self.decided = Decided()
        self.decided_on: dict[str, object] = {}
        self.differing: set[str] = set()
        self.regulations = self._credit_regulations()

    # --- all of the store ------------------------------------------------------------------------

    def all_of_it(self, on_progress: OnProgress | None) -> Refreshed:
        """Goes through all documents, step by step, some files at a time. A refresh that was broken off is begun again by the next one."""
        desk = self.desk
        total = len(self.paths) + 2 * sum(1 for _ in _first_paths(self.store))
        done = 0
        filed: set[str] = set()
        captures: set[str] = set()
        for several in _some(self.paths, _FILES):
            desk.look_ahead(FILE, several)
            for path in several:
                tell(on_progress, done, total, path)
                if self.known is not None:
                    there = desk.sheets(desk.by(FILE, path))
                    captures |= {words for sheet in there for words in sheet.words_of(CAPTURE)}
                    filed |= {sheet.id for sheet in there}
                file_away(desk, path, self._reading(path))
                done += 1
            self._put_cards(desk.changed())
            self._keep_so_far()
        if self.known is not None:  # which row of the registry a document is a text of
            for ids in _some(tuple(self.store.index_documents()), _SHEETS):
                self._put_cards(ids)
                self._keep_so_far()
        for key in sorted(captures.union(self._several_captures())):
            self._put_cards(settle_captures(desk, key, ()))
            self._keep_so_far(_SHEETS)
        self._keep_so_far()
        self._put_cards(settle_pages(desk, filed.union(id for _, id in self.store.index_kind(LATER_PAGE))))
        self._keep_so_far()
        self._decide(frozenset())
        for several in _some(_first_paths(self.store), _FILES):
            ids = self._read_from(several)
            self._look_ahead(ids)
            for id in ids:
                self._link(id)
            self._keep_so_far()
            done += len(several)
            tell(on_progress, done, total, several[-1])
        for several in _some(_first_paths(self.store), _FILES):
            ids = self._read_from(several)
            for kind in (ENDS, ABOVE, AFTER):
                desk.look_ahead(kind, ids)
            self._settle_facts(ids)
            self._keep_so_far()
            done += len(several)
            tell(on_progress, done, total, several[-1])
        return self._kept()

    def _several_captures(self) -> list[str]:
        """Returns the keys that several captures share."""
        groups = groupby(self.store.index_kind(CAPTURE), key=lambda key: key[0])
        return [words for words, ids in groups if next(islice(ids, 1, 2), None) is not None]

    def _read_from(self, paths: Sequence[str]) -> list[str]:
        """Returns the documents that are read from these files, copies included."""
        ids = self.store.index_by(FILE, paths)
        return [s.id for path in paths for s in self.desk.sheets(ids.get(path, ())) if s.path == path]

    def _look_ahead(self, ids: Iterable[str]) -> None:
        """Asks at once for what the links of these documents will ask for one by one."""
        desk = self.desk
        sheets = [sheet for sheet in desk.sheets(ids) if sheet.leads]
        for kind in (ABOVE, AFTER):
            desk.look_ahead(kind, [sheet.id for sheet in sheets])
        cited = [c for sheet in sheets for c in desk.contents(sheet).citations]
        asked = [words for c in cited for _, words in asked_of(c.title, c.number or c.defined_number)]
        desk.look_ahead(NAME, asked)
        desk.sheets(id for words in dict.fromkeys(asked) for id in desk.by(NAME, words))

    def _keep_so_far(self, least: int = 1) -> None:
        """Keeps what was changed so far; the state says that it is not all."""
        if self.desk.waiting() >= least:
            state = IndexState(version=-1, edition=_UNFINISHED, serial=self.serial)
            self.desk.keep(state)

    # --- what changed ----------------------------------------------------------------------------

    def what_changed(self) -> Refreshed:
        """Looks at the files and decisions that changed, and at what depends on them."""
        desk = self.desk
        filed = {id for path in self.paths for id in file_away(desk, path, self._reading(path))}
        changed = {id for id in filed if desk.before[id] != desk.sheet(id)}
        self._put_cards(changed)
        both = [s for id in changed for s in (desk.before[id], desk.sheet(id)) if s is not None]
        for key in sorted({words for sheet in both for words in sheet.words_of(CAPTURE)}):
            led = settle_captures(desk, key, changed)
            self._put_cards(led)
            changed |= led
        paged = settle_pages(desk, changed)
        self._put_cards(paged)
        changed |= paged
        others = {id for id in self.affected.cards | self.affected.links if desk.sheet(id) is not None}
        self._put_cards(sorted(self.affected.cards & others))
        of_decisions = self._decide(frozenset(changed))
        found_so = {id for id in changed | others if id in desk.before}
        moved = {id for id in found_so if _found_by(desk.before[id]) != _found_by(desk.sheet(id))}
        moved |= {id for id in others if (sheet := desk.sheet(id)) and self._has_row(sheet)}
        asked_again = changed | of_decisions | others
        for id in changed:
            asked_again |= self._relatives(id)
        for id in moved.union(*map(self._below, moved)):
            asked_again |= self._asking_for(id)
        for id in sorted(asked_again):
            self._link(id)
        ended = asked_again | {target for id in asked_again for target in self._ends_of(id)}
        ended.update(desk.changed(), *(self._below(id) for id in tuple(ended)))
        self._settle_facts(sorted(ended))
        self.differing |= {id for id in changed if desk.sheet(id) is None}
        return self._kept()

    def _has_row(self, sheet: Sheet) -> bool:
        """Tells whether a document is a text of a row that reads otherwise than before."""
        return self.other is not None and not self.other.rows.isdisjoint(sheet.words_of(ROW))

    def _relatives(self, id: str) -> set[str]:
        """Returns the documents that hang together with one, now or before."""
        found: set[str] = set()
        queue = [id]
        while queue:
            one = queue.pop()
            if one not in found:
                found.add(one)
                queue += self._parents(one)
                queue += [*self.desk.by(ABOVE, one), *self.desk.by(AFTER, one)]
        return found

    def _parents(self, id: str) -> list[str]:
        sheets = [sheet for sheet in (self.desk.before.get(id), self.desk.sheet(id)) if sheet is not None]
        return [parent for s in sheets if s.leads for parent in (s.card.parent, s.before) if parent]

    def _below(self, id: str) -> set[str]:
        """Returns the documents that hang on one, directly or not."""
        found: set[str] = set()
        queue = [id]
        while queue:
            one = queue.pop()
            below = {*self.desk.by(ABOVE, one), *self.desk.by(AFTER, one)} - found
            found |= below
            queue += below
        return found

    def _asking_for(self, id: str) -> set[str]:
        """Returns the documents that ask for a name that a document has or had, or for it itself."""
        desk = self.desk
        found = set(desk.by(ASKS, "=" + id))
        for sheet in (desk.before.get(id), desk.sheet(id)):
            if sheet is not None and sheet.leads:
                for name in names_of(sheet.document):
                    found |= {*desk.by(ASKS, name)}
                if sheet.document.title:
                    subject = subject_of(sheet.document.title)[1]
                    pieces = pieces_near(subject)
                    desk.look_ahead(ASKS_NEAR, pieces)
                    found |= {*desk.by(ASKS_SUBJECT, subject), *(one for p in pieces for one in desk.by(ASKS_NEAR, p))}
        return found

    def _ends_of(self, id: str) -> list[str]:
        """Returns the documents that a document says something of the end of, or did."""
        sheets = (self.desk.before.get(id), self.desk.sheet(id))
        return [words for sheet in sheets if sheet is not None for words in sheet.words_of(ENDS)]

    # --- steps -----------------------------------------------------------------------------------

    def _of_registry(self) -> tuple[str, Changed | None]:
        """Returns what of registry and article texts the index is made with from now on, and what of it is another than before; None for everything."""
        if self.known is not None and self.known.edition == self.edition:
            return _body_of(self.known)["registered"], Changed()
        now = registered(self.registry, self.articles)
        if self.known is None or json.loads(self.known.edition)[:2] != json.loads(self.edition)[:2]:
            return now.packed(), None
        then = unpacked(_body_of(self.known)["registered"])
        return now.packed(), changes(then, now, self.registry, self.articles)

    def _changed_paths(self) -> list[str]:
        """Returns the files to look at: all where there are no rows yet, else those that changed, and of equal bytes the first ones."""
        if self.known is None:
            return list(_first_paths(self.store))
        paths: dict[str, None] = {}
        hashes: dict[str, set[str]] = {}
        for change in self.store.changes(self.known.version):
            if change.kind in (ChangeKind.ADDED, ChangeKind.REPLACED, ChangeKind.REMOVED):
                paths[change.subject] = None
                for sha256 in filter(None, (change.before, change.after)):
                    hashes.setdefault(sha256, set()).add(change.subject)
        for sha256, subjects in hashes.items():
            paths.update(dict.fromkeys(self.store.paths_of(sha256)[: len(subjects) + 1]))
        return list(paths)

    def _reading(self, path: str) -> Reading | None:
        """Returns the reading of a file; None where it is gone, or another file of equal bytes counts."""
        try:
            reading = self.store.get_reading(path)
        except NotFoundError:
            return None
        return reading if self.store.paths_of(reading.source.sha256)[0] == path else None

    def _put_cards(self, ids: Iterable[str]) -> None:
        for id in ids:
            sheet = self.desk.sheet(id)
            carded = with_card(sheet, self.registry) if sheet is not None else None
            if carded is not None and carded != sheet:
                self.desk.put(carded)

    def _decide(self, changed: frozenset[str]) -> set[str]:
        """Finds where the decisions of people stand now; returns the documents on which others hold than before."""
        decisions = decisions_among(self.store, lambda id: self.desk.sheet(id) is not None)
        known = standings_from(_body_of(self.known)["standings"], decisions) if self.known is not None else {}
        keep = {} if self.is_anew else known
        gone_by = self._keys_of(changed)
        wanted, placed = watched(decisions), placed_by(decisions)
        still = {
            id: standing
            for id, standing in keep.items()
            if id in wanted
            and standing.placed == placed.get(id)
            and not any(gone_by & {*one.keys, *(("=", id) for id in one.ids)} for one in wanted[id])
        }
        others = [one for one in decisions if one.id not in still]
        found = {one.decision.id: one for one in standings_in(self.desk, others)} if len(still) < len(wanted) else {}
        self.standings = tuple(still.get(id) or found[id] for id in wanted)
        self.decided = decided_by(self.standings)
        self.decided_on = decided_facts(self.decided)
        before = decided_facts(decided_by(known.values()))
        ids = before.keys() | self.decided_on.keys()
        return {id for id in ids if before.get(id) != self.decided_on.get(id) and self.desk.sheet(id) is not None}

    def _keys_of(self, changed: Iterable[str]) -> set[tuple[str, str]]:
        keys: set[tuple[str, str]] = set()
        for id in changed:
            keys.add(("=", id))
            keys.add(("=", without_copy(id)))
            for sheet in (self.desk.before.get(id), self.desk.sheet(id)):
                if sheet is not None:
                    keys |= {*sheet.keys, ("=", sheet.leader)}
        return keys

    def _link(self, id: str) -> None:
        sheet = self.desk.sheet(id)
        if sheet is not None:
            self.desk.put(linked(sheet, self.meaning, self.decided, self.facts))

    def _settle_facts(self, ids: Iterable[str]) -> None:
        """Settles since when documents hold no longer, and whether anything of them differs from before."""
        ends = Ends(self.meaning)
        library = library_on(self.desk, self.meaning, self.articles, self.decided) if self.parts is not None else None
        for id in ids:
            sheet = self.desk.sheet(id)
            if sheet is None:
                continue
            settled = ends.of(sheet)
            facts = facts_of(
                settled,
                self.desk.children(id),
                has_parent=self.desk.leading(settled.document.parent) is not None,
                decided=self.decided_on.get(id),
            )
            if facts != sheet.facts:
                self.differing.add(id)
                settled = replace(settled, facts=facts, touched=self.serial)
            if settled != sheet or self.is_anew or self.desk.is_waiting(id):
                self.desk.put(settled)
                if facts:
                    part = self.parts.of(library, id) if self.parts is not None and library is not None else _STANDS
                    self.desk.put(replace(settled, part=part))

    # --- the end ---------------------------------------------------------------------------------

    def _kept(self) -> Refreshed:
        """Keeps what is left and the state; tells what was touched."""
        texts = {id for id in self.affected.texts if self.desk.sheet(id) is not None}
        touched = self._cone(self.differing | texts | self._without_ground())
        for id in touched:
            if self.desk.is_waiting(id) and (sheet := self.desk.sheet(id)) is not None:
                self.desk.put(replace(sheet, touched=self.serial))
        body = json.dumps({"standings": plain_standings(self.standings), "registered": self.registered})
        state = IndexState(
            version=self.version, edition=self.edition, serial=self.serial, body=body.encode("utf-8", "surrogatepass")
        )
        self.desk.keep(state, sorted(touched))
        return Refreshed(serial=self.serial, touched=len(touched), anew=self.is_anew)

    def _cone(self, changed: set[str]) -> set[str]:
        """Returns the documents from which a chain can come to one of these, themselves included."""
        touched, queue = set(changed), sorted(changed)
        while queue:
            self.desk.look_ahead(LEADS, queue)
            queue = sorted({one for id in queue for one in self.desk.by(LEADS, id)} - touched)
            touched.update(queue)
        return touched

    def _without_ground(self) -> set[str]:
        """Returns the documents whose checks may say otherwise, or whose dead ends may have other cures: those of places with another regulation on
        credit, or with other articles on record; all where lists are others, or what comes with the program."""
        if self.known is not None and (self.other is None or self.other.lists):
            return {id for _, id in self.store.index_kind(MEASURED)}
        now = dict(self.regulations)
        if self.is_anew:
            self._keep_so_far()
            now = self._credit_regulations()
        for id in self.desk.before:
            sheet = self.desk.sheet(id)
            words = sheet.words_of(CREDIT) if sheet is not None else []
            now.pop(id, None)
            now.update({id: words[0]} if words else {})
        others = {id for id in self.regulations.keys() | now.keys() if self.regulations.get(id) != now.get(id)}
        others |= self.differing & now.keys()
        words = [one[id] for id in others for one in (self.regulations, now) if id in one]
        words += [
            one for one in now.values() if self.other is not None and self.other.names.of_title(one.partition("\n")[0])
        ]
        places = {one.rpartition("\n")[2] for one in words} | (self.other.places if self.other is not None else set())
        if not places:
            return set()
        there = tuple(self.store.index_kind(MEASURED))
        return {id for place, id in there if any(not one or (place and covers(one, place)) for one in places)}

    def _credit_regulations(self) -> dict[str, str]:
        return {id: words for words, id in self.store.index_kind(CREDIT)}


def _is_whole(state: IndexState) -> bool:
    """Tells whether the rows of a state are of this format, and all of them."""
    return state.edition != _UNFINISHED and json.loads(state.edition)[0] == FORMAT


def _body_of(state: IndexState) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(state.body)
    return body


def _first_paths(store: Indexed) -> Iterator[str]:
    """Yields all files, by hash and path; of equal bytes the first."""
    for _, entries in groupby(store.entries(), key=lambda entry: entry.sha256):
        yield next(entries).path


def _found_by(sheet: Sheet | None) -> object:
    """Returns what of a document decides what is found by its names, and what is made of it."""
    if sheet is None or not sheet.leads:
        return None
    return sheet.document, sheet.places[0], sheet.words_of(ROW)


def _some(items: Iterable[ItemT], count: int) -> Iterator[list[ItemT]]:
    """Yields items so many at a time."""
    left = iter(items)
    while several := list(islice(left, count)):
        yield several
