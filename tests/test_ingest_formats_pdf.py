"""PDF: text in the order of reading with the place of each line, what is hidden, what cannot be read, and what a page looks like."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from drawn_pdf import as_file, printed
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sizes import sized

from graph_schema.errors import InputError
from graph_schema.page_map import Place, Unit
from graph_schema.terms import RepairKind
from ingest.formats.file_text import FileText
from ingest.formats.pdf import picture, read

FILES = Path(__file__).parent / "data" / "formats"
NAME = "某文件.pdf"


def named(found: FileText) -> list[str]:
    """Returns the codes of the warnings."""
    return [warning.code for warning in found.warnings]


def left_out(found: FileText, kind: RepairKind) -> list[str]:
    """Returns what the reader thinks is none of the text."""
    return [found.text[r.span.start : r.span.end] for r in found.repairs if r.kind is kind]


def place_of(found: FileText, words: str) -> Place:
    """Returns where words stand that are on one line."""
    start = found.text.rindex(words)
    assert found.page_map is not None
    (place,) = found.page_map.places(start, start + len(words))
    return place


def ink_in(data: bytes, place: Place) -> float:
    """Returns the share of dark points of a page within the box of a place."""
    dots = Image.open(io.BytesIO(picture(data, NAME, place.number, 72))).convert("L")
    assert place.box is not None
    left, top, right, bottom = map(round, place.box)
    within = dots.crop((left, top, right, bottom))
    return sum(within.histogram()[:128]) / (within.width * within.height)


# --- printed by a browser -----------------------------------------------------------------------------------


def test_columns_are_read_one_after_the_other_and_lines_are_joined() -> None:
    found = read((FILES / "two-columns.pdf").read_bytes(), NAME)
    lines = found.text.split("\n")
    assert lines[:3] == ["乌有县公报", "乌有县茶叶信用办法", "乌政发〔2020〕2号"]
    articles = lines[3:27]
    assert [line.partition("条")[0] for line in articles][:3] == ["第一", "第二", "第三"]
    assert articles[23].startswith("第二十四条 茶厂不如实记录茶青的")
    assert {line.partition(" ")[2] for line in articles} == {
        "茶厂不如实记录茶青的，由县茶叶局责令改正；不改正的，列入失信名单，并由县茶叶局按《乌有县条例》第二十条公开。",
        "茶厂有下列行为的，列入失信名单：（一）不如实记录茶青的；（二）不按责令改正的；（三）不公开记录的。列入失信名单的茶厂，由县茶叶局公开。",
        "列入失信名单的茶厂改正的，由县茶叶局公开，不列入名单。",
    }
    assert left_out(found, RepairKind.PAGE_NOISE) == ["1"]
    assert found.metadata["title"] == "乌有县茶叶信用办法"
    assert found.unread_pages == () and found.warnings == ()


def test_a_table_over_pages_is_one_with_its_head_once() -> None:
    data = (FILES / "table.pdf").read_bytes()
    found = read(data, NAME)
    (table,) = found.tables
    assert table.name == "乌有县失信名单"
    rows = [[cell.words for _, cell in cells] for _, cells in table.rows]
    assert rows[0] == ["序号", "公开", "茶厂", "条例"]
    assert [row[0] for row in rows[1:42]] == [str(number) for number in range(1, 42)]
    assert rows[1][1] == "列入失信名单，由县茶叶局公开，不按责令改正的，二十年不列入公开名单"
    last = [(column, cell.words, cell.rows, cell.columns) for column, cell in table.rows[-2][1]]
    assert last == [(0, "41", 2, 1), (1, "公开名单", 1, 2), (3, "《乌有县条例》第四十条", 2, 1)]
    assert table.rows[-1][1][0][0] == 1
    assert "\n41\t公开名单\t\t《乌有县条例》第四十条\n\t改正\t茶厂\t\n" in found.text
    noise = left_out(found, RepairKind.PAGE_NOISE)
    assert noise.count("序号\t公开\t茶厂\t条例") == 3 and "第2页 共4页" in noise
    place = place_of(found, "由县茶叶局公开。")
    assert (place.number, place.unit) == (4, Unit.PAGE)
    assert ink_in(data, place) > 0.05


# --- places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", ["", "/CropBox[40 60 560 700]"])
def test_the_box_of_a_line_holds_its_ink_however_the_page_is_turned(turned: int, crop: str) -> None:
    data = printed(
        [[(100, 640, "乌有县茶叶局"), (100, 400, "第一条之规定")]], page=f"/MediaBox[0 0 600 800]{crop}/Rotate {turned}"
    )
    found = read(data, NAME)
    assert found.page_map is not None
    for words in ("乌有县茶叶局", "第一条之规定"):
        places = list(found.page_map.places(found.text.index(words[0]), found.text.index(words[-1]) + 1))
        assert all(ink_in(data, place) > 0.4 for place in places)
    (page,) = found.page_map.pages
    wide, high = (520, 640) if crop else (600, 800)
    assert (page.width, page.height) == ((high, wide) if turned % 180 else (wide, high))


def test_a_part_of_a_line_has_its_own_box() -> None:
    data = printed([[(100, 640, "第一条之规定")]])
    place = place_of(read(data, NAME), "之规定")
    assert place.box is not None
    assert [round(side) for side in place.box][::2] == [130, 160]


def test_blanks_are_those_that_were_typed() -> None:
    words = [(100 + 10 * at + 0.8 * at, 640, letter) for at, letter in enumerate("依照条例公开")]
    article = [(100, 600, "第一条"), (133, 600, "茶厂"), (153, 600, "2"), (163, 600, "年")]
    found = read(printed([[*words, *article]]), NAME)
    assert found.text.split("\n") == ["依照条例公开", "第一条 茶厂2年"]


# --- hidden -------------------------------------------------------------------------------------------------

SEEN = (100, 640, "第一条茶厂应当记录")


def test_white_words_are_left_out_and_named() -> None:
    data = printed([[SEEN]], [["BT 1 1 1 rg /F1 10 Tf 1 0 0 1 100 500 Tm <0102> Tj ET 0 g"]])
    found = read(data, NAME)
    assert [len(words) for words in left_out(found, RepairKind.INVISIBLE)] == [2]
    assert named(found) == ["pdf.hidden"]


def test_white_words_on_a_dark_ground_are_read() -> None:
    data = printed(
        [[SEEN]], [["0 0 1 rg 90 490 200 40 re f BT 1 1 1 rg /F1 10 Tf 1 0 0 1 100 500 Tm <0102> Tj ET 0 g"]]
    )
    found = read(data, NAME)
    assert found.repairs == () and found.warnings == ()


@pytest.mark.parametrize(
    "drawn",
    [
        "BT 3 Tr /F1 10 Tf 1 0 0 1 100 500 Tm <0102> Tj ET BT 0 Tr ET",
        "BT /F1 10 Tf 1 0 0 1 100 -300 Tm <0102> Tj ET",
        "BT /F1 0.2 Tf 1 0 0 1 100 500 Tm <01020304> Tj ET",
    ],
    ids=["unpainted", "off the page", "tiny"],
)
def test_what_nobody_sees_is_left_out(drawn: str) -> None:
    found = read(printed([[SEEN]], [[drawn]]), NAME)
    assert len(left_out(found, RepairKind.INVISIBLE)) == 1
    assert SEEN[2] in found.text and named(found) == ["pdf.hidden"]


IMAGE = "q 600 0 0 800 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"


def test_the_words_below_a_scan_are_read_with_doubt() -> None:
    drawn = f"{IMAGE} BT 3 Tr /F1 10 Tf 1 0 0 1 100 500 Tm <010203040506070809> Tj 1 0 0 1 100 480 Tm <0102> Tj ET"
    found = read(printed([[]], [[drawn]], letters="第一条茶厂应当记录"), NAME)
    assert found.page_map is not None
    assert (named(found), found.repairs, found.unread_pages) == (["pdf.layer"], (), ())
    assert 0.5 < found.page_map.least_confidence(0, 3) < 0.9


# --- without text -------------------------------------------------------------------------------------------


def test_pages_that_are_pictures_are_named_and_blank_ones_are_not() -> None:
    found = read(printed([[SEEN], [], []], [[], [IMAGE], []]), NAME)
    assert (found.unread_pages, found.text.strip()) == ((2,), SEEN[2])
    assert read(printed([[]], [[IMAGE]]), NAME).unread_pages == (1,)


def test_a_page_whose_font_lies_is_not_believed() -> None:
    sentence = "依照茶叶条例第二十条列入失信名单由县局公开"
    for claimed in ("\ue000", "À"):
        lies = {letter: chr(ord(claimed) + at) for at, letter in enumerate(sorted(set(sentence)))}
        found = read(printed([[(100, 640, sentence)]], unicode_of=lies), NAME)
        assert (found.text, found.unread_pages, named(found)) == ("", (1,), ["pdf.garbled"])


@pytest.mark.parametrize("matrix", ["0 1 -1 0", "0 -1 1 0"])
def test_a_page_whose_letters_are_turned_needs_to_be_recognised(matrix: str) -> None:
    drawn = [f"BT /F1 10 Tf {matrix} {200 + 20 * n} 400 Tm <010203040506070809> Tj ET" for n in range(4)]
    found = read(printed([[]], [drawn], letters="第一条茶厂应当记录"), NAME)
    assert (found.text, found.unread_pages, named(found)) == ("", (1,), ["pdf.turned"])


def test_what_else_the_file_holds_is_named_and_left_alone() -> None:
    scripts = "/Names<</JavaScript<</Names[(a) <</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
    files = "/Names<</EmbeddedFiles<</Names[(a.exe) <</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>]>>>>"
    form = "/AcroForm<</Fields[]>>"
    for catalog, code in ((scripts, "pdf.scripts"), (files, "pdf.attached"), (form, "pdf.form")):
        found = read(printed([[SEEN]], catalog=catalog), NAME)
        assert (named(found), found.text) == ([code], SEEN[2])


def refused(data: bytes) -> str:
    """Returns the code of the sentence with which bytes are refused, which names the file."""
    with pytest.raises(InputError) as caught:
        read(data, NAME)
    assert NAME in caught.value.message and NAME in caught.value.english
    return caught.value.said.code


TREE = "<</Type/Pages/Count 1/Kids[2 0 R]>>"


def test_what_cannot_be_opened_is_refused_with_what_to_do() -> None:
    whole = printed([[SEEN]])
    assert refused(b"") == "file.empty"
    assert refused(b"%PDF-1.7\n") == refused(b"%PDF-1.7" + bytes(500)) == "pdf.damaged"
    assert refused(as_file(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 0/Kids[]>>"])) == "pdf.no_pages"
    assert refused(as_file(["<</Type/Catalog/Pages 2 0 R>>", TREE])) in ("pdf.damaged", "pdf.no_pages", "file.blank")
    million = whole.replace(b"/Count 1/", b"/Count 1000000/")
    assert million != whole and read(million, NAME).text == SEEN[2]
    assert refused(printed([[]])) == "file.blank"
    locked = "/Encrypt<</Filter/Standard/V 1/R 2/O(abcdefghijklmnopqrstuvwxyzabcdef)/U(abcdefghijklmnopqrstuvwxyzabcdef)/P -4>>/ID[(a)(a)]"
    assert refused(printed([[SEEN]], trailer=locked)) == "pdf.locked"


def test_a_file_whose_contents_are_elsewhere_is_read_with_a_warning() -> None:
    whole = printed([[SEEN]])
    found = read(whole.replace(b"startxref\n", b"startxref\n9"), NAME)
    assert (found.text, named(found)) == (SEEN[2], ["pdf.rebuilt"])
    assert refused(whole[:-120]) == refused(whole[:600]) == "pdf.damaged"


def test_a_page_that_is_not_there_has_no_picture() -> None:
    data = printed([[SEEN]])
    for number in (0, 2, -1):
        with pytest.raises(InputError, match=str(number)):
            picture(data, NAME, number, 72)
    with pytest.raises(InputError):
        picture(data, NAME, 1, 100_000)
    assert Image.open(io.BytesIO(picture(data, NAME, 1, 144))).size == (1200, 1600)


WHOLE = (FILES / "two-columns.pdf").read_bytes()
SMALL = printed([[SEEN, (100, 500, "第二条")], [SEEN]], [["90 490 200 40 re S", IMAGE], []])


@given(st.integers(0, 2**32))
@settings(max_examples=sized(40, 4_000), deadline=None)
def test_whatever_the_bytes_a_text_comes_out_or_a_sentence(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice((SMALL, SMALL, WHOLE)))
    for _ in range(chance.choice((1, 4, 40))):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.choice((1, 10, 1000))]
            case _:
                data[at:at] = data[at // 2 : at // 2 + chance.choice((1, 30, 300))]
        if not data:
            break
    try:
        found = read(bytes(data), NAME)
    except InputError as error:
        assert NAME in error.message
        return
    assert found.page_map is not None
    assert all(0 <= r.span.start < r.span.end <= len(found.text) for r in found.repairs)
    assert all(place.end <= len(found.text) for place in found.page_map.places(0, len(found.text)))
