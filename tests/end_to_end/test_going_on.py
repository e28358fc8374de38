"""Work that was done is never lost: runs that are interrupted, killed, cut off or made longer, and runs in parts, end with the very
file of the run that went through."""

import random
import re
import resource
import signal
import subprocess
import time

import h5py
import pytest

from program import EVERYTHING, FIRST_STEPS, PROGRAM, call, succeed, wait_for_log

REPLICATIONS = 4000  # sixteen blocks, the last a short one
SEED = 20261124  # of the instants at which runs are killed


def words(result, *further, replications=REPLICATIONS, scenario=FIRST_STEPS):
    return ["run", str(scenario), "-o", str(result), "--replications", str(replications), "--quiet", *map(str, further)]


def loud(*line, **settings):
    return [word for word in words(*line, **settings) if word != "--quiet"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    result = tmp_path_factory.mktemp("whole") / "run.h5"
    begin = time.monotonic()
    succeed(*words(result, "--threads", 1))
    return result.read_bytes(), time.monotonic() - begin


def log(result):
    return result.with_name(result.name + ".partial")


def finish(result, *further):
    succeed(*words(result, "--resume", *further))
    assert not log(result).exists()
    return result.read_bytes()


def test_a_run_that_is_killed_at_any_instant_goes_on_to_the_same_file(whole, tmp_path):
    draw = random.Random(SEED)
    killed_midway = 0
    for attempt in range(20):
        result = tmp_path / f"{attempt}.h5"
        threads = str(draw.choice([1, 2]))
        with subprocess.Popen([PROGRAM, *words(result, "--threads", threads)], stdout=subprocess.DEVNULL) as run:
            if attempt % 2 == 0:
                time.sleep(draw.uniform(0, whole[1]))
            else:  # some blocks are done, whatever the machine is at
                wait_for_log(run, log(result), draw.choice([50_000, 400_000, 1_000_000]))
            run.send_signal(signal.SIGKILL)
        killed_midway += log(result).exists()
        assert finish(result) == whole[0], f"attempt {attempt}"
    assert killed_midway >= 5


@pytest.mark.parametrize("keep", ["[outcomes, legs, days, severity]", "[]"])
def test_the_size_of_the_log_is_foretold(keep, tmp_path):
    """A disk that holds the result but not the log beside it is refused before the run, and not days later."""
    result, line = tmp_path / "run.h5", ["--set", f"run.keep={keep}"]
    with subprocess.Popen([PROGRAM, *words(result, *line, replications=10_000_000)], stdout=subprocess.DEVNULL) as run:
        while not log(result).exists() or log(result).stat().st_size < 500_000:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    size = log(result).stat().st_size
    with subprocess.Popen([PROGRAM, *loud(result, "--resume", *line, replications=10_000_000)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, encoding="utf-8") as run:
        replications = next(int(found[1].replace(",", "")) for text in run.stderr if (found := re.match(r"going on from ([\d,]+)", text)))
        run.send_signal(signal.SIGKILL)
    said = succeed(*loud(tmp_path / "b.h5", *line)).stderr
    foretold = float(re.search(r"a log of at most about ([\d.,]+) MB", said)[1]) * 1e6 / REPLICATIONS
    assert size / replications < foretold < 2 * size / replications


def test_a_run_that_is_killed_again_and_again_gets_there(whole, tmp_path):
    draw = random.Random(SEED + 1)
    result = tmp_path / "run.h5"
    for _ in range(10):
        with subprocess.Popen([PROGRAM, *words(result, "--resume", "--threads", "1")], stdout=subprocess.DEVNULL) as run:
            time.sleep(draw.uniform(0.02, whole[1] / 3))
            run.send_signal(signal.SIGKILL)
    assert finish(result) == whole[0]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_a_valid_result_and_says_how_to_go_on(whole, tmp_path, stop):
    """One thread: with more, the first block may be the last one done, and there is no result without it."""
    result = tmp_path / "run.h5"
    with subprocess.Popen([PROGRAM, *words(result, "--threads", "1", replications=400_000)], stderr=subprocess.PIPE,
                          stdout=subprocess.DEVNULL, encoding="utf-8") as run:
        while not log(result).exists() or log(result).stat().st_size < 100_000:
            time.sleep(0.01)
        run.send_signal(stop)
        message = run.stderr.read()
    assert run.returncode == 130 and "--resume goes on" in message
    with h5py.File(result) as file:
        assert file.attrs["complete"] == 0
        done = int(file.attrs["replications"])
        assert done % 256 == 0 and file["outcomes/killed"].shape[1] == done
    assert "interrupted" in succeed("compare", result).stdout
    succeed(*words(result, "--resume", replications=done + 300))
    succeed(*words(tmp_path / "direct.h5", replications=done + 300))
    assert result.read_bytes() == (tmp_path / "direct.h5").read_bytes()


def killed_log(whole, result):
    """The log of a run that was killed after some blocks."""
    for _ in range(6):
        with subprocess.Popen([PROGRAM, *words(result, "--threads", "1")], stdout=subprocess.DEVNULL) as run:
            wait_for_log(run, log(result), 500_000)
            run.send_signal(signal.SIGKILL)
        if log(result).exists() and log(result).stat().st_size > 50_000:
            return log(result).read_bytes()
        log(result).unlink(missing_ok=True)
        result.unlink(missing_ok=True)
    raise AssertionError("no run could be killed midway")


def test_a_log_that_is_cut_off_or_damaged_anywhere_goes_on_from_what_is_whole(whole, tmp_path):
    """As a power loss leaves it: the last record may be there in part, or hold anything."""
    result = tmp_path / "run.h5"
    bytes_of_log = killed_log(whole, result)
    draw = random.Random(SEED + 2)
    for attempt in range(12):
        cut = draw.choice([draw.randrange(20, 400), draw.randrange(400, len(bytes_of_log))])
        tail = draw.randbytes(draw.choice([0, 0, 5, 3000]))
        log(result).write_bytes(bytes_of_log[:cut] + tail)
        result.unlink(missing_ok=True)
        assert finish(result) == whole[0], f"cut at {cut}"


def test_a_disk_that_is_full_keeps_what_was_done(whole, tmp_path):
    result = tmp_path / "run.h5"
    limit = 60_000
    done = call(*words(result), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert done.returncode == 1 and f"cannot write {log(result)}: File too large" in done.stderr and "--resume goes on" in done.stderr
    assert not result.exists()
    assert finish(result) == whole[0]


def test_the_log_of_an_interrupted_run_is_not_overwritten(whole, tmp_path):
    result = tmp_path / "run.h5"
    before = killed_log(whole, result)
    refused = call(*words(result))
    assert refused.returncode == 2 and "go on with it by --resume, or remove it" in refused.stderr
    assert log(result).read_bytes() == before


@pytest.mark.parametrize("change, reason", [
    (["--seed", "7"], "it has the seed"),
    (["--set", "threat.groups[0].cells=9"], 'threat.groups."hill group".cells is 2 there, not 9\n'),
    (["--set", "threat.groups[0].engage=0.1", "--set", "horizon=80 d"], "horizon is 2160 h there, not 1920 h (and 1 more differ)\n"),
    (["--policy", "escort"], "it has the policies"),
], ids=["seed", "one value", "two values", "policies"])
def test_only_the_same_run_goes_on(whole, tmp_path, change, reason):
    """From the log of a run that was killed, and from a result."""
    result = tmp_path / "run.h5"
    killed_log(whole, result)
    for _ in ("log", "result"):
        refused = call(*words(result, "--resume", *change))
        assert refused.returncode == 2 and reason in refused.stderr
        finish(result)


def test_more_replications_extend_a_result(tmp_path):
    for scenario, steps in ((FIRST_STEPS, (1, 256, 700, 1000)), (EVERYTHING, (100, 300))):
        result = tmp_path / f"{scenario.stem}.h5"
        for replications in steps:
            succeed(*words(result, "--resume", replications=replications, scenario=scenario))
        direct = tmp_path / f"{scenario.stem}-direct.h5"
        succeed(*words(direct, replications=steps[-1], scenario=scenario))
        assert result.read_bytes() == direct.read_bytes()
        fewer = call(*words(result, "--resume", replications=50, scenario=scenario))
        assert fewer.returncode == 2 and "more than the 50 asked for" in fewer.stderr


def test_an_extension_that_is_killed_goes_on(tmp_path):
    result = tmp_path / "run.h5"
    draw = random.Random(SEED + 3)
    succeed(*words(result, replications=1000))
    for _ in range(3):
        with subprocess.Popen([PROGRAM, *words(result, "--resume", "--threads", "1")], stdout=subprocess.DEVNULL) as run:
            time.sleep(draw.uniform(0.05, 0.2))
            run.send_signal(signal.SIGKILL)
    final = finish(result)
    succeed(*words(tmp_path / "direct.h5"))
    assert final == (tmp_path / "direct.h5").read_bytes()


# --- shards ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shards")
    files = []
    for first, end in ((0, 3), (3, 4), (4, 16)):
        files.append(folder / f"{first}.h5")
        succeed(*words(files[-1], "--blocks", f"{first}..{end}"))
    return files


def test_shards_merge_to_the_file_of_one_run(whole, shards, tmp_path):
    done = succeed("merge", shards[1], shards[2], shards[0], "-o", tmp_path / "merged.h5")
    assert (tmp_path / "merged.h5").read_bytes() == whole[0]
    assert succeed("compare", tmp_path / "merged.h5").stdout == done.stdout


def test_shards_that_do_not_fit_are_refused(shards, tmp_path):
    def refused(*files):
        done = call("merge", *files, "-o", tmp_path / "merged.h5")
        assert done.returncode == 2 and not (tmp_path / "merged.h5").exists()
        return done.stderr

    assert f"blocks 3..4 are missing between {shards[0]} and {shards[2]}" in refused(shards[0], shards[2])
    assert "overlap: both hold block 3" in refused(shards[0], shards[1], shards[1])
    other = tmp_path / "other.h5"
    succeed(*words(other, "--blocks", "3..4", "--seed", "2"))
    assert "are of different runs" in refused(shards[0], other, shards[2])
    short = tmp_path / "short.h5"
    succeed(*words(short, replications=100))
    succeed(*words(tmp_path / "next.h5", "--blocks", "1..2", replications=512))
    assert "ends with a short block" in refused(short, tmp_path / "next.h5")


@pytest.mark.parametrize("text", ["3", "3..3", "5..4", "0..17", "-1..2", "a..b", "0..2x"])
def test_blocks_that_are_not_there_are_refused(tmp_path, text):
    refused = call(*words(tmp_path / "run.h5"), f"--blocks={text}")
    assert refused.returncode == 2 and "--blocks" in refused.stderr
    assert not (tmp_path / "run.h5").exists()


# --- uncertainty and sweeps go the same ways ---------------------------------------------------------------------------------


@pytest.fixture
def uncertain(tmp_path):
    """A scenario with a sweep and with parameters that are not known."""
    text = FIRST_STEPS.read_text(encoding="utf-8")
    scenario = tmp_path / "uncertain.yaml"
    scenario.write_text(text + """
sweep: {cross: {"threat.groups[0].cells": [1, 3]}}
uncertainty:
  draws: 30
  inner: 4
  parameters:
    "threat.groups[0].engage": {uniform: [0.3, 0.9]}
""", encoding="utf-8")
    return scenario


def test_draws_are_resumed_extended_and_merged(uncertain, tmp_path):
    def run(result, *further):
        succeed("run", uncertain, "-o", result, "--quiet", *further)
        return result.read_bytes()

    direct = run(tmp_path / "direct.h5")
    assert run(tmp_path / "threads.h5", "--threads", 1) == direct
    run(tmp_path / "grown.h5", "--draws", 12)
    assert run(tmp_path / "grown.h5", "--resume") == direct
    parts = [tmp_path / f"part{i}.h5" for i in range(3)]
    for part, blocks in zip(parts, ("0..1", "1..20", "20..30")):
        run(part, "--blocks", blocks)
    succeed("merge", *parts, "-o", tmp_path / "merged.h5")
    assert (tmp_path / "merged.h5").read_bytes() == direct
    with h5py.File(tmp_path / "direct.h5") as file:
        assert file["uncertainty/value"].shape == (1, 30)
        assert file["summary/mean"].shape[:2] == (2, 2) and file["blocks/mean"].shape[:2] == (30, 2)
        assert (file["summary/mean"][1] != file["summary/mean"][0]).any()
