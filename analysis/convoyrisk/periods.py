"""Return periods: how many are killed in the worst of so many years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pandas

from convoyrisk import statistics
from convoyrisk.errors import ResultError
from convoyrisk.points import at_point
from convoyrisk.result import DAYS_OF_YEAR, Result

USUAL_YEARS = (10, 50, 200)


def usual_years(result: Result) -> list[int]:
    """Those of USUAL_YEARS that are longer than the horizon."""
    return [each for each in USUAL_YEARS if DAYS_OF_YEAR * each > result.horizon_days]


def return_period_frame(
    result: Result, years: Sequence[float] = USUAL_YEARS, point: str | int | None = None
) -> pandas.DataFrame:
    """By policy and return period: the number killed in all in one horizon that is exceeded once in so many years on average
    (`killed`), with limits.

    It is the quantile of the replications' totals at the level 1 - horizon / years. Limits are those n whose chance to be
    exceeded the run does not tell from that level (`result.confidence`, each by itself): Clopper and Pearson's; with draws
    from the spread of the chance between draws, which needs the file's `outcomes`. The upper limit is infinite where
    the run is too short to meet such years. A quantile of the model, not a forecast.

        views.return_period_frame(result)

    :raises ResultError: for a period that is not longer than the horizon; with draws, where the file has no outcomes.
    """
    horizon = result.horizon_days / DAYS_OF_YEAR
    levels = {float(each): horizon / float(each) for each in years}
    if not all(0 < chance < 1 for chance in levels.values()):
        raise ResultError(f"a return period must be longer than the horizon of {result.horizon_days:g} days: {list(years)} years")
    chance, low, high = _exceeded(result, point)
    rows = []
    for place, policy in enumerate(result.policies):
        for period, level in levels.items():
            rows.append({"policy": policy, "years": period, "killed": _first_at_most(chance[place], level),
                         "low": _first_at_most(low[place], level), "high": _first_at_most(high[place], level)})
    frame = pandas.DataFrame(rows)
    frame.attrs["horizon_days"] = result.horizon_days
    return frame


def _first_at_most(exceeded: statistics.Array, level: float) -> float:
    """The least n that more than n are killed with a chance of `level` at most; infinite where there is none."""
    places = numpy.flatnonzero(exceeded <= level)
    return float(places[0]) if len(places) else float("inf")


def _exceeded(result: Result, point: str | int | None) -> tuple[statistics.Array, statistics.Array, statistics.Array]:
    """(policy, n): the chance that more than n are killed in the horizon, and its limits."""
    if result.draws:
        return _exceeded_over_draws(result, point)
    counts = at_point(result, result.severity, point)["killed_total"].transpose("policy", "n").values
    hits = statistics.reverse_cumulative(counts)
    hits = numpy.concatenate([hits[:, 1:], numpy.zeros((len(hits), 1), dtype=hits.dtype)], axis=1)
    low, high = statistics.binomial_interval(hits, result.replications, result.confidence)
    return hits / result.replications, low, high


def _exceeded_over_draws(
    result: Result, point: str | int | None
) -> tuple[statistics.Array, statistics.Array, statistics.Array]:
    killed = at_point(result, result.outcomes, point)["killed_total"]
    most = int(killed.max()) + 1
    chances, lows, highs = [], [], []
    for policy in result.policies:
        by_draw = killed.sel(policy=policy).values.reshape(result.draws, -1)
        shares = numpy.stack([(by_draw > n).mean(axis=1) for n in range(most + 1)], axis=1)  # (draw, n)
        mean, low, high = (numpy.empty(most + 1) for _ in range(3))
        for n in range(most + 1):
            mean[n], low[n], high[n] = statistics.interval_of_draws(shares[:, n], result.confidence)
        least = statistics.binomial_interval(numpy.zeros(1), by_draw.size, result.confidence)[1][0]  # nobody met: not nothing
        chances.append(mean)
        lows.append(numpy.where(mean > 0, low, 0.0))
        highs.append(numpy.where(mean > 0, high, least))
    return numpy.stack(chances), numpy.stack(lows), numpy.stack(highs)
