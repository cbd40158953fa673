"""Writes what an import into the user's own registry changes, or its taking back: a line an instrument."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from graph_schema.messages import Message, codes, label_of, listed, say
from graph_schema.records import Instrument, MovedArticle, Version
from graph_schema.terms import SourceLevel
from tracer.cli.printing.instruments import INSTRUMENT_ENTRIES, STATES, version_words
from tracer.registry.importing import ImportReport, RowChange, TextChange
from tracer.registry.laws_compared import Counts, Differs, LawDifference

MAX_LINES = 50
"""So many changes are printed; JSON has all."""


def change_lines(rows: Sequence[RowChange], laws: Sequence[TextChange], lang: str) -> Iterator[str]:
    """Yields which rows are new, others or gone, with the facts that differ, and whose articles are kept."""
    for change in rows[:MAX_LINES]:
        yield _row_line(change, lang)
    for law in laws[:MAX_LINES]:
        key = "registry.text_replaced" if law.before else "registry.text_new"
        yield say(lang, key, id=law.id, title=law.title, n=law.articles, before=law.before)
    more = max(0, len(rows) - MAX_LINES) + max(0, len(laws) - MAX_LINES)
    if more:
        yield say(lang, "registry.more_changes", n=more)


def text_lines(report: ImportReport, lang: str) -> Iterator[str]:
    """Yields which files are no laws, and which texts are cut off or have holes, a line each and how many more there are."""
    for one in report.left_out[:MAX_LINES]:
        yield say(lang, "registry.left_out", source=one.source, why=one.why)
    if (more := len(report.left_out) - MAX_LINES) > 0:
        yield say(lang, "registry.more_left_out", n=more)
    for text in report.doubtful[:MAX_LINES]:
        signs = listed(lang, (say(lang, sign) for sign in text.signs), "list.semicolon")
        yield say(lang, "registry.doubtful", source=text.source, title=text.title, last=text.last, signs=signs)
    if (more := len(report.doubtful) - MAX_LINES) > 0:
        yield say(lang, "registry.more_doubtful", n=more)


_WHAT = codes("differs", Differs)
_COUNTS = codes("counts", Counts)


def difference_lines(source: str, differences: Sequence[LawDifference], lang: str) -> Iterator[str]:
    """Yields how many things differ between a package of laws and the registry, and a line each."""
    yield say(lang, "laws.differences", source=source, n=len(differences))
    for one in differences:
        mine, theirs = (
            _words(value, lang, is_status=one.what is Differs.STATUS) for value in (one.registry, one.package)
        )
        yield say(
            lang,
            "laws.difference",
            title=one.title,
            what=say(lang, _WHAT[one.what]),
            registry=mine,
            package=theirs,
            counts=say(lang, _COUNTS[one.counts]),
            why=one.why,
        )


def holds_for(store: str, lang: str) -> str:
    """Tells for which stores it holds: the one at this address, all, or those that are used with TRACER_REGISTRY."""
    if named := os.environ.get("TRACER_REGISTRY"):
        return say(lang, "registry.for_file", path=named)
    return say(lang, "registry.for_store", store=store) if store else say(lang, "registry.for_all_stores")


def _row_line(change: RowChange, lang: str) -> str:
    one = change.after or change.before
    title = one.title if one else ""
    if change.before is None or change.after is None:
        key = "registry.row_new" if change.before is None else "registry.row_gone"
        return say(lang, key, id=change.id, title=title)
    facts = [_fact(name, change.before, change.after, lang) for name in change.fields]
    return say(lang, "registry.row_other", id=change.id, title=title, facts=listed(lang, facts, "list.semicolon"))


def _fact(name: str, before: Instrument, after: Instrument, lang: str) -> str:
    """Returns one fact with its value before and after; of moves only how many there are."""
    label = say(lang, "screen.h_title" if name == "title" else INSTRUMENT_ENTRIES[name])
    was, now = getattr(before, name), getattr(after, name)
    if name == "versions":  # those alone that are others
        was, now = tuple(v for v in was if v not in now), tuple(v for v in now if v not in was)
    one, other = (_words(value, lang, is_status=name == "status") for value in (was, now))
    return say(lang, "registry.fact", name=label, one=one, other=other)


def _words(value: object, lang: str, *, is_status: bool) -> str:
    if is_status:
        return say(lang, STATES[str(value)])
    if isinstance(value, SourceLevel):
        return label_of(value, lang)
    if isinstance(value, tuple):
        moves = [each for each in value if isinstance(each, MovedArticle)]
        if moves:
            return say(lang, Message.of("count.moves", n=len(moves)))
        versions = [version_words(each, lang) for each in value if isinstance(each, Version)]
        return listed(lang, versions or map(str, value)) or "—"
    return "—" if value is None or value == "" else str(value)
