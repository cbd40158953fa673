"""Small valid files of each format, made on the fly: what the fuzzer mutates (benchmarks.fuzz) and hostile files are made of.

Each holds a notice, a table, and what the format has beside text: headers, notes, numbers, comments, links, pictures.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

TITLE = "青石县人民政府关于加强商户信用管理的通知"
NUMBER = "青政发〔2022〕8号"
LINES = (
    TITLE,
    NUMBER,
    "各乡镇人民政府：",
    "一、依照《征信业管理条例》第十四条，将失信企业列入名单。",
    "（一）对列入名单的企业，一年内不得参加评优。",
    "青石县人民政府",
    "2022年3月4日",
)
ROWS = (("序号", "措施", "依据"), ("1", "列入失信名单", "《征信业管理条例》第十四条"), ("2", "限制参加评优", ""))

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def packed(parts: Mapping[str, str | bytes], *, is_stored: bool = False) -> bytes:
    """Returns a packed file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, archive.compression)
    return out.getvalue()


# --- Word ----------------------------------------------------------------------------------------


def _run(words: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'


def _paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def docx_parts(body: str = "") -> dict[str, str | bytes]:
    """Returns the parts of a Word file with this body; one with everything where none is given."""
    spaces = (
        f'xmlns:w="{W}" xmlns:r="{_RELATIONS}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    )
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{_RELATIONS}/{kind}" Target="{kind}{end}.xml"/>'
            for n, (kind, end) in enumerate(
                (
                    ("styles", ""),
                    ("numbering", ""),
                    ("header", "1"),
                    ("footer", "1"),
                    ("footnotes", ""),
                    ("comments", ""),
                )
            )
        )
        + "</Relationships>",
        "word/document.xml": f"{_HEAD}<w:document {spaces}><w:body>{body or _body()}</w:body></w:document>",
        "word/styles.xml": f'{_HEAD}<w:styles {spaces}><w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style></w:styles>",
        "word/numbering.xml": f'{_HEAD}<w:numbering {spaces}><w:abstractNum w:abstractNumId="0">'
        + "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
            for n, (form, shown) in enumerate(
                (("chineseCounting", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%1.%2.%3"))
            )
        )
        + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="3"/>'
        "</w:lvlOverride></w:num></w:numbering>",
        "word/header1.xml": f"{_HEAD}<w:hdr {spaces}>{_paragraph(_run('青石县人民政府文件'))}</w:hdr>",
        "word/footer1.xml": f"{_HEAD}<w:ftr {spaces}>{_paragraph(_run('— 1 —'))}</w:ftr>",
        "word/footnotes.xml": f'{_HEAD}<w:footnotes {spaces}><w:footnote w:id="1">{_paragraph(_run("见附件。"))}</w:footnote></w:footnotes>',
        "word/comments.xml": f'{_HEAD}<w:comments {spaces}><w:comment w:id="1" w:author="甲">{_paragraph(_run("请核对。"))}</w:comment></w:comments>',
        "docProps/core.xml": f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>通知</dc:title><cp:keywords>信用</cp:keywords></cp:coreProperties>',
        "docProps/custom.xml": f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" '
        'pid="2" name="来源"><vt:lpwstr>办公室</vt:lpwstr></property></Properties>',
    }


def _body() -> str:
    lines = "".join(_paragraph(_run(line)) for line in LINES[:3])
    numbered = "".join(
        _paragraph(_run(words), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        for level, words in (
            (0, "依照《征信业管理条例》第十四条，将失信企业列入名单。"),
            (1, "一年内不得参加评优。"),
            (2, "其他。"),
        )
    )
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{_paragraph(_run(cell))}</w:tc>' for cell in row)}</w:tr>" for row in ROWS)
    merged = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>'
    table = f"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>{cells}{merged}</w:tbl>"
    changes = _paragraph(
        f'<w:ins w:id="3" w:author="甲">{_run("新增")}</w:ins><w:del w:id="4" w:author="甲"><w:r><w:delText>删去</w:delText></w:r></w:del>'
        f'<w:moveFrom w:id="5">{_run("移走")}</w:moveFrom><w:moveTo w:id="6">{_run("移来")}</w:moveTo>'
    )
    box = _paragraph(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>'
        f"{_paragraph(_run('文本框'))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        f"{_paragraph(_run('文本框'))}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    notes = _paragraph(
        _run("有注的")
        + '<w:r><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart w:id="1"/>'
        + _run("句子")
        + '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/><w:br/><w:tab/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + _run("7")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    section = '<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:footerReference w:type="default" r:id="r3"/></w:sectPr>'
    return lines + numbered + table + changes + box + notes + section


def docx() -> bytes:
    """Returns a Word file with one of everything."""
    return packed(docx_parts())


# --- web pages -----------------------------------------------------------------------------------


def html(encoding: str = "utf-8") -> bytes:
    """Returns a page as portals have them: navigation, a card, an article with a table, a footer."""
    rows = "".join(f"<tr>{''.join(f'<td rowspan=1 colspan=1>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    page = (
        f"<!DOCTYPE html>\n<html><head><meta charset={encoding}><title>{TITLE}</title><meta name=ContentSource content=办公室>"
        "<style>p{color:red}</style><script>var a='<p>';</script></head><body><div class=nav><ul><li><a href=/>首页</a></li>"
        "<li><a href=/zw>政务公开</a></li></ul></div><table class=xxgk><tr><td>索引号</td><td>0001/2022-8</td><td>发布机构</td><td>青石县</td>"
        f"</tr><tr><td>文号</td><td>{NUMBER}</td><td>有效性</td><td>有效</td></tr></table><div id=zoom class=TRS_Editor>"
        + "".join(f"<p style='text-indent:2em'>{line}</p>" for line in LINES)
        + f"<table border=1><tbody>{rows}</tbody></table><ol><li>甲&nbsp;乙&#x4e00;<br>丙</ol><div style='display:none'>看不见</div>"
        "<img src=http://127.0.0.1:9/a.png><iframe src=http://127.0.0.1:9/></iframe></div><!-- 注释 --><div class=footer>版权所有</div></body></html>\n"
    )
    return page.encode(encoding)


def mhtml() -> bytes:
    """Returns the same page as a browser saves it, in one file."""
    import quopri

    head = 'From: <Saved by Blink>\nSubject: 1\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="--b"\n\n'
    page = quopri.encodestring(html()).decode("ascii")
    parts = f"----b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: http://127.0.0.1/a\n\n{page}\n"
    picture = "----b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: http://127.0.0.1/a.png\n\niVBORw0KGgo=\n"
    return f"{head}{parts}{picture}----b--\n".encode()


# --- PDF -----------------------------------------------------------------------------------------


def pdf_of(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Returns a PDF of these objects, numbered from 1; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, at)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", *, is_packed: bool = False) -> bytes:
    """Returns a stream object."""
    if is_packed:
        content, entries = zlib.compress(content), entries + b"/Filter/FlateDecode"
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def glyphs(words: str) -> bytes:
    """Returns words as a string in hexadecimal of `pdf`'s font."""
    return words.encode("utf-16-be").hex().encode()


def pdf(
    *,
    is_packed: bool = False,
    pages: int = 2,
    lines: Sequence[str] = LINES,
    more: bytes = b"",
    on: int = 1,
    keywords: str = "x",
) -> bytes:
    """Returns a PDF with text in Chinese (a font without outlines, with /ToUnicode), drawn lines, outline, link and Info.

    `more` is drawn on the page `on` (from 1), behind all else.
    """
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def 1 begincodespacerange <0000> <ffff> "
        b"endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end end"
    )
    drawn_lines = [b"BT /F1 12 Tf 72 %d Td <%s> Tj ET" % (760 - 24 * n, glyphs(line)) for n, line in enumerate(lines)]
    table = [b"72 %d 300 20 re S" % (500 - 20 * n) for n in range(3)] + [
        b"%d 460 m %d 520 l S" % (x, x) for x in (72, 172, 272, 372)
    ]
    cells = [
        b"BT /F1 9 Tf %d %d Td <%s> Tj ET" % (76 + 100 * column, 506 - 20 * row, glyphs(cell))
        for row, cells in enumerate(ROWS)
        for column, cell in enumerate(cells)
        if cell
    ]
    hidden = b"BT 3 Tr /F1 12 Tf 72 100 Td <%s> Tj ET" % glyphs("看不见的字")
    content = b"\n".join((b"q 1 0 0 1 0 0 cm", *drawn_lines, *table, *cells, hidden, b"Q"))
    first = 8
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(pages))
    drawn = [
        item
        for n in range(pages)
        for item in (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate 0/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R"
            b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://127.0.0.1:9/)>>>>]>>"
            % (first + 2 * n + 1),
            stream(
                content
                + b"\n%s" % (more if n + 1 == on else b"")
                + b"\nBT /F1 9 Tf 290 40 Td <%s> Tj ET" % glyphs(f"— {n + 1} —"),
                is_packed=is_packed,
            ),
        )
    ]
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
            b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
            b"/FontDescriptor 5 0 R/DW 1000/W[32[500 500]]>>",
            b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>",
            stream(cmap, is_packed=is_packed),
            b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count 1>>" % (first + 2 * pages, first + 2 * pages),
            *drawn,
            b"<</Title(1)/Parent 7 0 R/Dest[%d 0 R /Fit]>>" % first,
            b"<</Title<FEFF%s>/Keywords<FEFF%s>/Producer(y)>>" % (glyphs(TITLE), glyphs(keywords)),
        ],
        b"/Info %d 0 R" % (first + 2 * pages + 1),
    )


