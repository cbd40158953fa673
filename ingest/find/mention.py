"""A mention of a document in the text: what the finders of citations hand on."""

from __future__ import annotations

from dataclasses import dataclass

from graph_schema.making import quick_to_make
from graph_schema.terms import Role


@quick_to_make
@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A citation in clean offsets. `title` has its short name replaced; `defined` is the number that the definition printed.

    `way` says how the mention was found and `shown` what showed its role: short names of classes whose
    shares of being right are in lexicon/shares.toml. `lead` is where the number begins that stands before its
    title, `damaged` says that its number or title lost characters that nothing gives back.
    """

    start: int
    end: int
    title: str | None
    number: str | None
    articles: tuple[str, ...]
    role: Role
    cue: str
    defined: str | None = None
    issuer: str | None = None
    short: bool = False
    by_reference: bool = False
    way: str = "title"
    shown: str = "plain"
    lead: int | None = None
    damaged: bool = False

    @property
    def found(self) -> str:
        """Returns both classes, for people and for calibration."""
        return f"{self.way}/{self.shown}"
