"""F-N curves: how often an attack kills n or more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter
from numpy.typing import ArrayLike

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.number_text import tick_text
from convoyrisk.plots import style
from convoyrisk.statistics import Array

if TYPE_CHECKING:
    from convoyrisk.result import Result


CLOSE = 1.25  # ratio of two rates that a reader does not see apart where an axis has six powers of ten


def societal_line(n: ArrayLike, *, slope: float = -1.0, anchor_n: float = 50.0,
                  anchor_per_year: float = 1 / 5000) -> Array:
    """Events a year with n or more dead on a line of societal risk, straight where both axes are logarithmic.

    The default is the anchor of the Health and Safety Executive (HSE), "Reducing risks, protecting people" (2001,
    ISBN 0 7176 2151 0), on tolerability limits: 50 or more dead in a single event at 1 in 5,000 a year is just
    tolerable; slope -1 weighs equal expected deaths equally. It was set for one industrial site in Britain: that it fits
    here is for its user to say.
    """
    return anchor_per_year * (np.asarray(n, dtype=float) / anchor_n) ** slope


def fn_curve(result: Result, *, policies: Sequence[str] | None = None, slope: float = -1.0, anchor_n: float = 50.0,
             anchor_per_year: float = 1 / 5000, point: style.Point = None, axes: Axes | None = None) -> Axes:
    """Attacks a year that kill n or more, by policy, both axes logarithmic, with a line of societal risk.

    Drawn are conditional frequencies (expected given the encounters), which reach far below one in the replications, with
    bands for their intervals where views.fn_frame has them.

        plots.fn_curve(drawn).figure.savefig("fn.png")

    :param slope, anchor_n, anchor_per_year: of the societal line, see :func:`societal_line`.
    :param point: of the sweep, by its text or place.
    :raises ResultError: if no attack could kill anybody, without /severity, for a sweep without a point or an unknown
        policy.
    """
    shown = style.check_policies(result, policies)
    frame = views.fn_frame(result, point)
    frame = frame[(frame["n"] >= 1) & frame["policy"].isin(shown)]
    if not (frame["conditional_per_year"] > 0).any():
        raise ResultError(f"no deaths to be expected in {result.path}: there is no F-N curve")

    axes = style.new_axes(axes, width_inches=10, height_inches=style.height_for(shown, 5.2))
    layers = layers_of({policy: frame.loc[frame["policy"] == policy, "conditional_per_year"].to_numpy() for policy in shown})
    for policy in shown:
        index, (layer, depth) = result.policies.index(policy), layers[policy]
        curve = frame[(frame["policy"] == policy) & (frame["conditional_per_year"] > 0)]
        axes.plot(curve["n"], curve["conditional_per_year"], style.dash(index), color=style.colour(index),
                  linewidth=1.5 + min(1.2, 4 / depth) * (depth - 1 - layer), marker=style.marker(index), markersize=4,
                  markevery=(0.1 * layer / depth, 0.1), label=policy)
        sure = curve[np.isfinite(curve["conditional_high_per_year"])]
        axes.fill_between(sure["n"], sure["conditional_low_per_year"], sure["conditional_high_per_year"],
                          color=style.colour(index), alpha=0.15, linewidth=0)
    positive = frame.loc[frame["conditional_per_year"] > 0]
    greatest = max(float(positive["n"].max()), anchor_n)
    line = np.array([1.0, greatest])
    axes.plot(line, societal_line(line, slope=slope, anchor_n=anchor_n, anchor_per_year=anchor_per_year), color="0.45",
              linewidth=2.5, linestyle=(0, (1, 1)),
              label=f"societal line: {anchor_n:g} dead at 1 in {1 / anchor_per_year:,.0f} a year, slope {slope:g}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    # Below what a result can say anything about, conditional frequencies run down to 1e-30.
    top = float(positive["conditional_per_year"].max())
    bottom = max(float(positive["conditional_per_year"].min()), min(1e-6, 1e-3 * top))
    axes.set_ylim(bottom / 2, 3 * max(top, anchor_per_year))
    axes.set_xlim(0.9, 1.3 * greatest)
    axes.set_xticks([tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if tick <= 1.3 * greatest])
    axes.xaxis.set_major_formatter(lambda value, _position: f"{value:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(lambda value, _position: tick_text(value))
    axes.grid(color="0.92")
    axes.set_axisbelow(True)
    axes.set_xlabel("n, dead in one attack [person]")
    axes.set_ylabel("attacks with n or more dead [1/year]")
    style.add_legend(axes)
    style.set_title(axes, result, "F-N curve by policy: attacks a year that kill n or more", point)
    told = bool(np.isfinite(positive["conditional_high_per_year"]).any())
    style.add_note(axes, "Dead: workers on the road, or people at a site. Frequencies are expected ones given the encounters, "
                   + (f"with bands for their intervals: {100 * result.confidence:g} % for each n and policy by itself, from the "
                      f"spread between {'draws' if result.draws else 'blocks of replications'}, "
                      f"{style.what_intervals_cover(result)}. Where a line has no band the run does not tell it within a factor "
                      "of 2.7." if told else
                      "without intervals: they need 10 blocks of replications or 10 draws, and this run has fewer."),
                   "The societal line was "
                   "set for one industrial site in Britain (HSE 2001); whether it fits is for the reader to say.",
                   style.DILUTION)
    return axes


def layers_of(curves: Mapping[str, Array]) -> dict[str, tuple[int, int]]:
    """By policy its place among the curves that lie on each other, the lowest first, and how many these are.

    Two lie on each other where at half of their values or more they are nearer than a line is wide. The lower is drawn wider, so
    that it is seen on both sides of the upper.
    """
    groups: list[list[str]] = []
    for policy, values in curves.items():
        for group in groups:
            if any(_near(values, curves[other]) for other in group):
                group.append(policy)
                break
        else:
            groups.append([policy])
    return {policy: (place, len(group)) for group in groups for place, policy in enumerate(group)}


def _near(one: Array, other: Array) -> bool:
    both = (one > 0) & (other > 0)
    return bool(both.any()) and float((np.abs(np.log(one[both] / other[both])) < np.log(CLOSE)).mean()) >= 0.5
