"""make bench-store: what a store costs, beside the raw tool under it.

    python -m benchmarks.store [--size 1000000] [--documents 1000] [--files 3000] [--only PART,PART]

The raw tool writes the same rows as the store, made beforehand, in one transaction a document: plain
executemany for SQLite, one UNWIND a kind of record for Neo4j. Both are measured in turn, each in a
fresh store in a folder in memory where there is one, so that the disk's moods do not count; the best
of some runs is taken.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from neo4j import GraphDatabase, ManagedTransaction
from rich.console import Console
from rich.table import Table

from graph_schema.records import Reading
from tracer import jobs
from tracer.store import GraphStore, open_store
from tracer.store.neo4j.server import missing_tools, running
from tracer.store.rows import search_texts

SAMPLE = Path(__file__).resolve().parent.parent / "tracer" / "sample" / "texts"
RUNS = 3
DAY = date(2026, 1, 1)


@contextmanager
def workplace() -> Iterator[Path]:
    """Yields a folder that is gone afterwards, in memory where the system has that."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="bench-store-", dir=memory if os.access(memory, os.W_OK) else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def sample_readings(folder: Path, count: int) -> list[Reading]:
    """Returns as many readings of the sample corpus as asked for, each under a path of its own."""
    with open_store(f"sqlite:///{folder}/sample.sqlite") as store:
        jobs.ingest([SAMPLE], store)
        read = list(store.readings())
    one_by_one = (read[n % len(read)] for n in range(count))
    return [replace(r, source=replace(r.source, path=f"{n}.txt")) for n, r in enumerate(one_by_one)]


