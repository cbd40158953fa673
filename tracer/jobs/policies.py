"""Finds the faults of a policy file together with the lexicon that it names."""

from __future__ import annotations

from graph_schema.errors import PolicyError
from tracer.jobs.opening import lexicon_of
from tracer.policy.file import Fault, read_policy, text_of


def policy_faults(name: str) -> list[Fault]:
    """Returns what does not hold in a policy file and in the lexicon that it names, by line. PolicyError where it cannot be read."""
    text = text_of(name)
    policy, faults = read_policy(text, name)
    if policy is None:
        return faults
    try:
        lexicon_of(policy)
    except PolicyError as error:
        lines = (i for i, line in enumerate(text.splitlines(), start=1) if line.startswith("lexicon"))
        return [Fault(next(lines, 1), error.said)]
    return []
