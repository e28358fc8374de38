"""Statistics of events in time and space; numpy and scipy alone.

Rates with intervals, over-dispersion, near repeats, and a Hawkes process of daily counts with an exponential kernel over a
background that is constant within given periods.
"""

from __future__ import annotations

import dataclasses

import numpy
import scipy.optimize
import scipy.stats
from numpy.typing import ArrayLike, NDArray

Array = NDArray[numpy.float64]
Interval = tuple[float, float]

EARTH_RADIUS_KM = 6371.0088
DECAY_DAYS = numpy.geomspace(0.5, 90, 40)  # decays tried; below, all follows on the next day
BRANCHING = numpy.linspace(0, 0.99, 67)  # branching ratios tried


def distance_km(a: ArrayLike, b: ArrayLike) -> Array:
    """Great circle between places (..., 2), latitude and longitude in degrees (haversine)."""
    from_place: Array = numpy.radians(numpy.asarray(a, float))
    to_place: Array = numpy.radians(numpy.asarray(b, float))
    latitude, longitude = numpy.moveaxis(numpy.sin((from_place - to_place) / 2) ** 2, -1, 0)
    square = latitude + numpy.cos(from_place[..., 0]) * numpy.cos(to_place[..., 0]) * longitude
    return numpy.asarray(2 * EARTH_RADIUS_KM * numpy.arcsin(numpy.sqrt(square)))


def poisson_rate(count: int, exposure: float, confidence: float = 0.95) -> tuple[float, Interval]:
    """Mean and interval of a Poisson rate: the Gamma posterior under Jeffreys' prior, shape count + 1/2 (Brown, Cai and
    DasGupta 2003). The unit is one over that of `exposure` (> 0)."""
    low, high = scipy.stats.gamma.ppf([(1 - confidence) / 2, (1 + confidence) / 2], count + 0.5) / exposure
    return (count + 0.5) / exposure, (float(low) if count else 0.0, float(high))


