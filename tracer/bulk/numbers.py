"""Levels, kinds, scopes and reasons as numbers, and the marks of targets, steps and measures."""

from __future__ import annotations

from enum import IntFlag

from graph_schema.terms import BreakReason, MeasureKind, SourceLevel
from tracer.policy.rules import Scope

LEVELS = tuple(SourceLevel)
KINDS = tuple(MeasureKind)
SCOPES = tuple(Scope)
REASONS = tuple(BreakReason)
LEVEL_NUMBER = {level: i for i, level in enumerate(LEVELS)}
KIND_NUMBER = {kind: i for i, kind in enumerate(KINDS)}
SCOPE_NUMBER = {scope: i for i, scope in enumerate(SCOPES)}


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
