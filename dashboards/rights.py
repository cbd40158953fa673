"""Tells what the person at the screen may do: where the pages are open to other machines, they show and change nothing."""

from __future__ import annotations

import os

READ_ONLY = "TRACER_READ_ONLY"
"""Set by the server when it listens on more than this machine (dashboards/server.py)."""


def may_write() -> bool:
    """Tells whether the pages may offer what changes the store, or what shows more than others may see.

    Every widget that writes or reveals asks this before it is drawn, and the function behind it before it acts.
    """
    return not os.environ.get(READ_ONLY)
