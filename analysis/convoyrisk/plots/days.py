"""Attacks over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import known
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result


def days(result: Result, *, of: str = "attacks", bin_days: int = 7, policies: Sequence[str] | None = None,
         point: style.Point = None, axes: Axes | None = None) -> Axes:
    """Attacks (or workers killed) a day over the horizon, as means over bins of some days, with bands for their intervals.

        plots.days(result, bin_days=30).figure.savefig("days.png")

    :param of: "attacks" or "killed".
    :param bin_days: days in a bin, 1 or more; what is left at the end is a bin of its own from half that length up, else part of
        the last bin.
    :param point: of the sweep, by its text or place.
    :raises ResultError: without /days, for a sweep without a point, another outcome or an unknown policy.
    """
    known(of, ("attacks", "killed"), "outcome by day")
    shown = style.check_policies(result, policies)
    frame = views.days_frame(result, point, bin_days)
    axes = style.new_axes(axes, width_inches=9.5, height_inches=style.height_for(shown))
    for policy in shown:
        index = result.policies.index(policy)
        one = frame[frame["policy"] == policy]
        edges = np.append(one["day"].to_numpy(), one["day"].iloc[-1] + one["days"].iloc[-1])
        axes.stairs(one[of].to_numpy(), edges, baseline=None, color=style.colour(index), linestyle=style.dash(index),
                    linewidth=1.5, label=policy)
        low, high = (np.append(one[f"{of}_{end}"].to_numpy(), one[f"{of}_{end}"].iloc[-1]) for end in ("low", "high"))
        if np.isfinite(high).all():
            axes.fill_between(edges, low, high, step="post", color=style.colour(index), alpha=0.13, linewidth=0)
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, edges[-1])
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel(f"time since {str(result.scenario['start']).replace('T', ' ')} [d]")
    what, unit = ("attacks", "1/d") if of == "attacks" else ("workers killed on the road", "person/d")
    axes.set_ylabel(f"{what} [{unit}]")
    style.add_legend(axes)
    style.set_title(axes, result, f"{what.capitalize()} a day by policy, means over bins of {bin_days} days", point)
    told = np.isfinite(frame[f"{of}_high"]).all()
    style.add_note(axes, f"Bands: intervals, {100 * result.confidence:g} % for each bin and policy by itself, "
                   f"{style.what_intervals_cover(result)}. The file holds sums by day alone, so their width is taken from how "
                   "the totals of replications vary: they are rather too wide." if told else
                   f"Without intervals: {result.extent} are too few for one.",
                   "Policies share their luck, so a difference may be known better than the bands suggest; steps that all "
                   "policies share are mostly chance.")
    return axes
