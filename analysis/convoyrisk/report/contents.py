"""What the page says at one point of a run: rows of text as the program's table has them, and figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas
from markupsafe import Markup

from convoyrisk import periods, views
from convoyrisk.criteria import Line
from convoyrisk.errors import ResultError
from convoyrisk.report import charts
from convoyrisk.report.convoy_rows import convoy_rows
from convoyrisk.report.leg_maps import LegMap, leg_maps
from convoyrisk.number_text import (
    chance, grouped, one_in, over_draws_or_not, percent, rate_in_words, rounded, signed_percent, with_interval)
from convoyrisk.parameter_names import all_in_words
from convoyrisk.report.trade_offs import trade_offs
from convoyrisk.report.verdict import Verdict, title_of, verdict
from convoyrisk.result import Result, TailResult
from convoyrisk.statistics import parts_of_draws

Row = dict[str, str]
EVENT_THRESHOLDS = (1, 5, 10, 20)
COMPARED = {"killed_total": "Killed", "killed": "Workers killed on the road", "injured_total": "Injured",
            "injured": "Workers injured on the road", "attacks": "Attacks", "delay": "Halts on the road",
            "waiting": "Waiting for the end of a curfew", "workers_delivered": "Workers delivered", "cost": "Cost"}
RESAMPLES = 60  # of the bootstrap of Sobol indices: some seconds
MOST_PARAMETERS = 8
MOST_RATIO = 1e6  # of variances; more is what rounding leaves of a difference of 0
READING = {"less": "less", "more": "more", "equal": "equal, within the margin", "same": "the same in every replication",
           "not_told": "not told apart", "left_out": "not compared"}


@dataclass(frozen=True)
class FindOut:
    """Which of what is not known moves the difference of two policies; why there are no rows, where there are none."""

    policy: str
    against: str
    rows: Sequence[Row]
    missing: str = ""


@dataclass(frozen=True)
class Point:
    """Everything that is said of one point; empty where the file does not hold it."""

    name: str
    identity: str  # begins every id of this point
    verdict: Verdict
    how_sure: str
    trade_offs: Sequence[str]  # a question, then its answers
    not_compared: Sequence[str]
    overview: Sequence[Row]
    differences: Sequence[Row]
    difference_chart: Markup | None
    chances: Sequence[Row]
    periods: Sequence[tuple[str, Row]]  # by policy, by return period
    tail_differences: Sequence[tuple[str, Sequence[str]]]
    tail_missing: bool  # some of these have no interval
    thresholds: Sequence[int]
    total_chart: Markup | None
    attack_chart: Markup | None
    events: Sequence[tuple[str, Sequence[str]]]
    choices: Mapping[str, Any]
    work: Sequence[Row]
    uncertain: Sequence[Row]
    range_content: str
    find_out: FindOut | None
    people: str
    convoys: Sequence[Row]
    descriptions: Sequence[tuple[str, str]]  # of policies: name and text
    injured_head: str
    maps: Sequence[LegMap] = field(default_factory=list)


def units_of(result: Result) -> int:
    """Independent units of the summaries: parts of the draws, else replications."""
    return int(parts_of_draws(result.blocks.sizes["block"]).max()) + 1 if result.draws else result.replications


def point_contents(result: Result, place: int, tail: TailResult | None = None, fn_lines: Sequence[Line] = ()) -> Point:
    """What is said of one point of the sweep, or of the whole run without one; `fn_lines` are the reader's own."""
    identity = f"p{place}"
    found = verdict(views.at_point(result, result.comparison, place), result.policies, units_of(result),
                    result.confidence)
    summary = views.summary_frame(result, place).set_index(["policy", "outcome"])
    differences = _differences(result, place, found)
    total, attacks = _exceedance_charts(result, place, identity, tail, fn_lines)
    tails = _tail_differences(result, place)
    return Point(
        name=result.points[place], identity=identity, verdict=found, how_sure=_how_sure(result, place, found, summary),
        trade_offs=trade_offs(result, place, found, summary), not_compared=_not_compared(result, summary, found),
        overview=_overview(result, place, found, summary),
        differences=_difference_rows(result, place, found, summary), thresholds=_thresholds(result),
        difference_chart=charts.difference_chart(differences, title_of(found.of) + " a year, minus the baseline",
                                                 f"{identity}-differences") if differences else None,
        chances=_chances(result, place),
        periods=_periods(result, place), tail_differences=tails,
        tail_missing=any("?" in cell for _, cells in tails for cell in cells), total_chart=total,
        attack_chart=attacks, events=_event_rows(result, place), choices=_choices(result, place, found),
        work=_work(result, place, summary),
        uncertain=_uncertain(result, place, found), range_content=_range_content(result),
        find_out=_find_out(result, place, found, summary), people=people_note(result, place),
        convoys=convoy_rows(result, place), descriptions=_descriptions(result),
        injured_head="Injured, all" if "injured_total" in result.outcome_names else "Workers injured",
        maps=leg_maps(result, place, identity) if result.has("legs") else [])


