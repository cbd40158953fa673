"""Says how much the tests try: enough to meet a fault in every run, and more under `make soak` (TRACER_SOAK=1)."""

from __future__ import annotations

import os

SOAK = bool(os.environ.get("TRACER_SOAK"))


def sized(usual: int, soak: int) -> int:
    """Returns the number of examples, or the size of a text, in this run."""
    return soak if SOAK else usual
