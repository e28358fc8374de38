"""Types (mypy, strict) and style (flake8) of all of analysis/."""

import os
import subprocess
import sys
from pathlib import Path

ANALYSIS = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2])) / "analysis"
FLAKE8 = ["flake8", "--config", ANALYSIS / ".flake8"]


def mypy(cache):
    return ["mypy", "--config-file", ANALYSIS / "pyproject.toml", "--cache-dir", cache]


def check(*words, folder=ANALYSIS):
    command = [sys.executable, "-B", "-m", *map(str, words)]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    return done.returncode, done.stdout + done.stderr


def test_types(tmp_path):
    code, report = check(*mypy(tmp_path), "-p", "convoyrisk")
    assert code == 0, report


def test_style():
    code, report = check(*FLAKE8, ".")
    assert code == 0, report


def test_wrong_types_are_found(tmp_path):
    (tmp_path / "wrong.py").write_text("def f(x):\n    return x\n\n\nx: int = 'a'\n")
    code, report = check(*mypy(tmp_path), "wrong.py", folder=tmp_path)
    assert code == 1 and "no-untyped-def" in report and "assignment" in report


def test_wrong_style_is_found(tmp_path):
    (tmp_path / "wrong.py").write_text("import os\nx = '" + 130 * "a" + "'\n")
    code, report = check(*FLAKE8, ".", folder=tmp_path)
    assert code == 1 and "F401" in report and "E501" in report
