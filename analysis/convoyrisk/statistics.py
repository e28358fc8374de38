"""Estimators on plain arrays: numpy and scipy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import numpy.typing
import scipy.stats

Array = numpy.typing.NDArray[numpy.float64]

LEAST_EVENTS = 50  # as the program has it: values that are not 0, below which a mean of mostly zeros has no interval
LEAST_NONZERO_COUNTS = 50  # as the program has it: below, the weight of a control variate cannot be told
DRAWS_OF_ROUND, PARTS_OF_ROUND = 64, 8  # as the program spreads draws of uncertain parameters
LEAST_BLOCKS = 10  # for an interval from the spread between blocks
LEAST_FREEDOM = 100  # degrees of freedom for a dispersion between replications


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


def block_rate_interval(sums: Array, sizes: Array, confidence: float) -> tuple[Array, Array]:
    """Limits of a rate, the sum of `sums` over that of `sizes`, from the spread between blocks: Student's on the logarithm of
    the ratio (Cochran 1977, 6.3, for its variance), so that they stay above 0 and reach farther up than down.

    They are 0 and infinity with fewer than 10 blocks, and where they would lie more than a factor of e from the rate. Where
    a rate rests on few events of unequal size they are too narrow (docs/analysis.md has figures).

    :param sums: (blocks, ...), not negative.
    :param sizes: (blocks,), such as the replications of each.
    """
    blocks = len(sizes)
    rate = sums.sum(axis=0) / sizes.sum()
    low, high = numpy.zeros_like(rate), numpy.full_like(rate, numpy.inf)
    if blocks < LEAST_BLOCKS:
        return low, high
    weights = sizes.reshape(-1, *[1] * rate.ndim)
    error = numpy.sqrt(blocks / (blocks - 1) * ((sums - rate * weights) ** 2).sum(axis=0)) / sizes.sum()
    reach = scipy.stats.t.isf((1 - confidence) / 2, blocks - 1) * error
    told = (rate > 0) & (reach <= rate)
    factor = numpy.exp(reach[told] / rate[told])
    low[told], high[told] = rate[told] / factor, rate[told] * factor
    return low, high


def count_interval(total: numpy.typing.ArrayLike, dispersion: numpy.typing.ArrayLike,
                   confidence: float) -> tuple[Array, Array]:
    """Limits of the mean of a sum whose variance is `dispersion`, 1 or more, times its mean: those of Garwood (1936) for a
    Poisson count, taken of the sum over the dispersion. With dispersion 1 they cover at least `confidence`."""
    spread = numpy.asarray(dispersion, dtype=float)
    count = numpy.asarray(total, dtype=float) / spread
    tail = (1 - confidence) / 2
    with numpy.errstate(invalid="ignore"):
        low = numpy.where(count > 0, scipy.stats.chi2.ppf(tail, 2 * count) / 2 * spread, 0.0)
    return low, scipy.stats.chi2.isf(tail, 2 * (count + 1)) / 2 * spread


def cvar(values: numpy.typing.ArrayLike, level: float) -> float:
    """Mean of the worst share 1 - level, the value at its edge counted in part (Rockafellar and Uryasev 2002)."""
    ordered = numpy.sort(numpy.asarray(values, dtype=float))[::-1]
    mass = (1 - level) * len(ordered)
    whole = min(int(numpy.floor(mass)), len(ordered) - 1)
    return float((ordered[:whole].sum() + (mass - whole) * ordered[whole]) / mass)


@dataclass(frozen=True)
class Pooled:
    """Blocks 0..k together, one entry for each k: number of values, means of two variables, their covariance.

    Of a variable with itself the covariance is its variance.
    """

    count: Array
    first: Array
    second: Array
    variance: Array


def running_comoment(count: Array, first: Array, second: Array, comoment: Array) -> Pooled:
    """Merges blocks one after the other (Chan, Golub and LeVeque 1983).

    Of each block: number of values, means of two variables, sum of products of the deviations from them.
    """
    total, mean_first, mean_second, products = 0.0, 0.0, 0.0, 0.0
    rows = numpy.empty((4, len(count)))
    for block, (number, block_first, block_second, block_products) in enumerate(zip(count, first, second, comoment)):
        shift_first, shift_second = block_first - mean_first, block_second - mean_second
        products += block_products + shift_first * shift_second * (total * number / (total + number))
        mean_first += shift_first * (number / (total + number))
        mean_second += shift_second * (number / (total + number))
        total += number
        rows[:, block] = total, mean_first, mean_second, products / (total - 1) if total > 1 else 0.0
    return Pooled(*rows)


@dataclass(frozen=True)
class Shape:
    """What an interval wants to know of values besides their variance, blocks 0..k together: their skewness, and how many
    are not 0 (below 0: not known, in a file of an older program)."""

    skewness: Array
    nonzero: Array


def running_shape(pooled: Pooled, count: Array, mean: Array, comoment: Array, cubes: Array, nonzero: Array) -> Shape:
    """Of blocks one after the other: numbers of values, means, sums of squares and cubes of deviations (Pebay 2008)."""
    total, total_mean, squares, sum_of_cubes = 0.0, 0.0, 0.0, 0.0
    all_cubes = numpy.empty(len(count))
    for block, (number, block_mean, block_squares, block_cubes) in enumerate(zip(count, mean, comoment, cubes)):
        both, gap = total + number, block_mean - total_mean
        sum_of_cubes += block_cubes + gap * (gap * gap * total * number * (total - number) / (both * both)
                                             + 3 * (total * block_squares - number * squares) / both)
        squares += block_squares + gap * gap * (total * number / both)
        total_mean += gap * (number / both)
        total = both
        all_cubes[block] = sum_of_cubes
    varies = (pooled.variance > 0) & numpy.isfinite(all_cubes)
    population = numpy.where(varies, pooled.variance * (pooled.count - 1) / pooled.count, 1.0)
    return Shape(numpy.where(varies, all_cubes / pooled.count / population**1.5, 0.0), numpy.cumsum(nonzero))


def hall_interval(
    mean: Array, variance: Array, count: Array, shape: Shape, confidence: float, fitted: numpy.typing.ArrayLike = 1
) -> tuple[Array, Array, Array]:
    """Mean and Hall's (1992) limits, as the program has them (docs/methods/intervals.md): Student's without skewness.

    `fitted` parameters cost a degree of freedom each. The limits are infinite where no degree of freedom is left, or too few
    values are not 0.
    """
    freedom = numpy.asarray(count - numpy.asarray(fitted), dtype=float)
    few = (shape.nonzero >= 0) & (shape.nonzero < LEAST_EVENTS) & (2 * shape.nonzero < count)
    enough = (freedom > 0) & ~few
    skewness = shape.skewness / numpy.sqrt(count)  # of the mean
    bent = numpy.abs(skewness) >= 1e-6
    safe = numpy.where(bent, skewness, 1.0)
    informed = numpy.where(bent, 1 / safe**2, numpy.inf)
    quantile = scipy.stats.t.isf((1 - confidence) / 2, numpy.maximum(1.0, numpy.minimum(numpy.maximum(freedom, 1.0), informed)))

    def back(y: Array) -> Array:
        return numpy.where(bent, 3 * (numpy.cbrt(1 + safe * (y - safe / 6)) - 1) / safe, y)

    error = numpy.sqrt(variance / count)
    return (mean, numpy.where(enough, mean - error * back(quantile), -numpy.inf),
            numpy.where(enough, mean - error * back(-quantile), numpy.inf))


def parts_of_draws(draws: int) -> numpy.typing.NDArray[numpy.signedinteger[Any]]:
    """By draw of uncertain parameters, the part in which it is: parts are independent of each other, draws of one are spread
    evenly (docs/methods/spread-draws.md)."""
    number = numpy.arange(draws)
    rounds = max((draws + DRAWS_OF_ROUND // 2) // DRAWS_OF_ROUND, 1)
    return numpy.asarray(numpy.minimum(number // DRAWS_OF_ROUND, rounds - 1) * PARTS_OF_ROUND + number % PARTS_OF_ROUND)


def interval_of_draws(values: Array, confidence: float) -> tuple[float, float, float]:
    """Mean over draws and its limits, from the spread between parts of them: Student's, towards the long tail Hall's (1992) for
    their skewness, as the program has them (docs/methods/variance-components.md)."""
    part = parts_of_draws(len(values))
    centred = values - values[0]  # lest large means cost digits
    sizes, sums = numpy.bincount(part).astype(float), numpy.bincount(part, centred)
    count, mean = len(sizes), float(centred.mean())
    apart = (sums - sizes * mean) * count / len(values)
    nonzero = int((values != 0).sum())
    if count < 2 or (nonzero < LEAST_EVENTS and 2 * nonzero < len(values)):
        return float(values[0] + mean), -numpy.inf, numpy.inf
    variance = float((apart**2).sum()) / (count - 1)
    error = (variance / count)**0.5
    quantile = float(scipy.stats.t.isf((1 - confidence) / 2, count - 1))
    below = above = quantile
    if count > 2 and variance > 1e-24 * max(float((centred**2).mean()), 1e-300):
        skewness = float((apart**3).sum()) * count / ((count - 1) * (count - 2)) / variance**1.5
        slope, shift = skewness / (3 * count**0.5), skewness / (6 * count**0.5)
        if abs(slope) > 1e-9:
            below = max(below, float(numpy.cbrt(1 + 3 * slope * (quantile - shift)) - 1) / slope)
            above = max(above, -float(numpy.cbrt(1 + 3 * slope * (-quantile - shift)) - 1) / slope)
    return float(values[0] + mean), float(values[0] + mean - below * error), float(values[0] + mean + above * error)


def running_interval_of_draws(values: Array, confidence: float) -> tuple[Array, Array, Array]:
    """interval_of_draws of the values 0..k, for each k."""
    rows = numpy.array([interval_of_draws(values[:end], confidence) for end in range(1, len(values) + 1)])
    return rows[:, 0], rows[:, 1], rows[:, 2]


def welch_interval(first: Array, second: Array, confidence: float) -> tuple[float, float]:
    """Limits of the difference of two means, the first minus the second, of independent values whose variances may differ
    (Welch 1947). Infinite where one side has fewer than two values."""
    if min(len(first), len(second)) < 2:
        return -numpy.inf, numpy.inf
    difference = float(first.mean() - second.mean())
    parts = [float(values.var(ddof=1)) / len(values) for values in (first, second)]
    variance = sum(parts)
    if variance == 0:
        return difference, difference
    freedom = variance**2 / sum(part**2 / (len(values) - 1) for part, values in zip(parts, (first, second)))
    reach = float(scipy.stats.t.isf((1 - confidence) / 2, freedom)) * variance**0.5
    return difference - reach, difference + reach


def controlled_interval(
    conditional: Pooled, excess: Pooled, covariance: Array, shapes: tuple[Shape, Shape], confidence: float
) -> tuple[Array, Array, Array]:
    """Mean and limits of conditional + b * excess, b of least variance (Lavenberg and Welch 1981; docs/statistics.md).

    `excess` is the count minus its conditional expectation, of mean 0; `shapes` are of the conditional and of the count. Where
    fewer than 50 counts are not zero b is 0.
    """
    count = conditional.count
    of_conditional, of_count = shapes
    fitted = (of_count.nonzero >= LEAST_NONZERO_COUNTS) & (excess.variance > 0)
    b = numpy.where(fitted, -covariance / numpy.where(fitted, excess.variance, 1.0), 0.0)
    variance = numpy.maximum(conditional.variance + b * b * excess.variance + 2 * b * covariance, 0.0)
    variance = numpy.where(fitted, variance * (count - 1) / numpy.maximum(count - 2, 1), variance)
    shape = Shape(numpy.where(b < 0.5, of_conditional.skewness, of_count.skewness), of_conditional.nonzero)
    return hall_interval(conditional.first + b * excess.first, variance, count, shape, confidence, 1 + fitted.astype(int))


def pareto_front(cost: numpy.typing.ArrayLike, benefit: numpy.typing.ArrayLike) -> numpy.typing.NDArray[numpy.bool_]:
    """Whether no other entry costs no more and brings no less, one of the two strictly."""
    costs, benefits = numpy.asarray(cost, dtype=float), numpy.asarray(benefit, dtype=float)
    no_worse = (costs[:, None] <= costs[None, :]) & (benefits[:, None] >= benefits[None, :])
    better = (costs[:, None] < costs[None, :]) | (benefits[:, None] > benefits[None, :])
    return numpy.asarray(~(no_worse & better).any(axis=0))
