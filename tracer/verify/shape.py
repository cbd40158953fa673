"""The shape of a proof: what it must hold, key for key, and nothing else.

`read_proof` turns bytes into records. It never trusts the size or the depth of what it is given.
"""

from __future__ import annotations

import json
import math
import re
import reprlib
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from graph_schema.errors import InputError
from graph_schema.numerals import line_of_long_number
from graph_schema.terms import (
    BreakReason,
    DecisionKind,
    LinkStatus,
    MeasureKind,
    Relation,
    Role,
    SourceLevel,
    Verdict,
    VersionKind,
    Zone,
)
from tracer.verify.faults import Fault, FaultCode

FORMAT = "policy-basis-proof/4"
MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 32
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class RuleShape:
    """A rule of the policy."""

    id: str
    kinds: tuple[MeasureKind, ...]
    scope: str
    levels: tuple[SourceLevel, ...]
    authority: str
    decisions: bool
    consent: bool
    direct: bool
    gaps: bool
    interim: tuple[SourceLevel, ...]
    review: tuple[SourceLevel, ...]
    since: date | None
    until: date | None
    region: str | None


@dataclass(frozen=True, slots=True)
class ThresholdShape:
    """From which confidence downward what was read goes to a person."""

    measure: float
    citation: float
    header: float


@dataclass(frozen=True, slots=True)
class AuthorityTextShape:
    """A text that the policy names as its own authority: on what it lays down there is no finding."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class PolicyShape:
    """The rule matrix, as far as verdicts depend on it."""

    id: str
    rules: tuple[RuleShape, ...]
    exempt_levels: tuple[SourceLevel, ...]
    exempt_provincial_only: bool
    authority_texts: tuple[AuthorityTextShape, ...]
    review_below: ThresholdShape


@dataclass(frozen=True, slots=True)
class MovedShape:
    """The number of so many articles in a row from a day on; None where they are gone."""

    day: date
    old: int
    new: int | None
    count: int


@dataclass(frozen=True, slots=True)
class VersionShape:
    """A version of an instrument, with its days and how many articles it has, as far as known."""

    kind: VersionKind
    adopted: date | None
    published: date | None
    effective: date | None
    until: date | None
    articles: int | None
    title: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class FactShape:
    """A row of the registry, with its path to the root that stands for the whole registry."""

    id: str
    title: str
    short_titles: tuple[str, ...]
    numbers: tuple[str, ...]
    level: SourceLevel
    issuer: str | None
    region: str
    repealed: date | None
    status: str
    versions: tuple[VersionShape, ...]
    is_decision: bool
    former_titles: tuple[str, ...]
    moved: tuple[MovedShape, ...]
    known_until: date | None
    path: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProvisionShape:
    """A provision; offsets count in the document's own text, here and below."""

    id: str
    label: str
    zone: Zone
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VagueShape:
    """A reference that names nothing."""

    provision: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ReferenceShape:
    """依照第五条: words of a provision that lead to other provisions of the document."""

    provision: str | None
    start: int
    end: int
    text: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CitationShape:
    """A citation and what it points to. `own`: tied to the measure; `whole`: a basis of the document as a whole.

    `referred`: tied to it by a reference to the provision where it stands. `by_reference`: its words are
    该条例 or the like, its title is that of a citation before it. `decided`: a person decided what it means;
    `tied`: that the measure rests on it, or does not.
    """

    id: str
    provision: str | None
    start: int
    end: int
    text: str
    title: str | None
    number: str | None
    defined_number: str | None
    articles: tuple[str, ...]
    role: Role
    cue: str
    confidence: float
    by_reference: bool
    decided: bool
    tied: bool
    own: bool
    referred: bool
    whole: bool
    status: LinkStatus
    target: str | None
    level: SourceLevel
    region: str | None
    rivals: tuple[RivalShape, ...]


@dataclass(frozen=True, slots=True)
class RivalShape:
    """One of several things that a citation may mean."""

    target: str
    level: SourceLevel
    region: str | None


@dataclass(frozen=True, slots=True)
class DocumentShape:
    """A document with its whole text. `trusted` names what the text does not show and the checker cannot see.

    `ended` is the day from which another document of the store has ended it: that document is no part of the proof.
    `begins`: its own beginning is in the text.
    """

    id: str
    title: str | None
    number: str | None
    issuer: str | None
    ended: date | None
    date: date | None
    level: SourceLevel
    level_confidence: float
    region: str | None
    region_confidence: float
    date_confidence: float
    begins: bool
    parent: str | None
    relation: Relation
    instrument: str | None
    trusted: tuple[str, ...]
    sha256: str
    text: str
    provisions: tuple[ProvisionShape, ...]
    citations: tuple[CitationShape, ...]
    references: tuple[ReferenceShape, ...]
    vague: tuple[VagueShape, ...]


