"""The program as a user calls it, and small scenarios to call it with."""

import json
import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import h5py

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
PROGRAM = os.environ.get("CONVOYRISK_PROGRAM", str(ROOT / "build/release/engine/app/convoyrisk"))
FIRST_STEPS = ROOT / "scenarios/first-steps.yaml"
REFERENCE_SCENARIOS = ROOT / "tests/reference/scenarios"
EVERYTHING = REFERENCE_SCENARIOS / "12-everything.yaml"


def call(*words, **options):
    """Runs the program to its end: stdout, stderr and returncode as text."""
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, encoding="utf-8", timeout=280, **options)


def succeed(*words, **options):
    done = call(*words, **options)
    assert done.returncode == 0, done.stderr
    return done


def simulate(scenario, result, *words):
    """Runs a scenario into a result file, and gives back what --json says of it."""
    return json.loads(succeed("run", scenario, "-o", result, "--quiet", "--json", *words).stdout)


def wait_for_log(run, log, size):
    """Until the log of a run under way holds more than so many bytes, or the run is over: whatever the machine's speed."""
    while run.poll() is None and not (log.exists() and log.stat().st_size > size):
        time.sleep(0.001)


def outcomes(result, policy):
    """{outcome: values by replication} of one policy of a result file."""
    with h5py.File(result) as file:
        group = file["outcomes"]
        row = list(group["policy"].asstr()).index(policy)
        return {name: values[row] for name, values in group.items() if values.ndim == 2}


def assert_equal_outcomes(first, second):
    assert list(first) == list(second) and len(first) > 30
    assert [name for name in first if first[name].tobytes() != second[name].tobytes()] == []


def tree(folder):
    """{path: bytes} of all that is in a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def widest(text):
    """Characters of the longest line."""
    return max(map(len, text.splitlines()))


def no_large_files(bytes_):
    """For a process before it starts: no file of it grows beyond so many bytes."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that a write fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    return limit
