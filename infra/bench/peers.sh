#!/usr/bin/env bash
# Compares whole processes on one generated log: easreport ingest, DuckDB and
# mawk on the same job (duckdb.sql says which), and two newline counts as the
# floor. Runs go in pairs, easreport and a peer in turn, because a shared machine
# drifts: the ratios of the pairs are what to trust.
#
#   SIZE=1G N=3 infra/bench/peers.sh
#
# Needs bin/easreport (make build) and the log generator's sources in
# ../shared/loggen (LOGGEN names another place); without the generator there is
# nothing to compare on, and the script says so and is done. DuckDB needs node
# and npm, mawk is taken if it is there; a peer that is missing is named and
# left out. Without bin/easreport the peers run against the newline count.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

size=${SIZE:-1G}
rounds=${N:-3}
threads=${THREADS:-$(getconf _NPROCESSORS_ONLN)}
loggen=${LOGGEN:-$root/../shared/loggen}
easreport=${EASREPORT:-$root/bin/easreport}
cache=$root/.cache/bench

if [[ ! -f $loggen/main.go ]]; then
  echo "skipped: no log generator in $loggen (LOGGEN=DIR names it)"
  exit 0
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

if [[ -x $easreport ]]; then
  base=easreport
  peers=(newlines wc)
else
  echo "left out: easreport, no $easreport (make build)"
  base=newlines
  peers=(wc)
fi
if command -v mawk >/dev/null; then
  peers+=(mawk)
else
  echo "left out: mawk, not installed"
fi
if command -v npm >/dev/null && command -v node >/dev/null; then
  mkdir -p "$cache"
  cp "$here/package.json" "$here/package-lock.json" "$cache/"
  # Not `npm ci`: it refuses a lock that lacks the bindings of other systems,
  # and a registry need not serve those. Versions are the lock's all the same.
  npm install --prefix "$cache" --no-audit --no-fund --loglevel=error >/dev/null
  export NODE_PACKAGES=$cache
  peers+=(duckdb-1)
  if ((threads > 1)); then peers+=("duckdb-$threads"); fi
else
  echo "left out: DuckDB, no node or no npm"
fi

# command_of NAME leaves in the array `cmd` what NAME runs.
command_of() {
  case $1 in
    newlines) cmd=("$work/newlines" "$log") ;;
    wc) cmd=(wc -l "$log") ;;
    mawk) cmd=(env LC_ALL=C mawk -f "$here/peer.awk" "$log") ;;
    duckdb-*) cmd=(node "$here/duckdb.mjs" "$here/duckdb.sql" "$log" "$work/duckdb.parquet" "${1#duckdb-}") ;;
    easreport) cmd=("$easreport" ingest --json --lake "$work/lake" "$log") ;;
  esac
}

# run NAME measures one run. What an earlier run left must not be met again:
# easreport does not ingest an unchanged log twice.
run() {
  local cmd
  rm -rf "$work/lake" "$work/duckdb.parquet"
  command_of "$1"
  "$work/measure" "$results" "$1" "${cmd[@]}" >"$work/$1.out" 2>"$work/$1.err" || {
    cat "$work/$1.err" >&2
    return 1
  }
}

# --- The log ---------------------------------------------------------------

echo "generating $size"
"$work/generate" -seed 7 -size "$size" -devices 20000 -out "$work/logs" >"$work/summary.json" 2>/dev/null
log=$(find "$work/logs" -name '*.log')
hits=$(sed -n 's/^ *"hits": *\([0-9]*\).*/\1/p' "$work/summary.json")
lines=$(sed -n 's/^ *"request_lines": *\([0-9]*\).*/\1/p' "$work/summary.json")
cat "$log" >/dev/null # into the page cache

# --- First the result, then the time ---------------------------------------

# agree NAME COUNT: a wrong answer may be as fast as it likes.
agree() {
  if [[ $2 != "$hits" ]]; then
    echo "$1 counts '$2' requests, the generator made $hits" >&2
    exit 1
  fi
  printf '%-12s %s requests, as generated%s\n' "$1" "$2" "${3:+; $3}"
}

echo "checking results"
for name in easreport mawk duckdb-1; do
  [[ " $base ${peers[*]} " == *" $name "* ]] || continue
  run "$name"
  case $name in
    easreport)
      # The first "requests" of the JSON is the sum over all logs.
      agree easreport "$(grep -oE '"requests": *[0-9]+' "$work/easreport.out" | head -n 1 | grep -oE '[0-9]+$')" \
        "lake $(du -sk "$work/lake" | cut -f1) KiB"
      ;;
    mawk) agree mawk "$(tail -n 1 "$work/mawk.err")" "$(wc -l <"$work/mawk.out" | tr -d ' ') rows" ;;
    duckdb-1)
      read -r count rows < <(node "$here/duckdb.mjs" --hits "$work/duckdb.parquet")
      agree duckdb "$count" "$rows rows, $(du -k "$work/duckdb.parquet" | cut -f1) KiB"
      ;;
  esac
done
rm -f "$results" # those runs were the warm-up

# --- The runs --------------------------------------------------------------

for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds"
  for peer in "${peers[@]}"; do
    run "$base"
    run "$peer"
  done
done

# --- The table -------------------------------------------------------------

echo
echo "log: $(wc -c <"$log" | tr -d ' ') bytes, $lines lines, $hits requests (loggen -seed 7 -size $size -devices 20000)"
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 || true)
echo "machine: $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores, ${model:-unknown CPU}; $(go version)"
if [[ -n ${NODE_PACKAGES:-} ]]; then
  echo "DuckDB $(node "$here/duckdb.mjs" --version) in node $(node --version)"
fi
if command -v mawk >/dev/null; then mawk -W version 2>&1 | head -n 1; fi
if [[ $base == easreport ]]; then "$easreport" --version 2>/dev/null || true; fi
echo
awk -v base="$base" -f "$here/table.awk" "$results"
