"""The 题注 below the title of a regulation (立法技术规范): 通过、批准、修正、公布 with their dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graph_schema.numbers import normal_number
from graph_schema.regions import find_region
from ingest.parts.days import DATE, day_of_match
from ingest.parts.lines import Kind, Line

ORDER = re.compile(
    r"（?(?P<organ>[\u4e00-\u9fff、][\u4e00-\u9fff、（）]{1,60}?)(?:令|公告|通告)(?:\d{4}年)?"
    r"(?:第?\d{1,5}号|第[零〇一二三四五六七八九十百]{1,7}号)"
)
_CONGRESS = re.compile(
    r"(?P<body>[\u4e00-\u9fff]{2,20}?)(?:第[一二三四五六七八九十百\d]+届)?(?P<organ>人民代表大会(?:常务委员会)?)(?:第[一二三四五六七八九十百\d]+次(?:会议|全体会议))?"
)


@dataclass(frozen=True, slots=True)
class Note:
    """One event of the 题注: its day and its words."""

    day: date
    words: str


def notes_of(head: Sequence[Line]) -> list[Note]:
    """Finds the events of the 题注 in the head of a document: each day with the words behind it."""
    out = []
    for line in head:
        if line.kind is not Kind.NOTE:
            continue
        written = list(DATE.finditer(line.flat))
        ends = [*(following.start() for following in written[1:]), len(line.flat)]
        for mark, end in zip(written, ends, strict=False):
            day = day_of_match(mark)
            if day:
                out.append(Note(day, line.flat[mark.end() : end]))
    return out


def passed_by(notes: Sequence[Note]) -> str | None:
    """Names who passed the text, by the 题注, without 第N届 and 第N次会议."""
    for note in notes:
        if "通过" not in note.words and "公布" not in note.words and "发布" not in note.words:
            continue
        congress = _CONGRESS.match(re.sub("^第[一二三四五六七八九十百]+届", "", note.words))
        if congress:
            return congress["body"] + congress["organ"]
        if note.words.startswith("国务院") or "国务院令" in note.words:
            return "国务院"
        court = re.match("最高人民(?:法院|检察院)", note.words)
        if court:
            return court[0]
        order = ORDER.match(note.words)
        if order:
            return order["organ"].removeprefix("中华人民共和国") if "国务院" in order["organ"] else order["organ"]
    return None


def order_of(notes: Sequence[Note]) -> str | None:
    """Returns the number of the order that put the text in force, by the 题注: 国务院令第737号公布."""
    for note in notes:
        order = re.search(r"国务院令第?\d+号|[\u4e00-\u9fff]{2,40}?令第?\d+号(?=公布|发布)", note.words)
        if order:
            return normal_number(order[0])
    return None


def province_of(notes: Sequence[Note]) -> str | None:
    """Names the province whose congress approved a city's regulation."""
    for note in notes:
        m = re.match(r"(?P<name>[\u4e00-\u9fff]{2,10}?(?:省|自治区))(?:第|人民代表大会)", note.words)
        if m:
            return find_region(m["name"])
    return None
