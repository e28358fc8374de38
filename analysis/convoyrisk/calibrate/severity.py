"""The tail of deaths in an event: a discrete power law beside a geometric one; numpy and scipy alone."""

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

    `ratio` is the log-likelihood of the power law less that of the geometric one, `chance` that of a ratio so far
    from 0
    if both fit alike (Vuong 1989).
    """

    least: int
    number: int
    exponent: float
    interval: tuple[float, float]
    geometric: float  # chance of going on from one more death to the next
    ratio: float
    chance: float


def fit_tail(deaths: ArrayLike, least: int | None = None, confidence: float = 0.95) -> Tail | None:
    """The discrete power law by maximum likelihood (Clauset, Shalizi and Newman 2009, section 3), or None with fewer
    than 10 events.

    Without `least` it is the one with the smallest Kolmogorov-Smirnov distance, among those that leave 10 events. The
    interval is by
    profile likelihood with `least` taken as known: too narrow by what its choice adds.
    """
    x = numpy.sort(numpy.asarray(deaths, float))
    x = x[x >= 1]
    if least is None:
        candidates = [int(value) for value in numpy.unique(x) if (x >= value).sum() >= LEAST_IN_TAIL and x[-1] > value]
        if not candidates:
            return None
        least = min(candidates, key=lambda value: _distance(x[x >= value], value))
    tail = x[x >= least]
    if len(tail) < LEAST_IN_TAIL or tail[-1] == least:
        return None
    start, exponent = least, _exponent(tail, least)
    best, allowed = _log_likelihood(tail, least, exponent), scipy.stats.chi2.ppf(confidence, 1) / 2

    def beyond(value: float) -> float:
        return best - _log_likelihood(tail, start, value) - float(allowed)

    low = scipy.optimize.brentq(beyond, 1 + 1e-6, exponent) if beyond(1 + 1e-6) > 0 else 1.0
    high = scipy.optimize.brentq(beyond, exponent, exponent + 60)
    going_on = float(1 - 1 / (tail.mean() - least + 1))
    difference = (
        -exponent * numpy.log(tail)
        - numpy.log(scipy.special.zeta(exponent, least))
        - (tail - least) * numpy.log(going_on)
        - numpy.log1p(-going_on)
    )
    ratio = float(difference.sum())
    chance = float(2 * scipy.stats.norm.sf(abs(ratio) / (numpy.sqrt(len(tail)) * difference.std())))
    return Tail(least, len(tail), exponent, (float(low), float(high)), going_on, ratio, chance)


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
