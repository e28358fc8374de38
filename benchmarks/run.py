#!/usr/bin/python3
"""Builds the benchmarks, checks that engine and peers simulate the same corridor, then times them.

    benchmarks/run.py [--rounds N] [--quick] [--build DIRECTORY]

Prints a table and writes benchmarks/results/latest.json. docs/benchmarks.md says what is measured.
"""
import argparse
import itertools
import json
import pathlib
import subprocess
import sys

import numpy as np

import building

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
CORRIDOR = HERE / "reference-corridor.yaml"
KARAKORAM = ROOT / "scenarios/karakoram.yaml"
COMPARED = ("attacks", "encounters", "killed")
GREATEST_DISTANCE = 4  # in standard errors of the difference
TEN_TIMES_FINER = ("--set", "network.segment=0.5 km")
SEGMENTS_PER_HALF = {"5 km": "3", "0.5 km": "30"}  # the heap's way to say the same


class Programs:
    """The programs that are compared; each prints JSON with processor seconds and outcomes."""

    def __init__(self, directory):
        self.directory = pathlib.Path(directory) / "benchmarks"

    def engine(self, scenario, replications, seed, *options):
        return self._run(self.directory / "engine_speed", scenario, replications, seed, *options)

    def heap(self, replications, seed, segment="5 km"):
        return self._run(self.directory / "heap_corridor", replications, seed, SEGMENTS_PER_HALF[segment])

    def hand(self, replications, seed):
        return self._run(self.directory / "hand_corridor", replications, seed)

    def karakoram_by_hand(self, replications, seed, policies=6):
        return self._run(self.directory / "hand_karakoram", replications, seed, policies)

    def vectorised(self, replications, seed):
        return self._run("/usr/bin/python3", HERE / "peers/numpy_corridor.py", replications, seed)

    def simpy(self, replications, seed):
        return self._run("/usr/bin/python3", HERE / "peers/simpy_corridor.py", replications, seed)

    @staticmethod
    def _run(*command):
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)


def distances(one, other):
    """How far apart two samples' means are, in standard errors of their difference, by outcome."""
    return {name: (one[name]["mean"] - other[name]["mean"]) / np.hypot(one[name]["se"], other[name]["se"])
            for name in COMPARED}


def agree(one, other):
    return all(abs(distance) <= GREATEST_DISTANCE for distance in distances(one, other).values())


def check_agreement(programs, scale):
    """Engine and peers must agree in each mean; as a control, cells that attack 5 % more often must be told apart. With a
    fresh seed one of the 45 distances would exceed four standard errors by chance in about one try of 350."""
    def engine(*options):
        return programs.engine(CORRIDOR, 2500 * scale, 1, *options)["policies"]["as it is"]

    samples = {"engine": engine(), "engine, segments of 0.5 km": engine(*TEN_TIMES_FINER),
               "by hand": programs.hand(2500 * scale, 4), "NumPy": programs.vectorised(2500 * scale, 5),
               "heap": programs.heap(2500 * scale, 2), "SimPy": programs.simpy(100 * scale, 3)}
    print("\nOutcomes of the reference corridor: mean (standard error)")
    for name, sample in samples.items():
        print(f"  {name:<27}" + "  ".join(f"{o} {sample[o]['mean']:.2f} ({sample[o]['se']:.2f})" for o in COMPARED))
    for (name, one), (other_name, other) in itertools.combinations(samples.items(), 2):
        if not agree(one, other):
            sys.exit(f"Not timed: {name} and {other_name} differ by {distances(one, other)} standard errors.")
    bolder = itertools.chain.from_iterable(
        ("--set", f'threat.groups."group {i}".engage=0.0525') for i in range(20))
    if agree(engine(*bolder), samples["heap"]):
        sys.exit("Not timed: the comparison does not tell a different model apart.")
    print(f"  they agree within {GREATEST_DISTANCE} standard errors; a model with 5 % more attacks does not")
    return samples


def check_karakoram(programs, scale):
    """Likewise under each of the six policies; with a fresh seed one of the 18 distances would be that large in one try of 900."""
    engine = programs.engine(KARAKORAM, 5000 * scale, 1)["policies"]
    hand = programs.karakoram_by_hand(5000 * scale, 2)["policies"]
    for policy, sample in engine.items():
        if not agree(sample, hand[policy]):
            sys.exit(f"Not timed: {policy}: engine and program by hand differ by {distances(sample, hand[policy])} standard errors.")
    if agree(engine["as it is"], hand["varied hours"]):
        sys.exit("Not timed: the comparison does not tell policies apart.")
    print("Karakoram: engine and program by hand agree likewise under every policy")
    return {"engine, karakoram": engine, "by hand, karakoram": hand}


