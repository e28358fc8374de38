"""Types and style of the whole Python package."""

import subprocess

import pytest

from conftest import ROOT

ANALYSIS = ROOT / "analysis"


def complaints(command, **options):
    done = subprocess.run(command, cwd=ANALYSIS, capture_output=True, encoding="utf-8", **options)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def mypy(tmp_path_factory):
    return ["/usr/bin/mypy", "--cache-dir", str(tmp_path_factory.mktemp("mypy"))]


def test_types_are_strict(mypy):
    assert complaints([*mypy, "-p", "convoyrisk"]) == ""


def test_style_is_kept():
    assert complaints(["/usr/bin/python3", "-m", "flake8", "."]) == ""


def test_a_wrong_type_is_found(mypy, tmp_path):
    (tmp_path / "wrong.py").write_text('from convoyrisk import open_result\n\nnumber: int = open_result("a.h5").title\n')
    assert "Incompatible types" in complaints([*mypy, "--config-file", "pyproject.toml", str(tmp_path / "wrong.py")])