@dataclass(frozen=True, slots=True)
class MeasureShape:
    """The measure that the proof is about."""

    id: str
    kind: MeasureKind
    document: str
    provision: str
    start: int
    end: int
    text: str
    confidence: float
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class DecisionShape:
    """Holds what a person decided that the proof rests on, under the ids of the proof: given, and not to be checked."""

    id: str
    kind: DecisionKind
    subject: str
    value: str
    who: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class BranchShape:
    """One branch upward and how it ends. `citations` leads from each node to the next; None for a step in one file."""

    nodes: tuple[str, ...]
    citations: tuple[str | None, ...]
    reached: bool
    own: bool
    reasons: tuple[BreakReason, ...]
    question: bool


@dataclass(frozen=True, slots=True)
class ProofShape:
    """A whole proof."""

    format: str
    as_of: date
    policy: PolicyShape
    registry: str
    measure: MeasureShape
    scope: str
    documents: tuple[DocumentShape, ...]
    facts: tuple[FactShape, ...]
    branches: tuple[BranchShape, ...]
    decisions: tuple[DecisionShape, ...]
    verdict: Verdict
    reasons: tuple[BreakReason, ...]
    seal: str


class ShapeError(ValueError):
    """A value that does not fit, with its place in the proof."""

    def __init__(self, at: str, code: FaultCode, *values: object) -> None:
        super().__init__(at, code, *values)
        self.fault = Fault(at, code, tuple(map(str, values)))


def load_json(raw: bytes, name: str) -> Any:
    """Returns the JSON value; InputError where it is too big, too deep or no JSON."""
    if len(raw) > MAX_BYTES:
        raise InputError(
            "proof.too_big",
            name=name,
            most=MAX_BYTES // 2**20,
        )
    if depth_of(raw) > MAX_DEPTH:
        raise InputError(
            "proof.too_deep",
            name=name,
            most=MAX_DEPTH,
        )
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise InputError("proof.bad_json_at", name=name, line=error.lineno, column=error.colno) from error
    except UnicodeDecodeError as error:
        raise InputError("proof.no_utf8", name=name) from error
    except (ValueError, RecursionError) as error:
        long = line_of_long_number(raw.decode("utf-8"))
        if long:
            raise InputError("proof.long_number", name=name, line=long) from error
        raise InputError("proof.bad_json", name=name, why=error) from error


_SIGNS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)


def depth_of(raw: bytes) -> int:
    """Returns how deep brackets nest, strings left out; ends as soon as it is too deep."""
    depth = deepest = 0
    for sign in _SIGNS.finditer(raw):
        first = raw[sign.start()]
        if first in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
        elif first in b"]}":
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ValueError("a key stands twice")
    return out


def _finite(digits: str) -> float:
    """Returns the number; ValueError for one beyond what a float holds, which no JSON could state again."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _no_constant(word: str) -> float:
    raise ValueError(word)


def proof_of(value: Any) -> ProofShape:
    """Returns the records of a JSON value. ShapeError names the place that does not fit."""
    return typing.cast(ProofShape, _record(ProofShape, value, ""))


def _record(cls: type[Any], value: Any, at: str) -> Any:
    if not isinstance(value, Mapping):
        raise ShapeError(at, FaultCode.SHAPE_OBJECT)
    hints = _hints(typing.cast(Hashable, cls))
    names = hints.keys()
    if set(value) != names:
        wrong = sorted(set(value) ^ set(names))
        raise ShapeError(at, FaultCode.SHAPE_KEYS, _shown(", ".join(wrong)))
    return cls(**{name: _value(hints[name], value[name], f"{at}/{name}") for name in names})


@lru_cache
def _hints(cls: Hashable) -> Mapping[str, Any]:
    """Returns the fields of a record with their types: looked up once, not for each of thousands of records."""
    return typing.get_type_hints(cls)


def _value(hint: Any, value: Any, at: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return None if value is None else _value(arguments[0], value, at)
    if origin is tuple:
        return _tuple(arguments, value, at)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, value, at)
    if hint is date:
        return _worded(date.fromisoformat, value, at)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _worded(hint, value, at)
    if type(value) is not hint:
        raise ShapeError(at, FaultCode.SHAPE_VALUE, _shown(value))
    return value


def _shown(value: Any) -> str:
    """Returns a value for a sentence, cut: a forger may put anything there, of any length."""
    words = value if isinstance(value, str) else reprlib.repr(value)
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _worded(kind: Callable[[str], Any], value: Any, at: str) -> Any:
    """Returns a date or a term by its word."""
    try:
        return kind(value)
    except (ValueError, TypeError) as error:
        raise ShapeError(at, FaultCode.SHAPE_VALUE, _shown(value)) from error


def _tuple(arguments: tuple[Any, ...], value: Any, at: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ShapeError(at, FaultCode.SHAPE_LIST)
    if arguments[-1] is ...:
        return tuple(_value(arguments[0], one, f"{at}/{place}") for place, one in enumerate(value))
    if len(value) != len(arguments):
        raise ShapeError(at, FaultCode.SHAPE_LENGTH, len(value), len(arguments))
    return tuple(
        _value(hint, one, f"{at}/{place}") for place, (hint, one) in enumerate(zip(arguments, value, strict=True))
    )
