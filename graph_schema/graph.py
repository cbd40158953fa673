"""The basis graph stated once: which kinds of nodes and edges there are, and what each of them says.

From here come the tables of the SQLite store and the constraints and indexes of Neo4j (tracer.store),
the check of a graph (`problems`), the JSON Schema of exports (`json_schema`) and docs/schema.md. A
node is known by its `id` among all nodes, an edge by its `id` among all edges. Every edge that came
from text says where: document, start, end, the words, and what read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from graph_schema.days import iso_day
from graph_schema.terms import Disposal, LinkStatus, MeasureKind, Role, SegmentKind, SourceLevel, Tie, Verdict

Value = str | int | float | bool | None
"""What a property holds. A day is a text such as 2020-12-07, so that days sort as texts."""


class PropertyType(StrEnum):
    """Holds what values a property takes."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name, what it holds, and its meaning. `terms` closes the vocabulary, `indexed` serves lookups by it.

    What is `judged` a judgement says for its day: exports and the nodes of Neo4j have it, and no node that is kept or given back.
    """

    name: str
    values: PropertyType
    zh: str
    en: str
    required: bool = False
    unique: bool = False
    indexed: bool = False
    terms: type[StrEnum] | None = None
    judged: bool = False


@dataclass(frozen=True, slots=True)
class NodeKind:
    """A kind of node; `key` names its records in tables."""

    name: str
    zh: str
    en: str
    properties: tuple[Property, ...]

    @property
    def kept(self) -> tuple[Property, ...]:
        """Returns the properties that stores keep and give back."""
        return tuple(p for p in self.properties if not p.judged)

    @property
    def key(self) -> str:
        """Returns the name in lower case."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A kind of edge, with the kinds of nodes that it may lead from and to."""

    name: str
    zh: str
    en: str
    ends: tuple[tuple[str, str], ...]
    from_text: bool = False
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One node. `properties` has the properties of its kind that are known, without the id."""

    kind: str
    id: str
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge. `start` and `end` are ids of nodes."""

    kind: str
    id: str
    start: str
    end: str
    properties: Mapping[str, Value] = field(default_factory=dict)


_T, _I, _N, _F, _D = PropertyType
_ID = Property("id", _T, "编号", "identifier", required=True, unique=True)
_TITLE = Property("title", _T, "名称", "title")
_NUMBER = Property("number", _T, "文号", "document number", indexed=True)
_LEVEL = Property("level", _T, "效力层级", "level", required=True, indexed=True, terms=SourceLevel)
_REGION = Property("region", _T, "地方", "place, as a path", indexed=True)
_DOCUMENT = Property("document", _T, "所在文件", "id of the document that it stands in", required=True, indexed=True)
_START = Property("begin", _I, "起点", "where its words begin in the file's text", required=True)
_VALIDITY = Property(
    "validity", _T, "效力", "in_force, ended, repealed, not_yet or unknown, on the day of the judgement", judged=True
)
_END = Property("finish", _I, "终点", "where they end", required=True)

