"""Tells which groups a finding belongs to, and how many are in each (docs/semantics.md#groups)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from graph_schema.records import Finding
from graph_schema.terms import Group, SourceLevel

ASIDE = (Group.ENDED, Group.AUTHORITY)
"""The groups whose measures are in no count and in no list but their own."""


def is_of_source(finding: Finding, permitted: Collection[SourceLevel]) -> bool:
    """Tells whether a measure stands in a document that is itself of a permitted level (docs/semantics.md#ruling-36)."""
    return finding.document.level in permitted


def groups_of(finding: Finding, permitted: Collection[SourceLevel]) -> frozenset[Group]:
    """Returns the groups of a finding; of one that counts nowhere that group alone."""
    if finding.aside is not None:
        return frozenset({finding.aside})
    belongs = {
        Group.MUST_MEND: finding.must_mend,
        Group.UNSUPPORTED: finding.is_unsupported,
        Group.DRAFTS: finding.document.draft,
        Group.SOURCES: is_of_source(finding, permitted),
    }
    return frozenset(group for group, holds in belongs.items() if holds)


def in_group(findings: Iterable[Finding], group: Group, permitted: Collection[SourceLevel]) -> tuple[Finding, ...]:
    """Returns the findings of a group, of those to be mended the gaps first."""
    found = [finding for finding in findings if group in groups_of(finding, permitted)]
    return tuple(sorted(found, key=lambda f: not f.is_gap) if group is Group.MUST_MEND else found)


def count_groups(
    findings: Iterable[Finding], permitted: Collection[SourceLevel], aside: Mapping[Group, int]
) -> dict[Group, int]:
    """Returns how many findings are in each group, all named, in the order of the vocabulary; `aside` are those that count nowhere."""
    counts = dict.fromkeys(Group, 0) | dict(aside)
    for finding in findings:
        for group in groups_of(finding, permitted):
            counts[group] += 1
    return counts
