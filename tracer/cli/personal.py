"""`--show-personal`, at every command that prints words of documents: what it shows is put on record first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

import typer

from graph_schema.messages import say
from tracer.cli.options import Session
from tracer.cli.output import show_all, tell_aside

if TYPE_CHECKING:
    from graph_schema.records import Reading
    from graph_schema.streams import GraphStream
    from tracer.show.personal import Veil
    from tracer.store.base import Records

T = TypeVar("T")

EVERYTHING = "*"
"""Stands on record for all documents of a store."""


def personal_option(lang: str) -> bool:
    """Returns --show-personal."""
    option: bool = typer.Option(False, "--show-personal", help=say(lang, "help.p_show_personal"))
    return option


def require_disclosure(context: typer.Context, what: str, store: Records | str | None) -> None:
    """Puts on record that this command shows personal data of `what`, and tells so; an error where it cannot be written."""
    from tracer.show.personal import disclose, disclosures_path

    session: Session = context.obj
    done = disclose(context.command_path, what, store)
    told = "personal.recorded" if store is not None else "personal.recorded_in_file"
    path = "" if store is not None else disclosures_path()
    show_all()
    tell_aside(say(session.lang, told, who=done.who, what=what, path=path))


class Shown:
    """Says what a command may show: everything, once it is on record, or records without personal data."""

    def __init__(self, veil: Veil | None) -> None:
        self._veil = veil

    def one(self, record: T, *documents: str) -> T:
        """Returns a record as it may be shown, by the texts of the documents that it names and of those given."""
        return record if self._veil is None else self._veil.over(record, *documents)

    def each(self, records: Iterable[T]) -> tuple[T, ...]:
        """Returns records as they may be shown."""
        return tuple(records) if self._veil is None else self._veil.over_each(records)

    def graph(self, graph: GraphStream) -> GraphStream:
        """Returns a graph as it may be shown."""
        from tracer.show.personal import graph_under

        return graph if self._veil is None else graph_under(self._veil, graph)


def shown_of_store(context: typer.Context, url: str, *, show_personal: bool, what: str = EVERYTHING) -> Shown:
    """Returns what may be shown of a store."""
    from tracer.show.personal import Veil, store_texts

    if show_personal:
        require_disclosure(context, what, url)
        return Shown(None)
    return Shown(Veil(store_texts(url)))


def shown_of_file(
    context: typer.Context, reading: Reading, beside: Records | str | None, *, show_personal: bool
) -> Shown:
    """Returns what may be shown of a file that was read, and of the store beside it."""
    from tracer.show.personal import store_texts, veil_over

    if show_personal:
        require_disclosure(context, reading.source.path, beside)
        return Shown(None)
    texts_of = store_texts(beside) if isinstance(beside, str) else beside.texts_of if beside is not None else None
    return Shown(veil_over([reading], texts_of))
