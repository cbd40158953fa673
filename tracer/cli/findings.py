"""`tracer gaps | trace | check`: the findings of a store, of one measure, of one file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_schema.errors import InputError
from graph_schema.messages import say
from graph_schema.terms import Group, MeasureKind, RepairKind, Verdict
from tracer.cli.options import (
    GAPS,
    LISTED,
    OK,
    Register,
    day_option,
    json_option,
    lang_option,
    next_command,
    parse_day,
    policy_option,
    print_json,
    registry_option,
    require_language,
    store_if_any,
    store_option,
    store_url,
    text_option,
)
from tracer.cli.personal import EVERYTHING, personal_option, shown_of_file, shown_of_store
from tracer.cli.progress import shown_progress, tell_judged, working
from tracer.cli.proofs import write_proof
from tracer.cli.repairs import keep_option, undo_option
from tracer.cli.vocabulary import choices, terms
from tracer.work import JUDGING

if TYPE_CHECKING:
    from tracer.store import Filters


def add_finding_commands(register: Register, lang: str) -> None:
    """Puts the commands under `tracer` itself."""
    for add in (_add_gaps, _add_trace, _add_check):
        add(register, lang)


def _add_gaps(register: Register, lang: str) -> None:
    kinds, verdicts = choices(MeasureKind, lang), choices(Verdict, lang)
    p_group = typer.Option(None, "--group", metavar="NAME", help=say(lang, "help.p_group", groups=choices(Group, lang)))
    p_kind = typer.Option(None, "--kind", metavar="KIND", help=say(lang, "help.p_kind", kinds=kinds))
    p_verdict = typer.Option(None, "--verdict", metavar="VERDICT", help=say(lang, "help.p_verdict", verdicts=verdicts))

    @register("gaps", "help.gaps", "help.gaps_epilog")
    def run(
        context: typer.Context,
        region: str | None = text_option(lang, "--region", "help.p_region", "PLACE"),
        kind: list[str] | None = p_kind,
        verdict: list[str] | None = p_verdict,
        issued_after: str | None = text_option(lang, "--issued-after", "help.p_issued_after", "DATE"),
        document: str | None = text_option(lang, "--document", "help.p_document", "DOCUMENT"),
        group: str | None = p_group,
        must_mend: bool = typer.Option(False, "--must-mend", help=say(lang, "help.p_must_mend")),
        limit: int | None = typer.Option(
            None, "--limit", metavar="N", min=1, help=say(lang, "help.p_gaps_limit", n=LISTED)
        ),
        offset: int = typer.Option(0, "--offset", metavar="N", min=0, help=say(lang, "help.p_offset")),
        as_of: str | None = day_option(lang),
        registry: str | None = registry_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from graph_schema.personal import masked
        from tracer import jobs
        from tracer.cli.consoles import console_for
        from tracer.cli.printing.gaps import print_gaps
        from tracer.show.as_json.findings import gaps_json

        chosen = terms(Verdict, "--verdict", verdict or ())
        filters = _filters(region, kind, chosen, issued_after, document, must_mend=must_mend)
        url = store_url(context, store)
        day = parse_day("--as-of", as_of)
        with shown_progress(lang, JUDGING) as on_progress:
            name = next(iter(terms(Group, "--group", [] if group is None else [group])), None)
            some = limit if as_json or limit is not None else LISTED
            asking = partial(jobs.gaps, as_of=day, policy=policy, filters=filters, group=name, registry=registry)
            asking = partial(asking, most_beside=None if as_json else some)
            report = asking(url, offset=offset, limit=some, with_others=not as_json, on_progress=on_progress)
        tell_judged(lang, report.judged, is_kept=report.is_kept)
        shown = shown_of_store(context, url, show_personal=show_personal, what=document or EVERYTHING)
        report = replace(
            report,
            findings=shown.each(report.findings),
            other=shown.each(report.other),
            unsupported=shown.each(report.unsupported),
            moved=shown.each(report.moved),
            ended=shown.each(report.ended),
            cleanup=shown.one(report.cleanup),
            unread=tuple((masked(path) if not show_personal else path, at) for path, at in report.unread),
        )
        if as_json:
            listed, counts, groups = report.findings, report.counts, report.groups
            said = partial(
                gaps_json, moved=report.moved, ended=report.ended, cleanup=report.cleanup, unread=report.unread
            )
            value = said(
                listed, counts, groups, lang, as_of=report.as_of, policy=report.policy, registry=report.registry
            )
            print_json(value, is_masked=True)
        else:
            again = partial(next_command, context, store)
            console = console_for(sys.stdout)
            print_gaps(console, report, chosen, lang, must_mend=must_mend, offset=offset, again=again)
        return GAPS if report.gaps else OK


def _filters(
    region: str | None,
    kind: Iterable[str] | None,
    verdicts: Iterable[Verdict],
    issued_after: str | None,
    document: str | None,
    *,
    must_mend: bool,
) -> Filters:
    """Returns which findings were asked for, as typed."""
    from tracer.store import Filters

    return Filters(
        region=_region(region),
        kinds=frozenset(terms(MeasureKind, "--kind", kind or ())),
        verdicts=frozenset(verdicts),
        issued_after=parse_day("--issued-after", issued_after),
        document=document,
        must_mend=must_mend,
    )


def _region(value: str | None) -> str | None:
    if value is not None and not value.strip("/ "):
        raise InputError("usage.empty_region")
    return value


def _add_trace(register: Register, lang: str) -> None:
    @register("trace", "help.trace", "help.trace_epilog")
    def run(
        context: typer.Context,
        measure: str = typer.Argument(..., metavar="MEASURE", help=say(lang, "help.p_measure")),
        proof: str | None = text_option(lang, "--proof", "help.p_proof", "FILE"),
        as_of: str | None = day_option(lang),
        registry: str | None = registry_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.consoles import console_for
        from tracer.cli.printing.finding import print_finding
        from tracer.show.as_json.findings import finding_json

        url = store_url(context, store)
        day = parse_day("--as-of", as_of)
        with working(lang):
            finding = jobs.trace(url, measure, as_of=day, policy=policy, registry=registry)
            value = None
            if proof:  # only here: most who trace a measure need none, nor the checker of proofs
                value = jobs.prove(url, measure, as_of=day, policy=policy, personal=show_personal, registry=registry)
        finding = shown_of_store(context, url, show_personal=show_personal, what=measure).one(finding)
        if value is not None and proof == "-":
            print_json(value)
            return GAPS if finding.is_gap else OK
        if value is not None and proof is not None:
            write_proof(value, proof, lang)
        if as_json:
            print_json(finding_json(finding, lang))
        else:
            print_finding(console_for(sys.stdout), finding, lang)
        return GAPS if finding.is_gap else OK


def _add_check(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_file"))
    p_undo, p_keep = undo_option(lang), keep_option(lang)

    @register("check", "help.check", "help.check_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        draft: bool = typer.Option(False, "--draft", help=say(lang, "help.p_draft")),
        undo: list[int] | None = p_undo,
        keep: list[str] | None = p_keep,
        as_of: str | None = day_option(lang),
        registry: str | None = registry_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.consoles import console_for
        from tracer.cli.printing.check import print_check
        from tracer.show.as_json.findings import check_json

        day = parse_day("--as-of", as_of)
        with store_if_any(context, store) as beside, shown_progress(lang, JUDGING) as on_progress:
            report = jobs.check(
                file,
                on_progress=on_progress,
                store=beside,
                as_of=day,
                policy=policy,
                draft=draft,
                undo=undo or (),
                keep=terms(RepairKind, "--keep", keep or ()),
                registry=registry,
            )
            shown = shown_of_file(context, report.reading, beside, show_personal=show_personal)
            report = replace(
                report,
                document=shown.one(report.document),
                reading=shown.one(report.reading),
                findings=shown.each(report.findings),
                ended=shown.each(report.ended),
                authority=shown.each(report.authority),
            )
        if as_json:
            aside = partial(check_json, ended=report.ended, authority=report.authority)
            print_json(aside(report.document, report.reading, report.findings, lang))
        else:
            print_check(console_for(sys.stdout), report, lang)
        return GAPS if report.gaps else OK
