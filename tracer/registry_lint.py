"""What does not hold together in the registry or in a table: each with its file and line.

And what the store cites and the registry does not know, most cited first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_schema.errors import RegistryError
from graph_schema.records import Instrument
from graph_schema.regions import is_place
from graph_schema.terms import LinkStatus, SourceLevel
from tracer.graph import Library
from tracer.registry import Registry, number_key, parsed_number, string_key
from tracer.registry_import import check_table
from tracer.store.own_registry import OwnRow


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold, with the file and the line of the row (0 where it has none), in both languages."""

    file: str
    line: int
    zh: str
    en: str


def lint_tables(paths: Iterable[Path], registry: Registry) -> list[RegistryError]:
    """What is wrong in the tables, as an import of them would find it, all of it."""
    return [problem for path in paths for problem in check_table(path, registry)[1]]


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


# --- what is missing ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something cited that neither registry nor store knows: how often, in how many documents, and its level by its words."""

    title: str | None
    number: str | None
    level: SourceLevel
    citations: int
    documents: int


def missing(library: Library) -> list[Missing]:
    """What the documents of the store cite and nobody knows, in most documents first."""
    cited: defaultdict[str, list[str]] = defaultdict(list)
    for link in library.links.values():
        c = library.citations[link.citation]
        number = c.number or c.defined_number
        if link.status is LinkStatus.UNRESOLVED and (c.title or number):
            cited[string_key(number or c.title or "")].append(c.id)
    found = [_missing(ids, library) for ids in cited.values()]
    return sorted(found, key=lambda m: (-m.documents, -m.citations, m.number or "", m.title or ""))


def _missing(ids: list[str], library: Library) -> Missing:
    citations = [library.citations[one] for one in ids]
    return Missing(
        title=next((c.title for c in citations if c.title), None),
        number=next((n for c in citations if (n := c.number or c.defined_number)), None),
        level=library.links[ids[0]].level,
        citations=len(ids),
        documents=len({c.document for c in citations}),
    )


def by_words(registry: Registry, words: str, limit: int) -> list[tuple[Instrument, float]]:
    """The instruments that a number, a title or words of one name, nearest first."""
    if number_key(words) and (found := registry.by_number(words)):
        return [(i, 1.0) for i in found]
    exact = {i.id: 1.0 for i in registry.by_title(words)}
    parts = words.split()
    holding = {i.id: 0.9 for i in registry.instruments.values() if all(part in i.title for part in parts)}
    near = {i.id: score for i, score in registry.similar(words, limit) if score >= 0.6}
    scores: Mapping[str, float] = {**near, **holding, **exact}
    ranked = sorted(scores, key=lambda one: (-scores[one], len(registry.instruments[one].title), one))
    return [(registry.instruments[one], scores[one]) for one in ranked[:limit]]
