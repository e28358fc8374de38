"""What it is worth to find out, before a policy is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import StrMethodFormatter

from convoyrisk import views
from convoyrisk.parameter_names import all_in_words
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result


LEAST_SHARE = 0.01  # of the limit for knowing everything; what is worth less at most is no bar


def value_of_information(result: Result, *, of: str = "killed_total", value_of_life: float | None = None, most: int = 12,
                         point: style.Point = None, axes: Axes | None = None) -> Axes:
    """The greatest of views.value_of_information_frame: a bar from the estimate that is too low on average to the one that is
    too high, and the limits as a line.

        plots.value_of_information(drawn).figure.savefig("information.png")

    :param value_of_life: in the scenario's currency; without it, in units of `of`.
    :param most: how many rows are drawn, 1 or more; none that is worth less than 1 % of knowing everything.
    :raises ResultError: as views.value_of_information_frame.
    """
    frame = views.value_of_information_frame(result, of, value_of_life, point)
    attrs = frame.attrs
    frame = frame[(frame["high"] >= LEAST_SHARE * frame["high"].iloc[0]) & ((frame["high"] > 0) | (frame.index == 0))].head(most)
    axes = style.new_axes(axes, width_inches=9, height_inches=2.3 + 0.4 * len(frame))
    rows = np.arange(len(frame))
    axes.hlines(rows, frame["low"], frame["high"], color="0.35", linewidth=1)
    for end in ("low", "high"):
        axes.plot(frame[end], rows, "|", color="0.35", markersize=7)
    axes.barh(rows, frame["upper"] - frame["lower"], left=frame["lower"], color=style.PALETTE[1], height=0.5,
              edgecolor=style.PALETTE[1])
    names = ["everything that is drawn" if kind == "everything" else all_in_words(result.scenario, members)
             for kind, members in zip(frame["kind"], frame["members"])]
    axes.set_yticks(rows, [style.wrap(name, 44) for name in names], fontsize=8)
    axes.set_ylim(len(frame) - 0.5, -0.5)
    axes.set_xlim(left=0)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.7g}"))
    axes.set_xlabel(f"what knowing it exactly would save [{attrs['units'].replace(' per ', '/')}]")
    style.set_title(axes, result, f'What to find out first, where "{attrs["choice"]}" is today\'s choice', point)
    aim = (f"The least of cost and deaths at {value_of_life:,.7g} {result.currency} each is chosen." if value_of_life
           else f"The least of {style.words(of)} is chosen, whatever it costs.")
    style.add_note(axes, f"{aim} Bars: from an estimate that is too low on average to one that is too high. Lines: limits at "
                   f"{100 * result.confidence:g} %, each by itself. Luck within draws does not count.")
    return axes
