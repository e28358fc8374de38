"""Which of the things that are not known move the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas
import scipy.stats
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
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
    """The strongest of :func:`parameter_effects` as bars, with their intervals.

        plots.uncertainty_tornado(drawn).figure.savefig("tornado.png")

    :param most: how many parameters are drawn, 1 or more.
    :raises ResultError: as parameter_effects.
    """
    effects = parameter_effects(result, of=of, policy=policy, against=against, point=point).head(most)
    policy = style.check_policy(result, policy)
    axes = style.new_axes(axes, width_inches=9, height_inches=2.3 + 0.36 * len(effects))
    rows = np.arange(len(effects))
    shades = [style.PALETTE[2] if value > 0 else style.PALETTE[1] for value in effects["correlation"]]
    axes.barh(rows, effects["correlation"], color=shades, height=0.7)
    bounds = np.array([effects["correlation"] - effects["low"], effects["high"] - effects["correlation"]])
    axes.errorbar(effects["correlation"], rows, xerr=bounds, fmt="none", ecolor="0.25", capsize=2, linewidth=1)
    _name_rows(axes, effects["parameter"])
    axes.set_xlim(-1, 1)
    axes.axvline(0, color="0.4", linewidth=1)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    what = style.words(of)
    axes.set_xlabel("rank correlation (Spearman) with the expected outcome" + ("" if against is None else " difference")
                    + " [1]")
    subject = f'{what}, under "{policy}"' if against is None else f'{what}, "{policy}" minus "{against}"'
    style.set_title(axes, result, f"What moves the expectation: {subject}", point)
    style.add_note(axes, "Intervals: 95 % for each parameter by itself. Orange: grows with it; blue: falls. Rank correlation "
                   "sees monotone effects alone, and of correlated parameters cannot say which one acts.")
    return axes


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
    _name_rows(axes, frame["factor"])
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


def _name_rows(axes: Axes, names: pandas.Series) -> None:
    """Paths of parameters at the rows, from the top; broken at their dots."""
    labels = [style.wrap(name.replace(".", ". "), 46).replace(". ", ".") for name in names]
    axes.set_yticks(range(len(names)), labels, fontsize=8)
    axes.set_ylim(len(names) - 0.5, -0.5)
