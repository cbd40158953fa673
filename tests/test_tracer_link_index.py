"""The link index and the library that opens documents on demand say what the library of all readings says, after every edit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from judged_anew import distinct, joined_anew
from own_registries import Own
from sizes import sized
from worlds import AS_OF, edited, readings_of, world
from written_stores import file, reading_of

from graph_schema.ids import digest
from graph_schema.records import Citation, Decision, Finding, Instrument, Measure, Reading, Version, Withdrawal
from graph_schema.terms import CREDIT_KINDS, DecisionKind, SourceLevel, VersionKind
from tracer.links.cleanup import is_damaged
from tracer.links.following import anchor_of, marks_of
from tracer.links.kept_library import joined_files, kept_library
from tracer.links.keys import pieces_near, pieces_of
from tracer.links.library import Library
from tracer.links.overlay import AsIf, Indexed, Rows, as_if
from tracer.links.part_of_reading import without_documents
from tracer.links.records import dense_length, leaders_of, outline_of
from tracer.links.refresh import Refreshed, refresh
from tracer.links.sheets import KEYS, sheet_of
from tracer.policy.file import load_policy
from tracer.registry.load import Registry, load_registry
from tracer.registry.shelf import ArticleShelf, built_in_shelf
from tracer.store import GraphStore, open_store
from tracer.verdict.judge import judge_library

MEMORY = "sqlite:///:memory:"
DAY = date(2024, 1, 1)
MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
SHELF = built_in_shelf()
NOTICE = Instrument(
    id="i-new",
    title="鹭洲市人民政府关于加强码头信用监管工作的通知",
    short_titles=(),
    numbers=("鹭政发〔2019〕1号",),
    level=SourceLevel.LOCAL_REGULATION,
    issuer=None,
    region="全国",
    repealed=None,
    status="in_force",
)


def registries() -> tuple[Registry, Registry]:
    """Returns two registries of few rows, one with a row more."""
    known = load_registry()
    rows = [i for i in known.instruments.values() if "征信业" in i.title or "社会信用" in i.title][:20]
    return Registry.from_rows(rows, known.agencies), Registry.from_rows([*rows, NOTICE], known.agencies)


def of_all(store: GraphStore | Indexed, registry: Registry, shelf: ArticleShelf = SHELF) -> Library:
    """Returns the library of all readings of a store in memory."""
    readings = distinct([store.get_reading(entry.path) for entry in store.entries()])
    return joined_anew(store, readings, registry, shelf)


def contents(library: Library) -> Iterator[tuple[str, object]]:
    """Yields all that a library says, by name; what is empty is left out, and look-ups from what stands for no document."""
    for name in ("stands_for", "settled", "links", "rivals", "ended", "ended_provisions", "citation_at"):
        yield name, dict(getattr(library, name).items())
    for group in (library.records, library.texts, library.within, library.ties, library.pages):
        for one in fields(group):
            yield one.name, _said(getattr(group, one.name), library)
    for name in ("citations_in", "measures_in", "parts_of"):
        yield name, _said(getattr(library, name), library)
    yield "listed", tuple(library.listed)
    yield "decided", library.decided
    yield "credit_regulations", library.credit_regulations
    yield "order", (list(library.documents), list(library.measures), list(library.citations))


def _said(mapping: Mapping[str, object], library: Library) -> dict[str, object]:
    said = {key: value for key, value in mapping.items() if value != ()}
    return {key: value for key, value in said.items() if "." in key or key in library.documents}


def findings_of(library: Library, day: date) -> dict[str, Finding]:
    """Returns the findings by measure, without their edition."""
    return {f.measure.id: replace(f, edition="") for f in judge_library(library, load_policy(), day)}


def rows_of(store: Rows | Indexed) -> dict[str, object]:
    """Returns what the rows of an index say, but for when they were touched."""
    rows = store.index_rows(tuple(store.index_documents()))
    return {
        id: (row.path, sorted((k.kind, k.words) for k in row.keys), row.facts, row.body) for id, row in rows.items()
    }


class Followed:
    """A store whose index follows each edit, compared with the library of all readings each time."""

    def __init__(self, store: Indexed, shelf: ArticleShelf, day: date) -> None:
        self.store, self.shelf, self.day = store, shelf, day
        self.judged: dict[str, Finding] = {}
        self.earlier: Library | None = None
        self.seen: Counter[str] = Counter()

    def compare(self, registry: Registry, shelf: ArticleShelf | None = None) -> Library:
        """Refreshes the index and compares all; returns the library of all readings."""
        self.shelf = shelf or self.shelf
        done = self.done = refresh(self.store, registry, self.shelf)
        eager, kept = of_all(self.store, registry, self.shelf), kept_library(self.store, registry, self.shelf)
        assert dict(contents(kept)) == dict(contents(eager))
        now = findings_of(eager, self.day)
        assert findings_of(kept, self.day) == now
        self._touched_all_others(now, done)
        if self.earlier is not None:
            assert found_again(kept, self.earlier) == found_again(eager, self.earlier)
        self.judged, self.earlier = now, eager
        anew = as_if(self.store)
        anew.drop_index()
        refresh(anew, registry, self.shelf)
        assert rows_of(self.store) == rows_of(anew)
        self.seen.update(joined=len(eager.pages.joined), ended=len(eager.ended), rivals=len(eager.rivals))
        self.seen.update(copies=len(eager.stands_for) - len(eager.documents))
        self.seen.update(listed=sum(row.document is not None for row in eager.listed))
        self.seen.update(moved=len(eager.decided.moved))
        return eager

    def _touched_all_others(self, now: Mapping[str, Finding], done: Refreshed) -> None:
        touched = {document: serial for document, _, serial in self.store.index_facts()}
        others = {f.document.id for measure, f in now.items() if self.judged.get(measure) != f}
        assert {document for document in others if touched[document] != done.serial} == set()


def found_again(library: Library, earlier: Library) -> list[object]:
    """Returns where the library finds the first measures, citations and documents of an earlier one."""
    records, texts, follower = earlier.records, earlier.texts, library.follower
    found: list[object] = []
    for measure in [*records.measures.values()][:5]:
        found.append(follower.now(measure.id, anchor_of(measure, records, texts), library.measures))
    for citation in [*records.citations.values()][:5]:
        found.append(follower.now(citation.id, anchor_of(citation, records, texts), library.citations))
    for document in [*records.documents.values()][:5]:
        found.append(follower.document_now(document.id, marks_of(document, texts)))
    return found


@pytest.mark.parametrize("seed", range(sized(5, 300)))
def test_every_edit_of_a_world_gives_what_a_fresh_start_gives(seed: int) -> None:
    chance = Random(seed)
    w = world(chance, odd=seed % 3 == 2)
    with open_store(MEMORY) as store:
        followed = Followed(store, ArticleShelf(), AS_OF[seed % len(AS_OF)])
        for _ in range(3):
            readings = {reading.source.path: reading for reading in readings_of(w)}
            for entry in store.entries():
                if entry.path not in readings:
                    store.remove(entry.path)
            for reading in readings.values():
                store.put(reading)
            followed.compare(w.registry)
            w = edited(chance, w)


def decision(chance: Random, library: Library) -> Decision | None:
    """Returns a decision of any kind on a measure or citation of the library; None where it has none."""
    measures = [*library.measures.values()]
    cited = [c for c in library.citations.values() if c.id in library.links]
    if not measures or not cited:
        return None
    measure, citation = chance.choice(measures), chance.choice(cited)
    kind = chance.choice([k for k in DecisionKind if k not in (DecisionKind.STATE, DecisionKind.PLACE)])
    value = {
        DecisionKind.VERDICT: "direct",
        DecisionKind.LINK: chance.choice([*library.documents, *library.registry.instruments]),
        DecisionKind.KIND: chance.choice([*CREDIT_KINDS]).value,
    }.get(kind, citation.id)
    subject: Measure | Citation = citation if kind is DecisionKind.LINK else measure
    of_basis = kind in (DecisionKind.BASIS, DecisionKind.NO_BASIS)
    return Decision(
        id="j-" + digest(kind, subject.id, value, str(chance.random())),
        kind=kind,
        subject=subject.id,
        value=value,
        who="张三",
        at=MOMENT,
        why="查证",
        subject_at=anchor_of(subject, library.records, library.texts),
        value_at=anchor_of(citation, library.records, library.texts) if of_basis else None,
    )


def edit(chance: Random, store: GraphStore, library: Library | None) -> None:
    """Changes a store in one thing: a file put, copied, corrected or taken out, a decision made or taken back."""
    kind, held = chance.random(), [entry.path for entry in store.entries()]
    if kind < 0.15 and held:
        store.remove(chance.choice(held))
    elif kind < 0.25 and held:
        text = store.get_reading(chance.choice(held)).source.text
        store.put(reading_of(f"/files/{chance.randint(1, 9)}.txt", text))
    elif kind < 0.4 and library is not None and (made := decision(chance, library)) is not None:
        store.decide(made)
    elif kind < 0.45 and (active := [one for one in store.decisions() if one.withdrawn is None]):
        store.withdraw(chance.choice(active).id, Withdrawal(who="张三", at=MOMENT, why="有误"))
    elif kind < 0.6 and held:
        path = chance.choice(held)
        text = store.get_reading(path).source.text
        store.put(reading_of(path, text.replace("为规范", "为了规范", 1).replace("失信企业", "失信的企业", 1)))
    else:
        store.put(reading_of(*file(chance)))


def test_every_edit_of_written_files_gives_what_a_fresh_start_gives() -> None:
    seen: Counter[str] = Counter()
    known = registries()
    for seed in range(sized(4, 200)):
        chance = Random(seed)
        with open_store(MEMORY) as store:
            followed, library = Followed(store, SHELF, DAY), None
            for step in range(5):
                for _ in range(6 if step == 0 else chance.choice((1, 2))):
                    edit(chance, store, library)
                library = followed.compare(known[chance.random() < 0.2])
            seen += followed.seen
    assert seen.keys() >= {"copies", "ended", "listed", "moved"}


@pytest.mark.parametrize("seed", range(sized(8, 400)))
def test_another_registry_of_the_user_gives_what_a_fresh_start_gives(seed: int) -> None:
    chance = Random(seed)
    own = Own(chance, registries()[0])
    with open_store(MEMORY) as store:
        followed, library = Followed(store, own.shelf, DAY), None
        for step in range(5):
            for _ in range(6 if step == 0 else chance.choice((0, 0, 1))):
                edit(chance, store, library)
            for _ in range(chance.choice((1, 1, 2))):
                own.edit()
            library = followed.compare(own.registry, own.shelf)
            assert followed.done.anew == (step == 0)


def test_another_registry_touches_what_it_reaches_alone() -> None:
    texts = {
        "/a.txt": "云岭省交通厅关于守信工作的意见\n云交发〔2020〕1号\n第二条 依据《云岭省船舶条例》第一条，对失信企业，取消评优资格。\n",
        "/b.txt": "云岭省水利厅关于守信工作的意见\n云水发〔2020〕2号\n第二条 依据云交发〔2020〕1号，对失信企业，取消评优资格。\n",
        "/c.txt": "云岭省水利厅关于渡口工作的意见\n云水发〔2020〕3号\n第二条 依据《云岭省渡口条例》，对失信企业，取消评优资格。\n",
        "/d.txt": "雁城市水利局关于桥梁工作的意见\n雁水发〔2020〕4号\n第二条 对失信企业，取消评优资格。\n",
    }
    known = load_registry()
    law = next(known.instruments[id] for id in SHELF.facts.known if known.instruments[id].level is SourceLevel.LAW)
    own = Own(Random(0), Registry.from_rows([law], known.agencies))
    since = (Version(kind=VersionKind.MADE, published=date(2015, 1, 1), effective=date(2015, 1, 1), articles=1),)
    rule = replace(NOTICE, versions=since, id="own-1", title="云岭省船舶条例", numbers=(), region="云岭省")
    with open_store(MEMORY) as store:
        for path, text in texts.items():
            store.put(reading_of(path, text))
        followed = Followed(store, own.shelf, DAY)

        def touched() -> set[str]:
            library = followed.compare(own.registry, own.shelf)
            at = {library.documents[id].number or "" for id, _, at in store.index_facts() if at == followed.done.serial}
            return {number[-2] for number in at}

        assert touched() == {"1", "2", "3", "4"}
        own.lay(rule)
        assert touched() == {"1", "2"}
        judged = followed.judged
        own.import_text(rule.id, "对失信企业，取消评优资格。")
        assert touched() == {"1", "2"}
        assert followed.judged != judged
        own.decide("云岭省渡口条例", "", rule.id, "查证")
        assert touched() == {"3"}
        own.lay(replace(rule, status="repealed", repealed=date(2021, 1, 1)))
        assert touched() == {"1", "2", "3"}
        own.lay(replace(law, status="repealed", repealed=date(2021, 1, 1)))
        assert touched() == {"1", "2", "3", "4"}


@pytest.mark.parametrize("seed", range(sized(3, 100)))
def test_a_store_as_if_is_one_that_holds_it(seed: int) -> None:
    chance, (registry, _) = Random(seed), registries()
    with open_store(MEMORY) as store, open_store(MEMORY) as other:
        for _ in range(8):
            edit(chance, store, None)
        refresh(store, registry, SHELF)
        rows, state = rows_of(store), store.index_state()
        put = reading_of(*file(chance))
        library = of_all(store, registry)
        made = decision(chance, library)
        kept = [entry.path for entry in store.entries()]
        gone = chance.choice(kept)
        hidden = chance.choice([*library.documents])
        view = as_if(store, put=(put,), hidden=(gone, hidden), decisions=(made,) if made else ())
        refresh(view, registry, SHELF)
        for reading in as_it_would_be(view, kept, put, (gone, hidden)):
            other.put(reading)
        if made:
            other.decide(made)
        assert dict(contents(kept_library(view, registry, SHELF))) == dict(contents(of_all(other, registry)))
        assert (rows_of(store), store.index_state()) == (rows, state)


def as_it_would_be(view: AsIf, kept: list[str], put: Reading, hidden: tuple[str, str]) -> Iterator[Reading]:
    """Yields the readings of a store with one put and a file and a document hidden."""
    gone, document = hidden
    for path in kept:
        same = {put.source.sha256} if path != put.source.path else set()
        if path not in (gone, put.source.path):
            reading = view.get_reading(path) if path in {entry.path for entry in view.entries()} else None
            if reading is not None and reading.source.sha256 not in same:
                yield without_documents(reading, {document})
    if put.source.path != gone:
        yield put


def test_a_file_that_changed_touches_what_rests_on_it_alone() -> None:
    texts = {
        "/a.txt": "鹭洲市人民政府关于守信工作的意见\n鹭政发〔2020〕1号\n第二条 对失信企业，取消评优资格。\n",
        "/b.txt": "汀县人民政府关于守信工作的意见\n汀政发〔2020〕2号\n第二条 依据鹭政发〔2020〕1号，对失信企业，取消评优资格。\n",
        "/c.txt": "雁城市人民政府关于守信工作的意见\n雁政发〔2020〕3号\n第二条 对失信企业，取消评优资格。\n",
    }
    registry, _ = registries()
    with open_store(MEMORY) as store:
        for path, text in texts.items():
            store.put(reading_of(path, text))
        assert refresh(store, registry, SHELF).touched == len(texts)
        assert refresh(store, registry, SHELF).touched == 0
        store.put(reading_of("/a.txt", texts["/a.txt"].replace("取消", "限制")))
        done = refresh(store, registry, SHELF)
        library = kept_library(store, registry, SHELF)
        touched = {library.documents[id].number for id, _, at in store.index_facts() if at == done.serial}
        assert touched == {"鹭政发〔2020〕1号", "汀政发〔2020〕2号"}


def test_a_refresh_that_was_broken_off_is_made_good(monkeypatch: pytest.MonkeyPatch) -> None:
    registry, _ = registries()
    chance = Random(5)
    with open_store(MEMORY) as store:
        for _ in range(12):
            store.put(reading_of(*file(chance)))
        with pytest.raises(KeyboardInterrupt):
            refresh(store, registry, SHELF, on_progress=_interrupted)
        refresh(store, registry, SHELF)
        assert dict(contents(kept_library(store, registry, SHELF))) == dict(contents(of_all(store, registry)))


def _interrupted(progress: object) -> None:
    if getattr(progress, "done", 0) > getattr(progress, "total", 0) // 2:
        raise KeyboardInterrupt


def test_later_pages_are_told_by_their_files() -> None:
    first = "鹭洲市人民政府关于守信工作的通知\n\n鹭政发〔2020〕1号\n\n各有关单位：\n\n一、对失信企业，取消评优资格。\n"
    later = "二、对超载的经营者，列入失信名单。\n\n三、将其不良信息记入信用档案。\n"
    registry, _ = registries()
    with open_store(MEMORY) as store:
        store.put(reading_of("/p/a_1.txt", first))
        store.put(reading_of("/p/a_2.txt", later))
        refresh(store, registry, SHELF)
        assert joined_files(store, ("/p/a_1.txt", "/p/a_2.txt")) == {"/p/a_2.txt": "/p/a_1.txt"}


@pytest.mark.parametrize("seed", range(sized(40, 2000)))
def test_pieces_find_every_damaged_subject(seed: int) -> None:
    chance = Random(seed)
    letters = "渡口船舶停靠秩序专项整治行动实施码头信用监管"
    subject = "".join(chance.choice(letters) for _ in range(chance.randint(10, 60)))
    other = list(subject)
    for _ in range(chance.randint(0, 3)):
        at = chance.randrange(len(other))
        other[at : at + chance.randint(0, 1)] = chance.choice(letters) if chance.random() < 0.6 else ""
    key = "".join(other)
    if is_damaged(key, subject):
        assert set(pieces_of(key)) & set(pieces_near(subject))


@pytest.mark.parametrize("seed", range(sized(20, 1000)))
def test_captures_are_those_that_share_four_fifths(seed: int) -> None:
    chance = Random(seed)
    whole = "".join(chance.choice("渡口船舶停靠秩序专项整治") for _ in range(80))
    texts = {f"d-{n}": whole[chance.randint(0, 30) :] + chance.choice(("", "信用" * 9)) for n in range(5)}
    grams = {id: {text[i : i + 8] for i in range(max(1, len(text) - 7))} for id, text in texts.items()}
    plain: dict[str, str] = {}
    for id in sorted(texts, key=lambda id: (-len(texts[id]), id)):
        longer = [one for one in plain if plain[one] == one]
        near = (one for one in longer if len(grams[id] & grams[one]) / len(grams[id]) >= 0.8)
        plain[id] = next(near, id)
    lengths = {id: dense_length(text) for id, text in texts.items()}
    assert leaders_of(lengths, texts.get) == plain
    assert leaders_of(lengths, texts.get, lambda id: outline_of(texts[id])) == plain


def test_every_kind_of_key_is_known() -> None:
    chance, (registry, _) = Random(2), registries()
    with open_store(MEMORY) as store:
        for _ in range(20):
            store.put(reading_of(*file(chance)))
        refresh(store, registry, SHELF)
        rows = store.index_rows(tuple(store.index_documents())).values()
        assert {key.kind for row in rows for key in row.keys} <= KEYS.keys()
        assert all(sheet_of(row).leads == bool(row.facts) for row in rows)
