"""What does not hold together in the registry or in a table: each with its file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import RegistryError
from graph_schema.records import Instrument
from graph_schema.regions import is_place
from tracer.registry.importing import check_table
from tracer.registry.load import Registry, parsed_number
from tracer.registry.own_rows import OwnRow


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold, with the file and the line of the row (0 where it has none), in both languages."""

    file: str
    line: int
    zh: str
    en: str


def lint_tables(paths: Iterable[Path], registry: Registry) -> list[RegistryError]:
    """What is wrong in the tables, as an import of them would find it, all of it."""
    return [fault for path in paths for fault in check_table(path, registry)[1]]


def lint(registry: Registry, rows: Iterable[OwnRow]) -> list[Fault]:
    """What does not hold together in the registry as it stands, the user's own rows included."""
    places = {row.id: (row.source, row.line) for row in rows}
    lines = {known: number for number, known in enumerate(sorted(registry.instruments), start=3)}

    def fault(i: Instrument, zh: str, en: str) -> Fault:
        file, line = places.get(i.id, ("registry.tsv.gz", lines[i.id]))
        return Fault(file, line, f"《{i.title}》（{i.id}）{zh}", f"{i.title} ({i.id}) {en}")

    return [fault(i, *said) for i in registry.instruments.values() for said in _faults(i, registry)]


def _faults(i: Instrument, registry: Registry) -> Iterator[tuple[str, str]]:
    for region in i.region.split("|"):
        if not is_place(region):
            yield f"的地方“{region}”不存在", f"is of a place that does not exist: {region}"
    if i.repealed and i.effective and i.repealed < i.effective:
        yield (
            f"在施行（{i.effective}）之前废止（{i.repealed}）",
            f"is repealed ({i.repealed}) before effective ({i.effective})",
        )
    if i.repealed and i.status == "in_force":
        yield "有废止日而状态是现行", "has a day of repeal and is in force"
    if i.promulgated and any(day < i.promulgated for day in i.revised):
        yield "在公布之前修改", "is revised before it is promulgated"
    for number in i.numbers:
        parsed = parsed_number(number)
        others = [o for o in registry.by_number(number) if o.id > i.id and not _issued_together(i, o)]
        # One order may publish several regulations; a number of a notice belongs to one notice, whatever it issues.
        if parsed and not parsed.is_order and others:
            names = "、".join(f"《{o.title}》（{o.id}）" for o in others)
            yield f"与{names}同为 {number}", f"has the number {number} as well as {names}"


def _issued_together(one: Instrument, other: Instrument) -> bool:
    """Two texts that one notice issues: of one office and one day."""
    return one.promulgated is not None and (one.issuer, one.promulgated) == (other.issuer, other.promulgated)
