"""The readings in Neo4j: put, given back, taken out, each in one transaction.

What was read lies as it is in :Source nodes, one a file, since the records of a file are to come back
equal, equal ones and loose ends included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from neo4j import ManagedTransaction

from graph_schema.errors import DamagedError
from graph_schema.records import Reading
from tracer.store.base.errors import no_reading
from tracer.store.base.log import ChangeKind
from tracer.store.base.readings import Entry, Put, StoreCounts
from tracer.store.neo4j.database import Part, lock, one, version_of
from tracer.store.neo4j.log import held_at, note, put_aside, require_version
from tracer.store.neo4j.renewing import batches
from tracer.store.rows import pack, search_texts, unpack

_SOURCE = (
    "MATCH (s:Source {path: $path}) RETURN s.sha256 AS sha256, s.reader AS reader, s.since AS since, s.body AS body"
)
_PUT = """
CREATE (s:Source {path: $path, sha256: $sha256, reader: $reader, since: $since, body: $body,
    documents: $sizes[0], provisions: $sizes[1], citations: $sizes[2], measures: $sizes[3]})
WITH s UNWIND $texts AS text
CREATE (s)-[:SAYS]->(t:SearchText) SET t = text
"""


_INDEXED = """
UNWIND $documents AS document MATCH (r:IndexRow {document: document}) MATCH (s:Source {path: r.path})
RETURN s.path AS path, s.body AS body, collect(document) AS documents
"""


class Neo4jReadings(Part):
    """The side of `tracer.store.base.readings.Readings`."""

    def put(self, reading: Reading, *, reader: str | None = None, anew: bool = False) -> Put:
        """Keeps a reading, all of it or nothing."""
        source, read_by = reading.source, self._reader if reader is None else reader
        body = pack(reading, source.path)  # refuses what cannot be kept before anything is sent
        texts = [asdict(text) for text in search_texts(reading)]
        row_of = {
            "path": source.path,
            "sha256": source.sha256,
            "reader": read_by,
            "body": body,
            "sizes": _sizes(reading),
            "texts": texts,
        }

        def work(tx: ManagedTransaction) -> Put:
            version = lock(tx)
            row = one(tx, _SOURCE, path=source.path)
            done = Put.ADDED if row is None else Put.REPLACED
            again = anew
            try:
                before = unpack(Reading, row["body"], source.path) if row else None
            except DamagedError:
                if row is None or row["sha256"] != source.sha256:
                    raise  # what earlier versions held cannot be put aside
                before, again = reading, True
            if row is not None and before == reading:
                if again:
                    # The same, written again: the log has nothing new to say.
                    _drop(tx, source.path)
                    tx.run(_PUT, {**row_of, "since": row["since"]})
                    return done
                if (row["sha256"], row["reader"]) == (source.sha256, read_by):
                    return Put.UNCHANGED
                # Another reader says the same: nothing changed but who said it.
                tx.run("MATCH (s:Source {path: $path}) SET s.reader = $reader", path=source.path, reader=read_by)
                return done
            kind = ChangeKind(done.value)
            note(tx, version + 1, self._who, kind, source.path, row["sha256"] if row else None, source.sha256)
            if row is not None:
                put_aside(tx, source.path, version + 1)
            tx.run(_PUT, {**row_of, "since": version + 1})
            return done

        return self._database.write(work)

    def has(self, path: str, sha256: str) -> bool:
        """Tells whether these bytes at this path were read by this store's reader, or by one that says the same."""
        row = self._database.row(
            "MATCH (s:Source {path: $path}) WHERE s.sha256 = $sha256 AND s.reader IN $readers RETURN s.path AS path",
            path=path,
            sha256=sha256,
            readers=list(self._readers),
        )
        return row is not None

    def paths_of(self, sha256: str) -> tuple[str, ...]:
        """Returns the paths of the files with these bytes."""
        rows = self._database.rows("MATCH (s:Source {sha256: $sha256}) RETURN s.path AS path", sha256=sha256)
        return tuple(sorted(row["path"] for row in rows))

    def entries(self) -> tuple[Entry, ...]:
        """Returns all files by hash and path."""
        rows = self._database.rows("MATCH (s:Source) RETURN s.path AS path, s.sha256 AS sha256, s.reader AS reader")
        # What somebody took away from a node is missing, and not an error here: tracer store check names it.
        found = (Entry(path=r["path"] or "", sha256=r["sha256"] or "", reader=r["reader"] or "") for r in rows)
        return tuple(sorted(found, key=lambda entry: (entry.sha256, entry.path)))

    def get_reading(self, path: str, version: int | None = None) -> Reading:
        """Returns the reading of the file at `path`."""
        row = (
            self._database.row(_SOURCE, path=path)
            if version is None
            else self._database.read(lambda tx: _source_at(tx, path, version))
        )
        if row is None:
            raise no_reading(path)
        return unpack(Reading, row["body"], path)

    def readings(self, version: int | None = None) -> Iterator[Reading]:
        """Gives all readings, ordered by the hash and the path of their files."""
        held = self._database.read(lambda tx: held_at(tx, version))
        for key, path, since in held:
            # The server gives the id of a node that is gone to another one.
            row = self._database.row(
                "MATCH (s) WHERE elementId(s) = $key AND (s:Source OR s:Past) AND s.path = $path AND s.since = $since"
                " RETURN s.body AS body",
                key=key,
                path=path,
                since=since,
            )
            if row is not None:
                yield unpack(Reading, row["body"], path)

    def texts_of(self, documents: Collection[str]) -> Mapping[str, str]:
        """Returns the text of the whole file that each of these documents stands in."""
        texts = self._database.read(lambda tx: _texts_by_index(tx, sorted(set(documents))))
        wanted = set(documents) - texts.keys()
        # An index that is behind may not have a document yet; one that is not knows all.
        for reading in self.readings() if wanted and not self._database.read(_is_indexed) else ():
            for document in reading.documents:
                if document.id in wanted:
                    wanted.discard(document.id)
                    texts[document.id] = reading.source.text
            if not wanted:
                break
        return texts

    def remove(self, path: str) -> bool:
        """Takes the file at `path` out."""

        def work(tx: ManagedTransaction) -> bool:
            version = lock(tx)
            row = one(tx, _SOURCE, path=path)
            if row is None:
                return False
            note(tx, version + 1, self._who, ChangeKind.REMOVED, path, row["sha256"], None)
            put_aside(tx, path, version + 1)
            return True

        return self._database.write(work)

    def counts(self) -> StoreCounts:
        """Counts what was read."""
        return self._database.read(counts)


