#!/usr/bin/env bash
# Makes the profile that Go's compiler is guided by (functions/*/default.pgo; go help build,
# -pgo) from generated logs, plain and compressed. Make it again after changes to what is
# hot: an old profile does no harm, it only guides less.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/setup.sh"

generate 512M 10000 "$work/logs"
about "$work/logs"
gzip -c "$log" >"$log.gz"
zstd -qc "$log" >"$log.zst"
# A profile has the paths of what was built, and of the program: none of this machine's.
program=$(mktemp)
trap 'rm -rf "$work" "$program"' EXIT
go -C "$root" build -trimpath -pgo=off -o "$program" ./infra/bench/profile
"$program" "$work/cpu.pgo" "$log" "$log.gz" "$log.zst"
for function in easreport ingest report; do
  cp "$work/cpu.pgo" "$root/functions/$function/default.pgo"
done
ls -l "$root"/functions/*/default.pgo
