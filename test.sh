#!/usr/bin/env bash
# Installs what is missing, builds everything for release and runs its tests.
#   ./test.sh          the release build and its tests, without those of a browser and of MPI
#   ./test.sh --all    also these two, formatting, clang-tidy, every source by itself, and the sanitizers' builds and tests
#   ./test.sh --slow   all that, the tests labelled slow, and clang's static analyzer
#   ./test.sh --all --within SECONDS   what comes after the release tests is stopped when so many seconds have passed in all; the
#                      summary lists it as not finished, which is no failure: for a machine of which nobody knows how slow it is
# A step that fails does not stop the ones that do not need it; the exit code is 0 only when all of them pass.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
# shellcheck source=tools/steps.sh
source tools/steps.sh

all=true
without=(--label-exclude "^slow$")
export checks=-bugprone-suspicious-include,-clang-analyzer-*
limit_s=1000000
case "$*" in
  "") all=false without=(--label-exclude "^(slow|browser|mpi)$") ;;
  --all) ;;
  "--all --within "[1-9]*) limit_s=$(($3)) ;;
  --slow) without=() checks=-bugprone-suspicious-include ;;
  *) echo "Usage: ./test.sh [--all [--within SECONDS] | --slow]" >&2; exit 2 ;;
esac

check_format() {
  shopt -s globstar nullglob
  clang-format-14 --dry-run --Werror {engine,tests,benchmarks}/**/*.[ch]pp
}

# Also the second compiler: clang-tidy reports as an error what clang 14 does not compile. It is given all sources of a
# folder at once, so that it reads and checks the headers they share once.
check_code() {
  cmake --preset tidy --log-level=WARNING &&
    run-clang-tidy-14 -quiet -p build/tidy -j "$jobs" "-header-filter=$PWD/engine/.*" \
      -extra-arg=-Wno-unknown-warning-option "-checks=$checks" \
      "^$PWD/build/tidy/engine/.*/unity_.*"
}

# test_sanitized <preset> <target>: a run that is stopped for its time has seen no failure, since the first one ends it.
test_sanitized() {
  build "$1" --target "$2" && ctest --preset "$1" --stop-on-failure
}

# The thread sanitizer's shadow memory lies where address randomisation may have put something else.
test_threads() {
  local fixed_addresses=(setarch --addr-no-randomize)
  "${fixed_addresses[@]}" true 2>/dev/null || fixed_addresses=()
  "${fixed_addresses[@]}" bash -c "test_sanitized tsan threaded_tests"
}
export -f build check_code test_sanitized test_threads

if $all; then
  step "Install what is missing" tools/install-dependencies.sh || exit 1
  step "Check the formatting (clang-format)" check_format
  step "Build (release, warnings are errors)" build release -D CONVOYRISK_MPI=ON
else
  step "Install what is missing" tools/install-dependencies.sh test || exit 1
  step "Build (release, warnings are errors)" build release
fi && step "Run the tests (release)" ctest --preset release "${without[@]}"
if $all; then
  step_within $limit_s "Build and test under the address and undefined-behaviour sanitizers" test_sanitized asan-ubsan sanitized_tests
  step_within $limit_s "Build and test threads under the thread sanitizer" test_threads
  step_within $limit_s "Check the code (clang-tidy)" check_code
  step_within $limit_s "Compile every source and header by itself" build alone --target sources_alone
fi

echo
if [[ ${#failed_steps[@]} -gt 0 ]]; then
  printf 'FAILED: %s\n' "${failed_steps[@]}"
  exit 1
fi
if [[ ${#unfinished_steps[@]} -gt 0 ]]; then
  printf 'NOT FINISHED: %s\n' "${unfinished_steps[@]}"
  echo "Everything else passed in $SECONDS s."
else
  echo "Everything passed in $SECONDS s."
fi
