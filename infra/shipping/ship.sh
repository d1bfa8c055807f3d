#!/bin/sh
# Sends the IIS logs of a server to S3: what is new, and what has grown. The twin of ship.ps1 for
# Linux and macOS, such as for a file server that has the logs.
#
#	ship.sh --bucket BUCKET --server EX01 --folder /mnt/ex01/LogFiles [flags]
#
#	--prefix P      where in the bucket: parameter LogsPrefix of the stack
#	--closed-only   leave out the newest log of each site, which is still being written
#	--compress      send closed logs only, each once, as FILE.gz
#	--since S       leave out logs last written before S: 2026-11-24, or 7d for seven days ago
#	--dry-run       only say what would be sent
#
# Needs the AWS CLI, version 2, and gzip. A log becomes the object SERVER/SITE/FILE, with --compress
# SERVER/SITE/FILE.gz. Nothing is ever deleted. The exit code is that of the AWS CLI.
set -eu

bucket='' server='' folder='' prefix='' closed='' compress='' since='' dry=''
while [ $# -gt 0 ]; do
  case $1 in
    --bucket | --server | --folder | --prefix | --since)
      [ $# -ge 2 ] || { echo "ship.sh: $1 needs a value" >&2; exit 2; }
      eval "${1#--}=\$2"
      shift
      ;;
    --closed-only) closed=1 ;;
    --compress) closed=1 compress=1 ;;
    --dry-run) dry=1 ;;
    *) echo "ship.sh: $1 is not understood" >&2; exit 2 ;;
  esac
  shift
done
for name in bucket server folder; do
  eval "value=\$$name"
  [ -n "$value" ] || { echo "ship.sh: --$name is missing" >&2; exit 2; }
done

place=${prefix:+$prefix/}$server
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# send syncs some of the logs below a folder, named by filters of the AWS CLI.
send() {
  from=$1
  shift
  if [ -n "$dry" ]; then
    set -- "$@" --dryrun
  else
    set -- "$@" --only-show-errors
  fi
  aws s3 sync "$from" "s3://$bucket/$place" --exclude '*' "$@" --no-progress || status=$?
}

# logs_of lists the names of a site's logs that are wanted.
logs_of() {
  newest=''
  if [ -n "$closed" ]; then
    newest=$(cd "$1" && ls -t | grep '\.log$' | head -n 1)
  fi
  case $since in
    '') find "$1" -maxdepth 1 -type f -name '*.log' ;;
    *d) find "$1" -maxdepth 1 -type f -name '*.log' -mtime "-${since%d}" ;;
    *) find "$1" -maxdepth 1 -type f -name '*.log' -newer "$scratch/since" ;;
  esac | sed 's|.*/||' | grep -vxF "$newest" | sort
}

case $since in
  '' | [0-9]*d) ;;
  [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]) touch -d "${since}T00:00:00" "$scratch/since" ;;
  *) echo "ship.sh: --since $since: want a date such as 2026-11-24, or 7d" >&2; exit 2 ;;
esac

wanted=$scratch/wanted # SITE/FILE, one a line
for site in "$folder"/W3SVC*/; do
  [ -d "$site" ] || { echo "ship.sh: no folder W3SVC* in $folder" >&2; exit 1; }
  logs_of "$site" | sed "s|^|$(basename "$site")/|"
done >"$wanted"

if [ -z "$compress$closed$since" ]; then
  send "$folder" --include 'W3SVC*.log'
  exit "$status"
fi

if [ -n "$compress" ]; then
  aws s3api list-objects-v2 --bucket "$bucket" --prefix "$place/" --query 'Contents[].Key' --output text >"$scratch/listed"
  tr '\t' '\n' <"$scratch/listed" | sed "s|^$place/||; s|\.gz\$||" >"$scratch/there"
  grep -vxF -f "$scratch/there" "$wanted" >"$scratch/missing" || true
  wanted=$scratch/missing
fi

# A hundred at a time: packed logs take room, and a command line has its limit.
split -l 100 "$wanted" "$scratch/batch."
for batch in "$scratch"/batch.*; do
  [ -e "$batch" ] || break # nothing to send
  set --
  while IFS= read -r log; do
    if [ -n "$compress" ]; then
      mkdir -p "$scratch/packed/$(dirname "$log")"
      gzip -nc "$folder/$log" >"$scratch/packed/$log.gz"
    else
      set -- "$@" --include "$log"
    fi
  done <"$batch"
  if [ -n "$compress" ]; then
    send "$scratch/packed" --include '*.log.gz'
    rm -rf "$scratch/packed"
  else
    send "$folder" "$@"
  fi
done
exit "$status"
