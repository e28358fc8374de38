"""Cost against deaths averted, with the Pareto front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from convoyrisk import statistics, views
from convoyrisk.errors import ResultError
from convoyrisk.number_text import without_interval
from convoyrisk.plots import style
from convoyrisk.plots.labels import place_labels

if TYPE_CHECKING:
    from convoyrisk.result import Result


MOST_LABELLED = 12  # policies; of more the names stand in the legend


def cost_effectiveness(result: Result, *, budget: float | None = None, point: style.Point = None,
                       axes: Axes | None = None) -> Axes:
    """Cost a year of each policy against the deaths that it averts a year, and the front that no policy beats.

        plots.cost_effectiveness(drawn).figure.savefig("cost.png")

    :param budget: a year, beyond what the baseline costs, as a line; if None that of the scenario's `search`, where the search's
        base is the baseline.
    :param point: of the sweep, by its text or place.
    :raises ResultError: with one policy alone, if the scenario has no costs, or for a sweep without a point.
    """
    if len(result.policies) < 2:
        raise ResultError(f'{result.path} has one policy alone, "{result.baseline}": nothing to compare; '
                          "run the scenario with two policies or more")
    frame = views.cost_frame(result, point).set_index("policy")
    if not (frame["cost_per_year"] != 0).any():
        raise ResultError(f"no policy costs anything in {result.path}: give the scenario a block `costs`")
    axes = style.new_axes(axes, width_inches=10, height_inches=style.height_for(result.policies, 5.2))
    year = result.per_year
    cost = frame["cost_per_year"].to_numpy()
    averted = frame["deaths_averted_per_year"].to_numpy()
    bounds = {row["policy"]: style.reach(-row["difference"], -row["high_together"], -row["low_together"])
              for _index, row in views.comparison_frame(result, "killed_total", point=point).iterrows()}
    summary = views.summary_frame(result, point)
    costs = summary[summary["outcome"] == "cost"].set_index("policy")
    front = np.flatnonzero(statistics.pareto_front(cost, averted))
    front = front[np.argsort(cost[front], kind="stable")]
    axes.plot(averted[front], cost[front], color="0.7", linewidth=2, zorder=1,
              label="front: none costs less and averts more")
    for policy in result.policies:
        index = result.policies.index(policy)
        one = frame.loc[policy]
        centre = float(one["deaths_averted_per_year"])
        low, mean, high = (float(costs.loc[policy, name]) for name in ("low", "mean", "high"))
        axes.errorbar(centre, float(one["cost_per_year"]), xerr=bounds.get(policy), capsize=3,
                      yerr=style.reach(year * mean, year * low, year * high), fmt=style.marker(index),
                      color=style.colour(index), label=policy, zorder=3)
    axes.axvline(0, color="0.8", linewidth=1, zorder=0)
    limit = budget_of(result) if budget is None else budget
    if limit is not None:
        axes.axhline(cost[0] + limit, color=style.PALETTE[2], linestyle="--", linewidth=1.2, zorder=1,
                     label=f'budget: {limit:,.7g} {result.currency} a year beyond "{result.baseline}"')
    for policy in result.policies:
        averts, costs_it = (float(frame.loc[policy, name]) for name in ("deaths_averted_per_year", "cost_per_year"))
        no_bar = policy in bounds and bounds[policy] is None
        why = (without_interval(averts, -np.inf, np.inf) if no_bar else
               without_interval(costs_it, *(float(costs.loc[policy, name]) for name in ("low", "high"))))
        style.say_no_interval(axes, averts, costs_it, why)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _position: f"{value:,.0f}"))
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel(f'deaths averted against "{result.baseline}" [person/year]')
    axes.set_ylabel(f"cost [{result.currency}/year]")
    few = len(result.policies) <= MOST_LABELLED
    style.add_legend(axes, without=result.policies if few else ())
    style.set_title(axes, result, f'Cost and deaths averted a year, against "{result.baseline}"', point)
    sure = f"{100 * result.confidence:g} %"
    style.add_note(axes, f"Best is down and to the right. Bars: intervals, {sure} of the deaths averted for all pairs of "
                   f"policies together (Bonferroni), {sure} of the cost for each policy by itself, often narrower than its "
                   "mark; prices are taken as known.", style.DILUTION)
    if few:
        place_labels(axes, list(zip(averted, cost)), [style.wrap(policy, 24) for policy in result.policies],
                     [np.column_stack([averted[front], cost[front]]), *_bars(bounds, frame)])
    return axes


def _bars(bounds: Mapping[str, np.ndarray[Any, Any] | None], frame: pandas.DataFrame) -> list[statistics.Array]:
    """Ends of the intervals of deaths averted, which labels should not lie on."""
    found = []
    for policy, reach in bounds.items():
        averted, cost = (float(frame.loc[policy, name]) for name in ("deaths_averted_per_year", "cost_per_year"))
        if reach is not None and np.isfinite(reach).all():
            found.append(np.array([(averted - reach[0, 0], cost), (averted + reach[1, 0], cost)]))
    return found


def budget_of(result: Result) -> float | None:
    """The budget that the scenario's search has for plans beyond the baseline; None where there is none."""
    search = result.scenario.get("search") or {}
    if "budget" not in search or search.get("base", result.baseline) != result.baseline:
        return None
    return float(search["budget"])
