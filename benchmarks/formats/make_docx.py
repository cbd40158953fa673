"""Makes Word files from texts, with numbers that Word counts itself; for tests and scores, no part of the product.

第一条, 一、, （一） and 1. at the beginning of a paragraph stand in numbering.xml and not in the text wherever Word, counting, shows
the same number; else they stay typed, as they do in files that people wrote. The letterhead stands in a text box, the running
head in the header, the number of the page in the footer.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.formats.blocks import Block, Kind, blocks_of, is_title
from graph_schema.numerals import value_of

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMERAL = "[一二三四五六七八九十百]+"


@dataclass(frozen=True, slots=True)
class _Form:
    """Holds how a number is written: its pattern, how numbering.xml says it, of which list (0 items, 1 chapters and articles), how deep."""

    pattern: re.Pattern[str]
    shown: str
    counted: str
    list: int
    level: int
    goes_on: bool = False


_FORMS = (
    _Form(re.compile(f"({_NUMERAL})、"), "%1、", "chineseCountingThousand", 0, 0),
    _Form(re.compile(f"（({_NUMERAL})）"), "（%2）", "chineseCountingThousand", 0, 1),
    _Form(re.compile(r"(\d{1,2})[.．](?!\d)"), "%3.", "decimal", 0, 2),
    _Form(re.compile(f"第({_NUMERAL})章"), "第%1章", "chineseCountingThousand", 1, 0),
    # Articles go on from chapter to chapter.
    _Form(re.compile(f"第({_NUMERAL})条"), "第%2条", "chineseCountingThousand", 1, 1, goes_on=True),
)


@dataclass(slots=True)
class _Counter:
    """Counts as Word does: a level begins anew below a higher one, and where a new list begins."""

    counts: dict[int, int] = field(default_factory=dict)
    number: int = 0

    def next(self, form: _Form) -> int:
        """Returns the number that comes next at the level of a form."""
        return self.counts.get(form.level, 0) + 1

    def takes(self, form: _Form) -> None:
        """Counts one on."""
        self.counts[form.level] = self.next(form)
        deeper = [f for f in _FORMS if f.list == form.list and f.level > form.level and not f.goes_on]
        for other in deeper:
            self.counts.pop(other.level, None)


def docx_of(text: str, running_head: str = "") -> bytes:
    """Returns a DOCX of a text: one paragraph a line, the cells of a table parted by tabs."""
    import docx

    document: Any = docx.Document()
    blocks = blocks_of(text)
    numbering = _Numbering(document)
    for at, block in enumerate(blocks):
        if block.kind is Kind.TABLE:
            _table(document, block)
        elif at == 0 and block.kind is Kind.MIDDLE and block.words.endswith("文件"):
            _text_box(document, block.words)
        else:
            _paragraph(document, numbering, block, title=is_title(blocks, at))
    section = document.sections[0]
    section.header.paragraphs[0].text = running_head
    _page_number(section.footer.paragraphs[0])
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _paragraph(document: Any, numbering: _Numbering, block: Block, *, title: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    auto, words = numbering.of(block.words) if block.kind is Kind.PLAIN else (None, block.words)
    paragraph = document.add_paragraph(style="Title" if title else None)
    # What people type is in several runs, wherever the pen paused.
    for piece in _runs(words):
        paragraph.add_run(piece)
    if auto is not None:
        paragraph._p.get_or_add_pPr().append(auto)
    sides = {Kind.MIDDLE: WD_ALIGN_PARAGRAPH.CENTER, Kind.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT}
    if block.kind in sides:
        paragraph.alignment = sides[block.kind]


def _runs(words: str) -> Iterator[str]:
    for at in range(0, len(words), 17):
        yield words[at : at + 17]


class _Numbering:
    """Adds the lists of a text to the numbering part of its file, and tells which numbers they show."""

    def __init__(self, document: Any) -> None:
        """Begins with the file's own numbering, emptied."""
        self._part = document.part.numbering_part.element
        for child in list(self._part):
            self._part.remove(child)
        for at in (0, 1):
            self._part.append(_element(_abstract(at)))
        self._lists = [_Counter(), _Counter()]
        self._made = 0

    def of(self, words: str) -> tuple[Any, str]:
        """Returns (what numbers the paragraph, or None; the words that stay)."""
        for form in _FORMS:
            found = form.pattern.match(words)
            if found is None:
                continue
            value = int(found[1]) if found[1].isdecimal() else value_of(found[1])
            counter = self._lists[form.list]
            if value == 1 and (counter.number == 0 or counter.next(form) != 1):
                counter = self._lists[form.list] = self._new_list(form)
            if counter.number == 0 or counter.next(form) != value:
                return None, words
            rest = words[found.end() :]
            blank = rest[:1] in (" ", "\u3000")
            if blank != (form.list == 1):
                return None, words
            counter.takes(form)
            return _element(_numbered(form.level, counter.number)), rest.lstrip(" \u3000") if blank else rest
        return None, words

    def _new_list(self, form: _Form) -> _Counter:
        self._made += 1
        restarts = "".join(
            f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="1"/></w:lvlOverride>' for at in range(3)
        )
        words = f'<w:num {_ns()} w:numId="{self._made}"><w:abstractNumId w:val="{form.list}"/>{restarts}</w:num>'
        self._part.append(_element(words))
        return _Counter(number=self._made)


def _ns() -> str:
    return f'xmlns:w="{_WORD}"'


def _abstract(at: int) -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{form.level}"><w:start w:val="1"/><w:numFmt w:val="{form.counted}"/>'
        + ('<w:lvlRestart w:val="0"/>' if form.goes_on else "")
        + f'<w:suff w:val="{"space" if at else "nothing"}"/><w:lvlText w:val="{form.shown}"/></w:lvl>'
        for form in _FORMS
        if form.list == at
    )
    return (
        f'<w:abstractNum {_ns()} w:abstractNumId="{at}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )


def _numbered(level: int, number: int) -> str:
    return f'<w:numPr {_ns()}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _table(document: Any, block: Block) -> None:
    wide = max(map(len, block.rows))
    table = document.add_table(rows=0, cols=wide, style="Table Grid")
    for row in block.rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=False):
            cell.text = words


def _text_box(document: Any, words: str) -> None:
    """Adds a text box as Word writes it: once as a drawing, once more for programs that know no drawings."""
    from xml.sax.saxutils import escape

    inner = f'<w:txbxContent><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>{escape(words)}</w:t></w:r></w:p></w:txbxContent>'
    run = (
        f'<w:r {_ns()} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        '<wp:extent cx="5400000" cy="720000"/><wp:docPr id="1" name="1"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        f"<wps:spPr/><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document.add_paragraph()._p.append(_element(run))


def _page_number(paragraph: Any) -> None:
    paragraph.add_run("— ")
    for kind in ("begin", "", "end"):
        inner = f'<w:fldChar w:fldCharType="{kind}"/>' if kind else "<w:instrText>PAGE</w:instrText>"
        paragraph._p.append(_element(f"<w:r {_ns()}>{inner}</w:r>"))
    paragraph.add_run(" —")


def _element(words: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(words)