def best(work: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Returns the shortest times of two ways of doing the same, taken in turn."""
    times = [(work(), other()) for _ in range(RUNS)]
    return min(one for one, _ in times), min(two for _, two in times)


# --- ingest ------------------------------------------------------------------------------------


def puts(store: GraphStore, readings: Sequence[Reading]) -> float:
    """Returns seconds to put the readings."""
    begun = perf_counter()
    for reading in readings:
        store.put(reading)
    return perf_counter() - begun


Row = tuple[object, ...]


def rows_of(file: Path) -> tuple[list[str], list[list[list[Row]]]]:
    """Returns the tables of a store with their INSERT statements, and the rows of each document in each of them."""
    with closing(sqlite3.connect(file)) as db:
        names = ["source", "change", "search_text"]
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%REFERENCES source%' ORDER BY name"
        names += [name for (name,) in db.execute(tables) if name not in names]
        statements: list[str] = []
        rows: list[dict[int, list[Row]]] = []
        for name in names:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
            marks, quoted = ", ".join("?" * len(columns)), ", ".join(f'"{column}"' for column in columns)
            statements.append(f"INSERT INTO {name} ({quoted}) VALUES ({marks})")
            key = {"source": "id", "change": "version"}.get(name, "source")
            by_document: dict[int, list[Row]] = {}
            for row in db.execute(f"SELECT {key}, * FROM {name} ORDER BY 1"):
                by_document.setdefault(row[0], []).append(row[1:])
            rows.append(by_document)
        sources = [number for (number,) in db.execute("SELECT id FROM source ORDER BY id")]
    return statements, [[table.get(number, []) for table in rows] for number in sources]


def sqlite_rows(folder: Path, count: int) -> dict[str, str]:
    """Ingests into SQLite, beside executemany."""
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
                for statement, rows in zip(statements, document, strict=True):
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


def neo4j_rows(folder: Path, count: int) -> dict[str, str]:
    """Ingests into Neo4j, beside one UNWIND a kind of record and document."""
    lacking = missing_tools()
    if lacking:
        return {"Neo4j": lacking.said_in("en")}
    readings = sample_readings(folder, count)
    with running(folder / "neo4j", password="only-for-the-bench") as server:
        os.environ.update(NEO4J_USERNAME=server.user, NEO4J_PASSWORD=server.password)

        def fresh() -> GraphStore:
            server.run("MATCH (n) DETACH DELETE n")
            return open_store(server.url)

        with fresh() as store:
            puts(store, readings)  # the server's code is compiled while it runs
            sources = server.run("MATCH (s:Source) RETURN s {.*} AS s ORDER BY s.since")
            rows = [row["s"] for row in sources]
        texts = [[asdict(text) for text in search_texts(reading)] for reading in readings]

        def ours() -> float:
            with fresh() as store:
                return puts(store, readings)

        def raw() -> float:
            fresh().close()
            auth = (server.user, server.password)
            with GraphDatabase.driver(server.url, auth=auth) as driver, driver.session() as session:
                begun = perf_counter()
                for row, words in zip(rows, texts, strict=True):
                    session.execute_write(_write_plainly, row, words)
                return perf_counter() - begun

        one, other = best(ours, raw)
    return {
        "Neo4j: readings put": f"{count / one:,.0f} a second",
        "  plain UNWIND of the same records": f"{count / other:,.0f} a second",
        "  share of it": f"{other / one:.0%}",
    }


def _write_plainly(tx: ManagedTransaction, row: Any, texts: list[dict[str, Any]]) -> None:
    tx.run("UNWIND $rows AS row CREATE (s:Source) SET s = row", rows=[row]).consume()
    tx.run("UNWIND $rows AS row CREATE (c:Change) SET c = row", rows=[{"version": row["since"]}]).consume()
    tx.run(
        "MATCH (s:Source {path: $path}) UNWIND $rows AS row CREATE (s)-[:SAYS]->(t:SearchText) SET t = row",
        path=row["path"],
        rows=texts,
    ).consume()


# --- a million measures ------------------------------------------------------------------------


def fill(file: Path, size: int, body: bytes) -> None:
    """Yields a store with a judged graph of so many measures, twenty a document, written past the contract to save the time."""
    open_store(f"sqlite:///{file}").close()
    documents = [f"d-{number:012x}" for number in range(size // 20)]
    sources = 4000
    verdicts = ("dead_end", "direct", "indirect", "review", "direct")

    def edges() -> Iterator[tuple[str, ...]]:
        for number, doc in enumerate(documents):
            yield from ((f"CONTAINS:{doc}>{doc}.p{k}", "CONTAINS", doc, f"{doc}.p{k}") for k in range(10))
            yield from ((f"CONTAINS:{doc}.m{k}", "CONTAINS", f"{doc}.p{k // 2}", f"{doc}.m{k}") for k in range(20))
            yield from ((f"{doc}.m{k}>c", "BASED_ON", f"{doc}.m{k}", f"zy-{(number + k) % sources}") for k in range(20))
            yield from ((f"{doc}.c{k}", "CITES", f"{doc}.p{k}", f"zy-{(number + k) % sources}") for k in range(4))

    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("BEGIN")
        put = partial(_insert, db)
        put("node_document", ("id", "title"), ((d, "关于信用管理的通知") for d in documents))
        put("node_provision", ("id", "document"), ((f"{d}.p{k}", d) for d in documents for k in range(10)))
        text = "对失信企业列入严重失信主体名单"
        put("node_measure", ("id", "text", "document"), ((f"{d}.m{k}", text, d) for d in documents for k in range(20)))
        put("node_instrument", ("id", "title"), ((f"zy-{k}", "某法") for k in range(sources)))
        put("edge", ("id", "kind", "start", "end"), edges())
        put("judgement", ("id", "policy", "as_of", "version"), [(1, "credit", DAY.isoformat(), 0)])
        put(
            "finding",
            ("judgement", "measure", "place", "verdict", "gap", "mend", "region", "issued", "document", "body"),
            (
                (
                    1,
                    f"{d}.m{k}",
                    20 * n + k,
                    verdicts[k % 5],
                    *(k % 5 == 0,) * 2,
                    f"某省/{n % 300}市",
                    "2020-01-01",
                    d,
                    body,
                )
                for n, d in enumerate(documents)
                for k in range(20)
            ),
        )
        db.execute("COMMIT")


def _insert(db: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Inserts rows with the columns given, and something for the others that must not be left out."""
    stated = db.execute(f"PRAGMA table_info({table})").fetchall()
    others = {name: "''" if kind == "TEXT" else "0" for _, name, kind, needed, _, key in stated if needed and not key}
    filled = {name: value for name, value in others.items() if name not in columns}
    names = ", ".join(f'"{name}"' for name in (*columns, *filled))
    marks = ", ".join((*"?" * len(columns), *filled.values()))
    db.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def big_rows(folder: Path, size: int) -> dict[str, str]:
    """Returns how long a large store takes to open, to give its gap list and its graph; each in a process of its own."""
    small, file = f"sqlite:///{folder}/judged.sqlite", folder / "big.sqlite"
    with open_store(small) as store:
        jobs.ingest([SAMPLE], store)
    jobs.judge_store(small, as_of=DAY)
    with closing(sqlite3.connect(folder / "judged.sqlite")) as db:
        (body,) = db.execute("SELECT body FROM finding WHERE gap = 1 LIMIT 1").fetchone()
    fill(file, size, body)
    out = {f"SQLite, {size:,} measures, size of the file": f"{file.stat().st_size / 1e6:,.0f} MB"}
    for name in ("page", "graph"):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.store", "--child", name, str(file)],
            capture_output=True,
            text=True,
            check=True,
        )
        out |= dict(line.split("\t") for line in done.stdout.strip().splitlines())
    return out


