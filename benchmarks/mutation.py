"""Mutated files: a valid file in, one that is damaged or hostile out, with the structure of its format in mind.

A packed file is opened, one of its parts is mutated and it is packed again; of XML and HTML elements and attributes are
deleted, doubled, swapped and nested; of a PDF objects, references, names and packed streams; of a picture its chunks, with
checksums that hold; of anything its bytes. All chance comes from the Random that is given.
"""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from random import Random

MOST = 400_000
"""The largest file that is made: what takes long with so few bytes takes too long."""

Mutate = Callable[[bytes, Random, Sequence[bytes]], bytes]
"""A file, chance, and other files to take pieces of."""

_NUMBERS = (
    b"0", b"-1", b"1", b"255", b"256", b"65535", b"65536", b"1000000", b"2147483647", b"2147483648", b"-2147483648",
    b"4294967295", b"99999999999999999999", b"1e400", b"-1e400", b"NaN", b"inf", b"0.0000001", b"\xe4\xb8\x80", b"", b"1.5", b"A1",
)  # fmt: skip
_WORDS = (
    b"", b" ", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", "\ufeff\u202e\u200b".encode(), b"&#0;", b"&#xd800;", b"&#x110000;",
    b"&amp;", b"]]>", b"<!--", b"-->", b"../../../../etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"%s%n", b"\\", b"\r",
    "一".encode() * 2000, b"1" * 5000, b"M" * 300, b"true", b"none", "密".encode(),
)  # fmt: skip
_TOKEN = re.compile(rb"<!--.*?(?:-->|$)|<[^<>]*>|[^<]+|<", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([A-Za-z_:][-\w:.]*)\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+)""")
_ASCII_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_OBJECT = re.compile(rb"\d+ \d+ obj\b.*?endobj", re.DOTALL)
_REFERENCE = re.compile(rb"\b\d+ \d+ R\b")
_NAME = re.compile(rb"/[A-Za-z][A-Za-z0-9]*")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def mutated(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns a file with one to six mutations, mostly those that know its format."""
    for _ in range(min(chance.choice((1, 1, 1, 2, 3, 6)), 6)):
        data = _once(data, chance, others)[:MOST]
    return data


