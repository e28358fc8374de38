"""How the estimate settles as replications are added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result


FEW = 20  # blocks; of so few each has its mark


def convergence(result: Result, *, of: str = "killed_total", policies: Sequence[str] | None = None,
                point: style.Point = None, axes: Axes | None = None) -> Axes:
    """Mean a year and its interval over the first blocks, against the replications in them.

        plots.convergence(result).figure.savefig("convergence.png")

    :param point: of the sweep, by its text or place.
    :raises ResultError: for a sweep without a point, an unknown policy or outcome.
    """
    shown = style.check_policies(result, policies)
    frame = views.convergence_frame(result, of, point)
    frame[["mean", "low", "high"]] *= result.per_year
    finite = np.isfinite(frame["low"]) & np.isfinite(frame["high"])
    axes = style.new_axes(axes, width_inches=9.5, height_inches=style.height_for(shown))
    for policy in shown:
        index = result.policies.index(policy)
        one = frame[frame["policy"] == policy].sort_values("replications")
        axes.plot(one["replications"], one["mean"], style.dash(index), color=style.colour(index),
                  marker=style.marker(index), markersize=3.5, markevery=0.1 if len(one) > FEW else 1, label=policy)
        within = one[finite.loc[one.index]]
        axes.fill_between(within["replications"], within["low"], within["high"], color=style.colour(index),
                          alpha=0.15, linewidth=0)
    # The first units have intervals so wide that they would hide all else.
    settled = frame[frame["replications"] >= frame["replications"].max() / 3]
    top = max(float(settled["high"].replace(np.inf, 0).max()), float(settled["mean"].max())) or 1.0
    axes.set_ylim(min(0.0, float(frame["mean"].min())), 1.1 * top)
    if frame["replications"].nunique() == 1:
        axes.set_xlim(0, 2 * float(frame["replications"].max()))
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel("replications of every policy" + (", over all draws so far" if result.draws else ""))
    axes.set_ylabel(f"{style.words(of)} {style.per_year_unit(result, of)}")
    style.add_legend(axes)
    style.set_title(axes, result, f"{style.words(of).capitalize()} a year by policy, as replications are added", point)
    style.add_note(axes, f"Bands: intervals, {style.one_by_one(result)}" if finite.any() else
                   f"Without intervals: {result.extent} are too few for one.",
                   style.KILLED_TOTAL if of == "killed_total" else "")
    return axes
