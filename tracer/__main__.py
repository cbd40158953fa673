"""`python -m tracer` is the `tracer` command."""

from __future__ import annotations

import sys

from tracer.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
