#!/usr/bin/env bash
# Makes the profile that Go's compiler is guided by (functions/*/default.pgo; go help build,
# -pgo) from generated logs: one of rows, plain and compressed, and those of an estate whose
# front and back ends both log. Make it again after changes to what is hot: an old profile
# does no harm, it only guides less.
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
go -C "$root" run ./infra/estate -seed 7 -size 256M -out "$work/estate"
readarray -t estate < <(find "$work/estate" -name '*.log' | sort)
"$program" "$work/cpu.pgo" "$log" "$log.gz" "$log.zst" "${estate[@]}"
for function in easreport ingest report; do
  cp "$work/cpu.pgo" "$root/functions/$function/default.pgo"
done
ls -l "$root"/functions/*/default.pgo