def fano(
    counts: ArrayLike, confidence: float = 0.95, copies: int = 2000, seed: int = 1
) -> tuple[float, Interval, float]:
    """Variance of counts (n,) over their mean, its interval, and the chance of as much or more under Poisson.

    The interval is a bootstrap over blocks of 12 counts (a year of months); the chance is by `copies` of as many
    events spread
    evenly, as the usual chi-square test fails where counts are small.
    """
    counts = numpy.asarray(counts, float)
    value = counts.var(ddof=1) / counts.mean()
    blocks = counts[: len(counts) // 12 * 12].reshape(-1, 12)
    if len(blocks) < 3:
        blocks = counts.reshape(-1, 1)
    random = numpy.random.Generator(numpy.random.Philox(seed))
    drawn = blocks[random.integers(len(blocks), size=(copies, len(blocks)))].reshape(copies, -1)
    drawn = drawn[drawn.any(axis=1)]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    low, high = numpy.quantile(drawn.var(axis=1, ddof=1) / drawn.mean(axis=1), tails)
    even = random.multinomial(int(counts.sum()), numpy.full(len(counts), 1 / len(counts)), size=copies)
    chance = (1 + (even.var(axis=1) >= counts.var() * (1 - 1e-12)).sum()) / (1 + copies)
    return float(value), (float(low), float(high)), float(chance)


@dataclasses.dataclass(frozen=True)
class NearRepeats:
    """Pairs close in space and time, what permuted dates give, and the chance of as many or more."""

    observed: int
    expected: float
    chance: float

    @property
    def ratio(self) -> float:
        """Observed over expected (Knox 1964)."""
        return self.observed / self.expected if self.expected else float("nan")


def near_repeats(
    day: ArrayLike,
    place: ArrayLike,
    within: ArrayLike | None = None,
    within_km: float = 20,
    days: float = 30,
    permutations: int = 999,
    seed: int = 1,
) -> NearRepeats:
    """Knox's (1964) pairs within `within_km` and `days`, against dates permuted among places (Besag and Diggle 1977).

    `day` (n,) is in days, `place` (n, 2) in degrees. With labels `within` (n,), such as the year, dates move among
    events of
    the same label alone.
    """
    day, place = numpy.asarray(day, float), numpy.asarray(place, float).reshape(-1, 2)
    labels = numpy.zeros(len(day)) if within is None else numpy.asarray(within)
    order = numpy.argsort(labels, kind="stable")
    day, place, labels = day[order], place[order], labels[order]
    first, second = numpy.triu_indices(len(day), 1)
    near = distance_km(place[first], place[second]) <= within_km
    first, second = first[near], second[near]
    random = numpy.random.Generator(numpy.random.Philox(seed))

    def pairs(days_of: Array) -> int:
        return int((numpy.abs(days_of[first] - days_of[second]) <= days).sum())

    observed = pairs(day)
    permuted = numpy.array([pairs(day[numpy.lexsort((random.random(len(day)), labels))]) for _ in range(permutations)])
    return NearRepeats(observed, float(permuted.mean()), float((1 + (permuted >= observed).sum()) / (1 + permutations)))


@dataclasses.dataclass(frozen=True)
class Hawkes:
    """A fitted Hawkes process (Hawkes 1971) of daily counts (Kirchner, "Hawkes and INAR(infinity) processes",
    arXiv:1509.02007).

    The number of events of a day is Poisson given the days before, with mean background + branching * sum over earlier
    events of (1 - r) r^(age - 1), r = exp(-1/decay), age in whole days. `background` is per day in each period; `branching`
    is the mean number of events that one event brings about on later days; `decay` is in days. Events of one day do not
    bring each other about: a record that knows the day alone cannot tell. `profile` is twice the log-likelihood lost at
    each of BRANCHING. An end of `decay_interval` that is an end of DECAY_DAYS is none that the record tells.
    """

    background: Array
    branching: float
    branching_interval: Interval
    decay: float
    decay_interval: Interval
    log_likelihood: float
    profile: Array

    @property
    def supported(self) -> bool:
        """Whether the interval leaves out a process without excitation."""
        return self.branching_interval[0] > 0

    @property
    def decay_known(self) -> bool:
        """Whether the record bounds the decay from both sides."""
        return self.supported and bool(DECAY_DAYS[0] < self.decay_interval[0] and self.decay_interval[1] < DECAY_DAYS[-1])


def hawkes(day: ArrayLike, edges: ArrayLike, confidence: float = 0.95) -> Hawkes:
    """Maximum likelihood over background, branching ratio and decay, with intervals by profile likelihood.

    `day` (n,) are whole days, of which several may be equal; `edges` (k + 1,) ascending whole days: bounds of the periods of
    constant background, the last not included. Decays of DECAY_DAYS are tried. Raises ValueError with fewer than 2 events
    inside.

    For given decay and branching the background of each period maximises a concave function of its own, found by Newton's
    method from below; what is left is a search over two parameters.
    """
    edges = numpy.asarray(edges, float)
    time = numpy.asarray(day, float)
    if (time != numpy.floor(time)).any():
        raise ValueError("a Hawkes process of daily counts needs whole days")
    time, count = numpy.unique(time[(edges[0] <= time) & (time < edges[-1])], return_counts=True)
    if count.sum() < 2:
        raise ValueError("a Hawkes process needs at least 2 events")
    return _fit_hawkes(Days(time, count.astype(float), edges), confidence)


@dataclasses.dataclass(frozen=True)
class Days:
    """Days with events, ascending, and their numbers, both (m,), within the periods of `edges` (k + 1,)."""

    day: Array
    count: Array
    edges: Array


def _fit_hawkes(days: Days, confidence: float) -> Hawkes:
    surface = numpy.array([_profile(days, decay, BRANCHING) for decay in DECAY_DAYS])

    def loss(decay_and_branching: Array) -> float:
        return -float(_profile(days, numpy.exp(decay_and_branching[0]), decay_and_branching[1:])[0])

    row, column = numpy.unravel_index(numpy.argmax(surface), surface.shape)
    best = scipy.optimize.minimize(
        loss,
        [numpy.log(DECAY_DAYS[row]), BRANCHING[column]],
        method="Nelder-Mead",
        bounds=[tuple(numpy.log(DECAY_DAYS[[0, -1]])), (0, BRANCHING[-1])],
        options={"xatol": 1e-4, "fatol": 1e-6},
    )
    decay, branching = float(numpy.exp(best.x[0])), float(best.x[1])
    lost = 2 * (-best.fun - surface.max(axis=0))
    most = float(scipy.stats.chi2.ppf(confidence, 1))
    return Hawkes(
        _background(days, decay, numpy.array([branching]))[0][0],
        branching,
        inside(lost, BRANCHING, branching, most),
        decay,
        inside(2 * (-best.fun - surface.max(axis=1)), DECAY_DAYS, decay, most),
        -float(best.fun),
        lost,
    )


def simulate_hawkes(background: ArrayLike, edges: ArrayLike, branching: float, decay: float, seed: int) -> Array:
    """Days (n,) of a Hawkes process from edges[0] on, by its clusters (Hawkes and Oakes 1974); parameters as of Hawkes."""
    random = numpy.random.Generator(numpy.random.Philox(seed))
    edges = numpy.asarray(edges, float)
    numbers = random.poisson(numpy.asarray(background) * numpy.diff(edges))
    generation = numpy.concatenate(
        [random.integers(int(low), int(high), n) for low, high, n in zip(edges, edges[1:], numbers)]
    )
    days = [generation]
    while len(generation):
        parents = numpy.repeat(generation, random.poisson(branching, len(generation)))
        generation = parents + random.geometric(-numpy.expm1(-1 / decay), len(parents))
        generation = generation[generation < edges[-1]]
        days.append(generation)
    return numpy.sort(numpy.concatenate(days)).astype(float)


def _excitation(days: Days, decay: float) -> Array:
    """Sum over earlier events of (1 - r) r^(age - 1) on each day with events, by Ogata's (1981) recursion."""
    sums = numpy.zeros(len(days.day))
    for i, kept in enumerate(numpy.exp(-numpy.diff(days.day) / decay), start=1):
        sums[i] = (sums[i - 1] + days.count[i - 1]) * kept
    return numpy.asarray(sums * numpy.expm1(1 / decay))


def _background(days: Days, decay: float, branching: Array) -> tuple[Array, Array]:
    """The best background per day, shape (branching, periods), and the mean on each day with events, (branching, m)."""
    excited = branching[:, None] * _excitation(days, decay)
    period = numpy.searchsorted(days.edges, days.day, side="right") - 1
    length = numpy.diff(days.edges)
    background = numpy.zeros((len(branching), len(length)))
    for k in numpy.unique(period):
        part, count = excited[:, period == k], days.count[period == k]
        # not above the root of sum count/(value + part) = length
        value = numpy.maximum((count / length[k] - part).max(axis=1), 0)
        for _ in range(60):
            rate = value[:, None] + part
            with numpy.errstate(divide="ignore", invalid="ignore"):
                step = ((count / rate).sum(axis=1) - length[k]) / (count / rate**2).sum(axis=1)
            step = numpy.where(numpy.isfinite(step), step, 0)
            value = numpy.maximum(value + step, 0)
            if (numpy.abs(step) <= 1e-12 + 1e-10 * value).all():
                break
        background[:, k] = value
    return background, background[:, period] + excited


def _profile(days: Days, decay: float, branching: Array) -> Array:
    """Log-likelihood at the best background, for each branching ratio; without the factorials, which no parameter
    enters."""
    background, rate = _background(days, decay, branching)
    later = days.edges[-1] - 1 - days.day
    brought = -(days.count * numpy.expm1(-later / decay)).sum()
    return numpy.asarray(
        numpy.log(rate) @ days.count - background @ numpy.diff(days.edges) - branching * brought
    )


def inside(lost: Array, tried: Array, best: float, most: float) -> Interval:
    """Where twice the lost log-likelihood stays at or below `most`."""
    within = numpy.flatnonzero(lost <= most)
    if len(within) == 0:  # narrower than the grid
        return best, best
    low, high = within[0], within[-1]
    below, above = tried[0], tried[-1]
    if low:
        below = numpy.interp(-most, -lost[[low - 1, low]], tried[[low - 1, low]])
    if high + 1 < len(lost):
        above = numpy.interp(most, lost[[high, high + 1]], tried[[high, high + 1]])
    return float(below), float(above)
