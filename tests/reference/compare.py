"""Compares the engine's summary with the reference model's: every mean of every outcome, leg and severity class.

Two summaries in the form of `convoyrisk run --json` are compared number by number. A mean differs where
|difference| > z * sqrt(se_1^2 + se_2^2); z is set so that a fresh pair of seeds would give one false alarm in a million
comparisons of whole scenarios (two-sided, Bonferroni over the numbers compared). Variances of outcomes are compared by the
logarithm of their ratio, whose standard error is taken from the kurtosis of a Poisson-like count, 2/(n-1) + 1/(n * mean),
doubled to be safe; conditional expectations have no such law and are left to their means.
"""

from __future__ import annotations

import math
from typing import Iterator, NamedTuple

from scipy.stats import norm

FALSE_ALARM = 1e-6


class Difference(NamedTuple):
    """One compared number: where it stands, both values, and the difference in standard errors."""

    where: str
    first: float
    second: float
    z: float


def _z(first: dict, second: dict) -> float:
    spread = math.hypot(first["se"], second["se"])
    gap = first["mean"] - second["mean"]
    if math.isclose(first["mean"], second["mean"], rel_tol=1e-9, abs_tol=1e-9):
        return 0.0  # also constants, whose standard error is nothing but rounding
    return gap / spread if spread > 0 else math.inf


def _variance_z(first: dict, second: dict) -> float | None:
    """Of the log ratio of variances; none for counts that are rare, or nearly constant such as arrivals."""
    events = min(first["mean"] * first["n"], second["mean"] * second["n"])
    if events < 400 or any(s["variance"] < 0.2 * s["mean"] for s in (first, second)):
        return None
    squared = sum(2 * (2 / (s["n"] - 1) + 1 / (s["n"] * abs(s["mean"]))) for s in (first, second))
    return math.log(first["variance"] / second["variance"]) / math.sqrt(squared)


def differences(first: dict, second: dict) -> Iterator[Difference]:
    """All comparisons between two summaries of the same scenario."""
    for policy, ours in first["policies"].items():
        theirs = second["policies"][policy]
        for name, outcome in ours["outcomes"].items():
            other = theirs["outcomes"][name]
            yield Difference(f"{policy}/{name}", outcome["mean"], other["mean"], _z(outcome, other))
            if not name.endswith("_conditional") and name not in ("cost", "delay"):
                z = _variance_z(outcome, other)
                if z is not None:
                    yield Difference(f"{policy}/{name} (variance)", outcome["variance"], other["variance"], z)
        for leg, counts in ours["legs"].items():
            for name, outcome in counts.items():
                other = theirs["legs"][leg][name]
                yield Difference(f"{policy}/legs/{leg}/{name}", outcome["mean"], other["mean"], _z(outcome, other))
        yield from _severity(policy, ours, theirs, first["replications"], second["replications"])


def _severity(policy: str, ours: dict, theirs: dict, n: int, m: int) -> Iterator[Difference]:
    """Counts of attacks with exactly k dead, as Poisson counts; rare classes are pooled from the top."""
    first = ours["severity"]["counted"]
    second = theirs["severity"]["counted"]
    size = max(len(first), len(second))
    first = first + [0] * (size - len(first))
    second = second + [0] * (size - len(second))
    a = b = 0
    for k in range(size - 1, -1, -1):
        a += first[k]
        b += second[k]
        if a + b >= 50:
            pooled = (a + b) / (n + m)
            z = (a / n - b / m) / math.sqrt(pooled * (1 / n + 1 / m))
            yield Difference(f"{policy}/severity/{k}", a / n, b / m, z)
            a = b = 0


def rejected(first: dict, second: dict) -> list[Difference]:
    """The comparisons that fail, worst first."""
    found = list(differences(first, second))
    # Counts that cluster within a replication vary more than Poisson ones: severity classes get a wider bound.
    bound = norm.isf(FALSE_ALARM / 2 / len(found))
    failed = [d for d in found if abs(d.z) > bound * (1.5 if "/severity/" in d.where else 1)]
    return sorted(failed, key=lambda d: -abs(d.z))
