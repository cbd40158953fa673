"""`make neo4j`: a server for oneself, until Ctrl+C.

NEO4J_PASSWORD sets the password of a new server; where it is not given one is made, printed, and
kept beside the data for the next time. NEO4J_DATA is the folder of the data, NEO4J_PORT the port.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
from pathlib import Path

from graph_schema.errors import TracerError
from tracer.store import default_store_url
from tracer.store.neo4j_server import USER, missing_tools, running


def main() -> int:
    """Run a server until Ctrl+C; exit status 2 where that cannot be."""
    lacking = missing_tools()
    if lacking:
        print(f"{lacking} (docker compose up takes the official image instead)", file=sys.stderr)
        return 2
    given = os.environ.get("NEO4J_DATA")
    folder = Path(given) if given else Path(default_store_url().removeprefix("sqlite:///")).with_name("neo4j")
    password = _password(folder)
    print(f"Neo4j: {folder}", flush=True)
    try:
        with running(folder, password=password, port=int(os.environ.get("NEO4J_PORT") or 7687), heap="1g") as server:
            print(f"  export TRACER_STORE={server.url}", flush=True)
            print(f"  export NEO4J_USERNAME={USER} NEO4J_PASSWORD={password}", flush=True)
            print("Ctrl+C 结束 ends it", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except TracerError as error:
        print(error.english, file=sys.stderr)
        return 2
    return 0


def _password(folder: Path) -> str:
    """The password given, kept, or made now; kept for the next time, readable by the owner alone."""
    kept = folder / "password"
    password = os.environ.get("NEO4J_PASSWORD") or (kept.read_text().strip() if kept.is_file() else "")
    password = password or secrets.token_urlsafe(12)
    folder.mkdir(parents=True, exist_ok=True)
    kept.touch(mode=0o600)
    kept.write_text(password)
    return password


sys.exit(main())
