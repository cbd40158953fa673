"""make bench-answers: what people ask of a store, at several sizes, beside what they would take instead.

    python -m benchmarks.answers [--documents 1000,10000] [--size mixed|long] [--only NAME,NAME] [--neo4j] [--out TABLE.md]
    python -m benchmarks.answers --make --documents 100000 [--folder FOLDER]

The stores are made of texts of invented offices (benchmarks.offices), read for real, one for each size, and kept in FOLDER
(the user's cache folder unless it is named) until it is deleted: a making that was interrupted goes on. Each row runs in a
process of its own; its figures are that process's user and system time, the time on the clock and the peak of its memory.
Rows that change something work on a copy. `slope` is that of the CPU time from one size to the next, on logarithms: 1 grows as
the documents do, 0 does not grow.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks.offices import Form, Paper, Size, file_name, plan, text_of, write_offices

SEED = 17
DAY, ANOTHER_DAY = date(2026, 11, 30), "2021-06-30"
MOST_CITED = "国发〔2016〕33号"
APP = Path(__file__).resolve().parent.parent / "dashboards" / "app.py"
_ResultT = TypeVar("_ResultT")
CHANGED = 5  # documents of which the median is taken


@dataclass(frozen=True, slots=True)
class Cost:
    """Holds what a row took: seconds of user and system time, seconds on the clock, megabytes at the peak."""

    cpu: float
    wall: float
    peak: float

    def __str__(self) -> str:
        return f"{self.cpu:.2f} s · {self.peak:,.0f} MB"


@dataclass(frozen=True, slots=True)
class Kept:
    """A store that is kept: its folder, how many texts it is made of, and how long these are."""

    folder: Path
    documents: int
    size: Size

    @property
    def url(self) -> str:
        """Returns the address of the store."""
        return f"sqlite:///{self.folder / 'store.sqlite'}"

    @property
    def texts(self) -> Path:
        """Returns the folder of the texts."""
        return self.folder / "texts"

    @property
    def facts(self) -> Path:
        """Returns the file that says what its making took."""
        return self.folder / "made.json"


# --- a process of its own ----------------------------------------------------------------------


def cost_of(words: Sequence[str], *, environment: Mapping[str, str] | None = None, watched: bool = False) -> Cost:
    """Returns what a Python process with these arguments took. RuntimeError with its last words where it ends badly."""
    begun = perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, *words],
            stdout=out,
            stderr=None if watched else errors,
            env={**os.environ, **(environment or {})},
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = perf_counter() - begun
        if process.returncode not in (0, 1):
            errors.seek(0)
            raise RuntimeError(f"{' '.join(words)}: {errors.read().decode('utf-8', 'replace')[-800:]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def asked(url: str, *words: str, watched: bool = False) -> Cost:
    """Returns what a command of the program took on a store."""
    return cost_of(["-m", "tracer", "--store", url, *words], watched=watched)


def inside(name: str, kept: Kept, *more: str) -> dict[str, Cost]:
    """Returns the rows that one child of this program measured within itself."""
    with tempfile.NamedTemporaryFile() as file:
        told = [
            "-m",
            "benchmarks.answers",
            "--child",
            name,
            str(kept.folder),
            str(kept.documents),
            kept.size,
            file.name,
        ]
        cost_of([*told, *more])
        rows = json.loads(Path(file.name).read_text("utf-8"))
    return {row: Cost(*figures) for row, figures in rows.items()}


class Meter:
    """Measures parts of the work of this process."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[float, float, float]] = {}

    @contextmanager
    def row(self, name: str) -> Iterator[None]:
        """Measures the block as a row."""
        wall, cpu = perf_counter(), process_time()
        yield
        self.rows[name] = process_time() - cpu, perf_counter() - wall, peak_here()


def peak_here() -> float:
    """Returns the peak of the memory of this process so far, in megabytes; not that of the process that started it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


# --- the stores --------------------------------------------------------------------------------


def cache_folder() -> Path:
    """Returns where the stores are kept unless the user says so."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "policy-basis-tracer" / "bench-answers"


