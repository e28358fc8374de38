"""The matrix of likelihood and impact that managers know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D

from convoyrisk import views
from convoyrisk.criteria import Classes, Matrix
from convoyrisk.errors import ResultError
from convoyrisk.plots import style
from convoyrisk.tolerability import matrix_frame

if TYPE_CHECKING:
    from convoyrisk.result import Result

# Light to dark of one hue, so that the order is seen without colours.
SHADES = ListedColormap(["#F7F7F7", "#FDDBC7", "#F4A582", "#D6604D", "#B2182B"])
LIKELIHOODS = ("rare", "unlikely", "possible", "likely", "frequent")
IMPACTS = ("slight", "minor", "serious", "severe", "disastrous")
LINES_IN_CELL = 7  # as many lines of text as fit into a cell
Cell = tuple[int, int]  # column and row


def risk_matrix(result: Result, *, matrix: Matrix | None = None, likelihood_bounds: Sequence[float] = (0.01, 0.1, 0.5, 2.0),
                impact_bounds: Sequence[float] = (1.0, 3.0, 10.0, 30.0), point: style.Point = None,
                axes: Axes | None = None) -> Axes:
    """Policies in a matrix of likelihood and impact: five by five, or the reader's own.

    Without `matrix`: attacks a year that may kill, and the mean dead in such an attack, in classes of the usual names. With it
    (`criteria.read_criteria(file).matrix`): how often attacks of each consequence come, so a policy stands once in each column,
    and the cells bear the reader's ratings.

    A matrix hides more than it shows (Cox 2008, "What's wrong with risk matrices?"): use it to speak with those who
    have one, not to choose.

        plots.risk_matrix(result).figure.savefig("matrix.png")

    :param likelihood_bounds: the four bounds between classes of attacks with one or more dead [1/year], rising.
    :param impact_bounds: those between classes of the mean dead in such an attack [person], rising.
    :param point: of the sweep, by its text or place.
    :raises ResultError: unless there are four rising bounds each; if nobody can be killed; for a sweep without a point.
    """
    for name, bounds in (("likelihood_bounds", likelihood_bounds), ("impact_bounds", impact_bounds)):
        if len(bounds) != 4 or not (np.diff(bounds) > 0).all():
            raise ResultError(f"{name}: four rising numbers part five classes, not {list(bounds)}")
    frame = views.fn_frame(result, point)
    if not (frame.loc[frame["n"] == 1, "conditional_per_year"] > 0).any():
        raise ResultError(f"nobody is killed in {result.path}: there is nothing to put into a risk matrix")
    if matrix is None:
        likelihood, impact = Classes(LIKELIHOODS, tuple(likelihood_bounds)), Classes(IMPACTS, tuple(impact_bounds))
        cells = _cells_by_mean(frame, likelihood, impact)
        ranks, row_inches = np.add.outer(np.arange(5), np.arange(5)), 0.8
    else:
        likelihood, impact = matrix.likelihood, matrix.consequence
        cells = _cells_by_consequence(matrix_frame(result, matrix, point), matrix)
        ranks = np.array([[matrix.order.index(rating) for rating in row] for row in matrix.ratings])
        row_inches = 1.5  # the rating stands above the names

    axes = style.new_axes(axes, width_inches=2.4 + 1.5 * len(impact.names),
                          height_inches=style.height_for(result.policies, 2.4 + row_inches * len(likelihood.names)))
    axes.imshow(ranks, origin="lower", cmap=SHADES, vmin=0, vmax=max(int(ranks.max()), 1), alpha=0.75, aspect="auto")
    _write_cells(axes, result, cells)
    for row, ratings in enumerate(matrix.ratings if matrix else ()):
        for column, rating in enumerate(ratings):
            axes.annotate(rating, (column - 0.46, row + 0.44), fontsize=7.5, color="0.2", ha="left", va="top")
    axes.set_xticks(range(len(impact.names)), class_names(impact, of_counts=matrix is not None))
    axes.set_yticks(range(len(likelihood.names)), class_names(likelihood))
    axes.set_xticks(np.arange(len(impact.cuts)) + 0.5, minor=True)
    axes.set_yticks(np.arange(len(likelihood.cuts)) + 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(which="both", length=0)
    own = matrix is not None
    axes.set_xlabel("consequence: killed in one attack [person]" if own else "impact: mean dead in an attack that kills [person]")
    axes.set_ylabel("likelihood: attacks of this consequence [1/year]" if own else "likelihood: attacks that kill [1/year]")
    style.set_title(axes, result, "Risk matrix by policy: how often attacks kill, and how many", point)
    style.add_note(axes, "Dead: workers on the road, or people at a site; means without intervals. Bounds of the classes are "
                   "the reader's. Two policies in one cell may differ tenfold, and two "
                   "in different cells hardly (Cox 2008): choose by the differences, not by this."
                   + (" A policy stands in each column: in the row of how often it has such attacks." if own else ""),
                   style.DILUTION)
    return axes


def _cells_by_mean(frame: pandas.DataFrame, likelihood: Classes, impact: Classes) -> dict[Cell, list[str]]:
    """Policies by the rate of attacks that kill, and the mean dead in one."""
    first = frame[frame["n"] == 1].set_index("policy")["conditional_per_year"]
    deaths = frame[frame["n"] >= 1].groupby("policy")["conditional_per_year"].sum()  # exceedances from 1 up add up to the mean
    cells: dict[Cell, list[str]] = {}
    for policy, frequency in first.items():
        dead = float(deaths[policy]) / float(frequency) if frequency > 0 else 0.0
        cells.setdefault((impact.place(dead), likelihood.place(float(frequency))), []).append(str(policy))
    return cells


def _cells_by_consequence(frame: pandas.DataFrame, matrix: Matrix) -> dict[Cell, list[str]]:
    """Policies in each column by how often attacks of this consequence come."""
    cells: dict[Cell, list[str]] = {}
    for row in frame.to_dict("records"):
        place = matrix.consequence.names.index(row["consequence"]), matrix.likelihood.place(row["attacks_per_year"])
        cells.setdefault(place, []).append(str(row["policy"]))
    return cells


def _write_cells(axes: Axes, result: Result, cells: Mapping[Cell, Sequence[str]]) -> None:
    """The names of the policies in their cells; where they do not fit, numbers, and the names beside the matrix."""
    texts = {cell: "\n".join(style.wrap(name, 22) for name in names) for cell, names in cells.items()}
    if max(text.count("\n") for text in texts.values()) >= LINES_IN_CELL:
        texts = {cell: style.wrap(", ".join(str(1 + result.policies.index(name)) for name in names), 20)
                 for cell, names in cells.items()}
        _list_policies(axes, result)
    for (column, row), text in texts.items():
        axes.text(column, row, text, ha="center", va="center", fontsize=8,
                  bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": "0.4", "alpha": 0.9})


def _list_policies(axes: Axes, result: Result) -> None:
    """Numbers and names of the policies beside the matrix, where the names do not fit into its cells."""
    texts = [style.wrap(f"{number}  {policy}", 34) for number, policy in enumerate(result.policies, start=1)]
    axes.legend([Line2D([], [], linestyle="none") for _ in texts], texts, fontsize=7.5, loc="upper left", frameon=False,
                bbox_to_anchor=(1.0, 1.01), handlelength=0)


def class_names(classes: Classes, of_counts: bool = False) -> list[str]:
    """Each class by its name, and under it what it holds; of whole counts up to the last one that is in it."""
    if not classes.cuts:
        return list(classes.names)
    whole = of_counts and all(cut == int(cut) for cut in classes.cuts)
    first = [f"{cut:,.6g}" for cut in classes.cuts]
    last = [f"{cut - 1:,.6g}" for cut in classes.cuts] if whole else first
    between = [f"{low} to {high}" if low != high else low for low, high in zip(["0", *first], last)]
    held = [between[0] if whole else f"below {first[0]}", *between[1:], f"{first[-1]} or more"]
    return [f"{style.wrap(name, 16)}\n{values}" for name, values in zip(classes.names, held)]
