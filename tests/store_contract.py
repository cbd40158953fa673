"""Says what every store must do, whatever is behind it. test_tracer_store_contract runs it over the table of stores.

`readings` builds any Reading that the records allow, not only what the reader would make of a text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest
from _pytest.mark import ParameterSet
from conftest import MARKS_OF_STORES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judged_anew import held_of, passes
from sizes import sized
from whole_graph import graph_of

from graph_schema.errors import InputError, NotFoundError
from graph_schema.graph import EDGES, NODES, OWNED, Edge, Node, Property, PropertyType, Value
from graph_schema.messages import LANGUAGES, Message, label_of, say
from graph_schema.records import (
    Basis,
    Chained,
    CheckFinding,
    Citation,
    Decision,
    Document,
    Duty,
    FieldEvidence,
    Finding,
    Measure,
    Origin,
    Provision,
    Reading,
    Reference,
    Repair,
    Rests,
    Segment,
    SourceFile,
    Span,
    Undo,
    VagueReference,
    Withdrawal,
)
from graph_schema.terms import (
    Check,
    CheckResult,
    DecisionKind,
    Group,
    Lack,
    MeasureKind,
    ReferenceKind,
    Relation,
    RepairKind,
    Role,
    SegmentKind,
    SourceLevel,
    Tie,
    Verdict,
    Zone,
)
from ingest.formats.files import load_file
from ingest.reading import read
from tracer.jobs.judged_document import judged_document
from tracer.links.graph import Shares, shares_of
from tracer.links.library import Library, build_library
from tracer.policy.file import load_policy
from tracer.registry.load import load_registry
from tracer.show.rows import count_verdicts
from tracer.store import Filters, GraphStore, Judgement, Kept, Put, StoreCounts
from tracer.store.base.findings import NO_PLACE, JudgedDocument, KeptFinding, Tally
from tracer.store.base.graph import GraphShare
from tracer.store.base.index import IndexKey, IndexRow, IndexState
from tracer.store.base.log import ChangeKind, Disclosure
from tracer.store.base.search import HitKind
from tracer.store.judged_rows import judged_row
from tracer.store.stores import STORES
from tracer.verdict.judge import judge_library

# A store keeps any text that UTF-8 can; half a character is refused, and tested apart.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
OPTIONAL = st.none() | TEXTS
NUMBERS = st.integers(0, 2**40)
SHARES = st.floats(0, 1)
SPANS = st.builds(Span, NUMBERS, NUMBERS)
REPAIRS = st.builds(Repair, kind=st.sampled_from(RepairKind), span=SPANS, replacement=TEXTS)
SEGMENTS = st.builds(
    Segment,
    index=NUMBERS,
    kind=st.sampled_from(SegmentKind),
    span=SPANS,
    relation=st.sampled_from(Relation),
    parent=NUMBERS,
    document=OPTIONAL,
    confidence=SHARES,
)
DOCUMENTS = st.builds(
    Document,
    id=TEXTS,
    span=SPANS,
    title=OPTIONAL,
    number=OPTIONAL,
    issuer=OPTIONAL,
    date=st.none() | st.dates(),
    level=st.sampled_from(SourceLevel),
    region=OPTIONAL,
    kind=st.sampled_from(SegmentKind),
    draft=st.booleans(),
    parent=OPTIONAL,
    relation=st.sampled_from(Relation),
    lacks=st.lists(st.sampled_from(Lack), max_size=2).map(tuple),
    evidence=st.lists(st.builds(FieldEvidence, field=TEXTS, found=TEXTS, confidence=SHARES), max_size=2).map(tuple),
)
PROVISIONS = st.builds(Provision, id=TEXTS, document=TEXTS, label=TEXTS, zone=st.sampled_from(Zone), span=SPANS)
CITATIONS = st.builds(
    Citation,
    id=TEXTS,
    document=TEXTS,
    provision=OPTIONAL,
    span=SPANS,
    text=TEXTS,
    title=OPTIONAL,
    number=OPTIONAL,
    articles=st.lists(TEXTS, max_size=3).map(tuple),
    role=st.sampled_from(Role),
    cue=TEXTS,
    defined_number=OPTIONAL,
    issuer_hint=OPTIONAL,
    confidence=SHARES,
    by_reference=st.booleans(),
    damaged=st.booleans(),
    found=TEXTS,
)
VAGUE = st.builds(VagueReference, document=TEXTS, provision=OPTIONAL, span=SPANS, text=TEXTS)
MEASURES = st.builds(
    Measure,
    id=TEXTS,
    document=TEXTS,
    provision=TEXTS,
    kind=st.sampled_from(MeasureKind),
    span=SPANS,
    text=TEXTS,
    sentence=SPANS,
    act=TEXTS,
    confidence=SHARES,
)
BASIS = st.builds(Basis, measure=TEXTS, citation=TEXTS, tie=st.sampled_from(Tie), confidence=SHARES)
SOME_TEXTS = st.lists(TEXTS, max_size=3).map(tuple)
REFERENCES = st.builds(
    Reference,
    document=TEXTS,
    provision=OPTIONAL,
    span=SPANS,
    text=TEXTS,
    kind=st.sampled_from(ReferenceKind),
    targets=SOME_TEXTS,
    articles=SOME_TEXTS,
    role=st.sampled_from(Role),
)
DUTIES = st.builds(
    Duty,
    document=TEXTS,
    provision=OPTIONAL,
    span=SPANS,
    text=TEXTS,
    units=SOME_TEXTS,
    deadline=st.none() | st.dates(),
    due=TEXTS,
    report=TEXTS,
)


def some(records: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Returns a few of them, in any order, equal ones included."""
    return st.lists(records, max_size=4).map(tuple)


ORIGINS = st.builds(
    Origin,
    text_sha256=TEXTS,
    page_map=st.binary(max_size=20),
    repairs=some(REPAIRS),
    warnings=some(st.builds(lambda code, values: Message.of(code, **values), TEXTS, st.dictionaries(TEXTS, TEXTS))),
    metadata=some(st.tuples(TEXTS, TEXTS)),
    comments=some(TEXTS),
)

READINGS = st.builds(
    Reading,
    source=st.builds(SourceFile, path=TEXTS, sha256=TEXTS, encoding=TEXTS, text=TEXTS, origin=st.none() | ORIGINS),
    repairs=some(REPAIRS),
    segments=some(SEGMENTS),
    documents=some(DOCUMENTS),
    provisions=some(PROVISIONS),
    citations=some(CITATIONS),
    vague=some(VAGUE),
    measures=some(MEASURES),
    basis=some(BASIS),
    references=some(REFERENCES),
    duties=some(DUTIES),
    undone=some(st.builds(Undo, kind=st.sampled_from(RepairKind), span=st.none() | SPANS)),
)


