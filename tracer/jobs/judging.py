"""Judges a whole store and keeps the basis graph and the findings in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

from tracer.jobs.kept import UpToDate, kept_findings
from tracer.jobs.listed import shares_with_lists
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.store import GraphStore, Judgement, Kept
from tracer.work import LAYING, OnProgress, tell

_TOGETHER = 1000  # shares of documents that one transaction keeps


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreJudged:
    """A judgement that a store keeps now, how many documents and measures were judged for it, what was written of the graph, and the judgements of other days that went."""

    judgement: Judgement
    documents: int
    measures: int
    kept: Kept
    gone: tuple[Judgement, ...]


@with_its_registry
def judge_store(
    store: GraphStore | str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    anew: bool = False,
    registry: str | None = None,
    on_progress: OnProgress | None = None,
) -> StoreJudged:
    """Brings the findings of a store on a day and its basis graph up to date, for whoever asks it itself.

    What changes meanwhile is not in it: the judgement names the version of the store that it is made of.
    `anew` lets all that was kept go first, which mends what is damaged of it. `registry` names an earlier edition of the registry to judge by.
    StoreError where the store cannot be written.
    """
    tools = Tools.load(policy)
    with opened(store, policy=policy) as target:
        before = target.judgements()
        if anew:
            target.drop_graph()
            target.drop_index()
    with kept_findings(store, tools, as_of, must_keep=True, on_progress=on_progress) as kept:
        written = keep_graph(kept, kept.store, on_progress)
        left = {(other.policy, other.as_of) for other in kept.store.judgements()}
    return StoreJudged(
        judgement=kept.judgement,
        documents=kept.documents,
        measures=kept.measures,
        kept=written,
        gone=tuple(other for other in before if (other.policy, other.as_of) not in left),
    )


def keep_graph(kept: UpToDate, target: GraphStore, on_progress: OnProgress | None = None) -> Kept:
    """Makes those shares of the graph in a store anew that were made of something else; returns how much was written and went.

    A run that was broken off goes on with the shares that are missing.
    """
    judgement, library = kept.judgement, kept.library
    # Which measures stand in an imported list hangs on the day.
    lists = f"{judgement.policy} {judgement.as_of} {judgement.registry}" if library.registry.lists else ""
    made = dict(target.share_stamps())
    stamps = {id: _stamp(touched, lists) for id, facts, touched in kept.view.index_facts() if facts}
    stale, gone = [id for id, stamp in stamps.items() if made.get(id) != stamp], made.keys() - stamps.keys()
    if not (stale or gone):
        return Kept(written=0, removed=0)
    written = removed = 0
    for start, some in _in_parts(stale):
        tell(on_progress, start, len(stale), some[0] if some else None, LAYING)
        found = kept.answers.findings_in(judgement.policy, judgement.as_of, some) if lists else {}
        counting = [finding for findings in found.values() for finding in findings if finding.aside is None]
        new = shares_with_lists(library, some, counting)
        shares = [replace(share, stamp=stamps[share.document]) for share in new.shares]
        is_last = some[-1:] == stale[-1:]
        one = target.keep_graph(shares, new.shared, new.between, gone if is_last else ())
        written, removed = written + one.written, removed + one.removed
    tell(on_progress, len(stale), len(stale), None, LAYING)
    return Kept(written=written, removed=removed)


def _stamp(touched: int, lists: str) -> int:
    """Returns what tells a share from one that was made before its document was touched, or of another day's lists."""
    return crc32(lists.encode("utf-8")) ^ touched if lists else touched


def _in_parts(documents: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yields documents so many at a time, each with how many came before; nothing once where there are none, for what has gone."""
    for start in range(0, max(len(documents), 1), _TOGETHER):
        yield start, documents[start : start + _TOGETHER]
