#!/usr/bin/python3
"""How many replications each estimator needs to tell what a policy does to killed_total, and checks the claim by runs.

    benchmarks/replications_needed.py [--replications N] [--half-width SHARE] [--program FILE]

Prints tables and writes benchmarks/results/replications-needed.json. docs/benchmarks.md says what is measured.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np
from scipy import stats

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SCENARIO = ROOT / "scenarios/karakoram.yaml"
BLOCK = 256
RESAMPLES = 2000
CHECKED = ("escorts", "patrols and reaction force")
CHECKED_HALF_WIDTH = 0.01  # narrow enough that no run stops with its first blocks
ESTIMATORS = ("independent, counts", "common numbers, counts", "common numbers, conditional", "with control variate")


class Program:
    """The engine on one thread, as a user calls it, on the scenario without its uncertainty."""

    def __init__(self, file, folder):
        self.file = file
        self.result = pathlib.Path(folder) / "run.h5"

    def run(self, *options):
        """The outcomes wanted by policy and replication, the seconds of processor it took, and the engine's own variances."""
        command = [self.file, "run", SCENARIO, "--no-uncertainty", "--threads", 1, "--keep", "outcomes", "--quiet",
                   "--output", self.result, *options]
        subprocess.run([str(word) for word in command], stdout=subprocess.DEVNULL, check=True)
        seconds = json.loads((self.result.parent / "run.h5.timing.json").read_text())["cpu_seconds"]
        with h5py.File(self.result) as file:
            names = file["outcomes/policy"].asstr()[:]
            counts, conditional = (dict(zip(names, file[f"outcomes/{name}"][:].astype(float)))
                                   for name in ("killed_total", "killed_total_conditional"))
            outcome = list(file["comparison/outcome"].asstr()).index("killed_total")
            own = {name: dict(zip(file["comparison/policy"].asstr(), file[f"comparison/{name}"][:, 0, outcome]))
                   for name in ("plain_variance", "variance_conditional", "variance_controlled")}
        return counts, conditional, seconds, own


def controlled_variance(conditional, excess):
    """Of conditional + b excess with the best b (docs/statistics.md)."""
    matrix = np.cov(conditional, excess)
    return (matrix[0, 0] - matrix[0, 1] ** 2 / matrix[1, 1]) * (len(excess) - 1) / (len(excess) - 2)


def variances(counts, conditional, other_counts, base, policy):
    """Of one replication, by estimator; `other_counts` are of another seed."""
    difference = counts[policy] - counts[base]
    expected = conditional[policy] - conditional[base]
    return np.array([other_counts[policy].var(ddof=1) + counts[base].var(ddof=1), difference.var(ddof=1),
                     expected.var(ddof=1), controlled_variance(expected, difference - expected)])


def replications(variance, half_width):
    """Least n, not whole, with t(n - 1) s / sqrt(n) at most the half-width."""
    n = np.maximum(variance, 1e-300) * (stats.norm.ppf(0.975) / half_width) ** 2
    for _ in range(50):
        n = variance * (stats.t.ppf(0.975, np.maximum(n - 1, 1)) / half_width) ** 2
    return n


def needed(samples, base, policy, share):
    """Replications by estimator, and their standard errors by a bootstrap over blocks."""
    counts, conditional, other = samples
    blocks = len(counts[base]) // BLOCK

    def of(chosen):
        here = [{name: sample[name].reshape(blocks, BLOCK)[chosen].ravel() for name in (base, policy)} for sample in samples]
        # A mean by its conditional expectation, which is known better.
        return replications(variances(*here, base, policy), share * here[1][base].mean())

    random = np.random.default_rng(1)
    resamples = [of(random.integers(blocks, size=blocks)) for _ in range(RESAMPLES)]
    return of(np.arange(blocks)), np.std(resamples, axis=0)


