#!/usr/bin/env bash
# Installs the Debian 12 packages that are needed and not there yet. Asks nothing; needs the network (and root or sudo) only
# when something is missing.
#   tools/install-dependencies.sh demo   what builds the program, and runs it and its report: all that ./demo.sh needs
#   tools/install-dependencies.sh test   also what the tests and the notebooks need: all that ./test.sh needs
#   tools/install-dependencies.sh        also MPI, a browser, clang's tools and what the benchmarks need: for ./test.sh --all
set -euo pipefail

demo=(
  # build
  g++ cmake ninja-build
  # libraries of the engine
  libeigen3-dev libtbb-dev libyaml-cpp-dev libhdf5-dev librandom123-dev libcli11-dev libfmt-dev nlohmann-json3-dev libboost-dev
  # convoyrisk import
  libosmium2-dev libprotozero-dev libexpat1-dev zlib1g-dev libbz2-dev
  # the report
  python3 python3-numpy python3-scipy python3-h5py python3-h5netcdf python3-xarray python3-pandas python3-yaml
  python3-jinja2 python3-markupsafe
)
test=(
  git ccache catch2
  python3-pytest python3-jsonschema python3-netcdf4 python3-networkx python3-matplotlib mypy flake8
  # the report's workbook
  python3-openpyxl
  # sensitivity, and the value of information
  python3-openturns python3-sklearn
  # bars of progress; workers that run studies
  python3-tqdm python3-joblib python3-dask python3-cloudpickle
  # the wheel
  python3-pip python3-venv python3-wheel python3-setuptools
  # docs/ as a site; packages for Debian
  mkdocs dpkg-dev file lintian
  # notebooks of analysis/
  python3-nbformat python3-nbclient python3-ipykernel
)
all=(
  clang-format-14 clang-tidy-14
  # the preset mpi
  libopenmpi-dev openmpi-bin
  # the test of the report in a browser
  python3-selenium chromium chromium-driver poppler-utils
  # benchmarks
  libbenchmark-dev python3-simpy
)

case "${1-all}" in
  demo) packages=("${demo[@]}") ;;
  test) packages=("${demo[@]}" "${test[@]}") ;;
  all) packages=("${demo[@]}" "${test[@]}" "${all[@]}") ;;
  *) echo "Usage: tools/install-dependencies.sh [demo | test | all]" >&2; exit 2 ;;
esac

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done

if [[ ${#missing[@]} -eq 0 ]]; then
  echo "All ${#packages[@]} packages are installed."
  exit 0
fi

echo "Installing ${#missing[@]} missing packages with apt-get: ${missing[*]}"
as_root=()
if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "Not root and no sudo here: ask an administrator to install them." >&2; exit 1; }
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update --quiet=2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}"
