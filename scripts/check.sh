#!/usr/bin/env bash
# Everything that CI checks, in order; a failed step does not hide the later ones. pytest comes last, so its
# closing line, with the count of tests, ends the output. Exit status 1 if any step failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=scripts/common.sh
. scripts/common.sh

failed=()

# step NAME COMMAND...
step() {
    local name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
}

step "ruff check" "$VENV/bin/ruff" check .
step "ruff format" "$VENV/bin/ruff" format --check .
step "mypy" "$VENV/bin/mypy"
step "lint-imports" "$VENV/bin/lint-imports" --no-logo
if [ ${#failed[@]} -gt 0 ]; then printf '\nfailed before the tests: %s\n' "$(IFS=,; echo "${failed[*]}")"; fi
# A file stays with one process: what it starts (a server, a browser) is started once.
step "pytest" "$VENV/bin/pytest" -n auto --maxprocesses 4 --dist loadfile
[ ${#failed[@]} -eq 0 ]
