"""The cure of a dead end: permitted provisions that speak of such a measure, nearest first (docs/semantics.md#cure).

An instrument counts where it is permitted for the measure, in force on the day and in the place, and is
about the same subject by its title; a credit regulation of the place is about every credit measure.
What its articles state (tracer.verdict.support) decides whether they speak of it. A proposal, never a decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from graph_schema.messages import Message
from graph_schema.records import Cure, Instrument
from graph_schema.regions import covers
from graph_schema.terms import CheckResult, SourceLevel
from tracer.registry.article_facts import Key
from tracer.registry.shelf import ArticleShelf, spelt
from tracer.registry.statements import article_profile, names_of, words_of
from tracer.registry.validity import state_on
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
_NEAR = 0.6


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


def find_cures(need: Need, instruments: Iterable[Instrument], shelf: ArticleShelf) -> Search:
    """Returns the nearest provisions, at most one of each instrument."""
    permitted = [i for i in instruments if i.id in shelf.facts.known and _may_support(i, need)]
    best = [cure for i in permitted if (cure := _best_article(i, need, shelf)) is not None]
    best.sort(key=lambda cure: (-cure.score, cure.instrument))
    return Search(tuple(best[:LIMIT]), len(permitted))


def _may_support(row: Instrument, need: Need) -> bool:
    if row.level not in need.levels or state_on(row, need.day) != "in_force":
        return False
    local = row.level is SourceLevel.LOCAL_REGULATION
    return not local or bool(need.region and covers(row.region, need.region))


def _best_article(row: Instrument, need: Need, shelf: ArticleShelf) -> Cure | None:
    near = about(row.title, need.subject)
    if near < _GENERAL:
        return None
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
    core = "" if _ABOUT_ALL.search(title) else _NAME_ONLY.sub("", _NAME_ONLY.sub("", title))
    if len(core) >= 2 and core in subject:
        return 1.0
    pairs = {core[k : k + 2] for k in range(len(core) - 1)}
    share = sum(pair in subject for pair in pairs) / len(pairs) if pairs else 0.0
    return share if share >= _NEAR and len(pairs) > 1 else 0.0
