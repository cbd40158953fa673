"""Does the cited article speak of this measure, and is the measure no harsher?

The checks docs/semantics.md#check-support and #check-proportion.
Article and measure are compared by what they state (tracer.registry.statements). Where only the facts on an
article are at hand the comparison is the same; only the words to show are missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.first_use import later
from graph_schema.messages import Message
from graph_schema.records import CheckFinding
from graph_schema.terms import CREDIT_KINDS, CheckResult, MeasureKind
from tracer.registry.shelf import Cited, Passage, Whole
from tracer.registry.statements import (
    PERMANENT,
    Profile,
    joined,
    measure_profile,
    names_of,
    words_of,
)

_MOST_NAMED = 8  # things that a whole document speaks of which a sentence names
_BY_FACTS = Message("check_words.by_facts")
# Fields whose words stand beside others in any restraint: 取消…资格 says how, not where.
_BROAD = frozenset({"business", "utility", "assets", "watch"})
_ADDS = frozenset(
    {"bidding", "procurement", "land", "tax", "loans", "travel", "consume", "exit", "school", "office", "welfare"}
)
# What a penalty of any kind does: a measure called joint punishment is not spoken of by a fine.
_ORDINARY = frozenset({"assets", "business", "warning"})
# Whom a measure falls on, by the words of the documents that bind some people only (tracer/registry/central_facts.py WHOM).
_MEANT = {
    "debtors": re.compile("被执行|执行|判决|裁定|法律文书|失信"),
    "government": re.compile(
        "政府(?!采购|投资|补贴|资金|性)|机关|公务员|公职|干部|政务|乡镇|街道办|事业单位|工作人员|行政人员|领导|责任人"
    ),
    "persons": re.compile(
        "个人|人员|公民|居民|村民|市民|自然人|学生|教师|医师|律师|导游|代表人|责任人|负责人|当事人|[者师员户]|民(?![营办政用])"
    ),
}
_FIRMS = "企业|公司|单位|商户|经营者|经营户|店|厂|合作社|个体|协会|物业|旅行社|机构|供应商|投标人|中标人"
_OTHERS = {
    "debtors": re.compile(f"{_FIRMS}|居民|村民|市民|业主|家长|学生|员工|申请人|购房|人员|驾驶"),
    "government": re.compile(f"{_FIRMS}|居民|村民|市民|业主|家长|学生|申请人|购房|驾驶|患者|人才"),
    "persons": re.compile(_FIRMS),
}
_BY_OFFICE = later("(?:由|经|向|报)[^，；：]{1,24}?(?:部门|机关|机构|委员会|法院|政府|局)")
_OF_CREDIT = frozenset({"record", "list", "abnormal", "joint", "repair"})
_LOOKED_UP = frozenset({"share"}), frozenset({"share", "score"})
_ALIKE = 0.6  # share of the measure's pairs of letters in the article from which they speak of one thing


@dataclass(frozen=True, slots=True)
class Statement:
    """A measure as the comparison sees it."""

    kind: MeasureKind
    text: str
    profile: Profile


def statement_of(kind: MeasureKind, text: str, sentence: str) -> Statement:
    """Returns a measure read in the vocabulary of the articles."""
    flat = text.replace("\n", "")
    return Statement(kind, flat, measure_profile(flat, sentence, restrains=kind is MeasureKind.PUNISHMENT))


def support(measure: Statement, cited: Sequence[Cited | Whole | None]) -> CheckFinding:
    """Tells whether any of the things cited speaks of the measure, with the words that show it."""
    if not cited:
        return CheckFinding(result=CheckResult.TEXT_NOT_AT_HAND, words=Message("check_words.text_elsewhere"))
    found = [_support_of_whole(measure, one) if isinstance(one, Whole) else _support(measure, one) for one in cited]
    return min(found, key=lambda finding: _BEST.index(finding.result))


def proportion(measure: Statement, cited: Sequence[Cited | Whole | None]) -> CheckFinding:
    """Tells whether the measure adds anything to the article that speaks of it, or is harsher."""
    for known in cited:
        one = _speaking_part(measure, known) if isinstance(known, Whole) else known
        if one is not None and _support(measure, one).result is CheckResult.STATED:
            return _proportion(measure.profile, one)
    if all(one is None for one in cited):
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.no_text"))
    return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.other_measure"))


_QUOTED = later("^[^。；“”《》]{0,12}“(?P<words>[^“”]{8,300})”")


def quote_after(text: str) -> str | None:
    """Returns the words that a text quotes right behind a citation: …第八条规定：“……”; None where it quotes none."""
    m = _QUOTED.match(re.sub(r"\s", "", text[:400]))
    return m["words"] if m else None


def quotation(quoted: Sequence[tuple[str, Cited | Whole | None]]) -> CheckFinding | None:
    """Tells whether words quoted from articles are those of the articles; None where nothing is quoted."""
    unseen = False
    for words, cited in quoted:
        if not isinstance(cited, Cited) or not cited.texts:
            unseen = True
        elif not any(_letters(words) in _letters(text) for text in cited.texts):
            return CheckFinding(result=CheckResult.FAILED, words=Message.of("check_words.misquoted", words=words))
    if unseen:
        return CheckFinding(result=CheckResult.TEXT_NOT_AT_HAND, words=Message("check_words.quoted_unseen"))
    return CheckFinding(result=CheckResult.OK, words=quoted[0][0]) if quoted else None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


_BEST = (CheckResult.STATED, CheckResult.UNKNOWN, CheckResult.TEXT_NOT_AT_HAND, CheckResult.NOT_STATED)


def _support(measure: Statement, cited: Cited | None) -> CheckFinding:
    if cited is None:
        return CheckFinding(result=CheckResult.TEXT_NOT_AT_HAND, words=Message("check_words.text_elsewhere"))
    if _falls_on_others(measure, cited.whom):
        return CheckFinding(result=CheckResult.NOT_STATED, words=Message("check_words.other_people"))
    result, ids = spoken_of(measure, cited.profile)
    if result is CheckResult.UNKNOWN and any(_share(measure.text, text) >= _ALIKE for text in cited.texts):
        result = CheckResult.STATED
    if result is CheckResult.STATED:
        return CheckFinding(result=result, words=_shown(cited, ids))
    if result is CheckResult.NOT_STATED:
        return CheckFinding(result=result, words=_instead(cited))
    return CheckFinding(result=result, words=Message("check_words.other_limits"))


def _support_of_whole(measure: Statement, cited: Whole) -> CheckFinding:
    """Tells the same of a document of which no article is named: any passage of it may speak of the measure."""
    if _falls_on_others(measure, cited.whom):
        return CheckFinding(result=CheckResult.NOT_STATED, words=Message("check_words.other_people"))
    speaking = _speaking(measure, cited)
    if speaking:
        one = _nearest(measure, speaking)
        _, ids = spoken_of(measure, one.profile)
        part = Cited(one.profile, (one.text,) if one.text else (), cited.name + one.place)
        return CheckFinding(result=CheckResult.STATED, words=_shown(part, ids))
    loose = _loosely(measure, cited)
    if loose:
        place = cited.name + _nearest(measure, loose).place
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message.of("check_words.maybe_at_place", place=place))
    if not cited.is_complete:
        words = Message.of("check_words.known_in_part", name=cited.name)
        return CheckFinding(result=CheckResult.TEXT_NOT_AT_HAND, words=words)
    if spoken_of(measure, cited.together)[0] is CheckResult.UNKNOWN:
        return CheckFinding(result=CheckResult.UNKNOWN, words=Message("check_words.other_limits"))
    stated = names_of(cited.together.acts | frozenset(cited.together.fields))
    if len(stated) > _MOST_NAMED:
        words = Message.of("check_words.nowhere_of_many", name=cited.name, names=stated[:_MOST_NAMED], n=len(stated))
    elif stated:
        words = Message.of("check_words.nowhere", name=cited.name, names=stated)
    else:
        words = Message.of("check_words.nothing_anywhere", name=cited.name)
    return CheckFinding(result=CheckResult.NOT_STATED, words=words)


def _falls_on_others(measure: Statement, whom: str) -> bool:
    """Tells whether a measure names people, and none of those on whom alone a document's measures fall."""
    if not whom:
        return False
    words = _BY_OFFICE.sub("", measure.text)
    return not _MEANT[whom].search(words) and bool(_OTHERS[whom].search(words))


