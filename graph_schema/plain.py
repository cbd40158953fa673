"""Records as plain values (dict, list, text, number, None) that JSON can hold, and back, equal to before.

What a record class states is all that is needed: fields of records, tuples, sequences (read back as tuples), mappings, enumerations,
days and plain values. A field that a value lacks takes its default, so that what an older version
wrote is still read.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from graph_schema.messages import Message

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_plain(value: object) -> Any:
    """Returns a record, or a tuple or mapping of them, as plain values."""
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Message):
        return value.plain()
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {to_plain(key): to_plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in _names(type(value))}
    raise TypeError(f"no plain form: {type(value).__name__}")


def from_plain(kind: type[T], value: object) -> T:
    """Returns the record of that class that `to_plain` gave the value of. ValueError, TypeError or KeyError for any other."""
    return cast(T, _reader(cast(Any, kind))(value))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _reader(kind: Any) -> Reader:
    """Tells how a value of a type is read back."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        if set(inner) == {str, Message}:  # words as they stand, or what the program says
            return lambda value: value if isinstance(value, str) else Message.from_plain(value)
        (one,) = (part for part in inner if part is not type(None))
        read = _reader(one)
        return _as_it_is if read is _as_it_is else lambda value: None if value is None else read(value)
    if origin is tuple:
        parts = [_reader(part) for part in inner if part is not Ellipsis]
        if len(inner) == 2 and inner[1] is Ellipsis:
            read = parts[0]
            return lambda value: tuple(map(read, value))
        return lambda value: tuple(read(part) for read, part in zip(parts, value, strict=True))
    if origin is Sequence:
        (read,) = map(_reader, inner)
        return lambda value: tuple(map(read, value))
    if origin is not None and issubclass(origin, Mapping):
        key, item = map(_reader, inner)
        return lambda value: {key(k): item(v) for k, v in value.items()}
    if kind is Message:
        return Message.from_plain
    if is_dataclass(kind):
        return _record_reader(cast(type, kind))
    if issubclass(kind, datetime | date):
        return cast(Reader, kind.fromisoformat)
    if issubclass(kind, Enum):
        return _member_reader(kind)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _member_reader(kind: type[Enum]) -> Reader:
    members = {member.value: member for member in kind}

    def read(value: Any) -> Any:
        member = members.get(value)
        return kind(value) if member is None else member

    return read


def _record_reader(kind: type) -> Reader:
    hints = get_type_hints(kind)
    every = {f.name: _reader(hints[f.name]) for f in fields(kind)}
    readers = {name: read for name, read in every.items() if read is not _as_it_is}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def read(value: Mapping[str, Any]) -> Any:
        if not needed <= value.keys():
            raise ValueError(f"{kind.__name__} without {min(needed - value.keys())}")
        told = dict(value)
        for name, read_item in readers.items():
            if name in told:
                told[name] = read_item(told[name])
        return kind(**told)

    return read
