"""A Neo4j server of one's own, from jars that Maven fetches once: for tests, and for who has no Docker.

    with running(folder, password="eight characters or more") as server:
        open_store(server.url, auth=(server.user, server.password))

Java 17 (with its compiler) and Maven must be there; `missing_tools` says what is not. The jars (123
MB) lie in the user's cache folder, one folder a version of Neo4j.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_schema.errors import InputError, StoreError
from graph_schema.files import folder_beside, narrow, owned_folder, owned_opener
from graph_schema.messages import Message

USER = "neo4j"
_FIRST_PASSWORD = "neo4j"
_SHORTEST = 8  # characters of a password: what Neo4j asks for
_HERE = Path(__file__).resolve().parent
_WAIT_FOR_MAVEN = 900


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where Bolt answers, and who may enter."""

    url: str
    user: str
    password: str
    java: subprocess.Popen[str]

    def wait(self) -> int:
        """Waits until the server has ended by itself; returns its exit status."""
        return self.java.wait()

    def run(self, query: str, **parameters: object) -> list[dict[str, object]]:
        """Returns the rows that a query of Cypher gives."""
        with GraphDatabase.driver(self.url, auth=(self.user, self.password)) as driver:
            return [row.data() for row in driver.execute_query(query, parameters).records]


def missing_tools() -> Message | None:
    """Tells what is missing to run a server here; None where nothing is."""
    lacking = [tool for tool in ("java", "mvn") if not shutil.which(tool)]
    if lacking:
        tools = Message.of("list.two", one=lacking[0], other=lacking[1]) if len(lacking) > 1 else lacking[0]
        return Message.of("neo4j.no_tools", tools=tools)
    shown = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"java\.base@(\d+)", shown)
    if not version or int(version[1]) < 17 or "jdk.compiler" not in shown:
        return Message("neo4j.no_jdk")
    return None


def require_password(password: str) -> None:
    """Raises InputError where Neo4j would not take the password."""
    if len(password) < _SHORTEST:
        raise InputError(
            "neo4j.short_password",
            least=_SHORTEST,
        )


def fetch_jars() -> Path:
    """Returns the folder with the jars, filled by Maven where it is not yet. StoreError where Maven cannot."""
    pom = _HERE / "pom.xml"
    stamp = hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    place = _cache() / f"neo4j-{stamp}"
    if place.is_dir():
        return place
    try:
        with folder_beside(place) as fresh:
            command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={fresh}"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=_WAIT_FOR_MAVEN, check=False)
            if done.returncode:
                lines = done.stdout.strip().splitlines() or [f"mvn ended with status {done.returncode}"]
                raise StoreError("neo4j.maven_failed", why=lines[0])
    except OSError:
        if not place.is_dir():  # else another process was faster; its jars are as good
            raise
    return place


def _cache() -> Path:
    """Returns the user's cache folder (XDG Base Directory: XDG_CACHE_HOME or ~/.cache)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    place = base / "policy-basis-tracer"
    owned_folder(place)
    return place


@contextmanager
def running(folder: Path, *, password: str, port: int = 0, heap: str = "512m") -> Iterator[Server]:
    """Runs a server on the data of a folder (made where there is none) that ends with the block.

    `port` 0 takes a free one. The password becomes that of a new folder; for one that was used
    before it must be the one given then. InputError or StoreError where the server does not start.
    """
    require_password(password)
    jars = fetch_jars()
    owned_folder(folder)
    narrow(Path(os.path.realpath(folder)))
    chosen = port or _free_port()
    log = folder / "server.log"
    with open(log, "a", encoding="utf-8", opener=owned_opener) as complaints:
        java = ["java", f"-Xmx{heap}", "-XX:+UseSerialGC", "-cp", f"{jars}/*"]
        process = subprocess.Popen(
            [*java, str(_HERE / "Neo4jServer.java"), str(folder), str(chosen)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            umask=0o077,
        )
    assert process.stdin and process.stdout
    try:
        if process.stdout.readline().strip() != "ready":
            raise StoreError(
                "neo4j.not_started",
                log=log,
                port=chosen,
            )
        url = f"bolt://127.0.0.1:{chosen}"
        _require_entry(url, password, folder)
        yield Server(url, USER, password, process)
    finally:
        with suppress(BrokenPipeError):  # it may have ended
            process.stdin.close()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _require_entry(url: str, password: str, folder: Path) -> None:
    """Gives a new server its password. StoreError where another one was set before, or the server does not answer."""
    try:
        if not _is_accepted(url, _FIRST_PASSWORD):
            if not _is_accepted(url, password):
                raise StoreError(
                    "neo4j.other_password",
                    folder=folder,
                )
            return
        with GraphDatabase.driver(url, auth=(USER, _FIRST_PASSWORD)) as driver:
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                {"old": _FIRST_PASSWORD, "new": password},
                database_="system",
            )
    except (DriverError, Neo4jError) as error:
        why = getattr(error, "message", None) or str(error)
        raise StoreError("neo4j.complains", url=url, why=why) from error


def _is_accepted(url: str, password: str) -> bool:
    """Tells whether one may enter with a password, be it only to change it."""
    with GraphDatabase.driver(url, auth=(USER, password)) as driver:
        try:
            driver.verify_connectivity()
        except AuthError as error:
            return error.code == "Neo.ClientError.Security.CredentialsExpired"
        return True
