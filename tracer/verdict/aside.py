"""Tells which documents' measures count nowhere: those that have ended, and the texts that the policy names as its authority.

See docs/semantics.md#ruling-30 and #ruling-33. Such measures are read and can be shown; no count, list or exit status has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache

from graph_schema.records import Document, Measure
from graph_schema.terms import Group, Relation
from tracer.links.library import Library
from tracer.links.power import wholes_of
from tracer.policy.rules import AuthorityText, Policy
from tracer.registry.load import number_key, office_key, title_key
from tracer.verdict.memory import memory_of

_ALIKE = 0.9  # from here on a title is that of the text, but for what a scan did to it
_ENOUGH = 10  # so many letters of a subject are known again where the line of the title broke off
_CARRIES = re.compile("转发|印发|贯彻|落实|转载")
_REMARK = re.compile("(?:全文|摘要|摘录|节选|节录|原文|[^\\W\\d]{2,8}[12][0-9]{3}年?第?[0-9]+号)+$")
_MARK = re.compile(r"附\s*[件表]?\s*[0-9一二三四五六七八九十]{0,3}\s*[：:.]?")
_BEHIND_NUMBER = re.compile("文件?$")
_HEAD = 400  # within so many letters an untitled text has named what it is an excerpt of
_ABOUT = "关于"
_NATION = "全国"
_UNASKED = AuthorityText(number="", title="")


def aside_of(library: Library, document: Document, policy: Policy, as_of: date | None) -> Group | None:
    """Returns the group of a document whose measures count nowhere on a day; None of any other. Without a day none has ended."""
    if authority_of(library, document, policy) is not None:
        return Group.AUTHORITY
    return Group.ENDED if as_of is not None and library.has_ended(document.id, as_of) else None


def measure_aside(library: Library, measure: Measure, policy: Policy, as_of: date | None) -> Group | None:
    """Returns the group of a measure that counts nowhere on a day: that of its document, or its own provision was repealed; None of any other."""
    group = aside_of(library, library.documents[measure.document], policy, as_of)
    if group is not None or as_of is None:
        return group
    ended = library.ended_with(measure)
    return Group.ENDED if ended is not None and ended.day <= as_of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The words by which a document shows what it is. `opening` gives the first line of an untitled one, `cites` numbers and titles that it cites."""

    id: str
    parent: str | None
    relation: Relation
    number: str | None
    issuer: str | None
    title: str | None
    region: str | None
    opening: Callable[[], str]
    cites: Callable[[], Iterable[tuple[str | None, str | None]]]


def claim_of(library: Library, document: Document) -> Claim:
    """Returns what a document of the library shows itself to be."""
    return Claim(
        id=document.id,
        parent=document.parent,
        relation=document.relation,
        number=document.number,
        issuer=document.issuer,
        title=document.title,
        region=document.region,
        opening=lambda: "" if document.title else _first_line(library.texts.own[document.id]),
        cites=lambda: ((c.number or c.defined_number, c.title) for c in library.citations_in.get(document.id, ())),
    )


def authority_of(library: Library, document: Document, policy: Policy) -> AuthorityText | None:
    """Returns the text of the policy's authority that a document is, or is part of as an attachment or later page."""
    if not policy.authority_texts:
        return None
    memory = memory_of(library, policy)
    known = memory.authority.get(document.id, _UNASKED)
    return memory.keep_authority(document.id, _authority_of(library, document, policy)) if known is _UNASKED else known


def _authority_of(library: Library, document: Document, policy: Policy) -> AuthorityText | None:
    for whole in wholes_of(document, library.documents):
        parent = library.documents.get(whole.parent or "")
        above = claim_of(library, parent) if parent is not None else None
        if (text := _text_of(claim_of(library, whole), above, policy)) is not None:
            return text
    return None


