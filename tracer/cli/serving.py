"""Starts the dashboard: Streamlit on this machine only, with nothing sent anywhere.

The screens are a package of their own above this one; they are started as a program and told by the
environment (TRACER_STORE, TRACER_LANG) what to show.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from graph_schema.errors import InputError
from graph_schema.messages import Message, say
from graph_schema.numerals import number_of
from tracer.cli.output import tell, tell_aside
from tracer.store import open_store

START_SECONDS = 60.0


def serve(store_url: str, host: str, port_text: str, lang: str, *, open_browser: bool) -> int:
    """Serves the dashboard until it is ended; gives back its exit status.

    TracerError where there is no store, the port is taken, or the dashboard is not installed.
    """
    port = _port(port_text)
    with open_store(store_url, create=False) as store:
        url = _absolute(store.url)
    _require_free(host, port)
    app = _app()
    tell_aside(say(lang, "serving.starting"))
    with _running(_command(app, host, port), {**os.environ, "TRACER_STORE": url, "TRACER_LANG": lang}) as server:
        if not _wait_until_up(server, host, port):
            status = server.poll()
            raise InputError("serving.failed", status="—" if status is None else status)
        address = f"http://{_shown(host)}:{port}"
        tell(say(lang, "serving.at", address=address), flush=True)
        if open_browser and _has_screen():
            webbrowser.open(address)
        try:
            return server.wait()
        except KeyboardInterrupt:
            tell_aside("", say(lang, "serving.ended"))
            return 130


def _port(text: str) -> int:
    """Returns a port number as typed."""
    port = number_of(text) or 0
    if not 1 <= port <= 65535:
        raise InputError("usage.port", value=text)
    return port


def _app() -> Path:
    """Returns the file that Streamlit runs."""
    found = importlib.util.find_spec("dashboards")
    for folder in (found.submodule_search_locations or ()) if found else ():
        app = Path(folder) / "app.py"
        if app.is_file():
            return app
    raise InputError("serving.missing")


def _absolute(url: str) -> str:
    """Returns the address of a store from any folder."""
    file = url.removeprefix("sqlite:///")
    return url if file == url else f"sqlite:///{os.path.abspath(file)}"


def _require_free(host: str, port: int) -> None:
    """Raises an error where the port is taken or the address is not of this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server itself does: a port that was just let go is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except PermissionError as error:
        raise InputError("serving.host", host=f"{host}:{port}", why=error.strerror) from error
    except UnicodeError as error:  # what no name of a machine can be
        raise InputError("serving.host", host=host, why=Message("refusal.no_address")) from error
    except socket.gaierror as error:
        raise InputError("serving.host", host=host, why=error.strerror) from error
    except OSError as error:
        if error.errno == 98:  # EADDRINUSE
            raise InputError("serving.port", port=port, other=port + 1 if port < 65535 else 8501) from error
        raise InputError("serving.host", host=host, why=error.strerror) from error


def _command(app: Path, host: str, port: int) -> list[str]:
    """Returns Streamlit without telemetry, browser, file watching or questions. A given address also keeps it from asking
    the internet for its own."""
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "logger.level": "warning",
    }
    flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return [sys.executable, "-m", "streamlit", "run", str(app), *flags]


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Yields the server as a child that ends with this program, also where that is told to end."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        signal.signal(signal.SIGTERM, before)


def _wait_until_up(server: subprocess.Popen[bytes], host: str, port: int) -> bool:
    """Tells whether the server took a connection within START_SECONDS."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection((_reachable(host), port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _reachable(host: str) -> str:
    """Tells where this machine finds a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _shown(host: str) -> str:
    """Returns the host as it stands in an address."""
    reachable = _reachable(host)
    return f"[{reachable}]" if ":" in reachable else reachable


def _has_screen() -> bool:
    """Tells whether a browser has somewhere to open; a text browser must not take over the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
