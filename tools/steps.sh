# Sourced by demo.sh and test.sh: steps that say what they do and how long they took, and the build that both share.
# shellcheck shell=bash

if command -v ccache >/dev/null; then
  # Paths below the checkout count as relative: what one checkout compiled serves every other.
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true
fi
jobs=$(nproc)
export jobs
export CMAKE_BUILD_PARALLEL_LEVEL=$jobs CTEST_PARALLEL_LEVEL=$jobs
failed_steps=()
unfinished_steps=()

# step <title> <command>...: runs the command, which must report failure by its exit code.
step() {
  local title=$1 begin=$SECONDS
  shift
  printf '\n==> %s\n' "$title"
  if "$@"; then
    printf '==> %s: done in %d s\n' "$title" $((SECONDS - begin))
  else
    printf '==> %s: FAILED after %d s\n' "$title" $((SECONDS - begin))
    failed_steps+=("$title")
    return 1
  fi
}

# step_within <seconds> <title> <command>...: a step that is stopped when so many seconds have passed since the script began. What
# was stopped has not failed: it is listed as not finished. The command may be a function that is exported.
step_within() {
  local limit=$1 title=$2 left=$(($1 - SECONDS)) status=124
  shift 2
  printf '\n==> %s\n' "$title"
  if ((left > 0)); then
    timeout --kill-after=10 "$left" bash -c '"$@"' step "$@"
    status=$?
  fi
  case $status in
    0) printf '==> %s: done after %d s in all\n' "$title" $SECONDS ;;
    124) printf '==> %s: NOT FINISHED within %d s\n' "$title" "$limit"; unfinished_steps+=("$title") ;;
    *) printf '==> %s: FAILED after %d s in all\n' "$title" $SECONDS; failed_steps+=("$title") ;;
  esac
}

# build <preset> [--target <target>] [<option of configuring>...]: configures and builds it.
build() {
  local preset=$1 target=()
  shift
  [[ ${1-} != --target ]] || { target=("$1" "$2"); shift 2; }
  cmake --preset "$preset" --log-level=WARNING "$@" && cmake --build "build/$preset" "${target[@]}"
}
