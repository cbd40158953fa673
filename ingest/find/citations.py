"""Every mention of a document: 《title》（文号）第N条, a bare 文号, a short name, a law without 《》.

Spans and roles are those of docs/reading.md#citations. Input is the text of one document in the
flat view; output are `Mention` records in clean offsets. Short names hold only in the document that
defines them (docs/reading.md#short-names): the caller passes one document at a time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from sys import intern
from types import MappingProxyType

from graph_schema.ids import citation_id
from graph_schema.making import altered
from graph_schema.records import Citation
from graph_schema.terms import Role
from ingest.find.mention import Mention
from ingest.find.printed_numbers import printed_numbers
from ingest.find.roles import with_roles
from ingest.find.short_names import (
    expanded,
    find_plain_short_names,
    find_short_names,
    is_definition,
    with_genre_names,
    with_outer_names,
)
from ingest.find.titles import find_titled
from ingest.find.unmarked import find_bare_laws, find_bare_numbers, find_followers
from ingest.parts.document_text import DocumentText
from ingest.parts.header import Header
from ingest.parts.lines import GENRES
from ingest.parts.tables import Row

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def find_mentions(
    flat: str,
    words: Callable[[int, int], str],
    start: int,
    end: int,
    own_title: tuple[int, int] | None,
    law_names: Mapping[str, str],
    inherited: Mapping[str, Sequence[Mention]] = MappingProxyType({}),
) -> list[Mention]:
    """Finds the citations of the document flat[start:end], in text order, roles set, short names expanded.

    `words` gives a stretch of the text with the characters as they are.
    `inherited` are the short names of the document that this one is only a form or table of.
    """
    printed = printed_numbers(flat, start, end)
    own = [own_title] if own_title else []
    titled = [
        m
        for m in find_titled(flat, words, start, end, printed, law_names)
        if not _in_own_title(m, own_title, flat) and not is_definition(m, flat)
    ]
    taken = _Taken([(m.start if m.lead is None else m.lead, m.end) for m in titled])
    bare = [m for m in find_bare_numbers(flat, end, printed) if not taken.overlaps(m.start, m.end)]
    found = sorted([*titled, *bare], key=lambda m: m.start)
    laws = _each_once(find_bare_laws(flat, start, end, law_names, titled), _Taken([*map(_span, found), *own]))
    found = sorted([*found, *laws], key=lambda m: m.start)
    names = {**inherited, **find_short_names(flat, start, end, found)}
    found = with_outer_names(with_genre_names([expanded(m, names) for m in found], flat))
    taken = _Taken([*map(_span, found), *own])
    found.extend(m for m in find_plain_short_names(flat, start, end, names) if not taken.overlaps(m.start, m.end))
    found.extend(find_followers(flat, found))
    found.sort(key=lambda m: m.start)
    return [m for m in with_roles(flat, start, end, found, own_title) if not _is_thing(m)]


_LONGEST_THING = 8
_GENRE = re.compile(f"(?:{GENRES}|法典|规范|准则|政策|通则|导则|举措|修正案|手册)(?:（[^（）]{{1,16}}）)?$")


def _is_thing(mention: Mention) -> bool:
    """Tells whether a short 《…》 that names no kind of document, and rests on nothing, is a thing handed out: 《房票》."""
    if mention.title is None or mention.number or mention.articles or mention.issuer or mention.short:
        return False
    bare = len(mention.title) <= _LONGEST_THING and mention.way == "title"
    return bare and mention.role in (Role.MENTION, Role.REPEALS) and not _GENRE.search(mention.title)


def _span(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _each_once(mentions: Iterable[Mention], taken: _Taken) -> list[Mention]:
    """Returns the mentions that overlap neither what is taken nor one another; the earlier ones have the way."""
    out: dict[int, Mention] = {}
    for mention in mentions:
        if not taken.overlaps(mention.start, mention.end):
            out.setdefault(mention.end, mention)
    return list(out.values())


def with_own_header(mentions: Sequence[Mention], header: Header) -> list[Mention]:
    """Adds title and number of the document's own head to its mentions, in text order; those of itself have the role SELF."""
    own: list[Mention] = []
    for at, title, number in ((header.title_at, header.title, None), (header.number_at, None, header.number)):
        if at is not None:
            start, end = at
            own.append(
                Mention(start=start, end=end, title=title, number=number, articles=(), role=Role.SELF, cue="文头")
            )
    number_at = header.number_at
    rest = [m for m in mentions if not (number_at and m.start < number_at[1] and number_at[0] < m.end)]
    rest = [altered(m, role=Role.SELF, cue="本文件") if _is_self(m, header) else m for m in rest]
    return in_text_order([*own, *rest])


def in_text_order(mentions: Iterable[Mention]) -> list[Mention]:
    """Sorts mentions by where they stand, the longer one first."""
    return sorted(mentions, key=lambda m: (m.start, -m.end))


def _is_self(mention: Mention, header: Header) -> bool:
    """Tells whether a mention without a legal role is of the document itself."""
    if mention.role not in (Role.MENTION, Role.FORWARDS):
        return False
    if mention.number and header.number and mention.number == header.number:
        return mention.title is None or mention.title == header.title
    same = mention.title is not None and mention.number is None and _bare(mention.title) == _bare(header.title or "")
    return same and not mention.short


def _bare(title: str) -> str:
    return re.sub(r"[\s《》〈〉<>“”]", "", title)


def based_by_column(mentions: list[Mention], rows: Iterable[Row]) -> list[Mention]:
    """Makes a basis of what a row of a table of measures cites in its 依据 cell."""
    cells = _Taken([cell for row in rows for cell in row.basis])
    return [
        altered(m, role=Role.BASIS, cue="依据", shown="cue_near")
        if m.role is Role.MENTION and cells.overlaps(m.start, m.start + 1)
        else m
        for m in mentions
    ]


def citation_records(
    document: DocumentText, mentions: Sequence[Mention], confidence: Callable[[str], float]
) -> tuple[Citation, ...]:
    """Makes the records of the citations of a document; `confidence` says how sure one is that was `found` so."""
    return tuple(
        Citation(
            id=citation_id(document.record.id, number),
            document=document.record.id,
            provision=document.provision_at(mention.start),
            span=document.span(mention.start, mention.end),
            text=intern(document.words(mention.start, mention.end)),
            title=mention.title,
            number=mention.number,
            articles=mention.articles,
            role=mention.role,
            cue=mention.cue,
            defined_number=mention.defined,
            issuer_hint=mention.issuer,
            confidence=confidence(mention.found),
            by_reference=mention.by_reference,
            found=mention.found,
            damaged=mention.damaged,
        )
        for number, mention in enumerate(mentions)
    )


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
    lead = re.sub("《[^《》]*》[、和及与]?", "", flat[own_title[0] : mention.start])
    return not re.search("转发|印发$|批转", lead)
