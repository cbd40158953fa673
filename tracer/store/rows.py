"""Says what all stores make of records before they keep them: packed bodies, digests, words to search."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

from graph_schema.errors import InputError
from graph_schema.graph import NODE_KINDS, OWNED, Edge, Node, Value, end_problems, leads_nowhere, problems
from graph_schema.numbers import folded, normal_number
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Reading
from tracer.store.base.errors import damaged, half_a_character, not_a_graph
from tracer.store.base.graph import GraphShare
from tracer.store.base.search import Hit, HitKind, SearchText

T = TypeVar("T")
Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

TIERS: tuple[HitKind, ...] = tuple(HitKind)


def pack(record: object, what: str) -> bytes:
    """Returns a record as bytes. InputError, which names `what`, where it holds half a character."""
    return packed_text(json.dumps(to_plain(record), ensure_ascii=False, separators=(",", ":")), what)


def packed_text(text: str, what: str) -> bytes:
    """Does the same for a text."""
    try:
        return zlib.compress(text.encode("utf-8"), 1)
    except UnicodeEncodeError as error:
        raise half_a_character(what) from error


def require_whole_characters(what: str, texts: Iterable[object]) -> None:
    """Raises InputError, which names `what`, where texts hold half a character."""
    try:
        for one in texts:
            json.dumps(one, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise half_a_character(what) from error


def unpack(kind: type[T], body: bytes, what: str) -> T:
    """Returns the record of these bytes. DamagedError, which names `what`, where they are no such record."""
    try:
        return from_plain(kind, json.loads(unpacked_text(body)))
    except NOT_AS_WRITTEN as error:
        raise damaged(what, error) from error


def unpacked_text(body: bytes) -> str:
    """Returns the text of these bytes; one of NOT_AS_WRITTEN where they are none."""
    return zlib.decompress(body).decode("utf-8")


NOT_AS_WRITTEN = (AttributeError, KeyError, TypeError, ValueError, zlib.error)
"""What reading damaged bytes may raise."""


def digest_of(value: object) -> int:
    """Returns 64 bits that differ where the value does, as a signed number."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=to_plain)
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


# --- search ------------------------------------------------------------------------------------


def search_texts(reading: Reading) -> list[SearchText]:
    """Returns the numbers, titles and measures of a reading."""
    found = [(HitKind.NUMBER, d.id, d.number) for d in reading.documents]
    found += [(HitKind.TITLE, d.id, d.title) for d in reading.documents]
    found += [(HitKind.MEASURE, m.id, m.text) for m in reading.measures]
    return [SearchText(TIERS.index(kind), item, len(text), text) for kind, item, text in found if text]


_SPELT = re.compile(r"[^\u3400-\u9fff]")  # what may be spelt in several ways is more than Chinese characters


@dataclass(frozen=True, slots=True)
class Way:
    """A way to find texts: all the words stand in the text as it is kept, or in its `folded` form."""

    words: tuple[str, ...]
    folded: bool = False


def ways_of(query: str) -> tuple[Way, ...]:
    """Returns the ways in which a query finds texts, () where it holds no word. InputError where it is no text.

    Beside the words as typed these are the words with numbers in one spelling, and the query as one number
    that was typed with blanks in it.
    """
    if "\0" in query or any("\ud800" <= c <= "\udfff" for c in query):
        raise InputError(
            "store.no_words",
        )
    typed = query.split()
    if not typed:
        return ()
    ways = [Way(_each_once(word.casefold() for word in typed))]
    if any(_SPELT.search(word) for word in typed):
        ways.append(Way(_each_once(folded(_number(word) or word) for word in typed), folded=True))
        number = _number(query)
        if number:
            ways.append(Way((folded(number),), folded=True))
    return tuple(dict.fromkeys(ways))


def _number(words: str) -> str | None:
    """Returns words that are a number, in normal form; as far as they were typed, since 〔2020〕4 is the beginning of 〔2020〕49号."""
    number = normal_number(words)
    return number.removesuffix("号") if number and not words.rstrip().endswith("号") else number


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def stands_in(text: str, ways: Sequence[Way]) -> bool:
    """Tells whether one of the ways finds the text."""
    for way in ways:  # plain and quick: short words are looked for in every text of the store
        where = folded(text) if way.folded else text.casefold()
        if all(map(where.__contains__, way.words)):
            return True
    return False


