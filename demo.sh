#!/usr/bin/env bash
# Installs what is missing, builds the program, compares protection policies on a real corridor and shows the result.
# Takes no questions; a second run repeats the job with what is there.
set -euo pipefail
if (($# > 0)); then
  echo "Usage: ./demo.sh" >&2
  exit 2
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=tools/steps.sh
source tools/steps.sh

program=build/release/engine/app/convoyrisk
scenario=scenarios/karakoram.yaml
result=out/karakoram.h5
uncertain=out/karakoram-uncertain.h5
plans=out/karakoram.plans.h5
report=out/karakoram.html

# Without what an earlier demo left; the same scenario and seed make the same files again.
simulate() {
  mkdir -p out
  rm -f "$1" "$1.partial"
  "$program" run "$scenario" -o "$@"
}

find_plans() {
  rm -f "$plans" "$plans.partial"
  "$program" optimise "$scenario" --no-uncertainty --within '10 %' -o "$plans"
}

step "Install what is missing" tools/install-dependencies.sh demo
step "Build the program" build release --target convoyrisk -D CONVOYRISK_BUILD_TESTS=OFF
step "Check the scenario $scenario" "$program" check "$scenario"
step "Simulate every policy and compare" simulate "$result" --no-uncertainty
step "The same with every guess drawn from the range that seems possible" simulate "$uncertain"
step "The best plan for each budget, of all that can be combined" find_plans
step "A page to read, with one simulated year to replay" "$program" report "$result" -o "$report" --replay 'as it is:7'

cat <<EOT

The report:    $report  (open it in a browser, or print it)
               of what is not known: $program report $uncertain -o ${uncertain%.h5}.html
The results:   $result  (all values as the scenario has them)
               $uncertain  (with what is not known; both are HDF5 and netCDF-4: h5py, xarray, netCDF4, ncdump)
               $plans  (the best plan for each budget; the report has a section on it)
The scenario:  $scenario  (change it and run: $program run $scenario -o out/mine.h5)
What it means: README.md, "Reading the result"
EOT