def _how_sure(result: Result, place: int, found: Verdict, summary: pandas.DataFrame) -> str:
    """Numbers beside the headline: what the winner does, or how the chances to be best are spread."""
    if len(result.policies) < 2:
        return ""
    year, of = result.per_year, found.of
    best = views.at_point(result, result.comparison, place)["probability_best"]
    if found.winner is None:
        shares = "; ".join(f"“{policy}” {chance(float(best.sel(policy=policy)))}" for policy in found.in_question)
        return f"Chance to be best, given these replications: {shares}." if len(found.in_question) > 1 else ""
    baseline = summary.loc[(result.baseline, of)]
    own, drawn = summary.loc[(found.winner, of)], bool(result.draws)
    shown, against = (over_draws_or_not(each["mean"], each["low"], each["high"], year, drawn) for each in (own, baseline))
    text = f"{title_of(of)} a year: {shown} under “{found.winner}”, against {against} under “{result.baseline}”"
    sure = percent(found.confidence, 0)
    return (f"{text}. That this policy is the best of the policies compared is shown at {sure} for all comparisons together, "
            + ("of means over all draws." if result.draws else "for the scenario as written."))


def _not_compared(result: Result, summary: pandas.DataFrame, found: Verdict) -> list[str]:
    delivered = {policy: float(summary.loc[(policy, "workers_delivered"), "plain_mean"]) for policy in result.policies}
    return [f"Not compared: “{policy}” delivers only {percent(delivered[policy] / delivered[result.baseline])} of the "
            "baseline’s workers." for policy in result.policies if not found.eligible[policy]]


def _best(result: Result, found: Verdict, policy: str, probability: float) -> str:
    """The chance to be best; none that rests on differences without an interval."""
    def unknown(other: str) -> bool:
        return found.sides[other] == "not_told" and not math.isfinite(found.against_baseline[other][0])

    rests_on = result.policies[1:] if policy == result.baseline else [policy]
    return "-" if not found.eligible[policy] else "?" if any(map(unknown, rests_on)) else chance(probability)


def _overview(result: Result, place: int, found: Verdict, summary: pandas.DataFrame) -> list[Row]:
    def per_year(policy: str, outcome: str) -> str:
        row = summary.loc[(policy, outcome)]
        return over_draws_or_not(row["mean"], row["low"], row["high"], result.per_year, bool(result.draws))

    injured = "injured_total" if "injured_total" in result.outcome_names else "injured"
    best = views.at_point(result, result.comparison, place)["probability_best"]
    risk = views.individual_risk_frame(result, place).set_index("policy")
    return [{"policy": policy, "killed": per_year(policy, "killed_total"), "injured": per_year(policy, injured),
             "attacks": per_year(policy, "attacks"), "best": _best(result, found, policy, float(best.sel(policy=policy))),
             "risk": one_in(float(risk.loc[policy, "risk_per_year"]))} for policy in result.policies]


def people_note(result: Result, place: int) -> str:
    """How many persons the worker's chance is an average over, and how they were counted."""
    people, people_at_most = views.people_on_the_road(result, place)
    if people == people_at_most:
        return f"an average over {grouped(people)} people, each roster counted once"
    return (f"an average over {grouped(people)} people, those of a way out and of the way back counted once; if nobody rode in "
            f"two convoys there would be {grouped(people_at_most)}, and the chance be smaller")


def _descriptions(result: Result) -> list[tuple[str, str]]:
    """What the scenario says of its policies in words, of those that were run."""
    said = {str(policy["name"]): str(policy.get("description", "")) for policy in result.scenario["policies"]}
    return [(policy, said[policy]) for policy in result.policies if said.get(policy)]


