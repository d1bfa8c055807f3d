#!/usr/bin/env bash
# Compares whole processes on one generated log: easreport, and on the same job
# (duckdb.sql and duckdb-hourly.sql say which) DuckDB and mawk; with newline counts
# and gzip -dc as the floor. Runs go in pairs, easreport and a peer in turn,
# because a shared machine drifts: the ratios of the pairs are what to trust.
#
#   SIZE=1G N=3 infra/bench/peers.sh [PEER...]
#
# PEERs are
#   newlines        a newline count, for reading and adding up alone
#   wc, mawk        for ingest of the plain log, one thread; mawk takes a minute a run
#   duckdb-1, -2    the same, with so many threads
#   duckdb-gz, -zst the compressed log, one thread
#   gunzip          gzip -dc alone, for ingest of the gz
#   duckdb-hourly   the hourly report as CSV, two threads
#   one-file        ingest of the log, for ingest of it in files of 100 KB
# Without any, all that can be had. GROWTH=1 has growth.sh follow.
#
# Needs bin/easreport (make build) and the log generator's sources in
# ../shared/loggen (LOGGEN names another place); without the generator there is
# nothing to compare on, and the script says so and is done. DuckDB needs node
# and npm; a peer that is missing is named and left out.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/setup.sh"

size=${SIZE:-1G}
wanted=("$@")

# --- Who takes part --------------------------------------------------------

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
add duckdb-gz node npm gzip
add gunzip gzip
add duckdb-zst node npm zstd
if (($(getconf _NPROCESSORS_ONLN) > 1)); then
  add duckdb-2 node npm
  add duckdb-hourly node npm
fi
add one-file
takes_part() { [[ " ${peers[*]} " == *" $1"* ]]; }

if takes_part duckdb; then
  cp "$here/package.json" "$here/package-lock.json" "$cache/"
  # Not `npm ci`: it refuses a lock that lacks the bindings of other systems,
  # and a registry need not serve those. Versions are the lock's all the same.
  npm install --prefix "$cache" --no-audit --no-fund --loglevel=error >/dev/null
  export NODE_PACKAGES=$cache
fi
duckdb() { node "$here/duckdb.mjs" "$@"; }

# ours PEER is the run of ours that a peer is compared with: as many threads, the
# same form of the log.
ours() {
  case $1 in
    newlines) echo aggregate ;;
    duckdb-2) echo easreport-2 ;;
    duckdb-hourly) echo easreport-hourly ;;
    one-file) echo easreport-files ;;
    *-gz | gunzip) echo easreport-gz ;;
    *-zst) echo easreport-zst ;;
    *) echo easreport-1 ;;
  esac
}

# --- What runs -------------------------------------------------------------

# ingest THREADS LOG leaves in the array `cmd` what ingests a log.
ingest() { cmd=(env "GOMAXPROCS=$1" "$easreport" ingest --json --lake "$work/lake" "$2"); }

# query SQL LOG OUT THREADS leaves in `cmd` what runs a query.
query() { cmd=(node "$here/duckdb.mjs" "$here/$1" "$2" "$work/$3" "$4"); }

# put_aside has what an earlier run left not be met again: easreport does not ingest an
# unchanged log twice. It is not deleted before the end. ext4 gives out no inode that was
# freed in the last minutes and looks for others, one by one: after a lake of 33,000
# files was deleted, making the next took three times as long.
put_aside() {
  local left aside
  aside=$(mktemp -d "$work/aside.XXXXXX")
  for left in "$work/lake" "$work/report" "$work"/duckdb.*; do
    if [[ -e $left ]]; then mv "$left" "$aside/"; fi
  done
}

