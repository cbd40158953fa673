"""Scans: pages that are pictures, recognised, set right, and put into the text of their file at their places.

The pages are drawn here; one of them is recognised once for all tests that look at it.
"""

from __future__ import annotations

import pickle
import socket
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from graph_schema.errors import InputError
from graph_schema.page_map import Box, PageMap, Unit
from graph_schema.records import Repair, Span
from graph_schema.terms import RepairKind
from ingest.formats import scan, scan_engine, scan_pictures, scan_turn
from ingest.formats.file_text import FileText
from ingest.formats.layout import Line, Rule
from ingest.formats.scan import RecognisedPage

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
HEAD = "海东省青石市文件"
NUMBER = "青石发〔2021〕17号"
TEXT = ("为了规范渡口管理，根据《海东省渡口管理条例》", "第十二条的规定，现将有关事项通知如下：")
ROWS = (("事项", "期限"), ("检查灯火", "三个月"))

drawn = pytest.mark.skipif(not FONT.exists(), reason="no font with Chinese characters")


def page(dots: int = 150) -> Image.Image:
    """Draws a small page: a red head, a number, a paragraph of two lines under a red seal, a table, the number of the page."""
    scale = dots / 150
    image = Image.new("RGB", (round(900 * scale), round(760 * scale)), "white")
    draw = ImageDraw.Draw(image)

    def write(x: int, y: int, size: int, words: str, colour: str = "black") -> None:
        font = ImageFont.truetype(str(FONT), round(size * scale), index=2)
        draw.text((x * scale, y * scale), words, font=font, fill=colour)

    # Black ink is seen through the red one.
    left, top, right, bottom = (round(at * scale) for at in (500, 210, 740, 450))
    draw.ellipse((left, top, right, bottom), outline="#e02030", width=6)
    draw.regular_polygon(((left + right) / 2, (top + bottom) / 2, 40 * scale), 5, fill="#e02030")
    write(150, 40, 70, HEAD, "#d00")
    draw.line((60 * scale, 150 * scale, 840 * scale, 150 * scale), fill="#d00", width=4)
    write(320, 175, 32, NUMBER)
    write(124, 250, 32, TEXT[0])
    write(60, 310, 32, TEXT[1])
    for row, cells in enumerate(ROWS):
        for column, words in enumerate(cells):
            x, y = 100 + column * 300, 470 + row * 70
            draw.rectangle([at * scale for at in (x, y, x + 300, y + 70)], outline="black", width=2)
            write(x + 20, y + 15, 32, words)
    write(410, 700, 24, "— 3 —")
    return image


