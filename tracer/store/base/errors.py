"""The errors that every store gives alike."""

from __future__ import annotations

from datetime import date

from graph_schema.errors import DamagedError, InputError, NotFoundError


def no_reading(path: str) -> NotFoundError:
    """Makes the error for a file that is not in the store."""
    return NotFoundError(f"库中没有这个文件：{path}。", f"No such file in the store: {path}.")


def no_version(version: int, first: int, last: int) -> NotFoundError:
    """Makes the error for a version that was not reached, or is forgotten."""
    return NotFoundError(
        f"库中没有第 {version} 版；现有第 {first} 至 {last} 版。",
        f"The store has no version {version}; it has {first} to {last}.",
    )


def no_decision(decision: str) -> NotFoundError:
    """Makes the error for a decision that is not on record."""
    return NotFoundError(f"库中没有这项决定：{decision}。", f"No such decision in the store: {decision}.")


def withdrawn_already(decision: str) -> InputError:
    """Makes the error for a decision that was taken back before."""
    return InputError(f"这项决定已经撤回：{decision}。", f"This decision was taken back already: {decision}.")


def no_judgement(policy: str, as_of: date) -> NotFoundError:
    """Makes the error for findings that are not kept."""
    return NotFoundError(
        f"库中没有保存规则 {policy} 在 {as_of} 的结论。请先运行 tracer store judge。",
        f"The store keeps no findings of the policy {policy} on {as_of}. Run tracer store judge first.",
    )


def no_finding_kept(measure: str) -> NotFoundError:
    """Makes the error for a measure on which the judgement has no finding."""
    return NotFoundError(f"没有这条措施的结论：{measure}。", f"There is no finding on this measure: {measure}.")


def no_node(id: str) -> NotFoundError:
    """Makes the error for a node that is not in the graph."""
    return NotFoundError(f"图中没有这个节点：{id}。", f"No such node in the graph: {id}.")


def damaged(what: str, why: object) -> DamagedError:
    """Makes the error for what is kept of a file, a decision or a measure and is not as it was written."""
    return DamagedError(
        f"库中的记录已损坏：{what}（{why}）。请运行 tracer store check；文件可用 tracer ingest --anew 重新读入，或用备份恢复。",
        f"What the store holds of {what} is damaged ({why}). See tracer store check; tracer ingest --anew reads a file "
        "again, a backup restores everything.",
    )


def half_a_character(what: str) -> InputError:
    """Makes the error for text that UTF-8 cannot hold."""
    return InputError(
        f"文本里有不完整的字符（半个代理字符），无法入库：{what}。请从原文重新导出。",
        f"Half a character (a lone surrogate) cannot be stored: {what}. Export the text again.",
    )


def not_a_graph(problem: str) -> InputError:
    """Makes the error for a graph that is not as graph_schema.graph states."""
    return InputError(
        f"图不符合 graph_schema.graph：{problem}。", f"The graph is not as graph_schema.graph states: {problem}."
    )
