"""Titles that name what they forward, issue or carry out."""

from __future__ import annotations

import re


def carried_title(title: str) -> re.Match[str] | None:
    """Returns the title that a title names as what it forwards or issues, in the group `inner`."""
    return re.search(
        "(?:转发|印发|贯彻(?:落实|实施|执行)?|落实)[〈<《](?P<inner>[^〈〉<>《》]{6,})[〉>》]", title
    ) or re.search("转发(?P<inner>(?:国务院|中共中央|国务院办公厅).{6,}?)(?:的通知)+$", title)
