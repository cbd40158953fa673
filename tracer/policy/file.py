"""Policy files: TOML that a lawyer can read, to a Policy; every complaint names its line.

A file with `inherits` is a local profile: it narrows what it inherits, for its region, and is
refused with the line where it would widen it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from graph_schema.errors import PolicyError, why_zh
from graph_schema.regions import NATION, covers, region_code
from graph_schema.terms import Check, MeasureKind, SourceLevel
from tracer.policy.rules import CheckRule, Policy, Principle, ReviewBelow, Rule, Scope

BUILTIN = "credit"
CREDIT_LEXICON = "credit"

_TermT = TypeVar("_TermT", MeasureKind, SourceLevel, Check, Scope)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold in a policy file, with its line, in both languages."""

    line: int
    zh: str
    en: str


def builtin_names() -> tuple[str, ...]:
    """The policies inside the program, by name."""
    found = files("tracer").joinpath("policy/policies").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in found if f.name.endswith(".toml")))


def load_policy(name_or_path: str | None = None) -> Policy:
    """The policy of that name (built in) or file; the built-in credit policy by default. PolicyError if it does not hold."""
    return _load(name_or_path or BUILTIN)


def profiles_for(policy: Policy, regions: Iterable[str | None]) -> dict[str, str]:
    """The built-in local profiles that narrow this policy in one of these places, with their own place.

    Nobody is judged by a profile unasked: who reports to the centre asks another question than the city.
    """
    places = {region for region in regions if region}
    found = {name: load_policy(name) for name in builtin_names()}
    return {
        name: profile.region
        for name, profile in found.items()
        if profile.inherits and load_policy(profile.inherits).id == policy.id
        if profile.region and any(covers(profile.region, place) for place in places)
    }


@cache
def _load(name: str) -> Policy:
    return parse_policy(text_of(name), name)


def text_of(name: str) -> str:
    """The text of a policy by name or path. PolicyError where there is none."""
    if Path(name).suffix == ".toml":
        try:
            return Path(name).read_text(encoding="utf-8")
        except OSError as error:
            raise PolicyError(
                f"读不到规则文件 {name}：{why_zh(error)}。请检查路径和权限。",
                f"Cannot read the policy file {name}: {error.strerror}. Check the path and its permissions.",
            ) from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise PolicyError(
                f"规则文件 {name} 第 {line} 行：不是 UTF-8 编码。请另存为 UTF-8。",
                f"The policy file {name}, line {line}: is not UTF-8. Save it as UTF-8.",
            ) from error
    builtin = files("tracer").joinpath(f"policy/policies/{name}.toml")
    if name not in builtin_names():
        raise PolicyError(
            f"没有名为 {name} 的内置规则（有：{'、'.join(builtin_names())}）。请给出规则文件（.toml）的路径。",
            f"There is no built-in policy named {name} (there are: {', '.join(builtin_names())}). "
            "Give the path of a policy file (.toml).",
        )
    return builtin.read_text(encoding="utf-8")


def parse_policy(text: str, name: str) -> Policy:
    """The policy that the text of a file states; PolicyError names the file, the first bad line and what is wrong there."""
    policy, faults = read_policy(text, name)
    if policy is None:
        first = faults[0]
        more = len(faults) - 1
        raise PolicyError(
            f"规则文件 {name} 第 {first.line} 行：{first.zh}" + (f"（另有 {more} 处）" if more else ""),
            f"The policy file {name}, line {first.line}: {first.en}" + (f" (and {more} more)" if more else ""),
        )
    return policy


