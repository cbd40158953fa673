"""Regular expressions that are compiled when they are first asked.

Most commands load many more patterns than they ask, and compiling was a fifth of the start of `tracer gaps`
(docs/decisions/0044-patterns-at-first-use.md).
"""

from __future__ import annotations

import re
from typing import Any, cast


class Later:
    """Stands for a pattern until one of its methods is asked for; from then on it holds these methods itself."""

    def __init__(self, source: str, flags: int) -> None:
        self._asked = source, flags

    def __getattr__(self, name: str) -> Any:
        """Returns a method or field of the pattern; only what is not held yet comes by here."""
        if name.startswith("_"):
            raise AttributeError(name)
        pattern = self.pattern_now()
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"):
            setattr(self, method, getattr(pattern, method))
        return getattr(pattern, name)

    def pattern_now(self) -> re.Pattern[str]:
        """Returns the pattern itself."""
        return re.compile(*self._asked)


def later(source: str, flags: int = 0) -> re.Pattern[str]:
    """Returns a pattern that is compiled at its first use. What is wrong with it shows only then: a test compiles all of them."""
    return cast("re.Pattern[str]", Later(source, flags))
