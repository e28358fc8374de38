"""The program as a job of several MPI processes."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

from program import PROGRAM

# More ranks than cores, also as root; no words of mpirun's own about a job that fails.
MPIRUN = ["mpirun", "--oversubscribe", "--bind-to", "none", "--allow-run-as-root", "--quiet"]


def job(ranks, *words):
    return [*MPIRUN, "-n", str(ranks), PROGRAM, *map(str, words)]


def mixed_job(*commands):
    """One rank for each command, which is a list of words."""
    parts = [["-n", "1", *map(str, command)] for command in commands]
    return [*MPIRUN, *parts[0], *(word for part in parts[1:] for word in [":", *part])]


def call_job(command):
    """Runs a job to its end: stdout, stderr and returncode as text."""
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)


@contextlib.contextmanager
def started(command):
    """A job that is under way; whatever happens, it is over in the end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as run:
        try:
            yield run
        finally:
            if run.poll() is None:
                run.kill()


def process_of_rank(run, rank):
    """Process id of a rank of a job that is under way."""
    wanted = f"OMPI_COMM_WORLD_RANK={rank}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == run.pid and wanted in (process / "environ").read_bytes().split(b"\0"):
                return int(process.name)
    raise AssertionError(f"no rank {rank}")


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.01)


def is_alive(process):
    """A process that is over and not yet waited for is not alive."""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def log_size(result):
    log = result.with_name(result.name + ".partial")
    return os.path.getsize(log) if log.exists() else 0
