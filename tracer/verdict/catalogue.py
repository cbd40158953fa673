"""Holds a measure against the national lists and the supplements of its place, in the edition of the day (docs/semantics.md#catalogue)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from graph_schema.messages import Message
from graph_schema.numbers import article_number
from graph_schema.records import CheckFinding, Measure
from graph_schema.terms import CheckResult, CreditList, MeasureKind, Sanction, SlotRole
from tracer.registry.credit_lists import CatalogItem, ListEdition, editions_on, known_editions
from tracer.registry.load import title_key
from tracer.registry.statements import PERMANENT, Profile, measure_profile
from tracer.verdict.check_words import word_class
from tracer.verdict.publication import in_words
from tracer.verdict.sanctions import sanctions_of

_ALIKE = 0.6  # share of the pairs of letters of an item that a measure holds, from which they speak of one thing
_NAMED = 0.9  # the same of the field that a list is named after
_APART = 0.2  # below it an item's object has nothing to do with whom the measure falls on
_PIECES = re.compile("[；;、，,\n]|以及|和(?=[^，；]{2,}的)|或者")
_FILLERS = re.compile("的|主体|人员|单位|企业|机构|个人|当事人|责任人|及其|有关|相关|其他|情节严重")
_COMMON_NAME = re.compile(
    "(?:领域)?(?:严重)?(?:违法)?失信(?!被执行)(?:联合|惩戒|主体|对象|企业|单位|人员|行为人|当事人)*(?:黑?名单)|黑?名单"
)
_FIRMS = re.compile("企业|法人|非法人|组织|机构|经营者|经营主体|市场主体|合作社|商户|店")
_PERSONS = re.compile("自然人|个人|居民|村民|公民|职工|学生|农户|从业人员|员工|公职人员")
_BROAD = frozenset({"business", "utility", "assets", "licence", "watch", "warning"})


@dataclass(frozen=True, slots=True)
class Held:
    """Holds a measure as the lists are asked of it: its words, its sentence and provision, the place, what it rests on."""

    measure: Measure
    sentence: str
    provision: str
    region: str | None
    bases: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def profile(self) -> Profile:
        """Returns what the measure does, in the vocabulary of the articles."""
        restrains = self.measure.kind is MeasureKind.PUNISHMENT
        return _profile(self.measure.text.replace("\n", ""), self.sentence, restrains=restrains)


@lru_cache(maxsize=2048)
def _profile(words: str, sentence: str, *, restrains: bool) -> Profile:
    return measure_profile(words, sentence, restrains=restrains)


def held(
    measure: Measure,
    sentence: str,
    region: str | None,
    bases: Sequence[tuple[str, tuple[str, ...]]] = (),
    provision: str = "",
) -> Held:
    """Returns a measure as the lists are asked of it."""
    return Held(measure, sentence, provision, region, tuple(bases))


def catalogue(asked: Held, lists: Sequence[ListEdition], day: date) -> CheckFinding:
    """Returns how a measure stands to the list of its kind: in it, wider than it, not in it, or unknown with the reason."""
    is_info = asked.measure.kind is MeasureKind.INFO_INCLUSION
    which = CreditList.CATALOGUE if is_info else CreditList.MEASURES
    editions = editions_on(lists, which, day, asked.region)
    if not editions:
        return CheckFinding(result=CheckResult.UNKNOWN, words=_why_unknown(which, day, ()))
    found = [_against(asked, edition, item) for edition in editions for item in edition.items]
    best = min((one for one in found if one), key=lambda one: _BEST.index(one.result), default=None)
    if best is not None and (best.result is CheckResult.OK or _is_whole(editions)):
        return best
    if not _is_whole(editions):
        return CheckFinding(result=CheckResult.UNKNOWN, words=_why_unknown(which, day, editions))
    names = [edition.title for edition in editions]
    return CheckFinding(result=CheckResult.NOT_FOUND, words=Message.of("check_words.not_in_list", names=names))


_BEST = (CheckResult.OK, CheckResult.UNKNOWN, CheckResult.FAILED)


def _is_whole(editions: Iterable[ListEdition]) -> bool:
    """Tells whether the nation's own list of the day is at hand: a supplement alone shows nothing to be missing."""
    return any(edition.is_national for edition in editions)


def _why_unknown(which: CreditList, day: date, at_hand: Sequence[ListEdition]) -> Message:
    """Returns which edition would hold on a day and how it is taken in, or why none is known."""
    known = [one for one in known_editions() if one.list is which]
    holds = next((one for one in known if one.holds(day)), None)
    beside = [edition.title for edition in at_hand]
    if holds is not None:
        until = holds.until.isoformat() if holds.until else Message("check_words.end_unknown")
        return Message.of("check_words.annex_missing", title=holds.title, since=holds.since, until=until, beside=beside)
    earlier = [one for one in known if one.since and one.since <= day]
    later = [one for one in known if one.since and one.since > day]
    if not earlier and later:
        return Message.of("check_words.before_lists", title=later[0].title, since=later[0].since)
    if later:
        return Message.of(
            "check_words.between_editions", title=earlier[-1].title, until=earlier[-1].until, next=later[0].title
        )
    return Message.of("check_words.no_edition", title=earlier[-1].title if earlier else "")


