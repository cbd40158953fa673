#!/usr/bin/env bash
# Makes .venv with the pinned dependencies and the project itself (editable, with its dev tools).
#
# Ends at once when nothing changed: the stamp names what the environment was made from. Python 3.11 or
# newer is taken from PYTHON, else from the first python3 that is new enough. pip is left to the machine's
# own configuration.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

STAMP=$VENV/setup-stamp

# What the environment depends on: pins, this script, the interpreter, and the folder (a venv cannot move).
fingerprint() {
    sha256sum pyproject.toml constraints.txt scripts/setup.sh
    "$PY" -c 'import sys; print(sys.version)'
    pwd -P
}

current() { [ -x "$PY" ] && [ -x "$VENV/bin/tracer" ] && [ -f "$STAMP" ] && [ "$(fingerprint)" = "$(cat "$STAMP")" ]; }

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# The interpreter to build with, on standard output.
find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
        if have "$candidate" && new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    die "Python 3.11 or newer is needed and was not found (PYTHON=/path/to/python3 make setup names one)"
}

# On a bare Debian python3 comes without ensurepip, and so without a way to make an environment with pip.
ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    scripts/debian.sh --need python3-venv ||
        die "$1 cannot make virtual environments: as root, apt-get install python3-venv"
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        die "$1 cannot make virtual environments although python3-venv is installed (PYTHON names another)"
}

# An environment that answers, has pip, and was made in this folder is kept and brought up to date.
usable() {
    [ -x "$PY" ] && new_enough "$PY" && "$PY" -m pip --version >/dev/null 2>&1 &&
        grep -qF "VIRTUAL_ENV=" "$VENV/bin/activate" && grep -qF "$(pwd -P)/$VENV" "$VENV/bin/activate"
}

make_venv() {
    local python
    python=$(find_python)
    ensure_venv_module "$python"
    say "making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
}

pip_install() {
    "$PY" -m pip --disable-pip-version-check --no-input --retries 5 install --quiet -c constraints.txt "$@" ||
        die "pip could not install the pinned packages (see above); the next run goes on from here"
}

if current; then exit 0; fi

# Two runs at the same time take turns; the second finds the work done.
if have flock; then
    exec 9<pyproject.toml
    flock 9
    if current; then exit 0; fi
fi

rm -f "$STAMP"
if ! usable; then make_venv; fi
say "installing the pinned packages into $VENV (the first time takes a minute or two)"
# The build tool is pinned like everything else, so the project is built with the one in the environment.
pip_install setuptools
pip_install --no-build-isolation --editable '.[dev]'
fingerprint >"$STAMP"
say "$VENV is ready"
