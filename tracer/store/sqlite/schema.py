"""The SQLite schema as numbered steps. A step that was released is never edited; a change is a new step.

PRAGMA application_id marks a file as a store of this program, PRAGMA user_version says how many
steps it has taken. Every step is one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

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

# The log of changes and what earlier versions held, what people decided, words to search, the basis graph
# (the columns of graph_schema.graph) and the findings.
_HISTORY_SEARCH_GRAPH = """
ALTER TABLE source ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

CREATE TABLE change (
    version INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX change_by_subject ON change (subject);

CREATE TABLE past (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX past_by_until ON past (until);

CREATE TABLE forgotten (version INTEGER NOT NULL);
INSERT INTO forgotten VALUES (0);

CREATE TABLE decision (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX decision_by_subject ON decision (subject);

CREATE TABLE search_text (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    tier INTEGER NOT NULL,
    item TEXT NOT NULL,
    size INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX search_text_by_source ON search_text (source);
CREATE VIRTUAL TABLE search_word USING fts5(text, content='search_text', content_rowid='id', tokenize='trigram');
CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN
    INSERT INTO search_word(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN
    INSERT INTO search_word(search_word, rowid, text) VALUES ('delete', old.id, old.text);
END;
INSERT INTO search_text (source, tier, item, size, text)
    SELECT source, 0, id, length(number), number FROM document WHERE number <> '';
INSERT INTO search_text (source, tier, item, size, text)
    SELECT source, 1, id, length(title), title FROM document WHERE title <> '';
INSERT INTO search_text (source, tier, item, size, text)
    SELECT source, 2, id, length(text), text FROM measure WHERE text <> '';

CREATE TABLE node_document (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL,
    title TEXT,
    number TEXT,
    issuer TEXT,
    date TEXT,
    level TEXT NOT NULL,
    region TEXT,
    form TEXT NOT NULL,
    draft INTEGER NOT NULL,
    file TEXT NOT NULL,
    "begin" INTEGER NOT NULL,
    finish INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX node_document_by_number ON node_document (number);
CREATE INDEX node_document_by_level ON node_document (level);
CREATE INDEX node_document_by_region ON node_document (region);

CREATE TABLE node_provision (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL,
    label TEXT NOT NULL,
    document TEXT NOT NULL,
    "begin" INTEGER NOT NULL,
    finish INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX node_provision_by_document ON node_provision (document);

CREATE TABLE node_measure (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    scope TEXT NOT NULL,
    consent INTEGER NOT NULL,
    act TEXT NOT NULL,
    confidence REAL NOT NULL,
    document TEXT NOT NULL,
    "begin" INTEGER NOT NULL,
    finish INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX node_measure_by_kind ON node_measure (kind);
CREATE INDEX node_measure_by_document ON node_measure (document);

CREATE TABLE node_instrument (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL,
    title TEXT,
    number TEXT,
    level TEXT NOT NULL,
    region TEXT,
    known INTEGER NOT NULL,
    effective TEXT,
    repealed TEXT,
    revised TEXT,
    status TEXT,
    articles INTEGER,
    decision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX node_instrument_by_number ON node_instrument (number);
CREATE INDEX node_instrument_by_level ON node_instrument (level);
CREATE INDEX node_instrument_by_region ON node_instrument (region);

CREATE TABLE node_issuer (id TEXT PRIMARY KEY, digest INTEGER NOT NULL, title TEXT) WITHOUT ROWID;

CREATE TABLE node_region (id TEXT PRIMARY KEY, digest INTEGER NOT NULL, title TEXT) WITHOUT ROWID;

CREATE TABLE edge (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    start TEXT NOT NULL,
    "end" TEXT NOT NULL,
    digest INTEGER NOT NULL,
    document TEXT,
    "begin" INTEGER,
    finish INTEGER,
    quote TEXT,
    extractor TEXT,
    role TEXT,
    articles TEXT,
    whole INTEGER,
    inside INTEGER,
    tie TEXT,
    citation TEXT,
    status TEXT,
    highest INTEGER
) WITHOUT ROWID;
CREATE INDEX edge_by_start ON edge (start);
CREATE INDEX edge_by_end ON edge ("end");

CREATE TABLE judgement (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL,
    as_of TEXT NOT NULL,
    version INTEGER NOT NULL,
    edition TEXT NOT NULL,
    UNIQUE (policy, as_of)
);

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    judgement INTEGER NOT NULL REFERENCES judgement (id) ON DELETE CASCADE,
    measure TEXT NOT NULL,
    digest INTEGER NOT NULL,
    place INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    gap INTEGER NOT NULL,
    mend INTEGER NOT NULL,
    kind TEXT NOT NULL,
    region TEXT,
    issued TEXT,
    document TEXT NOT NULL,
    number TEXT,
    title TEXT,
    body BLOB NOT NULL,
    UNIQUE (judgement, measure)
);
CREATE INDEX finding_by_verdict ON finding (judgement, verdict, place);
CREATE INDEX finding_by_gap ON finding (judgement, gap, place);
CREATE INDEX finding_by_region ON finding (judgement, region, verdict);
CREATE INDEX finding_by_document ON finding (judgement, document);
"""

_CATALOGUE_LEDGER_SEALS = """
CREATE TABLE node_catalogitem (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL,
    title TEXT,
    catalogue TEXT NOT NULL,
    edition TEXT NOT NULL,
    kind TEXT,
    basis TEXT,
    region TEXT
) WITHOUT ROWID;
CREATE INDEX node_catalogitem_by_kind ON node_catalogitem (kind);
CREATE INDEX node_catalogitem_by_region ON node_catalogitem (region);

CREATE TABLE node_ledgerentry (
    id TEXT PRIMARY KEY,
    digest INTEGER NOT NULL,
    row INTEGER NOT NULL,
    file TEXT NOT NULL,
    title TEXT,
    number TEXT,
    disposal TEXT,
    due TEXT,
    unit TEXT
) WITHOUT ROWID;
CREATE INDEX node_ledgerentry_by_number ON node_ledgerentry (number);
CREATE INDEX node_ledgerentry_by_disposal ON node_ledgerentry (disposal);

ALTER TABLE edge ADD COLUMN wider INTEGER;
ALTER TABLE node_region ADD COLUMN code TEXT;

-- Checksums of the rows of a file, and of what was kept with a judgement: what is gone or altered is missed.
ALTER TABLE source ADD COLUMN seal INTEGER;
ALTER TABLE judgement ADD COLUMN graph INTEGER;
ALTER TABLE judgement ADD COLUMN findings INTEGER;
"""

# A finding says what it says by codes with values; those of before kept sentences, which cannot be turned back.
# Their judgement goes, as that of an earlier edition does: `tracer store judge` makes it anew.
_FINDINGS_BY_CODES = """
DELETE FROM finding;
DELETE FROM judgement;
"""

# Who was shown personal data in clear.
_DISCLOSURES = """
CREATE TABLE disclosure (
    place INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    where_shown TEXT NOT NULL,
    what TEXT NOT NULL
);
"""

# Citations whose number or title is damaged.
_DAMAGED_CITATIONS = """
ALTER TABLE citation ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;
"""

# What of a whole document the text does not have.
_LACKS = """
ALTER TABLE document ADD COLUMN lacks TEXT NOT NULL DEFAULT '[]';
"""

# What the page around a document says of it.
_PAGE_FIELDS = """
ALTER TABLE document ADD COLUMN page TEXT NOT NULL DEFAULT '[]';
"""

# Fenced lines that hold words of measures.
_UNREAD = """
CREATE TABLE unread (
    source INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    PRIMARY KEY (source, place)
) WITHOUT ROWID;
"""

# The words of a measure's frame.
_SLOTS = """
ALTER TABLE measure ADD COLUMN slots TEXT NOT NULL DEFAULT '[]';
"""

# The link index, and findings by document. Graph, findings and judgements of before go: `tracer store judge` makes them anew.
_KEPT_ANSWERS = """
DROP TABLE finding;
DROP TABLE judgement;
DELETE FROM edge;
DELETE FROM node_document;
DELETE FROM node_provision;
DELETE FROM node_measure;
DELETE FROM node_instrument;
DELETE FROM node_issuer;
DELETE FROM node_region;
DELETE FROM node_catalogitem;
DELETE FROM node_ledgerentry;

ALTER TABLE edge ADD COLUMN title TEXT;
ALTER TABLE edge ADD COLUMN number TEXT;
ALTER TABLE edge ADD COLUMN level TEXT;
ALTER TABLE edge ADD COLUMN region TEXT;
ALTER TABLE node_document ADD COLUMN ended TEXT;

-- The sum of the digests of all nodes and edges: what is gone or altered is missed.
CREATE TABLE graph_seal (seal INTEGER NOT NULL);
INSERT INTO graph_seal VALUES (0);

CREATE TABLE index_state (
    version INTEGER NOT NULL,
    edition TEXT NOT NULL,
    serial INTEGER NOT NULL,
    seal INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE index_row (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    facts INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    stands INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX index_row_by_facts ON index_row (document, facts, touched, stands);
CREATE INDEX index_row_by_touched ON index_row (touched);

CREATE TABLE index_part (
    id INTEGER PRIMARY KEY REFERENCES index_row (id) ON DELETE CASCADE,
    part BLOB NOT NULL
);

CREATE TABLE index_key (
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    row INTEGER NOT NULL REFERENCES index_row (id) ON DELETE CASCADE,
    PRIMARY KEY (kind, words, row)
) WITHOUT ROWID;
CREATE INDEX index_key_by_row ON index_key (row);

-- Up to the serial `whole` of the index no document is stale but by its days.
CREATE TABLE judgement (
    id INTEGER PRIMARY KEY,
    policy TEXT NOT NULL,
    as_of TEXT NOT NULL,
    version INTEGER NOT NULL,
    edition TEXT NOT NULL,
    registry TEXT NOT NULL,
    whole INTEGER NOT NULL DEFAULT -1,
    UNIQUE (policy, as_of)
);

CREATE TABLE judged (
    id INTEGER PRIMARY KEY,
    judgement INTEGER NOT NULL REFERENCES judgement (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    touched INTEGER NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    order_number TEXT NOT NULL,
    order_title TEXT NOT NULL,
    number TEXT,
    title TEXT,
    region TEXT,
    issued TEXT,
    draft INTEGER NOT NULL,
    of_source INTEGER NOT NULL,
    words TEXT NOT NULL,
    direct INTEGER NOT NULL,
    indirect INTEGER NOT NULL,
    dead_end INTEGER NOT NULL,
    exempt INTEGER NOT NULL,
    review INTEGER NOT NULL,
    mend_direct INTEGER NOT NULL,
    mend_indirect INTEGER NOT NULL,
    mend_dead_end INTEGER NOT NULL,
    mend_exempt INTEGER NOT NULL,
    mend_review INTEGER NOT NULL,
    gaps INTEGER NOT NULL,
    lean INTEGER NOT NULL,
    unsupported INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    authority INTEGER NOT NULL,
    seal INTEGER NOT NULL,
    UNIQUE (judgement, document)
);
CREATE UNIQUE INDEX judged_in_order ON judged (judgement, order_number, order_title, document);
CREATE INDEX judged_by_since ON judged (judgement, since);
CREATE INDEX judged_by_until ON judged (judgement, until);
CREATE INDEX judged_by_region ON judged (judgement, region);
CREATE INDEX judged_by_gaps ON judged (judgement, gaps DESC, order_number, order_title, document);

CREATE TABLE judged_bodies (
    id INTEGER PRIMARY KEY REFERENCES judged (id) ON DELETE CASCADE,
    bodies BLOB NOT NULL,
    lines BLOB NOT NULL
);

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    judged INTEGER NOT NULL REFERENCES judged (id) ON DELETE CASCADE,
    measure TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    verdict TEXT,
    kind TEXT NOT NULL,
    aside TEXT,
    part TEXT,
    gap INTEGER NOT NULL,
    mend INTEGER NOT NULL,
    unsupported INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    reached TEXT,
    rests_on TEXT NOT NULL,
    line INTEGER,
    digest INTEGER NOT NULL,
    words TEXT NOT NULL
);
CREATE UNIQUE INDEX finding_in_order
    ON finding (judged, start, stop, measure, verdict, aside, kind, gap, mend, unsupported);
CREATE INDEX finding_by_measure ON finding (measure);

CREATE TABLE finding_rest (
    target TEXT NOT NULL,
    finding INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
    PRIMARY KEY (target, finding)
) WITHOUT ROWID;
CREATE INDEX finding_rest_by_finding ON finding_rest (finding);
"""

# What the share of each document in the graph was made of.
_GRAPH_SHARES = """
CREATE TABLE graph_share (document TEXT PRIMARY KEY, stamp INTEGER NOT NULL) WITHOUT ROWID;
"""

# Sentences and reasons of findings, which many have alike: `id` is a number of the words. What was kept before has all its words itself.
_SENTENCES = """
CREATE TABLE finding_sentence (id INTEGER PRIMARY KEY, words TEXT NOT NULL);
ALTER TABLE finding ADD COLUMN sentence INTEGER;
"""

# The days on which a measure counts alike, whatever its words say.
_COUNTED_ALIKE = """
ALTER TABLE finding ADD COLUMN counted_since TEXT;
ALTER TABLE finding ADD COLUMN counted_until TEXT;
"""

# How what has ended would stand if its document held. The index has all columns that findings are counted by.
_AS_IF_HELD = """
ALTER TABLE finding ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_direct INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_indirect INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_dead_end INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_exempt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_review INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_gaps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE judged ADD COLUMN ended_mend INTEGER NOT NULL DEFAULT 0;
DROP INDEX finding_in_order;
CREATE UNIQUE INDEX finding_in_order
    ON finding (judged, start, stop, measure, verdict, aside, kind, gap, mend, unsupported, held);
"""

# What a file that is more than plain text held beside it: where its words stand on the pages, and what its reader noticed.
_ORIGINS = """
ALTER TABLE source ADD COLUMN origin BLOB;
"""

STEPS: tuple[str, ...] = (
    _FIRST,
    _REFERENCES_DUTIES_CONFIDENCE,
    _UNDONE,
    _HISTORY_SEARCH_GRAPH,
    _CATALOGUE_LEDGER_SEALS,
    _FINDINGS_BY_CODES,
    _DISCLOSURES,
    _DAMAGED_CITATIONS,
    _LACKS,
    _PAGE_FIELDS,
    _UNREAD,
    _SLOTS,
    _KEPT_ANSWERS,
    _GRAPH_SHARES,
    _SENTENCES,
    _COUNTED_ALIKE,
    _AS_IF_HELD,
    _ORIGINS,
)
"""STEPS[n] takes a store from version n to version n + 1."""

LATEST = len(STEPS)


def version_of(connection: sqlite3.Connection) -> int:
    """Counts the steps the store has taken; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> int:
    """Takes all steps that are missing, and returns how many these were.

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


def statements(step: str) -> Iterator[str]:
    """Gives the statements of a step one by one; a trigger holds semicolons of its own."""
    statement = ""
    for line in step.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _take_next_step(connection: sqlite3.Connection) -> int:
    """Takes one step within an open transaction; 0 where another process was faster."""
    version = version_of(connection)
    if version >= LATEST:
        return 0
    for statement in statements(STEPS[version]):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version + 1}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return 1
