# What the scripts of this folder share. Source it after `cd` to the project's folder.
# shellcheck shell=bash disable=SC2034

VENV=.venv
PY=$VENV/bin/python

# One line on standard error, so that standard output stays the commands' own.
say() { printf '%s\n' "$*" >&2; }

# Ends the script with a sentence and exit status 2 (bad input or surroundings).
die() {
    say "error: $*"
    exit 2
}

is_root() { [ "$(id -u)" -eq 0 ]; }
have() { command -v "$1" >/dev/null 2>&1; }
