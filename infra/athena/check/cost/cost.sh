#!/usr/bin/env bash
# Prints what each saved query reads of all days of a lake, and what Athena takes for
# it.
#
#   infra/athena/check/cost/cost.sh [LAKE]
#
# Without LAKE, of a month that is generated: DEVICES (5000) with LOG_LINES (825000) a day,
# by the log generator's sources in ../shared/loggen (LOGGEN names another place). That
# takes some ten minutes, and a gigabyte on the disk.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../../.." && pwd)

cost() { (cd "$root/infra/athena/check" && go run ./cost "$@"); }

if [[ $# -gt 0 ]]; then
  cost -lake "$(realpath "$1")"
  exit
fi
loggen=${LOGGEN:-$root/../shared/loggen}
if [[ ! -f $loggen/main.go ]]; then
  echo "skipped: no log generator in $loggen (LOGGEN=DIR names it)"
  exit
fi
mkdir -p "$root/.cache"
work=$(mktemp -d "$root/.cache/month.XXXXXX") # not in /tmp, which may be memory
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cp -R "$loggen" "$work/loggen"
chmod -R u+w "$work/loggen"
GOFLAGS=-mod=mod go -C "$work/loggen" build -o "$work/generate" .
TMPDIR=$work cost -lake "$work/lake" -generator "$work/generate" -devices "${DEVICES:-5000}" -lines "${LOG_LINES:-825000}"
