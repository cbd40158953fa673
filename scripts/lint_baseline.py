"""Writes tests/baseline/registry_lint.json: the rows of the registry inside the program with a fault, by kind, that CI lets be.

`python scripts/lint_baseline.py`, after facts were mended: from then on so many faults, and no more, are let be. A test fails where a
kind has more; `tracer registry lint --kind KIND` lists them all.
"""

from __future__ import annotations

import json
from pathlib import Path

from graph_schema.files import PROGRAM_FILE, written_beside
from tracer.registry.article_facts import load_facts
from tracer.registry.lint import FaultKind, lint
from tracer.registry.load import built_in_registry

BASELINE = Path(__file__).resolve().parent.parent / "tests" / "baseline" / "registry_lint.json"


def faulty_rows() -> dict[str, list[str]]:
    """Returns the ids of the rows with a fault of each kind, as often as they have one."""
    faults = lint(built_in_registry(), (), load_facts())
    return {kind.value: sorted(f.instrument.id for f in faults if f.kind is kind) for kind in FaultKind}


def main() -> None:
    """Writes the file and prints how many faults there are of each kind."""
    rows = faulty_rows()
    with written_beside(BASELINE, mode=PROGRAM_FILE) as beside:
        beside.write_text(json.dumps(rows, indent=0) + "\n", encoding="utf-8")
    for kind, ids in rows.items():
        print(f"{len(ids):>5}  {kind}")


if __name__ == "__main__":
    main()
