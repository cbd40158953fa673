"""Judges one file, issued or still a draft, without keeping it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.records import Document, Finding, Reading
from graph_schema.terms import RepairKind
from tracer.jobs.opening import Held, Tools, file_reader, load_beside, opened, with_its_registry
from tracer.jobs.repairing import undoing_asked
from tracer.links.marking import decisions_of
from tracer.policy.file import profiles_for
from tracer.show.authority import AuthorityRow, authority_rows
from tracer.show.ended import EndedRow, ended_rows
from tracer.store import GraphStore
from tracer.verdict.judge import finding_on


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
) -> CheckReport:
    """Judges one file, issued or still a draft, without keeping it.

    With a store the file is judged together with what the store holds, itself replaced by this
    version. The repairs numbered in `undo`, and all of the kinds in `keep`, are not made (`repairs`
    lists them). `registry` names an earlier edition of the registry of the store to judge by. InputError where the file cannot be read or holds no document.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    source = load_beside(Path(path).absolute(), store)
    with file_reader(policy) as reader:
        reading = _as_draft(undoing_asked(source, store, reader, undo, keep)[1], draft)
    if not reading.documents:
        raise InputError(
            "file.nothing_recognised",
            path=source.path,
        )
    beside = _beside(store, reading) if store is not None else Held((), ())
    library = Held((reading, *beside.readings), beside.decisions, beside.store).library(tools.registry)
    own = dict.fromkeys(document.id for document in reading.documents)
    asked = [m for m in library.measures.values() if m.document in own]
    judged = (finding_on(library, m, tools.policy, day) for m in asked)
    findings = [finding for finding in judged if finding is not None]
    return CheckReport(
        as_of=day,
        policy=tools.policy.id,
        registry=library.edition,
        document=reading.documents[0],
        reading=reading,
        findings=tuple(sorted(findings, key=lambda f: (f.measure.span.start, f.measure.span.end))),
        profiles=profiles_for(tools.policy, (document.region for document in reading.documents)),
        ended=ended_rows(library, asked, tools.policy, day),
        authority=authority_rows(
            library, (library.documents[d] for d in own if d in library.documents), asked, tools.policy, day
        ),
    )


def _as_draft(reading: Reading, draft: bool) -> Reading:
    """Returns the reading, its documents marked as drafts where the person says that they are."""
    if not draft:
        return reading
    return replace(reading, documents=tuple(replace(document, draft=True) for document in reading.documents))


def _beside(store: GraphStore | str, reading: Reading) -> Held:
    """Returns what the store holds beside this file: no earlier version of it, and no copy of any of its documents.

    A copy left in could stand for the document under check, and the findings would be those of the copy.
    """
    own = {key for document in reading.documents for key in _keys(document)}
    with opened(store) as source:
        others = [other for other in source.readings() if other.source.path != reading.source.path]
        decisions, url = decisions_of(source, (*others, reading)), source.url
    kept = (_without(other, {d.id for d in other.documents if own & _keys(d)}) for other in others)
    return Held(tuple(kept), decisions, url)


def _keys(document: Document) -> set[str]:
    """Returns what two captures of one document have in common: the same text, the same number, or the same title."""
    title = "".join((document.title or "").split())
    return {document.id, document.number or document.id, title if len(title) >= 8 else document.id}


def _without(reading: Reading, gone: set[str]) -> Reading:
    """Returns the reading as if its file did not hold these documents."""
    if not gone:
        return reading
    measures = tuple(measure for measure in reading.measures if measure.document not in gone)
    kept = {measure.id for measure in measures}
    return replace(
        reading,
        documents=tuple(document for document in reading.documents if document.id not in gone),
        provisions=tuple(provision for provision in reading.provisions if provision.document not in gone),
        citations=tuple(citation for citation in reading.citations if citation.document not in gone),
        vague=tuple(vague for vague in reading.vague if vague.document not in gone),
        measures=measures,
        basis=tuple(basis for basis in reading.basis if basis.measure in kept),
        references=tuple(reference for reference in reading.references if reference.document not in gone),
        duties=tuple(duty for duty in reading.duties if duty.document not in gone),
    )