def read_policy(text: str, name: str) -> tuple[Policy | None, list[Fault]]:
    """The policy and no faults, or None and all faults in the order of their lines."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        day = re.search(r"\d{4}-\d{2}-\d{2}", text.splitlines()[line - 1]) if at else None
        if day and "Invalid date" in str(error):
            return None, [Fault(line, f"没有“{day[0]}”这一天", f"there is no day {day[0]}")]
        return None, [Fault(line, f"不是有效的 TOML：{error}", f"is not valid TOML: {error}")]
    except RecursionError:
        line = 1 + max(enumerate(text.splitlines()), key=lambda x: x[1].count("[") + x[1].count("{"))[0]
        return None, [Fault(line, "括号嵌套过深", "brackets are nested too deep")]
    reader = _Reader(data, _lines_of(text), Path(name).parent)
    policy = reader.read()
    faults = sorted(set(reader.faults), key=lambda p: (p.line, p.en))
    return (None, faults) if faults else (policy, [])


# --- lines -------------------------------------------------------------------------------------

_Where = tuple[str, int, str]  # table, its index, key; "" for what stands before the first table
_HEADER = re.compile(r"\s*\[{1,2}\s*([A-Za-z_]+)\s*\]{1,2}")
_KEY = re.compile(r"\s*\"?([^\s=\"#\[]+)\"?\s*=")


def _lines_of(text: str) -> dict[_Where, int]:
    """The line of every table and key: what tomllib does not tell."""
    lines: dict[_Where, int] = {}
    count: dict[str, int] = {}
    table, index, quoted = "", 0, False
    for number, line in enumerate(text.splitlines(), start=1):
        inside = quoted
        quoted ^= (line.count('"""') + line.count("'''")) % 2 == 1
        if inside:
            continue
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = header[1]
            index = count[table] = count.get(table, -1) + 1
            lines[table, index, ""] = number
        elif key:
            lines.setdefault((table, index, key[1]), number)
    return lines


# --- tables ------------------------------------------------------------------------------------

_TOP = frozenset({"id", "title", "source", "from", "title_en", "transition_ends", "kinds", "lexicon"}) | {
    *("inherits", "region", "rule", "check", "principle", "exempt", "review_below")
}
_ROW = frozenset({"id", "kinds", "authority", "conditions", "from", "to"})
_RULE = _ROW | {
    *("scope", "levels", "decisions", "consent", "direct", "gaps", "interim", "review", "question", "question_en")
}
_CHECK = _ROW | {"answer_working_days"}
_PRINCIPLE = frozenset({"id", "authority", "conditions"})
_SHARES = frozenset(ReviewBelow.__dataclass_fields__)
_EXEMPT = frozenset({"levels", "provincial_only", "authority"})