def _differences(result: Result, place: int, found: Verdict) -> list[charts.Difference]:
    if len(result.policies) < 2:
        return []
    frame = views.comparison_frame(result, of=found.of, point=place).set_index("policy")
    year = result.per_year
    return [charts.Difference(policy, float(frame.loc[policy, "difference"]), low * year, high * year)
            for policy, (low, high) in found.against_baseline.items()]


def _choices(result: Result, place: int, found: Verdict) -> dict[str, Any]:
    """For the script: differences a year of all pairs of policies in the main outcomes, with the limits that hold for all
    pairs together; by outcome, by the policy that is subtracted, by policy: [difference, low, high]."""
    data = views.at_point(result, result.comparison, place)
    columns = ("difference", "low_together", "high_together")
    outcomes = []
    for of in (of for of in dict.fromkeys((found.of, *COMPARED)) if of in result.outcome_names):
        own = data[list(columns)].sel(outcome=of)
        arrays = [own[column].transpose("against", "policy").values * result.per_year for column in columns]
        outcomes.append({
            "title": COMPARED.get(of, title_of(of)), "unit": str(result.summary["outcome_units"].sel(outcome=of).item()),
            "differences": [[[float(f"{array[i, j]:.6g}") if math.isfinite(array[i, j]) else None for array in arrays]
                             for j in range(len(result.policies))] for i in range(len(result.policies))]})
    return {"policies": list(result.policies), "outcomes": outcomes}


def _difference_rows(result: Result, place: int, found: Verdict, summary: pandas.DataFrame) -> list[Row]:
    baseline = summary.loc[(result.baseline, found.of)]
    told = bool(baseline["low"] > 0 and math.isfinite(baseline["high"]))  # from 0, or a ratio to it says nothing
    pairs = views.at_point(result, result.comparison, place).sel(outcome=found.of).isel(against=0)
    rows = []
    for row in _differences(result, place, found):
        ratio = float(pairs["variance_reduction"].sel(policy=row.policy))
        rows.append({"policy": row.policy, "difference": with_interval(row.mean, row.low, row.high, show_sign=True),
                     "relative": signed_percent(row.mean / (baseline["mean"] * result.per_year)) if told else "-",
                     "ratio": rounded(ratio) if 0 < ratio < MOST_RATIO and row.high > row.low else "-",
                     "meaning": READING[found.sides[row.policy]]})
    return rows


def _thresholds(result: Result) -> list[int]:
    return [int(n) for n in result.summary["threshold"].values]


def _chances(result: Result, place: int) -> list[Row]:
    data = views.at_point(result, result.summary, place)
    tails = views.risk_frame(result, point=place).set_index(["policy", "level"])["cvar"]
    rows = []
    for policy in result.policies:
        row = {"policy": policy}
        for n in _thresholds(result):
            at = data[["chance", "chance_low", "chance_high"]].sel(policy=policy, threshold=n)
            row[str(n)] = with_interval(float(at.chance), float(at.chance_low), float(at.chance_high), 100) + " %"
        row["worst_5"], row["worst_1"] = (rounded(float(value)) for value in tails.loc[policy].sort_index())
        rows.append(row)
    return rows


def _periods(result: Result, place: int) -> list[tuple[str, Row]]:
    """By policy, the number killed in the worst of so many years; none where the file does not tell."""
    years = periods.usual_years(result)
    if not years or not result.has("outcomes" if result.draws else "severity"):
        return []
    frame = periods.return_period_frame(result, years, place)
    return [(str(policy), {f"1 in {row.years:g} years": _count_with_limits(row.killed, row.low, row.high)
                           for row in rows.itertuples()})
            for policy, rows in frame.groupby("policy", sort=False)]


def _count_with_limits(*counts: float) -> str:
    killed, low, high = (f"{count:,.0f}" if math.isfinite(count) else "?" for count in counts)
    return f"{killed} [{low}, {high}]"


def _tail_differences(result: Result, place: int) -> list[tuple[str, list[str]]]:
    """By policy, how chances and the worst replications differ from the baseline's; none in files of before there were such."""
    if len(result.policies) < 2 or "chance_difference" not in result.comparison:
        return []
    frame = views.tail_comparison_frame(result, point=place)
    scale, unit = {"chance": 100, "cvar": 1}, {"chance": " %", "cvar": ""}
    return [(str(policy), [with_interval(row.difference, row.low, row.high, scale[row.what], show_sign=True)
                           + unit[row.what] for row in rows.itertuples()])
            for policy, rows in frame.groupby("policy", sort=False)]