def as_bytes(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    """Returns an image as the bytes of a file."""
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@cache
def recognised() -> RecognisedPage:
    """Recognises the page once, with every way into a network shut."""
    patch = pytest.MonkeyPatch()
    with patch.context() as shut:
        for way in ("connect", "connect_ex", "sendto"):
            shut.setattr(socket.socket, way, lambda *_: pytest.fail("a network is used"))
        shut.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a network is used"))
        askew = page().rotate(-3, expand=False, fillcolor="white", resample=Image.Resampling.BICUBIC)
        return scan.recognise(as_bytes(askew, dpi=(150, 150)), "a.png", 1)


@cache
def text_of_page() -> FileText:
    """Returns the text of a file that is the page alone."""
    return scan.with_recognised(scan.read(as_bytes(page()), "a.png"), {1: recognised()})


@drawn
def test_a_page_is_read_as_it_was_written() -> None:
    found = text_of_page()
    lines = found.text.split("\n")
    assert lines[0] == HEAD  # red, and no seal
    assert lines[1] == NUMBER
    assert lines[2].replace(",", "，").replace(":", "：") == "".join(TEXT)  # one paragraph, partly under a seal
    assert lines[3:5] == ["\t".join(row) for row in ROWS]
    assert not found.unread_pages


@drawn
def test_the_number_of_a_page_stands_in_the_text_and_is_listed() -> None:
    found = text_of_page()
    (repair,) = found.repairs
    assert (repair.kind, repair.replacement) == (RepairKind.PAGE_NOISE, "")
    assert "3" in repair.span.of(found.text) and repair.span.end == len(found.text)


@drawn
def test_a_page_is_set_right_and_says_so() -> None:
    found = recognised()
    assert found.turned == 0 and found.skew == pytest.approx(3, abs=0.4) and found.seals == 1
    assert text_of_page().metadata == {"recognised_pages": "1", "turned.1": f"0 {found.skew:g}"}
    assert pickle.loads(pickle.dumps(found)) == found


@drawn
def test_each_character_has_its_place_and_how_sure_it_is() -> None:
    found = text_of_page()
    assert found.page_map is not None
    at = found.text.index("17号")
    (place,) = found.page_map.places(at, at + 3)
    box = place.box
    assert box is not None and place.number == 1
    scale = 72 / 150
    assert box.left == pytest.approx((320 + 32 * 6.3) * scale, abs=12)  # where the digits were drawn
    assert box.top < 190 * scale < box.bottom
    assert found.page_map.has_doubts and 0.3 < found.page_map.least_confidence(0, len(found.text)) < 1


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_which_way_a_page_lies_is_asked_of_its_lines(monkeypatch: pytest.MonkeyPatch, quarters: int) -> None:
    """Shows lines on their side or head to an engine that reads what stands upright: bright above, dark below."""
    upright = np.repeat(np.arange(240, 0, -8, dtype=np.uint8)[:, None], 400, axis=1)
    grey = np.rot90(np.pad(np.vstack([upright] * 5), 20), -quarters)
    sides = [(20, 20 + 30 * at, 420, 50 + 30 * at) for at in range(5)]
    high, wide = grey.shape
    for _ in range(quarters):  # as the page is turned, so are its lines
        sides = [(5000 - bottom, left, 5000 - top, right) for left, top, right, bottom in sides]
    left, top = min(side[0] for side in sides) - 20, min(side[1] for side in sides) - 20
    corners = np.array(
        [[(a - left, b - top), (c - left, b - top), (c - left, d - top), (a - left, d - top)] for a, b, c, d in sides],
        np.float32,
    )
    assert corners[:, :, 0].max() == wide - 20 and corners[:, :, 1].max() == high - 20

    def is_upright(picture: Any) -> bool:
        return bool(picture[0, 0, 0] > picture[-1, 0, 0]) and picture.shape[1] > picture.shape[0]

    def read(pictures: list[Any]) -> list[scan_engine.Line]:
        return [scan_engine.Line("字", (0.5,), (0.9 if is_upright(picture) else 0.2,)) for picture in pictures]

    monkeypatch.setattr(scan_turn, "upside_down", lambda some: sum(not is_upright(one) for one in some) / len(some))
    monkeypatch.setattr(scan_turn, "read_lines", read)
    assert scan_turn.quarter_turns(grey, corners) == quarters


def read_as(words: str, middles: list[float], height: int = 40) -> tuple[scan_engine.Line, Any]:
    """Returns a line that was read so, and its picture: a square of ink at each of the places, 20 to each 600 dots of width."""
    picture = np.full((height, 600, 3), 255, np.uint8)
    for middle in middles:
        at = round(middle * 600)
        picture[8:32, at - 11 : at + 11] = 0
    return scan_engine.Line(words, tuple(m for m in middles if m), tuple(0.99 for _ in words)), picture


def test_ink_that_was_not_read_is_a_blot_and_a_gap_is_a_blank() -> None:
    places = [0.04 * at + 0.02 for at in range(16)]
    words = "依照渡口管理条例规定列入失信名单"
    line, picture = read_as(words, places)
    assert scan._with_gaps(line, picture) == line
    lost = scan_engine.Line(words[:5] + words[7:], (*line.middles[:5], *line.middles[7:]), line.confidences[2:])
    found = scan._with_gaps(lost, picture)
    assert found.words == words[:5] + "■■" + words[7:]
    assert [round(c, 2) for c in found.confidences[4:8]] == [0.99, 0, 0, 0.99] and len(found.middles) == len(words)
    picture[:, round(0.2 * 600) : round(0.28 * 600)] = 255
    assert scan._with_gaps(lost, picture).words == words[:5] + " " + words[7:]


def test_a_blank_behind_the_number_of_an_article_is_seen() -> None:
    """A narrow one, as it is printed: without it the number might be the end of a citation."""
    words = "第一条为了规范渡口的管理"
    places = [0.04 * at + 0.02 for at in range(12)]
    assert scan._with_gaps(*read_as(words, places)).words == words
    apart = [at + (0.012 if number > 2 else 0) for number, at in enumerate(places)]
    assert scan._with_gaps(*read_as(words, apart)).words == "第一条 为了规范渡口的管理"


def test_lines_are_read_as_far_as_the_next_cell() -> None:
    rules = [Rule(at, 90, 200) for at in (90, 300)]
    assert scan._widened((95, 100, 290, 130), rules, 72) == (92, 100, 298, 130)
    assert scan._widened((95, 300, 290, 330), rules, 72) == (84.5, 300, 300.5, 330)
    assert [box[0] for box in scan._parted((95, 100, 500, 130), rules, 72)] == [95, 302]


def test_characters_below_each_other_are_read_one_by_one() -> None:
    grey = np.full((200, 100), 255, np.uint8)
    grey[42:62, 30:50] = grey[68:90, 30:50] = 0
    found = list(scan._stacked((28, 40, 52, 92), grey, 100))
    assert len(found) == 2 and 62 <= found[0][3] == found[1][1] <= 68
    assert list(scan._stacked((28, 40, 90, 92), grey, 100)) == [(28, 40, 90, 92)]


def test_strays_across_lines_are_no_text() -> None:
    box = Box(100, 100, 400, 120)
    across, beside, row = (
        Line(w, b, 16, confidences=bytes([240]))
        for w, b in (
            ("数", Box(200, 112, 215, 128)),
            ("二", Box(100, 140, 118, 160)),
            ("三", Box(200, 112, 215, 128)),
        )
    )
    scan._mark_strays([Line("依照渡口管理条例规定", box, 16), across, beside], [])
    assert (across.noise, beside.noise) == (RepairKind.PAGE_NOISE, None)
    rules = [Rule(at, 90, 200) for at in (90, 300, 410)]
    scan._mark_strays([Line("依照渡口管理条例规定", box, 16), row], rules)
    assert row.noise is None


# --- pages and their file ------------------------------------------------------------------------------


def of_words(number: int, *words: str) -> RecognisedPage:
    """Returns a page with these lines, each a short one."""
    lines = tuple(
        Line(w, Box(50, 100 + 40 * at, 50 + 16 * len(w), 116 + 40 * at), 16, confidences=bytes([200] * len(w)))
        for at, w in enumerate(words)
    )
    return RecognisedPage(number=number, width=600, height=800, lines=lines)


def half_read() -> FileText:
    """Returns a file of five pages, of which the second and the last two are pictures."""
    page_map = PageMap()
    part = page_map.add_part("", Unit.PAGE)
    page_map.add_page(part, 1, 600, 800)
    page_map.add_page(part, 3, 600, 800)
    page_map.add(0, 3, part, 1)
    page_map.add(4, 7, part, 3)
    repair = Repair(kind=RepairKind.FURNITURE, span=Span(4, 7), replacement="")
    return FileText(
        text="第一页\n第三页\n", encoding="pdf", page_map=page_map, repairs=(repair,), unread_pages=(2, 4, 5)
    )


def test_pages_come_to_their_places() -> None:
    found = scan.with_recognised(half_read(), {n: of_words(n, f"第{n}页", "字") for n in (2, 4, 5)})
    assert found.text.split("\n") == ["第一页", "第2页", "字", "第三页", "第4页", "字", "第5页", "字"]
    assert found.page_map is not None
    assert [p.number for p in found.page_map.pages] == [1, 2, 3, 4, 5]
    numbers = [
        next(found.page_map.places(found.text.index(w), found.text.index(w) + 3)).number for w in ("第三页", "第5页")
    ]
    assert numbers == [3, 5]
    (repair,) = found.repairs
    assert repair.span.of(found.text) == "第三页"
    assert found.unread_pages == () and found.page_map.has_doubts


def test_pages_may_come_one_by_one_in_any_order() -> None:
    pages = {n: of_words(n, f"第{n}页") for n in (2, 4, 5)}
    at_once, one_by_one = scan.with_recognised(half_read(), pages), half_read()
    for number in (5, 2, 4):
        one_by_one = scan.with_recognised(one_by_one, {number: pages[number]})
    assert one_by_one.metadata == {"recognised_pages": "2 4 5"}
    assert one_by_one.text.strip() == at_once.text.strip()
    assert scan.with_recognised(at_once, pages) is at_once


def test_a_page_without_words_leaves_the_text() -> None:
    found = scan.with_recognised(half_read(), {2: RecognisedPage(number=2, width=600, height=800, lines=())})
    assert found.text == "第一页\n第三页\n" and found.unread_pages == (4, 5)


# --- images ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_kinds_of_images_are_opened(kind: str) -> None:
    data = as_bytes(Image.new("RGB", (100, 60), "white"), kind)
    assert scan.read(data, "a").unread_pages == (1,) and scan.read(data, "a").encoding == kind.lower()
    assert scan_pictures.page_of_image(data, "a", 1).pixels.shape[2] == 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "F"])
