"""Finds what a document itself calls its scores, lists, records and platforms (docs/frames.md#memory)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from ingest.find.frames.words import Found, Word, tokens_of
from ingest.find.words import WordScanner

# Where a name may be given: （以下简称“X”）, “X”（…）, “X”是指…, 所称X，是指….
_GIVES = re.compile("(?:以下|下)(?:简|统)?称|简称|统称|”（|”，?(?:是指|系指|是|为|即|指)|所称的?")
_SHORT = re.compile("(?:为|作)?[“《]?(?P<name>[^“”《》（）〈〉，。；：\\s]{2,12})[”》]?(?:）|，|。|；|$)")
_TOLD = re.compile("“?(?P<name>[^“”，。；：（）]{2,12})”?，?(?:是指|系指|即指)(?P<what>[^。；\\n]{4,120})")
_BEFORE = re.compile("[，。；：（）、\\n\\s]")
_REACH = 48  # characters before or behind the mark in which the thing named stands

# What the last word of a description says of the thing named.
_THINGS = (
    (
        "score",
        re.compile("(?:积分|分值|分数|得分|评分|信用分|诚信分|指数|等级|星级|级别|评价结果)(?:等|制)?$"),
    ),
    ("list", re.compile("(?:名单|名录|名册|榜单?|清单|册)(?:库)?$")),
    ("record_book", re.compile("(?:平台|系统|数据库|信息库|库|档案|台账|账户|手册|登记簿|记录|小程序|网站?|存折|卡)$")),
)


class Names:
    """The names that a document gives to what it keeps of credit, found in its sentences all at once."""

    def __init__(self, words: Sequence[Word] = ()) -> None:
        """Takes the names as words, in the order in which they are given."""
        self._words = words
        self._scanner = WordScanner({word.text: number for number, word in enumerate(words)}) if words else None

    def __bool__(self) -> bool:
        """Tells whether there are any."""
        return bool(self._words)

    def found_in(self, text: str) -> Iterator[tuple[Word, list[int]]]:
        """Yields each name that stands in a text with its places, in the order in which the names are given."""
        places: dict[int, list[int]] = {}
        for start, _, number in self._scanner.find(text) if self._scanner is not None else ():
            own = places.setdefault(number, [])
            if not own or start >= own[-1] + len(self._words[number].text):
                own.append(start)
        for number in sorted(places):
            yield self._words[number], places[number]


NO_NAMES = Names()


@lru_cache(maxsize=1)
def defined_names(flat: str) -> Names:
    """Returns the names that a document gives to what it keeps of credit: “海贝分”（个人信用积分）."""
    found: dict[str, Word] = {}
    for name, what in _definitions(flat):
        word = _word(name, what)
        if word is not None:
            found.setdefault(name, word)
    return Names(tuple(found.values()))


def _definitions(flat: str) -> Iterator[tuple[str, str]]:
    """Yields each name that is given, with the words that say what it names."""
    for mark in _GIVES.finditer(flat):
        before, behind = flat[max(0, mark.start() - _REACH) : mark.start()], flat[mark.end() : mark.end() + 3 * _REACH]
        if mark[0].endswith("称"):
            short = _SHORT.match(behind)
            told = before.rstrip("（，")
            if short and told:
                yield short["name"], _BEFORE.split(told)[-1]
        elif mark[0].startswith("所称"):
            told_of = _TOLD.match(behind)
            if told_of:
                yield from ((told_of["name"], what) for what in _parts(told_of["what"]))
        else:
            name = before.rpartition("“")[2]
            end = "）" if mark[0] == "”（" else "。"
            if 2 <= len(name) <= 12 and "”" not in name and not _BEFORE.search(name):
                yield from ((name, what) for what in _parts(behind.partition(end)[0]))


def _parts(what: str) -> list[str]:
    """Returns a description, and each of its clauses."""
    return [what, *re.split("[，；]", what)]


def _word(name: str, what: str) -> Word | None:
    """Returns a name as a word of the classes; None where it names nothing of credit."""
    thing = next((kind for kind, head in _THINGS if head.search(what)), "")
    tokens = tokens_of(what)
    bad = any(t.is_a("bad", "bad_person", "bad_list", "sanction") for t in tokens)
    if not thing or not (bad or any(t.word.credit for t in tokens)):
        return None
    classes = {thing}
    if thing == "list":
        classes.add("bad_list" if bad else "good_list")
    elif thing == "record_book":
        classes.add("credit_book")
    return Word(name, frozenset(classes), verb=False, noun=True, mark=False, plain=False, credit=True)


def with_names(words: list[Found], text: str, names: Names) -> list[Found]:
    """Returns the words of a text with the names that its document gives in place of what stands in them."""
    held: dict[int, Found] = {}
    """The word that each character belongs to."""
    for word, places in names.found_in(text):
        if not held:
            held = {k: found for found in words for k in range(*found[:2])}
        for at in [at for at in places if _stands_alone(held, text, at)]:
            added = (at, at + len(word.text), word)
            for covered in {held[k] for k in range(*added[:2]) if k in held}:
                for k in range(*covered[:2]):
                    del held[k]
            held.update(dict.fromkeys(range(*added[:2]), added))
    return sorted(set(held.values()), key=itemgetter(0)) if held else words


def _stands_alone(held: Mapping[int, Found], text: str, at: int) -> bool:
    """Tells whether a name that is a common word, such as 平台, is no part of a longer one: 电商平台."""
    own = held.get(at)
    if own is None or (own[0] == at and own[1] - at > 2) or at == 0:
        return True
    if own[0] < at:
        return False
    before = text[at - 1]
    if not "\u4e00" <= before <= "\u9fff":
        return True
    last = held.get(at - 1)
    return last is not None and (last[2].mark or last[2].verb)
