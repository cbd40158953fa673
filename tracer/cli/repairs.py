"""`tracer repairs`: what was repaired in reading a file, and which of it a person wants undone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import typer

from graph_schema.messages import say
from graph_schema.terms import RepairKind
from tracer.cli.options import (
    OK,
    Register,
    json_option,
    lang_option,
    policy_option,
    print_json,
    require_language,
    store_if_any,
    store_option,
    store_url,
)
from tracer.cli.output import tell
from tracer.cli.personal import personal_option, shown_of_file
from tracer.cli.progress import shown_progress
from tracer.cli.vocabulary import choices, terms


def add_repair_commands(register: Register, lang: str) -> None:
    """Puts the command under `tracer` itself."""
    _add_repairs(register, lang)


def _add_repairs(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_repairs_file"))
    p_undo, p_keep = undo_option(lang), keep_option(lang)

    @register("repairs", "help.repairs", "help.repairs_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        undo: list[int] | None = p_undo,
        keep: list[str] | None = p_keep,
        remember: bool = typer.Option(False, "--remember", help=say(lang, "help.p_remember")),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.printing.repairs import repairs_lines
        from tracer.show.as_json.files import repairs_json

        kinds = terms(RepairKind, "--keep", keep or ())
        job = partial(jobs.repairs, file, policy=policy, undo=undo or (), keep=kinds)
        if remember:
            url = store_url(context, store)
            with shown_progress(lang) as on_progress:
                report = job(store=url, remember=True, on_progress=on_progress)
            shown = shown_of_file(context, report.reading, url, show_personal=show_personal)
        else:
            with store_if_any(context, store) as beside, shown_progress(lang) as on_progress:
                report = job(store=beside, on_progress=on_progress)
                shown = shown_of_file(context, report.reading, beside, show_personal=show_personal)
        ids = tuple(document.id for document in report.reading.documents)
        report = replace(report, reading=shown.one(report.reading), rows=shown.one(report.rows, *ids))
        if as_json:
            print_json(repairs_json(report.reading, report.rows, lang))
        else:
            tell(*repairs_lines(report, lang, remembered=remember))
        return OK


def undo_option(lang: str) -> list[int] | None:
    """Returns --undo, where single repairs may be undone by their number."""
    option: list[int] | None = typer.Option(None, "--undo", metavar="N", help=say(lang, "help.p_undo"))
    return option


def keep_option(lang: str) -> list[str] | None:
    """Returns --keep, where all repairs of a kind may be left out."""
    kinds = choices(RepairKind, lang)
    option: list[str] | None = typer.Option(None, "--keep", metavar="KIND", help=say(lang, "help.p_keep", kinds=kinds))
    return option
