"""The Slurm job array of docs/examples ends with the very file of one run. The commands of Slurm are stand-ins that start
each task at once, one after the other; with Slurm itself it was tried by hand (docs/cluster.md)."""

import os
import subprocess

import pytest

from program import FIRST_STEPS, PROGRAM, ROOT, succeed

SCRIPT = ROOT / "docs/examples/slurm-array.sh"
BLOCKS = 5
RUN = [FIRST_STEPS, "--replications", 256 * BLOCKS - 10]

# Options are written as --name=value, as the script does; what is left is the script's own command line. A task that
# fails keeps what depends on it from running, as afterok does.
SBATCH = """#!/usr/bin/env bash
cpus=1
while [[ $1 == --* ]]; do
  case $1 in
    --array=*) tasks=${1#--array=} ;;
    --cpus-per-task=*) cpus=${1#*=} ;;
    --dependency=*) [[ ! -e failed ]] || exit 0 ;;
  esac
  shift
done
export SLURM_CPUS_PER_TASK=$cpus
echo $((RANDOM + 1))
if [[ -n ${tasks-} ]]; then
  for ((task = ${tasks%-*}; task <= ${tasks#*-}; ++task)); do
    [[ $task != "${LOST_TASK-}" ]] || { touch failed; continue; }
    SLURM_ARRAY_TASK_ID=$task bash "$@" >&2 || touch failed
  done
else
  bash "$@" >&2
fi
"""
SRUN = """#!/usr/bin/env bash
while [[ $1 == --* ]]; do shift; done
exec "$@"
"""
SQUEUE = """#!/usr/bin/env bash
[[ ! -e queued ]] || echo waiting
"""


@pytest.fixture
def submit(tmp_path):
    """submit(TASKS, **environment): the script in an empty folder, where run.h5 is to be."""
    for name, text in {"sbatch": SBATCH, "srun": SRUN, "squeue": SQUEUE}.items():
        command = tmp_path / "bin" / name
        command.parent.mkdir(exist_ok=True)
        command.write_text(text)
        command.chmod(0o755)

    def call(tasks, **environment):
        path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
        return subprocess.run([SCRIPT, *map(str, [tasks, BLOCKS, "run.h5", *RUN])], cwd=tmp_path, timeout=280,
                              env={**os.environ, "PATH": path, "CONVOYRISK": PROGRAM, **environment},
                              capture_output=True, encoding="utf-8")

    return call


def of_one_run(folder):
    succeed("run", *RUN, "-o", folder / "one.h5", "--quiet")
    return (folder / "one.h5").read_bytes()


@pytest.mark.parametrize("tasks", [1, 2, BLOCKS])
def test_an_array_of_any_size_ends_with_the_file_of_one_run(submit, tasks, tmp_path):
    done = submit(tasks)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run.h5").read_bytes() == of_one_run(tmp_path)


def test_a_task_that_was_lost_is_made_up_for_by_the_same_command(submit, tmp_path):
    submit(3, LOST_TASK="1")
    assert not (tmp_path / "run.h5").exists()
    (tmp_path / "failed").unlink()
    assert submit(3).returncode == 0
    assert (tmp_path / "run.h5").read_bytes() == of_one_run(tmp_path)


def test_what_is_queued_is_not_queued_again(submit, tmp_path):
    (tmp_path / "queued").touch()
    done = submit(2)
    assert done.returncode == 2 and "queued already" in done.stderr
    assert not (tmp_path / "run.h5.shards").exists()


@pytest.mark.parametrize("tasks", [0, BLOCKS + 1])
def test_a_task_without_a_block_is_refused(submit, tasks):
    done = submit(tasks)
    assert done.returncode == 2 and "TASKS must be from 1 to BLOCKS" in done.stderr
