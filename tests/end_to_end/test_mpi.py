"""An MPI job ends with the very file of one process, however many ranks and threads share the run, and loses nothing that
was done when it is interrupted. By the program convoyrisk-mpi."""

import json
import os
import signal
import subprocess
from pathlib import Path

import h5py
import pytest

from mpi_job import call_job, is_alive, job, log_size, mixed_job, process_of_rank, started, wait_for
from program import EVERYTHING, FIRST_STEPS, PROGRAM, ROOT, call, succeed, tree

UNCERTAIN = """
sweep: {cross: {"threat.groups[0].cells": [1, 3]}}
uncertainty:
  draws: 30
  inner: 4
  parameters:
    "threat.groups[0].engage": {uniform: [0.3, 0.9]}
"""
LONG = ("--replications", 400_000)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """{name: words of a run}."""
    uncertain = tmp_path_factory.mktemp("scenario") / "uncertain.yaml"
    uncertain.write_text(FIRST_STEPS.read_text(encoding="utf-8") + UNCERTAIN, encoding="utf-8")
    return {
        "a short last block": (FIRST_STEPS, "--replications", 4000),
        "everything": (EVERYTHING, "--replications", 600),
        "uncertainty draws": (uncertain,),
        "outcomes kept": (FIRST_STEPS, "--replications", 1500, "--keep", "outcomes,legs,days,severity"),
        "events kept": (EVERYTHING, "--replications", 600, "--keep", "outcomes,events"),
        "a precision": (FIRST_STEPS, "--precision", "{of: killed_total, half_width: 10 %}"),
        "a selection": (FIRST_STEPS, "--select", "killed_total", "--indifference", 0.1),
    }


def words(run, result, *further):
    return ["run", *map(str, run), "-o", str(result), "--quiet", *map(str, further)]


def of_one_process(run, folder):
    """Bytes of the result file, and stdout."""
    done = succeed(*words(run, folder / "one.h5", "--threads", 1))
    return (folder / "one.h5").read_bytes(), done.stdout


def blocks_by_rank(result):
    return json.loads(Path(f"{result}.timing.json").read_text())["blocks_by_rank"]


def assert_goes_on(run, result, ranks, folder):
    """A job of so many ranks takes up what is left of a run, and ends with the file of one process."""
    done = call_job(job(ranks, *words(run, result, "--resume", "--threads", 1)))
    assert done.returncode == 0, done.stderr
    assert result.read_bytes() == of_one_process(run, folder)[0]


@pytest.mark.parametrize("ranks, threads", [(1, 1), (2, 1), (3, 1), (2, 2)])
@pytest.mark.parametrize("name", ["a short last block", "everything", "uncertainty draws"])
def test_any_number_of_ranks_and_threads_gives_the_file_of_one_process(runs, name, ranks, threads, tmp_path):
    one, table = of_one_process(runs[name], tmp_path)
    done = call_job(job(ranks, *words(runs[name], tmp_path / "job.h5", "--threads", threads)))
    assert (done.returncode, done.stderr, done.stdout) == (0, "", table)
    assert (tmp_path / "job.h5").read_bytes() == one
    assert sorted(tree(tmp_path)) == sorted(f"{run}.h5{end}" for run in ("one", "job") for end in ("", ".timing.json"))


@pytest.mark.parametrize("name", ["outcomes kept", "events kept", "a precision", "a selection"])
def test_whatever_ends_or_fills_a_run_does_so_with_ranks(runs, name, tmp_path):
    one, table = of_one_process(runs[name], tmp_path)
    done = call_job(job(2, *words(runs[name], tmp_path / "job.h5", "--threads", 1)))
    assert (done.returncode, done.stderr, done.stdout) == (0, "", table)
    assert (tmp_path / "job.h5").read_bytes() == one


def test_every_rank_takes_part(tmp_path):
    """Otherwise the tests above would show nothing."""
    done = call_job(job(3, *words((FIRST_STEPS, "--replications", 100_000), tmp_path / "job.h5", "--threads", 1)))
    assert done.returncode == 0, done.stderr
    blocks = blocks_by_rank(tmp_path / "job.h5")
    assert len(blocks) == 3 and sum(blocks) == 391 and min(blocks) >= 391 // 20


def test_a_program_without_mpi_gives_the_same_file(runs, tmp_path):
    plain = ROOT / "build/release/engine/app/convoyrisk"
    if not plain.exists():
        pytest.skip("there is no build of the preset release")
    for number, run in enumerate((runs["a short last block"], runs["uncertainty draws"])):
        result = tmp_path / f"plain{number}.h5"
        subprocess.run([plain, *words(run, result)], check=True, capture_output=True)
        by_job = tmp_path / f"job{number}.h5"
        done = call_job(job(2, *words(run, by_job, "--threads", 1)))
        assert done.returncode == 0, done.stderr
        with h5py.File(result) as one, h5py.File(by_job) as other:
            if one.attrs["git_revision"] != other.attrs["git_revision"]:
                pytest.skip("the build of the preset release is of another revision")
        assert by_job.read_bytes() == result.read_bytes()


# --- stops ------------------------------------------------------------------------------------------------------------------


def stopped_job(result, stop, run=(FIRST_STEPS, *LONG), least_log=100_000):
    """Stops a job of two ranks by `stop(run)` when some blocks are done; exit code and stderr."""
    with started(job(2, *words(run, result, "--threads", 1))) as under_way:
        wait_for(lambda: log_size(result) > least_log)
        ranks = [process_of_rank(under_way, rank) for rank in (0, 1)]
        stop(under_way)
        stderr = under_way.communicate(timeout=60)[1]
    wait_for(lambda: not any(map(is_alive, ranks)))
    return under_way.returncode, stderr


