"""The matrix of likelihood and impact that managers know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

# Light to dark of one hue, so that the order is seen without colours.
SHADES = ListedColormap(["#F7F7F7", "#FDDBC7", "#F4A582", "#D6604D", "#B2182B"])

LINES_IN_CELL = 7  # as many lines of text as fit into a cell


def class_of(value: float, bounds: Sequence[float]) -> int:
    """The class of a value, 0 to 4: how many of the four rising bounds it reaches."""
    return int(np.searchsorted(np.asarray(bounds, dtype=float), value, side="right"))


def risk_matrix(result: Result, *, likelihood_bounds: Sequence[float] = (0.01, 0.1, 0.5, 2.0),
                impact_bounds: Sequence[float] = (1.0, 3.0, 10.0, 30.0), point: style.Point = None,
                axes: Axes | None = None) -> Axes:
    """Policies in a matrix of five by five: attacks a year that may kill, and the dead in such an attack.

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
    first = frame[frame["n"] == 1].set_index("policy")["conditional_per_year"]
    deaths = frame[frame["n"] >= 1].groupby("policy")["conditional_per_year"].sum()
    if not (first > 0).any():
        raise ResultError(f"nobody is killed in {result.path}: there is nothing to put into a risk matrix")

    axes = style.new_axes(axes, width_inches=9, height_inches=style.height_for(result.policies, 6.4))
    rank = np.add.outer(np.arange(5), np.arange(5))
    axes.imshow(rank, origin="lower", cmap=SHADES, vmin=0, vmax=8, alpha=0.75, aspect="auto")
    cells: dict[tuple[int, int], list[str]] = {}
    for policy in result.policies:
        frequency = float(first[policy])
        # The sum of the exceedances from 1 up is the expected number of dead.
        impact = float(deaths[policy]) / frequency if frequency > 0 else 0.0
        cell = (class_of(impact, impact_bounds), class_of(frequency, likelihood_bounds))
        cells.setdefault(cell, []).append(policy)
    texts = {cell: "\n".join(style.wrap(name, 22) for name in names) for cell, names in cells.items()}
    if max(text.count("\n") for text in texts.values()) >= LINES_IN_CELL:
        texts = {cell: style.wrap(", ".join(str(1 + result.policies.index(name)) for name in names), 20)
                 for cell, names in cells.items()}
        _list_policies(axes, result)
    for (column, row), text in texts.items():
        axes.text(column, row, text, ha="center", va="center", fontsize=8,
                  bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": "0.4", "alpha": 0.9})
    axes.set_xticks(range(5), class_names(impact_bounds))
    axes.set_yticks(range(5), class_names(likelihood_bounds))
    axes.set_xticks(np.arange(4) + 0.5, minor=True)
    axes.set_yticks(np.arange(4) + 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(which="both", length=0)
    axes.set_xlabel("impact: mean dead in an attack that kills [person]")
    axes.set_ylabel("likelihood: attacks that kill [1/year]")
    style.set_title(axes, result, "Risk matrix by policy: how often attacks kill, and how many", point)
    style.add_note(axes, "Dead: workers on the road, or people at a site; means without intervals. Bounds of the classes are "
                   "the reader's. Two policies in one cell may differ tenfold, and two "
                   "in different cells hardly (Cox 2008): choose by the differences, not by this.", style.DILUTION)
    return axes


def _list_policies(axes: Axes, result: Result) -> None:
    """Numbers and names of the policies beside the matrix, where the names do not fit into its cells."""
    texts = [style.wrap(f"{number}  {policy}", 34) for number, policy in enumerate(result.policies, start=1)]
    axes.legend([Line2D([], [], linestyle="none") for _ in texts], texts, fontsize=7.5, loc="upper left", frameon=False,
                bbox_to_anchor=(1.0, 1.01), handlelength=0)


def class_names(bounds: Sequence[float]) -> list[str]:
    """Words for the five classes between four bounds."""
    between = [f"{low:g} to {high:g}" for low, high in zip(bounds[:-1], bounds[1:])]
    return [f"below {bounds[0]:g}", *between, f"{bounds[-1]:g} or more"]
