"""Records and rows without personal data: every string is masked by what its document says of persons.

Ids, hashes, days, terms, offsets and lengths stay as they are (docs/semantics.md#personal-data). Showing all of it is
put on record first: in the store, or in a file of the user's where there is none.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, cast

from graph_schema.errors import InputError, why
from graph_schema.graph import Edge, Node, Value
from graph_schema.personal import Masker, masked, with_words
from graph_schema.personal.strings import names_of
from graph_schema.plain import to_plain
from graph_schema.records import Reading, Span
from graph_schema.streams import Again, GraphStream
from tracer.store import data_folder, open_store
from tracer.store.base import Records
from tracer.store.base.log import Disclosure, now, user_name

T = TypeVar("T")
TextsOf = Callable[[Collection[str]], Mapping[str, str]]
"""Gives the text of the whole file of each document, by the id of the document."""

PartT = TypeVar("PartT", Node, Edge)
_TOGETHER = 2000  # nodes or edges whose texts are asked for together
_MASKS, _WORDS = 256, 4096  # what is remembered of masked words: by so many sets of texts, so many of each
_ID = "d-"
_DOCUMENT = re.compile(r"(?<![0-9A-Za-z])d-[0-9a-f]{12}(?:-\d+)?(?![0-9a-f])")


class Veil:
    """Masks what is shown of documents, each by the whole text of its file."""

    def __init__(self, texts_of: TextsOf) -> None:
        self._texts_of = texts_of
        self._maskers: dict[str, Masker] = {}
        self._of_text: dict[bytes, Masker] = {}
        self._without_text: set[str] = set()
        self._masks = lru_cache(maxsize=_MASKS)(_mask_by)

    def over(self, record: T, *others: str) -> T:
        """Returns a record without personal data: by the texts of all documents that it names, and of `others`."""
        return self._masked(record, {*documents_in(record), *others})

    def over_each(self, records: Iterable[T]) -> tuple[T, ...]:
        """Returns records without personal data, each by the texts of the documents that it names."""
        listed = tuple(records)
        named = [documents_in(record) for record in listed]
        self._learn({document for documents in named for document in documents})
        return tuple(self._masked(record, set(documents)) for record, documents in zip(listed, named, strict=True))

    def over_those(self, told: Iterable[tuple[Mapping[str, Value], Collection[str], PartT]]) -> Iterator[PartT]:
        """Yields nodes or edges without personal data, each with its properties and the documents that it belongs to."""
        for some in _some(told):
            named = [documents_in(properties).union(others) for properties, others, _ in some]
            self._learn({document for documents in named for document in documents})
            for (properties, _, part), documents in zip(some, named, strict=True):
                yield replace(part, properties=self._masked(properties, set(documents)))

    def masking(self, documents: Collection[str]) -> set[str]:
        """Returns those of documents by whose texts something may be masked."""
        self._learn(documents)
        return {one for one in documents if one in self._without_text or self._maskers[one].knows}

    def _masked(self, record: T, documents: set[str]) -> T:
        self._learn(documents)
        maskers = {id(m): m for d in sorted(documents) if (m := self._maskers[d]).knows}
        if documents and not maskers and not self._without_text.intersection(documents):
            return record  # nothing of its documents is personal, and so nothing of what is said of them
        # The same titles and clauses stand in many records.
        return cast(T, with_words(record, self._masks(tuple(maskers.values()))))

    def _learn(self, documents: Collection[str]) -> None:
        """Reads the texts of documents that are not known yet; what the store does not hold is masked by its own words only."""
        unknown = [document for document in documents if document not in self._maskers]
        texts = self._texts_of(unknown) if unknown else {}
        for document in unknown:
            text = texts.get(document, "")
            if not text:
                self._without_text.add(document)
            name = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if name not in self._of_text:
                self._of_text[name] = Masker(text)
            self._maskers[document] = self._of_text[name]


def _mask_by(maskers: tuple[Masker, ...]) -> Callable[[str], str]:
    """Returns what masks words by several texts, and remembers the last of them."""
    return lru_cache(maxsize=_WORDS)(_one_after_the_other(maskers))


def _one_after_the_other(maskers: Sequence[Masker]) -> Callable[[str], str]:
    """Returns what masks words by several texts."""

    def mask(words: str) -> str:
        for masker in maskers:
            words = masker.mask(words)
        return words if maskers else masked(words)

    return mask


def veil_over(readings: Iterable[Reading], beside: TextsOf | None = None) -> Veil:
    """Returns the veil over what is said of readings; of other documents by what `beside` gives."""
    own = {document.id: reading.source.text for reading in readings for document in reading.documents}

    def texts_of(documents: Collection[str]) -> Mapping[str, str]:
        others = [document for document in documents if document not in own]
        found = beside(others) if beside is not None and others else {}
        return {**found, **{document: own[document] for document in documents if document in own}}

    return Veil(texts_of)


def graph_under(veil: Veil, graph: GraphStream) -> GraphStream:
    """Returns a graph without personal data; what nobody knows but those who cite it is masked by their texts."""
    citing = cache(
        lambda: _citing(veil, graph.edges)
    )  # the edges are gone through once more, when the first node comes

    def masked_nodes() -> Iterator[Node]:
        told = citing()
        return veil.over_those((n.properties, {*documents_in(n.id), *told.get(n.id, ())}, n) for n in graph.nodes)

    def masked_edges() -> Iterator[Edge]:
        return veil.over_those((e.properties, documents_in(e.start) | documents_in(e.end), e) for e in graph.edges)

    return GraphStream(Again(masked_nodes), Again(masked_edges))


def _citing(veil: Veil, edges: Iterable[Edge]) -> dict[str, set[str]]:
    """Returns the documents that say something of a node that belongs to none, by its id: those by whose texts it is masked, or one of the others."""
    citing: dict[str, set[str]] = {}
    for some in _some(edges):
        told = [(e.end, documents_in(e.start) | documents_in(e.properties)) for e in some if not documents_in(e.end)]
        masking = veil.masking({document for _, documents in told for document in documents})
        for end, documents in told:
            known = citing.setdefault(end, set())
            known |= documents & masking or (set() if known else set(sorted(documents)[:1]))
    return citing


def _some(items: Iterable[T]) -> Iterator[list[T]]:
    """Yields items so many at a time."""
    left = iter(items)
    while some := list(islice(left, _TOGETHER)):
        yield some


def store_texts(url: str) -> TextsOf:
    """Returns what gives the texts of a store, opened for each question."""

    def texts_of(documents: Collection[str]) -> Mapping[str, str]:
        with open_store(url, create=False) as store:
            return store.texts_of(documents)

    return texts_of


def documents_in(value: object) -> frozenset[str]:
    """Returns the ids of all documents that a value names, also by the ids of their parts."""
    found: set[str] = set()
    _gather(value, found)
    return frozenset(found)


def _gather(value: object, found: set[str]) -> None:
    """Adds the ids of all documents that a value names."""
    kind: Any = type(value)
    if isinstance(value, str):
        if kind is str and _ID in value:
            found.update(_DOCUMENT.findall(value))
    elif kind is int or value is None or kind is Span:
        return
    elif isinstance(value, tuple | list):
        for item in value:
            _gather(item, found)
    elif names := names_of(kind):
        for name in names:
            _gather(getattr(value, name), found)
    elif isinstance(value, Mapping):
        for item in (*value.keys(), *value.values()):
            _gather(item, found)


# --- showing all of it -------------------------------------------------------------------------


def disclose(where: str, what: str, store: Records | str | None) -> Disclosure:
    """Puts on record that the user is shown personal data, and returns the record.

    Without a store it goes into `disclosures_path()`. TracerError where it cannot be written: then nothing may be shown.
    """
    disclosure = Disclosure(at=now(), who=user_name(), where=where, what=what)
    if isinstance(store, str):
        with open_store(store, create=False) as kept:
            kept.disclose(disclosure)
    elif store is not None:
        store.disclose(disclosure)
    else:
        _append(disclosure)
    return disclosure


def disclosures_path() -> Path:
    """Returns the file that says who was shown personal data of texts that are in no store."""
    return data_folder() / "disclosures.jsonl"


def _append(disclosure: Disclosure) -> None:
    """Writes a record down in the file of the user's, which nobody else may read."""
    path = disclosures_path()
    line = json.dumps(to_plain(disclosure), ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            os.fchmod(handle, 0o600)
            file.write(line)
            file.flush()
            os.fsync(handle)
    except OSError as error:
        raise InputError("personal.not_recorded", path=path, why=why(error)) from error
