"""Tells what makes an act a credit measure: its bearer, what it follows from, and what its sentence and document are about.

The link of an act to credit stands in its own words, in those of its sentence, in the head of its list, or in title and
headings; a bar on the future needs none (docs/frames.md#link).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.find.frames.clause import Clause
from ingest.find.frames.heads import ANNOUNCES, items_are
from ingest.find.frames.words import Token, Word, tokens_of

_BEST = "[AＡ]{1,4}[+＋-]?级?(?![B-Z])|[优优]秀?|良好?|一[级类]|[五四]星|[绿蓝]牌|[绿]码|最高|[甲]级"
_WORST = "[B-DＢ-Ｄ][+＋-]?级?|[三四五]级|[三四]类|较?差|不合格|不及格|末等|[红黄黑]牌|[红黄黑]码|[零一二]星|较低|最低|黑名单|黑榜|丙级|丁级|预警"
_GRADED_AS = re.compile(
    "(?:等级|等次|级别|结果|评价|评定|评级|考核|信用|诚信|评为|评定为|列为|定为|被评为|被列为)[^，。；：、]{0,8}?(?:为|达到?|在|降至|获评|获得|属于|：)?“?"
    f"(?:(?P<good>{_BEST})|(?P<bad>{_WORST}))(?:”|以上|以下|及以上|及以下|、|和|或|级|企业|的|单位|$|，)"
)
_CLASSED = re.compile(
    "(?:^|对|为|是|被评为|被评定为|、|年度|信用)(?:(?P<good>[AＡ]{1,4}[+＋]?级?|一级|一类|[五四]星级?|[绿蓝]牌|[优良][秀好]?等?级?)|(?P<bad>[B-DＢ-Ｄ][+＋-]?级?|[二三四]级|[三四]类|[一二零]星级?|[红黄黑]牌))"
    "(?:、[^，。；]{1,12})?(?:的)?[^，。；：的]{0,8}(?:企业|单位|机构|户|者|主体|公司|商户|会员|人员|村|项目|门店|店|供应商|驾校|车队|经营者)"
)
_GOOD_STANDING = re.compile(
    "(?:信用|诚信|资信|信誉)[^，。；的]{0,8}(?:良好|优良|优秀|较好|好|高)|无(?:不良|失信|违法|违规|欠薪|拖欠)[^，。；]{0,10}(?:记录|行为)|守信(?!激励|联合)|诚信(?:企业|主体|单位|商户|农户|示范|经营|典型|家庭|者|户)|[红]名单|红榜|(?:积分|分值|得分|信用分|指数)[^，。；]{0,10}(?:以上|高于|超过|达到|前\\d|排名前|靠前)"
)
_BAD_STANDING = re.compile(
    "失信|不诚信|不守信|不文明|不良(?:信用|行为|记录)|黑名单|黑榜|信用(?:[^，。；的]{0,6})(?:较差|差|低|不良)|严重违法|异常名录|惩戒对象|(?:积分|分值|得分|信用分|指数)[^，。；]{0,10}(?:以下|低于|不足|为负|未达|不满|末位)"
)
_BY_RESULT = re.compile(
    "(?:依据|根据|按照?|结合|凭|视)[^，。；]{0,24}(?:得分|评分|评价|等级|排名|名次|积分|信用(?:状况|情况|等级|记录|评价)?|诚信|评级)"
)
# An act, or someone who did it, that the clauses behind bear on.
_ACTED = re.compile(
    "的(?:[^，。；：的]{0,6}(?:主体|企业|单位|人员|个人|商户|农户|会员|者|机构|居民|村民|投标人|被执行人|业主|职工|家庭|网点|供应商|公司|[生户人店]))?$"
)
_BREACH = re.compile(
    "弄虚作假|虚假|骗取|欺骗|隐瞒|伪造|变造|虚报|瞒报|冒领|套取|挪用|拒不|拒绝|逃避|恶意|违反|违规|违法|违约|擅自|未按|不履行|不兑现|未履行|不配合|拖欠|串通|围标|行贿|抄袭|作弊|转借|转租|出借|倒卖|不能|放弃"
)
_TERM = re.compile(
    "(?:(?:[一二三四五六七八九十两\\d]{1,3}|半)个?(?:年|个?月|年度)(?:（[^）]*）)?(?:以)?内|(?:今后|此后|未来)[一二三四五六七八九十两\\d]{1,3}年|终身|永久|永远|下一?年度|次年|下次|当年度?|本年度)[^，。；]{0,24}(?:不|取消|禁止|限制|停止|暂停|剥夺|资格)"
    "|(?:不得|不予|不再|取消|禁止|限制其|停止|暂停|剥夺)[^，。；]{0,40}(?:[一二三四五六七八九十两\\d]{1,3}|半)个?(?:年|个月)(?![度份底初前起])"
    "|[一二三四五六七八九十两\\d]{1,3}年后方可(?:再|重新)"
)
_KEEPS = re.compile(
    "(?:不得|不予|不再)(?:再|随意|擅自)?(?:调整|改变|变更|转让|上市|出售|转售|过户|抵押|交易|出租|转租|调换|更改|超过|低于|少于|高于)|(?:用途|性质|规划|标准)$"
)
_LOOKS_BACK = re.compile(
    "(?:[一二三四五六七八九十两\\d]{1,3}|半)个?(?:年|月|年度)(?:以)?内[^，。；]{0,24}(?:弄虚作假|虚假|骗取|欺骗|隐瞒|伪造|违规|违法|违约|处罚|不良|失信)"
)
_CLASS = re.compile(
    "对于?[^，。；]*(?:的|过多|过高)[^，。；的]{0,8}(?:主体|企业|单位|人员|个人|房企|公司|机构|商户|农户|组织|[者户店场])?$"
)
_SHUTS_OUT = re.compile(
    "(?:依法|一律|相应|可|依规)*限制其?(?:再次?|继续)?(?:参与|参加|参评|申报|申请|竞[买拍价租]|投标|承[接揽包租])"
)
_NOT_YET = re.compile("(?:未|没有|尚不|不足以)[^，。；]{0,8}$")
# 上述名单, 前款记录: what the provision has spoken of before.
_POINTS_BACK = re.compile(
    "(?:前款|前条|前项|上述|上列|前述|该|此类?|所列|本)(?:规定的|所列的?|所称的?)?(?:名单|名录|名册|档案|记录|信息|台账|[红黑]?榜|平台|系统)"
)
# 失信被执行人信息查询平台: the name of a platform tells nobody's standing.
_PLATFORM = re.compile("失信[^，。；：的]{0,14}(?:平台|系统|网站?|数据库)")


@dataclass(frozen=True, slots=True)
class Context:
    """Holds what a sentence stands under: headings and list head above it, and whether the document is about credit.

    `about` are the words that show it: the title, or the central document in its basis. `names` are what the document
    itself calls its scores, lists and platforms. `told` is whether the provision speaks of credit.
    """

    headings: str = ""
    list_head: str = ""
    about_credit: bool = False
    beside_credit: bool = True
    names: tuple[Word, ...] = ()
    about: str = ""
    told: bool = False


_MOST_AHEAD = 12  # clauses before one that are looked at; bounds the work on a sentence without an end
_MOST_SAID = 400  # characters before one


def speaks_of_credit_around(tokens: Sequence[Token], context: Context) -> bool:
    """Tells whether a sentence, the head of its list, its headings or the title speak of credit."""
    return (
        context.about_credit
        or any(t.word.credit for t in tokens)
        or _speaks(context.list_head)
        or _speaks(context.headings)
    )


# Words of these classes alone make no act a measure without a word of credit, unless it bars the future.
_QUIET = frozenset(
    [
        "deny",
        "burden",
        "found",
        "carry",
        "task",
        "urge",
        "rate",
        "other",
        "publish",
        "pass",
        "record",
        "ask",
        "as",
        "bind",
        "points",
        "favour",
        "mend",
        "put",
        "person",
        "bad",
        "good",
        "data",
        "access",
        "benefit",
        "load",
        "grade",
        "use",
        "frame_noun",
        "record_book",
        "flow",
        "logging",
        "rating",
        "outlet",
        "own_work",
        "sanction",
        "reward",
        "way_out",
        "watch",
        "contain",
        "designate",
        "place_name",
    ]
)


def may_hold(sentence: str, tokens: Sequence[Token], context: Context) -> bool:
    """Tells whether a sentence may hold a measure: it speaks of credit, exposes someone, or bars the future."""
    if speaks_of_credit_around(tokens, context) or "曝光" in sentence or "惩戒" in sentence or context.list_head:
        return True
    if any(not t.word.mark and not t.word.plain and not t.word.classes <= _QUIET for t in tokens):
        return True
    if not context.beside_credit or not any(t.is_a("deny", "burden") for t in tokens):
        return False
    return bool(
        _TERM.search(sentence) or _BREACH.search(sentence) or _LOOKS_BACK.search(sentence) or "限制" in sentence
    )


@dataclass
class Scene:
    """A sentence with its clauses, and what stands around it."""

    sentence: str
    tokens: Sequence[Token]
    clauses: Sequence[Clause]
    context: Context

    @cached_property
    def near(self) -> bool:
        """Tells whether the sentence or the head of its list speaks of credit."""
        if self.context.told and _POINTS_BACK.search(self.sentence):
            return True
        return any(t.word.credit for t in self.tokens) or _speaks(self.context.list_head)

    @cached_property
    def announced(self) -> bool:
        """Tells whether a heading says that what stands below it is a detriment for bad credit: 失信惩戒, 对失信行为的约束."""
        return _announces_detriment(self.context.headings)

    @cached_property
    def wide(self) -> bool:
        """Tells whether the sentence, its headings or the title speak of credit."""
        return self.near or speaks_of_credit_around(self.tokens, self.context)

    def said(self, i: int) -> str:
        """Returns the words of the segment (from the last ；) up to the end of a clause."""
        start, end = self.clauses[i].start, self.clauses[i].end
        return self.sentence[
            max(self.sentence.rfind("；", max(0, start - _MOST_SAID), start) + 1, start - _MOST_SAID) : end
        ]

    def ahead(self, i: int) -> list[str]:
        """Returns the clauses before one, back to the last ；."""
        out: list[str] = []
        for k in range(i - 1, max(i - 1 - _MOST_AHEAD, -1), -1):
            if self.clauses[k].mark == "；":
                break
            out.append(self.clauses[k].text)
        return out[::-1]

    def grade(self, i: int) -> str:
        """Tells how the one stands that a clause bears on: 'good', 'bad', or '' where the words do not say."""
        text = self.said(i)
        clause = self.clauses[i]
        if clause.predicate >= 0:
            text = text[: len(text) - (clause.end - clause.tokens[clause.predicate].start)]
        for words in (_PLATFORM.sub("", text), self.context.list_head):
            found = _GRADED_AS.search(words) or _CLASSED.search(words)
            if found:
                return "good" if found["good"] else "bad"
            bad = _BAD_STANDING.search(words)
            if bad and not _NOT_YET.search(words, 0, bad.start()):
                return "bad"
            if _GOOD_STANDING.search(words):
                return "good"
        return ""

    def acted(self, i: int) -> bool:
        """Tells whether the clauses before one tell an act, or someone who did it."""
        return any(
            _ACTED.search(words) or (words.startswith(("对", "针对")) and "的" in words) for words in self.ahead(i)
        )

    def breached(self, i: int) -> bool:
        """Tells whether the clauses before one tell a breach, or someone who committed it."""
        return any(_ACTED.search(words) and _BREACH.search(words) for words in self.ahead(i))

    def bars_elsewhere(self, i: int) -> bool:
        """Tells whether another clause of the sentence bars for a term: 从名录中除名，三年内不得申请."""
        return any(_TERM.search(clause.text) for k, clause in enumerate(self.clauses) if k != i)

    def follows(self, i: int) -> bool:
        """Tells whether a clause follows from a grade, a list, a result or a breach, or stands under a head that announces it."""
        head = self.context.list_head
        if items_are(head) == "measures" or ANNOUNCES.search(head + self.context.headings):
            return True
        if any(words.endswith("的") for words in self.ahead(i)) or self.grade(i):
            return True
        return bool(_BY_RESULT.search(self.said(i))) or self._bears(i)

    def _bears(self, i: int) -> bool:
        """Tells whether 对 or 将 in the clause itself names someone by what they did: 对拒不整改的企业, 约谈…."""
        clause = self.clauses[i]
        ahead = clause.ahead() if clause.predicate >= 0 else ""
        return "的" in ahead and (clause.toward or clause.taken)

    def bars_the_future(self, i: int) -> bool:
        """Tells whether a restriction is more than the answer to one application.

        It bars for a term, or from eligibility or benefits for a breach that is told before it, or limits what a class of
        persons may take part in (对逾期交付过多的房企，限制其参与竞买).
        """
        clause = self.clauses[i]
        ahead = self.ahead(i)
        if _KEEPS.search(clause.text):
            return False
        begin = clause.tokens[clause.modal].start if clause.modal >= 0 else clause.start
        if _SHUTS_OUT.match(self.sentence[: clause.end], begin) and any(_CLASS.match(words) for words in ahead):
            return True
        if _TERM.search(clause.text) or any(_LOOKS_BACK.search(words) for words in ahead):
            return True
        if not clause.complement.has("access", "benefit"):
            return False
        return self.breached(i)


def term_in(words: str) -> str:
    """Returns the words by which a clause bars for a term (三年内不得…), "" where it does not."""
    found = _TERM.search(words)
    return found[0] if found else ""


_CACHE: dict[str, bool] = {}


@lru_cache(maxsize=1 << 12)
def _announces_detriment(headings: str) -> bool:
    tokens = tokens_of(headings)
    return any(t.is_a("sanction") for t in tokens) and any(t.word.credit for t in tokens)


def _speaks(words: str) -> bool:
    """Tells whether a heading or list head speaks of credit."""
    if words not in _CACHE:
        if len(_CACHE) > 4096:
            _CACHE.clear()
        _CACHE[words] = any(t.word.credit for t in tokens_of(words))
    return _CACHE[words]
