"""Small files of office programs, made from their parts: Word files, workbooks, compound files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Returns a packed file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def run(words: str, properties: str = "") -> str:
    """Returns a run of words."""
    return f'<w:r>{f"<w:rPr>{properties}</w:rPr>" if properties else ""}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    """Returns a paragraph of runs."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def part(tag: str, inside: str) -> str:
    """Returns the XML of a part."""
    return f"<w:{tag} {_SPACES}>{inside}</w:{tag}>"


def word_file(body: str, **parts: str) -> bytes:
    """Returns a Word file with this body; other parts by their names without folder and ending: numbering="…"."""
    held = {f"word/{name}.xml": xml for name, xml in parts.items()}
    return packed({"word/document.xml": part("document", f"<w:body>{body}</w:body>"), **held})


def sheet_xml(cells: str, before: str = "", after: str = "") -> str:
    """Returns the XML of a sheet with these rows."""
    return f'<worksheet xmlns="{_S}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'


def workbook(sheets: Mapping[str, str], shared: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """Returns a workbook of these sheets (XML by name), with these shared strings."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
        for n, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    strings = "".join(f"<si><t>{escape(word)}</t></si>" for word in shared)
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_R}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
            f'<Relationship Id="s" Type="{_R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/sharedStrings.xml": f'<sst xmlns="{_S}">{strings}</sst>',
            **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)},
        }
    )


def rows_xml(rows: Sequence[Sequence[str]]) -> str:
    """Returns rows of cells with their words in them; empty ones are left out."""
    return "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for c, cell in enumerate(row, 1)
            if cell
        )
        + "</row>"
        for r, row in enumerate(rows, 1)
    )


def ods(rows: Sequence[Sequence[str]]) -> bytes:
    """Returns an ODS workbook with one sheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    space = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed(
        {
            "mimetype": kind,
            "content.xml": f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" '
            f'xmlns:text="{space}:text:1.0"><office:body><office:spreadsheet><table:table table:name="清单">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{space}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        }
    )


def compound(*streams: str) -> bytes:
    """Returns a compound file (MS-CFB) with empty streams of these names at its root."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    sectors = 1 + (len(streams) + 4) // 4
    chain = [0xFFFFFFFD, *range(2, sectors), end]
    entries = [_entry("Root Entry", 5, free, 1 if streams else free)]
    entries += [_entry(name, 2, n + 2 if n + 1 < len(streams) else free, free) for n, name in enumerate(streams)]
    listing = b"".join(entries).ljust((sectors - 1) * 512, b"\0")
    return head + struct.pack("<128I", *chain, *[free] * (128 - len(chain))) + listing


def _entry(name: str, kind: int, following: int, child: int) -> bytes:
    words = name.encode("utf-16-le")
    return (
        words.ljust(64, b"\0")
        + struct.pack("<HBB", len(words) + 2, kind, 1)
        + struct.pack("<III", 0xFFFFFFFF, following, child)
        + bytes(36)
        + struct.pack("<IQ", 0xFFFFFFFE, 0)
    )
