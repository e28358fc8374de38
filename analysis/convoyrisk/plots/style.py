"""What all plots share: colours, labels that fit, the window in words, and the notes on assumptions that decide."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Union

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from convoyrisk.errors import known

if TYPE_CHECKING:
    from convoyrisk.result import Result

# Okabe and Ito (2008), "Color universal design", without the yellow that is hard to see on white.
PALETTE = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")
DASHES = ("-", "--", "-.", ":")

Point = Union[str, int, None]  # a point of the sweep by its text or place; None without a sweep

WORDS = {"killed_total": "killed", "killed": "workers killed on the road", "injured": "workers injured on the road",
         "injured_total": "injured", "delay": "halts on the road", "cost": "cost"}
KILLED_TOTAL = "Killed: workers on the road, in flight and in accidents, escort crews, people at sites."

DILUTION = ("A convoy is one target however many vehicles it has, so escorts and more vehicles dilute a hit: "
            "vary this before trusting a ranking that rests on it.")


def new_axes(axes: Axes | None, *, width_inches: float = 8.0, height_inches: float = 4.8) -> Axes:
    """The given axes, or those of a new figure whose layout makes room for labels."""
    if axes is not None:
        return axes
    figure = plt.figure(figsize=(width_inches, height_inches), layout="constrained")
    return figure.add_subplot()


def colour(index: int) -> str:
    """Colour of the policy with this index; 0 is the baseline, which alone is black."""
    return PALETTE[0 if index == 0 else 1 + (index - 1) % (len(PALETTE) - 1)]


def marker(index: int) -> str:
    """Marker of the policy with this index."""
    return MARKERS[index % len(MARKERS)]


def dash(index: int) -> str:
    """Line style of the policy with this index: where two curves coincide, both are seen."""
    return DASHES[index % len(DASHES)]


def wrap(text: str, width: int = 28) -> str:
    """The whole text over as many lines as it needs: names are never cut."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def words(outcome: str) -> str:
    """The outcome as it stands in a title or at an axis."""
    return WORDS.get(outcome, outcome.replace("_", " "))


def per_year_unit(result: Result, outcome: str) -> str:
    """Unit of the outcome a year, for an axis: "[person/year]"."""
    units = str(result.summary.outcome_units.sel(outcome=known(outcome, result.outcome_names, "outcome")).values)
    return f"[{units}/year]"


def set_title(axes: Axes, result: Result, what: str, point: Point = None) -> None:
    """Title: what is drawn, and under it the scenario's own title, the point of the sweep, and how much was simulated."""
    name = result.points[point] if isinstance(point, int) else point or ""
    extent = result.extent + ("" if result.complete else " (partial: the run was interrupted)")
    put_title(axes, what, [result.title, *(["at " + name] if name else []), extent])


def put_title(axes: Axes, what: str, sentences: Sequence[str]) -> None:
    """Title: what is drawn, and under it the sentences in smaller letters."""
    under = [wrap(sentence, 100) for sentence in sentences]
    lines = sum(1 + text.count("\n") for text in under)
    axes.set_title(wrap(what, 76) + "\n" * lines, loc="left", fontsize=11, fontweight="bold", pad=4)
    axes.annotate("\n".join(under), (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points",
                  fontsize=8.5, color="0.35", va="bottom")


def add_legend(axes: Axes, without: Collection[str] = ()) -> None:
    """The legend beside the axes, where it hides nothing; policies keep their whole names. `without` are labelled elsewhere."""
    shown = [(handle, label) for handle, label in zip(*axes.get_legend_handles_labels()) if label not in without]
    axes.legend([handle for handle, _ in shown], [wrap(label) for _, label in shown], fontsize=8, loc="upper left",
                bbox_to_anchor=(1.01, 1.01), frameon=False)


def reach(mean: ArrayLike, low: ArrayLike, high: ArrayLike) -> np.ndarray[Any, Any] | None:
    """How far error bars reach below and above their marks, (2, marks); no bar where the interval is not known."""
    bounds = np.atleast_2d(np.array([np.subtract(mean, low), np.subtract(high, mean)], dtype=float).T).T
    known_at = np.isfinite(bounds).all(axis=0)
    return np.where(known_at, np.maximum(bounds, 0), np.nan) if known_at.any() else None


def say_no_interval(axes: Axes, x: float, y: float, words: str) -> None:
    """Words beside a mark that has no interval, if there are any: without them it looks as if it were known exactly.

    They stand on the side where there is more room, so all must be drawn and the limits set before.
    """
    if words:
        axes.get_xlim(), axes.get_ylim()  # which has the axes fit what was drawn
        along, _ = (axes.transData + axes.transAxes.inverted()).transform((x, y))
        to_left = bool(along > 0.5)
        axes.annotate(words, (x, y), (-8 if to_left else 8, 0), textcoords="offset points", fontsize=7.5, color="0.35",
                      va="center", ha="right" if to_left else "left")


def height_for(names: Sequence[str], least_inches: float = 4.8) -> float:
    """Height of a figure whose legend has these names, in inches."""
    return max(least_inches, 1.6 + 0.165 * sum(1 + wrap(name).count("\n") for name in names))


def one_by_one(result: Result) -> str:
    """The sentence on intervals that hold for each policy by itself."""
    return f"{100 * result.confidence:g} % for each policy by itself, {what_intervals_cover(result)}."


def what_intervals_cover(result: Result) -> str:
    """What the intervals are of, and what they leave out."""
    return ("of the mean over all draws; what is not known moves it further" if result.draws
            else "for the scenario as written; how well its rates are known is not in them")


def add_note(axes: Axes, *sentences: str, width: int = 104) -> None:
    """A note under the plot, on what decides the numbers or what they do not cover."""
    label = axes.get_xlabel()
    text = "\n".join(textwrap.fill(sentence, width) for sentence in sentences if sentence)
    axes.set_xlabel(label)
    axes.annotate(text, (0, 0), (0, -8), xycoords=(axes, axes.xaxis.label), textcoords="offset points", fontsize=7.5,
                  color="0.35", ha="left", va="top", annotation_clip=False)


def check_policies(result: Result, policies: Sequence[str] | None) -> tuple[str, ...]:
    """The policies asked for, or all.

    :raises ResultError: if one is not in the result.
    """
    if policies is None:
        return tuple(result.policies)
    return tuple(known(policy, result.policies, "policy") for policy in policies)


def check_policy(result: Result, policy: str | None) -> str:
    """The policy asked for, or the baseline.

    :raises ResultError: if it is not in the result.
    """
    return check_policies(result, [result.baseline if policy is None else policy])[0]
