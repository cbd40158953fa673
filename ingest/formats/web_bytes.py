"""The bytes of a saved page: which of them are the page, in which encoding; the parts of a page saved in one file (MHTML, RFC 2557).

A page's own word on its encoding is not believed where the bytes say otherwise: servers declare GBK for UTF-8 and the other
way round. A page whose bytes are broken here and there (a title cut within a character in a list of other pages) is read
with U+FFFD for them; the caller refuses it where they stand in its text.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from graph_schema.errors import InputError
from ingest.formats.text import decode, looks_like_utf8

_HEADER = re.compile(rb"(?i)^([a-z][a-z0-9-]*):[ \t]*(.*)$")
_BOUNDARY = re.compile(rb"(?i)boundary\s*=\s*(?:\"([^\"\r\n]{1,200})\"|([^\s;]{1,200}))")
_UTF16_LITTLE, _UTF16_BIG = re.compile(rb"\s*<\x00"), re.compile(rb"\s*\x00<")
_MOST_PARTS = 10_000
_LONGEST_HEAD = 100_000
_FEW = 0.001  # of the characters: as many may be broken
REPLACED = "\ufffd"


class Decoded(NamedTuple):
    """Holds the page as characters, the name of its encoding, and how many characters of it were broken."""

    page: str
    encoding: str
    broken: int


class _Part(NamedTuple):
    """Holds a part of a page saved in one file: its kind, where it is from, what it is called, and its bytes."""

    kind: str
    location: str
    called: str
    data: bytes


def decoded(data: bytes, name: str) -> Decoded:
    """Returns the characters of a page. InputError where they cannot be trusted."""
    for sign, bom in ((_UTF16_LITTLE, b"\xff\xfe"), (_UTF16_BIG, b"\xfe\xff")):
        if sign.match(data[:64]):
            data = bom + data
    try:
        page, encoding = decode(data, name)
    except InputError as error:
        if error.said.code not in ("file.damaged", "file.no_encoding_from", "file.no_encoding"):
            raise
        return _mended(data, error)
    return Decoded(page, encoding, 0)


def _mended(data: bytes, error: InputError) -> Decoded:
    """Returns a page with a sign for each broken character; raises the error where there are more than a few."""
    encoding = "utf-8" if looks_like_utf8(data, 0) else "gb18030"
    page = data.decode(encoding, "replace")
    broken = page.count(REPLACED)
    if not broken or broken > max(2, _FEW * len(page)):
        raise error
    return Decoded(page, encoding, broken)


def is_in_one_file(data: bytes) -> bool:
    """Tells whether bytes are a page saved in one file."""
    return not data.lstrip().startswith(b"<") and b"multipart/" in data[:8192].lower()


def pages_of(data: bytes, name: str) -> dict[str, bytes]:
    """Returns the pages of a file by the names under which frames call them, the page itself first. InputError where it holds none."""
    found: dict[str, bytes] = {}
    for part in _parts(data):
        if part.kind in ("text/html", "application/xhtml+xml"):
            keys = [key for key in (part.location, f"cid:{part.called}" if part.called else "") if key]
            found |= {key: part.data for key in keys or [f"#{len(found)}"] if key not in found}
    if not found:
        raise InputError("web.no_page", name=name)
    return found


def _parts(data: bytes) -> Iterator[_Part]:
    """Yields the parts of a file that has several; what is nested deeper is not looked at."""
    head, body = _head_and_body(data)
    boundary = _BOUNDARY.search(head.get("content-type", b""))
    if boundary is None:
        return
    sign = b"--" + (boundary[1] or boundary[2])
    for piece in body.split(sign, _MOST_PARTS)[1:]:
        if piece.startswith(b"--"):
            return
        named, content = _head_and_body(piece.lstrip(b"\r\n"))
        yield _Part(
            kind=named.get("content-type", b"").split(b";")[0].strip().lower().decode("latin-1"),
            location=named.get("content-location", b"").decode("latin-1"),
            called=named.get("content-id", b"").strip(b"<> ").decode("latin-1"),
            data=_plain(content, named.get("content-transfer-encoding", b"").strip().lower()),
        )


def _head_and_body(data: bytes) -> tuple[dict[str, bytes], bytes]:
    """Returns the fields above a body, with their names in small letters, and the body."""
    data = data.lstrip(b"\r\n")
    ends = [at + len(gap) for gap in (b"\r\n\r\n", b"\n\n") if (at := data.find(gap, 0, _LONGEST_HEAD)) >= 0]
    end = min(ends, default=0)
    fields: dict[str, bytes] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", data[:end]).splitlines():
        if field := _HEADER.match(line):
            fields.setdefault(field[1].lower().decode("ascii"), field[2].strip())
    return fields, data[end:]


def _plain(content: bytes, encoding: bytes) -> bytes:
    """Returns the bytes of a part as they were before they were sent."""
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(content)
    if encoding == b"base64":
        kept = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
        return binascii.a2b_base64(kept[: len(kept) // 4 * 4] + _last(kept[len(kept) // 4 * 4 :]))
    return content


def _last(rest: bytes) -> bytes:
    """Returns the last letters of base64 with their padding; a single one says nothing."""
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
