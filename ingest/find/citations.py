"""Every mention of a document: 《title》（文号）第N条, a bare 文号, a short name, a law without 《》.

Spans and roles are those of docs/reading.md#citations. Input is the text of one document in the
flat view; output are `Mention` records in clean offsets. Short names hold only in the document that
defines them (docs/reading.md#short-names): the caller passes one document at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ingest.find.mention import Mention
from ingest.find.roles import with_roles
from ingest.find.short_names import expanded, find_plain_short_names, find_short_names, is_definition
from ingest.find.titles import find_titled
from ingest.find.unmarked import find_bare_laws, find_bare_numbers, find_followers

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def find_mentions(
    flat: str,
    words: Callable[[int, int], str],
    start: int,
    end: int,
    own_title: tuple[int, int] | None,
    law_names: Mapping[str, str],
    inherited: Mapping[str, Mention] = MappingProxyType({}),
) -> list[Mention]:
    """Finds the citations of the document flat[start:end], in text order, roles set, short names expanded.

    `words` gives a stretch of the text with the characters as they are.
    `inherited` are the short names of the document that this one is only a form or table of.
    """
    titled = [m for m in find_titled(flat, words, start, end) if not _in_own_title(m, own_title, flat)]
    taken = _Taken([(m.start, m.end) for m in titled])
    bare = [m for m in find_bare_numbers(flat, start, end) if not taken.overlaps(m.start, m.end)]
    taken = _Taken([(m.start, m.end) for m in [*titled, *bare]] + ([own_title] if own_title else []))
    laws = [m for m in find_bare_laws(flat, start, end, law_names) if not taken.overlaps(m.start, m.end)]
    found = sorted([*titled, *bare, *laws], key=lambda m: m.start)
    names = {**inherited, **find_short_names(flat, start, end, found)}
    found = [expanded(m, names) for m in found if not is_definition(m, flat)]
    taken = _Taken([(m.start, m.end) for m in found] + ([own_title] if own_title else []))
    found.extend(m for m in find_plain_short_names(flat, start, end, names) if not taken.overlaps(m.start, m.end))
    found.extend(find_followers(flat, found))
    found.sort(key=lambda m: m.start)
    return with_roles(flat, start, end, found, own_title)


class _Taken:
    """The offsets that are taken by earlier, better readings."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [s for s, _ in self._spans]

    def overlaps(self, start: int, end: int) -> bool:
        """Tells whether any of flat[start:end] is taken."""
        at = bisect_right(self._starts, end - 1) - 1
        while at >= 0 and self._spans[at][0] > start - 400:
            if self._spans[at][1] > start:
                return True
            at -= 1
        return at >= 0 and self._spans[at][1] > start


def _in_own_title(mention: Mention, own_title: tuple[int, int] | None, flat: str) -> bool:
    """Tells whether a title inside the document's own title counts for nothing: one counts only where the title forwards it."""
    if own_title is None or not (own_title[0] <= mention.start < own_title[1]):
        return False
    lead = flat[own_title[0] : mention.start]
    return not re.search("转发|印发$|批转", lead)
