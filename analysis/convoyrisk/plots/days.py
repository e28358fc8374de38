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
         axes: Axes | None = None) -> Axes:
    """Attacks (or workers killed) a day over the horizon, as means over bins of some days.

    :param of: "attacks" or "killed".
    :param bin_days: days in a bin, 1 or more; the last bin may be shorter.
    :raises ResultError: without /days, for a sweep, another outcome or an unknown policy.
    """
    style.check_one_point(result)
    if of not in ("attacks", "killed"):
        raise ResultError(f'by day there are "attacks" and "killed", not "{of}"')
    if bin_days < 1:
        raise ResultError(f"a bin has one day or more, not {bin_days}")
    shown = style.check_policies(result, policies)
    frame = views.days_frame(result)
    axes = style.new_axes(axes)
    for policy in shown:
        index = result.policies.index(policy)
        one = frame[frame["policy"] == policy].sort_values("day")
        by_bin = one.assign(bin=one["day"] // bin_days).groupby("bin")
        mean = by_bin[of].mean().to_numpy()
        edges = np.append(by_bin["day"].min().to_numpy(), one["day"].max() + 1)
        axes.stairs(mean, edges, color=style.colour(index), linestyle=style.dash(index), linewidth=1.5, label=policy)
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, float(frame["day"].max()) + 1)
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel(f"time since {str(result.scenario['start']).replace('T', ' ')} [d]")
    what, unit = ("attacks", "1/d") if of == "attacks" else ("workers killed on the road", "person/d")
    axes.set_ylabel(f"{what} [{unit}]")
    axes.legend(fontsize=8, ncols=2, loc="upper left", bbox_to_anchor=(0, -0.16), frameon=False)
    style.set_title(axes, result, f"{what.capitalize()} a day by policy, {style.window(result)}; "
                    f"means of {bin_days} days")
    return axes
