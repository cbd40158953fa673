"""A Neo4j server of one's own, from jars that Maven fetches once: for tests, and for who has no Docker.

    with running(folder) as server:
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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from neo4j import GraphDatabase

from graph_schema.errors import StoreError

USER = "neo4j"
_FIRST_PASSWORD = "neo4j"
_HERE = Path(__file__).resolve().parent
_WAIT_FOR_MAVEN = 900


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: where Bolt answers, and who may enter."""

    url: str
    user: str
    password: str
    process: int

    def run(self, query: str, **parameters: object) -> list[dict[str, object]]:
        """The rows that a query of Cypher gives."""
        with GraphDatabase.driver(self.url, auth=(self.user, self.password)) as driver:
            return [row.data() for row in driver.execute_query(query, parameters).records]


def missing_tools() -> str:
    """What is missing to run a server here, in a sentence; "" where nothing is."""
    if not shutil.which("java") or not shutil.which("mvn"):
        lacking = " and ".join(tool for tool in ("java", "mvn") if not shutil.which(tool))
        return f"a real Neo4j needs Java 17 and Maven: no {lacking} here"
    shown = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"java\.base@(\d+)", shown)
    if not version or int(version[1]) < 17 or "jdk.compiler" not in shown:
        return "a real Neo4j needs a JDK of version 17 or newer (openjdk-17-jdk-headless): the Java here is another"
    return ""


def fetch_jars() -> Path:
    """The folder with the jars, filled by Maven where it is not yet. StoreError where Maven cannot."""
    pom = _HERE / "pom.xml"
    stamp = hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    place = _cache() / f"neo4j-{stamp}"
    if place.is_dir():
        return place
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={fresh}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_WAIT_FOR_MAVEN, check=False)
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        lines = done.stdout.strip().splitlines() or [f"mvn ended with status {done.returncode}"]
        raise StoreError(
            f"Maven 没能取到 Neo4j：{lines[0]}。请检查网络后再试。",
            f"Maven could not fetch Neo4j: {lines[0]}. Check the network and try again.",
        )
    try:
        fresh.rename(place)
    except OSError:  # another process was faster; its jars are as good
        shutil.rmtree(fresh, ignore_errors=True)
    return place


def _cache() -> Path:
    """The user's cache folder (XDG Base Directory: XDG_CACHE_HOME or ~/.cache)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    place = base / "policy-basis-tracer"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def running(folder: Path, *, password: str, port: int = 0, heap: str = "512m") -> Iterator[Server]:
    """A server on the data of a folder (made where there is none) that ends with the block.

    `port` 0 takes a free one. The password becomes that of a new folder; for one that was used
    before it must be the one given then. StoreError where the server does not start.
    """
    jars = fetch_jars()
    folder.mkdir(parents=True, exist_ok=True)
    chosen = port or _free_port()
    log = folder / "server.log"
    with log.open("a", encoding="utf-8") as complaints:
        java = ["java", f"-Xmx{heap}", "-XX:+UseSerialGC", "-cp", f"{jars}/*"]
        process = subprocess.Popen(
            [*java, str(_HERE / "Neo4jServer.java"), str(folder), str(chosen)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
    assert process.stdin and process.stdout
    try:
        if process.stdout.readline().strip() != "ready":
            raise StoreError(
                f"Neo4j 没有启动，原因见 {log}（多半是端口 {chosen} 或文件夹已被占用）。",
                f"Neo4j did not start; {log} says why (often the port {chosen} or the folder is in use).",
            )
        url = f"bolt://127.0.0.1:{chosen}"
        _set_first_password(url, password)
        yield Server(url, USER, password, process.pid)
    finally:
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


def _set_first_password(url: str, password: str) -> None:
    """Change the password that every new server has; one that was changed before stays."""
    from neo4j.exceptions import AuthError

    with GraphDatabase.driver(url, auth=(USER, _FIRST_PASSWORD)) as driver:
        try:
            driver.execute_query(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                {"old": _FIRST_PASSWORD, "new": password},
                database_="system",
            )
        except AuthError:
            return
