"""Writes editions of the registry: a line each, and what one is made of."""

from __future__ import annotations

from collections.abc import Mapping

from graph_schema.messages import Message, say


def edition_line(edition: Mapping[str, object], lang: str) -> str:
    """Returns the line of an EDITION of docs/json.md: its name, since when it is kept, and how much of the user's own is in it."""
    return say(
        lang,
        "editions.line",
        id=edition["edition"],
        first=edition["first"] or Message("editions.not_kept"),
        program=edition["program"] or "—",
        rows=Message.of("count.own_rows", n=edition["rows"]),
        decisions=Message.of("count.decisions", n=edition["decisions"]),
        texts=Message.of("count.texts", n=edition["texts"]),
        now=Message("editions.now") if edition["now"] else "",
    )


def parts_line(digests: Mapping[str, str], lang: str) -> str:
    """Returns the digests of the parts of an edition."""
    return say(lang, "editions.parts", **{name: digest or "—" for name, digest in digests.items()})
