"""Workbooks: reading one beside calamine's to_python, which gives the values of cells without a text, places and spans."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache, partial

from benchmarks.formats.rows import Row, beside
from benchmarks.small_files import packed

_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_COLUMNS = 8
_SIZES = ((200, 3), (20_000, 3), (100_000, 1))
_MOST = 700.0  # MB, with the interpreter


def rows() -> Iterator[Row]:
    """Yields a row a size: a list, a register, a register as large as any."""
    for size, passes in _SIZES:
        yield beside(
            f"XLSX, {size:,} rows of {_COLUMNS} cells",
            partial(_read, size),
            partial(_bare, size),
            size,
            "rows",
            wanted=0.7 if size > 1_000 else None,  # a small one is looked over for a millisecond
            most=_MOST,
            passes=passes,
        )


@cache
def _file(size: int) -> bytes:
    """Returns a register: numbers, names, numbers of documents, measures and their basis."""
    strings = [*(f"青石县第{n}茶叶合作社" for n in range(size)), *(f"青政发〔2022〕{n}号" for n in range(size))]
    strings += ["列入失信名单", "《征信业管理条例》第十四条", "财政局", "一年", "2021年底"]
    last = 2 * size
    cells = (
        "".join(
            (
                f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>{n - 1}</v></c><c r="C{n}" t="s"><v>{size + n - 1}</v></c>',
                *(f'<c r="{letter}{n}" t="s"><v>{last + at}</v></c>' for at, letter in enumerate("DEFGH")),
                "</row>",
            )
        )
        for n in range(1, size + 1)
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_P}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_P}/relationships"><Relationship Id="a" Type="{_R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_S} xmlns:r="{_R}"><sheets><sheet name="清单" sheetId="1" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_P}/relationships"><Relationship Id="a" Type="{_R}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{_R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            "xl/sharedStrings.xml": f"<sst {_S}>{''.join(f'<si><t>{one}</t></si>' for one in strings)}</sst>",
            "xl/worksheets/sheet1.xml": f"<worksheet {_S}><sheetData>{''.join(cells)}</sheetData></worksheet>",
        }
    )


def _read(size: int) -> None:
    from ingest.formats.sheets import read

    read(_file(size), "a.xlsx")


def _bare(size: int) -> None:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_file(size)))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