def _once(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    if chance.random() < (0.05 if data.startswith(b"PK") else 0.15):
        return of_bytes(data, chance, others)
    return _mutation_for(data)(data, chance, others)


def _mutation_for(data: bytes) -> Mutate:
    """Returns the mutation that knows the format."""
    if data.startswith(b"PK"):
        return of_packed
    if b"%PDF" in data[:1024]:
        return of_pdf
    if data.startswith(b"\x89PNG"):
        return of_png
    if re.match(rb"\s*(?:\xef\xbb\xbf)?<", data) or b"<html" in data[:4000]:
        return of_markup
    return of_bytes


# --- bytes ---------------------------------------------------------------------------------------


def _stretch(size: int, chance: Random, most: int = 4096) -> tuple[int, int]:
    """Returns a place and an end, mostly near each other."""
    start = chance.randrange(size + 1)
    return start, min(size, start + int(chance.paretovariate(0.6)) % most)


def of_bytes(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns bytes with some flipped, cut, doubled, put in, taken from another file, or a number replaced."""
    if not data:
        return chance.randbytes(chance.randrange(64))
    start, end = _stretch(len(data), chance)
    kind = chance.randrange(10)
    if kind == 0:
        at = chance.randrange(len(data))
        return data[:at] + bytes((data[at] ^ (1 << chance.randrange(8)),)) + data[at + 1 :]
    if kind == 1:
        at = chance.randrange(len(data))
        width = chance.choice((1, 2, 4, 8))
        value = chance.choice(
            (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, chance.getrandbits(64))
        )
        return (
            data[:at]
            + (value % (1 << (8 * width))).to_bytes(width, chance.choice(("little", "big")))
            + data[at + width :]
        )
    if kind == 2:
        return data[:start] + data[end:]
    if kind == 3:
        return data[:end] + data[start:end] * chance.choice((1, 1, 2, 50, 1000)) + data[end:]
    if kind == 4:
        return data[:start]
    if kind == 5:
        return data[:start] + chance.choice((chance.randbytes(end - start), chance.choice(_WORDS))) + data[end:]
    if kind == 6:
        other = chance.choice(others or (data,))
        first, last = _stretch(len(other), chance)
        return data[:start] + other[first:last] + data[end:]
    if kind == 7:
        other = chance.choice(others or (data,))
        return data[:start] + other[chance.randrange(len(other) + 1) :]
    if kind == 8:
        return _replaced(_ASCII_NUMBER, data, chance, _NUMBERS)
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(1) + data[at + 1 :]


def _replaced(shape: re.Pattern[bytes], data: bytes, chance: Random, values: Sequence[bytes]) -> bytes:
    """Returns bytes in which one stretch of this shape has one of these values, or that of another such stretch."""
    found = list(shape.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    value = chance.choice(values) if values and chance.random() < 0.7 else chance.choice(found)[0]
    return data[: one.start()] + value + data[one.end() :]


# --- XML and HTML ----------------------------------------------------------------------------------


def of_markup(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns markup with elements, tags, attributes or words deleted, doubled, swapped, nested or replaced."""
    tokens = _TOKEN.findall(data)
    if not tokens:
        return of_bytes(data, chance, others)
    kind, at = chance.randrange(10), chance.randrange(len(tokens))
    first, last = _element(tokens, at)
    piece = tokens[first:last]
    if kind == 0:
        del tokens[first:last]
    elif kind == 1:
        tokens[last:last] = piece * chance.choice((1, 1, 2, 30))
    elif kind == 2:
        del tokens[at]
    elif kind == 3:
        to = chance.randrange(len(tokens))
        tokens[at], tokens[to] = tokens[to], tokens[at]
    elif kind == 4:
        del tokens[first:last]
        to = chance.randrange(len(tokens) + 1)
        tokens[to:to] = piece
    elif kind == 5:
        to = chance.randrange(len(tokens) + 1)
        tokens[to:to] = piece
    elif kind == 6:
        depth = chance.choice((2, 10, 300, 3000))
        if tokens[at].startswith(b"<") and tokens[at][1:2].isalpha() and not tokens[at].endswith(b"/>"):
            name = re.split(rb"[\s/>]", tokens[at][1:], maxsplit=1)[0]
            tokens[first:last] = [tokens[at]] * depth + piece + [b"</%s>" % name] * depth
    elif kind == 7:
        tokens[at] = chance.choice((*_WORDS, b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<![CDATA[x", b"<?x?>"))
    elif kind == 8:
        places = [n for n, token in enumerate(tokens) if _ATTRIBUTE.search(token) and token.startswith(b"<")]
        if places:
            place = chance.choice(places)
            tokens[place] = _with_other_attribute(tokens[place], chance)
    else:
        return _replaced(_ASCII_NUMBER, data, chance, _NUMBERS)
    return b"".join(tokens)


def _element(tokens: Sequence[bytes], at: int) -> tuple[int, int]:
    """Returns where the element that begins at a token begins and ends; that token alone where none begins."""
    name = re.match(rb"<([A-Za-z][-\w:.]*)", tokens[at])
    if name is None or tokens[at].endswith(b"/>"):
        return at, at + 1
    depth = 0
    for place in range(at, len(tokens)):
        token = tokens[place]
        if token.startswith(b"<" + name[1]) and not token.endswith(b"/>"):
            depth += 1
        elif token.startswith(b"</" + name[1]):
            depth -= 1
            if depth == 0:
                return at, place + 1
    return at, at + 1


def _with_other_attribute(tag: bytes, chance: Random) -> bytes:
    """Returns a tag with an attribute deleted, doubled, or of another value."""
    one = chance.choice(list(_ATTRIBUTE.finditer(tag)))
    kind = chance.randrange(4)
    if kind == 0:
        return tag[: one.start()] + tag[one.end() :]
    if kind == 1:
        return tag[: one.end()] + b" " + one[0] + tag[one.end() :]
    value = chance.choice(_NUMBERS if kind == 2 else _WORDS).replace(b'"', b"")
    return tag[: one.start()] + one[1] + b'="' + value + b'"' + tag[one.end() :]


# --- packed files ------------------------------------------------------------------------------------


def of_packed(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns a packed file with a part mutated, missing, doubled, renamed or in the place of another, or with a header that lies."""
    parts = unpacked(data)
    if not parts or chance.random() < 0.05:
        return of_bytes(data, chance, others)
    at = chance.randrange(len(parts))
    name, content = parts[at]
    kind = chance.randrange(12)
    if kind < 6:
        mutation = _mutation_for(content) if chance.random() < 0.85 else of_bytes
        parts[at] = name, mutation(content, chance, [part for _, part in parts])[:MOST]
    elif kind == 6:
        del parts[at]
    elif kind == 7:
        parts.append((name, chance.choice(parts)[1]))
    elif kind == 8:
        names = [other for other, _ in parts]
        parts[at] = (
            chance.choice((*names, name.upper(), "../" + name, "/" + name, name + "/", "\u202e" + name, "a" * 300)),
            content,
        )
    elif kind == 9:
        to = chance.randrange(len(parts))
        parts[at], parts[to] = (name, parts[to][1]), (parts[to][0], content)
    elif kind == 10:
        parts.append((chance.choice(("甲.txt", "乙.docx", "b.zip", "c.html", name)), chance.choice((*others, content))))
    out = _repacked(parts, chance)
    return _with_lying_header(out, chance) if kind == 11 else out


def unpacked(data: bytes) -> list[tuple[str, bytes]]:
    """Returns the parts of a packed file; none of one that cannot be opened or is large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > 10 * MOST:
                return []
            return [(entry.filename, archive.read(entry)) for entry in entries]
    except Exception:  # a damaged file breaks the package at many places, and is mutated byte by byte
        return []


def _repacked(parts: Sequence[tuple[str, bytes]], chance: Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts:
            entry = zipfile.ZipInfo(name.replace("\0", "") or "x")
            archive.NameToInfo.pop(entry.filename, None)  # doubled on purpose, without a warning
            how = zipfile.ZIP_STORED if chance.random() < 0.2 else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, how)
    return out.getvalue()


def _with_lying_header(data: bytes, chance: Random) -> bytes:
    """Returns a packed file in whose list of parts a size, a place, a way of packing or a flag is another."""
    entries = [one.start() for one in re.finditer(rb"PK\x01\x02|PK\x03\x04", data)]
    if not entries:
        return data
    at, is_list = chance.choice(entries), False
    is_list = data[at : at + 4] == b"PK\x01\x02"
    offset, width = chance.choice(
        ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4))
        if is_list
        else ((6, 2), (8, 2), (18, 4), (22, 4), (26, 2))
    )
    value = chance.choice((0, 1, 9, 99, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, chance.getrandbits(32))) % (1 << (8 * width))
    return data[: at + offset] + value.to_bytes(width, "little") + data[at + offset + width :]


# --- PDF -----------------------------------------------------------------------------------------------


def of_pdf(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns a PDF with objects deleted, doubled, swapped, or with other references, names, numbers or packed streams."""
    kind = chance.randrange(9)
    if kind in (0, 1, 2):
        found = list(_OBJECT.finditer(data))
        if not found:
            return of_bytes(data, chance, others)
        one, other = chance.choice(found), chance.choice(found)
        put = (b"", one[0] + b"\n" + one[0], other[0])[kind]
        return data[: one.start()] + put + data[one.end() :]
    if kind in (3, 4):
        return _replaced(_REFERENCE, data, chance, (b"null", b"99 0 R", b"1 0 R", b"[]", b"<<>>") if kind == 3 else ())
    if kind == 5:
        return _replaced(
            _NAME, data, chance, (b"/JS", b"/LZWDecode", b"/Crypt", b"/ObjStm", b"/XRef", b"/Encrypt", b"/")
        )
    if kind == 6:
        return _replaced(_ASCII_NUMBER, data, chance, _NUMBERS)
    if kind == 7:
        return _with_other_stream(data, chance, others)
    return of_bytes(data, chance, others)


def _with_other_stream(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns a PDF in which one stream has other content, packed again where it was packed."""
    found = list(_STREAM.finditer(data))
    if not found:
        return data
    one = chance.choice(found)
    content, is_packed = one[1], False
    with contextlib.suppress(zlib.error):
        content, is_packed = zlib.decompressobj().decompress(content, MOST), True
    content = (
        _replaced(_ASCII_NUMBER, content, chance, _NUMBERS)
        if chance.random() < 0.5
        else of_bytes(content, chance, others)
    )
    return data[: one.start(1)] + (zlib.compress(content) if is_packed else content) + data[one.end(1) :]


# --- pictures ------------------------------------------------------------------------------------------


def of_png(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """Returns a PNG with a chunk mutated, missing or doubled, its checksums right; or mutated bytes."""
    chunks, at = [], 8
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size]))
        at += 12 + size
    if not chunks or chance.random() < 0.2:
        return of_bytes(data, chance, others)
    place = chance.randrange(len(chunks))
    kind = chance.randrange(5)
    if kind == 0:
        del chunks[place]
    elif kind == 1:
        chunks.insert(place, chunks[place])
    else:
        chunks[place] = chunks[place][0], of_bytes(chunks[place][1], chance, others)[:MOST]
    return data[:8] + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
