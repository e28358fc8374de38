"""Tidy tables of a result: pandas frames whose numbers are the program's own.

Means and frequencies are per year of 365.25 days where the column says `_per_year`, else per horizon. Chances are
always those of the horizon. With a sweep, say `point` (its text or its place); without, leave it out.
"""

from __future__ import annotations

from typing import Any

import numpy
import pandas
import xarray

from convoyrisk import statistics
from convoyrisk.convoys import convoys_frame as convoys_frame  # noqa: F401, for those who look for views here
from convoyrisk.convoys import people_on_the_road as people_on_the_road
from convoyrisk.draws import draws_frame as draws_frame  # noqa: F401
from convoyrisk.draws import sobol_frame as sobol_frame  # noqa: F401
from convoyrisk.draws import value_of_information_frame as value_of_information_frame  # noqa: F401
from convoyrisk.errors import ResultError, known
from convoyrisk.money import loss_frame as loss_frame  # noqa: F401
from convoyrisk.money import loss_period_frame as loss_period_frame  # noqa: F401
from convoyrisk.payments import payments
from convoyrisk.plan_tables import anatomy_frame as anatomy_frame  # noqa: F401
from convoyrisk.plan_tables import front_frame as front_frame  # noqa: F401
from convoyrisk.plan_tables import near_best_frame as near_best_frame  # noqa: F401
from convoyrisk.plan_tables import plan_draws_frame as plan_draws_frame  # noqa: F401
from convoyrisk.plan_tables import plans_frame as plans_frame  # noqa: F401
from convoyrisk.plan_tables import runners_up_frame as runners_up_frame  # noqa: F401
from convoyrisk.periods import return_period_frame as return_period_frame  # noqa: F401
from convoyrisk.points import at_point as at_point
from convoyrisk.result import Result
from convoyrisk.swings import swing_frame as swing_frame  # noqa: F401

SUMMARY = ["mean", "standard_error", "low", "high", "plain_mean", "plain_standard_error", "control_coefficient",
           "z_score"]
COMPARISON = ["difference", "standard_error", "low", "high", "low_together", "high_together", "correlation",
              "variance_reduction", "control_coefficient"]
AMOUNTS = ["difference", "standard_error", "low", "high", "low_together", "high_together"]  # of COMPARISON, in the outcome's unit


def summary_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """One row a policy and outcome: estimate per horizon, standard error, interval, and the plain mean beside it.

        views.summary_frame(result).query("outcome == 'killed_total'")
    """
    data = at_point(result, result.summary, point)
    return _frame(data, ["policy", "outcome"], SUMMARY, units=True)


def comparison_frame(
    result: Result, of: str = "killed_total", against: str | None = None, point: str | int | None = None, *,
    per_year: bool = True
) -> pandas.DataFrame:
    """Paired difference of each policy from `against` (default the baseline) with its intervals: per year of 365.25 days as
    the program prints it, or per horizon. The column `units` says which; attrs["per"] and attrs["outcome"] too.

    `low` and `high` hold for the one difference, `low_together` and `high_together` for all pairs together
    (Bonferroni).

        print(views.comparison_frame(result, of="attacks").to_string())
    """
    data = at_point(result, result.comparison, point)
    known(of, result.outcome_names, "outcome")
    against = known(against or result.baseline, result.policies, "policy")
    others = [name for name in result.policies if name != against]
    rows = data[COMPARISON].sel(outcome=of, policy=others).isel(against=result.policies.index(against))
    frame = _frame(rows, ["policy"], COMPARISON)
    unit = str(result.summary["outcome_units"].sel(outcome=of).item())
    per = "year" if per_year else f"{result.horizon_days:g} days"
    if per_year:
        frame[AMOUNTS] *= result.per_year
    frame["units"] = f"{unit} per {per}"
    frame.attrs |= {"per": per, "outcome": of, "against": against}
    return frame


def tail_comparison_frame(
    result: Result, of: str = "killed_total", against: str | None = None, point: str | int | None = None
) -> pandas.DataFrame:
    """How bad outcomes differ from `against` (default the baseline): for each policy a row for the chance of each
    `threshold` or more killed in all (`what` = "chance"), and one for the mean of the worst of `of` at each level
    ("cvar"), per horizon. The limits hold for all pairs of policies together; those of CVaR are infinite where there are
    fewer than 20 blocks.

        views.tail_comparison_frame(result, against="no escort")
    """
    data = at_point(result, result.comparison, point)
    known(of, [str(name) for name in data["tail_outcome"].values], "outcome with quantiles")
    against = known(against or result.baseline, result.policies, "policy")
    rows = data.sel(tail_outcome=of, policy=[name for name in result.policies if name != against]).isel(
        against=result.policies.index(against))
    frames = []
    for what, by in (("chance", "threshold"), ("cvar", "level")):
        names = {f"{what}_difference{end}": column for end, column in (("", "difference"), ("_low", "low"), ("_high", "high"))}
        frame = _frame(rows[list(names)], ["policy", by], list(names)).rename(columns={**names, by: "at"})
        frame.insert(1, "what", what)
        frames.append(frame)
    return pandas.concat(frames, ignore_index=True)


