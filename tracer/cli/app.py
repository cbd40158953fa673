"""The `tracer` command: parses, calls one job, prints, exits.

Exit status: 0 all measures reach a source, 1 dead ends, 2 bad input or usage, 130 interrupted, 141 nobody reads
the output, 143 told to end (SIGTERM).
Standard output holds results only; errors and progress go to standard error.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextvars import copy_context
from functools import cache, partial

import typer
from typer.core import TyperGroup

from graph_schema.errors import TracerError, why
from graph_schema.messages import say
from tracer.cli import interrupts
from tracer.cli.language import language_of
from tracer.cli.options import BAD_INPUT, OK, Register, Session, lang_option, require_language, store_option, store_url
from tracer.cli.output import complain, run_on_screens, tell, tell_aside
from tracer.cli.usage import commands_in, debugging, usage_sentence
from tracer.version import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and gives back its exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    lang = language_of(words, os.environ)
    # In a context of its own: the store at hand is that of one command line.
    return copy_context().run(run_on_screens, lambda: _run_watched(words, lang), lang)


def _run_watched(words: list[str], lang: str) -> int:
    """Runs one command, and says so where it is interrupted."""
    with interrupts.watched():
        try:
            status = _run(words, lang)
            sys.stdout.flush()  # here, where Ctrl-C is watched for: a slow reader may take its time
            return status
        except KeyboardInterrupt as interrupt:
            status = interrupts.finish()
            how_to_go_on = interrupt.args or (say(lang, "work.interrupted_next"),)
            tell_aside("", say(lang, "work.interrupted") + " " + " ".join(how_to_go_on))
            return status


def _run(words: list[str], lang: str) -> int:
    """Runs one command; every error of the person's making becomes a sentence."""
    command = _program(lang, words)
    try:
        # Not command.main(): it would turn a closed pipe into exit status 1, which means dead ends.
        with interrupts.told(), command.make_context("tracer", words) as context:
            status: object = command.invoke(context)
            return status if isinstance(status, int) else OK
    except typer.Exit as done:
        return done.exit_code
    except TracerError as error:
        complain(lang, error.in_language(lang))
        return BAD_INPUT
    except typer.TyperException as error:
        return _explain_usage(error, lang)
    except UnicodeEncodeError as error:  # bytes of the command line that are no UTF-8 come as half characters
        if debugging():
            traceback.print_exc()
        complain(lang, say(lang, "usage.not_unicode", words=str(error.object)[:80]))
        return BAD_INPUT
    except OSError as error:
        if debugging():
            traceback.print_exc()
        where = str(error.filename or "")
        key = "usage.system_file" if where else "usage.system"
        complain(lang, say(lang, key, path=where, why=why(error)))
        return BAD_INPUT
    except Exception as error:
        if debugging():
            traceback.print_exc()
        complain(lang, say(lang, "usage.internal", what=f"{type(error).__name__}: {error}"))
        return BAD_INPUT


def _explain_usage(error: typer.TyperException, lang: str) -> int:
    """Returns what is wrong with the command line, and where to read how it is used."""
    if type(error).__name__ == "NoArgsIsHelpError":
        tell_aside(*error.format_message().splitlines())
        return BAD_INPUT
    complain(lang, usage_sentence(error, lang))
    context = getattr(error, "ctx", None)
    tell_aside(say(lang, "usage.try_help", path=context.command_path if context else "tracer"))
    return BAD_INPUT


# --- the commands ------------------------------------------------------------------------------


def _program(lang: str, words: Collection[str]) -> TyperGroup:
    """Returns what of the command line these words can come to, ready to parse."""
    return _made(lang, frozenset(words).intersection(_groups()))


@cache
def _made(lang: str, groups: frozenset[str]) -> TyperGroup:
    program = typer.main.get_command(make_app(lang, groups))
    assert isinstance(program, TyperGroup)
    return program


def make_app(lang: str, words: Collection[str] | None = None) -> typer.Typer:
    """Returns the command line, its help in one language: the whole of it, or without the commands of groups not among the words."""
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

    _add_top_commands(register, lang)
    for name, (text, load) in _groups().items():
        below = typer.Typer(no_args_is_help=True)
        _add_group_options(below, group, lang, say(lang, text))
        app.add_typer(below, name=name)
        for add_commands in load() if words is None or name in words else ():
            add_commands(partial(register, on=below), lang)
    return app


# The files of the commands are loaded when the command line is made, not with this one: Ctrl-C is watched for by then.


def _add_top_commands(register: Register, lang: str) -> None:
    """Adds the commands that stand under `tracer` itself, in the order of its help."""
    from tracer.cli.dashboard import add_dashboard_commands
    from tracer.cli.findings import add_finding_commands
    from tracer.cli.impact import add_impact_commands
    from tracer.cli.ingest import add_ingest_commands
    from tracer.cli.learning import add_learning_commands
    from tracer.cli.proofs import add_proof_commands
    from tracer.cli.repairs import add_repair_commands

    add_ingest_commands(register, lang)
    add_finding_commands(register, lang)
    add_repair_commands(register, lang)
    add_impact_commands(register, lang)
    add_proof_commands(register, lang)
    add_dashboard_commands(register, lang)
    add_learning_commands(register, lang)


Adding = Callable[[Register, str], None]
"""Adds commands to a group, in a language."""


def _groups() -> Mapping[str, tuple[str, Callable[[], tuple[Adding, ...]]]]:
    """Returns the groups of commands in the order of the help: the code of what each is for, and what loads its commands."""
    return {
        "policy": ("help.policy", _policy_commands),
        "registry": ("help.registry", _registry_commands),
        "store": ("help.store", _store_commands),
    }


def _policy_commands() -> tuple[Adding, ...]:
    from tracer.cli.policy import add_policy_commands

    return (add_policy_commands,)


def _registry_commands() -> tuple[Adding, ...]:
    from tracer.cli.registry import add_registry_commands

    return (add_registry_commands,)


def _store_commands() -> tuple[Adding, ...]:
    from tracer.cli.decisions import add_decision_commands
    from tracer.cli.store import add_store_commands
    from tracer.cli.store_care import add_store_care_commands

    return add_store_commands, add_decision_commands, add_store_care_commands


def _add_globals(app: typer.Typer, lang: str) -> None:
    """Adds the options that stand before the name of the command; --store and --lang may stand after it as well."""

    def show_version(asked: bool) -> None:
        if asked:
            tell(f"tracer {__version__}")
            raise typer.Exit(OK)

    @app.callback()
    def begin(
        context: typer.Context,
        language: str | None = lang_option(lang),
        store: str | None = store_option(lang),
        version: bool = typer.Option(
            False, "--version", help=say(lang, "help.p_version"), callback=show_version, is_eager=True
        ),
    ) -> None:
        require_language(language)
        context.obj = Session(lang, store)
        if store:
            store_url(context, None)


def _add_group_options(below: typer.Typer, group: type[TyperGroup], lang: str, explained: str) -> None:
    """Adds --lang at a group of commands: it may stand after the name of the group too."""

    @below.callback(cls=group, help=explained)
    def begin(language: str | None = lang_option(lang)) -> None:
        require_language(language)
