#!/usr/bin/python3
"""What a block, a shard and a merge cost, and what that comes to on up to 100,000 cores.

    benchmarks/cost_model.py [--blocks N] [--program FILE]

Runs, shards and merges `scenarios/karakoram.yaml` at a quarter of N blocks and at N on one core; the difference gives the
cost of one more block or shard, the rest what is paid once. Prints tables and writes benchmarks/results/cost-model.json.
docs/cluster.md says what is measured.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SCENARIO = ROOT / "scenarios/karakoram.yaml"
BLOCK = 256
JOB_BLOCKS = 100_000
CORES = (1, 16, 128, 1024, 10_000, 100_000)
MERGES = 5  # the least of so many is taken: they are short


class Program:
    def __init__(self, file):
        self.file = file

    def call(self, *words):
        """(processor seconds, greatest memory in bytes) of one call."""
        process = subprocess.Popen([str(word) for word in (self.file, *words)], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{words} ended with status {status}")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024

    def run(self, result, blocks, first, end):
        """Blocks first to end - 1 of a run of so many, one thread."""
        return self.call("run", SCENARIO, "--no-uncertainty", "--keep", "legs,days,severity", "--threads", 1, "--quiet",
                         "--replications", BLOCK * blocks, "--blocks", f"{first}..{end}", "--output", result)

    def merge(self, shards, result):
        return min(self.call("merge", *shards, "--quiet", "--output", result) for _ in range(MERGES))


def line(small, large):
    """(what is paid once, what one more costs) through two (number, cost)."""
    slope = (large[1] - small[1]) / (large[0] - small[0])
    return small[1] - slope * small[0], slope


def cut(blocks, shards):
    return [(i * blocks // shards, (i + 1) * blocks // shards) for i in range(shards)]


def synchronised_append_seconds(folder, size):
    """Median time of a durable append of so many bytes, as the log does after each block."""
    payload, times = os.urandom(size), []
    with open(folder / "append", "wb", buffering=0) as file:
        for _ in range(200):
            begin = time.perf_counter()
            file.write(payload)
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - begin)
    return statistics.median(times)


def measure(program, blocks, folder):
    quarter = blocks // 4
    runs, sizes = {}, {}
    for number in (quarter, blocks):
        runs[number] = program.run(folder / f"{number}.h5", number, 0, number)[0]
        sizes[number] = (folder / f"{number}.h5").stat().st_size

    def shards_of(total, number):
        files = []
        for i, (first, end) in enumerate(cut(total, number)):
            files.append(folder / f"{total}-{number}-{i:03}.h5")
            program.run(files[-1], total, first, end)
        return files

    few, many, short = shards_of(blocks, 4), shards_of(blocks, quarter), shards_of(quarter, 4)
    few_cost, many_cost = (program.merge(files, folder / "merged.h5") for files in (few, many))
    short_cost = program.merge(short, folder / "short.h5")
    if (folder / "merged.h5").read_bytes() != (folder / f"{blocks}.h5").read_bytes():
        raise SystemExit("The merged shards differ from the run.")

    _, block = line((quarter, runs[quarter]), (blocks, runs[blocks]))
    start = max(program.run(folder / "first.h5", blocks, 0, 1)[0] - block, 0.0)  # an extrapolation to no block is noise
    merge_start, merge_block = line((quarter, short_cost[0]), (blocks, few_cost[0]))
    merge_shard = (many_cost[0] - few_cost[0]) / (len(many) - len(few))
    bytes_once, bytes_block = line((quarter, sizes[quarter]), (blocks, sizes[blocks]))
    memory_once, memory_block = line((quarter, short_cost[1]), (blocks, few_cost[1]))
    return {"blocks": blocks, "run_once_s": start, "block_s": block, "merge_once_s": merge_start, "merge_block_s": merge_block,
            "merge_shard_s": merge_shard, "file_once_bytes": bytes_once, "file_block_bytes": bytes_block,
            "merge_memory_once_bytes": memory_once, "merge_memory_block_bytes": memory_block,
            "append_s": synchronised_append_seconds(folder, round(bytes_block))}


def time_of_job(costs, cores):
    """Seconds of a job of JOB_BLOCKS blocks: every core a shard of its own, then one merge."""
    blocks_per_core = -(-JOB_BLOCKS // cores)
    shards = costs["run_once_s"] + blocks_per_core * costs["block_s"]
    merge = costs["merge_once_s"] + JOB_BLOCKS * costs["merge_block_s"] + cores * costs["merge_shard_s"]
    return shards, merge if cores > 1 else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=400)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/engine/app/convoyrisk", metavar="FILE")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        costs = measure(Program(words.program), words.blocks, pathlib.Path(folder))
    costs["serial_fraction"] = costs["merge_block_s"] / (costs["block_s"] + costs["merge_block_s"])
    for name, value in costs.items():
        print(f"  {name:<28}{value:14.5g}")
    alone = sum(time_of_job(costs, 1))
    print(f"\n  {JOB_BLOCKS:,} blocks\n  {'cores':>8}{'shards, s':>14}{'merge, s':>12}{'speed-up':>12}")
    for cores in CORES:
        shards, merge = time_of_job(costs, cores)
        print(f"  {cores:>8,}{shards:>14,.1f}{merge:>12,.1f}{alone / (shards + merge):>12,.1f}")
    results = HERE / "results/cost-model.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"scenario": SCENARIO.name, **costs}, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {results.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
