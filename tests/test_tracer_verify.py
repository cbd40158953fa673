"""Proofs of real findings are accepted; forged ones are not.

The forger of these tests works hard: after each change he walks the chains anew with the checker's own
code, fills in the branches and the verdict that come out, and seals the proof again. What remains is
what texts, facts and rules say, and that must give him away.
"""

from __future__ import annotations

import copy
import json
import re
import time
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_files import SHARED, needs_shared
from test_ingest_citations import CASES as CITATIONS
from test_ingest_citations import FOOT, HEAD

from graph_schema.errors import InputError
from graph_schema.seals import MerkleTree, digest_of, root_of
from graph_schema.terms import Verdict
from ingest.formats.files import file_of_text, load_file
from ingest.reading import read
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.policy.value import policy_value
from tracer.registry.load import load_registry
from tracer.verdict.proof import prove, sealed
from tracer.verify import Anchors, verify, verify_bytes
from tracer.verify.faults import Fault, FaultCode
from tracer.verify.schema import proof_schema
from tracer.verify.shape import MAX_BYTES, BranchShape, proof_of
from tracer.verify.walk import World, branches_of, finding_of

DAY = date(2026, 11, 21)
CASES = Path(__file__).resolve().parent / "cases" / "verdicts"
SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample" / "texts"
Proof = dict[str, Any]


@cache
def anchors() -> Anchors:
    return Anchors(load_registry().tree.root, frozenset({digest_of(policy_value(load_policy()))}))


def all_proofs(library: Library, day: date) -> Iterator[Proof]:
    for measure in library.measures.values():
        issued = library.documents[measure.document].date
        if issued is None or issued <= day:
            yield prove(library, measure, load_policy(), day)


@cache
def sample() -> Library:
    names = load_registry().law_names()
    files = sorted(SAMPLE.rglob("*.txt"))
    return build_library([read(load_file(file), names) for file in files], load_registry())


@cache
def proofs() -> tuple[Proof, ...]:
    """Returns one proof of the sample corpus for each verdict, set of reasons and shape of branches."""
    kinds: dict[object, Proof] = {}
    for proof in all_proofs(sample(), DAY):
        shape = tuple(sorted((len(b["nodes"]), b["reached"], b["own"], *b["reasons"]) for b in proof["branches"]))
        kinds.setdefault((proof["verdict"], shape), proof)
    return tuple(kinds.values())


def rejected(proof: Proof) -> bool:
    return bool(verify(proof, anchors()).faults)


def covered_up(proof: Proof) -> Proof:
    """Returns the proof with the branches and the verdict that follow from what it now says, sealed again."""
    shape = proof_of(proof)
    fitting = [r for r in shape.policy.rules if shape.measure.kind in r.kinds]
    rule = ([r for r in fitting if r.scope == shape.scope] or [r for r in fitting if r.scope == "any"])[0]
    world = World(shape, rule)
    branches = branches_of(world)
    verdict, found = finding_of(world, branches)
    stated = [
        {
            name: list(value) if isinstance(value := getattr(branch, name), tuple) else value
            for name in BranchShape.__dataclass_fields__
        }
        for branch in branches
    ]
    return sealed({**proof, "branches": stated, "verdict": verdict.value, "reasons": sorted(found)})


def edited(proof: Proof, *at: str | int, **change: Any) -> Proof:
    """Returns a copy in which the object at that place holds something else."""
    forged = copy.deepcopy(proof)
    place: Any = forged
    for key in at:
        place = place[key]
    place.update(change)
    return forged


def shortened(proof: Proof, *at: str | int) -> Proof:
    """Returns a copy without the entry at that place of a list."""
    forged = copy.deepcopy(proof)
    place: Any = forged
    for key in at[:-1]:
        place = place[key]
    place.pop(at[-1])
    return forged


# --- what is right is accepted -----------------------------------------------------------------


def test_the_sample_corpus_is_proved() -> None:
    count = 0
    for proof in all_proofs(sample(), DAY):
        assert verify(json.loads(json.dumps(proof)), anchors()).faults == ()
        count += 1
    assert count > 50
    assert {p["verdict"] for p in proofs()} >= {"direct", "indirect", "dead_end"}


def test_the_decision_of_a_county_congress_proves_nothing() -> None:
    """Its proof holds as a dead end; raised to a local regulation it reaches, and is refused."""
    case = tomllib.loads((CASES / "level-county-congress.toml").read_text(encoding="utf-8"))
    names = load_registry().law_names()
    readings = [read(file_of_text(f["text"], f["name"]), names) for f in case["file"]]
    found = list(all_proofs(build_library(readings, load_registry()), DAY))
    assert {p["verdict"] for p in found} == {"dead_end"} and len(found) == 2
    for proof in found:
        assert verify(proof, anchors()).faults == ()
        at = next(i for i, d in enumerate(proof["documents"]) if "人民代表大会" in (d["issuer"] or ""))
        raised = edited(proof, "documents", at, level="local_regulation")
        for document in raised["documents"]:
            for citation in document["citations"]:
                if citation["target"] == raised["documents"][at]["id"]:
                    citation["level"] = "local_regulation"
        raised = covered_up(raised)
        assert raised["verdict"] in {"direct", "exempt"}
        assert rejected(raised)


