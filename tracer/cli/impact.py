"""`tracer impact`: what falls with a source, and the sources on which measures rest alone."""

from __future__ import annotations

import sys
from dataclasses import replace

import typer

from graph_schema.errors import InputError
from graph_schema.messages import say
from tracer.cli.options import (
    LISTED,
    OK,
    Register,
    day_option,
    json_option,
    lang_option,
    parse_day,
    policy_option,
    print_json,
    require_language,
    store_option,
    store_url,
    text_option,
)
from tracer.cli.personal import EVERYTHING, personal_option, shown_of_store
from tracer.cli.progress import working


def add_impact_commands(register: Register, lang: str) -> None:
    """Puts the command under `tracer` itself."""
    _add_impact(register, lang)


def _add_impact(register: Register, lang: str) -> None:
    @register("impact", "help.impact", "help.impact_epilog")
    def run(
        context: typer.Context,
        instrument: str | None = typer.Argument(None, metavar="INSTRUMENT", help=say(lang, "help.p_source")),
        repealed_on: str | None = text_option(lang, "--repealed-on", "help.p_repealed_on", "DATE"),
        replaced_by: str | None = text_option(lang, "--replaced-by", "help.p_replaced_by", "INSTRUMENT"),
        limit: int | None = typer.Option(
            None, "--limit", metavar="N", min=1, help=say(lang, "help.p_gaps_limit", n=LISTED)
        ),
        offset: int = typer.Option(0, "--offset", metavar="N", min=0, help=say(lang, "help.p_offset")),
        without: bool = typer.Option(False, "--without-decisions", help=say(lang, "help.p_without_decisions")),
        as_of: str | None = day_option(lang),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.consoles import console_for
        from tracer.cli.printing.impact import print_impact, print_sources
        from tracer.show.as_json.sources import impact_json, source_json

        if repealed_on and replaced_by:
            raise InputError("usage.both")
        if instrument is None and (repealed_on or replaced_by):
            raise InputError("usage.no_source")
        url = store_url(context, store)
        day, until = parse_day("--as-of", as_of), parse_day("--repealed-on", repealed_on)
        console = console_for(sys.stdout)
        if instrument is None:
            with working(lang):
                points = jobs.single_points(url, as_of=day, policy=policy)
            points = shown_of_store(context, url, show_personal=show_personal).each(points)
            if as_json:
                print_json({"sources": [source_json(source) for source in points]})
            else:
                print_sources(console, points, lang)
            return OK
        with working(lang):
            found = jobs.impact(
                url,
                instrument,
                as_of=day,
                repealed_on=until,
                replaced_by=replaced_by,
                policy=policy,
                with_decisions=not without,
                offset=offset,
                limit=limit if as_json or limit is not None else LISTED,
            )
        shown = shown_of_store(context, url, show_personal=show_personal, what=instrument or EVERYTHING)
        found = replace(found, source=shown.one(found.source), changes=shown.each(found.changes))
        if as_json:
            print_json(impact_json(found), is_masked=True)
        else:
            print_impact(console, found, lang, offset=offset)
        return OK
