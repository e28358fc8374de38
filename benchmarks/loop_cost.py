#!/usr/bin/python3
"""What a replication costs, taken apart: a trip, a staging, a meeting; and whether that foretells the shipped scenarios.

    benchmarks/loop_cost.py [--program FILE] [--rounds N]

Times made-up scenarios that differ in trips, stagings, meetings and policies, and fits

    time of a replication = trips * (drawn + policies * followed) + stagings * s + encounters * e + policies * p

with costs that are not negative. Then it foretells the scenarios in `scenarios` and compares with what they take. Counted is
processor time in user mode of a run less that of a shorter one, the least of the rounds. Prints tables and writes
benchmarks/results/loop-cost.json. docs/benchmarks.md says more.
"""
import argparse
import itertools
import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np
from scipy.optimize import nnls

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
COSTS = ("a trip drawn, for all policies", "a trip followed, for each policy", "a staging", "an encounter", "a policy besides")
WANTED_S = 0.6  # of processor time in the longer run

MADE_UP = """\
convoyrisk: 1
title: made up
start: 2024-01-01T00:00
horizon: 365 d
network:
  segment: 5 km
  nodes: {{{nodes}}}
  roads: [{roads}]
vehicles: {{bus: {{seats: 30, protection: 0}}}}
convoys:
  - {{name: out, from: n0, to: n8, depart: {{every: {every} h}}, workers: 30, vehicles: {{bus: 1}}, speed: 60 km/h, pace_cv: 0.1}}
  - {{name: back, from: n8, to: n0, depart: {{every: {every} h, offset: 1 h}}, workers: 30, vehicles: {{bus: 1}}, speed: 60 km/h, pace_cv: 0.1}}
threat:
  groups: [{groups}]
policies: [{policies}]
"""
GROUP = ("{{name: g{i}, cells: 2, home: [n{home}], range: 60 km, dormant: {{exponential: {{mean: {dormant} d}}}}, preparing: {{gamma: {{mean: 5 d, cv: 0.7}}}}, "
         "staged: {{exponential: {{mean: {staged} h}}}}, recovering: {{gamma: {{mean: 10 d, cv: 0.7}}}}, engage: 0.3, deterrence: 0.3, habit: {habit}, observe: 0.4, "
         "target: {{traffic: 1, cover: 1, distance: 1, security: 0.3}}, modes: [{{name: bomb, kill: 0.1, spread: 0.1}}]}}")


def made_up(every, dormant, staged, policies, habit):
    nodes = ", ".join(f"n{i}: {{lat: 0, lon: {0.2 * i:.1f}}}" for i in range(9))
    roads = ", ".join(f"{{from: n{i}, to: n{i + 1}, length: 30 km, speed: 60 km/h}}" for i in range(8))
    groups = ", ".join(GROUP.format(i=i, home=2 * i + 1, dormant=dormant, staged=staged, habit=habit) for i in range(3))
    names = ", ".join(f"{{name: p{i}, escort: {{vehicles: {i + 1}}}}}" if i else "{name: as it is}" for i in range(policies))
    return MADE_UP.format(nodes=nodes, roads=roads, every=every, groups=groups, policies=names)


class Timer:
    def __init__(self, program, folder, rounds):
        self.program, self.folder, self.rounds = program, folder, rounds

    def run(self, scenario, replications):
        result = self.folder / "result.h5"
        result.unlink(missing_ok=True)
        before = os.times().children_user
        done = subprocess.run([self.program, "run", scenario, "--no-uncertainty", "--keep", "legs", "--threads", "1", "--quiet", "--json",
                               "--replications", str(replications), "-o", result], stdout=subprocess.PIPE, check=True)
        return os.times().children_user - before, json.loads(done.stdout)

    def measure(self, scenario):
        """(what happens in a replication, its processor seconds)."""
        trial = 100
        begin = self.run(scenario, 1)[0]
        each = max((self.run(scenario, trial)[0] - begin) / trial, 1e-6)
        many = max(int(WANTED_S / each), 4 * trial)
        seconds = []
        for _ in range(self.rounds):
            short = self.run(scenario, many // 4)[0]
            long, told = self.run(scenario, many)
            seconds.append((long - short) / (many - many // 4))
        return features(told), min(seconds)


def features(told):
    mean = [{name: value["mean"] for name, value in policy["outcomes"].items()} for policy in told["policies"].values()]
    total = {name: sum(policy[name] for policy in mean) for name in ("trips_scheduled", "stagings", "encounters")}
    return np.array([max(policy["trips_scheduled"] for policy in mean), total["trips_scheduled"], total["stagings"],
                     total["encounters"], len(mean)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/engine/app/convoyrisk", metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        timer = Timer(arguments.program.resolve(), pathlib.Path(folder), arguments.rounds)
        rows, seconds = [], []
        for number, (every, dormant, staged, policies, habit) in enumerate(itertools.product((4, 16), (20, 200), (6, 48), (1, 5), (0, 0.5))):
            if number % 3 == 0 or number in (5, 10, 22, 31):  # a part of all combinations, each value often
                file = pathlib.Path(folder) / "made-up.yaml"
                file.write_text(made_up(every, dormant, staged, policies, habit), encoding="utf-8")
                row, second = timer.measure(file)
                rows.append(row)
                seconds.append(second)
        rows, seconds = np.array(rows), np.array(seconds)
        costs, _ = nnls(rows / seconds[:, None], np.ones(len(rows)))  # of relative errors
        print("Costs, microseconds")
        for name, cost in zip(COSTS, costs):
            print(f"  {name:<36}{1e6 * cost:8.3f}")
        print(f"  made-up scenarios are met within {np.abs(rows @ costs / seconds - 1).max():.0%}")
        foretold = {}
        for scenario in [*sorted((ROOT / "scenarios").glob("*.yaml")), HERE / "reference-corridor.yaml"]:
            row, second = timer.measure(scenario)
            foretold[scenario.stem] = {"foretold_us": 1e6 * float(row @ costs), "measured_us": 1e6 * second}
            print(f"  {scenario.stem:<36}{1e6 * (row @ costs):10.1f} foretold{1e6 * second:10.1f} measured{row @ costs / second - 1:8.0%}", flush=True)
    results = HERE / "results/loop-cost.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"costs_us": dict(zip(COSTS, 1e6 * costs)), "scenarios": foretold}, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {results.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
