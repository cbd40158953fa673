"""The card of a document and the card of a measure with its verdict (HTML). Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dashboards.addresses import Page, Scene
from dashboards.signs import chip
from dashboards.views import failed_checks, link, place_name, shown, title_of, untitled
from graph_schema.messages import Message, in_words, label_of, listed, say
from graph_schema.records import NEVER_GAPS, Finding, Stop
from graph_schema.terms import CheckResult, Disposal, Group, Relation, Verdict
from tracer.show.board import AsideRow
from tracer.show.cleanup import Cleanup, cleanup_lines, row_words
from tracer.show.decisions import note_in_words
from tracer.show.ended import EndedRow, ended_words
from tracer.show.page import UnreadRow, page_words
from tracer.show.rows import DocumentRow, DocumentView
from tracer.show.sanctions import sanctions_line
from tracer.show.signs import RESULT_SIGNS
from tracer.show.slots import slots_line
from tracer.show.wording import chain_line, reaches, stop_name, stop_sign


def document_card(view: DocumentView, scene: Scene) -> str:
    """Returns title, facts and relations of a document."""
    lang, card = scene.lang, view.card
    draft = f' <span class="tag">{say(lang, "word.draft")}</span>' if card.draft else ""
    missing = f'<span class="faint">{say(lang, "screen.none_stated")}</span>'
    facts = [
        ("heading.number", shown(card.number) or missing),
        ("screen.d_issuer", shown(card.issuer) or missing),
        ("screen.d_date", str(card.date) if card.date else missing),
        ("heading.level", label_of(card.level, lang)),
        ("heading.place", escape(place_name(card.region or "", lang))),
        ("screen.d_kind", label_of(card.kind, lang)),
    ]
    if view.ended is not None:
        words = say(lang, "screen.ended", why=ended_words(view.ended), n=view.ended.measures)
        facts.append(("word.validity", shown(words)))
    facts += [("word.cleanup", shown(say(lang, row_words(row)))) for row in view.listed]
    if view.authority is not None:
        facts.append(("screen.f_group", shown(say(lang, "screen.authority_text", n=view.authority.measures))))
    if card.lacks:
        facts.append(("word.lacks", escape(listed(lang, [label_of(lack, lang) for lack in card.lacks]))))
    relations = _relations(view, scene)
    cells = "".join(f"<div><dt>{say(lang, key)}</dt><dd>{value}</dd></div>" for key, value in facts)
    wide = "".join(f'<div class="wide"><dt>{say(lang, key)}</dt><dd>{value}</dd></div>' for key, value in relations)
    return f'<header class="card-of-document"><h2>{_title(card, lang)}{draft}</h2><dl>{cells}{wide}</dl></header>'


def _relations(view: DocumentView, scene: Scene) -> list[tuple[str, str]]:
    """Returns what the document comes with, what it brings, and what else the file holds."""
    lang = scene.lang
    related = {view.card.id, view.card.parent, *(child.id for child in view.children)}
    found: list[tuple[str, str]] = []
    parent = next((row for row in view.siblings if row.id == view.card.parent and row.id != view.card.id), None)
    if parent is not None:
        found.append(("screen.d_parent", _relation(view.card.relation, parent, scene, upward=True)))
    if view.before is not None:
        words = escape(say(lang, "screen.continues", name="\x00"))
        found.append(("screen.d_before", words.replace("\x00", _document_link(view.before, scene))))
    if view.children:
        lines = [_relation(child.relation, child, scene, upward=False) for child in view.children]
        found.append(("screen.d_children", "<br>".join(lines)))
    others = [_document_link(row, scene) for row in view.siblings if row.id not in related]
    if parts := other_parts(view, lang):
        others.append(f'<span class="faint">{escape(say(lang, "screen.other_parts", parts=parts))}</span>')
    if others:
        found.append(("screen.d_siblings", "<br>".join(dict.fromkeys(others))))
    if page := "<br>".join(shown(words) for words in page_words(view.document, lang)):
        found.append(("screen.d_page", page))
    if view.unread:
        said = (say(lang, "finding.unread", lines=view.unread), *view.unread_words)
        found.append(("screen.d_unread", "<br>".join(shown(words) for words in said)))
    name = shown(view.card.path.rpartition("/")[2])
    return [*found, ("screen.d_path", f'<span class="path" title="{shown(view.card.path)}">{name}</span>')]


def _relation(relation: Relation, row: DocumentRow, scene: Scene, *, upward: bool) -> str:
    if relation is Relation.ATTACHES:
        key = "screen.by_attaches" if upward else "screen.attaches"
    else:
        key = "screen.by_forwards" if upward else "screen.forwards"
    words = escape(say(scene.lang, key, name="\x00"))
    return words.replace("\x00", _document_link(row, scene))


def _title(row: DocumentRow, lang: str) -> str:
    return title_of(row.title, lang) if row.title else untitled(row, lang)


def _document_link(row: DocumentRow, scene: Scene) -> str:
    number = f" {shown(row.number)}" if row.number else ""
    href = scene.href(Page.DOCUMENT, doc=row.id)
    return f"<a {link(href)}>{_title(row, scene.lang)}{number}</a>"


def other_parts(view: DocumentView, lang: str) -> str:
    """Returns the parts of the file that were not read as documents, with their length, in words."""
    words = (f"{label_of(kind, lang)} {say(lang, 'screen.characters', n=length)}" for kind, length in view.parts)
    return listed(lang, words, "list.parts")


def aside_list(rows: Iterable[AsideRow], cleanup: Cleanup, scene: Scene) -> str:
    """Returns what counts nowhere as a list (HTML): documents that hold no longer, authority texts, files with unread words of measures, each with a link.

    What cleanup decisions came to stands above it.
    """
    items = [shown(line) for line in cleanup_lines(cleanup, scene.lang)]
    items += [_aside_line(row, scene) for row in rows]
    return f'<ul class="aside">{"".join(f"<li>{item}</li>" for item in items)}</ul>'


def _aside_line(row: AsideRow, scene: Scene) -> str:
    lang = scene.lang
    if isinstance(row, UnreadRow):
        name, document = shown(row.path.rpartition("/")[2]), row.document
        said = say(lang, "finding.unread", lines=row.lines)
    else:
        name, document = f"{title_of(row.document.title, lang)} {shown(row.document.number)}", row.document.id
        if isinstance(row, EndedRow):
            said = say(lang, "screen.ended", why=ended_words(row), n=row.measures)
        else:
            said = say(lang, "screen.authority_text", n=row.measures)
    linked = f"<a {link(scene.href(Page.DOCUMENT, doc=document))}>{name}</a>" if document else name
    return f"{linked} {shown(said)}"


# --- a measure ---------------------------------------------------------------------------------


def measure_card(finding: Finding, scene: Scene, step: str = "") -> str:
    """Returns the verdict on a measure in one sentence, and below it all that stands behind. `step` leads to its neighbours."""
    return (
        f'<section class="card-of-measure v-{finding.verdict.value}">{_sentence(finding, scene.lang, step)}'
        f"{_chain(finding, scene)}{_details(finding, scene.lang)}</section>"
    )


def measure_details(finding: Finding, scene: Scene) -> str:
    """Returns what stands behind a verdict that is shown already."""
    return f'<section class="card-of-measure v-{finding.verdict.value}">{_details(finding, scene.lang)}</section>'


def _details(finding: Finding, lang: str) -> str:
    parts = (_notes, _question, _proposal, _stops, _checks, _remarks)
    return "".join(part(finding, lang) for part in parts)


def verdict_strip(finding: Finding, scene: Scene, step: str = "") -> str:
    """Returns the verdict in one line above the picture of the chain: the measure's words, the sentence, the proposal."""
    lang = scene.lang
    text = scene.href(Page.DOCUMENT, doc=finding.document.id, measure=finding.measure.id)
    document = f"{title_of(finding.document.title, lang)} {shown(finding.document.number)}"
    return (
        f'<section class="strip v-{finding.verdict.value}"><p class="head">{chip(finding.verdict, lang)} '
        f"{_kind(finding, lang)} "
        f'<span class="where">{document} {shown(finding.provision.label)}</span>'
        f"</p>{step}"
        f"<blockquote>{shown(finding.measure.text)}</blockquote>"
        f'<p class="sentence">{shown(sentence_of(finding, lang))} '
        f'<a class="go" {link(text)}>{say(lang, "screen.see_text")}</a></p></section>'
    )


