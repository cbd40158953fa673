"""walk(): from a measure upward, every branch to its end (docs/semantics.md#chain, #rulings).

A step goes along basis, forwards and attaches, never along mention, amends or repeals. An
intermediate must be of the same place or above. Each `Branch` reaches a permitted source, stops for a
reason, or meets a question that only a person can answer.

This is the exact walk, for a finding and its proof: every branch with every word. The bulk pass (tracer.bulk) asks the
same conditions of arrays for lists and counts, the checker (tracer.verify) of a proof, without this code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_schema.messages import Message
from graph_schema.records import Citation, Document, Hop, Link, Measure, Provision
from graph_schema.regions import covers, may_lie_in
from graph_schema.terms import BreakReason, Lack, LinkStatus, Relation, Role, SourceLevel, Tie
from tracer.links.library import Library
from tracer.links.records import is_beside
from tracer.links.resolve import Found, decision_words, name_of
from tracer.policy.rules import Policy, Rule, Scope
from tracer.policy.scope import is_local_list, scope_of
from tracer.registry.validity import ends_on
from tracer.verdict.branch import Branch, Task
from tracer.verdict.hops import (
    document_hop,
    found_hop,
    measure_hop,
    provision_hop,
    referred_hop,
    target_hop,
    text_hop,
)
from tracer.verdict.sources import (
    INTERIM,
    Arrival,
    as_source,
    by_central_number,
    carried_by_title,
    ended_words,
    unresolved,
    when,
)
from tracer.verdict.words import is_of_association, lacks_its_basis, mention_beside, vague_words

_MOST_NAMED = 4  # documents in one question
MAX_DEPTH = 24  # hops of a branch, measure and provision among them


@dataclass(frozen=True, slots=True)
class Walk:
    """All branches of a measure, the rule that they were held against, and the scope of the measure."""

    rule: Rule
    scope: Scope
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    """The way that a branch has come: its hops, and the documents that it has gone through.

    `own` as long as the measure's own provision is what cites.
    """

    chain: tuple[Hop, ...]
    seen: frozenset[str]
    own: bool = False


def walk(library: Library, measure: Measure, policy: Policy, as_of: date) -> Walk:
    """Returns every branch of the measure on that day, nearest first."""
    document = library.documents[measure.document]
    scope = scope_of(measure, library.texts.file[document.id])
    rule = policy.rule_for(measure.kind, scope)
    task = Task(library, policy, rule, scope, measure, document, as_of)
    start = _Way((measure_hop(measure), provision_hop(library, measure)), frozenset({document.id}))
    laid_down = _laid_down(task, start.chain)
    if laid_down is not None:
        return Walk(rule, scope, (laid_down,))
    branches = [*_own_branches(task, start), *_whole_document(task, document, start)]
    return Walk(rule, scope, tuple(_with_own_words(task, branches, start.chain)))


def _own_branches(task: Task, start: _Way) -> Iterator[Branch]:
    """Yields the branches along what the measure's own provision cites, or one that its sentence refers to."""
    for basis in task.library.ties.basis.get(task.measure.id, ()):
        if basis.tie is not Tie.DOCUMENT:
            citation = task.library.citations[basis.citation]
            if basis.tie is not Tie.REFERENCE or citation.provision == task.measure.provision:
                way = replace(start, own=True)
            else:
                # 依照第五条: another provision of the document cites the source, the measure's own one does not.
                way = replace(start, chain=(*start.chain, referred_hop(task.library, task.measure, citation)))
            yield from _along(task, citation, task.document, way)


def _with_own_words(task: Task, branches: list[Branch], start: tuple[Hop, ...]) -> list[Branch]:
    """Returns the branches with what the measure's own words add where none has come to a source."""
    if any(branch.reached for branch in branches):
        return branches
    if _is_interim_list(task):
        return [Branch((*start, document_hop(task.library, task.document)), question=INTERIM)]
    if lacks_its_basis(task.library, task.measure):
        return [*branches, _without_beginning(task, start)]
    if not branches:
        return [_nothing(task, start)]
    vague = vague_words(task.library, task.measure)
    tied = task.library.ties.basis.get(task.measure.id, ())
    if vague and all(basis.tie is Tie.DOCUMENT for basis in tied):
        return [*branches, Branch(start, reasons=(BreakReason.VAGUE,), words=vague)]
    return branches


