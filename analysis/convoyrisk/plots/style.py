"""What all plots share: colours, labels that fit, the window in words, and the notes on assumptions that decide."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from convoyrisk.errors import ResultError

if TYPE_CHECKING:
    from convoyrisk.result import Result

# Okabe and Ito (2008), "Color universal design", without the yellow that is hard to see on white.
PALETTE = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")
DASHES = ("-", "--", "-.", ":")

DILUTION = ("A convoy is one target however many vehicles it has, so escorts and more vehicles dilute a hit: "
            "vary this before trusting a ranking that rests on it.")


def new_axes(axes: Axes | None, *, width_inches: float = 8.0, height_inches: float = 4.8) -> Axes:
    """The given axes, or those of a new figure whose layout makes room for labels."""
    if axes is not None:
        return axes
    figure = plt.figure(figsize=(width_inches, height_inches), layout="constrained")
    return figure.add_subplot()


def colour(index: int) -> str:
    """Colour of the policy with this index; 0 is the baseline."""
    return PALETTE[index % len(PALETTE)]


def marker(index: int) -> str:
    """Marker of the policy with this index."""
    return MARKERS[index % len(MARKERS)]


def dash(index: int) -> str:
    """Line style of the policy with this index: where two curves coincide, both are seen."""
    return DASHES[index % len(DASHES)]


def wrap(text: str, width: int = 28) -> str:
    """The whole text over as many lines as it needs: names are never cut."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False)) or text


def window(result: Result) -> str:
    """The window of chances and counts in words: "in 90 days"."""
    return f"in {result.horizon_days:g} days"


def set_title(axes: Axes, result: Result, what: str) -> None:
    """Title: what is drawn, and under it the scenario's own title."""
    axes.set_title(f"{wrap(what, 76)}\n", loc="left", fontsize=11, fontweight="bold", pad=4)
    axes.annotate(wrap(result.title, 100), (0, 1), (0, 5), xycoords="axes fraction", textcoords="offset points",
                  fontsize=8.5, color="0.35", va="bottom")


def add_note(axes: Axes, *sentences: str, width: int = 92) -> None:
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
    unknown = [policy for policy in policies if policy not in result.policies]
    if unknown:
        known = ", ".join(f'"{policy}"' for policy in result.policies)
        raise ResultError(f'no policy "{unknown[0]}" in {result.path}; there are {known}')
    return tuple(policies)


def check_policy(result: Result, policy: str | None) -> str:
    """The policy asked for, or the baseline.

    :raises ResultError: if it is not in the result.
    """
    return check_policies(result, [result.baseline if policy is None else policy])[0]


def check_one_point(result: Result) -> None:
    """Plots show one set of values.

    :raises ResultError: if the result is of a sweep.
    """
    if len(result.points) > 1:
        raise ResultError(f"{result.path} is a sweep over {len(result.points)} points, and this plot shows one; "
                          "draw convoyrisk.views.sweep_frame(result), or run without the sweep")
