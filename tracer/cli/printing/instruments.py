"""Writes an instrument of the registry as text, with what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby

from graph_schema.messages import codes, label_of, listed, say
from graph_schema.records import Instrument, MovedArticle, Version
from tracer.registry.own_rows import kept_decisions_on, kept_row

INSTRUMENT_ENTRIES = {
    "id": "instrument.id",
    "level": "word.level",
    "issuer": "word.issuer",
    "region": "word.place",
    "source": "word.source",
    **codes("instrument", ("short_titles", "former_titles", "numbers", "promulgated", "in_force_since", "versions")),
    **codes(
        "instrument",
        ("amended_by", "repealed", "repealed_by", "status", "articles", "known_until", "moved", "decisions"),
    ),
}
"""The code of what each fact of an instrument is called."""
VERSION_WORDS = codes("version", ("adopted", "published", "effective", "until", "articles"))
STATES = codes("instrument_state", ("in_force", "repealed", "amended", "unknown"))


def instrument_lines(instrument: Instrument, lang: str) -> Iterator[str]:
    """Yields an instrument as text: its title, then what is known of it."""
    row = kept_row(instrument.id)
    entries: dict[str, str | None] = {
        "id": instrument.id,
        "short_titles": "；".join(instrument.short_titles),
        "former_titles": "；".join(instrument.former_titles),
        "numbers": "；".join(instrument.numbers),
        "level": label_of(instrument.level, lang),
        "issuer": instrument.issuer,
        "region": instrument.region,
        "promulgated": str(instrument.promulgated or ""),
        "in_force_since": str(instrument.in_force_since or ""),
        "amended_by": "；".join(instrument.amended_by),
        "repealed": str(instrument.repealed or ""),
        "repealed_by": instrument.repealed_by,
        "status": say(lang, STATES[instrument.status]),
        "articles": str(instrument.articles or ""),
        "known_until": str(instrument.known_until or ""),
        "source": say(lang, "registry.row_from", **asdict(row)) if row else say(lang, "registry.built_in"),
    }
    yield f"《{instrument.title}》"
    yield from (f"  {say(lang, INSTRUMENT_ENTRIES[name])}  {words}" for name, words in entries.items() if words)
    if len(instrument.versions) > 1:
        for version in instrument.versions:
            yield f"  {say(lang, INSTRUMENT_ENTRIES['versions'])}  {version_words(version, lang)}"
    for words in _moves(instrument.moved, lang):
        yield f"  {say(lang, INSTRUMENT_ENTRIES['moved'])}  {words}"
    for decision in kept_decisions_on(instrument.id):
        where = say(lang, "registry.decided_in", document=_spelt(decision.document)) if decision.document else ""
        undone = say(lang, "registry.decided_undone", **asdict(decision)) if decision.undone else ""
        words = say(
            lang, "registry.decided_so", **{**asdict(decision), "string": _spelt(decision.string), "where": where}
        )
        yield f"  {say(lang, INSTRUMENT_ENTRIES['decisions'])}  {words}{undone}"


def version_words(version: Version, lang: str) -> str:
    """Returns a version in words: how it came about, its days, how many articles it has, as far as known."""
    days = {name: getattr(version, name) for name in ("adopted", "published", "effective", "until")}
    words = [say(lang, VERSION_WORDS[name], day=day) for name, day in days.items() if day]
    count = [say(lang, VERSION_WORDS["articles"], n=version.articles)] if version.articles else []
    title = [f"《{version.title}》"] if version.title else []
    return listed(lang, (label_of(version.kind, lang), *title, *words, *count, *filter(None, (version.by,))))


def _moves(moved: Iterable[MovedArticle], lang: str) -> Iterator[str]:
    """Yields moves day by day; articles in a row that moved alike are told together."""
    for day, of_day in groupby(moved, key=lambda m: m.day):
        single = (m for run in of_day for m in _one_by_one(run))
        told = [m for m in single if m.old != m.new]
        runs = groupby(enumerate(told), key=lambda x: (x[1].old - x[0], x[1].new and x[1].new - x[1].old))
        words = [_run([m for _, m in run], lang) for _, run in runs]
        if words:
            yield say(lang, "moved.on", day=day, moves=words)


def _one_by_one(run: MovedArticle) -> Iterator[MovedArticle]:
    for i in range(run.count):
        yield replace(run, old=run.old + i, new=None if run.new is None else run.new + i, count=1)


def _run(run: Sequence[MovedArticle], lang: str) -> str:
    first, last = run[0], run[-1]
    if first.new is None:
        return listed(lang, (say(lang, "moved.gone", old=m.old) for m in run))
    if len(run) == 1:
        return say(lang, "moved.one", old=first.old, new=first.new)
    return say(lang, "moved.run", old=first.old, old_end=last.old, new=first.new, new_end=last.new)


def _spelt(key: str) -> str:
    """Returns the key of a number (organ|year|serial) as a number again; a title's key as it is."""
    organ, _, rest = key.partition("|")
    year, _, serial = rest.partition("|")
    if not serial:
        return key
    return f"{organ}〔{year}〕{serial}号" if year else f"{organ}第{serial}号"