def _without_beginning(task: Task, start: tuple[Hop, ...]) -> Branch:
    """Ends in the question what the beginning of the document names, which is not in the text (docs/semantics.md#ruling-31)."""
    several = [_opening(task.library, task.library.documents[id]) for id in _may_continue(task)]
    if several:
        question = Message.of("question.beginning_which", names=[f"“{name}”" for name in several[:_MOST_NAMED]])
    else:
        question = Message("question.beginning")
    return Branch(start, reasons=(BreakReason.NO_CITATION,), words=task.measure.text, question=question)


def _may_continue(task: Task) -> tuple[str, ...]:
    """Returns the documents of which the measure's own text may be a later page, where several are."""
    return task.library.pages.candidates.get(task.document.id, ())


# --- the measure's own document ----------------------------------------------------------------


def _is_interim_list(task: Task) -> bool:
    """Tells whether this is a nationwide list that a ministry rule lays down itself (docs/semantics.md#ruling-7), no association's list."""
    if task.library.level_of(task.document) not in task.rule.interim or is_local_list(task.measure):
        return False
    return not is_of_association(task.library, task.measure)


def _laid_down(task: Task, start: tuple[Hop, ...]) -> Branch | None:
    """Ends at the measure's own document where that is a permitted source itself; None where it is none.

    See docs/semantics.md#ruling-1, #ruling-11.
    """
    level = task.library.level_of(task.document)
    permitted = level in task.rule.levels or (level is SourceLevel.CENTRAL_POLICY and task.rule.decisions)
    if not permitted:
        return None
    chain = (*start, document_hop(task.library, task.document))
    row = task.library.row_of(task.document)
    if row is not None and (end := ends_on(row)) is not None and end <= task.as_of:
        return Branch(chain, reasons=(BreakReason.NOT_IN_FORCE,), words=when(row, task.as_of))
    return Branch(chain, reached=True, own=True)


def _nothing(task: Task, start: tuple[Hop, ...]) -> Branch:
    """Ends where there is no branch at all: vague words of the sentence or of the basis clause, mentions only, or nothing."""
    vague = vague_words(task.library, task.measure)
    if vague:
        return Branch(start, reasons=(BreakReason.VAGUE,), words=vague)
    mentioned = mention_beside(task.library, task.measure)
    if mentioned is not None:
        citation = task.library.citations[mentioned]
        chain = (*start, target_hop(citation, task.library.links[citation.id]))
        return Branch(chain, reasons=(BreakReason.MENTION_ONLY,), words=citation.text)
    return Branch(start, reasons=(BreakReason.NO_CITATION,), words=task.measure.text)


# --- steps upward ------------------------------------------------------------------------------


def _whole_document(task: Task, document: Document, way: _Way, annex: Document | None = None) -> Iterator[Branch]:
    """Yields the branches of a document as a whole (docs/semantics.md#ruling-2): its basis, what it forwards, its parent.

    `annex` is the document hanging on it from which the branch has come.
    """
    library = task.library
    children = set(library.ties.children.get(document.id, ()))
    for id in library.ties.whole.get(document.id, ()):
        citation, link = library.citations[id], library.links[id]
        if citation.role is Role.FORWARDS:
            back = link.target in way.seen and link.target == task.document.id
            if (
                link.target in children
                or back
                or is_beside(library.documents, annex, link.target)
                or (link.status is LinkStatus.UNRESOLVED and children)
            ):
                continue
        yield from _along(task, citation, document, way)
    handed_on = annex is not None and annex.id in children  # as much as the others: none stands on another
    for child in () if handed_on else sorted(children - way.seen):
        # A notice stands on what it forwards; what it issues itself has no other basis than its own.
        inner = library.documents[child]
        yield from _into(task, inner, way, document_hop(library, inner, "forwards", _opening(library, inner)))
    parent = library.documents.get(document.parent or "")
    if parent is not None and document.relation is not Relation.SELF and parent.id not in way.seen:
        if parent.region and not may_lie_in(document.region, parent.region):
            return  # a text from above keeps its own basis: it does not stand on the office below that forwards it
        hop = document_hop(library, parent, document.relation.value, _opening(library, parent))
        yield from _into(task, parent, way, hop, annex=document)


