#!/usr/bin/env bash
# Installs the Debian 12 packages that the build and the tests need and that are not there yet. Asks nothing; needs the
# network (and root or sudo) only when something is missing.
set -euo pipefail

packages=(
  # build
  g++ cmake ninja-build git ccache
  # libraries of the engine
  libeigen3-dev libtbb-dev libyaml-cpp-dev libhdf5-dev librandom123-dev libcli11-dev libfmt-dev nlohmann-json3-dev
  libboost-dev libboost-math-dev
  # convoyrisk import
  libosmium2-dev libprotozero-dev libexpat1-dev zlib1g-dev libbz2-dev
  # tests and benchmarks
  catch2 libbenchmark-dev clang-format-14 clang-tidy-14
  # the preset mpi
  libopenmpi-dev openmpi-bin
  # the Python side
  python3 python3-numpy python3-scipy python3-h5py python3-h5netcdf python3-netcdf4 python3-xarray python3-yaml
  # calibration
  python3-statsmodels python3-openturns
  python3-networkx python3-simpy python3-matplotlib python3-pytest python3-jsonschema
  # notebooks of analysis/
  python3-nbformat python3-nbclient python3-ipykernel
  # the report and its test in a browser
  python3-jinja2 python3-markupsafe python3-selenium chromium chromium-driver
  # the analysis package
  python3-pandas mypy flake8
)

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
