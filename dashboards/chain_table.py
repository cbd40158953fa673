"""The chain of a measure as a table: every branch, step by step, for screen readers and spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dashboards.addresses import Page, Scene
from dashboards.views import OWN_TEXT, link, plain, to_csv
from graph_schema.messages import label_of, listed, say
from graph_schema.records import Finding, Hop, Stop
from graph_schema.terms import BreakReason, SourceLevel, Verdict
from tracer.show.signs import BREAK_SIGN, SIGNS
from tracer.show.wording import hop_name, node_name, reaches, role_label

COLUMNS = (
    "screen.h_step",
    "screen.h_kind",
    "screen.h_title",
    "heading.number",
    "heading.level",
    "screen.h_role",
    "screen.h_quote",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One node of a branch. `document` is the id of the store's document behind it, if any."""

    number: int
    kind: str
    title: str
    reference: str
    level: SourceLevel | None
    role: str
    quote: str
    document: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One way upward from the measure. `reasons` say why it ends without a source; none where it reaches one."""

    number: int
    steps: tuple[Step, ...]
    end: str
    reasons: tuple[BreakReason, ...]
    reached: bool


def branches(finding: Finding, lang: str) -> tuple[Branch, ...]:
    """Returns all branches, those that reach a source first."""
    whole = (finding.chain, *finding.other_chains) if reaches(finding) else finding.other_chains
    found: dict[tuple[str, ...], tuple[tuple[Hop, ...], list[Stop]]] = {}
    for chain in whole:
        found.setdefault(_way(chain), (chain, []))
    for stop in finding.stops:
        # One way may break for several reasons: it is one branch.
        found.setdefault((*_way(stop.chain), "broken"), (stop.chain, []))[1].append(stop)
    ways = [way for way in found.values() if way[0]] or [(finding.chain, [])]
    return tuple(_branch(i, chain, stops, finding, lang) for i, (chain, stops) in enumerate(ways, start=1) if chain)


def _way(chain: Sequence[Hop]) -> tuple[str, ...]:
    return tuple(hop.id for hop in chain)


def _branch(number: int, chain: Sequence[Hop], stops: Sequence[Stop], finding: Finding, lang: str) -> Branch:
    last, stop = chain[-1], stops[0] if stops else None
    named = stop is not None and last.kind not in OWN_TEXT and (stop.title or stop.number)
    end = node_name(stop.title, stop.number) if stop and named else hop_name(last, lang)
    return Branch(
        number=number,
        steps=tuple(_step(i, hop, finding, lang) for i, hop in enumerate(chain, start=1)),
        end=plain(end),
        reasons=tuple(dict.fromkeys(stop.reason for stop in stops)),
        reached=not stops and reaches(finding),
    )


def _step(number: int, hop: Hop, finding: Finding, lang: str) -> Step:
    is_measure, own = hop.kind == "Measure", hop.kind in OWN_TEXT
    return Step(
        number=number,
        kind=kind_label(hop.kind, lang),
        title=plain(finding.measure.text if is_measure else hop.title),
        reference=plain(hop.number),
        level=None if own else hop.level,
        role=role_label(hop.role, lang),
        quote="" if is_measure else plain(hop.quote),
        document=finding.document.id if own else hop.id if hop.kind == "Document" else None,
    )


def kind_label(kind: str, lang: str) -> str:
    """Returns what a node of a chain is, in words."""
    key = {"Measure": "word.measure", "Provision": "word.provision", "Document": "screen.l_document"}.get(
        kind, "screen.l_instrument"
    )
    return say(lang, key)


def branch_title(branch: Branch, lang: str) -> str:
    """Tells where a branch leads, in words."""
    if branch.reasons:
        return say(lang, "screen.branch_broken", n=branch.number, name=branch.end, reason=_reasons(branch, lang))
    return say(
        lang, "screen.branch_reached" if branch.reached else "screen.branch_plain", n=branch.number, name=branch.end
    )


def _reasons(branch: Branch, lang: str) -> str:
    return listed(lang, (label_of(reason, lang) for reason in branch.reasons))


def chain_table(found: Sequence[Branch], finding: Finding, scene: Scene) -> str:
    """Returns all branches as one table (HTML), the measure first in each."""
    lang = scene.lang
    head = "".join(f'<th scope="col">{say(lang, key)}</th>' for key in COLUMNS)
    bodies = "".join(_branch_rows(branch, finding, scene) for branch in found)
    return (
        f'<table class="list chain"><caption class="unseen">{say(lang, "screen.as_table")}</caption>'
        f"<thead><tr>{head}</tr></thead>{bodies}</table>"
    )


def _branch_rows(branch: Branch, finding: Finding, scene: Scene) -> str:
    state = "broken" if branch.reasons else "reached" if branch.reached else ""
    sign = {"broken": f"{BREAK_SIGN} ", "reached": f"{SIGNS[Verdict.DIRECT].shape} "}.get(state, "")
    title = escape(branch_title(branch, scene.lang))
    head = f'<tr class="document {state}"><th colspan="{len(COLUMNS)}" scope="rowgroup">{sign}{title}</th></tr>'
    rows = "".join(_step_row(step, finding, scene, state if step is branch.steps[-1] else "") for step in branch.steps)
    return f"<tbody>{head}{rows}</tbody>"


def _step_row(step: Step, finding: Finding, scene: Scene, state: str) -> str:
    level = label_of(step.level, scene.lang) if step.level else ""
    quote = f"<q>{escape(step.quote)}</q>" if step.quote else ""
    return (
        f'<tr class="{state}"><td class="n">{step.number}</td><td>{step.kind}</td>'
        f"<td>{_title(step, finding, scene)}</td><td class='nowrap'>{escape(step.reference)}</td>"
        f"<td>{level}</td><td>{escape(step.role)}</td><td class='words'>{quote}</td></tr>"
    )


def _title(step: Step, finding: Finding, scene: Scene) -> str:
    """Returns the title of a step, as a link where the store has its text."""
    title = escape(step.title) or say(scene.lang, "screen.untitled")
    if step.document is None:
        return title
    measure = finding.measure.id if step.document == finding.document.id else ""
    return f"<a {link(scene.href(Page.DOCUMENT, doc=step.document, measure=measure))}>{title}</a>"


def chain_csv(found: Sequence[Branch], lang: str) -> bytes:
    """Returns the same table for a spreadsheet, one row a step."""
    head = [say(lang, key) for key in ("heading.branch", *COLUMNS, "screen.h_end")]
    return to_csv(head, (row for branch in found for row in _csv_rows(branch, lang)))


def _csv_rows(branch: Branch, lang: str) -> list[list[object]]:
    end = _reasons(branch, lang) if branch.reasons else say(lang, "screen.end_reached") if branch.reached else ""
    return [
        [
            branch.number,
            step.number,
            step.kind,
            step.title,
            step.reference,
            label_of(step.level, lang) if step.level else "",
            step.role,
            step.quote,
            end if step is branch.steps[-1] else "",
        ]
        for step in branch.steps
    ]
