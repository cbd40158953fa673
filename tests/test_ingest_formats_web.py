"""Saved pages: the document out of the frame, the card, tables, lists, encodings, and what must be refused."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks import small_files as small
from graph_schema.errors import InputError
from ingest.formats import web


@given(
    st.binary(max_size=300)
    | st.text("<>/=\"' apdivtrlo甲。：", max_size=300).map(lambda words: f"<html>{words}".encode())
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        found = web.read(data, "甲.html")
    except InputError as error:
        assert "甲.html" in error.message
        return
    assert found.text.strip()
    assert found.page_map is not None
    for place in found.page_map.places(0, len(found.text)):
        assert found.text[place.start : place.end]


def test_the_small_page_is_read() -> None:
    text = web.read(small.html(), "甲.html").text
    assert text == web.read(small.mhtml(), "甲.mhtml").text
    assert "首页" not in text and "看不见" not in text
