"""Keeps the pages' server on this machine: no name is looked up and no connection opened to anywhere else.

The screens' library would ask a service on the internet for the address of this machine. It is not asked to, and where a
later version of it does all the same, the interpreter refuses (PEP 578).
"""

from __future__ import annotations

import sys
from ipaddress import ip_address
from urllib.parse import urlsplit

_CONNECTS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_LOOKS_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})


def stay_inside(store: str) -> None:
    """Forbids this process everything outside the machine, unless its store is elsewhere."""
    host = urlsplit(store).hostname
    if host is None or is_inside(host):
        sys.addaudithook(_forbid)


def is_inside(host: object) -> bool:
    """Tells whether a host is this machine, without asking anybody."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def _forbid(event: str, args: tuple[object, ...]) -> None:
    """Raises PermissionError where a socket is to lead outside."""
    if event in _CONNECTS:
        place = args[1] if len(args) > 1 else None
        host = place[0] if isinstance(place, tuple) else None  # a path is a socket of this machine
    elif event in _LOOKS_UP:
        host = args[0][0] if isinstance(args[0], tuple) else args[0]
    else:
        return
    if not is_inside(host):
        raise PermissionError(f"{event}: {host!r} is outside this machine")