def check_independence(counts, other, base, policies):
    """The sum of variances holds if the two seeds are independent: their correlations are to be within chance, 1e-6 in
    all, where those of one seed are far outside."""
    n = len(counts[base])
    bound = -stats.norm.ppf(1e-6 / 2 / len(policies))
    z = {policy: np.sqrt(n) * np.corrcoef(counts[base], other[policy])[0, 1] for policy in policies}
    control = {policy: np.sqrt(n) * np.corrcoef(counts[base], counts[policy])[0, 1] for policy in policies}
    gap = [(counts[base] - other[policy]).var() / (counts[base].var() + other[policy].var()) for policy in policies]
    print(f"Seeds 1 and 2: correlations times sqrt(n) {min(z.values()):.2f} .. {max(z.values()):.2f} (bound {bound:.2f}), "
          f"within a seed {min(control.values()):.0f} and more;\n"
          f"variance of differences over sum of variances {min(gap):.3f} .. {max(gap):.3f}")
    if max(map(abs, z.values())) > bound or min(map(abs, control.values())) < bound:
        sys.exit("The seeds are not independent, or the test sees nothing.")


def check_variances(found, own, policy):
    """The engine's own variances are these."""
    for index, name in ((1, "plain_variance"), (2, "variance_conditional"), (3, "variance_controlled")):
        if not np.isclose(found[index], own[name][policy], rtol=2e-4):
            sys.exit(f"{policy}: {name} is {own[name][policy]} in the file, {found[index]} from its replications.")


def check_by_stopping(program, samples, base, share):
    """Runs of another seed that stop on a precision, against what the variances foretell."""
    rows = []
    for policy in CHECKED:
        foretold, error = needed(samples, base, policy, share)
        for index, outcome in ((2, "killed_total_conditional"), (3, "killed_total")):
            asked = f"{{of: {outcome}, half_width: {100 * share} %, policy: {policy}, against: {base}}}"
            counts, _, seconds, _ = program.run("--policy", base, "--policy", policy, "--seed", 3, "--precision", asked)
            rows.append((policy, ESTIMATORS[index], foretold[index], error[index], len(counts[base]), seconds))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=80 * BLOCK, help="of the run that variances are from")
    parser.add_argument("--half-width", type=float, default=0.05, metavar="SHARE", help="of the baseline's mean")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / "build/release/engine/app/convoyrisk", metavar="FILE")
    words = parser.parse_args()
    whole = words.replications // BLOCK * BLOCK
    with tempfile.TemporaryDirectory() as folder:
        program = Program(words.program, folder)
        counts, conditional, _, own = program.run("--replications", whole, "--seed", 1)
        other = program.run("--replications", whole, "--seed", 2)[0]
        base, *policies = counts
        samples = counts, conditional, other
        print(f"{SCENARIO.name}, {whole} replications of seeds 1 and 2; mean of '{base}' {conditional[base].mean():.3f}")
        check_independence(counts, other, base, policies)
        table = {}
        for policy in policies:
            check_variances(variances(*samples, base, policy), own, policy)
            n, error = needed(samples, base, policy, words.half_width)
            rate = 1000 / program.run("--policy", base, "--policy", policy, "--replications", 1000)[2]
            table[policy] = {"replications": n.tolist(), "standard_error": error.tolist(), "seconds": (n / rate).tolist()}
        print(f"\nReplications to +-{100 * words.half_width:g} % (standard error), seconds of processor for both policies")
        print(f"{'':<28}" + "".join(f"{name:>32}" for name in ESTIMATORS))
        for policy, row in table.items():
            print(f"{policy:<28}" + "".join(
                f"{n:>15.0f} ({error:.0f}){seconds:>10.2f} s".rjust(32)
                for n, error, seconds in zip(row["replications"], row["standard_error"], row["seconds"])))
        checks = check_by_stopping(program, samples, base, CHECKED_HALF_WIDTH)
        print(f"\nRuns of seed 3 that stopped at +-{100 * CHECKED_HALF_WIDTH:g} %, at a boundary of {BLOCK}")
        for policy, estimator, foretold, error, done, seconds in checks:
            print(f"{policy:<28}{estimator:>30}: foretold {foretold:7.0f} ({error:.0f}), done {done} in {seconds:.1f} s")
    results = HERE / "results/replications-needed.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"half_width": words.half_width, "table": table, "checks": checks}, indent=1) + "\n",
                       encoding="utf-8")
    print(f"\nWritten: {results.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