def test_colours_of_every_kind_become_three(mode: str) -> None:
    kind = "PNG" if mode in ("1", "L", "LA", "P", "RGBA") else "TIFF"
    pixels, width, height = scan_pictures.page_of_image(as_bytes(Image.new(mode, (80, 40)), kind), "a", 1)
    assert pixels.shape == (40, 80, 3) and width == 2 * height


def test_a_tiff_has_as_many_pages_as_pictures() -> None:
    pictures = [Image.new("1", (60 + n, 80)) for n in range(3)]
    data = as_bytes(pictures[0], "TIFF", save_all=True, append_images=pictures[1:])
    assert scan.read(data, "a.tif").unread_pages == (1, 2, 3)
    assert scan_pictures.page_of_image(data, "a.tif", 3).pixels.shape[:2] == (80, 62)


def test_the_size_of_a_page_is_that_of_its_paper() -> None:
    image = Image.new("L", (1654, 2339))
    stated = scan_pictures.page_of_image(as_bytes(image, dpi=(200, 200)), "a", 1)
    assert (stated.width, stated.height) == pytest.approx((595.4, 842.0), abs=0.2)
    unstated = scan_pictures.page_of_image(as_bytes(image), "a", 1)
    assert (unstated.width, unstated.height) == pytest.approx((595.4, 842.0), abs=0.2)
    fine = scan_pictures.page_of_image(as_bytes(image.resize((4962, 7017)), dpi=(600, 600)), "a", 1)
    assert max(fine.pixels.shape) == 2339 and fine.height == pytest.approx(842, abs=0.2)


