"""`tracer dashboard`: the screens."""

from __future__ import annotations

import typer

from graph_schema.messages import say
from tracer.cli.options import (
    Register,
    lang_option,
    require_language,
    store_option,
    store_url,
)


def add_dashboard_commands(register: Register, lang: str) -> None:
    """Puts the command under `tracer` itself."""
    _add_dashboard(register, lang)


def _add_dashboard(register: Register, lang: str) -> None:
    @register("dashboard", "help.dashboard", "help.dashboard_epilog")
    def run(
        context: typer.Context,
        port: str = typer.Option("8501", "--port", metavar="PORT", help=say(lang, "help.p_port")),
        host: str = typer.Option("127.0.0.1", "--host", metavar="HOST", help=say(lang, "help.p_host")),
        login: bool = typer.Option(False, "--login", help=say(lang, "help.p_login")),
        no_browser: bool = typer.Option(False, "--no-browser", help=say(lang, "help.p_no_browser")),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli import serving

        return serving.serve(store_url(context, store), host, port, lang, login=login, open_browser=not no_browser)