def made(folder: Path, documents: int, size: Size) -> Kept:
    """Returns the store of so many documents; what is missing of it is made first, with words on how far it is."""
    kept = Kept(folder / f"{size}-{documents}", documents, size)
    if kept.facts.exists():
        return kept
    kept.folder.mkdir(parents=True, exist_ok=True)
    for done in write_offices(kept.texts, documents, size, SEED):
        print(f"texts: {done:,} of {documents:,}", file=sys.stderr)
    whole = not (kept.folder / "store.sqlite").exists()
    workers = str(min(2, os.cpu_count() or 1))
    reading = asked(kept.url, "ingest", str(kept.texts), "--workers", workers, watched=True)
    judging = asked(kept.url, "store", "judge", "--as-of", DAY.isoformat(), watched=True)
    store = sum(file.stat().st_size for file in kept.folder.glob("store.sqlite*")) / 1e6
    facts = {"ingest": _figures(reading), "judge": _figures(judging), "megabytes": store, "whole": whole}
    kept.facts.write_text(json.dumps(facts | {"measures": measures_of(kept.url)}, indent=1), encoding="utf-8")
    return kept


def _figures(cost: Cost) -> tuple[float, float, float]:
    return cost.cpu, cost.wall, cost.peak


def measures_of(url: str) -> int:
    """Counts the measures of a store."""
    from tracer.store import open_store

    with open_store(url, create=False) as store:
        return store.counts().measures


@contextmanager
def copied(kept: Kept) -> Iterator[Kept]:
    """Yields the store as a copy that may be changed, with the same texts."""
    with tempfile.TemporaryDirectory(prefix="bench-answers-", dir=kept.folder) as folder:
        for file in kept.folder.glob("store.sqlite*"):
            shutil.copy2(file, folder)
        (Path(folder) / "texts").symlink_to(kept.texts.resolve())
        yield replace(kept, folder=Path(folder))


# --- commands ----------------------------------------------------------------------------------


def a_draft(kept: Kept, folder: Path) -> Path:
    """Returns a file with a text that is not in the store: a county's notice with other sentences."""
    paper = papers_to_change(kept)[0]
    file = folder / "draft.txt"
    file.write_text(text_of(paper, kept.size, SEED + 1), encoding="utf-8")
    return file


