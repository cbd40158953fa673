"""The words of a paragraph of a Word file, as they are shown once all tracked changes are accepted.

Text boxes, notes and what was deleted are handed out beside the words; their own paragraphs are read like any others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.formats.docx_numbering import Styles, W, hides

if TYPE_CHECKING:
    from lxml import etree

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_VAL = f"{W}val"
_TAB = "\u3000\u3000"
_MOST_DELETED = 1_000
_LINES = str.maketrans({"\n": " ", "\r": " ", "\t": " ", "\v": " ", "\f": " "})
_WINGDINGS = {
    **{0x81 + at: chr(0x2460 + at) for at in range(10)},
    **{0x8C + at: chr(0x2776 + at) for at in range(10)},
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x70: "□",
    0x71: "□",
    0x72: "□",
    0x74: "◆",
    0x75: "◆",
    0x76: "❖",
    0x9F: "•",
    0xA1: "○",
    0xA7: "▪",
    0xA8: "□",
    0xAB: "★",
    0xB6: "☆",
    0xD8: "➢",
    0xE0: "→",
    0xE8: "→",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x97: "●", 0x98: "●"}
_SYMBOL = {
    0xA3: "≤",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xA5: "∞",
    0xAE: "→",
    0x61: "α",
    0x62: "β",
    0x67: "γ",
    0x6D: "μ",
    0x70: "π",
    0x57: "Ω",
    0xD0: "∠",
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}


@dataclass(slots=True)
class Words:
    """One paragraph: its words, which of them are hidden, what is tied to it.

    `before` and `after` are the text boxes (or words drawn as a picture) ahead of and behind its first words, `notes` the
    notes that it calls, by kind and name.
    """

    text: str = ""
    hidden: list[tuple[int, int]] = field(default_factory=list)
    before: list[etree._Element | str] = field(default_factory=list)
    after: list[etree._Element | str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Met:
    """Things met in a file that a person should know: tracked changes, what they deleted, pictures."""

    inserted: int = 0
    moved: int = 0
    deleted: list[str] = field(default_factory=list)
    pictures: int = 0


class ParagraphReader:
    """Reads one paragraph after the other; a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        """Keeps the styles, some of which hide words."""
        self.met = Met()
        self._styles = styles
        self._fields: list[bool] = []
        self._is_shown = True  # not within the instruction of a field
        self._is_hidden = False
        self._found = Words()
        self._pieces: list[str] = []
        self._at = 0

    def read(self, paragraph: etree._Element, style: str) -> Words:
        """Returns what stands in a paragraph of this style."""
        self._found, self._pieces, self._at = Words(), [], 0
        self._is_hidden = self._styles.is_hidden(style)
        self._walk(paragraph)
        if not self._is_shown:  # an instruction that never ended would hide the rest of the document
            self._fields, self._is_shown = [], True
        self._found.text = "".join(self._pieces)
        return self._found

    def _walk(self, parent: etree._Element) -> None:
        """Reads what stands in an element; one that is not known is read for what stands in it."""
        for node in parent:
            reader = _READERS.get(node.tag, ParagraphReader._walk)
            if reader is not None:
                reader(self, node)

    def _add(self, words: str) -> None:
        if not self._is_shown or not words:
            return
        if self._is_hidden:
            hidden = self._found.hidden
            first = hidden.pop()[0] if hidden and hidden[-1][1] == self._at else self._at
            hidden.append((first, self._at + len(words)))
        self._pieces.append(words)
        self._at += len(words)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        if properties is None:
            self._walk(run)
            return
        before, said = self._is_hidden, hides(properties)
        if said is None:
            style = properties.find(f"{W}rStyle")
            said = self._styles.is_hidden(style.get(_VAL, "")) if style is not None else False
            self._is_hidden = before or said
        else:
            self._is_hidden = said
        self._walk(run)
        self._is_hidden = before

    def _text(self, node: etree._Element) -> None:
        words = node.text
        if words:
            self._add(words.translate(_LINES) if not words.isprintable() else words)

    def _tab(self, _: etree._Element) -> None:
        self._add(_TAB)

    def _break(self, _: etree._Element) -> None:
        self._add("\n")

    def _hyphen(self, _: etree._Element) -> None:
        self._add("-")

    def _symbol(self, node: etree._Element) -> None:
        try:
            code = int(node.get(f"{W}char", ""), 16)
        except ValueError:
            return
        signs = _FONTS.get(node.get(f"{W}font", "").lower())
        sign = signs.get(code & 0xFF) if signs is not None and code & 0xFF00 in (0, 0xF000) else None
        if sign is None and 0x20 <= code < 0xFFFE and not 0xD800 <= code < 0xE000:
            sign = chr(code)
        self._add(sign or "")

    def _field_sign(self, node: etree._Element) -> None:
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()
        self._is_shown = all(self._fields)

    def _note(self, node: etree._Element) -> None:
        kind = str(node.tag)[len(W) :].removesuffix("Reference")
        self._found.notes.append((kind, node.get(f"{W}id", "")))

    def _ruby(self, node: etree._Element) -> None:
        for base in node.iterfind(f"{W}rubyBase"):
            self._walk(base)

    def _inserted(self, node: etree._Element) -> None:
        self.met.inserted += 1
        self._walk(node)

    def _deleted(self, node: etree._Element) -> None:
        words = "".join(one.text or "" for one in node.iter(f"{W}delText", f"{W}t"))
        if words.strip() and len(self.met.deleted) < _MOST_DELETED:
            self.met.deleted.append(words.translate(_LINES).strip())

    def _moved_away(self, _: etree._Element) -> None:
        self.met.moved += 1

    def _alternate(self, node: etree._Element) -> None:
        chosen = chosen_of(node)
        if chosen is not None:
            self._walk(chosen)

    def _drawing(self, node: etree._Element) -> None:
        """Takes the text boxes in a drawing, in its order, and counts its pictures."""
        for one in node:
            tag = one.tag
            if tag == f"{W}txbxContent":
                self._box(one)
            elif tag == f"{_V}textpath" and one.get("string"):
                self._box(one.get("string", "").translate(_LINES))
            elif tag in (f"{_A}blip", f"{_V}imagedata"):
                self.met.pictures += 1
            elif tag == f"{MC}AlternateContent":
                chosen = chosen_of(one)
                if chosen is not None:
                    self._drawing(chosen)
            else:
                self._drawing(one)

    def _box(self, box: etree._Element | str) -> None:
        if self._is_shown:
            (self._found.after if self._at else self._found.before).append(box)


