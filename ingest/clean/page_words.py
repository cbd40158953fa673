"""The words of the page around a document (lexicon/page.toml), as patterns and sets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any

_SEPARATORS = r"[\s|｜丨•·●▪◆■□★※〔〕\[\]（）()〉>»›→↑↓←/\\，,、：:_…—\-－+×✕。.]"
_FONTS = r"大[\s〔〕\-－—|/、]{0,4}中[\s〔〕\-－—|/、]{0,4}小|小[\s〔〕\-－—|/、]{0,4}中[\s〔〕\-－—|/、]{0,4}大|[Aa]\s?[+\-]"
_SPLIT_SHORT = 3  # characters: sites put blanks into labels as short as this (文 号)


class Grade(IntEnum):
    """Says how much a label shows by itself (see the file of words)."""

    BESIDE = 1
    CARD = 2
    PAGE = 3


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of the page: `labels` maps each label to its field and grade; `openings` are two first characters of any word, `single` the buttons of one."""

    buttons: re.Pattern[str]
    sure_buttons: frozenset[str]
    leading: re.Pattern[str]
    crumb: re.Pattern[str]
    menu: frozenset[str]
    menu_words: frozenset[str]
    list_heads: frozenset[str]
    foot: re.Pattern[str]
    foot_field: re.Pattern[str]
    labels: Mapping[str, tuple[str, Grade]]
    label: re.Pattern[str]
    with_colon: re.Pattern[str]
    with_blank: re.Pattern[str]
    openings: frozenset[str]
    single: frozenset[str]


@cache
def page_words() -> PageWords:
    """Reads the words of the page, once."""
    data: dict[str, Any] = tomllib.loads(files("ingest").joinpath("lexicon/page.toml").read_text(encoding="utf-8"))
    labels = {
        word: (field, Grade[grade.upper()])
        for field, grades in data["labels"].items()
        for grade, words in grades.items()
        for word in words
    }
    buttons = [*data["buttons"], *data["buttons_beside"], *data["menu"]]
    leading = "|".join(_longest_first(data["leading"]))
    names = "|".join(_blank_proof(word) for word in _longest_first(labels))
    return PageWords(
        buttons=re.compile(rf"(?>{_FONTS}|{'|'.join(_longest_first(buttons))}|\d{{1,6}}|{_SEPARATORS})+"),
        sure_buttons=frozenset(data["buttons"]),
        leading=re.compile(
            rf"(?:{leading})(?![\u4e00-\u9fff])|(?:{'|'.join(_longest_first(data['leading_words']))})|今天是[：\s]*\d"
        ),
        crumb=re.compile(rf"(?:{'|'.join(_longest_first(data['crumbs']))})(?:是|为|在)?[\s：〉>»]"),
        menu=frozenset(data["menu"]),
        menu_words=frozenset((*data["menu"], *data["menu_words"], *data["buttons"], *data["buttons_beside"])),
        list_heads=frozenset(data["list_heads"]),
        foot=re.compile("|".join(map(re.escape, data["foot"]))),
        foot_field=re.compile(rf"(?:{'|'.join(_longest_first(data['foot_fields']))})(?:\s*[：:]|\s)"),
        labels=labels,
        label=re.compile(names),
        with_colon=re.compile(rf"〔?\s*(?P<name>{names})\s*〕?\s*：\s*〕?"),
        with_blank=re.compile(rf"(?:(?<=[\s|〕])|^)〔?(?P<name>{names})(?:\s*〕|(?=[\s|])|$)"),
        openings=frozenset(
            word[:2]
            for word in (
                *buttons,
                *data["leading"],
                *data["leading_words"],
                *data["crumbs"],
                *data["menu_words"],
                *data["list_heads"],
                *data["foot_fields"],
                *labels,
                "今天",
                "A+",
                "A-",
                "a+",
            )
        ),
        single=frozenset(word for word in buttons if len(word) == 1),
    )


def _longest_first(words: Iterable[str]) -> list[str]:
    """Returns the words as patterns, so that none is cut short by one that it begins with."""
    return [re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word))]


def _blank_proof(word: str) -> str:
    return r"\s{0,4}".join(word) if len(word) <= _SPLIT_SHORT else word
