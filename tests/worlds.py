"""Small random worlds of documents that cite each other, for tests that compare two ways of judging.

A World says in plain records what its documents are and cite; `readings_of` writes it as the readings
that the stages before would give, with texts about invented places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from graph_schema.ids import citation_id, digest, measure_id, provision_id
from graph_schema.numerals import numeral
from graph_schema.records import (
    Basis,
    Citation,
    Document,
    FieldEvidence,
    Instrument,
    Measure,
    PageField,
    Provision,
    Reading,
    SourceFile,
    Span,
    VagueReference,
    Version,
)
from graph_schema.regions import covers
from graph_schema.terms import (
    Lack,
    MeasureKind,
    PageUse,
    Relation,
    Role,
    SegmentKind,
    SourceLevel,
    Tie,
    VersionKind,
    Zone,
)
from tracer.registry.load import Registry

REGULAR = (
    "全国",
    "云岭省",
    "云岭省/鹭洲市",
    "云岭省/鹭洲市/汀县",
    "云岭省/鹭洲市/浦县",
    "云岭省/雁城市",
    "海右省",
    "海右省/澜州市",
)
ODD = (None, "?/鹭洲市", "?/鹭洲市/汀县", "云岭省/汀县", "云岭省|海右省")
Day = date | None  # in a class that has a field of that name
DAYS = (date(2008, 3, 1), date(2012, 5, 1), date(2016, 7, 1), date(2019, 9, 1), date(2022, 11, 1))
AS_OF = (date(2014, 1, 1), date(2020, 1, 1), date(2026, 1, 1))
DOCUMENT_LEVELS = (
    *(SourceLevel.LOCAL_NORMATIVE,) * 6,
    SourceLevel.DEPARTMENT_NORMATIVE,
    SourceLevel.DEPARTMENT_RULE,
    SourceLevel.LOCAL_RULE,
    SourceLevel.LOCAL_REGULATION,
    SourceLevel.CENTRAL_POLICY,
)
# What nothing knows: a title or number that shows its level.
UNKNOWN = {
    ("中华人民共和国云梯法", None): (SourceLevel.LAW, "全国"),
    (None, "国发〔1999〕998号"): (SourceLevel.CENTRAL_POLICY, "全国"),
    (None, "法释〔1999〕98号"): (SourceLevel.JUDICIAL_INTERPRETATION, "全国"),
}
DAMAGED = ((None, "国发〔20■8〕■号"), (None, "岭政发〔2■18〕9号"), ("云岭省■■公物管理办法", None))


@dataclass(frozen=True)
class WorldCitation:
    """Holds what is cited: a document, an instrument, or neither by its title or number.

    `rivals` are two instruments, the one by its number, the other by its title; `damaged` what lost characters.
    """

    document: int | None = None
    instrument: int | None = None
    unknown: tuple[str | None, str | None] | None = None
    damaged: tuple[str | None, str | None] | None = None
    rivals: tuple[int, int] | None = None
    role: Role = Role.BASIS
    article: int | None = None
    sure: bool = True


@dataclass(frozen=True)
class WorldMeasure:
    """A measure of an item. `words` decide what it is; `own` are the citations of the item that it rests on.

    `referred` are citations of other items, by item and place in it, that its sentence refers to.
    """

    kind: MeasureKind
    words: str
    own: tuple[int, ...]
    vague: bool = False
    referred: tuple[tuple[int, int], ...] = ()
    sure: bool = True


@dataclass(frozen=True)
class WorldItem:
    """An article of a document."""

    citations: tuple[WorldCitation, ...]
    measures: tuple[WorldMeasure, ...]


@dataclass(frozen=True)
class WorldRepeal:
    """A document that another one repeals, from a day that the sentence may name; or an article of it alone."""

    document: int
    day: date | None = None
    article: bool = False


@dataclass(frozen=True)
class WorldDocument:
    """A document; `parent` is the document of the same file that forwards or attaches it.

    `continues` is the document of which it is the next page, in a file of its own. The page around a `void` one says that
    it holds no longer. It takes effect on the day `effect`, where it names one. The basis clause of a `vague` one names nothing.
    """

    level: SourceLevel
    region: str | None
    date: date | None
    parent: int | None
    relation: Relation
    preamble: tuple[WorldCitation, ...]
    items: tuple[WorldItem, ...]
    sure: bool = True
    begins: bool = True
    placed: bool = True
    dated: bool = True
    continues: int | None = None
    repeals: tuple[WorldRepeal, ...] = ()
    effect: Day = None
    void: bool = False
    vague: bool = False


@dataclass(frozen=True)
class World:
    """Documents and the registry."""

    documents: tuple[WorldDocument, ...]
    instruments: tuple[Instrument, ...]

    @property
    def registry(self) -> Registry:
        """Returns the registry of this world alone."""
        return Registry.from_rows(self.instruments)


TITLES = (
    "社会事务甲号文件",
    "林木采伐乙号章程",
    "渡口夜航丙号守则",
    "石料开采丁号须知",
    "河道清淤戊号要点",
    "祠堂修缮己号说明",
)
MEASURES = (
    (MeasureKind.PUNISHMENT, "取消评优资格"),
    (MeasureKind.PUNISHMENT, "限制被执行人参加评选"),
    (MeasureKind.NAME_LIST, "列入黑名单"),
    (MeasureKind.NAME_LIST, "列入全市黑名单"),
    (MeasureKind.INFO_INCLUSION, "记入信用档案"),
    (MeasureKind.SHARING, "公布失信村民姓名"),
    (MeasureKind.SHARING, "公布企业和村民姓名"),
    (MeasureKind.REPAIR, "予以信用修复"),
)


# --- chance ------------------------------------------------------------------------------------


def world(chance: Random, *, odd: bool = False, size: int = 7) -> World:
    """Returns a world; with `odd`, some of its places are not plain paths."""
    places = REGULAR + ODD if odd else REGULAR
    instruments = tuple(_instrument(chance, i, places) for i in range(6))
    shape = [WorldDocument(SourceLevel.UNKNOWN, None, None, None, Relation.SELF, (), ())] * chance.randint(1, size)
    documents = [document(chance, i, len(shape), places) for i in range(len(shape))]
    return World(tuple(_paged(chance, documents)), instruments)


def _paged(chance: Random, documents: list[WorldDocument]) -> list[WorldDocument]:
    """Returns the documents, some of them later pages of others that stand alone in their file: its last text goes on."""
    out, taken = [], {d.parent for d in documents if d.parent is not None}
    for number, d in enumerate(documents):
        before = [i for i, e in enumerate(documents[:number]) if e.parent is None and e.items and i not in taken]
        if before and d.items and d.parent is None and chance.random() < 0.25:
            page = chance.choice(before)
            taken.add(page)
            out.append(replace(d, begins=False, continues=page))
        else:
            out.append(d)
    return out


def document(chance: Random, number: int, count: int, places: tuple[str | None, ...] = REGULAR) -> WorldDocument:
    """Returns a document of a world of so many; it hangs on the document before it now and then."""
    parent = number - 1 if number and chance.random() < 0.35 else None
    relation = Relation.SELF if parent is None else chance.choice((Relation.FORWARDS, Relation.ATTACHES))
    items = tuple(_item(chance, number, count) for _ in range(chance.randint(0, 2)))
    return WorldDocument(
        level=chance.choice(DOCUMENT_LEVELS),
        region=chance.choice(places),
        date=chance.choice((*DAYS, None)),
        parent=parent,
        relation=relation,
        preamble=tuple(_citation(chance, number, count) for _ in range(chance.choice((0, 1, 1, 2)))),
        items=tuple(_referring(chance, items, number) for number in range(len(items))),
        sure=chance.random() < 0.9,
        begins=chance.random() < 0.8,
        placed=chance.random() < 0.9,
        dated=chance.random() < 0.9,
        repeals=tuple(
            _repeal(chance, number, count) for _ in range(chance.choice((0, 0, 0, 1, 2)) if count > 1 else 0)
        ),
        effect=chance.choice((None, None, *DAYS)),
        void=(rare := chance.random()) < 0.06,
        vague=rare > 0.85,
    )


def _repeal(chance: Random, number: int, count: int) -> WorldRepeal:
    other = chance.choice([i for i in range(count) if i != number])
    return WorldRepeal(other, day=chance.choice((None, None, *DAYS)), article=chance.random() < 0.15)


def _referring(chance: Random, items: tuple[WorldItem, ...], number: int) -> WorldItem:
    """Returns the item, its measures now and then resting on what other items cite."""
    elsewhere = [
        (i, k)
        for i, item in enumerate(items)
        for k, c in enumerate(item.citations)
        if i != number and c.role is Role.BASIS
    ]
    measures = tuple(
        replace(m, referred=tuple(at for at in elsewhere if chance.random() < 0.3)) for m in items[number].measures
    )
    return replace(items[number], measures=measures)


def _item(chance: Random, number: int, count: int) -> WorldItem:
    citations = tuple(_citation(chance, number, count) for _ in range(chance.choice((0, 0, 1, 2))))
    measures = []
    for _ in range(chance.randint(0, 2)):
        kind, words = chance.choice(MEASURES)
        own = tuple(i for i, c in enumerate(citations) if c.role is Role.BASIS and chance.random() < 0.7)
        measures.append(WorldMeasure(kind, words, own, vague=chance.random() < 0.2, sure=chance.random() < 0.93))
    return WorldItem(citations, tuple(measures))


def _citation(chance: Random, number: int, count: int) -> WorldCitation:
    role = chance.choice((Role.BASIS,) * 6 + (Role.FORWARDS, Role.MENTION))
    article = chance.choice((None, None, None, 1, 2, 3, 4))
    kind = chance.random()
    sure = chance.random() < 0.95
    others = [i for i in range(count) if i != number]
    if kind < 0.58 and others:
        return WorldCitation(document=chance.choice(others), role=role, article=article, sure=sure)
    if kind < 0.65:
        return WorldCitation(damaged=chance.choice(DAMAGED), role=role, sure=sure)
    if kind < 0.7:
        one, other = chance.sample(range(6), k=2)
        return WorldCitation(rivals=(one, other), role=role, article=article, sure=sure)
    if kind < 0.93:
        article = chance.choice((None, 1, 2, 3, 3, 4))  # versions have 2, 3 or 60
        return WorldCitation(instrument=chance.randrange(6), role=role, article=article, sure=sure)
    return WorldCitation(unknown=chance.choice(tuple(UNKNOWN)), role=role, sure=sure)


def _instrument(chance: Random, number: int, places: tuple[str | None, ...]) -> Instrument:
    level = chance.choice(
        (
            SourceLevel.LAW,
            SourceLevel.CENTRAL_POLICY,
            SourceLevel.LOCAL_REGULATION,
            SourceLevel.LOCAL_REGULATION,
            SourceLevel.DEPARTMENT_RULE,
            SourceLevel.LOCAL_NORMATIVE,
            SourceLevel.JUDICIAL_INTERPRETATION,
            SourceLevel.UNKNOWN,
        )
    )
    repealed = chance.choice((None, None, None, *DAYS[2:]))
    return Instrument(
        id=f"i-{number}",
        title=TITLES[number],
        short_titles=(),
        numbers=(f"{'国函' if chance.random() < 0.1 else '国发'}〔2001〕{number + 1}号",),
        level=level,
        issuer=None,
        region=chance.choice([p for p in places if p]),
        repealed=repealed,
        status="repealed" if repealed or chance.random() < 0.1 else "in_force",
        versions=_versions(chance),
        is_decision=chance.random() < 0.2,
        known_until=chance.choice((None, None, None, *DAYS[2:])),
    )


def _versions(chance: Random) -> tuple[Version, ...]:
    """Returns a line of versions, the first perhaps without a day, the others perhaps without the day of effect."""
    made = chance.choice((None, *DAYS))
    days = chance.sample(DAYS[1:], k=chance.choice((0, 0, 0, 1, 1, 2)))
    later = sorted(day for day in days if made is None or day > made)
    return (
        _version(chance, VersionKind.MADE, made),
        *(_version(chance, chance.choice((VersionKind.AMENDED, VersionKind.REVISED)), day) for day in later),
    )


def _version(chance: Random, kind: VersionKind, made: date | None) -> Version:
    wait = timedelta(days=chance.choice((0, 0, 100, 700)))
    effective = made + wait if made and chance.random() < 0.6 else None
    lasts = made + timedelta(days=chance.choice((900, 3000))) if made and chance.random() < 0.1 else None
    return Version(
        kind=kind,
        published=made,
        effective=effective,
        until=lasts,
        articles=chance.choice((None, 2, 3, 60)),
    )


def edited(chance: Random, before: World) -> World:
    """Returns the world with one thing changed: a document replaced, added or taken away, or a row of the registry."""
    documents, count = list(before.documents), len(before.documents)
    kind = chance.randrange(4)
    if kind == 0:
        number = chance.randrange(count)
        new = document(chance, number, count)
        kept = documents[number]
        begins = new.begins if kept.continues is None else kept.begins
        documents[number] = replace(
            new, parent=kept.parent, relation=kept.relation, continues=kept.continues, begins=begins
        )
        return replace(before, documents=tuple(documents))
    if kind == 1:
        return replace(before, documents=(*documents, document(chance, count, count + 1)))
    if kind == 2 and count > 1:
        return replace(before, documents=tuple(_without(d, count - 1) for d in documents[:-1]))
    rows = list(before.instruments)
    number = chance.randrange(len(rows))
    rows[number] = _instrument(chance, number, REGULAR)
    return replace(before, instruments=tuple(rows))


def _without(d: WorldDocument, gone: int) -> WorldDocument:
    """Returns the document, no longer citing the one that is gone; what it cited is then unknown."""

    def mended(c: WorldCitation) -> WorldCitation:
        return replace(c, document=None, unknown=next(iter(UNKNOWN))) if c.document == gone else c

    items = tuple(replace(i, citations=tuple(map(mended, i.citations))) for i in d.items)
    repeals = tuple(r for r in d.repeals if r.document != gone)
    return replace(d, preamble=tuple(map(mended, d.preamble)), items=items, repeals=repeals)


# --- what stands together ----------------------------------------------------------------------


def first_article(w: World, number: int) -> int:
    """Returns the number of the first article of a document; a later page goes on from the page before."""
    before = w.documents[number].continues
    # The first article would count as the basis clause of the whole document.
    return 2 if before is None else first_article(w, before) + len(w.documents[before].items)


def is_joined(w: World, number: int) -> bool:
    """Tells whether a later page goes on from the articles of the page before."""
    d = w.documents[number]
    return d.continues is not None and bool(d.items and w.documents[d.continues].items)


def joined(w: World) -> World:
    """Returns the world with each later page hanging on the page before, with the place, day and level of the first."""
    out: list[WorldDocument] = []
    for number, d in enumerate(w.documents):
        if d.continues is None or not is_joined(w, number):
            out.append(d)
            continue
        first = out[d.continues]
        card = {name: getattr(first, name) for name in ("level", "region", "date", "sure", "placed", "dated", "begins")}
        out.append(replace(d, parent=d.continues, relation=Relation.CONTINUES, **card))
    return replace(w, documents=tuple(out))


def ended(w: World) -> dict[int, date]:
    """Returns from which day on documents hold no longer, in a world whose pages are joined."""
    repealed: dict[int, date] = {}
    for d in w.documents:
        for r in d.repeals:
            target = w.documents[r.document]
            below = not d.region or not target.region or covers(d.region, target.region)
            day = r.day or d.effect or d.date
            if r.article or not below or day is None or (d.date and target.date and target.date > d.date):
                continue
            repealed[r.document] = min(day, repealed.get(r.document, day))
    by_page = {i: d.date + timedelta(days=1) for i, d in enumerate(w.documents) if d.void and d.date}
    known, out = {**by_page, **repealed}, dict[int, date]()
    for number in range(len(w.documents)):
        days, above = [], number
        while True:
            days += [known[above]] if above in known else []
            parent = w.documents[above].parent
            if parent is None or w.documents[above].relation is Relation.FORWARDS:
                break
            above = parent
        if days:
            out[number] = min(days)
    return out


def ended_items(w: World) -> dict[tuple[int, int], date]:
    """Returns from which day on items of documents that go on are repealed, in a world whose pages are joined."""
    found: dict[tuple[int, int], date] = {}
    for d in w.documents:
        for r in d.repeals:
            target = w.documents[r.document]
            below = not d.region or not target.region or covers(d.region, target.region)
            day = r.day or d.effect or d.date
            if not r.article or not below or day is None or (d.date and target.date and target.date > d.date):
                continue
            having = [n for n in range(len(w.documents)) if hangs_on(w, n, r.document) and _has_first(w, n)]
            own = [n for n in having if n == r.document]
            for number in own or (having if len(having) == 1 else []):
                found[number, 0] = min(day, found.get((number, 0), day))
    return found


def _has_first(w: World, number: int) -> bool:
    return bool(w.documents[number].items) and first_article(w, number) == 1


def hangs_on(w: World, number: int, whole: int) -> bool:
    """Tells whether a document is another one, or its attachment or later page, in a world whose pages are joined."""
    above: int | None = number
    while above is not None and above != whole:
        above = w.documents[above].parent if w.documents[above].relation is not Relation.FORWARDS else None
    return above == whole


# --- readings ----------------------------------------------------------------------------------


def number_of(document: int) -> str:
    """Returns the number that a document of a world bears."""
    return f"岭政发〔2018〕{document + 1}号"


def id_of(document: int) -> str:
    """Returns the id of a document of a world."""
    return f"d-{document}"


def measure_ids(w: World) -> dict[str, tuple[int, int, int]]:
    """Returns the id of every measure with its document, its item, and its place in the item."""
    out = {}
    for d, one in enumerate(w.documents):
        index = 0
        for i, item in enumerate(one.items):
            for k in range(len(item.measures)):
                out[measure_id(id_of(d), index)] = (d, i, k)
                index += 1
    return out


def readings_of(w: World) -> list[Reading]:
    """Returns one reading for each file: a document with all that hangs on it."""
    files: dict[int, list[int]] = {}
    head: dict[int, int] = {}
    for number, d in enumerate(w.documents):
        head[number] = number if d.parent is None else head[d.parent]
        files.setdefault(head[number], []).append(number)
    return [_reading(w, members) for members in files.values()]


def _file_name(w: World, number: int) -> str:
    """Returns the name of the file of a document: those of pages count them."""
    page, first = 1, number
    while (before := w.documents[first].continues) is not None:
        page, first = page + 1, before
    has_pages = page > 1 or any(d.continues == number for d in w.documents)
    return f"p{first}_{page}.txt" if has_pages else f"{number}.txt"


class _Writer:
    """The text of a file while it is written, and the records of what stands where."""

    def __init__(self) -> None:
        self.text = ""
        self.documents: list[Document] = []
        self.provisions: list[Provision] = []
        self.citations: list[Citation] = []
        self.vague: list[VagueReference] = []
        self.measures: list[Measure] = []
        self.basis: list[Basis] = []

    def write(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))


def _reading(w: World, members: list[int]) -> Reading:
    out = _Writer()
    for number in members:
        _write_document(out, w, number)
    return Reading(
        source=SourceFile(path=_file_name(w, members[0]), sha256=digest(out.text), encoding="utf-8", text=out.text),
        repairs=(),
        segments=(),
        documents=tuple(out.documents),
        provisions=tuple(out.provisions),
        citations=tuple(out.citations),
        vague=tuple(out.vague),
        measures=tuple(out.measures),
        basis=tuple(out.basis),
    )


def _write_document(out: _Writer, w: World, number: int) -> None:
    d, me = w.documents[number], id_of(number)
    start = out.write(f"第{number}号工作文件\n").start
    citations = len(out.citations)
    measures = len(out.measures)
    begun = len(out.provisions)

    def provision(label: str, zone: Zone) -> str:
        out.provisions.append(
            Provision(
                id=provision_id(me, len(out.provisions) - begun),
                document=me,
                label=label,
                zone=zone,
                span=Span(len(out.text), len(out.text)),
            )
        )
        return out.provisions[-1].id

    def close() -> None:
        last = out.provisions[-1]
        out.provisions[-1] = replace(last, span=Span(last.span.start, len(out.text)))

    def cite(c: WorldCitation, where: str) -> str:
        title, cited = c.unknown or c.damaged or (None, None)
        if c.document is not None:
            cited = number_of(c.document)
        elif c.instrument is not None:
            cited = w.instruments[c.instrument].numbers[0]
        elif c.rivals is not None:
            title, cited = w.instruments[c.rivals[1]].title, w.instruments[c.rivals[0]].numbers[0]
        span = out.write(f"《{title}》（{cited}）" if title and cited else title or cited or "")
        out.write("，")
        out.citations.append(
            Citation(
                id=citation_id(me, len(out.citations) - citations),
                document=me,
                provision=where,
                span=span,
                text=span.of(out.text),
                title=title,
                number=cited,
                articles=(f"第{numeral(c.article)}条",) if c.article else (),
                role=c.role,
                confidence=1.0 if c.sure else 0.5,
                damaged=c.damaged is not None,
            )
        )
        return out.citations[-1].id

    where = provision("", Zone.PREAMBLE)
    for c in d.preamble:
        cite(c, where)
    if d.vague:
        span = out.write("根据有关规定")
        out.vague.append(VagueReference(document=me, provision=where, span=span, text="根据有关规定"))
    close()
    cited_by_item: list[list[str]] = []
    referring: list[tuple[str, tuple[int, int]]] = []
    for index, item in enumerate(d.items):
        where = provision(f"第{numeral(first_article(w, number) + index)}条", Zone.BODY)
        cited = [cite(c, where) for c in item.citations]
        cited_by_item.append(cited)
        for m in item.measures:
            begins = len(out.text)
            if m.vague:
                span = out.write("有关规定")
                out.vague.append(VagueReference(document=me, provision=where, span=span, text="有关规定"))
            span = out.write(m.words)
            out.measures.append(
                Measure(
                    id=measure_id(me, len(out.measures) - measures),
                    document=me,
                    provision=where,
                    kind=m.kind,
                    span=span,
                    text=m.words,
                    sentence=Span(begins, span.end),
                    act=m.words[:2],
                    confidence=1.0 if m.sure else 0.5,
                )
            )
            out.basis.extend(Basis(measure=out.measures[-1].id, citation=cited[i], tie=Tie.CLAUSE) for i in m.own)
            referring.extend((out.measures[-1].id, at) for at in m.referred)
            out.write("。")
        close()
    _write_repeals(out, d, provision, cite)
    if d.repeals:
        close()
    out.basis.extend(Basis(measure=m, citation=cited_by_item[i][k], tie=Tie.REFERENCE) for m, (i, k) in referring)
    out.documents.append(
        Document(
            id=me,
            span=Span(start, len(out.text)),
            title=None,
            number=number_of(number),
            issuer=None,
            date=d.date,
            level=d.level,
            region=d.region,
            kind=SegmentKind.NOTICE,
            parent=None if d.parent is None else id_of(d.parent),
            relation=d.relation,
            evidence=tuple(
                FieldEvidence(field=field, found="named", confidence=1.0 if sure else 0.5)
                for field, sure in (("level", d.sure), ("region", d.placed), ("date", d.dated))
            ),
            lacks=() if d.begins else (Lack.BEGINNING,),
            page=(PageField(field="validity", value="失效", span=Span(start, start), use=PageUse.KEPT),)
            if d.void
            else (),
        )
    )


def _write_repeals(
    out: _Writer,
    d: WorldDocument,
    provision: Callable[[str, Zone], str],
    cite: Callable[[WorldCitation, str], str],
) -> None:
    """Writes what a document repeals, a sentence each, and when it takes effect."""
    where = provision("", Zone.BODY) if d.repeals else ""
    for r in d.repeals:
        out.write("\n")
        cite(WorldCitation(document=r.document, role=Role.REPEALS, article=1 if r.article else None), where)
        since = f"自{r.day.year}年{r.day.month}月{r.day.day}日起" if r.day else ""
        out.write(f"{since}废止。\n")
    if d.effect:
        out.write(f"\n本通知自{d.effect.year}年{d.effect.month}月{d.effect.day}日起施行。\n")
