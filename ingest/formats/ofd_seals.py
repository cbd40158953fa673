"""The names of signatures and seals of an OFD (GB/T 33190—2016, 18; seals by GB/T 38540—2020 and GM/T 0031—2014). Nothing is verified."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from graph_schema.errors import InputError
from ingest.formats.ofd_package import Package, child, children, numbers_of, words_of

if TYPE_CHECKING:
    from ingest.formats.ofd_package import Element

_MOST_SIGNATURES = 200
_DEEPEST = 12
_MOST_PIECES = 2_000
_SEQUENCE, _INTEGER, _IA5, _UTF8, _CHOICE = 0x30, 0x02, 0x16, 0x0C, 0xA0


class Seal(NamedTuple):
    """Holds a signature: what its seal is called (the program's maker where that is not known), on which pages, and where there."""

    name: str
    provider: str
    stamps: tuple[tuple[str, tuple[float, ...]], ...]
    """The numbers (ID) of pages, each with the boundary of the stamp on it in mm."""


def seals_of(package: Package, place: str) -> Iterator[Seal]:
    """Yields the signatures that a member lists; those that are missing or damaged have no name."""
    if not package.has(place):
        return
    for count, listed in enumerate(children(package.tree(place), "Signature")):
        if count >= _MOST_SIGNATURES:
            return
        own = package.place(place, listed.get("BaseLoc", ""))
        if not own or not package.has(own):
            yield Seal("", "", ())
            continue
        signature = package.tree(own)
        info = child(signature, "SignedInfo")
        provider = child(info, "Provider")
        stamps = tuple(
            (stamp.get("PageRef", ""), tuple(numbers_of(stamp.get("Boundary"))[:4]))
            for stamp in children(info, "StampAnnot")
        )
        held = (words_of(child(info, "Seal", "BaseLoc")), words_of(child(signature, "SignedValue")))
        name = next(filter(None, (_name_in(package, package.place(own, part)) for part in held if part)), "")
        yield Seal(name, _provider(provider), stamps)


def _provider(element: Element | None) -> str:
    if element is None:
        return ""
    return (element.get("Company") or "").strip("— ") or element.get("ProviderName") or ""


def _name_in(package: Package, place: str) -> str:
    """Returns the name of the seal that a member holds; "" where there is none."""
    if not place or not package.has(place):
        return ""
    try:
        return seal_name(package.bytes_of(place))
    except InputError:
        return ""  # what the seal is called says nothing of the words; a damaged one is only not named


def seal_name(data: bytes) -> str:
    """Returns the name of the first seal in ASN.1 (SES_SealInfo: header "ES", number, properties with type and name)."""
    left = _MOST_PIECES
    level = [(0, len(data), 0)]
    while level and left > 0:
        start, end, depth = level.pop(0)
        pieces = list(_pieces(data, start, end, left))
        left -= len(pieces)
        name = _sealed(data, pieces)
        if name:
            return name
        if depth < _DEEPEST:
            level += [(first, last, depth + 1) for tag, first, last in pieces if tag in (_SEQUENCE, _CHOICE)]
    return ""


def _sealed(data: bytes, pieces: list[tuple[int, int, int]]) -> str:
    """Returns the name where these are the pieces of an SES_SealInfo: a header that begins with ES, and properties behind it."""
    if len(pieces) < 3 or pieces[0][0] != _SEQUENCE or pieces[2][0] != _SEQUENCE:
        return ""
    header = next(_pieces(data, pieces[0][1], pieces[0][2], 1), None)
    if header is None or header[0] != _IA5 or data[header[1] : header[2]] != b"ES":
        return ""
    for tag, first, last in list(_pieces(data, pieces[2][1], pieces[2][2], 3))[:3]:
        if tag == _UTF8:
            return " ".join(data[first:last].decode("utf-8", "replace").split())[:200]
    return ""


def _pieces(data: bytes, start: int, end: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Yields tag, begin and end of the contents of each piece of DER in a stretch, as far as it is whole."""
    at = start
    while at + 2 <= end and most > 0:
        tag, size = data[at], data[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7F
            if not 0 < count <= 4 or at + count > end:
                return
            size = int.from_bytes(data[at : at + count], "big")
            at += count
        if at + size > end:
            return
        yield tag, at, at + size
        at += size
        most -= 1