def small_reading(path: str = "甲.txt", text: str = "根据《某法》，列入黑名单。", number: str | None = None) -> Reading:
    """Returns one document with one provision, citation and measure, whose ids come from the text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    document, whole = f"d-{digest[:12]}", Span(0, len(text))
    return Reading(
        source=SourceFile(path=path, sha256=digest, encoding="utf-8", text=text),
        repairs=(Repair(kind=RepairKind.BLANK, span=Span(0, 1), replacement=""),),
        segments=(
            Segment(index=0, kind=SegmentKind.NOTICE, span=whole, relation=Relation.SELF, parent=0, document=document),
        ),
        documents=(
            Document(
                id=document,
                span=whole,
                title="关于某事的通知",
                number=number,
                issuer="甲市人民政府",
                date=date(2019, 5, 1),
                level=SourceLevel.LOCAL_NORMATIVE,
                region="某省/甲市",
                kind=SegmentKind.NOTICE,
            ),
        ),
        provisions=(Provision(id=f"{document}.p0", document=document, label="一", zone=Zone.BODY, span=whole),),
        citations=(
            Citation(
                id=f"{document}.c0",
                document=document,
                provision=f"{document}.p0",
                span=Span(2, 6),
                text="《某法》",
                title="某法",
                number=None,
                articles=("第三条", "第四条第一款"),
                role=Role.BASIS,
                cue="根据",
            ),
        ),
        vague=(VagueReference(document=document, provision=None, span=Span(0, 2), text="根据"),),
        measures=(
            Measure(
                id=f"{document}.m0",
                document=document,
                provision=f"{document}.p0",
                kind=MeasureKind.NAME_LIST,
                span=Span(7, 12),
                text="列入黑名单",
                sentence=whole,
                act="列入",
            ),
        ),
        basis=(Basis(measure=f"{document}.m0", citation=f"{document}.c0", tie=Tie.CLAUSE),),
    )


DAY = date(2024, 1, 1)
MOMENT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
JUDGEMENT = Judgement(policy="p", as_of=DAY, version=0, edition="e", registry="r")
SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample" / "texts"

FILTERS = (
    Filters(),
    Filters(verdicts=frozenset(Verdict)),
    Filters(verdicts=frozenset({Verdict.REVIEW, Verdict.DIRECT})),
    Filters(must_mend=True),
    Filters(region="云岭省", verdicts=frozenset(Verdict)),
    Filters(region="鹭洲市", must_mend=True),
    Filters(kinds=frozenset({MeasureKind.PUNISHMENT, MeasureKind.REPAIR}), verdicts=frozenset(Verdict)),
    Filters(issued_after=date(2019, 1, 1)),
    Filters(document="信用", verdicts=frozenset(Verdict)),
    Filters(document=" ", verdicts=frozenset(Verdict)),
)


@dataclass(frozen=True)
class JudgedSample:
    """Holds what is to be kept of a corpus."""

    shares: Shares
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    documents: tuple[JudgedDocument, ...]
    findings: tuple[Finding, ...]


def judged_corpus(readings: Sequence[Reading]) -> JudgedSample:
    """Returns the graph and the findings of some readings."""
    return judged_world(build_library(readings, load_registry()))


def judged_world(library: Library) -> JudgedSample:
    """Returns those of a library."""
    policy, graph = load_policy(), graph_of(library)
    return JudgedSample(
        shares_of(library, library.documents),
        graph.nodes,
        graph.edges,
        tuple(
            replace(judged_document(library, id, policy, DAY, 0), since=date.min, until=date.max)
            for id in sorted(library.documents)
        ),
        tuple(replace(f, edition=JUDGEMENT.registry) for f in judge_library(library, policy, DAY)),
    )


def with_silent_source(finding: Finding | None) -> Finding | None:
    """Returns a finding as if no source that it reaches spoke of such a measure."""
    silent = {Check.SUPPORT: CheckFinding(result=CheckResult.NOT_STATED)}
    return None if finding is None else replace(finding, checks={**finding.checks, **silent})


def keep(store: GraphStore, judged: JudgedSample, judgement: Judgement = JUDGEMENT) -> Kept:
    """Keeps all of a corpus in a store that may hold something of it."""
    here = {node.id for node in store.nodes() if node.kind == "Document"}
    gone = here - {share.document for share in judged.shares.shares}
    kept = store.keep_graph(judged.shares.shares, judged.shares.shared, judged.shares.between, gone)
    store.keep_judged(judgement, judged.documents, gone)
    return kept


def index_row(document: str, *keys: tuple[str, str], part: bytes = b"part", touched: int = 1) -> IndexRow:
    """Returns a row of the index with these keys."""
    return IndexRow(
        document=document,
        path=f"{document}.txt",
        keys=tuple(IndexKey(kind, words) for kind, words in sorted(keys)),
        facts=-(2**63),
        touched=touched,
        body=b"body",
        part=part,
    )


def judged(document: str, touched: int = 1, until: date = date.max) -> JudgedDocument:
    """Returns a document with a measure on which there is no finding."""
    kept = KeptFinding(
        measure=f"{document}.m0", document=document, start=0, end=1, finding=None, order=("~", "~", document)
    )
    return JudgedDocument(document=document, touched=touched, since=date.min, until=until, findings=(kept,))


def found_in(documents: Iterable[JudgedDocument]) -> dict[str, tuple[Finding, ...]]:
    """Returns all findings on documents, as they come back."""
    found = {
        one.document: tuple(replace(f.finding, edition=JUDGEMENT.registry) for f in in_text(one) if f.finding)
        for one in documents
    }
    return {document: some for document, some in found.items() if some}


def in_text(judged: JudgedDocument) -> list[KeptFinding]:
    """Returns the measures of a document in text order."""
    return sorted(judged.findings, key=lambda f: (f.start, f.end, f.measure))


def tally(documents: Iterable[JudgedDocument], kinds: Collection[MeasureKind] = frozenset(MeasureKind)) -> Tally:
    """Counts findings one by one, those of these kinds."""
    kept = [f for one in documents for f in one.findings if f.finding and f.finding.measure.kind in kinds]
    pairs = [(f.finding, f.of_source) for f in kept if f.finding and f.finding.aside is None]
    findings = [finding for finding, _ in pairs]
    aside = Counter(f.finding.aside for f in kept if f.finding)
    gaps = [f for f in findings if f.is_gap]
    mend = Counter(f.verdict for f in findings if f.must_mend)
    groups = {
        Group.MUST_MEND: sum(mend.values()),
        Group.UNSUPPORTED: sum(f.is_unsupported for f in findings),
        Group.DRAFTS: sum(f.document.draft for f in findings),
        Group.SOURCES: sum(of_source for _, of_source in pairs),
        Group.ENDED: aside[Group.ENDED],
        Group.AUTHORITY: aside[Group.AUTHORITY],
    }
    return Tally(
        verdicts=count_verdicts(findings),
        groups=groups,
        gaps=len(gaps),
        draft_gaps=sum(f.document.draft for f in gaps),
        lean=sum(f.is_lean for f in findings),
        must_mend=sum(mend.values()),
        mend_by_verdict={verdict: mend[verdict] for verdict in Verdict},
        documents=len({f.document.id for f in findings}),
        ended=held_of(f.finding for f in kept if f.finding),
    )


def with_aside(judged: JudgedDocument, group: Group) -> JudgedDocument:
    """Returns a document whose measures count nowhere."""
    rows = tuple(replace(f, finding=replace(f.finding, aside=group)) if f.finding else f for f in judged.findings)
    return replace(judged, findings=rows)


def source_documents() -> set[str]:
    """Returns the documents of the sample that are sources themselves."""
    return {one.document for one in judged_sample().documents if any(f.of_source for f in one.findings)}


def says(finding: Finding, words: str) -> bool:
    """Tells whether what is searched of a finding holds all words."""
    document = finding.document
    told = [finding.measure.text, finding.provision.label, document.title, document.number, document.issuer]
    told += [document.region, *(say(lang, finding.sentence) for lang in LANGUAGES)]
    told += [label_of(stop.reason, lang) for stop in finding.stops for lang in LANGUAGES]
    text = "\n".join(one for one in told if one).casefold()
    return all(word in text for word in words.casefold().split())


def citing(document: str, **named: str) -> GraphShare:
    """Returns the share of a document that cites a law not on record, and lies in a place."""
    card: dict[str, Value] = {
        "level": "local_normative",
        "form": "notice",
        "draft": False,
        "file": "x",
        "begin": 0,
        "finish": 9,
    }
    words: dict[str, Value] = {"document": document, "begin": 0, "finish": 1, "quote": "依", "extractor": "x"}
    said = {**words, "role": "basis", "whole": True, "inside": False, "level": "unknown", **named}
    return GraphShare(
        document=document,
        nodes=(Node("Document", document, card),),
        edges=(
            Edge("IN", f"IN:{document}>region:甲/乙", document, "region:甲/乙"),
            Edge("CITES", f"{document}.c0", document, "law", said),
        ),
    )


def filled(properties: Sequence[Property]) -> dict[str, Value]:
    """Returns a value for each property but the id."""
    values: dict[PropertyType, Value] = {
        PropertyType.TEXT: "“甲”",
        PropertyType.INTEGER: 7,
        PropertyType.NUMBER: 0.25,
        PropertyType.FLAG: True,
        PropertyType.DAY: "2021-12-31",
    }
    return {
        p.name: str(next(iter(p.terms))) if p.terms else values[p.values]
        for p in properties
        if p.name != "id" and not p.judged
    }


@cache
def sample_library() -> Library:
    """Returns the library of the sample corpus."""
    return build_library([read(load_file(file)) for file in sorted(SAMPLE.glob("*.txt"))], load_registry())


@cache
def judged_sample() -> JudgedSample:
    """Returns the graph and the findings of the sample corpus."""
    return judged_world(sample_library())


def decision(id: str, subject: str) -> Decision:
    """Returns a measure overruled by 甲."""
    return Decision(
        id=id, kind=DecisionKind.VERDICT, subject=subject, value="exempt", who="甲", at=MOMENT, why="不在清理范围"
    )


TYPED_NUMBERS = (
    "国办发〔2020〕49号",
    "国办发[2020]49号",
    "国办发［2020］49号",
    "国办发（2020）49号",
    "国办发(2020)49号",
    "国办发【2020】49号",
    "国办发2020 49号",
    "国办发202049号",
    "国办发〔2020〕049号",
    "国办发〔2020〕第49号",
    "国办发〔２０２０〕４９号",
    "国办发 〔2020〕 49 号",
    "[2020]49",
    "（２０２０）４９",
    "〔2020〕049",
)


def kinds_of_stores(*, but: str = "") -> list[ParameterSet]:
    """Gives the rows of the table of stores as parameters of tests, each with its mark."""
    return [
        pytest.param(kind, id=kind.name, marks=MARKS_OF_STORES.get(kind.name, ()))
        for kind in STORES
        if kind.name != but
    ]


class StoreContract:
    """Inherit and give a fixture `new_store`: each call of it makes an empty store, and may end the one before."""

    @pytest.fixture
    def new_store(self) -> Callable[[], GraphStore]:
        raise NotImplementedError

    @pytest.fixture
    def store(self, new_store: Callable[[], GraphStore]) -> GraphStore:
        return new_store()

    @pytest.fixture
    def judged_store(self, store: GraphStore) -> GraphStore:
        judged = judged_sample()
        keep(store, judged)
        return store

    def test_an_empty_store_holds_nothing(self, store: GraphStore) -> None:
        arrays = store.arrays()
        assert (len(arrays.ids), len(arrays.start), len(arrays.edge_kind)) == (0, 0, 0)
        assert list(store.readings()) == []
        assert store.counts() == StoreCounts(sources=0, documents=0, provisions=0, citations=0, measures=0)
        assert not store.has("甲.txt", "0")
        with pytest.raises(NotFoundError, match=r"甲\.txt"):
            store.get_reading("甲.txt")

    # One empty store a test, not one an example: a reading of the same path replaces the one before.
    @settings(
        max_examples=sized(50, 150),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(reading=READINGS)
    def test_what_is_put_comes_back_equal(self, store: GraphStore, reading: Reading) -> None:
        store.put(reading)
        assert store.get_reading(reading.source.path) == reading
        assert store.has(reading.source.path, reading.source.sha256)

    @settings(
        max_examples=sized(12, 40),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(readings=st.lists(READINGS, max_size=5, unique_by=lambda r: r.source.path), seed=st.randoms())
    def test_the_order_of_putting_does_not_show(
        self, new_store: Callable[[], GraphStore], readings: list[Reading], seed: object
    ) -> None:
        shuffled = sorted(readings, key=lambda r: hashlib.sha256(f"{seed}{r.source.path}".encode()).digest())
        found = []
        for order in (readings, shuffled):  # one after the other: a server may have room for one store
            with new_store() as store:
                for reading in order:
                    store.put(reading)
                found.append((list(store.readings()), store.counts()))
        assert found[0] == found[1]

    def test_readings_come_by_hash_and_path(self, store: GraphStore) -> None:
        first = small_reading("乙.txt", "列入名单甲。")
        copy = replace(first, source=replace(first.source, path="丙.txt"))
        third = small_reading("甲.txt", "列入名单乙。")
        for reading in (third, first, copy):
            store.put(reading)
        keys = [(r.source.sha256, r.source.path) for r in store.readings()]
        assert keys == sorted(keys, key=lambda key: (key[0], key[1].encode()))
        assert len(keys) == 3

    def test_putting_twice_changes_nothing(self, store: GraphStore) -> None:
        assert store.put(small_reading()) is Put.ADDED
        before = (store.counts(), list(store.readings()))
        assert store.put(small_reading()) is Put.UNCHANGED
        assert (store.counts(), list(store.readings())) == before

    def test_a_changed_file_replaces_its_earlier_reading(self, store: GraphStore) -> None:
        old, new = small_reading(text="根据《某法》，列入黑名单。"), small_reading(text="根据《某法》，列入红名单。")
        store.put(small_reading("旁.txt", "另一件。"))
        store.put(old)
        assert store.put(new) is Put.REPLACED
        assert store.get_reading("甲.txt") == new
        assert not store.has("甲.txt", old.source.sha256)
        assert store.counts() == StoreCounts(sources=2, documents=2, provisions=2, citations=2, measures=2)

    def test_another_reading_of_the_same_bytes_replaces_too(self, store: GraphStore) -> None:
        old = small_reading()
        new = replace(old, measures=(replace(old.measures[0], kind=MeasureKind.PUNISHMENT),))
        store.put(old)
        assert store.put(new) is Put.REPLACED
        assert store.get_reading("甲.txt") == new

    def test_the_same_document_may_lie_in_two_files(self, store: GraphStore) -> None:
        first = small_reading()
        copy = replace(first, source=replace(first.source, path="副本.txt"))
        store.put(first)
        assert store.put(copy) is Put.ADDED
        assert store.remove("甲.txt")
        assert list(store.readings()) == [copy]

    def test_files_of_equal_bytes_are_found(self, store: GraphStore) -> None:
        first = small_reading()
        for path in ("丙.txt", "乙.txt"):
            store.put(replace(first, source=replace(first.source, path=path)))
        store.put(small_reading("别.txt", "另一个文件。"))
        assert store.paths_of(first.source.sha256) == tuple(sorted(("丙.txt", "乙.txt")))
        assert store.paths_of("0" * 64) == ()

    def test_removing_leaves_nothing_behind(self, store: GraphStore) -> None:
        store.put(small_reading())
        assert store.remove("甲.txt")
        assert not store.remove("甲.txt")
        assert store.counts() == StoreCounts(sources=0, documents=0, provisions=0, citations=0, measures=0)

    def test_a_failing_put_leaves_the_earlier_reading_whole(self, store: GraphStore) -> None:
        """The last record cannot be kept: all that was written before it must go, the old must stay."""
        old = small_reading()
        store.put(old)
        new = small_reading(text="根据《某法》，改列红名单。")
        broken = replace(new, basis=(*new.basis, Basis(measure="\ud800", citation="c", tie=Tie.CLAUSE)))
        with pytest.raises(InputError, match=r"甲\.txt"):
            store.put(broken)
        assert list(store.readings()) == [old]
        assert store.put(new) is Put.REPLACED

    def test_a_failing_first_put_leaves_no_trace(self, store: GraphStore) -> None:
        good = small_reading()
        with pytest.raises(InputError):
            store.put(replace(good, basis=(Basis(measure="\udfff", citation="c", tie=Tie.CLAUSE),)))
        assert store.counts() == StoreCounts(sources=0, documents=0, provisions=0, citations=0, measures=0)

    def test_readings_may_be_changed_while_they_are_walked(self, store: GraphStore) -> None:
        for index in range(3):
            store.put(small_reading(f"{index}.txt", f"列入名单{index}。"))
        seen = []
        for reading in store.readings():
            seen.append(reading.source.path)
            for path in ("0.txt", "1.txt", "2.txt"):
                if path not in seen:
                    store.remove(path)
        assert len(seen) == 1

    def test_the_address_opens_the_same_store(self, store: GraphStore) -> None:
        from tracer.store import open_store

        store.put(small_reading())
        store.close()
        with open_store(store.url, create=False) as again:
            assert list(again.readings()) == [small_reading()]

    # --- history ---

    def test_every_change_is_on_record(self, store: GraphStore) -> None:
        old, new = small_reading(), small_reading(text="改过的文件，列入名单。")
        store.put(old)
        store.put(old)
        store.put(new)
        store.remove(new.source.path)
        assert store.version() == 3
        changes = list(store.changes())
        first, second = old.source.sha256, new.source.sha256
        assert [(c.version, c.kind, c.subject, c.before, c.after) for c in changes] == [
            (1, ChangeKind.ADDED, "甲.txt", None, first),
            (2, ChangeKind.REPLACED, "甲.txt", first, second),
            (3, ChangeKind.REMOVED, "甲.txt", second, None),
        ]
        assert all(c.who and c.at.tzinfo for c in changes)
        assert list(store.changes(2)) == changes[2:]
        assert list(store.changes(subject="乙.txt")) == []
        assert list(store.changes(1, subject="甲.txt")) == changes[1:]

    def test_earlier_versions_are_given_back(self, store: GraphStore) -> None:
        old, other, new = small_reading(), small_reading("乙.txt", "另一件。"), small_reading(text="改过的文件。")
        for reading in (old, other, new):
            store.put(reading)
        store.remove("乙.txt")
        assert [set(r.source.path + r.source.text for r in store.readings(v)) for v in range(5)] == [
            set(r.source.path + r.source.text for r in held) for held in ([], [old], [old, other], [other, new], [new])
        ]
        assert list(store.readings(1)) == [old]
        for unknown in (5, -1):
            with pytest.raises(NotFoundError, match=str(unknown)):
                list(store.readings(unknown))

    def test_what_is_forgotten_is_gone_and_the_log_stays(self, store: GraphStore) -> None:
        old, new = small_reading(), small_reading(text="改过的文件。")
        store.put(old)
        store.put(new)
        assert store.forget_before(2) == 1
        assert list(store.readings(2)) == [new]
        with pytest.raises(NotFoundError):
            list(store.readings(1))
        assert [c.version for c in store.changes()] == [1, 2]
        with pytest.raises(NotFoundError):
            store.forget_before(3)

    # --- decisions ---

    def test_decisions_survive_reading_again_and_can_be_taken_back(self, store: GraphStore) -> None:
        reading = small_reading()
        store.put(reading)
        measure = reading.measures[0].id
        first, second = decision("一", measure), decision("二", "别的")
        store.decide(first)
        store.decide(replace(first, why="同一编号的另一个理由"))
        store.decide(second)
        store.remove("甲.txt")
        store.put(reading)
        assert store.decisions() == (first, second)
        assert store.decisions(measure) == (first,)
        back = Withdrawal(who="乙", at=MOMENT, why="看错了")
        store.withdraw("一", back)
        assert store.decisions(measure) == (replace(first, withdrawn=back),)
        with pytest.raises(InputError, match="一"):
            store.withdraw("一", back)
        with pytest.raises(NotFoundError, match="三"):
            store.withdraw("三", back)
        log = [(c.kind, c.subject, c.who) for c in store.changes() if c.subject in "一二三"]
        assert log == [
            (ChangeKind.DECIDED, "一", "甲"),
            (ChangeKind.DECIDED, "二", "甲"),
            (ChangeKind.WITHDRAWN, "一", "乙"),
        ]

    # --- who was shown personal data ---

    def test_who_was_shown_personal_data_is_on_record_and_no_change_of_the_store(self, store: GraphStore) -> None:
        store.put(small_reading())
        version = store.version()
        shown = [Disclosure(at=MOMENT, who=who, where="tracer gaps", what="*") for who in ("甲", "乙", "甲")]
        for one in shown:
            store.disclose(one)
        assert store.disclosures() == tuple(shown)
        assert store.history().disclosures == tuple(shown)
        assert (store.version(), len(list(store.changes()))) == (version, version)

    def test_the_text_around_a_document_is_given_by_its_id(self, store: GraphStore) -> None:
        reading = small_reading()
        store.put(reading)
        store.put(replace(reading, source=replace(reading.source, path="乙.txt")))
        document = reading.documents[0].id
        assert store.texts_of([document, "d-000000000000"]) == {document: reading.source.text}
        assert store.texts_of([]) == {}
        row = IndexRow(document=document, path=reading.source.path, keys=(), facts=1, touched=1, body=b"", part=b"-")
        store.keep_index(IndexState(version=store.version(), edition="e", serial=1), [row])
        assert store.texts_of([document, "d-000000000000"]) == {document: reading.source.text}
        newer = small_reading("丙.txt", "根据《某法》，移出黑名单。")
        store.put(newer)
        other = newer.documents[0].id
        assert store.texts_of([document, other]) == {document: reading.source.text, other: newer.source.text}

    # --- search ---

    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("黑名单", ["列入黑名单"]),
            ("名", ["列入黑名单"]),
            ("列入 名单", ["列入黑名单"]),
            ("事的通", ["关于某事的通知"]),
            ("通 关于", ["关于某事的通知"]),
            ("〔2019〕", ["岭政办发〔2019〕8号"]),
            ("发〔2019〕8", ["岭政办发〔2019〕8号"]),
            ("201", ["岭政办发〔2019〕8号"]),
            ("8号", ["岭政办发〔2019〕8号"]),
            ("〕", ["岭政办发〔2019〕8号"]),
            ("红名单", []),
            ("名单黑", []),
            ("黑 通知", []),
            ('"', []),
            ("*", []),
            ("   ", []),
        ],
    )
    def test_chinese_words_are_found_wherever_they_stand(self, store: GraphStore, words: str, found: list[str]) -> None:
        store.put(small_reading(number="岭政办发〔2019〕8号"))
        store.put(small_reading("副本.txt", number="岭政办发〔2019〕8号"))
        assert [hit.text for hit in store.search(words)] == found

    def test_numbers_are_found_in_every_spelling(self, store: GraphStore) -> None:
        """However they are typed, however they stand in the text, which is given back as it stands."""
        base = small_reading(number="国办发〔2020〕49号")
        kept = [
            "依照国办发[2020]49号公示",
            "按国办发（2020）第049号公示",
            "按 国办发 〔２０2０〕４９号的ＡＢＣ公示的规定",
        ]
        measures = [replace(base.measures[0], id=f"m{i}", text=text) for i, text in enumerate(kept)]
        order = replace(base.measures[0], id="m9", text="按国务院令第588号处罚")
        store.put(replace(base, measures=(*measures, order)))
        every, orders = ["国办发〔2020〕49号", *kept], [order.text]
        expected: dict[str, list[str]] = {
            **dict.fromkeys(TYPED_NUMBERS, every),
            "国办发[2020]49号 公示": kept,
            "[2020]5": [],
            "2020 4９号": every,
            "国办发[2020]4": every,
            "国务院令588号": orders,
            "国务院令 第０588号": orders,
            "(2020)第049号": every,
            "第588号": orders,
            "abc": kept[2:],
            "ａｂＣ": kept[2:],
            "号的ABC": kept[2:],
        }
        found = {words: [hit.text for hit in store.search(words)] for words in expected}
        assert {words: texts for words, texts in found.items() if texts != expected[words]} == {}

    @pytest.mark.parametrize("words", ["\udcff", "公示\0", "\0", "名单 \ud800"])
    def test_what_is_no_text_is_not_searched(self, store: GraphStore, words: str) -> None:
        with pytest.raises(InputError, match="不是有效的文字"):
            store.search(words)

    def test_numbers_come_before_titles_before_measures_and_short_texts_first(self, store: GraphStore) -> None:
        base = small_reading(number="信用〔2020〕1号")
        long = replace(base.measures[0], id="m1", text="记入信用档案并公开")
        short = replace(base.measures[0], id="m2", text="信用修复")
        titled = replace(base.documents[0], title="信用管理办法 ABC")
        store.put(replace(base, documents=(titled,), measures=(long, short)))
        every = store.search("信用")
        assert [(hit.kind, hit.text) for hit in every] == [
            (HitKind.NUMBER, "信用〔2020〕1号"),
            (HitKind.TITLE, "信用管理办法 ABC"),
            (HitKind.MEASURE, "信用修复"),
            (HitKind.MEASURE, "记入信用档案并公开"),
        ]
        assert store.search("信用", limit=2) == every[:2]
        assert store.search("abc 信用") == every[1:2]
        store.remove(base.source.path)
        assert store.search("信用") == ()

    # --- graph and findings ---

    def test_what_is_kept_comes_back_equal_and_in_order(self, store: GraphStore) -> None:
        judged = judged_sample()
        kept = keep(store, judged)
        assert kept == Kept(written=len(judged.nodes) + len(judged.edges), removed=0)
        assert store.judgements() == (JUDGEMENT,)
        assert tuple(store.nodes()) == judged.nodes
        assert tuple(store.edges()) == judged.edges
        arrays = store.arrays()
        assert {(NODES[kind].name, i) for kind, i in zip(arrays.kind, arrays.ids, strict=True)} == {
            (n.kind, n.id) for n in judged.nodes
        }
        assert [
            (EDGES[kind].name, arrays.ids[start], arrays.ids[end])
            for kind, start, end in zip(arrays.edge_kind, arrays.start, arrays.end, strict=True)
        ] == [(e.kind, e.start, e.end) for e in judged.edges]
        every = store.findings("p", DAY, Filters(verdicts=frozenset(Verdict)))
        assert every.findings == judged.findings
        assert every.total == len(judged.findings) == sum(every.counts.values())
        for finding in judged.findings[:3]:
            assert store.finding("p", DAY, finding.measure.id) == finding
        for node in judged.nodes[::40]:
            assert store.node(node.id) == node

    def test_every_kind_that_is_stated_can_be_kept(self, store: GraphStore) -> None:
        """A node of each kind and an edge of each kind between any two that it may join, all properties filled."""
        values = {kind.name: filled(kind.properties) for kind in NODES}
        for kind in ("Provision", "Measure"):
            values[kind]["document"] = "document-1"
        nodes = tuple(
            sorted((Node(kind.name, f"{kind.key}-1", values[kind.name]) for kind in NODES), key=lambda n: n.id)
        )
        edges = tuple(
            Edge(kind.name, f"{number:02}", f"{start.lower()}-1", f"{end.lower()}-1", filled(kind.properties))
            for number, (kind, (start, end)) in enumerate((k, ends) for k in EDGES for ends in k.ends)
        )
        owned = {node.id for node in nodes if node.kind in OWNED}
        share = GraphShare(
            document="document-1",
            nodes=tuple(node for node in nodes if node.id in owned),
            edges=tuple(edge for edge in edges if edge.start in owned),
        )
        between = [edge for edge in edges if edge.start not in owned]
        store.keep_graph([share], [node for node in nodes if node.id not in owned], between)
        assert (tuple(store.nodes()), tuple(store.edges())) == (nodes, edges)
        assert set(store.statistics().edges) == {kind.name for kind in EDGES}
        assert list(store.faults()) == []

    def test_keeping_again_writes_what_differs_only(self, store: GraphStore) -> None:
        judged = judged_sample()
        keep(store, judged)
        assert keep(store, judged) == Kept(written=0, removed=0)
        assert dict(store.share_stamps()) == {one.document: one.stamp for one in judged.shares.shares}
        share = next(one for one in judged.shares.shares if one.edges)
        other = replace(share, edges=share.edges[1:], stamp=7)
        kept = store.keep_graph([other], judged.shares.shared, judged.shares.between)
        assert kept == Kept(written=0, removed=1)
        assert dict(store.share_stamps())[share.document] == 7
        assert tuple(store.edges()) == tuple(edge for edge in judged.edges if edge != share.edges[0])

    def test_neighbours_are_the_edges_on_both_sides(self, store: GraphStore) -> None:
        judged = judged_sample()
        keep(store, judged)
        by_id = {node.id: node for node in judged.nodes}
        for node in judged.nodes[::25]:
            expected = tuple(
                (edge, by_id[edge.end if edge.start == node.id else edge.start])
                for edge in judged.edges
                if node.id in (edge.start, edge.end)
            )
            assert store.neighbours(node.id) == expected
        for ask in (store.node, store.neighbours):
            with pytest.raises(NotFoundError, match="没有的"):
                ask("没有的")

    @pytest.mark.parametrize("filters", FILTERS, ids=map(str, range(len(FILTERS))))
    def test_filters_and_pages(self, judged_store: GraphStore, filters: Filters) -> None:
        """The same as the job that goes through all findings."""
        passing = [f for f in judged_sample().findings if passes(f.document, f.measure, filters)]
        if filters.must_mend:
            chosen = sorted((f for f in passing if f.must_mend), key=lambda f: not f.is_gap)
        else:
            chosen = [f for f in passing if (f.verdict in filters.verdicts if filters.verdicts else f.is_gap)]
        page = judged_store.findings("p", DAY, filters)
        assert list(page.findings) == chosen
        assert page.total == len(chosen)
        assert page.counts == count_verdicts(passing)
        some = [judged_store.findings("p", DAY, filters, offset=at, limit=4) for at in range(0, len(chosen) + 4, 4)]
        assert [f for part in some for f in part.findings] == chosen
        assert {part.total for part in some} == {len(chosen)}

    def test_documents_with_most_gaps_come_first(self, judged_store: GraphStore) -> None:
        of = {one.document: one for one in judged_sample().documents}
        found = judged_store.with_most_gaps(JUDGEMENT.policy, DAY, limit=999)
        gaps = [sum(one.finding is not None and one.finding.is_gap for one in of[d].findings) for d in found]
        assert sorted(found) == sorted(of) and gaps == sorted(gaps, reverse=True) and gaps[0] > gaps[-1]
        assert judged_store.with_most_gaps(JUDGEMENT.policy, DAY, limit=3) == found[:3]

    def test_what_no_source_lays_down_beside_what_must_be_mended(self, store: GraphStore) -> None:
        documents = [
            replace(one, findings=tuple(replace(row, finding=with_silent_source(row.finding)) for row in one.findings))
            for one in judged_sample().documents
        ]
        store.keep_judged(JUDGEMENT, documents)
        every = store.findings("p", DAY, Filters(verdicts=frozenset(Verdict))).findings
        chosen = [f for f in every if f.is_unsupported and not f.must_mend]
        page = store.findings("p", DAY, Filters(silent=True))
        assert chosen and (list(page.findings), page.total) == (chosen, len(chosen))
        assert len(chosen) < sum(f.is_unsupported for f in every)

    def test_the_lines_of_documents_are_kept_with_their_findings(self, store: GraphStore) -> None:
        judged = judged_sample()
        first, second, *others = (replace(one, lines=b"") for one in judged.documents)
        some = replace(first, lines=b"\x00one"), replace(second, lines=b"other")
        store.keep_judged(JUDGEMENT, (*some, *others))
        kept = sorted((one.document, one.lines) for one in some)
        assert list(store.lines_of("p", DAY)) == kept
        store.keep_judged(JUDGEMENT, [replace(first, lines=b"")])
        assert list(store.lines_of("p", DAY)) == [(second.document, b"other")]

    def test_findings_that_are_not_kept_are_named(self, store: GraphStore) -> None:
        with pytest.raises(NotFoundError, match="tracer store judge"):
            store.findings("p", DAY)
        store.keep_judged(JUDGEMENT, ())
        with pytest.raises(NotFoundError, match="没有的"):
            store.finding("p", DAY, "没有的")
        with pytest.raises(NotFoundError, match="2001"):
            store.findings("p", date(2001, 1, 1))

    def test_a_graph_that_does_not_hold_together_is_refused_whole(self, store: GraphStore) -> None:
        region = Node("Region", "region:某省", {"title": "某省"})
        loose = Edge("PART_OF", "e", "region:某省", "region:无")
        law = GraphShare(document="d", nodes=(Node("Law", "x"),), edges=())
        others = GraphShare(document="d", nodes=(Node("Provision", "p", {"document": "e"}),), edges=())
        for shares, shared, edges in (
            ((), (region,), (loose,)),
            ((law,), (), ()),
            ((others,), (), ()),
            ((), (region, region), ()),
        ):
            with pytest.raises(InputError):
                store.keep_graph(shares, shared, edges)
        assert list(store.nodes()) == []

    def test_statistics_count_everything(self, store: GraphStore) -> None:
        judged = judged_sample()
        store.put(small_reading())
        store.decide(decision("一", "m"))
        keep(store, judged, replace(JUDGEMENT, version=2))
        found = store.statistics()
        assert (found.version, found.counts, found.decisions) == (2, store.counts(), 1)
        assert +Counter(found.nodes) == Counter(node.kind for node in judged.nodes)
        assert +Counter(found.edges) == Counter(edge.kind for edge in judged.edges)
        assert found.verdicts == {replace(JUDGEMENT, version=2): count_verdicts(judged.findings)}

    # --- the link index ---

    def test_index_rows_come_back_by_document_and_key(self, store: GraphStore) -> None:
        state = IndexState(version=3, edition="e", serial=1, body=b"whole")
        rows = [
            index_row("d-乙", ("name", "某办法"), ("asks", "甲法")),
            index_row("d-甲", ("name", "某办法"), part=b""),
        ]
        assert (store.index_state(), list(store.index_documents())) == (None, [])
        store.keep_index(state, rows)
        assert store.index_state() == state
        assert list(store.index_documents()) == sorted(row.document for row in rows)
        assert store.index_rows(["d-乙", "d-甲", "d-无"]) == {row.document: replace(row, part=b"") for row in rows}
        assert store.index_by("name", ["某办法", "没有的"]) == {"某办法": tuple(sorted(("d-乙", "d-甲")))}
        assert store.index_by("asks", ["某办法"]) == {}
        assert list(store.index_kind("name")) == [("某办法", one) for one in sorted(("d-乙", "d-甲"))]
        assert list(store.index_facts()) == sorted((row.document, row.facts, row.touched) for row in rows)
        assert list(store.index_parts()) == list(store.index_parts(["d-乙", "d-甲"])) == [("d-乙", b"part")]
        assert list(store.faults()) == []

    def test_the_index_changes_row_by_row(self, store: GraphStore) -> None:
        first, second = index_row("d-1", ("name", "甲"), ("asks", "丙")), index_row("d-2", ("name", "乙"))
        store.keep_index(IndexState(version=1, edition="e", serial=1), [first, second, index_row("d-3")])
        changed = replace(first, keys=(IndexKey("asks", "丁"), IndexKey("name", "甲")), facts=7, touched=2, body=b"new")
        state = IndexState(version=2, edition="e", serial=2)
        store.keep_index(state, [changed], gone=["d-3", "d-9"], touched=["d-2"])
        assert store.index_state() == state
        assert store.index_rows(["d-1", "d-2", "d-3"]) == {
            "d-1": replace(changed, part=b""),
            "d-2": replace(second, touched=2, part=b""),
        }
        assert store.index_by("asks", ["丙", "丁"]) == {"丁": ("d-1",)}
        assert list(store.faults()) == []
        store.drop_index()
        assert (store.index_state(), list(store.index_documents()), list(store.index_kind("name"))) == (None, [], [])
        assert list(store.faults()) == []

    def test_an_index_that_cannot_be_kept_leaves_the_one_before(self, store: GraphStore) -> None:
        state = IndexState(version=1, edition="e", serial=1)
        store.keep_index(state, [index_row("d-1")])
        with pytest.raises(InputError):
            store.keep_index(
                replace(state, serial=2), [index_row("d-2"), index_row("d-3", ("name", "\ud800"))], ["d-1"]
            )
        assert (store.index_state(), list(store.index_documents())) == (state, ["d-1"])

    # --- judged documents ---

    def test_what_is_stale_is_told_by_the_index_and_the_day(self, store: GraphStore) -> None:
        def stale(day: date = DAY) -> tuple[str, ...]:
            return store.stale("p", day)

        store.keep_index(
            IndexState(version=1, edition="e", serial=1),
            [index_row("d-1"), index_row("d-2"), index_row("d-copy", part=b"")],
        )
        store.keep_judged(JUDGEMENT, [judged("d-1")])
        assert stale() == ("d-2",)
        store.keep_judged(JUDGEMENT, [judged("d-2", until=date(2024, 6, 1))])
        assert stale() == ()
        store.keep_index(IndexState(version=2, edition="e", serial=2), (), touched=["d-1", "d-copy"])
        assert stale() == ("d-1",)
        store.keep_index(IndexState(version=3, edition="e", serial=3), [index_row("d-3", touched=3)], gone=["d-2"])
        assert (stale(), store.judged_gone("p", DAY)) == (("d-1", "d-3"), ("d-2",))
        store.keep_judged(JUDGEMENT, [judged("d-1", touched=2), judged("d-3", touched=3)], gone=["d-2"])
        assert (stale(), store.judged_gone("p", DAY)) == ((), ())
        store.keep_index(IndexState(version=4, edition="e", serial=4), [index_row("d-3", touched=1)])
        assert stale() == ("d-3",)
        store.drop_index()
        store.keep_index(IndexState(version=4, edition="e", serial=1), [index_row("d-1"), index_row("d-3")])
        assert stale() == ("d-1", "d-3")

    def test_a_judgement_moves_to_another_day_with_what_holds_there(self, store: GraphStore) -> None:
        later = replace(JUDGEMENT, as_of=date(2024, 6, 1), registry="r2")
        store.keep_index(IndexState(version=1, edition="e", serial=1), [index_row("d-1"), index_row("d-2")])
        store.keep_judged(JUDGEMENT, [judged("d-1"), judged("d-2", until=later.as_of)])
        store.keep_judged(later, (), moved_from=DAY)
        assert store.judgements() == (later,)
        assert store.stale("p", later.as_of) == ("d-2",)
        store.keep_judged(JUDGEMENT, (), moved_from=date(1999, 1, 1))  # there is none of that day: it is made
        assert (store.judgements(), store.stale("p", DAY)) == ((JUDGEMENT, later), ("d-1", "d-2"))
        store.keep_judged(later, (), moved_from=DAY)
        assert (store.judgements(), store.stale("p", later.as_of)) == ((later,), ("d-1", "d-2"))
        store.drop_judgement("p", later.as_of)
        assert store.judgements() == ()
        with pytest.raises(NotFoundError):
            store.stale("p", later.as_of)

    def test_documents_are_judged_again_one_by_one(self, judged_store: GraphStore) -> None:
        sample = judged_sample()
        one = next(d for d in sample.documents if any(f.finding and f.finding.is_gap for f in d.findings))
        fewer = replace(one, findings=one.findings[1:])
        judged_store.keep_judged(JUDGEMENT, [fewer])
        assert judged_store.findings_in("p", DAY, [one.document]) == found_in([fewer])
        others = [d for d in sample.documents if d.document != one.document]
        assert judged_store.tally("p", DAY) == tally([*others, fewer])
        judged_store.keep_judged(JUDGEMENT, (), gone=[one.document])
        assert judged_store.findings_in("p", DAY, [one.document]) == {}
        assert judged_store.tally("p", DAY) == tally(others)

    def test_half_a_character_is_refused_whole(self, judged_store: GraphStore) -> None:
        before = judged_store.tally("p", DAY)
        one = next(d for d in judged_sample().documents if any(f.finding for f in d.findings))
        kept = next(f for f in one.findings if f.finding)
        assert kept.finding is not None
        broken = replace(kept, finding=replace(kept.finding, authority="\ud800"))
        with pytest.raises(InputError):
            judged_store.keep_judged(JUDGEMENT, [replace(one, findings=(broken,))], gone=[kept.document])
        assert judged_store.tally("p", DAY) == before

    def test_counts_are_those_of_the_findings(self, judged_store: GraphStore) -> None:
        documents = judged_sample().documents
        assert judged_store.tally("p", DAY) == tally(documents)
        by_place: dict[str, list[JudgedDocument]] = {}
        for one in documents:
            shown = [f.finding for f in one.findings if f.finding]
            if shown:
                by_place.setdefault(shown[0].document.region or NO_PLACE, []).append(one)
        found = {
            place: one
            for place, one in judged_store.tally_by_place("p", DAY).items()
            if one.measures or any(one.groups.values())
        }
        assert found == {place: tally(some) for place, some in by_place.items()}
        ids = [one.document for one in documents]
        assert judged_store.tally_by_document("p", DAY, ids) == {one.document: tally([one]) for one in documents}
        kinds = Filters(kinds=frozenset({MeasureKind.PUNISHMENT}))
        assert judged_store.tally("p", DAY, kinds) == tally(documents, kinds.kinds)

    def test_all_findings_come_by_document_and_verdict(self, judged_store: GraphStore) -> None:
        sample = judged_sample()
        ids = [one.document for one in sample.documents]
        assert judged_store.findings_in("p", DAY, ids) == found_in(sample.documents)
        every = sorted((f.document.id, f.measure.id, f.verdict) for f in sample.findings)
        assert list(judged_store.verdicts_of("p", DAY)) == every
        assert list(judged_store.verdicts_of("p", DAY, ids[:3])) == [one for one in every if one[0] in ids[:3]]
        said = judged_store.said_of_measures("p", DAY, ids)
        for finding in sample.findings:
            told = said[finding.measure.id]
            assert (told["verdict"], told["gap"], told["day"]) == (finding.verdict, finding.is_gap, DAY.isoformat())

    def test_chains_come_by_what_they_rest_on(self, judged_store: GraphStore) -> None:
        sample = judged_sample()
        rows = [f for one in sample.documents for f in one.findings if f.finding is not None]
        counting = [f for f in rows if f.finding is not None and f.finding.aside is None]
        for node in sorted({node for f in rows for node in f.rests_on})[:9]:
            every = sorted(
                Rests(f.document, f.measure, f.start, f.finding.verdict)
                for f in counting
                if f.finding is not None and node in f.rests_on
            )
            assert list(judged_store.resting_on("p", DAY, node)) == every
        asked = [f.measure for f in rows[::2]]
        assert judged_store.chains_of("p", DAY, [*asked, "m-none"]) == {
            f.measure: Chained(
                measure=f.finding.measure,
                document=f.finding.document,
                verdict=f.finding.verdict,
                chain=f.finding.chain,
                overruled=f.finding.overruled,
            )
            for f in rows[::2]
            if f.finding is not None
        }

    def test_documents_that_may_count_otherwise_on_another_day_are_named(self, judged_store: GraphStore) -> None:
        days = date(2024, 1, 1), date(2024, 3, 1)
        one, other = [d for d in judged_sample().documents if len(d.findings) > 1][:2]
        some = [replace(d, findings=tuple(replace(f, counted=days) for f in d.findings)) for d in (one, other)]
        some[1] = replace(other, findings=(*some[1].findings[1:], replace(other.findings[0], counted=None)))
        judged_store.keep_judged(JUDGEMENT, some)
        rows = [d for d in judged_sample().documents if d.document not in (one.document, other.document)] + some
        for day in days:
            told = {
                d.document for d in rows for f in d.findings if not f.counted or not f.counted[0] <= day < f.counted[1]
            }
            assert set(judged_store.counted_otherwise("p", DAY, day)) == told
            assert (one.document in told) is (day == days[1]) and other.document in told

    def test_words_are_found_wherever_they_stand(self, judged_store: GraphStore) -> None:
        rows = [judged_row(one) for one in judged_sample().documents]
        said = {f.measure: f"{row.words}\n{f.words}" for row in rows for f in row.findings if f.line is not None}
        lines = sorted({word for words in list(said.values())[::9] for word in words.split()})
        for number, line in enumerate(lines[:: max(1, len(lines) // 30)]):
            word = line[number % 3 :][: 1 + number % 6] or line
            filters = Filters(words=word, verdicts=frozenset(Verdict))
            found = {finding.measure.id for finding in judged_store.findings("p", DAY, filters).findings}
            assert found == {measure for measure, words in said.items() if word in words}, word

    def test_what_counts_nowhere_is_shown_and_counted_apart(self, store: GraphStore) -> None:
        counted, aside = judged_sample().documents, Group.ENDED
        ended = [with_aside(one, aside) for one in counted[:5]]
        keep(store, judged_sample())
        store.keep_judged(JUDGEMENT, ended)
        findings = [f.finding for one in ended for f in one.findings if f.finding]
        page = store.findings("p", DAY, Filters(group=aside))
        assert sorted(f.measure.id for f in page.findings) == sorted(f.measure.id for f in findings)
        assert store.tally("p", DAY) == tally([*ended, *counted[5:]])
        kinds = Filters(kinds=frozenset({findings[0].measure.kind}))
        assert store.tally("p", DAY, kinds) == tally([*ended, *counted[5:]], kinds.kinds)
        assert store.tally("p", DAY, kinds).ended.must_mend and not list(store.faults())
        parts = Counter((f.document.id, f.provision.id, aside) for f in findings)
        assert {one[:3]: one[3] for one in store.aside_by_part("p", DAY)} == dict(parts)

    @pytest.mark.parametrize("group", [Group.MUST_MEND, Group.UNSUPPORTED, Group.DRAFTS, Group.SOURCES])
    def test_groups_and_the_rest_are_chosen_in_order(self, judged_store: GraphStore, group: Group) -> None:
        findings, sources = judged_sample().findings, source_documents()
        belongs: dict[Group, Callable[[Finding], bool]] = {
            Group.MUST_MEND: lambda f: f.must_mend,
            Group.UNSUPPORTED: lambda f: f.is_unsupported,
            Group.DRAFTS: lambda f: f.document.draft,
            Group.SOURCES: lambda f: f.document.id in sources,
        }
        chosen = [f for f in findings if belongs[group](f)]
        if group is Group.MUST_MEND:
            chosen.sort(key=lambda f: not f.is_gap)
        assert list(judged_store.findings("p", DAY, Filters(group=group)).findings) == chosen
        only = Filters(group=group, verdicts=frozenset({Verdict.DIRECT, Verdict.DEAD_END}))
        page = judged_store.findings("p", DAY, only, limit=3)
        wanted = [f for f in chosen if f.verdict in only.verdicts]
        assert (list(page.findings), page.total) == (wanted[:3], len(wanted))
        rest = judged_store.findings("p", DAY, Filters(rest=True))
        assert list(rest.findings) == [f for f in findings if f.must_mend and not f.is_gap]
        subjects = judged_store.findings("p", DAY, Filters(subjects=True, verdicts=frozenset(Verdict)))
        assert list(subjects.findings) == [f for f in findings if f.document.id not in sources]

    def test_words_and_what_a_chain_goes_through_are_found(self, store: GraphStore) -> None:
        sample = judged_sample()
        through = tuple(
            replace(one, findings=tuple(replace(f, rests_on=(f"law-{f.start % 2}", "law")) for f in one.findings))
            for one in sample.documents
        )
        keep(store, replace(sample, documents=through))
        every = frozenset(Verdict)
        for words in ("名单", "名单 不存在", "YEARBOOK", "direct 云岭", "信用 直接"):
            page = store.findings("p", DAY, Filters(words=words, verdicts=every))
            assert list(page.findings) == [f for f in sample.findings if says(f, words)], words
        odd = [f for f in sample.findings if f.measure.span.start % 2]
        assert list(store.findings("p", DAY, Filters(rests_on="law-1", verdicts=every)).findings) == odd
        store.keep_judged(JUDGEMENT, sample.documents)  # they rest on nothing now
        assert store.findings("p", DAY, Filters(rests_on="law", verdicts=every)).total == 0

    # --- the graph, share by share ---

    @pytest.mark.parametrize("seed", range(2))
    def test_shares_in_any_order_make_the_same_graph(self, store: GraphStore, seed: int) -> None:
        """Also where they are made from parts of the corpus, come one by one, go and come again."""
        sample, library = judged_sample(), sample_library()
        documents = sorted(library.documents)
        Random(seed).shuffle(documents)
        for some in (documents[:7], documents[7:], documents[3:9]):
            made = shares_of(library, some)
            store.keep_graph(made.shares, made.shared, made.between)
        assert (tuple(store.nodes()), tuple(store.edges())) == (sample.nodes, sample.edges)
        assert list(store.faults()) == []

    def test_what_nothing_leads_to_goes(self, store: GraphStore) -> None:
        region = [Node("Region", f"region:{path}", {"title": path[-1]}) for path in ("甲", "甲/乙")]
        inside = Edge("PART_OF", "PART_OF:region:甲/乙>region:甲", "region:甲/乙", "region:甲")
        one, other = citing("d-1", title="第一种说法"), citing("d-2", title="另一种说法")
        law = Node("Instrument", "law", {"title": "另一种说法", "level": "unknown", "known": False, "decision": False})
        store.keep_graph([other], [law, *region], [inside])
        assert store.node("law") == law
        store.keep_graph([one], [replace(law, properties={**law.properties, "title": "第一种说法"}), *region], [inside])
        assert store.node("law").properties["title"] == "第一种说法"
        store.keep_graph([other], [law, *region], [inside])
        assert store.node("law").properties["title"] == "第一种说法"
        store.keep_graph((), gone=["d-1"])
        assert store.node("law") == law
        assert len(list(store.nodes())) == 4
        with pytest.raises(InputError):
            store.keep_graph([replace(one, edges=(replace(one.edges[0], end="没有的"),))])
        store.keep_graph((), gone=["d-2"])
        assert (list(store.nodes()), list(store.edges())) == ([], [])
        assert list(store.faults()) == []
