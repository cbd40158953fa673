"""Proves the finding on one measure of a store."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from graph_schema.errors import InputError, NotFoundError
from graph_schema.seals import digest_of
from tracer.jobs.following import id_now
from tracer.jobs.kept import library_in
from tracer.jobs.opening import Tools, opened, with_its_registry
from tracer.policy.value import policy_value
from tracer.store import GraphStore
from tracer.verdict.proof import prove as proved
from tracer.verdict.proof import without_personal
from tracer.verify import Anchors, verify_bytes


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
        value = proved(library, known, tools.policy, as_of or date.today())
        if personal:
            return value
        masked = without_personal(value, library.texts.file)
    anchors = Anchors(library.registry.tree.root, frozenset({digest_of(policy_value(tools.policy))}))
    if verify_bytes(json.dumps(masked).encode(), measure, anchors).faults:
        raise InputError("proof.needs_words", measure=measure)
    return masked


def proof_anchors(policy: str | None = None, *, any_registry: bool = False) -> Anchors:
    """Returns what a proof must have been made with: the registry here (or any), and this policy."""
    tools = Tools.load(policy)
    root = None if any_registry else tools.registry.tree.root
    return Anchors(root, frozenset({digest_of(policy_value(tools.policy))}))
