"""Every call to the file system fails once, in turn: the disk is full, the device breaks, a write is cut short, the program is killed.
After each the exit code and the message are right, no file is half written, and no block that was done is lost."""

import errno
import os
import re
import signal
import subprocess
import sys

import pytest

from program import FIRST_STEPS, PROGRAM, ROOT

SHIM = os.environ.get("CONVOYRISK_FAULT_SHIM", "")
BLOCK = 256
REPLICATIONS = 1000  # four blocks, the last a short one
MODES = {"full": str(errno.ENOSPC), "broken": str(errno.EIO), "killed": "kill", "short": "short"}
PYTHON = {"PYTHONPATH": str(ROOT / "analysis"), "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}

pytestmark = pytest.mark.skipif(not SHIM, reason="needs the shim that the build makes")


def call(line, folder, number=0, mode="0", log=None):
    environment = {**os.environ, **PYTHON, "LD_PRELOAD": SHIM, "FAULT_FOLDER": str(folder), "FAULT_N": str(number), "FAULT_MODE": mode,
                   "FAULT_LOG": str(log or "")}
    return subprocess.run([str(word) for word in line], capture_output=True, encoding="utf-8", timeout=120, env=environment, cwd=folder.parent)


def calls_of(line, folder, log):
    """What a run without a fault calls, one line a call."""
    log.unlink(missing_ok=True)
    done = call(line, folder, log=log)
    assert done.returncode == 0, done.stderr
    return log.read_text(encoding="utf-8").splitlines()


def run_line(folder, *further, scenario=FIRST_STEPS):
    return [PROGRAM, "run", scenario, "-o", folder / "run.h5", "--replications", REPLICATIONS, "--threads", 1, *further]


def emptied(folder, kept=()):
    for path in folder.iterdir():
        if path.name not in kept:
            path.unlink()


def going_on_from(done):
    found = re.search(r"going on from ([\d,]+) replications", done.stderr)
    return int(found[1].replace(",", "")) if found else 0


def check_end(done, mode, folder, output, call_that_failed):
    """The right code; a message with a name in it where the program could still say something."""
    if mode == "killed":
        assert done.returncode == -signal.SIGKILL
        return
    assert done.returncode in ((0,) if mode == "short" else (0, 1, 2)), done.stderr
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()[-1]
        assert str(output) in said and os.strerror(int(MODES[mode])) in said, said
    unfinished = [path.name for path in folder.iterdir() if path.name.endswith(".tmp")]
    assert " unlink " in call_that_failed or not unfinished, unfinished  # what could not be removed stays


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "work"
    folder.mkdir()
    assert call(run_line(folder), folder).returncode == 0
    return (folder / "run.h5").read_bytes()


def fail_each(calls, line, folder, log, mode, before, replications_before, whole):
    """Each call fails once, in a folder that holds what was there before; then the run is resumed."""
    heads = 0 if "run.h5.partial" in before else 1  # records of the log that are no blocks
    for number in range(1, len(calls) + 1):
        emptied(folder)
        for name, data in before.items():
            (folder / name).write_bytes(data)
        log.unlink()
        done = call(line, folder, number, MODES[mode], log)
        if "write" not in calls[number - 1].split()[1] and mode == "short":
            continue
        check_end(done, mode, folder, folder / "run.h5", calls[number - 1])
        result = folder / "run.h5"
        there = result.read_bytes() if result.exists() else None
        assert there in (None, whole, before.get("run.h5")), calls[number - 1]
        records = sum(" fdatasync " in text and "run.h5.partial" in text for text in calls[:number - 1])
        blocks = max(0, records - heads)
        kept = min(REPLICATIONS, (replications_before + BLOCK * blocks) // (BLOCK if blocks else 1) * (BLOCK if blocks else 1))
        again = call([*line, *([] if "--resume" in line else ["--resume"])], folder)
        assert again.returncode == 0, (calls[number - 1], again.stderr)
        assert going_on_from(again) >= kept or there == whole, (calls[number - 1], kept, again.stderr)
        assert result.read_bytes() == whole and not (folder / "run.h5.partial").exists(), calls[number - 1]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("begun", ["anew", "resumed", "extended"])
def test_a_run_loses_no_block_that_was_done(mode, begun, whole, tmp_path):
    """`anew`: nothing there; `resumed`: a log with two blocks; `extended`: a shorter result."""
    folder, log, before = tmp_path / "work", tmp_path / "calls", {}
    folder.mkdir()
    line = run_line(folder, *([] if begun == "anew" else ["--resume"]))
    replications_before = 0
    if begun == "resumed":
        calls = calls_of(run_line(folder), folder, log)
        emptied(folder)
        third = [index for index, text in enumerate(calls) if " fdatasync " in text][3]
        call(run_line(folder), folder, third + 1, "kill")
        replications_before = 2 * BLOCK
    elif begun == "extended":
        assert call([word if word != REPLICATIONS else 300 for word in run_line(folder)], folder).returncode == 0
        replications_before = 300
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    calls = calls_of(line, folder, log)
    fail_each(calls, line, folder, log, mode, before, replications_before, whole)


@pytest.mark.parametrize("mode", ["killed"])
def test_a_run_of_six_policies_loses_no_block_either(mode, tmp_path):
    folder, log = tmp_path / "work", tmp_path / "calls"
    folder.mkdir()
    line = run_line(folder, scenario=ROOT / "scenarios/karakoram.yaml")
    calls = calls_of(line, folder, log)
    fail_each(calls, line, folder, log, mode, {}, 0, (folder / "run.h5").read_bytes())


def test_a_run_whose_threads_cannot_be_made_does_all_in_the_first(tmp_path):
    results = []
    for name, threads in (("two", {}), ("none", {"FAULT_THREADS": "none"})):
        (tmp_path / name).mkdir()
        line = [PROGRAM, "run", FIRST_STEPS, "-o", tmp_path / name / "run.h5", "--replications", str(REPLICATIONS), "--threads", "3"]
        done = subprocess.run(line, capture_output=True, encoding="utf-8", timeout=120, env={**os.environ, "LD_PRELOAD": SHIM, **threads})
        assert done.returncode == 0, done.stderr
        results.append((tmp_path / name / "run.h5").read_bytes())
    assert results[0] == results[1]


@pytest.fixture
def inputs(whole, tmp_path):
    """What other commands read, outside of the folder where calls fail."""
    (tmp_path / "whole.h5").write_bytes(whole)
    (tmp_path / "roads.csv").write_text("from,to,length_km\na,b,3\nb,c,4\n", encoding="utf-8")
    (tmp_path / "places.csv").write_text("name,lat,lon\na,34,73\nb,34.02,73\nc,34.04,73.02\n", encoding="utf-8")
    return tmp_path


def command(name, inputs, output):
    if name == "merge":
        return [PROGRAM, "merge", inputs / "whole.h5", "-o", output]
    if name == "import":
        return [PROGRAM, "import", "csv", inputs / "roads.csv", "--nodes", inputs / "places.csv", "-o", output]
    if name == "trace":
        return [PROGRAM, "trace", FIRST_STEPS, "--policy", "escort", "--replication", 0, "-o", output]
    if name == "report":
        return [sys.executable, "-m", "convoyrisk.report.command", inputs / "whole.h5", "-o", output]
    return [sys.executable, "-m", "convoyrisk.calibrate.command", ROOT / "docs/data/ucdp-ged-pakistan-2010-2021.csv", "--network",
            ROOT / "scenarios/networks/karakoram.geojson", "--share", "0.05", "--convoy-km-per-year", "100000", "-o", output]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["merge", "import", "trace", "report", "calibrate"])
def test_a_file_is_the_old_one_or_the_whole_new_one(name, mode, inputs, tmp_path):
    folder, log = tmp_path / "work", tmp_path / "calls"
    folder.mkdir()
    output = folder / "out"
    line = command(name, inputs, output)
    calls = calls_of(line, folder, log)
    new = output.read_bytes()
    slow = name in ("report", "calibrate")
    for number in range(1, len(calls) + 1):
        if slow and mode == "short" and " write " not in calls[number - 1]:
            continue  # seconds each
        emptied(folder)
        done = call(line, folder, number, MODES[mode])
        check_end(done, mode, folder, output, calls[number - 1])
        assert not output.exists() or output.read_bytes() == new, calls[number - 1]
        assert done.returncode != 0 or output.read_bytes() == new, calls[number - 1]
        if name == "merge":
            assert call(line, folder).returncode == 0, calls[number - 1]
