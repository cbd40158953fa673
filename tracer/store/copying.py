"""One store into another, whatever is behind them: a file at a time, so that it can be broken off and taken up again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from graph_schema.errors import NotFoundError, StoreError
from tracer.store.base import GraphStore, Put
from tracer.work import OnProgress, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What became of the files."""

    added: int
    unchanged: int
    replaced: int


def copy(source: GraphStore, target: GraphStore, on_progress: OnProgress | None = None) -> Copied:
    """Make the target hold what the source holds.

    What is there already is left as it is: a copy that was broken off goes on where it was. StoreError,
    before anything is written, where the target holds files that the source does not: it is another store.
    """
    entries = source.entries()
    surplus = {entry.path for entry in target.entries()} - {entry.path for entry in entries}
    if surplus:
        raise StoreError(
            f"目标库里有来源库没有的文件（{len(surplus)} 个，例如 {min(surplus)}），没有复制：{target.url}。请换一个空库。",
            f"The store to copy into holds {len(surplus)} files that the other does not (such as {min(surplus)}); "
            f"nothing was copied: {target.url}. Use an empty store.",
        )
    done: Counter[Put] = Counter()
    for number, entry in enumerate(entries):
        tell(on_progress, number, len(entries), entry.path)
        try:
            done[target.put(source.get_reading(entry.path), reader=entry.reader)] += 1
        except NotFoundError:
            continue  # removed meanwhile
    tell(on_progress, len(entries), len(entries))
    return Copied(added=done[Put.ADDED], unchanged=done[Put.UNCHANGED], replaced=done[Put.REPLACED])
