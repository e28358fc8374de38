"""The section on plans: what `optimise` found for the money, in the program's own numbers and digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas
from markupsafe import Markup

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.plans import Plans, open_plans
from convoyrisk.number_text import grouped, percent, rounded, with_half_width
from convoyrisk.report.plan_chart import Step, front_chart
from convoyrisk.report.same_scenario import unlike
from convoyrisk.report.verdict import title_of
from convoyrisk.result import Result

Row = dict[str, str]
# What may differ between the scenario of a run and that of a search.
MAY_DIFFER = {"run", "search", "uncertainty", "sweep", "title", "description", "policies"}


@dataclass(frozen=True)
class PlanSection:
    """What the page says of a search; the choice's parts are empty where no budget was given."""

    plans: Plans
    promise: str
    what: str  # the outcome, in a sentence
    unit: str  # of cost
    head: str  # of the column of the outcome
    chart: Markup
    steps: Sequence[Row]
    choice: str
    next_step: str
    changes: Sequence[str]
    runners_up: Sequence[Row]
    anatomy: Sequence[Row]
    parts: Sequence[Row]
    over_draws: Sequence[Row]


def plans_of(result: Result, named: str | None) -> Plans | None:
    """The plans file that is named, or the one beside the result, NAME.plans.h5; None without.

    Raises ResultError where it is of another scenario.
    """
    path = Path(named) if named else result.path.with_name(f"{result.path.stem}.plans.h5")
    if not named and not path.exists():
        return None
    plans = open_plans(path)
    differs = unlike(result.scenario, plans.scenario, MAY_DIFFER)
    if _policy(result.scenario, plans.base) != _policy(plans.scenario, plans.base):
        differs.append(f'policy "{plans.base}"')
    if differs:
        how = "name another with --plans, or search again" if named else "move it elsewhere, or name another with --plans"
        raise ResultError(f"{path} is of another scenario than {result.path}: not the same is {', '.join(sorted(differs))}; "
                          + how)
    return plans


def _policy(scenario: dict[str, Any], name: str) -> Any:
    return next((policy for policy in scenario["policies"] if policy["name"] == name), None)


def plan_section(plans: Plans) -> PlanSection:
    """All that is said of a search."""
    frame, what = views.front_frame(plans), title_of(plans.of).lower()
    rows, money = frame.to_dict("records"), plans.currency or "of cost"
    steps = [_step(row, first=place == 0) for place, row in enumerate(rows)]
    drawn = [Step(float(row["from_budget"]), float(row["harm"]), float(row["harm_low"]), float(row["harm_high"]),
                  f"Step {row['step']}, from {budget(row['from_budget'])} {money} a year: {row['plan']}. "
                  f"{title_of(plans.of)} {_estimate(row, 'harm')} a year.") for row in rows]
    of_choice: dict[str, Any] = {"choice": "", "next_step": "", "changes": [], "runners_up": [], "anatomy": [], "parts": []}
    if plans.choice is not None:
        of_choice = _of_choice(plans, frame, what, money)
    chart = front_chart(drawn, plans.choice, plans.budget, f"budget beyond the cost of “{plans.base}”, {money} a year",
                        f"{what} a year")
    over_draws = [_over_draws(row) for row in rows] if "regret" in frame else []
    return PlanSection(plans=plans, over_draws=over_draws, promise=plans.verdict.replace(plans.of, what), what=what,
                       unit=plans.currency, head=title_of(plans.of), chart=chart, steps=steps, **of_choice)


def budget(amount: float) -> str:
    """An amount that is enough, in whole units."""
    return grouped(math.ceil(amount - 1e-6))


def _estimate(row: Any, name: str) -> str:
    if row[name] == 0 and row[f"{name}_standard_error"] == 0:
        return "0"
    return with_half_width(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]))


def _step(row: Any, first: bool) -> Row:
    ratio = float(row["cost_per_averted"])
    return {"step": str(row["step"]), "plan": row["plan"], "from": budget(row["from_budget"]), "harm": _estimate(row, "harm"),
            "averted": "-" if first else _estimate(row, "averted"), "delivered": percent(float(row["delivered_share"])),
            "ratio": rounded(ratio) if not first and math.isfinite(ratio) else "-", "chosen": "yes" if row["chosen"] else ""}


