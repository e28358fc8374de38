"""Tidy tables of a search for plans: pandas frames whose numbers are the program's own, per year of 365.25 days.

Costs are those beyond the base's. A plan is told by its options, "lever: option; lever: option".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas
import xarray

from convoyrisk.errors import ResultError
from convoyrisk.plans import NO_BUDGET, Plans

NOTHING = "nothing"
ENDS = ("", "_standard_error", "_low", "_high")


def in_words(options: Mapping[str, str]) -> str:
    """A plan as the program tells it."""
    return "; ".join(f"{lever}: {option}" for lever, option in options.items()) or NOTHING


def front_frame(plans: Plans) -> pandas.DataFrame:
    """One row a step of the front, by budget: the best plan from that budget on.

    `plan` in words and a column for each lever (empty where the plan takes none of its options); `from_budget`, `harm` and
    `cost` a year with limits that hold together; `averted` against the step before (the first: against the base);
    `cost_per_averted`, the currency for one more averted, not a number where that is none; `delivered_share` of the base's
    workers; `chosen`, the plan for the budget.

    With draws of uncertain parameters also `harm_spread` (standard deviation between draws, luck taken out), `harm_middle_low`
    and `_high` (nine tenths of the draws lie between), `chance_near`, how often the step is within what is promised of the
    best step that its budget can pay, `regret`, what it is worse than that one, and `regret_worst`, in the worst twentieth of
    draws.

        print(views.front_frame(plans)[["plan", "from_budget", "harm", "chosen"]].to_string())
    """
    data = plans.front
    columns: dict[str, object] = {"from_budget": data["from_budget"].values * plans.per_year}
    for name in ("harm", "cost", "averted"):
        columns |= _yearly(plans, data, name)
    columns["cost_per_averted"] = data["cost_per_death_averted"].values
    columns["delivered_share"] = data["delivered_share"].values
    if "regret" in data:
        columns |= {name: data[name].values * plans.per_year
                    for name in ("harm_spread", "harm_middle_low", "harm_middle_high", "regret_worst")}
        columns |= {f"chance_near{end}": data[f"chance_near{end}"].values for end in ("", "_low", "_high")}
        columns |= _yearly(plans, data, "regret")
    columns["chosen"] = [step == plans.choice for step in range(data.sizes["step"])]
    return _with_plan(plans, data, "step", columns)


def plans_frame(plans: Plans) -> pandas.DataFrame:
    """One row a plan that was simulated, the base first: harm, cost and workers delivered a year as the screening had them, its
    replications, and what became of it (`fate`: left, dominated or undelivered; `removed_by`, the plan that dominates it).

    The best of many plans looks better here than it is: take figures from front_frame.

        views.plans_frame(plans).nsmallest(5, "harm")
    """
    data = plans.plans
    columns: dict[str, object] = {}
    for name in ("harm", "cost", "delivered"):
        columns |= {name + end: data[name + end].values * plans.per_year for end in ("", "_standard_error")}
    columns["replications"] = data["replications"].values
    columns["fate"] = [str(fate) for fate in data["fate"].values]
    words = {int(number): in_words(plans.options_of(data, row)) for row, number in enumerate(data["number"].values)}
    columns["removed_by"] = [words.get(int(number), "") for number in data["removed_by"].values]
    return _with_plan(plans, data, None, columns)


def plan_draws_frame(plans: Plans) -> pandas.DataFrame:
    """One row a draw of the uncertain parameters, one column a step of the front (from 1): its mean harm a year in the draw, luck
    of the draw's replications included. Raises ResultError where there are no draws.

        views.plan_draws_frame(convoyrisk.open_plans("drawn.plans.h5")).describe()
    """
    data = plans.draws
    steps = range(plans.front.sizes["step"])
    return pandas.DataFrame({step + 1: data[f"harm_{step}"].values * plans.per_year for step in steps},
                            index=pandas.RangeIndex(data.sizes["draw"], name="draw"))


def runners_up_frame(plans: Plans) -> pandas.DataFrame:
    """Other plans for the budget that may be as good as the one chosen, or are worse by no more than is promised: how much more
    harm (`worse`) and cost a year, with limits that hold together. Where one is `matched`, another plan costs no more and was
    shown to be as good within half of what is promised. Empty where there are none. Raises ResultError where no budget was given.

        views.runners_up_frame(plans)
    """
    _check_choice(plans)
    if not plans.has("runners_up"):
        names = [name + end for name in ("worse", "more_cost") for end in ENDS]
        return pandas.DataFrame(columns=["plan", *plans.levers, *names, "matched"]).assign(**{name: [] for name in names})
    data = plans.runners_up
    older = "matched" not in data
    matched = [False] * data.sizes["runner_up"] if older else data["matched"].values != 0
    columns = {**_yearly(plans, data, "worse"), **_yearly(plans, data, "more_cost"), "matched": matched}
    return _with_plan(plans, data, None, columns)


def anatomy_frame(plans: Plans) -> pandas.DataFrame:
    """One row a part of the plan chosen: what it averts a year `in_plan` (what would be lost without it) and `alone` (added to
    the base by itself), with limits that hold together. Empty where the base itself is chosen. Raises ResultError where no
    budget was given.

        views.anatomy_frame(plans)
    """
    _check_choice(plans)
    names = ["lever", "option"]
    if not plans.has("anatomy"):
        return pandas.DataFrame(columns=names).assign(**{what + end: [] for what in ("in_plan", "alone") for end in ENDS})
    data = plans.anatomy
    levers = list(plans.levers)
    chosen = [levers[int(lever)] for lever in data["lever"].values]
    options = [plans.levers[lever][int(place) - 1] for lever, place in zip(chosen, data["place"].values)]
    columns: dict[str, object] = {"lever": chosen, "option": options}
    return pandas.DataFrame({**columns, **_yearly(plans, data, "in_plan"), **_yearly(plans, data, "alone")})


def near_best_frame(plans: Plans) -> pandas.DataFrame:
    """One row an option: whether the plan chosen takes it, and in which `share` of that plan and its runners-up it is.

    `role` says what that makes of it. Of an option that is chosen: "in all", "can be swapped" for another of its lever, or
    "can be left out". Of another: "in none", "can take its place", where the plan chosen has another option of the lever, or
    "can be added". attrs["plans"]: how many plans these are.

    Raises ResultError where no budget was given.

        views.near_best_frame(plans)
    """
    choice = _check_choice(plans)
    near = [plans.options_of(plans.front, choice)]
    if plans.has("runners_up"):
        near += [plans.options_of(plans.runners_up, row) for row in range(plans.runners_up.sizes["runner_up"])]
    rows = []
    for lever, options in plans.levers.items():
        taken = [plan.get(lever) for plan in near]
        for option in options:
            count = taken.count(option)
            rows.append({"lever": lever, "option": option, "chosen": taken[0] == option, "share": count / len(near),
                         "role": _role(option, taken)})
    frame = pandas.DataFrame(rows)
    frame.attrs["plans"] = len(near)
    return frame


def _role(option: str, taken: Sequence[str | None]) -> str:
    """Of an option in plans of which the first is the chosen one; `taken` is what each takes of the lever."""
    if option not in taken:
        return "in none"
    if taken[0] == option:
        return "in all" if set(taken) == {option} else "can be left out" if None in taken else "can be swapped"
    return "can take its place" if taken[0] else "can be added"


def _check_choice(plans: Plans) -> int:
    choice = plans.choice
    if choice is None:
        raise ResultError(f"{plans.path}: {NO_BUDGET}")
    return choice


def _yearly(plans: Plans, data: xarray.Dataset, name: str) -> dict[str, object]:
    return {name + end: data[name + end].values * plans.per_year for end in ENDS}


def _with_plan(plans: Plans, data: xarray.Dataset, number: str | None, columns: Mapping[str, object]) -> pandas.DataFrame:
    options = [plans.options_of(data, row) for row in range(data.sizes[next(iter(data["number"].dims))])]
    told: dict[str, object] = {"plan": [in_words(taken) for taken in options]}
    told |= {lever: [taken.get(lever, "") for taken in options] for lever in plans.levers}
    frame = pandas.DataFrame({**told, **columns})
    if number is not None:
        frame.insert(0, number, range(1, len(frame) + 1))
    frame.attrs |= {"of": plans.of, "per": "year", "currency": plans.currency, "units": str(plans.front["harm"].attrs["units"])}
    return frame