def _speaking(measure: Statement, cited: Whole) -> list[Passage]:
    """Returns the passages of a document that speak of the measure. What they state together is asked first: it is one question."""
    result, _ = spoken_of(measure, cited.together)
    if result is CheckResult.STATED:
        found = _loosely(measure, cited)
        return [one for one in found if _tells(measure, one)] if cited.has_articles else found
    if result is CheckResult.UNKNOWN:
        return [one for one in cited.passages if one.text and _share(measure.text, one.text) >= _ALIKE]
    return []


def _loosely(measure: Statement, cited: Whole) -> list[Passage]:
    """Returns the passages that share an act or a field with the measure, by chance or not."""
    return [one for one in cited.passages if spoken_of(measure, one.profile)[0] is CheckResult.STATED]


def _tells(measure: Statement, article: Passage) -> bool:
    """Tells whether an article that nobody named speaks of such a measure, and not of a word of it in another matter.

    Somewhere a whole code speaks of loans, of services, of making known: a contract of lease is no bar on loans.
    """
    if article.text and _share(measure.text, article.text) >= _ALIKE:
        return True
    profile = article.profile
    if profile.acts & _OF_CREDIT or measure.kind is not MeasureKind.PUNISHMENT:
        return profile.acts not in _LOOKED_UP  # 查询信用评价 is a right of the one who is rated
    common = frozenset(measure.profile.fields) & frozenset(profile.fields) - _BROAD
    return bool(common) and (profile.severe or any(profile.fields[name] for name in common))


def _nearest(measure: Statement, speaking: Sequence[Passage]) -> Passage:
    """Returns the passage that names most of what the measure does and least beside it, of several the first."""

    def nearness(one: Passage) -> tuple[int, int]:
        common = spoken_of(measure, one.profile)[1]
        return len(common), -len(one.profile.acts) - len(one.profile.fields)

    return max(speaking, key=nearness)


