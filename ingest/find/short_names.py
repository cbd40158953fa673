"""Short names: where a document defines them (以下简称《通知》), and where it uses them (docs/reading.md#short-names)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice

from graph_schema.making import altered
from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.articles import articles_behind
from ingest.find.genres import is_of_genre
from ingest.find.mention import Mention
from ingest.find.near import found_near
from ingest.find.words import WordScanner
from ingest.parts.lines import GENRES

_LEADS_TO_NAME = re.compile(r"[（，\s等]{0,4}")
_CALLED = re.compile("称")
_LONGEST_NAME = 32  # characters behind that word
_APART = re.compile("分别")
_LONGEST_NAMES = 240
_OPENING = 5  # characters of a definition in front of these words


def definitions(flat: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Finds the definitions of one short name."""
    return found_near(_CALLED, _OPENING, _LONGEST_NAME, patterns.SHORT_NAME.regex, flat, start, end)


def definitions_together(flat: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Finds the definitions of several short names together."""
    return found_near(_APART, _OPENING, _LONGEST_NAMES, patterns.SHORT_NAMES.regex, flat, start, end)


def find_short_names(flat: str, start: int, end: int, found: Sequence[Mention]) -> dict[str, tuple[Mention, ...]]:
    """Finds the short names that flat[start:end] defines: name → the citations that it stands for, in text order, each from there on."""
    names: dict[str, list[Mention]] = {}
    ends = [m.end for m in found]
    for definition in definitions(flat, start, end):
        behind = bisect_right(ends, definition.start())
        inside = next((m for m in found[behind : behind + 2] if m.start < definition.start() < m.end), None)
        before = found[behind - 1] if behind else None
        target = inside or (
            before if before is not None and _LEADS_TO_NAME.fullmatch(flat, before.end, definition.start()) else None
        )
        if target is not None:
            names.setdefault(definition["name"].strip(), []).append(altered(target, articles=()))
    for several in definitions_together(flat, start, end):
        short = re.findall("《([^《》]{1,24})》", several["names"])
        behind = bisect_right(ends, several.start())
        targets = found[max(0, behind - len(short)) : behind]
        if len(targets) == len(short):
            for name, target in zip(short, targets, strict=True):
                names.setdefault(name, []).append(altered(target, articles=()))
    return {name: tuple(sorted(defined, key=_start)) for name, defined in names.items()}


def _start(mention: Mention) -> int:
    return mention.start


_DEFINES = re.compile(
    "(?:(?:以下|下文|下)(?:分别)?(?:统称|简称|称)|[（，]简称|简称)(?:为|：)?(?:《[^《》]{1,24}》[、和及]?){0,8}$"
)


def is_definition(mention: Mention, flat: str) -> bool:
    """Tells whether a mention is the short name inside （以下简称《…》）, which is no citation."""
    return _DEFINES.search(flat[max(0, mention.start - 60) : mention.start]) is not None


def expanded(mention: Mention, names: Mapping[str, Sequence[Mention]]) -> Mention:
    """Returns the mention with the title that its short name stands for, as defined last before it."""
    defined = names.get(mention.title or "", ())
    before = bisect_left(defined, mention.start, key=_start)
    if not before or mention.number:
        return mention
    target = defined[before - 1]
    return altered(
        mention,
        title=target.title or mention.title,
        defined=target.number or target.defined,
        short=True,
        way="short_name",
    )


_ISSUES = re.compile(
    "^(?P<maker>[一-鿿、 ]{0,60}?)(?:关于)?(?:印发|转发|发布|公布)[〈《<](?P<title>[^〈〉《》<>]{4,90})[〉》>]"
)


def with_outer_names(found: Sequence[Mention]) -> list[Mention]:
    """Gives a title without number and maker those of the notice that was cited as issuing it.

    《某办法》 behind 《某市政府关于印发〈某办法〉的通知》（某政发〔2019〕3号）.
    """
    outer: dict[str, Mention] = {}
    out: list[Mention] = []
    for mention in found:
        issues = _ISSUES.match(mention.title or "")
        if issues:
            outer.setdefault(issues["title"], altered(mention, issuer=issues["maker"] or mention.issuer))
        named = outer.get(mention.title or "")
        if named is not None and not (mention.number or mention.issuer or mention.defined):
            mention = altered(mention, issuer=named.issuer, defined=named.number)
        out.append(mention)
    return out


_GENRE_ALONE = re.compile(f"(?:暂行|试行|实施|指导|管理|若干|工作)?(?:{GENRES})")
_MOST_BACK = 300


def with_genre_names(found: Sequence[Mention], flat: str) -> list[Mention]:
    """Gives 《办法》, which nothing defines, the title of the nearest document of that genre named before it.

    Where two of them were named in one breath it stays open.
    """
    out: list[Mention] = []
    for mention in found:
        genre = mention.title or ""
        if mention.short or mention.number or not _GENRE_ALONE.fullmatch(genre):
            out.append(mention)
            continue
        fitting = list(islice((m for m in reversed(out[-_MOST_BACK:]) if is_of_genre(m.title, genre)), 2))
        if not fitting or fitting[0].title == genre or (len(fitting) > 1 and _in_one_breath(flat, *fitting)):
            out.append(mention)
            continue
        target = fitting[0]
        defined = target.number or target.defined
        out.append(altered(mention, title=target.title, defined=defined, short=True, way="short_name"))
    return out


def _in_one_breath(flat: str, later: Mention, earlier: Mention) -> bool:
    """Tells whether two documents are named in one list."""
    return later.title != earlier.title and _LISTED.fullmatch(flat, earlier.end, later.start) is not None


_LISTED = re.compile("(?:[、和及与]|以及|或者?)?")


_GOVERNING = frozenset({"根据", "依照", "按照", "依据", "违反", "落实"})
_ARTICLE_BEHIND = re.compile(r"第[一二三四五六七八九十百零\d]+条")
_IS_A_LAW = re.compile(patterns.WORD_GOES_ON)


_BLOCK = 1 << 16  # characters that are looked through at once; bounds the memory


def _uses(flat: str, start: int, end: int, names: Collection[str]) -> dict[str, list[int]]:
    """Finds where each of the names is used, in text order."""
    uses: dict[str, list[int]] = {name: [] for name in names}
    scanner = WordScanner({name: name for name in names})
    beyond = max(map(len, names)) - 1
    for block in range(start, end, _BLOCK):
        for first, _, name in scanner.find(flat[block : min(end, block + _BLOCK + beyond)]):
            if first < _BLOCK and _is_used(flat, name, block + first, end):
                uses[name].append(block + first)
    return uses


def _is_used(flat: str, name: str, first: int, end: int) -> bool:
    """Tells whether a short name names its document where it stands: behind a verb that governs it, or before an article."""
    last = first + len(name)
    if flat[max(0, first - 2) : first] not in _GOVERNING and not _ARTICLE_BEHIND.match(flat, last, end):
        return False
    return not name.endswith("法") or _IS_A_LAW.match(flat, last, end) is not None


def find_plain_short_names(
    flat: str, start: int, end: int, names: Mapping[str, Sequence[Mention]]
) -> Iterator[Mention]:
    """Finds short names defined without 《》, used behind a verb or before an article: 依照慈善法第五条."""
    targets = {name: first for name, (first, *_) in names.items() if first.title and len(name) > 1}
    if not targets:
        return
    uses = _uses(flat, start, end, targets)
    for name, target in targets.items():
        behind = max(start, target.end)
        for first in uses[name]:
            last = first + len(name)
            if first < behind:
                continue
            behind = last
            at, articles = articles_behind(flat, last, end)
            yield Mention(
                start=first,
                end=at,
                title=target.title,
                number=None,
                articles=articles,
                role=Role.MENTION,
                cue="",
                defined=target.number,
                short=True,
                way="short_name_bare",
            )
