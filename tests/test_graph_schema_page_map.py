"""A page map tells where each stretch of a text stands, and comes back from its bytes as it was."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.page_map import SURE, Box, PageMap, Unit

SIDES = st.floats(0, 2000, width=32)


@st.composite
def page_maps(draw: st.DrawFn) -> PageMap:
    """Builds a map of some stretches, with boxes, edges and confidences or without."""
    found = PageMap()
    for name in draw(st.lists(st.text(max_size=5), min_size=1, max_size=3)):
        part = found.add_part(name, draw(st.sampled_from(Unit)))
        found.add_page(part, 1, draw(SIDES), draw(SIDES))
    bounds = sorted(draw(st.sets(st.integers(0, 300), max_size=20)))
    for start, end in pairwise(bounds):
        if not draw(st.booleans()):
            continue
        each = st.binary(min_size=end - start, max_size=end - start)
        found.add(
            start,
            end,
            draw(st.integers(0, len(found.parts) - 1)),
            draw(st.integers(1, 1_000_000)),
            draw(st.none() | st.builds(Box, SIDES, SIDES, SIDES, SIDES)),
            edges=draw(st.just(b"") | each),
            confidences=draw(st.just(b"") | each),
        )
    return found


@given(page_maps())
def test_a_map_comes_back_from_its_bytes(kept: PageMap) -> None:
    assert PageMap.of_bytes(kept.as_bytes()) == kept


@given(page_maps(), st.integers(0, 300), st.integers(0, 300))
def test_the_places_of_a_stretch_are_within_it_and_cover_all_that_is_mapped(
    kept: PageMap, one: int, other: int
) -> None:
    start, end = sorted((one, other))
    asked = [at for place in kept.places(start, end) for at in range(place.start, place.end)]
    whole = {at for place in kept.places(0, 301) for at in range(place.start, place.end)}
    assert asked == sorted(whole & set(range(start, end)))


@given(page_maps(), st.integers(0, 300))
def test_the_least_confidence_is_that_of_the_least_sure_place(kept: PageMap, end: int) -> None:
    sure = [place.confidence for place in kept.places(0, end) if place.confidence is not None]
    assert kept.least_confidence(0, end) == min(sure, default=1.0)


@given(page_maps(), page_maps())
def test_a_bundle_has_the_places_of_its_parts(first: PageMap, second: PageMap) -> None:
    bundle = PageMap()
    bundle.append(first, 0, "甲")
    bundle.append(second, 1000, "乙")
    found = [(p.start % 1000, p.end % 1000, p.number, p.unit, p.box) for p in bundle.places(0, 2000)]
    each = [(p.start, p.end, p.number, p.unit, p.box) for part in (first, second) for p in part.places(0, 301)]
    assert found == each
    assert len(bundle.pages) == len(first.pages) + len(second.pages)


def test_a_part_of_a_line_has_its_part_of_the_box() -> None:
    kept = PageMap()
    kept.add(10, 14, kept.add_part("", Unit.PAGE), 3, Box(100, 20, 200, 30), confidences=bytes((SURE, 51, SURE, SURE)))
    (place,) = kept.places(11, 13)
    assert (place.number, place.box, place.confidence) == (3, Box(125, 20, 175, 30), 0.2)
    lopsided = PageMap()
    lopsided.add(0, 2, lopsided.add_part("", Unit.PAGE), 1, Box(0, 0, 255, 10), edges=bytes((0, 200)))
    assert [place.box for place in lopsided.places(1, 2)] == [Box(200, 0, 255, 10)]


@pytest.mark.parametrize("data", [b"", b"x", b"0" * 40])
def test_bytes_that_are_no_map_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        PageMap.of_bytes(data)


def test_stretches_that_overlap_are_refused() -> None:
    kept = PageMap()
    part = kept.add_part("", Unit.PARAGRAPH)
    kept.add(0, 4, part, 1)
    for start, end in ((3, 5), (5, 5)):
        with pytest.raises(ValueError, match="overlap"):
            kept.add(start, end, part, 2)
    with pytest.raises(ValueError, match="a character"):
        kept.add(4, 6, part, 2, edges=b"1")
