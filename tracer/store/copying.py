"""One store into another, whatever is behind them: a file at a time, so that it can be broken off and taken up again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph_schema.errors import DamagedError, NotFoundError, StoreError
from tracer.store.base import Records
from tracer.store.base.readings import Put
from tracer.work import OnProgress, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The files of a copy by what became of them. `damaged` are the paths of those that cannot be read and were left out."""

    added: int
    unchanged: int
    replaced: int
    damaged: tuple[str, ...]


def copy(source: Records, target: Records, on_progress: OnProgress | None = None) -> Copied:
    """Makes the target hold what the source holds: readings, what people decided, who was shown personal data.

    Graph and findings follow from these and are made anew; the target has a log of its own. What is there
    already is left as it is: a copy that was broken off goes on where it was. What is damaged is left out
    and named. StoreError, before anything is written, where the target holds files that the source does
    not: it is another store.
    """
    entries = source.entries()
    surplus = {entry.path for entry in target.entries()} - {entry.path for entry in entries}
    if surplus:
        raise StoreError(
            "store.copy_surplus",
            n=len(surplus),
            file=min(surplus),
            url=target.url,
        )
    done: Counter[Put] = Counter()
    damaged = []
    for number, entry in enumerate(entries):
        tell(on_progress, number, len(entries), entry.path)
        try:
            done[target.put(source.get_reading(entry.path), reader=entry.reader)] += 1
        except NotFoundError:
            continue  # removed meanwhile
        except DamagedError:
            damaged.append(entry.path)
    _copy_decisions(source, target)
    copy_disclosures(source, target)
    tell(on_progress, len(entries), len(entries))
    return Copied(
        added=done[Put.ADDED], unchanged=done[Put.UNCHANGED], replaced=done[Put.REPLACED], damaged=tuple(damaged)
    )


def copy_disclosures(source: Records, target: Records) -> None:
    """Keeps on record in the target who was shown personal data of the source."""
    known = set(target.disclosures())
    for disclosure in source.disclosures():
        if disclosure not in known:
            target.disclose(disclosure)


def _copy_decisions(source: Records, target: Records) -> None:
    """Decides in the target what was decided in the source, and takes back what was taken back since."""
    known = {decision.id: decision for decision in target.decisions()}
    for decision in source.decisions():
        here = known.get(decision.id)
        if here is None:
            target.decide(decision)
        elif decision.withdrawn is not None and here.withdrawn is None:
            target.withdraw(decision.id, decision.withdrawn)
