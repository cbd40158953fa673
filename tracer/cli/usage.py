"""Says how the command line explains itself: help pages and usage errors, in Chinese or in English.

Typer writes both in English only; `commands_in` gives command classes that write them in the language
asked for, and `usage_sentence` says a usage error in it.
"""

from __future__ import annotations

import os
import re
import shutil
from typing import Any

from rich.cells import cell_len
from typer import Context, TyperException
from typer.core import TyperCommand, TyperGroup

from graph_schema.messages import say
from tracer.cli.output import show_all


def commands_in(lang: str) -> tuple[type[TyperGroup], type[TyperCommand]]:
    """Returns a group class and a command class whose help is in the language."""

    class Group(TyperGroup):
        def format_help(self, ctx: Any, formatter: Any) -> None:
            show_all()
            formatter.write(help_page(self, ctx, lang))

    class Command(TyperCommand):
        def format_help(self, ctx: Any, formatter: Any) -> None:
            show_all()
            formatter.write(help_page(self, ctx, lang))

    return Group, Command


def help_page(command: Any, ctx: Context, lang: str) -> str:
    """Returns the whole help of a command: usage, what it does, its parameters or commands, examples."""
    parameters = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    commands = [(name, command.commands[name]) for name in getattr(command, "commands", {})]
    pieces = [say(lang, "help.word_options_metavar")] if options else []
    pieces += [_argument_name(p) for p in arguments]
    pieces += [say(lang, "help.word_command_metavar")] if commands else []
    parts = [
        say(lang, "help.word_usage", words=f"{ctx.command_path} {' '.join(pieces)}"),
        "\n".join(_wrapped(command.help or "", width=_width())),
        _section(say(lang, "help.word_arguments"), [(_argument_name(p), p.help or "") for p in arguments]),
        _section(say(lang, "help.word_commands"), [(name, each.help or "") for name, each in commands]),
        _section(say(lang, "help.word_options"), [(_option_names(p), _option_help(p, lang)) for p in options]),
        command.epilog or "",
        say(lang, "help.word_see", path=ctx.command_path) if commands else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _argument_name(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    shown = name if parameter.required else f"[{name}]"
    return f"{shown}…" if parameter.nargs == -1 else shown


def _option_names(parameter: Any) -> str:
    names = ", ".join(sorted(parameter.opts, key=len))
    return names if parameter.is_flag or parameter.name == "help" else f"{names} {parameter.metavar or 'TEXT'}"


def _option_help(parameter: Any, lang: str) -> str:
    return say(lang, "help.p_help") if parameter.name == "help" else parameter.help or ""


def _section(title: str, rows: list[tuple[str, str]]) -> str:
    """Returns a titled two-column list; empty where it has no rows."""
    if not rows:
        return ""
    column = min(28, max(cell_len(name) for name, _ in rows)) + 4
    lines = [title]
    for name, text in rows:
        wrapped = _wrapped(text, width=_width() - column)
        first = f"  {name}"
        if cell_len(first) + 2 > column:
            lines += [first, *(" " * column + line for line in wrapped)]
            continue
        lines.append(first + " " * (column - cell_len(first)) + wrapped[0])
        lines += [" " * column + line for line in wrapped[1:]]
    return "\n".join(lines)


def _width() -> int:
    return max(40, min(100, shutil.get_terminal_size((100, 24)).columns))


def _wrapped(text: str, width: int) -> list[str]:
    """Returns the text in lines of at most `width` cells: English breaks at blanks, Chinese anywhere but before its signs."""
    lines = [""]
    for piece in re.findall(r"[\x21-\x7e]+[，。；：、）]*\s*|[^\x21-\x7e][，。；：、）]*\s*", text):
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return lines


_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<what>.*)\)", re.DOTALL)
_NO_COMMAND = re.compile(r"No such command '(?P<what>.*?)'\.(?: Did you mean '?(?P<near>[^'?]+)'?\?)?", re.DOTALL)
_NEEDS = re.compile(r"Option '(?P<what>[^']+)' requires (?:an argument|\d+ arguments)")
_TAKES_NONE = re.compile(r"Option '(?P<what>[^']+)' does not take a value")


def usage_sentence(error: TyperException, lang: str) -> str:
    """Returns a usage error in the language asked for."""
    name = type(error).__name__
    message = error.format_message()
    if name == "MissingParameter":
        return say(lang, "usage.missing", what=_parameter_of(error))
    if name == "NoSuchOption":
        near = getattr(error, "possibilities", None)
        what = getattr(error, "option_name", "")
        key = "usage.no_option_near" if near else "usage.no_option"
        return say(lang, key, what=what, near=" / ".join(sorted(near or ())))
    for pattern, key in ((_EXTRA, "usage.extra"), (_NEEDS, "usage.needs_value"), (_TAKES_NONE, "usage.no_value")):
        found = pattern.search(message)
        if found:
            return say(lang, key, what=found["what"])
    found = _NO_COMMAND.search(message)
    if found:
        key = "usage.no_command_near" if found["near"] else "usage.no_command"
        return say(lang, key, what=found["what"], near=found["near"])
    if message == "Missing command.":
        return say(lang, "usage.missing_command")
    return say(lang, "usage.other", what=message)


def _parameter_of(error: TyperException) -> str:
    """Returns what the parameter that an error speaks of is called."""
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return error.format_message()
    if parameter.param_type_name == "option":
        return str(parameter.opts[-1])
    return f"{_argument_name(parameter).rstrip('…')}（{parameter.help}）"


def debugging() -> bool:
    """Tells whether the person asked for the details of internal errors."""
    return bool(os.environ.get("TRACER_DEBUG"))
