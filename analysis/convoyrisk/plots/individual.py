"""Individual risk against levels of tolerability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

# HSE, "Reducing risks, protecting people" (2001), paragraphs 130-132.
LEVELS_PER_YEAR = ((1e-3, "1 in 1,000: limit for workers"), (1e-4, "1 in 10,000: limit for the public"),
                   (1e-6, "1 in a million: broadly acceptable"))


def individual_risk(result: Result, *, axes: Axes | None = None) -> Axes:
    """A worker's chance of being killed on the road a year, by policy: killed a year over the rosters.

    It is the mean over all who share the seats. The grey lines are levels of tolerability (HSE 2001).

    :raises ResultError: if nobody is killed under any policy, or for a sweep.
    """
    style.check_one_point(result)
    frame = views.individual_risk_frame(result).set_index("policy")
    if not (frame["risk_per_year"] > 0).any():
        raise ResultError(f"nobody is killed in {result.path}: there is no individual risk to draw")
    axes = style.new_axes(axes, height_inches=3.4 + 0.45 * len(result.policies))
    lowest = min(1e-6, float(frame.loc[frame["risk_per_year"] > 0, "risk_per_year"].min()))
    left = lowest / 3
    for row, policy in enumerate(result.policies):
        one = frame.loc[policy]
        risk = float(one["risk_per_year"])
        if risk <= 0:
            axes.annotate("no deaths met", (left, row), (6, 0), textcoords="offset points", va="center", fontsize=8)
            continue
        bounds = np.array([[risk - max(float(one["low"]), left)], [float(one["high"]) - risk]])
        axes.errorbar(risk, row, xerr=np.maximum(bounds, 0), fmt=style.marker(row), color=style.colour(row), capsize=4,
                      label=policy)
    for level, words in LEVELS_PER_YEAR:
        axes.axvline(level, color="0.6", linewidth=1.2, linestyle="--", zorder=0)
        axes.annotate(words, (level, 0), (3, 3), xycoords=("data", "axes fraction"), textcoords="offset points",
                      rotation=90, fontsize=7.5, color="0.4", va="bottom")
    axes.set_xscale("log")
    axes.set_xlim(left, max(3e-3, 3 * float(frame["high"].max())))
    axes.set_yticks(range(len(result.policies)), [style.wrap(policy) for policy in result.policies])
    axes.set_ylim(len(result.policies) - 0.5, -0.5)
    axes.grid(axis="x", color="0.93")
    axes.set_xlabel("chance that one worker is killed on the road [1/year]")
    style.set_title(axes, result, f"Individual risk by policy, a year, from {result.horizon_days:g} days simulated")
    style.add_note(axes, "Workers killed on the road over all who share the seats (rosters): a mean, so who travels "
                   "more bears more. Levels: HSE (2001), for work in Britain.", style.DILUTION)
    return axes