def exceedance_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """Chance that n or more are killed in all within the horizon, for each n: share of replications, Clopper-Pearson.

    With draws the intervals of the program are wider: use result.summary["chance"] there.

        views.exceedance_frame(result).query("n == 10")
    """
    counts = at_point(result, result.severity, point)["killed_total"]
    hits = statistics.reverse_cumulative(counts.values)
    low, high = statistics.binomial_interval(hits, result.replications, result.confidence)
    return _by_n(result, counts, {"chance": hits / result.replications, "low": low, "high": high})


def fn_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """F-N: attacks a year with n or more killed (workers, or people at a site), n from 1; as counted, and as expected
    given the encounters (`conditional`), which reaches far below one in the number of replications.

    The limits of `conditional` are from the spread between blocks (with draws: between draws), for each n by itself; 0 and
    infinite with fewer than 10 blocks, and where the run does not tell it within a factor of e.

        views.fn_frame(result).query("n <= 5")
    """
    data = at_point(result, result.severity, point)
    scale = result.per_year / result.replications
    columns = {f"{name}_per_year": statistics.reverse_cumulative(data[name].values) * scale
               for name in ("counted", "conditional")}
    blocks = at_point(result, result.blocks, point)
    sums = statistics.reverse_cumulative(blocks["severity_conditional"].transpose("block", "policy", "n").values)
    limits = statistics.block_rate_interval(sums, blocks["replications"].values.astype(float), result.confidence)
    for end, values, beyond in zip(("low", "high"), limits, (0.0, numpy.inf)):
        padded = numpy.full(data["conditional"].shape, beyond)  # counted deaths may reach farther than expected ones
        padded[:, :values.shape[1]] = values
        columns[f"conditional_{end}_per_year"] = padded * result.per_year
    frame = _by_n(result, data["counted"], columns)
    return frame[frame["n"] >= 1].reset_index(drop=True)


def risk_frame(result: Result, of: str = "killed_total", point: str | int | None = None) -> pandas.DataFrame:
    """Quantile and CVaR (mean of the worst 1 - level of the replications) by policy and level, per horizon.

        views.risk_frame(result, of="injured")
    """
    data = at_point(result, result.summary, point)
    known(of, [str(name) for name in data["tail_outcome"].values], "outcome with quantiles")
    columns = ["quantile", "quantile_low", "quantile_high", "cvar", "cvar_low", "cvar_high"]
    return _frame(data[columns].sel(tail_outcome=of), ["policy", "level"], columns)


def convergence_frame(result: Result, of: str = "killed_total", point: str | int | None = None) -> pandas.DataFrame:
    """The estimate and its interval after each block, by policy: how it settled, per horizon.

    From /blocks, deaths with their control variate: after the last block it is the `mean` of the summary. With draws a
    block is a draw. Limits are infinite where there are too few units for an interval.

        views.convergence_frame(result).query("policy == 'escort'").tail(1)
    """
    known(of, result.outcome_names, "outcome")
    data = at_point(result, result.blocks, point)
    replications = data["replications"].values.cumsum()
    frames = []
    for policy in result.policies:
        mean, low, high = _running_estimate(result, data, of, policy)
        frames.append(pandas.DataFrame({"policy": policy, "replications": replications, "mean": mean, "low": low,
                                        "high": high}))
    return pandas.concat(frames, ignore_index=True)