def _exceedance_charts(result: Result, place: int, identity: str, tail: TailResult | None,
                       fn_lines: Sequence[Line]) -> tuple[Markup | None, Markup | None]:
    """Chance of n or more dead in the horizon, and attacks a year with n or more dead (F-N)."""
    if not result.has("severity"):
        return None, None

    def points(frame: pandas.DataFrame, policy: str, column: str) -> list[tuple[int, float]]:
        own = frame[(frame["policy"] == policy) & (frame["n"] >= 1) & (frame[column] > 0)]
        return [(int(n), float(value)) for n, value in zip(own["n"], own[column])]

    totals, events = views.exceedance_frame(result, place), views.fn_frame(result, place)
    total_curves = []
    for policy in result.policies:
        far: list[tuple[int, float]] = []
        if tail is not None and policy in tail.policies:
            own = tail.exceedance.sel(policy=policy)
            far = [(int(n), float(value)) for n, value, weight in
                   zip(own["n"].values, own["exceedance"].values, own["largest_weight"].values)
                   if n >= 1 and value > 0 and weight <= 0.1]
        sure = {} if result.draws else _limits(totals, policy, "low", "high")  # those of draws are not Clopper's and Pearson's
        total_curves.append(charts.Curve(policy, points(totals, policy, "chance"), far, sure))
    event_curves = [charts.Curve(policy, points(events, policy, "conditional_per_year"),
                                 _drops(points(events, policy, "counted_per_year")),
                                 _limits(events, policy, "conditional_low_per_year", "conditional_high_per_year"))
                    for policy in result.policies]
    once = result.per_year / result.replications  # rate of what happened once in the run
    return (charts.exceedance_chart(total_curves, "Chance of n or more dead in the horizon", "chance of n or more",
                                    f"{identity}-total", as_percent=True),
            charts.exceedance_chart(event_curves, "F-N curve: attacks a year with n or more dead",
                                    "attacks a year with n or more killed", f"{identity}-fn", least=once / 100, lines=fn_lines))


def _limits(frame: pandas.DataFrame, policy: str, low: str, high: str) -> dict[int, tuple[float, float]]:
    own = frame[(frame["policy"] == policy) & frame[high].map(math.isfinite)]
    return {int(n): (float(least), float(most)) for n, least, most in zip(own["n"], own[low], own[high])}


def _event_rows(result: Result, place: int) -> list[tuple[str, list[str]]]:
    """By policy, attacks a year with EVENT_THRESHOLDS or more dead, as expected given the encounters."""
    if not result.has("severity"):
        return []
    frame = views.fn_frame(result, place)
    rows = []
    for policy in result.policies:
        own = frame[frame["policy"] == policy].set_index("n")["conditional_per_year"]
        limits = _limits(frame, policy, "conditional_low_per_year", "conditional_high_per_year")
        rows.append((policy, [rate_in_words(float(own.get(n, 0.0)), limits.get(n)) for n in EVENT_THRESHOLDS]))
    return rows