def claimed_authority(claim: Claim, claims: Mapping[str, Claim], policy: Policy) -> AuthorityText | None:
    """Returns the same by what the documents show themselves to be, without a library."""
    for whole in wholes_of(claim, claims) if policy.authority_texts else ():
        if (text := _text_of(whole, claims.get(whole.parent or ""), policy)) is not None:
            return text
    return None


def _text_of(claim: Claim, parent: Claim | None, policy: Policy) -> AuthorityText | None:
    return next((text for text in policy.authority_texts if _is_text(claim, parent, text)), None)


def _is_text(document: Claim, parent: Claim | None, text: AuthorityText) -> bool:
    """Tells whether a document is the text itself, by its number or by its title, and no other office's text of the like name."""
    number, issuer = _own(document, parent)
    opening = document.opening()
    office, subject = _parts(document.title or opening)
    theirs, their_subject = _parts(text.title)
    by_office, by_issuer = office == theirs, office_key(issuer or "") == theirs
    of_others = (bool(office) and not by_office) or (bool(issuer) and not by_issuer and not by_office)
    like = bool(subject) and _is_like(subject, their_subject) and (by_office or not office)
    if _number_key(number or _BEHIND_NUMBER.sub("", opening)) == _number_key(text.number):
        return like or not of_others
    if not like:
        return False
    exact = subject == their_subject
    if by_office:
        return exact or number is None
    if number is not None or of_others:
        return False
    # Without its office the title may be that of a notice of the place's own: something else must show whose it is.
    if parent is not None and document.relation in (Relation.FORWARDS, Relation.ATTACHES):
        return by_issuer or (exact and _names(parent, text))
    return by_issuer or (exact and document.region in (None, _NATION))


def _first_line(text: str) -> str:
    """Returns the line that an untitled text opens with behind a mark 附件: 某发〔2020〕1号文, 《…》（某发〔2020〕1号）（节选）."""
    lines = (line.strip() for line in text[:_HEAD].splitlines())
    return next((line for line in lines if line and not _MARK.fullmatch(line)), "")


def _own(document: Claim, parent: Claim | None) -> tuple[str | None, str | None]:
    """Returns number and issuer of a document's own: what it has from the notice that it hangs on says nothing of it."""
    if parent is None or document.relation is Relation.SELF:
        return document.number, document.issuer
    number = None if document.number == parent.number else document.number
    return number, None if document.issuer == parent.issuer else document.issuer


@lru_cache(maxsize=8192)
def _number_key(number: str) -> str | None:
    return number_key(number)


@lru_cache(maxsize=8192)
def _parts(title: str) -> tuple[str, str]:
    """Returns the office before 关于, in its short form, and the subject of a title without its number or a remark (摘要) behind it."""
    office, about, subject = title_key(title).partition(_ABOUT)
    return (office_key(office), _REMARK.sub("", subject)) if about else ("", _REMARK.sub("", office))


@lru_cache(maxsize=8192)
def _is_like(subject: str, other: str) -> bool:
    """Tells whether a subject is the other one, cut off or but for what a scan did to it."""
    if len(subject) >= _ENOUGH and other.startswith(subject):
        return True
    if abs(len(subject) - len(other)) > 1 or _CARRIES.search(subject):
        return False
    return SequenceMatcher(a=subject, b=other, autojunk=False).ratio() >= _ALIKE


def naming(cited: Iterable[tuple[str | None, str | None]], policy: Policy) -> tuple[tuple[str | None, str | None], ...]:
    """Returns those of some numbers and titles that name a text of the policy's authority."""
    return tuple(
        (number, title)
        for number, title in cited
        if any(_is_named(number, title, text) for text in policy.authority_texts)
    )


def _names(document: Claim, text: AuthorityText) -> bool:
    """Tells whether a document cites the text, by number or title."""
    return any(_is_named(number, title, text) for number, title in document.cites())


def _is_named(number: str | None, title: str | None, text: AuthorityText) -> bool:
    by_number = number is not None and _number_key(number) == _number_key(text.number)
    return by_number or (title is not None and _parts(title)[1] == _parts(text.title)[1])
