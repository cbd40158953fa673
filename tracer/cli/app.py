"""The `tracer` command: parses, calls one job, prints, exits.

Exit status: 0 all measures reach a source, 1 dead ends, 2 bad input or usage, 130 interrupted, 143 told to
end (SIGTERM).
Standard output holds results only; errors and progress go to standard error.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer
from typer.core import TyperGroup

from graph_schema.errors import InputError, TracerError
from graph_schema.files import file_error
from graph_schema.messages import label_of, say
from graph_schema.terms import MeasureKind, RepairKind, Verdict
from tracer import __version__
from tracer.cli import interrupts
from tracer.cli.language import language_of
from tracer.cli.options import (
    BAD_INPUT,
    GAPS,
    OK,
    Register,
    Session,
    day_option,
    policy_option,
    unwritable,
    workers_option,
)
from tracer.cli.options import as_json as _as_json
from tracer.cli.options import bad_choice as _bad_choice
from tracer.cli.options import complain_all as _complain_all
from tracer.cli.options import json_option as _json_option
from tracer.cli.options import lang_option as _lang_option
from tracer.cli.options import next_command as _next_command
from tracer.cli.options import parse_day as _date
from tracer.cli.options import print_json as _print_json
from tracer.cli.options import require_language as _require_language
from tracer.cli.options import store_if_any as _store_if_any
from tracer.cli.options import store_option as _store_option
from tracer.cli.options import store_url as _store_url
from tracer.cli.options import text_option as _text_option
from tracer.cli.usage import commands_in, debugging, usage_sentence

if TYPE_CHECKING:
    from tracer.jobs import Extracted

BROKEN_PIPE = 141

TermT = TypeVar("TermT", MeasureKind, RepairKind, Verdict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and give back its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = language_of(words, os.environ)
    _prepare_streams()
    with interrupts.watched():
        try:
            status = _run(words, lang)
            sys.stdout.flush()
            return status
        except BrokenPipeError:
            # Whoever read the output has read enough. Python would complain once more when it closes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return BROKEN_PIPE
        except KeyboardInterrupt as interrupt:
            status = interrupts.finish()
            how_to_go_on = interrupt.args or (say(lang, "work.interrupted_next"),)
            print(f"\n{say(lang, 'work.interrupted')}", *how_to_go_on, file=sys.stderr)
            return status


def _run(words: list[str], lang: str) -> int:
    """Returns one command; every error of the person's making becomes a sentence."""
    command = _program(lang)
    try:
        # Not command.main(): it would turn a closed pipe into exit status 1, which means dead ends.
        with interrupts.told(), command.make_context("tracer", words) as context:
            status: object = command.invoke(context)
            return status if isinstance(status, int) else OK
    except typer.Exit as done:
        return done.exit_code
    except TracerError as error:
        _complain(error.in_language(lang), lang)
        return BAD_INPUT
    except typer.TyperException as error:
        return _explain_usage(error, lang)
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        if debugging():
            traceback.print_exc()
        _complain(say(lang, "usage.internal", what=f"{type(error).__name__}: {error}"), lang)
        return BAD_INPUT


