"""Bytes as text: UTF-8 (with or without a BOM), UTF-16 or UTF-32 with a BOM, else GB18030.

Line ends stay as they are, so that offsets hold for the text of the file. Whatever would come out as
garbage (a damaged UTF-8 file that happens to decode as GB18030) is refused by name: a wrong character
in a document number would accuse an office of citing nothing.
"""

from __future__ import annotations

import re
from typing import NoReturn

from graph_schema.errors import InputError
from graph_schema.messages import Message
from ingest.formats.file_text import FileText

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_UTF8_CHINESE = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2})+")
_RUN = 6
"""So many Chinese characters in a row, valid as UTF-8, do not come about by chance in GB18030 text."""

_SAMPLE = 1024 * 1024
_VISIBLE = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Returns text and encoding of a file's bytes; InputError where they are no text that can be trusted."""
    if not data:
        raise InputError(
            "file.empty",
            name=name,
        )
    text, encoding = _text_of(data, name)
    require_words(text, name)
    if _share(_CONTROL, text[:_SAMPLE]) > 0.05:
        _refuse_binary(name)
    return text, encoding


def read(data: bytes, name: str) -> FileText:
    """Returns a text file; InputError where its bytes are no text that can be trusted."""
    text, encoding = decode(data, name)
    return FileText(text=text, encoding=encoding)


def _refuse_binary(name: str, at: int | None = None) -> NoReturn:
    """Raises InputError for bytes that are no text at all."""
    if at is None:
        raise InputError("file.binary", name=name)
    raise InputError("file.binary_at", name=name, at=at)


def require_words(text: str, name: str) -> None:
    """Raises InputError where a text has nothing to read."""
    if not _VISIBLE.search(text):
        raise InputError(
            "file.blank",
            name=name,
        )


def _text_of(data: bytes, name: str) -> tuple[str, str]:
    """Returns text and encoding: by the BOM, else UTF-8, else GB18030."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_marked(data, len(bom), encoding, name), encoding
    if b"\x00" in data:
        _refuse_binary(name, data.index(b"\x00"))
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if looks_like_utf8(data, error.start):
            raise _damaged(data, error, name) from error
    return _decode_gb18030(data, name), "gb18030"


def _decode_marked(data: bytes, skip: int, encoding: str, name: str) -> str:
    """Returns a text whose BOM says how it is encoded, without the BOM."""
    try:
        text = data.decode(encoding) if encoding != "utf-8-sig" else data[skip:].decode("utf-8")
    except UnicodeDecodeError as error:
        raise _damaged(data, error, name, encoding.removesuffix("-sig").upper()) from error
    if "\x00" in text:
        _refuse_binary(name, len(text[: text.index("\x00")].encode(encoding)))  # with its BOM
    return text


def looks_like_utf8(data: bytes, bad: int) -> bool:
    """Tells whether bytes that are not valid UTF-8 (first bad one at `bad`) were meant to be UTF-8 all the same.

    They were where at least half of what is not ASCII is valid as Chinese in UTF-8, or where several
    such characters stand in a row: neither happens by chance in GB18030 text (measured on real
    documents: under 5 %).
    """
    near = data[max(0, bad - _SAMPLE // 8) : bad + _SAMPLE // 8]
    for sample in (data[:_SAMPLE], near):
        runs = [len(run.group()) for run in _UTF8_CHINESE.finditer(sample)]
        high = sum(byte > 0x7F for byte in sample)
        if high and (2 * sum(runs) >= high or max(runs, default=0) >= 3 * _RUN):
            return True
    return False


def _damaged(data: bytes, error: UnicodeDecodeError, name: str, encoding: str = "UTF-8") -> InputError:
    """Returns the sentence for a file whose encoding is known and whose bytes are broken."""
    at = error.start + (3 if encoding == "UTF-8" and data.startswith(b"\xef\xbb\xbf") else 0)
    line = data.count(b"\n", 0, at) + 1
    half = encoding == "UTF-8" and data[at : at + 1] == b"\xed" and data[at + 1 : at + 2] >= b"\xa0"
    what = Message("file.lone_surrogate" if half else "file.bad_byte")
    return InputError("file.damaged", encoding=encoding, name=name, line=line, at=at, what=what)


def _decode_gb18030(data: bytes, name: str) -> str:
    """Returns GB18030 text that reads as Chinese; InputError for anything else."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _no_encoding(name, error.start) from error
    if not _reads_as_chinese(text[: _SAMPLE // 4]):
        raise _no_encoding(name, None)
    return text


def _no_encoding(name: str, at: int | None) -> InputError:
    """Returns the sentence for bytes that are neither UTF-8 nor Chinese in GB18030."""
    if at is None:
        return InputError("file.no_encoding", name=name)
    return InputError("file.no_encoding_from", name=name, at=at)


def _reads_as_chinese(text: str) -> bool:
    """Tells whether at least half of what is not ASCII are common characters of GB 2312.

    Real documents have 99 % of them, in traditional characters 67 %; Big5 or Shift-JIS bytes that
    decode as GB18030 by accident have 25 % at most.
    """
    high = [character for character in text if character > "\x7f"]
    return not high or 2 * sum(map(_is_common, high)) >= len(high)


def _is_common(character: str) -> bool:
    """Tells whether GB 2312 has the character among its signs or its first-level hanzi (GB/T 2312—1980, areas 1–3, 16–55)."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return lead <= 0xA3 or 0xB0 <= lead <= 0xD7


def _share(pattern: re.Pattern[str], text: str) -> float:
    """Returns the share of characters that the pattern matches."""
    return sum(1 for _ in pattern.finditer(text)) / len(text)
