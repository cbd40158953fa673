"""The `tracer` command.

In come arguments; out come text or JSON on standard output, sentences on standard error and an exit status.
Nobody imports it but `python -m tracer` and the console script; each command parses, calls one job and prints."""