# --- OFD -----------------------------------------------------------------------------------------

OFD = "http://www.ofdspec.org/2016"


def ofd_parts() -> dict[str, str | bytes]:
    """Returns the parts of an OFD (GB/T 33190—2016) of one page."""
    space = f'xmlns:ofd="{OFD}"'
    objects = "".join(
        f'<ofd:TextObject ID="{10 + n}" Boundary="20 {20 + 8 * n} 170 6" Font="2" Size="4"><ofd:TextCode X="0" Y="4" '
        f'DeltaX="g {len(line) - 1} 4">{line}</ofd:TextCode></ofd:TextObject>'
        for n, line in enumerate(LINES)
    )
    path = '<ofd:PathObject ID="90" Boundary="20 90 170 1" Stroke="true"><ofd:AbbreviatedData>M 0 0 L 170 0</ofd:AbbreviatedData></ofd:PathObject>'
    return {
        "OFD.xml": f'{_HEAD}<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Title>{TITLE}</ofd:Title>'
        '<ofd:CustomDatas><ofd:CustomData Name="来源">办公室</ofd:CustomData></ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>'
        "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"{_HEAD}<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        '</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/PublicRes.xml": f'{_HEAD}<ofd:Res {space} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>',
        "Doc_0/Pages/Page_0/Content.xml": f'{_HEAD}<ofd:Page {space}><ofd:Template TemplateID="5" ZOrder="Background"/><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>'
        f'<ofd:Content><ofd:Layer ID="6" Type="Body"><ofd:PageBlock ID="7">{objects}{path}</ofd:PageBlock></ofd:Layer></ofd:Content></ofd:Page>',
        "Doc_0/Tpls/Tpl_0/Content.xml": f'{_HEAD}<ofd:Page {space}><ofd:Content><ofd:Layer ID="8" Type="Background"><ofd:TextObject ID="80" Boundary="90 280 30 6" Font="2" Size="3">'
        '<ofd:TextCode X="0" Y="3">— 1 —</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>',
        "Doc_0/Signs/Signatures.xml": f'{_HEAD}<ofd:Signatures {space}><ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>',
        "Doc_0/Signs/Sign_0/Signature.xml": f'{_HEAD}<ofd:Signature {space}><ofd:SignedInfo><ofd:Provider ProviderName="x"/><ofd:SignatureMethod>1</ofd:SignatureMethod>'
        '<ofd:StampAnnot ID="1" PageRef="1" Boundary="120 70 40 40"/></ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>',
        "Doc_0/Signs/Sign_0/SignedValue.dat": b"0\x03\x02\x01\x00",
    }


