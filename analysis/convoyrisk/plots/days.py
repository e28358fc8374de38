"""Attacks over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result


def days(result: Result, *, of: str = "attacks", bin_days: int = 7, policies: Sequence[str] | None = None,
         point: style.Point = None, axes: Axes | None = None) -> Axes:
    """Attacks (or workers killed) a day over the horizon, as means over bins of some days.

    :param of: "attacks" or "killed".
    :param bin_days: days in a bin, 1 or more; what is left at the end is a bin of its own from half that length up, else part of
        the last bin.
    :param point: of the sweep, by its text or place.
    :raises ResultError: without /days, for a sweep without a point, another outcome or an unknown policy.
    """
    if of not in ("attacks", "killed"):
        raise ResultError(f'by day there are "attacks" and "killed", not "{of}"')
    if bin_days < 1:
        raise ResultError(f"a bin has one day or more, not {bin_days}")
    shown = style.check_policies(result, policies)
    frame = views.days_frame(result, point)
    count = int(frame["day"].max()) + 1
    bins = max(1, count // bin_days + (2 * (count % bin_days) >= bin_days))
    axes = style.new_axes(axes, width_inches=9.5, height_inches=style.height_for(shown))
    for policy in shown:
        index = result.policies.index(policy)
        one = frame[frame["policy"] == policy].sort_values("day")
        by_bin = one.assign(bin=(one["day"] // bin_days).clip(upper=bins - 1)).groupby("bin")
        mean = by_bin[of].mean().to_numpy()
        edges = np.append(by_bin["day"].min().to_numpy(), one["day"].max() + 1)
        axes.stairs(mean, edges, color=style.colour(index), linestyle=style.dash(index), linewidth=1.5, label=policy)
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, count)
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel(f"time since {str(result.scenario['start']).replace('T', ' ')} [d]")
    what, unit = ("attacks", "1/d") if of == "attacks" else ("workers killed on the road", "person/d")
    axes.set_ylabel(f"{what} [{unit}]")
    style.add_legend(axes)
    style.set_title(axes, result, f"{what.capitalize()} a day by policy, means over bins of {bin_days} days", point)
    style.add_note(axes, "Expected on a day, from all replications. Without intervals, as the file holds sums by day alone: "
                   "steps from one bin to the next that all policies share are mostly chance.")
    return axes
