"""Stable identifiers: the same content gives the same id, whatever the order or the path of ingest."""

from __future__ import annotations

import hashlib
import re

_DOCUMENT = re.compile(r"d-[0-9a-f]{12}(?:-\d+)?")
_BLOCK = 1 << 16  # characters that are hashed at once; bounds the memory


def digest(*parts: str) -> str:
    """Returns twelve hex digits of the parts, blanks left out, so that a re-wrapped copy keeps its id."""
    found = hashlib.sha256()
    for i, part in enumerate(parts):
        if i:
            found.update(b"\x1f")
        for at in range(0, len(part), _BLOCK):
            found.update("".join(part[at : at + _BLOCK].split()).encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:12]


def document_id(number: str | None, title: str | None, issuer: str | None, text: str) -> str:
    """Returns id of a document: its number, title and issuer, and its own text."""
    return "d-" + digest(number or "", title or "", issuer or "", text)


def copy_id(document: str, count: int) -> str:
    """Returns id of the count-th document of one file that is alike to the letter; the first has no mark of it."""
    return document if count == 1 else f"{document}-{count}"


def without_copy(document: str) -> str:
    """Returns the id that the first of several such documents has."""
    return "-".join(document.split("-")[:2])


def is_document_id(words: str) -> bool:
    """Tells whether words are the id of a document, of any text."""
    return _DOCUMENT.fullmatch(words) is not None


def provision_id(document: str, index: int) -> str:
    """Returns id of the index-th provision of a document."""
    return f"{document}.p{index}"


def citation_id(document: str, index: int) -> str:
    """Returns id of the index-th citation of a document, in text order."""
    return f"{document}.c{index}"


def measure_id(document: str, index: int) -> str:
    """Returns id of the index-th measure of a document, in text order."""
    return f"{document}.m{index}"


def instrument_key(number: str | None, title: str | None) -> str:
    """Returns node id of an instrument that neither the registry nor the store knows."""
    return "x-" + digest(number or "", title or "")
