"""An outcome along a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk.errors import ResultError
from convoyrisk.plots import style
from convoyrisk.sweeps import kept_line, scale_of, values_at

if TYPE_CHECKING:
    from convoyrisk.result import Result


def sweep_curve(result: Result, *, of: str = "killed_total", against: str | None = None,
                held: Mapping[str, str] | None = None, axes: Axes | None = None) -> Axes:
    """An outcome a year by policy over the values of what was swept, with its intervals at each point.

    Values that are numbers of one unit lie on a scale, others side by side in their order. Where several parameters were
    crossed, hold all but one, or the points stand side by side.

        plots.sweep_curve(swept, against="no escort").figure.savefig("sweep.png")

    :param of: outcome; units as in the file, a year of 365.25 d.
    :param against: if given, the paired difference from this policy, whose intervals hold for all pairs of one point.
    :param held: values, as the sweep has them, of parameters that are held, such as {"threat.groups.north.cells": "2"}.
    :raises ResultError: without a sweep, where nothing is left to vary, for an unknown outcome, policy, parameter or
        value.
    """
    line = kept_line(result, held or {})
    texts, places = line.texts, line.places
    positions, unit = scale_of(texts)
    other = None if against is None else style.check_policy(result, against)
    shown = [policy for policy in result.policies if policy != other]
    if not shown:
        raise ResultError(f'{result.path} has one policy alone, "{other}": nothing to compare')
    frames = [values_at(result, of, other, place) for place in places]
    axes = style.new_axes(axes, width_inches=9.5, height_inches=style.height_for(shown))
    step = (np.diff(np.sort(positions)).min() if len(positions) > 1 else 1.0) * 0.03  # side by side, where intervals meet
    for index, policy in enumerate(shown):
        mean, low, high = (np.array([float(frame.loc[policy, name]) for frame in frames]) * result.per_year
                           for name in ("mean", "low", "high"))
        place_of = result.policies.index(policy)
        beside = positions + (index - (len(shown) - 1) / 2) * step
        axes.errorbar(beside, mean, yerr=style.reach(mean, low, high),
                      fmt=style.marker(place_of), linestyle="none" if unit is None else style.dash(place_of),
                      color=style.colour(place_of), capsize=3, markersize=5, label=policy)
        for x, y, told in zip(beside, mean, np.isfinite(high - low)):
            style.say_no_interval(axes, float(x), float(y), "" if told else "?")
    if other is None:
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    else:
        axes.axhline(0, color="0.5", linewidth=1, zorder=0)
    if unit is None:
        axes.set_xticks(positions, [style.wrap(text, 14) for text in texts], rotation=90 if len(texts) > 6 else 0)
    elif len(positions) < 2 or np.diff(np.sort(positions)).min() > 0.05 * np.ptp(positions):
        axes.set_xticks(positions, [f"{position:g}" for position in positions])
    axes.grid(color="0.93")
    axes.set_axisbelow(True)
    axes.set_xlabel(style.wrap(line.along, 70) + (f" [{unit or 1}]" if unit is not None else ""))
    what = f"{style.words(of)} a year"
    axes.set_ylabel(("difference in " if other else "") + f"{style.words(of)} {style.per_year_unit(result, of)}")
    style.add_legend(axes)
    style.set_title(axes, result, f"{what.capitalize()} by policy along the sweep" if other is None else
                    f'{what.capitalize()} along the sweep, each policy minus "{other}"',
                    line.held)
    style.add_note(axes, f"Intervals: {style.one_by_one(result)}" if other is None else
                   f"Intervals: {100 * result.confidence:g} % for all pairs of policies of one point together (Bonferroni), "
                   f"{style.what_intervals_cover(result)}.",
                   "All points are of the same random numbers, so they move together more than their intervals tell. Marks "
                   "of one point stand side by side. ?: no interval, too few events.")
    return axes
