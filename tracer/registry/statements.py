"""Says what a text states about credit measures, in the closed vocabulary of data/statements.toml.

An article of a law and a measure are read by the same function, so that they can be compared; what an
article states is small enough to be kept as a fact where its text is not at hand.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from graph_schema.first_use import later
from graph_schema.messages import Message, codes
from graph_schema.numerals import value_of

PERMANENT = 9999  # months; 终身, 永久

_TERM = later("(?P<n>[一二三四五六七八九十两半\\d]{1,3})(?P<unit>个月|年|周年|年度|日|个工作日)")
_FOR_EVER = later("终身|永久|永远|不再受理|无限期|长期")
_RESTRAINS = later(
    "(?<!数量)(?<!有)限制(?!性)|阻止|限入|禁入|取消|剥夺|(?:禁止|不得|不准|不再|不予(?!撤销|处罚|行政处罚|追究|公开|公布|披露)|不能|不可|停止|暂停|中止|拒绝)|不(?:适用|享受|受理|安排|批准|授予|录用|列入|纳入|办理|发放|给予|提供|接受|参加)|"
    "降低|核减|减少|扣减|上调|提高|增加|加大|列为|列入|从严|从重|吊销|(?<!不予)撤销|收回|(?<!行政)(?<!刑事)处(?!理|置|于|长|所)|作相应限制|约谈|警告|通报批评|谴责|重点|责令|优先检查|丧失|惩戒|约束|相(?:衔接|挂钩)"
)
_FORBIDS = later("不得|禁止|不准|不能|不可")
_SANCTION = later("的[，：]|失信|名单|信用|处罚|惩戒|[年月]内|终身|情节")
_HEAD = later(
    "(?:惩戒|限制|约束|监管|处理|管理|下列|以下)[^。；：]{0,16}措施[^。；：]{0,12}：?$|(?:惩戒|约束|限制)[^。；]{0,10}：$"
)
_FIELD_OPENING = later("(?:在|对|就)[^，。；]{2,}(?:方面|中|工作|活动|领域|时|等)$|方面$")
_DENIED = later("(?:不得|禁止|不应当|不应|不予|不再|无权)[^，。；]{0,12}$")
# 不符合条件的，不予许可: an application that does not meet what is asked is refused, nobody is barred.
_UNMET = later("(?:不符合|未达到|达不到|不具备|不满足)[^，。；]{0,30}(?:条件|要求|标准|规定)[^，。；]{0,6}的$")
# Who does it says nothing of where somebody is restrained: 由政府采购监督管理部门处以罚款.
_BY_WHOM = later("由[^，；：]{2,40}?(?:部门|机关|机构|委员会|法院|政府|主体)")
# 作出准予许可或者不予许可的决定: an application is decided, nobody is barred.
_DECIDED = later("(?:或者|或是|还是|或)不予[^，。；]{1,8}")
# What a fine or a revocation takes is money or the licence: 对从事…活动的处罚款 names whom it falls on.
_TAKES = later("处|吊销|警告|通报批评|责令")
_TAKEN = frozenset({"assets", "business", "warning"})
_ALREADY = later("(?:被|已|经)(?:依法)?$")
_OPEN = later("等(?:方面|领域|活动|事项|措施|限制)|其他[^，。；]{0,10}(?:措施|限制|惩戒)")
# 自处罚之日起未逾三年的: the term stands in the condition.
_LAPSING = later(
    "之日起[^，。；]{0,6}(?:未逾|未满|不满|不足|未超过)(?P<term>[一二三四五六七八九十\\d]{1,3}(?:年|个月))"
)
_SEVERE = later("情节(?:特别)?严重|后果严重|严重后果|情节恶劣|造成(?:特别)?严重|重大[^，。；]{0,6}(?:事故|影响)")
_ITEM = later("^\\s*[（(][一二三四五六七八九十]+[）)]")


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the vocabulary."""

    id: str
    name: Message
    is_act: bool
    pattern: re.Pattern[str]
    without: re.Pattern[str] | None
    matches: tuple[str, ...]
    refuses: tuple[str, ...]

    def is_in(self, words: str) -> bool:
        """Tells whether words speak of it, those left out that only look like it."""
        return self.pattern.search(self.without.sub("", words) if self.without else words) is not None


