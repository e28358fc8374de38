"""Compares the engine's summary with the reference model's: every mean of every outcome, leg, convoy and severity
class.

Two summaries in the form of `convoyrisk run --json` are compared number by number, each as a z; the bound is set so that a fresh
pair of seeds would give one false alarm in a million comparisons of whole scenarios (two-sided, Bonferroni over the numbers
compared). A mean is compared with the pooled variance of both samples. Its tails are not normal where few events stand behind
it, so sums are taken for Poisson counts of events of one size, the size that gives the variance (Fay and Feuer 1997), and
compared exactly given their total, as a binomial; for many events that is the usual z. Variances of outcomes are compared by
the logarithm of their ratio, whose standard error is taken from the kurtosis of a Poisson-like count,
2/(n-1) + 1/(n * mean), doubled to be safe; conditional expectations have no such law and are left to their means.
"""

from __future__ import annotations

import math
from typing import Iterator, NamedTuple

from scipy.special import betainc, ndtri
from scipy.stats import norm

FALSE_ALARM = 1e-6


class Difference(NamedTuple):
    """One compared number: where it stands, both values, and the difference in standard errors."""

    where: str
    first: float
    second: float
    z: float


# They fall short of what was scheduled by whole trips, which may be rare; what is left says nothing of the size of an event.
SHORTFALLS = ("trips_arrived", "workers_delivered", "convoy_km", "trips", "delivered")


def _z(first: dict, second: dict, trips: float | None = None) -> float:
    """Of the difference of two means. With `trips`, events are trips that are missing from the mean, else what makes it up."""
    n, m, gap = first["n"], second["n"], first["mean"] - second["mean"]
    if math.isclose(first["mean"], second["mean"], rel_tol=1e-9, abs_tol=1e-9):
        return 0.0  # also constants, whose variance is nothing but rounding
    squares = (n - 1) * n * first["se"] ** 2 + (m - 1) * m * second["se"] ** 2
    variance = squares / (n + m - 2)
    if variance == 0:
        return math.inf
    mean = (n * first["mean"] + m * second["mean"]) / (n + m)
    size = -mean / trips if trips else variance / mean
    if min(first["mean"], second["mean"]) < 0 or size == 0:
        return gap / math.sqrt(variance * (1 / n + 1 / m))
    events = [max(0.0, k * (variance / size**2 + (s["mean"] - mean) / size)) for k, s in ((n, first), (m, second))]
    return math.copysign(_poisson_z(*events, n / (n + m)), gap)


def _poisson_z(first: float, second: float, share: float) -> float:
    """|z| of two Poisson counts of which the first expects `share` of the total."""
    if first < share * (first + second):
        first, second, share = second, first, 1 - share
    if first + second > 1e5:  # the binomial is normal
        return (first - share * (first + second)) / math.sqrt((first + second) * share * (1 - share))
    tail = betainc(first, second + 1, share)  # as many or more
    return max(0.0, -ndtri(max(tail, 1e-300)))


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
        arrived = ours["outcomes"]["trips_arrived"]["mean"]
        for name, outcome in ours["outcomes"].items():
            other = theirs["outcomes"][name]
            z = _z(outcome, other, arrived if name in SHORTFALLS else None)
            yield Difference(f"{policy}/{name}", outcome["mean"], other["mean"], z)
            if not name.endswith("_conditional") and name not in ("cost", "delay", "waiting"):
                z = _variance_z(outcome, other)
                if z is not None:
                    yield Difference(f"{policy}/{name} (variance)", outcome["variance"], other["variance"], z)
        for group in ("legs", "convoys"):
            for item, counts in ours.get(group, {}).items():
                for name, outcome in counts.items():
                    other = theirs[group][item][name]
                    trips = arrived if group == "legs" else counts["trips"]["mean"]
                    z = _z(outcome, other, trips if name in SHORTFALLS else None)
                    yield Difference(f"{policy}/{group}/{item}/{name}", outcome["mean"], other["mean"], z)
        yield from _severity(policy, ours, theirs, first["replications"], second["replications"])


def _severity(policy: str, ours: dict, theirs: dict, n: int, m: int) -> Iterator[Difference]:
    """Attacks with exactly k dead, as Poisson counts; rare classes are pooled from the top, down to class k.

    The conditional numbers of attacks vary less than the counted ones, by whose variance they are judged.
    """
    size = max(len(ours["severity"]["n"]), len(theirs["severity"]["n"]))
    kinds = ("counted", "conditional")
    columns = [[*s["severity"][kind], *[0] * size][:size] for kind in kinds for s in (ours, theirs)]
    sums = [0.0] * 4
    for k in range(size - 1, -1, -1):
        sums = [a + column[k] for a, column in zip(sums, columns)]
        if sums[0] + sums[1] >= 50:
            for kind, a, b in zip(kinds, sums[::2], sums[1::2]):
                z = math.copysign(_poisson_z(a, b, n / (n + m)), a / n - b / m)
                yield Difference(f"{policy}/severity/{kind}/{k}", a / n, b / m, z)
            sums = [0.0] * 4


def rejected(first: dict, second: dict) -> list[Difference]:
    """The comparisons that fail, worst first."""
    found = list(differences(first, second))
    # Counts that cluster within a replication vary more than Poisson ones: severity classes get a wider bound.
    bound = norm.isf(FALSE_ALARM / 2 / len(found))
    failed = [d for d in found if abs(d.z) > bound * (1.5 if "/severity/" in d.where else 1)]
    return sorted(failed, key=lambda d: -abs(d.z))
