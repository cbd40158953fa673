"""`tracer registry …`: the registry of the program and the rows and texts of the user's own."""

from __future__ import annotations

from pathlib import Path

import typer

from tracer.options import OK, Register, lang_option, require_language
from tracer.texts import say


def add_registry_commands(register: Register, lang: str) -> None:
    """Put the commands into the group."""
    _add_registry_build(register, lang)


def _add_registry_build(register: Register, lang: str) -> None:
    p_folder = typer.Argument(..., metavar="FOLDER", help=say(lang, "p_folder"))
    p_out = typer.Option(None, "--out", metavar="FILE", help=say(lang, "p_out"))

    @register("build", "registry_build")
    def run(
        folder: Path = p_folder,
        out: Path | None = p_out,
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.registry_build import build

        report = build(folder, out)
        print(
            say(
                lang,
                "registry_done",
                instruments=report.instruments,
                agencies=report.agencies,
                edition=report.edition,
                path=report.path,
            )
        )
        return OK
