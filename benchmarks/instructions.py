#!/usr/bin/python3
"""Guards the speed of the loop by counting its instructions, which no other program on the machine disturbs.

    benchmarks/instructions.py            fails where a case takes 5 % more than benchmarks/instructions.json says
    benchmarks/instructions.py --write    writes the file anew: a commit that makes the loop slower does so on purpose

Counted by callgrind are the instructions of a replication: those of a run less those of one that is half as long, over the
replications between.
Needs valgrind. Counts belong to a compiler and its options.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

import building

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
COUNTS = HERE / "instructions.json"
GREATEST_GROWTH = 1.05
CASES = {  # name: scenario, replications, options
    "karakoram, six policies": ("scenarios/karakoram.yaml", 120, []),
    "karakoram, one policy": ("scenarios/karakoram.yaml", 200, ["--policy", "as it is"]),
    "gwadar-quetta, all policies": ("scenarios/gwadar-quetta.yaml", 60, []),
    "reference corridor": ("benchmarks/reference-corridor.yaml", 120, []),
}


def instructions(program, scenario, replications, options):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, ROOT / scenario, str(replications),
                           "1", *options], capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def count(program):
    """Instructions of a replication, by case."""
    counts = {}
    for name, (scenario, replications, options) in CASES.items():
        half = replications // 2
        whole, part = (instructions(program, scenario, number, options) for number in (replications, half))
        counts[name] = round((whole - part) / (replications - half))
        print(f"  {name:<34}{counts[name]:>12,}", flush=True)
    return counts


def slower(counts, before):
    """A sentence for each case that takes more than it may."""
    return [f"{name}: {counts[name]:,} instructions a replication, {counts[name] / number - 1:.1%} more than {number:,}"
            for name, number in before.items() if counts[name] > GREATEST_GROWTH * number]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--build", default=building.DIRECTORY, type=pathlib.Path, metavar="DIRECTORY")
    arguments = parser.parse_args()
    building.build(arguments.build, "engine_speed")
    counts = count(arguments.build / "benchmarks/engine_speed")
    if arguments.write:
        COUNTS.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
        return
    if not COUNTS.exists():
        sys.exit(f"There is nothing to compare with: {pathlib.Path(sys.argv[0]).name} --write begins.")
    found = slower(counts, json.loads(COUNTS.read_text(encoding="utf-8")))
    if found:
        sys.exit("\n".join([*found, f"If that is on purpose, {pathlib.Path(sys.argv[0]).name} --write."]))


if __name__ == "__main__":
    main()