def send_to_rank(rank, number):
    return lambda run: os.kill(process_of_rank(run, rank), number)


@pytest.mark.parametrize("stop", [send_to_rank(0, signal.SIGINT), send_to_rank(0, signal.SIGTERM),
                                  lambda run: run.send_signal(signal.SIGUSR1)],
                         ids=["SIGINT to rank 0", "SIGTERM to rank 0", "SIGUSR1 to mpirun"])
def test_an_interrupt_leaves_a_valid_result_and_says_how_to_go_on(stop, tmp_path):
    result = tmp_path / "job.h5"
    code, stderr = stopped_job(result, stop)
    assert code == 130 and "--resume goes on" in stderr
    with h5py.File(result) as file:
        assert file.attrs["complete"] == 0
        done = int(file.attrs["replications"])
    assert done % 256 == 0
    assert_goes_on((FIRST_STEPS, "--replications", done + 300), result, 3, tmp_path)


def test_draws_go_on_after_an_interrupt(runs, tmp_path):
    result = tmp_path / "job.h5"
    uncertain = runs["uncertainty draws"]
    code, _ = stopped_job(result, send_to_rank(0, signal.SIGINT), (*uncertain, "--draws", 20_000))
    assert code == 130
    with h5py.File(result) as file:
        done = file["uncertainty/value"].shape[1]
    assert_goes_on((*uncertain, "--draws", done + 20), result, 3, tmp_path)


@pytest.mark.parametrize("stop", [send_to_rank(0, signal.SIGKILL), send_to_rank(1, signal.SIGKILL),
                                  lambda run: run.send_signal(signal.SIGKILL)],
                         ids=["rank 0", "rank 1", "mpirun"])
def test_a_job_of_which_something_is_killed_ends_and_goes_on_from_its_log(stop, tmp_path):
    result = tmp_path / "job.h5"
    code, _ = stopped_job(result, stop)
    assert code != 0 and not result.exists()
    code, stderr = stopped_job(result, send_to_rank(0, signal.SIGINT), (FIRST_STEPS, *LONG, "--resume"), log_size(result) + 10_000)
    assert code == 130 and "--resume goes on" in stderr
    with h5py.File(result) as file:
        done = int(file.attrs["replications"])
    assert_goes_on((FIRST_STEPS, "--replications", done + 300), result, 1, tmp_path)


def test_every_rank_heeds_a_stop_within_a_block(tmp_path):
    """Blocks of many minutes: eight centuries a replication. Whole ones would not be done within the time that is waited."""
    text = FIRST_STEPS.read_text(encoding="utf-8")
    assert "horizon: 90 d" in text
    scenario = tmp_path / "long.yaml"
    scenario.write_text(text.replace("horizon: 90 d", "horizon: 300000 d"), encoding="utf-8")
    result = tmp_path / "job.h5"
    with started(job(3, *words((scenario, "--replications", 1000), result, "--threads", 1))) as under_way:
        wait_for(lambda: log_size(result) > 0)
        ranks = [process_of_rank(under_way, rank) for rank in (0, 1, 2)]
        os.kill(ranks[0], signal.SIGTERM)
        stderr = under_way.communicate(timeout=60)[1]
    wait_for(lambda: not any(map(is_alive, ranks)))
    assert under_way.returncode == 130 and stderr == "interrupted before the first block was done; nothing is written\n"
    assert tree(tmp_path).keys() == {"long.yaml"}


# --- failures -----------------------------------------------------------------------------------------------------------------


def test_what_is_wrong_everywhere_is_said_once(tmp_path):
    done = call_job(job(3, *words((FIRST_STEPS, "--seed", "x"), tmp_path / "job.h5")))
    alone = call(*words((FIRST_STEPS, "--seed", "x"), tmp_path / "job.h5"))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", alone.stderr)
    assert alone.stderr and tree(tmp_path) == {}


@pytest.mark.parametrize("other, message", [
    ((FIRST_STEPS, *LONG, "--seed", "7"), "rank 1 does not take part in the same run: it has the seed 7, not 1"),
    (("nowhere.yaml", *LONG), "nowhere.yaml"),
])
def test_a_rank_that_cannot_take_part_ends_the_job_with_its_message(other, message, tmp_path):
    first = words((FIRST_STEPS, *LONG), tmp_path / "job.h5", "--threads", 1)
    done = call_job(mixed_job([PROGRAM, *first], [PROGRAM, *words(other, tmp_path / "job.h5", "--threads", 1)]))
    assert done.returncode == 2 and message in done.stderr and "rank 1" in done.stderr
    assert len(done.stderr.splitlines()) == 1 and not (tmp_path / "job.h5").exists()


def test_a_disk_that_is_full_ends_the_job_and_keeps_what_was_done(runs, tmp_path):
    run = runs["a short last block"]
    result = tmp_path / "job.h5"
    limited = ["sh", "-c", 'ulimit -f 120; exec "$0" "$@"', PROGRAM, *words(run, result, "--threads", 1)]
    plain = [PROGRAM, *words(run, result, "--threads", 1)]
    done = call_job(mixed_job(limited, plain, plain))
    assert done.returncode == 1 and f"cannot write {result}.partial: File too large" in done.stderr
    assert not result.exists()
    assert_goes_on(run, result, 2, tmp_path)
