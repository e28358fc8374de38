"""Figures of numbers: differences with their intervals, and how often how many die."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from convoyrisk.criteria import Line
from convoyrisk.number_text import chance_in_words, rate_in_words, tick_text, with_interval, without_interval
from convoyrisk.report.svg import WIDTH, Mark, Scale, element, figure, log_ticks, nice_ticks, path

SERIES = 12  # styles of lines and dots in the style sheet; they come again after as many policies


@dataclass(frozen=True)
class Difference:
    """One row: a policy minus the baseline, with the interval that holds for all rows together."""

    policy: str
    mean: float
    low: float
    high: float

    @property
    def without_interval(self) -> str:
        """Why it has none, as words behind the policy's name; empty where it has one."""
        why = without_interval(self.mean, self.low, self.high)
        return f" ({why})" if why else ""

    @property
    def said(self) -> str:
        return f"{self.policy}: {with_interval(self.mean, self.low, self.high, show_sign=True)}"


def difference_chart(rows: Sequence[Difference], unit: str, identity: str) -> Markup:
    """Intervals one under the other about the line of no difference; the name stands above its interval."""
    ends = [0.0, *(value for row in rows for value in (row.low, row.high, row.mean) if math.isfinite(value))]
    margin = 0.06 * (max(ends) - min(ends)) or 1.0
    x = Scale(min(ends) - margin, max(ends) + margin, 12, WIDTH - 12)
    row_height, bottom = 44.0, 44.0 * len(rows) + 8
    parts = [element("line", x1=x(tick), x2=x(tick), y1=4.0, y2=bottom, class_="zero" if tick == 0 else "grid")
             for tick in nice_ticks(x.low, x.high)]
    parts += [element("text", tick_text(tick), x=x(tick), y=bottom + 17, class_="tick middle")
              for tick in nice_ticks(x.low, x.high)]
    for place, row in enumerate(rows):
        y = row_height * place + 34
        side = "below" if row.high < 0 else "above" if row.low > 0 else "across"
        parts.append(element("text", row.policy + row.without_interval, x=12.0, y=y - 14, class_="label"))
        if not row.without_interval:
            parts.append(element("line", x1=x(row.low), x2=x(row.high), y1=y, y2=y, class_=f"interval {side}"))
            parts += [element("line", x1=x(end), x2=x(end), y1=y - 5, y2=y + 5, class_=f"interval {side}")
                      for end in (row.low, row.high)]
        parts.append(element("circle", element("title", row.said), cx=x(row.mean), cy=y, r=5.0, class_=f"dot {side}"))
    parts.append(element("text", unit, x=WIDTH / 2, y=bottom + 38, class_="axis middle"))
    marks = [Mark(x(row.mean), row_height * place + 34, row.said) for place, row in enumerate(rows)]
    return figure("Differences from the baseline with their intervals", "; ".join(row.said for row in rows), bottom + 46,
                  parts, identity, [marks])


@dataclass(frozen=True)
class Curve:
    """How often n or more die under one policy: (n, value) from n = 1 on, values above 0, never growing."""

    policy: str
    points: Sequence[tuple[int, float]]
    dots: Sequence[tuple[int, float]] = ()
    limits: Mapping[int, tuple[float, float]] = field(default_factory=dict)  # of the value at n, where it has any


def _log_frame(x: Scale, y: Scale, x_title: str, y_title: str, as_percent: bool) -> list[Markup]:
    parts = []
    for tick in log_ticks(x.low, x.high, (1, 2, 5)):
        parts.append(element("line", x1=x(tick), x2=x(tick), y1=y.end, y2=y.start, class_="grid"))
        parts.append(element("text", tick_text(tick), x=x(tick), y=y.start + 17, class_="tick middle"))
    for tick in log_ticks(y.low, y.high):
        parts.append(element("line", x1=x.start, x2=x.end, y1=y(tick), y2=y(tick), class_="grid"))
        shown = tick_text(100 * tick) + " %" if as_percent else tick_text(tick)
        parts.append(element("text", shown, x=x.start - 6, y=y(tick) + 4, class_="tick end"))
    parts.append(element("text", x_title, x=(x.start + x.end) / 2, y=y.start + 38, class_="axis middle"))
    parts.append(element("text", y_title, x=4.0, y=14.0, class_="axis"))
    return parts


