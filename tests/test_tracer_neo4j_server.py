"""`make neo4j`: what it says and keeps, in the language of whoever started it, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from test_tracer_cli import HAN, ROOT, free_port

from tracer.store.neo4j.server import fetch_jars, missing_tools

COMMAND = (sys.executable, "-m", "tracer.cli.neo4j_server")


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("NEO4J_PASSWORD", "abc", "NEO4J_PASSWORD"),
        ("NEO4J_PORT", "abc", "abc"),
        ("NEO4J_PORT", "0", "NEO4J_PORT"),
        ("NEO4J_PORT", "70000", "70000"),
        ("PATH", "", "java"),
    ],
)
@pytest.mark.parametrize("locale", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_what_cannot_be_is_a_sentence_and_leaves_nothing(
    variable: str, value: str, named: str, locale: str, tmp_path: Path
) -> None:
    folder = tmp_path / "neo4j"
    env = {**os.environ, "LC_ALL": locale, "NEO4J_DATA": str(folder), variable: value}
    done = subprocess.run(COMMAND, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert named in done.stderr and "Traceback" not in done.stderr
    assert bool(HAN.search(done.stderr)) == (locale == "zh_CN.UTF-8")
    assert not folder.exists()


@contextmanager
def begun(folder: Path, **named: str) -> Iterator[tuple[subprocess.Popen[str], Mapping[str, str]]]:
    """Yields the command, once it runs, with what it says is to be exported."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    env |= {"LC_ALL": "zh_CN.UTF-8", "NEO4J_DATA": str(folder), "NEO4J_PORT": str(free_port()), **named}
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, umask=0
    )
    try:
        assert process.stdout
        said = ""
        for line in process.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        yield process, dict(re.findall(r"(\w+)=(\S+)", said))
    finally:
        process.kill()
        process.communicate()


@pytest.mark.neo4j
def test_a_password_stays_until_it_is_changed_and_the_end_of_java_is_told(tmp_path: Path) -> None:
    lacking = missing_tools()
    if lacking:
        pytest.skip(lacking.said_in("en"))
    fetch_jars()
    folder = tmp_path / "neo4j"
    with begun(folder, NEO4J_PASSWORD="the first one") as (process, _):
        java = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True).stdout
        os.kill(int(java), signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 2 and "意外结束" in err and "server.log" in err
    with begun(folder, NEO4J_PASSWORD="quite another one") as (process, said):
        _, err = process.communicate(timeout=60)
        assert process.returncode == 2 and "另一个密码" in err and "Traceback" not in err
        assert "NEO4J_PASSWORD" not in said
    assert (folder / "password").read_text() == "the first one"
    with begun(folder) as (process, said):
        assert said["NEO4J_PASSWORD"] == "'the"  # quoted for the shell
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 143 and "已结束" in err
    wide = [
        f"{place} {place.stat().st_mode:o}" for place in (folder, *folder.rglob("*")) if place.stat().st_mode & 0o077
    ]
    assert wide == [], "the owner's alone, though the umask took nothing away"
