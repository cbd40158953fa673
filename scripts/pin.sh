#!/usr/bin/env bash
# Writes constraints.txt anew: the newest versions that pyproject.toml allows, from an environment made for
# this alone. Read the difference and run `make test` before committing it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/python" - >"$scratch/wanted.txt" <<'PYTHON'
import tomllib

with open("pyproject.toml", "rb") as file:
    table = tomllib.load(file)
project = table["project"]
extras = project["optional-dependencies"]
wanted = table["build-system"]["requires"] + project["dependencies"] + extras["dev"] + extras["bench"]
print("\n".join(wanted))
PYTHON
"$scratch/venv/bin/pip" --disable-pip-version-check --retries 5 install --quiet -r "$scratch/wanted.txt"
{
    echo "# Every package of the environment, pinned (Python 3.11). Made by scripts/pin.sh; taken by make setup."
    "$scratch/venv/bin/pip" --disable-pip-version-check freeze --all | grep -v '^pip=='
} >"$scratch/constraints.txt"
mv "$scratch/constraints.txt" constraints.txt
say "constraints.txt: $(grep -c == constraints.txt) pins"