def ofd() -> bytes:
    """Returns an OFD with text, a drawn line, a template and a seal."""
    return packed(ofd_parts())


# --- sheets --------------------------------------------------------------------------------------

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx_parts() -> dict[str, str | bytes]:
    """Returns the parts of a workbook with one sheet, merged cells, shared and inline words, a header and a comment."""
    words = [cell for row in ROWS for cell in row]
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{"ABC"[c]}{r}" t="s"><v>{3 * (r - 1) + c}</v></c>' for c in range(3))
        + "</row>"
        for r in (1, 2, 3)
    )
    extra = '<row r="4"><c r="A4"><v>44621</v></c><c r="B4" t="inlineStr"><is><t>行内</t></is></c><c r="C4" t="b"><v>1</v></c></row>'
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_RELATIONS}"><sheets><sheet name="清单" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_SHEET}" count="9" uniqueCount="9">{"".join(f"<si><t>{one}</t></si>" for one in words)}</sst>',
        "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_SHEET}"><cellXfs count="1"><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_SHEET}"><dimension ref="A1:C4"/><sheetData>{cells}{extra}</sheetData>'
        '<mergeCells count="1"><mergeCell ref="A4:B5"/></mergeCells><headerFooter><oddHeader>&amp;C信用清单</oddHeader></headerFooter></worksheet>',
    }


def xlsx() -> bytes:
    """Returns a workbook."""
    return packed(xlsx_parts())


def ods() -> bytes:
    """Returns an OpenDocument workbook."""
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'{_HEAD}<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="清单">{rows}'
            '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"/></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
            "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        },
        is_stored=True,
    )


