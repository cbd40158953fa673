"""Makes PDF files from texts, printed by Chromium; for tests and scores, no part of the product.

`Style.OFFICE` is set as GB/T 9704—2012 has it: A4 with 22 lines of 28 characters, the title in the middle, page numbers between
dashes, a running head on request. `Style.BROWSER` is what a browser prints of a page with small letters and no indents, its title
and the moment above, its address and the number of the page below. One browser prints many files (`printing`).
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from html import escape
from pathlib import Path

from benchmarks.formats.blocks import Block, Kind, blocks_of, is_title

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")

_INCH = 25.4
_STYLE = """
body { margin: 0; font: 16pt/29pt 'Noto Serif CJK SC', 'FangSong', serif; line-break: strict; text-align: justify; }
p { margin: 0; text-indent: 2em; }
.middle, .flush, .right { text-indent: 0; }
.middle { text-align: center; }
.title { font-size: 22pt; line-height: 36pt; }
.letterhead { color: #e00; font-size: 28pt; line-height: 60pt; text-align: center; text-indent: 0; border-bottom: 2px solid #e00; }
.right { text-align: right; padding-right: 2em; }
table { border-collapse: collapse; width: 100%; font-size: 10.5pt; line-height: 15pt; }
td { border: 1px solid #000; padding: 2px 4px; text-align: left; text-indent: 0; }
tr { break-inside: avoid; }
"""

_BROWSER_STYLE = """
body { margin: 0; font: 12pt/20pt 'Noto Sans CJK SC', sans-serif; }
p { margin: 0 0 8pt; }
.title { font-size: 18pt; line-height: 27pt; text-align: center; font-weight: bold; }
.right { text-align: right; }
table { border-collapse: collapse; width: 100%; font-size: 9pt; line-height: 13pt; }
td { border: 1px solid #999; padding: 3px; vertical-align: middle; text-align: center; }
"""


class Style(StrEnum):
    """Names how a PDF is set."""

    OFFICE = "pdf"
    BROWSER = "print"


Print = Callable[[str, Style, str], bytes]
"""Returns the PDF of a text in a style; the last is the running head, "" for none."""


@contextmanager
def printing() -> Iterator[Print]:
    """Starts a browser for some prints; OSError or an error of selenium where there is none."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    with tempfile.TemporaryDirectory() as folder:
        driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
        page = Path(folder, "page.html")

        def printed(text: str, style: Style, running_head: str) -> bytes:
            page.write_text(html_of(text, style), encoding="utf-8")
            driver.get(page.as_uri())
            settings = _office(running_head) if style is Style.OFFICE else _browser(running_head)
            found = driver.execute_cdp_cmd("Page.printToPDF", settings)
            return base64.b64decode(found["data"])

        try:
            yield printed
        finally:
            driver.quit()


def _office(running_head: str) -> dict[str, object]:
    style = "font-family: Noto Serif CJK SC; width: 100%; margin: 0 26mm 0 28mm; text-align: center;"
    return {
        "paperWidth": 210 / _INCH,
        "paperHeight": 297 / _INCH,
        "marginTop": 37 / _INCH,
        "marginBottom": 35 / _INCH,
        "marginLeft": 28 / _INCH,
        "marginRight": 26 / _INCH,
        "printBackground": True,
        "displayHeaderFooter": True,
        "headerTemplate": f'<div style="{style} font-size: 10pt">{escape(running_head)}</div>',
        "footerTemplate": f'<div style="{style} font-size: 14pt">— <span class="pageNumber"></span> —</div>',
    }


def _browser(title: str) -> dict[str, object]:
    style = "font-size: 8pt; width: 100%; margin: 0 10mm; display: flex; justify-content: space-between;"
    below = '<span>https://www.example.gov.cn/zwgk/zcwj/art_1_2.html</span><span><span class="pageNumber"></span>/<span class="totalPages"></span></span>'
    return {
        "paperWidth": 210 / _INCH,
        "paperHeight": 297 / _INCH,
        **{f"margin{side}": 12 / _INCH for side in ("Top", "Bottom", "Left", "Right")},
        "displayHeaderFooter": True,
        "headerTemplate": f'<div style="{style}"><span>2024/3/5 10:21</span><span>{escape(title)}</span><span></span></div>',
        "footerTemplate": f'<div style="{style}">{below}</div>',
    }


def html_of(text: str, style: Style = Style.OFFICE) -> str:
    """Returns the page that is printed."""
    blocks = blocks_of(text)
    body = "\n".join(_html(blocks, at) for at in range(len(blocks)))
    rules = _STYLE if style is Style.OFFICE else _BROWSER_STYLE
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{rules}</style><body>\n{body}\n</body></html>\n'


def _html(blocks: tuple[Block, ...], at: int) -> str:
    block = blocks[at]
    if block.kind is Kind.TABLE:
        return table_html(block)
    style = block.kind.value
    if block.kind is Kind.MIDDLE:
        style = "letterhead" if block.words.endswith("文件") else "middle title" if is_title(blocks, at) else style
    return f'<p class="{style}">{escape(block.words)}</p>'


def table_html(block: Block) -> str:
    """Returns the table of a block as HTML."""
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