@dataclass(frozen=True, slots=True)
class Profile:
    """Holds what a text states: acts, and the fields in which it restrains somebody with the longest term in months.

    0 is a restraint without a term. `open_ended` says that the fields are examples, `severe` that a
    grave case is asked for.
    """

    acts: frozenset[str] = frozenset()
    fields: Mapping[str, int] = field(default_factory=dict)
    open_ended: bool = False
    severe: bool = False

    def __bool__(self) -> bool:
        return bool(self.acts or self.fields)

    def __str__(self) -> str:
        """Returns the profile in one cell: record publish bidding=24 +open +severe."""
        marks = [*(["+open"] if self.open_ended else []), *(["+severe"] if self.severe else [])]
        return " ".join([*sorted(self.acts), *(f"{k}={v}" for k, v in sorted(self.fields.items())), *marks])


def parse_profile(cell: str) -> Profile:
    """Returns the profile that a cell states; ValueError where it holds what is no term."""
    parts = cell.split()
    words = [part for part in parts if not part.startswith("+")]
    acts = frozenset(word for word in words if "=" not in word)
    fields = {name: int(months) for name, _, months in (word.partition("=") for word in words) if months}
    unknown = (acts | set(fields)) - {term.id for term in vocabulary()}
    if unknown:
        raise ValueError(f"unknown term {min(unknown)}")
    return Profile(acts, fields, "+open" in parts, "+severe" in parts)


def joined(profiles: list[Profile]) -> Profile:
    """Returns what several articles state together."""
    fields: dict[str, int] = {}
    for profile in profiles:
        for name, months in profile.fields.items():
            fields[name] = max(months, fields.get(name, 0))
    return Profile(
        frozenset().union(*(p.acts for p in profiles)),
        fields,
        any(p.open_ended for p in profiles),
        any(p.severe for p in profiles),
    )


_TERMS = tomllib.loads(files("tracer").joinpath("registry/data/statements.toml").read_text(encoding="utf-8"))["term"]
IDS = tuple(term["id"] for term in _TERMS)
_NAMES = codes("statement", IDS)


