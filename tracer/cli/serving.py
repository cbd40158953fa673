"""Starts the dashboard: on this machine, or, with a token in the address and for looking only, on more than that.

The screens are a package of their own above this one; they are started as a program (dashboards/server.py) and told by
the environment (TRACER_STORE, TRACER_LANG) what to show.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import FrameType
from typing import Any

from graph_schema.errors import InputError
from graph_schema.messages import Message, say
from graph_schema.numerals import number_of
from graph_schema.visible import json_text
from tracer.cli.output import tell, tell_aside
from tracer.store import open_store

START_SECONDS = 60.0


def serve(store_url: str, host: str, port_text: str, lang: str, *, login: bool, open_browser: bool) -> int:
    """Serves the dashboard until it is ended; gives back its exit status.

    Where it listens on more than this machine, a token in the address lets one browser in, and nothing can be changed.
    TracerError where there is no store, the port is taken, or the dashboard is not installed.
    """
    port = _port(port_text)
    with open_store(store_url, create=False) as store:
        url = _absolute(store.url)
    _require_installed()
    environment = {**os.environ, "TRACER_STORE": url, "TRACER_LANG": lang}
    with listening_at(host, port) as listening:
        place = place_of(listening, host)
        token = secrets.token_urlsafe(32) if login or not place.this_machine else ""
        tell_aside(say(lang, "serving.starting"))
        with _running(listening, {**place.told(), "token": token}, environment) as server:
            listened_at = listening.getsockname()
            listening.close()  # the server's copy is the one that is used
            if not _wait_until_up(server, listened_at):
                status = server.poll()
                raise InputError("serving.failed", status="—" if status is None else status)
            address = f"{place.address}/?token={token}" if token else place.address
            _warn(place, bool(token), lang)
            tell(say(lang, "serving.at", address=address), flush=True)
            # A browser is told the address on its command line, which other users of the machine can read.
            if open_browser and not token and _has_screen():
                webbrowser.open(address)
            try:
                return server.wait()
            except KeyboardInterrupt:
                tell_aside("", say(lang, "serving.ended"))
                return 130


def _warn(place: Place, has_token: bool, lang: str) -> None:
    """Says what an address with a token is, and what it means to be open to others."""
    if has_token:
        tell_aside(say(lang, "serving.one_time"))
    if not place.this_machine:
        tell_aside(say(lang, "serving.open_to_others"))
    if place.any_address:
        tell_aside(say(lang, "serving.any_address", host=place.shown))


def _port(text: str) -> int:
    """Returns a port number as typed."""
    port = number_of(text) or 0
    if not 1 <= port <= 65535:
        raise InputError("usage.port", value=text)
    return port


def _require_installed() -> None:
    """Raises an error where the screens are not installed."""
    if importlib.util.find_spec("dashboards") is None:
        raise InputError("serving.missing")


def _absolute(url: str) -> str:
    """Returns the address of a store from any folder."""
    file = url.removeprefix("sqlite:///")
    return url if file == url else f"sqlite:///{os.path.abspath(file)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place where the server listens, and the names by which a browser may call it."""

    names: tuple[str, ...]
    port: int
    shown: str
    this_machine: bool
    any_address: bool

    @property
    def address(self) -> str:
        """Returns the address of the pages."""
        return f"http://{self.shown}:{self.port}"

    def told(self) -> dict[str, object]:
        """Returns what the server is told of it."""
        return {
            "names": self.names,
            "port": self.port,
            "any_address": self.any_address,
            "address": self.address,
            "read_only": not self.this_machine,
        }


def place_of(listening: socket.socket, host: str) -> Place:
    """Returns the place of a socket. What counts is the address that the socket has, not how it was typed."""
    address, port = listening.getsockname()[:2]
    ip = ip_address(address.partition("%")[0])
    literal = _in_address(ip)
    typed = () if _is_address(host) else (host.lower(),)
    if ip.is_unspecified:
        here = "[::1]" if ip.version == 6 else "127.0.0.1"
        names = (*typed, "localhost", here, socket.gethostname().lower())
        return Place(names=names, port=port, shown=here, this_machine=False, any_address=True)
    shown = typed[0] if typed else literal
    names = (*typed, literal, *(("localhost", "127.0.0.1", "[::1]") if ip.is_loopback else ()))
    return Place(names=names, port=port, shown=shown, this_machine=ip.is_loopback, any_address=False)


def _in_address(ip: IPv4Address | IPv6Address) -> str:
    return f"[{ip.compressed}]" if ip.version == 6 else str(ip)


def _is_address(host: str) -> bool:
    """Tells whether a host is typed as an address."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def listening_at(host: str, port: int) -> socket.socket:
    """Returns a socket that holds the port. InputError where it is taken, or the address is not of this machine."""
    try:
        places = socket.getaddrinfo(host or "?", port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise InputError("serving.host", host=host, why=error.strerror) from error
    except ValueError as error:  # what no name of a machine can be
        raise InputError("serving.host", host=host, why=Message("refusal.no_address")) from error
    for family, kind, protocol, _, address in places[:-1]:
        with suppress(OSError):  # localhost is ::1 as well as 127.0.0.1, and a machine may know one of them only
            return _bound(family, kind, protocol, address)
    family, kind, protocol, _, address = places[-1]
    try:
        return _bound(family, kind, protocol, address)
    except PermissionError as error:
        raise InputError("serving.host", host=f"{host}:{port}", why=error.strerror) from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputError("serving.port", port=port, other=port + 1 if port < 65535 else 8501) from error
        raise InputError("serving.host", host=host, why=error.strerror) from error


def _bound(family: int, kind: int, protocol: int, address: tuple[Any, ...]) -> socket.socket:
    """Returns a socket at an address of this machine."""
    listening = socket.socket(family, kind, protocol)
    try:
        # A port that was just let go is free.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except BaseException:
        listening.close()
        raise
    return listening


@contextmanager
def _running(
    listening: socket.socket, told: Mapping[str, object], environment: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Yields the server as a child that ends with this program, also where that is told to end."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    # -P: a folder of documents that we are started in may hold files that are called as our modules are.
    command = [sys.executable, "-P", "-m", "dashboards.server"]
    handed = listening.fileno()
    server = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, pass_fds=(handed,), text=True
    )
    try:
        with suppress(BrokenPipeError), server.stdin or nullcontext() as told_by:
            if told_by:
                told_by.write(json_text({**told, "socket": handed}))
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        signal.signal(signal.SIGTERM, before)


def _wait_until_up(server: subprocess.Popen[str], listened_at: tuple[Any, ...]) -> bool:
    """Tells whether the server took a connection within START_SECONDS."""
    host, port = listened_at[:2]
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection(({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port), timeout=1):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _has_screen() -> bool:
    """Tells whether a browser has somewhere to open; a text browser must not take over the terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
