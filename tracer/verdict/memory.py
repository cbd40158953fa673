"""Remembers of a library what judging asks of it again and again under one policy, as long as the library is there.

Measures of one document share the answers: whether it is a text of the policy's authority, the ways up from it, the
credit regulation of its place. Every memory is bounded; what hangs on the day keeps its stretch (tracer.verdict.stretch).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from tracer.links.library import Library
from tracer.policy.rules import AuthorityText, Policy
from tracer.verdict.stretch import Stretches
from tracer.verdict.ways import Climb

_POLICIES = 32
_CLIMBS = 512
_ANSWERS = 4096


@dataclass(slots=True)
class Memory:
    """Holds what is known of a library's documents and places under a policy: texts of authority, ways up, credit regulations."""

    policy: Policy
    authority: dict[str, AuthorityText | None] = field(default_factory=dict)
    regulations: dict[str, str | None] = field(default_factory=dict)
    climbs: Stretches[Hashable, Climb] = field(default_factory=lambda: Stretches(_CLIMBS))

    def keep_authority(self, document: str, text: AuthorityText | None) -> AuthorityText | None:
        """Remembers which text of authority a document is, and returns it."""
        if len(self.authority) >= _ANSWERS:
            self.authority.clear()
        self.authority[document] = text
        return text

    def keep_regulation(self, region: str, title: str | None) -> str | None:
        """Remembers the title of the credit regulation of a place, and returns it."""
        if len(self.regulations) >= _ANSWERS:
            self.regulations.clear()
        self.regulations[region] = title
        return title


def memory_of(library: Library, policy: Policy) -> Memory:
    """Returns the memory of a library under a policy; it begins anew with too many policies."""
    held = library.memories.get(id(policy))
    if isinstance(held, Memory) and held.policy is policy:
        return held
    if len(library.memories) >= _POLICIES:
        library.memories.clear()
    new = library.memories[id(policy)] = Memory(policy)
    return new
