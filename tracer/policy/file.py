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

from graph_schema.errors import PolicyError, why
from graph_schema.files import require_end
from graph_schema.messages import Bilingual, Message
from graph_schema.numbers import parse_number
from graph_schema.numerals import line_of_long_number
from graph_schema.regions import NATION, covers, region_code
from graph_schema.terms import Check, MeasureKind, SourceLevel
from tracer.policy import builtin_names
from tracer.policy.rules import (
    AuthorityText,
    Bounded,
    CheckRule,
    Policy,
    Principle,
    ReviewBelow,
    Rule,
    Scope,
    TermLimits,
)

BUILTIN = "credit"
CREDIT_LEXICON = "credit"

_TermT = TypeVar("_TermT", MeasureKind, SourceLevel, Check, Scope)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold in a policy file, with its line."""

    line: int
    said: Message


def _fault(line: int, code: str, /, **values: object) -> Fault:
    return Fault(line, Message.of(code, **values))


def load_policy(name_or_path: str | None = None) -> Policy:
    """Returns the policy of that name (built in) or file; the built-in credit policy by default. PolicyError if it does not hold."""
    return _load(name_or_path or BUILTIN)


def profiles_for(policy: Policy, regions: Iterable[str | None]) -> dict[str, str]:
    """Returns the built-in local profiles that narrow this policy in one of these places, with their own place.

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
    """Returns the text of a policy by name or path. PolicyError where there is none."""
    if Path(name).suffix == ".toml":
        try:
            require_end(Path(name))
            return Path(name).read_text(encoding="utf-8")
        except OSError as error:
            raise PolicyError("policy_fault.unreadable", name=name, why=why(error)) from error
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise PolicyError(
                "policy_fault.encoding",
                name=name,
                line=line,
            ) from error
    builtin = files("tracer").joinpath(f"policy/policies/{name}.toml")
    if name not in builtin_names():
        raise PolicyError(
            "policy_fault.none_built_in",
            name=name,
            names=builtin_names(),
        )
    return builtin.read_text(encoding="utf-8")


def parse_policy(text: str, name: str) -> Policy:
    """Returns the policy that the text of a file states; PolicyError names the file, the first bad line and what is wrong there."""
    policy, faults = read_policy(text, name)
    if policy is None:
        first = faults[0]
        more = len(faults) - 1
        if more:
            raise PolicyError("policy_fault.in_line_more", name=name, line=first.line, what=first.said, more=more)
        raise PolicyError("policy_fault.in_line", name=name, line=first.line, what=first.said)
    return policy


