"""The shallow clause: what stands in it (docs/frames.md#clause); grammar.py finds it, role.py says what it is for.

Official prose marks its structure with a closed class of words. A clause is circumstance, subject, modal, object with 将 or
对, predicate, complement; 的 closes a modifier; the right-most noun heads its phrase.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.find.frames.words import Token

_LEADING = re.compile("^(?:※+|并且|并|且|同时|以及|及时|要(?!求)|还应当|还应|还要|其中|和|或者|或|，|、|:|一律|由|即)+")

FORBIDDING = ("不得", "禁止", "严禁", "不准", "不许")
"""Words that tell what is not to be done, where 取消 or 限制 take something away."""


class Role(StrEnum):
    """Says what a clause is for in its sentence; only an act can lay a measure down (docs/frames.md#roles)."""

    ACT = "act"
    CONDITION = "condition"
    """…的，; 如…，; （一）伪造报告的；"""
    TIME = "time"
    """作出决定后，"""
    CIRCUMSTANCE = "circumstance"
    """在招标投标活动中，"""
    BASIS = "basis"
    """按照有关规定，"""
    MEANS = "means"
    """通过信息共享，; 以平台为依托，"""
    PURPOSE = "purpose"
    """为规范管理，"""
    PRINCIPLE = "principle"
    """坚持守信激励的原则，"""
    NAME = "name"
    """The one that the next clause bears on: 被列入名单的企业，"""
    TOPIC = "topic"
    """What the next clause says something of: 采取的措施，应当…"""
    HEADING = "heading"
    """A noun that says what is spoken of: 信用信息的公开。"""
    DUTY = "duty"
    """Whose work something is: 负责名单的管理工作。"""
    ENDED = "ended"
    """A rule or demand that is done away with: 取消…的规定。"""
    SPARED = "spared"
    """What is not to be done to someone: 不列入名单。"""
    REPORT = "report"
    """What has been done: 已将三百户纳入档案。"""
    WISH = "wish"
    """希望…"""
    QUOTA = "quota"
    """How much or how long: 公示时间不得少于七日。"""
    LEAD = "lead"
    """It leads to a list: 采取下列措施："""
    ASIDE = "aside"
    """It stands beside in another way: 其中，; 公开名单时隐去住址; 可以自愿参与评定."""


class Phrase:
    """The words of a stretch of a clause, and what they speak of."""

    __slots__ = ("_classes", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._classes: frozenset[str] | None = None

    def has(self, *classes: str) -> bool:
        """Tells whether a word of these classes stands in it."""
        if self._classes is None:  # most phrases are asked many times, or never
            self._classes = frozenset[str]().union(*[t.word.classes for t in self.tokens])
        return not self._classes.isdisjoint(classes)

    def last(self, *classes: str) -> Token | None:
        """Returns the last word of these classes."""
        return next((t for t in reversed(self.tokens) if not t.word.classes.isdisjoint(classes)), None)

    @property
    def credit(self) -> bool:
        """Tells whether it speaks of credit by itself."""
        return any(t.word.credit for t in self.tokens)


NOTHING = Phrase(())
"""What stands where no words do."""


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
    object: Phrase = field(default=NOTHING)
    """What 将, 把 or 对 brings forward, or the subject."""
    taken: bool = False
    """Whether 将 or 把 brings the object forward."""
    toward: bool = False
    begin: int = 0
    """The word (index) that the object begins with."""
    aside: frozenset[int] = frozenset()
    """The words (indexes) of its circumstances."""
    complement: Phrase = field(default=NOTHING)
    carried: Phrase = field(default=NOTHING)
    """What the clause before speaks of, where this one names no object of its own: its topic, or what 将 brought forward."""
    text: str = field(init=False)
    """The words of the clause, which are asked for again and again."""

    def __post_init__(self) -> None:
        self.text = self.sentence[self.start : self.end]

    def behind(self) -> str:
        """Returns the words behind the predicate."""
        return self.sentence[self.tokens[self.predicate].end : self.end]

    def ahead(self) -> str:
        """Returns the words before the predicate."""
        return self.sentence[self.start : self.tokens[self.predicate].start]

    @property
    def predicate_span(self) -> tuple[int, int]:
        """Returns the offsets of the verbs of its predicate within the sentence; those of its end where it has none."""
        if not self.chain:
            return self.end, self.end
        return self.tokens[self.chain[0]].start, self.tokens[self.chain[-1]].end

    @property
    def complement_span(self) -> tuple[int, int]:
        """Returns the offsets of what stands behind the predicate."""
        return self.predicate_span[1], self.end

    @property
    def object_span(self) -> tuple[int, int]:
        """Returns the offsets of what it brings forward, or of its subject: up to who acts, how and when."""
        tokens, first = self.tokens, self.begin
        if not self.chain:
            return self.end, self.end
        start = tokens[first - 1].end if first else self.start + bare_start(self.text)
        end = tokens[self.chain[0]].start
        start = min(start, end)
        for number in range(first, self.chain[0]):
            token = tokens[number]
            if token.start > start and (
                number in self.aside or number == self.modal or token.is_a("agent", "passive") or _says_how(token)
            ):
                return start, min(end, token.start)
        last = tokens[self.chain[0] - 1] if self.chain[0] > first else None
        if last is not None and last.end == end and last.is_a("carry"):  # 进行公示
            end = last.start
        return start, max(start, end)


def _says_how(token: Token) -> bool:
    """Tells whether a word says how or to whom: what stands before it is the object, 投诉信息向社会公开."""
    return not token.word.verb and (token.is_a("manner") or token.word.text in ("向", "同步", "一并"))


def bare_start(text: str) -> int:
    """Tells where a clause begins behind its connectives."""
    lead = _LEADING.match(text)
    return lead.end() if lead else 0
