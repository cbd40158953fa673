"""OFD files: words by where they stand, tables, running heads, seals, fields; what cannot be read is said; hostile files are refused."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sizes import sized

from benchmarks.formats.make_ofd import Page, Style, ofd_of, packed, seal_of
from graph_schema.errors import InputError, SecretError
from graph_schema.page_map import Box
from graph_schema.terms import RepairKind
from ingest.formats.file_text import FileText
from ingest.formats.joining import PART_END
from ingest.formats.layout import Line, Sheet, laid_out
from ingest.formats.ofd import read
from ingest.formats.ofd_picture import picture
from ingest.formats.ofd_seals import seal_name
from ingest.formats.table import document_text

PARAGRAPH = (
    "为规范全县渡口的信用管理，根据《渡口管理条例》第十二条第2款和云政办〔2019〕8号文件，制定本办法，" * 4
    + "请遵照执行。"
)
NOTICE = "\n".join(
    (
        "云岭县人民政府关于印发渡口信用管理办法的通知",
        "云政发〔2020〕33号",
        "各乡镇人民政府，县政府各部门：",
        *[f"第{number}条 {PARAGRAPH}" for number in "一二三四五六七八九十"],
        "云岭县人民政府",
        "2020年5月1日",
    )
)
TABLE = "\n".join(
    (
        "附件1",
        "渡口信用措施清单",
        "序号\t措施\t依据",
        "1\t列入名单，" + "限制参加评优" * 6 + "\t《渡口管理条例》第十二条",
        "2\t公示\t《征信业管理条例》第十四条",
    )
)
OBJECT = '<ofd:{tag} xmlns:ofd="http://www.ofdspec.org/2016" {fields}>{held}</ofd:{tag}>'


def kept(found: FileText) -> str:
    """Returns the text without what its repairs leave out."""
    text = found.text
    for repair in reversed(found.repairs):
        text = text[: repair.span.start] + text[repair.span.end + 1 :]
    return text.rstrip("\n")


def noise(found: FileText) -> list[tuple[RepairKind, str]]:
    """Returns what the repairs leave out."""
    return [(repair.kind, found.text[repair.span.start : repair.span.end]) for repair in found.repairs]


def page_of(*objects: str, template: str = "") -> bytes:
    """Returns the content of a page with these objects."""
    return (
        f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{template}<ofd:Content><ofd:Layer ID="1">{"".join(objects)}'
        "</ofd:Layer></ofd:Content></ofd:Page>"
    ).encode()


def words(
    text: str, *, at: tuple[float, float] = (30, 100), fields: str = "", held: str = "", code: str = 'X="0" Y="5"'
) -> str:
    """Returns a text object; `held` stands before its words."""
    return (
        f'<ofd:TextObject ID="9" Boundary="{at[0]} {at[1]} 100 8" Font="3" Size="5" {fields}>{held}'
        f"<ofd:TextCode {code}>{text}</ofd:TextCode></ofd:TextObject>"
    )


def ofd_with(**members: bytes) -> bytes:
    """Returns an OFD of one page, with members of these names ("/" as "__", ".xml" left out) in place of its own."""
    more = {f"{name.replace('__', '/')}.xml": data for name, data in members.items()}
    return packed([Page()], more=more)


def page(*objects: str) -> FileText:
    """Returns what is read from an OFD whose one page has these objects."""
    return read(ofd_with(Doc_0__Pages__Page_0__Content=page_of(*objects)), "a.ofd")


# --- text ---


@pytest.mark.parametrize("style", Style)
def test_a_notice_is_read_the_same_however_its_objects_are_written(style: Style) -> None:
    found = read(ofd_of(NOTICE, style=style, running_head="云岭县人民政府公报", title="通知"), "a.ofd")
    assert kept(found) == NOTICE
    assert found.page_map is not None
    pages = len(found.page_map.pages)
    assert pages > 2 and found.metadata["title"] == "通知"
    shown = [words for kind, words in noise(found) if kind is RepairKind.PAGE_NOISE]
    assert sorted(shown) == sorted(["云岭县人民政府公报"] * pages + [f"— {number} —" for number in range(1, pages + 1)])


@pytest.mark.parametrize("style", Style)
def test_a_drawn_table_is_a_line_a_row(style: Style) -> None:
    found = read(ofd_of(TABLE, style=style), "a.ofd")
    assert kept(found) == TABLE
    assert [[cell.words for _, cell in row] for _, row in found.tables[0].rows] == [
        line.split("\t") for line in TABLE.split("\n")[2:]
    ]
    assert found.tables[0].name == "渡口信用措施清单"


def test_cells_without_a_line_between_them_are_one() -> None:
    sheet = Sheet(1, 595, 842)
    for top, bottom, left, right in (
        (100, 120, 50, 250),
        (100, 140, 250, 450),
        (120, 140, 50, 150),
        (120, 140, 150, 250),
    ):
        sheet.add_box(left, top, right, bottom)
    for text, left, top in (("依据", 60, 105), ("措施", 260, 115), ("名称", 60, 125), ("条款", 160, 125)):
        sheet.lines.append(Line(text, Box(left, top, left + 20, top + 10)))
    found = laid_out([sheet])
    assert found.text == "依据\t\t措施\n名称\t条款\t"
    assert [(column, cell.rows, cell.columns) for column, cell in found.tables[0].rows[0][1]] == [(0, 1, 2), (2, 2, 1)]


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet(1, 595, 842)
    for row in range(8):
        for side, left in (("左", 50), ("右", 310)):
            top = 100 + 20 * row
            sheet.lines.append(Line(side * 23 + str(row), Box(left, top, left + 235, top + 10)))
    lines = laid_out([sheet]).text.replace("\n", "")
    assert lines.index("右") == lines.rindex("左") + 2


def test_a_blank_that_is_not_drawn_is_read() -> None:
    found = page(
        words("第一条为规范", code='X="0" Y="5" DeltaX="g 2 5 8 g 2 5"'),
        words("第二条", at=(30, 120)),
        words("为此", at=(48, 120)),
    )
    assert found.text == "第一条 为规范\n第二条 为此"


@pytest.mark.parametrize("deltas", ["5 5 5", "g 3 5", "5 g 2 5", "g 99999999 5", ""])
def test_advances_in_any_writing_give_the_same(deltas: str) -> None:
    found = page(words("渡口管理", code=f'X="0" Y="5" DeltaX="{deltas}"'))
    assert found.text == "渡口管理"
    assert found.page_map is not None
    (place,) = found.page_map.places(1, 2)
    assert place.box is not None and round(place.box.left) == round(35 * 72 / 25.4) and place.number == 1


def test_words_drawn_twice_to_look_bold_stand_once() -> None:
    assert page(words("渡口"), words("渡口", at=(30.3, 100))).text == "渡口"


def test_matrix_and_boundary_place_the_words() -> None:
    found = page(words("后", at=(0, 0), fields='CTM="1 0 0 1 60 100"'), words("前"))
    assert found.text == "前 后"


def test_words_below_each_other_are_one_piece() -> None:
    found = page(
        words("序号", code='X="0" Y="5" DeltaY="6"'),
        words("名称", at=(50, 100), fields='ReadDirection="90"', code='X="0" Y="5" DeltaX="6"'),
    )
    assert found.text == "序号 名称" and found.page_map is not None
    box = next(found.page_map.places(0, 2)).box
    assert box is not None and box.bottom - box.top > 1.5 * (box.right - box.left)


def test_a_code_without_a_place_begins_where_the_one_before_did() -> None:
    codes = '</ofd:TextCode><ofd:TextCode Y="15">'
    assert page(words(f"渡口{codes}管理", code='X="20" Y="5"')).text == "渡口\n管理"


def test_letters_of_any_unit_are_as_large_as_their_matrix_makes_them() -> None:
    shown = words("渡口", fields='CTM="0.35 0 0 0.35 0 0"', code='X="300" Y="-100" DeltaX="5"')
    unseen = words("影", at=(30, 130), fields='CTM="0.01 0 0 0.01 0 0"')
    found = page(shown, unseen)
    assert kept(found) == "渡口" and noise(found) == [(RepairKind.INVISIBLE, "影")]


def test_units_blocks_and_templates_are_opened() -> None:
    unit = OBJECT.format(
        tag="CompositeGraphicUnit",
        fields='ID="7" Width="9" Height="9"',
        held=f"<ofd:Content>{words('单元')}</ofd:Content>",
    )
    data = ofd_with(
        Doc_0__PublicRes=OBJECT.format(tag="Res", fields='BaseLoc="Res"', held=f"<ofd:X>{unit}</ofd:X>").encode(),
        Doc_0__Pages__Page_0__Content=page_of(
            '<ofd:CompositeObject ID="5" Boundary="0 30 9 9" ResourceID="7"/>',
            f"<ofd:PageBlock>{words('块')}</ofd:PageBlock>",
        ),
    )
    assert read(data, "a.ofd").text == "块\n单元"


def test_documents_of_one_file_are_parts_of_it() -> None:
    body = "<ofd:DocBody><ofd:DocInfo><ofd:Title>{}</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    entry = OBJECT.format(tag="OFD", fields="", held=body.format("甲") + body.format("乙")).encode()
    found = read(ofd_with(OFD=entry, Doc_0__Pages__Page_0__Content=page_of(words("渡口"))), "a.ofd")
    assert found.text == f"渡口\n{PART_END}\n渡口"
    assert found.page_map is not None
    assert [(place.part, place.number) for place in found.page_map.places(0, 99)] == [("1 甲", 1), ("2 乙", 2)]
    assert picture(ofd_with(OFD=entry), "a.ofd", 2, 20).startswith(b"\x89PNG")


# --- what is said beside the text ---


def test_seals_are_named_and_fields_kept() -> None:
    found = read(ofd_of(NOTICE, sealed_by="云岭县人民政府", custom={"文号": "云政发〔2020〕33号"}), "a.ofd")
    assert found.metadata["seals"] == "云岭县人民政府" and found.metadata["文号"] == "云政发〔2020〕33号"
    assert "云岭县人民政府" in found.above
    assert any("云岭县人民政府" in str(warning.values) for warning in found.warnings)
    assert seal_name(seal_of("渡口")) == "渡口"
    assert seal_name(seal_of("渡口")[:20]) == seal_name(b"\x30\x84\xff\xff\xff\xff") == ""


def test_a_field_that_marks_a_secret_refuses_the_file() -> None:
    with pytest.raises(SecretError):
        document_text(ofd_of(NOTICE, custom={"密级": "机密★1年"}), "a.ofd")


def test_attachments_and_watermarks_are_told_and_not_read() -> None:
    document = OBJECT.format(
        tag="Document",
        fields="",
        held='<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "<ofd:Annotations>Annots.xml</ofd:Annotations><ofd:Attachments>Attachs.xml</ofd:Attachments>",
    )
    listed = '<ofd:Page PageID="1"><ofd:FileLoc>Annot.xml</ofd:FileLoc></ofd:Page>'
    remarks = "".join(
        f'<ofd:Annot Type="{kind}"><ofd:Remark>{remark}</ofd:Remark><ofd:Appearance Boundary="0 0 9 9">{words(shown)}</ofd:Appearance></ofd:Annot>'
        for kind, remark, shown in (("Watermark", "", "内部水印"), ("Highlight", "再查", ""))
    )
    found = read(
        ofd_with(
            Doc_0__Document=document.encode(),
            Doc_0__Annots=OBJECT.format(tag="Annotations", fields="", held=listed).encode(),
            Doc_0__Annot=OBJECT.format(tag="PageAnnot", fields="", held=remarks).encode(),
            Doc_0__Attachs=OBJECT.format(
                tag="Attachments", fields="", held='<ofd:Attachment Name="底稿.docx"/>'
            ).encode(),
            Doc_0__Pages__Page_0__Content=page_of(words("渡口")),
        ),
        "a.ofd",
    )
    assert kept(found) == "渡口" and found.comments == ("再查",) and "内部水印" in found.above
    assert noise(found) == [(RepairKind.FURNITURE, "内部水印")]
    assert [warning.code for warning in found.warnings] == ["ofd.attachments"]


def test_slanted_and_hidden_words_stand_in_the_text_with_a_repair() -> None:
    slanted = words("样本", at=(60, 150), fields='CTM="0.7 0.7 -0.7 0.7 0 0"')
    hidden = words("看不见", at=(30, 200), fields='Alpha="0"')
    found = page(words("渡口"), slanted, hidden, words("页外", at=(400, 100)))
    assert kept(found) == "渡口"
    assert sorted(noise(found)) == sorted(
        [(RepairKind.FURNITURE, "样本"), (RepairKind.INVISIBLE, "看不见"), (RepairKind.INVISIBLE, "页外")]
    )


def test_a_scan_with_words_beneath_is_read_and_said() -> None:
    image = '<ofd:ImageObject ID="3" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="8"/>'
    for objects in ((image, words("渡口", fields='Alpha="0"')), (words("渡口"), image)):
        found = page(*objects)
        assert found.text == "渡口" and not found.repairs and not found.unread_pages
        assert [warning.code for warning in found.warnings] == ["ofd.text_layer"]
    assert not page(image, words("渡口")).warnings
    assert page(image).unread_pages == (1,)


def test_glyphs_without_characters_need_to_be_recognised() -> None:
    glyphs = '<ofd:CGTransform CodePosition="0"><ofd:Glyphs>1 2</ofd:Glyphs></ofd:CGTransform>'
    found = page(words("\ue001\ue002", held=glyphs))
    assert found.unread_pages == (1,) and [warning.code for warning in found.warnings] == ["ofd.glyphs_without_words"]
    shape = (
        '<ofd:PathObject ID="4" Boundary="{} 50 5 5" Stroke="false" Fill="true"><ofd:AbbreviatedData>'
        "M 0 0 L 5 0 B 5 1 5 2 5 5 L 2 4 L 0 5 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    assert page(*(shape.format(at) for at in range(100))).unread_pages == (1,)


# --- pictures ---


@pytest.mark.parametrize("style", Style)
def test_there_is_ink_in_the_box_of_each_line(style: Style) -> None:
    data = ofd_of(f"{TABLE}\n{PARAGRAPH}", style=style, running_head="云岭县人民政府公报")
    found = read(data, "a.ofd")
    assert found.page_map is not None
    dots = 72
    shown = Image.open(io.BytesIO(picture(data, "a.ofd", 1, dots))).convert("L")
    boxes = [place.box for place in found.page_map.places(0, len(found.text)) if place.box is not None]
    assert len(boxes) > 8
    for box in boxes:
        assert shown.crop(tuple(round(side * dots / 72) for side in box)).getextrema()[0] < 128  # type: ignore[arg-type,operator]
    blank = Image.open(io.BytesIO(picture(packed([Page()]), "a.ofd", 1, dots))).convert("L")
    assert blank.getextrema()[0] == 255


def test_turned_words_paths_and_pictures_are_drawn() -> None:
    image = io.BytesIO()
    Image.new("RGB", (4, 4), (0, 0, 200)).save(image, "PNG")
    resources = '<ofd:X><ofd:MultiMedia ID="8"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:X>'
    objects = (
        words("斜", at=(60, 60), fields='CTM="0.7 0.7 -0.7 0.7 0 0"'),
        '<ofd:ImageObject ID="3" Boundary="10 10 20 20" CTM="20 0 0 20 0 0" ResourceID="8"/>',
        '<ofd:ImageObject ID="3" Boundary="100 10 20 20" CTM="14 14 -14 14 0 0" ResourceID="8"/>',
        '<ofd:PathObject ID="4" Boundary="10 100 40 40" Stroke="false" Fill="true"><ofd:FillColor Value="0 200 0"/><ofd:AbbreviatedData>'
        "M 0 0 L 40 0 L 40 40 L 0 40 C M 10 10 L 30 10 L 30 30 L 10 30 C</ofd:AbbreviatedData></ofd:PathObject>",
    )
    data = packed(
        [Page()],
        more={
            "Doc_0/Pages/Page_0/Content.xml": page_of(*objects),
            "Doc_0/PublicRes.xml": OBJECT.format(tag="Res", fields='BaseLoc="Res"', held=resources).encode(),
            "Doc_0/Res/a.png": image.getvalue(),
        },
    )
    shown = Image.open(io.BytesIO(picture(data, "a.ofd", 1, 254))).convert("RGB")  # ten dots a mm
    assert shown.getpixel((200, 200)) == (0, 0, 200) == shown.getpixel((1000, 240))
    assert shown.getpixel((130, 1050)) == (0, 200, 0) and shown.getpixel((300, 1200)) == (255, 255, 255)
    assert shown.crop((500, 500, 800, 800)).convert("L").getextrema()[0] < 128  # type: ignore[operator]


@pytest.mark.parametrize(("number", "dots"), [(0, 72), (2, 72), (1, 10_000), (1, 0), (1, -5)])
def test_a_picture_that_cannot_be_drawn_is_refused(number: int, dots: int) -> None:
    with pytest.raises(InputError, match=r"a\.ofd"):
        picture(ofd_of("渡口"), "a.ofd", number, dots)


# --- hostile files ---

TEMPLATE = '<ofd:Template TemplateID="2"/>'
DOCUMENT = (
    '<ofd:CommonData><ofd:TemplatePage ID="2" BaseLoc="Pages/Page_0/Content.xml"/></ofd:CommonData>'
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>{}</ofd:Pages>'
)
LOOP = OBJECT.format(
    tag="Res",
    fields="",
    held='<ofd:X><ofd:C ID="7"><ofd:Content>{}</ofd:Content></ofd:C></ofd:X>'.format(
        '<ofd:CompositeObject ID="5" ResourceID="7"/>' * 10
    ),
)


def document(more: str = "") -> bytes:
    """Returns a Document.xml with one page, and more."""
    return OBJECT.format(tag="Document", fields="", held=DOCUMENT.format(more)).encode()


HOSTILE = {
    "blank": ofd_with(),
    "no document": ofd_with(OFD=b"<OFD/>"),
    "cut off": ofd_of(NOTICE)[:-200],
    "no zip": b"PK\x03\x04" + b"\0" * 100,
    "declares entities": ofd_with(
        OFD=b'<!DOCTYPE a [<!ENTITY b "c">]><OFD><DocBody><DocRoot>&b;</DocRoot></DocBody></OFD>'
    ),
    "declares in UTF-16": ofd_with(OFD='<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><OFD/>'.encode("utf-16")),
    "broken page": ofd_with(Doc_0__Pages__Page_0__Content=b"<a>"),
    "leads out": ofd_with(Doc_0__Document=document('<ofd:Page ID="2" BaseLoc="../../../etc/passwd"/>')),
    "a million pages": ofd_with(Doc_0__Document=document('<ofd:Page BaseLoc="x"/>' * 10_000)),
    "the same page often": ofd_with(
        Doc_0__Document=document('<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>' * 4_000),
        Doc_0__Pages__Page_0__Content=page_of(*[words("渡")] * 500),
    ),
    "a unit in itself": ofd_with(
        Doc_0__PublicRes=LOOP.encode(),
        Doc_0__Pages__Page_0__Content=page_of('<ofd:CompositeObject ID="5" ResourceID="7"/>'),
    ),
    "deep": ofd_with(Doc_0__Pages__Page_0__Content=b"<a>" * 50_000 + b"</a>" * 50_000),
    "locked": ofd_with(Encryptions=b"<a/>"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.formats.ofd_document._OBJECTS", sized(2_000, 200_000))
    with pytest.raises(InputError, match=r"a\.ofd"):
        read(HOSTILE[kind], "a.ofd")
    try:
        assert picture(HOSTILE[kind], "a.ofd", 1, 20)  # the first page may be sound
    except InputError as error:
        assert "a.ofd" in error.message


def test_a_template_that_names_itself_and_odd_numbers_do_no_harm() -> None:
    odd = 'Alpha="x" CTM="nan inf -1e999 0 0 0"'
    found = read(
        ofd_with(
            Doc_0__Document=document(),
            Doc_0__Pages__Page_0__Content=page_of(
                words("渡口"),
                words("零", at=(30, 120), fields=odd),
                words("负", at=(30, 140), fields='HScale="-3"'),
                template=TEMPLATE,
            ),
        ),
        "a.ofd",
    )
    assert "渡口" in found.text


@cache
def _members() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(ofd_of(f"{TABLE}\n{PARAGRAPH}", running_head="公报", sealed_by="渡口"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@settings(max_examples=sized(40, 2_000))
@given(st.data())
def test_changed_bytes_give_text_or_a_sentence(data: st.DataObject) -> None:
    members = dict(_members())
    name = data.draw(st.sampled_from(sorted(members)))
    held = bytearray(members[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(held) - 1, 0)))
        piece = data.draw(st.sampled_from([b"", b"-", b"9", b"<", b'"', b"e9", b" ", b"\xff", b"/", bytes(held[:40])]))
        held[at : at + data.draw(st.integers(0, 3))] = piece
    members[name] = bytes(held)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place, words in members.items():
            archive.writestr(place, words)
    whole = bytearray(out.getvalue())
    if data.draw(st.booleans()):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    for reader in (lambda: read(bytes(whole), "a.ofd"), lambda: picture(bytes(whole), "a.ofd", 1, sized(10, 60))):
        try:
            reader()
        except InputError as error:
            assert "a.ofd" in error.message
