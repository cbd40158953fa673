"""The chain of a measure as a picture: nodes in lanes, and edges with the words that show each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from graph_schema.messages import codes, label_of, say
from graph_schema.records import Finding, Hop, Stop
from graph_schema.regions import find_region, level_of
from graph_schema.terms import BreakReason, SourceLevel, Verdict
from tracer.show.signs import BREAK_SIGN
from tracer.show.wording import MEASURE, PROVISION, hop_name, node_name, reaches, role_label


class Lane(StrEnum):
    """The lanes of a chain picture, from the top down: what may end a chain stands above what may not."""

    LAW = "law"
    REGULATION = "regulation"
    CENTRAL = "central"
    MINISTRY = "ministry"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    UNKNOWN = "unknown"

    def label(self, lang: str = "zh") -> str:
        """Returns the words at the head of the lane."""
        return say(lang, _LANE_CODES[self])


LANES: tuple[Lane, ...] = tuple(Lane)
_LANE_CODES = codes("lane", Lane)
_LANE_OF_LEVEL = {
    SourceLevel.CONSTITUTION: Lane.LAW,
    SourceLevel.LAW: Lane.LAW,
    SourceLevel.ADMIN_REGULATION: Lane.REGULATION,
    SourceLevel.LOCAL_REGULATION: Lane.REGULATION,
    SourceLevel.CENTRAL_POLICY: Lane.CENTRAL,
    SourceLevel.JUDICIAL_INTERPRETATION: Lane.MINISTRY,
    SourceLevel.DEPARTMENT_RULE: Lane.MINISTRY,
    SourceLevel.DEPARTMENT_NORMATIVE: Lane.MINISTRY,
    SourceLevel.STANDARD: Lane.MINISTRY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainNode:
    """A node of a chain picture. `label` names it, `detail` is a second line for it.

    `broken` says that a branch ends here for `reason`; `reached` that it is the permitted source
    which ends the chain. `document` is the id of the store's document to open for it, if any.
    """

    id: str
    label: str
    detail: str
    kind: str
    level: SourceLevel | None
    lane: Lane
    verdict: Verdict | None
    reached: bool
    broken: bool
    reason: BreakReason | None
    document: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainEdge:
    """A step of a chain picture, from the lower node to what it rests on, with the words that say so.

    `document` is the document of the store that these words stand in.
    """

    source: str
    target: str
    role: str
    role_label: str
    quote: str
    broken: bool
    document: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainView:
    """The chain of one measure and every branch that broke, ready to be drawn.

    `measure` is the id of the node to begin at; nodes come in the order in which the chains meet them.
    """

    measure: str
    nodes: tuple[ChainNode, ...]
    edges: tuple[ChainEdge, ...]


def chain_view(finding: Finding, regions: Mapping[str, str | None], lang: str = "zh") -> ChainView:
    """Returns the chain and the broken branches of one measure as nodes and edges.

    `regions` are the places of its documents and instruments, by id: they stand in the lanes of these.
    """
    nodes: dict[str, ChainNode] = {}
    edges: dict[tuple[str, str], ChainEdge] = {}
    for chain, stop in branches_of(finding):
        for hop in chain:
            ends = hop is chain[-1]
            node = _chain_node(hop, finding, regions, lang, stop if ends else None, reached=ends and stop is None)
            nodes[hop.id] = _merged(nodes.get(hop.id), node)
        for lower, upper in pairwise(chain):
            edge = _chain_edge(lower, upper, lang, broken=stop is not None and upper is chain[-1])
            known = edges.setdefault((lower.id, upper.id), edge)
            edges[lower.id, upper.id] = replace(known, broken=known.broken and edge.broken)
    return ChainView(measure=finding.measure.id, nodes=tuple(nodes.values()), edges=tuple(edges.values()))


def branches_of(finding: Finding) -> list[tuple[tuple[Hop, ...], Stop | None]]:
    """Returns every branch with its break, None where it reaches a source; where nothing is known, the bare chain."""
    whole = (finding.chain, *finding.other_chains) if reaches(finding) else finding.other_chains
    found: list[tuple[tuple[Hop, ...], Stop | None]] = [(chain, None) for chain in whole if chain]
    found += [(stop.chain, stop) for stop in finding.stops if stop.chain]
    return found or [(finding.chain or (_measure_hop(finding),), None)]


def _measure_hop(finding: Finding) -> Hop:
    """Returns the measure alone, for a finding without any chain."""
    return Hop(
        id=finding.measure.id,
        kind=MEASURE,
        title=finding.measure.text,
        number=None,
        level=None,
        role=None,
        quote=finding.measure.text,
        document=finding.document.id,
        span=finding.measure.span,
    )


def _merged(known: ChainNode | None, node: ChainNode) -> ChainNode:
    """Returns a node that several branches meet: its first break, unless another branch reaches a source there."""
    if known is None:
        return node
    reached = known.reached or node.reached
    return replace(
        known,
        reached=reached,
        broken=(known.broken or node.broken) and not reached,
        reason=None if reached else known.reason or node.reason,
        detail=max(known.detail, node.detail, key=len),
    )


def _chain_node(
    hop: Hop, finding: Finding, regions: Mapping[str, str | None], lang: str, stop: Stop | None, *, reached: bool
) -> ChainNode:
    is_source = reached and reaches(finding) and hop.kind != MEASURE
    return ChainNode(
        id=hop.id,
        label=finding.measure.text if hop.kind == MEASURE else hop_name(hop, lang),
        detail=_detail(hop, finding, stop, lang),
        kind=hop.kind,
        level=hop.level,
        lane=lane_of(hop, finding, regions),
        verdict=finding.verdict if hop.kind == MEASURE else None,
        reached=is_source,
        broken=stop is not None,
        reason=stop.reason if stop else None,
        document=_document_of(hop),
    )


def _document_of(hop: Hop) -> str | None:
    """Returns the document of the store to open for a hop."""
    if hop.kind in (MEASURE, PROVISION):
        return hop.document
    return hop.id if hop.kind == "Document" else None


def _detail(hop: Hop, finding: Finding, stop: Stop | None, lang: str) -> str:
    """Returns the second line of a node: its kind or level, and why a branch ends here."""
    words = [label_of(hop.level, lang)] if hop.level else []
    if hop.kind == MEASURE:
        words = [label_of(finding.measure.kind, lang), label_of(finding.verdict, lang)]
    if hop.kind == PROVISION:
        words = [node_name(finding.document.title, finding.document.number)]
    if stop:
        words.append(f"{BREAK_SIGN} {label_of(stop.reason, lang)}")
    return " · ".join(words)


def _chain_edge(lower: Hop, upper: Hop, lang: str, *, broken: bool) -> ChainEdge:
    return ChainEdge(
        source=lower.id,
        target=upper.id,
        role=upper.role or "",
        role_label=role_label(upper.role, lang),
        quote=upper.quote or "",
        broken=broken,
        document=upper.document or lower.document,
    )


def lane_of(hop: Hop, finding: Finding, regions: Mapping[str, str | None]) -> Lane:
    """Returns the lane of a hop: by its level, and for local documents by the place that issued them."""
    level = finding.document.level if hop.kind in (MEASURE, PROVISION) else hop.level
    if level in _LANE_OF_LEVEL:
        return _LANE_OF_LEVEL[level]
    if hop.kind in (MEASURE, PROVISION):
        return _lane_of_region(finding.document.region)
    return _lane_of_region(regions.get(hop.id)) if regions.get(hop.id) else _lane_of_name(hop.title or "")


_LANE_OF_PLACE = {
    "nation": Lane.MINISTRY,
    "province": Lane.PROVINCE,
    "city": Lane.CITY,
    "county": Lane.COUNTY,
    "town": Lane.COUNTY,
}


def _lane_of_region(region: str | None) -> Lane:
    """Returns the lane of a place by the depth of its path."""
    return _LANE_OF_PLACE.get(level_of(region), Lane.UNKNOWN) if region else Lane.UNKNOWN


def _lane_of_name(title: str) -> Lane:
    """Returns the lane of a document of which only the title is known, by the place at its head."""
    return _lane_of_region(find_region(title))