def read_policy(text: str, name: str) -> tuple[Policy | None, list[Fault]]:
    """Returns the policy and no faults, or None and all faults in the order of their lines."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        day = re.search(r"\d{4}-\d{2}-\d{2}", text.splitlines()[line - 1]) if at else None
        if day and "Invalid date" in str(error):
            return None, [_fault(line, "policy_fault.no_day", day=day[0])]
        return None, [_fault(line, "policy_fault.no_toml", why=error)]
    except ValueError:  # Python reads no number of thousands of digits, and does not say where it stands
        return None, [_fault(line_of_long_number(text) or 1, "policy_fault.long_number")]
    except RecursionError:
        line = 1 + max(enumerate(text.splitlines()), key=lambda x: x[1].count("[") + x[1].count("{"))[0]
        return None, [_fault(line, "policy_fault.nested")]
    reader = _Reader(data, _lines_of(text), Path(name).parent)
    policy = reader.read()
    faults = sorted(set(reader.faults), key=lambda p: (p.line, p.said.said_in("en")))
    return (None, faults) if faults else (policy, [])


# --- lines -------------------------------------------------------------------------------------

_Where = tuple[str, int, str]  # table, its index, key; "" for what stands before the first table
_MOST = 9999  # days that a rule can count
_HEADER = re.compile(r"\s*\[{1,2}\s*([A-Za-z_]+)\s*\]{1,2}")
_KEY = re.compile(r"\s*\"?([^\s=\"#\[]+)\"?\s*=")


def _lines_of(text: str) -> dict[_Where, int]:
    """Returns the line of every table and key: what tomllib does not tell."""
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
    *("inherits", "region", "rule", "check", "principle", "exempt", "review_below", "authority_text")
}
_ROW = frozenset({"id", "kinds", "authority", "conditions", "conditions_en", "from", "to"})
_RULE = _ROW | {
    *("scope", "levels", "decisions", "consent", "direct", "gaps", "interim", "review", "question", "question_en")
}
_MONTHS = {"minor": "minor_months", "general": "general_months", "serious": "serious_months", "every": "every_months"}
_CHECK = _ROW | {"answer_working_days", "penalties_only", *_MONTHS.values()}
_PRINCIPLE = frozenset({"id", "authority", "conditions", "conditions_en", "from", "to"})
_REVIEW_BELOW = frozenset(ReviewBelow.__dataclass_fields__)
_EXEMPT = frozenset({"levels", "provincial_only", "authority"})
_AUTHORITY_TEXT = frozenset({"number", "title"})


class _Table:
    """One table of the file: typed values by key; what does not hold is told with its line."""

    def __init__(self, name: str, index: int, data: Mapping[str, Any], owner: _Reader, keys: frozenset[str]) -> None:
        self._name, self._index, self._data, self._owner = name, index, data, owner
        for key in data:
            if key not in keys:
                table = f"[{name}] " if name else ""
                self.complain(key, "policy_fault.unknown_key", table=table, key=key)

    def line(self, key: str = "") -> int:
        lines = self._owner.lines
        return lines.get((self._name, self._index, key)) or lines.get((self._name, self._index, "")) or 1

    def complain(self, at: str, code: str, /, **values: object) -> None:
        self._owner.faults.append(_fault(self.line(at), code, **values))

    def has(self, key: str) -> bool:
        return key in self._data

    def words(self, key: str, *, required: bool = False) -> str:
        value = self._data.get(key, "")
        if not isinstance(value, str):
            self.complain(key, "policy_fault.no_text", key=key)
            return ""
        if required and not value.strip():
            self.complain(key, "policy_fault.missing", key=key)
        return value

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self._data.get(key)
        if value is None:
            if required:
                self.complain(key, "policy_fault.missing", key=key)
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.complain(key, "policy_fault.no_date", key=key)
            return None
        return value

    def period(self) -> tuple[date | None, date | None]:
        since, until = self.day("from"), self.day("to")
        if since and until and until < since:
            self.complain("to", "policy_fault.period", until=until, since=since)
        return since, until

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._data.get(key, default)
        if not isinstance(value, bool):
            self.complain(key, "policy_fault.no_flag", key=key)
            return default
        return value

    def confidence(self, key: str) -> float:
        value = self._data.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.complain(key, "policy_fault.no_share", key=key)
            return 0.0
        return float(value)

    def count(self, key: str) -> int | None:
        value = self._data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST):
            self.complain(key, "policy_fault.no_count", key=key)
            return None
        return value

    def months(self, key: str) -> tuple[int, int] | None:
        value = self._data.get(key)
        if value is None:
            return None
        is_pair = isinstance(value, list) and len(value) == 2 and all(type(n) is int and 0 <= n <= _MOST for n in value)
        if not is_pair or value[0] > value[1]:
            self.complain(key, "policy_fault.no_months", key=key)
            return None
        return value[0], value[1]

    def terms(self, key: str, vocabulary: type[_TermT], *, required: bool = False) -> frozenset[_TermT]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or (required and not value):
            self.complain(key, "policy_fault.missing_list", key=key)
            return frozenset()
        return frozenset(filter(None, (self._term(key, vocabulary, word) for word in value)))

    def term(self, key: str, vocabulary: type[_TermT], default: _TermT) -> _TermT:
        return self._term(key, vocabulary, self._data[key]) or default if key in self._data else default

    def _term(self, key: str, vocabulary: type[_TermT], word: object) -> _TermT | None:
        for term in vocabulary:
            if term == word:
                return term
        what = Message(_VOCABULARIES[vocabulary.__name__])
        self.complain(key, "policy_fault.unknown_term", word=word, what=what, known=" ".join(vocabulary))
        return None


_VOCABULARIES = {
    "SourceLevel": "word.level",
    "MeasureKind": "policy_fault.kind",
    "Check": "policy_row.check",
    "Scope": "policy_fault.scope",
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
            authority_texts=tuple(self._authority_texts()),
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
            reason = error.said if isinstance(error, PolicyError) else Message("policy_fault.circle")
            top.complain("inherits", "policy_fault.cannot_inherit", name=name, why=reason)
            return None
        if base.inherits:
            top.complain("inherits", "policy_fault.inherits_profile", name=name)
            return None
        return base

    def _region(self, top: _Table, base: Policy | None) -> str | None:
        region = top.words("region")
        if base is not None and not region:
            top.complain("region", "policy_fault.no_region")
        if region and (region == NATION or region_code(region) is None):
            top.complain("region", "policy_fault.unknown_region", region=region)
        if region and not top.has("inherits"):
            top.complain("region", "policy_fault.region_alone")
        return region or None

    def _lexicon(self, top: _Table) -> str:
        name = top.words("lexicon") or CREDIT_LEXICON
        return str(self.folder / name) if name.endswith(".toml") else name

    def _tables(self, name: str, keys: frozenset[str]) -> Iterator[_Table]:
        found = self.data.get(name, [])
        if not isinstance(found, list) or not all(isinstance(x, dict) for x in found):
            line = self.lines.get((name, 0, ""), self.lines.get(("", 0, name), 1))
            self.faults.append(_fault(line, "policy_fault.no_table_list", name=name))
            return
        for index, row in enumerate(found):
            yield _Table(name, index, row, self, keys)

    def _table(self, name: str, keys: frozenset[str]) -> _Table:
        """Returns the one table of that name; an empty one where there is none."""
        found = self.data.get(name, {})
        if not isinstance(found, dict):
            line = self.lines.get((name, 0, ""), self.lines.get(("", 0, name), 1))
            self.faults.append(_fault(line, "policy_fault.no_table", name=name))
            found = {}
        return _Table(name, 0, found, self, keys)

    def _rules(self, region: str | None) -> Iterator[Rule]:
        for table in self._tables("rule", _RULE):
            since, until = table.period()
            review, question = table.terms("review", SourceLevel), table.words("question")
            if review and not question:
                table.complain("review", "policy_fault.no_question")
            yield Rule(
                id=table.words("id", required=True),
                kinds=table.terms("kinds", MeasureKind, required=True),
                scope=table.term("scope", Scope, Scope.ANY),
                levels=table.terms("levels", SourceLevel, required=True),
                authority=table.words("authority", required=True),
                conditions=table.words("conditions"),
                conditions_en=table.words("conditions_en"),
                decisions=table.flag("decisions"),
                consent=table.flag("consent"),
                direct=table.flag("direct"),
                gaps=table.flag("gaps", True),
                interim=table.terms("interim", SourceLevel),
                review=review,
                question=Bilingual(question, table.words("question_en")),
                since=since,
                until=until,
                region=region,
                line=table.line(),
            )

    def _checks(self, region: str | None) -> Iterator[CheckRule]:
        for table in self._tables("check", _CHECK):
            since, until = table.period()
            kinds, authority = (
                table.terms("kinds", MeasureKind, required=True),
                table.words("authority", required=True),
            )
            days, conditions = table.count("answer_working_days"), table.words("conditions")
            for check in Check:
                if check == table.words("id", required=True):
                    yield CheckRule(
                        check=check,
                        kinds=kinds,
                        authority=authority,
                        conditions=conditions,
                        conditions_en=table.words("conditions_en"),
                        answer_days=days,
                        limits=self._limits(table),
                        since=since,
                        until=until,
                        region=region,
                        line=table.line(),
                    )
                    break
            else:
                table.term("id", Check, Check.SUPPORT)  # complains of the unknown check

    def _limits(self, table: _Table) -> TermLimits | None:
        months = {name: table.months(key) for name, key in _MONTHS.items()}
        limits = TermLimits(**months, penalties_only=table.flag("penalties_only"))
        return limits if limits.stated else None

    def _principles(self) -> Iterator[Principle]:
        for table in self._tables("principle", _PRINCIPLE):
            since, until = table.period()
            yield Principle(
                id=table.words("id", required=True),
                authority=table.words("authority", required=True),
                conditions=table.words("conditions", required=True),
                conditions_en=table.words("conditions_en"),
                since=since,
                until=until,
                line=table.line(),
            )

    def _authority_texts(self) -> Iterator[AuthorityText]:
        for table in self._tables("authority_text", _AUTHORITY_TEXT):
            number, title = table.words("number", required=True), table.words("title", required=True)
            if number and parse_number(number) is None:
                table.complain("number", "policy_fault.no_number", number=number)
            yield AuthorityText(number=number, title=title, line=table.line())

    def _exempt(self) -> dict[str, Any]:
        table = self._table("exempt", _EXEMPT)
        return {
            "exempt_levels": table.terms("levels", SourceLevel),
            "exempt_provincial_only": table.flag("provincial_only"),
            "exempt_authority": table.words("authority", required="exempt" in self.data),
        }

    def _review_below(self) -> ReviewBelow:
        t = self._table("review_below", _REVIEW_BELOW)
        return ReviewBelow(
            measure=t.confidence("measure"), citation=t.confidence("citation"), header=t.confidence("header")
        )

    # --- the whole file ------------------------------------------------------------------------

    def _refuse_doubles(self, rules: Sequence[Rule], checks: Sequence[CheckRule]) -> None:
        """Refuses two rows for one kind and scope at one time: nobody could say which of them decides."""
        for index, later in enumerate(rules):
            for earlier in rules[:index]:
                both = later.kinds & earlier.kinds
                if both and later.scope is earlier.scope and _at_one_time(later, earlier):
                    self._double(later.line, earlier.line, both)
        for index, after in enumerate(checks):
            for before in checks[:index]:
                shared = after.kinds & before.kinds
                if shared and after.check is before.check and _at_one_time(after, before):
                    self._double(after.line, before.line, shared)

    def _double(self, line: int, first: int, kinds: frozenset[MeasureKind]) -> None:
        names = " ".join(sorted(kinds))
        self.faults.append(
            _fault(
                line,
                "policy_fault.second_rule",
                first=first,
                names=names,
            )
        )

    def _refuse_gaps(self, policy: Policy, top: _Table) -> None:
        unscoped = {k for r in policy.rules if r.scope is Scope.ANY for k in r.kinds}
        missing = " ".join(sorted(policy.kinds - unscoped))
        if missing:
            top.complain(
                "kinds",
                "policy_fault.no_rule",
                missing=missing,
            )
        rows: tuple[Rule | CheckRule, ...] = (*policy.rules, *policy.checks)
        for row in rows:
            if stray := " ".join(sorted(row.kinds - policy.kinds)):
                self.faults.append(_fault(row.line, "policy_fault.stray_kinds", kinds=stray))

    def _narrowed(self, policy: Policy, base: Policy, top: _Table) -> Policy:
        """Returns the profile in front of what it inherits, each row held against the one that it stands before."""
        for key in ("kinds", "lexicon", "transition_ends", "exempt", "principle", "review_below", "authority_text"):
            if top.has(key):
                line = self.lines.get(("", 0, key)) or self.lines.get((key, 0, "")) or 1
                self.faults.append(_fault(line, "policy_fault.not_in_profile", key=key))
        for rule in policy.rules:
            for kind in sorted(rule.kinds):
                if kind not in base.kinds:
                    self._widens(rule.line, Message.of("policy_fault.kind_not_inherited", kind=kind.value))
                    continue
                for more in _wider(rule, base.rule_for(kind, rule.scope)):
                    self._widens(rule.line, more)
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
                self._widens(check.line, Message.of("policy_fault.longer_answer", n=above.answer_days))
            if any(_longer(check, row) for row in base.checks if kind in row.kinds):
                self._widens(check.line, Message("policy_fault.longer_term"))
            if kind not in base.kinds:
                self._widens(check.line, Message.of("policy_fault.kind_not_inherited", kind=kind.value))

    def _widens(self, line: int, what: Message) -> None:
        self.faults.append(_fault(line, "policy_fault.widens", what=what))


def _wider(rule: Rule, above: Rule) -> Iterator[Message]:
    """Yields in what a rule permits more than the one above it."""
    fields: tuple[tuple[str, Callable[[Rule], frozenset[SourceLevel]]], ...] = (
        ("levels", lambda r: r.levels),
        ("interim", lambda r: r.interim | r.levels),
        ("review", lambda r: r.review | r.levels),
    )
    for name, of in fields:
        if more := " ".join(sorted(of(rule) - of(above))):
            yield Message.of("policy_fault.adds", name=name, more=more)
    for name, allows, allowed in (
        ("decisions", rule.decisions, above.decisions),
        ("consent", rule.consent, above.consent),
        ("direct", not rule.direct, not above.direct),
        ("gaps", not rule.gaps, not above.gaps),
    ):
        if allows and not allowed:
            yield Message.of("policy_fault.differs", name=name)


def _longer(check: CheckRule, above: CheckRule) -> bool:
    """Tells whether a check of a profile lets bad credit be published for longer than the one above it at one time."""
    if check.check is not above.check or above.limits is None or not _at_one_time(check, above):
        return False
    if check.limits is None:
        return True
    pairs = ((getattr(check.limits, name) or check.limits.every, getattr(above.limits, name)) for name in _MONTHS)
    return any(most is not None and (own is None or own[1] > most[1]) for own, most in pairs)


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
    """Tells where the rules, checks and dates of two policies differ, by row."""
    left, right = _rows(one), _rows(other)
    out = []
    for row in dict.fromkeys((*left, *right)):
        for entry in dict.fromkeys((*left.get(row, {}), *right.get(row, {}))):
            a, b = left.get(row, {}).get(entry, ""), right.get(row, {}).get(entry, "")
            if a != b:
                out.append(Difference(row, entry, a, b))
    return out


def _rows(policy: Policy) -> dict[str, dict[str, str]]:
    """Returns everything that a policy states, as words by row and entry: what decides first stands for a kind and scope."""
    out: dict[str, dict[str, str]] = {
        "policy": {
            "kinds": _spelt(policy.kinds),
            "source": policy.source,
            "from": policy.since.isoformat(),
            "transition_ends": str(policy.transition_ends or ""),
            "region": policy.region or "",
            "review_below": " ".join(f"{name}={least}" for name, least in asdict(policy.review_below).items()),
            "exempt": _spelt(policy.exempt_levels),
            "exempt_authority": policy.exempt_authority,
            "authority_text": "；".join(f"{text.number} {text.title}" for text in policy.authority_texts),
        }
    }
    for r in policy.rules:
        for kind in sorted(r.kinds):
            out.setdefault(f"{kind} · {r.scope}", entries_of_rule(r))
    for c in policy.checks:
        for kind in sorted(c.kinds):
            out.setdefault(f"{c.check} · {kind}", entries_of_check(c))
    return out


def entries_of_rule(rule: Rule) -> dict[str, str]:
    """Returns what a rule states, entry by entry, without what it leaves at its default."""
    levels = " ".join(level for level in SourceLevel if level in rule.levels)
    entries = {"rule": rule.id, "levels": levels, "authority": rule.authority, "conditions": rule.conditions}
    entries |= {name: "true" for name in ("decisions", "consent", "direct") if getattr(rule, name)}
    entries |= {} if rule.gaps else {"gaps": "false"}
    return entries | _rest(
        rule, {"interim": _spelt(rule.interim), "review": _spelt(rule.review), "question": rule.question.zh}
    )


def entries_of_check(check: CheckRule) -> dict[str, str]:
    """Returns what a check states, entry by entry."""
    days = str(check.answer_days or "")
    entries = {"authority": check.authority, "conditions": check.conditions, "answer_working_days": days}
    return entries | _rest(check, _months(check.limits) if check.limits else {})


def _months(limits: TermLimits) -> dict[str, str]:
    pairs = {key: getattr(limits, name) for name, key in _MONTHS.items()}
    spelt = {key: f"{pair[0]}–{pair[1]}" if pair else "" for key, pair in pairs.items()}
    return spelt | {"penalties_only": "true" if limits.penalties_only else ""}


def entries_of_principle(principle: Principle) -> dict[str, str]:
    """Returns what a principle states, entry by entry."""
    return _rest(principle, {"authority": principle.authority, "conditions": principle.conditions})


def _rest(row: Bounded, more: Mapping[str, str]) -> dict[str, str]:
    dates = {"from": str(row.since or ""), "to": str(row.until or ""), "region": row.region or ""}
    return {name: words for name, words in {**more, **dates}.items() if words}


def _spelt(terms: frozenset[MeasureKind] | frozenset[SourceLevel]) -> str:
    words: Sequence[StrEnum] = sorted(terms)
    return " ".join(words)
