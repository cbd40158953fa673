"""Files of each format that bear a mark of secrecy where that format has places for one, and files that only speak of secrets."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks import small_files as small
from benchmarks.small_files import W, packed

HIDDEN = "霜溪县不可外流之名单"
"""Words that stand in every marked file, and must stand nowhere else afterwards."""

MARK = "机密★10年"
_SAID = "一、凡涉及国家秘密、机密的信息，不得公开；内部资料由专人保管。"
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_SPACES = (
    f'xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)

Make = Callable[[], bytes]


def _p(words: str, style: str = "") -> str:
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def _docx(first: str = "", **parts: str) -> bytes:
    """Returns a Word file: what stands above its text, and parts whose names have `_` for `/` and lack `.xml`."""
    body = first + "".join(map(_p, (HIDDEN, *small.LINES, _SAID)))
    section = '<w:sectPr><w:headerReference w:type="default" r:id="r2"/><w:footerReference w:type="default" r:id="r3"/></w:sectPr>'
    named = {f"{name.replace('_', '/')}.xml": xml for name, xml in parts.items()}
    return packed({**small.docx_parts(body + section), **named})


def _header(inside: str) -> str:
    return f"{_XML}<w:hdr {_SPACES}>{inside}</w:hdr>"


def _box(words: str) -> str:
    content = f"<w:txbxContent>{_p(words)}</w:txbxContent>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def _watermark(words: str) -> str:
    return _header(
        f'<w:p><w:r><w:pict><v:shape id="PowerPlusWaterMarkObject1"><v:textpath string="{words}"/></v:shape></w:pict></w:r></w:p>'
    )


def _core(inside: str) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{inside}</cp:coreProperties>'
    )


def _custom(name: str, words: str) -> str:
    return (
        f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}"><vt:lpwstr>{words}</vt:lpwstr></property></Properties>'
    )


def _at(x: float, y: float, words: str, size: int = 12) -> bytes:
    return b"BT /F1 %d Tf %d %d Td <%s> Tj ET" % (size, x, y, small.glyphs(words))


def _pdf(*drawn: bytes, info: str = "x", page: int = 1) -> bytes:
    """Returns a PDF of two pages, with more drawn at the end of one of them, and keywords."""
    lines = [*small.LINES[:2], HIDDEN, small.LINES[3], _SAID, *small.LINES[5:]]
    return small.pdf(lines=lines, more=b"\n".join(drawn), on=page, keywords=info)


def _ofd(**parts: Callable[[str], str]) -> bytes:
    """Returns an OFD with some parts altered: the last word of a part's name, and what is made of its XML."""
    whole = small.ofd_parts()
    for name, alter in parts.items():
        place = next(one for one in whole if one.endswith(f"{name}.xml") and "Tpl" not in one)
        whole[place] = alter(str(whole[place]))
    page = "Doc_0/Pages/Page_0/Content.xml"
    whole[page] = str(whole[page]).replace(small.LINES[2], HIDDEN).replace(small.LINES[4], _SAID)
    return packed(whole)


def _ofd_corner(words: str) -> Callable[[str], str]:
    code = f'<ofd:TextObject ID="99" Boundary="150 8 50 6" Font="2" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 9 4">{words}</ofd:TextCode></ofd:TextObject>'
    return lambda xml: xml.replace("</ofd:PageBlock>", f"{code}</ofd:PageBlock>")


def _ofd_property(inside: str) -> Callable[[str], str]:
    return lambda xml: xml.replace("<ofd:CustomDatas>", f"{inside}<ofd:CustomDatas>", 1)


def _ofd_custom(name: str, words: str) -> Callable[[str], str]:
    return lambda xml: xml.replace(
        "</ofd:CustomDatas>", f'<ofd:CustomData Name="{name}">{words}</ofd:CustomData></ofd:CustomDatas>'
    )


def _xlsx(first: str = "", header: str = "信用清单", **parts: str) -> bytes:
    """Returns a workbook whose first cell says this, with a header."""
    whole = small.xlsx_parts()
    sheet = str(whole["xl/worksheets/sheet1.xml"]).replace("&amp;C信用清单", header).replace("行内", HIDDEN)
    whole["xl/worksheets/sheet1.xml"] = sheet
    if first:
        whole["xl/sharedStrings.xml"] = str(whole["xl/sharedStrings.xml"]).replace("<t>序号</t>", f"<t>{first}</t>")
    return packed({**whole, **{f"{name.replace('_', '/')}.xml": xml for name, xml in parts.items()}})


def _html(first: str = "", card: str = "有效性</td><td>有效", head: str = "") -> bytes:
    page = (
        small.html()
        .decode()
        .replace("有效性</td><td>有效", card)
        .replace("<div id=zoom class=TRS_Editor>", f"<div id=zoom class=TRS_Editor>{first}")
    )
    return (
        page.replace(small.LINES[2], HIDDEN)
        .replace(small.LINES[4], _SAID)
        .replace("<style>", f"{head}<style>")
        .encode()
    )


def _mhtml(first: str) -> bytes:
    import base64

    page = base64.encodebytes(_html(first)).decode()
    return (
        'From: <x>\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="--b"\n\n'
        f"----b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{page}\n----b--\n"
    ).encode()


