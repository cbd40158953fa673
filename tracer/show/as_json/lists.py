"""Writes the editions of the national lists and supplements as JSON."""

from __future__ import annotations

from tracer.registry.credit_lists import CatalogItem, ListEdition
from tracer.registry.list_table import FoundList


def edition_json(edition: ListEdition) -> dict[str, object]:
    """Returns an edition without its items."""
    return {
        "id": edition.id,
        "list": edition.list.value,
        "edition": edition.edition,
        "title": edition.title,
        "number": edition.number or None,
        "from": edition.since.isoformat() if edition.since else None,
        "to": edition.until.isoformat() if edition.until else None,
        "region": edition.region,
        "regulation": edition.regulation or None,
        "source": edition.source,
        "items": len(edition.items),
    }


def item_json(item: CatalogItem) -> dict[str, object]:
    """Returns one item of a list."""
    return {
        "number": item.number,
        "heading": item.heading,
        "words": item.words,
        "object": item.object,
        "bases": [{"title": basis.title, "articles": list(basis.articles)} for basis in item.bases],
        "executor": item.executor,
        "sanctions": [kind.value for kind in item.sanctions],
        "category": item.category.value if item.category else None,
    }


def found_json(found: FoundList) -> dict[str, object]:
    """Returns what was recognised in a file: columns, items, rows left out."""
    return {
        "columns": [{"title": title, "holds": column.value if column else None} for title, column in found.columns],
        "items": [item_json(item) for item in found.items],
        "skipped": [{"line": line, "text": words} for line, words in found.skipped],
    }
