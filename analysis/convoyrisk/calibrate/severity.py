"""The tail of deaths in an event: a discrete power law beside a geometric one; numpy and scipy alone."""

from __future__ import annotations

import dataclasses

import numpy
import scipy.optimize
import scipy.special
import scipy.stats
from numpy.typing import ArrayLike, NDArray

Array = NDArray[numpy.float64]
LEAST_IN_TAIL = 10  # fewer say nothing of a tail


@dataclasses.dataclass(frozen=True)
class Tail:
    """P(x) ~ x^-exponent for x >= least, of `number` events, and the geometric law of the same tail.

    `interval` is that of the exponent, `least_interval` that of the least that the bootstrap chose, else `least` alone.
    `ratio` is the log-likelihood of the power law less that of the geometric one, `chance` that of a ratio so far from 0 if
    both fit alike (Vuong 1989).
    """

    least: int
    number: int
    exponent: float
    interval: tuple[float, float]
    least_interval: tuple[int, int]
    geometric: float  # chance of going on from one more death to the next
    ratio: float
    chance: float


def fit_tail(
    deaths: ArrayLike, least: int | None = None, confidence: float = 0.95, copies: int = 500, seed: int = 1
) -> Tail | None:
    """The discrete power law by maximum likelihood (Clauset, Shalizi and Newman 2009, section 3), or None with fewer
    than 10 events.

    Without `least` it is the one with the smallest Kolmogorov-Smirnov distance, among those that leave 10 events, and the
    interval holds the middle `confidence` of the exponents of `copies` bootstrap samples of all events, each with a least of
    its own (their section 3.3). With `least` the interval is by profile likelihood.
    """
    x = numpy.sort(numpy.asarray(deaths, float))
    x = x[x >= 1]
    start = _least(x) if least is None else least
    tail = x[x >= start] if start is not None else x[:0]
    if start is None or len(tail) < LEAST_IN_TAIL or tail[-1] == start:
        return None
    exponent = _exponent(tail, start)
    if least is None:
        interval, least_interval = _bootstrap(x, confidence, copies, seed)
    else:
        interval, least_interval = _profile_interval(tail, start, exponent, confidence), (start, start)
    going_on = float(1 - 1 / (tail.mean() - start + 1))
    difference = (
        -exponent * numpy.log(tail)
        - numpy.log(scipy.special.zeta(exponent, start))
        - (tail - start) * numpy.log(going_on)
        - numpy.log1p(-going_on)
    )
    ratio = float(difference.sum())
    chance = float(2 * scipy.stats.norm.sf(abs(ratio) / (numpy.sqrt(len(tail)) * difference.std())))
    return Tail(start, len(tail), exponent, interval, least_interval, going_on, ratio, chance)


def _least(x: Array) -> int | None:
    """The start of the tail with the smallest Kolmogorov-Smirnov distance; None where no tail has 10 events."""
    candidates = [int(value) for value in numpy.unique(x) if (x >= value).sum() >= LEAST_IN_TAIL and x[-1] > value]
    return min(candidates, key=lambda value: _distance(x[x >= value], value)) if candidates else None


def _bootstrap(x: Array, confidence: float, copies: int, seed: int) -> tuple[tuple[float, float], tuple[int, int]]:
    """Intervals of the exponent and of the least over samples with replacement; samples without a tail are drawn anew."""
    random = numpy.random.Generator(numpy.random.Philox(seed))
    exponents: list[float] = []
    leasts: list[int] = []
    while len(exponents) < copies:
        sample = numpy.sort(random.choice(x, len(x)))
        least = _least(sample)
        if least is not None:
            exponents.append(_exponent(sample[sample >= least], least))
            leasts.append(least)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = numpy.quantile(exponents, tails)
    first, last = numpy.quantile(leasts, tails, method="nearest")
    return (float(low), float(high)), (int(first), int(last))


def _profile_interval(tail: Array, least: int, exponent: float, confidence: float) -> tuple[float, float]:
    best, allowed = _log_likelihood(tail, least, exponent), scipy.stats.chi2.ppf(confidence, 1) / 2

    def beyond(value: float) -> float:
        return best - _log_likelihood(tail, least, value) - float(allowed)

    low = scipy.optimize.brentq(beyond, 1 + 1e-6, exponent) if beyond(1 + 1e-6) > 0 else 1.0
    return float(low), float(scipy.optimize.brentq(beyond, exponent, exponent + 60))


def exceedance(tail: Tail, deaths: ArrayLike) -> tuple[Array, Array]:
    """P(as many or more | at least `tail.least`) by the power law and by the geometric one."""
    deaths = numpy.asarray(deaths, float)
    power = scipy.special.zeta(tail.exponent, deaths) / scipy.special.zeta(tail.exponent, tail.least)
    return power, tail.geometric ** (deaths - tail.least)


def _log_likelihood(tail: Array, least: int, exponent: float) -> float:
    return float(-exponent * numpy.log(tail).sum() - len(tail) * numpy.log(scipy.special.zeta(exponent, least)))


def _exponent(tail: Array, least: int) -> float:
    found = scipy.optimize.minimize_scalar(
        lambda value: -_log_likelihood(tail, least, value),
        bounds=(1.001, 20),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(found.x)


def _distance(tail: Array, least: int) -> float:
    """Kolmogorov-Smirnov distance of the data from the power law fitted to them."""
    values, counts = numpy.unique(tail, return_counts=True)
    exponent = _exponent(tail, least)
    law = 1 - scipy.special.zeta(exponent, values + 1) / scipy.special.zeta(exponent, least)
    return float(numpy.abs(numpy.cumsum(counts) / len(tail) - law).max())
