"""Days as written in a document, in Arabic or Chinese digits."""

from __future__ import annotations

import re
from datetime import date

from graph_schema.days import printed_day

DATE = re.compile(
    r"((?:19|20)\d\d|[一二三四五六七八九〇○零]{4})年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日"
)


def day_of_match(written: re.Match[str]) -> date | None:
    """Returns the day that a match of `DATE` stands for; None if there is no such day."""
    return printed_day(*written.groups())
