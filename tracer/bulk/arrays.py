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

import numpy as np
from numpy.typing import NDArray

from tracer.bulk.places import Flags, Ints, Places

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint32]
Confidences = NDArray[np.float32]

NONE = -1
EVER = np.int32(2**31 - 1)  # the day after all days
NEVER = np.int32(0)  # the day before all days


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
