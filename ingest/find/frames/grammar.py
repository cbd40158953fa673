"""Finds the clauses of a sentence, and of each its predicate with what stands before and behind it (docs/frames.md#clause).

The grammar knows words by their classes only: marks (modal, 将, 对, 由, 按照, 在…中, 的, 、), verbs and nouns. No loop here
looks back or ahead without an end: a clause is parsed in a time that grows with its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from ingest.find.frames.clause import Clause, Phrase, bare_start
from ingest.find.frames.words import Found, Token

# A noun behind one of these verbs is its object, however close it stands: 建立制度, 实施办法, 取消资格.
_TAKES_NOUNS = frozenset({"found", "carry", "task", "other", "deny", "urge", "put", "as"})
_SPEECH = frozenset({"publish", "pass", "record", "ask"})
_SHARING = frozenset({"record", "publish", "pass", "ask", "put"})
_LIGHT = frozenset(["予以", "给予", "加以", "进行", "予", "作出", "做出", "负责", "组织", "要求", "协助", "配合"])
_HASTENS = frozenset(["加快", "推进", "促进", "深化", "加强", "推动实施"])
# Behind 为 someone, one of these is what is done: 为部门查询信息提供接口.
_SERVES = frozenset(["提供", "创造", "开辟", "开通", "开设", "设立", "办理", "打造", "建立"])
_ANSWERS = frozenset({"sanction", "reward"})
_HEADS_OF_COMPOUNDS = frozenset(
    {"frame_noun", "use", "data", "score", "grade", "benefit", "record_book", "deny", "list"}
)
_TOLD = frozenset({"data", "score", "grade"})
_TAKES_WHAT_IS_TOLD = _SPEECH | _TAKES_NOUNS | {"points"}
_KEPT = frozenset({"list", "record_book"})
_TOLD_BY = frozenset({"burden", "publish", "pass", "ask"})
_STARTS = ("take", "toward", "modal", "agent")
_MODIFIES = ("carry", "rate", "favour", "found", "task")
_BOUNDARY = frozenset({"take", "modal", "agent"})
_STARTING = frozenset(_STARTS)
_ASIDE = frozenset({"basis", "place"})
# A verb before one of these is a part of a name: 查询窗口, 认定机关, 记录员, 归集率.
_ENDS_OF_OFFICES = tuple(
    [
        "员",
        "者",
        "组",
        "局",
        "率",
        "令",
        "期",
        "部门",
        "机关",
        "机构",
        "小组",
        "中心",
        "窗口",
        "电话",
        "热线",
        "委员会",
        "领导小组",
        "专班",
        "主体",
        "对象",
    ]
)
_ENDS_OF_THINGS = tuple(
    ["栏", "表", "日志", "范围", "期限", "时限", "程序", "接口", "功能", "渠道", "职责", "形式", "方式"]
)
# 经受理部门核验后上调: what stands before one of these is done first, or is the time of what is ordered.
_AFTERWARDS = frozenset(["后", "之后", "前", "之前", "时", "期间", "期内", "以后", "的同时"])
# 由原认定机关移出: a verb between one of these and an office names the office.
_WHOSE = "原由向经该各"
# 列入决定, 移出申请: a listing or its end as a noun.
_ENDS_OF_LISTINGS = tuple(
    ["决定", "事由", "原因", "理由", "日期", "期间", "期满", "申请", "通知书", "告知书", "情形", "之日"]
)
# Favours that are called by a noun.
_NOUNS = frozenset(["绿色通道", "信用承诺", "告知承诺"])
_FUNDED = frozenset(["项目", "资金", "对象", "标准"])
_FORBIDS = frozenset(["不得", "不予", "禁止", "严禁"])
_NO_CLASSES = frozenset[str]()
_LEADING_ON = frozenset(["task", "urge", "determine", "favour", "allow"])
_LISTING = frozenset(["put", "mend"])
_TAKING_RECORDS = frozenset(["pass", "put"])
_TOLD_OF_SOMEONE = frozenset(["credit", "fact", "bad_person"])
_NO_PARTS_OF_NAMES = frozenset(["deny", "put", "publish", "mend"])
_WAYS = frozenset(["方式", "手段", "途径", "渠道", "形式"])
_NUMERAL = re.compile("[0-9０-９一二三四五六七八九十两半满零]")
_QUOTED = re.compile("“[^“”]*”")
_MAY_BREAK = re.compile("[，；：（并同以且、依实采]")  # what _BREAK begins with: a search for it runs many times faster
_KNOWN = re.compile("(?:情况|结果|状况|记录|等级|得分)$")
_BY_RULE = re.compile("规定|要求|办法|标准|程序|※|方案|意见|条例|规则|制度|职责|权限")
_AND = "(?:(?<![一合吞兼归裁])并(?!且|购|行|列(?![入为])|存|不)|同时|以及(?=实施|予以|给予|限制|取消))"
_GOES_ON = "(?:依法|同时|在|向|将|把|可以?|予以|按|对|通过|由|应当)"
_VERBS = "[取纳列公记录归推处实建限降停暂拒不给责提增通抄撤移张曝计载登写存编报追扣上]"
_BREAK = re.compile(
    f"[，；：]|（(?=如|即)|(?<=[\u4e00-\u9fff”）》※]){_AND}(?={_GOES_ON}|{_VERBS})"
    "|、(?=(?:[一二三四五六七八九十两\\d]{1,3}(?:个月|年)(?:以?内)?)?(?:不[予得再]|取消|禁止|限制|暂停|停止)(?!.{0,40}(?:措施|方式|手段|惩戒|处理)))"
    "|(?<!并)且(?=(?:不[得予允再准能]|禁止|取消))"
    "|、(?=(?:列入|纳入|记入|计入|录入|载入)(?!.{0,30}(?:措施|方式|手段)))"
    "|(?<=平台|系统|名单|档案)(?=(?:依法)?(?:实施|采取)(?:失信|信用|联合|惩戒))"
)
_TWO = 2
_LONGEST_KEPT = 120  # characters of a sentence; bounds the memory
_MOST_CARRIED = 24  # words; bounds the work on a sentence without an end


def parsed(sentence: str, words: Sequence[Found]) -> tuple[Sequence[Token], Sequence[Clause]]:
    """Returns the words of a sentence (flat, brackets and titles blanked) as tokens, and its clauses with their predicates.

    A short sentence that stands again elsewhere, under another heading or in another document, is parsed once.
    """
    return _parsed_before(sentence, tuple(words)) if len(sentence) <= _LONGEST_KEPT else _parsed(sentence, words)


@lru_cache(maxsize=1 << 9)
def _parsed_before(sentence: str, words: tuple[Found, ...]) -> tuple[Sequence[Token], Sequence[Clause]]:
    return _parsed(sentence, words)


def _parsed(sentence: str, words: Sequence[Found]) -> tuple[Sequence[Token], Sequence[Clause]]:
    tokens = list(map(Token._make, words))
    return tokens, clauses_of(sentence, tokens)


def clauses_of(sentence: str, tokens: Sequence[Token]) -> list[Clause]:
    """Splits a sentence (flat, brackets and titles blanked) into clauses with their predicates."""
    found: list[Clause] = []
    at = 0
    for start, end in _spans(sentence):
        own: list[Token] = []
        holds_verb = False
        while at < len(tokens):
            begin, close, word = token = tokens[at]
            if begin >= end:
                break
            if begin >= start and close <= end:
                own.append(token)
                holds_verb = holds_verb or word.verb
            at += 1
        clause = Clause(sentence, start, end, sentence[end : end + 1], own)
        if holds_verb:
            _Parse(clause).run()
            if found:
                _take_from_before(found[-1], clause)
        if found and found[-1].mark != "；":
            clause.carried = _handed_over(found[-1])
        found.append(clause)
    return found


def _handed_over(before: Clause) -> Phrase:
    """Returns what a clause leaves for the next one to act on: its topic, its object, or what it took over itself."""
    if before.predicate < 0:
        if before.text.endswith(("的", "后", "时", "外")):
            return Phrase((*before.carried.tokens[-_MOST_CARRIED:], *before.tokens))
        return Phrase(before.tokens) if before.tokens else before.carried
    if before.tokens[before.chain[-1]].is_a("put"):  # what is put on a list is handed on, not the list
        return before.object if before.object.tokens else before.carried
    own = (*before.object.tokens, *before.complement.tokens)
    return Phrase((*before.carried.tokens[-_MOST_CARRIED:], *own))


def _take_from_before(before: Clause, clause: Clause) -> None:
    """Gives a clause its object from the one before that has no predicate: 投诉情况，由民政局归集."""
    if before.predicate >= 0 or before.mark != "，" or clause.predicate < 0 or before.text.endswith(("的", "后", "时")):
        return
    own = clause.object.tokens
    if before.tokens and before.tokens[0].is_a("toward") and not clause.complement.tokens and not clause.taken:
        clause.object = Phrase((*before.tokens, *own))
        return
    named = any(t.word.noun and not t.is_a("office") for t in own)
    if clause.taken or clause.toward or (named and not own[0].is_a("agent")):
        return
    if not any(t.word.noun for t in before.tokens) or any(t.is_a("within", "not", "if") for t in before.tokens):
        return
    clause.object = Phrase((*before.tokens, *own))


def _spans(sentence: str) -> Iterator[tuple[int, int]]:
    at = 0
    for mark in _MAY_BREAK.finditer(sentence):
        place = mark.start()
        match = _BREAK.match(sentence, place)
        if match is None:
            continue
        if place > at:
            yield at, place
        at = match.end()
    if at < len(sentence):
        yield at, len(sentence)


class _Parse:
    """Does the work on one clause."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.sentence = clause.sentence
        self.tokens = clause.tokens
        self.begins = clause.start + bare_start(clause.text)
        self.classes = [t.word.classes for t in clause.tokens]
        self.present = frozenset[str]().union(*self.classes)
        """The classes of all its words: what none of them is in need not be looked for."""
        self.quoted = self._quoted()
        self.nominal = self._nominal()
        self.before_of = self._before_of()
        self.aside = self._circumstances()

    def _first_of(self, name: str) -> int | None:
        """Returns the first word (index) of a class."""
        return next(i for i, own in enumerate(self.classes) if name in own) if name in self.present else None

    @cached_property
    def first_basis(self) -> int:
        """Returns the first word (index) that opens a basis; -1 without one."""
        first = self._first_of("basis")
        return -1 if first is None else first

    @cached_property
    def last_denial(self) -> int:
        """Returns the last word (index) that denies; -1 without one."""
        return max((i for i, own in enumerate(self.classes) if "deny" in own), default=-1)

    def _quoted(self) -> list[bool]:
        """Tells of each word whether it stands in quotation marks."""
        out = [False] * len(self.tokens)
        if self.sentence.find("“", self.clause.start, self.clause.end) < 0:
            return out
        at = 0
        for m in _QUOTED.finditer(self.sentence, self.clause.start, self.clause.end):
            while at < len(out) and self.tokens[at].start < m.end():
                out[at] = self.tokens[at].start >= m.start()
                at += 1
        return out

    def _before_of(self) -> list[bool]:
        """Tells of each word whether a 的 stands behind it, before anything that could begin anew."""
        out = [False] * len(self.tokens)
        if "of" not in self.present:
            return out
        found = False
        for number in range(len(self.tokens) - 1, -1, -1):
            out[number] = found
            if "of" in self.classes[number]:
                found = True
            elif not _STARTING.isdisjoint(self.classes[number]):
                found = False
        return out

    @cached_property
    def later_verbs(self) -> list[bool]:
        """Tells of each word whether a verb that may be the predicate stands behind the 的 that follows it."""
        out = [False] * len(self.tokens)
        if "of" not in self.present:
            return out
        verb = behind = False
        for number in range(len(self.tokens) - 1, -1, -1):
            out[number] = behind
            if "of" in self.classes[number]:
                behind = verb
            elif (
                not verb
                and self.tokens[number].word.verb
                and not self.nominal[number]
                and not self._is_noun_at_end(number)
            ):
                verb = True
        return out

    def run(self) -> None:
        """Sets predicate, chain, modal, object and complement of the clause, where it has a predicate."""
        clause, tokens = self.clause, self.tokens
        clause.aside = self.aside
        heads = self._heads()
        place = self._first(heads, 0)
        while place is not None and ("modal" in self.classes[heads[place]] or self._leads_on(heads, place)):
            # A modal, and a verb that only sets an office to work (推动, 督促), hand on to the next verb.
            if "modal" in self.classes[heads[place]]:
                clause.modal = heads[place]
            place = self._first(heads, place + 1)
        if place is None:
            return
        chosen = self._past_light(heads, place)
        clause.urged = "urge" in self.present and any(self._sets_out(i) for i in heads if i <= chosen)
        if clause.modal < 0 and self._is_told(chosen):
            return  # 被列入名单的企业, 已公布: what was done before names someone
        chain = self._chain(heads, chosen)
        clause.predicate, clause.chain = chain[0], chain
        clause.complement = Phrase(tokens[chain[-1] + 1 :])
        take = None
        if "take" in self.present:
            take = next((i for i in range(chain[0] - 1, -1, -1) if "take" in self.classes[i]), None)
            clause.taken = take is not None
        if take is None and "toward" in self.present:
            take = next((i for i in range(chain[0]) if "toward" in self.classes[i]), None)
            clause.toward = take is not None
        clause.begin = 0 if take is None else take + 1
        clause.object = Phrase(
            [tokens[i] for i in range(clause.begin, chain[0]) if i not in self.aside or not tokens[i].word.verb]
        )

    # --- what can be no predicate ---

    def _nominal(self) -> list[bool]:
        """Tells of each word whether it can be no predicate though it is a verb: part of a name, of a compound, behind 的."""
        tokens = self.tokens
        out = self.quoted.copy()
        for number in range(len(tokens) - 1, -1, -1):
            token = tokens[number]
            if not token.word.verb or out[number]:
                continue
            after = tokens[number + 1] if number + 1 < len(tokens) and tokens[number + 1].start == token.end else None
            before = tokens[number - 1] if number and tokens[number - 1].end == token.start else None
            own = self.classes[number]
            ahead = before.word.classes if before is not None else _NO_CLASSES
            behind = after.word.classes if after is not None else _NO_CLASSES
            out[number] = (
                self._is_in_a_word(token, before, after)
                or self._names_an_office(number, after)
                or (after is not None and self._is_a_subject(number, before, after))
                or (not own.isdisjoint(_LISTING) and self.sentence.startswith(_ENDS_OF_LISTINGS, token.end))
                or (token.word.text == "记录" and token.start > self.begins and not behind.isdisjoint(_TAKING_RECORDS))
                or (token.word.text in _NOUNS and (before is not None or (after is not None and not after.word.verb)))
                or (after is not None and _heads_a_compound(token, before, after))
                or ("of" in ahead and (_is_noun_behind_of(token, after) or self._is_one_of_a_row(number)))
                or ("benefit" in ahead and "rating" in own and self._is_denied(number))
                or (
                    token.word.text == "信用修复"
                    and token.start <= self.begins
                    and ("deny" in behind or "modal" in behind)
                )
                or (token.word.noun and "put" not in own and self._names_a_place(number))
                or ("and" in behind and token.word.noun and self._shares_a_compound(number, out))
                or (before is not None and before.word.text == "其" and self._is_owned(number))
                or self._ends_as_a_record(number)
                or (
                    token.word.noun
                    and after is not None
                    and not ahead.isdisjoint(_TOLD_OF_SOMEONE)
                    and own.isdisjoint(_NO_PARTS_OF_NAMES)
                    and ((after.word.noun and (not after.word.verb or out[number + 1])) or "of" in behind)
                )
            )
        return out

    def _is_denied(self, number: int) -> bool:
        """Tells whether a rating is what is denied: 取消荣誉、资格评定和优惠政策."""
        return any(t.is_a("deny") and t.start <= self.begins for t in self.tokens[:number])

    def _is_in_a_word(self, token: Token, before: Token | None, after: Token | None) -> bool:
        """Tells whether a verb is a part of a longer word that is in no class: 裁判员, 住建局, 查询窗口."""
        text, end = self.sentence, token.end
        if (after is None or len(after.word.text) == 1) and end < self.clause.end:
            if text.startswith(_ENDS_OF_OFFICES, end) and not token.is_a("found", "urge", "task", "as"):
                return True
            if text.startswith(_ENDS_OF_THINGS, end) and not token.word.classes & _TAKES_NOUNS:
                return True
        if after is not None and token.word.noun and after.word.text in _ENDS_OF_OFFICES:
            return text.startswith(("应", "要", "须", "可", "必须"), after.end)  # 评价机构应当…
        if token.end - token.start > 1 or token.start <= self.begins or before is not None:
            return False
        return not (_NUMERAL.match(text, end) or text[token.start - 1] in "，、：；”※）")

    def _is_a_subject(self, number: int, before: Token | None, after: Token) -> bool:
        """Tells whether a word for a result is what the clause speaks of: 质量排名每月在公众号发布."""
        token = self.tokens[number]
        if not token.word.noun or token.start <= self.begins or (before is not None and before.word.mark):
            return False
        return (
            token.is_a("grade", "score")
            and after.is_a("manner", "place", "agent")
            and any(t.word.verb for t in self.tokens[number + 2 :])
        )

    def _names_an_office(self, number: int, after: Token | None) -> bool:
        """Tells whether a verb and the office behind it name who acts or is asked: 原决定单位, 向公布机关."""
        token = self.tokens[number]
        if token.start == 0 or self.sentence[token.start - 1] not in _WHOSE:
            return False
        office = (after is not None and after.is_a("office")) or self.sentence.startswith(_ENDS_OF_OFFICES, token.end)
        return office and any(t.word.verb for t in self.tokens[number + 2 :])

    def _names_a_place(self, number: int) -> bool:
        """Tells whether a word and the next one name a platform, and no one of it: 共享平台, not 约谈平台负责人."""
        following = self.tokens[number + 1 : number + 3]
        if not following or following[0].start != self.tokens[number].end or not following[0].is_a("place_name"):
            return False
        return len(following) < 2 or following[1].start > following[0].end or not following[1].word.noun

    def _ends_as_a_record(self, number: int) -> bool:
        """Tells whether 记录 closes the clause as a noun: 三年内无违法违规记录."""
        token = self.tokens[number]
        if token.word.text != "记录" or not number or token.end != self.clause.end:
            return False
        return self.tokens[number - 1].end == token.start and self.tokens[number - 1].is_a("bad")

    def _is_one_of_a_row(self, number: int) -> bool:
        """Tells whether a verb behind 的 has no object, and another one stands beside it: 信息的纳入和公开，."""
        after = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        return after is not None and after.is_a("and") and after.start == self.tokens[number].end

    def _shares_a_compound(self, number: int, out: Sequence[bool]) -> bool:
        """Tells whether a noun before 、 shares with the next ones the noun that they stand before: 采集、公开、查询机制."""
        tokens = self.tokens
        return (
            number + 2 < len(tokens)
            and tokens[number + 2].start == tokens[number + 1].end
            and tokens[number + 2].word.verb
            and out[number + 2]
        )

    def _is_owned(self, i: int) -> bool:
        """Tells whether a word behind 其 is what someone has, which a denial behind it bears on: 其报告一律不予采信."""
        return self.tokens[i].is_a("pass", "record") and i < self.last_denial

    def _is_noun_at_end(self, number: int) -> bool:
        """Tells whether a verb that may be a noun closes the clause or stands before its last noun: …的准入限制."""
        token = self.tokens[number]
        if not token.word.noun:
            return False
        if number and self.tokens[number - 1].is_a("manner", "modal", "agent", "passive"):
            return False
        rest = self.sentence[token.end : min(self.clause.end, token.end + 6)].rstrip("等中内")
        return not rest or rest in ("工作", "情况", "结果", "信息", "记录", "机制", "制度", "措施", "管理", "监管")

    def _circumstances(self) -> frozenset[int]:
        """Returns the words of the phrases that say by what, where and when: their verbs are no predicate.

        A phrase with 按照, 通过 runs to the verb that follows a noun; one with 在 to the word that closes it (中, 时, 前).
        """
        out = set[int]() if self.present.isdisjoint(_ASIDE) else self._phrases_beside()
        return frozenset(out | self._done_first(out))

    def _phrases_beside(self) -> set[int]:
        """Returns the words of the phrases that 按照, 通过 and 在 open."""
        tokens, out = self.tokens, set[int]()
        closing, ways = self._closing(), self._ways()
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.is_a("basis") and not token.word.verb:
                end = (
                    ways[at]
                    if token.word.text in ("通过", "采取", "运用", "利用") and ways[at]
                    else self._basis_end(at)
                )
            elif token.is_a("place"):
                end = closing[at]
                while (
                    closing[at] == at + 1
                    and end < len(tokens)
                    and not tokens[end].word.verb
                    and not _opens(tokens[end])
                ):
                    end += 1  # 在公示栏张贴
            else:
                at += 1
                continue
            out.update(range(at, end))
            at = max(end, at + 1)
        return out

    def _done_first(self, aside: set[int]) -> set[int]:
        """Returns the words of what is done before the act: 核实 of 经乡镇核实后移出."""
        tokens, out = self.tokens, set[int]()
        if len(tokens) < _TWO or not any(t.word.text in _AFTERWARDS for t in tokens):
            return out
        verbs = [i for i, t in enumerate(tokens) if t.word.verb and i not in aside and not self.nominal[i]]
        if len(verbs) < _TWO:
            return out
        first = max((i + 1 for i, t in enumerate(tokens) if t.is_a("take", "toward") and i < verbs[0]), default=0)
        for number in range(verbs[-1] - 1, verbs[0], -1):
            token = tokens[number]
            if token.word.text not in _AFTERWARDS or tokens[number + 1].is_a("of") or number in aside:
                continue
            if tokens[number - 1].is_a("of") or (_NUMERAL.match(self.sentence, token.end) and token.word.text == "前"):
                continue
            out.update(range(first, number + 1))
            break
        return {i for i in out if not tokens[i].is_a("modal", "agent")}

    def _closing(self) -> list[int]:
        """Returns of each word the end of the phrase that 在 opens there: behind the next 中, 时, 前."""
        tokens = self.tokens
        out = [0] * len(tokens)
        end = 0
        for number in range(len(tokens) - 1, -1, -1):
            out[number] = end or number + 1
            if tokens[number].is_a("within") and (number + 1 == len(tokens) or not tokens[number + 1].is_a("of")):
                end = number + 1
        return out

    def _ways(self) -> list[int]:
        """Returns of each word the end of 通过…的方式 that would begin there, where a verb follows; 0 where none is."""
        out = [0] * len(self.tokens)
        end, verb = 0, False
        for number in range(len(self.tokens) - 1, -1, -1):
            out[number] = end
            token = self.tokens[number]
            if token.word.text in _WAYS and verb:
                end = number + 1
            verb = verb or (token.word.verb and not self.nominal[number])
        return out

    def _basis_end(self, at: int) -> int:
        tokens = self.tokens
        if at == 0 and self._is_what_is_known():
            return len(tokens)
        for number in range(at + 1, len(tokens)):
            token = tokens[number]
            if token.is_a(*_STARTS, "place") and number > at + 1 and not self.before_of[number]:
                return number
            if token.is_a("found") and number == at + 1 and tokens[at].word.text in ("通过", "利用"):
                return number
            if not token.word.verb or self.nominal[number] or self.sentence[token.start - 1] in "的、和及":
                continue
            if self.before_of[number] and (self.later_verbs[number] or self._closes_as_basis()):
                continue
            own = tokens[number - 1]
            if (
                (
                    own.end == token.start
                    and (own.word.noun or own.word.plain)
                    and (token.is_a("determine") or not own.is_a("credit"))
                    and number > at + 1
                )
                or own.is_a("manner", "within")
                or (own.end < token.start and number > at + 1)
                or (number == at + 1 and token.start - tokens[at].end >= 2)
            ):
                return number
        return len(tokens)

    def _is_what_is_known(self) -> bool:
        """Tells whether a clause names what is known, as the basis of the next one: 根据信用记录、年度报告等情况，…."""
        if self.clause.mark != "，" or not self.present.isdisjoint(("take", "toward", "modal")):
            return False
        return bool(_KNOWN.search(self.clause.text)) and not _BY_RULE.search(self.clause.text)

    def _closes_as_basis(self) -> bool:
        """Tells whether a clause ends as one that only names a basis: …的规定."""
        return self.sentence.endswith(
            ("规定", "要求", "办法", "标准", "程序", "精神", "原则", "约定"), 0, self.clause.end
        )

    # --- what is the predicate ---

    def _heads(self) -> list[int]:
        """Returns the words that may be the predicate or lead to it."""
        tokens = self.tokens
        nominal, aside = self.nominal, self.aside
        usable = [
            i
            for i, t in enumerate(tokens)
            if ((t.word.verb and not nominal[i]) or "modal" in t.word.classes) and i not in aside
        ]
        heads = [i for i in usable if not self._is_inside(i)]
        if all("modal" in self.classes[i] or self.before_of[i] for i in heads):
            # Only a modifier holds a verb: one of no frame behind it is the predicate (向作出决定的机关提出申诉).
            last = heads[-1] if heads else -1
            behind = [i for i in usable if i > last and self._is_inside(i) and not self.before_of[i]]
            heads = [i for i in heads if not behind or tokens[i].is_a("modal")] + behind
        return (
            self._behind_the_object(self._behind_what_is_known(self._behind_the_subject(heads)))
            or self._left_behind_the_object()
        )

    def _sets_out(self, number: int) -> bool:
        """Tells whether an urging verb opens its clause, or what its subject says: 鼓励银行…, 各地要引导商场…."""
        if not self.tokens[number].is_a("urge"):
            return False
        before = self.tokens[number - 1] if number else None
        if self.tokens[number].start == self.begins:
            return True
        return before is not None and before.end == self.tokens[number].start and before.is_a("modal", "manner")

    def _is_inside(self, number: int) -> bool:
        """Tells whether a verb of no frame stands within a name or phrase (社会保障部门): it counts at its own place only."""
        token = self.tokens[number]
        if "charge" in token.word.classes:  # 保证金按两倍缴存, and not 缴存职工
            return not 0 <= self.first_basis < number
        if "other" not in token.word.classes or token.is_a("pass", "favour", "mend", "deny", "carry", "contain"):
            return False
        before = self.tokens[number - 1] if number else None
        if before is not None and before.end == token.start:
            return not (before.is_a("modal", "manner", "and", "within") or before.word.text in "其者")
        return token.start > self.begins

    def _behind_the_subject(self, heads: list[int]) -> list[int]:
        """Leaves out the verbs of a subject: what stands before a modal, 将 or 由, where no verb opens the clause."""
        tokens = self.tokens
        for number in heads[1:]:
            if tokens[number].word.text in _FORBIDS and self._has_an_object_before(number, heads):
                return [k for k in heads if k >= number]
        if not heads or tokens[heads[0]].start <= self.begins or tokens[heads[0]].is_a("modal"):
            return heads
        if self.present.isdisjoint(_BOUNDARY):
            return heads
        if heads[0] and tokens[heads[0] - 1].is_a("manner", "urge", "task", "toward"):
            return heads
        for number, token in enumerate(tokens):
            if (
                number > heads[0]
                and not _BOUNDARY.isdisjoint(self.classes[number])
                and number not in self.aside
                and not self._is_in_a_modifier(number)
            ):
                denied = tokens[number - 1].is_a("deny") and tokens[number - 1].end == token.start  # 不得将…
                behind = [k for k in heads if k >= number - denied]
                if any(not tokens[k].is_a("modal") for k in behind):
                    return behind
                # 采集信息应当经本人同意: what must be is told by a verb of no class.
                return [] if token.is_a("modal") and self.clause.end - token.end > 1 else heads
        return heads

    def _has_an_object_before(self, number: int, heads: Sequence[int]) -> bool:
        """Tells whether 不得 stands behind a noun with a modifier that is denied: 适用简易程序的信息不得报送."""
        tokens = self.tokens
        if tokens[number - 1].end != tokens[number].start or not tokens[number - 1].is_a("data", "fact", "list"):
            return False
        return any(t.is_a("of") for t in tokens[heads[0] : number])

    def _is_in_a_modifier(self, number: int) -> bool:
        """Tells whether a modal or 由 stands before a 的 behind which there is another verb: 由部门认定的企业可以…."""
        return (
            self.before_of[number]
            and (self.tokens[number].is_a("agent") or self.later_verbs[number])
            and not self.tokens[number].is_a("take")
        )

    def _behind_what_is_known(self, heads: list[int]) -> list[int]:
        """Leaves out the verbs within what a record takes in as the subject: 拒缴情况记入档案."""
        tokens = self.tokens
        for place, number in enumerate(heads):
            if (
                place
                and tokens[number].is_a("put")
                and tokens[number - 1].is_a("data", "fact")
                and tokens[number - 1].end == tokens[number].start
            ):
                if any(t.is_a("take") for t in tokens[:number]):
                    return heads
                return [j for j in heads if j >= number or tokens[j].is_a("modal")]
            if place == 1 and number == heads[0] + _TWO and self._is_told_of(number):
                return heads[1:]  # 报送信息抄送信用办
        return heads

    def _is_told_of(self, number: int) -> bool:
        """Tells whether news, with the verb that names it, opens the clause as what a verb passes on."""
        tokens = self.tokens
        adjacent = tokens[number - 1].end == tokens[number].start and tokens[number - 2].end == tokens[number - 1].start
        opens = tokens[number - 2].start == self.begins and not tokens[number - 2].is_a("modal")
        return adjacent and opens and tokens[number].is_a("pass") and tokens[number - 1].is_a("data", "fact")

    def _behind_the_object(self, heads: list[int]) -> list[int]:
        """Returns the words that may be the predicate where 将 brings an object forward: not the verbs of that object."""
        tokens = self.tokens
        take = self._first_of("take")
        if take is None:
            return self._behind_whom(self._behind_toward(heads))
        behind = [i for i in heads if i > take]
        if behind and all(self.before_of[i] and tokens[i].is_a(*_MODIFIES) for i in behind):
            return [i for i in heads if i < take]  # 将有关部门评定的诚信会员、…，: the object alone
        if len(behind) < 2 or tokens[behind[0]].is_a("modal"):
            return heads
        later = [
            i
            for i in behind[1:]
            if (
                tokens[i].is_a("put", "as", "bind", "embed", "slogan", "light") or tokens[i].word.text[-1] in "入至到为"
            )
            and not tokens[i - 1].is_a("and")
        ]
        if not later and behind[0] == take + 1:
            later = [
                i
                for i in behind[1:]
                if tokens[i].is_a("pass", "publish", "rate", "deny", "record") and tokens[i - 1].word.noun
            ]
        return [i for i in heads if i < take or not later or i >= later[0]]

    def _left_behind_the_object(self) -> list[int]:
        """Returns the last verb behind 将 where all verbs looked like parts of names: 将公示内容推送信用平台."""
        tokens, quoted, take = self.tokens, self.quoted, self._first_of("take")
        if take is None:
            return []
        verbs = [i for i in range(take + 1, len(tokens)) if tokens[i].is_a("put", "pass", "publish", "record")]
        free = [i for i in verbs if not quoted[i]]
        return [i for i in free[-1:] if i > take + 1 and tokens[i - 1].word.noun]

    def _behind_toward(self, heads: list[int]) -> list[int]:
        """Returns the words that may be the predicate where 对 names someone and a light verb the act: 对报送不力的单位进行通报."""
        tokens = self.tokens
        toward = self._first_of("toward")
        if toward is None:
            return heads
        light = next((i for i in heads if i > toward and tokens[i].is_a("light")), None)
        if light is None:
            light = self._behind_a_deed(toward, heads)
        return heads if light is None else [i for i in heads if i < toward or i >= light]

    def _behind_a_deed(self, toward: int, heads: Sequence[int]) -> int | None:
        """Returns the first verb behind the one that 对 names by several verbs: 对不缴纳罚款的企业列入…; None where it names none so."""
        first = next((i for i in heads if i > toward), None)
        closing = next((i for i in range(toward + 1, len(self.tokens)) if self.tokens[i].is_a("of")), None)
        if first is None or closing is None or first > closing or closing + 1 >= len(self.tokens):
            return None
        named = any(t.is_a("person", "bad_person", "office") for t in self.tokens[toward + 1 : first])
        if named or not self.tokens[closing + 1].is_a("person", "bad_person"):
            return None
        return next((i for i in heads if i > closing), None)

    def _behind_whom(self, heads: list[int]) -> list[int]:
        """Returns the words that may be the predicate behind 为 someone who does something: 为部门查询信息提供接口."""
        tokens = self.tokens
        if self.sentence.find("为", self.clause.start, self.clause.end) < 0:
            return heads
        whom = next((i for i, t in enumerate(tokens) if t.word.text == "为"), None)
        if whom is None or (whom and not tokens[whom - 1].is_a("modal") and tokens[whom].start > self.begins):
            return heads
        serves = next((i for i in heads if i > whom and tokens[i].word.text in _SERVES), None)
        return heads if serves is None else [i for i in heads if i < whom or i >= serves]

    def _first(self, heads: Sequence[int], begin: int) -> int | None:
        """Returns the place of the first head that no 的 parts from the next: what stands before a 的 is a modifier."""
        for place in range(begin, len(heads)):
            if place + 1 == len(heads):
                return None if self._is_part_of_an_object(heads[place]) else place
            number, following = heads[place], heads[place + 1]
            if self.tokens[number].is_a("modal") or self.tokens[number + 1].is_a("take"):
                return place
            parted = "of" in self.present and any("of" in self.classes[j] for j in range(number + 1, following))
            if not parted or self._is_whole_object(number, following):
                return place
        return None

    def _is_part_of_an_object(self, number: int) -> bool:
        """Tells whether the last verb of a clause only describes a noun: 将协会推荐的会员，…; 载明的股权; 将收集单位的结果，…."""
        tokens = self.tokens
        if (
            number + 2 < len(tokens)
            and "of" in self.classes[number + 1]
            and tokens[number + 1].start == tokens[number].end
        ):
            return True
        if "take" not in self.present or not any("take" in own for own in self.classes[:number]):
            return False
        weak = (tokens[number].word.noun or tokens[number].is_a("record")) and not tokens[number].is_a(
            "put", "as", "rate", "designate"
        )
        return weak and tokens[-1].end == self.clause.end and tokens[-1].is_a("data", "fact", "score", "grade")

    def _is_whole_object(self, number: int, following: int) -> bool:
        """Tells whether 的 behind a verb belongs to its object: 公布失信主体的名单并…, 应当更新用户的欠费记录."""
        tokens = self.tokens
        if (
            number + 1 < len(tokens)
            and tokens[number + 1].is_a("toward")
            and tokens[number + 1].start == tokens[number].end
        ):
            return True  # 加强对…的监督
        if (
            tokens[number].is_a("deny")
            and number + 1 < len(tokens)
            and tokens[number + 1].word.text in ("向", "给", "为", "与")
        ):
            return True  # 停止向列入名单的商户发放贷款
        if tokens[number].is_a("contain"):
            return any(t.is_a("and") for t in tokens[number + 1 : following])
        if tokens[number].is_a("other"):
            return False
        own = number == 0 or tokens[number].start <= self.begins or tokens[number - 1].is_a("modal", "manner", "agent")
        if (
            own
            and not (tokens[number + 1].is_a("of") and tokens[number + 1].start == tokens[number].end)
            and self._is_noun_at_end(following)
        ):
            return not tokens[following - 1].is_a("of")
        weak = tokens[following].word.noun and not tokens[following].is_a("put", "deny", "modal")
        weak = weak and not tokens[number].is_a("other") and not tokens[following - 1].is_a("manner", "agent")
        return weak and (tokens[number].start <= self.begins or all(t.word.mark for t in tokens[:number]))

    def _leads_on(self, heads: Sequence[int], place: int) -> bool:
        """Tells whether a verb only sets someone to work (推动, 鼓励) and another one says what is done."""
        if place + 1 == len(heads):
            return False
        own, behind = self.classes[heads[place]], self.classes[heads[place + 1]]
        if own.isdisjoint(_LEADING_ON):
            return False
        token, following = self.tokens[heads[place]], self.tokens[heads[place + 1]]
        return (
            (token.is_a("task", "urge") and not (token.word.text == "责令" and following.start == token.end))
            or ("determine" in own and following.is_a("put", "publish", "pass", "bind", "as"))
            or ("favour" in own and "benefit" in own and following.is_a("bind", "as", "weigh"))
            or ("allow" in own and ("mend" in behind or not following.is_a("deny", "burden")))
        )

    def _past_light(self, heads: Sequence[int], place: int) -> int:
        """Returns the verb that a bare light verb or 作为 leads to: 予以公示, 作为不良行为记入."""
        chosen = heads[place]
        if place + 1 == len(heads):
            return chosen
        token, following = self.tokens[chosen], self.tokens[heads[place + 1]]
        if following.start == token.end and (
            token.word.text in _LIGHT
            or (
                token.is_a("carry")
                and following.is_a("deny")
                and not self._names_measures()
                and not self._is_noun_at_end(heads[place + 1])
            )
        ):
            return heads[place + 1]
        led = heads[place + 2] if following.is_a("light") and place + 2 < len(heads) else heads[place + 1]
        if token.is_a("as") and self.tokens[led].is_a("put", "record", "pass", "publish"):
            return led
        return chosen

    def _names_measures(self) -> bool:
        """Tells whether a clause sums up what it lists, a listing among it: 采取停止供货、列入黑名单等措施."""
        return "put" in self.present and self.sentence.endswith(
            ("措施", "方式", "手段"), self.clause.start, self.clause.end
        )

    def _is_told(self, chosen: int) -> bool:
        """Tells whether a verb is in the passive, and not announced (将被列入): it names someone, or tells what was done."""
        tokens = self.tokens
        if not chosen or not tokens[chosen - 1].is_a("passive") or tokens[chosen - 1].end != tokens[chosen].start:
            return False
        return not (
            chosen > 1 and tokens[chosen - 2].is_a("take") and tokens[chosen - 2].end == tokens[chosen - 1].start
        )

    def _is_of_someone(self, k: int) -> bool:
        """Tells whether a verb of putting on a list says of whom something is published: 列入名单企业的名称."""
        return any(t.is_a("of", "person") for t in self.tokens[k + 1 :])

    def _chain(self, heads: Sequence[int], chosen: int) -> tuple[int, ...]:
        """Returns the verbs that share an object, from the predicate on: 归集、公示. The kind is that of the last act."""
        tokens, own = self.tokens, set(heads)
        chain = [chosen]
        while True:
            place = chain[-1] + 1
            if place < len(tokens) and tokens[place].is_a("and") and tokens[place].start == tokens[place - 1].end:
                place += 1
            if (
                place not in own
                or tokens[place].start != tokens[place - 1].end
                or not _alike(tokens[chain[-1]], tokens[place])
            ):
                return tuple(chain)
            if tokens[place].is_a("put") and tokens[chain[-1]].is_a("publish") and self._is_of_someone(place):
                return tuple(chain)  # 公示列入名单的企业: who is listed is what is published
            chain.append(place)


