"""The embedded store: what is SQLite's own beside the contract: files, versions, locks, full disks."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from store_contract import DAY, JUDGEMENT, judged_corpus, judged_sample, keep, small_reading

from graph_schema.errors import InputError, NewerStoreError, NotAStoreError, NotFoundError, StoreError, TracerError
from tracer.store import Filters, Put, default_store_url, open_store
from tracer.store.sqlite import asking
from tracer.store.sqlite.schema import APPLICATION_ID, LATEST, STEPS, migrate, statements
from tracer.store.sqlite.store import SqliteStore


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


# --- addresses ---


def test_three_slashes_are_relative_and_four_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///near.sqlite").close()
    open_store(f"sqlite:////{str(tmp_path).lstrip('/')}/far/deep.sqlite").close()
    assert (tmp_path / "near.sqlite").is_file()
    assert (tmp_path / "far" / "deep.sqlite").is_file()


def test_a_store_in_memory_lasts_as_long_as_it_is_open() -> None:
    with open_store("sqlite:///:memory:") as store:
        store.put(small_reading())
        assert store.counts().measures == 1
    with open_store("sqlite:///:memory:") as store:
        assert store.counts().measures == 0


def test_what_a_reader_that_says_the_same_has_read_counts_as_read(tmp_path: Path) -> None:
    url, source = url_of(tmp_path / "s.sqlite"), small_reading().source
    with open_store(url, reader="earlier") as store:
        store.put(small_reading())
    for same_as, read in (((), False), (("another", "earlier"), True)):
        with open_store(url, reader="now", same_as=same_as) as store:
            assert store.has(source.path, source.sha256) is read
            assert not store.has(source.path, "other bytes")


@pytest.mark.parametrize("url", ["store.sqlite", "postgres://host/db", "sqlite://", "sqlite:///", "", "http://x"])
def test_an_unknown_address_is_named(url: str) -> None:
    with pytest.raises(InputError) as caught:
        open_store(url)
    assert url in caught.value.message and "sqlite:///" in caught.value.english


def test_the_default_store_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store_url() == f"sqlite:///{tmp_path}/policy-basis-tracer/store.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/to/be/ignored")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert default_store_url() == f"sqlite:///{tmp_path}/home/.local/share/policy-basis-tracer/store.sqlite"


# --- files that are no store ---


def refused(url: str, *, create: bool = True) -> TracerError:
    """Returns the error of opening a store that must not open."""
    with pytest.raises(StoreError) as caught:
        open_store(url, create=create)
    return caught.value


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("这是一份通知，不是库。" * 100, encoding="utf-8")
    before = file.read_bytes()
    error = refused(url_of(file))
    assert isinstance(error, NotAStoreError) and str(file) in error.message
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_another_sqlite_file_is_no_store_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()
    before = file.read_bytes()
    assert isinstance(refused(url_of(file)), NotAStoreError)
    assert file.read_bytes() == before


def test_a_file_that_only_begins_like_sqlite_is_no_store(tmp_path: Path) -> None:
    file = tmp_path / "broken.sqlite"
    file.write_bytes(b"SQLite format 3\x00" + b"\x07" * 5000)
    assert isinstance(refused(url_of(file)), StoreError)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    error = refused(url_of(tmp_path))
    assert isinstance(error, NotAStoreError) and "store.sqlite" in error.english


def test_a_missing_store_is_not_made_for_reading(tmp_path: Path) -> None:
    error = refused(url_of(tmp_path / "none.sqlite"), create=False)
    assert "tracer ingest" in error.message
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_becomes_a_store_only_for_writing(tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite"
    file.touch()
    assert "tracer ingest" in refused(url_of(file), create=False).english
    with open_store(url_of(file)) as store:
        assert store.put(small_reading()) is Put.ADDED


def test_a_place_that_cannot_hold_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    error = refused(url_of(tmp_path / "file" / "store.sqlite"))
    assert str(tmp_path) in error.message


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with open_store(url_of(file)) as store:
        for index in range(200):
            store.put(small_reading(f"{index}.txt", f"列入名单{index}。"))
    data = bytearray(file.read_bytes())
    data[4096 : len(data)] = b"\x5a" * (len(data) - 4096)
    file.write_bytes(bytes(data))
    with pytest.raises(StoreError) as caught, open_store(url_of(file)) as store:
        list(store.readings())
    assert str(file) in caught.value.message


# --- versions ---


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    with open_store(url_of(file)) as store:
        store.put(small_reading())
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {LATEST + 1}")
    before = file.read_bytes()
    error = refused(url_of(file))
    assert isinstance(error, NewerStoreError) and str(LATEST + 1) in error.message
    assert file.read_bytes() == before


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    open_store(url_of(file)).close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (LATEST,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("version", range(LATEST))
def test_every_earlier_version_comes_up_to_date(tmp_path: Path, version: int) -> None:
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for step in STEPS[:version]:
            for statement in statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID if version else 0}")
        assert migrate(connection) == LATEST - version
        assert migrate(connection) == 0
    with open_store(url_of(file)) as store:
        assert store.put(small_reading()) is Put.ADDED
        assert list(store.readings()) == [small_reading()]


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("version", range(1, LATEST))
def test_what_an_earlier_version_held_is_kept_and_found(tmp_path: Path, version: int) -> None:
    """The rows that the first version had, written as they come now and cut back to its columns."""
    reading = replace(small_reading(number="鹭政发〔2021〕3号"), references=(), duties=(), undone=())
    with open_store(url_of(tmp_path / "new.sqlite")) as store:
        store.put(reading)
    old = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for step in STEPS[:version]:
            for statement in statements(step):
                connection.execute(statement)
        connection.execute("ATTACH ? AS new", (str(tmp_path / "new.sqlite"),))
        tables = ["source", "repair", "segment", "document", "provision", "citation", "vague", "measure", "basis"]
        # From the fourth version on a store has a log, which says since when it holds what it holds.
        logged = int(version >= 4)
        for table in [*tables, *["change", "search_text"] * logged]:
            names = ", ".join(columns_of(connection, table))
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    with open_store(url_of(old)) as store:
        assert list(store.readings()) == list(store.readings(logged)) == [reading]
        assert store.put(reading) is Put.UNCHANGED
        assert [hit.text for hit in store.search("鹭政发〔2021〕3号")] == ["鹭政发〔2021〕3号"]
        assert [hit.text for hit in store.search("黑名单")] == ["列入黑名单"]
        assert store.remove(reading.source.path)
        assert store.search("黑名单") == ()
        assert list(store.readings(logged)) == [reading]
        assert list(store.faults()) == []


JUDGED_WHOLE = 12
"""The last version that kept a judgement with all its findings in one go."""


@pytest.mark.parametrize("version", range(4, JUDGED_WHOLE + 1))
def test_findings_of_before_go_with_their_judgement_and_the_graph(tmp_path: Path, version: int) -> None:
    """They are not damage, and no answer: the store says that nothing is judged, and can be judged again."""
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for step in STEPS[:version]:
            for statement in statements(step):
                connection.execute(statement)
        connection.execute(
            "INSERT INTO judgement (id, policy, as_of, version, edition) VALUES (1, 'p', ?, 0, 'e')", (str(DAY),)
        )
        connection.execute(
            "INSERT INTO finding (judgement, measure, digest, place, verdict, gap, mend, kind, document, body)"
            " VALUES (1, 'm', 0, 0, 'dead_end', 1, 1, 'punishment', 'd', x'00')"
        )
        connection.execute("INSERT INTO node_issuer (id, digest) VALUES ('issuer:甲', 0)")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    judged = judged_corpus([small_reading()])
    with open_store(url_of(file)) as store:
        assert (store.judgements(), list(store.nodes()), list(store.faults())) == ((), [], [])
        with pytest.raises(NotFoundError):
            store.findings("p", DAY)
        store.put(small_reading())
        keep(store, judged)
        assert store.judgements() == (JUDGEMENT,) and store.findings("p", DAY).counts
        assert list(store.faults()) == []


def test_a_step_that_fails_is_not_half_taken(tmp_path: Path) -> None:
    """A table of the first step is there already, the last one of it: none of the others may stay."""
    with closing(sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE basis (x)")
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection)
        assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("basis",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


# --- reader versions ---


def test_a_file_read_by_another_reader_counts_as_not_read(tmp_path: Path) -> None:
    url, reading = url_of(tmp_path / "store.sqlite"), small_reading()
    with open_store(url, reader="1") as store:
        store.put(reading)
        assert store.has(reading.source.path, reading.source.sha256)
    with open_store(url, reader="2") as store:
        assert not store.has(reading.source.path, reading.source.sha256)
        assert store.put(reading) is Put.REPLACED
        assert store.has(reading.source.path, reading.source.sha256)
        assert store.put(reading) is Put.UNCHANGED


# --- several at once, and a disk that gives out ---


def test_two_writers_and_a_reader_lose_nothing(tmp_path: Path) -> None:
    url = url_of(tmp_path / "store.sqlite")

    def write(writer: int) -> int:
        with open_store(url) as store:
            return sum(
                store.put(small_reading(f"{writer}-{index}.txt", f"列入名单{writer}{index}。")) is Put.ADDED
                for index in range(40)
            )

    def look(_: int) -> int:
        most = 0
        while most < 80 and not any(writer.done() and writer.exception() for writer in writers):
            with open_store(url) as store:
                found = list(store.readings())
            assert all(len(reading.measures) == len(reading.basis) == 1 for reading in found)
            assert len(found) >= most
            most = len(found)
        return most

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, number) for number in (1, 2)]
        reader = pool.submit(look, 0)
        assert [future.result(timeout=60) for future in writers] == [40, 40]
        assert reader.result(timeout=60) == 80


def test_a_disk_that_is_full_loses_nothing(tmp_path: Path) -> None:
    """A process whose files may not grow beyond a limit, as on a full disk."""
    url = url_of(tmp_path / "store.sqlite")
    old = small_reading()
    with open_store(url) as store:
        store.put(old)
    program = """
        import sys
        from dataclasses import replace
        from store_contract import DAY, JUDGEMENT, judged_corpus, small_reading
        from graph_schema.errors import StoreError
        from tracer.store import open_store
        with open_store(sys.argv[1]) as store:
            big = small_reading(text="列入名单。" * 2_000_000)
            try:
                store.put(big)
            except StoreError as error:
                print(error.message)
                sys.exit(2)
    """

    def no_more_than_a_megabyte() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), url],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=no_more_than_a_megabyte,
        env={**os.environ, "PYTHONPATH": f"{Path(__file__).parent}{os.pathsep}{Path(__file__).parent.parent}"},
    )
    assert done.returncode == 2, done.stderr
    assert "store.sqlite" in done.stdout
    with open_store(url) as store:
        assert list(store.readings()) == [old]
        assert store.put(replace(old, vague=())) is Put.REPLACED


def test_indexes_serve_the_questions_that_screens_ask(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    open_store(url_of(file)).close()
    questions = [
        "SELECT * FROM document WHERE id = ?",
        "SELECT * FROM document WHERE number = ?",
        "SELECT * FROM document WHERE region = ? AND date > '2020'",
        "SELECT * FROM measure WHERE id = ?",
        "SELECT * FROM measure WHERE kind = ?",
        "SELECT * FROM citation WHERE number = ?",
        "SELECT * FROM citation WHERE title = ?",
        "SELECT * FROM basis WHERE measure = ?",
        "SELECT * FROM basis WHERE citation = ?",
        "SELECT * FROM judged WHERE judgement = ? ORDER BY order_number, order_title, document LIMIT 50",
        "SELECT * FROM judged WHERE judgement = ? AND until <= '2020-01-01'",
        "SELECT verdict, gap, mend FROM finding WHERE judged = ? ORDER BY start, stop, measure",
        "SELECT * FROM finding WHERE measure = ?",
        "SELECT * FROM index_row WHERE document = ?",
        "SELECT * FROM index_row WHERE touched > ?",
        "SELECT row FROM index_key WHERE kind = ? AND words = 'x' ORDER BY row",
        "SELECT id FROM edge WHERE start = ?",
        'SELECT id FROM edge WHERE "end" = ?',
    ]
    with closing(sqlite3.connect(file)) as connection:
        for question in questions:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {question}", ("x",)).fetchall()
            assert all(
                any(f"USING {way}" in row[3] for way in ("INDEX", "COVERING INDEX", "PRIMARY KEY")) for row in plan
            ), (question, plan)


def test_counts_that_are_known_follow_every_change(tmp_path: Path) -> None:
    """Asserts that what a connection was told is asked again after a write of its own, of another one, and one that came to nothing."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    judged = judged_sample()
    with open_store(url) as store, open_store(url) as other:
        assert isinstance(store, SqliteStore)
        keep(store, judged)

        def counted() -> int:
            return sum(store.tally(JUDGEMENT.policy, DAY).verdicts.values())

        before, document = counted(), next(one.document for one in judged.documents if one.findings)
        assert counted() == before > 0
        other.keep_judged(JUDGEMENT, (), gone=[document])
        without = counted()
        assert without < before
        keep(store, judged)
        assert counted() == before
        with pytest.raises(InterruptedError), store._database.write() as connection:
            connection.execute("DELETE FROM judged")
            assert sum(asking.tally(connection, 1, Filters()).verdicts.values()) == 0
            raise InterruptedError
        assert counted() == before