NODES: tuple[NodeKind, ...] = (
    NodeKind(
        "Document",
        "公文",
        "a document that was read",
        (
            _ID,
            _TITLE,
            _NUMBER,
            Property("issuer", _T, "发文机关", "issuer"),
            Property("date", _D, "成文日期", "date of issue"),
            _LEVEL,
            _REGION,
            Property("form", _T, "文件形式", "what kind of text it is", required=True, terms=SegmentKind),
            Property("draft", _F, "征求意见稿", "whether it is a draft", required=True),
            Property("file", _T, "来源文件", "the file that it was read from", required=True),
            _START,
            _END,
            Property(
                "ended",
                _D,
                "失效日期",
                "the day from which it holds no longer, by its registry row, a document of the store or its own page",
            ),
            _VALIDITY,
        ),
    ),
    NodeKind(
        "Provision",
        "条款",
        "an article, a numbered item or a paragraph",
        (_ID, Property("label", _T, "条款号", "how a lawyer names it", required=True), _DOCUMENT, _START, _END),
    ),
    NodeKind(
        "Measure",
        "措施",
        "one separable measure",
        (
            _ID,
            Property("kind", _T, "措施种类", "kind of measure", required=True, indexed=True, terms=MeasureKind),
            Property("text", _T, "原文", "its words", required=True),
            Property(
                "scope", _T, "适用范围", "what narrows its rule: any, personal_public, mixed_public", required=True
            ),
            Property("consent", _F, "以本人同意为条件", "whether it asks for the person's consent", required=True),
            Property("act", _T, "动作", "the verb that showed it", required=True),
            Property("confidence", _N, "可信度", "how sure the reading is", required=True),
            _DOCUMENT,
            _START,
            _END,
            Property("verdict", _T, "结论", "verdict", terms=Verdict, judged=True),
            Property("reasons", _T, "断点原因", "why its branches end, as codes", judged=True),
            Property("groups", _T, "清单分组", "the groups of lists that it is in, as codes", judged=True),
            Property("gap", _F, "依据缺口", "whether it is a dead end that counts", judged=True),
            Property("must_mend", _F, "须整改", "whether it must be mended", judged=True),
            Property("day", _D, "认定日期", "the day of the judgement", judged=True),
            Property("edition", _T, "登记库版本", "the edition of the registry that it was judged by", judged=True),
        ),
    ),
    NodeKind(
        "Instrument",
        "法规文件",
        "a law, regulation or other document that is cited and was not read",
        (
            _ID,
            _TITLE,
            _NUMBER,
            _LEVEL,
            _REGION,
            Property("known", _F, "登记库中有", "whether the registry knows it", required=True),
            Property("effective", _D, "施行日期", "the day from which it holds"),
            Property("repealed", _D, "失效日期", "the day from which it no longer holds"),
            Property("revised", _D, "最近修订日期", "the day of its last revision"),
            Property("status", _T, "效力状态", "in_force, repealed, amended or unknown"),
            Property("articles", _I, "条数", "how many articles the text in force has"),
            Property(
                "decision", _F, "决定或命令", "whether it is a decision or order of the State Council", required=True
            ),
            _VALIDITY,
        ),
    ),
    NodeKind("Issuer", "发文机关", "an office that issues documents", (_ID, _TITLE)),
    NodeKind(
        "Region",
        "地方",
        "a place",
        (_ID, _TITLE, Property("code", _T, "行政区划代码", "its GB/T 2260 code of six digits, where it has one")),
    ),
    NodeKind(
        "CatalogItem",
        "目录或清单条目",
        "an item of the national base catalogue or base list, or of a local supplement",
        (
            _ID,
            _TITLE,
            Property("catalogue", _T, "所属目录或清单", "the catalogue or list that it stands in", required=True),
            Property("edition", _T, "版本", "the edition of that catalogue or list", required=True),
            Property("kind", _T, "措施种类", "the kind of measure that it allows", indexed=True, terms=MeasureKind),
            Property("basis", _T, "依据", "the laws and articles that it names as its basis"),
            _REGION,
        ),
    ),
    NodeKind(
        "LedgerEntry",
        "台账条目",
        "a row of an office's ledger of the cleanup",
        (
            _ID,
            Property("row", _I, "序号", "its number in the ledger", required=True),
            Property("file", _T, "来源文件", "the ledger that it was read from", required=True),
            _TITLE,
            _NUMBER,
            Property("disposal", _T, "处置方式", "what is to become of the document", indexed=True, terms=Disposal),
            Property("due", _T, "完成时间", "by when, in the ledger's words"),
            Property("unit", _T, "责任单位", "the unit that answers for it"),
        ),
    ),
)
"""All kinds of nodes. A CatalogItem is an item of a list that was imported; nothing makes a LedgerEntry yet: no ledger is read."""

EVIDENCE: tuple[Property, ...] = (
    Property("document", _T, "所在文件", "id of the document whose text says so", required=True),
    Property("begin", _I, "起点", "where the words begin in the file's text", required=True),
    Property("finish", _I, "终点", "where they end", required=True),
    Property("quote", _T, "原文", "the words", required=True),
    Property("extractor", _T, "提取程序", "what read them, with its version", required=True),
)
"""What every edge that came from text says of where it comes from."""

_ROLE = Property("role", _T, "作用", "what the citation does in its sentence", required=True, terms=Role)
_ARTICLES = Property("articles", _T, "所引条款", "the articles cited")
_HIGHEST = Property("highest", _I, "最大条号", "the highest number of an article cited")
_STATUS = Property("status", _T, "对应情况", "whether it is known what is cited", required=True, terms=LinkStatus)
_WHOLE = Property("whole", _F, "整体依据", "whether the document as a whole rests on it", required=True)
_INSIDE = Property(
    "inside", _F, "同一文件内", "whether both stand in one file, as a notice and its annex", required=True
)
NAMED: tuple[Property, ...] = (
    Property("title", _T, "所引名称", "the title cited, of what is not on record"),
    Property("number", _T, "所引文号", "the number cited, of what is not on record"),
    Property(
        "level", _T, "所引文件的效力层级", "the level that the words show, of what is not on record", terms=SourceLevel
    ),
    Property("region", _T, "所引文件的地方", "the place that the words show, of what is not on record"),
)
"""What a citation says of an instrument that is not on record; of several the citation with the smallest id names the instrument."""
_CITATION = (*EVIDENCE, _ROLE, _ARTICLES, _WHOLE, _INSIDE, *NAMED)
_CITED = tuple((a, b) for a in ("Provision", "Document") for b in ("Instrument", "Document"))

