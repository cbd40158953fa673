"""Says which language the person at the keyboard wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph_schema.messages import LANGUAGES


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Returns the language asked for: by --lang, else by LC_ALL, LC_MESSAGES or LANG beginning with "en", else Chinese.

    An unknown --lang counts as not given here; the command line refuses it by name.
    """
    asked = ""
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    if asked in LANGUAGES:
        return asked
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "zh"
