#!/usr/bin/env bash
# Writes constraints.txt anew, with the hashes of all files, and from it docs/licences.md: the newest versions that
# pyproject.toml allows, or with --keep those of today and only what is missing. uv resolves, for every Python from
# 3.11 on; the index is the one that pip is told of, and no file names it. Read the difference and run `make test`
# before committing it.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${PYTHON:-python3}" -m venv "$scratch/venv"
pip() { "$scratch/venv/bin/pip" --disable-pip-version-check --retries 5 "$@"; }

# setting NAME: what pip is told, by its variable or its file.
setting() {
    local name=PIP_${1^^}
    name=${name//-/_}
    printf '%s' "${!name:-$(pip config get "global.$1" 2>/dev/null || true)}"
}
index=$(setting index-url) more=$(setting extra-index-url) cert=$(setting cert)
[ -z "$index" ] || export UV_DEFAULT_INDEX=$index
[ -z "$more" ] || export UV_INDEX=$more
[ -z "$cert" ] || export SSL_CERT_FILE=$cert

pip install --quiet uv
"$scratch/venv/bin/python" -m scripts.pins "$scratch" "$@"
pip uninstall --quiet --yes uv
pip install --quiet --require-hashes --only-binary :all: --no-deps -r constraints.txt
"$scratch/venv/bin/python" -m scripts.licences --write
