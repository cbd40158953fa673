"""Word files: automatic numbers, tables, text boxes, notes, tracked changes, hidden words, and what must not happen on any bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import W, packed, paragraph, part, run, word_file
from sizes import sized

from benchmarks.mutation import mutated
from benchmarks.small_files import docx as one_of_everything
from benchmarks.small_files import docx_parts
from graph_schema.errors import InputError
from graph_schema.page_map import Unit
from graph_schema.terms import RepairKind
from ingest.formats import docx, office
from ingest.formats.docx_numerals import shown_number
from ingest.formats.file_text import Cell, FileText
from ingest.formats.files import FileBytes
from ingest.formats.table import document_text, law_paragraphs
from ingest.reading import read as read_source


def read(body: str, **parts: str) -> FileText:
    """Returns what is read from a Word file with this body."""
    return docx.read(word_file(body, **parts), "某.docx")


def text(body: str, **parts: str) -> str:
    """Returns the text of a Word file with this body."""
    return read(body, **parts).text


# --- automatic numbers -------------------------------------------------------------------------------


def level(at: int, form: str, shown: str, more: str = "", start: int = 1) -> str:
    """Returns a level of a list."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{shown}"/></w:lvl>'


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """Returns numbering.xml with one group of levels."""
    return part("numbering", f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}')