class _Table:
    """One table of the file: typed values by key; what does not hold is told with its line."""

    def __init__(self, name: str, index: int, data: Mapping[str, Any], owner: _Reader, keys: frozenset[str]) -> None:
        self._name, self._index, self._data, self._owner = name, index, data, owner
        for key in data:
            if key not in keys:
                table = f"[{name}] " if name else ""
                self.complain(key, f"{table}没有“{key}”这一项", f"{table}unknown key {key!r}")

    def line(self, key: str = "") -> int:
        lines = self._owner.lines
        return lines.get((self._name, self._index, key)) or lines.get((self._name, self._index, "")) or 1

    def complain(self, key: str, zh: str, en: str) -> None:
        self._owner.faults.append(Fault(self.line(key), zh, en))

    def has(self, key: str) -> bool:
        return key in self._data

    def words(self, key: str, *, required: bool = False) -> str:
        value = self._data.get(key, "")
        if not isinstance(value, str):
            self.complain(key, f"“{key}”应是文字", f"{key} must be text")
            return ""
        if required and not value.strip():
            self.complain(key, f"没有写明“{key}”", f"{key} is missing")
        return value

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self._data.get(key)
        if value is None:
            if required:
                self.complain(key, f"没有写明“{key}”", f"{key} is missing")
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.complain(
                key, f"“{key}”不是日期，应写作 2020-12-07（不加引号）", f"{key} is no date: write 2020-12-07, unquoted"
            )
            return None
        return value

    def period(self) -> tuple[date | None, date | None]:
        since, until = self.day("from"), self.day("to")
        if since and until and until < since:
            self.complain("to", f"到期日 {until} 早于起始日 {since}", f"to {until} lies before from {since}")
        return since, until

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            self.complain(key, f"“{key}”应是 true 或 false", f"{key} must be true or false")
            return default
        return value

    def share(self, key: str) -> float:
        value = self._data.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.complain(
                key, f"review_below 的“{key}”应在 0 到 1 之间", f"review_below: {key} must be between 0 and 1"
            )
            return 0.0
        return float(value)

    def count(self, key: str) -> int | None:
        value = self._data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            self.complain(key, f"“{key}”应是正整数", f"{key} must be a positive number")
            return None
        return value

    def terms(self, key: str, vocabulary: type[_TermT], *, required: bool = False) -> frozenset[_TermT]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or (required and not value):
            self.complain(key, f"没有写明“{key}”（列表）", f"{key} is missing (a list)")
            return frozenset()
        return frozenset(filter(None, (self._term(key, vocabulary, word) for word in value)))

    def term(self, key: str, vocabulary: type[_TermT], default: _TermT) -> _TermT:
        return self._term(key, vocabulary, self._data[key]) or default if key in self._data else default

    def _term(self, key: str, vocabulary: type[_TermT], word: object) -> _TermT | None:
        for term in vocabulary:
            if term == word:
                return term
        known = " ".join(vocabulary)
        zh, en = _VOCABULARIES[vocabulary.__name__]
        self.complain(key, f"没有“{word}”这个{zh}，可用：{known}", f"unknown {en} {word!r}; there are: {known}")
        return None


_VOCABULARIES = {
    "SourceLevel": ("层级", "level"),
    "MeasureKind": ("措施种类", "kind"),
    "Check": ("检查", "check"),
    "Scope": ("范围", "scope"),
}