def _explain_usage(error: typer.TyperException, lang: str) -> int:
    """Returns what is wrong with the command line, and where to read how it is used."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message(), file=sys.stderr)
        return BAD_INPUT
    _complain(usage_sentence(error, lang), lang)
    context = getattr(error, "ctx", None)
    print(say(lang, "usage.try_help", path=context.command_path if context else "tracer"), file=sys.stderr)
    return BAD_INPUT


def _complain(what: str, lang: str) -> None:
    """Prints one error on standard error, on one line."""
    print(say(lang, "usage.error", what=" ".join(what.split())), file=sys.stderr)


def _prepare_streams() -> None:
    """Makes the streams able to carry Chinese whatever the locale; half characters come out escaped."""
    for stream in (sys.stdout, sys.stderr):
        try:
            "措施●".encode(stream.encoding)
            encoding = stream.encoding
        except (UnicodeEncodeError, LookupError):
            encoding = "utf-8"
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


# --- the commands ------------------------------------------------------------------------------


@cache
def _program(lang: str) -> TyperGroup:
    """Returns the whole command line, ready to parse."""
    program = typer.main.get_command(make_app(lang))
    assert isinstance(program, TyperGroup)
    return program


def make_app(lang: str) -> typer.Typer:
    """Returns the whole command line, its help in one language."""
    group, command = commands_in(lang)
    app = typer.Typer(
        name="tracer",
        cls=group,
        help=say(lang, "help.app"),
        epilog=say(lang, "help.app_epilog"),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    _add_globals(app, lang)

    def register(
        name: str, text: str, examples: str, on: typer.Typer = app
    ) -> Callable[[Callable[..., int]], Callable[..., int]]:
        return on.command(name, cls=command, help=say(lang, text), epilog=say(lang, examples))

    for add in (_add_ingest, _add_extract, _add_gaps, _add_trace, _add_check, _add_repairs, _add_impact, _add_verify):
        add(register, lang)
    for add in (_add_dashboard, _add_eval):
        add(register, lang)
    from tracer.cli.decisions import add_decision_commands
    from tracer.cli.policy import add_policy_commands
    from tracer.cli.registry import add_registry_commands
    from tracer.cli.store import add_store_commands
    from tracer.cli.store_care import add_store_care_commands

    groups = {
        "policy": ("help.policy", (add_policy_commands,)),
        "registry": ("help.registry", (add_registry_commands,)),
        "store": ("help.store", (add_store_commands, add_decision_commands, add_store_care_commands)),
    }
    for name, (text, parts) in groups.items():
        below = typer.Typer(no_args_is_help=True)
        _add_group_options(below, group, lang, say(lang, text))
        app.add_typer(below, name=name)
        for add_commands in parts:
            add_commands(partial(register, on=below), lang)
    return app


def _add_globals(app: typer.Typer, lang: str) -> None:
    """Adds the options that stand before the name of the command; --store and --lang may stand after it as well."""

    def show_version(asked: bool) -> None:
        if asked:
            print(f"tracer {__version__}")
            raise typer.Exit(OK)

    @app.callback()
    def begin(
        context: typer.Context,
        language: str | None = _lang_option(lang),
        store: str | None = _store_option(lang),
        version: bool = typer.Option(
            False, "--version", help=say(lang, "help.p_version"), callback=show_version, is_eager=True
        ),
    ) -> None:
        _require_language(language)
        context.obj = Session(lang, store)


def _add_group_options(below: typer.Typer, group: type[TyperGroup], lang: str, explained: str) -> None:
    """Adds --lang at a group of commands: it may stand after the name of the group too."""

    @below.callback(cls=group, help=explained)
    def begin(language: str | None = _lang_option(lang)) -> None:
        _require_language(language)


def _add_ingest(register: Register, lang: str) -> None:
    p_paths = typer.Argument(..., metavar="PATH", help=say(lang, "help.p_paths"))

    @register("ingest", "help.ingest", "help.ingest_epilog")
    def run(
        context: typer.Context,
        paths: list[Path] = p_paths,
        policy: str | None = policy_option(lang),
        workers: int = workers_option(lang),
        anew: bool = typer.Option(False, "--anew", help=say(lang, "help.p_anew_files")),
        as_json: bool = _json_option(lang),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing
        from tracer.cli.progress import shown_progress

        url = _store_url(context, store)
        with shown_progress(lang) as on_progress:
            report = jobs.ingest(paths, url, on_progress=on_progress, policy=policy, workers=workers, anew=anew)
        _complain_all((error for _, error in report.failed), lang, "usage.failed_file")
        if as_json:
            _print_json(printing.ingest_json(report, lang))
        else:
            console = printing.console_for(sys.stdout)
            printing.print_ingest(console, report, lang, partial(_next_command, context, store))
        return BAD_INPUT if report.failed else OK


def _add_extract(register: Register, lang: str) -> None:
    p_texts = typer.Argument(None, metavar="FILE", help=say(lang, "help.p_texts"))

    @register("extract", "help.extract", "help.extract_epilog")
    def run(
        texts: list[Path] | None = p_texts,
        jsonl: str | None = _text_option(lang, "--jsonl", "help.p_jsonl", "FILE|-"),
        policy: str | None = policy_option(lang),
        workers: int = workers_option(lang),
        as_json: bool = typer.Option(False, "--json", hidden=True),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        if jsonl is None and not texts:
            raise InputError("usage.extract")
        if jsonl is not None and texts:
            raise InputError("usage.extract_both")
        from tracer import jobs

        if jsonl is None:
            return _print_extracted(jobs.extract_files(texts or (), policy=policy, workers=workers), lang)
        lines: Iterable[bytes] = sys.stdin.buffer if jsonl == "-" else jobs.read_lines(Path(jsonl))
        return _print_extracted(jobs.extract(lines, policy=policy, workers=workers), lang)


def _add_eval(register: Register, lang: str) -> None:
    p_gold = typer.Argument(..., metavar="GOLD", help=say(lang, "help.p_gold"))

    @register("eval", "help.eval", "help.eval_epilog")
    def run(
        gold: Path = p_gold,
        baseline: str | None = _text_option(lang, "--baseline", "help.p_baseline", "FILE"),
        write: str | None = _text_option(lang, "--write-baseline", "help.p_write_baseline", "FILE"),
        as_json: bool = _json_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer.cli.printing import evaluation_json, evaluation_lines
        from tracer.learning.evaluation import compare
        from tracer.learning.labels import evaluate_labels, read_baseline, write_baseline

        evaluation = evaluate_labels(gold)
        kept = read_baseline(Path(baseline)) if baseline else None
        compared = compare(kept, evaluation.outcomes) if kept is not None else None
        if as_json:
            _print_json(evaluation_json(evaluation, compared))
        else:
            print("\n".join(evaluation_lines(evaluation, compared, lang)))
        if write:
            write_baseline(Path(write), evaluation)
        return GAPS if compared is not None and compared.losses else OK


def _print_extracted(results: Iterable[Extracted], lang: str) -> int:
    """Yields one line a result as it comes; the errors on standard error."""

    def errors() -> Iterator[TracerError]:
        for result in results:
            if result.error:
                yield result.error
            else:
                print(json.dumps(result.label, ensure_ascii=False), flush=True)

    return BAD_INPUT if _complain_all(errors(), lang) else OK


def _add_gaps(register: Register, lang: str) -> None:
    kinds, verdicts = _choices(MeasureKind, lang), _choices(Verdict, lang)
    p_kind = typer.Option(None, "--kind", metavar="KIND", help=say(lang, "help.p_kind", kinds=kinds))
    p_verdict = typer.Option(None, "--verdict", metavar="VERDICT", help=say(lang, "help.p_verdict", verdicts=verdicts))

    @register("gaps", "help.gaps", "help.gaps_epilog")
    def run(
        context: typer.Context,
        region: str | None = _text_option(lang, "--region", "help.p_region", "PLACE"),
        kind: list[str] | None = p_kind,
        verdict: list[str] | None = p_verdict,
        issued_after: str | None = _text_option(lang, "--issued-after", "help.p_issued_after", "DATE"),
        document: str | None = _text_option(lang, "--document", "help.p_document", "DOCUMENT"),
        must_mend: bool = typer.Option(False, "--must-mend", help=say(lang, "help.p_must_mend")),
        limit: int | None = typer.Option(None, "--limit", metavar="N", min=1, help=say(lang, "help.p_limit")),
        as_of: str | None = day_option(lang),
        policy: str | None = policy_option(lang),
        as_json: bool = _json_option(lang),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing
        from tracer.store import Filters

        chosen = _terms(Verdict, "--verdict", verdict or ())
        filters = Filters(
            region=_region(region),
            kinds=frozenset(_terms(MeasureKind, "--kind", kind or ())),
            verdicts=frozenset(chosen),
            issued_after=_date("--issued-after", issued_after),
            document=document,
            must_mend=must_mend,
        )
        url = _store_url(context, store)
        day = _date("--as-of", as_of)
        with _working(lang):
            report = jobs.gaps(url, as_of=day, policy=policy, filters=filters)
        if as_json:
            _print_json(printing.gaps_json(report, lang, limit))
        else:
            printing.print_gaps(
                printing.console_for(sys.stdout),
                report,
                chosen,
                lang,
                must_mend=must_mend,
                limit=limit,
                again=partial(_next_command, context, store),
            )
        return GAPS if report.gaps else OK


def _add_trace(register: Register, lang: str) -> None:
    @register("trace", "help.trace", "help.trace_epilog")
    def run(
        context: typer.Context,
        measure: str = typer.Argument(..., metavar="MEASURE", help=say(lang, "help.p_measure")),
        proof: str | None = _text_option(lang, "--proof", "help.p_proof", "FILE"),
        as_of: str | None = day_option(lang),
        policy: str | None = policy_option(lang),
        as_json: bool = _json_option(lang),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing

        url = _store_url(context, store)
        day = _date("--as-of", as_of)
        with _working(lang):
            finding = jobs.trace(url, measure, as_of=day, policy=policy)
            value = jobs.prove(url, measure, as_of=day, policy=policy) if proof else None
        if value is not None and proof == "-":
            _print_json(value)
            return GAPS if finding.is_gap else OK
        if value is not None and proof is not None:
            _write_proof(value, proof, lang)
        if as_json:
            _print_json(printing.finding_json(finding, lang))
        else:
            printing.print_finding(printing.console_for(sys.stdout), finding, lang)
        return GAPS if finding.is_gap else OK


def _add_check(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_file"))
    p_undo, p_keep = _undo_option(lang), _keep_option(lang)

    @register("check", "help.check", "help.check_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        draft: bool = typer.Option(False, "--draft", help=say(lang, "help.p_draft")),
        undo: list[int] | None = p_undo,
        keep: list[str] | None = p_keep,
        as_of: str | None = day_option(lang),
        policy: str | None = policy_option(lang),
        as_json: bool = _json_option(lang),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing

        day = _date("--as-of", as_of)
        with _store_if_any(context, store) as beside, _working(lang):
            report = jobs.check(
                file,
                store=beside,
                as_of=day,
                policy=policy,
                draft=draft,
                undo=undo or (),
                keep=_terms(RepairKind, "--keep", keep or ()),
            )
        if as_json:
            _print_json(printing.check_json(report, lang))
        else:
            printing.print_check(printing.console_for(sys.stdout), report, lang)
        return GAPS if report.gaps else OK


def _undo_option(lang: str) -> list[int] | None:
    option: list[int] | None = typer.Option(None, "--undo", metavar="N", help=say(lang, "help.p_undo"))
    return option


def _keep_option(lang: str) -> list[str] | None:
    kinds = _choices(RepairKind, lang)
    option: list[str] | None = typer.Option(None, "--keep", metavar="KIND", help=say(lang, "help.p_keep", kinds=kinds))
    return option


def _add_repairs(register: Register, lang: str) -> None:
    p_file = typer.Argument(..., metavar="FILE", help=say(lang, "help.p_repairs_file"))
    p_undo, p_keep = _undo_option(lang), _keep_option(lang)

    @register("repairs", "help.repairs", "help.repairs_epilog")
    def run(
        context: typer.Context,
        file: Path = p_file,
        undo: list[int] | None = p_undo,
        keep: list[str] | None = p_keep,
        remember: bool = typer.Option(False, "--remember", help=say(lang, "help.p_remember")),
        policy: str | None = policy_option(lang),
        as_json: bool = _json_option(lang),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing_repairs

        kinds = _terms(RepairKind, "--keep", keep or ())
        job = partial(jobs.repairs, file, policy=policy, undo=undo or (), keep=kinds)
        if remember:
            report = job(store=_store_url(context, store), remember=True)
        else:
            with _store_if_any(context, store) as beside:
                report = job(store=beside)
        if as_json:
            _print_json(printing_repairs.repairs_json(report))
        else:
            print("\n".join(printing_repairs.repairs_lines(report, lang, remembered=remember)))
        return OK


def _write_proof(value: object, path: str, lang: str) -> None:
    try:
        Path(path).write_text(_as_json(value) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error
    print(say(lang, "proof.written", path=path), file=sys.stderr)


def _add_impact(register: Register, lang: str) -> None:
    @register("impact", "help.impact", "help.impact_epilog")
    def run(
        context: typer.Context,
        instrument: str | None = typer.Argument(None, metavar="INSTRUMENT", help=say(lang, "help.p_source")),
        repealed_on: str | None = _text_option(lang, "--repealed-on", "help.p_repealed_on", "DATE"),
        replaced_by: str | None = _text_option(lang, "--replaced-by", "help.p_replaced_by", "INSTRUMENT"),
        as_of: str | None = day_option(lang),
        policy: str | None = policy_option(lang),
        as_json: bool = _json_option(lang),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing

        if repealed_on and replaced_by:
            raise InputError("usage.both")
        if instrument is None and (repealed_on or replaced_by):
            raise InputError("usage.no_source")
        url = _store_url(context, store)
        day, until = _date("--as-of", as_of), _date("--repealed-on", repealed_on)
        console = printing.console_for(sys.stdout)
        if instrument is None:
            with _working(lang):
                points = jobs.single_points(url, as_of=day, policy=policy)
            if as_json:
                _print_json({"sources": [printing.source_json(source) for source in points]})
            else:
                printing.print_sources(console, points, lang)
            return OK
        with _working(lang):
            found = jobs.impact(url, instrument, as_of=day, repealed_on=until, replaced_by=replaced_by, policy=policy)
        if as_json:
            _print_json(printing.impact_json(found))
        else:
            printing.print_impact(console, found, lang)
        return OK


def _add_verify(register: Register, lang: str) -> None:
    p_proofs = typer.Argument(..., metavar="PROOF", help=say(lang, "help.p_proofs"))

    @register("verify", "help.verify", "help.verify_epilog")
    def run(
        proofs: list[str] = p_proofs,
        any_registry: bool = typer.Option(False, "--any-registry", help=say(lang, "help.p_any_registry")),
        policy: str | None = policy_option(lang),
        as_json: bool = _json_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer import jobs
        from tracer.cli import printing
        from tracer.verify import verify_bytes

        anchors = jobs.proof_anchors(policy, any_registry=any_registry)
        reports = [(name, verify_bytes(_proof_bytes(name), name, anchors)) for name in proofs]
        if as_json:
            _print_json([printing.proof_report_json(name, one, lang) for name, one in reports])
        else:
            console = printing.console_for(sys.stdout)
            for name, one in reports:
                printing.print_proof_report(console, name, one, lang)
        return GAPS if any(one.faults for _, one in reports) else OK


def _proof_bytes(name: str) -> bytes:
    """Returns a proof file, not more of it than tells that it is too big."""
    from tracer.verify.shape import MAX_BYTES

    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise file_error(error, name) from error


def _add_dashboard(register: Register, lang: str) -> None:
    @register("dashboard", "help.dashboard", "help.dashboard_epilog")
    def run(
        context: typer.Context,
        port: str = typer.Option("8501", "--port", metavar="PORT", help=say(lang, "help.p_port")),
        host: str = typer.Option("127.0.0.1", "--host", metavar="HOST", help=say(lang, "help.p_host")),
        no_browser: bool = typer.Option(False, "--no-browser", help=say(lang, "help.p_no_browser")),
        store: str | None = _store_option(lang),
        language: str | None = _lang_option(lang),
    ) -> int:
        _require_language(language)
        from tracer.cli import serving

        return serving.serve(_store_url(context, store), host, port, lang, open_browser=not no_browser)


# --- what was typed ----------------------------------------------------------------------------


def _region(value: str | None) -> str | None:
    if value is not None and not value.strip("/ "):
        raise InputError("usage.empty_region")
    return value


def _terms(vocabulary: type[TermT], option: str, values: Iterable[str]) -> list[TermT]:
    """Returns members of a vocabulary by their value or their Chinese word, each once, in the order given."""
    by_word = {word: term for term in vocabulary for word in (term.value, label_of(term), label_of(term, "en"))}
    unknown = [value for value in values if value not in by_word]
    if unknown:
        raise _bad_choice(option, unknown[0], [term.value for term in vocabulary])
    return list(dict.fromkeys(by_word[value] for value in values))


def _choices(vocabulary: type[StrEnum], lang: str) -> str:
    """Returns the values of a vocabulary with their words, for the help."""
    known = MeasureKind | RepairKind | Verdict
    terms: list[MeasureKind | RepairKind | Verdict] = [term for term in vocabulary if isinstance(term, known)]
    if lang == "en":
        return ", ".join(terms)
    return "、".join(f"{term.value} {label_of(term)}" for term in terms)


# --- what is printed ---------------------------------------------------------------------------


@contextmanager
def _working(lang: str) -> Iterator[None]:
    """Yields a sign of life on a terminal while the chains are judged."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(say(lang, "work.judging")):
        yield
