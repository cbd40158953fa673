"""Writes what was recognised in the annex of a list, and the list that it makes."""

from __future__ import annotations

from collections.abc import Iterator

from graph_schema.messages import Message, codes, label_of, listed, say
from tracer.jobs.list_importing import ListImport
from tracer.registry.list_table import Column

COLUMNS = codes("list_column", Column)
MOST = 10
"""So many left-out rows and items without a kind are printed; JSON has all."""


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
