#!/usr/bin/env bash
# Makes the environment, ingests the sample corpus into a store of its own, shows the counts and the first gaps,
# and serves the dashboard. PORT names another port; the store (.demo/) is made afresh each time.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

HOST=127.0.0.1
PORT=${PORT:-8501}
FOLDER=$(pwd -P)
TRACER=$FOLDER/$VENV/bin/tracer
FILE=.demo/store.sqlite
STORE=sqlite:///$FOLDER/$FILE

[[ $PORT =~ ^[1-9][0-9]{0,4}$ && $PORT -le 65535 ]] ||
    die "PORT=$PORT 不是端口号（1–65535）" "PORT=$PORT is no port number (1–65535)"
# Before anything is installed: a minute of waiting should not end with this.
if (exec 3<>"/dev/tcp/$HOST/$PORT") 2>/dev/null; then
    other=$((PORT < 65535 ? PORT + 1 : 8501))
    die "端口 $PORT 已被占用；请换一个：make demo PORT=$other" "port $PORT is in use; take another one: make demo PORT=$other"
fi

scripts/setup.sh

mkdir -p -m 700 .demo
rm -f "$FILE" "$FILE"-* "$FILE".registry "$FILE".articles

# Exit status 1 says that dead ends were found, which is what the sample is there to show.
traced() { "$TRACER" "$@" --store "$STORE" || { status=$? && [ $status -eq 1 ] || exit $status; }; }

# The texts of laws, where they are installed (make laws): what the sample cites can be quoted then.
if "$TRACER" registry import --laws --json --store "$STORE" >/dev/null 2>&1; then
    tell "已装法律文本包，条文可以引出" "the package of law texts is installed: articles can be quoted"
fi

tell "读入示例文件（tracer/sample/texts）……" "reading the sample corpus (tracer/sample/texts) …"
traced ingest tracer/sample/texts >/dev/null
traced gaps --limit 3

# A command that works as it stands, in another terminal and from any folder.
example() {
    local LC_ALL=C.UTF-8 # Chinese in a path stays readable
    printf '  %q' "$TRACER"
    printf ' %q' "$@" --store "$STORE"
    printf '\n'
}

printf '\n%s\n' "$(words '在另一个终端里可以照抄：' 'To copy into another terminal:')"
example gaps
example impact
example check "$FOLDER/tracer/sample/texts/17_yingpu_zhengqiuyijian.txt" --draft
printf '\n'

# Ctrl-C is how the demo ends, and no failure.
trap 'exit 0' INT
"$TRACER" dashboard --host "$HOST" --port "$PORT" --no-browser --store "$STORE"