# --- within a transaction ----------------------------------------------------------------------


def _texts_by_index(tx: ManagedTransaction, documents: Sequence[str]) -> dict[str, str]:
    """Returns the texts of the files in which the link index has these documents."""
    texts: dict[str, str] = {}
    for some in batches(documents):
        for row in tx.run(_INDEXED, documents=list(some)):
            reading = unpack(Reading, row["body"], row["path"])
            here = {document.id for document in reading.documents}
            texts |= {document: reading.source.text for document in row["documents"] if document in here}
    return texts


def _is_indexed(tx: ManagedTransaction) -> bool:
    """Tells whether the link index is of the store as it is."""
    row = one(tx, "MATCH (s:IndexState) RETURN s.version AS version")
    return row is not None and row["version"] == version_of(tx)


def _sizes(reading: Reading) -> list[int]:
    return [len(reading.documents), len(reading.provisions), len(reading.citations), len(reading.measures)]


def _source_at(tx: ManagedTransaction, path: str, version: int) -> Mapping[str, Any] | None:
    """Returns what a version held at a path; NotFoundError for no version."""
    require_version(tx, version)
    return one(
        tx,
        "MATCH (s:Source|Past {path: $path}) WHERE s.since <= $at AND (s.until IS NULL OR s.until > $at)"
        " RETURN s.body AS body",
        path=path,
        at=version,
    )


def counts(tx: ManagedTransaction) -> StoreCounts:
    """Counts what the store holds."""
    row = one(
        tx,
        "MATCH (s:Source) RETURN count(s) AS sources, sum(s.documents) AS documents, sum(s.provisions) AS provisions,"
        " sum(s.citations) AS citations, sum(s.measures) AS measures",
    )
    assert row is not None  # an aggregate has a row
    return StoreCounts(**dict(row))


def _drop(tx: ManagedTransaction, path: str) -> None:
    """Takes a file out without a trace."""
    tx.run(
        "MATCH (s:Source {path: $path}) OPTIONAL MATCH (s)-[:SAYS]->(t:SearchText) DETACH DELETE t, s", path=path
    ).consume()
