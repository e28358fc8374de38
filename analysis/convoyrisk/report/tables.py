"""The tidy tables of a result: for a workbook, and for files of comma-separated values. Numbers are the views' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy
import pandas

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.periods import usual_years
from convoyrisk.plans import Plans
from convoyrisk.report import contents
from convoyrisk.report.standing_text import ASSUMPTIONS, limits, provenance, without_code
from convoyrisk.report.trade_offs import trade_offs
from convoyrisk.report.verdict import verdict
from convoyrisk.result import Result


def tables_of(result: Result, plans: Plans | None = None, value_of_life: float | None = None) -> dict[str, pandas.DataFrame]:
    """By name, each with a row of heads that hold the unit in brackets, or with a column `units`. Of a sweep the first column is
    the point. What the file does not hold is left out."""
    found: dict[str, pandas.DataFrame] = {"verdict": _at_points(result, _verdict)}
    for name, table in (("summary", _summary), ("comparison", _comparison), ("by convoy", _convoys), ("chances", _chances),
                        ("F-N", _fn), ("return periods", _periods), ("worst years", _risk), ("costs", _costs),
                        ("individual risk", _individual), ("by leg", _legs), ("uncertainty", _uncertainty),
                        ("value of information", lambda own, place: _information(own, place, value_of_life))):
        try:
            frame = _at_points(result, table)
        except ResultError:
            continue
        if len(frame):
            found[name] = frame
    if value_of_life is not None:
        found |= _in_money(result, value_of_life)
    if plans is not None:
        found |= _plan_tables(plans)
    texts = [("assumption", without_code(text)) for text in ASSUMPTIONS]
    texts += [("what the model cannot say", text) for text in limits(len(result.policies))]
    found["assumptions"] = pandas.DataFrame(texts, columns=["kind", "text"])
    found["provenance"] = pandas.DataFrame(provenance(result), columns=["what", "value"])
    return found


def _at_points(result: Result, table: Callable[[Result, int], pandas.DataFrame]) -> pandas.DataFrame:
    frames = []
    for place, point in enumerate(result.points):
        frame = table(result, place)
        if len(result.points) > 1:
            frame.insert(0, "point", point)
        frames.append(frame)
    return pandas.concat(frames, ignore_index=True)


def _verdict(result: Result, place: int) -> pandas.DataFrame:
    found = verdict(views.at_point(result, result.comparison, place), result.policies, contents.units_of(result),
                    result.confidence)
    summary = views.summary_frame(result, place).set_index(["policy", "outcome"])
    rows = [("headline", found.headline), ("verdict", found.text)]
    rows += [("another policy", text) for text in trade_offs(result, place, found, summary)[1:]]
    return pandas.DataFrame(rows, columns=["kind", "text"])


def _summary(result: Result, place: int) -> pandas.DataFrame:
    frame = views.summary_frame(result, place)
    amounts = ["mean", "standard_error", "low", "high"]
    frame[amounts] *= result.per_year
    frame["units"] += "/year"
    return frame[["policy", "outcome", "units", *amounts]]


def _comparison(result: Result, place: int) -> pandas.DataFrame:
    if len(result.policies) < 2:
        return pandas.DataFrame()
    amounts = ["difference", "standard_error", "low", "high", "low_together", "high_together"]
    frames = []
    for of in (of for of in contents.COMPARED if of in result.outcome_names):
        frame = views.comparison_frame(result, of, point=place)
        frame.insert(1, "against", result.baseline)
        frame.insert(2, "outcome", of)
        frames.append(frame[["policy", "against", "outcome", "units", *amounts, "variance_reduction"]])
    together = pandas.concat(frames, ignore_index=True)
    together["units"] = together["units"].str.replace(" per ", "/")
    return together


def _convoys(result: Result, place: int) -> pandas.DataFrame:
    frame = views.convoys_frame(result, place)
    units = {"trips": "1/year", "attacks": "1/year", "deadly": "1/year", "delivered": "person/year", "killed": "person/year"}
    names = {str(name): f"{name} [{units[str(name).split('_')[0]]}]" for name in frame.columns
             if str(name).split("_")[0] in units and not str(name).startswith("trips_per_attack")
             and not str(name).startswith("trips_per_deadly")}
    return frame.rename(columns={**names, "people": "people [person]", "risk_per_year": "risk_per_year [chance of one worker]"})


def _chances(result: Result, place: int) -> pandas.DataFrame:
    data = views.at_point(result, result.summary, place)
    frame = data[["chance", "chance_low", "chance_high"]].to_dataframe(dim_order=["policy", "threshold"]).reset_index()
    frame = frame[["policy", "threshold", "chance", "chance_low", "chance_high"]]
    return frame.rename(columns={"threshold": "killed_or_more [person]"})


def _fn(result: Result, place: int) -> pandas.DataFrame:
    frame = views.fn_frame(result, place)
    names = {str(name): f"{name} [1/year]" for name in frame.columns if str(name).endswith("_per_year")}
    return frame.rename(columns={**names, "n": "killed_or_more [person]"})


def _periods(result: Result, place: int) -> pandas.DataFrame:
    return views.return_period_frame(result, usual_years(result), place).rename(columns={
        "years": "return_period [year]", **_renamed(["killed", "low", "high"], "person in one horizon")})


def _risk(result: Result, place: int) -> pandas.DataFrame:
    frame = views.risk_frame(result, point=place)
    amounts = [str(name) for name in frame.columns if name not in ("policy", "level")]
    return frame.rename(columns=_renamed(amounts, "person in one horizon"))


def _costs(result: Result, place: int) -> pandas.DataFrame:
    money = result.currency or "cost"
    frame = views.cost_frame(result, place)
    return frame.rename(columns={
        **_renamed(["cost_per_year", "extra_cost_per_year"], f"{money}/year"),
        **_renamed(["deaths_averted_per_year"], "person/year"),
        **_renamed(["halts_worker_hours_per_year"], "person-h/year"),
        **_renamed([f"cost_per_death_averted{end}" for end in ("", "_low", "_high")], f"{money}/person")})


def _in_money(result: Result, value_of_life: float) -> dict[str, pandas.DataFrame]:
    found = {"loss in money": _at_points(result, lambda own, place: _loss(own, place, value_of_life))}
    try:
        found["bad years in money"] = _at_points(result, lambda own, place: _loss_periods(own, place, value_of_life))
    except ResultError:  # the file does not tell bad years
        pass
    return found


def _loss(result: Result, place: int, value_of_life: float) -> pandas.DataFrame:
    frame = views.loss_frame(result, value_of_life, place)
    frame.insert(1, f"value_of_life [{result.currency}]", value_of_life)
    amounts = [str(name) for name in frame.columns[2:]]
    return frame.rename(columns=_renamed(amounts, f"{result.currency}/year"))


def _loss_periods(result: Result, place: int, value_of_life: float) -> pandas.DataFrame:
    frame = views.loss_period_frame(result, value_of_life, usual_years(result), place)
    return frame.rename(columns={
        "years": "return_period [year]", **_renamed(["loss", "low", "high"], f"{result.currency} in one horizon")})


def _individual(result: Result, place: int) -> pandas.DataFrame:
    return views.individual_risk_frame(result, place).rename(columns={
        **_renamed(["risk_per_year", "low", "high"], "chance of one worker"), **_renamed(["people", "people_at_most"], "person")})


def _legs(result: Result, place: int) -> pandas.DataFrame:
    frame = views.legs_frame(result, place)
    units = {"convoy_km": "km/year", "killed": "person/year"}

    def unit(name: str) -> str:
        return next((units[start] for start in units if name.startswith(start)), "1/year")

    names = [str(name) for name in frame.columns if "_per_year" in str(name)]
    return frame.rename(columns={name: f"{name} [{unit(name)}]" for name in names})


def _uncertainty(result: Result, place: int) -> pandas.DataFrame:
    frame = views.uncertainty_frame(result, point=place)
    amounts = ["range_low", "range_high", "difference_range_low", "difference_range_high", "mean_regret", "mean_regret_low",
               "mean_regret_high", "regret_quantile_95"]
    amounts = [name for name in amounts if name in frame]
    frame[amounts] *= result.per_year
    kept = ["policy", *amounts, "probability_best", "share_best"]
    return frame[kept].rename(columns=_renamed(amounts, "person/year"))


def _information(result: Result, place: int, value_of_life: float | None) -> pandas.DataFrame:
    """In money where a life has a value, as the page has it."""
    frame = views.value_of_information_frame(result, value_of_life=value_of_life, point=place)
    frame["members"] = [", ".join(members) for members in frame["members"]]
    return frame.rename(columns=_renamed(["lower", "upper", "low", "high"], frame.attrs["units"].replace(" per ", "/")))


def _plan_tables(plans: Plans) -> dict[str, pandas.DataFrame]:
    money = plans.currency or "cost"

    def named(frame: pandas.DataFrame) -> pandas.DataFrame:
        unit = str(plans.front["harm"].attrs["units"])
        return frame.rename(columns={str(name): f"{name} [{_unit_of_plans(str(name), unit, money)}]" for name in frame.columns
                                     if _unit_of_plans(str(name), unit, money)})

    found = {"front": named(views.front_frame(plans)), "plans": named(views.plans_frame(plans))}
    if plans.choice is not None:
        found |= {"anatomy": named(views.anatomy_frame(plans)), "runners-up": named(views.runners_up_frame(plans)),
                  "near-best plans": views.near_best_frame(plans)}
    return found


def _unit_of_plans(column: str, unit: str, money: str) -> str:
    if column == "cost_per_averted":
        return f"{money}/{unit}"
    if column == "delivered_share":
        return ""
    starts = {"from_budget": f"{money}/year", "harm": f"{unit}/year", "cost": f"{money}/year", "averted": f"{unit}/year",
              "worse": f"{unit}/year", "more_cost": f"{money}/year", "in_plan": f"{unit}/year", "alone": f"{unit}/year",
              "delivered": "person/year"}
    stem = column.removesuffix("_standard_error").removesuffix("_low").removesuffix("_high")
    return starts.get(stem, "")


def _renamed(names: list[str], unit: str) -> dict[str, str]:
    return {name: f"{name} [{unit}]" for name in names}


def cells(frame: pandas.DataFrame) -> Iterator[list[object]]:
    """Rows of Python's own values; what is not a number, or has no bound, is empty."""
    for row in frame.itertuples(index=False):
        yield [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, numpy.generic):
        value = value.item()
    return None if isinstance(value, float) and not numpy.isfinite(value) else value
