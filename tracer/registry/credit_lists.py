"""The national catalogue and list with their editions, what places add to them, and the kinds that they tell apart.

What is known of the editions comes with the program (data/national_lists.toml), their items only by an import of the annex
(tracer.registry.list_table). An edition of which no source says that it held on a day is not taken to hold (docs/semantics.md#catalogue).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from graph_schema.errors import RegistryError
from graph_schema.ids import digest
from graph_schema.regions import NATION, covers
from graph_schema.terms import CreditList, InfoCategory, Sanction, SanctionClass

MARK = "list-"
"""How the id of a list begins in the user's own registry, where instruments have theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBasis:
    """One basis of an item: the title and the articles as the annex states them."""

    title: str
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogItem:
    """One item of a list: its number, the heading it stands under, what is done or known (`words`), of whom, on what basis, by whom.

    `sanctions` are the kinds of a measure, `category` the category of information, where its words show them.
    """

    number: str
    heading: str
    words: str
    object: str = ""
    bases: tuple[ListBasis, ...] = ()
    executor: str = ""
    sanctions: tuple[Sanction, ...] = ()
    category: InfoCategory | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEdition:
    """One edition of a list: from when until when it holds (None: not known), where, and its items where they are at hand.

    `regulation` is the local regulation (its id) that a place's supplement rests on.
    """

    list: CreditList
    edition: str
    title: str
    number: str = ""
    since: date | None = None
    until: date | None = None
    region: str = NATION
    regulation: str = ""
    source: str = ""
    items: tuple[CatalogItem, ...] = ()

    @property
    def id(self) -> str:
        """Returns the id of the edition in the user's own registry."""
        return f"{MARK}{digest(f'{self.list} {self.region} {self.edition}')}"

    @property
    def is_national(self) -> bool:
        """Tells whether it is the nation's and no supplement of a place."""
        return self.region == NATION

    def holds(self, day: date) -> bool:
        """Tells whether it holds on a day, as far as its days are known."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class SanctionRow:
    """One row of the table of kinds: the kind, its class, the fields that show it, and the words that tell it apart."""

    sanction: Sanction
    of: SanctionClass
    fields: frozenset[str]
    words: tuple[str, ...]


@cache
def _data() -> Mapping[str, list[dict[str, object]]]:
    text = files("tracer").joinpath("registry/data/national_lists.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def known_editions() -> tuple[ListEdition, ...]:
    """Returns the editions of the nation's lists of which a source tells, without items."""
    return tuple(
        ListEdition(
            list=CreditList(str(row["list"])),
            edition=str(row["edition"]),
            title=str(row["title"]),
            number=str(row.get("number", "")),
            since=_day(row.get("from")),
            until=_day(row.get("to")),
            source=str(row["source"]),
        )
        for row in _data()["edition"]
    )


def with_known(lists: Sequence[ListEdition]) -> list[ListEdition]:
    """Returns the imported editions and those of which only the days are known, the nation's first, list by list in their order."""
    at_hand = {one.id for one in lists}
    every = [*lists, *(one for one in known_editions() if one.id not in at_hand)]
    return sorted(
        every, key=lambda one: (not one.is_national, one.region, one.list, one.since or date.min, one.edition)
    )


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


@cache
def sanction_rows() -> tuple[SanctionRow, ...]:
    """Returns the table of kinds, in its order."""
    return tuple(
        SanctionRow(
            Sanction(str(row["id"])),
            SanctionClass(str(row["class"])),
            frozenset(_words(row["fields"])),
            tuple(_words(row["words"])),
        )
        for row in _data()["sanction"]
    )


def _words(value: object) -> Iterator[str]:
    return (str(word) for word in value) if isinstance(value, list) else iter(())


def class_of(sanction: Sanction) -> SanctionClass | None:
    """Returns the class of a kind; None of what is none of the 14."""
    return next((row.of for row in sanction_rows() if row.sanction is sanction), None)


def sanctions_shown(fields: Iterable[str], words: str) -> tuple[Sanction, ...]:
    """Returns the kinds that fields of the vocabulary show; of kinds that share a field the first whose words stand there."""
    found = []
    for field in fields:
        rows = [row for row in sanction_rows() if field in row.fields]
        fitting = (row for row in rows if not row.words or any(word in words for word in row.words))
        found += [row.sanction for row in (next(fitting, None),) if row]
    return tuple(dict.fromkeys(sanction for sanction in Sanction if sanction in found))


def sanction_named(words: str) -> tuple[Sanction, ...]:
    """Returns the kind that the words of what is done name, where no field of the vocabulary shows one; the first of the table."""
    named = (row["id"] for row in _data()["shown"] if any(word in words for word in _words(row["words"])))
    return tuple(Sanction(str(id)) for id in named)[:1]


def category_shown(words: str) -> InfoCategory | None:
    """Returns the category of information whose words a text holds, the one that is named by the longest; None where there is none."""
    shown = [
        (len(word), -words.index(word), str(row["id"]))
        for row in _data()["category"]
        for word in _words(row["words"])
        if word in words
    ]
    return InfoCategory(max(shown)[2]) if shown else None


def editions_on(lists: Sequence[ListEdition], which: CreditList, day: date, region: str | None) -> list[ListEdition]:
    """Returns the editions with items that hold on a day for a document of a place, the nation's first."""
    found = [
        one
        for one in lists
        if one.list is which
        and one.items
        and one.holds(day)
        and (one.is_national or (region is not None and covers(one.region, region)))
    ]
    return sorted(found, key=lambda one: (not one.is_national, one.region, one.edition))


# --- the form in which the user's own registry keeps them --------------------------------------------


def list_facts(edition: ListEdition) -> str:
    """Returns an edition as the JSON that the user's own registry keeps."""
    return json.dumps(asdict(edition), ensure_ascii=False, default=str, sort_keys=True)


def edition_of(facts: str, where: Path) -> ListEdition:
    """Returns the edition of such JSON. RegistryError where it does not hold together."""
    try:
        row = json.loads(facts)
        days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("since", "until")}
        items = tuple(map(_item_of, row["items"]))
        return ListEdition(**{**row, **days, "list": CreditList(row["list"]), "items": items})
    except (ValueError, KeyError, TypeError) as error:
        raise RegistryError("registry.bad_own_row", where=where, why=error) from error


def _item_of(row: Mapping[str, object]) -> CatalogItem:
    bases, sanctions = row["bases"], row["sanctions"]
    if not isinstance(bases, list) or not isinstance(sanctions, list):
        raise TypeError("item")
    told = {
        "bases": tuple(ListBasis(title=b["title"], articles=tuple(b["articles"])) for b in bases),
        "sanctions": tuple(map(Sanction, sanctions)),
        "category": InfoCategory(str(row["category"])) if row["category"] else None,
    }
    words = {name: str(row[name]) for name in ("number", "heading", "words", "object", "executor")}
    return CatalogItem(**words, **told)  # type: ignore[arg-type]
