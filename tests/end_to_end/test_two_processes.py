"""Two processes that want one output: one of them writes it, the other is told who does, and no file is of both."""

import os
import re
import signal
import subprocess
import time

import pytest

from program import FIRST_STEPS, PROGRAM, call, succeed

MANY = 4_000_000  # replications: far more than are done before the run is ended
FEW = 2000


def words(result, *further, replications=FEW):
    return ["run", FIRST_STEPS, "-o", result, "--replications", replications, "--quiet", "--threads", 1, *further]


def log(result):
    return result.with_name(result.name + ".partial")


def wait_for(condition):
    for _ in range(3000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that")


@pytest.fixture(scope="module")
def shard(tmp_path_factory):
    result = tmp_path_factory.mktemp("shard") / "shard.h5"
    succeed(*words(result))
    return result


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """The log of a long run that was killed."""
    result = tmp_path_factory.mktemp("begun") / "run.h5"
    with subprocess.Popen([PROGRAM, *map(str, words(result, replications=MANY))], stdout=subprocess.DEVNULL) as run:
        wait_for(lambda: log(result).exists() and log(result).stat().st_size > 200_000)
        run.kill()
    return log(result).read_bytes()


def commands(result, shard):
    return {"run": words(result), "resume": words(result, "--resume"), "merge": ["merge", shard, "-o", result],
            "tail": ["run", FIRST_STEPS, "-o", result, "--tail", "--quiet", "--replications", 300]}


@pytest.mark.parametrize("first", ["run", "resume"])
@pytest.mark.parametrize("second", ["run", "resume", "merge", "tail"])
def test_a_second_process_is_told_who_writes_the_output(first, second, shard, begun, tmp_path):
    result = tmp_path / "run.h5"
    if first == "resume":
        log(result).write_bytes(begun)
    before = len(begun) if first == "resume" else 0
    begin = words(result, *(["--resume"] if first == "resume" else []), replications=MANY)
    with subprocess.Popen([PROGRAM, *map(str, begin)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        wait_for(lambda: log(result).exists() and log(result).stat().st_size > before + 20_000)
        refused = call(*commands(result, shard)[second])
        still_running = run.poll() is None
        run.send_signal(signal.SIGINT)
    assert still_running and run.returncode == 130
    assert refused.returncode == 2
    assert f"{result} is being written by process {run.pid}" in refused.stderr
    assert "holds the first" not in refused.stderr and log(result).exists()


@pytest.mark.parametrize("first", ["run", "resume", "merge"])
@pytest.mark.parametrize("second", ["run", "resume", "merge"])
def test_of_two_that_start_together_one_writes_and_one_is_refused_or_both_write_in_turn(first, second, shard, tmp_path):
    whole = shard.read_bytes()
    for attempt in range(3):
        result = tmp_path / f"{attempt}.h5"
        both = [subprocess.Popen([PROGRAM, *map(str, commands(result, shard)[which])], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.PIPE, encoding="utf-8") for which in (first, second)]
        said = [process.communicate(timeout=120)[1] for process in both]
        codes = [process.returncode for process in both]
        assert 0 in codes and set(codes) <= {0, 2}, said
        assert all(code == 0 or "is being written by" in text for code, text in zip(codes, said))
        assert result.read_bytes() == whole and not log(result).exists()
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(f"{attempt}.h5.")] in (
            [], [f"{attempt}.h5.timing.json"])


def test_a_run_that_was_killed_does_not_keep_its_output_locked(begun, tmp_path):
    result = tmp_path / "run.h5"
    log(result).write_bytes(begun)
    with subprocess.Popen([PROGRAM, *map(str, words(result, "--resume", replications=MANY))], stdout=subprocess.DEVNULL) as run:
        wait_for(lambda: log(result).stat().st_size > len(begun))
        run.kill()
    refused = call(*words(result, replications=MANY))
    assert refused.returncode == 2 and "go on with it by --resume, or remove it" in refused.stderr


def test_blocks_of_an_interrupted_run_are_not_lost_to_a_merge(begun, shard, tmp_path):
    result = tmp_path / "run.h5"
    log(result).write_bytes(begun)
    refused = call("merge", shard, "-o", result)
    assert refused.returncode == 2 and "go on with it by --resume, or remove it" in refused.stderr
    assert log(result).read_bytes() == begun and not result.exists()


# --- what stands in the way of a writer stays as it is ----------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "merge", "trace", "import"])
def test_files_and_links_beside_the_output_are_not_touched(command, shard, tmp_path):
    result = tmp_path / "out.h5"
    mine, target = tmp_path / "out.h5.tmp", tmp_path / "mine"
    target.write_text("mine", encoding="utf-8")
    roads = tmp_path / "roads.csv"
    roads.write_text("from,to,length_km\na,b,3\n", encoding="utf-8")
    places = tmp_path / "places.csv"
    places.write_text("name,lat,lon\na,34,73\nb,34.02,73\n", encoding="utf-8")
    line = {"trace": ["trace", FIRST_STEPS, "--policy", "escort", "--replication", 0, "-o", result],
            "import": ["import", "csv", roads, "--nodes", places, "-o", result],
            **commands(result, shard)}[command]
    mine.write_text("a file of mine", encoding="utf-8")
    succeed(*line)
    assert mine.read_text(encoding="utf-8") == "a file of mine"
    mine.unlink()
    mine.symlink_to(target)
    succeed(*line)
    assert target.read_text(encoding="utf-8") == "mine" and mine.is_symlink()
    assert not [path for path in tmp_path.iterdir() if re.search(r"\.[0-9a-f]{16}\.tmp$", path.name)]


def test_a_link_in_the_place_of_the_log_is_refused(tmp_path):
    result, target = tmp_path / "run.h5", tmp_path / "mine"
    target.write_text("mine", encoding="utf-8")
    log(result).symlink_to(target)
    refused = call(*words(result, "--resume"))
    assert refused.returncode == 2 and str(log(result)) in refused.stderr
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_pipe_in_the_place_of_the_log_is_refused(tmp_path):
    result = tmp_path / "run.h5"
    os.mkfifo(log(result))
    refused = call(*words(result, "--resume"))
    assert refused.returncode == 2 and str(log(result)) in refused.stderr
