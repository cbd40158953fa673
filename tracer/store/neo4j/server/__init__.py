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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from graph_schema.errors import InputError, StoreError

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


def missing_tools() -> Mapping[str, str]:
    """Names what is missing to run a server here, in a sentence of each language ("zh", "en"); nothing where nothing is."""
    lacking = [tool for tool in ("java", "mvn") if not shutil.which(tool)]
    if lacking:
        return {
            "zh": f"运行 Neo4j 需要 Java 17 和 Maven，本机没有 {'、'.join(lacking)}",
            "en": f"a real Neo4j needs Java 17 and Maven: no {' and '.join(lacking)} here",
        }
    shown = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"java\.base@(\d+)", shown)
    if not version or int(version[1]) < 17 or "jdk.compiler" not in shown:
        return {
            "zh": "运行 Neo4j 需要 17 版以上的 JDK（openjdk-17-jdk-headless），本机的 Java 不是",
            "en": "a real Neo4j needs a JDK of version 17 or newer (openjdk-17-jdk-headless): the Java here is another",
        }
    return {}


def require_password(password: str) -> None:
    """Raises InputError where Neo4j would not take the password."""
    if len(password) < _SHORTEST:
        raise InputError(
            f"密码太短：Neo4j 要求至少 {_SHORTEST} 个字符。请改正 NEO4J_PASSWORD。",
            f"The password is too short: Neo4j asks for {_SHORTEST} characters or more. Correct NEO4J_PASSWORD.",
        )


def fetch_jars() -> Path:
    """Returns the folder with the jars, filled by Maven where it is not yet. StoreError where Maven cannot."""
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
    """Returns the user's cache folder (XDG Base Directory: XDG_CACHE_HOME or ~/.cache)."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    place = base / "policy-basis-tracer"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def running(folder: Path, *, password: str, port: int = 0, heap: str = "512m") -> Iterator[Server]:
    """Runs a server on the data of a folder (made where there is none) that ends with the block.

    `port` 0 takes a free one. The password becomes that of a new folder; for one that was used
    before it must be the one given then. InputError or StoreError where the server does not start.
    """
    require_password(password)
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
                    f"这个文件夹里的数据用的是另一个密码：{folder}。密码没有改动；请把 NEO4J_PASSWORD 改成当初的密码，"
                    "或去掉它（由本程序保存的密码会自动使用）。",
                    f"The data in this folder have another password: {folder}. It was not changed; set NEO4J_PASSWORD "
                    "to that one, or leave it out (a password that this program keeps is used by itself).",
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
        raise StoreError(f"Neo4j 报错：{url}（{why}）。", f"Neo4j complains: {url} ({why}).") from error


def _is_accepted(url: str, password: str) -> bool:
    """Tells whether one may enter with a password, be it only to change it."""
    with GraphDatabase.driver(url, auth=(USER, password)) as driver:
        try:
            driver.verify_connectivity()
        except AuthError as error:
            return error.code == "Neo.ClientError.Security.CredentialsExpired"
        return True
