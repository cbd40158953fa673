"""Tells which blocks of a page are its document, and which the frame around it: by how much is said where, and how much of it leads elsewhere.

No name of a site's programs is needed: the smallest box that holds nearly all that is said in sentences and tables is the
middle of the page. Names of boxes (nav, footer, 分享) only speak against boxes in which little is said. In doubt a block stays:
what remains of the frame is known by its words later on (ingest.clean.furniture).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.web_blocks import Block, Box, Page
from ingest.formats.web_card import foot_words

_MOST = 0.85  # of what is said: a box with as much is the middle of the page
_LITTLE = 0.15  # of what is said: a box with more is no frame, whatever it is called
_FRAME_TAGS = frozenset(("nav", "footer", "aside"))
_FRAME_NAMES = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav\w*|menu\w*|bread\w*|crumbs?\w*|position|location|weizhi|dqwz|foot\w*|copyright|bottom\w*|share\w*|bds\w*|bdshare\w*|"
    r"print\w*|tool(?:bar|s|box)?|side\w*|aside|relat\w*|recommend\w*|hot\w*|friend\w*|search\w*|top(?:bar|nav|menu)?|header\w*|banner\w*|login\w*|"
    r"pager?|prev\w*|next\w*|font-?size\w*|zihao|qrcode|ewm|erweima|xgyd|xglj|xgwj|xgxx|xgzc|left-?nav|navigation)(?=$|[\s_-])"
)
_SENTENCE = re.compile("[，。；：、《》]")
_ATTACHED = re.compile(r"(?i)\.(?:docx?|wps|xlsx?|et|pptx?|pdf|ofd|zip|rar|7z|csv|txt|tiff?|jpe?g|png)(?:$|[?#&])")
_BUTTONS = re.compile(
    r"[\s|｜\[\]【】（）()·•>›»:：大中小Aa+\-—Tt×]+|"
    r"(?:字体|字号|分享到?|打印(?:本页|页面|文章|本文)?|关闭(?:本页|窗口|页面)?|收藏(?:本页)?|返回(?:顶部|列表|首页|上一页)?|下载(?:本页)?|首页|语音播报|无障碍(?:阅读)?|"
    r"适老化|简体|繁体|微信|新浪微博|微博|QQ空间|QQ|扫一扫[^。，]{0,16}|复制链接|默认|保存|纠错|我要纠错|繁|简)"
)
_BESIDE = re.compile("[【\\[]?(?:[上下前后]一[篇条则])")
_FEW = 3  # links that make a list


@dataclass(slots=True)
class _Sum:
    """Holds what a box holds: all characters, those that are links, those in sentences and tables, and the number of links and blocks."""

    blocks: int = 0
    all: int = 0
    linked: int = 0
    said: int = 0
    links: int = 0


def attached(block: Block) -> list[tuple[str, str]]:
    """Returns the links of a block that lead to files, with their words."""
    return [(words, target) for words, target in block.links if _ATTACHED.search(target)]


def kept_of(page: Page) -> tuple[list[bool], range]:
    """Tells of each block whether it stays, and which blocks the middle of the page spans."""
    blocks, boxes = page.blocks, page.boxes
    sums = _sums(page)
    total = max(sums[0].said, 1) if sums else 1
    frames = _frames(boxes, sums, total)
    middle = _middle(boxes, sums, frames)
    within = _within(boxes, middle)
    inner = [at for at, block in enumerate(blocks) if block.box >= 0 and within[block.box] and not block.is_hidden]
    span = range(inner[0], inner[-1] + 1) if inner else range(len(blocks))
    heading = next((at for at in range(span.start) if _is_heading(blocks[at]) and not _is_link(blocks[at])), span.start)
    kept: list[bool] = []
    behind = spoken = False
    for at, block in enumerate(blocks):
        is_frame = block.box >= 0 and frames[block.box]
        if block.is_hidden or is_button(block) or _leads_on(block):
            stays = False
        elif at in span:
            spoken = spoken or _is_said(block)
            stays = not is_frame and (spoken or not _is_crumbs(block))
        elif is_frame:
            stays = _is_heading(block) and at == heading
            behind = behind or at >= span.stop
        elif at < span.start:
            stays = (at >= heading and not _is_link(block)) or _is_said(block)
        else:
            behind = behind or foot_words().search(block.words) is not None or _is_list_of_links(block)
            stays = (not behind and not _is_link(block)) or bool(attached(block)) or (_is_said(block) and not behind)
        kept.append(stays)
    return kept, span


def _is_said(block: Block) -> bool:
    """Tells whether a block is a sentence or the row of a table, and no link."""
    if block.is_hidden or 2 * block.linked > len(block.words) or foot_words().search(block.words):
        return False
    return bool(block.cells) or (len(block.words) >= 15 and _SENTENCE.search(block.words) is not None)


def _is_heading(block: Block) -> bool:
    return block.tag in ("h1", "h2") and len(block.words) >= 5


def _is_link(block: Block) -> bool:
    return 2 * block.linked > len(block.words) and not attached(block)


def _leads_on(block: Block) -> bool:
    """Tells whether a block leads to the page before or behind."""
    return bool(block.links) and _BESIDE.match(block.words) is not None


def _is_crumbs(block: Block) -> bool:
    """Tells whether a block is a row of links."""
    return len(block.links) > 1 and _is_link(block)


def _is_list_of_links(block: Block) -> bool:
    return len(block.links) >= _FEW and 2 * block.linked > len(block.words) and not attached(block)


def is_button(block: Block) -> bool:
    """Tells whether a block is nothing but buttons."""
    return (
        len(block.words) <= 60 and not block.cells and not _BUTTONS.sub("", block.words) and not block.words.isdigit()
    )


def _sums(page: Page) -> list[_Sum]:
    """Returns what each box holds, with the boxes in it."""
    sums = [_Sum() for _ in page.boxes]
    for block in page.blocks:
        if block.box >= 0 and not block.is_hidden:
            one = sums[block.box]
            one.blocks += 1
            one.all += len(block.words)
            one.linked += block.linked
            one.said += len(block.words) - block.linked if _is_said(block) else 0
            one.links += len(block.links)
    for at in range(len(page.boxes) - 1, 0, -1):
        around = page.boxes[at].around
        if around >= 0:
            inner, outer = sums[at], sums[around]
            outer.blocks += inner.blocks
            outer.all += inner.all
            outer.linked += inner.linked
            outer.said += inner.said
            outer.links += inner.links
    return sums


def _frames(boxes: Sequence[Box], sums: Sequence[_Sum], total: int) -> list[bool]:
    """Tells of each box whether it is part of the frame."""
    frames: list[bool] = []
    for box, held in zip(boxes, sums, strict=True):
        named = box.tag in _FRAME_TAGS or _FRAME_NAMES.search(box.called) is not None
        lists = held.links >= _FEW and 10 * held.linked > 6 * held.all
        frames.append((box.around >= 0 and frames[box.around]) or ((named or lists) and held.said <= _LITTLE * total))
    return frames


def _middle(boxes: Sequence[Box], sums: Sequence[_Sum], frames: Sequence[bool]) -> int:
    """Returns the smallest box of several blocks that holds nearly all that is said; -1 where none does.

    One that holds a single block is a paragraph: where paragraphs are boxes, the longest may hold nearly all.
    """
    said = [0 if frames[at] else held.said for at, held in enumerate(sums)]
    # What is said in frames counts for no box around them.
    for at in range(len(boxes) - 1, 0, -1):
        around = boxes[at].around
        if frames[at] and around >= 0 and not frames[around]:
            _take_away(boxes, said, around, sums[at].said)
    most = max(said, default=0)
    middle = -1
    for at in range(len(boxes)):
        if most and said[at] >= _MOST * most and sums[at].blocks > 1:
            middle = at  # a box stands behind those around it
    return middle


def _take_away(boxes: Sequence[Box], said: list[int], at: int, amount: int) -> None:
    while amount and at >= 0:
        said[at] -= amount
        at = boxes[at].around


def _within(boxes: Sequence[Box], middle: int) -> list[bool]:
    """Tells of each box whether it is the middle of the page or stands in it."""
    within: list[bool] = []
    for at, box in enumerate(boxes):
        within.append(at == middle or middle < 0 or (box.around >= 0 and within[box.around]))
    return within
