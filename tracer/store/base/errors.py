"""The errors that every store gives alike."""

from __future__ import annotations

from datetime import date

from graph_schema.errors import DamagedError, InputError, NotFoundError


def no_reading(path: str) -> NotFoundError:
    """Makes the error for a file that is not in the store."""
    return NotFoundError("store.no_file", file=path)


def no_version(version: int, first: int, last: int) -> NotFoundError:
    """Makes the error for a version that was not reached, or is forgotten."""
    return NotFoundError(
        "store.no_version",
        version=version,
        first=first,
        last=last,
    )


def no_decision(decision: str) -> NotFoundError:
    """Makes the error for a decision that is not on record."""
    return NotFoundError("store.no_decision", decision=decision)


def withdrawn_already(decision: str) -> InputError:
    """Makes the error for a decision that was taken back before."""
    return InputError("store.withdrawn_already", decision=decision)


def no_judgement(policy: str, as_of: date) -> NotFoundError:
    """Makes the error for findings that are not kept."""
    return NotFoundError(
        "store.no_findings",
        policy=policy,
        day=as_of,
    )


def no_finding_kept(measure: str) -> NotFoundError:
    """Makes the error for a measure on which the judgement has no finding."""
    return NotFoundError("store.no_finding", measure=measure)


def no_node(id: str) -> NotFoundError:
    """Makes the error for a node that is not in the graph."""
    return NotFoundError("store.no_node", node=id)


def damaged(what: str, why: object) -> DamagedError:
    """Makes the error for what is kept of a file, a decision or a measure and is not as it was written."""
    return DamagedError(
        "store.damaged_record",
        what=what,
        why=why,
    )


def half_a_character(what: str) -> InputError:
    """Makes the error for text that UTF-8 cannot hold."""
    return InputError(
        "store.half_character",
        what=what,
    )


def not_a_graph(problem: str) -> InputError:
    """Makes the error for a graph that is not as graph_schema.graph states."""
    return InputError("store.bad_graph", problem=problem)
