"""Statistics of events in time and space; numpy and scipy alone.

Rates with intervals, over-dispersion, near repeats, and a Hawkes process with an exponential kernel over a background
that is
constant within given periods.
"""

import dataclasses

import numpy
import scipy.optimize
import scipy.stats
from numpy.typing import ArrayLike, NDArray

Array = NDArray[numpy.float64]
Interval = tuple[float, float]

EARTH_RADIUS_KM = 6371.0088
DECAY_DAYS = numpy.geomspace(1, 90, 40)  # decays tried: records know the day, so none shorter
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
    """A fitted Hawkes process (Hawkes 1971).

    Its rate is background + sum over earlier events of branching/decay * exp(-age/decay). `background` is per day in
    each
    period; `branching` is the mean number of events that one event brings about; `decay` is in days. `profile` is
    twice the
    log-likelihood lost at each of BRANCHING.
    """

    background: Array
    branching: float
    branching_interval: Interval
    decay: float
    log_likelihood: float
    profile: Array

    @property
    def supported(self) -> bool:
        """Whether the interval leaves out a process without excitation."""
        return self.branching_interval[0] > 0


def hawkes(time: ArrayLike, edges: ArrayLike, confidence: float = 0.95) -> Hawkes:
    """Maximum likelihood over background, branching ratio and decay, with an interval by profile likelihood.

    `time` (n,) in days; `edges` (k + 1,) ascending: bounds of the periods of constant background. Decays from 1 to 90
    d are
    tried. Times should not tie: spread events of one day over it. Raises ValueError with fewer than 2 events inside.

    For given decay and branching the background of each period maximises a concave function of its own, found by
    Newton's
    method from below; what is left is a search over two parameters.
    """
    edges = numpy.asarray(edges, float)
    return _fit_hawkes(_inside_period(numpy.asarray(time, float), edges), edges, confidence)


def _inside_period(time: Array, edges: Array) -> Array:
    time = numpy.sort(time[(edges[0] <= time) & (time < edges[-1])])
    if len(time) < 2:
        raise ValueError("a Hawkes process needs at least 2 events")
    return time


def _fit_hawkes(time: Array, edges: Array, confidence: float) -> Hawkes:
    surface = numpy.array([_profile(time, edges, decay, BRANCHING) for decay in DECAY_DAYS])

    def loss(decay_and_branching: Array) -> float:
        return -float(_profile(time, edges, numpy.exp(decay_and_branching[0]), decay_and_branching[1:])[0])

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
    return Hawkes(
        _background(time, edges, decay, numpy.array([branching]))[0][0],
        branching,
        _inside(lost, branching, confidence),
        decay,
        -float(best.fun),
        lost,
    )


def simulate_hawkes(background: ArrayLike, edges: ArrayLike, branching: float, decay: float, seed: int) -> Array:
    """Times of a Hawkes process from edges[0] on, by its clusters (Hawkes and Oakes 1974); parameters as of Hawkes."""
    random = numpy.random.Generator(numpy.random.Philox(seed))
    edges = numpy.asarray(edges, float)
    numbers = random.poisson(numpy.asarray(background) * numpy.diff(edges))
    generation = numpy.concatenate([random.uniform(low, high, n) for low, high, n in zip(edges, edges[1:], numbers)])
    times = [generation]
    while len(generation):
        parents = numpy.repeat(generation, random.poisson(branching, len(generation)))
        generation = parents + random.exponential(decay, len(parents))
        generation = generation[generation < edges[-1]]
        times.append(generation)
    return numpy.sort(numpy.concatenate(times))


def _excitation(time: Array, decay: float) -> Array:
    """Sum over earlier events of exp(-age/decay)/decay at each event, by Ogata's (1981) recursion."""
    sums = numpy.zeros(len(time))
    for i, kept in enumerate(numpy.exp(-numpy.diff(time) / decay), start=1):
        sums[i] = (sums[i - 1] + 1) * kept
    return sums / decay


def _background(time: Array, edges: Array, decay: float, branching: Array) -> tuple[Array, Array]:
    """The best background per day, shape (branching, periods), and the rate at each event, (branching, events)."""
    excited = branching[:, None] * _excitation(time, decay)
    period = numpy.searchsorted(edges, time, side="right") - 1
    length = numpy.diff(edges)
    background = numpy.zeros((len(branching), len(length)))
    for k in numpy.unique(period):
        part = excited[:, period == k]
        value = numpy.maximum(
            1 / length[k] - part.min(axis=1), 0
        )  # not above the root of sum 1/(value + part) = length
        for _ in range(60):
            rate = value[:, None] + part
            with numpy.errstate(divide="ignore", invalid="ignore"):
                step = ((1 / rate).sum(axis=1) - length[k]) / (1 / rate**2).sum(axis=1)
            step = numpy.where(numpy.isfinite(step), step, 0)
            value = numpy.maximum(value + step, 0)
            if (numpy.abs(step) <= 1e-12 + 1e-10 * value).all():
                break
        background[:, k] = value
    return background, background[:, period] + excited


def _profile(time: Array, edges: Array, decay: float, branching: Array) -> Array:
    """Log-likelihood at the best background, for each branching ratio."""
    background, rate = _background(time, edges, decay, branching)
    brought = -numpy.expm1(-(edges[-1] - time) / decay).sum()
    return numpy.asarray(numpy.log(rate).sum(axis=1) - background @ numpy.diff(edges) - branching * brought)


def _inside(lost: Array, branching: float, confidence: float) -> Interval:
    """Where twice the lost log-likelihood stays below the quantile of chi-square with one degree of freedom."""
    most = scipy.stats.chi2.ppf(confidence, 1)
    inside = numpy.flatnonzero(lost <= most)
    if len(inside) == 0:  # narrower than the grid
        return branching, branching
    low, high = inside[0], inside[-1]
    below = BRANCHING[0]
    if low:
        below = numpy.interp(-most, -lost[[low - 1, low]], BRANCHING[[low - 1, low]])
    above = BRANCHING[-1]
    if high + 1 < len(lost):
        above = numpy.interp(most, lost[[high, high + 1]], BRANCHING[[high, high + 1]])
    return float(below), float(above)
