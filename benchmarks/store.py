"""make bench-store: what a store costs, beside the raw tool under it.

    python -m benchmarks.store [--size 1000000] [--documents 2000] [--files 5000] [--only ROW,ROW]

The raw tool writes the same rows as the store, made beforehand, in one transaction a document: plain
executemany for SQLite, one UNWIND a kind of record for Neo4j. Both are measured in turn, each in a
fresh store in a folder in memory where there is one, so that the disk's moods do not count; the best
of some runs is taken.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter

from graph_schema.records import Reading
from tracer import jobs
from tracer.store import GraphStore, open_store

SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample" / "texts"
RUNS = 3
DAY = date(2026, 1, 1)


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder that is gone afterwards, in memory where the system has that."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="bench-store-", dir=memory if os.access(memory, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def sample_readings(folder: Path, count: int) -> list[Reading]:
    """As many readings of the sample corpus as asked for, each under a path of its own."""
    with open_store(f"sqlite:///{folder}/sample.sqlite") as store:
        jobs.ingest([SAMPLE], store)
        read = list(store.readings())
    one_by_one = (read[n % len(read)] for n in range(count))
    return [replace(r, source=replace(r.source, path=f"{n}.txt")) for n, r in enumerate(one_by_one)]


def best(work: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """The shortest times of two ways of doing the same, taken in turn."""
    times = [(work(), other()) for _ in range(RUNS)]
    return min(one for one, _ in times), min(two for _, two in times)


# --- ingest ------------------------------------------------------------------------------------


def puts(store: GraphStore, readings: Sequence[Reading]) -> float:
    """Seconds to put the readings."""
    begun = perf_counter()
    for reading in readings:
        store.put(reading)
    return perf_counter() - begun


def rows_of(file: Path) -> tuple[list[tuple[str, str]], list[list[list[tuple[object, ...]]]]]:
    """The tables of a store with their INSERT statements, and the rows of each document in each of them."""
    with closing(sqlite3.connect(file)) as db:
        names = ["source", "change", "search_text"]
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%REFERENCES source%' ORDER BY name"
        names += [name for (name,) in db.execute(tables) if name not in names]
        statements, rows = [], []
        for name in names:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
            marks, quoted = ", ".join("?" * len(columns)), ", ".join(f'"{column}"' for column in columns)
            statements.append((name, f"INSERT INTO {name} ({quoted}) VALUES ({marks})"))
            key = {"source": "id", "change": "version"}.get(name, "source")
            by_document: dict[int, list[tuple[object, ...]]] = {}
            for row in db.execute(f"SELECT {key}, * FROM {name} ORDER BY 1"):
                by_document.setdefault(row[0], []).append(row[1:])
            rows.append(by_document)
        sources = [number for (number,) in db.execute("SELECT id FROM source ORDER BY id")]
    return statements, [[table.get(number, []) for table in rows] for number in sources]


def sqlite_rows(folder: Path, count: int) -> dict[str, str]:
    """Ingest into SQLite, beside executemany."""
    readings = sample_readings(folder, count)
    numbers = iter(range(1000))

    def fresh() -> Path:
        return folder / f"{next(numbers)}.sqlite"

    def ours() -> float:
        with open_store(f"sqlite:///{fresh()}") as store:
            return puts(store, readings)

    model = fresh()
    with open_store(f"sqlite:///{model}") as store:
        puts(store, readings)
    statements, documents = rows_of(model)

    def raw() -> float:
        file = fresh()
        open_store(f"sqlite:///{file}").close()
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            begun = perf_counter()
            for document in documents:
                db.execute("BEGIN IMMEDIATE")
                for (_, statement), rows in zip(statements, document, strict=True):
                    db.executemany(statement, rows)
                db.execute("COMMIT")
            return perf_counter() - begun

    one, other = best(ours, raw)
    total = sum(len(rows) for document in documents for rows in document)
    return {
        "SQLite: readings put": f"{count / one:,.0f} a second ({total / one:,.0f} rows)",
        "  plain executemany of the same rows": f"{count / other:,.0f} a second ({total / other:,.0f} rows)",
        "  share": f"{other / one:.0%}",
    }
