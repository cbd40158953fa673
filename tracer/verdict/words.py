"""Signs in words that a verdict depends on: those of a measure's own sentence and document, and those of a title."""

from __future__ import annotations

import re
from functools import lru_cache

from graph_schema.records import Measure, Span
from graph_schema.terms import Lack, Tie, Zone
from tracer.links.library import Library


def vague_words(library: Library, measure: Measure) -> str:
    """Returns the vague reference in the measure's own sentence or in its document's basis clause, empty where there is none."""
    for vague in library.within.vague.get(measure.provision, ()):
        if measure.sentence.contains(vague.span):
            return vague.text
    return _vague_basis(library, measure.document)


# What a basis clause is for: 为…，依照相关法律法规，制定本规定; and what is no basis but an order: 请按要求抓好落实.
_MAKES = re.compile("(?:制定|制订|出台|拟定|印发)[^，。；]{0,2}(?:本|如下|以下)|特制定|(?:通知|公告|意见|规定)如下")
_ORDERS = re.compile("执行|落实|办理|报送|遵照|抓好|做好")
_FIRST = ("第一条", "第1条", "一")


def _vague_basis(library: Library, document: str) -> str:
    """Returns the vague reference that a document names as its own basis, empty where there is none.

    It stands in the preamble, or in the sentence of the first article that says what the document is made for.
    """
    text = library.texts.file[document]
    for provision in library.within.provisions.get(document, ()):
        for vague in library.within.vague.get(provision.id, ()):
            behind = text[vague.span.end : provision.span.end].partition("。")[0]
            makes = bool(_MAKES.search(behind))
            if provision.zone is Zone.PREAMBLE and (makes or not _ORDERS.search(behind)):
                return vague.text
            if provision.zone is Zone.BODY and provision.label in _FIRST and makes:
                return vague.text
        if provision.zone is Zone.BODY:
            return ""
    return ""


def mention_beside(library: Library, measure: Measure) -> str | None:
    """Returns a mention in the measure's own provision or in the preamble (docs/semantics.md#ruling-16)."""
    preamble = [p.id for p in library.within.provisions.get(measure.document, ()) if p.zone is Zone.PREAMBLE]
    mentions = library.within.mentions
    return next((id for provision in (measure.provision, *preamble) for id in mentions.get(provision, ())), None)


def lacks_its_basis(library: Library, measure: Measure) -> bool:
    """Tells whether a measure that cites nothing itself may rest on what the missing beginning of its document names.

    See docs/semantics.md#ruling-31.
    """
    if Lack.BEGINNING not in library.documents[measure.document].lacks:
        return False
    return all(basis.tie is Tie.DOCUMENT for basis in library.ties.basis.get(measure.id, ()))


def is_against_debtors(library: Library, measure: Measure) -> bool:
    """Tells whether a measure is against judgment debtors, by its sentence."""
    return _names_debtors(library.texts.file[measure.document], measure.sentence)


# What is asked of a sentence is asked once for all its measures.
@lru_cache(maxsize=8)
def _names_debtors(text: str, span: Span) -> bool:
    sentence = span.of(text)
    return "被执行人" in sentence and "被执行人" in re.sub("《[^》]*》", "", sentence)


def is_of_association(library: Library, measure: Measure) -> bool:
    """Tells whether the sentence speaks of an association: its list is none of an office."""
    return _names_an_association(library.texts.file[measure.document], measure.sentence)


@lru_cache(maxsize=8)
def _names_an_association(text: str, span: Span) -> bool:
    return re.search("协会|商会", span.of(text)) is not None
