"""A regular expression with what it matches and refuses; tests run every example."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph_schema.first_use import later


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern with examples: `matches` are found by search, `refuses` are not."""

    source: str
    matches: tuple[str, ...]
    refuses: tuple[str, ...] = ()
    regex: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", later(self.source))
