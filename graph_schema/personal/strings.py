"""Every string of a record changed, and nothing else: for masking what is made of documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, cast

_FIXED = re.compile(
    r"[a-z]-[0-9a-f]{12}(?:-\d+)?(?:\.[a-z]\d+)?|[0-9a-f]{12}|[0-9a-f]{40}|[0-9a-f]{64}|\d{4}-\d\d-\d\d(?:T[\d:+.]+)?"
)
"""Ids, hashes and days: they are no words of a document."""


_NO_WORDS = frozenset({int, float, bool, type(None), date, datetime})


def with_words(value: Any, change: Callable[[str], str]) -> Any:
    """Returns a value with every string of it changed but ids, hashes and days; the very value where nothing changed."""
    if type(value) is str:
        return value if not value or _FIXED.fullmatch(value) else change(value)
    if type(value) in _NO_WORDS:
        return value
    if isinstance(value, Mapping):
        return _same_if_equal(value, {key: with_words(item, change) for key, item in value.items()}, value.values())
    if isinstance(value, tuple | list):
        items = [with_words(item, change) for item in value]
        if all(new is old for new, old in zip(items, value, strict=True)):
            return value
        return type(value)(items)
    changed, kind = {}, cast(Any, type(value))
    for name in names_of(kind):
        old = getattr(value, name)
        if (new := with_words(old, change)) is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


@cache
def names_of(kind: Any) -> tuple[str, ...]:
    """Returns the names of the fields of a record class; none of any other class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _same_if_equal(value: Mapping[Any, Any], new: dict[Any, Any], old: Iterable[Any]) -> Mapping[Any, Any]:
    """Returns the mapping itself where none of its values is another one."""
    return value if all(one is other for one, other in zip(new.values(), old, strict=True)) else new
