"""Tells what makes an act a credit measure: its bearer, what it follows from, and what its sentence and document are about.

The link of an act to credit stands in its own words, in those of its sentence, in the head of its list, or in title and
headings; a bar on the future needs none (docs/frames.md#link).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from graph_schema.making import quick_to_make
from ingest.find.frames.bearer import Standing, bears_a_grade, rank, standing
from ingest.find.frames.clause import FORBIDDING, Clause
from ingest.find.frames.heads import ANNOUNCES, items_are
from ingest.find.frames.memory import NO_NAMES, Names
from ingest.find.frames.words import Token, speaks_of_credit, tokens_of

_BY_RESULT = re.compile(
    "(?:依据|根据|按照?|结合|凭|视)[^，。；]{0,24}(?:得分|评分|评价|等级|排名|名次|积分|信用(?:状况|情况|等级|记录|评价)?|诚信|评级)"
)
# An act, or someone who did it, that the clauses behind bear on.
_ACTED = re.compile(
    "的(?:[^，。；：的]{0,6}(?:主体|企业|单位|人员|个人|商户|农户|会员|者|机构|居民|村民|投标人|被执行人|业主|职工|家庭|网点|供应商|公司|[生户人店商]))?$|者$"
)
_SPAN = "(?:[一二三四五六七八九十两\\d]{1,3}|半)个?(?:年|月|年度|学年|学期|季度|赛季)(?:（[^）]*）|※+)?"
# 五年内, 今后, 下一年度: how long a bar holds; 近三年内 looks back.
WITHIN = re.compile(
    f"(?<![近前去])(?<!最近){_SPAN}(?:以?内|期内)|今后|此后|以后年度|日后|未来|终[身生](?!监)|永久(?!性)|永远|次年|翌年|来年|当年|本年度|下[一次届]?个?(?:年|次|届|批|轮|季|学)"
)
_RULES_OF = re.compile("[^，。；的、]{0,10}(?:办法|规定|要求|标准|细则|条例|平台|系统|制度|体系建设|原则)")
_BACK = re.compile(f"(?:最近|近|前|过去){_SPAN}|{_SPAN}内未")
LASTS = re.compile(
    f"{_SPAN}(?:以?内|至|到|—|-|～|~|以上|以下|$)|{_SPAN}(?:的|、)(?!限)|今后|此后|以后|下[一次届]?个?(?:年|次|届|批|轮)|次年|当年|本年度|终[身生]|永久(?!性)"
)
_TIME_ALONE = re.compile("(?:内|起|间|年度)$|^(?:今后|此后|以后)$")
_ANEW = re.compile("^(?:其)?(?:再次|再行|再|重新)")
# 享受过补贴的，五年内不得再次申请: a limit to what one may have, no bar for an act.
_HAD = re.compile("已|曾|过|享受|领取|获得|获评|购买|取得|提取|入选|离婚|出售|上市|竣工|登记之日|交付")
# What an office answers to an application: to refuse it bars nobody from the next one.
_ANSWERED = re.compile(
    "^(?:其|再|予以|给予|行政)*(?:受理|批准|许可|准许|核准|通过|验收|支付|拨付|结算|报销|签发|发放|审批|登记|备案|认可|确认|采纳|支持|执行|立案|办理|注册|审核|颁发|换发|延续|兑现)"
)
BREACHED = re.compile(
    "自(?:被)?(?:撤销|取消|驳回|查实|处罚)|(?:行为|情形)之一|规定(?:的)?(?:情形|行为)|处分|处罚|犯罪|查实|情节(?:特别|较为|较)?(?:严重|恶劣)|刑|[骗欺冒]|不改正|不能|被(?:吊销|撤销|取消)|处以?吊销"
)
_KEEPS = re.compile(
    "(?:不得|不予|不再)(?:再次?|随意|擅自)?(?:调整|改变|变更|转让|上市|出售|转售|过户|抵押|交易|出租|转租|调换|更改|超过|低于|少于|高于)|(?:用途|性质|规划|标准)$"
)
_STOPS = frozenset(["取消", "撤销", "停止", "暂停", "终止", "中止", "收回", "丧失", "失去", "剥夺"])
# 取消其投标资格, and not 取消其检验资格: a title to take part again.
_OF_ENTRY = re.compile(
    "(?:申报|申请|评[选优先奖审]|投标|参[加与评选]|享受|竞[买标拍选]|入[围库选]|候选|承接|推荐)[^，。；]{0,14}资格"
)
_CLASS = re.compile(
    "对于?[^，。；]*(?:的|过多|过高)[^，。；的]{0,8}(?:主体|企业|单位|人员|个人|房企|公司|机构|商户|农户|组织|[者户店场])?$"
)
_SHUTS_OUT = re.compile(
    "(?:依法|一律|相应|可|依规)*限制其?(?:再次?|继续)?(?:参与|参加|参评|申报|申请|竞[买拍价租]|投标|承[接揽包租])"
)
# 上述名单, 前款记录: what the provision has spoken of before.
POINTS_BACK = re.compile(
    "(?:前款|前条|前项|上述|上列|前述|该|此类?|所列|本)(?:规定的|所列的?|所称的?)?(?:名单|名录|名册|档案|记录|信息|台账|[红黑]?榜|平台|系统)"
)
# A part of a sentence that bears on someone else than the part before: 被投诉的，…; 对B级企业，….
_ANOTHER = re.compile("^(?:对(?!其)|针对)|的$|的[^，。的]{1,8}$|^(?:属于?|符合|如|凡)")
_NAMES_WHOM = re.compile(
    "^(?:第[一二三四五六七八九十百\\d]+[条款项]|[（(]?[一二三四五六七八九十\\d]+[)）]?[、.．]?)?(?=对|针对|凡|被|列入|纳入|进入|认定为|评为)"
)
# 失信被执行人信息查询平台: the name of a platform tells nobody's standing.
_PLATFORM = re.compile("失信[^，。；：的]{0,14}(?:平台|系统|网站?|数据库)")


@quick_to_make
@dataclass(frozen=True, slots=True)
class Context:
    """Holds what a sentence stands under: headings and list head above it, and whether the document is about credit.

    `about` are the words that show it: the title, or the central document in its basis. `names` are what the document
    itself calls its scores, lists and platforms. `told` is whether the provision speaks of credit;
    `grades` are the credit grades that the document sets up, the best first.
    """

    headings: str = ""
    list_head: str = ""
    about_credit: bool = False
    beside_credit: bool = True
    names: Names = NO_NAMES
    about: str = ""
    told: bool = False
    grades: tuple[str, ...] = ()


_MOST_AHEAD = 12  # clauses before one that are looked at; bounds the work on a sentence without an end
_MOST_SAID = 400  # characters before one


def stands_under_credit(context: Context) -> bool:
    """Tells whether the title, the head of the list or the headings speak of credit."""
    return context.about_credit or speaks(context.list_head) or speaks(context.headings)


@dataclass
class Scene:
    """A sentence with its clauses, and what stands around it."""

    sentence: str
    tokens: Sequence[Token]
    clauses: Sequence[Clause]
    context: Context

    wished: dict[int, bool] = field(default_factory=dict)
    """Whether clauses (by number) are only wished for, as far as it was asked (wish.py)."""

    last_acts: list[int] = field(default_factory=list)
    """Of each clause the last one up to it, behind the last ；, that tells an act; -1 where none does. As far as it was asked."""

    firsts: dict[str, int] = field(default_factory=dict)
    """Where the first word of a class stands, as far as it was asked."""

    @cached_property
    def of_credit(self) -> Token | None:
        """Returns the first word of credit."""
        return next((t for t in self.tokens if t.word.credit), None)

    @cached_property
    def near(self) -> bool:
        """Tells whether the sentence or the head of its list speaks of credit."""
        if self.context.told and POINTS_BACK.search(self.sentence):
            return True
        if self.of_credit is not None or speaks(self.context.list_head):
            return True
        grades = self.context.grades  # the grades of the document are credit grades wherever they stand
        return bool(grades) and (any(t.is_a("grade") for t in self.tokens) or bears_a_grade(self.sentence, grades))

    @cached_property
    def announced(self) -> bool:
        """Tells whether a heading says that what stands below it is a detriment for bad credit: 失信惩戒, 对失信行为的约束."""
        return _announces_detriment(self.context.headings)

    @cached_property
    def wide(self) -> bool:
        """Tells whether the sentence, its headings or the title speak of credit."""
        return self.near or stands_under_credit(self.context)

    @cached_property
    def names_a_list(self) -> bool:
        """Tells whether sentence, headings or title name a list of persons of bad or good standing."""
        around = tokens_of(f"{self.context.list_head} {self.context.headings} {self.context.about}")
        return any(t.is_a("bad_list", "good_list") for t in (*self.tokens, *around))

    def said(self, i: int) -> str:
        """Returns the words of the segment (from the last ；) up to the end of a clause."""
        start, end = self.clauses[i].start, self.clauses[i].end
        return self.sentence[
            max(self.sentence.rfind("；", max(0, start - _MOST_SAID), start) + 1, start - _MOST_SAID) : end
        ]

    def ahead(self, number: int) -> list[str]:
        """Returns the clauses before one, back to the last ；."""
        out: list[str] = []
        for place in range(number - 1, max(number - 1 - _MOST_AHEAD, -1), -1):
            if self.clauses[place].mark == "；":
                break
            out.append(self.clauses[place].text)
        return out[::-1]

    def grade(self, number: int) -> Standing:
        """Tells how the one stands that a clause bears on; '' where the words do not say."""
        grades, text = self.context.grades, self._before_the_act(number)
        own = standing(_PLATFORM.sub("", text), grades)
        return own or self._still_borne(number) or standing(self.context.list_head, grades) or self._borne_above

    def _still_borne(self, number: int) -> Standing:
        """Tells how the one stands whom the part before the last ； bears on, where this part names nobody else."""
        clause = self.clauses[number]
        begin = self.sentence.rfind("；", max(0, clause.start - _MOST_SAID), clause.start)
        own = clause.ahead() if clause.predicate >= 0 else clause.text
        if begin < 0 or any(_ANOTHER.search(words) for words in (*self.ahead(number), own)):
            return ""
        before = self.sentence[max(0, begin - _MOST_SAID) : begin]
        parts = before.split("；")
        named = next((part for part in reversed(parts) if _ANOTHER.search(part.partition("，")[0])), parts[0])
        first = named.partition("，")[0]
        if not (_ANOTHER.search(first) or bears_a_grade(first, self.context.grades)):
            return ""
        return standing(_PLATFORM.sub("", first), self.context.grades)

    @cached_property
    def _borne_above(self) -> Standing:
        """Tells how the one stands whom the heading of the item names: 第八条对黄牌企业."""
        words = self.context.headings.rsplit(" ", 1)[-1]
        named = _NAMES_WHOM.match(words)
        return standing(words[named.end() :] + "，", self.context.grades) if named else ""

    def ranks(self, i: int) -> Standing:
        """Tells how the one stands that a clause bears on, by grade or points alone."""
        return rank(self._before_the_act(i), self.context.grades)[1]

    def _before_the_act(self, i: int) -> str:
        """Returns the words of the segment up to the predicate of a clause."""
        clause, text = self.clauses[i], self.said(i)
        return (
            text if clause.predicate < 0 else text[: len(text) - (clause.end - clause.tokens[clause.predicate].start)]
        )

    def rests_on_standing(self, number: int) -> bool:
        """Tells whether a basis in the clause, or before it, is how someone stands: 根据信用状况, 参考得分, 视…等级."""
        clause = self.clauses[number]
        first = number  # a basis reaches over clauses without a verb of their own
        while first and number - first < _MOST_AHEAD and _only_tells_a_basis(self.clauses[first - 1]):
            first -= 1
        begin = self.clauses[first].start
        end = clause.tokens[clause.predicate].start if clause.predicate >= 0 else clause.end
        based = credit = False
        for k in range(bisect_left(self.tokens, begin, key=_start), len(self.tokens)):
            token = self.tokens[k]
            if token.end > end:
                break
            if credit and token.is_a("serve"):
                return True
            credit = credit or token.word.credit
            if token.is_a("basis"):
                based = True
            elif token.is_a("take", "toward", "modal"):
                based = False
            elif based and (token.is_a("fact", "score") or (token.word.credit and not token.is_a("list"))):
                if not _RULES_OF.match(self.sentence, token.end):
                    return True
            elif based and token.is_a("grade") and self.wide:
                return True
        return False

    def acted(self, number: int) -> bool:
        """Tells whether the clauses before one tell an act, or someone who did it."""
        if not number:
            return False
        if self._last_act(number - 1) >= max(0, number - _MOST_AHEAD):
            return True
        before = self.clauses[number - 1]
        if before.mark == "；" or not before.tokens:
            return False
        last = before.tokens[-1]
        return last.is_a("person") and last.end == before.end and any(t.is_a("of") for t in before.tokens)

    def _last_act(self, number: int) -> int:
        """Returns the last clause up to one, behind the last ；, that tells an act, or someone who did it; -1 where none does."""
        known = self.last_acts
        for place in range(len(known), number + 1):
            words = self.clauses[place].text
            if self.clauses[place].mark == "；":
                known.append(-1)
            elif _ACTED.search(words) or (words.startswith(("对", "针对")) and "的" in words):
                known.append(place)
            else:
                known.append(known[-1] if known else -1)
        return known[number]

    def told_before(self, number: int, name: str) -> bool:
        """Tells whether a word of a class stands before a clause."""
        if name not in self.firsts:
            self.firsts[name] = next((t.start for t in self.tokens if name in t.word.classes), len(self.sentence))
        return self.firsts[name] < self.clauses[number].start

    @cached_property
    def _breaches(self) -> list[int]:
        return [t.start for t in self.tokens if t.is_a("breach", "bad_person")]

    def breached(self, number: int) -> bool:
        """Tells whether a breach is told before what a clause does: in the clauses ahead, or ahead of its predicate."""
        clause = self.clauses[number]
        begin = clause.tokens[clause.predicate].start if clause.predicate >= 0 else clause.end
        first = max(0, begin - _MOST_SAID)
        start = first if self.has_term(number) else max(first, self.sentence.rfind("；", first, clause.start) + 1)
        at = bisect_left(self._breaches, start)
        if at < len(self._breaches) and self._breaches[at] < begin:
            return True
        return bool(BREACHED.search(self.sentence, start, begin)) or (self.near and self.grade(number) == "bad")

    def bars_elsewhere(self, number: int) -> bool:
        """Tells whether a clause nearby bars for a term: 从名录中除名，三年内不得申请."""
        nearby = range(max(0, number - _MOST_AHEAD), min(len(self.clauses), number + _MOST_AHEAD))
        return any(k != number and self.clauses[k].chain and self._denies(k) and self.has_term(k) for k in nearby)

    def _denies(self, i: int) -> bool:
        return self.clauses[i].tokens[self.clauses[i].predicate].is_a("deny", "wait")

    def follows(self, number: int) -> bool:
        """Tells whether a clause follows from a grade, a list, a result or a breach, or stands under a head that announces it."""
        head = self.context.list_head
        if items_are(head) == "measures" or ANNOUNCES.search(head + self.context.headings):
            return True
        if any(words.endswith("的") for words in self.ahead(number)) or self.grade(number):
            return True
        return (
            bool(_BY_RESULT.search(self.said(number)))
            or self._bears(number)
            or (self.acted(number) and self.breached(number))
        )

    def _bears(self, i: int) -> bool:
        """Tells whether 对 or 将 in the clause itself names someone by what they did: 对拒不整改的企业, 约谈…."""
        clause = self.clauses[i]
        ahead = clause.ahead() if clause.predicate >= 0 else ""
        return "的" in ahead and (clause.toward or clause.taken)

    def bars_the_future(self, number: int) -> bool:
        """Tells whether a restriction is more than the answer to one application.

        It bars for a term, or from eligibility or benefits for a breach that is told before it, or limits what a class of
        persons may take part in (对逾期交付过多的房企，限制其参与竞买).
        """
        clause = self.clauses[number]
        if clause.predicate < 0 or _KEEPS.search(clause.text):
            return False
        begin = clause.tokens[clause.modal].start if clause.modal >= 0 else clause.start
        if _SHUTS_OUT.match(self.sentence[: clause.end], begin) and any(
            _CLASS.match(words) for words in self.ahead(number)
        ):
            return True
        open_to = clause.complement.has("access", "benefit") or clause.object.has("access", "benefit")
        if (
            open_to
            and not clause.tokens[clause.predicate].word.text.startswith(FORBIDDING)
            and clause.complement.has("person")
            and clause.complement.has("breach", "bad", "bad_person", "stain")
        ):
            return True  # 取消拖欠水费农户的补贴资格: who is barred, and for what, stands behind the verb
        if self.has_term(number):
            return (
                self.breached(number)
                or self.grade(number) == "bad"
                or (open_to and self.acted(number) and not self._had(number))
            )
        if not clause.complement.has("entry") or _ANSWERED.match(clause.behind()):
            return False
        if clause.tokens[clause.predicate].word.text in _STOPS:
            return bool(_OF_ENTRY.search(clause.behind())) and self.breached(number)
        return self.breached(number) and (self.acted(number) or clause.toward or self._is_subject_told(number))

    def _had(self, i: int) -> bool:
        """Tells whether the clauses ahead tell of what someone has had: 领取过补贴的."""
        return bool(_HAD.search("，".join(self.ahead(i))))

    def _is_subject_told(self, i: int) -> bool:
        """Tells whether the subject of a clause is someone told by what they did: 有前科的企业不得竞拍."""
        clause = self.clauses[i]
        return clause.object.has("of") and clause.object.has("person")

    def has_term(self, number: int) -> bool:
        """Tells whether a restriction holds for a term or for what comes: 两年内, 今后, 下一年度, 再次."""
        clause = self.clauses[number]
        if clause.predicate < 0:
            return False
        begin = clause.tokens[clause.predicate].start
        ahead = self.sentence[clause.start : begin]
        if number and self.clauses[number - 1].mark == "，" and _TIME_ALONE.search(self.clauses[number - 1].text):
            ahead = self.clauses[number - 1].text + ahead  # 自处罚之日起五年内，不得…
        if _BACK.search(ahead):
            return False
        behind = clause.behind()
        return bool(
            WITHIN.search(ahead)
            or LASTS.search(behind)
            or (_ANEW.match(behind) and clause.complement.has("access", "benefit"))
        )


def _start(token: Token) -> int:
    return token.start


def term_in(words: str) -> str:
    """Returns the words by which a clause bars for a term (三年内不得…), "" where it does not."""
    found = WITHIN.search(words) or LASTS.search(words)
    return found[0] if found else ""


@lru_cache(maxsize=1 << 12)
def _announces_detriment(headings: str) -> bool:
    tokens = tokens_of(headings)
    return any(t.is_a("sanction") for t in tokens) and any(t.word.credit for t in tokens)


@lru_cache(maxsize=1 << 12)
def speaks(words: str) -> bool:
    """Tells whether a heading or list head speaks of credit."""
    return speaks_of_credit(words)


def _only_tells_a_basis(clause: Clause) -> bool:
    """Tells whether a clause has no verb but 为依据, and another one follows behind a comma."""
    return clause.mark == "，" and (clause.predicate < 0 or clause.tokens[clause.predicate].is_a("serve"))