def _speaking_part(measure: Statement, cited: Whole) -> Cited | None:
    """Returns the passages of a document that speak of the measure as one text; None where none does."""
    speaking = _speaking(measure, cited)
    if not speaking:
        return None
    texts = tuple(one.text for one in speaking if one.text)
    # A field that another passage restrains is nothing that the measure adds.
    return Cited(joined([one.profile for one in cited.passages]), texts, cited.name)


def spoken_of(measure: Statement, article: Profile) -> tuple[CheckResult, frozenset[str]]:
    """Tells whether what an article states is what the measure does, and by which terms."""
    if measure.kind is MeasureKind.PUNISHMENT:
        return _restrains_so(measure.profile, article)
    if measure.kind not in CREDIT_KINDS:  # another campaign's: the vocabulary has no words for it
        return CheckResult.UNKNOWN, frozenset()
    common = _wanted(measure) & article.acts
    return (CheckResult.STATED if common else CheckResult.NOT_STATED), common


def _wanted(measure: Statement) -> frozenset[str]:
    """Returns the acts one of which the article must state."""
    acts = measure.profile.acts
    if measure.kind is MeasureKind.NAME_LIST and "abnormal" in acts and "list" not in acts:
        return frozenset({"abnormal"})
    wanted = CREDIT_KINDS[measure.kind]
    return wanted & acts or wanted


def _restrains_so(measure: Profile, article: Profile) -> tuple[CheckResult, frozenset[str]]:
    fields = frozenset(measure.fields)
    exact = fields - _BROAD or fields
    common = exact & frozenset(article.fields)
    if common:
        return CheckResult.STATED, common
    if "joint" in measure.acts and not fields - _BROAD and "joint" in article.acts:
        return CheckResult.STATED, frozenset({"joint"})
    is_ordinary = "joint" in measure.acts and frozenset(article.fields) <= _ORDINARY
    if fields or ((is_ordinary or not article.fields) and "joint" not in article.acts):
        return CheckResult.NOT_STATED, frozenset()
    return CheckResult.UNKNOWN, frozenset()


def _proportion(measure: Profile, cited: Cited) -> CheckFinding:
    article = cited.profile
    common = frozenset(measure.fields) & frozenset(article.fields)
    asked = max((measure.fields[name] for name in common), default=0)
    limit = max((article.fields[name] for name in common), default=0)
    source, result = _source(cited), CheckResult.UNKNOWN
    added = (frozenset(measure.fields) & _ADDS) - frozenset(article.fields)
    if asked > limit > 0:
        result = CheckResult.FAILED
        words = Message.of("check_words.longer", asked=_in_words(asked), limit=_in_words(limit), source=source)
    elif added and not article.open_ended:
        result, words = CheckResult.FAILED, Message.of("check_words.added", names=names_of(added), source=source)
    elif added:
        words = Message.of("check_words.not_listed", names=names_of(added), source=source)
    elif not common:
        words = Message.of("check_words.no_limits", source=source)
    elif asked and not limit:
        words = Message.of("check_words.no_term", source=source)
    elif limit and not asked:
        words = Message.of("check_words.term_open", limit=_in_words(limit), source=source)
    elif article.severe and not measure.severe:
        words = Message.of("check_words.severe_only", source=source)
    else:
        result, words = CheckResult.OK, Message.of("check_words.within", source=source)
    return CheckFinding(result=result, words=words)


def _source(cited: Cited) -> Message | str:
    """Returns the note that only the facts on an article were at hand; nothing where its text was."""
    return "" if cited.texts else _BY_FACTS


def _in_words(months: int) -> Message:
    if months >= PERMANENT:
        return Message("check_words.for_life")
    if months % 12 == 0:
        return Message.of("count.years", n=months // 12)
    return Message.of("count.months", n=months)


def _shown(cited: Cited, ids: frozenset[str]) -> str | Message:
    """Returns the words that speak of the measure, with their place where the citation does not name it."""
    shown = _words(cited, ids)
    return Message.of("check_words.at_place", place=cited.place, words=shown) if cited.place and shown else shown


def _words(cited: Cited, ids: frozenset[str]) -> str | Message:
    words = [found for text in cited.texts if (found := words_of(text, ids))]
    if words:
        return words[0]
    names, source = names_of(ids), _source(cited)
    return Message.of("check_words.stated", names=names, source=source) if names or source else ""


def _instead(cited: Cited) -> Message:
    """Returns what the article states instead, in the words of the vocabulary."""
    stated, source = names_of(cited.profile.acts | frozenset(cited.profile.fields)), _source(cited)
    if not stated:
        return Message.of("check_words.nothing_stated", source=source)
    return Message.of("check_words.instead", names=stated, source=source)


def _share(words: str, text: str) -> float:
    """Returns the share of the pairs of letters of the measure's last clause that the article holds."""
    clause = re.split("[，；：]", words.rstrip("，。；"))[-1]
    pairs = {clause[i : i + 2] for i in range(len(clause) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
