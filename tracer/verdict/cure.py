"""The cure of a dead end: permitted provisions that speak of such a measure, nearest first (docs/semantics.md#cure).

An instrument counts where it is permitted for the measure, in force on the day and in the place, and is
about the same subject by its title; a credit regulation of the place is about every credit measure.
What its articles state (tracer.verdict.support) decides whether they speak of it. A proposal, never a decision.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from graph_schema.memory import remembered
from graph_schema.messages import Message
from graph_schema.records import Cure, Instrument
from graph_schema.regions import covers
from graph_schema.terms import CheckResult, SourceLevel
from tracer.registry.article_facts import Key
from tracer.registry.load import Registry
from tracer.registry.shelf import ArticleShelf, spelt
from tracer.registry.statements import article_profile, names_of, words_of
from tracer.registry.validity import state_on, states_of
from tracer.verdict.support import Statement, spoken_of

LIMIT = 3
_NAME_ONLY = re.compile(
    "^中华人民共和国|^(?:保障|促进|规范|关于)|^.{1,9}?(?:省|自治区|特别行政区|市|自治州|州|县|区)(?=.{4})|[（(].*?[）)]|实施[〈<].*?[〉>]|"
    "(?:管理|监督管理|保障|促进|保护|防治|处罚|监督|实施)*(?:法|条例|办法|规定|细则|决定|若干规定|实施办法)$"
)
# Named in every text whatever it is about.
_ABOUT_ALL = re.compile("行政(?:处罚|许可|强制|复议|诉讼)法|个人信息保护法|立法法|公务员法|公司法|民法典|刑法")
_CREDIT = re.compile("社会信用|公共信用|信用信息|信用条例")
_GENERAL = 0.5  # a credit regulation of the place speaks of all subjects, a law on the subject itself is nearer
_NEAR_IN = (3, 5)
_NEAR = 3 / 5


@dataclass(frozen=True, slots=True)
class Search:
    """The cures found, and among how many permitted instruments."""

    found: tuple[Cure, ...]
    searched: int


@dataclass(frozen=True, slots=True)
class Need:
    """The need of a cure: the measure, the words that show its subject, and what may support it where and when."""

    measure: Statement
    subject: str
    levels: frozenset[SourceLevel]
    region: str | None
    day: date


class Curable:
    """The instruments of whose articles anything is known, by level, by place and by the words of their titles."""

    def __init__(self, instruments: Mapping[str, Instrument], shelf: ArticleShelf) -> None:
        self.shelf = shelf
        self.rows = tuple(row for id in shelf.facts.known if (row := instruments.get(id)) is not None)
        of_level: dict[SourceLevel, list[Instrument]] = {}
        of_pair: dict[str, list[int]] = {}
        self._pairs: list[int] = []
        for number, row in enumerate(self.rows):
            of_level.setdefault(row.level, []).append(row)
            pairs = _pairs(_core(row.title))
            self._pairs.append(len(pairs))
            for pair in pairs:
                of_pair.setdefault(pair, []).append(number)
        self._of_pair = {pair: tuple(numbers) for pair, numbers in of_pair.items()}
        self._on_credit = tuple(number for number, row in enumerate(self.rows) if _CREDIT.search(row.title))
        self._local = tuple(of_level.pop(SourceLevel.LOCAL_REGULATION, ()))
        self._in_force = {level: _InForce(rows) for level, rows in of_level.items()}
        self._local_in_force: dict[str, _InForce] = {}
        self._near: tuple[str, tuple[tuple[Instrument, float], ...]] = ("", ())

    def count(self, need: Need) -> int:
        """Returns how many instruments may support a measure where and when it needs it."""
        known = sum(rows.count(need.day) for level, rows in self._in_force.items() if level in need.levels)
        if need.region is None or SourceLevel.LOCAL_REGULATION not in need.levels:
            return known
        local = self._local_in_force.get(need.region)
        if local is None:
            if len(self._local_in_force) >= _PLACES:
                self._local_in_force = {}
            local = _InForce([row for row in self._local if need.region and covers(row.region, need.region)])
            self._local_in_force[need.region] = local
        return known + local.count(need.day)

    def near(self, subject: str) -> Sequence[tuple[Instrument, float]]:
        """Returns the instruments whose titles are about a subject, with how near they are: the same for all measures of a sentence."""
        known, found = self._near
        if known != subject or not known:
            found = tuple(self._near_to(subject))
            self._near = (subject, found)
        return found

    def _near_to(self, subject: str) -> Iterator[tuple[Instrument, float]]:
        shared: dict[int, int] = {}
        for pair in self._of_pair.keys() & _pairs(subject):
            for number in self._of_pair[pair]:
                shared[number] = shared.get(number, 0) + 1
        alike = (number for number, count in shared.items() if count * _NEAR_IN[1] >= self._pairs[number] * _NEAR_IN[0])
        for number in dict.fromkeys((*self._on_credit, *alike)):
            near = about(self.rows[number].title, subject)
            if near >= _GENERAL:
                yield self.rows[number], near


_PLACES = 4096  # places whose regulations are remembered


class _InForce:
    """Counts, by day, how many of some instruments are in force."""

    def __init__(self, rows: Iterable[Instrument]) -> None:
        changes: Counter[date] = Counter()
        for row in rows:
            days, states = states_of(row)
            held = 0
            for day, state in zip(days, states, strict=True):
                holds = int(state == "in_force")
                changes[day] += holds - held
                held = holds
        self._days = sorted(day for day, change in changes.items() if change)
        self._counts = [0, *accumulate(changes[day] for day in self._days)]

    def count(self, day: date) -> int:
        """Returns how many are in force on a day."""
        return self._counts[bisect_right(self._days, day)]


@remembered(size=4)
def curable(registry: Registry, shelf: ArticleShelf) -> Curable:
    """Returns the instruments of a registry among which cures are looked for, with what the shelf knows of their articles."""
    return Curable(registry.instruments, shelf)


def find_cures(need: Need, among: Curable) -> Search:
    """Returns the nearest provisions, at most one of each instrument."""
    found = (
        _best_article(row, near, need, among.shelf) for row, near in among.near(need.subject) if _may_support(row, need)
    )
    best = sorted(filter(None, found), key=lambda cure: (-cure.score, cure.instrument))
    return Search(tuple(best[:LIMIT]), among.count(need))


def _may_support(row: Instrument, need: Need) -> bool:
    if row.level not in need.levels or state_on(row, need.day) != "in_force":
        return False
    local = row.level is SourceLevel.LOCAL_REGULATION
    return not local or bool(need.region and covers(row.region, need.region))


def _best_article(row: Instrument, near: float, need: Need, shelf: ArticleShelf) -> Cure | None:
    found = [(near * 0.6 + share * 0.4, key, ids) for key, share, ids in _speaking(row, need.measure, shelf)]
    if not found:
        return None
    score, key, ids = max(found, key=lambda one: (one[0], -one[1][0], -one[1][1]))
    text = shelf.texts.text(row.id, *key)
    words = (words_of(text, ids) if text else "") or _named(ids)
    return Cure(instrument=row.id, title=row.title, article=spelt(key), score=round(score, 2), words=words)


def stored_cure(measure: Statement, regulation: str, title: str, articles: Mapping[Key, str]) -> Cure | None:
    """Returns the article of a credit regulation in the store that states such a measure; None where none does."""
    stating = []
    for key, text in articles.items():
        result, ids = spoken_of(measure, article_profile(text))
        if result is CheckResult.STATED:
            stating.append((_share(measure, ids), key, ids))
    if not stating:
        return None
    share, key, ids = max(stating, key=lambda one: (one[0], -one[1][0], -one[1][1]))
    score = round(_GENERAL * 0.6 + share * 0.4, 2)
    words = words_of(articles[key], ids) or _named(ids)
    return Cure(instrument=regulation, title=title, article=spelt(key), score=score, words=words)


def _named(ids: frozenset[str]) -> Message:
    """Returns what an article states, for one whose own words are not at hand."""
    return Message.of("check_words.stated", names=names_of(ids), source="")


def _share(measure: Statement, ids: frozenset[str]) -> float:
    """Returns how much of the measure the terms name."""
    return min(1.0, len(ids) / (len(measure.profile.fields) or len(ids)))


def _speaking(i: Instrument, measure: Statement, shelf: ArticleShelf) -> Iterator[tuple[Key, float, frozenset[str]]]:
    """Yields the articles that state such a measure, with the share of its fields that they name."""
    for key, profile in shelf.facts.stated.get(i.id, {}).items():
        result, ids = spoken_of(measure, profile)
        if result is CheckResult.STATED:
            yield key, _share(measure, ids), ids


def about(title: str, subject: str) -> float:
    """Returns how far the title's own words stand in the subject's: 1 for all of them, `_GENERAL` for a credit regulation."""
    if _CREDIT.search(title):
        return _GENERAL
    core = _core(title)
    if len(core) >= 2 and core in subject:
        return 1.0
    pairs = _pairs(core)
    share = sum(pair in subject for pair in pairs) / len(pairs) if pairs else 0.0
    return share if share >= _NEAR and len(pairs) > 1 else 0.0


def _core(title: str) -> str:
    """Returns the words of a title that say what it is about; "" where these are named in every text."""
    return "" if _ABOUT_ALL.search(title) else _NAME_ONLY.sub("", _NAME_ONLY.sub("", title))


def _pairs(words: str) -> set[str]:
    return {words[k : k + 2] for k in range(len(words) - 1)}