# run NAME measures one run.
run() {
  local cmd
  put_aside
  case $1 in
    aggregate) cmd=(env GOMAXPROCS=1 "$work/aggregate" "$log") ;;
    easreport-[12]) ingest "${1#easreport-}" "$log" ;;
    easreport-gz) ingest 1 "$log.gz" ;;
    easreport-zst) ingest 1 "$log.zst" ;;
    easreport-files) ingest 2 "$files" ;;
    easreport-hourly) cmd=(env GOMAXPROCS=2 "$easreport" run --hourly --no-html --json -o "$work/report" "$log") ;;

    one-file) ingest 2 "$log" ;;
    newlines) cmd=("$work/newlines" "$log") ;;
    wc) cmd=(wc -l "$log") ;;
    gunzip) cmd=(sh -c 'exec gzip -dc "$1" >/dev/null' gunzip "$log.gz") ;;
    mawk) cmd=(env LC_ALL=C mawk -f "$here/peer.awk" "$log") ;;
    duckdb-[12]) query duckdb.sql "$log" duckdb.parquet "${1#duckdb-}" ;;
    duckdb-gz) query duckdb.sql "$log.gz" duckdb.parquet 1 ;;
    duckdb-zst) query duckdb.sql "$log.zst" duckdb.parquet 1 ;;
    duckdb-hourly) query duckdb-hourly.sql "$log" duckdb.csv 2 ;;
  esac
  measured "$1" "${cmd[@]}"
}

# --- The log ---------------------------------------------------------------

kept_in=$cache/log-$generator-$size
kept "$kept_in" generate "$size" 20000
about "$kept_in"
compress_gz() { gzip -6 -c "$log" >"$1"; }
compress_zst() { zstd -q -3 -c "$log" >"$1"; }
split_log() {
  mkdir "$1"
  LC_ALL=C awk -v size=100000 -v folder="$1" -f "$here/split.awk" "$log"
}
files=$kept_in/files
if takes_part duckdb-gz || takes_part gunzip; then kept "$log.gz" compress_gz; fi
if takes_part duckdb-zst; then kept "$log.zst" compress_zst; fi
if takes_part one-file; then kept "$files" split_log; fi

# --- First the result, then the time ---------------------------------------

# sum FILE is the sum of the hits of a file that DuckDB reads, and the rows of it.
sum() { duckdb --query "select sum(hits)::bigint || ' ' || count(*) from '$1'"; }

check() {
  local count note=''
  run "$1"
  case $1 in
    aggregate) count=$(cat "$work/out") ;;
    easreport-hourly)
      count=$(ingested)
      check_hourly
      ;;
    easreport-* | one-file)
      count=$(ingested)
      note="lake $(du -sk "$work/lake" | cut -f1) KiB"
      ;;
    mawk) count=$(tail -n 1 "$work/err") note="$(wc -l <"$work/out" | tr -d ' ') rows" ;;
    duckdb-hourly)
      read -r count note < <(sum "$work/duckdb.csv")
      note="$note rows"
      ;;
    duckdb-*)
      read -r count note < <(sum "$work/duckdb.parquet")
      note="$note rows, $(du -k "$work/duckdb.parquet" | cut -f1) KiB"
      ;;
    *) return 0 ;;
  esac
  expect "$1" "$count"
  printf -- '- %s: %s requests, as generated%s\n' "$1" "$count" "${note:+; $note}"
}

# check_hourly: of a device that came by the front end and the back end on one
# day, a report shows the side that has more. Nothing else may be missing.
check_hourly() {
  local shown rows back
  read -r shown rows < <(sum "$work/report/easreport.csv")
  back=$(duckdb --query "select coalesce(sum(hits), 0) from '$work/report/lake/activity/*/*/*.parquet' where side = 'back'")
  note="$rows rows, $((hits - shown)) requests left out, of $back of a back end"
  if ((shown > hits || shown < hits - back)); then
    echo "easreport-hourly shows $shown requests of $hits" >&2
    exit 1
  fi
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
echo "- log: $(wc -c <"$log" | tr -d ' ') bytes, $lines lines, $hits requests (loggen -seed 7 -size $size -devices 20000)"
if takes_part one-file; then echo "- in files: $(find "$files" -name '*.log' | wc -l | tr -d ' ')"; fi
machine
if takes_part duckdb; then echo "- DuckDB $(duckdb --query 'select version()') in node $(node --version)"; fi
if takes_part mawk; then echo "- $(mawk -W version 2>&1 | head -n 1)"; fi
echo
awk -f "$here/stats.awk" -f "$here/table.awk" "$here/goals" "$results"

if [[ -n ${GROWTH:-} ]]; then
  echo
  "$here/growth.sh"
fi
