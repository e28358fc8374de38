"""Fits all statistics of calibration to the incidents near a road network."""

import dataclasses
import warnings

import numpy
from numpy.typing import NDArray
import scipy.stats
import statsmodels.api

from convoyrisk.calibrate.corridor import DAYS_A_YEAR, Leg, distance_to_legs_km
from convoyrisk.calibrate.incidents import Incidents, InputError
from convoyrisk.calibrate.point_process import Hawkes, Interval, NearRepeats, fano, hawkes, near_repeats, poisson_rate
from convoyrisk.calibrate.severity import Tail, fit_tail

LEAST_FOR_HAWKES = 20  # with fewer events the likelihood is flat


@dataclasses.dataclass(frozen=True)
class ZoneRate:
    """Incidents of all kinds near the legs of a zone, a year.

    `overdispersion` is the alpha of the negative binomial of yearly counts (variance mean + alpha mean^2) and `wide`
    its interval
    of the rate; None where the counts vary no more than Poisson's or its fit does not converge.
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

    `hawkes_yearly` has a background that varies by year, `hawkes_constant` a constant one; None with fewer than 20
    incidents. `dispersion`
    is the Fano factor by month, its interval and the chance of as much under Poisson.
    """

    legs: list[Leg]
    buffer_km: float
    first: numpy.datetime64
    last: numpy.datetime64
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
    hawkes_constant: Hawkes | None
    tail: Tail | None

    @property
    def years(self) -> float:
        """Length of the record in years of 365.25 d."""
        return float((self.last - self.first).astype(int) + 1) / DAYS_A_YEAR


def fit(
    incidents: Incidents,
    legs: list[Leg],
    buffer_km: float = 20,
    first: numpy.datetime64 | None = None,
    last: numpy.datetime64 | None = None,
    seed: int = 1,
) -> Fit:
    """Rates, over-dispersion, near repeats, self-excitation and severity of the incidents within `buffer_km` of `legs`.

    The record runs over whole days from `first` to `last`, else over the calendar years of the first and last
    incident of the
    file. `seed` keys all draws. Raises InputError where nothing is left to fit.

        from convoyrisk.calibrate import fit, read_incidents, read_network
        found = fit(read_incidents("incidents.csv"), read_network("scenarios/networks/karakoram.geojson"))
        found.zones, found.hawkes_yearly, found.tail
    """
    if len(incidents) == 0:
        raise InputError("no incident is exact enough in day and place")
    year = incidents.day.astype("datetime64[Y]")
    first = year[0].astype("datetime64[D]") if first is None else first
    last = (year[-1] + 1).astype("datetime64[D]") - 1 if last is None else last
    if last < first:
        raise InputError(f"the record ends on {last}, before it begins on {first}")
    distance = distance_to_legs_km(incidents.place, legs)
    inside = (distance.min(axis=1) <= buffer_km) & (incidents.day >= first) & (incidents.day <= last)
    near = incidents.keep(inside)
    if len(near) == 0:
        raise InputError(f"no incident from {first} to {last} lies within {buffer_km:g} km of the network")
    leg = distance[inside].argmin(axis=1)
    monthly, yearly = _counts(near, first, last, "M"), _counts(near, first, last, "Y")
    enough, labels = len(near) >= LEAST_FOR_HAWKES, near.day.astype("datetime64[Y]").astype(int)
    days = near.day.astype(int).astype(float)
    edges = numpy.array([first.astype(int), *_new_years(first, last), last.astype(int) + 1], float)
    return Fit(
        legs,
        buffer_km,
        first,
        last,
        int(len(incidents) - inside.sum()),
        near,
        leg,
        _zones(near, leg, legs, first, last),
        monthly,
        yearly,
        fano(monthly, seed=seed) if len(monthly) > 2 else None,
        near_repeats(days, near.place, seed=seed) if len(near) > 2 else None,
        near_repeats(days, near.place, labels, seed=seed) if len(near) > 2 else None,
        hawkes(days, edges) if enough else None,
        hawkes(days, edges[[0, -1]]) if enough else None,
        fit_tail(near.deaths, seed=seed),
    )


def _counts(incidents: Incidents, first: numpy.datetime64, last: numpy.datetime64, unit: str) -> NDArray[numpy.int64]:
    start = first.astype(f"datetime64[{unit}]").astype(int)
    number = last.astype(f"datetime64[{unit}]").astype(int) - start + 1
    return numpy.bincount(incidents.day.astype(f"datetime64[{unit}]").astype(int) - start, minlength=number)


def _new_years(first: numpy.datetime64, last: numpy.datetime64) -> list[int]:
    years = numpy.arange(first.astype("datetime64[Y]") + 1, last.astype("datetime64[Y]") + 1)
    return [int(day) for day in years.astype("datetime64[D]").astype(int)]


def _zones(
    incidents: Incidents, leg: NDArray[numpy.int64], legs: list[Leg], first: numpy.datetime64, last: numpy.datetime64
) -> list[ZoneRate]:
    years = float((last - first).astype(int) + 1) / DAYS_A_YEAR
    names = numpy.array([one.zone for one in legs])
    result = []
    for zone in dict.fromkeys(names.tolist()):
        inside = names[leg] == zone
        rate, interval = poisson_rate(int(inside.sum()), years)
        alpha, wide = negative_binomial(_counts(incidents.keep(inside), first, last, "Y"))
        result.append(
            ZoneRate(
                zone,
                sum(one.length_km for one in legs if one.zone == zone),
                int(inside.sum()),
                rate,
                interval,
                alpha,
                wide,
            )
        )
    return result


def negative_binomial(counts: NDArray[numpy.int64]) -> tuple[float | None, Interval | None]:
    """Alpha of the negative binomial (NB2) of counts (n,), and the 95 % interval of their mean; None, None if there is no
    over-dispersion to fit.

    The interval is that of the log of the mean with Student's t of n - 1 degrees of freedom: with the normal law it holds
    the truth in 92 to 93 of 100 records of 12 years.
    """
    if len(counts) < 3 or counts.var(ddof=1) <= counts.mean():
        return None, None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = statsmodels.api.NegativeBinomial(counts, numpy.ones(len(counts))).fit(
                method="bfgs", disp=0, maxiter=200
            )
            beyond = float(found.bse[0] * scipy.stats.t.ppf(0.975, len(counts) - 1))
        except (numpy.linalg.LinAlgError, ValueError):
            return None, None
    alpha, middle = float(found.params[1]), float(found.params[0])
    low, high = numpy.exp([middle - beyond, middle + beyond])
    if not (found.mle_retvals["converged"] and alpha > 0 and numpy.isfinite([low, high]).all()):
        return None, None
    return alpha, (float(low), float(high))
