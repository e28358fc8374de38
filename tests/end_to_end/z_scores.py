"""z of killed - killed_conditional in every shipped scenario and under every policy, as a table for docs/verification.md:

    /usr/bin/python3 tests/end_to_end/z_scores.py [REPLICATIONS [SEED...]]
"""

import sys
import tempfile
from pathlib import Path

import h5py
import numpy
from scipy.special import ndtri

from program import ROOT, outcomes, succeed

SHIPPED = sorted(ROOT.glob("scenarios/*.yaml"))


def z_bound(comparisons, false_alarm=1e-6):
    """Of |z|, two-sided, the false alarm shared by the comparisons."""
    return -ndtri(false_alarm / (2 * comparisons))


def z_score(values):
    """Of the mean of independent values whose expectation is 0. Deaths come in few large numbers, which makes Student's
    statistic skewed; the cubic transformation of Hall (1992, J. R. Statist. Soc. B 54) takes the skewness out."""
    n = len(values)
    deviation = values.std()
    if deviation == 0:
        return 0.0
    t = numpy.sqrt(n) * values.mean() / deviation
    skew = ((values - values.mean()) ** 3).mean() / deviation**3 / numpy.sqrt(n)
    return t + skew * t**2 / 3 + skew**2 * t**3 / 27 + skew / 6


def surplus(result, policy, count="killed", factor=1.0):
    """Deaths less their conditional expectation, by replication."""
    found = outcomes(result, policy)
    return found[count] - factor * found[count + "_conditional"]


def names_of_policies(result):
    with h5py.File(result) as file:
        return list(file["outcomes/policy"].asstr())


def rows(replications, seeds):
    """(scenario, policy, killed in all, z by seed, z of all seeds together)."""
    with tempfile.TemporaryDirectory() as folder:
        for scenario in SHIPPED:
            results = [Path(folder) / f"{scenario.stem}-{seed}.h5" for seed in seeds]
            for seed, result in zip(seeds, results):
                succeed("run", scenario, "-o", result, "--quiet", "--no-uncertainty", "--replications", replications, "--seed", seed,
                        "--keep", "outcomes")
            for policy in names_of_policies(results[0]):
                values = [surplus(result, policy) for result in results]
                killed = sum(outcomes(result, policy)["killed"].sum() for result in results)
                yield scenario.stem, policy, int(killed), [z_score(v) for v in values], z_score(numpy.concatenate(values))


def main(replications=2000, *seeds):
    seeds = seeds or (101, 102, 103, 104, 105)
    print("| scenario | policy | killed | " + " | ".join(f"seed {seed}" for seed in seeds) + " | together |")
    print("|---" * (4 + len(seeds)) + "|")
    together, single = [], []
    for scenario, policy, killed, by_seed, z in rows(replications, seeds):
        print(f"| {scenario} | {policy} | {killed} | " + " | ".join(f"{value:.2f}" for value in [*by_seed, z]) + " |", flush=True)
        together.append(z)
        single += by_seed
    print(f"\nGreatest |z|: {max(map(abs, single)):.2f} of {len(single)} by seed (bound {z_bound(len(single)):.2f}), "
          f"{max(map(abs, together)):.2f} of {len(together)} together (bound {z_bound(len(together)):.2f}). "
          f"Mean of the squares by seed: {numpy.mean(numpy.square(single)):.2f}.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
