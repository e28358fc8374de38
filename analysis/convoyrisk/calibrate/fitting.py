"""Fits all statistics of calibration to the incidents near a road network."""

from __future__ import annotations

import dataclasses
import warnings

import numpy
from numpy.typing import ArrayLike, NDArray
import scipy.special
import scipy.stats

from convoyrisk.calibrate.corridor import DAYS_A_YEAR, Leg, distance_to_legs_km
from convoyrisk.calibrate.exposure import exposure
from convoyrisk.calibrate.incidents import Incidents, InputError
from convoyrisk.calibrate.point_process import (
    Array,
    Hawkes,
    Interval,
    NearRepeats,
    fano,
    hawkes,
    inside,
    near_repeats,
    poisson_rate,
)
from convoyrisk.calibrate.severity import Tail, fit_tail

LEAST_FOR_HAWKES = 20  # with fewer events the likelihood is flat
LEAST_FOR_DISPERSION = 5
ALPHA = numpy.concatenate([[0.0], numpy.geomspace(0.003, 30, 40)])  # over-dispersions tried


@dataclasses.dataclass(frozen=True)
class ZoneRate:
    """Incidents of all kinds near the legs of a zone, a year.

    `overdispersion` is the alpha of the negative binomial of yearly counts (variance mean + alpha mean^2) and `wide`
    its interval of the rate; None where there are fewer than 3 calendar years or 5 incidents.
    """

    zone: str
    length_km: float
    count: int
    per_year: float
    interval: Interval
    overdispersion: float | None
    wide: Interval | None


@dataclasses.dataclass(frozen=True)
class Fit:
    """What the record says. `leg` is the index into `legs` of each of `incidents`; `last` is the last day that counts.

    `exposure_guessed` says what of `first` and `last` was not given, `exposure_doubt` why the guess looks wrong, if it does.
    `hawkes_yearly` has a background that varies by year, `hawkes_quarterly` by quarter, `hawkes_constant` a constant one;
    None with fewer than 20 incidents. `dispersion` is the Fano factor by month, its interval and the chance of as much under
    Poisson.
    """

    legs: list[Leg]
    buffer_km: float
    first: numpy.datetime64
    last: numpy.datetime64
    exposure_guessed: str
    exposure_doubt: str
    outside: int
    incidents: Incidents
    leg: NDArray[numpy.int64]
    zones: list[ZoneRate]
    monthly: NDArray[numpy.int64]
    yearly: NDArray[numpy.int64]
    dispersion: tuple[float, Interval, float] | None
    repeats: NearRepeats | None
    repeats_in_year: NearRepeats | None
    hawkes_yearly: Hawkes | None
    hawkes_quarterly: Hawkes | None
    hawkes_constant: Hawkes | None
    tail: Tail | None

    @property
    def years(self) -> float:
        """Length of the record in years of 365.25 d."""
        return float((self.last - self.first).astype(int) + 1) / DAYS_A_YEAR

    @property
    def excitation_supported(self) -> bool:
        """Whether both backgrounds leave out a process without excitation: one that varies by year takes regimes of months
        for excitation, which one that varies by quarter does not."""
        fits = (self.hawkes_yearly, self.hawkes_quarterly)
        return all(fitted is not None and fitted.supported for fitted in fits)

    @property
    def branching_interval(self) -> Interval | None:
        """From the quarterly background's lower end to the yearly one's upper end: the first takes some excitation for
        background, the second background for excitation. How often it covers: docs/calibration.md."""
        if self.hawkes_yearly is None or self.hawkes_quarterly is None:
            return None
        ends = (*self.hawkes_quarterly.branching_interval, *self.hawkes_yearly.branching_interval)
        return min(ends), max(ends)


def fit(
    incidents: Incidents,
    legs: list[Leg],
    buffer_km: float = 20,
    first: numpy.datetime64 | None = None,
    last: numpy.datetime64 | None = None,
    seed: int = 1,
) -> Fit:
    """Rates, over-dispersion, near repeats, self-excitation and severity of the incidents within `buffer_km` of `legs`.

    The record runs over whole days from `first` to `last`, else over the calendar years of the first and last incident of
    the file; warns (UserWarning) where that guess is improbable. `seed` keys all draws. Raises InputError where nothing is
    left to fit.

        from convoyrisk.calibrate import fit, read_incidents, read_network
        found = fit(read_incidents("incidents.csv"), read_network("scenarios/networks/karakoram.geojson"))
        found.zones, found.excitation_supported, found.tail
    """
    if len(incidents) == 0:
        raise InputError("no incident is exact enough in day and place")
    span = exposure(incidents, first, last)
    first, last = span.first, span.last
    if span.doubt:
        warnings.warn(span.doubt, stacklevel=2)
    distance = distance_to_legs_km(incidents.place, legs)
    counted = (distance.min(axis=1) <= buffer_km) & (incidents.day >= first) & (incidents.day <= last)
    near = incidents.keep(counted)
    if len(near) == 0:
        raise InputError(f"no incident from {first} to {last} lies within {buffer_km:g} km of the network")
    leg = distance[counted].argmin(axis=1)
    monthly, yearly = _counts(near, first, last, "M"), _counts(near, first, last, "Y")
    enough, labels = len(near) >= LEAST_FOR_HAWKES, near.day.astype("datetime64[Y]").astype(int)
    days = near.day.astype(int).astype(float)
    years, quarters = (_edges(first, last, months) for months in (12, 3))
    return Fit(
        legs,
        buffer_km,
        first,
        last,
        span.guessed,
        span.doubt,
        int(len(incidents) - counted.sum()),
        near,
        leg,
        _zones(near, leg, legs, first, last),
        monthly,
        yearly,
        fano(monthly, seed=seed) if len(monthly) > 2 else None,
        near_repeats(days, near.place, seed=seed) if len(near) > 2 else None,
        near_repeats(days, near.place, labels, seed=seed) if len(near) > 2 else None,
        hawkes(days, years) if enough else None,
        hawkes(days, quarters) if enough else None,
        hawkes(days, years[[0, -1]]) if enough else None,
        fit_tail(near.deaths, seed=seed),
    )


