"""Tells for how long a finding counts alike: its verdict, its reasons, whether it must be mended and whether its source is silent.

Its words hold for less: they name the edition of a list, the rule of a check, the state of a cure. What is counted hangs on
the day by what the verdict was weighed with, and by those checks alone on which the count of this measure hangs
(docs/decisions/0043-another-day-at-once.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_schema.records import NEVER_GAPS, Finding
from graph_schema.terms import Check, CheckResult, CreditList, Group, MeasureKind, Verdict
from tracer.policy.rules import CheckRule, Policy
from tracer.registry.credit_lists import ListEdition, editions_on
from tracer.verdict.stretch import Day

REACHED = frozenset({Verdict.DIRECT, Verdict.INDIRECT})
_SETTLED = frozenset({Verdict.DEAD_END, Verdict.EXEMPT})
_OF_THE_DAY = frozenset({Check.TRANSITION, Check.CATALOGUE})


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure as it is counted, without words: its verdict, the group for which it counts nowhere, whether it (would) have to be mended and whether its source is silent."""

    verdict: Verdict
    aside: Group | None = None
    would_mend: bool = False
    is_unsupported: bool = False


def hangs_on_checks(verdict: Verdict, kind: MeasureKind) -> bool:
    """Tells whether a measure of that verdict must be mended where a check fails, and else not."""
    return kind not in NEVER_GAPS and verdict not in _SETTLED and not mends_alone(verdict, kind)


def mends_alone(verdict: Verdict, kind: MeasureKind) -> bool:
    """Tells whether a measure must be mended for its verdict alone: a dead end, a punishment that is only indirect."""
    is_lean = verdict is Verdict.INDIRECT and kind is MeasureKind.PUNISHMENT
    return kind not in NEVER_GAPS and (verdict is Verdict.DEAD_END or is_lean)


def note_counted(day: Day, finding: Finding, policy: Policy, lists: Sequence[ListEdition]) -> None:
    """Notes on a day for how long the checks of a finding leave it counted as it is.

    The day already holds the stretch of the verdict and of what the cited articles state; `policy` has the checks of all days.
    """
    asked = _Asked(day, finding, policy, lists)
    if finding.verdict in REACHED:
        asked.note(Check.SUPPORT, counts=finding.is_unsupported)
    if not hangs_on_checks(finding.verdict, finding.measure.kind):
        return
    failed = [check for check, found in finding.checks.items() if found.result is CheckResult.FAILED]
    if failed:
        # One that fails is enough.
        asked.note(min(failed, key=lambda check: check in _OF_THE_DAY), counts=True)
        return
    for check in Check:
        asked.note(check, counts=False)


class _Asked:
    """The checks that a policy asks of one measure, on whatever day."""

    def __init__(self, day: Day, finding: Finding, policy: Policy, lists: Sequence[ListEdition]) -> None:
        self._day, self._finding, self._policy, self._lists = day, finding, policy, lists
        self._kind, self._region = finding.measure.kind, finding.document.region

    def note(self, check: Check, *, counts: bool) -> None:
        """Notes how long a check says what it says. One that does not count does so neither where it is not asked."""
        rules = self._rules(check)
        if not rules:
            return
        asked = next((rule for rule in rules if rule.holds(self._day.plain, self._region)), None)
        if counts or asked is None or not self._is_alike_by(check, asked, rules):
            self._note_rules(rules)
        if asked is None:
            return
        if check is Check.TRANSITION:
            self._note_transition()
        if check is Check.CATALOGUE:
            is_info = self._kind is MeasureKind.INFO_INCLUSION
            which = CreditList.CATALOGUE if is_info else CreditList.MEASURES
            editions_on(self._lists, which, self._day, self._region)

    def _is_alike_by(self, check: Check, asked: CheckRule, rules: Sequence[CheckRule]) -> bool:
        """Tells whether what does not fail by the rule of the day does not by any other one."""
        if all((rule.limits, rule.answer_days) == (asked.limits, asked.answer_days) for rule in rules):
            return True
        found = self._finding.checks.get(check)
        # A text without any term of publication keeps within all limits.
        all_terms = asked.limits is not None and not asked.limits.penalties_only
        return (
            check is Check.PUBLICATION_TERM
            and all_terms
            and found is not None
            and found.result is CheckResult.NOT_FOUND
        )

    def _rules(self, check: Check) -> list[CheckRule]:
        return [rule for rule in self._policy.checks if rule.check is check and self._kind in rule.kinds]

    def _note_rules(self, rules: Sequence[CheckRule]) -> None:
        """Compares the day with those of the rules: it is noted on the day between which the same of them hold."""
        for rule in rules:
            rule.holds(self._day, self._region)

    def _note_transition(self) -> None:
        """Compares the day with the end of the transition; after it the procedure counts as well, with its days of answer."""
        end, issued = self._policy.transition_ends, self._finding.document.date
        if end is None or issued is None or issued >= self._policy.since or self._day <= end:
            return
        self._note_rules(self._rules(Check.LIST_PROCEDURE))
