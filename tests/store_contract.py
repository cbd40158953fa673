"""What every store must do, whatever is behind it. A test module for a store inherits `StoreContract`.

`readings` builds any Reading that the records allow, not only what the reader would make of a text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_schema.errors import InputError, NotFoundError
from graph_schema.records import (
    Basis,
    Citation,
    Document,
    Duty,
    FieldEvidence,
    Measure,
    Provision,
    Reading,
    Reference,
    Repair,
    Segment,
    Source,
    Span,
    Undo,
    VagueReference,
)
from graph_schema.terms import (
    MeasureKind,
    ReferenceKind,
    Relation,
    RepairKind,
    Role,
    SegmentKind,
    SourceLevel,
    Tie,
    Zone,
)
from tracer.store import GraphStore, Put, StoreCounts

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
    """A few of them, in any order, equal ones included."""
    return st.lists(records, max_size=4).map(tuple)


READINGS = st.builds(
    Reading,
    source=st.builds(Source, path=TEXTS, sha256=TEXTS, encoding=TEXTS, text=TEXTS),
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
    """One document with one provision, citation and measure, whose ids come from the text."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    document, whole = f"d-{digest[:12]}", Span(0, len(text))
    return Reading(
        source=Source(path=path, sha256=digest, encoding="utf-8", text=text),
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


class StoreContract:
    """Inherit and give a fixture `new_store`: each call of it makes a store of its own, empty."""

    @pytest.fixture
    def new_store(self) -> Callable[[], GraphStore]:
        raise NotImplementedError

    @pytest.fixture
    def store(self, new_store: Callable[[], GraphStore]) -> GraphStore:
        return new_store()

    def test_an_empty_store_holds_nothing(self, store: GraphStore) -> None:
        assert list(store.readings()) == []
        assert store.counts() == StoreCounts(sources=0, documents=0, provisions=0, citations=0, measures=0)
        assert not store.has("甲.txt", "0")
        with pytest.raises(NotFoundError, match=r"甲\.txt"):
            store.get_reading("甲.txt")

    # One empty store a test, not one an example: a reading of the same path replaces the one before.
    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(reading=READINGS)
    def test_what_is_put_comes_back_equal(self, store: GraphStore, reading: Reading) -> None:
        store.put(reading)
        assert store.get_reading(reading.source.path) == reading
        assert store.has(reading.source.path, reading.source.sha256)

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
    )
    @given(readings=st.lists(READINGS, max_size=5, unique_by=lambda r: r.source.path), seed=st.randoms())
    def test_the_order_of_putting_does_not_show(
        self, new_store: Callable[[], GraphStore], readings: list[Reading], seed: object
    ) -> None:
        shuffled = sorted(readings, key=lambda r: hashlib.sha256(f"{seed}{r.source.path}".encode()).digest())
        with new_store() as one, new_store() as other:
            for reading in readings:
                one.put(reading)
            for reading in shuffled:
                other.put(reading)
            assert list(one.readings()) == list(other.readings())
            assert one.counts() == other.counts()

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