def _kind(finding: Finding, lang: str) -> str:
    """Returns the kind of the measure, and whether a person put the verdict in place of the machine's."""
    overruled = f' <span class="tag">{say(lang, "screen.overruled")}</span>' if finding.overruled else ""
    return f'<span class="kind">{label_of(finding.measure.kind, lang)}</span>{overruled}'


def sentence_of(finding: Finding, lang: str) -> str:
    """Returns the verdict in one sentence, with the clause that decides."""
    return say(lang, finding.sentence)


def _sentence(finding: Finding, lang: str, step: str) -> str:
    then = finding.verdict_at_issue
    issued = (
        f'<p class="faint">{escape(say(lang, "screen.at_issue", verdict=label_of(then, lang)))}</p>'
        if then is not None and then is not finding.verdict
        else ""
    )
    return (
        f'<p class="head">{chip(finding.verdict, lang)} {_kind(finding, lang)}'
        f' <span class="where">{shown(finding.provision.label)}</span></p>{step}'
        f"<blockquote>{shown(finding.measure.text)}</blockquote>{_frame(finding, lang)}"
        f'<p class="sentence">{shown(sentence_of(finding, lang))}</p>{issued}'
    )


def _frame(finding: Finding, lang: str) -> str:
    """Returns what the measure does to whom, and what links it to credit: why these words are a measure; and of which kind of the base list it is."""
    lines = (slots_line(finding.measure, lang), sanctions_line(finding.measure, lang))
    return "".join(f'<p class="faint">{shown(line)}</p>' for line in lines if line)