class _Reader:
    """Reads one file; `faults` fills on the way."""

    def __init__(self, data: Mapping[str, Any], lines: Mapping[_Where, int], folder: Path) -> None:
        self.data, self.lines, self.folder = data, lines, folder
        self.faults: list[Fault] = []

    def read(self) -> Policy | None:
        top = _Table("", 0, self.data, self, _TOP)
        base = self._base(top)
        region = self._region(top, base)
        rules = tuple(self._rules(region))
        checks = tuple(self._checks(region))
        policy = Policy(
            id=top.words("id", required=True),
            title=top.words("title", required=True),
            title_en=top.words("title_en") or top.words("title"),
            source=top.words("source", required=True),
            since=top.day("from", required=True) or date.min,
            transition_ends=top.day("transition_ends"),
            kinds=top.terms("kinds", MeasureKind, required=base is None),
            lexicon=self._lexicon(top),
            rules=rules,
            checks=checks,
            principles=tuple(self._principles()),
            inherits=top.words("inherits") or None,
            region=region,
            review_below=self._review_below(),
            **self._exempt(),
        )
        self._refuse_doubles(rules, checks)
        if top.has("inherits"):
            return self._narrowed(policy, base, top) if base else None
        self._refuse_gaps(policy, top)
        return policy

    def _base(self, top: _Table) -> Policy | None:
        name = top.words("inherits")
        if not name:
            return None
        try:
            base = load_policy(str(self.folder / name) if name.endswith(".toml") else name)
        except (PolicyError, RecursionError) as error:
            why = error.message if isinstance(error, PolicyError) else "互相继承"
            top.complain(
                "inherits", f"不能继承 {name}：{why}", f"cannot inherit {name}: {getattr(error, 'english', 'a circle')}"
            )
            return None
        if base.inherits:
            top.complain("inherits", f"{name} 本身是地方规则，不能再被继承", f"{name} is a profile itself")
            return None
        return base

    def _region(self, top: _Table, base: Policy | None) -> str | None:
        region = top.words("region")
        if base is not None and not region:
            top.complain("region", "地方规则没有写明“region”", "a profile must name its region")
        if region and (region == NATION or region_code(region) is None):
            top.complain(
                "region", f"行政区划中没有“{region}”，写法如 江苏省/淮安市", f"no place {region!r}; write 江苏省/淮安市"
            )
        if region and not top.has("inherits"):
            top.complain("region", "只有地方规则（inherits）写“region”", "only a profile (inherits) has a region")
        return region or None

    def _lexicon(self, top: _Table) -> str:
        name = top.words("lexicon") or CREDIT_LEXICON
        return str(self.folder / name) if name.endswith(".toml") else name

    def _tables(self, name: str, keys: frozenset[str]) -> Iterator[_Table]:
        found = self.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(x, dict) for x in found):
            line = self.lines.get((name, 0, ""), self.lines.get(("", 0, name), 1))
            self.faults.append(Fault(line, f"应写作 [[{name}]]", f"write it as [[{name}]]"))
            return
        for index, row in enumerate(found):
            yield _Table(name, index, row, self, keys)

    def _table(self, name: str, keys: frozenset[str]) -> _Table:
        """The one table of that name; an empty one where there is none."""
        found = self.data.get(name, {})
        if not isinstance(found, dict):
            line = self.lines.get((name, 0, ""), self.lines.get(("", 0, name), 1))
            self.faults.append(Fault(line, f"应写作 [{name}]", f"write it as [{name}]"))
            found = {}
        return _Table(name, 0, found, self, keys)

    def _rules(self, region: str | None) -> Iterator[Rule]:
        for t in self._tables("rule", _RULE):
            since, until = t.period()
            review, question = t.terms("review", SourceLevel), t.words("question")
            if review and not question:
                t.complain("review", "“review”没有写明要问的“question”", "review without the question to ask")
            yield Rule(
                id=t.words("id", required=True),
                kinds=t.terms("kinds", MeasureKind, required=True),
                scope=t.term("scope", Scope, Scope.ANY),
                levels=t.terms("levels", SourceLevel, required=True),
                authority=t.words("authority", required=True),
                conditions=t.words("conditions"),
                decisions=t.flag("decisions"),
                consent=t.flag("consent"),
                direct=t.flag("direct"),
                gaps=t.flag("gaps", True),
                interim=t.terms("interim", SourceLevel),
                review=review,
                question=(question, t.words("question_en") or question),
                since=since,
                until=until,
                region=region,
                line=t.line(),
            )

    def _checks(self, region: str | None) -> Iterator[CheckRule]:
        for t in self._tables("check", _CHECK):
            since, until = t.period()
            kinds, authority = (
                t.terms("kinds", MeasureKind, required=True),
                t.words("authority", required=True),
            )
            days, conditions = t.count("answer_working_days"), t.words("conditions")
            for check in Check:
                if check == t.words("id", required=True):
                    yield CheckRule(
                        check=check,
                        kinds=kinds,
                        authority=authority,
                        conditions=conditions,
                        answer_days=days,
                        since=since,
                        until=until,
                        region=region,
                        line=t.line(),
                    )
                    break
            else:
                t.term("id", Check, Check.SUPPORT)  # complains of the unknown check

    def _principles(self) -> Iterator[Principle]:
        for t in self._tables("principle", _PRINCIPLE):
            yield Principle(
                id=t.words("id", required=True),
                authority=t.words("authority", required=True),
                conditions=t.words("conditions", required=True),
                line=t.line(),
            )

    def _exempt(self) -> dict[str, Any]:
        t = self._table("exempt", _EXEMPT)
        return {
            "exempt_levels": t.terms("levels", SourceLevel),
            "exempt_provincial_only": t.flag("provincial_only"),
            "exempt_authority": t.words("authority", required="exempt" in self.data),
        }

    def _review_below(self) -> ReviewBelow:
        t = self._table("review_below", _SHARES)
        return ReviewBelow(measure=t.share("measure"), citation=t.share("citation"), header=t.share("header"))

    # --- the whole file ------------------------------------------------------------------------

    def _refuse_doubles(self, rules: Sequence[Rule], checks: Sequence[CheckRule]) -> None:
        """Two rows for one kind and scope at one time: nobody could say which of them decides."""
        for i, later in enumerate(rules):
            for earlier in rules[:i]:
                both = later.kinds & earlier.kinds
                if both and later.scope is earlier.scope and _at_one_time(later, earlier):
                    self._double(later.line, earlier.line, both)
        for i, after in enumerate(checks):
            for before in checks[:i]:
                shared = after.kinds & before.kinds
                if shared and after.check is before.check and _at_one_time(after, before):
                    self._double(after.line, before.line, shared)

    def _double(self, line: int, first: int, kinds: frozenset[MeasureKind]) -> None:
        names = " ".join(sorted(kinds))
        self.faults.append(
            Fault(
                line,
                f"与第 {first} 行的规则对同一种措施、同一范围重复：{names}",
                f"a second rule for the same kind and scope as in line {first}: {names}",
            )
        )

    def _refuse_gaps(self, policy: Policy, top: _Table) -> None:
        unscoped = {k for r in policy.rules if r.scope is Scope.ANY for k in r.kinds}
        missing = " ".join(sorted(policy.kinds - unscoped))
        if missing:
            top.complain(
                "kinds",
                f"没有为 {missing} 规定任何一条（不限范围的）规则；空缺不等于允许",
                f"no rule without a scope for {missing}; a gap does not mean yes",
            )
        rows: tuple[Rule | CheckRule, ...] = (*policy.rules, *policy.checks)
        for row in rows:
            if stray := " ".join(sorted(row.kinds - policy.kinds)):
                self.faults.append(
                    Fault(row.line, f"{stray} 不在本规则的 kinds 之中", f"{stray}: not among the kinds of this policy")
                )

    def _narrowed(self, policy: Policy, base: Policy, top: _Table) -> Policy:
        """The profile in front of what it inherits, each row held against the one that it stands before."""
        for key in ("kinds", "lexicon", "transition_ends", "exempt", "principle", "review_below"):
            if top.has(key):
                line = self.lines.get(("", 0, key)) or self.lines.get((key, 0, "")) or 1
                self.faults.append(
                    Fault(line, f"地方规则不能另写“{key}”", f"a profile takes {key} from what it inherits")
                )
        for rule in policy.rules:
            for kind in sorted(rule.kinds):
                if kind not in base.kinds:
                    self._widens(rule.line, f"上级规则没有 {kind} 这种措施", f"{kind}: not in the policy inherited")
                    continue
                for zh, en in _wider(rule, base.rule_for(kind, rule.scope)):
                    self._widens(rule.line, zh, en)
        for check in policy.checks:
            self._hold_check(check, base)
        return replace(
            base,
            id=policy.id,
            title=policy.title,
            title_en=policy.title_en,
            source=policy.source,
            since=policy.since,
            inherits=policy.inherits,
            region=policy.region,
            rules=(*policy.rules, *base.rules),
            checks=(*policy.checks, *base.checks),
        )

    def _hold_check(self, check: CheckRule, base: Policy) -> None:
        for kind in sorted(check.kinds):
            above = base.check_for(check.check, kind)
            if above and above.answer_days and (check.answer_days is None or check.answer_days > above.answer_days):
                self._widens(
                    check.line,
                    f"答复期限长于上级的 {above.answer_days} 个工作日",
                    f"more than {above.answer_days} days",
                )
            if kind not in base.kinds:
                self._widens(check.line, f"上级规则没有 {kind} 这种措施", f"{kind}: not in the policy inherited")

    def _widens(self, line: int, zh: str, en: str) -> None:
        self.faults.append(
            Fault(line, f"地方规则只能收窄，不能放宽：{zh}", f"a profile may narrow only, this widens: {en}")
        )