def exceedance_chart(curves: Sequence[Curve], title: str, y_title: str, identity: str,
                     least: float = 0, as_percent: bool = False, lines: Sequence[Line] = ()) -> Markup | None:
    """Curves of how often n or more die, both axes logarithmic, down to `least`; none where nobody died. `lines` are the
    reader's own, straight in these axes."""
    curves = [Curve(curve.policy, [(n, value) for n, value in curve.points if value > least],
                    [(n, value) for n, value in curve.dots if value > least], curve.limits) for curve in curves]
    shown = [dot for curve in curves for dot in [*curve.points, *curve.dots]]
    if not shown:
        return None
    largest, values = max(n for n, _ in shown), [value for _, value in shown]
    low, high = 10.0 ** math.floor(math.log10(min(values))), 10.0 ** math.ceil(math.log10(max(values)))
    high = high if high > low else 10 * low
    x = Scale(1, max(2, largest), 66, WIDTH - 14, logarithmic=True)
    y = Scale(low, high, 300, 28, logarithmic=True)
    parts = _log_frame(x, y, "n, killed", y_title, as_percent)
    parts += [element("g", *_drawn(curve, f"series-{place % SERIES}", x, y), data_series=str(place))
              for place, curve in enumerate(curves)]
    parts += [part for line in lines for part in _own_line(line, x, y)]
    first = "; ".join(f"{curve.policy}: 1 or more {rate_in_words(curve.points[0][1])}" for curve in curves if curve.points)
    return figure(title, f"Falling curves, one a policy. {first}. The tables here say the same in numbers.", 346, parts,
                  identity, [_marks(curve, x, y, as_percent) for curve in curves])


def _own_line(line: Line, x: Scale, y: Scale) -> list[Markup]:
    """The part of a line of the reader's that lies in the frame, with its name at the left end; none where none does."""
    steps = [x.low * (x.high / x.low) ** (k / 200) for k in range(201)]
    seen = [(n, line.at / n**line.slope) for n in steps if y.low <= line.at / n**line.slope <= y.high]
    if len(seen) < 2:
        return []
    (n, value), name = seen[0], element("title", line.name)
    return [element("path", name, d=path([(x(each), y(rate)) for each, rate in seen]), class_="own-line"),
            element("text", line.name, x=x(n) + 6, y=max(y(value) - 5, y.end + 12), class_="tick halo")]


def _drawn(curve: Curve, style: str, x: Scale, y: Scale) -> list[Markup]:
    """The band of the limits, the line, and the dots."""
    drawn = []
    banded = [(n, *curve.limits[n]) for n, _ in curve.points if n in curve.limits]
    if len(banded) > 1:
        edge = [(x(n), y(low)) for n, low, _ in banded] + [(x(n), y(min(high, y.high))) for n, _, high in reversed(banded)]
        drawn.append(element("path", d=path(edge) + "Z", class_=f"band {style}"))
    if curve.points:
        line = path([(x(n), y(value)) for n, value in curve.points])
        drawn.append(element("path", element("title", curve.policy), d=line, class_=f"curve {style}"))
    return drawn + [element("circle", element("title", f"{curve.policy}: {n} or more, {rate_in_words(value)}"), cx=x(n),
                            cy=y(value), r=2.6, class_=f"point {style}") for n, value in curve.dots]


def _marks(curve: Curve, x: Scale, y: Scale, as_percent: bool) -> list[Mark]:
    told = chance_in_words if as_percent else rate_in_words
    return [Mark(x(n), y(value), f"{curve.policy}: {n} or more, {told(value, curve.limits.get(n))}")
            for n, value in curve.points]
