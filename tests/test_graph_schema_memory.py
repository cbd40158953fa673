"""Holds what was made of objects to that very object, and to as many answers as are allowed."""

from __future__ import annotations

from graph_schema.memory import remembered


def test_the_same_objects_get_the_same_answer() -> None:
    made = []

    @remembered(size=8)
    def together(one: list[int], other: list[int]) -> list[int]:
        made.append((one, other))
        return [*one, *other]

    a, b = [1], [1]
    assert together(a, b) is together(a, b)
    assert together(b, a) == [1, 1] and len(made) == 2


def test_no_more_answers_are_held_than_allowed() -> None:
    @remembered(size=3)
    def itself(one: list[int]) -> list[int]:
        return one

    lists = [[n] for n in range(10)]
    assert [itself(one) for one in lists] == lists
    assert len(itself) <= 3
