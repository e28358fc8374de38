"""Calling the program."""

import gc
import os
import stat
import subprocess
import sys

import pytest
from conftest import FIRST_STEPS, ROOT

from convoyrisk import ProgramError, run
from convoyrisk.program import find_program


def test_overrides_reach_the_program():
    result = run(FIRST_STEPS, replications=50, seed=7, threads=1, policies=["escort"],
                 settings={"policies.escort.escort.vehicles": 3, "horizon": "30 d", "network.roads[0].oneway": False})
    assert (result.replications, result.seed, result.policies, result.horizon_days) == (50, 7, ("escort",), 30.0)
    assert result.scenario["policies"][1]["escort"]["vehicles"] == "3"


def test_temporary_folder_lives_as_long_as_the_result():
    result = run(FIRST_STEPS, replications=10)
    folder = result.path.parent
    assert result.path.exists()
    del result
    gc.collect()
    assert not folder.exists()


def test_a_notebook_finds_the_program_of_its_checkout():
    """Its package lies on a path with `..`, which is not one folder up from anything."""
    words = "import sys; sys.path.insert(0, '..'); from convoyrisk import program; print(program.IN_CHECKOUT)"
    done = subprocess.run([sys.executable, "-B", "-c", words], cwd=ROOT / "analysis/notebooks", capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": ""})
    assert done.stdout.strip() == str(ROOT.resolve() / "build/release/engine/app/convoyrisk"), done.stderr


def test_a_named_file_stays(tmp_path):
    path = run(FIRST_STEPS, replications=10, result=tmp_path / "x.h5").path
    gc.collect()
    assert path == tmp_path / "x.h5" and path.exists()


def test_the_programs_message_is_the_error():
    with pytest.raises(ProgramError, match="cels"):
        run(FIRST_STEPS, replications=10, settings={'threat.groups."hill group".cels': 3})


def test_the_program_is_looked_for(monkeypatch, tmp_path):
    program = tmp_path / "convoyrisk"
    program.write_text("#!/bin/sh\n")
    monkeypatch.setenv("CONVOYRISK_PROGRAM", str(program))
    with pytest.raises(ProgramError, match="no program that can be run"):
        find_program()
    os.chmod(program, program.stat().st_mode | stat.S_IXUSR)
    assert find_program() == program
    monkeypatch.delenv("CONVOYRISK_PROGRAM")
    monkeypatch.setattr("convoyrisk.program.IN_CHECKOUT", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program() == program
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ProgramError, match="demo.sh"):
        find_program()


@pytest.mark.parametrize("start, package, who", [
    (["bin/convoyrisk-report", "x.h5", "-o", "x.html"], "jinja2", "convoyrisk-report: convoyrisk.report"),
    (["bin/convoyrisk-report", "x.h5", "-o", "x.html"], "h5netcdf", "convoyrisk-report: convoyrisk"),
    (["bin/convoyrisk-calibrate", "x.csv"], "jinja2", "convoyrisk-calibrate: convoyrisk.calibrate"),
    (["bin/convoyrisk-calibrate", "x.csv"], "statsmodels", "convoyrisk-calibrate: convoyrisk.calibrate"),
    (["-c", "import convoyrisk.plots"], "matplotlib", "ModuleNotFoundError: convoyrisk.plots"),
    (["-c", "import convoyrisk"], "xarray", "ModuleNotFoundError: convoyrisk")])
def test_a_missing_package_is_named_as_debian_has_it(tmp_path, start, package, who):
    (tmp_path / f"{package}.py").write_text(f"raise ModuleNotFoundError(\"No module named '{package}'\", name='{package}')\n")
    done = subprocess.run([sys.executable, "-B", *start], cwd=ROOT / "analysis", capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT / 'analysis'}"})
    message = f"{who} needs the Python package {package}, which is not installed: apt-get install python3-{package}"
    assert done.stderr.splitlines()[-1] == message
    if start[0] != "-c":
        assert done.returncode == 2 and done.stderr.count("\n") == 1