def papers_to_change(kept: Kept) -> list[Paper]:
    """Returns some documents of counties, spread over the store: most documents are of such."""
    notices = [p for p in plan(kept.documents, SEED) if p.form is Form.NOTICE and p.place.tier == 2]
    return [notices[(2 * n + 1) * len(notices) // (2 * CHANGED)] for n in range(CHANGED)]


def gap_of(kept: Kept) -> str:
    """Returns the id of a measure in the middle of the gap list."""
    from tracer.store import Filters, open_store

    with open_store(kept.url, create=False) as store:
        (judgement,) = [j for j in store.judgements() if j.as_of == DAY][:1]
        total = store.findings(judgement.policy, DAY, Filters(), limit=1).total
        page = store.findings(judgement.policy, DAY, Filters(), offset=total // 2, limit=1)
    return page.findings[0].measure.id


def command_rows(kept: Kept) -> Iterator[tuple[str, Callable[[], Cost]]]:
    """Yields commands that only ask, each with what runs it."""
    on = ("--as-of", DAY.isoformat())
    yield "tracer --help", lambda: cost_of(["-m", "tracer", "--help"])
    yield "tracer gaps", lambda: asked(kept.url, "gaps", *on)
    yield "tracer gaps --json --limit 100", lambda: asked(kept.url, "gaps", "--json", "--limit", "100", *on)
    yield f"tracer gaps --as-of {ANOTHER_DAY}", lambda: _on_copy(kept, "gaps", "--as-of", ANOTHER_DAY)
    yield "tracer store judge, nothing changed", lambda: asked(kept.url, "store", "judge", *on)
    yield f"tracer impact {MOST_CITED}", lambda: asked(kept.url, "impact", MOST_CITED, *on)
    yield "tracer trace MEASURE", lambda: asked(kept.url, "trace", gap_of(kept), *on)
    yield "tracer check FILE", lambda: _check(kept, on)
    yield (
        "tracer store decide",
        lambda: _on_copy(kept, "store", "decide", "verdict", gap_of(kept), "review", "--why", "x"),
    )
    yield "tracer ingest, one file changed", lambda: _one_changed(kept)


def _on_copy(kept: Kept, *words: str) -> Cost:
    with copied(kept) as copy:
        return asked(copy.url, *words)


def _check(kept: Kept, on: Sequence[str]) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        return asked(kept.url, "check", str(a_draft(kept, Path(folder))), *on)


def _one_changed(kept: Kept) -> Cost:
    with copied(kept) as copy:
        paper = papers_to_change(kept)[0]
        (copy.folder / "texts").unlink()
        file = copy.folder / "texts" / file_name(paper.at)
        file.parent.mkdir(parents=True)
        file.write_text(text_of(paper, kept.size, SEED + 1), encoding="utf-8")
        return asked(copy.url, "ingest", str(file))


# --- work within a child -----------------------------------------------------------------------


def judge_after_one(kept: Kept, meter: Meter) -> None:
    """Measures the judging after one document was replaced, for several documents one after another: the median."""
    from ingest.reading import read
    from tracer import jobs
    from tracer.registry.load import load_registry
    from tracer.store import open_store

    with copied(kept) as copy:
        jobs.judge_store(copy.url, as_of=DAY)
        taken = []
        for paper in papers_to_change(kept):
            data = text_of(paper, kept.size, SEED + 1).encode("utf-8")
            with open_store(copy.url, create=False, reader=jobs.reader_version()) as store:
                (path,) = (e.path for e in store.entries() if e.path.endswith(file_name(paper.at)))
                before = store.get_reading(path).source
                source = replace(before, text=data.decode("utf-8"), sha256=sha256(data).hexdigest())
                store.put(read(source, load_registry().law_names()))
            one = Meter()
            with one.row("judge"):
                jobs.judge_store(copy.url, as_of=DAY)
            taken.append(one.rows["judge"])
    meter.rows[f"judge_store after one document, median of {CHANGED}"] = sorted(taken)[len(taken) // 2]


def pages(kept: Kept, meter: Meter) -> None:
    """Measures pages of the dashboard, run as Streamlit runs them: first visit, later ones, another day, other pages."""
    from streamlit.testing.v1 import AppTest

    from dashboards.addresses import Page
    from dashboards.linked import SCREENS

    os.environ |= {"TRACER_STORE": kept.url, "TRACER_LANG": "zh"}
    measure = gap_of(kept)
    document = measure.partition(".")[0]

    def visited(page: Page, app: AppTest | None = None, **params: str) -> AppTest:
        app = app or AppTest.from_file(str(APP), default_timeout=3600)
        if page is not Page.OVERVIEW:
            app.switch_page(SCREENS[page])
        app.query_params.update(params)
        app.run()
        if app.exception:
            raise RuntimeError(str(app.exception))
        return app

    on = DAY.isoformat()
    with meter.row("page overview, first visit"):
        app = visited(Page.OVERVIEW, on=on)
    with meter.row("page overview, later visit"):
        visited(Page.OVERVIEW, app, on=on)
    with meter.row("page overview, a list"):
        visited(Page.OVERVIEW, app, on=on, verdict="dead_end", kind="punishment")
    with meter.row(f"page overview, another day ({ANOTHER_DAY})"):
        visited(Page.OVERVIEW, on=ANOTHER_DAY)
    with meter.row("page document"):
        visited(Page.DOCUMENT, app, on=on, doc=document)
    with meter.row("page chain"):
        visited(Page.CHAIN, app, on=on, measure=measure)


# --- what a user would take instead ------------------------------------------------------------


_CHAINS = """
SELECT "start", "end" FROM edge WHERE kind IN ('BASED_ON', 'RESTS_ON', 'FORWARDS', 'ATTACHES')
"""
_PERMITTED = ("constitution", "law", "admin_regulation", "central_policy", "local_regulation")


def by_sql(kept: Kept, meter: Meter) -> None:
    """Measures plain reachability in SQL over the tables of the graph: which measures come to a source of a permitted level."""
    levels = ", ".join(f"'{level}'" for level in _PERMITTED)
    question = f"""
        WITH RECURSIVE reached(id) AS (
            SELECT id FROM node_instrument WHERE level IN ({levels})
            UNION SELECT id FROM node_document WHERE level IN ({levels})
            UNION SELECT e."start" FROM reached r JOIN edge e ON e."end" = r.id
                WHERE e.kind IN ('BASED_ON', 'RESTS_ON', 'FORWARDS', 'ATTACHES'))
        SELECT m.id FROM node_measure m LEFT JOIN reached r ON r.id = m.id WHERE r.id IS NULL ORDER BY m.id"""
    with meter.row("instead: SQL, measures without a way to a source"), closing(_database(kept)) as db:
        assert db.execute(question).fetchall()
    with meter.row("instead: SQL, first page of the kept gaps"), closing(_database(kept)) as db:
        db.execute("SELECT measure FROM finding WHERE gap ORDER BY judged, start LIMIT 50").fetchall()


def _database(kept: Kept) -> sqlite3.Connection:
    return sqlite3.connect(kept.folder / "store.sqlite")


def by_networkx(kept: Kept, meter: Meter) -> None:
    """Measures the same in networkx: the graph loaded from the tables, then the ancestors of the permitted sources."""
    import networkx as nx

    with meter.row("instead: networkx, graph loaded and all chains"), closing(_database(kept)) as db:
        graph: nx.DiGraph[str] = nx.DiGraph(db.execute(_CHAINS))
        marks = ", ".join("?" * len(_PERMITTED))
        asking = f"SELECT id FROM node_instrument WHERE level IN ({marks})"
        sources = [id for (id,) in db.execute(asking, _PERMITTED) if id in graph]
        graph.add_edges_from((id, "sources") for id in sources)
        reached = nx.ancestors(graph, "sources") if sources else set()
        assert [id for (id,) in db.execute("SELECT id FROM node_measure") if id not in reached]


CHILDREN: Mapping[str, Callable[[Kept, Meter], None]] = {
    "judge": judge_after_one,
    "pages": pages,
    "sql": by_sql,
    "networkx": by_networkx,
}


def by_cypher(kept: Kept) -> dict[str, Cost]:
    """Returns a Cypher query for the gap list on a Neo4j server of this machine, and what the copy into it took."""
    from neo4j import GraphDatabase

    from tracer.store.neo4j.server import missing_tools, running

    if missing_tools():
        return {}
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), password="only-for-the-bench") as server:
        access = {"NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD": "only-for-the-bench"}
        words = ["-m", "tracer", "--store", kept.url, "store", "copy", server.url]
        copying = cost_of(words, environment=access)
        judging = cost_of(
            ["-m", "tracer", "--store", server.url, "store", "judge", "--as-of", DAY.isoformat()], environment=access
        )
        first = cost_of(["-m", "tracer", "--store", server.url, "gaps", "--as-of", DAY.isoformat()], environment=access)
        with GraphDatabase.driver(server.url, auth=("neo4j", "only-for-the-bench")) as driver:
            asking = "MATCH (f:Finding {gap: true})-[:ON]->(m:Measure) RETURN m.id, m.text, f.region, f.reasons ORDER BY f.place"
            wall, cpu = perf_counter(), process_time()
            driver.execute_query(asking)
            gaps = Cost(process_time() - cpu, perf_counter() - wall, peak_here())
    return {
        "Neo4j: copying the store": copying,
        "Neo4j: tracer store judge": judging,
        "Neo4j: tracer gaps": first,
        "instead: Cypher for the gap list (clock)": gaps,
    }


# --- the table ---------------------------------------------------------------------------------


def measured(kept: Kept, only: Sequence[str], *, neo4j: bool) -> dict[str, Cost | str]:
    """Returns all rows of one store; what fails says why in its row."""
    facts = json.loads(kept.facts.read_text("utf-8"))
    rows: dict[str, Cost | str] = {"measures": f"{facts['measures']:,}", "store": f"{facts['megabytes']:,.0f} MB"}
    rows |= {f"tracer {part} of all": Cost(*facts[part]) for part in ("ingest", "judge")} if facts["whole"] else {}
    for name, run in command_rows(kept):
        if chosen(name, only):
            rows[name] = tried(run, name)
    for name in CHILDREN:
        if chosen(name, only):
            found = tried(partial(inside, name, kept), name)
            rows |= found if isinstance(found, dict) else {name: found}
    if neo4j:
        server = tried(partial(by_cypher, kept), "Neo4j")
        rows |= server if isinstance(server, dict) else {"Neo4j": server}
    return rows


def chosen(name: str, only: Sequence[str]) -> bool:
    """Tells whether a row is asked for by a part of its name."""
    return not only or any(part in name for part in only)


def tried(run: Callable[[], _ResultT], name: str) -> _ResultT | str:
    """Returns what a row gives, or the error in words."""
    print(f"  {name}", file=sys.stderr)
    try:
        return run()
    except (RuntimeError, ValueError, IndexError) as error:
        return f"failed: {str(error)[-200:]}".replace("\n", " ").replace("|", "/")


def slope(one: object, other: object, times: float) -> str:
    """Returns how the CPU time grows from one size to the next."""
    if not (isinstance(one, Cost) and isinstance(other, Cost)) or min(one.cpu, other.cpu) <= 0:
        return ""
    return f"{math.log(other.cpu / one.cpu) / math.log(times):.2f}"


def table(sizes: Sequence[int], columns: Sequence[Mapping[str, Cost | str]]) -> str:
    """Returns the rows of all sizes as a table in Markdown: CPU time and peak, and the slope from size to size."""
    head = [f"{sizes[0]:,}"]
    for size in sizes[1:]:
        head += [f"{size:,}", "slope"]
    lines = [f"| documents | {' | '.join(head)} |", f"| --- |{' --- |' * len(head)}"]
    for name in dict.fromkeys(name for column in columns for name in column):
        cells = [str(columns[0].get(name, ""))]
        for at in range(1, len(columns)):
            before, here = columns[at - 1].get(name), columns[at].get(name, "")
            cells += [str(here), slope(before, here, sizes[at] / sizes[at - 1])]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    """Makes stores, or measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="1000,10000", help="sizes of the stores")
    parser.add_argument("--size", type=Size, choices=tuple(Size), default=Size.MIXED, help="how long the texts are")
    parser.add_argument("--folder", type=Path, default=cache_folder(), help="where the stores are kept")
    parser.add_argument("--make", action="store_true", help="make the stores and end")
    parser.add_argument("--only", default="", help="rows that have one of these words in their names")
    parser.add_argument("--neo4j", action="store_true", help="ask a Neo4j server too")
    parser.add_argument("--out", type=Path, help="a file for the table")
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        name, folder, documents, size, out = given.child
        meter = Meter()
        CHILDREN[name](Kept(Path(folder), int(documents), Size(size)), meter)
        Path(out).write_text(json.dumps(meter.rows), encoding="utf-8")
        return 0
    sizes = [int(size) for size in given.documents.split(",")]
    stores = [made(given.folder, size, given.size) for size in sizes]
    if not given.make:
        only = [part for part in given.only.split(",") if part]
        columns = []
        for kept in stores:
            print(f"{kept.documents:,} documents", file=sys.stderr)
            columns.append(measured(kept, only, neo4j=given.neo4j))
        text = table(sizes, columns)
        print(text)
        if given.out:
            given.out.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
