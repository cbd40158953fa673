"""The checker of proofs: small, and apart from the engine. It needs graph_schema and nothing else of the program.

`verify` takes a proof (tracer.proof writes them) and gives what is wrong with it, nothing where it
holds. docs/proofs.md says what is checked and what is taken on trust.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph_schema.errors import InputError
from graph_schema.seals import digest_of
from graph_schema.terms import BreakReason, MeasureKind
from tracer.verify.evidence import faults
from tracer.verify.shape import FORMAT, ProofShape, RuleShape, ShapeError, load_json, proof_of
from tracer.verify.signs import scope_of
from tracer.verify.walk import World, ends_of, finding_of, rules_on

__all__ = ["Anchors", "Checked", "verify", "verify_bytes"]


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the reader trusts: the root of a registry, and digests of policies. None takes the proof's own on trust."""

    registry: str | None = None
    policies: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a proof. `faults` is empty where it holds; `trusted` is what had to be taken on trust."""

    verdict: str
    measure: str
    faults: tuple[str, ...]
    trusted: tuple[str, ...]


def verify(value: Any, anchors: Anchors | None = None) -> Checked:
    """Check a proof, given as a JSON value."""
    trust = anchors or Anchors()
    try:
        proof = proof_of(value)
    except ShapeError as error:
        return Checked("", "", (f"shape: {error}",), ())
    found = list(_all_faults(value, proof, trust))
    trusted = [f"{d.id}/{name}" for d in proof.documents for name in d.trusted]
    trusted += [f"{c.id}/target" for d in proof.documents for c in d.citations if c.decided]
    trusted += [] if trust.registry else [f"registry {proof.registry[:12]}"]
    trusted += [f"{proof.measure.id}/confidence"] if BreakReason.DOUBTFUL in proof.reasons else []
    trusted += [] if trust.policies else [f"policy {proof.policy.id}"]
    return Checked(proof.verdict.value, proof.measure.id, tuple(found), tuple(trusted))


def verify_bytes(raw: bytes, name: str, anchors: Anchors | None = None) -> Checked:
    """Check a proof file. InputError where it is none: too big, too deep, no JSON."""
    value = load_json(raw, name)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InputError(f"{name} 不是证明文件（{FORMAT}）。", f"{name} is no proof ({FORMAT}).")
    return verify(value, anchors)


def _all_faults(value: Any, proof: ProofShape, trust: Anchors) -> list[str]:
    sealed = digest_of({key: part for key, part in value.items() if key != "seal"})
    found = [] if sealed == proof.seal else ["seal: the proof was changed after it was made"]
    if trust.policies is not None and digest_of(value["policy"]) not in trust.policies:
        found.append("policy: not a trusted one")
    for records, name in ((proof.documents, "documents"), (proof.facts, "facts")):
        if len({record.id for record in records}) != len(records):
            found.append(f"{name}: an id stands twice")
    found.extend(faults(proof, trust.registry))
    rule = _rule(proof)
    if rule is None or not any(d.id == proof.measure.document for d in proof.documents):
        return [*found, "scope: no rule for it"]
    if scope_of(proof) != proof.scope:
        found.append("scope: not that of the words")
    if proof.facts or proof.documents:
        found.extend(_walk_faults(proof, rule))
    return found


def _rule(proof: ProofShape) -> RuleShape | None:
    region = next((d.region for d in proof.documents if d.id == proof.measure.document), None)
    rules = rules_on(proof.policy, proof.as_of, region)
    fitting = [rule for rule in rules if proof.measure.kind in rule.kinds]
    exact = [rule for rule in fitting if rule.scope == proof.scope]
    return next(iter(exact or [rule for rule in fitting if rule.scope == "any"]), None)


def _walk_faults(proof: ProofShape, rule: RuleShape) -> list[str]:
    world = World(proof, rule)
    ends = ends_of(world)
    derived = [(e.nodes, e.citations, e.reached, e.own, e.reasons, e.question) for e in ends]
    claimed = [(b.nodes, b.citations, b.reached, b.own, b.reasons, b.question) for b in proof.branches]
    found = [f"branches: left out: {' → '.join(d[0])}" for d in derived if d not in claimed]
    found += [f"branches: not borne out: {' → '.join(c[0])}" for c in claimed if c not in derived]
    if len(derived) != len(claimed):
        found.append("branches: not as many as there are")
    verdict, reasons = finding_of(world, ends)
    if verdict is not proof.verdict:
        found.append(f"verdict: the branches give {verdict.value}")
    if reasons != set(proof.reasons) or len(reasons) != len(proof.reasons):
        found.append("reasons: not those of the branches")
    if proof.measure.kind not in set(MeasureKind):
        found.append("measure/kind: unknown")
    return found
