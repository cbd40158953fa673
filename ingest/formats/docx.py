"""Word files (Office Open XML, ECMA-376 part 1): the words of the paragraphs in the main part of the document.

Not read: automatic numbers, which cells make a row, headers and footers, notes, and what was deleted while
changes were tracked. Texts of laws number their articles in words, so that nothing of them is lost.
"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from graph_schema.errors import InputError
from ingest.formats.paragraphs import Paragraphs

_LARGEST = 64_000_000  # characters of unpacked XML: more is no law
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(data: bytes, name: str) -> Paragraphs:
    """Returns the paragraphs of a Word file. InputError where it is none, or too large when unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = archive.getinfo("word/document.xml")
            if document.file_size > _LARGEST:
                raise InputError("file.too_large_unpacked", name=name)
            root = ElementTree.fromstring(archive.read(document))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, NotImplementedError, RuntimeError, OSError) as error:
        raise InputError("file.no_docx", name=name, why=error) from error
    return Paragraphs(tuple(words for words in map(_words_of, root.iter(f"{_W}p")) if words))


def _words_of(paragraph: ElementTree.Element) -> str:
    words = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            words.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            words.append(" ")
    return "".join(words).strip()
