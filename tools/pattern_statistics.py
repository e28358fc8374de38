"""Statistics of a series of attacks: monthly counts, gaps, tail of deaths, near repeats.

Every statistic but the tail's is a function of a row of sums that one window of twelve years gives. Rows of many windows add up,
so that rare attacks can be pooled over windows; the delete-one jackknife (Efron and Tibshirani 1993, ch. 11) then gives the
standard error: over windows for a model, over years for the one window of the data.
"""

import dataclasses
import pathlib
import sys

import numpy
import scipy.stats

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "analysis"))

from convoyrisk.calibrate.point_process import distance_km  # noqa: E402

START = numpy.datetime64("2010-01-01")
YEARS = 12
DAYS = 4383  # of these twelve years
DAY = START + numpy.arange(DAYS)
MONTH = DAY.astype("datetime64[M]").astype(int) - START.astype("datetime64[M]").astype(int)  # of each day, from 0
YEAR = MONTH // 12


@dataclasses.dataclass(frozen=True)
class Series:
    """Attacks of one window, in order of time."""

    day: numpy.ndarray  # whole days since START, 0 to DAYS - 1
    place: numpy.ndarray  # (n, 2): latitude and longitude in degrees
    deaths: numpy.ndarray

    def __len__(self):
        return len(self.day)

    def keep(self, which):
        return Series(self.day[which], self.place[which], self.deaths[which])


# Rows of sums. `omit` leaves a year out.


def count_row(series, omit=None):
    """1, mean and variance of the attacks in a calendar month."""
    counts = numpy.bincount(MONTH[series.day], minlength=12 * YEARS)[numpy.arange(12 * YEARS) // 12 != omit]
    return 1, counts.mean(), counts.var(ddof=1)


def gap_row(series, omit=None):
    """Number of gaps between successive attacks, and the sum of their squares in units of the window's mean gap.

    The unit keeps windows of different rate apart. A gap belongs to the year of its end.
    """
    gaps = numpy.diff(series.day)[YEAR[series.day[1:]] != omit]
    return len(gaps), ((gaps / gaps.mean()) ** 2).sum() if gaps.any() else len(gaps)


def near_repeat_row(series, omit=None, within_km=20, lag_days=(0, 30), same_year=False):
    """Pairs close in space and time, and the number expected when dates are permuted (Knox 1964).

    Over all permutations the mean is exactly pairs close in space * pairs close in time / pairs. With `same_year` dates move
    within their year alone, and only pairs of one year count: slow shifts between places then make no near repeats.
    """
    series = series.keep(YEAR[series.day] != omit)
    parts = [series.keep(YEAR[series.day] == year) for year in range(YEARS)] if same_year else [series]
    observed = expected = 0.0
    for part in parts:
        first, second = numpy.triu_indices(len(part), 1)
        if len(first) == 0:
            continue
        close = distance_km(part.place[first], part.place[second]) <= within_km
        lag = part.day[second] - part.day[first]
        soon = (lag_days[0] <= lag) & (lag <= lag_days[1])
        observed += (close & soon).sum()
        expected += close.sum() * soon.sum() / len(first)
    return observed, expected


# Statistics of a row, or of the sum of rows.


def rate(row):
    """Attacks a month."""
    return row[1] / row[0]


def fano(row):
    """Variance of the monthly counts over their mean; a Poisson process has 1."""
    return row[2] / row[1]


def relative_excess(row):
    """(Fano - 1)/mean: the squared coefficient of variation of the rate. Leaving out attacks at random does not change it."""
    return (row[2] - row[1]) * row[0] / row[1] ** 2


def gap_variation(row):
    """Coefficient of variation of the gaps; a long Poisson process has 1."""
    return numpy.sqrt(row[1] / row[0] - 1)


def near_repeat_ratio(row):
    """Pairs close in space and time over those expected. Leaving out attacks at random does not change it."""
    return row[0] / row[1]


# Values with what is known of them.


def pooled(rows, statistic):
    """Value of `statistic` over all windows and its standard error."""
    rows = numpy.asarray(rows, float)
    total = rows.sum(axis=0)
    with numpy.errstate(invalid="ignore", divide="ignore"):
        return statistic(total), jackknife_error(statistic((total - rows).T))


def jackknife_error(without):
    """Standard error from the values that leave one out each."""
    return numpy.sqrt((len(without) - 1) * numpy.var(without))


def by_year(row, statistic, series):
    """Value of `statistic` in the one window of the data and a 95 % interval: t with 11 degrees of freedom, on a log scale."""
    value = statistic(row(series))
    without = [numpy.log(statistic(row(series, omit=year))) for year in range(YEARS)]
    spread = numpy.exp(scipy.stats.t.ppf(0.975, YEARS - 1) * jackknife_error(without))
    return value, value / spread, value * spread


def poisson_gap_variation(windows, random, copies=10):
    """What gap_variation gives for as many attacks a window on independent uniform days: below 1 where they are few."""
    numbers = [len(window) for window in windows] * copies
    return gap_variation(numpy.sum([gap_row(uniform(n, random)) for n in numbers], axis=0))


def uniform(number, random):
    """A window of so many attacks on independent uniform days, all in one place."""
    return Series(numpy.sort(random.integers(DAYS, size=number)), numpy.zeros((number, 2)), numpy.zeros(number, int))


def thinned(series, per_month, random, copies):
    """Copies of the data, each with attacks left out at random until `per_month` remain on average."""
    share = per_month * 12 * YEARS / len(series)
    return [series.keep(random.random(len(series)) < share) for _ in range(copies)]


def share_interval(part, whole):
    """Share of independent attacks, with its 95 % interval (Clopper and Pearson 1934)."""
    interval = scipy.stats.binomtest(int(part), int(whole)).proportion_ci(0.95)
    return part / whole, interval.low, interval.high


def tail_exponent(deaths, least=4):
    """Exponent a of P(x) ~ x^-a for x >= least and its standard error (Clauset, Shalizi and Newman 2009, eqs. 3.7 and 3.2)."""
    tail = numpy.asarray(deaths, float)
    tail = tail[tail >= least]
    exponent = 1 + len(tail) / numpy.log(tail / (least - 0.5)).sum()
    return exponent, (exponent - 1) / numpy.sqrt(len(tail))


def geometric_share(mean, least):
    """Share at or above `least` of a geometric distribution on 1, 2, ...: what a tail without memory gives at this mean."""
    return (1 - 1 / mean) ** (least - 1)