def hits(candidates: Iterable[tuple[int, str, str]], ways: Sequence[Way], limit: int) -> tuple[Hit, ...]:
    """Returns the first candidates (tier, item, text) that are found, each once."""
    found: dict[Hit, None] = {}
    for tier, item, text in candidates:
        if len(found) == limit:
            break
        if stands_in(text, ways):
            found[Hit(kind=TIERS[tier], id=item, text=text)] = None
    return tuple(found)


# --- the graph ------------------------------------------------------------------------


class Parts:
    """Looks at the parts of a graph that are to be kept: raises InputError for one that is not as graph_schema.graph states.

    Where edges lead to can be looked at only when all parts are there.
    """

    def __init__(self) -> None:
        self._ends: dict[str, dict[tuple[str, str], str]] = {}

    def require_share(self, share: GraphShare) -> None:
        """Looks at the share of a document."""
        for node in share.nodes:
            owner = OWNED.get(node.kind)
            if owner is None or (node.id if owner == "id" else node.properties.get(owner)) != share.document:
                raise not_a_graph(f"{node.kind} {node.id}: no part of {share.document}")
        self._require(share.nodes, share.edges)

    def require_shared(self, nodes: Sequence[Node], between: Sequence[Edge]) -> None:
        """Looks at what belongs to nobody, and at documents that others lead to."""
        for node in nodes:
            if node.kind in OWNED and node.kind != "Document":
                raise not_a_graph(f"{node.kind} {node.id}: belongs to a document")
        self._require([*nodes], between)
        starts = {node.id for node in nodes if node.kind not in OWNED}
        for edge in between:
            if edge.start not in starts:
                raise not_a_graph(leads_nowhere(f"{edge.kind} {edge.id}", edge.start))

    def require_ends(self, kind_of: Callable[[str], str | None]) -> None:
        """Looks at the nodes that all these edges lead to."""
        for end, edges in self._ends.items():
            there = kind_of(end)
            for (kind, start), edge in edges.items():
                for problem in end_problems(kind, f"{kind} {edge}", start, end, there):
                    raise not_a_graph(problem)

    def _require(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
        for node in nodes:
            stated = NODE_KINDS.get(node.kind)
            for name in (p.name for p in stated.properties if p.judged and p.name in node.properties) if stated else ():
                raise not_a_graph(f"{node.kind} {node.id}: {name} is said by a judgement")
        for problem in problems(nodes, edges, whole=False):
            raise not_a_graph(problem)
        kind_of = {node.id: node.kind for node in nodes}
        for edge in edges:
            self._ends.setdefault(edge.end, {})[edge.kind, kind_of[edge.start]] = edge.id


def node_digest(node: Node) -> int:
    """Returns what tells a changed node from the one that is kept."""
    return digest_of((node.kind, node.properties))


def edge_digest(edge: Edge) -> int:
    """Returns what tells a changed edge from the one that is kept."""
    return digest_of((edge.kind, edge.start, edge.end, edge.properties))


def seal_of(digests: Iterable[int]) -> int:
    """Returns one number of 64 bits, signed, for any number of digests: none can go, come or change without it."""
    return (sum(digests) + 2**63) % 2**64 - 2**63


@dataclass(frozen=True, slots=True)
class Difference(Generic[Row, Key]):
    """The rows to write and the keys that must go, to come from what is kept to what is wanted."""

    write: list[Row]
    gone: list[Key]


def difference(
    kept: Mapping[Key, int], wanted: Iterable[Row], key: Callable[[Row], Key], digest: Callable[[Row], int]
) -> Difference[Row, Key]:
    """Returns the rows that are new or differ, and the keys that are wanted no more."""
    write: list[Row] = []
    left = dict(kept)
    for row in wanted:
        if left.pop(key(row), None) != digest(row):
            write.append(row)
    return Difference(write, list(left))


def known(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Returns the properties that have a value."""
    return {name: value for name, value in properties.items() if value is not None}
