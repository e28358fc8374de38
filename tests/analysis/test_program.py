"""Calling the program."""

import gc
import json
import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time

import numpy
import pandas
import pytest
import xarray
from conftest import EVERYTHING, FIRST_STEPS, KARAKORAM, ROOT

from convoyrisk import ProgramError, ProgramWarning, open_result, run
from convoyrisk.program import call, find_program


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


@pytest.mark.parametrize("value", [numpy.int64(3), numpy.float64(3), numpy.array(3), pandas.Series([3])[0], xarray.DataArray(3)])
def test_numbers_of_numpy_are_numbers(value):
    result = run(FIRST_STEPS, replications=numpy.float64(1e1), seed=numpy.int32(7), threads=numpy.int64(1),
                 settings={"threat.groups.\"hill group\".cells": value, "network.roads[0].oneway": numpy.bool_(False),
                           "run.keep": numpy.array(["outcomes", "legs"])})
    assert (result.replications, result.seed) == (10, 7) and result.scenario["threat"]["groups"][0]["cells"] == "3"


def test_one_policy_and_swept_arrays():
    result = run(FIRST_STEPS, replications=1e1, policies="escort", sweep={"policies.escort.escort.vehicles": numpy.arange(1, 3)})
    assert result.policies == ("escort",) and [point.split("=")[-1].strip() for point in result.points] == ["1", "2"]


def test_warnings_of_the_program_are_warnings():
    """The road is shorter than the great circle between its ends."""
    with pytest.warns(ProgramWarning, match="shorter than the great circle") as found:
        run(FIRST_STEPS, replications=10, settings={"network.roads[0].length": "5 km"})
    assert all(warning.filename == __file__ for warning in found) and "warning:" not in str(found[0].message)


def test_the_scenario_as_json_is_that_of_the_result():
    """A network from a file, and names and numbers that YAML readers take for something else."""
    for scenario, network in ((KARAKORAM, ROOT / "scenarios/networks/karakoram.geojson"), (FIRST_STEPS, None),
                              (EVERYTHING, ROOT / "tests/reference/scenarios/networks/valley.geojson")):
        told = json.loads(call("check", scenario, "--json", "--no-uncertainty"))
        expected = run(scenario, replications=10, uncertainty=False).scenario
        file = told["network"].pop("file", None)
        assert told == {**expected, "run": told["run"]}
        assert file is None if network is None else os.path.samefile(file, network)


LONG_RUN = """
import sys, convoyrisk
try:
    convoyrisk.run(sys.argv[1], replications=100_000_000, threads=1, settings={"run.keep": ["legs"]}, **eval(sys.argv[2]))
except KeyboardInterrupt as interrupt:
    print(interrupt)
"""


@pytest.mark.parametrize("whole_group", [False, True], ids=["this process", "all of the terminal"])
@pytest.mark.parametrize("named", [False, True], ids=["temporary", "named"])
def test_an_interrupt_leaves_what_was_done(tmp_path, whole_group, named):
    """As a notebook's stop, which reaches Python alone or the program too, and Ctrl-C, which reaches both."""
    given = f"dict(result={str(tmp_path / 'x.h5')!r})" if named else "{}"
    child = subprocess.Popen([sys.executable, "-B", "-c", LONG_RUN, FIRST_STEPS, given], stdout=subprocess.PIPE,
                             encoding="utf-8", process_group=0,
                             env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT / "analysis")})
    try:
        wait_for(lambda: any(path.stat().st_size > 20_000 for path in tmp_path.rglob("*.partial")))
        (os.killpg if whole_group else os.kill)(child.pid, signal.SIGINT)
        said = child.communicate(timeout=60)[0]
    finally:
        child.kill()
        child.wait()
    path, = tmp_path.rglob("*.h5")
    assert re.search(rf"interrupted: {path} holds the first [\d,]+ of [\d,]+ replications", said), said
    assert f"result={str(path)!r}, resume=True" in said
    with pytest.warns(UserWarning, match="partial"):
        begun = open_result(path)
    assert not begun.complete and begun.replications >= 256
    longer = run(FIRST_STEPS, result=path, resume=True, replications=begun.replications + 256,
                 settings={"run.keep": ["legs"]})
    assert longer.complete and longer.replications == begun.replications + 256


def test_a_terminals_interrupt_does_not_reach_the_program_itself(tmp_path):
    """It would come twice, by the terminal and by Python, and the second one does not wait."""
    program = tmp_path / "program"
    program.write_text('#!/bin/sh\nexec ps -o pgid= -p $$\n')
    program.chmod(0o755)
    assert int(call(program=program)) != os.getpgid(0)


def test_an_interrupt_may_come_between_two_waits(tmp_path, monkeypatch):
    """While Python looks whether the program still writes, too: the program is asked to stop, not killed."""
    program, ready = tmp_path / "program", tmp_path / "ready"
    program.write_text(f'#!/bin/sh\ntrap "echo stopped >&2; exit 130" INT\ntouch "{ready}"\nwhile :; do sleep 0.05; done\n')
    program.chmod(0o755)
    is_alive, interrupts = threading.Thread.is_alive, []

    def interrupted_once(thread):
        if ready.exists() and not interrupts:
            interrupts.append(thread)
            raise KeyboardInterrupt
        return is_alive(thread)

    monkeypatch.setattr(threading.Thread, "is_alive", interrupted_once)
    with pytest.raises(KeyboardInterrupt, match="stopped"):
        call(program=program)
    assert len(interrupts) == 1


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


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
    (["bin/convoyrisk-calibrate", "x.csv"], "networkx", "convoyrisk-calibrate: convoyrisk.calibrate"),
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