def _text(first: str = "") -> bytes:
    return "\n\n".join((*filter(None, (first,)), *small.LINES[:2], HIDDEN, _SAID)).encode()


_NAVIGATION = "".join(f"<li><a href=/{n}>栏目{n}，要闻。</a></li>" for n in range(60))

MARKED: dict[str, Make] = {
    "正文.txt": lambda: _text(MARK),
    "正文.docx": lambda: _docx(_p(MARK)),
    "右对齐.docx": lambda: _docx(_p("绝密", '<w:pPr><w:jc w:val="right"/></w:pPr>')),
    "页眉.docx": lambda: _docx(word_header1=_header(_p(MARK))),
    "页眉文本框.docx": lambda: _docx(word_header1=_header(_box("机密"))),
    "页脚.docx": lambda: _docx(word_footer1=f"{_XML}<w:ftr {_SPACES}>{_p('内部资料 注意保存')}</w:ftr>"),
    "首页页眉.docx": lambda: _docx(word_header2=_header(_p("秘密★长期"))),
    "文本框.docx": lambda: _docx(_p("青石县人民政府文件") + _box(MARK)),
    "水印.docx": lambda: _docx(word_header1=_watermark("机密")),
    "内部水印.docx": lambda: _docx(word_header1=_watermark("内部资料")),
    "关键词.docx": lambda: _docx(docProps_core=_core("<cp:keywords>机密</cp:keywords>")),
    "类别.docx": lambda: _docx(docProps_core=_core("<cp:category>秘密★1年</cp:category>")),
    "属性.docx": lambda: _docx(docProps_custom=_custom("密级", "机密")),
    "右上角.pdf": lambda: _pdf(_at(470, 800, MARK)),
    "左上角.pdf": lambda: _pdf(_at(72, 800, "绝密")),
    "竖排.pdf": lambda: _pdf(*(_at(30, 700 - 14 * n, letter) for n, letter in enumerate("机密★五年"))),
    "水印.pdf": lambda: _pdf(b"q 0.7 0.7 -0.7 0.7 200 300 cm 0.9 g " + _at(0, 0, "内部资料", 60) + b" Q"),
    "关键词.pdf": lambda: _pdf(info="机密"),
    "右上角.ofd": lambda: _ofd(Content=_ofd_corner(MARK)),
    "自定义.ofd": lambda: _ofd(OFD=_ofd_custom("密级", "机密")),
    "自定义英文名.ofd": lambda: _ofd(OFD=_ofd_custom("SecretLevel", MARK)),
    "关键词.ofd": lambda: _ofd(OFD=_ofd_property("<ofd:Keywords><ofd:Keyword>机密★10年</ofd:Keyword></ofd:Keywords>")),
    "主题.ofd": lambda: _ofd(OFD=_ofd_property("<ofd:Subject>内部资料 注意保存</ofd:Subject>")),
    "首行.xlsx": lambda: _xlsx(MARK),
    "页眉.xlsx": lambda: _xlsx(header="&amp;R机密★10年"),
    "属性.xlsx": lambda: _xlsx(docProps_custom=_custom("密级", "秘密")),
    "首行.csv": lambda: f"{MARK},,\n序号,措施,依据\n1,{HIDDEN},\n".encode(),
    "首段.html": lambda: _html(f"<p align=right>{MARK}</p>"),
    "页头.html": lambda: _html().replace(b"<body>", f"<body><header><div>{MARK}</div></header>".encode()),
    "名片.html": lambda: _html(card="密级</td><td>机密"),
    "导航之后.html": lambda: _html(f"<p>{MARK}</p>").replace(b"<ul>", f"<ul>{_NAVIGATION}".encode()),
    "首段.mhtml": lambda: _mhtml(f"<p>{MARK}</p>"),
    "一件.zip": lambda: packed({"公开.txt": _text(), "夹/涉密.docx": _docx(_p(MARK))}),
    "套包.zip": lambda: packed({"公开.txt": _text(), "里.zip": packed({"涉密.txt": _text(MARK)})}),
    "文本.doc": lambda: _text(MARK),
}  # fmt: skip
"""Each must be refused, and nothing of it kept."""

OPEN: dict[str, Make] = {
    "正文.docx": lambda: _docx(),
    "题名.docx": lambda: _docx(_p("关于加强机密文件管理的通知"), docProps_core=_core("<cp:keywords>国家秘密;机密;信用</cp:keywords>")),
    "公开.docx": lambda: _docx(docProps_custom=_custom("密级", "公开"), word_header1=_header(_p("保密工作简报"))),
    "正文.pdf": lambda: _pdf(info="信用,保密"),
    "第二页.pdf": lambda: _pdf(_at(72, 300, "注：机密是指重要的国家秘密。"), page=2),
    "正文.ofd": lambda: _ofd(OFD=_ofd_custom("密级", "公开")),
    "正文.xlsx": lambda: _xlsx("密级"),
    "正文.html": lambda: _html(head="<meta name=keywords content=国家秘密,信用>"),
    "正文.zip": lambda: packed({"公开.txt": _text(), "夹/公开.docx": _docx()}),
}  # fmt: skip
"""Each only speaks of secrets, and is read."""
