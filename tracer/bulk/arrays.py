"""The basis graph as arrays: documents, what they cite, and their measures as numbers.

Nodes are texts that a chain can go through. The first ones are the documents of the store as a
whole; behind them stand the ways into a document that name articles (docs/semantics.md#ruling-13), which have
more citations than the whole, and the ways in from another text of the same file, from where no
step leads back. A target is what a citation can mean: its level, its place, the days
on which it holds, and the document of the store that is its text, if one is. Steps lead from a node,
or from a measure's own provision, to a target; steps of one node stand together.

Days are numbers as `date.toordinal` gives them. What depends on a policy or a day is not in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray

from graph_schema.terms import BreakReason, MeasureKind, SourceLevel
from tracer.bulk.places import Flags, Ints, Places
from tracer.policy.rules import Scope

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Confidences = NDArray[np.float32]

LEVELS = tuple(SourceLevel)
KINDS = tuple(MeasureKind)
SCOPES = tuple(Scope)
REASONS = tuple(BreakReason)
LEVEL_NUMBER = {level: i for i, level in enumerate(LEVELS)}
KIND_NUMBER = {kind: i for i, kind in enumerate(KINDS)}
SCOPE_NUMBER = {scope: i for i, scope in enumerate(SCOPES)}

NONE = -1
EVER = np.int32(2**31 - 1)  # the day after all days
NEVER = np.int32(0)  # the day before all days


class Sort(IntFlag):
    """The sort of a target, beside its level."""

    KNOWN = 1  # a row of the registry
    UNRESOLVED = 2  # neither in the registry nor in the store
    INSIDE = 4  # a document of the same file: a step to it is no citation
    AMBIGUOUS = 8  # several candidates: for the exact engine
    DECISION = 16  # a decision or order of the State Council
    ONE_PLACE = 32  # a 国函: the answer to one place or project
    SINCE_UNKNOWN = 64  # repealed or made, since when is not known


class Step(IntFlag):
    """The marks of a step, beside its target."""

    ARTICLE_MISSING = 1  # the article cited is beyond the last one
    SAME_FILE = 2  # leads to what the document forwards, or to what forwards it
    FORWARDS = 4  # a citation of what is forwarded
    BY_REFERENCE = 8  # a citation of another provision that the measure's own refers to
    ASK = 16  # for the exact engine


class Trait(IntFlag):
    """The traits of a measure that its words, and the place it stands in, decide."""

    LOCAL_LIST = 1  # a list of the place's own
    DEBTORS = 2  # against judgment debtors
    CONSENT = 4  # the person's consent is a condition
    OF_ASSOCIATION = 8  # the list of an association
    ALL_BY_DOCUMENT = 16  # no citation of its own
    VAGUE = 32  # a vague reference in its own sentence or in the basis clause of its document
    MENTION = 64  # a mention in its provision or in the preamble
    NO_BEGINNING = 128  # no citation of its own, in a text without its document's beginning


@dataclass(frozen=True, slots=True, eq=False)
class Documents:
    """Documents by number. `day` is NEVER where the date is not known; `in_file` are parts of a compound file.

    `own_day` is the day before which there is no finding, that of the document that it hangs on
    where it has none itself. `begins` where its own beginning is in the text. `repealed` is the first day on which
    the registry says that it no longer holds, `ended` that on which another document of the store has ended it.
    `authority` are those that the policy names as its own authority, whose measures are not judged.
    `confidence` is how sure the level is, 1 where the registry knows it; `card` how sure the less sure one of place
    and day.
    """

    level: Bytes
    confidence: Confidences
    region: Ints
    day: Ints
    own_day: Ints
    repealed: Ints
    ended: Ints
    authority: Flags
    in_file: Flags
    provincial: Flags
    begins: Flags
    card: Confidences


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """The meanings of citations. Each holds from `begins` until `ends`; `document` is its text in the store or NONE."""

    level: Bytes
    region: Ints
    sort: Bytes
    begins: Ints
    ends: Ints
    document: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Steps by number: those of node n are first[n] up to first[n + 1].

    `into` is the node that the step enters where its target is a text of the store; from the day
    `renumbered` on the article cited is numbered as in an older version. `confidence` is how sure the
    reading of the citation is.
    """

    first: Ints
    target: Ints
    into: Ints
    renumbered: Ints
    confidence: Confidences
    flags: Bytes

    @property
    def count(self) -> int:
        """Returns how many steps there are."""
        return len(self.target)

    def origins(self) -> Ints:
        """Returns the node that each step starts from."""
        return np.repeat(np.arange(len(self.first) - 1, dtype=np.int32), np.diff(self.first))

    def taken(self, first: Ints, steps: Ints) -> Steps:
        """Returns some of the steps under new nodes, whose steps begin at `first`."""
        return Steps(
            first,
            self.target[steps],
            self.into[steps],
            self.renumbered[steps],
            self.confidence[steps],
            self.flags[steps],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Measures by number, with the steps of their own provisions (`own`).

    `ended` is the day from which the provision of each is repealed. `confidence` is how sure the reading of each is, `mention_confidence` that of the mention beside it, 1
    where there is none.
    """

    document: Ints
    kind: Bytes
    scope: Bytes
    traits: Bytes
    confidence: Confidences
    mention_confidence: Confidences
    ended: Ints
    own: Steps


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A row of the registry that a title names (docs/semantics.md#ruling-14): its level, and when it holds."""

    level: int
    begins: int
    ends: int


@dataclass(frozen=True, slots=True, eq=False)
class BasisArrays:
    """The whole graph. `article_nodes` is the number of the nodes, next to the documents, that name articles.

    `carried_by_target` and `carried_by_document` have the registry rows that a title itself names.
    """

    places: Places
    documents: Documents
    document_of: Ints
    article_nodes: int
    targets: Targets
    steps: Steps
    measures: Measures
    carried_by_target: Mapping[int, tuple[CarriedRow, ...]]
    carried_by_document: Mapping[int, tuple[CarriedRow, ...]]
