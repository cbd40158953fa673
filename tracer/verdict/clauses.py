"""Reads how a clause turns a word that it holds (docs/semantics.md#polarity), and whom it orders what (#addressee).

不予移出 holds 移出 and denies it; 不得拒绝移出 denies twice; 不得擅自移出 says how it may not be done; in 不符合条件的予以移出 the negation
belongs to 符合. The words are classes (tracer.verdict.check_words), what is read here is their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from graph_schema.first_use import later
from tracer.verdict.check_words import WordClass, word_class

_SENTENCE_END = later("[。；\n]")
_FULL_WIDTH = ((",", "，"), (";", "；"), (":", "："))
# 对移出名单的申请，一律不予批准: what is spoken of stands before the comma.
_TOPIC = later("(?:申请|请求|要求|诉求|异议|申诉)$")
_NOUN_BEHIND = later(
    "(?:[红黑灰]?名单|[红黑]榜)?的?(?:申请|请求|要求|程序|机制|通道|资格|渠道|手续|途径|措施|工作|权利)"
)
_IS_NOUN = later("(?<=申请)|(?<=异议)|(?<=申诉)")
# What may stand between a noun, or an act, and what refuses it: 修复申请，各站所一概不予受理; not 修复后取消惩戒.
_TO_ITS_NOUN = later("[^后并的]{0,12}")
_AT_ONCE = later("[均应一概律都全须要可以当将予该坚决得不]*")
_MODAL = later("[得予可能再准许允应宜必需须会给将以其已曾被经]*")
# A bare modifier closes before what the clause says: …的予以移出, …的船主不予移出.
_CLOSED = later("的(?=[^的]+$)")
# A clause reaches as far as people write one: what a table or a list without commas holds further off is not looked at.
_REACH = 80
# 未经审批，不得移出: who does so asks first.
_UNLESS = later("(?:未经|非经|未取得|未获)[^，]*(?:批|同意|许可|核|授权|决定)")


class Polarity(StrEnum):
    """Says of an act that a clause names: laid down, denied, or only bound to a condition or a manner."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    BOUNDED = "bounded"


@dataclass(frozen=True, slots=True)
class Said:
    """Holds a word of a class and what its clause says of it; `words` show it, `before` what the sentence says up to there."""

    polarity: Polarity
    words: str
    sentence: str
    clause: str
    before: str


def with_full_marks(text: str) -> str:
    """Returns a text with the marks of Chinese print, letter for letter: a comma of the keyboard parts clauses as well."""
    for mark, full in _FULL_WIDTH:
        text = text.replace(mark, full)
    return text


@lru_cache(maxsize=8)
def sentences(text: str) -> tuple[str, ...]:
    """Returns the sentences of a text, also those between semicolons."""
    return tuple(sentence for sentence in _SENTENCE_END.split(with_full_marks(text)) if sentence.strip())


def clauses(sentence: str) -> list[str]:
    """Returns the clauses of a sentence; one that only names what is spoken of belongs to the next."""
    out: list[str] = []
    for piece in re.split("[，：]", sentence):
        if out and _TOPIC.search(out[-1]):
            out[-1] = f"{out[-1]}，{piece}"
        else:
            out.append(piece)
    return out


def said_of(text: str, words: WordClass, by: WordClass | None = None) -> Iterator[Said]:
    """Yields each word of a class in a text with its polarity; `by`: only a negation before one of these verbs denies."""
    for sentence in sentences(text):
        if not words.may_be_in(sentence):
            continue
        done = 0
        for clause in clauses(sentence):
            at = sentence.find(clause, done)
            done = at + len(clause)
            for found in words.each_in(clause):
                polarity, first, last = _turned(clause, found.start(), found.end(), by)
                if polarity is Polarity.DENIED and _UNLESS.search(sentence[max(0, done - 2 * _REACH) : done]):
                    polarity = Polarity.BOUNDED
                before = sentence[max(0, at + first - 2 * _REACH) : at + first]
                yield Said(polarity, clause[first:last], sentence, clause, before)


def _is_denied(clause: str, verb: re.Match[str]) -> bool:
    """Tells whether what stands before a verb in its clause denies it; a verb of order has its negations behind it for others."""
    return len(_turns_before(clause, max(0, verb.start() - _REACH), verb.start(), None)[0]) % 2 == 1


def _turned(clause: str, start: int, end: int, by: WordClass | None) -> tuple[Polarity, int, int]:
    """Returns the polarity of the words from `start` to `end`, and where the words that show it begin and end."""
    opened = max(0, start - _REACH)
    closed = _CLOSED.search(clause, opened, start)
    if closed:
        opened = closed.end()
    turns, manner = _turns_before(clause, opened, start, by)
    behind = _turns_behind(clause[: end + _REACH], end)
    if manner and len(turns) == 1:
        return Polarity.BOUNDED, start, end
    if (len(turns) + len(behind)) % 2:
        first = min(turns, default=start)
        last = max(behind, default=end)
        return Polarity.DENIED, min(first, start), max(last, end)
    return Polarity.AFFIRMED, start, end


