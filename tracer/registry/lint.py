"""Says what does not hold together in the registry or in a table: each with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import RegistryError
from graph_schema.messages import Message
from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Instrument
from graph_schema.regions import is_place
from tracer.registry.importing import rows_and_faults
from tracer.registry.load import Registry
from tracer.registry.own_rows import OwnRow


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold, with the file and the line of the row (0 where it has none)."""

    file: str
    line: int
    said: Message


def lint_tables(paths: Iterable[Path], registry: Registry) -> list[RegistryError]:
    """Returns what is wrong in the tables, as an import of them would find it, all of it."""
    return [fault for path in paths for fault in rows_and_faults(path, registry)[1]]


def lint(registry: Registry, rows: Iterable[OwnRow]) -> list[Fault]:
    """Returns what does not hold together in the registry as it stands, the user's own rows included."""
    places = {row.id: (row.source, row.line) for row in rows}
    lines = {known: number for number, known in enumerate(sorted(registry.instruments), start=3)}

    def fault(i: Instrument, what: Message) -> Fault:
        file, line = places.get(i.id, ("registry.tsv.gz", lines[i.id]))
        return Fault(file, line, Message.of("registry_fault.of", title=i.title, id=i.id, what=what))

    return [fault(i, said) for i in registry.instruments.values() for said in _faults(i, registry)]


def _faults(instrument: Instrument, registry: Registry) -> Iterator[Message]:
    for region in instrument.region.split("|"):
        if not is_place(region):
            yield Message.of("registry_fault.no_place", region=region)
    since = instrument.in_force_since
    if instrument.repealed and since and instrument.repealed < since:
        yield Message.of("registry_fault.repealed_before", effective=since, repealed=instrument.repealed)
    if instrument.repealed and instrument.status == "in_force":
        yield Message("registry_fault.repealed_in_force")
    if instrument.promulgated and any(day < instrument.promulgated for day in instrument.revised):
        yield Message("registry_fault.revised_before")
    for number in instrument.numbers:
        parsed = parse_spelt_number(number)
        others = [o for o in registry.by_number(number) if o.id > instrument.id and not _issued_together(instrument, o)]
        # One order may publish several regulations; a number of a notice belongs to one notice, whatever it issues.
        if parsed and not parsed.is_order and others:
            names = [f"《{o.title}》（{o.id}）" for o in others]
            yield Message.of("registry_fault.same_number", names=names, number=number)


def _issued_together(one: Instrument, other: Instrument) -> bool:
    """Tells whether one notice issues two texts: of one office and one day."""
    return one.promulgated is not None and (one.issuer, one.promulgated) == (other.issuer, other.promulgated)
