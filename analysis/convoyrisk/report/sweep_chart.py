"""An outcome by what was swept: a mark with its interval for each policy and value, joined by a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from convoyrisk.number_text import tick_text
from convoyrisk.report.charts import SERIES
from convoyrisk.report.svg import WIDTH, Mark, Scale, element, figure, nice_ticks, path

APART = 3.0  # by how much the marks of two policies at one value are moved apart, so that intervals do not hide each other
LETTER = 7.0  # width of a letter of a tick
STRETCH = 30  # values whose greatest is so many times the least lie on a logarithmic axis


@dataclass(frozen=True)
class Sweep:
    """Of one policy: its place among the policies, and at each value (mean, low, high, what is told at the pointer)."""

    series: int
    values: Sequence[tuple[float, float, float, str]]


def sweep_chart(sweeps: Sequence[Sweep], positions: Sequence[float], labels: Sequence[str], on_scale: bool, x_title: str,
                y_title: str, title: str, identity: str) -> Markup:
    """`positions` are the values themselves where they lie on a scale, else 0, 1, 2 and so on; `labels` their texts. The axis of
    the outcome holds 0."""
    x = _along(positions, on_scale)
    ends = [0.0, *(end for sweep in sweeps for value in sweep.values for end in value[:3] if math.isfinite(end))]
    margin = 0.06 * (max(ends) - min(ends)) or 1.0
    y = Scale(min(ends) - (margin if min(ends) < 0 else 0), max(ends) + (margin if max(ends) > 0 else 0), 300, 28)
    parts = _frame(x, y, positions, labels, x_title, y_title)
    marks = []
    for place, sweep in enumerate(sweeps):
        apart = (place - (len(sweeps) - 1) / 2) * APART
        at = [(x(position) + apart, y(value[0])) for position, value in zip(positions, sweep.values)]
        style = f"series-{sweep.series % SERIES}"
        drawn = [element("path", d=path(sorted(at)), class_=f"curve {style}")] if on_scale else []
        for (across, up), (_, low, high, text) in zip(at, sweep.values):
            if math.isfinite(high - low):
                drawn.append(element("line", x1=across, x2=across, y1=y(low), y2=y(high), class_=f"point {style}"))
            drawn.append(element("circle", element("title", text), cx=across, cy=up, r=3.2, class_=f"filled {style}"))
        parts.append(element("g", *drawn, data_series=str(sweep.series)))
        marks.append([Mark(*place_of, value[3]) for place_of, value in zip(at, sweep.values)])
    said = "; ".join(value[3] for sweep in sweeps for value in sweep.values)
    by_series = {sweep.series: own for sweep, own in zip(sweeps, marks)}
    told = [by_series.get(series, []) for series in range(max(by_series) + 1)]
    return figure(title, f"{title}. {said}", 346, parts, identity, told)


def _along(positions: Sequence[float], on_scale: bool) -> Scale:
    low, high = min(positions), max(positions)
    if on_scale and low > 0 and high >= STRETCH * low:
        return Scale(low, high, 76, WIDTH - 24, logarithmic=True)
    margin = 0.0 if on_scale else 0.5
    return Scale(low - margin, high + margin, 76 if on_scale else 62, WIDTH - 24 if on_scale else WIDTH - 14)


def _frame(x: Scale, y: Scale, positions: Sequence[float], labels: Sequence[str], x_title: str, y_title: str) -> list[Markup]:
    parts = []
    for tick in nice_ticks(y.low, y.high):
        parts.append(element("line", x1=62.0, x2=WIDTH - 14, y1=y(tick), y2=y(tick), class_="zero" if tick == 0 else "grid"))
        parts.append(element("text", tick_text(tick), x=56.0, y=y(tick) + 4, class_="tick end"))
    last = -math.inf
    for position, label in sorted(zip(positions, labels)):
        parts.append(element("line", x1=x(position), x2=x(position), y1=y.end, y2=y.start, class_="grid"))
        half = LETTER * len(label) / 2
        if x(position) - half > last:  # a label that would lie on the one before is left out; the table has it
            parts.append(element("text", label, x=x(position), y=y.start + 17, class_="tick middle"))
            last = x(position) + half + 4
    parts.append(element("text", x_title, x=(62 + WIDTH - 14) / 2, y=y.start + 38, class_="axis middle"))
    parts.append(element("text", y_title, x=4.0, y=14.0, class_="axis"))
    return parts