def _notes(finding: Finding, lang: str) -> str:
    """Returns what people wrote on the measure, and the state of its case."""
    items = "".join(
        f'<li><span class="faint">{label_of(note.kind, lang)}</span> {shown(note_in_words(note, lang))}</li>'
        for note in finding.notes
    )
    return _section(lang, "screen.notes", f"<ul>{items}</ul>") if items else ""


def _question(finding: Finding, lang: str) -> str:
    """Returns the question to a person, where the sentence does not ask it already."""
    asked = say(lang, finding.question) if finding.question else ""
    return (
        _section(lang, "screen.question", f"<p>{shown(asked)}</p>") if asked not in sentence_of(finding, lang) else ""
    )


def _proposal(finding: Finding, lang: str) -> str:
    """Returns the reason first, then what is proposed."""
    stop = f" {say(lang, 'screen.stop_first')}" if finding.is_gap and not finding.document.draft else ""
    silent = finding.aside is None and finding.is_unsupported
    unsupported = f"<p>{label_of(Group.UNSUPPORTED, lang)}</p>" if silent else ""
    return _section(
        lang,
        "screen.proposal",
        f'<p><span class="faint">{say(lang, "screen.because")}</span>{escape(reason_for(finding, lang))}</p>{unsupported}'
        f"<p><strong>{label_of(finding.disposal, lang)}</strong>"
        f' <span class="faint">{say(lang, "screen.proposal_note")}{stop}</span></p>',
    )


def reason_for(finding: Finding, lang: str) -> str:
    """Tells why a disposal is proposed, in words."""
    if finding.aside is not None:
        return say(lang, "screen.p_authority" if finding.aside is Group.AUTHORITY else "screen.p_ended")
    if finding.overruled is not None:
        return say(lang, "screen.p_person", why=finding.overruled.why)
    if finding.verdict is Verdict.REVIEW:
        return say(lang, "screen.p_review")
    if finding.verdict is Verdict.EXEMPT:
        return say(lang, "screen.p_exempt")
    if finding.measure.kind in NEVER_GAPS and finding.verdict is Verdict.DEAD_END:
        return say(lang, "screen.p_never_gap")
    if finding.verdict is Verdict.DEAD_END and finding.document.draft and not finding.cures:
        return say(lang, "screen.p_draft")
    if finding.verdict is Verdict.DEAD_END:
        return say(lang, "screen.p_dead_none" if finding.disposal is Disposal.REPEAL else "screen.p_dead_cure")
    failed = failed_checks(finding, lang)
    if finding.verdict is Verdict.DIRECT and failed:
        return say(lang, "screen.p_direct_failed", checks=failed)
    return say(lang, "screen.p_direct" if finding.verdict is Verdict.DIRECT else "screen.p_indirect")


