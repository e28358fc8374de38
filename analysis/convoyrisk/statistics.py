"""Estimators on plain arrays: numpy and scipy only."""

from __future__ import annotations

import numpy
import numpy.typing
import scipy.stats

Array = numpy.typing.NDArray[numpy.float64]


def reverse_cumulative(counts: numpy.typing.ArrayLike) -> Array:
    """Sum over entries n, n + 1, ... of the last axis, for each n."""
    values = numpy.asarray(counts, dtype=float)
    return numpy.ascontiguousarray(numpy.flip(numpy.cumsum(numpy.flip(values, -1), -1), -1))


def binomial_interval(hits: numpy.typing.ArrayLike, trials: int, confidence: float) -> tuple[Array, Array]:
    """Clopper and Pearson (1934): bounds of the probability behind `hits` of `trials`, each at (1 - confidence)/2."""
    count = numpy.asarray(hits, dtype=float)
    tail = (1 - confidence) / 2
    with numpy.errstate(invalid="ignore"):
        low = numpy.where(count > 0, scipy.stats.beta.ppf(tail, count, trials - count + 1), 0.0)
        high = numpy.where(count < trials, scipy.stats.beta.isf(tail, count + 1, trials - count), 1.0)
    return low, high


def cvar(values: numpy.typing.ArrayLike, level: float) -> float:
    """Mean of the worst share 1 - level, the value at its edge counted in part (Rockafellar and Uryasev 2002)."""
    ordered = numpy.sort(numpy.asarray(values, dtype=float))[::-1]
    mass = (1 - level) * len(ordered)
    whole = min(int(numpy.floor(mass)), len(ordered) - 1)
    return float((ordered[:whole].sum() + (mass - whole) * ordered[whole]) / mass)


def running_moments(count: Array, mean: Array, comoment: Array) -> tuple[Array, Array, Array]:
    """Numbers, means and sums of squared deviations of blocks 0..k together, for each k (Chan, Golub, LeVeque 1983).

    All arrays have one entry a block; so have the three that come back.
    """
    total, centre, spread = 0.0, 0.0, 0.0
    rows = numpy.empty((3, len(count)))
    for block, (number, block_mean, block_spread) in enumerate(zip(count, mean, comoment)):
        shift = block_mean - centre
        total += number
        centre += shift * number / total
        spread += block_spread + shift**2 * number * (total - number) / total
        rows[:, block] = total, centre, spread
    return rows[0], rows[1], rows[2]


def student_half_width(number: Array, spread: Array, confidence: float) -> Array:
    """Half-width of Student's interval of a mean, from the sum of squared deviations; not a number below two values."""
    with numpy.errstate(divide="ignore", invalid="ignore"):
        error = numpy.sqrt(spread / (number - 1) / number)
        return numpy.asarray(scipy.stats.t.ppf((1 + confidence) / 2, number - 1) * error)


def pareto_front(cost: numpy.typing.ArrayLike, benefit: numpy.typing.ArrayLike) -> numpy.typing.NDArray[numpy.bool_]:
    """Whether no other entry costs no more and brings no less, one of the two strictly."""
    costs, benefits = numpy.asarray(cost, dtype=float), numpy.asarray(benefit, dtype=float)
    no_worse = (costs[:, None] <= costs[None, :]) & (benefits[:, None] >= benefits[None, :])
    better = (costs[:, None] < costs[None, :]) | (benefits[:, None] > benefits[None, :])
    return numpy.asarray(~(no_worse & better).any(axis=0))
