"""Judges one file, issued or still a draft, without keeping it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.records import Document, Finding, Reading
from graph_schema.terms import RepairKind
from tracer.jobs.kept import library_as_if, view_of
from tracer.jobs.loading import load_beside
from tracer.jobs.opening import Tools, file_reader, opened, with_its_registry
from tracer.jobs.repairing import undoing_asked
from tracer.links.desk import by_number, by_title
from tracer.links.library import Library, build_library
from tracer.links.overlay import Indexed, as_if
from tracer.links.sheets import CAPTURE, NAME, sheet_of
from tracer.policy.file import profiles_for
from tracer.policy.rules import Policy
from tracer.registry.shelf import shelf
from tracer.show.authority import AuthorityRow, authority_rows
from tracer.show.ended import EndedRow, ended_rows
from tracer.store import GraphStore
from tracer.verdict.judge import finding_on
from tracer.work import OnProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """One file judged: its first document, all that was read in it, and the findings on its measures in text order.

    `ended` are its documents that hold no longer on that day: their measures are no findings; `authority` those
    that are the policy's own authority, whose measures are none either.
    """

    as_of: date
    policy: str
    registry: str
    document: Document
    reading: Reading
    findings: tuple[Finding, ...]
    profiles: Mapping[str, str] = field(default_factory=dict)
    ended: tuple[EndedRow, ...] = ()
    authority: tuple[AuthorityRow, ...] = ()

    @property
    def gaps(self) -> int:
        """Tells how many dead ends count."""
        return sum(finding.is_gap for finding in self.findings)


@with_its_registry
def check(
    path: str | Path,
    *,
    store: GraphStore | str | None = None,
    as_of: date | None = None,
    policy: str | None = None,
    draft: bool = False,
    undo: Sequence[int] = (),
    keep: Sequence[RepairKind] = (),
    registry: str | None = None,
    on_progress: OnProgress | None = None,
) -> CheckReport:
    """Judges one file, issued or still a draft, without keeping it.

    With a store the file is judged together with what the store holds, itself replaced by this
    version. The repairs numbered in `undo`, and all of the kinds in `keep`, are not made (`repairs`
    lists them). `registry` names an earlier edition of the registry of the store to judge by. InputError where the file cannot be read or holds no document.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    source = load_beside(Path(path).absolute(), store, on_progress)
    with file_reader(policy) as reader:
        reading = _as_draft(undoing_asked(source, store, reader, undo, keep)[1], draft)
    if not reading.documents:
        raise InputError(
            "file.nothing_recognised",
            path=source.path,
        )
    with _beside(store, reading, tools, registry) as library:
        return _report(library, reading, tools.policy, day)


def _report(library: Library, reading: Reading, policy: Policy, day: date) -> CheckReport:
    """Returns the report on a file that the library holds."""
    own = dict.fromkeys(document.id for document in reading.documents if document.id in library.documents)
    asked = [measure for id in own for measure in library.measures_in.get(id, ())]
    judged = (finding_on(library, m, policy, day) for m in asked)
    findings = [finding for finding in judged if finding is not None]
    return CheckReport(
        as_of=day,
        policy=policy.id,
        registry=library.edition,
        document=reading.documents[0],
        reading=reading,
        findings=tuple(sorted(findings, key=lambda f: (f.measure.span.start, f.measure.span.end))),
        profiles=profiles_for(policy, (document.region for document in reading.documents)),
        ended=ended_rows(library, asked, policy, day),
        authority=authority_rows(library, (library.documents[id] for id in own), asked, policy, day),
    )


def _as_draft(reading: Reading, draft: bool) -> Reading:
    """Returns the reading, its documents marked as drafts where the person says that they are."""
    if not draft:
        return reading
    return replace(reading, documents=tuple(replace(document, draft=True) for document in reading.documents))


@contextmanager
def _beside(store: GraphStore | str | None, reading: Reading, tools: Tools, registry: str | None) -> Iterator[Library]:
    """Yields a file with what the store holds beside it: no earlier version of it, and no copy of any of its documents.

    A copy left in could stand for the document under check, and the findings would be those of the copy.
    """
    if store is None:
        yield build_library((reading,), tools.registry, shelf())
        return
    with opened(store) as source:
        kept = view_of(source, tools, registry)
        yield library_as_if(as_if(kept, put=(reading,), hidden=_copies(kept, reading)), tools)


def _copies(store: Indexed, reading: Reading) -> set[str]:
    """Returns the files of the same bytes, by path, and the documents that are earlier versions or copies of those of a file, by id."""
    own = {key for document in reading.documents for key in _keys(document)}
    names = {by_title(d.title) for d in reading.documents if d.title} | {
        by_number(d.number) for d in reading.documents if d.number
    }
    heads = store.index_rows(
        {id for ids in store.index_by(NAME, names).values() for id in ids} | {d.id for d in reading.documents}
    )
    shared = {key.words for row in heads.values() for key in row.keys if key.kind == CAPTURE}
    ids = {id for found in store.index_by(CAPTURE, shared).values() for id in found}
    same = set(store.paths_of(reading.source.sha256)) - {reading.source.path}
    return same | {id for id, row in store.index_rows(ids).items() if _keys(sheet_of(row).card) & own}


def _keys(document: Document) -> set[str]:
    """Returns what two captures of one document have in common: the same text, the same number, or the same title."""
    title = "".join((document.title or "").split())
    return {document.id, document.number or document.id, title if len(title) >= 8 else document.id}
