"""Saved pages: the document out of the frame, the card, tables, lists, encodings, and what must be refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import small_files as small
from graph_schema.errors import InputError
from ingest.formats import web
from ingest.formats.table import format_in

PAGES = sorted((Path(__file__).parent / "data/formats").glob("portal-*.html"))
LINES = (
    "青石县人民政府关于加强商户信用管理的通知",
    "各乡镇人民政府，县政府各部门：",
    "一、依照《征信业管理条例》第十四条，将失信商户列入名单，并向社会公布。",
    "二、对列入名单的商户，一年内不得参加评优评先，期满后经核查合格的，移出名单。",
    "青石县人民政府",
    "2022年3月4日",
)
ROWS = ("序号\t措施\t依据\t", "\t\t法律名称\t条款", "1\t限制评优\t《青石条例》\t第三条")
FRAME = ("首页", "字体", "打印", "分享", "上一篇", "版权所有", "政民互动", "扫一扫")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_document_is_read_out_of_every_design(page: Path) -> None:
    written = page.read_text(encoding="utf-8")
    found = web.read(written.encode("gb18030" if "gb2312" in written else "utf-8"), page.name)
    lines = found.text.split("\n")
    assert [line for line in lines if line in LINES] == list(LINES)
    assert not [word for word in FRAME if word in found.text]
    assert "发文字号：青政发〔2022〕8号" in lines and "有效性：有效" in lines
    assert found.metadata["发文字号"] == "青政发〔2022〕8号"
    assert lines.index("有效性：有效") < lines.index(LINES[0])
    assert [line for line in lines if line in ROWS] == list(ROWS)
    assert any(warning.code == "web.attachments" for warning in found.warnings)
    assert found.page_map is not None
    told = "".join(found.text[place.start : place.end] for place in found.page_map.places(0, len(found.text)))
    assert all(line in told for line in LINES[1:])


def test_there_are_several_designs() -> None:
    assert len(PAGES) >= 4


def body(words: str) -> str:
    """Returns the text of a page with this body."""
    return web.read(f"<!DOCTYPE html><html><body>{words}</body></html>".encode(), "甲.html").text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("<ol start=3><li>甲<li>乙</ol>", "3. 甲\n4. 乙"),
        ("<ol reversed><li>甲<li>乙</ol>", "2. 甲\n1. 乙"),
        ("<ol type=a><li>甲<li value=28>乙</ol>", "a. 甲\nab. 乙"),
        ("<ol type=I><li>甲<li value=9>乙</ol>", "I. 甲\nIX. 乙"),
        ("<ol style='list-style-type:cjk-ideographic'><li>甲<li value=12>乙</ol>", "一、甲\n十二、乙"),
        ("<ol><li>一、甲<li>（二）乙</ol>", "一、甲\n（二）乙"),
        ("<ol style='list-style:none'><li>甲</ol>", "甲"),
        ("<p>甲<br>乙", "甲\n乙"),
        ("<p>第一\n    条", "第一条"),
        ("<p>甲<span hidden>乙</span><b style='display: none'>丙</b>丁", "甲丁"),
        ("<p>甲&ldquo;乙&#x4e00;&rdquo;", "甲“乙一”"),
        ("<table><tr><td><p>甲</p><p>乙</p></td></tr></table>", "甲\n乙"),
        ("<table><tr><td rowspan=2>甲<td colspan=2>乙<br>丙<tr><td>丁<td>戊</table>", "甲\t乙丙\t\n\t丁\t戊"),
        ("<pre>甲\n乙</pre>", "甲\n乙"),
        ("<nav>丙丁</nav><p>甲乙<script>var a='<p>丙'</script><!-- 丙 --><style>p{}</style>", "甲乙"),
    ],
)
def test_what_a_browser_shows(words: str, text: str) -> None:
    assert body(words) == text


@pytest.mark.parametrize("bom", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_a_page_is_read_in_every_encoding_whatever_it_declares(encoding: str, bom: bool) -> None:
    sign = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    wrong = small.html().decode().replace("charset=utf-8", "charset=big5")
    data = sign * bom + wrong.encode(encoding)
    shown = format_in(data)
    assert shown is not None and shown.media == "text/html"
    assert web.read(data, "甲.html").text == web.read(small.html(), "甲.html").text


def test_a_page_in_one_file_reads_as_the_page() -> None:
    assert web.read(small.mhtml(), "甲.mhtml").text == web.read(small.html(), "甲.html").text


def test_a_frame_that_is_in_the_file_is_read_in_its_place() -> None:
    head = "From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n boundary=b\r\n\r\n"
    parts = {"http://a/": "<html><p>甲</p><iframe src='cid:f1'></iframe><p>丙</p></html>", "": "<html><p>乙</p></html>"}
    pieces = [
        f"--b\r\nContent-Type: text/html\r\nContent-ID: <f1>\r\nContent-Location: {at}\r\n\r\n{page}\r\n"
        if not at
        else f"--b\r\nContent-Type: text/html\r\nContent-Location: {at}\r\n\r\n{page}\r\n"
        for at, page in parts.items()
    ]
    assert web.read(f"{head}{''.join(pieces)}--b--".encode(), "甲.mht").text == "甲\n乙\n丙"


def test_what_is_broken_in_the_text_is_refused_and_elsewhere_told() -> None:
    page = small.html()
    assert [w.code for w in web.read(page.replace("首页".encode(), "首页".encode()[:-1]), "甲.html").warnings][
        -1
    ] == "web.broken"
    with pytest.raises(InputError, match="甲"):
        web.read(page.replace("第十四条".encode(), "第十四条".encode()[:-1], 1), "甲.html")


@pytest.mark.parametrize(
    "page",
    ["<div>" * 5000 + "甲", "<p " + " ".join(f"a{n}=1" for n in range(5000)) + ">甲", "<p>甲" * 1_000_001],
    ids=["deep", "attributes", "tags"],
)
def test_what_no_page_is_like_is_refused(page: str) -> None:
    with pytest.raises(InputError, match="甲"):
        web.read(f"<html>{page}".encode(), "甲.html")


@given(
    st.binary(max_size=300)
    | st.text("<>/=\"' apdivtrlo甲。：", max_size=300).map(lambda words: f"<html>{words}".encode())
    | st.lists(
        st.sampled_from(
            (
                "<table>",
                "<tr>",
                "<td rowspan=9 colspan=3>",
                "</table>",
                "<li>",
                "<ol>",
                "</a>",
                "<a href=a.doc>",
                "甲。",
                "<p hidden>",
            )
        )
    ).map(lambda words: "".join(words).encode())
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = web.read(data, "甲.html")
    except InputError as error:
        assert "甲.html" in error.message
        return
    assert found.text.strip()
    assert found.page_map is not None
    assert all(found.text[p.start : p.end].strip() for p in found.page_map.places(0, len(found.text)))


def test_a_page_of_short_lines_without_end_is_read_in_a_moment() -> None:
    page = f"<html><body><h1>关于渡口的通知</h1>{'<p>灯火' * 30_000}</body></html>".encode()
    begun = time.process_time()
    assert web.read(page, "甲.html").text.count("灯火") == 30_000
    assert time.process_time() - begun < 10