def chosen_of(node: etree._Element) -> etree._Element | None:
    """Returns the one of several forms of the same content (mc:AlternateContent) that is read: the first with words in it."""
    forms = [one for one in node if one.tag in (f"{MC}Choice", f"{MC}Fallback")]
    with_words = (one for one in forms if next(one.iter(f"{W}t", f"{_V}textpath"), None) is not None)
    return next(with_words, forms[0] if forms else None)


def is_gone(properties: etree._Element | None) -> bool:
    """Tells whether the end of a paragraph was deleted or moved away: its words belong to the next one."""
    run = properties.find(f"{W}rPr") if properties is not None else None
    return run is not None and (run.find(f"{W}del") is not None or run.find(f"{W}moveFrom") is not None)


_READERS: dict[object, Callable[[ParagraphReader, etree._Element], None] | None] = {
    f"{W}r": ParagraphReader._run,
    f"{W}t": ParagraphReader._text,
    f"{_M}t": ParagraphReader._text,
    f"{W}tab": ParagraphReader._tab,
    f"{W}ptab": ParagraphReader._tab,
    f"{W}br": ParagraphReader._break,
    f"{W}cr": ParagraphReader._break,
    f"{W}noBreakHyphen": ParagraphReader._hyphen,
    f"{W}sym": ParagraphReader._symbol,
    f"{W}fldChar": ParagraphReader._field_sign,
    f"{W}footnoteReference": ParagraphReader._note,
    f"{W}endnoteReference": ParagraphReader._note,
    f"{W}ruby": ParagraphReader._ruby,
    f"{W}ins": ParagraphReader._inserted,
    f"{W}del": ParagraphReader._deleted,
    f"{W}moveFrom": ParagraphReader._moved_away,
    f"{W}drawing": ParagraphReader._drawing,
    f"{W}pict": ParagraphReader._drawing,
    f"{W}object": ParagraphReader._drawing,
    f"{MC}AlternateContent": ParagraphReader._alternate,
    f"{W}pPr": None,
    f"{W}rPr": None,
    f"{W}sdtPr": None,
    f"{W}sdtEndPr": None,
    f"{W}instrText": None,
    f"{W}delText": None,
    f"{W}delInstrText": None,
}
"""What reads an element; None where nothing in it is shown."""
