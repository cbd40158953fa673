"""The scripts of make setup and make demo: what a newcomer is told while he waits, and when it can't go on."""

from __future__ import annotations

import importlib.util
import io
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHINESE, ENGLISH = "zh_CN.UTF-8", "en_US.UTF-8"


def run(*command: str, lang: str = ENGLISH, **environment: str) -> subprocess.CompletedProcess[str]:
    # LANG and no LC_ALL: bash complains of an LC_ALL that the machine does not have.
    told = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return subprocess.run(
        command, cwd=ROOT, env={**told, "LANG": lang, **environment}, capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def install() -> Any:
    """Returns scripts/install.py as a module."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "scripts" / "install.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_port_in_use_is_told_before_anything_is_made() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for lang, sentence in ((CHINESE, f"错误：端口 {port} 已被占用"), (ENGLISH, f"Error: port {port} is in use")):
            done = run("scripts/demo.sh", lang=lang, PORT=str(port))
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.startswith(sentence) and "make demo PORT=" in done.stderr
            assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["0", "65536", "eight", "85 01", "$(false)"])
def test_what_is_no_port_is_refused(port: str) -> None:
    done = run("scripts/demo.sh", PORT=port)
    assert done.returncode == 2 and "is no port number" in done.stderr


def test_the_progress_of_an_installation_follows_pip(
    install: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", ENGLISH)
    (tmp_path / "pip-1.dist-info").mkdir()
    progress = install.Progress(tmp_path)
    said = [progress.line()]
    for line in (
        "Collecting spacy<4,>=3.8 (from policy-basis-tracer==0.1.0)\n",
        "  Downloading spacy-3.8.1-cp311-cp311-linux_x86_64.whl (33.0 MB)\n",
        "Requirement already satisfied: numpy<3,>=2.0 in ./.venv/lib (from x) (2.1)\n",
        "Collecting numpy>=2 (from spacy)\n",
        "Installing collected packages: blis, thinc, spacy\n",
    ):
        progress.take(line)
        said.append(progress.line())
    (tmp_path / "blis-1.dist-info").mkdir()
    said.append(progress.line())
    assert said == [
        "preparing",
        "fetching package 1: spacy",
        "fetching package 1: spacy-3.8.1-cp311-cp311-linux_x86_64.whl (33.0 MB)",
        "fetching package 2: numpy",
        "fetching package 2: numpy",
        "installing 0/3 packages",
        "installing 1/3 packages",
    ]
    monkeypatch.setenv("LC_ALL", CHINESE)
    assert progress.line() == "安装 1/3 个包"


def test_a_log_gets_a_line_now_and_then(install: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(install.time, "monotonic", lambda: now)
    log = io.StringIO()
    shown = install.Shown(log)
    for now in (101.0, 109.0, 110.0, 111.0, 121.0):
        shown.show(f"at {now:.0f}")
    shown.clear()
    assert [line.split()[1] for line in log.getvalue().splitlines()] == ["110", "121"]


def test_an_installation_that_fails_says_why_and_one_that_succeeds_is_silent() -> None:
    command = (sys.executable, "scripts/install.py", "--no-index")
    done = run(*command, "no-such-package-of-this-project")
    assert done.returncode == 1 and "no-such-package-of-this-project" in done.stderr
    done = run(*command, "pip")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
