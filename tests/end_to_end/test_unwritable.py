"""Files that cannot be written, or must not be."""

import os
import subprocess
import time

import h5py
import pytest

from program import FIRST_STEPS, PROGRAM, call, no_large_files, succeed, tree

FEW = ("--replications", "60")


@pytest.mark.parametrize("path", ["missing/a.h5", ".", "/proc/a.h5", "/dev/null"])
def test_a_place_that_cannot_be_written_is_told_before_the_run(tmp_path, path):
    start = time.monotonic()
    done = call("run", FIRST_STEPS, "--replications", "3000000", "--keep", "legs", "-o", path, cwd=tmp_path)
    assert done.returncode == 1 and done.stdout == "" and f"cannot write {path}" in done.stderr
    assert tree(tmp_path) == {} and time.monotonic() - start < 60


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_told(tmp_path):
    tmp_path.chmod(0o555)
    done = call("run", FIRST_STEPS, *FEW, "-o", tmp_path / "a.h5")
    assert done.returncode == 1 and "ermission" in done.stderr


def test_a_disk_that_runs_full_leaves_the_old_result(tmp_path):
    result = tmp_path / "a.h5"
    succeed("run", FIRST_STEPS, *FEW, "-o", result)
    before = tree(tmp_path)
    done = call("run", FIRST_STEPS, "--replications", "500", "-o", result, preexec_fn=no_large_files(100_000), restore_signals=False)
    assert done.returncode == 1 and f"cannot write {result}.partial: File too large" in done.stderr
    assert {name: bytes_ for name, bytes_ in tree(tmp_path).items() if name != "a.h5.partial"} == before
    assert done.stdout == ""


def test_a_run_with_wrong_input_leaves_the_old_result(tmp_path):
    (tmp_path / "a.h5").write_bytes(b"old")
    assert call("run", FIRST_STEPS, "--set", "horizon=-1 d", "-o", tmp_path / "a.h5").returncode == 2
    assert tree(tmp_path) == {"a.h5": b"old"}


def test_a_rerun_replaces_the_result(tmp_path):
    for seed in (1, 2):
        table = succeed("run", FIRST_STEPS, *FEW, "--seed", seed, "-o", tmp_path / "a.h5").stdout
        assert succeed("compare", tmp_path / "a.h5").stdout == table


def test_a_file_that_is_no_result_is_not_replaced(tmp_path):
    scenario = tmp_path / "mine.yaml"
    scenario.write_bytes(FIRST_STEPS.read_bytes())
    done = call("run", scenario, *FEW, "-o", scenario)
    assert done.returncode == 2 and "exists and is no result file: it is not overwritten" in done.stderr
    assert tree(tmp_path) == {"mine.yaml": FIRST_STEPS.read_bytes()}


def test_an_hdf5_file_of_another_program_is_not_replaced(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["mine"] = [1, 2, 3]
    before = tree(tmp_path)
    for further in ((), ("--tail",)):
        done = call("run", FIRST_STEPS, *FEW, *further, "-o", tmp_path / "a.h5")
        assert done.returncode == 2 and "a.h5 exists and is an HDF5 file of another program" in done.stderr
    done = call("merge", tmp_path / "a.h5", "-o", tmp_path / "a.h5")
    assert done.returncode == 2 and tree(tmp_path) == before


def test_a_full_disk_behind_stdout_is_noticed(tmp_path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([PROGRAM, "run", str(FIRST_STEPS), *FEW, "--quiet", "--json", "-o", "a.h5"], cwd=tmp_path,
                              stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 1 and "cannot write to the standard output: No space left on device" in done.stderr


def test_a_file_size_limit_is_an_error_like_a_full_disk(tmp_path):
    command = f"ulimit -f 100; '{PROGRAM}' run '{FIRST_STEPS}' --quiet -o a.h5"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1 and "cannot write a.h5.partial: File too large" in done.stderr
    assert list(tree(tmp_path)) == ["a.h5.partial"]
