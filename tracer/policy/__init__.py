"""The rule as a value: which sources may end a chain, for which kind of measure.

In comes a policy file (policies/*.toml or a lawyer's own); out comes a Policy, or every complaint with its line.
Whoever judges is handed a Policy; nothing in here knows a store, a registry or today's date."""

from __future__ import annotations

from importlib.resources import files


def builtin_names() -> tuple[str, ...]:
    """Returns the policies inside the program, by name."""
    found = files("tracer").joinpath("policy/policies").iterdir()
    return tuple(sorted(f.name.removesuffix(".toml") for f in found if f.name.endswith(".toml")))
