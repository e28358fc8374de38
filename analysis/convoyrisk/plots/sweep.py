"""An outcome along a sweep."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError, known
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

NBSP = "\N{NO-BREAK SPACE}"


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
    along, texts, places = kept_points(result, held or {})
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
    axes.set_xlabel(style.wrap(along, 70) + (f" [{unit or 1}]" if unit is not None else ""))
    what = f"{style.words(of)} a year"
    axes.set_ylabel(("difference in " if other else "") + f"{style.words(of)} {style.per_year_unit(result, of)}")
    style.add_legend(axes)
    style.set_title(axes, result, f"{what.capitalize()} by policy along the sweep" if other is None else
                    f'{what.capitalize()} along the sweep, each policy minus "{other}"',
                    ", ".join(f"{name}={value}" for name, value in (held or {}).items()))
    style.add_note(axes, f"Intervals: {style.one_by_one(result)}" if other is None else
                   f"Intervals: {100 * result.confidence:g} % for all pairs of policies of one point together (Bonferroni), "
                   f"{style.what_intervals_cover(result)}.",
                   "All points are of the same random numbers, so they move together more than their intervals tell. Marks "
                   "of one point stand side by side. ?: no interval, too few events.")
    return axes


def kept_points(result: Result, held: Mapping[str, str]) -> tuple[str, list[str], list[int]]:
    """What varies when these values are held: its name, the text of each point kept, and the places of these points."""
    values = result.sweep["value"]
    names = [str(name) for name in values["parameter"].values]
    swept = {name: [str(value) for value in values.sel(parameter=name).values] for name in names}
    places = list(range(len(result.points)))
    for name, value in held.items():
        column = swept[known(name, names, "swept parameter")]
        known(value, list(dict.fromkeys(column)), f"value of {name}")
        places = [place for place in places if column[place] == value]
    varied = [name for name in names if len({swept[name][place] for place in places}) > 1]
    if not varied:
        raise ResultError(f"of {result.path} one point is left: there is no sweep to draw")
    if len(varied) == 1:
        return varied[0], [swept[varied[0]][place] for place in places], places
    return "points of the sweep", [" ".join(f"{name.split('.')[-1]}={swept[name][place].replace(' ', NBSP)}" for name in varied)
                                   for place in places], places


def scale_of(texts: Sequence[str]) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], str | None]:
    """Places along the axis and the unit (empty for bare numbers); None where the values are not numbers of one unit."""
    found = [re.fullmatch(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*([^\d\s].*)?", text) for text in texts]
    units = {match[2] or "" for match in found if match}
    numbers = [float(match[1]) for match in found if match]
    if len(numbers) == len(texts) and len(units) == 1 and len(set(numbers)) == len(numbers):
        return np.array(numbers), units.pop()
    return np.arange(len(texts), dtype=float), None


def values_at(result: Result, of: str, against: str | None, place: int) -> pandas.DataFrame:
    """By policy, per horizon: mean, low and high, or of the difference from `against` for all pairs together."""
    if against is None:
        frame = views.summary_frame(result, place)
        return frame[frame["outcome"] == known(of, result.outcome_names, "outcome")].set_index("policy")
    pairs = views.comparison_frame(result, of, against, place, per_year=False).set_index("policy")
    return pairs[["difference", "low_together", "high_together"]].set_axis(["mean", "low", "high"], axis=1)
