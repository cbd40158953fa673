"""Takes an import into the user's own registry back, or puts it back in its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from graph_schema.errors import NotFoundError
from tracer.registry.article_texts import Articles
from tracer.registry.importing import RowChange
from tracer.registry.load import Registry
from tracer.registry.own_rows import OwnRegistry

_LEAST = 6  # characters of a hash that name it


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveReport:
    """Holds which files were taken back (path and hash), the instruments that are others for it, and those whose texts are.

    `lists` are the titles of the national lists and supplements that went or came back with them.
    """

    files: tuple[tuple[str, str], ...]
    rows: tuple[RowChange, ...]
    texts: tuple[str, ...]
    lists: tuple[str, ...] = ()


def remove_source(
    named: str, own: OwnRegistry, texts: Articles, registry: Callable[[], Registry], today: date, *, back: bool = False
) -> RemoveReport:
    """Takes out all rows and article texts of an imported file, or of all below a folder; with `back` puts them back.

    What stood there before shows again: the row of an earlier import, or of the program. `registry` gives the
    registry as it is when it is called. NotFoundError where no import has this path, name or hash, or several have the name.
    """
    of_rows = {(one.source, one.sha256): one for one in own.sources(removed=back)}
    of_texts = texts.sources(removed=back)
    chosen = _named(named, dict.fromkeys((*of_rows, *of_texts)))
    ids = sorted({id for key in chosen if key in of_rows for id in of_rows[key].ids})
    before = {id: registry().instruments.get(id) for id in ids}
    lists_before = _lists(registry())
    day = None if back else today.isoformat()
    own.take_out((of_rows[key] for key in chosen if key in of_rows), day)
    texts.take_out((key for key in chosen if key in of_texts), day)
    after = {id: registry().instruments.get(id) for id in ids}
    return RemoveReport(
        files=tuple(chosen),
        rows=tuple(
            RowChange(id=id, before=before[id], after=after[id], source=chosen[0][0], line=0)
            for id in ids
            if before[id] != after[id]
        ),
        texts=tuple(sorted({id for key in chosen for id in of_texts.get(key, ())})),
        lists=tuple(title for _, title in sorted(lists_before ^ _lists(registry()))),
    )


def _lists(registry: Registry) -> frozenset[tuple[str, str]]:
    return frozenset((one.id, one.title) for one in registry.lists)


def _named(named: str, imports: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Returns the imports that a person means: by path (or the folder above), else by hash, else by the name of the file."""
    known = [key for key in imports if key[0]]
    full = os.path.abspath(named)
    by_path = [key for key in known if key[0] == named or os.path.abspath(key[0]) == full]
    below = [key for key in known if os.path.abspath(key[0]).startswith(full + os.sep)]
    by_hash = [key for key in known if len(named) >= _LEAST and key[1].startswith(named.lower())]
    by_name = [key for key in known if os.path.basename(key[0]) == named]
    found = by_path or below or by_hash or by_name
    if not found:
        sources = list(dict.fromkeys(source for source, _ in known))
        if sources:
            raise NotFoundError("registry.no_import", source=named, known=sources[-5:])
        raise NotFoundError("registry.no_imports", source=named)
    if not (by_path or below) and len({source for source, _ in found}) > 1:
        raise NotFoundError("registry.several_imports", source=named, known=[source for source, _ in found][:5])
    return found
