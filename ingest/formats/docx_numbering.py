"""Automatic numbers of a Word file (ECMA-376 part 1, 17.9): what stands before a paragraph that no one typed.

A paragraph names a list (num) and a level, itself or by its style; the list is made of levels (abstractNum), some of which it
may set anew. Lists of the same levels count on from each other, but where one says where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.formats.docx_numerals import shown_number

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_LEVELS = 9
_DEEPEST_STYLE = 32  # styles based on one another; Word stops at eleven
_PLACE = re.compile("%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # signs of symbol fonts, most often bullets
_CLOSES = "、，。；：．)）〕】］》"
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it begins, in which form it counts, what is shown, and what stands behind it."""

    start: int = 1
    form: str = "decimal"
    shown: str = ""
    suffix: str = "tab"
    style: str = ""
    restart: int | None = None
    is_legal: bool = False

    @property
    def counts(self) -> bool:
        """Tells whether the level shows numbers at all."""
        return self.form != "bullet"


@dataclass(frozen=True, slots=True)
class List:
    """A list (num): the group of levels (abstractNum) that it counts in, its levels, and where those begin that begin anew."""

    group: str
    levels: tuple[Level, ...]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs or runs: on which it rests, list and level, and whether their words are hidden."""

    rests_on: str
    list: str | None
    level: int | None
    is_hidden: bool | None


class Styles:
    """The styles of a file."""

    def __init__(self, root: etree._Element | None) -> None:
        """Reads styles.xml."""
        self._styles: dict[str, Style] = {}
        self.usual = ""
        for style in root.iterfind(f"{W}style") if root is not None else ():
            name = style.get(f"{W}styleId", "")
            number, level = numbering_of(style.find(f"{W}pPr"))
            based = style.find(f"{W}basedOn")
            self._styles[name] = Style(
                based.get(_VAL, "") if based is not None else "", number, level, hides(style.find(f"{W}rPr"))
            )
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
                self.usual = name

    def chain(self, name: str) -> Iterator[tuple[str, Style]]:
        """Yields a style and those that it rests on."""
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                return
            yield name, style
            name = style.rests_on

    def is_hidden(self, name: str) -> bool:
        """Tells whether the words of a style are hidden."""
        return next((style.is_hidden for _, style in self.chain(name) if style.is_hidden is not None), False)


def is_on(element: etree._Element | None) -> bool:
    """Tells whether a property that is on or off is there, and on."""
    return element is not None and element.get(_VAL, "1") not in ("0", "false", "off", "none")


def hides(properties: etree._Element | None) -> bool | None:
    """Tells whether properties of a run hide its words; None where they do not say."""
    found = properties.find(f"{W}vanish") if properties is not None else None
    return None if found is None else is_on(found)


def number_in(element: etree._Element | None, default: int | None = None) -> int | None:
    """Returns the number that an element has as its value; `default` where there is none."""
    words = element.get(_VAL, "") if element is not None else ""
    return int(words) if re.fullmatch(r"-?[0-9]{1,9}", words) else default


def numbering_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """Returns list and level that properties of a paragraph name."""
    found = properties.find(f"{W}numPr") if properties is not None else None
    if found is None:
        return None, None
    named = found.find(f"{W}numId")
    return named.get(_VAL) if named is not None else None, number_in(found.find(f"{W}ilvl"))


class Numbering:
    """The lists of a file, and how far each has counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        """Reads numbering.xml."""
        self._styles = styles
        self.usual_style = styles.usual
        self._lists: dict[str, List] = dict(_lists(root, styles)) if root is not None else {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._of_style: dict[str, tuple[str, int] | None] = {}

    def label(self, properties: etree._Element | None, style: str, words: str) -> str:
        """Counts on, and returns what stands before a paragraph of these properties and words; "" where nothing does."""
        found = self._place(properties, style)
        if found is None:
            return ""
        named, level = found
        listed = self._lists[named]
        rule = listed.levels[level]
        counts = self._count(named, listed, level)
        if not rule.counts:
            label = _PRIVATE.sub(_BULLET, rule.shown).strip()
        else:
            label = _PLACE.sub(lambda at: self._shown(listed, counts, rule, int(at[1]) - 1), rule.shown)
        return label + _behind(label, rule.suffix, words)

    def _place(self, properties: etree._Element | None, style: str) -> tuple[str, int] | None:
        """Returns the list of a paragraph and its level; None where it has none."""
        named, level = numbering_of(properties)
        if named is None:
            of_style = self._place_of_style(style)
            if of_style is None:
                return None
            named, level = of_style[0], of_style[1] if level is None else level
        elif level is None:
            of_style = self._place_of_style(style)
            level = of_style[1] if of_style is not None else 0
        listed = self._lists.get(named)
        return (named, level) if listed is not None and 0 <= level < len(listed.levels) else None

    def _place_of_style(self, style: str) -> tuple[str, int] | None:
        if style not in self._of_style:
            self._of_style[style] = self._found_place(style)
        return self._of_style[style]

    def _found_place(self, style: str) -> tuple[str, int] | None:
        """Returns list and level of a style: of the nearest that names a list, at the level that names the style."""
        level: int | None = None
        for name, found in self._styles.chain(style):
            level = found.level if level is None else level
            if found.list is not None:
                listed = self._lists.get(found.list)
                named = (at for at, rule in enumerate(listed.levels) if rule.style == name) if listed else iter(())
                return found.list, next(named, level or 0)
        return None

    def _count(self, named: str, listed: List, level: int) -> list[int | None]:
        """Returns how far the levels of a list have counted, this one counted on."""
        counts = self._counts.setdefault(listed.group, [None] * _LEVELS)
        for at, start in listed.starts.items():
            if at <= level and (named, at) not in self._begun:
                self._begun.add((named, at))
                counts[at] = start - 1
                counts[at + 1 :] = [None] * (_LEVELS - at - 1)
        now = counts[level]
        counts[level] = listed.levels[level].start if now is None else now + 1
        for at in range(level + 1, min(_LEVELS, len(listed.levels))):
            restart = listed.levels[at].restart
            if restart is None or (restart and level < restart):
                counts[at] = None
        for at in range(level):
            if counts[at] is None:
                counts[at] = listed.levels[at].start
        return counts

    def _shown(self, listed: List, counts: list[int | None], rule: Level, level: int) -> str:
        """Returns the number of a level as it is shown."""
        if level >= len(listed.levels):
            return ""
        form = listed.levels[level].form
        number = counts[level]
        if form in ("none", "bullet") or number is None:
            return ""
        if rule.is_legal:
            form = "decimal"
        return f"{number:0{len(form)}}" if form.isdecimal() else shown_number(number, form)


def _behind(label: str, suffix: str, words: str) -> str:
    """Returns what parts a number from the words: a blank where they would run into one another."""
    if not label or suffix == "nothing":
        return ""
    if suffix == "space":
        return " "
    if label[-1] in _CLOSES or (label[-1] in ".," and not words[:1].isascii()):
        return ""
    return " "


def _lists(root: etree._Element, styles: Styles) -> Iterator[tuple[str, List]]:
    """Yields the lists of numbering.xml by their names."""
    groups = {group.get(f"{W}abstractNumId", ""): group for group in root.iterfind(f"{W}abstractNum")}
    of_lists: dict[str, str] = {}
    for number in root.iterfind(f"{W}num"):
        named = number.find(f"{W}abstractNumId")
        of_lists[number.get(f"{W}numId", "")] = named.get(_VAL, "") if named is not None else ""
    for number in root.iterfind(f"{W}num"):
        name = number.get(f"{W}numId", "")
        group = _group(of_lists[name], groups, of_lists, styles)
        if name == "0" or group is None:
            continue
        levels = _levels(groups[group].iterfind(f"{W}lvl"))
        starts: dict[int, int] = {}
        for change in number.iterfind(f"{W}lvlOverride"):
            at = change.get(f"{W}ilvl", "")
            if at not in set("012345678"):
                continue
            begins = number_in(change.find(f"{W}startOverride"))
            own = change.find(f"{W}lvl")
            if own is not None:
                levels[int(at)] = _level(own)
            if begins is not None:
                starts[int(at)] = begins
                levels[int(at)] = replace(levels[int(at)], start=begins)
        yield name, List(group, tuple(levels), starts)


def _group(name: str, groups: dict[str, etree._Element], of_lists: dict[str, str], styles: Styles) -> str | None:
    """Returns the group of levels of that name, or the one that it refers to by a style of lists."""
    for _ in range(_LEVELS):
        group = groups.get(name)
        if group is None:
            return None
        link = group.find(f"{W}numStyleLink")
        if link is None:
            return name
        listed = next((style.list for _, style in styles.chain(link.get(_VAL, "")) if style.list is not None), None)
        name = of_lists.get(listed or "", "")
    return None


def _levels(found: Iterable[etree._Element]) -> list[Level]:
    levels = [Level() for _ in range(_LEVELS)]
    for one in found:
        at = one.get(f"{W}ilvl", "")
        if at in set("012345678"):
            levels[int(at)] = _level(one)
    return levels


def _level(element: etree._Element) -> Level:
    """Returns a level of a list (lvl)."""

    def value(tag: str, default: str) -> str:
        found = element.find(f"{W}{tag}")
        return found.get(_VAL, default) if found is not None else default

    form = element.find(f".//{W}numFmt")
    kind = form.get(_VAL, "decimal") if form is not None else "decimal"
    if form is not None and kind == "custom":
        kind = form.get(f"{W}format", "").split(",")[0].strip()
        kind = kind if kind.isdecimal() and kind.isascii() and len(kind) <= _LEVELS else "decimal"
    return Level(
        start=max(0, number_in(element.find(f"{W}start"), 0) or 0),
        form=kind,
        shown=value("lvlText", ""),
        suffix=value("suff", "tab"),
        style=value("pStyle", ""),
        restart=number_in(element.find(f"{W}lvlRestart")),
        is_legal=is_on(element.find(f"{W}isLgl")),
    )