def _against(asked: Held, edition: ListEdition, item: CatalogItem) -> CheckFinding | None:
    """Returns how a measure stands to one item; None where the item speaks of something else."""
    if asked.measure.kind is MeasureKind.INFO_INCLUSION:
        return _info_against(asked, edition, item)
    if asked.measure.kind is MeasureKind.NAME_LIST:
        named = _field_of_list(_list_name(item))
        alike = named and _share(named, _field_of_list(asked.measure.text)) >= _NAMED
        return _outcome(CheckResult.OK, "check_words.in_list", edition, item) if alike else None
    if not _does_the_same(asked, item):
        return None
    listed = _profile(item.words, item.words, restrains=True)
    common = frozenset(asked.profile.fields) & frozenset(listed.fields)
    longest = max((listed.fields[name] for name in common), default=0)
    term = max((asked.profile.fields[name] for name in common), default=0)
    same = _same_object(asked, item)
    if same is None:
        return _outcome(CheckResult.UNKNOWN, "check_words.object_open", edition, item)
    if not same:
        return _outcome(CheckResult.FAILED, "check_words.wider_object", edition, item)
    if term > longest > 0 or (term == PERMANENT and longest == 0 and "一定期限" in item.words):
        most = in_words(longest) if longest else Message("check_words.some_time")
        return _outcome(CheckResult.FAILED, "check_words.wider_term", edition, item, asked=in_words(term), most=most)
    return _outcome(CheckResult.OK, "check_words.in_list", edition, item)


def _does_the_same(asked: Held, item: CatalogItem) -> bool:
    """Tells whether an item is of a kind of the measure and restrains in one of its fields, or says so in the same words."""
    kinds = set(sanctions_of(asked.measure)) - {Sanction.OTHER}
    if item.sanctions and not kinds & set(item.sanctions):
        return False
    own = frozenset(asked.profile.fields)
    listed = frozenset(_profile(item.words, item.words, restrains=True).fields)
    exact_own, exact = own - _BROAD or own, listed - _BROAD or listed
    if exact_own and exact:
        return bool(exact_own & exact)
    return _share(item.words, asked.measure.text) >= _ALIKE


def _same_object(asked: Held, item: CatalogItem) -> bool | None:
    """Tells whether a measure falls on one of those that an item names; None where only a person can tell.

    Who is punished by the article that the item rests on is; whoever merely has a bad record is more than the item names.
    Where neither sentence nor provision says on whom it falls, nobody can tell here.
    """
    if not item.object.strip():
        return True
    if any(_same_basis(basis.title, basis.articles, asked.bases) for basis in item.bases):
        return True
    around = asked.sentence + asked.provision
    nearest = max((_share(piece, around) for piece in _pieces(item.object)), default=0.0)
    if nearest >= _ALIKE:
        return True
    bearer = "".join(slot.words for slot in asked.measure.slots if slot.role is SlotRole.BEARER)
    if word_class("anybody_bad").first_in(bearer or asked.sentence):
        return False
    return False if bearer and nearest < _APART else None


def _same_basis(title: str, articles: Iterable[str], bases: Iterable[tuple[str, tuple[str, ...]]]) -> bool:
    """Tells whether a measure rests on an article that an item names."""
    numbers = {article_number(article) for article in articles}
    key = title_key(title).removeprefix("中华人民共和国")
    return any(
        title_key(own).removeprefix("中华人民共和国") == key and bool(numbers & {article_number(a) for a in cited})
        for own, cited in bases
        if numbers
    )


def _info_against(asked: Held, edition: ListEdition, item: CatalogItem) -> CheckFinding | None:
    """Returns how what a measure takes in stands to an item of the catalogue."""
    taken = asked.measure.text + asked.sentence
    if _share(item.words, taken) < _ALIKE:
        return None
    own, listed = asked.sentence, item.object
    if (
        listed
        and _FIRMS.search(listed)
        and not _PERSONS.search(listed)
        and _PERSONS.search(own)
        and not _FIRMS.search(own)
    ):
        return _outcome(CheckResult.FAILED, "check_words.wider_object", edition, item)
    return _outcome(CheckResult.OK, "check_words.in_list", edition, item)


def _list_name(item: CatalogItem) -> str:
    """Returns the name of a list of severe misconduct that an item enters somebody in; "" where it is no such item."""
    named = re.search("[^，。；、（）()]{2,40}?名单", item.words) or re.search(
        "[^，。；、（）()]{2,40}?名单", item.object
    )
    if named is None or (item.sanctions and Sanction.SEVERE_LIST not in item.sanctions):
        return ""
    return re.sub("^(?:依法)?(?:列入|纳入|记入)", "", named[0])


def _field_of_list(name: str) -> str:
    """Returns what tells a list from others: 茶叶安全严重失信主体名单 → 茶叶安全; that of judgment debtors has its own name."""
    return _COMMON_NAME.sub("", name.replace("\n", ""))


def _outcome(result: CheckResult, code: str, edition: ListEdition, item: CatalogItem, **values: object) -> CheckFinding:
    basis = "、".join(f"《{basis.title}》{'、'.join(basis.articles)}" for basis in item.bases)
    words = Message.of(
        code,
        title=edition.title,
        number=item.number,
        words=item.words,
        object=item.object,
        basis=basis,
        **values,
    )
    return CheckFinding(result=result, words=words)


def _pieces(text: str) -> list[str]:
    return [piece for piece in _PIECES.split(text) if len(_FILLERS.sub("", piece)) > 1] or [text]


def _share(words: str, text: str) -> float:
    """Returns the share of the pairs of letters of some words, without fillers, that a text holds."""
    core = _FILLERS.sub("", re.sub(r"[\W_]", "", words))
    plain = _FILLERS.sub("", re.sub(r"[\W_]", "", text))
    pairs = {core[i : i + 2] for i in range(len(core) - 1)}
    return sum(pair in plain for pair in pairs) / len(pairs) if pairs else 0.0