def _counts(incidents: Incidents, first: numpy.datetime64, last: numpy.datetime64, unit: str) -> NDArray[numpy.int64]:
    start = first.astype(f"datetime64[{unit}]").astype(int)
    number = last.astype(f"datetime64[{unit}]").astype(int) - start + 1
    return numpy.bincount(incidents.day.astype(f"datetime64[{unit}]").astype(int) - start, minlength=number)


def _edges(first: numpy.datetime64, last: numpy.datetime64, months: int) -> Array:
    """Whole days that bound the calendar's periods of so many months within the record, its ends included."""
    start, end = (day.astype("datetime64[M]").astype(int) for day in (first, last))
    begins = numpy.arange(start - start % months + months, end + 1, months).astype("datetime64[M]").astype("datetime64[D]")
    return numpy.array([first.astype(int), *begins.astype(int), last.astype(int) + 1], float)


def _zones(
    incidents: Incidents, leg: NDArray[numpy.int64], legs: list[Leg], first: numpy.datetime64, last: numpy.datetime64
) -> list[ZoneRate]:
    years = float((last - first).astype(int) + 1) / DAYS_A_YEAR
    exposure_of_year = numpy.diff(_edges(first, last, 12)) / DAYS_A_YEAR
    names = numpy.array([one.zone for one in legs])
    result = []
    for zone in dict.fromkeys(names.tolist()):
        own = names[leg] == zone
        rate, interval = poisson_rate(int(own.sum()), years)
        alpha, wide = negative_binomial(_counts(incidents.keep(own), first, last, "Y"), exposure_of_year)
        result.append(
            ZoneRate(
                zone,
                sum(one.length_km for one in legs if one.zone == zone),
                int(own.sum()),
                rate,
                interval,
                alpha,
                wide,
            )
        )
    return result


def negative_binomial(
    counts: ArrayLike, exposure: ArrayLike | None = None, confidence: float = 0.95
) -> tuple[float | None, Interval | None]:
    """Alpha of the negative binomial (variance mean + alpha mean^2) of counts (n,) over `exposure` (n,; default 1 each), and the
    interval of their rate; None, None with fewer than 3 counts or 5 events, which tell nothing of it.

    The interval is by profile likelihood, alpha the best at each rate, so that the dispersion's own error is in it. Twice the
    log-likelihood may be lost up to n log(1 + t^2/(n - 1)), t of Student's law with n - 1 degrees of freedom: what the ratio
    of a normal sample of unknown variance has as its quantile, where chi-square's is too small for few years.
    """
    count: Array = numpy.asarray(counts, float)
    years: Array = numpy.ones(len(count)) if exposure is None else numpy.asarray(exposure, float)
    if len(count) < 3 or count.sum() < LEAST_FOR_DISPERSION:
        return None, None
    rate = count.sum() / years.sum() * numpy.exp(numpy.linspace(-4, 4, 401))
    each = numpy.stack([_log_likelihood(count, years, rate, alpha) for alpha in ALPHA])
    profile = each.max(axis=0)
    n = len(count)
    most = n * numpy.log1p(scipy.stats.t.ppf((1 + confidence) / 2, n - 1) ** 2 / (n - 1))
    best = int(profile.argmax())
    return float(ALPHA[each[:, best].argmax()]), inside(2 * (profile[best] - profile), rate, float(rate[best]), most)


def _log_likelihood(count: Array, years: Array, rate: Array, alpha: float) -> Array:
    """Of each rate, without the factorials; alpha 0 is Poisson's law."""
    mean = rate[:, None] * years
    if alpha == 0:
        return numpy.asarray((count * numpy.log(mean) - mean).sum(axis=1))
    return numpy.asarray(
        (
            scipy.special.gammaln(count + 1 / alpha)
            - scipy.special.gammaln(1 / alpha)
            + count * numpy.log(alpha * mean / (1 + alpha * mean))
            - numpy.log1p(alpha * mean) / alpha
        ).sum(axis=1)
    )
