"""The rule matrix as a value: which sources may end a chain, for which kind of measure (docs/semantics.md#rules).

Another cleanup campaign is another file and no code. What a file does not name is not permitted;
an empty rule is refused, because emptiness must not mean yes. `tracer.policy.file` reads the files.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

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


@dataclass(frozen=True, slots=True, kw_only=True)
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
        """Returns the policy as it holds on that day for a document of that place."""
        if all(map(_always, self.rules)) and all(map(_always, self.checks)):
            return self
        return replace(
            self,
            rules=tuple(r for r in self.rules if r.holds(day, region)),
            checks=tuple(c for c in self.checks if c.holds(day, region)),
        )

    def asks_for(self, kind: MeasureKind) -> bool:
        """Tells whether any rule speaks of this kind of measure; there is no finding on one that the policy does not ask for."""
        return any(kind in r.kinds and r.scope is Scope.ANY for r in self.rules)

    def rule_for(self, kind: MeasureKind, scope: Scope) -> Rule:
        """Returns the rule for a kind of measure that is asked for: the one of that scope, else the one without a scope."""
        fitting = [r for r in self.rules if kind in r.kinds]
        exact = [r for r in fitting if r.scope is scope]
        return (exact or [r for r in fitting if r.scope is Scope.ANY])[0]

    def check_for(self, check: Check, kind: MeasureKind) -> CheckRule | None:
        """Returns what the policy asks about this check of this kind of measure; None where it does not ask."""
        return next((c for c in self.checks if c.check is check and kind in c.kinds), None)

    @property
    def permitted_for_some(self) -> frozenset[SourceLevel]:
        """Returns levels that some rule permits: a source of one of them is of the wrong kind rather than too low.

        Documents of these levels are sources, those below them are what the cleanup is about (docs/semantics.md#ruling-36).
        """
        return frozenset(level for r in self.rules for level in r.levels)


def _always(row: Rule | CheckRule) -> bool:
    return row.since is None and row.until is None and row.region is None
