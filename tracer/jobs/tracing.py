"""Traces one measure of a store, and proves the finding on it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from graph_schema.errors import InputError, NotFoundError
from graph_schema.records import Finding
from graph_schema.seals import digest_of
from tracer.jobs.following import id_now
from tracer.jobs.kept import library_in
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.show.rows import no_finding
from tracer.store import GraphStore
from tracer.verdict import proof
from tracer.verdict.judge import finding_aside, finding_on
from tracer.verify import Anchors, verify_bytes


@with_its_registry
def trace(
    store: GraphStore | str,
    measure: str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    registry: str | None = None,
) -> Finding:
    """Returns the finding on one measure of the store, by its id, or by the id that it had in an earlier text of its document.

    On what has ended, or what an authority text lays down, it is the one that counts nowhere. `registry` names an earlier edition of the registry
    to judge by.

    NotFoundError says why there is none.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    with opened(store, policy=policy) as source:
        library = library_in(source, tools, registry)
        known = library.measures.get(id_now(source, library, measure))
        finding = finding_on(library, known, tools.policy, day) if known else None
        if finding is None and known is not None:
            finding = finding_aside(library, known, tools.policy, day)
        if finding is None:
            rows = source.index_rows((measure.rpartition(".")[0],))
            raise no_finding((source.get_reading(row.path) for row in rows.values()), day, measure)
        return finding


@with_its_registry
def prove(
    store: GraphStore | str,
    measure: str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    personal: bool = True,
    registry: str | None = None,
) -> dict[str, Any]:
    """Returns the finding on one measure as a self-contained proof (docs/proofs.md). NotFoundError where there is none.

    Without `personal` data is masked in it, and the proof says in which documents.
    """
    tools = Tools.load(policy)
    with opened(store, policy=policy) as source:
        library = library_in(source, tools, registry)
        known = library.measures.get(id_now(source, library, measure))
        if known is None:
            raise NotFoundError("store.no_measure", measure=measure)
        value = proof.prove(library, known, tools.policy, as_of or date.today())
        if personal:
            return value
        masked = proof.without_personal(value, library.texts.file)
    anchors = Anchors(library.registry.tree.root, frozenset({digest_of(proof.policy_value(tools.policy))}))
    if verify_bytes(json.dumps(masked).encode(), measure, anchors).faults:
        raise InputError("proof.needs_words", measure=measure)
    return masked


def proof_anchors(policy: str | None = None, *, any_registry: bool = False) -> Anchors:
    """Returns what a proof must have been made with: the registry here (or any), and this policy."""
    tools = Tools.load(policy)
    root = None if any_registry else tools.registry.tree.root
    return Anchors(root, frozenset({digest_of(proof.policy_value(tools.policy))}))