def child(name: str, file: str) -> None:
    """Asks one of the questions to a large store."""
    wall, work = perf_counter(), process_time()
    with open_store(f"sqlite:///{file}", create=False) as store:
        if name == "page":
            page = store.findings("credit", DAY, limit=50)
            print(f"  opened, first page of {page.total:,} gaps\t{perf_counter() - wall:.2f} s")
            return
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        arrays = store.arrays()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = f"{len(arrays.ids):,} nodes, {len(arrays.start):,} edges"
    print(f"  graph in memory: {size}\t{perf_counter() - wall:.1f} s ({process_time() - work:.1f} s of work)")
    print(f"  most memory for it\t{(most - before) / 1e3:,.0f} MB")


# --- files -------------------------------------------------------------------------------------


def file_rows(folder: Path, count: int) -> dict[str, str]:
    """Returns files that are read, by one worker and by two in turn, and files that are skipped.

    What a reader loads once is loaded before: a long run is measured, not its start.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLE.rglob("*.txt"))]
    inside = folder / "files"
    inside.mkdir()
    for number in range(count):
        (inside / f"{number:05}.txt").write_text(f"{texts[number % len(texts)]}\n{number}\n", encoding="utf-8")
    jobs.ingest([SAMPLE], f"sqlite:///{folder}/first.sqlite")
    read, skipped = {1: 0.0, 2: 0.0}, {1: 0.0, 2: 0.0}
    for _ in range(RUNS):
        for workers in read:
            file = folder / "files.sqlite"
            for speeds in (read, skipped):
                begun = perf_counter()
                report = jobs.ingest([inside], f"sqlite:///{file}", workers=workers)
                speeds[workers] = max(speeds[workers], count / (perf_counter() - begun))
                assert len(report.added if speeds is read else report.unchanged) == count
            for gone in folder.glob(f"{file.name}*"):
                gone.unlink()
    out = {f"files read, --workers {workers}": f"{speed:,.0f} a second" for workers, speed in read.items()}
    out["  two workers beside one"] = f"{read[2] / read[1]:.2f} times"
    for workers, speed in skipped.items():
        out[f"  unchanged files skipped, --workers {workers}"] = f"{speed:,.0f} a second"
    return out


WANTED = {
    "  share": "60 %",
    "  share of it": "60 %",
    "  two workers beside one": "1.7 times on two cores",
    "  unchanged files skipped, --workers 1": "2,000 a second",
    "  most memory for it": "1 GB",
}


def main() -> None:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="measures of the large store")
    parser.add_argument("--documents", type=int, default=1000, help="readings put")
    parser.add_argument("--files", type=int, default=3000, help="files read and skipped")
    parser.add_argument("--only", default="sqlite,neo4j,files,big", help="which parts")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(*chosen.child)
        return
    parts: dict[str, Callable[[Path], dict[str, str]]] = {
        "sqlite": lambda folder: sqlite_rows(folder, chosen.documents),
        "neo4j": lambda folder: neo4j_rows(folder, chosen.documents),
        "files": lambda folder: file_rows(folder, chosen.files),
        "big": lambda folder: big_rows(folder, chosen.size),
    }
    table = Table("", "measured", "wanted")
    for name in chosen.only.split(","):
        with workplace() as folder:
            for row, measured in parts[name](folder).items():
                wanted = "1 s" if "first page" in row else "5 s" if "graph in memory" in row else WANTED.get(row, "")
                table.add_row(row, measured, wanted)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
