"""Makes OFD files (GB/T 33190—2016) from texts, as programs of offices write them; for tests and scores, no part of the product.

`ofd_of` sets a text on pages of A4 as GB/T 9704—2012 has them: 22 lines of 28 characters, the title in the middle, two
characters before a paragraph, page numbers between dashes. Lines with tabs are the rows of a table with drawn lines.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 210.0, 297.0
"""The size of a page, in mm."""

_LEFT, _TOP, _WIDE, _BOTTOM = 28.0, 37.0, 156.0, 262.0
_SIZE = _WIDE / 28  # 16 points
_LEADING = 225.0 / 22
_SMALL, _CELL_LEADING = 3.7, 5.4  # letters of a table
_NO_FIRST = "，。、；：？！）》〉」』】〕”’％%,.;:!?)]}"
_NO_LAST = "（《〈「『【〔“‘(["
_SENTENCE_END = "。；：！？:;"
_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Style(StrEnum):
    """Names how a program writes the words of a page."""

    LINES = "lines"
    """One text object a line, with the advance of each character, runs of equal ones as `g 12 5.57`."""

    CHARACTERS = "characters"
    """One text object a character."""

    SHUFFLED = "shuffled"
    """Pieces of lines in no order at all."""


@dataclass(frozen=True, slots=True)
class Run:
    """Holds words on one line of a page: where they begin, their base line, their size and the advance of each character, in mm."""

    x: float
    y: float
    size: float
    words: str
    advances: tuple[float, ...]


@dataclass(slots=True)
class Page:
    """Holds what is drawn on a page: words, and drawn lines from a point to a point."""

    runs: list[Run] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)


def ofd_of(
    text: str,
    *,
    style: Style = Style.LINES,
    running_head: str = "",
    sealed_by: str = "",
    custom: Mapping[str, str] | None = None,
    title: str = "",
    seed: int = 0,
) -> bytes:
    """Returns an OFD of a text: one paragraph a line, the cells of a table parted by tabs.

    `running_head` stands above each page, in a template; `sealed_by` is the name on a seal; `custom` are fields of the document.
    """
    return packed(
        pages_of(text),
        style=style,
        running_head=running_head,
        sealed_by=sealed_by,
        custom=custom,
        title=title,
        seed=seed,
    )


def packed(
    pages: Sequence[Page],
    *,
    style: Style = Style.LINES,
    running_head: str = "",
    sealed_by: str = "",
    custom: Mapping[str, str] | None = None,
    title: str = "",
    seed: int = 0,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Returns the OFD file of these pages; `more` are further members, by name, which may replace others."""
    chance = random.Random(seed)
    members: dict[str, bytes] = {
        "OFD.xml": _entry(title, custom or {}, sealed=bool(sealed_by)),
        "Doc_0/Document.xml": _document(len(pages), with_template=bool(running_head)),
        "Doc_0/PublicRes.xml": _fonts(),
    }
    if running_head:
        wide = len(running_head) * 3.7
        head = Page([Run(WIDTH / 2 - wide / 2, 25.0, 3.7, running_head, _advances(running_head, 3.7))])
        head.rules.append((_LEFT, 27.0, _LEFT + _WIDE, 27.0))
        members["Doc_0/Tpls/Tpl_0/Content.xml"] = content(head, Style.LINES, chance)
    for number, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = content(
            page, style, chance, template=_TEMPLATE if running_head else ""
        )
    if sealed_by:
        members |= _seal(sealed_by, len(pages))
    members |= more or {}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


# --- words on pages -----------------------------------------------------------------------------------


def pages_of(text: str) -> list[Page]:
    """Returns the pages on which a text is set, with their numbers below."""
    sheet = _Sheet()
    lines = text.split("\n")
    first_prose = next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))
    last_prose = max((at for at, line in enumerate(lines) if _is_prose(line)), default=-1)
    for is_table, numbered in groupby(enumerate(lines), key=lambda one: "\t" in one[1]):
        group = list(numbered)
        if is_table:
            sheet.table([line.split("\t") for _, line in group])
            continue
        for at, line in group:
            if not line.strip():
                sheet.feed(_LEADING)
            elif at < first_prose and len(line) <= 60 and not line.endswith(("：", ":")) and at < 12:
                sheet.paragraph(line, align="middle")
            elif last_prose < at < last_prose + 4 and len(line) <= 24 and not line.endswith(("：", ":")):
                sheet.paragraph(line, align="right")
            else:
                sheet.paragraph(line, indent=0 if line.endswith(("：", ":")) and at <= first_prose else 2)
    for number, page in enumerate(sheet.pages, 1):
        words = f"— {number} —"
        page.runs.append(Run(_LEFT + _WIDE - 20 if number % 2 else _LEFT + 5, 275.0, 4.9, words, _advances(words, 4.9)))
    return sheet.pages


def _is_prose(line: str) -> bool:
    return len(line) > 40 or line.endswith(tuple(_SENTENCE_END))