def jobs(programs, scale):
    """What is timed, by name: a function of the seed that gives a report. A run takes about a second."""
    timed = {
        "corridor, engine": lambda seed: programs.engine(CORRIDOR, 500 * scale, seed),
        "corridor, by hand": lambda seed: programs.hand(5000 * scale, seed),
        "corridor, NumPy": lambda seed: programs.vectorised(2000 * scale, seed),
        "corridor, heap": lambda seed: programs.heap(250 * scale, seed),
        "corridor, SimPy": lambda seed: programs.simpy(10 * scale, seed),
        "corridor 0.5 km, engine": lambda seed: programs.engine(CORRIDOR, 500 * scale, seed, *TEN_TIMES_FINER),
        "corridor 0.5 km, heap": lambda seed: programs.heap(25 * scale, seed, "0.5 km"),
    }
    if KARAKORAM.exists():
        one = ("--policy", "as it is")
        timed["karakoram, by hand"] = lambda seed: programs.karakoram_by_hand(2500 * scale, seed)
        timed["karakoram one policy, by hand"] = lambda seed: programs.karakoram_by_hand(10000 * scale, seed, 1)
        timed["karakoram one policy, engine"] = lambda seed: programs.engine(KARAKORAM, 1500 * scale, seed, *one)
        timed["karakoram, engine"] = lambda seed: programs.engine(KARAKORAM, 500 * scale, seed)
        timed["karakoram 0.5 km, engine"] = lambda seed: programs.engine(KARAKORAM, 500 * scale, seed, *TEN_TIMES_FINER)
    return timed


def measure(timed, rounds):
    """Milliseconds of processor time a replication of one policy, by job and round. The jobs take turns within a round, so
    that whatever else the machine does falls on all of them."""
    times = {name: [] for name in timed}
    for number in range(rounds):
        for name, job in timed.items():
            report = job(number + 1)
            runs = report["replications"] * len(report.get("policies", ["one"]))
            times[name].append(1e3 * report["seconds"] / runs)
        print(f"  round {number + 1} of {rounds}", file=sys.stderr)
    return {name: np.array(values) for name, values in times.items()}


def spread(values):
    return {"median": float(np.median(values)), "least": float(np.min(values)), "greatest": float(np.max(values))}


def ratios(times):
    """Each ratio is taken within a round."""
    wanted = {"the program by hand takes, of the engine's time": ("corridor, by hand", "corridor, engine"),
              "NumPy takes, of the engine's time": ("corridor, NumPy", "corridor, engine"),
              "the program by hand takes, of the engine's time, karakoram": ("karakoram, by hand", "karakoram, engine"),
              "the same, one policy": ("karakoram one policy, by hand", "karakoram one policy, engine"),
              "the heap takes, of the engine's time": ("corridor, heap", "corridor, engine"),
              "SimPy takes, of the engine's time": ("corridor, SimPy", "corridor, engine"),
              "segments ten times finer cost the engine, corridor": ("corridor 0.5 km, engine", "corridor, engine"),
              "segments ten times finer cost the engine, karakoram": ("karakoram 0.5 km, engine", "karakoram, engine"),
              "segments ten times finer cost the heap, corridor": ("corridor 0.5 km, heap", "corridor, heap")}
    return {title: spread(times[above] / times[below])
            for title, (above, below) in wanted.items() if above in times and below in times}


def report(times):
    return {"ms_per_replication": {name: spread(values) for name, values in times.items()},
            "replications_per_second_per_core": {name: spread(1e3 / values) for name, values in times.items()},
            "ratios": ratios(times)}


def print_report(figures):
    rate = figures["replications_per_second_per_core"]
    print("\nReplications of one policy a second and core: median (least .. greatest)")
    for name, value in rate.items():
        print(f"  {name:<52}{value['median']:10.1f}  ({value['least']:.1f} .. {value['greatest']:.1f})")
    print("\nRatios within a round: median (least .. greatest)")
    for title, value in figures["ratios"].items():
        print(f"  {title:<52}{value['median']:10.2f}  ({value['least']:.2f} .. {value['greatest']:.2f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="a quarter of the replications")
    parser.add_argument("--build", default=building.DIRECTORY, metavar="DIRECTORY")
    arguments = parser.parse_args()
    scale = 1 if arguments.quick else 4
    building.build(arguments.build, "engine_speed", "heap_corridor", "hand_corridor", "hand_karakoram", "micro")
    programs = Programs(arguments.build)
    samples = check_agreement(programs, scale)
    if KARAKORAM.exists():
        samples.update(check_karakoram(programs, scale))
    figures = report(measure(jobs(programs, scale), arguments.rounds))
    print_report(figures)
    results = HERE / "results/latest.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"outcomes": samples, **figures}, indent=1) + "\n", encoding="utf-8")
    print(f"\nWritten: {results.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
