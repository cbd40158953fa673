"""A thing that a person names: one instrument of the registry or one document of the store."""

from __future__ import annotations

from graph_schema.errors import NotFoundError
from tracer.links.library import Library


def named(library: Library, wanted: str) -> str:
    """Returns the id of the instrument or document that a person means by an id, a number or a title.

    NotFoundError where it is nothing or more than one thing: what is cited in the store decides, where it can.
    """
    registry = library.registry
    if wanted in registry.instruments or wanted in library.documents:
        return wanted
    stored = [document.id for document in library.called(wanted)]
    known = [i.id for i in registry.by_number(wanted) or registry.by_title(wanted.strip("《》"))]
    found = list(dict.fromkeys(known or stored))
    chosen = found if len(found) == 1 else [n for n in dict.fromkeys([*known, *stored]) if library.is_cited(n)]
    if len(chosen) != 1:
        if found:
            raise NotFoundError("store.several_documents", wanted=wanted, names=found[:5])
        raise NotFoundError("store.no_single_document", wanted=wanted)
    return chosen[0]
