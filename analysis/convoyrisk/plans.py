"""Files of `convoyrisk optimise`, opened: the plans that were simulated, the best for each budget, and the choice."""

from __future__ import annotations

import os
from functools import cached_property

import xarray

from convoyrisk.result import DAYS_OF_YEAR, StoredFile

PLANS_VERSION = 1
NO_BUDGET = "the search was made without a budget, so nothing was chosen: give --budget, or `search.budget` in the scenario"
HOW_TO_GET = {
    "runners_up": "either no other plan comes near the chosen one, or " + NO_BUDGET,
    "anatomy": "either the chosen plan is the base itself, or " + NO_BUDGET,
    "draws": "it was searched without draws of uncertain parameters",
}


class Plans(StoredFile):
    """A file of `convoyrisk optimise` (docs/optimise.md). Values of its groups are per horizon; the tables of
    convoyrisk.views are per year.

        plans = convoyrisk.open_plans("karakoram.plans.h5")
        print(plans.verdict, plans.levers, plans.front["harm"].values * plans.per_year)
    """

    how_to_get = HOW_TO_GET

    @property
    def of(self) -> str:
        """The outcome that is made small."""
        return str(self.attrs["of"])

    @property
    def confidence(self) -> float:
        """With which the promise holds, and the intervals."""
        return float(self.attrs["confidence"])

    @property
    def currency(self) -> str:
        """Of costs and budgets."""
        return str(self.attrs["currency"])

    @property
    def horizon_days(self) -> float:
        """Days that a replication simulates."""
        return float(self.attrs["horizon_h"]) / 24

    @property
    def per_year(self) -> float:
        """Factor from a mean per horizon to one per year of 365.25 days."""
        return DAYS_OF_YEAR / self.horizon_days

    @property
    def verdict(self) -> str:
        """The program's own sentence on what is promised."""
        return str(self.attrs["verdict"])

    @property
    def reached(self) -> bool:
        """Whether what was asked for (--within, --confidence) is promised."""
        return bool(self.attrs["reached"])

    @property
    def within(self) -> float:
        """How far from the best plan, a year, one that is named may be."""
        return float(self.attrs["within"]) * self.per_year

    @property
    def criterion(self) -> str:
        """What is made small over draws of uncertain parameters: mean, regret or worst."""
        return str(self.attrs.get("criterion", "mean"))

    @property
    def space(self) -> int:
        """How many plans the levers span; more than were simulated where the space was too large."""
        return int(self.attrs.get("space", self.plans.sizes["plan"]))

    @property
    def inner(self) -> int:
        """Replications of a draw; 0 without draws."""
        return int(self.attrs.get("inner", 0))

    @property
    def budget(self) -> float | None:
        """A year, beyond what the base costs; None where none was given."""
        return float(self.attrs["budget"]) * self.per_year if "budget" in self.attrs else None

    @property
    def base(self) -> str:
        """The policy to which the options of a plan are added."""
        named = self.scenario["search"].get("base")
        return str(named if named else self.scenario["policies"][0]["name"])

    @property
    def choice(self) -> int | None:
        """The step of the front, from 0, that the budget can pay; None where no budget was given."""
        if self.budget is None:
            return None
        within_budget = self.front["from_budget"].values <= float(self.attrs["budget"])
        return max(int(within_budget.sum()) - 1, 0)

    @cached_property
    def levers(self) -> dict[str, tuple[str, ...]]:
        """The options of each lever, by name, in the order of the scenario."""
        found: dict[str, list[str]] = {}
        options = self.group("levers")
        for lever, option in zip(options["lever_name"].values, options["option_name"].values):
            found.setdefault(str(lever), []).append(str(option))
        return {lever: tuple(names) for lever, names in found.items()}

    @property
    def plans(self) -> xarray.Dataset:
        """Every plan that was simulated, the base first; with the figures of the screening."""
        return self.group("plans")

    @property
    def front(self) -> xarray.Dataset:
        """The best plan for each budget, with figures of replications that had no part in the choice."""
        return self.group("front")

    @property
    def draws(self) -> xarray.Dataset:
        """Mean harm by draw of the uncertain parameters, under the plan of each step (harm_0 is the first)."""
        return self.group("draws")

    @property
    def runners_up(self) -> xarray.Dataset:
        """Other plans that the budget can pay and that may be as good as the one chosen."""
        return self.group("runners_up")

    @property
    def anatomy(self) -> xarray.Dataset:
        """What each part of the plan chosen averts, in the plan and alone."""
        return self.group("anatomy")

    def options_of(self, group: xarray.Dataset, row: int) -> dict[str, str]:
        """The options that the plan in a row of /plans, /front or /runners_up takes, by lever."""
        taken = {}
        for place, (lever, options) in enumerate(self.levers.items()):
            number = int(group[f"lever_{place}"].values[row])
            if number > 0:
                taken[lever] = options[number - 1]
        return taken

    def __repr__(self) -> str:
        return f"<Plans {self.title!r}: {self.plans.sizes['plan']:,} plans, {self.front.sizes['step']} steps of the front>"


def open_plans(path: str | os.PathLike[str]) -> Plans:
    """Opens a file of `convoyrisk optimise`, checked like a result.

        plans = convoyrisk.open_plans("karakoram.plans.h5")
        print(plans.verdict)

    Raises FileNotFoundError, or ResultError for a file that is damaged, of another kind or of another format version.
    """
    return Plans(path, "convoyrisk-plans", PLANS_VERSION)