def _running_estimate(
    result: Result, blocks: xarray.Dataset, of: str, policy: str
) -> tuple[statistics.Array, statistics.Array, statistics.Array]:
    """Estimate and limits of one outcome and policy over blocks 0..k, for each k."""
    own = blocks.isel(policy=result.policies.index(policy), excess_policy=result.policies.index(policy),
                      pair=[str(pair) for pair in blocks["pair"].values].index(f"{policy} | {policy}"))
    count = own["replications"].values.astype(float)

    if result.draws:
        expected = f"{of}_conditional" if of in own["controlled"].values else of
        return statistics.running_interval_of_draws(own["mean"].sel(outcome=expected).values, result.confidence)

    def pooled(first: xarray.DataArray, second: xarray.DataArray, comoment: xarray.DataArray) -> statistics.Pooled:
        return statistics.running_comoment(count, first.values, second.values, comoment.values)

    def shape(outcome: xarray.Dataset, values: statistics.Pooled) -> statistics.Shape:
        unknown = xarray.full_like(outcome["mean"], numpy.nan)  # in files of older programs
        cubes = outcome.get("cubes", unknown).values
        differing = outcome.get("differing", xarray.full_like(unknown, -1)).values
        return statistics.running_shape(values, count, outcome["mean"].values, outcome["comoment"].values, cubes, differing)

    outcome = own.sel(outcome=of)
    plain = pooled(outcome["mean"], outcome["mean"], outcome["comoment"])
    if of not in own["controlled"].values:
        return statistics.hall_interval(plain.first, plain.variance, plain.count, shape(outcome, plain), result.confidence)
    conditional, excess = own.sel(outcome=f"{of}_conditional"), own.sel(controlled=of)
    conditional_values = pooled(conditional["mean"], conditional["mean"], conditional["comoment"])
    of_count = statistics.Shape(shape(outcome, plain).skewness, numpy.cumsum(excess["unequal"].values))
    return statistics.controlled_interval(
        conditional=conditional_values,
        excess=pooled(excess["excess_mean"], excess["excess_mean"], excess["excess_comoment"]),
        covariance=pooled(conditional["mean"], excess["excess_mean"], excess["cross_comoment"]).variance,
        shapes=(shape(conditional, conditional_values), of_count), confidence=result.confidence)


def uncertainty_frame(result: Result, of: str = "killed_total", point: str | int | None = None) -> pandas.DataFrame:
    """What is not known: by policy the variance between and within draws, the range of expectations over the draws, the
    range of the difference from the baseline, how often the policy is best and its regret.

    Ranges hold `result.uncertainty.attrs["range_content"]` of the law of the draws on average; those that are `mostly_luck`
    are too wide. A regret whose `mean_regret_low` is 0 is not told from none. Files of older versions lack these columns.
    Raises ResultError without draws.

        views.uncertainty_frame(drawn)[["policy", "range_low", "range_high"]]
    """
    known(of, result.outcome_names, "outcome")
    data = at_point(result, result.uncertainty, point).sel(outcome=of)
    columns = ["variance_between", "variance_within", "variance_of_draw_means", "range_low", "range_high",
               "difference_range_low", "difference_range_high"]
    columns += [name for name in ("range_mostly_luck", "difference_range_mostly_luck") if name in data]
    frame = _frame(data, ["policy"], columns)
    best = at_point(result, result.comparison, point)
    regrets = [name for name in ("mean_regret_low", "mean_regret_high") if name in best]
    chosen = _frame(best, ["policy"], ["probability_best", "share_best", "mean_regret", *regrets, "regret_quantile_95"])
    return frame.merge(chosen, on="policy")


def sweep_frame(result: Result, of: str = "killed_total") -> pandas.DataFrame:
    """One row a point of the sweep and policy: the swept values (as text), the estimate and its interval, and the
    difference from the baseline, both per horizon.

        views.sweep_frame(swept, of="attacks")
    """
    known(of, result.outcome_names, "outcome")
    values = result.sweep["value"]
    parameters = {str(name): [str(value) for value in values.sel(parameter=name).values]
                  for name in values["parameter"].values}
    frames = []
    for place in range(len(result.points)):
        summary = summary_frame(result, place)
        columns = ["policy", "mean", "standard_error", "low", "high"]
        summary = summary[summary["outcome"] == of][columns].reset_index(drop=True)
        differences = comparison_frame(result, of, point=place, per_year=False)
        differences = differences[["policy", "difference", "low_together", "high_together"]]
        for name, texts in reversed(parameters.items()):
            summary.insert(0, name, texts[place])
        frames.append(summary.merge(differences, on="policy", how="left"))
    return pandas.concat(frames, ignore_index=True)


