"""Measures of another cleanup: a lexicon of rules, each clause judged by its own words.

The credit measures have a reader of their own (ingest.find.frames), which knows what credit is about.
Any other campaign names its lexicon: a TOML file of the same form, found by name in ingest/lexicon
or by path. Nothing but the file says what such a measure is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph_schema.errors import PolicyError
from graph_schema.terms import MeasureKind, Zone
from ingest.find.frames.find import Hit
from ingest.parts.document_text import DocumentText

_CLAUSE = re.compile("[^，；：。！？\n]+")
_W = re.compile(r"(?<![A-Za-z\\])W")
_TITLE = re.compile("《[^《》]*》|（[^（）]*）")
_BEARER = re.compile("的$|^(?:对|凡|凡是)")


@dataclass(frozen=True, slots=True)
class Row:
    """One block of a lexicon; `kind` is None for a refusal."""

    name: str
    kind: MeasureKind | None
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    refuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The rules of a campaign in order, what refuses a clause, and what a sentence must hold to be looked at."""

    name: str
    text: str
    trigger: re.Pattern[str]
    rules: tuple[Row, ...]
    refusals: tuple[Row, ...]

    @property
    def kinds(self) -> frozenset[MeasureKind]:
        """Returns the kinds of measures that it can find."""
        return frozenset(r.kind for r in self.rules if r.kind is not None)


@cache
def load_lexicon(name_or_path: str) -> Lexicon:
    """Returns the lexicon of that name or file. PolicyError where there is none, or where it does not hold together."""
    path = Path(name_or_path)
    built_in = files("ingest").joinpath(f"lexicon/{name_or_path}.toml")
    try:
        text = path.read_text("utf-8") if path.suffix == ".toml" else built_in.read_text("utf-8")
        return _parse(text)
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        why = getattr(error, "strerror", None) or f"{type(error).__name__} {error}"
        raise PolicyError(
            "lexicon.unreadable",
            name=name_or_path,
            why=why,
        ) from error


def _parse(text: str) -> Lexicon:
    data = tomllib.loads(text)
    return Lexicon(
        name=data["name"],
        text=text,
        trigger=re.compile(data["trigger"]),
        rules=tuple(_row(r, MeasureKind(r["kind"])) for r in data["rule"]),
        refusals=tuple(_row(r, None) for r in data.get("refusal", ())),
    )


def _row(block: dict[str, Any], kind: MeasureKind | None) -> Row:
    pattern = re.compile(_W.sub("[^，。；：！？\n]", block["pattern"]))
    return Row(block["name"], kind, pattern, tuple(block["matches"]), tuple(block["refuses"]))


def find_campaign_measures(document: DocumentText, lexicon: Lexicon) -> list[tuple[int, Hit]]:
    """Finds the measures of another campaign in a document: the sentence (index) and the hit of each."""
    zones = (Zone.BODY, Zone.PREAMBLE)
    laid_down = [(at, s) for at, s in enumerate(document.sentences) if document.units[s.unit].zone in zones]
    return [(at, hit) for at, s in laid_down for hit in find_by_lexicon(document.flat[s.start : s.end], lexicon)]


def find_by_lexicon(sentence: str, lexicon: Lexicon) -> list[Hit]:
    """Finds the measures of one sentence (flat view), in text order.

    A clause that names only an act or a bearer (…的，对…) belongs to the measure that follows it.
    """
    if not lexicon.trigger.search(sentence):
        return []
    # Words of titles and of remarks in brackets count for nothing; the length stays.
    masked = _TITLE.sub(lambda m: "※" * len(m[0]), sentence)
    hits: list[Hit] = []
    start: int | None = None
    for first, end in ((m.start(), m.end()) for m in _CLAUSE.finditer(masked)):
        clause = masked[first:end]
        row = _first(clause, lexicon)
        if row is not None and row.kind is not None:
            hits.append(Hit(first if start is None else start, end, row.kind, row.name))
            start = None
        elif _BEARER.search(clause):
            start = first if start is None else start
        else:
            start = None
    return hits


def _first(clause: str, lexicon: Lexicon) -> Row | None:
    """Returns the first rule that fits a clause which nothing refuses."""
    if any(r.pattern.search(clause) for r in lexicon.refusals):
        return None
    return next(_fitting(clause, lexicon), None)


def _fitting(clause: str, lexicon: Lexicon) -> Iterator[Row]:
    return (r for r in lexicon.rules if r.pattern.search(clause))