def _opening(library: Library, document: Document) -> str:
    """Returns what a document of the same file is called: by title or number, else by its first words."""
    return document.title or document.number or document.span.of(library.texts.file[document.id])[:40].strip()


def _along(task: Task, citation: Citation, citing: Document, way: _Way) -> Iterator[Branch]:
    """Yields the branches that go along one citation."""
    library = task.library
    link = library.links[citation.id]
    if link.status is LinkStatus.AMBIGUOUS:
        yield from _along_rivals(task, citation, link, way)
        return
    central = by_central_number(citation, link, citing)
    if central is not None:
        remark = Message.of("remark.validity_unknown", words=citation.text)
        yield from (replace(branch, remark=branch.remark or remark) for branch in _to(task, citation, central, way))
        return
    if link.status is LinkStatus.UNRESOLVED:
        yield unresolved(task, citation, link, (*way.chain, target_hop(citation, link)))
        return
    assert link.target is not None
    found = Found(
        link.target,
        link.level,
        link.region,
        library.instrument_of(link.target),
        library.documents.get(link.target),
        link.level_reason,
        1.0,
    )
    decided = library.registry.decided(citation.title, citation.number or citation.defined_number, citing)
    for branch in _to(task, citation, found, way):
        if decided is not None:
            remark = Message.of("remark.decided", words=citation.text, decision=decision_words(decided))
            branch = replace(branch, remark=remark)
        yield branch


def _along_rivals(task: Task, citation: Citation, link: Link, way: _Way) -> Iterator[Branch]:
    """Yields the common end of several candidates if there is one, else a question (docs/semantics.md#ruling-21)."""
    rivals, words, place = task.library.rivals[citation.id], citation.text, task.document.region
    asked = Branch((*way.chain, target_hop(citation, link)), reasons=(BreakReason.AMBIGUOUS,), words=words)
    if all(place and found.region and not covers(found.region, place) for found in rivals):
        yield replace(asked, question=Message.of("question.elsewhere", words=words))
        return
    doubt = next((found.doubt for found in rivals if found.doubt is not None), None)
    if doubt is not None:
        yield replace(asked, question=doubt)
        return
    results = [list(_to(task, citation, found, way)) for found in rivals]
    if len({_summary(branches) for branches in results}) == 1:
        remark = Message.of("remark.all_alike", words=words, names=[name_of(found) for found in rivals[:3]])
        for branch in results[0]:
            yield replace(branch, remark=remark)
        return
    yield replace(asked, question=_which(citation, rivals))


def _which(citation: Citation, rivals: Sequence[Found]) -> Message:
    """Returns the question which of the rivals is meant; where title and number disagree, whose each of them is."""
    by_number = [name_of(found) for found in rivals if found.by_number]
    by_title = [name_of(found) for found in rivals if not found.by_number]
    number = citation.number or citation.defined_number
    if not (by_number and by_title and number and citation.title):
        names = [name_of(found) for found in rivals[:_MOST_NAMED]]
        return Message.of("question.which", words=citation.text, names=names)
    return Message.of(
        "question.title_and_number",
        words=citation.text,
        number=number,
        numbered=by_number[:_MOST_NAMED],
        titled=by_title[:_MOST_NAMED],
    )


def _summary(branches: Sequence[Branch]) -> str:
    """Returns what branches come to, in one word that is the same for the same."""
    if any(branch.reached for branch in branches):
        return "reached-own" if any(branch.reached and branch.own for branch in branches) else "reached"
    if any(branch.is_question for branch in branches):
        return "question"
    return "stopped:" + ",".join(sorted({reason.value for branch in branches for reason in branch.reasons}))


