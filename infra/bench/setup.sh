# Sourced by peers.sh and growth.sh: what runs, and the logs that it runs on.
#
# Generated logs are kept in .cache/bench, so that the next run need not wait for
# them; a changed generator makes new ones.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

rounds=${N:-3}
loggen=${LOGGEN:-$root/../shared/loggen}
easreport=${EASREPORT:-$root/bin/easreport}
cache=$root/.cache/bench

if [[ ! -f $loggen/main.go ]]; then
  echo "skipped: no log generator in $loggen (LOGGEN=DIR names it)"
  exit 0
fi
if [[ ! -x $easreport ]]; then
  echo "no $easreport: make build" >&2
  exit 1
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/run.XXXXXX") # not in /tmp, which may be memory
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
results=$work/results

echo "building"
cp -R "$loggen" "$work/loggen"
chmod -R u+w "$work/loggen"
GOFLAGS=-mod=mod go -C "$work/loggen" build -o "$work/generate" .
for program in measure newlines aggregate; do
  # As the command is built, or the parts of it here would be slower than they are there.
  go -C "$root" build -pgo="$root/functions/easreport/default.pgo" -o "$work/$program" "./infra/bench/$program"
done
generator=$(cat "$loggen"/*.go | cksum | cut -d ' ' -f 1)

# generate SIZE DEVICES FOLDER makes a log in a folder.
generate() {
  echo "generating $1 of $2 devices"
  mkdir "$3"
  "$work/generate" -seed 7 -size "$1" -devices "$2" -out "$3/logs" >"$3/summary.json" 2>/dev/null
}

# about FOLDER sets `log` to its log's path, `hits` and `lines` to what is in it.
about() {
  log=$(find "$1/logs" -name '*.log')
  hits=$(sed -n 's/^ *"hits": *\([0-9]*\).*/\1/p' "$1/summary.json")
  lines=$(sed -n 's/^ *"request_lines": *\([0-9]*\).*/\1/p' "$1/summary.json")
}

# kept FILE COMMAND... has the command write FILE (as $1 of a shell), or finds it
# written. A file or folder under its own name is whole.
kept() {
  local file=$1
  shift
  if [[ ! -e $file ]]; then
    "$@" "$work/unfinished"
    mv "$work/unfinished" "$file"
  fi
}

# measured NAME COMMAND... is one run of a command, appended to the results.
measured() {
  local name=$1
  shift
  "$work/measure" "$results" "$name" "$@" >"$work/out" 2>"$work/err" || {
    cat "$work/err" >&2
    return 1
  }
}

# expect NAME COUNT: a wrong answer may be as fast as it likes.
expect() {
  if [[ $2 != "$hits" ]]; then
    echo "$1 counts '$2' requests, the generator made $hits" >&2
    exit 1
  fi
}

# ingested is what the easreport before counted: the first "requests" of its JSON
# is the sum over all logs.
ingested() { sed -n '/"requests"/ { s/[^0-9]//g; p; q; }' "$work/out"; }

machine() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1 || true)
  echo "- machine: $(uname -sm), $(getconf _NPROCESSORS_ONLN) cores, ${model:-unknown CPU}; $(go version)"
  echo "- $("$easreport" --version)"
}
