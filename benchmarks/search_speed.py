#!/usr/bin/python3
"""How many times as fast a search simulates its plans as `run` does: those of scenarios/karakoram.yaml, and 3,456 more.

    benchmarks/search_speed.py [--rounds N] [--build DIRECTORY]

In each round a block of 256 replications of every plan is simulated both ways, with a seed of its own; counted is processor
time on one thread. Prints a table and writes benchmarks/results/search-speed.json. docs/benchmarks.md says more.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import building
import make_karakoram_space

HERE = pathlib.Path(__file__).resolve().parent
KARAKORAM = make_karakoram_space.KARAKORAM
WANTED = 5  # times as fast, at least
GREATEST_DIFFERENCE = 1e-12  # of a plan's mean, in parts of it: sums run in another order


def measure(program, scenario, seed):
    done = subprocess.run([program, scenario, "1", str(seed)], stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    if found["greatest_difference"] > GREATEST_DIFFERENCE:
        sys.exit(f"Not timed: a plan's mean differs by {found['greatest_difference']:.1e} of itself.")
    return found


def spread(values):
    return {"median": float(np.median(values)), "least": float(np.min(values)), "greatest": float(np.max(values))}


def measured(program, rounds):
    """By space, of each figure the median, the least and the greatest over the rounds; spaces take turns."""
    with tempfile.TemporaryDirectory() as folder:
        space = pathlib.Path(folder) / "space.yaml"
        space.write_text(make_karakoram_space.scenario().replace("file: networks/", f"file: {KARAKORAM.parent}/networks/"),
                         encoding="utf-8")
        found = {}
        for seed in range(1, rounds + 1):
            for scenario in (KARAKORAM, space):
                one = measure(program, scenario, seed)
                found.setdefault(one["plans"], []).append(one)
            print(f"  round {seed} of {rounds}", file=sys.stderr)
    names = ("searched_a_second", "run_a_second", "times_as_fast")
    return {plans: {name: spread([one[name] for one in rows]) for name in names} for plans, rows in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--build", default=building.DIRECTORY, metavar="DIRECTORY")
    arguments = parser.parse_args()
    building.build(arguments.build, "search_speed")
    found = measured(pathlib.Path(arguments.build) / "benchmarks/search_speed", arguments.rounds)
    print(f"\n{'plans':>8}{'searched a second':>20}{'run a second':>15}   times as fast: median (least .. greatest); wanted {WANTED}")
    for plans, figures in found.items():
        ratio = figures["times_as_fast"]
        print(f"{plans:>8,}{figures['searched_a_second']['median']:>20,.0f}{figures['run_a_second']['median']:>15,.0f}"
              f"   {ratio['median']:.1f} ({ratio['least']:.1f} .. {ratio['greatest']:.1f})")
    results = HERE / "results/search-speed.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
