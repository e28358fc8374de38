"""Loss in money, where its reader says what a life is worth: deaths at that value, cost, and the net benefit of a policy."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy
import pandas
import scipy.stats
import xarray

from convoyrisk import statistics
from convoyrisk.errors import ResultError
from convoyrisk.periods import USUAL_YEARS, return_period_frame
from convoyrisk.points import at_point
from convoyrisk.result import Result

DEATHS = "killed_total"


def check_value(result: Result, value_of_life: float) -> None:
    """Raises ResultError where the value is not above 0, or nothing costs anything."""
    if not (value_of_life > 0 and math.isfinite(value_of_life)):
        raise ResultError(f"a value of life must be above 0, not {value_of_life:g}")
    if not result.currency or "cost" not in result.outcome_names:
        raise ResultError("a value of life is weighed against cost, and the scenario has no `costs`")


def loss_frame(result: Result, value_of_life: float, point: str | int | None = None) -> pandas.DataFrame:
    """By policy, per year and in the scenario's currency: `deaths_loss`, the deaths times the value of a life, with the limits of
    the deaths; `cost`; `loss`, both together; and against the baseline `net_benefit`, the value of the deaths averted less the
    extra cost.

    Limits of the net benefit hold for all pairs of policies together (Bonferroni; Student's, over draws Hall's). Deaths and
    cost of a replication go together, so its error is that of their sum. They are infinite where the deaths averted have no
    interval. The value of a life is the reader's: the model has none, and nothing else that an attack costs is in these
    numbers.

        views.loss_frame(drawn, value_of_life=3e6)

    :raises ResultError: for a value that is not above 0, without `costs`, and for a sweep without a point.
    """
    check_value(result, value_of_life)
    summary = at_point(result, result.summary, point)[["mean", "low", "high"]] * result.per_year
    deaths, cost = summary.sel(outcome=DEATHS), summary["mean"].sel(outcome="cost")
    rows = []
    for policy in result.policies:
        own = deaths.sel(policy=policy)
        killed, paid = float(own["mean"]), float(cost.sel(policy=policy))
        benefit, low, high = _net_benefit(result, policy, value_of_life, point)
        rows.append({"policy": policy, "deaths_loss": value_of_life * killed,
                     "deaths_loss_low": value_of_life * float(own["low"]),
                     "deaths_loss_high": value_of_life * float(own["high"]), "cost": paid, "loss": value_of_life * killed + paid,
                     "net_benefit": benefit, "net_benefit_low": low, "net_benefit_high": high})
    frame = pandas.DataFrame(rows)
    frame.attrs |= {"units": f"{result.currency} per year", "value_of_life": value_of_life, "against": result.baseline}
    return frame


def loss_period_frame(result: Result, value_of_life: float, years: Sequence[float] = USUAL_YEARS,
                      point: str | int | None = None) -> pandas.DataFrame:
    """return_period_frame in money: the deaths of the horizon that is worse than all but one in so many years, times the value of
    a life (`loss`), with limits; in the scenario's currency. Cost is not in it.

        views.loss_period_frame(drawn, value_of_life=3e6, years=[10, 50])

    :raises ResultError: as loss_frame and return_period_frame.
    """
    check_value(result, value_of_life)
    frame = return_period_frame(result, years, point)
    for column in ("killed", "low", "high"):
        frame[column] = frame[column] * value_of_life
    frame = frame.rename(columns={"killed": "loss"})
    frame.attrs |= {"units": result.currency, "value_of_life": value_of_life}
    return frame


def _net_benefit(result: Result, policy: str, value: float, point: str | int | None) -> tuple[float, float, float]:
    if policy == result.baseline:
        return 0.0, 0.0, 0.0
    pair = at_point(result, result.comparison, point).sel(policy=policy).isel(against=0)
    deaths, cost = pair.sel(outcome=DEATHS), pair.sel(outcome="cost")
    benefit = -(value * float(deaths["difference"]) + float(cost["difference"])) * result.per_year
    count = len(result.policies)
    confidence = 1 - (1 - result.confidence) / (count * (count - 1) / 2)
    blocks = at_point(result, result.blocks, point)
    if not math.isfinite(float(deaths["high_together"]) - float(deaths["low_together"])):
        return benefit, -math.inf, math.inf
    if result.draws:
        limits = statistics.interval_of_draws(-_losses_of_draws(result, blocks, policy, value), confidence)
        return benefit, limits[1] * result.per_year, limits[2] * result.per_year
    reach = float(scipy.stats.t.isf((1 - confidence) / 2, max(result.replications - 2, 1)))
    reach *= _error(result, blocks, policy, value, pair) * result.per_year
    return benefit, benefit - reach, benefit + reach


def _error(result: Result, blocks: xarray.Dataset, policy: str, value: float, pair: xarray.Dataset) -> float:
    """Standard error of V (deaths) + cost, as differences from the baseline per horizon."""
    deaths, cost = pair.sel(outcome=DEATHS), pair.sel(outcome="cost")
    weight = float(deaths["control_coefficient"])
    together = covariance_of_means(blocks, policy, result.baseline, weight if math.isfinite(weight) else 0.0)
    variance = (value * float(deaths["standard_error"]))**2 + float(cost["standard_error"])**2 + 2 * value * together
    return math.sqrt(max(variance, 0.0))


def _losses_of_draws(result: Result, blocks: xarray.Dataset, policy: str, value: float) -> statistics.Array:
    """V (deaths) + cost by draw, as differences from the baseline per horizon."""
    means = blocks["mean"].sel(outcome=[f"{DEATHS}_conditional", "cost"])
    apart = (means.sel(policy=policy) - means.sel(policy=result.baseline)).transpose("outcome", "block").values
    return numpy.asarray(value * apart[0] + apart[1], dtype=float)


def covariance_of_means(blocks: xarray.Dataset, policy: str, against: str, weight: float) -> float:
    """Covariance of the means of two differences from `against`, in cost and in deaths, over all blocks; of deaths their
    conditional expectation plus `weight` times the excess of the count (1: the count itself)."""
    count = blocks["replications"].values.astype(float)

    def crossed(name: str) -> statistics.Array:
        data = blocks[name]
        parts = [(policy, policy, 1), (policy, against, -1), (against, policy, -1), (against, against, 1)]
        signed = [sign * data.sel(policy=paid, excess_policy=dead).values for paid, dead, sign in parts]
        return numpy.asarray(numpy.sum(signed, axis=0), dtype=float)

    def apart(data: xarray.DataArray) -> statistics.Array:
        return numpy.asarray((data.sel(policy=policy) - data.sel(policy=against)).values, dtype=float)

    cost = apart(blocks["mean"].sel(outcome="cost"))
    expected = apart(blocks["mean"].sel(outcome=f"{DEATHS}_conditional"))
    excess = apart(blocks["excess_mean"].sel(controlled=DEATHS))
    pooled = [statistics.running_comoment(count, cost, deaths, crossed(name)).variance[-1]
              for deaths, name in ((expected, "cost_conditional_comoment"), (excess, "cost_excess_comoment"))]
    return float((pooled[0] + weight * pooled[1]) / count.sum())
