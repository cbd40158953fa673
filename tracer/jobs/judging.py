"""Judges a whole store and keeps the basis graph and the findings in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph_schema.seals import digest_of
from tracer.jobs.listed import with_lists
from tracer.jobs.opening import Tools, library_of, opened, with_its_registry
from tracer.links.graph import BasisGraph, graph_of
from tracer.store import GraphStore, Judgement, Kept
from tracer.verdict import proof
from tracer.verdict.judge import judge_library
from tracer.version import __version__


@with_its_registry
def graph(store: GraphStore | str, *, policy: str | None = None) -> BasisGraph:
    """Returns the basis graph of the store: what graph_schema.graph states, linked to the registry as it is now.

    Which measures stand in an imported list is that of today.
    """
    library = library_of(store, policy)
    lists = library.registry.lists
    findings = judge_library(library, Tools.load(policy).policy, date.today()) if lists else ()
    return with_lists(graph_of(library), findings, lists)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreJudged:
    """A judgement that a store keeps now, what was written for it, and the others that went since the store had changed."""

    judgement: Judgement
    kept: Kept
    gone: tuple[Judgement, ...]


@with_its_registry
def judge_store(
    store: GraphStore | str,
    *,
    as_of: date | None = None,
    policy: str | None = None,
    anew: bool = False,
    registry: str | None = None,
) -> StoreJudged:
    """Judges all of a store and keeps the basis graph and the findings in it, for whoever asks it itself.

    What changes meanwhile is not in it: the judgement names the version of the store that it is made of.
    `anew` lets all that was kept go first, which mends what is damaged of it. `registry` names an earlier edition of the registry to judge by.
    """
    tools = Tools.load(policy)
    day = as_of or date.today()
    with opened(store, policy=policy) as target:
        version = target.version()
        library = library_of(target, policy)
        findings = judge_library(library, tools.policy, day)
        graph = with_lists(graph_of(library), findings, library.registry.lists)
        rules = digest_of(proof.policy_value(tools.policy))[:12]
        edition = f"{__version__}+{library.edition}+{rules}"
        before = target.judgements()
        if anew:
            target.drop_graph()
        judgement = Judgement(policy=tools.policy.id, as_of=day, version=version, edition=edition)
        kept = target.keep(judgement, graph.nodes, graph.edges, findings)
        left = {(other.policy, other.as_of) for other in target.judgements()}
    gone = tuple(other for other in before if (other.policy, other.as_of) not in left)
    return StoreJudged(judgement=judgement, kept=kept, gone=gone)