def _drops(points: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """The n that attacks did kill: where the curve falls after it."""
    return [point for point, after in zip(points, [*points[1:], (0, 0.0)]) if after[1] < point[1]]


def _cost_per_death(row: pandas.Series) -> str:
    """The cost per death averted, where its set is an interval; else in words, in the program's where it has them."""
    if row["cost_per_death_averted_kind"] == "bounded":
        ratio, low, high = (float(row[f"cost_per_death_averted{end}"]) for end in ("", "_low", "_high"))
        return with_interval(ratio, low, high)
    position = row["position"]
    if position in ("baseline", "unknown"):
        return "-"
    if position == "no_difference":
        return "no difference"
    if not row["deaths_told"] or position == "trade_off":
        return "deaths not told"
    if not row["cost_told"]:
        return "averts, cost not told" if position == "saves_both" else "kills more"
    return {"saves_both": "averts and saves", "saves_money": "cheaper, kills more", "dominated": "dearer, kills more"}[position]


def _work(result: Result, place: int, summary: pandas.DataFrame) -> list[Row]:
    frame = views.cost_frame(result, place).set_index("policy")
    rows = []
    for policy in result.policies:
        row = frame.loc[policy]
        delivered = float(summary.loc[(policy, "workers_delivered"), "mean"])
        share, killed = float(row["share_delivered"]), float(summary.loc[(policy, "killed_total"), "mean"])
        own = summary.loc[(policy, "killed_total")]
        told = bool(math.isfinite(own["high"] - own["low"]) and own["high"] > own["low"])
        rows.append({"policy": policy, "delivered": percent(share, 2) if math.isfinite(share) else "-",
                     "deaths": rounded(1e5 * killed / delivered) if delivered > 0 and told else "-",
                     "halts": rounded(float(row["halts_worker_hours_per_year"])), "waiting": _waiting(result, summary, policy),
                     "cost": rounded(float(row["cost_per_year"])),
                     "extra": rounded(float(row["extra_cost_per_year"])),
                     "per_death": _cost_per_death(row)})
    return rows


def _waiting(result: Result, summary: pandas.DataFrame, policy: str) -> str:
    """Empty where nobody waits under any policy, and in files of programs that know no curfew: the column is then left out."""
    if "waiting" not in result.outcome_names:
        return ""
    means = summary.xs("waiting", level="outcome")["mean"]
    return rounded(float(means[policy]) * result.per_year) if (means > 0).any() else ""


def _uncertain(result: Result, place: int, found: Verdict) -> list[Row]:
    if not result.draws:
        return []
    frame = views.uncertainty_frame(result, of=found.of, point=place).set_index("policy")
    means = views.summary_frame(result, place).set_index(["policy", "outcome"])["mean"]
    differences = views.comparison_frame(result, of=found.of, point=place, per_year=False).set_index("policy")["difference"]
    year, rows = result.per_year, []
    for policy in result.policies:
        row = frame.loc[policy]
        against = "" if policy == result.baseline else with_interval(
            float(differences.loc[policy]), row["difference_range_low"], row["difference_range_high"], year, True)
        share = float(row["share_best"])
        luck, against_luck = bool(row.get("range_mostly_luck", 0)), bool(against and row.get("difference_range_mostly_luck", 0))
        own = with_interval(float(means.loc[(policy, found.of)]), row["range_low"], row["range_high"], year)
        rows.append({"policy": policy, "difference": against + (" ~" if against_luck else ""),
                     "range": own + (" ~" if luck else ""), "luck": "~" if luck or against_luck else "",
                     "share_best": chance(share) if math.isfinite(share) else "-", "regret": _regret(row, year)})
    return rows


def _regret(row: pandas.Series, year: float) -> str:
    """Files of older versions have no interval of it."""
    regret, high = float(row["mean_regret"]), float(row.get("mean_regret_high", 0))
    if not math.isfinite(regret):
        return "-"
    if row.get("mean_regret_low", 1) > 0 or high == 0:
        return rounded(regret * year)
    return f"< {rounded(high * year)}" if math.isfinite(high) else "?"


def _range_content(result: Result) -> str:
    """How much of the law of the draws a range holds, and holds at least; empty where an older file does not tell."""
    if not result.draws or "range_content" not in result.uncertainty.attrs:
        return ""
    content, least = (float(result.uncertainty.attrs[name]) for name in ("range_content", "range_content_least"))
    return f"{percent(content, 0)} (at least {percent(least, 0)}, with confidence {percent(result.confidence, 0)})"


def _find_out(result: Result, place: int, found: Verdict, summary: pandas.DataFrame) -> FindOut | None:
    """Sobol indices of the difference of the policy that seems best from the baseline; where that is the baseline itself, of
    the second best from it. None without draws or with one policy."""
    able = sorted((policy for policy in result.policies if found.eligible[policy]),
                  key=lambda policy: float(summary.loc[(policy, found.of), "mean"]))
    if not result.draws or len(able) < 2:
        return None
    policy, against = (able[1], able[0]) if able[0] == result.baseline else (able[0], result.baseline)
    try:
        frame = views.sobol_frame(result, found.of, policy, against, place, resamples=RESAMPLES)
    except ResultError as error:
        return FindOut(policy, against, [], str(error))
    return FindOut(policy, against, [
        {"parameter": all_in_words(result.scenario, row.members), "share": percent(row.index_, 0),
         "interval": f"{percent(row.low, 0)} to {percent(row.high, 0)}"}
        for row in frame.rename(columns={"index": "index_"}).head(MOST_PARAMETERS).itertuples() if row.index_ >= 0.01])
