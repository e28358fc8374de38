#!/usr/bin/env python3
"""Run the reference model: python3 tests/reference/run.py SCENARIO.yaml [--policy NAME] --replications N --seed S

Prints one JSON object: sample means, standard errors and variances of every outcome by policy (model.md 4 and 5).
"""
import argparse
import json
import multiprocessing
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from refmodel import outcomes, scenario as scenario_file  # noqa: E402
from refmodel.network import Network  # noqa: E402
from refmodel.plan import Plan  # noqa: E402
from refmodel.simulation import replicate  # noqa: E402

BLOCK = 50
_plan = None  # of this worker process


def _block(job):
    seed, first, last = job
    tallies = [replicate(_plan, seed, i) for i in range(first, last)]
    rows = [[t.values[k] for k in outcomes.OUTCOMES] for t in tallies]
    return rows, [t.legs for t in tallies], [(t.counted, t.conditional) for t in tallies], [t.convoys for t in tallies]


def _adopt(plan):
    global _plan
    _plan = plan


def simulate(scenario, policy, replications, seed, processes=2):
    """The JSON-able results of one policy; the same whatever the number of processes."""
    plan = Plan(scenario, policy, Network(scenario.network))
    jobs = [(seed, i, min(i + BLOCK, replications)) for i in range(0, replications, BLOCK)]
    if processes > 1 and len(jobs) > 1:
        context = multiprocessing.get_context("fork")  # hands the plan over without pickling
        with context.Pool(processes, _adopt, (plan,)) as pool:
            blocks = pool.map(_block, jobs, chunksize=1)
    else:
        _adopt(plan)
        blocks = [_block(job) for job in jobs]
    rows = np.array([r for b in blocks for r in b[0]])
    legs = np.array([r for b in blocks for r in b[1]])
    convoys = np.array([r for b in blocks for r in b[3]])
    names = [road.name for road in plan.network.roads]
    return {
        "outcomes": {k: _moments(rows[:, i], True) for i, k in enumerate(outcomes.OUTCOMES)},
        "legs": {name: {c: _moments(legs[:, r, i]) for i, c in enumerate(outcomes.LEG_COLUMNS)}
                 for r, name in enumerate(names)},
        "convoys": {convoy.name: {c: _moments(convoys[:, k, i]) for i, c in enumerate(outcomes.CONVOY_COLUMNS)}
                    for k, convoy in enumerate(scenario.convoys)},
        "severity": _severity([s for b in blocks for s in b[2]]),
    }


def _moments(x, with_variance=False):
    n = len(x)
    variance = float(np.var(x, ddof=1)) if n > 1 else 0.0
    result = {"mean": float(np.mean(x)), "se": (variance / n) ** 0.5, "n": n}
    if with_variance:
        result["variance"] = variance
    return result


def _severity(tallies):
    size = max([len(c) for _, c in tallies] + [n + 1 for counted, _ in tallies for n in counted])
    counted, conditional = [0] * size, np.zeros(size)
    for counts, expected in tallies:
        for n, k in counts.items():
            counted[n] += k
        conditional[:len(expected)] += expected
    return {"n": list(range(size)), "counted": counted, "conditional": conditional.tolist()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("--policy", action="append", help="only this policy (may be given again); default all")
    parser.add_argument("--replications", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    scenario = scenario_file.read(options.scenario)
    unknown = set(options.policy or ()) - {p.name for p in scenario.policies}
    if unknown:
        parser.error(f"no such policy: {', '.join(sorted(unknown))}")
    chosen = [p for p in scenario.policies if not options.policy or p.name in options.policy]
    result = {"scenario": scenario.title, "seed": options.seed, "replications": options.replications,
              "policies": {p.name: simulate(scenario, p, options.replications, options.seed, options.processes)
                           for p in chosen}}
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
