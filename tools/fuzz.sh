#!/usr/bin/env bash
# Searches for inputs that a reader neither takes nor refuses (docs/security.md).
#   tools/fuzz.sh TARGET MINUTES [--unchecked]
# TARGET is one of those in tests/fuzz (units, scenario, set, geojson, csv, osm, log, result, merge) or `all`, each for so
# many minutes. --unchecked builds without checks of logic, as users run the program. What is found is left in
# build/fuzz/found/TARGET; what widens the search is kept in build/fuzz/corpus/TARGET for the next time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=tools/steps.sh
source tools/steps.sh

if [[ $# -lt 2 || ! $2 =~ ^[0-9]+$ ]]; then
  sed -n '3,6p' "$0" >&2
  exit 2
fi
targets=("$1") seconds=$(($2 * 60)) preset=fuzz
[[ ${3-} == --unchecked ]] && preset=fuzz-unchecked
[[ $1 == all ]] && targets=(units scenario set geojson csv osm log result merge)

build "$preset" fuzz_targets
[[ -d /dev/shm ]] && export TMPDIR=/dev/shm  # a disk makes readers of files ten times slower
status=0
for target in "${targets[@]}"; do
  kept=build/fuzz/corpus/$target found=build/fuzz/found/$target
  mkdir -p "$kept" "$found"
  printf '\n==> %s: %d minutes\n' "$target" $((seconds / 60))
  # Large inputs find nothing that small ones do not, but a result has a size of its own.
  longest=8192
  [[ $target == result || $target == merge ]] && longest=200000
  [[ $target == log ]] && longest=30000
  if ! "build/$preset/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=$longest -timeout=20 -rss_limit_mb=2500 \
    -close_fd_mask=1 -print_final_stats=1 -artifact_prefix="$found/" "$kept" "tests/fuzz/corpus/$target" 2>"$found/log"; then
    status=1
    echo "found: see $found"
  fi
  grep -E 'stat::number_of_executed_units|stat::peak_rss_mb|SUMMARY|cov:' "$found/log" | tail -4 || true
done
exit $status
