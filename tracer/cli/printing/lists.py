"""Writes what was recognised in the annex of a list, the list that it makes, and the editions at hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePath

from graph_schema.messages import Message, codes, label_of, listed, say
from graph_schema.records import Instrument
from tracer.jobs.list_importing import ListImport
from tracer.registry.credit_lists import ListEdition
from tracer.registry.list_table import Column

COLUMNS = codes("list_column", Column)
MOST = 10
"""So many left-out rows and items without a kind are printed; JSON has all."""


def edition_line(edition: ListEdition, regulation: Instrument | None, day: date, lang: str) -> str:
    """Returns one edition: its title and days, what it rests on, whether its annex is at hand, whether it holds on a day."""
    until = edition.until.isoformat() if edition.until else say(lang, "list_import.open_end")
    told = [
        say(lang, "list_import.edition", title=edition.title, since=edition.since, until=until, region=edition.region)
    ]
    if regulation is not None:
        told.append(say(lang, "credit_lists.regulation", title=regulation.title))
    if edition.items:
        items = Message.of("count.list_items", n=len(edition.items))
        told.append(say(lang, "credit_lists.items", items=items, source=PurePath(edition.source).name))
    else:
        told.append(say(lang, "credit_lists.no_items"))
    if edition.holds(day):
        told.append(say(lang, "credit_lists.holds"))
    return "  ".join(told)


def list_lines(done: ListImport, lang: str, *, dry_run: bool) -> Iterator[str]:
    """Yields which edition it is, what each column was taken for, the first items, what has no kind, what was left out."""
    edition, found = done.edition, done.found
    until = edition.until.isoformat() if edition.until else say(lang, "list_import.open_end")
    yield say(lang, "list_import.edition", title=edition.title, since=edition.since, until=until, region=edition.region)
    for title, column in found.columns:
        meaning = say(lang, COLUMNS[column]) if column else say(lang, "list_import.not_used")
        yield f"  {title or '—'} → {meaning}"
    for item in found.items[:3]:
        kinds = listed(lang, (label_of(kind, lang) for kind in item.sanctions))
        kinds = kinds or (label_of(item.category, lang) if item.category else say(lang, "list_import.no_kind"))
        yield "  " + say(
            lang, "list_import.item", number=item.number, words=item.words, object=item.object, kinds=kinds
        )
    if len(found.items) > 3:
        yield "  …"
    open_ones = [item.number for item in found.items if not item.sanctions and item.category is None]
    if open_ones:
        yield say(lang, "list_import.without_kind", numbers=open_ones[:MOST], n=len(open_ones))
    baseless = [item.number for item in found.items if not item.bases]
    if baseless:
        yield say(lang, "list_import.without_basis", numbers=baseless[:MOST], n=len(baseless))
    for line, words in found.skipped[:MOST]:
        yield "  " + say(lang, "list_import.skipped", line=line, words=words)
    before = "" if done.before is None else Message.of("list_import.before", n=done.before)
    key = "list_import.would" if dry_run else "list_import.done"
    yield say(lang, key, items=Message.of("count.list_items", n=len(found.items)), before=before)