EDGES: tuple[EdgeKind, ...] = (
    EdgeKind("CONTAINS", "包含", "holds", (("Document", "Provision"), ("Provision", "Measure"))),
    EdgeKind(
        "CITES",
        "引用",
        "cites",
        (*_CITED, ("Provision", "Provision"), ("Document", "Provision")),
        True,
        _CITATION,
    ),
    EdgeKind(
        "BASED_ON",
        "依据",
        "rests on",
        (("Measure", "Instrument"), ("Measure", "Document")),
        True,
        (
            *EVIDENCE,
            Property("tie", _T, "远近", "how near the citation stands", required=True, terms=Tie),
            Property("citation", _T, "引用", "id of the citation", required=True),
            _STATUS,
            _ARTICLES,
            _HIGHEST,
        ),
    ),
    EdgeKind(
        "RESTS_ON",
        "整体依据",
        "rests on as a whole: the basis that it cites for all of itself, what it forwards, what it hangs on",
        (("Document", "Instrument"), ("Document", "Document")),
        False,
        (
            Property("citation", _T, "引用", "id of the citation, where there is one"),
            _STATUS,
            _ARTICLES,
            _HIGHEST,
        ),
    ),
    EdgeKind("FORWARDS", "转发或印发", "forwards", _CITED, True, _CITATION),
    EdgeKind("ATTACHES", "附件", "attaches", _CITED, True, _CITATION),
    EdgeKind("AMENDS", "修改", "amends", _CITED, True, _CITATION),
    EdgeKind("REPEALS", "废止", "repeals", _CITED, True, _CITATION),
    EdgeKind("ISSUED_BY", "发文", "is issued by", (("Document", "Issuer"),)),
    EdgeKind("IN", "位于", "is of", (("Document", "Region"), ("Instrument", "Region"))),
    EdgeKind("PART_OF", "属于", "lies in", (("Region", "Region"),)),
    EdgeKind(
        "LISTED_AS",
        "列入目录或清单",
        "is listed as",
        (("Measure", "CatalogItem"),),
        False,
        (Property("wider", _F, "超出条目", "whether the measure goes further than the item", required=True),),
    ),
    EdgeKind("RECORDED_AS", "记入台账", "is recorded as", (("Measure", "LedgerEntry"),)),
)
"""All kinds of edges. LISTED_AS says what the check of the lists found on the day of the judgement; RECORDED_AS comes with its nodes."""

OWNED: Mapping[str, str] = {"Document": "id", "Provision": "document", "Measure": "document"}
"""The kinds of nodes that belong to one document, and the property that says to which; all others belong to all who lead to them."""

NODE_KINDS: Mapping[str, NodeKind] = {kind.name: kind for kind in NODES}
EDGE_KINDS: Mapping[str, EdgeKind] = {kind.name: kind for kind in EDGES}


def unknown_instrument(id: str, named: Mapping[str, Value]) -> Node:
    """Returns an instrument that is not on record as a citation names it."""
    said = {p.name: value for p in NAMED if (value := named.get(p.name)) is not None}
    return Node("Instrument", id, {**said, "known": False, "decision": False})


def is_unknown(node: Node) -> bool:
    """Tells whether a node is an instrument that is not on record."""
    return node.kind == "Instrument" and not node.properties.get("known")


def validity_of(node: Node, day: str) -> str:
    """Returns whether a document or an instrument holds on a day, as far as is known."""
    said = node.properties
    begins, ends = (
        said.get(name) for name in (("date", "ended") if node.kind == "Document" else ("effective", "repealed"))
    )
    if is_unknown(node):
        return "unknown"
    if ends is not None and str(ends) <= day:
        return "ended" if node.kind == "Document" else "repealed"
    if begins is not None and str(begins) > day:
        return "not_yet"
    return "repealed" if ends is None and said.get("status") == "repealed" else "in_force"


def judged_node(node: Node, said: Mapping[str, Value], day: str) -> Node:
    """Returns a node with what a judgement says of it: `said` of a measure, of a document or an instrument whether it holds."""
    if node.kind == "Measure":
        return Node(node.kind, node.id, {**node.properties, **said})
    if node.kind in ("Document", "Instrument"):
        return Node(node.kind, node.id, {**node.properties, "validity": validity_of(node, day)})
    return node


def edge_properties() -> tuple[Property, ...]:
    """Returns the properties of all kinds of edges, each name once, in order."""
    found: dict[str, Property] = {}
    for kind in EDGES:
        for p in kind.properties:
            found.setdefault(p.name, p)
    return tuple(found.values())


# --- check -------------------------------------------------------------------------------------