@pytest.mark.parametrize("day", [date(2017, 6, 1), date(2020, 12, 31), date(2022, 9, 13)])
def test_other_days_are_proved(day: date) -> None:
    for proof in all_proofs(sample(), day):
        assert verify(proof, anchors()).faults == ()


def test_the_verdict_cases_are_proved() -> None:
    """Each rule, break reason and trap, references and doubts among them."""
    names = load_registry().law_names()
    verdicts: set[str] = set()
    for path in sorted(CASES.glob("*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        readings = [read(file_of_text(f["text"].lstrip("\n"), f["name"]), names) for f in case["file"]]
        for proof in all_proofs(build_library(readings, load_registry()), case["as_of"]):
            assert verify(proof, anchors()).faults == (), path.stem
            verdicts.add(proof["verdict"])
    assert verdicts == set(Verdict)


def test_citations_in_all_forms_are_proved() -> None:
    """Lists of articles, numbers in numerals and ranges, makers and numbers before the title, clauses of purpose."""
    names = load_registry().law_names()
    for case in CITATIONS:
        text = case.get("text") or HEAD + case["line"].rstrip("。：") + "，对失信种子店列入失信黑名单。" + FOOT
        library = build_library([read(file_of_text(text, case["purpose"]), names)], load_registry())
        proof = next(all_proofs(library, DAY), None)
        assert proof is None or verify(proof, anchors()).faults == (), case["purpose"]


@pytest.mark.shared
@needs_shared
def test_real_documents_are_proved() -> None:
    lines = (SHARED / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    names = load_registry().law_names()
    for line in lines[::3]:
        label = json.loads(line)
        library = build_library([read(file_of_text(label["text"], label["id"]), names)], load_registry())
        for proof in all_proofs(library, DAY):
            assert verify(proof, anchors()).faults == (), label["id"]


def test_what_is_taken_on_trust_is_said() -> None:
    assert any("registry" in note for note in verify(proofs()[0], Anchors()).trusted)
    assert not any("registry" in note for note in verify(proofs()[0], anchors()).trusted)


# --- forgeries ---------------------------------------------------------------------------------


def forgeries(proof: Proof) -> Iterator[tuple[str, Proof]]:
    """Yields every systematic forgery of a proof, covered up by a forger who knows the checker."""
    for place, branch in enumerate(proof["branches"]):
        yield "branch left out", sealed(shortened(proof, "branches", place))
        for step in range(2, len(branch["nodes"])):
            fewer = shortened(proof, "branches", place, "nodes", step)
            yield "step removed", sealed(shortened(fewer, "branches", place, "citations", step - 2))
    for verdict in Verdict:
        yield "verdict changed", sealed({**proof, "verdict": verdict.value})
    yield "reasons left out", sealed({**proof, "reasons": []})
    yield from ((name, covered_up(forged)) for name, forged in of_facts(proof))
    yield from ((name, covered_up(forged)) for name, forged in of_documents(proof))
    yield from ((name, covered_up(forged)) for name, forged in of_citations(proof))
    wide = ["local_normative", "department_normative", "department_rule", "local_rule", "central_policy", "law"]
    for place in range(len(proof["policy"]["rules"])):
        yield "rule loosened", covered_up(edited(proof, "policy", "rules", place, levels=wide))
    if proof["measure"]["kind"] == "sharing":
        yield "scope", covered_up({**proof, "scope": "any" if proof["scope"] != "any" else "personal_public"})


FOREVER = {
    **dict.fromkeys(("adopted", "published", "until", "title", "by")),
    "kind": "made",
    "effective": "1999-01-01",
    "articles": 999,
}


def of_facts(proof: Proof) -> Iterator[tuple[str, Proof]]:
    for place, fact in enumerate(proof["facts"]):
        for name, value in (
            ("level", "law" if fact["level"] != "law" else "admin_regulation"),
            ("repealed", None if fact["repealed"] else "2001-01-01"),
            ("region", "云南省"),
            ("versions", [{**v, "articles": 999} for v in fact["versions"]] or [FOREVER]),
            ("versions", [{**v, "effective": "1999-01-01"} for v in fact["versions"]] or [FOREVER]),
            ("status", "unknown"),
            ("is_decision", not fact["is_decision"]),
            ("versions", [*fact["versions"], {**FOREVER, "kind": "revised", "effective": "2026-11-01"}]),
            ("title", "渡口条例"),
        ):
            yield f"fact {name}", edited(proof, "facts", place, **{name: value})


def of_documents(proof: Proof) -> Iterator[tuple[str, Proof]]:
    for place, d in enumerate(proof["documents"]):
        for name, value in (
            ("text", d["text"] + "。"),
            ("number", "国发〔2016〕33号"),
            ("title", "渡口条例"),
            ("issuer", "国务院"),
            ("level", "constitution"),
            ("date", "1998-02-03"),
            ("region", "云南省/昆明市"),
        ):
            if d["id"] == proof["measure"]["document"] or name in ("level", "date", "region"):
                yield f"document {name}", edited(proof, "documents", place, **{name: value, "trusted": []})


def of_citations(proof: Proof) -> Iterator[tuple[str, Proof]]:
    used = {c for b in proof["branches"] for c in b["citations"] if c}
    for place, d in enumerate(proof["documents"]):
        for number, c in enumerate(d["citations"]):
            at = ("documents", place, "citations", number)
            if c["role"] == "mention":
                yield "mention made a basis", edited(proof, *at, role="basis", cue="根据", whole=True)
                yield "mention made a basis", edited(proof, *at, role="basis", cue="根据", own=True)
            if c["id"] not in used:
                continue
            yield "evidence not in the text", edited(proof, *at, text=c["text"] + "第一条")
            yield "citation moved", edited(proof, *at, start=c["start"] + 1, end=c["end"] + 1)
            yield "level of the thing cited", edited(proof, *at, level="law" if c["level"] != "law" else "standard")
            yield "target", edited(proof, *at, target="law-0000-00000000", status="resolved")
            yield "articles", edited(proof, *at, articles=[*c["articles"], "第九百九十九条"])
            if c["role"] == "basis":
                yield "basis made a mention", edited(proof, *at, role="mention", own=False, whole=False)
                yield "basis left out", shortened(proof, *at)


@pytest.mark.parametrize("number", range(12))
def test_forgeries_are_rejected(number: int) -> None:
    if number >= len(proofs()):
        pytest.skip("the sample corpus has fewer kinds of proofs")
    seen: set[str] = set()
    for name, forged in forgeries(proofs()[number]):
        if forged != proofs()[number]:
            seen.add(name)
            assert rejected(forged), name
    assert {"verdict changed", "rule loosened", "branch left out"} <= seen


def leaves(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(part, (*at, key))
    elif isinstance(value, list):
        yield at, value
        for place, part in enumerate(value):
            yield from leaves(part, (*at, place))
    else:
        yield at, value


def other_than(value: Any) -> st.SearchStrategy[Any]:
    match value:
        case bool():
            return st.just(not value)
        case int():
            return st.integers(0, 5000).filter(lambda n: n != value)
        case list():
            return st.sampled_from([value[:-1], [*value, *value[-1:]], list(reversed(value))]).filter(
                lambda v: v != value
            )
        case _:
            return st.one_of(st.none(), st.text(max_size=8), st.just("law"), st.just("2001-01-01")).filter(
                lambda v: v != value
            )


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_single_change_is_rejected(data: st.DataObject) -> None:
    proof = data.draw(st.sampled_from(proofs()))
    at, value = data.draw(st.sampled_from([x for x in leaves(proof) if x[1] != []]))
    new = data.draw(other_than(value))
    forged = copy.deepcopy(proof)
    place = forged
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = new
    assert rejected(forged)


def test_keys_added_or_missing_are_rejected() -> None:
    proof = proofs()[0]
    assert rejected(sealed({**proof, "remark": "trust me"}))
    assert rejected(sealed({key: value for key, value in proof.items() if key != "branches"}))


# --- what is no proof --------------------------------------------------------------------------


def test_every_fault_has_its_sentence_in_both_languages() -> None:
    for code in FaultCode:
        fault = Fault("seal", code, (Verdict.DIRECT.value,) if code is FaultCode.OTHER_VERDICT else ("1", "2"))
        assert fault.in_language("en") != fault.in_language("zh")
        assert not re.search("[\u4e00-\u9fff]", fault.in_language("en"))


def test_faults_are_said_in_the_readers_language() -> None:
    ids = re.compile(r"[a-z]+-(?:\d{4}-)?[0-9a-f]{8,12}(?:\.\w+)*|--[a-z-]+|JSON")
    seen = set[FaultCode]()
    for proof in proofs()[::8]:
        for name, forged in forgeries(proof):
            report = verify(forged, anchors())
            seen |= {fault.code for fault in report.faults}
            for zh, en in zip(report.faults_in("zh"), report.faults_in("en"), strict=True):
                assert not re.search("[a-z]{2,}", ids.sub("", zh)), (name, zh)
                assert en != zh, name
    assert len(seen) > 12


def test_what_is_taken_on_trust_is_named() -> None:
    proof = next(p for p in proofs() if any(d["trusted"] for d in p["documents"]))
    document = next(d for d in proof["documents"] if d["trusted"])
    said = "；".join(verify(proof, Anchors()).trusted_in("zh"))
    assert document["number"] in said
    assert "登记库" in said
    assert not re.search("date|level|registry", said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": 1}, "证明：多出或者缺少的项：colour"),
        ({"as_of": "2021-02-30"}, "/as_of：此处不能是 2021-02-30"),
        ({"facts": {}}, "/facts：应当是列表"),
        ({"measure": []}, "/measure：应当是一组有名称的项（JSON 对象）"),
        ({"verdict": "x" * 10_000}, "/verdict：此处不能是 " + "x" * 60 + "…"),
    ],
)
def test_a_wrong_shape_is_said_with_its_place(change: dict[str, Any], said: str) -> None:
    assert verify({**proofs()[0], **change}).faults_in("zh") == [said]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": "policy-basis-proof/4", "format": "x"}',
        b'{"format": NaN}',
        b"\xff\xfe",
        b'{"format": "policy-basis-proof/3"}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b'{"format": "policy-basis-proof/4", "x": "' + b"[" * 1000,
    ],
)
def test_what_is_no_proof_is_an_error(raw: bytes) -> None:
    with pytest.raises(InputError):
        verify_bytes(raw, "proof.json")


def test_a_huge_file_is_refused_without_reading_it_as_json() -> None:
    began = time.process_time()
    with pytest.raises(InputError, match=str(MAX_BYTES // 2**20)):
        verify_bytes(b"[" * (MAX_BYTES + 1), "proof.json")
    assert time.process_time() - began < 60


@pytest.mark.parametrize("name", ["citations", "provisions"])
def test_ids_of_a_proof_are_those_of_its_documents(name: str) -> None:
    """Branches name citations and provisions by id: one under a false id, or a copy under another's, is found."""
    proof = next(p for p in proofs() if any(d[name] for d in p["documents"]))
    at = next(i for i, d in enumerate(proof["documents"]) if d[name])
    records = proof["documents"][at][name]
    for id_ in ("d-000000000000.x1", records[0]["id"] + "-2", "", records[0]["id"].replace("d-", "d-一")):
        forged = sealed(edited(proof, "documents", at, name, len(records) - 1, id=id_))
        assert FaultCode.OTHER_ID in {fault.code for fault in verify(forged, anchors()).faults}, id_
    twice = copy.deepcopy(proof)
    twice["documents"][at][name].append(copy.deepcopy(records[0]))
    assert FaultCode.TWICE in {fault.code for fault in verify(sealed(twice), anchors()).faults}


def test_vague_words_of_another_sentence_are_not_those_of_the_measure() -> None:
    """A proof that leaves out the vague words of the measure's sentence is found, where others stand in its provision."""
    forged = 0
    for proof in proofs():
        measure, subject = proof["measure"], proof["documents"][0]
        beside = [v for v in subject["vague"] if v["provision"] == measure["provision"]]
        begin, end = measure["sentence_start"], measure["sentence_end"]
        own = [v for v in beside if begin <= v["start"] and v["end"] <= end]
        if subject["id"] != measure["document"] or not own:
            continue
        # The same words once more, said to stand in another sentence of the provision.
        provision = next(p for p in subject["provisions"] if p["id"] == measure["provision"])
        start = provision["start"] if provision["start"] < begin else end
        other = {**own[0], "start": start, "end": start + 2, "text": subject["text"][start : start + 2]}
        kept = [v for v in subject["vague"] if v not in own]
        assert rejected(covered_up(edited(proof, "documents", 0, vague=[*kept, other])))
        forged += 1
    assert forged


@given(st.dictionaries(st.text(max_size=5), st.integers(), min_size=1, max_size=20))
def test_every_row_leads_to_the_root(rows: dict[str, int]) -> None:
    tree = MerkleTree(rows)
    for key, row in rows.items():
        assert root_of(row, tree.path(key)) == tree.root
        assert root_of(row + 1, tree.path(key)) != tree.root


def test_the_schema_is_that_of_the_records() -> None:
    kept = Path(__file__).resolve().parent.parent / "docs" / "proof.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == proof_schema()


def test_the_checker_needs_graph_schema_only() -> None:
    folder = Path(__file__).resolve().parent.parent / "tracer" / "verify"
    for file in folder.glob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith(("from tracer", "import tracer", "from ingest", "import ingest", "from dashboards")):
                assert line.startswith("from tracer.verify"), line
