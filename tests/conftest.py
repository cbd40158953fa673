"""Settings of all tests: properties are tried on the same examples in every run, without a clock, with no user's data."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from graph_schema.errors import StoreError
from tracer.store import GraphStore, open_store
from tracer.store.neo4j.server import Server, missing_tools, running
from tracer.store.stores import StoreKind

# A shell starts what runs in its background deaf to Ctrl-C, and children inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The servers of the tests live for seconds to minutes: the second compiler of Java costs more than it saves.
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")

settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

MARKS_OF_STORES = {"neo4j": pytest.mark.neo4j}
"""The mark of the tests of a store that needs a server."""

_PLACES = count()


@pytest.fixture(autouse=True)
def no_own_registry(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a place for the user's own registry and texts where there are none yet."""
    place = tmp_path_factory.getbasetemp() / "own" / str(next(_PLACES))
    monkeypatch.setenv("TRACER_REGISTRY", str(place / "registry.sqlite"))
    monkeypatch.setenv("TRACER_ARTICLES", str(place / "articles.sqlite"))
    return place


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Yields a real Neo4j for all tests of the run; they are skipped, with the reason, where it cannot be had."""
    lacking = missing_tools()
    if lacking:
        pytest.skip(lacking.said_in("en"))
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running(tmp_path_factory.mktemp("neo4j"), password="only-for-tests"))
        except StoreError as error:
            pytest.skip(error.english)
        yield server


@pytest.fixture
def neo4j_url(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Returns the address of the server, with its password in the environment and its database empty."""
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    monkeypatch.delenv("NEO4J_DATABASE", raising=False)
    neo4j_server.run("MATCH (n) DETACH DELETE n")
    return neo4j_server.url


@pytest.fixture
def new_neo4j_store(neo4j_server: Server, neo4j_url: str) -> Iterator[Callable[[], GraphStore]]:
    """Yields empty stores in the one database of the server: each ends the one before."""
    with ExitStack() as stack:

        def make() -> GraphStore:
            neo4j_server.run("MATCH (n) DETACH DELETE n")
            return stack.enter_context(open_store(neo4j_url))

        yield make


@pytest.fixture
def new_file_store(tmp_path: Path) -> Iterator[Callable[[str], GraphStore]]:
    """Yields what opens empty stores, each in a file or folder of its own, by how addresses of their kind begin."""
    with ExitStack() as stack:
        numbers = count()

        def make(begin: str) -> GraphStore:
            return stack.enter_context(open_store(f"{begin}{tmp_path / f'{next(numbers)}.store'}"))

        yield make


@pytest.fixture
def new_store_of(request: pytest.FixtureRequest) -> Callable[[StoreKind], Callable[[], GraphStore]]:
    """Returns what makes empty stores of a kind: in files, or by the fixture of its name where it needs a server."""

    def maker(kind: StoreKind) -> Callable[[], GraphStore]:
        if kind.in_files:
            return partial(request.getfixturevalue("new_file_store"), kind.begins[0])
        make: Callable[[], GraphStore] = request.getfixturevalue(f"new_{kind.name}_store")
        return make

    return maker