def _stops(finding: Finding, lang: str) -> str:
    if not finding.stops:
        return ""
    items = "".join(f"<li>{_stop(stop, finding, lang)}</li>" for stop in finding.stops)
    key = "screen.why_also" if reaches(finding) else "screen.why"
    return _section(lang, key, f'<ul class="{"also" if reaches(finding) else "stops"}">{items}</ul>')


def _stop(stop: Stop, finding: Finding, lang: str) -> str:
    """Returns a break: its reason, the document where the branch ends, and the words."""
    where = shown(stop_name(stop, lang))
    words = shown(in_words(lang, stop.text))
    # What the program says of a source stands without the marks of a quote.
    tag = "span" if isinstance(stop.text, Message) else "q"
    quote = f' <{tag} class="faint">{words}</{tag}>' if words and words not in where else ""
    return f"<strong>{stop_sign(finding)} {label_of(stop.reason, lang)}</strong> {where}{quote}"


def _chain(finding: Finding, scene: Scene) -> str:
    href = scene.href(Page.CHAIN, measure=finding.measure.id)
    line = shown(chain_line(finding, scene.lang))
    return _section(
        scene.lang,
        "heading.chain",
        f'<p class="line">{line}</p><p><a class="go" {link(href)}>{say(scene.lang, "screen.see_chain")} →</a></p>',
    )


def _checks(finding: Finding, lang: str) -> str:
    if not finding.checks:
        return _section(lang, "screen.checks", f'<p class="faint">{say(lang, "screen.no_checks")}</p>')
    rows = "".join(
        f'<tr class="c-{outcome.result.value}"><th scope="row">{label_of(name, lang)}</th>'
        f"<td>{_result(outcome.result, lang)}</td><td>{shown(in_words(lang, outcome.words))}</td></tr>"
        for name, outcome in finding.checks.items()
    )
    head = "".join(
        f'<th scope="col">{say(lang, key)}</th>' for key in ("screen.h_check", "screen.h_result", "screen.h_words")
    )
    table = f'<table class="checks"><thead class="unseen"><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return _section(lang, "screen.checks", table)


def _result(result: CheckResult, lang: str) -> str:
    return f'<span aria-hidden="true">{RESULT_SIGNS[result]}</span> {label_of(result, lang)}'


def _remarks(finding: Finding, lang: str) -> str:
    items = "".join(f"<li>{shown(say(lang, remark))}</li>" for remark in finding.remarks)
    rule = f"<p>{shown(finding.authority)}</p>" if finding.authority else ""
    return (_section(lang, "screen.remarks", f"<ul>{items}</ul>") if items else "") + (
        _section(lang, "screen.authority", rule) if rule else ""
    )


def _section(lang: str, key: str, body: str) -> str:
    """Draws a part of a card; the last word of the code of its heading is its class too."""
    return f"<div class='section {key.rpartition('.')[2]}'><h4>{say(lang, key)}</h4>{body}</div>"


def measure_index(findings: Sequence[Finding], scene: Scene) -> str:
    """Returns the measures of a document as a short list, each a link to its card."""
    items = "".join(
        f"<li class='v-{finding.verdict.value}'><a {_to(finding, scene)}>{chip(finding.verdict, scene.lang)} "
        f'<span class="where">{shown(finding.provision.label)}</span> '
        f"{_kind(finding, scene.lang)} {shown(finding.measure.text)}</a></li>"
        for finding in findings
    )
    return f'<ol class="index">{items}</ol>'


def _to(finding: Finding, scene: Scene) -> str:
    return link(scene.href(Page.DOCUMENT, doc=finding.document.id, measure=finding.measure.id))