def test_a_fax_with_fewer_lines_than_dots_keeps_its_shape() -> None:
    data = as_bytes(Image.new("1", (1728, 1143)), "TIFF", dpi=(204, 98))
    fax = scan_pictures.page_of_image(data, "a", 1)
    assert (fax.width, fax.height) == pytest.approx((609.9, 839.8), abs=0.2)
    assert fax.pixels.shape[0] / fax.pixels.shape[1] == pytest.approx(fax.height / fax.width, abs=0.01)


def huge(width: int, height: int) -> bytes:
    """Returns the head of a PNG that says to be as large."""
    import struct
    import zlib

    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + head
        + struct.pack(">I", zlib.crc32(head))
        + b"\0\0\0\x20IDAT"
        + bytes(40)
    )


@pytest.mark.parametrize("size", [(100_000, 100_000), (70_000, 10), (13_000, 13_000)])
def test_what_is_too_large_is_refused_by_its_head(size: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="太大"):
        scan.read(huge(*size), "big.png")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"II*\x00\x08", b"\xff\xd8\xff\xe0", b"BM"])
def test_what_is_no_image_is_said(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.png"):
        scan.read(data, "a.png")


def test_a_cut_image_is_said() -> None:
    data = as_bytes(Image.effect_noise((200, 200), 50))
    assert scan.read(data, "a.png").unread_pages == (1,)
    with pytest.raises(InputError, match="已损坏"):
        scan_pictures.page_of_image(data[: len(data) // 2], "a.png", 1)


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes the engine away."""
    monkeypatch.setattr(scan_engine, "find_spec", lambda name: None)
    yield


@pytest.mark.usefixtures("without_engine")
def test_a_missing_engine_is_said_with_the_command() -> None:
    with pytest.raises(InputError, match=r'pip install "policy-basis-tracer\[ocr\]"'):
        scan.recognise(as_bytes(Image.new("L", (60, 60))), "a.png", 1)


def test_a_short_line_is_as_large_as_most_lines() -> None:
    lines = [
        Line("字" * 20, Box(50, 100, 370, 120), 16),
        Line("过", Box(50, 128, 65, 154)),
        Line("题", Box(50, 160, 90, 210)),
    ]
    scan._fill_sizes(lines)
    assert [line.size for line in lines] == [16, 16, 37.5]
