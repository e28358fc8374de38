# Sourced by demo.sh and test.sh: steps that say what they do and how long they took, and the build that both share.
# shellcheck shell=bash

if command -v ccache >/dev/null; then
  # Paths below the checkout count as relative: what one checkout compiled serves every other.
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true
fi
jobs=$(nproc)
export CMAKE_BUILD_PARALLEL_LEVEL=$jobs CTEST_PARALLEL_LEVEL=$jobs
failed_steps=()

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

# build <preset> [--target <target>] [<option of configuring>...]: configures and builds it.
build() {
  local preset=$1 target=()
  shift
  [[ ${1-} != --target ]] || { target=("$1" "$2"); shift 2; }
  cmake --preset "$preset" --log-level=WARNING "$@" && cmake --build "build/$preset" "${target[@]}"
}
