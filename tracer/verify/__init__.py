"""The checker of proofs: small, and apart from the engine. It needs graph_schema and nothing else of the program.

It walks the chains a third time on purpose: a second opinion that shares no code and no pattern with the engine, so
that a mistake there does not pass here. What the two have in common (places, numbers, who may make what) is the
vocabulary in graph_schema. In come proofs (tracer.verdict.proof writes them); out come the faults of each, none where it
holds. `tracer verify` and other programs call it. docs/proofs.md says what is checked and what is taken on trust.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_schema.errors import InputError
from graph_schema.ids import instrument_key
from graph_schema.seals import digest_of
from graph_schema.terms import BreakReason, DecisionKind, LinkStatus
from tracer.verify.authority import is_authority
from tracer.verify.evidence import faults
from tracer.verify.faults import Fault, FaultCode, place_in_language
from tracer.verify.shape import FORMAT, ProofShape, RuleShape, ShapeError, load_json, proof_of
from tracer.verify.signs import scope_of
from tracer.verify.walk import World, branches_of, finding_of, rules_on

__all__ = ["Anchors", "Fault", "ProofReport", "verify", "verify_bytes"]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The reader's trust: in the root of a registry, and in digests of policies. None takes the proof's own."""

    registry: str | None = None
    policies: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ProofReport:
    """The result for a proof. `faults` is empty where it holds; `trusted` names the places taken on trust.

    `names` is what the documents and instruments of the proof are called, by id.
    """

    verdict: str
    measure: str
    faults: tuple[Fault, ...]
    trusted: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def faults_in(self, lang: str) -> list[str]:
        """Returns what is wrong, in sentences."""
        return [fault.in_language(lang, self.names) for fault in self.faults]

    def trusted_in(self, lang: str) -> list[str]:
        """Returns what was taken on trust, in words."""
        return [place_in_language(place, lang, self.names) for place in self.trusted]


def verify(value: Any, anchors: Anchors | None = None) -> ProofReport:
    """Checks a proof, given as a JSON value."""
    trust = anchors or Anchors()
    try:
        proof = proof_of(value)
    except ShapeError as error:
        return ProofReport("", "", (error.fault,), ())
    found = list(_all_faults(value, proof, trust))
    trusted = [f"documents/{d.id}/{name}" for d in proof.documents for name in d.trusted]
    trusted += [f"citations/{c.id}/target" for d in proof.documents for c in d.citations if c.decided]
    trusted += [f"citations/{c.id}/tied" for d in proof.documents for c in d.citations if c.tied]
    trusted += [f"decisions/{decision.id}" for decision in proof.decisions]
    trusted += [] if trust.registry else [f"registry/{proof.registry[:12]}"]
    trusted += ["measure/confidence"] if BreakReason.DOUBTFUL in proof.reasons else []
    trusted += [] if trust.policies else [f"policy/{proof.policy.id}"]
    return ProofReport(proof.verdict.value, proof.measure.id, tuple(found), tuple(trusted), _names(proof))


def verify_bytes(raw: bytes, name: str, anchors: Anchors | None = None) -> ProofReport:
    """Checks a proof file. InputError where it is none: too big, too deep, no JSON."""
    value = load_json(raw, name)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InputError("proof.no_proof", name=name, format=FORMAT)
    return verify(value, anchors)


def _names(proof: ProofShape) -> dict[str, str]:
    cited = [c for d in proof.documents for c in d.citations if c.status is LinkStatus.UNRESOLVED]
    named = {instrument_key(c.number or c.defined_number, c.title): c.title or c.text for c in cited}
    named |= {fact.id: fact.title for fact in proof.facts}
    return named | {d.id: d.number or d.title or "" for d in proof.documents if d.number or d.title}


def _all_faults(value: Any, proof: ProofShape, trust: Anchors) -> list[Fault]:
    sealed = digest_of({key: part for key, part in value.items() if key != "seal"})
    found = [] if sealed == proof.seal else [Fault("seal", FaultCode.CHANGED)]
    if trust.policies is not None and digest_of(value["policy"]) not in trust.policies:
        found.append(Fault("policy", FaultCode.NOT_TRUSTED))
    for records, name in ((proof.documents, "documents"), (proof.facts, "facts")):
        if len({record.id for record in records}) != len(records):
            found.append(Fault(name, FaultCode.TWICE))
    found.extend(faults(proof, trust.registry))
    rule = _rule(proof)
    if rule is None or not any(d.id == proof.measure.document for d in proof.documents):
        return [*found, Fault("policy", FaultCode.NO_RULE)]
    found += list(_undecided(proof))
    if is_authority(proof, proof.measure.document):
        found.append(Fault("measure", FaultCode.OF_AUTHORITY))
    if scope_of(proof) != proof.scope:
        found.append(Fault("scope", FaultCode.OTHER_SCOPE))
    if proof.facts or proof.documents:
        found.extend(_walk_faults(proof, rule))
    return found


def _undecided(proof: ProofShape) -> Iterator[Fault]:
    """Finds what is said to be decided by a person though no decision of the proof says so."""
    said = {(d.subject, d.value) for d in proof.decisions if d.kind in (DecisionKind.BASIS, DecisionKind.NO_BASIS)}
    for document in proof.documents:
        for citation in document.citations:
            if citation.tied and (proof.measure.id, citation.id) not in said:
                yield Fault(f"citations/{citation.id}/tied", FaultCode.NO_DECISION)
    for decision in proof.decisions:
        if decision.kind is DecisionKind.KIND and decision.value != proof.measure.kind:
            yield Fault(f"decisions/{decision.id}", FaultCode.NO_DECISION)


def _rule(proof: ProofShape) -> RuleShape | None:
    region = next((d.region for d in proof.documents if d.id == proof.measure.document), None)
    rules = rules_on(proof.policy, proof.as_of, region)
    fitting = [rule for rule in rules if proof.measure.kind in rule.kinds]
    exact = [rule for rule in fitting if rule.scope == proof.scope]
    return next(iter(exact or [rule for rule in fitting if rule.scope == "any"]), None)


def _walk_faults(proof: ProofShape, rule: RuleShape) -> list[Fault]:
    world = World(proof, rule)
    branches = branches_of(world)
    derived = [(e.nodes, e.citations, e.reached, e.own, e.reasons, e.question) for e in branches]
    claimed = [(b.nodes, b.citations, b.reached, b.own, b.reasons, b.question) for b in proof.branches]
    found = [Fault("branches", FaultCode.BRANCH_LEFT_OUT, (" → ".join(d[0]),)) for d in derived if d not in claimed]
    found += [
        Fault("branches", FaultCode.BRANCH_NOT_BORNE_OUT, (" → ".join(c[0]),)) for c in claimed if c not in derived
    ]
    if len(derived) != len(claimed):
        found.append(Fault("branches", FaultCode.BRANCH_COUNT, (str(len(derived)), str(len(claimed)))))
    verdict, reasons = finding_of(world, branches)
    if verdict is not proof.verdict:
        found.append(Fault("verdict", FaultCode.OTHER_VERDICT, (verdict.value,)))
    if reasons != set(proof.reasons) or len(reasons) != len(proof.reasons):
        found.append(Fault("reasons", FaultCode.OTHER_REASONS))
    return found
