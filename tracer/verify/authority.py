"""Tells whether a document of a proof is one that its policy names as its own authority (docs/semantics.md#ruling-30)."""

from __future__ import annotations

import re

from graph_schema.numbers import parse_number
from graph_schema.terms import Relation
from tracer.verify.shape import AuthorityTextShape, DocumentShape, ProofShape

_COMMISSION = re.compile("发展和?改革委(?:员会)?")
_LETTERS = re.compile(r"[^\w]|_")


def is_authority(proof: ProofShape, document: str) -> bool:
    """Tells whether a document is such a text, or hangs on one as an attachment or later page.

    It is known by its number where its title agrees, or by its full title with the office; what only the notice above it
    tells (a title without its office) is not asked here.
    """
    known = {d.id: d for d in proof.documents}
    here, seen = known.get(document), set[str]()
    while here is not None and here.id not in seen:
        seen.add(here.id)
        if any(_is(here, text) for text in proof.policy.authority_texts):
            return True
        part = here.relation in (Relation.ATTACHES, Relation.CONTINUES)
        here = known.get(here.parent or "") if part else None
    return False


def _is(document: DocumentShape, text: AuthorityTextShape) -> bool:
    title, full = _plain(document.title or ""), _plain(text.title)
    if title == full:
        return True
    number, issuer = parse_number(document.number or ""), _plain(document.issuer or "")
    if number is None or number != parse_number(text.number) or (not title and not full.startswith(issuer)):
        return False
    return full.startswith(title) or full[full.find("关于") :].startswith(title)


def _plain(title: str) -> str:
    """Returns a title without signs, the names of the commission as the shortest one."""
    return _COMMISSION.sub("发改委", _LETTERS.sub("", title))
