"""The `tracer` command, also as `python -m tracer`."""

from __future__ import annotations

import gc
import signal
import sys


def main() -> int:
    """Runs the command line and gives back its exit status.

    Until it watches for Ctrl-C itself (tracer.cli.interrupts), Ctrl-C ends the program as it ends any other: loading
    all modules takes a moment, and Python would tell where it was interrupted.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    # What is loaded at the start stays: to look through it for garbage twenty times took up to a tenth of a short command.
    gc.set_threshold(200_000, 10, 10)
    from tracer.cli.app import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
