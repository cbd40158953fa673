"""The patterns of a module, for the tests that run their examples."""

from __future__ import annotations

from graph_schema.patterns import Pattern


def patterns_of(names: dict[str, object]) -> dict[str, Pattern]:
    """Returns the patterns among the names of a module (its `globals()`), by name."""
    return {name: value for name, value in names.items() if isinstance(value, Pattern)}