@cache
def vocabulary() -> tuple[Term, ...]:
    """Returns the terms of data/statements.toml, in order."""
    return tuple(
        Term(
            t["id"],
            Message(_NAMES[t["id"]]),
            t["sort"] == "act",
            _compiled(t["pattern"]),
            _compiled(t["without"]) if "without" in t else None,
            tuple(t["matches"]),
            tuple(t["refuses"]),
        )
        for t in _TERMS
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return later(re.sub("(?<![A-Za-z\\\\])W", "[^。；\n]", pattern))


def names_of(ids: frozenset[str]) -> tuple[Message, ...]:
    """Returns the names of terms, in the order of the vocabulary."""
    return tuple(t.name for t in vocabulary() if t.id in ids)


# --- reading -----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def article_profile(text: str) -> Profile:
    """Returns what an article states."""
    acts: set[str] = set()
    found: dict[str, tuple[int, bool]] = {}
    for sentence, under_head in _sentences(text):
        acts.update(_acts(sentence))
        # 下列人员不得录用：（四）被列为失信联合惩戒对象的: the items say whom it restrains.
        whom = text if "下列" in sentence else sentence
        for name, restraint in _restraints(sentence, under_head, sanctions=bool(_SANCTION.search(whom))):
            found[name] = max(restraint, found.get(name, (0, False)))
    fields = {name: months for name, (months, _) in found.items()}
    longest = max(fields.values(), default=0)
    severe = bool(found) and all(severe for months, severe in found.values() if months == longest)
    return Profile(frozenset(acts), fields, bool(_OPEN.search(text)), severe)


def measure_profile(text: str, sentence: str, *, restrains: bool) -> Profile:
    """Returns what a measure does: its acts, and for one that restrains the fields of its predicate, whatever their verb."""
    fields: dict[str, int] = {}
    if restrains:
        predicate = _BY_WHOM.sub("由", "，".join(_predicate(text)))
        months = longest_term(predicate)
        fields = {t.id: months for t in vocabulary() if not t.is_act and t.is_in(predicate)}
    return Profile(frozenset(_acts(text)), fields, False, _is_severe(sentence))


@lru_cache(maxsize=16)
def _is_severe(sentence: str) -> bool:
    """Tells whether a sentence asks for a grave case: of one without an end it is asked for each of its measures."""
    return bool(_SEVERE.search(sentence))


def words_of(text: str, ids: frozenset[str]) -> str:
    """Returns the words of a text that show one of the terms, the shortest such stretch; "" where there are none."""
    found = [m[0] for s, _ in _sentences(text) for t in vocabulary() if t.id in ids and (m := t.pattern.search(s))]
    return min(found, key=len, default="")


def longest_term(text: str) -> int:
    """Returns the longest term that a text names, in months: 一年至二年内 → 24; 0 where it names none."""
    if _FOR_EVER.search(text):
        return PERMANENT
    return max((_months(m["n"], m["unit"]) for m in _TERM.finditer(_without_conditions(text))), default=0)


def _without_conditions(text: str) -> str:
    """Returns a text without the clauses that only say when it applies: 一年内被投诉三次以上的，"""
    return "，".join(c for c in re.split("[，；：]", text) if not re.search("的$|(?:次|起)以上", c))


def _months(number: str, unit: str) -> int:
    if number == "半":
        return 6
    count = int(number) if number.isdigit() else _spelt(number)
    if unit.startswith(("年", "周")):
        return count * 12
    return count if unit == "个月" else max(1, count // 30)


def _spelt(number: str) -> int:
    """Reads of 二三 (two or three) the greater; 半 counts nothing."""
    return value_of(number if "十" in number else number[-1]) or 0


def _sentences(text: str) -> Iterator[tuple[str, bool]]:
    """Yields the sentences of an article, and whether each is an item under a head that announces restraints."""
    head = False
    for line in text.split("\n"):
        item = bool(_ITEM.match(line))
        for sentence in re.split("[。；]", line):
            if sentence.strip():
                yield sentence.strip(), head and item
        if not item:
            head = bool(_HEAD.search(line.strip()))


def _acts(sentence: str) -> Iterator[str]:
    """Yields the acts of a sentence: what it forbids, and whom it names by an act that is done, do not count."""
    for term in vocabulary():
        if term.is_act:
            for m in term.pattern.finditer(sentence):
                before = sentence[: m.start()]
                if not _DENIED.search(before) and not _ALREADY.search(before):
                    yield term.id
                    break


def _restraints(sentence: str, under_head: bool, *, sanctions: bool) -> Iterator[tuple[str, tuple[int, bool]]]:
    """Yields the fields of the clauses that restrain somebody, each with its longest term and whether a grave case is asked for."""
    severe = unmet = False
    clauses = re.split("[，：]", sentence)
    opening = ""
    for clause in clauses:
        severe = severe or bool(_SEVERE.search(clause))
        if clause.endswith("的"):
            unmet = bool(_UNMET.search(clause))
            lapsing = _LAPSING.search(clause)
            opening = f"{lapsing['term']}内" if lapsing else ""
            continue
        clause = _DECIDED.sub("", clause)
        verb = _RESTRAINS.search(clause)
        if verb is None and not under_head:
            opening = opening + "，" + clause if _FIELD_OPENING.search(clause) or opening else ""
            continue
        # What nobody may do is a rule of conduct; what somebody may no longer do is a restraint.
        if verb and not under_head and _FORBIDS.match(verb[0]) and not sanctions:
            continue
        if verb and unmet and verb[0].startswith("不"):
            continue
        taking = (
            verb is not None and not under_head and all(_TAKES.fullmatch(m[0]) for m in _RESTRAINS.finditer(clause))
        )
        words = _BY_WHOM.sub("由", opening + "，" + clause)
        months = longest_term(words)
        for term in vocabulary():
            if not term.is_act and (not taking or term.id in _TAKEN) and term.is_in(words):
                yield term.id, (months, severe)


def _predicate(text: str) -> list[str]:
    """Returns the clauses of a measure that say what is done, without those that say to whom."""
    clauses = [c for c in re.split("[，；：]", text) if c]
    acting = [c for c in clauses if not c.endswith("的") and (_RESTRAINS.search(c) or _FIELD_OPENING.search(c))]
    return acting or [c for c in clauses if not c.endswith("的")] or clauses
