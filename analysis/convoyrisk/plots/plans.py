"""What `optimise` found: the best plan for each budget, what each part of the chosen one does, and what may be swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.plans import Plans

CHOSEN = style.PALETTE[2]


def plan_front(plans: Plans, *, axes: Axes | None = None) -> Axes:
    """The least harm a year that each budget can buy, as a staircase with the limits that hold together. Steps are numbered, and
    told in words beside the plot; the plan for the budget is marked.

        plots.plan_front(plans).figure.savefig("front.png")
    """
    frame = views.front_frame(plans)
    told = [style.wrap(f"{step}  {plan}", 52) for step, plan in zip(frame["step"], frame["plan"])]
    lines = sum(1 + text.count("\n") for text in told)
    axes = style.new_axes(axes, width_inches=11, height_inches=max(5.0, 2.2 + 0.16 * lines))
    start, end = frame["from_budget"].to_numpy(), float(max(frame["from_budget"].iloc[-1], plans.budget or 0.0))
    edges = np.append(start, end + 0.06 * ((end - start[0]) or 1.0))
    axes.stairs(frame["harm"], edges, baseline=None, color=style.PALETTE[1], linewidth=2)
    for step, row in enumerate(frame.to_dict("records")):
        axes.fill_between(edges[step:step + 2], row["harm_low"], row["harm_high"], color=style.PALETTE[1], alpha=0.2, linewidth=0)
    axes.plot(start, frame["harm"], "o", color=style.PALETTE[1], markersize=4)
    _number_steps(axes, start, frame["harm"].to_numpy())
    if plans.choice is not None:
        axes.axvline(plans.budget, color=CHOSEN, linestyle="--", linewidth=1)
        axes.plot(start[plans.choice], frame["harm"][plans.choice], "D", color=CHOSEN, markersize=7,
                  label=f"chosen for {plans.budget:,.7g} {plans.currency}")
        axes.legend(loc="upper right", fontsize=8)
    axes.set_ylim(bottom=0)
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: f"{value:,.0f}"))
    axes.set_xlabel(f'budget beyond the cost of "{plans.base}" [{plans.currency or "1"}/year]')
    axes.set_ylabel(f"{style.words(plans.of)} [{frame.attrs['units']}/year]")
    axes.annotate("\n".join(told), (1, 1), (12, 0), xycoords="axes fraction", textcoords="offset points", fontsize=7.5,
                  va="top", annotation_clip=False)
    style.put_title(axes, "The best plan for each budget", [plans.title, plans.verdict])
    style.add_note(axes, f"Steps are added to \"{plans.base}\". Bands: intervals at {100 * plans.confidence:g} % that hold "
                   "together, of replications that had no part in the choice.")
    return axes


def _number_steps(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:  # type: ignore[type-arg]
    """A number at each step; left out where it would lie on the one before."""
    room = 0.022 * ((x[-1] - x[0]) or 1.0), 0.03 * (float(y.max()) or 1.0)
    last: tuple[float, float] | None = None
    for step, place in enumerate(zip(x, y), 1):
        if last is None or abs(place[0] - last[0]) > room[0] or abs(place[1] - last[1]) > room[1]:
            axes.annotate(str(step), place, (5, 4), textcoords="offset points", fontsize=8)
            last = place


def plan_anatomy(plans: Plans, *, axes: Axes | None = None) -> Axes:
    """What each part of the plan for the budget averts a year: in the plan (lost if it were left out), and alone.

        plots.plan_anatomy(plans).figure.savefig("anatomy.png")

    :raises ResultError: without a budget, and where the plan chosen is the base itself.
    """
    frame = views.anatomy_frame(plans)
    if frame.empty:
        raise ResultError(f'{plans.path}: the plan for the budget is "{plans.base}" as it is: it has no parts')
    axes = style.new_axes(axes, width_inches=8.5, height_inches=2.4 + 0.55 * len(frame))
    rows = np.arange(len(frame))
    for name, label, offset, colour in (("in_plan", "in the plan: lost if left out", -0.18, style.PALETTE[1]),
                                        ("alone", "alone: when nothing else is done", 0.18, style.PALETTE[5])):
        mean = frame[name].to_numpy()
        reach = np.array([mean - frame[f"{name}_low"], frame[f"{name}_high"] - mean])
        axes.barh(rows + offset, mean, height=0.32, xerr=reach, color=colour, ecolor="0.2", capsize=2, label=label)
    axes.set_yticks(rows, [style.wrap(f"{lever}: {option}", 34) for lever, option in zip(frame["lever"], frame["option"])])
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.axvline(0, color="0.3", linewidth=1)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    axes.set_xlabel(f"{style.words(plans.of)} averted [{plans.front['harm'].attrs['units']}/year]")
    style.add_legend(axes)
    style.put_title(axes, f"What each part of the plan for {plans.budget:,.7g} {plans.currency} averts", [plans.title])
    style.add_note(axes, "Less in the plan than alone: other parts save the same people. Bars: intervals at "
                   f"{100 * plans.confidence:g} % that hold together.")
    return axes


def plan_parts(plans: Plans, *, axes: Axes | None = None) -> Axes:
    """Which options the plan for the budget and its runners-up take: what is in all of them, in none, or can be swapped.

        plots.plan_parts(plans).figure.savefig("parts.png")

    :raises ResultError: without a budget.
    """
    frame = views.near_best_frame(plans)
    others = views.runners_up_frame(plans)
    taken = [plans.options_of(plans.front, plans.choice or 0)]
    taken += [{lever: row[lever] for lever in plans.levers} for row in others.to_dict("records")]
    axes = style.new_axes(axes, width_inches=7.5 + 0.5 * len(taken), height_inches=2.2 + 0.32 * len(frame))
    for column, plan in enumerate(taken):
        held = [row for row, (lever, option) in enumerate(zip(frame["lever"], frame["option"])) if plan.get(lever) == option]
        free = [row for row in range(len(frame)) if row not in held]
        axes.plot([column] * len(free), free, "o", color="0.85", markersize=6)
        axes.plot([column] * len(held), held, "o", color=CHOSEN if column == 0 else style.PALETTE[1], markersize=11)
    names = [f"{lever}: {option}" for lever, option in zip(frame["lever"], frame["option"])]
    axes.set_yticks(range(len(frame)), names, fontsize=8)
    axes.set_xticks(range(len(taken)), ["chosen", *(f"+{worse:.2g}" for worse in others["worse"])], fontsize=8)
    axes.set_xlim(-0.5, len(taken) - 0.5)
    axes.set_ylim(len(frame) - 0.5, -0.5)
    for row, role in enumerate(frame["role"]):
        axes.annotate(role, (1, row), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", fontsize=8,
                      va="center", color="0.55" if role == "in none" else "0.1", annotation_clip=False)
    axes.set_xlabel(f"the plan chosen, and its runners-up by how many more {style.words(plans.of)} a year they leave")
    style.put_title(axes, "What the plans for this budget that may be as good have in common", [plans.title])
    return axes
