"""Short names: where a document defines them (以下简称《通知》), and where it uses them (docs/reading.md#short-names)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from graph_schema.terms import Role
from ingest.find import patterns
from ingest.find.articles import articles_behind
from ingest.find.mention import Mention


def find_short_names(flat: str, start: int, end: int, found: Sequence[Mention]) -> dict[str, Mention]:
    """Finds the short names that flat[start:end] defines: name → the citation that it stands for."""
    names: dict[str, Mention] = {}
    ends = [m.end for m in found]
    for definition in patterns.SHORT_NAME.regex.finditer(flat, start, end):
        behind = bisect_right(ends, definition.start())
        inside = next((m for m in found[behind : behind + 2] if m.start < definition.start() < m.end), None)
        before = found[behind - 1] if behind else None
        target = inside or (
            before
            if before is not None and re.fullmatch(r"[（，\s等]{0,4}", flat[before.end : definition.start()])
            else None
        )
        if target is not None:
            names.setdefault(definition["name"].strip(), replace(target, articles=()))
    return names


def is_definition(mention: Mention, flat: str) -> bool:
    """Tells whether a mention is the short name inside （以下简称《…》）, which is no citation."""
    return bool(
        re.search("(?:以下|下文|下)?(?:统称|简称|称)(?:为|：)?$", flat[max(0, mention.start - 6) : mention.start])
    )


def expanded(mention: Mention, names: Mapping[str, Mention]) -> Mention:
    """Returns the mention with the title that its short name stands for, where the name is defined before it."""
    target = names.get(mention.title or "")
    if target is None or target.start >= mention.start or mention.number:
        return mention
    return replace(
        mention,
        title=target.title or mention.title,
        defined=target.number or target.defined,
        short=True,
        way="short_name",
    )


def find_plain_short_names(flat: str, start: int, end: int, names: Mapping[str, Mention]) -> Iterator[Mention]:
    """Finds short names defined without 《》, used behind a verb or before an article: 依照慈善法第五条."""
    for name, target in names.items():
        if not target.title or len(name) < 2:
            continue
        quoted = re.escape(name)
        use = re.compile(
            rf"(?:(?<=根据)|(?<=依照)|(?<=按照)|(?<=依据)|(?<=违反)|(?<=落实)){quoted}|{quoted}(?=第[一二三四五六七八九十百零\d]+条)"
        )
        for found in use.finditer(flat, max(start, target.end), end):
            at, articles = articles_behind(flat, found.end(), end)
            yield Mention(
                start=found.start(),
                end=at,
                title=target.title,
                number=None,
                articles=articles,
                role=Role.MENTION,
                cue="",
                defined=target.number,
                short=True,
                way="short_name_bare",
            )
