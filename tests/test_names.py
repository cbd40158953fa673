"""No variable and no parameter of one letter lives for more than three lines: who meets it further down has to look it up.

Loops of a comprehension and parameters of a lambda are read at one glance and may be one letter; so may what is defined
and used up within three lines.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("graph_schema", "ingest", "tracer", "dashboards", "benchmarks", "scripts")
LINES = 3
# These two are written anew with the finder of measures, by the structure of the clause.
LATER: set[str] = set()

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _bound(scope: ast.AST) -> set[str]:
    """Returns the parameters of a function and the names that it gives a value: they are its own, not those around it."""
    names = {node.arg for node in ast.walk(scope) if isinstance(node, ast.arg)}
    return names | {
        node.id for node in ast.walk(scope) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _own(node: ast.AST, hidden: frozenset[str] = frozenset()) -> Iterator[ast.Name]:
    """Yields the names of a scope as they stand, without those that functions and comprehensions within it bind anew."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _SCOPES):
            yield from _own(child, hidden | _bound(child))
        elif isinstance(child, _COMPREHENSIONS):
            targets = (name for loop in child.generators for name in ast.walk(loop.target))
            yield from _own(child, hidden | {name.id for name in targets if isinstance(name, ast.Name)})
        elif isinstance(child, ast.Name):
            if child.id not in hidden:
                yield child
        else:
            yield from _own(child, hidden)


def _long(scope: ast.FunctionDef | ast.AsyncFunctionDef | ast.Module) -> Iterator[tuple[int, str]]:
    """Yields (line where it begins, name) of each one-letter name that is still used more than `LINES` lines on."""
    begun: dict[str, int] = {}
    if not isinstance(scope, ast.Module):
        begun = {a.arg: a.lineno for a in ast.walk(scope.args) if isinstance(a, ast.arg) and len(a.arg) == 1}
    augmented = {id(node.target) for node in ast.walk(scope) if isinstance(node, ast.AugAssign)}
    found = set()
    for name in sorted(_own(scope), key=lambda name: (name.lineno, name.col_offset)):
        if not re.fullmatch("[a-z]", name.id):  # a type variable is a capital
            continue
        if isinstance(name.ctx, ast.Store) and id(name) not in augmented:
            begun[name.id] = name.lineno
        elif name.id in begun and name.lineno - begun[name.id] >= LINES:
            found.add((begun[name.id], name.id))
    yield from sorted(found)


def long_names(text: str) -> list[tuple[int, str]]:
    """Returns (line, name) of the one-letter names of a module that live too long, in order."""
    tree = ast.parse(text)
    scopes = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module))
    return sorted({found for scope in scopes for found in _long(scope)})


def test_no_name_of_one_letter_lives_long() -> None:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    assert len(files) > 200
    places = {file.relative_to(ROOT).as_posix(): long_names(file.read_text("utf-8")) for file in files}
    wrong = [f"{file}:{line}:{name}" for file, names in places.items() if file not in LATER for line, name in names]
    assert not wrong, "\n".join(wrong)
    assert not (done := [file for file in LATER if not places.get(file)]), f"no exception any more: {done}"


def test_what_counts_as_long() -> None:
    text = """
def short(x):
    y = x + 1
    z = [i for i in range(y)]
    return z


def long(x, *, k=0):
    total = 0
    for n in x:
        total += k

        total += n
    w: int = 1
    f = lambda w: (
        w,
        1,
        w,
    )
    return f(total)


def again(xs):
    for x in xs:
        print(x)
    for _ in xs:
        print()
    for x in xs:
        print(x)
    a = 0
    a += 1
    a += 1

    a += 1


def apart(x):
    def inner():
        m = 1
        return m

    return inner


def other(y):
    return m
"""
    assert long_names(text) == [(8, "k"), (10, "n"), (15, "f"), (30, "a")]
