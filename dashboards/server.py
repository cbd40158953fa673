"""Serves the pages with a guard before them. `tracer dashboard` starts this as a program of its own.

It is told on standard input, as JSON, where it listens: neither the list of processes nor the environment shows the token.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from streamlit import App, config, net_util
from streamlit.web import bootstrap

from dashboards.guard import TOKEN, Guard, Logins, Place
from dashboards.outside import stay_inside
from dashboards.rights import READ_ONLY
from graph_schema.messages import say

FOLDER = Path(__file__).resolve().parent
ENDING_SECONDS = 3
"""So long open pages may take to close when the server is ended."""
ALIVE_SECONDS = 30.0
"""A browser that says nothing for so long is asked whether it is still there."""


def main() -> int:
    """Serves until it is told to end."""
    told: dict[str, Any] = json.load(sys.stdin)
    # As for commands (tracer.__main__): what is loaded stays, and to look through it for garbage took an eighth of a page that judges.
    gc.set_threshold(200_000, 10, 10)
    stay_inside(os.environ.get("TRACER_STORE", ""))
    if told["read_only"]:
        os.environ[READ_ONLY] = "1"
    place = Place(names=frozenset(told["names"]), port=told["port"], any_address=told["any_address"])
    lang = os.environ.get("TRACER_LANG", "zh")
    logins = _logins(told["token"], told["address"], lang) if told["token"] else None
    _configure(place)
    guarded = Guard(App(FOLDER / "app.py"), place, logins, lang)
    with socket.socket(fileno=told["socket"]) as listening:
        server = uvicorn.Server(_settings(guarded))
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            return 130
    return 0 if server.started else 3


def _logins(token: str, address: str, lang: str) -> Logins:
    """Returns the logins, which print the address of the next one when one is used."""

    def renewed(token: str) -> None:
        print(say(lang, "serving.next_login", address=f"{address}/?{TOKEN}={token}"), file=sys.stderr, flush=True)

    return Logins(token, renewed)


def _configure(place: Place) -> None:
    """Sets the options of Streamlit: those of this package, of no folder that the program was started in."""
    config.get_config_files = _files_of_this_package
    # Asked when an origin is compared; whatever they say is not asked for here, and no other machine is.
    net_util.get_external_ip = net_util.get_internal_ip = lambda: None
    bootstrap.load_config_options(
        {
            "server.port": place.port,
            "server.address": "localhost",
            "browser.serverAddress": "localhost",
            "server.headless": True,
            "server.enableCORS": True,
            "server.enableXsrfProtection": True,
            "server.allowedHosts": ["*"] if place.any_address else sorted(name.strip("[]") for name in place.names),
            "server.enableStaticServing": False,
            "server.enableAgentApi": False,
            "browser.gatherUsageStats": False,
            "logger.level": "warning",
            "logger.hideWelcomeMessage": True,
        }
    )


def _files_of_this_package(file_name: str) -> list[str]:
    """Returns where options are read from."""
    return [str(FOLDER / ".streamlit" / file_name)]


def _settings(app: Guard) -> uvicorn.Config:
    """Returns the options of the server, none of them left to what else is installed."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="websockets-sansio",
        loop="asyncio",
        lifespan="on",
        log_level="error",  # what strangers send is answered, and not told line by line
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws_max_size=int(config.get_option("server.maxMessageSize")) * 1_000_000,
        ws_ping_interval=ALIVE_SECONDS,
        ws_ping_timeout=ALIVE_SECONDS,
        timeout_graceful_shutdown=ENDING_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main())