def _wider(rule: Rule, above: Rule) -> Iterator[tuple[str, str]]:
    """In what a rule permits more than the one above it."""
    fields: tuple[tuple[str, Callable[[Rule], frozenset[SourceLevel]]], ...] = (
        ("levels", lambda r: r.levels),
        ("interim", lambda r: r.interim | r.levels),
        ("review", lambda r: r.review | r.levels),
    )
    for name, of in fields:
        if more := " ".join(sorted(of(rule) - of(above))):
            yield f"{name} 多出 {more}", f"{name} adds {more}"
    for name, allows, allowed in (
        ("decisions", rule.decisions, above.decisions),
        ("consent", rule.consent, above.consent),
        ("direct", not rule.direct, not above.direct),
        ("gaps", not rule.gaps, not above.gaps),
    ):
        if allows and not allowed:
            yield f"{name} 与上级不同", f"{name} differs from the policy inherited"


def _at_one_time(one: Rule | CheckRule, other: Rule | CheckRule) -> bool:
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (one.until or date.max)


# --- comparing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry of a row that two policies state differently; "" where one of them has none."""

    row: str
    entry: str
    one: str
    other: str


def differences(one: Policy, other: Policy) -> list[Difference]:
    """Where the rules, checks and dates of two policies differ, by row."""
    left, right = _rows(one), _rows(other)
    out = []
    for row in dict.fromkeys((*left, *right)):
        for entry in dict.fromkeys((*left.get(row, {}), *right.get(row, {}))):
            a, b = left.get(row, {}).get(entry, ""), right.get(row, {}).get(entry, "")
            if a != b:
                out.append(Difference(row, entry, a, b))
    return out