def csv(encoding: str = "utf-8") -> bytes:
    """Returns a table as text with commas."""
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS).encode(encoding)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls() -> bytes:
    """Returns an old workbook (BIFF8 in a compound file) of one sheet."""

    def begin(kind: int) -> bytes:
        return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))

    def label(row: int, column: int, words: str) -> bytes:
        return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(words), 1) + words.encode("utf-16-le"))

    cells = b"".join(label(r, c, words) for r, row in enumerate(ROWS) for c, words in enumerate(row) if words)
    number = _record(0x203, struct.pack("<HHHd", 3, 0, 0, 44621.0))
    sheet = begin(0x10) + _record(0x200, struct.pack("<IIHHH", 0, 4, 0, 3, 0)) + cells + number + _record(0x0A, b"")
    name = "清单"
    bound = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    head = begin(5)
    at = len(head) + 4 + 4 + len(bound) + 4
    return compound({"Workbook": head + _record(0x85, struct.pack("<I", at) + bound) + _record(0x0A, b"") + sheet})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Returns a compound file (OLE2) with these streams, as old Word, WPS and Excel files are."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    bodies = [content.ljust(4096, b"\0") for content in streams.values()]
    bodies = [body + b"\0" * (-len(body) % sector) for body in bodies]
    table: list[int] = [0xFFFFFFFD, end]  # the table of sectors itself, the folder
    starts = []
    for body in bodies:
        starts.append(len(table))
        count = len(body) // sector
        table += [*range(len(table) + 1, len(table) + count), end]
    table += [free] * (128 - len(table))
    if len(table) > 128:
        raise ValueError("more than one sector of the table")

    def entry(name: str, kind: int, child: int, start: int, size: int, right: int = free) -> bytes:
        words = name.encode("utf-16-le") + b"\0\0"
        return words.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(words), kind, 1, free, right, child, b"", 0, 0, 0, start, size
        )

    names = list(streams)
    entries = entry("Root Entry", 5, 1, end, 0) + b"".join(
        entry(name, 2, free, starts[n], len(bodies[n]), n + 2 if n + 1 < len(names) else free)
        for n, name in enumerate(names)
    )
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    difat = struct.pack("<109I", 0, *[free] * 108)
    return (
        (head + difat).ljust(512, b"\0") + struct.pack("<128I", *table) + entries.ljust(512, b"\0") + b"".join(bodies)
    )


# --- pictures, text, bundles -----------------------------------------------------------------------


def png(width: int = 32, height: int = 24, *, data: bytes | None = None) -> bytes:
    """Returns a grey picture; with other `data` than that of so many pixels the header lies."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = data if data is not None else zlib.compress((b"\0" + b"\xff" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture(kind: str) -> bytes:
    """Returns a small picture in a format that Pillow writes: JPEG, TIFF, BMP, GIF, WEBP."""
    from PIL import Image, ImageDraw

    out, drawn = io.BytesIO(), Image.new("L", (64, 48), 255)
    ImageDraw.Draw(drawn).rectangle((8, 8, 40, 20), fill=0)
    drawn.save(out, kind)
    return out.getvalue()


def text(encoding: str = "utf-8") -> bytes:
    """Returns a notice as plain text, its table parted by tabs."""
    return ("\n\n".join(LINES) + "\n\n" + "\n".join("\t".join(row) for row in ROWS) + "\n").encode(encoding)


def markdown() -> bytes:
    """Returns a notice in Markdown, with settings above it, a comment and a table."""
    rows = "\n".join(f"| {' | '.join(row)} |" for row in (ROWS[0], ("---",) * 3, *ROWS[1:]))
    body = "\n\n".join(LINES[2:])
    return f"---\ntitle: {TITLE}\nkeywords: 信用\n---\n\n# {TITLE}\n\n**{NUMBER}**\n\n<!-- 注 -->\n\n{body}\n\n{rows}\n".encode()


def bundle() -> bytes:
    """Returns a packed folder with files of several formats, one of them packed again."""
    inner = packed({"丙.txt": text()})
    return packed({"正文.txt": text(), "附件/甲.html": html(), "附件/乙.docx": docx(), "丙.zip": inner})


SEEDS: dict[str, tuple[bytes, ...]] = {
    ".txt": (text(), text("gb18030"), text("utf-16")),
    ".md": (markdown(),),
    ".docx": (docx(),),
    ".html": (html(), html("gbk")),
    ".mhtml": (mhtml(),),
    ".pdf": (pdf(), pdf(is_packed=True, pages=3)),
    ".ofd": (ofd(),),
    ".xlsx": (xlsx(),),
    ".ods": (ods(),),
    ".xls": (xls(),),
    ".csv": (csv(), csv("gb18030")),
    ".zip": (bundle(),),
    ".png": (png(),),
}
"""Small files by suffix. Pictures of other kinds need Pillow: `picture`."""
