"""make bench-formats: how fast files of each format are read, beside the bare library in the same run.

python -m benchmarks.formats.speed [pdf docx …]

Each format has a module here with a function `rows()` (benchmarks.formats.rows). Status 1 where one falls short.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from importlib.util import find_spec

from rich.console import Console
from rich.table import Table

from benchmarks.formats.rows import Row

MODULES = ("pdf", "docx", "sheets", "ocr", "ofd", "web")


def rows_of(name: str) -> list[Row]:
    """Returns the measured rows of one format; none where its module is not there."""
    module = f"benchmarks.formats.{name}"
    return list(import_module(module).rows()) if find_spec(module) else []


def _cells(row: Row) -> tuple[str, ...]:
    def number(value: float | None, form: str = "{:.3g}") -> str:
        return "" if value is None else form.format(value)

    return (
        row.what,
        f"{row.unit}/s",
        number(row.ours),
        number(row.bare),
        number(row.share, "{:.0%}"),
        number(row.wanted, "{:.0%}"),
        number(row.memory, "{:.0f}"),
        number(row.most, "{:.0f}"),
        "falls short" if row.falls_short else "",
    )


def main() -> int:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", nargs="*", default=MODULES, help="; ".join(MODULES))
    table = Table("", "unit", "ours", "bare library", "share", "wanted", "MB", "at most", "")
    rows = [row for name in parser.parse_args().format for row in rows_of(name)]
    for row in rows:
        table.add_row(*_cells(row))
    Console(width=140).print(table)
    return int(any(row.falls_short for row in rows))


if __name__ == "__main__":
    sys.exit(main())