def _turns_before(clause: str, start: int, end: int, by: WordClass | None) -> tuple[list[int], bool]:
    """Finds the words before a word that turn it, and whether they only say how it may not be done."""
    refused = word_class("refusal").each_in(clause[:end], start)
    refusals = [found.start() for found in refused if clause[found.end()] not in "、的"]
    turns, manner = list(refusals), False
    for found in word_class("negation").each_in(clause[:end], start):
        behind = _MODAL.match(clause, found.end(), end)
        verb = clause[behind.end() if behind else found.end() : end]
        direct = clause[found.end() : end]
        if by is not None:
            refused_itself = word_class("refusal").opens(verb)
            if refused_itself or by.opens(direct) or by.opens(verb) or (not verb and by.opens(clause[end:])):
                turns.append(found.start())
        elif word_class("manner").opens(verb) and not any(at > found.start() for at in refusals):
            manner = True
            turns.append(found.start())
        elif not word_class("own_object").opens(verb):
            turns.append(found.start())
    return turns, manner


def _turns_behind(clause: str, end: int) -> list[int]:
    """Finds what behind a noun refuses it: 修复申请不予受理, 修复通道关闭. Each by its end."""
    noun = _NOUN_BEHIND.match(clause, end) or _IS_NOUN.match(clause, end)
    start = noun.end() if noun else end
    reaches = _TO_ITS_NOUN if noun else _AT_ONCE
    out: list[int] = []
    for found in word_class("refusal").each_in(clause, start):
        if reaches.fullmatch(clause, start, found.start()):
            out.append(found.end())
    for found in word_class("negation").each_in(clause, start):
        if not reaches.fullmatch(clause, start, found.start()):
            continue
        behind = _MODAL.match(clause, found.end())
        verb = behind.end() if behind else found.end()
        accepted = next(word_class("acceptance").each_in(clause, found.end()), None)
        if word_class("refusal").opens(clause[verb:]):
            out.append(verb)
        elif accepted and accepted.start() <= verb:
            out.append(accepted.end())
    return out


# --- whom a clause orders ------------------------------------------------------------------------

# 向银行, 在媒体上, 通过协会: the bank is what is spoken of or to, nobody who is ordered.
_GOVERNED = later("(?:[向在从与同为给被按]|对于?|将|把|根据|通过|利用|经|按照|依照|取得|加入|担任)[^，的]{0,10}$")
_WITH_OTHERS = "(?:[、和及与或]|以及|等|各类|各家|各|有关|相关|其他|单位|机构|组织|网点|企业|部门|公司|分支|均|都|也|还|同时|依法|按规定|严格|立即|坚决)"
_BETWEEN = later(f"{_WITH_OTHERS}*(?:(?:对于?|将|把|向|给|为|从|在|凭)[^，。]{{1,24}}?)?{_WITH_OTHERS}*$")


def ordered_party(sentence: str, act: str) -> str | None:
    """Returns the words by which a sentence orders a bank, an association or the media to act against somebody.

    `act` are the words of the punishment: where the order is that, any order will do; elsewhere it has to name a harm.
    """
    sentence, act = with_full_marks(sentence), with_full_marks(act)
    start = sentence.find(act)
    for clause in re.finditer("[^，；：。]+", sentence):
        if word_class("freedom").first_in(clause[0]):
            continue
        is_act = start < clause.end() and clause.start() < start + len(act)
        for party in word_class("third_party").each_in(clause[0]):
            order = _forced(clause[0], party, is_act) or _forbidden(clause[0], party) or _told(clause[0], party, is_act)
            if order:
                return order
    return None


_FORCED = 16  # letters before a party in which its order stands: 责成县药店协会


def _forced(clause: str, party: re.Match[str], is_act: bool) -> str | None:
    """Returns the words of an order of which the party is the object: 责成商会将其除名."""
    for force in word_class("force").each_in(clause[: party.start()], max(0, party.start() - _FORCED)):
        between = clause[force.end() : party.start()]
        if re.search("[的与向对从为]", between) or _is_denied(clause, force):
            continue
        if _hurts(clause[party.end() :], is_act and force[0] != "通知"):
            return clause[force.start() : party.end()]
    return None


def _forbidden(clause: str, party: re.Match[str]) -> str | None:
    """Returns the words that forbid the party to deal with somebody: 禁止银行向其放贷."""
    before = clause[max(0, party.start() - _FORCED) : party.start()]
    found = re.search("(?:禁止|严禁|不准|不许|不允许)[^，的对向从在]{0,8}$", before)
    if found is None or word_class("force").first_in(found[0]) or word_class("harm").first_in(clause[party.end() :]):
        return None
    return found[0] + party[0]


def _told(clause: str, party: re.Match[str], is_act: bool) -> str | None:
    """Returns the words of an order of which the party is the subject: 各银行一律停止授信, 由商会将其除名."""
    if _GOVERNED.search(clause[max(0, party.start() - _FORCED) : party.start()]):
        return None
    after = clause[party.end() : party.end() + _REACH]
    for order in word_class("order").each_in(after):
        others = word_class("third_party")
        between = re.sub("|".join(map(re.escape, others.words)), "", after[: order.start()])
        if not _BETWEEN.match(between):
            return None
        predicate = after[order.start() :]
        return clause[party.start() : party.end() + order.end()] if _hurts(predicate, is_act) else None
    return None


_REFUSES_SERVICE = later("(?:不得|不予|不再|不准|不能|不应|严禁|禁止)(?!随意|擅自|无故|违规|盲目|因)")


def _hurts(predicate: str, is_act: bool) -> bool:
    """Tells whether what somebody is ordered to do is done against a person: a harm by name, a service refused, or the punishment itself."""
    harms = list(said_of(predicate, word_class("harm")))
    if harms:
        return any(harm.polarity is Polarity.AFFIRMED for harm in harms)
    if _REFUSES_SERVICE.search(predicate):
        return True
    return is_act and word_class("service").first_in(predicate) is None
