#!/usr/bin/env bash
# Installs the Debian packages named as arguments, as far as this machine lets it.
#
# What is installed already costs one quick look. What cannot be had is named, one line a package, and the
# exit status is 0 all the same: the tests that need it skip by name. With --need it is 3 instead.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh
export DEBIAN_FRONTEND=noninteractive

need=0
if [ "${1:-}" = --need ]; then
    need=3
    shift
fi

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

# Names what is missing and why, then ends the script.
give_up() {
    local reason=$1 package
    shift
    for package in "$@"; do say "not installed: $package ($reason)"; done
    exit "$need"
}

# A busy dpkg is waited for; a lost connection is tried again.
apt() { apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null >&2; }

if ! have dpkg-query; then give_up "this is no Debian system" "$@"; fi

missing=()
for package in "$@"; do
    installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if ! have apt-get; then give_up "apt-get is not here" "${missing[@]}"; fi
if ! is_root; then give_up "needs root: sudo apt-get install ${missing[*]}" "${missing[@]}"; fi

say "installing Debian packages: ${missing[*]}"
apt update || say "apt-get update failed; going on with the lists that are here"
# All at once is fastest; one by one finds out which of them it is that fails.
if ! apt install --no-install-recommends "${missing[@]}"; then
    for package in "${missing[@]}"; do
        apt install --no-install-recommends "$package" || true
    done
fi

lost=()
for package in "${missing[@]}"; do
    installed "$package" || lost+=("$package")
done
if [ ${#lost[@]} -gt 0 ]; then give_up "apt-get could not install it" "${lost[@]}"; fi