def legs_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """By policy and whole leg: convoy-km, stagings, attacks and killed workers per year, with standard errors.

    Always conditional on the policy: read a leg only under the policy in its row.

        views.legs_frame(result).query("policy == 'escort'")
    """
    data = at_point(result, result.legs, point)
    number, year = result.replications, result.per_year
    columns = []
    for name in ("stagings", "attacks", "killed"):
        mean = data[name] / number
        variance = (data[f"{name}_squares"] / number - mean**2) * number / max(number - 1, 1)
        columns += [(mean * year).rename(f"{name}_per_year"),
                    (numpy.sqrt(variance.clip(min=0) / number) * year).rename(f"{name}_per_year_standard_error")]
    table = xarray.merge([(data["convoy_km"] / number * year).rename("convoy_km_per_year"), *columns])
    return _frame(table, ["policy", "leg"], [str(name) for name in table.data_vars])


def days_frame(result: Result, point: str | int | None = None, bin_days: int = 1) -> pandas.DataFrame:
    """By policy and bin of days since the start (`day` is its first, `days` their number): date, attacks and workers killed
    on the road, expected on a day, with limits for each bin by itself.

    The file holds sums by day over all replications alone, so the limits are those of a count whose dispersion is taken from
    the replications' totals: too wide where years differ more than days do (docs/analysis.md). What is left at the end is a
    bin of its own from half of `bin_days` up, else part of the last one. Raises ResultError for a bin below one day.

        views.days_frame(result, bin_days=30)
    """
    if bin_days < 1:
        raise ResultError(f"a bin has one day or more, not {bin_days}")
    data = at_point(result, result.days, point)
    count = data.sizes["day"]
    starts = numpy.arange(max(1, count // bin_days + (2 * (count % bin_days) >= bin_days))) * bin_days
    length = numpy.diff([*starts, count])
    columns: dict[str, statistics.Array] = {}
    for name in ("attacks", "killed"):
        sums = numpy.add.reduceat(data[name].transpose("policy", "day").values, starts, axis=1)
        limits = statistics.count_interval(sums, _dispersion(result, name, sums, point), result.confidence)
        for column, values in zip((name, f"{name}_low", f"{name}_high"), (sums, *limits)):
            columns[column] = values / length / result.replications
    columns["days"] = numpy.broadcast_to(length, columns["attacks"].shape)
    arrays = {name: (("policy", "day"), values) for name, values in columns.items()}
    frame = _frame(xarray.Dataset(arrays, {"policy": list(result.policies), "day": starts}), ["policy", "day"], list(columns))
    start = pandas.Timestamp(str(result.scenario["start"])).normalize()
    frame.insert(2, "date", start + pandas.to_timedelta(frame["day"].astype(int), unit="D"))
    return frame


def events_frame(
    result: Result, policy: str | None = None, point: str | int | None = None
) -> pandas.DataFrame:
    """One row an event, of one policy or of all, by policy, replication and time: what happened (`kind`), on which day and
    date, on which leg of which zone or at which site, to which convoy and entry of its timetable, by which group, and who
    was killed and injured. What does not apply is missing.

    Always conditional on the policy of its row. Raises ResultError where the run did not keep events.

        told = convoyrisk.run("scenarios/first-steps.yaml", replications=200, keep=["outcomes", "events"])
        views.events_frame(told, "escort")["kind"].value_counts()
    """
    data = result.events
    here = at_point(result, data, point)
    wanted = numpy.ones(data.sizes["event"], dtype=bool)
    if "point_index" in data:
        wanted &= data["point_index"].values == result.points.index(str(here["point"].item()))
    if policy is not None:
        wanted &= data["policy_index"].values == result.policies.index(known(policy, result.policies, "policy"))

    def number(name: str) -> Any:
        return data[name].values[wanted]

    def named(name: str) -> pandas.Categorical:
        return pandas.Categorical.from_codes(number(f"{name}_index"), [str(each) for each in data[name].values])

    start = pandas.Timestamp(str(data.attrs["start"])).normalize()
    convoy = named("convoy")
    zone = numpy.array([*data["zone"].values, None], dtype=object)[number("leg_index")]  # the last for -1
    return pandas.DataFrame({
        "policy": named("policy"), "replication": number("replication"), "day": number("day"),
        "date": start + pandas.to_timedelta(number("day"), unit="D"), "kind": named("kind"), "leg": named("leg"),
        "zone": zone, "site": named("site"), "convoy": convoy,
        "entry": pandas.arrays.IntegerArray(number("entry"), convoy.isna()), "group": named("group"),
        **{name: number(name) for name in ("killed", "injured", "escort_killed", "escort_injured")}})


def _dispersion(result: Result, of: str, sums: statistics.Array, point: str | int | None) -> statistics.Array:
    """Variance over mean of these sums (policy, bin) over all replications; infinite where too little is known of it.

    Within a draw, or without draws, that of the replications' totals, as if all days of one rose and fell together; between
    draws in proportion to the mean.
    """
    blocks = at_point(result, result.blocks, point).sel(outcome=of)
    freedom = result.replications - blocks.sizes["block"]
    if freedom < statistics.LEAST_FREEDOM or 0 < result.draws < statistics.LEAST_BLOCKS:
        return numpy.full(sums.shape, numpy.inf)
    own = blocks.sel(pair=[f"{policy} | {policy}" for policy in result.policies])
    within = own["comoment"].sum("block").values / freedom
    mean = (blocks["mean"] * blocks["replications"]).sum("block").values / result.replications
    mean = numpy.where(mean > 0, mean, 1.0)
    dispersion = numpy.broadcast_to(numpy.maximum(within / mean, 1.0)[:, None], sums.shape)
    if not result.draws:
        return dispersion
    between = at_point(result, result.uncertainty, point)["variance_between"].sel(outcome=of).values
    return numpy.asarray(dispersion + (between / mean**2)[:, None] * sums / result.draws)


def cost_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """By policy, per year: cost, extra cost and deaths averted against the baseline, hours that workers were halted on the road;
    the share of workers delivered; and the cost per death averted with its interval, not a number where its set is none.

    `position` is that of cost and deaths against the baseline as estimated (trade_off, saves_both, saves_money, dominated,
    no_difference, baseline, unknown), `deaths_told` and `cost_told` whether they differ beyond chance, and
    `cost_per_death_averted_kind` what the set of costs that are not rejected is (Fieller 1954): bounded, an interval; outside,
    all but one; unbounded; or none.

    Cost per death averted is the program's: the ratio of the columns, in files of older programs of expected deaths over whole
    blocks, which may differ by some percent in a short run.

        views.cost_frame(result)[["policy", "cost_per_year", "deaths_averted_per_year"]]
    """
    year = result.per_year
    mean = at_point(result, result.summary, point)["mean"]
    data = at_point(result, result.comparison, point)
    difference = data["difference"].isel(against=0).sel(outcome=["cost", "killed_total"])
    frame = pandas.DataFrame({
        "policy": list(result.policies),
        "cost_per_year": mean.sel(outcome="cost").values * year,
        "extra_cost_per_year": difference.sel(outcome="cost").values * year,
        "deaths_averted_per_year": 0.0 - difference.sel(outcome="killed_total").values * year,
        "halts_worker_hours_per_year": mean.sel(outcome="delay").values * year,
        "share_delivered": mean.sel(outcome="workers_delivered").values / mean.sel(outcome="workers_scheduled").values,
    })
    frame = frame.join(payments(data, at_point(result, result.blocks, point)))
    frame["eligible"] = data["eligible"].values.astype(bool)
    return frame


def individual_risk_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """Chance of one worker to be killed on the road within a year, by policy: workers killed a year over `people`.

    `people` are persons, each counted once (see people_on_the_road). Had nobody ridden in two convoys there would be
    `people_at_most` of them, and a risk smaller in proportion. An average over all who travel, of deaths among workers in
    attacks on the road alone: one crew's risk may be well above it, and convoys_frame has it by those who share seats. Its
    interval is that of the deaths. Close to a chance for risks far below 1.

        views.individual_risk_frame(result)
    """
    people, people_at_most = people_on_the_road(result, point)
    frame = summary_frame(result, point)
    frame = frame[frame["outcome"] == "killed"].reset_index(drop=True)
    scale = result.per_year / people
    return pandas.DataFrame({"policy": frame["policy"], "risk_per_year": frame["mean"] * scale,
                             "low": (frame["low"] * scale).clip(lower=0), "high": frame["high"] * scale,
                             "people": people, "people_at_most": people_at_most})


def _frame(data: xarray.Dataset, index: list[str], columns: list[str], units: bool = False) -> pandas.DataFrame:
    """Rows in the order of the file, one column a variable."""
    frame = data[columns].to_dataframe(dim_order=index)[columns].reset_index()
    if units:
        by_outcome = dict(zip(data["outcome"].values, data["outcome_units"].values))
        frame["units"] = frame["outcome"].map(by_outcome)
    return frame


def _by_n(result: Result, counts: xarray.DataArray, columns: dict[str, statistics.Array]) -> pandas.DataFrame:
    """Columns over (policy, n), made tidy."""
    arrays = {name: (("policy", "n"), values) for name, values in columns.items()}
    coordinates = {"policy": list(result.policies), "n": counts["n"].values}
    return _frame(xarray.Dataset(arrays, coordinates), ["policy", "n"], list(columns))
