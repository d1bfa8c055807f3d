#!/usr/bin/env bash
# How easreport ingest grows: time and memory for logs of 100 MB, 1 GB and 10 GB,
# and for 10 GB of a million devices. All must cost alike for each byte.
#
#   N=3 infra/bench/growth.sh [SIZE:DEVICES...]
#
# Needs what peers.sh needs, a quarter of an hour, and 12 GB of disk: each log is
# removed when it was measured.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$0")/setup.sh"

steps=("$@")
if ((${#steps[@]} == 0)); then steps=(100M:20000 1G:20000 10G:20000 10G:1000000); fi

for step in "${steps[@]}"; do
  generate "${step%:*}" "${step#*:}" "$work/log"
  about "$work/log"
  for ((round = 0; round <= rounds; round++)); do # the first is the warm-up
    rm -rf "$work/lake"
    label=$step:$(wc -c <"$log" | tr -d ' ')
    ((round > 0)) || label=warm-up
    measured "$label" "$easreport" ingest --json --lake "$work/lake" "$log"
    expect "$step" "$(ingested)"
  done
  rm -rf "$work/log"
done

echo
machine
echo
awk -f "$here/stats.awk" -f "$here/growth.awk" "$here/goals" "$results"
