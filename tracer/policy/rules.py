"""The rule matrix as a value: which sources may end a chain, for which kind of measure (docs/semantics.md#rules).

Another cleanup campaign is another file and no code. What a file does not name is not permitted;
an empty rule is refused, because emptiness must not mean yes. `tracer.policy.file` reads the files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import compress
from typing import Generic, TypeVar

from graph_schema.messages import Bilingual
from graph_schema.regions import covers
from graph_schema.terms import Check, MeasureKind, SourceLevel


class Scope(StrEnum):
    """Holds what narrows a rule."""

    ANY = "any"
    PERSONAL_PUBLIC = "personal_public"
    MIXED_PUBLIC = "mixed_public"


_NOT_ASKED = Bilingual()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounded:
    """Holds what holds from `since` to `until`, both included, in one place and below."""

    since: date | None = None
    until: date | None = None
    region: str | None = None

    def holds(self, day: date, region: str | None) -> bool:
        """Returns whether it holds on that day for a document of that place."""
        in_time = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        return in_time and (self.region is None or (region is not None and covers(self.region, region)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Bounded):
    """One row of the matrix. `interim` and `review` are levels that send a measure to a person.

    `question` is what the person is asked about a source of a `review` level. The
    rule holds from `since` to `until`, both included, and in `region` only where one is given.
    """

    id: str
    kinds: frozenset[MeasureKind]
    scope: Scope
    levels: frozenset[SourceLevel]
    authority: str
    conditions: str = ""
    conditions_en: str = ""
    decisions: bool = False
    consent: bool = False
    direct: bool = False
    gaps: bool = True
    interim: frozenset[SourceLevel] = frozenset()
    review: frozenset[SourceLevel] = frozenset()
    question: Bilingual = _NOT_ASKED
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLimits:
    """Holds how long bad credit may be published, in months: the shortest and the longest term, by how grave it is.

    `every` is for a rule that does not tell them apart. `penalties_only` says that the rule speaks of information on
    administrative penalties and of nothing else.
    """

    minor: tuple[int, int] | None = None
    general: tuple[int, int] | None = None
    serious: tuple[int, int] | None = None
    every: tuple[int, int] | None = None
    penalties_only: bool = False

    @property
    def stated(self) -> tuple[tuple[int, int], ...]:
        """Returns the limits that the rule states."""
        return tuple(filter(None, (self.minor, self.general, self.serious, self.every)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRule(Bounded):
    """Holds what is asked beside the verdict, of which kinds.

    `answer_days` are the working days to answer an objection in, `limits` how long bad credit may be published.
    """

    check: Check
    kinds: frozenset[MeasureKind]
    authority: str
    conditions: str = ""
    conditions_en: str = ""
    answer_days: int | None = None
    limits: TermLimits | None = None
    line: int = 0


RowT = TypeVar("RowT", Rule, CheckRule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle(Bounded):
    """A row of the matrix that speaks of every measure alike: jurisdiction, and that execution stops first."""

    id: str
    authority: str
    conditions: str
    conditions_en: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityText:
    """A text that the policy names as its own authority: what it lays down itself is counted nowhere (docs/semantics.md#ruling-30)."""

    number: str
    title: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBelow:
    """The confidence below which a finding goes to a person; 0 sends nothing there."""

    measure: float = 0.0
    citation: float = 0.0
    header: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Says which sources may end a chain. What is not named is not permitted.

    Rules and checks of a local profile stand before those that it inherits; the first that fits
    decides. `lexicon` names the word lists that find the measures of `kinds`.
    """

    id: str
    title: str
    title_en: str
    source: str
    since: date
    transition_ends: date | None
    kinds: frozenset[MeasureKind]
    lexicon: str
    rules: tuple[Rule, ...]
    checks: tuple[CheckRule, ...]
    principles: tuple[Principle, ...]
    exempt_levels: frozenset[SourceLevel]
    exempt_provincial_only: bool
    exempt_authority: str
    authority_texts: tuple[AuthorityText, ...] = ()
    review_below: ReviewBelow = ReviewBelow()
    inherits: str | None = None
    region: str | None = None

    def on(self, day: date, region: str | None) -> Policy:
        """Returns the policy as it holds on that day for a document of that place: the same one where the same rules and checks do."""
        ruled = self.ruled_on(day, region)
        return ruled._checks_held.on(day, region, ruled, lambda checks: replace(ruled, checks=checks))

    def ruled_on(self, day: date, region: str | None) -> Policy:
        """Returns the policy with the rules of that day and place, and all its checks: no verdict hangs on a check."""
        return self._rules_held.on(day, region, self, lambda rules: replace(self, rules=rules))

    @cached_property
    def _rules_held(self) -> _Held[Rule]:
        return _Held(self.rules)

    @cached_property
    def _checks_held(self) -> _Held[CheckRule]:
        return _Held(self.checks)

    def asks_for(self, kind: MeasureKind) -> bool:
        """Tells whether any rule speaks of this kind of measure; there is no finding on one that the policy does not ask for."""
        return kind in self._kinds_asked

    @cached_property
    def _kinds_asked(self) -> frozenset[MeasureKind]:
        return frozenset(kind for rule in self.rules if rule.scope is Scope.ANY for kind in rule.kinds)

    def rule_for(self, kind: MeasureKind, scope: Scope) -> Rule:
        """Returns the rule for a kind of measure that is asked for: the one of that scope, else the one without a scope."""
        fitting = [r for r in self.rules if kind in r.kinds]
        exact = [r for r in fitting if r.scope is scope]
        return (exact or [r for r in fitting if r.scope is Scope.ANY])[0]

    def check_for(self, check: Check, kind: MeasureKind) -> CheckRule | None:
        """Returns what the policy asks about this check of this kind of measure; None where it does not ask."""
        return self._checks.get((check, kind))

    @cached_property
    def _checks(self) -> dict[tuple[Check, MeasureKind], CheckRule]:
        """Returns the checks by what they ask of which kind: the first that fits decides."""
        return {(check.check, kind): check for check in reversed(self.checks) for kind in check.kinds}

    @cached_property
    def permitted_for_some(self) -> frozenset[SourceLevel]:
        """Returns levels that some rule permits: a source of one of them is of the wrong kind rather than too low.

        Documents of these levels are sources, those below them are what the cleanup is about (docs/semantics.md#ruling-36).
        """
        return frozenset(level for r in self.rules for level in r.levels)


_PLACES = 4096  # places and stretches of days of which is remembered what holds there


class _Held(Generic[RowT]):
    """Remembers which rows hold when and where, and the policy of these: one for all days and places where the same do."""

    def __init__(self, rows: tuple[RowT, ...]) -> None:
        self._rows: tuple[RowT, ...] = rows
        untils = {row.until for row in self._rows if row.until and row.until < date.max}
        sinces = {row.since for row in self._rows if row.since}
        self._turns = tuple(sorted(sinces | {until + timedelta(days=1) for until in untils}))
        self._is_bounded = bool(self._turns) or any(row.region is not None for row in rows)
        self._asked: dict[tuple[int, str | None], Policy] = {}
        self._of_rows: dict[tuple[bool, ...], Policy] = {}

    def on(self, day: date, region: str | None, whole: Policy, make: Callable[[tuple[RowT, ...]], Policy]) -> Policy:
        """Returns the policy of the rows that hold on that day for a document of that place, which `make` makes of them."""
        if not self._is_bounded:
            return whole
        asked = (bisect_right(self._turns, day), region)
        held = self._asked.get(asked)
        if held is None:
            holding = tuple(row.holds(day, region) for row in self._rows)
            held = self._of_rows.get(holding)
            if held is None:
                held = self._of_rows[holding] = make(tuple(compress(self._rows, holding)))
            if len(self._asked) >= _PLACES:
                self._asked.clear()
            self._asked[asked] = held
        return held
