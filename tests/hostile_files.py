"""Hostile files, made on the fly and never kept: bombs, loops, lies, locks, cuts, false names, and addresses that nobody may ask.

Each has what must become of it: it is READ (what is hostile in it is left alone), REFUSED with a sentence, or EITHER.
What is to be fetched lies at ADDRESS, where a test listens: nobody may knock.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from sizes import sized

from benchmarks import small_files as small
from benchmarks.small_files import OFD, W, packed, pdf_of, stream

ADDRESS = ("127.11.47.1", 47653)
READ, REFUSED, EITHER = "read", "refused", "either"
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "http://127.11.47.1:47653/entity"><!ENTITY l8 SYSTEM "file:///etc/passwd">]>'
DTD = '<!DOCTYPE x SYSTEM "http://127.11.47.1:47653/x.dtd">'


class Hostile(NamedTuple):
    """Holds what makes a file, what must become of it, and words of the sentence where it is refused."""

    make: Callable[[], bytes]
    outcome: str
    words: str = ""


def _declared(parts: Mapping[str, str | bytes], part: str, declaration: str) -> bytes:
    """Returns a packed file in whose part a document type is declared, and an entity is used."""
    xml = str(parts[part])
    head, _, rest = xml.partition("?>")
    first, _, body = rest.partition(">")
    return packed({**parts, part: f"{head}?>{declaration}{first}>&l9;{body}"})


def _nested_zip(depth: int) -> bytes:
    data = packed({"甲.txt": small.text()})
    for _ in range(depth):
        data = packed({"里.zip": data})
    return data


def _wide_zip(levels: int, width: int) -> bytes:
    """Returns a bomb in levels: each packed file holds as many of the next, the last as many bytes as it takes."""
    data = packed({"零.txt": bytes(1_000_000)})
    for _ in range(levels):
        data = packed({f"{n}.zip": data for n in range(width)})
    return data


def _overlapping(parts: Mapping[str, str | bytes], copies: int) -> bytes:
    """Returns a packed file whose list names its first part again and again, as the bombs without nesting do."""
    data = packed(parts)
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    (length,) = struct.unpack_from("<H", data, at + 28)
    entry = data[at : at + 46 + length]
    named = b"".join(entry[:46] + b"%0*d" % (length, n) for n in range(copies))
    own = data[at:end]
    count = len(parts) + copies
    tail = data[end:-14] + struct.pack("<HHIIH", count % 65536, count % 65536, len(own) + len(named), at, 0)
    return data[:at] + own + named + tail


def _docx(body: str = "", others: Mapping[str, str | bytes] | None = None) -> bytes:
    return packed({**small.docx_parts(body), **(others or {})})


def _styles(inside: str) -> str:
    return f'{_DECLARED}<w:styles xmlns:w="{W}">{inside}</w:styles>'


_STYLE_LOOP = _styles(
    '<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:link w:val="b"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="c"/></w:style>'
)
_NUMBER_LOOP = (
    f'{_DECLARED}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="n"/><w:styleLink w:val="n"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="999999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1%2%3%4%5%6%7%8%9"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
)
_SPANS = (
    "<w:p><w:r><w:t>通知</w:t></w:r></w:p><w:tbl><w:tr>"
    + '<w:tc><w:tcPr><w:gridSpan w:val="99999999"/><w:vMerge/></w:tcPr><w:p/></w:tc>' * 9
    + "</w:tr></w:tbl>"
)
_REMOTE = (
    f'{_DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" Target="http://127.11.47.1:47653/t.dotm" TargetMode="External"/>'
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://127.11.47.1:47653/i.png" TargetMode="External"/>'
    '<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="../../../../etc/passwd"/></Relationships>'
)


def _pdf(
    page: bytes = b"",
    *,
    catalogue: bytes = b"",
    tree: bytes = b"",
    content: bytes = b"",
    extra: tuple[bytes, ...] = (),
    trailer: bytes = b"",
) -> bytes:
    """Returns a PDF of one page: its own entries, those of the catalogue and of the tree of pages, and more objects from 5 on."""
    drawn = content or stream(b"BT /F1 12 Tf 72 700 Td (Notice 8) Tj ET")
    return pdf_of(
        [
            b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue,
            tree or b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>%s>>"
            % page,
            drawn,
            *extra,
        ],
        trailer,
    )


def _squeezed(size: int, times: int) -> bytes:
    """Returns a stream packed several times over: a thousandth of its size at each."""
    data = b" " * size + b"BT ET"
    for _ in range(times):
        data = zlib.compress(data, 9)
    return b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(data), b"/FlateDecode" * times, data)


def _locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(PdfReader(io.BytesIO(small.pdf()))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def _page_loop() -> bytes:
    return _pdf(tree=b"<</Type/Pages/Kids[3 0 R 2 0 R 2 0 R]/Count 1000000/Parent 2 0 R>>")


def _before_itself() -> bytes:
    data = small.pdf()
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % data.rindex(b"xref\n0"))


def _ofd(part: str, xml: str) -> bytes:
    """Returns an OFD with another part."""
    return packed({**small.ofd_parts(), f"Doc_0/{part}": xml})


def _ofd_page(inside: str) -> str:
    return (
        f'{_DECLARED}<ofd:Page xmlns:ofd="{OFD}"><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area>'
        f'<ofd:Content><ofd:Layer ID="6" Type="Body">{inside}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _ofd_words(code: str, boundary: str = "20 20 170 6") -> str:
    return f'<ofd:TextObject ID="9" Boundary="{boundary}" Font="2" Size="4"><ofd:TextCode {code}>通知</ofd:TextCode></ofd:TextObject>'


def _ofd_document(pages: str) -> str:
    return (
        f'{_DECLARED}<ofd:Document xmlns:ofd="{OFD}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>'
        f'<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>'
    )


def _xlsx(sheet: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return packed({**small.xlsx_parts(), "xl/worksheets/sheet1.xml": f"{_DECLARED}{head}{sheet}</worksheet>"})


def _ods(row: str) -> bytes:
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{_DECLARED}<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name='a'>{row}</table:table>"
            "</office:spreadsheet></office:body></office:document-content>",
        },
        is_stored=True,
    )


def _page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body><p>关于信用的通知</p>{body}</body></html>".encode()


# --- pictures whose header says 100,000 x 100,000 ----------------------------------------------------------

_HUGE = 100_000


def _huge_bmp() -> bytes:
    return (
        b"BM"
        + struct.pack("<IHHIIiiHHIIiiII", 54 + 16, 0, 0, 54, 40, _HUGE, _HUGE, 1, 24, 0, 16, 0, 0, 0, 0)
        + bytes(16)
    )


def _huge_tiff() -> bytes:
    fields = (
        (256, 4, 1, _HUGE),
        (257, 4, 1, _HUGE),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (277, 3, 1, 1),
        (278, 4, 1, _HUGE),
        (279, 4, 1, 16),
    )
    entries = b"".join(struct.pack("<HHII", *one) for one in fields)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(fields)) + entries + struct.pack("<I", 0)


def _loop_tiff() -> bytes:
    data = _huge_tiff().replace(struct.pack("<I", _HUGE), struct.pack("<I", 8))
    return data[:-4] + struct.pack("<I", 8)  # the next picture is this one


def _huge_jpeg() -> bytes:
    data = bytearray(small.picture("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(data)


def _huge_gif() -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HH", 65_535, 65_535)
        + b"\xf0\0\0\0\0\0\xff\xff\xff,"
        + struct.pack("<HHHH", 0, 0, 65_535, 65_535)
        + b"\0\x02\x02\x44\x01\0;"
    )


HOSTILE: dict[str, Hostile] = {
    # packed files
    "空白炸弹.docx": Hostile(lambda: packed({**small.docx_parts(), "word/document.xml": b" " * 70_000_000}), REFUSED, "展开后过大"),
    "重叠.docx": Hostile(lambda: _overlapping(small.docx_parts(), 2_000), REFUSED, "展开后过大"),
    "部件太多.docx": Hostile(lambda: _docx("", {f"x/{n}": "" for n in range(10_001)}), REFUSED),
    "层层.zip": Hostile(lambda: _nested_zip(60), REFUSED),
    "层层展开.zip": Hostile(lambda: _wide_zip(4, 12), REFUSED),
    "笑.docx": Hostile(lambda: _declared(small.docx_parts(), "word/document.xml", LAUGHS), REFUSED),
    "外部实体.docx": Hostile(lambda: _declared(small.docx_parts(), "word/document.xml", OUTSIDE), REFUSED),
    "外部DTD.docx": Hostile(lambda: _declared(small.docx_parts(), "word/document.xml", DTD), REFUSED),
    "笑.xlsx": Hostile(lambda: _declared(small.xlsx_parts(), "xl/worksheets/sheet1.xml", LAUGHS), EITHER),
    "外部实体.xlsx": Hostile(lambda: _declared(small.xlsx_parts(), "xl/sharedStrings.xml", OUTSIDE), EITHER),
    "笑.ofd": Hostile(lambda: _declared(small.ofd_parts(), "Doc_0/Pages/Page_0/Content.xml", LAUGHS), REFUSED),
    "外部实体.ofd": Hostile(lambda: _declared(small.ofd_parts(), "OFD.xml", OUTSIDE), REFUSED),
    # Word
    "远程模板.docx": Hostile(lambda: packed({**small.docx_parts(), "word/_rels/settings.xml.rels": _REMOTE, "word/_rels/document.xml.rels": _REMOTE}), EITHER),
    "宏.docx": Hostile(lambda: _docx("", {"word/vbaProject.bin": small.compound({"dir": b"x"})}), READ),
    "深表.docx": Hostile(lambda: _docx("<w:tbl><w:tr><w:tc>" * 33_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 33_000), REFUSED, "嵌套太深"),
    "百万段.docx": Hostile(lambda: _docx("<w:p/>" * sized(100_000, 1_000_000)), EITHER),
    "样式循环.docx": Hostile(lambda: _docx("", {"word/styles.xml": _STYLE_LOOP}), READ),
    "编号循环.docx": Hostile(lambda: _docx("", {"word/numbering.xml": _NUMBER_LOOP}), READ),
    "跨百万列.docx": Hostile(lambda: _docx(_SPANS), EITHER),
    "加密.docx": Hostile(lambda: small.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), REFUSED),
    "旧文件.docx": Hostile(lambda: small.compound({"WordDocument": b"x"}), REFUSED),
    "只有开头.docx": Hostile(lambda: b"PK\x03\x04" + bytes(200), REFUSED),
    # PDF
    "脚本.pdf": Hostile(lambda: _pdf(catalogue=b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.11.47.1:47653/'\\))>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>"), EITHER),
    "附件.pdf": Hostile(lambda: _pdf(catalogue=b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>]>>>>", extra=(stream(b"MZ"),)), EITHER),
    "页树循环.pdf": Hostile(_page_loop, EITHER),
    "大纲循环.pdf": Hostile(lambda: _pdf(catalogue=b"/Outlines 5 0 R", extra=(b"<</First 6 0 R/Last 6 0 R/Count 9>>", b"<</Title(1)/Parent 5 0 R/Next 6 0 R/First 5 0 R>>")), EITHER),
    "前表循环.pdf": Hostile(_before_itself, EITHER),
    "百万页.pdf": Hostile(lambda: _pdf(tree=b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"), EITHER),
    "同一页百万次.pdf": Hostile(lambda: _pdf(tree=b"<</Type/Pages/Kids[%s]/Count 200000>>" % (b"3 0 R " * 200_000)), EITHER),
    "流炸弹.pdf": Hostile(lambda: _pdf(content=_squeezed(100_000_000, 2)), EITHER),
    "巨页.pdf": Hostile(lambda: _pdf(b"/MediaBox[0 0 1e9 1e9]/UserUnit 1e9"), EITHER),
    "口令.pdf": Hostile(_locked_pdf, REFUSED, "密码"),
    "无页.pdf": Hostile(lambda: _pdf(tree=b"<</Type/Pages/Kids[]/Count 0>>"), REFUSED),
    "只有标识.pdf": Hostile(lambda: b"%PDF-1.7\n", REFUSED),
    "表单循环.pdf": Hostile(lambda: _pdf(b"/Resources<</XObject<</X 5 0 R>>>>", content=stream(b"/X Do"), extra=(stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"),)), REFUSED, "中断"),
    "字体说谎.pdf": Hostile(lambda: small.pdf().replace(b"<0000> <ffff> <0000>", b"<0000> <ffff> <D800>"), EITHER),
    # pages
    "百万层.html": Hostile(lambda: _page("<div>" * 1_000_000 + "甲"), EITHER),
    "百万层表.html": Hostile(lambda: _page("<table><tr><td>" * 100_000 + "甲"), EITHER),
    "百万格.html": Hostile(lambda: _page("<table><tr><td rowspan=99999999 colspan=99999999>甲</td></tr><tr><td>乙</td></tr></table>"), READ),
    "远程.html": Hostile(lambda: _page("<img src=http://127.11.47.1:47653/i><script src=http://127.11.47.1:47653/s></script><iframe src=http://127.11.47.1:47653/f></iframe>", "<meta http-equiv=refresh content='0;url=http://127.11.47.1:47653/r'><base href=http://127.11.47.1:47653/><link rel=stylesheet href=http://127.11.47.1:47653/c>"), READ),
    "笑.html": Hostile(lambda: f"{_DECLARED}{LAUGHS}<html><body><p>通知&l9;</p></body></html>".encode(), EITHER),
    "外部实体.html": Hostile(lambda: f"{_DECLARED}{OUTSIDE}<html><body><p>通知&l9;&l8;</p></body></html>".encode(), EITHER),
    "没有声明.html": Hostile(lambda: small.html("gb18030").replace(b"<meta charset=gb18030>", b""), READ),
    "只有脚本.html": Hostile(lambda: b"<html><body><script>var a = 1</script></body></html>", REFUSED),
    "没有网页.mhtml": Hostile(lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n--b--\n", REFUSED),
    "层层.mhtml": Hostile(lambda: b"".join(b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)), REFUSED),
    # names that are not what the bytes are
    "网页.doc": Hostile(small.html, READ),
    "网页.xls": Hostile(small.html, READ),
    "表.xls": Hostile(small.csv, READ),
    "图片.docx": Hostile(small.png, EITHER),
    "文本.pdf": Hostile(small.text, READ),
    "程序.txt": Hostile(lambda: b"\x7fELF\x02" + bytes(99), REFUSED),
    "说不清.docx": Hostile(lambda: bytes(range(256)) * 9, REFUSED),
    # OFD
    "模板循环.ofd": Hostile(lambda: _ofd("Tpls/Tpl_0/Content.xml", _ofd_page('<ofd:Template TemplateID="5"/>' + _ofd_words('X="0" Y="4"'))), EITHER),
    "百万页.ofd": Hostile(lambda: _ofd("Document.xml", _ofd_document('<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 300_000)), EITHER),
    "走出去.ofd": Hostile(lambda: _ofd("Document.xml", _ofd_document('<ofd:Page ID="1" BaseLoc="../../../../etc/passwd"/>')), REFUSED),
    "亿个间距.ofd": Hostile(lambda: _ofd("Pages/Page_0/Content.xml", _ofd_page(_ofd_words('X="0" Y="4" DeltaX="g 1000000000 4 g 99999999999 1"'))), EITHER),
    "不是数.ofd": Hostile(lambda: _ofd("Pages/Page_0/Content.xml", _ofd_page(_ofd_words('X="NaN" Y="inf"', "NaN 1e400 -1e400 x"))), EITHER),
    "没有正文.ofd": Hostile(lambda: packed({"OFD.xml": f'{_DECLARED}<ofd:OFD xmlns:ofd="{OFD}"/>'}), REFUSED),
    # sheets
    "远格.xlsx": Hostile(lambda: _xlsx('<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'), EITHER),
    "全表合并.xlsx": Hostile(lambda: _xlsx('<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>清单</t></is></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), EITHER),
    "没有的格.xlsx": Hostile(lambda: _xlsx('<sheetData><row r="1"><c r="ZZZZZ99999999999" t="s"><v>99999999999</v></c><c t="s"><v>-1</v></c></row></sheetData>'), EITHER),
    "亿行.ods": Hostile(lambda: _ods('<table:table-row table:number-rows-repeated="1000000000"><table:table-cell office:value-type="string" table:number-columns-repeated="1000000000"><text:p>甲</text:p></table:table-cell></table:table-row>'), EITHER),
    "长格.csv": Hostile(lambda: b'"' + "甲".encode() * 200_000 + b'",x\n', EITHER),
    "引号.csv": Hostile(lambda: b'"' * 300_001, EITHER),
    # pictures
    "巨图.png": Hostile(lambda: small.png(_HUGE, _HUGE, data=zlib.compress(bytes(99))), REFUSED),
    "炸弹.png": Hostile(lambda: small.png(30_000, 30_000, data=zlib.compress(bytes(1_000_000))), REFUSED),
    "巨图.bmp": Hostile(_huge_bmp, REFUSED),
    "巨图.tif": Hostile(_huge_tiff, REFUSED),
    "循环.tif": Hostile(_loop_tiff, EITHER),
    "巨图.jpg": Hostile(_huge_jpeg, REFUSED),
    "巨图.gif": Hostile(_huge_gif, REFUSED),
}  # fmt: skip


def cuts(share: int = 10) -> Iterator[tuple[str, bytes]]:
    """Yields each small file cut at every tenth of its length, by name."""
    for suffix, files in small.SEEDS.items():
        for at in range(1, share):
            yield f"截{at}{suffix}", files[-1][: len(files[-1]) * at // share]
