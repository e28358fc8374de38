#!/usr/bin/python3
"""A million replications of five policies: memory, speed at the beginning and at the end, sizes of files.

    benchmarks/scale.py [--replications N] [--threads N] [--program FILE]

Prints a table and writes benchmarks/results/scale.json. docs/benchmarks.md says what is measured.
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SCENARIO = ROOT / "scenarios/karachi-university.yaml"
POLICIES = ("as it is", "varied hours", "armoured van", "gate guards", "everything")
TICKS = os.sysconf("SC_CLK_TCK")
MOST_MEMORY = 1e9  # bytes
LEAST_SPEED = 0.9  # of the last tenth, as a share of that of the first


def processor_seconds(pid):
    """Of all threads; /proc/PID/stat, whose second word is the name in brackets."""
    words = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS


def resident_bytes(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def watch(process, log):
    """(seconds of processor, bytes of the log, bytes of memory) while the run appends its blocks to the log."""
    samples = []
    while process.poll() is None:
        try:
            samples.append((processor_seconds(process.pid), log.stat().st_size, resident_bytes(process.pid)))
        except (OSError, IndexError):  # not there yet, or no longer
            pass
        time.sleep(0.05)
    if process.returncode != 0:
        sys.exit(f"The run ended with {process.returncode}.")
    return samples


def crossing(samples, share):
    """The first sample with this share of the log's greatest size; a block takes about the same bytes as any other."""
    end = max(size for _, size, _ in samples)
    return next(sample for sample in samples if sample[1] >= share * end)


def measure(words, folder):
    result = pathlib.Path(folder) / "run.h5"
    command = [words.program, "run", SCENARIO, "--no-uncertainty", "--replications", words.replications, "--threads",
               words.threads, "--keep", "legs,days,severity", "--quiet", "--output", result]
    for policy in POLICIES:
        command += ["--policy", policy]
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL) as process:
        samples = watch(process, pathlib.Path(f"{result}.partial"))
    begin, first, middle, last, end = (crossing(samples, share) for share in (0.0, 0.1, 0.5, 0.9, 1.0))
    tenth = words.replications / 10
    return {
        "replications": words.replications, "policies": len(POLICIES), "threads": words.threads,
        "replications_per_second_first_tenth": tenth / (first[0] - begin[0]),
        "replications_per_second_last_tenth": tenth / (end[0] - last[0]),
        "seconds": json.loads(pathlib.Path(f"{result}.timing.json").read_text()),
        "memory_at_tenth_bytes": first[2], "memory_at_half_bytes": middle[2], "memory_after_last_block_bytes": end[2],
        "greatest_memory_bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
        "log_bytes": max(size for _, size, _ in samples), "result_bytes": result.stat().st_size}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/engine/app/convoyrisk", metavar="FILE")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(words, folder)
    for name, value in figures.items():
        print(f"  {name:<40}" + (f"{value:14,.0f}" if isinstance(value, (int, float)) else str(value)))
    results = HERE / "results/scale.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"scenario": SCENARIO.name, **figures}, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {results.relative_to(ROOT)}")
    slow = figures["replications_per_second_last_tenth"] < LEAST_SPEED * figures["replications_per_second_first_tenth"]
    if slow or figures["greatest_memory_bytes"] > MOST_MEMORY:
        sys.exit("Slower at its end, or more memory than wanted.")


if __name__ == "__main__":
    main()
