"""The articles that a citation names: 第十二条至第十五条、第二十三条第一、三款 (docs/reading.md#articles)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph_schema.numbers import article_number
from graph_schema.numerals import number_of, numeral, value_of
from ingest.find import patterns

_MOST_BETWEEN = 60  # so many articles are named one by one; a longer range names its ends
_RANGE = frozenset("至到－—–-~～")
_PIECE = re.compile(patterns.NUMBERED.source)
_NUMBERS = re.compile(
    r"(?P<join>[至到－—–\-~～]?)[、和及与第]*(?P<number>[（]?[一二三四五六七八九十百千零〇两\d]+[）]?)"
)
_LEVELS = {"条": 0, "款": 1, "项": 2, "目": 3}
_BRACKETS_BETWEEN = re.compile(r"(?:（[^（）\n]{1,60}(?:（[^（）\n]{0,40}）[^（）\n]{0,40})?）|\s){1,4}(?=第)")


def split_articles(words: str) -> tuple[str, ...]:
    """Splits 第十二条至第十五条、第二十三条第一款和第三款 into single targets."""
    split = _Split()
    end, before = 0, ""
    for piece in _PIECE.finditer(words):
        before = words[end : piece.start()]
        split.take(before, piece)
        end = piece.end()
    return tuple(dict.fromkeys(split.targets))


def articles_behind(flat: str, at: int, end: int) -> tuple[int, tuple[str, ...]]:
    """Finds the articles behind a title or a number: the offset behind them, and their names.

    Brackets may stand between: （以下简称《条例》）第五条, （2017年修正）第五条.
    """
    between = _BRACKETS_BETWEEN.match(flat, at, end)
    first = between.end() if between and "\n" not in between[0] else at
    found = patterns.ARTICLE_LIST.regex.match(flat, first, end)
    if not found:
        return at, ()
    return found.end(), split_articles(found[0])


@dataclass(slots=True)
class _Split:
    """Takes the pieces of a list of articles one by one; `parents` names what a 款, 项 or 目 belongs to."""

    targets: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=lambda: ["", "", "", ""])
    last: int = -1

    def take(self, joiner: str, piece: re.Match[str]) -> None:
        """Adds the targets of one piece: 第五十二、五十三条 or 第一款."""
        level = _LEVELS[piece["unit"]]
        base = "".join(self.parents[:level])
        refines = not joiner and self.last >= 0 and level > self.last and bool(self.targets)
        if refines:
            self.targets.pop()
        names = list(_names(piece["numbers"], piece["unit"]))
        if piece["of"]:
            names[-1:] = [names[-1] + of for of in piece["of"].split("、")]
        if joiner in _RANGE and joiner and self.targets and level == self.last:
            self.targets.extend(base + name for name in _between(self.targets[-1].removeprefix(base), names[0]))
        self.targets.extend(base + name for name in names)
        self.parents[level:] = [names[-1], *[""] * (3 - level)]
        self.last = level


def _names(numbers: str, unit: str) -> Iterator[str]:
    """Names each unit of 五十二、五十三, 152-154 or （一）、（三）."""
    last = ""
    for number in _NUMBERS.finditer(numbers):
        name = f"第{number['number']}{unit}"
        if number["join"] and last:
            yield from _between(last, name)
        yield name
        last = name


def _between(first: str, last: str) -> Iterable[str]:
    """Names the units between two, where there are few, in the numerals and brackets of the first."""
    shape = re.fullmatch(r"第(?P<open>[（]?)(?P<number>[^（）条款项目]+)(?P<close>[）]?)(?P<unit>[条款项目])", first)
    low, high = _value(first), _value(last)
    if shape is None or low is None or high is None or not low < high <= low + _MOST_BETWEEN:
        return ()
    plain = shape["number"].isdecimal()
    return [
        f"第{shape['open']}{number if plain else numeral(number)}{shape['close']}{shape['unit']}"
        for number in range(low + 1, high)
    ]


def _value(name: str) -> int | None:
    """Returns the number of a unit: 第（三）项 → 3."""
    if name.endswith("条"):
        return article_number(name)
    digits = re.sub("[第（）款项目]", "", name)
    return number_of(digits) if digits.isdecimal() else value_of(digits)
