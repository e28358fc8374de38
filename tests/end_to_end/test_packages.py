"""Packages for Debian: `cpack` makes them, lintian finds no error, and unpacked together they work."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

BUILD = Path(os.environ.get("CONVOYRISK_BINARY_DIR", Path(__file__).parents[2] / "build/release"))
NAMES = ["convoyrisk", "libconvoyrisk-dev", "libconvoyrisk1", "python3-convoyrisk"]


def make_packages(folder):
    subprocess.run(["cpack", "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", folder], cwd=folder, check=True,
                   capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"})
    return sorted(folder.glob("*.deb"))


@pytest.fixture(scope="module", name="packages")
def fixture_packages(tmp_path_factory):
    return make_packages(tmp_path_factory.mktemp("packages"))


def output_of(*words, **options):
    return subprocess.run([*map(str, words)], check=True, capture_output=True, encoding="utf-8", **options).stdout


def test_there_are_four_that_need_each_other(packages):
    fields = [output_of("dpkg-deb", "-f", package, "Package", "Depends", "Recommends") for package in packages]
    assert [field.splitlines()[0] for field in fields] == [f"Package: {name}" for name in NAMES]
    program, development, library, python = fields
    assert "libhdf5" in program and "libhdf5" not in library and "libtbb" in library
    assert "libconvoyrisk1 (=" in development and "libconvoyrisk1 (=" in python and "convoyrisk (=" in python
    assert "Recommends: python3-convoyrisk" in program and "python3-sklearn" in python.partition("Recommends: ")[2]


def test_made_again_they_are_the_same_byte_by_byte(packages, tmp_path):
    again = make_packages(tmp_path)
    assert [package.name for package in again] == [package.name for package in packages]
    for first, second in zip(packages, again):
        assert first.read_bytes() == second.read_bytes(), first.name


def test_lintian_finds_no_error(packages):
    if shutil.which("lintian") is None:
        pytest.skip("lintian is not installed")
    done = subprocess.run(["lintian", "--fail-on", "error", *packages], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout


def test_unpacked_they_work(packages, tmp_path):
    """With the libraries and the Python packages of this system."""
    for package in packages:
        output_of("dpkg-deb", "-x", package, tmp_path)
    assert (tmp_path / "usr/share/man/man1/convoyrisk.1.gz").exists()
    scenario = tmp_path / "usr/share/convoyrisk/scenarios/first-steps.yaml"
    output_of(tmp_path / "usr/bin/convoyrisk", "run", scenario, "--replications", 20, "-o", tmp_path / "r.h5")
    code = ("import convoyrisk, convoyrisk.library as l, sys; print(l.find_library());"
            "print(convoyrisk.Study(sys.argv[1]).run(replications=20).replications)")
    library, done = output_of("/usr/bin/python3", "-B", "-c", code, scenario,
                              env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tmp_path / "usr/lib/python3/dist-packages")}).split()
    assert Path(library).resolve() == tmp_path.resolve() / "usr/lib/libconvoyrisk.so.1" and done == "20"
