"""Records as plain values (dict, list, text, number, None) that JSON can hold, and back, equal to before.

What a record class states is all that is needed: fields of records, tuples, sequences (read back as tuples), mappings, enumerations,
days, bytes (as base 85) and plain values. A field that a value lacks takes its default, so that what an older version
wrote is still read.
"""

from __future__ import annotations

import types
from base64 import b85decode, b85encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from graph_schema.messages import Message

T = TypeVar("T")
Reader = Callable[[Any], Any]
Writer = Callable[[Any], Any]


def to_plain(value: object) -> Any:
    """Returns a record, or a tuple or mapping of them, as plain values."""
    kind: Any = type(value)
    return _writer(kind)(value)


def from_plain(kind: type[T], value: object) -> T:
    """Returns the record of that class that `to_plain` gave the value of. ValueError, TypeError or KeyError for any other."""
    return cast(T, _reader(cast(Any, kind))(value))


@cache
def _writer(kind: Any) -> Writer:
    """Tells how a value of a class is made plain: asked once of each class, since findings are made of a few."""
    if kind is types.NoneType or kind is str or issubclass(kind, bool | int | float):
        return lambda value: value
    if kind is bytes:
        return lambda value: b85encode(value).decode("ascii")
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, Message):
        return lambda value: value.plain()
    if issubclass(kind, date):  # a datetime too
        return lambda value: value.isoformat()
    if issubclass(kind, Sequence) and not issubclass(kind, str | bytes):
        return lambda value: [item if type(item) is str else to_plain(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {to_plain(key): to_plain(item) for key, item in value.items()}
    if is_dataclass(kind):
        return _record_writer(tuple(f.name for f in fields(kind)))
    raise TypeError(f"no plain form: {kind.__name__}")


def _record_writer(names: tuple[str, ...]) -> Writer:
    def write(record: object) -> dict[str, Any]:
        told = ((name, getattr(record, name)) for name in names)
        return {name: value if type(value) in _AS_IT_IS else to_plain(value) for name, value in told}

    return write


_AS_IT_IS = frozenset({types.NoneType, str, int, bool, float})


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
    if kind is bytes:
        return b85decode
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
