"""Records that are quick to make are as dataclasses make them: values, defaults, what is missing or unknown, other values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from typing import Any

import pytest

from graph_schema.making import altered, quick_to_make
from graph_schema.records import Measure, Slot, Span
from graph_schema.terms import SlotRole
from ingest.formats.files import file_of_text
from ingest.reading import read

SLOT = Slot(role=SlotRole.ACT, words="列入", span=Span(2, 4))


def test_values_and_defaults_are_set() -> None:
    assert (SLOT.role, SLOT.words, SLOT.span) == (SlotRole.ACT, "列入", Span(start=2, end=4))
    assert Slot(role=SlotRole.ACT, words="列入").span is None
    assert repr(Span(2, 4)) == "Span(start=2, end=4)"
    assert len({Span(2, 4), Span(2, 4), Span(2, 5)}) == 2


def test_what_is_missing_unknown_or_set_later_is_refused() -> None:
    for wrong in (lambda: Slot(role=SlotRole.ACT), lambda: Slot(SlotRole.ACT, "列入"), lambda: Span(1, 2, 3)):  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(FrozenInstanceError):
        SLOT.words = "移出"  # type: ignore[misc]


def test_other_values_are_those_of_replace() -> None:
    measure = read(file_of_text("某县信用办法\n\n第一条　将失信企业列入黑名单。\n", "x")).measures[0]
    records: tuple[Any, ...] = (measure, *measure.slots, measure.span)
    for one in records:
        for name in (f.name for f in fields(one)):
            assert altered(one, **{name: None}) == replace(one, **{name: None})
    assert altered(measure, confidence=0.5, act="列入").confidence == 0.5
    assert measure.confidence != 0.5
    assert isinstance(altered(measure), Measure)
    with pytest.raises(KeyError):
        altered(measure, unknown=1)


def test_a_class_whose_making_is_more_than_its_fields_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Told:
        words: str
        length: int = field(init=False)

    @dataclass(frozen=True, slots=True)
    class Listed:
        words: list[str] = field(default_factory=list)

    for kind in (Told, Listed):
        with pytest.raises(TypeError):
            quick_to_make(kind)
