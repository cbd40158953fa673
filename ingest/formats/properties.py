"""The properties of a packed office file, in which an office may have noted how secret it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from graph_schema.errors import InputError
from ingest.formats.packed import Packed

OWN = "docProps/custom.xml"
"""Holds the properties that an office made up itself."""

PARTS = ("docProps/core.xml", OWN, "meta.xml")
_MOST = 100
_LONGEST = 300


def properties_in(packed: Packed, parts: Sequence[str] = PARTS) -> tuple[str, ...]:
    """Returns the properties of a file, each alone and behind its name (密级：机密); none of what cannot be read, which is beside the text."""
    return tuple(words for part in parts if part in packed for words in islice(_in_part(packed, part), _MOST))


def _in_part(packed: Packed, part: str) -> Iterator[str]:
    try:
        root = packed.xml(part)
    except InputError:
        return
    for element in root.iter():
        words = " ".join((element.text or "").split())[:_LONGEST]
        if not words:
            continue
        around = (element, *islice(element.iterancestors(), 1))
        names = (value for one in around for key, value in one.attrib.items() if key.rpartition("}")[2] == "name")
        yield words
        yield f"{next(names, str(element.tag).rpartition('}')[2])}：{words}"