def _rows(policy: Policy) -> dict[str, dict[str, str]]:
    """Everything that a policy states, as words by row and entry: what decides first stands for a kind and scope."""
    out: dict[str, dict[str, str]] = {
        "policy": {
            "kinds": _spelt(policy.kinds),
            "source": policy.source,
            "from": policy.since.isoformat(),
            "transition_ends": str(policy.transition_ends or ""),
            "region": policy.region or "",
            "review_below": " ".join(f"{name}={share}" for name, share in asdict(policy.review_below).items()),
            "exempt": _spelt(policy.exempt_levels),
            "exempt_authority": policy.exempt_authority,
        }
    }
    for r in policy.rules:
        for kind in sorted(r.kinds):
            out.setdefault(f"{kind} · {r.scope}", rule_entries(r))
    for c in policy.checks:
        for kind in sorted(c.kinds):
            out.setdefault(f"{c.check} · {kind}", check_entries(c))
    return out


def rule_entries(r: Rule) -> dict[str, str]:
    """What a rule states, entry by entry, without what it leaves at its default."""
    levels = " ".join(level for level in SourceLevel if level in r.levels)
    entries = {"rule": r.id, "levels": levels, "authority": r.authority, "conditions": r.conditions}
    entries |= {name: "true" for name in ("decisions", "consent", "direct") if getattr(r, name)}
    entries |= {} if r.gaps else {"gaps": "false"}
    return entries | _rest(r, {"interim": _spelt(r.interim), "review": _spelt(r.review), "question": r.question[0]})


def check_entries(c: CheckRule) -> dict[str, str]:
    """What a check states, entry by entry."""
    days = str(c.answer_days or "")
    entries = {"authority": c.authority, "conditions": c.conditions, "answer_working_days": days}
    return entries | _rest(c, {})


def _rest(row: Rule | CheckRule, more: Mapping[str, str]) -> dict[str, str]:
    dates = {"from": str(row.since or ""), "to": str(row.until or ""), "region": row.region or ""}
    return {name: words for name, words in {**more, **dates}.items() if words}


def _spelt(terms: frozenset[MeasureKind] | frozenset[SourceLevel]) -> str:
    words: Sequence[StrEnum] = sorted(terms)
    return " ".join(words)
