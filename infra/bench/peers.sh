#!/usr/bin/env bash
# Compares whole processes on one generated log: easreport ingest, and on the same
# job (duckdb.sql says which) DuckDB and mawk; with newline counts and gzip -dc as
# the floor. Runs go in pairs, easreport and a peer in turn, because a shared
# machine drifts: the ratios of the pairs are what to trust.
#
#   SIZE=1G N=3 infra/bench/peers.sh [PEER...]
#
# PEERs are newlines, wc, mawk, duckdb-1, duckdb-2 (threads), duckdb-gz, gunzip and
# duckdb-zst; without any, all that can be had. mawk alone takes a minute a run.
#
# Needs bin/easreport (make build) and the log generator's sources in
# ../shared/loggen (LOGGEN names another place); without the generator there is
# nothing to compare on, and the script says so and is done. DuckDB needs node
# and npm; a peer that is missing is named and left out.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

size=${SIZE:-1G}
rounds=${N:-3}
loggen=${LOGGEN:-$root/../shared/loggen}
easreport=${EASREPORT:-$root/bin/easreport}
cache=$root/.cache/bench
wanted=("$@")

if [[ ! -f $loggen/main.go ]]; then
  echo "skipped: no log generator in $loggen (LOGGEN=DIR names it)"
  exit 0
fi
if [[ ! -x $easreport ]]; then
  echo "no $easreport: make build" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
results=$work/results

# --- What runs -------------------------------------------------------------

echo "building"
cp -R "$loggen" "$work/loggen"
chmod -R u+w "$work/loggen"
GOFLAGS=-mod=mod go -C "$work/loggen" build -o "$work/generate" .
go -C "$root" build -o "$work/measure" ./infra/bench/measure
go -C "$root" build -o "$work/newlines" ./infra/bench/newlines

peers=()
# add PEER PROGRAM...: the peer takes part if it is wanted and its programs are here.
add() {
  local peer=$1 program
  shift
  if ((${#wanted[@]} > 0)) && [[ " ${wanted[*]} " != *" $peer "* ]]; then return; fi
  for program in "$@"; do
    if ! command -v "$program" >/dev/null; then
      echo "left out: $peer, no $program"
      return
    fi
  done
  peers+=("$peer")
}
add newlines
add wc wc
add mawk mawk
add duckdb-1 node npm
if (($(getconf _NPROCESSORS_ONLN) > 1)); then add duckdb-2 node npm; fi
add duckdb-gz node npm gzip
add gunzip gzip
add duckdb-zst node npm zstd
takes_part() { [[ " ${peers[*]} " == *" $1"* ]]; }

if takes_part duckdb; then
  mkdir -p "$cache"
  cp "$here/package.json" "$here/package-lock.json" "$cache/"
  # Not `npm ci`: it refuses a lock that lacks the bindings of other systems,
  # and a registry need not serve those. Versions are the lock's all the same.
  npm install --prefix "$cache" --no-audit --no-fund --loglevel=error >/dev/null
  export NODE_PACKAGES=$cache
fi

# ours PEER is the run of easreport that a peer is compared with: as many
# threads, the same form of the log.
ours() {
  case $1 in
    duckdb-2) echo easreport-2 ;;
    *-gz | gunzip) echo easreport-gz ;;
    *-zst) echo easreport-zst ;;
    *) echo easreport-1 ;;
  esac
}

