"""Word files (Office Open XML, ECMA-376 part 1): the words of the lines in the main part of the document.

A paragraph is a line; a break within it (w:br, w:cr) parts it into several.

Not read: automatic numbers, which cells make a row, footers, notes, and what was deleted while changes were tracked;
headers are looked at for marks of secrecy only. Texts of laws number their articles in words, so that nothing of them
is lost. A file that unpacks into more than any text needs, or nests its elements deeper, is refused.
"""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from graph_schema.errors import InputError
from ingest.formats.paragraphs import Paragraphs

_LARGEST = 64_000_000  # bytes of unpacked XML: more is no law
_MOST_PARTS = 10_000  # a Word file has some dozens, and one for each picture
_MOST_HEADERS = 64
_DEEPEST = 256  # elements inside one another; tables in tables make some dozens
_ENTRY = b"PK\x01\x02"  # begins the entry of a part in the list of parts
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "


def read(data: bytes, name: str) -> Paragraphs:
    """Returns the paragraphs of a Word file. InputError where it is none, or too large when unpacked."""
    if data.count(_ENTRY) > _MOST_PARTS:
        raise InputError("file.too_large_unpacked", name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            headers = [part for part in names if part.startswith("word/header") and part.endswith(".xml")]
            above = [words for part in headers[:_MOST_HEADERS] for words in _part(archive, part, name)]
            lines = _part(archive, "word/document.xml", name)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError("file.no_docx", name=name, why=error) from error
    return Paragraphs(lines, above=tuple(above))


def _part(archive: zipfile.ZipFile, part: str, name: str) -> tuple[str, ...]:
    """Returns the paragraphs of one part."""
    found = archive.getinfo(part)
    if found.file_size > _LARGEST:
        raise InputError("file.too_large_unpacked", name=name)
    words = _Words(name)
    words.feed(archive.read(found))
    lines = (line.strip() for pieces in words.paragraphs for line in "".join(pieces).split("\n"))
    return tuple(filter(None, lines))


class _Words:
    """Collects the words of each paragraph; a paragraph has those of the text boxes in it as well."""

    def __init__(self, name: str) -> None:
        self.paragraphs: list[list[str]] = []
        self._name = name
        self._open: list[list[str]] = []
        self._depth = 0
        self._is_text = False

    def feed(self, xml: bytes) -> None:
        """Takes in a part. ExpatError where it is no XML, InputError where it is nested as no text is."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(xml, True)

    def _start(self, tag: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse()
        if tag == f"{_W}p":
            self._open.append([])
            self.paragraphs.append(self._open[-1])
        elif tag == f"{_W}tab":
            self._words(" ", always=True)
        elif tag in (f"{_W}br", f"{_W}cr"):  # a break within a paragraph shows as one between lines
            self._words("\n", always=True)
        self._is_text = tag == f"{_W}t"

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._is_text = False
        if tag == f"{_W}p":
            self._open.pop()

    def _words(self, words: str, *, always: bool = False) -> None:
        if self._is_text or always:
            for pieces in self._open:
                pieces.append(words)

    def _refuse(self, *_: object) -> None:
        """Raises InputError: no program for texts nests so deep or declares a type of document."""
        raise InputError("file.nested_too_deep", name=self._name, deepest=_DEEPEST)