def item(words: str, at: int = 0, number: int | str = 1) -> str:
    """Returns a paragraph that a list numbers."""
    return paragraph(run(words), f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {10: "１０"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedParen", {3: "⑶"}),
        ("decimalEnclosedFullstop", {3: "⒊"}),
        ("ideographEnclosedCircle", {2: "㊁", 11: "11"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 101: "一○一"}),
        ("chineseCountingThousand", {10: "十", 15: "十五", 110: "一百一十", 101: "一百零一", 1010: "一千零一十"}),
        ("japaneseCounting", {10: "十", 21: "二十一", 101: "百一", 230: "二百三十"}),
        ("ideographDigital", {10: "一〇", 25: "二五"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 102: "壹佰零贰"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB"}),
        ("lowerRoman", {4: "iv", 9: "ix", 14: "xiv"}),
        ("upperRoman", {1990: "MCMXC"}),
        ("ordinal", {1: "1st", 12: "12th", 22: "22nd"}),
        ("某种没有的", {7: "7"}),
    ],
)
def test_numbers_are_shown_as_word_shows_them(form: str, numbers: dict[int, str]) -> None:
    assert {number: shown_number(number, form) for number in numbers} == numbers


@given(st.integers(1, 32_767))
def test_chinese_numbers_of_the_thousands_differ_from_each_other(number: int) -> None:
    words = shown_number(number, "chineseCountingThousand")
    assert words != shown_number(number % 32_767 + 1, "chineseCountingThousand")
    assert not words.startswith("零") and not words.endswith("零") and "零零" not in words


def test_levels_count_on_and_begin_anew_below_a_higher_one() -> None:
    numbering = lists(
        level(0, "chineseCounting", "第%1章", '<w:suff w:val="space"/>'),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
        level(2, "decimal", "（%3）"),
    )
    body = "".join(
        item(words, at)
        for words, at in (("总则", 0), ("甲", 1), ("子", 2), ("丑", 2), ("分则", 0), ("乙", 1), ("寅", 2))
    )
    assert (
        text(body, numbering=numbering) == "第一章 总则\n第一条 甲\n（1）子\n（2）丑\n第二章 分则\n第二条 乙\n（1）寅\n"
    )


def test_a_number_names_the_levels_above_in_arabic_digits_where_that_is_asked() -> None:
    numbering = lists(
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%1.%2.%3."),
    )
    body = item("甲") + item("2019年的", 1) + item("2019年的", 2)
    assert text(body, numbering=numbering) == "一、甲\n1.1 2019年的\n一.1.1. 2019年的\n"


def test_lists_of_the_same_levels_count_on_but_where_one_says_where_it_begins() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="upperLetter"/><w:lvlText w:val="%1）"/></w:lvl></w:lvlOverride></w:num>'
    )
    body = "".join(item("甲", 0, number) for number in (1, 2, 3, 3, 4, 9))
    shown = text(body, numbering=lists(level(0, "decimal", "%1、"), nums=nums)).split("\n")
    assert shown == ["1、甲", "2、甲", "5、甲", "6、甲", "G）甲", "甲", ""]


def test_styles_number_their_paragraphs_and_a_paragraph_can_refuse() -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="T1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T2"><w:basedOn w:val="T1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="T3"><w:basedOn w:val="T3"/></w:style>',
    )
    numbering = lists(level(0, "decimal", "%1、", '<w:pStyle w:val="T1"/>'), level(1, "lowerLetter", "%2）"))
    body = "".join(
        paragraph(run("甲"), f'<w:pStyle w:val="{style}"/>{more}')
        for style, more in (
            ("T1", ""),
            ("T1", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("T1", ""),
            ("T3", ""),
            ("T1", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'),
        )
    )
    assert text(body, numbering=numbering, styles=styles) == "1、甲\n甲\n2、甲\n甲\na）甲\n"


def test_bullets_are_shown_and_those_of_symbol_fonts_as_one_sign() -> None:
    numbering = lists(
        level(0, "bullet", "\uf0b7"), level(1, "bullet", "◆", '<w:suff w:val="nothing"/>'), level(2, "none", "")
    )
    assert text(item("甲") + item("乙", 1) + item("丙", 2), numbering=numbering) == "• 甲\n◆乙\n丙\n"


# --- tables ------------------------------------------------------------------------------------------


def cell(inside: str, properties: str = "") -> str:
    """Returns a cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: str) -> str:
    """Returns a table of rows of cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def words(*lines: str) -> str:
    """Returns a paragraph for each line."""
    return "".join(paragraph(run(line)) for line in lines)


DOWN, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_a_row_is_a_line_and_a_merged_cell_stands_in_its_first_place() -> None:
    found = read(
        words("惩戒清单")
        + table(
            cell(words("措施"), '<w:gridSpan w:val="2"/>') + cell(words("依据")),
            cell(words("甲"), DOWN) + cell(words("一行", "两行", "three", "four")) + cell(words("丙"), DOWN),
            cell(words(""), ON) + cell(words("丁")) + cell(words(""), ON),
        )
    )
    assert found.text == "惩戒清单\n措施\t\t依据\n甲\t一行两行three four\t丙\n\t丁\t\n"
    (only,) = found.tables
    assert only.name == "惩戒清单"
    assert list(only.rows) == [
        (1, ((0, Cell(words="措施", columns=2)), (2, Cell(words="依据")))),
        (2, ((0, Cell(words="甲", rows=2)), (1, Cell(words="一行两行three four")), (2, Cell(words="丙", rows=2)))),
        (3, ((1, Cell(words="丁")),)),
    ]


def test_a_frame_is_no_table_and_a_table_in_a_cell_stays_in_its_row() -> None:
    inner = table(cell(words("子")) + cell(words("丑")), cell(words("寅")) + cell(words("卯")))
    assert text(table(cell(words("第一段。", "第二段。") + inner))) == "第一段。\n第二段。\n子\t丑\n寅\t卯\n"
    assert text(table(cell(words("左")) + cell(words("右") + inner))) == "左\t右子 丑寅 卯\n"


def test_a_column_of_automatic_numbers_has_them() -> None:
    row = cell(paragraph("", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')) + cell(words("甲"))
    assert text(table(row, row), numbering=lists(level(0, "decimal", "%1"))) == "1\t甲\n2\t甲\n"


def test_a_measure_below_a_merged_cell_rests_on_the_basis_beside_it() -> None:
    head = "".join(cell(words(name)) for name in ("序号", "失信行为", "惩戒措施", "依据"))
    first = ("1", "拖欠工资", "限制参加政府采购活动", "《政府采购法》第二十二条")
    below = ("", "", "三年内不得申请财政资金", "")
    body = words("青石县失信惩戒措施清单") + table(
        head,
        "".join(cell(words(one), "" if at == 2 else DOWN) for at, one in enumerate(first)),
        "".join(cell(words(one), "" if at == 2 else ON) for at, one in enumerate(below)),
    )
    reading = read_source(FileBytes("清单.docx", "0" * 64, word_file(body)).as_file())
    based = {
        measure.text: [b.citation for b in reading.basis if b.measure == measure.id] for measure in reading.measures
    }
    assert set(based) == {first[2], below[2]}
    assert based[first[2]] == based[below[2]] != []


# --- what stands beside the words --------------------------------------------------------------------


def box(inside: str) -> str:
    """Returns a text box as word processors write it: twice, for new ones and for old ones."""
    return (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_stands_once_ahead_of_or_behind_the_words_that_it_hangs_on() -> None:
    assert text(paragraph(box(words("青石县人民政府文件"))) + words("正文")) == "青石县人民政府文件\n正文\n"
    assert text(
        paragraph(run("甲") + box(words("框内", "两行") + table(cell(words("子")) + cell(words("丑")))) + run("乙"))
    ) == ("甲乙\n框内\n两行\n子\t丑\n")
    drawn = '<w:r><w:pict><v:shape><v:textpath string="某某县文件"/></v:shape></w:pict></w:r>'
    assert text(paragraph(drawn) + words("甲")) == "某某县文件\n甲\n"


def test_notes_stand_below_the_paragraph_or_the_table_that_calls_them() -> None:
    call = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    notes = part("footnotes", "".join(f'<w:footnote w:id="{n}">{words(f"注文{n}。")}</w:footnote>' for n in (2, 3)))
    body = (
        paragraph(run("甲") + call.format(2) + run("，乙。"))
        + table(cell(paragraph(run("丙") + call.format(3))) + cell(words("丁")), cell(words("戊")) + cell(words("己")))
        + words("庚")
    )
    assert text(body, footnotes=notes) == "甲，乙。\n注1：注文2。\n丙\t丁\n戊\t己\n注2：注文3。\n庚\n"


def test_tracked_changes_are_taken_as_accepted_and_told() -> None:
    gone = "<w:r><w:delText>删去</w:delText></w:r>"
    body = (
        paragraph(f"<w:ins>{run('新增')}</w:ins><w:del>{gone}</w:del><w:moveFrom>{run('移走')}</w:moveFrom>")
        + paragraph(run("前半"), "<w:rPr><w:del/></w:rPr>")
        + paragraph(f"{run('后半')}<w:moveTo>{run('移来')}</w:moveTo>")
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{cell(words('甲'))}</w:tr></w:tbl>"
    )
    found = read(body)
    assert found.text == "新增\n前半后半移来\n"
    assert found.comments == ("删除：删去",)
    (told,) = found.warnings
    assert told.code == "docx.changes" and dict(told.values) == {"inserted": 1, "deleted": 1, "moved": 1}


def test_comments_headers_and_fields_of_the_file_are_kept_apart() -> None:
    parts = {
        "word/document.xml": part("document", f"<w:body>{words('正文')}</w:body>"),
        "word/comments.xml": part("comments", f'<w:comment w:author="某人">{words("请核对", "第二条")}</w:comment>'),
        "word/header1.xml": part("hdr", words("内部资料 注意保存")),
        "docProps/core.xml": '<cp:p xmlns:cp="x" xmlns:dc="y"><dc:title>通知</dc:title><dc:creator>张某</dc:creator></cp:p>',
    }
    found = docx.read(packed(parts), "a.docx")
    assert (found.text, found.comments, found.above) == ("正文\n", ("请核对第二条",), ("内部资料 注意保存",))
    assert found.metadata == {"title": "通知", "author": "张某"}
    with pytest.raises(InputError, match="内部资料"):
        document_text(packed(parts), "a.docx")


def test_hidden_words_stand_in_the_text_with_a_repair() -> None:
    styles = part("styles", '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>')
    body = paragraph(
        run("看得见")
        + run("看不见", "<w:vanish/>")
        + run("也不见", '<w:rStyle w:val="H"/>')
        + run("见", '<w:vanish w:val="0"/>')
    )
    found = read(
        body + table(cell(words("甲") + paragraph(run("藏", "<w:vanish/>"))) + cell(words("乙"))), styles=styles
    )
    assert found.text == "看得见看不见也不见见\n甲藏\t乙\n"
    assert [(one.kind, one.span.of(found.text)) for one in found.repairs] == [
        (RepairKind.INVISIBLE, "看不见也不见"),
        (RepairKind.INVISIBLE, "藏"),
    ]
    assert [told.code for told in found.warnings] == ["docx.hidden"]
    assert law_paragraphs(word_file(body, styles=styles), "a.docx").lines == ("看得见见",)


SIGN = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (run("甲") + "<w:r><w:br/></w:r>" + run("乙"), "甲\n乙"),
        (run("甲") + "<w:r><w:noBreakHyphen/></w:r>" + run("乙"), "甲-乙"),
        (
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="仿宋" w:char="3014"/><w:sym w:char="x"/></w:r>',
            "☑〔",
        ),
        (f"<w:r><w:ruby><w:rt>{run('yī')}</w:rt><w:rubyBase>{run('一')}</w:rubyBase></w:ruby></w:r>", "一"),
        (f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>", "控件"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标记')}</w:smartTag>", "链接标记"),
        (f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>', "7"),
        (
            SIGN.format("begin") + run("指令") + SIGN.format("separate") + run("结果") + SIGN.format("end") + run("后"),
            "结果后",
        ),
        (SIGN.format("begin") + run("没有结束的指令"), ""),
        (run("甲\n乙\t丙"), "甲 乙 丙"),
    ],
)
def test_a_paragraph_has_the_words_that_are_shown(inside: str, shown: str) -> None:
    assert text(paragraph(inside) + words("下一段")) == f"{shown}\n下一段\n"


def test_each_paragraph_and_cell_has_its_number() -> None:
    found = read(words("一", "") + table(cell(words("二", "三")) + cell(words("四"))) + words("五"))
    assert found.page_map is not None
    places = [(found.text[p.start : p.end], p.number, p.unit) for p in found.page_map.places(0, len(found.text))]
    assert places == [(one, at, Unit.PARAGRAPH) for one, at in (("一", 1), ("二三", 3), ("四", 5), ("五", 6))]


# --- what is no usual Word file ----------------------------------------------------------------------


def test_the_strict_variant_and_a_document_of_another_name_are_read() -> None:
    strict = part("document", f"<w:body>{words('正文')}</w:body>").replace(
        W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="word/document2.xml"/></Relationships>'
    )
    data = packed({"_rels/.rels": relations, "word/document2.xml": strict})
    assert document_text(data, "a.docx").text == "正文\n"


def test_macros_and_what_is_elsewhere_are_told_and_left_alone() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="x/attachedTemplate" Target="http://127.0.0.1:9/a.dotm" TargetMode="External"/></Relationships>'
    )
    parts = {
        "word/document.xml": part("document", f"<w:body>{words('正文')}</w:body>"),
        "word/_rels/settings.xml.rels": relations,
        "word/vbaProject.bin": "x",
        "word/embeddings/a.xlsx": "x",
    }
    assert [told.code for told in docx.read(packed(parts), "a.docm").warnings] == [
        "docx.embedded",
        "docx.macros",
        "docx.outside",
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "file.blank"),
        (
            paragraph(
                '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r>'
            ),
            "docx.only_pictures",
        ),
        ("<w:p>" * 300 + "</w:p>" * 300, "file.nested_too_deep"),
        ("<w:p>", "file.part_damaged"),
    ],
)
def test_a_file_without_words_or_sense_is_a_sentence(body: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read(body)
    assert caught.value.said.code == code and "某.docx" in caught.value.message


def test_blocks_where_no_word_processor_puts_them_are_read_all_the_same() -> None:
    assert text(f"<w:tc>{words('甲')}</w:tc><w:tr>{words('乙')}</w:tr><w:tbl>{words('丙')}</w:tbl>") == "甲\n乙\n丙\n"
    assert "丁" in text(table(f"<w:tc>{words('甲')}<w:tc>{words('丁')}</w:tc></w:tc>"))


@given(st.integers(0, 2**32), st.integers(1, 4))
@settings(max_examples=sized(40, 3000), deadline=None)
def test_any_bytes_are_read_or_refused(seed: int, times: int) -> None:
    chance = random.Random(seed)
    data = one_of_everything()
    for _ in range(times):
        data = mutated(data, chance, [one_of_everything()])
    try:
        found = docx.read(data, "某.docx")
    except InputError:
        return
    assert found.page_map is not None
    places = list(found.page_map.places(0, len(found.text)))
    assert all(0 <= one.start < one.end <= len(found.text) and one.number for one in places)


@pytest.mark.skipif(office.program() is None or sized(0, 1) == 0, reason="make soak, where LibreOffice is installed")
def test_numbers_are_those_that_another_program_shows(tmp_path: Path) -> None:
    numbering = lists(
        level(0, "chineseCountingThousand", "第%1章", '<w:suff w:val="space"/>'),
        level(1, "decimal", "%2."),
        level(2, "lowerLetter", "%3)"),
    )
    chance = random.Random(1)
    body = "".join(item("甲", chance.randrange(3)) for _ in range(60))
    data = packed({**docx_parts(item("甲") + item("甲", 1) + body), "word/numbering.xml": numbering})
    shown = office.converted(data, "a.docx", ".docx", "txt:Text (encoded):UTF8").decode("utf-8-sig")
    squeezed = ["".join(line.split()) for line in shown.splitlines()]
    assert ["".join(line.split()) for line in docx.read(data, "a.docx").text.splitlines()] == squeezed