def _to(task: Task, citation: Citation, found: Found, way: _Way) -> Iterator[Branch]:
    """Yields the branches through one thing cited: the end if it is a permitted source, else on through its text."""
    library, text = task.library, found.document
    chain = (*way.chain, found_hop(library, citation, found))

    def carries() -> bool:
        if text is None:
            return False
        alone = _Way(way.chain, frozenset({task.document.id}))
        return any(branch.reached for branch in _into(task, text, alone, text_hop(library, text, citation)))

    ended = as_source(Arrival(task, citation, found, chain, way.own), carries)
    if ended is not None:
        yield ended
    elif text is not None:
        yield from _into(task, text, way, text_hop(library, text, citation), citation.articles)
    else:
        title = found.instrument.title if found.instrument else citation.title or ""
        too_low = Branch(chain, reasons=(task.too_low(found.level),), words=citation.text)
        yield carried_by_title(task, title, chain) or too_low


def _into(
    task: Task, document: Document, way: _Way, hop: Hop, articles: Sequence[str] = (), annex: Document | None = None
) -> Iterator[Branch]:
    """Yields the branches on through a stored document, which `hop` shows on the chain.

    See docs/semantics.md#chain-intermediate, #ruling-13, #ruling-17.
    """
    library = task.library
    chain, words = (*way.chain, hop), hop.quote or ""
    if document.id not in way.seen and len(chain) > MAX_DEPTH:
        # What lies further up was not looked at: only a person can tell.
        yield Branch(chain, words=words, question=Message("question.too_long"))
        return
    stopped = _stopped_before(task, document, way)
    if stopped is not None:
        reason, said = stopped
        yield Branch(chain, reasons=(reason,), words=said or words)
        return
    level = library.level_of(document)
    if level in task.rule.levels:
        yield Branch(chain, reached=True, own=False)
        return
    through = _Way(chain, way.seen | {document.id})
    onward: list[Branch] = []
    for provision in provisions_named(library, document, articles):
        for citation in library.within.citations.get(provision.id, ()):
            if citation.role is Role.BASIS:
                onward.extend(_along(task, citation, document, through))
    onward.extend(_whole_document(task, document, through, annex))
    if onward:
        yield from onward
        return
    asked = Message.of("question.beginning_of", words=words) if Lack.BEGINNING in document.lacks else None
    silent = Branch(chain, reasons=(BreakReason.NO_CITATION, task.too_low(level)), words=words, question=asked)
    yield carried_by_title(task, document.title or "", chain) or silent


def _stopped_before(task: Task, document: Document, way: _Way) -> tuple[BreakReason, str | Message] | None:
    """Returns why no branch goes into a document, with the words for it where its own do not say it; None where one may."""
    if document.id in way.seen:
        return BreakReason.ONLY_CYCLE, ""
    if document.date and document.date > task.as_of:
        return BreakReason.NOT_IN_FORCE, ""
    if task.library.has_ended(document.id, task.as_of):
        return BreakReason.NOT_IN_FORCE, ended_words(task.library, document)
    if task.is_outside(document.region) and not _is_in_file(task.library, document, way.seen):
        return BreakReason.OUT_OF_JURISDICTION, ""
    return None


def _is_in_file(library: Library, document: Document, seen: frozenset[str]) -> bool:
    """Tells whether a document stands in one file with one that the branch has gone through."""
    if document.parent is None:
        return False
    return document.parent in seen or any(
        document.id == library.documents[id].parent for id in seen if id in library.documents
    )


def provisions_named(library: Library, document: Document, articles: Sequence[str]) -> list[Provision]:
    """Returns the provisions of a stored document that a citation names by its articles."""
    if not articles:
        return []
    heads = {_head(article) for article in articles}
    return [p for p in library.within.provisions.get(document.id, ()) if p.label in heads]


def _head(article: str) -> str:
    """Cuts 第三条第二款 to 第三条; what does not begin with an article stays as it is, as far as its first line."""
    head = re.match("第[^条]{1,7}条|.*", article)
    return head[0] if head else ""