def _over_draws(row: Any) -> Row:
    return {"step": str(row["step"]), "spread": rounded(row["harm_spread"]),
            "middle": f"{rounded(row['harm_middle_low'])} to {rounded(row['harm_middle_high'])}",
            "near": percent(float(row["chance_near"])), "regret": _estimate(row, "regret"),
            "worst": rounded(row["regret_worst"])}


def _of_choice(plans: Plans, frame: pandas.DataFrame, what: str, money: str) -> dict[str, Any]:
    others, anatomy, near = views.runners_up_frame(plans), views.anatomy_frame(plans), views.near_best_frame(plans)
    return {
        "choice": _choice(plans, frame, what, money), "next_step": _next_step(plans, frame, what, money),
        "changes": _changes(plans, frame, others, near, what, money),
        "runners_up": [{"plan": row["plan"], "worse": _estimate(row, "worse"), "cost": _estimate(row, "more_cost"),
                        "matched": "yes" if row["matched"] else ""}
                       for row in others.to_dict("records")],
        "anatomy": [{"part": f"{row['lever']}: {row['option']}", "in_plan": _estimate(row, "in_plan"),
                     "alone": _estimate(row, "alone")} for row in anatomy.to_dict("records")],
        "parts": [{"part": f"{row['lever']}: {row['option']}", "role": row["role"],
                   "count": f"{round(row['share'] * near.attrs['plans'])} of {near.attrs['plans']}"}
                  for row in near.to_dict("records")]}


def _choice(plans: Plans, frame: pandas.DataFrame, what: str, money: str) -> str:
    row = frame.iloc[plans.choice or 0]
    first = frame.iloc[0]
    base = f", where “{plans.base}” has {_estimate(first, 'harm')}" if first["plan"] == "nothing" and plans.choice else ""
    return (f"It costs {_estimate(row, 'cost')} {money} a year more than “{plans.base}” and leaves "
            f"{_estimate(row, 'harm')} {what} a year{base}.")


def _next_step(plans: Plans, frame: pandas.DataFrame, what: str, money: str) -> str:
    place = (plans.choice or 0) + 1
    if place >= len(frame):
        return "No dearer plan averts more: the choice is the last step."
    row = _step(frame.iloc[place], first=False)
    ratio = f", at {row['ratio']} {money} for one more averted" if row["ratio"] != "-" else ""
    return (f"The next step needs {row['from']} {money} a year. It averts {row['averted']} more {what} a year{ratio}: "
            f"{row['plan']}.")


def _changes(plans: Plans, frame: pandas.DataFrame, others: pandas.DataFrame, near: pandas.DataFrame, what: str,
             money: str) -> list[str]:
    """What would change the choice: the money, and what little sets it apart from other plans."""
    place, told, count = plans.choice or 0, [], len(others) + 1
    chosen = frame.iloc[place]
    if place > 0:
        before = frame.iloc[place - 1]
        told.append(f"With less than {budget(chosen['from_budget'])} {money} a year it is step {before['step']}: "
                    f"{before['plan']}. It leaves {_estimate(chosen, 'averted')} more {what} a year.")
    if place + 1 < len(frame):
        after = frame.iloc[place + 1]
        told.append(f"With {budget(after['from_budget'])} {money} a year or more it is step {after['step']}.")
    as_good = [f"“{row['plan']}”" for row in others.to_dict("records") if row["worse_low"] <= 0]
    if as_good:
        told.append(f"Not told from the choice, so that other reasons may decide: {'; '.join(as_good)}.")
    cheaper = others[others["more_cost_high"] < 0].sort_values("more_cost")
    if len(cheaper):
        row = cheaper.iloc[0]
        told.append(f"“{row['plan']}” costs {_estimate(row, 'more_cost').lstrip('-')} {money} a year less, and leaves "
                    f"{_estimate(row, 'worse')} more {what} a year.")
    in_all = [f"“{row['lever']}: {row['option']}”" for row in near.to_dict("records") if row["role"] == "in all"]
    if count > 1:
        told.append(f"In all {count} plans that may be as good: {', '.join(in_all)}. This part of the choice is firm." if in_all
                    else f"No part is in all {count} plans that may be as good: each can be left out or swapped.")
    if "regret" in frame:
        told.append(f"Over the draws of what is not known the choice is within {rounded(plans.within)} {what} a year of the best "
                    f"step for the money in {percent(float(chosen['chance_near']))} of them; it is {_estimate(chosen, 'regret')} "
                    "worse than that one on average.")
    else:
        told.append("The search took every value as it stands in the scenario. Other rates or effects may lead to another plan.")
    return told