def problems(nodes: Iterable[Node], edges: Iterable[Edge], *, whole: bool = True) -> Iterator[str]:
    """Yields what of a graph does not hold, a sentence each: unknown kinds, missing or strange values, loose ends.

    Of a part of a graph, which is not `whole`, edges may lead to nodes that are not in it.
    """
    kind_of: dict[str, str] = {}
    for node in nodes:
        if node.id in kind_of:
            yield f"{node.kind} {node.id}: another node has this id"
        kind_of[node.id] = node.kind
        stated = NODE_KINDS.get(node.kind)
        if stated is None:
            yield f"{node.kind} {node.id}: no such kind of node"
            continue
        yield from _wrong(f"{node.kind} {node.id}", stated.properties, {"id": node.id, **node.properties})
    seen: set[str] = set()
    for edge in edges:
        what = f"{edge.kind} {edge.id}"
        if edge.id in seen:
            yield f"{what}: another edge has this id"
        seen.add(edge.id)
        named = EDGE_KINDS.get(edge.kind)
        if named is None:
            yield f"{what}: no such kind of edge"
            continue
        if edge.start not in kind_of:
            yield leads_nowhere(what, edge.start)
        elif whole or edge.end in kind_of:
            yield from end_problems(edge.kind, what, kind_of[edge.start], edge.end, kind_of.get(edge.end))
        yield from _wrong(what, named.properties, edge.properties)


def end_problems(kind: str, what: str, start: str, end: str, end_kind: str | None) -> Iterator[str]:
    """Yields what is wrong with the end of an edge that starts at a node of kind `start`; `end_kind` is None where no node is there."""
    if end_kind is None:
        yield leads_nowhere(what, end)
    elif (start, end_kind) not in EDGE_KINDS[kind].ends:
        yield f"{what}: must not lead from {start} to {end_kind}"


def leads_nowhere(what: str, node: str) -> str:
    """Returns the sentence for an edge whose node is not there."""
    return f"{what}: leads to a node that is not there: {node}"


_PYTHON: Mapping[PropertyType, tuple[type, ...]] = {
    PropertyType.TEXT: (str,),
    PropertyType.INTEGER: (int,),
    PropertyType.NUMBER: (float, int),
    PropertyType.FLAG: (bool,),
    PropertyType.DAY: (str,),
}


def _wrong(what: str, stated: tuple[Property, ...], values: Mapping[str, Value]) -> Iterator[str]:
    known = {p.name for p in stated}
    for name in values:
        if name not in known:
            yield f"{what}: no such property: {name}"
    for prop in stated:
        value = values.get(prop.name)
        if value is None:
            if prop.required:
                yield f"{what}: {prop.name} is missing"
        elif not isinstance(value, _PYTHON[prop.values]) or (
            isinstance(value, bool) and prop.values is not PropertyType.FLAG
        ):
            yield f"{what}: {prop.name} is no {prop.values.value}: {value!r}"
        elif prop.terms is not None and value not in set(prop.terms):
            yield f"{what}: {prop.name} is none of {' '.join(prop.terms)}: {value!r}"
        elif prop.values is PropertyType.DAY and iso_day(str(value)) is None:
            yield f"{what}: {prop.name} is no day: {value!r}"


# --- JSON Schema -------------------------------------------------------------------------------

_JSON: Mapping[PropertyType, Mapping[str, object]] = {
    PropertyType.TEXT: {"type": "string"},
    PropertyType.INTEGER: {"type": "integer"},
    PropertyType.NUMBER: {"type": "number"},
    PropertyType.FLAG: {"type": "boolean"},
    PropertyType.DAY: {"type": "string", "format": "date"},
}


def json_schema() -> dict[str, object]:
    """Returns JSON Schema of one line of a JSONL export: a node or an edge with its properties."""
    shapes = [_shape(kind.name, {"id": _JSON[_T]}, kind.properties) for kind in NODES]
    ends = {name: _JSON[_T] for name in ("id", "start", "end")}
    shapes += [_shape(kind.name, ends, kind.properties) for kind in EDGES]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A node or an edge of the basis graph",
        "oneOf": shapes,
    }


def _shape(kind: str, first: Mapping[str, object], stated: tuple[Property, ...]) -> dict[str, object]:
    said = {p.name: p for p in stated if p.name != "id"}
    values = {
        name: {**_JSON[p.values], **({"enum": list(p.terms)} if p.terms else {}), "description": p.en}
        for name, p in said.items()
    }
    return {
        "type": "object",
        "properties": {
            "kind": {"const": kind},
            **first,
            "properties": {
                "type": "object",
                "properties": values,
                "required": [name for name, p in said.items() if p.required],
                "additionalProperties": False,
            },
        },
        "required": ["kind", *first, "properties"],
        "additionalProperties": False,
    }
