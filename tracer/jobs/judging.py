"""Judges a whole store and keeps the basis graph and the findings in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph_schema.graph import judged_node
from graph_schema.records import Measure
from graph_schema.seals import digest_of
from tracer.jobs.listed import shares_with_lists, with_lists
from tracer.jobs.opening import Tools, library_of, opened, with_its_registry
from tracer.links.graph import BasisGraph, graph_of
from tracer.links.library import Library
from tracer.policy.rules import Policy
from tracer.store import GraphStore, Judgement, Kept
from tracer.store.base.findings import JudgedDocument, KeptFinding
from tracer.store.judged_rows import said_of_measures
from tracer.verdict import proof
from tracer.verdict.judge import finding_aside, finding_on
from tracer.version import __version__

_DAY = timedelta(days=1)


@with_its_registry
def graph(store: GraphStore | str, *, policy: str | None = None, as_of: date | None = None) -> BasisGraph:
    """Returns the basis graph of the store: what graph_schema.graph states, linked to the registry as it is now, with what is judged on a day.

    The day is that of the policy's judgement that is kept for the latest day, today where there is none. Which measures stand
    in an imported list is that of the day.
    """
    tools = Tools.load(policy)
    with opened(store, policy=policy) as source:
        library = library_of(source, policy)
        kept = [one.as_of for one in source.judgements() if one.policy == tools.policy.id]
    day = as_of or max(kept, default=date.today())
    judgement = Judgement(policy=tools.policy.id, as_of=day, version=0, edition="", registry=library.edition)
    judged = list(judged_documents(library, tools.policy, day))
    findings = [one.finding for document in judged for one in document.findings if one.finding is not None]
    made = with_lists(graph_of(library), findings, library.registry.lists)
    said = dict(pair for document in judged for pair in said_of_measures(document, judgement))
    nodes = tuple(judged_node(node, said.get(node.id, {}), day.isoformat()) for node in made.nodes)
    return BasisGraph(nodes, made.edges)


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
        rules = digest_of(proof.policy_value(tools.policy))[:12]
        judgement = Judgement(
            policy=tools.policy.id,
            as_of=day,
            version=version,
            edition=f"{__version__}+{library.edition}+{rules}",
            registry=library.edition,
        )
        before = target.judgements()
        if anew:
            target.drop_graph()
        for other in before:
            if other.version < version:
                target.drop_judgement(other.policy, other.as_of)
        judged = list(judged_documents(library, tools.policy, day))
        findings = [one.finding for document in judged for one in document.findings if one.finding is not None]
        made = shares_with_lists(library, library.documents, findings)
        here = {node.id for node in target.nodes() if node.kind == "Document"}
        kept = target.keep_graph(made.shares, made.shared, made.between, here - library.documents.keys())
        target.keep_judged(judgement, judged, {id for id in here if id not in library.documents})
        left = {(other.policy, other.as_of) for other in target.judgements()}
    gone = tuple(other for other in before if (other.policy, other.as_of) not in left)
    return StoreJudged(judgement=judgement, kept=kept, gone=gone)


def judged_documents(library: Library, policy: Policy, day: date) -> Iterator[JudgedDocument]:
    """Gives all documents of a library judged for one day."""
    for document in sorted(library.documents):
        rows = tuple(_kept(library, measure, policy, day) for measure in library.measures_in.get(document, ()))
        yield JudgedDocument(
            document=document, touched=0, since=day, until=min(day, date.max - _DAY) + _DAY, findings=rows
        )


def _kept(library: Library, measure: Measure, policy: Policy, day: date) -> KeptFinding:
    document = library.documents[measure.document]
    return KeptFinding(
        measure=measure.id,
        document=document.id,
        start=measure.span.start,
        end=measure.span.end,
        finding=finding_on(library, measure, policy, day) or finding_aside(library, measure, policy, day),
        order=(document.number or "~", document.title or "~", document.id),
        of_source=library.level_of(document) in policy.permitted_for_some,
    )
