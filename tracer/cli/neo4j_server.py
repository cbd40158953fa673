"""`make neo4j`: a server for oneself, until Ctrl+C.

NEO4J_PASSWORD sets the password of a new server; where it is not given one is made, printed, and
kept beside the data for the next time. NEO4J_DATA is the folder of the data, NEO4J_PORT the port.
"""

from __future__ import annotations

import os
import secrets
import shlex
import sys
from pathlib import Path

from graph_schema.errors import InputError, StoreError, TracerError, why
from graph_schema.files import owned_opener
from graph_schema.messages import say
from graph_schema.numerals import number_of
from tracer.cli import interrupts
from tracer.cli.language import language_of
from tracer.cli.output import complain, run_on_screens, tell, tell_aside
from tracer.store import data_folder
from tracer.store.neo4j.server import USER, missing_tools, require_password, running

_PORT = 7687


def main() -> int:
    """Runs a server until Ctrl+C; exit status 2 where that cannot be or does not last, 143 where it was told to end."""
    lang = language_of(sys.argv[1:], os.environ)
    return run_on_screens(lambda: _run(lang), lang)


def _run(lang: str) -> int:
    """Runs the server, and says how it ended."""
    with interrupts.watched():
        try:
            with interrupts.told():
                _serve(lang)
        except KeyboardInterrupt:
            status = interrupts.finish()
            tell_aside("", say(lang, "neo4j.ended"))
            return status if status == interrupts.TERMINATED else 0
        except TracerError as error:
            complain(lang, error.in_language(lang))
        except OSError as error:
            what = say(lang, "neo4j.folder", why=why(error), path=error.filename)
            complain(lang, what)
        return 2


def _serve(lang: str) -> None:
    """Runs a server until it ends; TracerError says why it did, or why it did not begin."""
    port = _port(os.environ.get("NEO4J_PORT") or str(_PORT))
    given = os.environ.get("NEO4J_DATA")
    folder = Path(given) if given else data_folder() / "neo4j"
    kept = folder / "password"
    password = os.environ.get("NEO4J_PASSWORD") or (kept.read_text().strip() if kept.is_file() else "")
    password = password or secrets.token_urlsafe(12)
    require_password(password)
    lacking = missing_tools()
    if lacking:
        raise InputError("neo4j.tools", lacking=lacking)
    tell(f"Neo4j: {folder}", flush=True)
    with running(folder, password=password, port=port, heap="1g") as server:
        with open(kept, "w", encoding="utf-8", opener=owned_opener) as file:
            file.write(password)
        tell(f"  export TRACER_STORE={server.url}", flush=True)
        tell(f"  export NEO4J_USERNAME={USER} NEO4J_PASSWORD={shlex.quote(password)}", flush=True)
        tell(say(lang, "neo4j.runs"), flush=True)
        status, log = server.wait(), folder / "server.log"
    raise StoreError("neo4j.gone", status=status, log=log)


def _port(text: str) -> int:
    """Returns a port number as typed."""
    port = number_of(text) or 0
    if not 1 <= port <= 65535:
        raise InputError("neo4j.port", value=text)
    return port


if __name__ == "__main__":
    sys.exit(main())
