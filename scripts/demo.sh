#!/usr/bin/env bash
# Ingests the sample corpus into a store of its own, shows coverage and gaps, and serves the dashboard.
# PORT names another port; the store (.demo/) is made afresh each time.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/common.sh
. scripts/common.sh

HOST=127.0.0.1
PORT=${PORT:-8501}
TRACER=$VENV/bin/tracer
STORE=.demo/store.sqlite
TRACER_STORE=sqlite:///$PWD/$STORE
export TRACER_STORE

[[ $PORT =~ ^[1-9][0-9]{0,4}$ && $PORT -le 65535 ]] || die "PORT=$PORT is no port number"
if (exec 3<>"/dev/tcp/$HOST/$PORT") 2>/dev/null; then
    die "port $PORT is in use already; make demo PORT=8502 takes another"
fi

mkdir -p .demo
rm -f "$STORE" "$STORE"-*

# Exit status 1 says that dead ends were found, which is what the sample is there to show.
traced() { "$TRACER" "$@" || { status=$? && [ $status -eq 1 ] || exit $status; }; }

traced ingest tracer/sample/texts
traced gaps

printf '\n看板 Dashboard: http://%s:%s   (Ctrl+C 结束 ends it)\n\n' "$HOST" "$PORT"
exec "$TRACER" dashboard --host "$HOST" --port "$PORT" --no-browser
