"""`tracer ingest | extract`: files are read, into a store or without one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_schema.errors import InputError, TracerError
from graph_schema.messages import say
from tracer.cli.options import (
    BAD_INPUT,
    OK,
    Register,
    complain_all,
    json_option,
    lang_option,
    next_command,
    policy_option,
    print_json,
    require_language,
    store_option,
    store_url,
    text_option,
    workers_option,
)
from tracer.cli.output import tell_json
from tracer.cli.personal import EVERYTHING, personal_option, require_disclosure, shown_of_store

if TYPE_CHECKING:
    from tracer.jobs import Extracted


def add_ingest_commands(register: Register, lang: str) -> None:
    """Puts the commands under `tracer` itself."""
    for add in (_add_ingest, _add_extract):
        add(register, lang)


def _add_ingest(register: Register, lang: str) -> None:
    p_paths = typer.Argument(..., metavar="PATH", help=say(lang, "help.p_paths"))

    @register("ingest", "help.ingest", "help.ingest_epilog")
    def run(
        context: typer.Context,
        paths: list[Path] = p_paths,
        policy: str | None = policy_option(lang),
        workers: int = workers_option(lang),
        anew: bool = typer.Option(False, "--anew", help=say(lang, "help.p_anew_files")),
        bundle: bool = typer.Option(False, "--bundle", help=say(lang, "help.p_bundle")),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.consoles import console_for
        from tracer.cli.printing.ingest import print_ingest
        from tracer.cli.progress import shown_progress
        from tracer.show.as_json.files import ingest_json

        url = store_url(context, store)
        with shown_progress(lang) as on_progress:
            report = jobs.ingest(
                paths, url, on_progress=on_progress, policy=policy, workers=workers, anew=anew, bundles=bundle
            )
        report = replace(report, moved=shown_of_store(context, url, show_personal=show_personal).each(report.moved))
        complain_all((error for _, error in report.failed), lang, "usage.failed_file")
        if as_json:
            done = {"added": report.added, "unchanged": report.unchanged, "replaced": report.replaced}
            print_json(
                ingest_json(
                    lang,
                    **done,
                    failed=report.failed,
                    moved=report.moved,
                    undone_lost=report.undone_lost,
                    fragments=report.fragments,
                    unread=report.unread,
                    warned=report.warned,
                    joined=report.joined,
                    judged=report.judged,
                )
            )
        else:
            print_ingest(console_for(sys.stdout), report, lang, partial(next_command, context, store))
        return BAD_INPUT if report.failed else OK


def _add_extract(register: Register, lang: str) -> None:
    p_texts = typer.Argument(None, metavar="FILE", help=say(lang, "help.p_texts"))

    @register("extract", "help.extract", "help.extract_epilog")
    def run(
        context: typer.Context,
        texts: list[Path] | None = p_texts,
        jsonl: str | None = text_option(lang, "--jsonl", "help.p_jsonl", "FILE|-"),
        policy: str | None = policy_option(lang),
        workers: int = workers_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = typer.Option(False, "--json", hidden=True),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        if jsonl is None and not texts:
            raise InputError("usage.extract")
        if jsonl is not None and texts:
            raise InputError("usage.extract_both")
        from tracer import jobs

        if show_personal:
            require_disclosure(context, " ".join(map(str, texts or ())) or jsonl or EVERYTHING, None)
        if jsonl is None:
            from tracer.cli.progress import shown_progress

            with shown_progress(lang) as on_progress:
                found = jobs.extract_files(
                    texts or (), policy=policy, workers=workers, personal=show_personal, on_progress=on_progress
                )
                return _print_extracted(found, lang)
        lines: Iterable[bytes] = sys.stdin.buffer if jsonl == "-" else jobs.read_lines(Path(jsonl))
        return _print_extracted(jobs.extract(lines, policy=policy, workers=workers, personal=show_personal), lang)


def _print_extracted(results: Iterable[Extracted], lang: str) -> int:
    """Yields one line a result as it comes; the errors on standard error."""

    def errors() -> Iterator[TracerError]:
        for result in results:
            if result.error:
                yield result.error
            else:
                tell_json(result.label)

    return BAD_INPUT if complain_all(errors(), lang) else OK
