"""Requests for memory fail, here and there through a command, one alone or all from it on. The exit code and the message are right, no
file is half written, and no block that was done is lost: after that the command, with --resume where it is a run, gives the same bytes.

What the HDF5 library asks for itself is left out of that: it may end by a signal, and what holds then is looked at below."""

import os
import random
import re
import subprocess

import pytest

from program import FIRST_STEPS, PROGRAM

SHIM = os.environ.get("CONVOYRISK_MEMORY_SHIM", "")
TRIES = 20
TRIES_OF_A_RUN = 10  # which waits for the disk, and is gone on with after each
ABSORBED = 3  # of these: what the C library asks for and can do without, such as a buffer

pytestmark = pytest.mark.skipif(not SHIM, reason="needs the shim that the build makes")


def call(line, folder, number=0, last="", of="", count=None):
    environment = {**os.environ, "LD_PRELOAD": SHIM, "MEMORY_N": str(number), "MEMORY_LAST": last, "MEMORY_OF": of, "MEMORY_LOG": str(count or "")}
    return subprocess.run([PROGRAM, *map(str, line)], capture_output=True, encoding="utf-8", timeout=120, env=environment, cwd=folder)


def sample(total, seed, tries=TRIES):
    """Numbers of requests: some of the first hundred, in which options are read, and some of all."""
    source = random.Random(seed)
    return sorted({source.randint(1, 100) for _ in range(tries // 5)} | {source.randint(1, total) for _ in range(tries)})


def number_of_requests(line, folder, of=""):
    count = folder.parent / "count"
    done = call(line, folder, of=of, count=count)
    assert done.returncode == 0, done.stderr
    total = int(count.read_text(encoding="ascii"))
    assert total > 1000
    return total


def emptied(folder):
    for path in folder.iterdir():
        path.unlink()


def files(folder):
    """{name: bytes} of what is there, but for the record of how long it took."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(".timing.json")}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    assert call(["run", FIRST_STEPS, "-o", "whole.h5", "--replications", 600], folder).returncode == 0
    (folder / "roads.csv").write_text("from,to,length_km\na,b,3\nb,c,4\n", encoding="utf-8")
    (folder / "places.csv").write_text("name,lat,lon\na,34,73\nb,34.02,73\nc,34.04,73.02\n", encoding="utf-8")
    return folder


RUN = ["run", FIRST_STEPS, "-o", "run.h5", "--replications", 600, "--threads", 1]


def command(name, inputs):
    return {
        "check": ["check", FIRST_STEPS],
        "compare": ["compare", inputs / "whole.h5"],
        "merge": ["merge", inputs / "whole.h5", "-o", "merged.h5"],
        "import": ["import", "csv", inputs / "roads.csv", "--nodes", inputs / "places.csv", "-o", "n.geojson"],
        "trace": ["trace", FIRST_STEPS, "--policy", "escort", "--replication", 0, "-o", "trace.jsonl"],
        "tail": ["run", FIRST_STEPS, "--tail", "-o", "tail.h5", "--replications", 512, "--threads", 1],
    }[name]


@pytest.mark.parametrize("last", ["one", "all"])
@pytest.mark.parametrize("name", ["check", "compare", "merge", "import", "trace", "tail"])
def test_a_command_ends_with_a_message_and_writes_all_or_nothing(name, last, inputs, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    line = command(name, inputs)
    numbers = sample(number_of_requests(line, folder), name, TRIES_OF_A_RUN if name == "tail" else TRIES)
    whole = files(folder)
    failed = 0
    for number in numbers:
        emptied(folder)
        done = call(line, folder, number, last)
        assert done.returncode in (0, 1), (number, done)
        failed += done.returncode
        if done.returncode == 1:
            said = done.stderr.splitlines()[-1]
            assert "memory" in said, (number, said)
        assert files(folder) in ({}, whole), number
        assert done.returncode == 1 or files(folder) == whole, number
    assert failed >= len(numbers) - ABSORBED


@pytest.mark.parametrize("last", ["one", "all"])
def test_a_run_loses_no_block_that_was_done(last, tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    numbers = sample(number_of_requests(RUN, folder), "run", TRIES_OF_A_RUN)
    whole = files(folder)
    kept = 0
    for number in numbers:
        emptied(folder)
        done = call(RUN, folder, number, last)
        there = files(folder)
        assert done.returncode in (0, 1) and set(there) <= {"run.h5", "run.h5.partial"}, (number, done)
        assert done.returncode == 0 or "memory" in done.stderr.splitlines()[-1], (number, done.stderr)
        assert there.get("run.h5") in (None, whole["run.h5"]), number
        blocks = re.search(r"keeps (\d+) blocks", done.stderr)
        again = call([*RUN, "--resume"], folder)
        assert again.returncode == 0 and files(folder) == whole, (number, again.stderr)
        if blocks:
            before = min(256 * int(blocks[1]), 600)
            assert f"going on from {before} replications" in again.stderr, (number, again.stderr)
            kept += 1
    assert kept > 0 or last == "all"  # what the log keeps is told where there is memory for it


def test_where_hdf5_has_no_memory_nothing_is_lost_either(tmp_path):
    """Whatever the code: the library ends the program by a signal in some of its requests."""
    folder = tmp_path / "work"
    folder.mkdir()
    numbers = sample(number_of_requests(RUN, folder, "hdf5"), "hdf5", TRIES_OF_A_RUN)
    whole = files(folder)
    for number in numbers:
        emptied(folder)
        done = call(RUN, folder, number, of="hdf5")
        assert files(folder).get("run.h5") in (None, whole["run.h5"]), number
        assert done.returncode != 0 or files(folder) == whole, number
        again = call([*RUN, "--resume"], folder)
        assert again.returncode == 0 and files(folder) == whole, (number, again.stderr)
        assert "run.h5" in set(files(folder)) and (done.returncode == 0 or "going on from 600 replications" in again.stderr), number
