"""Facts on the clauses of central documents: what each lays down on credit, without a word of its text.

data/central_facts.toml holds them, written by hand: a document with its id in the registry, how much of it is stated
(`whole`: what no clause there states the document does not lay down; `part`: it may), where that is known from, and its clauses
in the closed vocabulary of data/statements.toml.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from graph_schema.errors import RegistryError
from tracer.registry.statements import Profile, parse_profile

WHOM = frozenset({"", "debtors", "government", "persons"})


@dataclass(frozen=True, slots=True)
class CentralDocument:
    """Holds the clauses of one document by label, with what they state, and whether nothing else in it states anything.

    The label is "" for what it states nobody knows where. `whom` is one of WHOM for a document whose measures fall
    on these only, "" for any other.
    """

    clauses: Mapping[str, Profile]
    is_whole: bool
    source: str
    whom: str = ""


@dataclass(frozen=True)
class CentralFacts:
    """Holds what the known central documents state, by their ids in the registry. `edition` is a digest of all of it."""

    documents: Mapping[str, CentralDocument] = field(default_factory=dict)
    edition: str = ""


def parse_central_facts(text: str) -> CentralFacts:
    """Returns the facts that a file states. RegistryError names the document that states none."""
    documents: dict[str, CentralDocument] = {}
    for number, row in enumerate(tomllib.loads(text).get("document", ()), start=1):
        try:
            silent = {label: Profile() for label in row.get("silent", ())}
            clauses = silent | {label: parse_profile(cell) for label, cell in row["clauses"].items()}
            is_whole = {"whole": True, "part": False}[row["coverage"]]
            whom = row.get("whom", "")
            if whom not in WHOM:
                raise ValueError(f"unknown people {whom}")
            documents[row["id"]] = CentralDocument(clauses, is_whole, row["source"], whom)
        except (ValueError, KeyError, AttributeError) as error:
            raise RegistryError("article_texts.bad_facts", number=number, why=error) from error
    return CentralFacts(documents, hashlib.sha256(text.encode()).hexdigest()[:12])


def central_facts_text() -> str:
    """Returns the text of the file that came with the program."""
    return files("tracer").joinpath("registry/data/central_facts.toml").read_text(encoding="utf-8")


@cache
def load_central_facts() -> CentralFacts:
    """Returns the facts that came with the program."""
    return parse_central_facts(central_facts_text())
