"""The plan of the house: no two modules need each other, and each room says what comes in and what goes out."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp
import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph_schema", "ingest", "tracer", "dashboards")
ROOMS = sorted(
    file
    for package in ("ingest", "tracer")
    for file in (ROOT / package).glob("*/__init__.py")
    if file.parent.name not in ("lexicon", "sample")
)


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph(*PACKAGES)
    imports: nx.DiGraph[str] = nx.DiGraph()
    for module in graph.modules:
        imports.add_edges_from((module, other) for other in graph.find_modules_directly_imported_by(module))
    assert [sorted(circle) for circle in nx.strongly_connected_components(imports) if len(circle) > 1] == []


@pytest.mark.parametrize("file", ROOMS, ids=lambda file: f"{file.parent.parent.name}.{file.parent.name}")
def test_each_room_says_what_comes_in_and_what_goes_out(file: Path) -> None:
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    assert "In come" in said and " out come" in said, (
        f"{file.relative_to(ROOT)}: what comes in, what goes out, who calls"
    )
