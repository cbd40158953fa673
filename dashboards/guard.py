"""Stands before every page, socket, download and upload: who comes from elsewhere, or is not let in, gets no answer.

Streamlit checks the Host of its socket only, and the Origin by asking the internet for its own address. Here both are
checked on every request against where the server listens (docs/decisions/0018-who-the-dashboard-answers.md).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Any
from urllib.parse import parse_qsl, urlencode

from graph_schema.messages import say

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN = "token"
_PLAIN_PATH = re.compile(r"/(?:[\w.~%+-][\w.~%+/-]*)?", re.ASCII)
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::(?P<port>[1-9][0-9]{0,4}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place where the server is found: its names, its port, and where it listens on all addresses, any address."""

    names: frozenset[str]
    port: int
    any_address: bool = False

    def is_named(self, host: str) -> bool:
        """Tells whether a Host header names this server. A page of another name has that name in it, whatever the
        name leads to; one that was opened by an address is ours."""
        found = _HOST.fullmatch(host.lower())
        if found is None or int(found["port"] or 80) != self.port:
            return False
        return found["name"] in self.names or (self.any_address and is_address(found["name"]))


def is_address(name: str) -> bool:
    """Tells whether the name in a Host header is an address, to which nobody can lead another name."""
    try:
        IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)
    except AddressValueError:
        return False
    return True


class Logins:
    """The token that lets one browser in, and the sessions of those that it let in, for as long as the server runs."""

    def __init__(self, token: str, renewed: Callable[[str], None]) -> None:
        self._token = token.encode()
        self._renewed = renewed
        self._sessions: list[bytes] = []

    def open(self, token: str) -> str | None:
        """Returns the session that a token opens; the token is spent, and the next one is told to whoever started us."""
        if not compare_digest(self._token, token.encode("utf-8", "surrogateescape")):
            return None
        session, following = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._sessions.append(session.encode())
        self._token = following.encode()
        self._renewed(following)
        return session

    def knows(self, session: str) -> bool:
        """Tells whether a session was opened here. All are compared, so that time tells nothing."""
        given = session.encode("utf-8", "surrogateescape")
        return any([compare_digest(known, given) for known in self._sessions])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Says why a request is not answered: the status and the code of the sentence."""

    status: int
    code: str


FOREIGN = Refusal(status=403, code="serving.foreign_page")
NO_LOGIN = Refusal(status=401, code="serving.login_needed")


class Guard:
    """The pages with a guard before them, as one ASGI application."""

    def __init__(self, app: Application, place: Place, logins: Logins | None, lang: str) -> None:
        self._app = app
        self._place = place
        self._logins = logins
        self._lang = lang
        self._cookie = f"tracer_{place.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope["headers"])
        if is_foreign(scope, headers, self._place):
            await self._refuse(scope, send, FOREIGN)
        elif self._logins is not None and (token := _token_in(scope)) is not None:
            await self._exchange(scope, headers, send, token, self._logins)
        elif self._logins is not None and not self._is_in(headers, self._logins):
            await self._refuse(scope, send, NO_LOGIN)
        else:
            await self._app(scope, receive, _with_headers(send, headers.only("host") or ""))

    def _is_in(self, headers: Headers, logins: Logins) -> bool:
        return any(logins.knows(session) for session in headers.cookies(self._cookie))

    async def _exchange(self, scope: Scope, headers: Headers, send: Send, token: str, logins: Logins) -> None:
        """Takes the token out of the address, and gives a session for it."""
        session = logins.open(token)
        if session is None and not self._is_in(headers, logins):
            await self._refuse(scope, send, NO_LOGIN)
            return
        fields = [(b"location", _without_token(scope).encode("ascii"))]
        if session is not None:
            fields.append((b"set-cookie", f"{self._cookie}={session}; Path=/; HttpOnly; SameSite=Strict".encode()))
        await _answer(send, 303, fields, "")

    async def _refuse(self, scope: Scope, send: Send, refusal: Refusal) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it was accepted: 403
            return
        await _answer(send, refusal.status, [], say(self._lang, refusal.code) + "\n")


class Headers:
    """The headers of a request, each as often as it was sent."""

    def __init__(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        self._fields = [(name.lower().decode("latin-1"), value.decode("latin-1")) for name, value in fields]

    def all(self, name: str) -> list[str]:
        """Returns every value of a header."""
        return [value for field, value in self._fields if field == name]

    def only(self, name: str) -> str | None:
        """Returns the value of a header that was sent exactly once."""
        values = self.all(name)
        return values[0] if len(values) == 1 else None

    def cookies(self, name: str) -> list[str]:
        """Returns the values of a cookie."""
        pieces = (piece.strip().partition("=") for line in self.all("cookie") for piece in line.split(";"))
        return [value for key, _, value in pieces if key == name]


def is_foreign(scope: Scope, headers: Headers, place: Place) -> bool:
    """Tells whether a request was sent by a page of another origin, or to another server than this one."""
    host = headers.only("host")
    # An absolute address as target stands before the Host header (RFC 9112, 3.2.2): nobody sends us one who means us.
    if host is None or not place.is_named(host) or not scope["path"].startswith("/"):
        return True
    origins = headers.all("origin")
    if any(origin.lower() != f"http://{host.lower()}" for origin in origins):
        return True
    if scope["type"] == "websocket":
        return len(origins) != 1
    # A link on another page may open ours, and that is all: nothing of ours is part of another page.
    elsewhere = any(site not in ("same-origin", "none") for site in headers.all("sec-fetch-site"))
    return elsewhere and (headers.only("sec-fetch-mode"), headers.only("sec-fetch-dest")) != ("navigate", "document")


def _token_in(scope: Scope) -> str | None:
    """Returns the token in the address of a page that is opened."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    return dict(_query(scope)).get(TOKEN)


def _without_token(scope: Scope) -> str:
    """Returns the address without the token; a path that a browser could take for another server is left out."""
    path = scope["raw_path"].decode("ascii", "replace")
    rest = urlencode([(key, value) for key, value in _query(scope) if key != TOKEN])
    return (path if _PLAIN_PATH.fullmatch(path) else "/") + (f"?{rest}" if rest else "")


def _query(scope: Scope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


async def _answer(send: Send, status: int, fields: list[tuple[bytes, bytes]], words: str) -> None:
    """Sends an answer of our own."""
    body = words.encode()
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    start = {
        "type": "http.response.start",
        "status": status,
        "headers": [*kind, (b"cache-control", b"no-store"), *fields],
    }
    await _with_headers(send, "")(start)
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send, host: str) -> Send:
    """Returns `send` that tells the browser what pages of ours may do: load nothing from elsewhere, stand in no other page."""
    ours = _security_headers(host)

    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
            message = {**message, "headers": [*kept, *ours.items()]}
        await send(message)

    return sent


def _security_headers(host: str) -> dict[bytes, bytes]:
    """Returns the headers by name. The pages' own scripts are inline, compiled, and come as blobs: that is Streamlit's way."""
    sockets = f" ws://{host}" if host else ""
    policy = (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self'{sockets}; worker-src 'self' blob:; frame-src 'self' blob: data:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    )
    return {
        b"content-security-policy": policy.encode("ascii"),
        b"x-frame-options": b"SAMEORIGIN",
        b"x-content-type-options": b"nosniff",
        b"referrer-policy": b"no-referrer",
        b"cross-origin-resource-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
    }
