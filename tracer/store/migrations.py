"""The SQLite schema as numbered steps. A step that was released is never edited; a change is a new step.

PRAGMA application_id marks a file as a store of this program, PRAGMA user_version says how many
steps it has taken. Every step is one transaction.
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x50425431  # "PBT1"

# Rows of a file are keyed by the file and their place in it, so that one file is one stretch of each
# table. The same document may stand in two files: ids are indexed and not unique.
_FIRST = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    encoding TEXT NOT NULL,
    text TEXT NOT NULL,
    reader TEXT NOT NULL
);
CREATE INDEX source_by_hash ON source (sha256, path);

CREATE TABLE repair (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    replacement TEXT NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;

CREATE TABLE segment (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    relation TEXT NOT NULL,
    parent INTEGER NOT NULL,
    document TEXT,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;

CREATE TABLE document (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    title TEXT,
    number TEXT,
    issuer TEXT,
    date TEXT,
    level TEXT NOT NULL,
    region TEXT,
    kind TEXT NOT NULL,
    draft INTEGER NOT NULL,
    parent TEXT,
    relation TEXT NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX document_by_id ON document (id);
CREATE INDEX document_by_number ON document (number);
CREATE INDEX document_by_title ON document (title);
CREATE INDEX document_by_region ON document (region, date);

CREATE TABLE provision (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    label TEXT NOT NULL,
    zone TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX provision_by_id ON provision (id);
CREATE INDEX provision_by_document ON provision (document);

CREATE TABLE citation (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    provision TEXT,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    title TEXT,
    number TEXT,
    articles TEXT NOT NULL,
    role TEXT NOT NULL,
    cue TEXT NOT NULL,
    defined_number TEXT,
    issuer_hint TEXT,
    confidence REAL NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX citation_by_id ON citation (id);
CREATE INDEX citation_by_document ON citation (document);
CREATE INDEX citation_by_number ON citation (number);
CREATE INDEX citation_by_title ON citation (title);

CREATE TABLE vague (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    document TEXT NOT NULL,
    provision TEXT,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX vague_by_document ON vague (document);

CREATE TABLE measure (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    provision TEXT NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    sentence_start INTEGER NOT NULL,
    sentence_stop INTEGER NOT NULL,
    act TEXT NOT NULL,
    confidence REAL NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX measure_by_id ON measure (id);
CREATE INDEX measure_by_document ON measure (document);
CREATE INDEX measure_by_kind ON measure (kind);

CREATE TABLE basis (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    measure TEXT NOT NULL,
    citation TEXT NOT NULL,
    tie TEXT NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX basis_by_measure ON basis (measure);
CREATE INDEX basis_by_citation ON basis (citation);
"""

# What references lead to, what offices must do and by when, and how sure each statement is.
_REFERENCES_DUTIES_CONFIDENCE = """
ALTER TABLE citation ADD COLUMN by_reference INTEGER NOT NULL DEFAULT 0;
ALTER TABLE citation ADD COLUMN found TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN evidence TEXT NOT NULL DEFAULT '[]';
ALTER TABLE segment ADD COLUMN confidence REAL NOT NULL DEFAULT 1.0;
ALTER TABLE basis ADD COLUMN confidence REAL NOT NULL DEFAULT 1.0;

CREATE TABLE reference (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    document TEXT NOT NULL,
    provision TEXT,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    targets TEXT NOT NULL,
    articles TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX reference_by_document ON reference (document);

CREATE TABLE duty (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    document TEXT NOT NULL,
    provision TEXT,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    units TEXT NOT NULL,
    deadline TEXT,
    due TEXT NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
CREATE INDEX duty_by_document ON duty (document);
CREATE INDEX duty_by_deadline ON duty (deadline);
"""

# Repairs that a person does not want made in a file; without a place, all of a kind.
_UNDONE = """
CREATE TABLE undone (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER,
    stop INTEGER,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
"""

STEPS: tuple[str, ...] = (_FIRST, _REFERENCES_DUTIES_CONFIDENCE, _UNDONE)
"""STEPS[n] takes a store from version n to version n + 1."""

LATEST = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps the store has taken; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> int:
    """Take all steps that are missing, and give back how many these were.

    The version is read again inside each transaction: another process may be doing the same.
    """
    taken = 0
    while version_of(connection) < LATEST:
        connection.execute("BEGIN IMMEDIATE")
        try:
            taken += _take_next_step(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    return taken


def _take_next_step(connection: sqlite3.Connection) -> int:
    """One step within an open transaction; 0 where another process was faster."""
    version = version_of(connection)
    if version >= LATEST:
        return 0
    for statement in STEPS[version].split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return 1
