"""Word files: reading one beside python-docx, which gives paragraphs and cells without automatic numbers, boxes, notes and places."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache, partial

from benchmarks.formats.rows import Row, beside
from benchmarks.small_files import docx_parts, packed

_SENTENCE = (
    "为加强渡口信用管理，",
    "根据《渡口管理条例》第十二条和有关规定，",
    "结合本县实际，制定本办法，请各单位遵照执行。",
)
_LOOK = '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/><w:color w:val="000000"/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr>'
_MOST = 400.0  # MB, with the interpreter


def rows() -> Iterator[Row]:
    """Yields a row for a document, one for tables, one for a document as large as any."""
    for what, paragraphs, cells, passes in (
        ("DOCX, 2,000 paragraphs", 2_000, 0, 3),
        ("DOCX, tables of 6,000 cells", 0, 6_000, 3),
        ("DOCX, 60,000 paragraphs", 60_000, 0, 1),
    ):
        yield beside(
            what,
            partial(_read, paragraphs, cells),
            partial(_bare, paragraphs, cells),
            paragraphs + cells,
            "paragraphs",
            wanted=0.6,
            most=_MOST,
            passes=passes,
        )


@cache
def _file(paragraphs: int, cells: int) -> bytes:
    """Returns a file of so many paragraphs of three runs each, every second one numbered, and so many cells, six in a row."""
    inside = "".join(f'<w:r>{_LOOK}<w:t xml:space="preserve">{words}</w:t></w:r>' for words in _SENTENCE)
    layout = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:line="560"/></w:pPr>'
    lines = [f"<w:p>{layout if at % 2 else ''}{inside}</w:p>" for at in range(paragraphs)]
    cell = f'<w:tc><w:tcPr><w:tcW w:w="1500"/></w:tcPr><w:p><w:r>{_LOOK}<w:t>限制参加评优</w:t></w:r></w:p></w:tc>'
    grid = f"<w:tblPr/><w:tblGrid>{'<w:gridCol/>' * 6}</w:tblGrid>"
    tables = [f"<w:tbl>{grid}{f'<w:tr>{cell * 6}</w:tr>' * 20}</w:tbl><w:p/>" for _ in range(cells // 120)]
    parts = docx_parts("".join((*lines, *tables)))
    relations = str(parts["word/_rels/document.xml.rels"])
    kinds = {
        name: f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        for name in ("styles", "numbering")
    }
    types = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, kind in kinds.items())
    head = str(parts["[Content_Types].xml"]).replace("</Types>", f"{types}</Types>")
    head = head.replace(
        "<Override",
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override',
        1,
    )
    return packed({**parts, "[Content_Types].xml": head, "word/_rels/document.xml.rels": relations})


def _read(paragraphs: int, cells: int) -> None:
    from ingest.formats.docx import read

    read(_file(paragraphs, cells), "a.docx")


def _bare(paragraphs: int, cells: int) -> None:
    import docx

    document = docx.Document(io.BytesIO(_file(paragraphs, cells)))
    words = [paragraph.text for paragraph in document.paragraphs]
    words += ["\t".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    assert words
