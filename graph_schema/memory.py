"""Remembers what was made of objects that are costly to compare, by the objects themselves: the same object, the same answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

ValueT = TypeVar("ValueT")


class OfObjects(Generic[ValueT]):
    """Holds what a function has made of some objects, known by their identity; it begins anew when `size` answers are held.

    The objects are held with the answer, so that no other one can come to have their place in memory.
    """

    def __init__(self, make: Callable[..., ValueT], size: int) -> None:
        self._make, self._size = make, size
        self._held: dict[tuple[int, ...], tuple[tuple[object, ...], ValueT]] = {}

    def __call__(self, *objects: object) -> ValueT:
        """Returns what the function makes of these objects."""
        key = tuple(map(id, objects))
        held = self._held.get(key)
        if held is None:
            if len(self._held) >= self._size:
                self._held = {}
            held = self._held[key] = (objects, self._make(*objects))
        return held[1]

    def __len__(self) -> int:
        return len(self._held)


def remembered(size: int) -> Callable[[Callable[..., ValueT]], OfObjects[ValueT]]:
    """Returns a decorator: the function remembers its answers by the identity of its arguments, at most `size` of them."""
    return lambda make: OfObjects(make, size)
