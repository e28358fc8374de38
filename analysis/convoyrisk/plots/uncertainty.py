"""Which of the things that are not known move the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas
import scipy.stats
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.number_text import rounded
from convoyrisk.parameter_names import all_in_words, set_in_words, value_in_words
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result


def parameter_effects(result: Result, *, of: str = "killed_total", policy: str | None = None,
                      against: str | None = None, point: style.Point = None) -> pandas.DataFrame:
    """Spearman's rank correlation of each uncertain parameter with a policy's expected outcome, the strongest first.

    Columns `parameter`, `correlation` (-1 to 1), `low` and `high` (95 %, by Fisher's z with the standard error of
    Bonett and Wright 2000). Deaths are by their conditional expectation, less noisy than counts. Noise within draws
    pulls correlations to 0; correlated parameters share their effects.

        plots.parameter_effects(drawn, policy="escorts").head()

    :param policy: the baseline if None.
    :param against: if given, the outcome is the difference, policy minus this one.
    :param point: of the sweep, by its text or place.
    :raises ResultError: without draws, with fewer than 10 of them, for a sweep without a point, an unknown policy or
        outcome.
    """
    policy = style.check_policy(result, policy)
    conditional = f"{of}_conditional"
    frame = views.draws_frame(result, conditional if conditional in result.outcome_names else of, point)
    outcome = frame["outcome"][policy]
    if against is not None:
        outcome = outcome - frame["outcome"][style.check_policy(result, against)]
    draws = len(frame)
    if draws < 10:
        raise ResultError(f"{result.path} has {draws} draws: too few for a rank correlation; "
                          "run with --draws 100 or more")
    ranks = scipy.stats.rankdata(outcome)
    rows = []
    for parameter, values in frame["parameter"].items():
        drawn = scipy.stats.rankdata(values)
        constant = np.ptp(drawn) == 0 or np.ptp(ranks) == 0
        correlation = 0.0 if constant else float(np.corrcoef(drawn, ranks)[0, 1])
        error = np.sqrt((1 + correlation**2 / 2) / (draws - 3))
        z = np.arctanh(np.clip(correlation, -1 + 1e-12, 1 - 1e-12))
        half = scipy.stats.norm.isf(0.025) * error
        rows.append((str(parameter), correlation, float(np.tanh(z - half)), float(np.tanh(z + half))))
    effects = pandas.DataFrame(rows, columns=["parameter", "correlation", "low", "high"])
    return effects.sort_values("correlation", key=lambda column: -column.abs(), kind="stable").reset_index(drop=True)


def uncertainty_tornado(result: Result, *, of: str = "killed_total", policy: str | None = None,
                        against: str | None = None, most: int = 12, point: style.Point = None,
                        axes: Axes | None = None) -> Axes:
    """The greatest of views.swing_frame as bars in the outcome's unit: from its mean where a parameter is lowest to that where it
    is highest.

    Drawn are the swings that are told from none; where there are none such, the greatest of all, pale.

        plots.uncertainty_tornado(drawn).figure.savefig("tornado.png")

    :param most: how many parameters are drawn, 1 or more.
    :raises ResultError: as views.swing_frame.
    """
    swings = views.swing_frame(result, of, policy, against, point)
    told = swings[(swings["low"] > 0) | (swings["high"] < 0)]
    shown = (told if len(told) else swings).head(most).reset_index(drop=True)
    policy = style.check_policy(result, policy)
    axes = style.new_axes(axes, width_inches=10, height_inches=2.6 + 0.44 * len(shown))
    rows = np.arange(len(shown))
    shades = [style.PALETTE[2] if swing > 0 else style.PALETTE[1] for swing in shown["swing"]]
    axes.barh(rows, shown["swing"], left=shown["at_least"], color=shades, height=0.62, alpha=1 if len(told) else 0.35)
    for row, each in enumerate(shown.to_dict("records")):
        _name_ends(axes, row, each)
    mean = _mean_of(result, of, policy, against, point)
    axes.axvline(mean, color="0.4", linewidth=1, zorder=0)
    axes.set_yticks(rows, [style.wrap(set_in_words(paths), 44) for paths in shown["stands_in"]], fontsize=8)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    ends = [mean, *shown["at_least"], *shown["at_greatest"]]
    room = 0.2 * (max(ends) - min(ends)) or 1.0  # for the values at the ends of the bars
    axes.set_xlim(min(ends) - room, max(ends) + room)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    axes.set_xlabel(("difference in " if against else "") + f"{style.words(of)}, expected {style.per_year_unit(result, of)}")
    subject = f'{style.words(of)} a year, under "{policy}"' if against is None else \
        f'{style.words(of)} a year, "{policy}" minus "{against}"'
    style.set_title(axes, result, f"What moves the expectation: {subject}", point)
    style.add_note(axes, "Bars: from the mean over the fifth of the draws in which the parameter is lowest to that over the "
                   "fifth in which it is highest, with its middle value there. Orange: grows; blue: falls. Line: the mean "
                   "over all draws. What other parameters do is taken out, but for those that the scenario correlates with "
                   "this one.", _left_out(result, swings, told, shown))
    return axes


def _name_ends(axes: Axes, row: int, swing: Mapping[str, Any]) -> None:
    """The parameter's values at the ends of its bar, outside of it."""
    for value, own, other in (("least", "at_least", "at_greatest"), ("greatest", "at_greatest", "at_least")):
        right = swing[own] > swing[other] or (swing[own] == swing[other] and value == "greatest")
        axes.annotate(value_in_words(swing[value], swing["units"]), (swing[own], row), (4 if right else -4, 0),
                      textcoords="offset points", fontsize=7.5, va="center", ha="left" if right else "right", color="0.25")


