# What the scripts of this folder share. Source it after `cd` to the project's folder.
# shellcheck shell=bash disable=SC2034

VENV=.venv
PY=$VENV/bin/python

# One line on standard error, so that standard output stays the commands' own.
say() { printf '%s\n' "$*" >&2; }

# words CHINESE ENGLISH: the one in the language of the person, by the rule of `tracer` itself.
words() {
    local locale=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
    if [[ ${locale,,} == en* ]]; then printf '%s' "$2"; else printf '%s' "$1"; fi
}

# tell CHINESE ENGLISH: one of them as a line on standard error.
tell() { say "$(words "$1" "$2")"; }

# die CHINESE ENGLISH: ends the script with a sentence and exit status 2 (bad input or surroundings).
die() {
    tell "错误：$1" "Error: $2"
    exit 2
}

is_root() { [ "$(id -u)" -eq 0 ]; }
have() { command -v "$1" >/dev/null 2>&1; }