# command_of NAME leaves in the array `cmd` what NAME runs.
command_of() {
  case $1 in
    newlines) cmd=("$work/newlines" "$log") ;;
    wc) cmd=(wc -l "$log") ;;
    gunzip) cmd=(gzip -dc "$log.gz") ;;
    mawk) cmd=(env LC_ALL=C mawk -f "$here/peer.awk" "$log") ;;
    duckdb-gz) cmd=(node "$here/duckdb.mjs" "$here/duckdb.sql" "$log.gz" "$work/duckdb.parquet" 1) ;;
    duckdb-zst) cmd=(node "$here/duckdb.mjs" "$here/duckdb.sql" "$log.zst" "$work/duckdb.parquet" 1) ;;
    duckdb-*) cmd=(node "$here/duckdb.mjs" "$here/duckdb.sql" "$log" "$work/duckdb.parquet" "${1#duckdb-}") ;;
    easreport-gz) cmd=(env GOMAXPROCS=1 "$easreport" ingest --json --lake "$work/lake" "$log.gz") ;;
    easreport-zst) cmd=(env GOMAXPROCS=1 "$easreport" ingest --json --lake "$work/lake" "$log.zst") ;;
    easreport-*) cmd=(env "GOMAXPROCS=${1#easreport-}" "$easreport" ingest --json --lake "$work/lake" "$log") ;;
  esac
}

# run NAME measures one run. What an earlier run left must not be met again:
# easreport does not ingest an unchanged log twice.
run() {
  local cmd
  rm -rf "$work/lake" "$work/duckdb.parquet"
  command_of "$1"
  "$work/measure" "$results" "$1" "${cmd[@]}" >"$work/out" 2>"$work/err" || {
    cat "$work/err" >&2
    return 1
  }
}

# --- The log ---------------------------------------------------------------

echo "generating $size"
"$work/generate" -seed 7 -size "$size" -devices 20000 -out "$work/logs" >"$work/summary.json" 2>/dev/null
log=$(find "$work/logs" -name '*.log')
hits=$(sed -n 's/^ *"hits": *\([0-9]*\).*/\1/p' "$work/summary.json")
lines=$(sed -n 's/^ *"request_lines": *\([0-9]*\).*/\1/p' "$work/summary.json")
if takes_part duckdb-gz || takes_part gunzip; then gzip -6 -k "$log"; fi
if takes_part duckdb-zst; then zstd -q -3 -k "$log"; fi

# --- First the result, then the time ---------------------------------------

# check NAME: a wrong answer may be as fast as it likes.
check() {
  local count note=''
  run "$1"
  case $1 in
    # The first "requests" of the JSON is the sum over all logs.
    easreport-*)
      count=$(grep -oE '"requests": *[0-9]+' "$work/out" | head -n 1 | grep -oE '[0-9]+$')
      note="lake $(du -sk "$work/lake" | cut -f1) KiB"
      ;;
    mawk) count=$(tail -n 1 "$work/err") note="$(wc -l <"$work/out" | tr -d ' ') rows" ;;
    duckdb-*)
      read -r count note < <(node "$here/duckdb.mjs" --hits "$work/duckdb.parquet")
      note="$note rows, $(du -k "$work/duckdb.parquet" | cut -f1) KiB"
      ;;
    *) return ;;
  esac
  if [[ $count != "$hits" ]]; then
    echo "$1 counts '$count' requests, the generator made $hits" >&2
    exit 1
  fi
  printf '%-14s %s requests, as generated; %s\n' "$1" "$count" "$note"
}

echo "checking results"
for name in $(for peer in "${peers[@]}"; do ours "$peer"; done | sort -u) "${peers[@]}"; do check "$name"; done
rm -f "$results" # those runs were the warm-up

# --- The runs --------------------------------------------------------------

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds"
  for peer in "${peers[@]}"; do
    run "$(ours "$peer")"
    run "$peer"
  done
done

# --- The table -------------------------------------------------------------

echo
echo "log: $(wc -c <"$log" | tr -d ' ') bytes, $lines lines, $hits requests (loggen -seed 7 -size $size -devices 20000)"
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 || true)
echo "machine: $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores, ${model:-unknown CPU}; $(go version)"
if takes_part duckdb; then echo "DuckDB $(node "$here/duckdb.mjs" --version) in node $(node --version)"; fi
if takes_part mawk; then mawk -W version 2>&1 | head -n 1; fi
"$easreport" --version
echo
awk -f "$here/table.awk" "$results"