def _opens(token: Token) -> bool:
    """Tells whether a word begins another part of the clause than the place that stands before it."""
    return token.is_a("take", "toward", "modal", "agent", "basis", "place", "manner", "of")


def _is_noun_behind_of(token: Token, after: Token | None) -> bool:
    """Tells whether a verb directly behind 的 is a noun: 信息的公示, 制度的执行情况."""
    if token.word.noun and not token.is_a("deny", "put"):
        return True
    return after is not None and after.is_a("data", "frame_noun") and token.is_a("carry", "other", "found")


def _heads_a_compound(token: Token, before: Token | None, after: Token) -> bool:
    """Tells whether a verb and the noun behind it make one noun: 公示制度, 评价结果, 查询平台."""
    own, head = token.word.classes, after.word.classes
    if (
        before is not None
        and before.word.noun
        and after.word.noun
        and not own.isdisjoint(_ANSWERS)
        and "person" not in head
        and not ("deny" in own and before.is_a("person", "bad_person", "frame_noun"))
    ):
        return True
    if head.isdisjoint(_HEADS_OF_COMPOUNDS) and after.word.text not in _FUNDED:
        return False
    if "frame_noun" in head or "use" in head:
        return own.isdisjoint(_TAKES_NOUNS)
    if not head.isdisjoint(_TOLD):
        return token.word.noun and own.isdisjoint(_TAKES_WHAT_IS_TOLD)
    if "watch" in own and ("benefit" in head or "record_book" in head):
        return True  # 重点监管资金
    if "favour" in own and "benefit" in own and ("deny" in head or (after.word.text in _FUNDED and not before)):
        return True  # 补贴暂停发放; 扶持项目不予立项
    if "benefit" in head:
        return "access" in own and "deny" not in own
    if before is None or head.isdisjoint(_KEPT):
        return False
    if "list" in head and "sanction" in own and before.is_a("of"):
        return True
    return before.word.noun and not own.isdisjoint(_TOLD_BY)


def _alike(start: Token, end: Token) -> bool:
    """Tells whether two verbs may share an object: 归集、公示; 建立健全."""
    return (
        bool(start.word.classes & _SHARING and end.word.classes & _SHARING)
        or (start.is_a("found") and end.is_a("found") and end.word.text not in ("建设", "设置"))
        or (start.is_a("deny") and end.is_a("deny") and not end.word.noun)
        or (start.is_a("favour") and end.is_a("favour"))
        or (start.word.text in _HASTENS and end.is_a("found", "carry"))
    )
