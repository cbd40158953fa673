"""The place that the folders of a file name, for a document whose own words name none (docs/semantics.md#ruling-38)."""

from __future__ import annotations

import re
from pathlib import PurePath

from graph_schema.regions import NATION, find_region

_PLACE = re.compile("[\u4e00-\u9fff]{2,12}(?:省|自治区|市|州|盟|地区|县|区|旗)$")


def place_of_folders(path: str) -> str | None:
    """Returns the place of the innermost folder that is called like one: 文件/江西省/赣州市/x.txt → 江西省/赣州市."""
    place: str | None = None
    for folder in PurePath(path).parent.parts:
        found = find_region(folder + "人民政府", place) if _PLACE.match(folder) else None
        if found and found != NATION:
            place = found
    return place
