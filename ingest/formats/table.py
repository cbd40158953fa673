"""The table of formats: by which suffix and first bytes a format is known, what reads it, and for what it serves.

A format serves documents where its text is read whole and with offsets that hold for the file (`as_text`),
and texts of laws where its paragraphs are (`as_law`). Word files and web pages serve laws only as yet: their
automatic numbers, tables and text boxes are lost in the reading, and a document whose 第三条 lost its number
would be accused of citing nothing there. Whatever else has first bytes of its own is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from graph_schema.errors import InputError
from ingest.formats import docx, markdown, web
from ingest.formats.paragraphs import Paragraphs
from ingest.formats.text import decode

TextReader = Callable[[bytes, str], tuple[str, str]]
"""Bytes and name of a file to its text and encoding; InputError where they are none that can be trusted."""

LawReader = Callable[[bytes, str], Paragraphs]
"""Bytes and name of a file to its paragraphs; InputError likewise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of files: its name in both languages, its media type, by what it is known, and what reads it.

    `magic` is a pattern of the first bytes, `holds` are bytes that must stand further on as well. A format
    without a reader is known so that it can be refused by name.
    """

    zh: str
    en: str
    media: str
    suffixes: tuple[str, ...] = ()
    magic: bytes = b""
    holds: bytes = b""
    as_text: TextReader | None = None
    as_law: LawReader | None = None

    @property
    def serves(self) -> frozenset[str]:
        """What files of the format are read for: "document", "law", both or nothing."""
        readers = {"document": self.as_text, "law": self.as_law}
        return frozenset(use for use, reader in readers.items() if reader is not None)

    def is_in(self, data: bytes) -> bool:
        """Tells whether the bytes show the format; never so for one without signs of its own."""
        head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
        return bool(self.magic) and re.match(self.magic, head) is not None and self.holds in data


TEXT = Format(zh="文本文件", en="a text file", media="text/plain", suffixes=(".text", ".txt"), as_text=decode)

FORMATS = (
    TEXT,
    Format(
        zh=" Markdown 文件",
        en="a Markdown file",
        media="text/markdown",
        suffixes=(".md",),
        as_text=decode,
        as_law=markdown.read,
    ),
    Format(
        zh=" Word 文件（DOCX）",
        en="a Word file (DOCX)",
        media="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        suffixes=(".docx",),
        magic=rb"PK\x03\x04",
        holds=b"word/document.xml",
        as_law=docx.read,
    ),
    Format(
        zh="网页源文件（HTML）",
        en="the source of a web page (HTML)",
        media="text/html",
        suffixes=(".html", ".htm"),
        magic=rb"(?i)<!doctype\s+html|<html[\s>]",
        as_law=web.read,
    ),
    Format(zh=" PDF 文件", en="a PDF", media="application/pdf", magic=rb"%PDF"),
    Format(
        zh=" DOCX、WPS、OFD 一类的压缩格式",
        en="a packed format (DOCX, WPS, OFD, ZIP)",
        media="application/zip",
        magic=rb"PK\x03\x04",
    ),
    Format(
        zh="旧版 Word、WPS 或 Excel 文件",
        en="an old Word, WPS or Excel file",
        media="application/x-ole-storage",
        magic=rb"\xd0\xcf\x11\xe0",
    ),
    Format(zh=" PNG 图片", en="a PNG picture", media="image/png", magic=rb"\x89PNG"),
    Format(zh=" JPEG 图片", en="a JPEG picture", media="image/jpeg", magic=rb"\xff\xd8\xff"),
    Format(zh=" GIF 图片", en="a GIF picture", media="image/gif", magic=rb"GIF8"),
    Format(zh=" TIFF 图片", en="a TIFF picture", media="image/tiff", magic=rb"II\*\x00|MM\x00\*"),
    Format(zh="图片或音视频文件", en="a picture or a recording", media="application/x-riff", magic=rb"RIFF"),
    Format(zh=" RAR 压缩包", en="a RAR archive", media="application/vnd.rar", magic=rb"Rar!"),
    Format(zh=" 7z 压缩包", en="a 7z archive", media="application/x-7z-compressed", magic=rb"7z\xbc\xaf"),
    Format(zh=" GZIP 压缩包", en="a GZIP archive", media="application/gzip", magic=rb"\x1f\x8b"),
    Format(zh=" RTF 文件", en="an RTF file", media="application/rtf", magic=rb"\{\\rtf"),
    Format(
        zh=" SQLite 数据库", en="an SQLite database", media="application/vnd.sqlite3", magic=rb"SQLite format 3\x00"
    ),
    Format(zh="程序文件", en="a program", media="application/x-elf", magic=rb"\x7fELF"),
)
"""All formats; of two whose first bytes are alike the one that asks for more stands first."""

DOCUMENT_SUFFIXES = tuple(sorted(s for f in FORMATS if f.as_text for s in f.suffixes))
"""What counts as a document when a folder is given; a file given by name is read whatever it is called."""

LAW_SUFFIXES = tuple(s for f in FORMATS if f.as_law for s in f.suffixes)
"""What counts as the text of a law."""


def format_in(data: bytes) -> Format | None:
    """The format that the first bytes show; None for what has no signs of its own, as plain text."""
    return next((f for f in FORMATS if f.is_in(data)), None)


def document_text(data: bytes, name: str) -> tuple[str, str]:
    """Text and encoding of a document, whatever it is called. InputError names the format that is not read."""
    shown = format_in(data) or TEXT
    if shown.as_text is None:
        raise _refused(shown, name)
    return shown.as_text(data, name)


def law_paragraphs(data: bytes, name: str) -> Paragraphs:
    """The paragraphs of a law's text, read as the suffix says. InputError where that is not what the bytes are."""
    suffix = PurePath(name).suffix.lower()
    stated = next((f for f in FORMATS if f.as_law is not None and suffix in f.suffixes), None)
    if stated is None or stated.as_law is None:
        raise InputError(
            f"不是法规文本：{name}（只读 {'、'.join(LAW_SUFFIXES)}）。请另存为其中一种。",
            f"Not the text of a law: {name} (read are {', '.join(LAW_SUFFIXES)}). Save it as one of these.",
        )
    shown = format_in(data)
    if shown is not None and shown is not stated:
        raise InputError(
            f"名称与内容不符：{name} 不是{stated.zh}，是{shown.zh}。请改名，或者另存为 {stated.suffixes[0]}。",
            f"Name and content differ: {name} is {shown.en}, and not {stated.en}. Rename it, or save it as "
            f"{stated.suffixes[0]}.",
        )
    return stated.as_law(data, name)


def _refused(shown: Format, name: str) -> InputError:
    """The sentence for a document in a format that is not read for documents."""
    zh, en = (
        "，只有法规文本能这样读（tracer registry import）",
        ", read for texts of laws only (tracer registry import)",
    )
    if shown.as_law is None:
        zh = en = ""
    return InputError(
        f"不是文本文件：{name} 是{shown.zh}{zh}。请先把文字提取为 UTF-8 文本（.txt）。",
        f"Not a text file: {name} is {shown.en}{en}. Extract its text to a UTF-8 .txt file first.",
    )