class _Sheet:
    """Sets words line by line, and takes a new page where one is full."""

    def __init__(self) -> None:
        """Begins with an empty page."""
        self.pages = [Page()]
        self._y = _TOP

    def feed(self, high: float) -> None:
        """Leaves as much room free; takes a new page where there is no more."""
        if self._y + high > _BOTTOM + 0.01:
            self.pages.append(Page())
            self._y = _TOP
        self._y += high

    def paragraph(self, words: str, *, align: str = "left", indent: int = 0) -> None:
        """Sets one paragraph."""
        for at, line in enumerate(_broken(words, _WIDE, _SIZE, indent * _SIZE)):
            self.feed(_LEADING)
            advances = _advances(line, _SIZE)
            wide = sum(advances)
            x = _LEFT + (indent * _SIZE if at == 0 else 0.0)
            if align == "middle":
                x = _LEFT + (_WIDE - wide) / 2
            elif align == "right":
                x = _LEFT + _WIDE - wide - 2 * _SIZE
            self.pages[-1].runs.append(Run(x, self._y - _LEADING * 0.3, _SIZE, line, advances))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Sets a table with lines around its cells; a row that is higher than a page goes on on the next one."""
        count = max(map(len, rows))
        needs = [max((min(len(row[at]), 40) for row in rows if at < len(row)), default=0) + 1.5 for at in range(count)]
        widths = [max(_WIDE * need / sum(needs), _SMALL + 1.2) for need in needs]
        widths = [wide * _WIDE / sum(widths) for wide in widths]
        most = int((_BOTTOM - _TOP) / _CELL_LEADING) - 2
        for row in rows:
            cells = [
                list(_broken(words, max(wide - 1.0, _SMALL), _SMALL, 0.0))
                for words, wide in zip(row, widths, strict=False)
            ]
            for first in range(0, max((len(lines) for lines in cells), default=1) or 1, most):
                self._row([lines[first : first + most] for lines in cells], widths)

    def _row(self, cells: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        high = max((len(lines) for lines in cells), default=1) * _CELL_LEADING + 1.5
        self.feed(high)
        top, page = self._y - high, self.pages[-1]
        sides = [_LEFT]
        for wide in widths:
            sides.append(sides[-1] + wide)
        page.rules += [(_LEFT, y, sides[-1], y) for y in (top, self._y)]
        page.rules += [(x, top, x, self._y) for x in sides]
        for left, lines in zip(sides, cells, strict=False):
            for at, line in enumerate(lines):
                y = top + 0.75 + (at + 0.8) * _CELL_LEADING
                page.runs.append(Run(left + 0.5, y, _SMALL, line, _advances(line, _SMALL)))


def _advances(words: str, size: float) -> tuple[float, ...]:
    return tuple(size * (0.5 if character < "\u0250" else 1.0) for character in words)


def _broken(words: str, wide: float, size: float, indent: float) -> Iterator[str]:
    """Yields the lines of a paragraph; none begins with a mark that may not, and no number or Latin word is broken."""
    line, room = "", wide - indent
    for piece in _unbreakable(words):
        need = sum(_advances(piece, size))
        if line and need > room + 0.01:
            yield line
            line, room = "", wide
        for character in piece:  # a piece wider than the line is broken all the same
            own = _advances(character, size)[0]
            if line and own > room + 0.01:
                yield line
                line, room = "", wide
            line += character
            room -= own
    if line:
        yield line


def _unbreakable(words: str) -> Iterator[str]:
    piece = ""
    for character in words:
        joins = bool(piece) and (
            character in _NO_FIRST
            or piece[-1] in _NO_LAST
            or (character.isascii() and piece[-1].isascii() and character.isalnum() and piece[-1].isalnum())
        )
        if not joins and piece:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece


# --- as XML ---------------------------------------------------------------------------------------------


_TEMPLATE = '<ofd:Template TemplateID="2" ZOrder="Background"/>'


def content(page: Page, style: Style, chance: random.Random, template: str = "") -> bytes:
    """Returns the Content.xml of a page."""
    objects = [_text_object(run, number) for number, run in enumerate(_as_written(page.runs, style, chance), 100)]
    objects += [_path_object(rule, number) for number, rule in enumerate(page.rules, 100_000)]
    if style is Style.SHUFFLED:
        chance.shuffle(objects)
    return (
        f"{_HEAD}<ofd:Page {_NAMESPACE}>{template}<ofd:Area><ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer Type="Body" ID="50">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    ).encode()


def _as_written(runs: Iterable[Run], style: Style, chance: random.Random) -> Iterator[Run]:
    """Yields the pieces that a program makes text objects of."""
    for run in runs:
        if style is Style.LINES:
            yield run
            continue
        at, left = 0, run.x
        while at < len(run.words):
            count = 1 if style is Style.CHARACTERS else chance.randint(1, 9)
            advances = run.advances[at : at + count]
            yield Run(left, run.y, run.size, run.words[at : at + count], advances)
            left += sum(advances)
            at += count


def _text_object(run: Run, number: int) -> str:
    rise = run.size * 0.86
    deltas = _deltas(run.advances[:-1])
    along = f' DeltaX="{deltas}"' if deltas else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{run.x:.3f} {run.y - rise:.3f} {sum(run.advances):.3f} {run.size * 1.2:.3f}" '
        f'Font="3" Size="{run.size:.4f}"><ofd:FillColor Value="0 0 0"/>'
        f'<ofd:TextCode X="0" Y="{rise:.3f}"{along}>{escape(run.words)}</ofd:TextCode></ofd:TextObject>'
    )


def _deltas(advances: Sequence[float]) -> str:
    """Returns advances as DeltaX has them: `g n d` for n equal ones."""
    words = []
    for size, equal in groupby(f"{advance:.3f}" for advance in advances):
        count = len(list(equal))
        words.append(f"g {count} {size}" if count > 2 else " ".join([size] * count))
    return " ".join(words)


def _path_object(rule: tuple[float, float, float, float], number: int) -> str:
    x0, y0, x1, y1 = rule
    left, top, wide, high = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{left:.3f} {top:.3f} {wide + 0.25:.3f} {high + 0.25:.3f}" LineWidth="0.25">'
        f"<ofd:AbbreviatedData>M {x0 - left:.3f} {y0 - top:.3f} L {x1 - left:.3f} {y1 - top:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _entry(title: str, custom: Mapping[str, str], *, sealed: bool) -> bytes:
    fields = "".join(
        f"<ofd:CustomData Name={quoteattr(name)}>{escape(value)}</ofd:CustomData>" for name, value in custom.items()
    )
    signatures = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" if sealed else ""
    return (
        f'{_HEAD}<ofd:OFD {_NAMESPACE} Version="1.1" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>44f4ad0d8e5f4a2fa0a0c4d1f1d7c001</ofd:DocID><ofd:Title>{escape(title)}</ofd:Title><ofd:Creator>make_ofd</ofd:Creator>"
        f"<ofd:CreationDate>2024-01-01</ofd:CreationDate><ofd:CustomDatas>{fields}</ofd:CustomDatas></ofd:DocInfo>"
        f"<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{signatures}</ofd:DocBody></ofd:OFD>"
    ).encode()


def _document(count: int, *, with_template: bool) -> bytes:
    template = '<ofd:TemplatePage ID="2" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if with_template else ""
    pages = "".join(
        f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(count)
    )
    return (
        f"{_HEAD}<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>900000</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"{template}</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    ).encode()


def _fonts() -> bytes:
    return (
        f'{_HEAD}<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts>'
        '<ofd:Font ID="3" FontName="仿宋_GB2312" FamilyName="仿宋_GB2312"/></ofd:Fonts></ofd:Res>'
    ).encode()


# --- a seal (GB/T 38540—2020) -----------------------------------------------------------------------------


def _seal(name: str, last: int) -> dict[str, bytes]:
    """Returns the members of a signature with a seal on the last page."""
    signatures = (
        f'{_HEAD}<ofd:Signatures {_NAMESPACE}><ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="1" Type="Seal" '
        'BaseLoc="/Doc_0/Signs/Sign_0/Signature.xml"/></ofd:Signatures>'
    )
    signature = (
        f'{_HEAD}<ofd:Signature {_NAMESPACE}><ofd:SignedInfo><ofd:Provider ProviderName="make_ofd" Company="—" Version="1.0"/>'
        "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod><ofd:SignatureDateTime>20240101000000Z</ofd:SignatureDateTime>"
        f'<ofd:StampAnnot ID="1" PageRef="{last + 9}" Boundary="130 200 42 42"/>'
        "<ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    )
    return {
        "Doc_0/Signs/Signatures.xml": signatures.encode(),
        "Doc_0/Signs/Sign_0/Signature.xml": signature.encode(),
        "Doc_0/Signs/Sign_0/Seal.esl": seal_of(name),
        "Doc_0/Signs/Sign_0/SignedValue.dat": b"\x30\x00",
    }


def seal_of(name: str) -> bytes:
    """Returns a seal as ASN.1 (SESeal of GB/T 38540—2020), with its name and without a picture."""
    header = _der(0x30, _der(0x16, b"ES"), _der(0x02, b"\x04"), _der(0x16, b"make_ofd"))
    days = _der(0x18, b"20240101000000Z") * 3
    its_own = _der(0x30, _der(0x02, b"\x01"), _der(0x0C, name.encode()), _der(0x02, b"\x01"), _der(0x30, b""), days)
    picture = _der(0x30, _der(0x16, b"PNG"), _der(0x04, b""), _der(0x02, b"\x2a"), _der(0x02, b"\x2a"))
    return _der(0x30, _der(0x30, header, _der(0x16, b"3301"), its_own, picture), _der(0x04, b""))


def _der(tag: int, *pieces: bytes) -> bytes:
    held = b"".join(pieces)
    size = len(held)
    length = (
        bytes([size])
        if size < 128
        else bytes([0x80 + (size.bit_length() + 7) // 8]) + size.to_bytes((size.bit_length() + 7) // 8, "big")
    )
    return bytes([tag]) + length + held
