"""The shallow clause: where its predicate stands, and what stands before and behind it (docs/frames.md#clause).

Official prose marks its structure with a closed class of words. A clause is circumstance, subject, modal, object with 将 or
对, predicate, complement; 的 closes a modifier; the right-most noun heads its phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.find.frames.words import Token

# A noun behind one of these verbs is its object, however close it stands: 建立制度, 实施办法, 取消资格.
_TAKES_NOUNS = frozenset({"found", "carry", "task", "other", "deny", "urge", "put", "as"})
_SPEECH = frozenset({"publish", "pass", "record", "ask"})
_OFFICE = re.compile(
    "[局委办厅院署部处科站所会队室府镇乡村校庭]$|(?:部门|单位|机构|机关|中心|政府|银行|法院|平台|公司|企业|学校|人)$"
)
_QUOTED = re.compile("“[^“”]*”")
_MAY_BREAK = re.compile("[，；：（并同以且、]")  # what _BREAK begins with: a search for it runs many times faster
_BREAK = re.compile(
    "[，；：]|（(?=如|即)|(?<=[\u4e00-\u9fff”）》※])(?=(?:并(?!且|购|行|列|存|不)|同时|以及(?=实施|予以|给予|限制|取消))(?:(?:依法|同时|在|向|将|把|可以?|予以|按|对|通过|由|应当)|[取纳列公记录归推处实建限降停暂拒不给责提增通抄撤移张曝]))"
    "|、(?=(?:[一二三四五六七八九十两\\d]{1,3}(?:个月|年)(?:以?内)?)?(?:不[予得再]|取消|禁止|限制|暂停|停止)(?!.{0,40}(?:措施|方式|手段|惩戒|处理)))"
    "|(?<!并)且(?=(?:不[得予允再准能]|禁止|取消))|、(?=(?:列入|纳入|记入|录入|载入)(?!.{0,30}(?:措施|方式|手段)))"
)
_LEADING = re.compile("^(?:※+|并且|并|且|同时|以及|及时|要(?!求)|还应当|还应|还要|其中|和|或者|或|，|、|:|一律|由|即)+")


class Phrase:
    """The words of a stretch of a clause, and what they speak of."""

    __slots__ = ("tokens",)

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def has(self, *classes: str) -> bool:
        """Tells whether a word of these classes stands in it."""
        return any(not t.word.classes.isdisjoint(classes) for t in self.tokens)

    def last(self, *classes: str) -> Token | None:
        """Returns the last word of these classes."""
        return next((t for t in reversed(self.tokens) if not t.word.classes.isdisjoint(classes)), None)

    @property
    def credit(self) -> bool:
        """Tells whether it speaks of credit by itself."""
        return any(t.word.credit for t in self.tokens)


@dataclass(slots=True)
class Clause:
    """A clause of a sentence: its half-open offsets, the mark behind it, its words, and its predicate if it has one."""

    sentence: str
    start: int
    end: int
    mark: str
    tokens: Sequence[Token]
    predicate: int = -1
    """The word (index) that is the predicate; -1 where the clause has none."""
    chain: tuple[int, ...] = ()
    """The verbs that share the object of the predicate: 归集、公示."""
    modal: int = -1
    urged: bool = False
    """Whether the act is only encouraged (鼓励, 支持, 引导)."""
    object: Phrase = field(default_factory=lambda: Phrase(()))
    """What 将, 把 or 对 brings forward, or the subject."""
    taken: bool = False
    """Whether 将 or 把 brings the object forward."""
    toward: bool = False
    complement: Phrase = field(default_factory=lambda: Phrase(()))

    @property
    def text(self) -> str:
        """Returns the words of the clause."""
        return self.sentence[self.start : self.end]

    def behind(self) -> str:
        """Returns the words behind the predicate."""
        return self.sentence[self.tokens[self.predicate].end : self.end]

    def ahead(self) -> str:
        """Returns the words before the predicate."""
        return self.sentence[self.start : self.tokens[self.predicate].start]


def clauses_of(sentence: str, tokens: Sequence[Token]) -> list[Clause]:
    """Splits a sentence (flat, brackets and titles blanked) into clauses with their predicates."""
    found: list[Clause] = []
    at = 0
    for start, end in _spans(sentence):
        own: list[Token] = []
        while at < len(tokens) and tokens[at].start < end:
            if tokens[at].start >= start and tokens[at].end <= end:
                own.append(tokens[at])
            at += 1
        clause = Clause(sentence, start, end, sentence[end : end + 1], own)
        _parse(clause)
        found.append(clause)
    return found


def _spans(sentence: str) -> Iterator[tuple[int, int]]:
    at = 0
    for mark in _MAY_BREAK.finditer(sentence):
        k = mark.start()
        m = _BREAK.match(sentence, k)
        if m is None:
            continue
        if k > at:
            yield at, k
        at = m.end()
    if at < len(sentence):
        yield at, len(sentence)


def bare_start(text: str) -> int:
    """Tells where a clause begins behind its connectives."""
    lead = _LEADING.match(text)
    return lead.end() if lead else 0


def _parse(clause: Clause) -> None:
    """Finds the predicate of a clause, with its object and complement."""
    tokens = clause.tokens
    quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(clause.sentence, clause.start, clause.end)]
    nominal = _nominal(clause, quoted)
    aside = _circumstances(clause, nominal)
    heads = [
        i
        for i, t in enumerate(tokens)
        if i not in aside and (t.is_a("modal") or (t.word.verb and not nominal[i])) and not _is_inside(clause, i)
    ]
    heads = _behind_the_object(clause, heads)
    p = _first_head(clause, heads)
    while p is not None and (tokens[p].is_a("modal") or _leads_on(clause, heads, p)):
        # A modal, and a verb that only sets an office to work (推动, 督促), hand on to the next verb.
        if tokens[p].is_a("modal"):
            clause.modal = p
        if tokens[p].is_a("urge"):
            clause.urged = True
        at = p
        p = _first_head(clause, [i for i in heads if i > at])
    if p is None:
        return
    p = _past_light(clause, heads, p)
    chain = [p]
    while True:  # 归集、公示: verbs that share an object; the kind is that of the last act
        k = chain[-1] + 1
        if k < len(tokens) and tokens[k].is_a("and") and tokens[k].start == tokens[k - 1].end:
            k += 1
        if (
            k < len(tokens)
            and k > chain[-1]
            and tokens[k].start == tokens[k - 1].end
            and k in heads
            and _alike(tokens[chain[-1]], tokens[k])
        ):
            chain.append(k)
            continue
        break
    clause.predicate, clause.chain = chain[0], tuple(chain)
    clause.complement = Phrase(tokens[chain[-1] + 1 :])
    take = next((i for i in range(chain[0] - 1, -1, -1) if tokens[i].is_a("take")), None)
    if take is None:
        take = next((i for i in range(chain[0]) if tokens[i].is_a("toward")), None)
        clause.toward = take is not None
    else:
        clause.taken = True
    begin = 0 if take is None else take + 1
    clause.object = Phrase(tokens[begin : chain[0]])


def _is_inside(clause: Clause, i: int) -> bool:
    """Tells whether a verb of no frame stands within a name or phrase (社会保障部门): it counts at its own place only."""
    token = clause.tokens[i]
    if token.is_a("charge"):  # 保证金按两倍缴存, and not 缴存职工
        return not any(t.is_a("basis") for t in clause.tokens[:i])
    if not token.is_a("other") or token.is_a("pass", "favour", "mend", "deny", "carry"):
        return False
    before = clause.tokens[i - 1] if i else None
    if before is not None and before.end == token.start:
        return not (before.is_a("modal", "manner", "and", "within") or before.word.text in "其者")
    return token.start > clause.start + bare_start(clause.text)


def _behind_the_object(clause: Clause, heads: list[int]) -> list[int]:
    """Returns the words that may be the predicate where 将 brings an object forward: not the verbs of that object."""
    tokens = clause.tokens
    take = next((i for i, t in enumerate(tokens) if t.is_a("take")), None)
    if take is None:
        return heads
    behind = [i for i in heads if i > take]
    if len(behind) < 2 or tokens[behind[0]].is_a("modal"):
        return heads
    later = [i for i in behind[1:] if tokens[i].is_a("put", "as", "bind") and not tokens[i - 1].is_a("and")]
    if not later and behind[0] == take + 1:
        later = [
            i
            for i in behind[1:]
            if tokens[i].is_a("pass", "publish", "rate", "deny", "record") and tokens[i - 1].word.noun
        ]
    return [i for i in heads if i < take or not later or i >= later[0]]


def _circumstances(clause: Clause, nominal: Sequence[bool]) -> frozenset[int]:
    """Returns the words of the phrases that say by what, where and when: their verbs are no predicate.

    A phrase with 按照, 通过 runs to the verb that follows a noun; one with 在 to the word that closes it (中, 时, 前).
    """
    tokens, out = clause.tokens, set[int]()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.is_a("basis") and not token.word.verb:
            end = _basis_end(clause, at, nominal)
        elif token.is_a("place"):
            end = _place_end(clause, at, nominal)
        else:
            at += 1
            continue
        out.update(range(at, end))
        at = max(end, at + 1)
    return frozenset(out)


_STARTS = ("take", "toward", "modal", "agent")


def _basis_end(clause: Clause, at: int, nominal: Sequence[bool]) -> int:
    tokens = clause.tokens
    for i in range(at + 1, len(tokens)):
        token = tokens[i]
        if token.is_a(*_STARTS) and i > at + 1 and not _before_of(tokens, i):
            return i
        if token.is_a("found") and i == at + 1 and tokens[at].word.text in ("通过", "利用"):
            return i
        before = clause.sentence[clause.start : token.start]
        if (
            token.word.verb
            and not nominal[i]
            and not _before_of(tokens, i)
            and not before.endswith(("的", "、", "和", "及"))
        ):
            own = tokens[i - 1]
            if (
                (own.word.noun and own.end == token.start and not own.is_a("credit"))
                or own.is_a("manner")
                or (own.end < token.start and i > at + 1)
                or (i == at + 1 and token.start - tokens[at].end >= 2)
            ):
                return i
    return len(tokens)


def _before_of(tokens: Sequence[Token], i: int) -> bool:
    """Tells whether a 的 stands behind a word, before anything that could begin anew."""
    for token in tokens[i + 1 :]:
        if token.is_a("of"):
            return True
        if token.is_a(*_STARTS):
            return False
    return False


def _place_end(clause: Clause, at: int, nominal: Sequence[bool]) -> int:
    tokens = clause.tokens
    for i in range(at + 1, len(tokens)):
        if tokens[i].is_a("within") and (i + 1 == len(tokens) or not tokens[i + 1].is_a("of")):
            return i + 1
    return at + 1


def _leads_on(clause: Clause, heads: Sequence[int], p: int) -> bool:
    """Tells whether a verb only sets someone to work (推动, 鼓励) and another one says what is done."""
    token = clause.tokens[p]
    return token.is_a("task", "urge") and any(i > p for i in heads)


def _alike(a: Token, b: Token) -> bool:
    """Tells whether two verbs may share an object: 归集、公示; 建立健全."""
    return (
        bool(a.word.classes & _SHARING and b.word.classes & _SHARING)
        or bool(a.is_a("found") and b.is_a("found"))
        or (a.is_a("deny") and b.is_a("deny") and not b.word.noun)
    )


_SHARING = frozenset({"record", "publish", "pass", "ask", "put"})


def _nominal(clause: Clause, quoted: Sequence[tuple[int, int]]) -> list[bool]:
    """Tells of each word whether it can be no predicate though it is a verb: part of a name, of a compound, behind 的."""
    tokens = clause.tokens
    out = [False] * len(tokens)
    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if not token.word.verb:
            continue
        after = tokens[i + 1] if i + 1 < len(tokens) and tokens[i + 1].start == token.end else None
        before = tokens[i - 1] if i and tokens[i - 1].end == token.start else None
        if (
            any(a <= token.start < b for a, b in quoted)
            or (after is not None and after.is_a("frame_noun") and not token.word.classes & _TAKES_NOUNS)
            or (after is not None and after.is_a("use") and not token.word.classes & _TAKES_NOUNS)
            or (
                after is not None
                and after.is_a("data", "score", "grade")
                and token.word.noun
                and not token.word.classes & (_SPEECH | _TAKES_NOUNS)
            )
            or (after is not None and after.is_a("benefit") and token.is_a("access") and not token.is_a("deny"))
            or (
                after is not None
                and after.is_a("benefit", "record_book")
                and token.is_a("sanction")
                and token.is_a("burden")
            )
            or (
                after is not None
                and after.is_a("list", "record_book")
                and token.is_a("burden", "publish", "pass", "ask")
                and before is not None
                and before.word.noun
            )
            or (
                before is not None
                and before.word.text == "其"
                and token.is_a("pass", "record")
                and any(t.is_a("deny") for t in tokens[i + 1 :])
            )
            or (before is not None and before.is_a("of") and token.word.noun and not token.is_a("deny", "put"))
            or (
                after is not None
                and after.is_a("and")
                and i + 2 < len(tokens)
                and tokens[i + 2].start == after.end
                and tokens[i + 2].word.verb
                and out[i + 2]
                and token.word.noun
            )
        ):
            out[i] = True
        elif (
            before is not None
            and before.is_a("credit", "fact", "bad_person")
            and token.word.noun
            and not token.is_a("deny", "put", "publish", "mend")
        ):
            out[i] = after is not None and (after.word.noun or after.is_a("of"))
    return out


def _first_head(clause: Clause, heads: Sequence[int]) -> int | None:
    """Returns the first word that no 的 parts from the next one: what stands before a 的 is a modifier."""
    tokens = clause.tokens
    for k, i in enumerate(heads):
        following = heads[k + 1] if k + 1 < len(heads) else None
        if following is None:
            return i
        if not any(tokens[j].is_a("of") for j in range(i + 1, following)):
            return i
        if _is_whole_object(tokens, i, following):
            return i
    return None


def _is_whole_object(tokens: Sequence[Token], i: int, following: int) -> bool:
    """Tells whether 的 behind a verb belongs to its object: 公布失信主体的名单并…, 限制其享受…的资格."""
    weak = tokens[following].word.noun and not tokens[following].is_a("put", "deny", "modal")
    return weak and all(t.word.mark for t in tokens[:i])


def _past_light(clause: Clause, heads: Sequence[int], p: int) -> int:
    """Returns the verb that a bare light verb or 作为 leads to: 予以公示, 作为不良行为记入."""
    tokens = clause.tokens
    later = [i for i in heads if i > p]
    if not later:
        return p
    k = later[0]
    if (
        tokens[p].word.text in ("予以", "给予", "加以", "进行", "予", "负责", "组织", "要求", "协助", "配合")
        and tokens[k].start == tokens[p].end
    ):
        return k
    if tokens[p].is_a("as") and tokens[k].is_a("put", "record", "pass", "publish"):
        return k
    return p
