"""Individual risk against levels of tolerability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.number_text import ABOUT_ONE, one_in, tick_text, without_interval
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

# Health and Safety Executive (HSE), "Reducing risks, protecting people" (2001, ISBN 0 7176 2151 0), on tolerability limits.
LEVELS_PER_YEAR = ((1e-3, "1 in 1,000:\nlimit for\nworkers"), (1e-4, "1 in 10,000:\nlimit for\nthe public"),
                   (1e-6, "1 in a million:\nbroadly\nacceptable"))


def individual_risk(result: Result, *, point: style.Point = None, axes: Axes | None = None) -> Axes:
    """A worker's chance of being killed on the road a year, by policy: killed a year over all who travel.

    It is the mean over the persons of views.people_on_the_road: who goes out and comes back is one. The grey
    lines are levels of tolerability (HSE 2001).

        plots.individual_risk(result).figure.savefig("risk.png")

    :param point: of the sweep, by its text or place.
    :raises ResultError: if nobody is killed under any policy, or for a sweep without a point.
    """
    frame = views.individual_risk_frame(result, point).set_index("policy")
    if not (frame["risk_per_year"] > 0).any():
        raise ResultError(f"nobody is killed in {result.path}: there is no individual risk to draw")
    axes = style.new_axes(axes, height_inches=2.8 + 0.45 * len(result.policies))
    lowest = min(1e-6, float(frame.loc[frame["risk_per_year"] > 0, "risk_per_year"].min()))
    left = lowest / 3
    for row, policy in enumerate(result.policies):
        one = frame.loc[policy]
        risk = float(one["risk_per_year"])
        if risk <= 0:
            axes.annotate("no deaths met", (left, row), (6, 0), textcoords="offset points", va="center", fontsize=8)
            continue
        low, high = float(one["low"]), float(one["high"])
        axes.errorbar(risk, row, xerr=style.reach(risk, np.maximum(low, left), high),
                      fmt=style.marker(row), color=style.colour(row), capsize=4, label=policy)
    for level, words in LEVELS_PER_YEAR:
        axes.axvline(level, color="0.6", linewidth=1.2, linestyle="--", zorder=0)
        axes.annotate(words, (level, 0), (3, 3), xycoords=("data", "axes fraction"), textcoords="offset points",
                      fontsize=7.5, color="0.35", va="bottom")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _position: one_in(value) if value < ABOUT_ONE else tick_text(value))
    axes.tick_params(axis="x", labelsize=8.5)
    axes.set_xlim(left, max(3e-3, 3 * float(frame[["risk_per_year", "high"]].replace(np.inf, 0).max().max())))
    for row, policy in enumerate(result.policies):
        risk, low, high = (float(frame.loc[policy, name]) for name in ("risk_per_year", "low", "high"))
        if risk > 0:
            style.say_no_interval(axes, risk, row, without_interval(risk, low, high))
    axes.set_yticks(range(len(result.policies)), [style.wrap(policy) for policy in result.policies])
    axes.set_ylim(len(result.policies) + 0.6, -0.5)  # the words of the levels stand under the last policy
    axes.grid(axis="x", color="0.93")
    axes.set_xlabel("chance that one worker is killed on the road [1/year]")
    style.set_title(axes, result, "Individual risk by policy: a worker's chance of being killed in a year", point)
    style.add_note(axes, f"Intervals: {style.one_by_one(result)}", who_are_counted(result, point),
                   "A mean: who travels more bears more. Levels: HSE (2001), for work in Britain.", style.DILUTION)
    return axes


def who_are_counted(result: Result, point: style.Point = None) -> str:
    """The sentence on how many persons share the deaths, and what the scenario does not say of them."""
    people, people_at_most = views.people_on_the_road(result, point)
    if people == people_at_most:
        return f"{people:,} people: all rosters. Who is on two of them is counted twice, which the scenario does not say."
    return (f"{people:,} people: of the rosters between two places, those of the way out and of the way back are taken to be "
            f"the same. If nobody rode in two convoys there would be {people_at_most:,}.")
