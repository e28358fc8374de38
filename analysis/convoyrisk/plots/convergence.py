"""How the estimate settles as replications are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.plots import style
from convoyrisk.plots.comparison import LABELS

if TYPE_CHECKING:
    from convoyrisk.result import Result


def convergence(result: Result, *, of: str = "killed_total", policies: Sequence[str] | None = None,
                axes: Axes | None = None) -> Axes:
    """Mean a year and its interval over the first blocks, against the replications in them.

    :raises ResultError: for a sweep, an unknown policy or outcome.
    """
    style.check_one_point(result)
    shown = style.check_policies(result, policies)
    frame = views.convergence_frame(result, of=of)
    axes = style.new_axes(axes)
    for policy in shown:
        index = result.policies.index(policy)
        one = frame[frame["policy"] == policy].sort_values("replications")
        axes.plot(one["replications"], one["mean_per_year"], style.dash(index), color=style.colour(index),
                  marker=style.marker(index), markersize=3.5, markevery=0.1, label=policy)
        axes.fill_between(one["replications"], one["low_per_year"], one["high_per_year"], color=style.colour(index), alpha=0.15,
                          linewidth=0)
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]) if frame["low_per_year"].min() < 0 else 0.0)
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel("replications of every policy" + (", over all draws so far" if result.draws else ""))
    axes.set_ylabel(f"{LABELS.get(of, of.replace('_', ' '))}\n[1/year]" if of not in LABELS
                    else f"{of.replace('_', ' ')} [person/year]")
    axes.legend(fontsize=8, ncols=2, loc="upper left", bbox_to_anchor=(0, -0.16), frameon=False)
    style.set_title(axes, result, f"Convergence of {of.replace('_', ' ')} a year by policy, "
                    f"from {result.horizon_days:g} days simulated")
    return axes
