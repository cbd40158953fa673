"""Says how sure a statement is: the share of right ones among those found in the same way, learnt from labels.

The shares are data (lexicon/shares.toml), written by `python -m tracer.learning.calibrate_reading`; those of
measures are beside them (confidence.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from graph_schema.files import PROGRAM_FILE, written_beside
from graph_schema.levels import level_of_card, place_of_number
from graph_schema.records import FieldEvidence
from graph_schema.regions import find_region
from graph_schema.terms import SegmentKind, SourceLevel
from ingest.confidence.classifier import UNLEARNT
from ingest.parts.header import Header
from ingest.parts.lines import GENRES, TITLE_SUFFIX, Kind, Line, ends_as_office

_HEAD = """# How often each way of finding a statement is right, on hand labels: made from assumed.toml by
#   python -m tracer.learning.calibrate_reading LABELS… --write
"""


@cache
def shares() -> Mapping[str, Mapping[str, float]]:
    """Maps class of statement → way in which it was found → share of right ones."""
    return tomllib.loads(files("ingest").joinpath("lexicon/shares.toml").read_text(encoding="utf-8"))


def assumed() -> Mapping[str, Mapping[str, float]]:
    """Returns the shares taken before any label is looked at (lexicon/assumed.toml, written by hand)."""
    return tomllib.loads(files("ingest").joinpath("lexicon/assumed.toml").read_text(encoding="utf-8"))


def keep(table: Mapping[str, Mapping[str, float]]) -> None:
    """Puts the shares where the reader takes them from."""
    rows = "".join(
        f"\n[{kind}]\n" + "".join(f"{way} = {share:.3f}\n" for way, share in ways.items())
        for kind, ways in table.items()
    )
    with written_beside(Path(str(files("ingest").joinpath("lexicon/shares.toml"))), mode=PROGRAM_FILE) as beside:
        beside.write_text(_HEAD + rows, encoding="utf-8")
    shares.cache_clear()


def of_citation(found: str) -> float:
    """Tells how sure a citation is whose `found` is way/role: both must be right."""
    way, shown = found.split("/")
    return round(shares()["citation"][way] * shares()["role"][shown], 3)


def of_header(header: Header, lines: Sequence[Line]) -> tuple[FieldEvidence, ...]:
    """Tells how each field of the card of the document in `lines` was found. A field that is empty has no evidence."""
    found = {
        "title": _title(header, lines) if header.title else "",
        "number": _number(header, lines) if header.number else "",
        "issuer": _issuer(header, lines) if header.issuer else "",
        "date": _date(header, lines) if header.issued else "",
        "region": _region(header) if header.region else "",
        "level": _level(header),
    }
    found |= dict.fromkeys(header.from_page, "page")
    learnt = tuple(
        FieldEvidence(field=field, found=way, confidence=shares()[field][way]) for field, way in found.items() if way
    )
    folder = FieldEvidence(field="region", found="folder", confidence=UNLEARNT)
    return (*learnt, folder) if header.from_folder else learnt


def of_segment(kind: SegmentKind, header: Header | None) -> float:
    """Tells how sure the bounds and the kind of a part of a file are; `header` is that of its document."""
    return shares()["segment"][_way_of_segment(kind, header)]


def _way_of_segment(kind: SegmentKind, header: Header | None) -> str:
    if header is None:
        return "duplicate" if kind is SegmentKind.DUPLICATE else "noise"
    if header.title is None:
        return "untitled"
    return "numbered" if header.number else "issued" if header.issuer else "titled"


def _kind_at(at: tuple[int, int], lines: Sequence[Line]) -> Kind | None:
    return next((x.kind for x in lines if x.paragraph.start <= at[0] < x.paragraph.end), None)


def _title(header: Header, lines: Sequence[Line]) -> str:
    if header.title_at is None:
        return "made"
    start, end = header.title_at
    if any(x.kind is Kind.TITLE for x in lines[: header.body] if start < x.paragraph.end and x.paragraph.start < end):
        return "line"
    return "bracket" if _SAYS_WHAT.search(header.title or "") else "first_line"


def _number(header: Header, lines: Sequence[Line]) -> str:
    if header.number_at is None:
        return "inherited"
    kind = _kind_at(header.number_at, lines)
    if kind is Kind.TITLE:
        return "bracket"
    return "line" if kind is Kind.NUMBER else "note"


_SAYS_WHAT = re.compile(rf"关于|(?:{GENRES}){TITLE_SUFFIX}$")
_NAMES_ISSUER = frozenset({Kind.LETTERHEAD, Kind.SIGN, Kind.NOTE, Kind.DATE, Kind.COLOPHON, Kind.NUMBER})


def _issuer(header: Header, lines: Sequence[Line]) -> str:
    """Tells how many places name the issuer, all of its offices: letterhead, title, 题注, number, signature."""
    if is_odd(header.issuer or ""):
        return "odd"
    offices = frozenset(_squeezed(office) for office in (header.issuer or "").split("、"))
    found: dict[Kind, set[str]] = {}
    for at, line in enumerate(lines):
        if line.kind in _NAMES_ISSUER and (line.kind is not Kind.NUMBER or at < header.body):
            words = _squeezed(line.flat)
            found.setdefault(line.kind, set()).update(office for office in offices if office in words)
    title = _squeezed(header.title or "")
    named = sum(offices <= there for there in found.values()) + all(office in title for office in offices)
    if named:
        return ("one_place", "two_agree", "three_agree")[min(named, 3) - 1]
    if header.issuer == "国务院" and header.level is SourceLevel.ADMIN_REGULATION:
        return "derived"
    return "inherited" if header.inherited else "one_place"


_NO_NAME = re.compile("[，。；：《》0-9]|关于|的")
_LONGEST_NAME = 26  # characters; names of offices are shorter, two that were run together are longer


def is_odd(issuer: str) -> bool:
    """Tells whether one of the offices has no form of a name: too long, or with words that no office has."""
    return any(
        len(office) > _LONGEST_NAME
        or _NO_NAME.search(office) is not None
        or not (ends_as_office(office) or office.endswith("大会"))
        for office in issuer.split("、")
    )


def _region(header: Header) -> str:
    """Tells which name shows the place."""
    if header.inherited:
        return "inherited"
    for way, name in (("issuer", header.issuer), ("title", header.title)):
        if name and find_region(name, header.region) == header.region:
            return way
    return "number" if place_of_number(header.number) == header.region else "elsewhere"


_JOINS = re.compile("[、 \u3000和（）]+")


def _squeezed(words: str) -> str:
    return _JOINS.sub("", words)


def _date(header: Header, lines: Sequence[Line]) -> str:
    if any(x.kind is Kind.NOTE for x in lines[: header.body]):
        return "note"
    if any(x.kind is Kind.DATE for x in lines[header.body :]):
        return "sign"
    return "inherited" if header.inherited else "elsewhere"


def _level(header: Header) -> str:
    """Tells which of issuer and number show the level by themselves; `default` where the lowest is taken for want of both."""
    by_issuer = header.issuer and level_of_card(header.title, None, header.issuer, header.region).level
    by_number = header.number and level_of_card(header.title, header.number, None, header.region).level
    if header.issuer and not header.inherited and is_odd(header.issuer) and by_number is not header.level:
        return "odd"
    if by_issuer is header.level and by_number is header.level:
        return "issuer_number"
    if by_issuer is header.level:
        return "issuer"
    if by_number is header.level:
        return "number"
    return "default" if header.level is SourceLevel.LOCAL_NORMATIVE and not header.region else "title"