def _mean_of(result: Result, of: str, policy: str, against: str | None, point: style.Point) -> float:
    """The mean of the draws' expectations a year."""
    conditional = f"{of}_conditional"
    outcome = views.draws_frame(result, conditional if conditional in result.outcome_names else of, point)["outcome"]
    return float((outcome[policy] - (0 if against is None else outcome[against])).mean() * result.per_year)


def _left_out(result: Result, swings: pandas.DataFrame, told: pandas.DataFrame, shown: pandas.DataFrame) -> str:
    """The sentence on what is not drawn, and on how sure the rest is."""
    sure = f"{100 * result.confidence:g} % for each by itself"
    if not len(told):
        return f"No swing is told from none ({sure}): run more draws."
    others = swings[~swings["parameter"].isin(shown["parameter"])]
    if not len(others):
        return f"All are told from none ({sure})."
    bound = float(np.abs(others[["low", "high"]].to_numpy()).max())
    return (f"Drawn: told from none ({sure}). Of the other {len(others)} that can act here each moves it by "
            f"{rounded(bound)} at most.")


def sobol_indices(result: Result, *, of: str = "killed_total", policy: str | None = None, against: str | None = None,
                  most: int = 12, resamples: int = 100, point: style.Point = None, axes: Axes | None = None) -> Axes:
    """The greatest of views.sobol_frame as bars, with their intervals: shares of what the draws move.

    Beside the rank correlations of :func:`uncertainty_tornado`, which have a sign, it sees effects that rise and fall.

        plots.sobol_indices(drawn, policy="as it is", resamples=20).figure.savefig("sobol.png")

    :param most: how many factors are drawn, 1 or more.
    :param resamples: of the bootstrap, 2 or more.
    :raises ResultError: as views.sobol_frame.
    """
    policy = style.check_policy(result, policy)
    frame = views.sobol_frame(result, of, policy, against, point, resamples).head(most)
    axes = style.new_axes(axes, width_inches=9, height_inches=2.3 + 0.36 * len(frame))
    rows = np.arange(len(frame))
    axes.barh(rows, frame["index"], color=style.PALETTE[1], height=0.7)
    bounds = np.array([frame["index"] - frame["low"], frame["high"] - frame["index"]])
    axes.errorbar(frame["index"], rows, xerr=np.maximum(bounds, 0), fmt="none", ecolor="0.25", capsize=2, linewidth=1)
    axes.set_yticks(rows, [style.wrap(all_in_words(result.scenario, members), 44) for members in frame["members"]], fontsize=8)
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    what = style.words(of)
    axes.set_xlabel("first-order Sobol index: share of the variance over draws [1]")
    subject = f'{what}, under "{policy}"' if against is None else f'{what}, "{policy}" minus "{against}"'
    style.set_title(axes, result, f"What moves the expectation: {subject}", point)
    style.add_note(axes, f"Intervals: {100 * result.confidence:g} % for each factor by itself, by bootstrap over draws "
                   f"({resamples} resamples). By polynomial chaos on ranks; correlated parameters are one factor. Of the "
                   "variance between draws, without the luck within them; what the bars leave of 1 is interactions.")
    return axes
