"""Options that several commands share, what was typed for them, and how a value is printed."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_schema.days import typed_day
from graph_schema.errors import InputError, NoStoreError, TracerError, why
from graph_schema.messages import LANGUAGES, say
from tracer.cli.output import complain, tell_aside, tell_json

if TYPE_CHECKING:
    from tracer.store import GraphStore

Register = Callable[[str, str, str], Callable[[Callable[..., int]], Callable[..., int]]]
"""Adds a command by its name and the codes of its help and its examples.

The function under it is the command: typer reads the arguments and options off its parameters, so it has as many
parameters as the command has options, however many these are.
"""

OK, GAPS, BAD_INPUT = 0, 1, 2
"""Exit statuses of the commands."""


LISTED = 200
"""So many entries a list has in text where nobody says how many."""
MAX_ERRORS = 20
"""So many errors of one run are printed; a binary file given as JSON lines would give thousands."""


@dataclass(frozen=True, slots=True)
class Session:
    """Holds what was asked for before the name of the command."""

    lang: str
    store: str | None


def lang_option(lang: str) -> str | None:
    """Returns --lang, at every command."""
    option: str | None = typer.Option(None, "--lang", metavar="zh|en", help=say(lang, "help.p_lang"))
    return option


def store_option(lang: str) -> str | None:
    """Returns --store, at every command that looks into a store."""
    option: str | None = typer.Option(None, "--store", metavar="URL", help=say(lang, "help.p_store"))
    return option


def json_option(lang: str) -> bool:
    """Returns --json, at every command that prints results."""
    option: bool = typer.Option(False, "--json", help=say(lang, "help.p_json"))
    return option


def text_option(lang: str, name: str, key: str, metavar: str) -> str | None:
    """Returns an option whose value is taken as typed."""
    option: str | None = typer.Option(None, name, metavar=metavar, help=say(lang, key))
    return option


def policy_option(lang: str) -> str | None:
    """Returns --policy, at every command that judges."""
    return text_option(lang, "--policy", "help.p_policy", "NAME")


def day_option(lang: str) -> str | None:
    """Returns --as-of, at every command that judges on a day."""
    return text_option(lang, "--as-of", "help.p_as_of", "DATE")


def registry_option(lang: str) -> str | None:
    """Returns --registry, at every command that judges: an earlier edition of the registry of the store."""
    return text_option(lang, "--registry", "help.p_registry", "EDITION")


def document_option(lang: str) -> str | None:
    """Returns --in, where what a title means is decided for one document only."""
    return text_option(lang, "--in", "help.p_in", "DOCUMENT")


def person_option(lang: str) -> str | None:
    """Returns --by, where the user of the machine is meant if nobody is named."""
    return text_option(lang, "--by", "help.p_by_me", "NAME")


def signed_option(lang: str) -> str:
    """Returns --by, where somebody must be named."""
    option: str = typer.Option(..., "--by", metavar="NAME", help=say(lang, "help.p_by"))
    return option


def why_option(lang: str) -> str:
    """Returns --why, at every command by which a person decides."""
    option: str = typer.Option(..., "--why", metavar="WORDS", help=say(lang, "help.p_why"))
    return option


def workers_option(lang: str) -> int:
    """Returns --workers, at every command that reads files."""
    option: int = typer.Option(1, "--workers", metavar="N", min=1, help=say(lang, "help.p_workers"))
    return option


def limit_option(lang: str) -> int:
    """Returns --limit, at every command that prints the first of many rows."""
    option: int = typer.Option(20, "--limit", metavar="N", help=say(lang, "help.p_limit"), min=1)
    return option


def require_language(language: str | None) -> None:
    """Raises InputError unless the language is one of those that the command speaks."""
    if language is not None and language not in LANGUAGES:
        raise bad_choice("--lang", language, LANGUAGES)


def store_url(context: typer.Context, given: str | None) -> str:
    """Returns the address of the store: after the command, before it, TRACER_STORE, or the default one.

    Its registry is the one that counts from here on.
    """
    from tracer.registry.own_rows import use_store
    from tracer.store import default_store_url

    url = given_store(context, given) or default_store_url()
    use_store(url)
    return url


def given_store(context: typer.Context, given: str | None) -> str | None:
    """Returns the store that was named: after the command, before it, or by TRACER_STORE."""
    session: Session = context.obj
    return given or session.store or os.environ.get("TRACER_STORE") or None


def next_command(context: typer.Context, given: str | None, *words: str) -> str:
    """Returns a command that works as it stands: the program as it was called, the words, the store that was typed."""
    session: Session = context.obj
    typed = given or session.store
    return shlex.join((*_program_words(), *words, *(("--store", typed) if typed else ())))


def _program_words() -> list[str]:
    """Tells how this program was called; `tracer` where the shell finds it by that name."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return [sys.executable, "-m", "tracer"]
    on_path = shutil.which("tracer")
    by_name = called.name != "tracer" or (on_path is not None and Path(on_path).samefile(called))
    return ["tracer"] if by_name else [str(called)]


def store_if_any(context: typer.Context, given: str | None) -> AbstractContextManager[GraphStore | None]:
    """Opens the store that was named, or the default one; None where there is none yet.

    That a store which somebody named is not there yet is told on standard error, in one line.
    """
    from tracer.store import open_store

    try:
        return open_store(store_url(context, given), create=False)
    except NoStoreError:
        if named := given_store(context, given):
            session: Session = context.obj
            tell_aside(say(session.lang, "store.done_without", store=named))
        return nullcontext()


def parse_day(option: str, value: str | None) -> date | None:
    """Returns a day as typed: 2022-09-13, 2022/9/13, 2022.9.13 or 2022年9月13日."""
    if value is None:
        return None
    day = typed_day(value)
    if day is None:
        raise InputError("usage.date", option=option, value=value)
    return day


def bad_choice(option: str, value: str, choices: Iterable[str]) -> InputError:
    """Returns the error for a value that is none of the choices."""
    return InputError("usage.choice", option=option, value=value, choices=" ".join(choices))


def unwritable(path: str, error: OSError) -> InputError:
    """Returns a file that the system does not let us write; what it does not let us read is graph_schema.files.file_error's."""
    return InputError("file.cannot_write", path=path, why=why(error))


def print_json(value: object, *, is_masked: bool = False) -> None:
    """Prints one JSON value on standard output, laid out for people as well; `is_masked` as of tell_json."""
    tell_json(value, indent=2, is_masked=is_masked)


def complain_all(errors: Iterable[TracerError], lang: str, key: str = "usage.error") -> int:
    """Returns the first errors as lines on standard error, the others as a number; gives back how many there were."""
    count = 0
    for count, error in enumerate(errors, start=1):
        if count <= MAX_ERRORS:
            complain(lang, error.in_language(lang), key)
    if count > MAX_ERRORS:
        tell_aside(say(lang, "usage.more_errors", n=count - MAX_ERRORS))
    return count
