"""The staircase of the best plan for each budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from convoyrisk.number_text import tick_text
from convoyrisk.report.svg import WIDTH, Mark, Scale, element, figure, nice_ticks, path


@dataclass(frozen=True)
class Step:
    """From this budget on; the harm with its limits; and what is told of it at the pointer."""

    start: float
    harm: float
    low: float
    high: float
    text: str


def front_chart(steps: Sequence[Step], chosen: int | None, budget: float | None, x_title: str, y_title: str) -> Markup:
    """Harm by budget, with the band of its limits; a mark at each step, which a reader goes to by pointer or keyboard."""
    first, last = steps[0].start, max(steps[-1].start, budget or 0.0)
    x = Scale(first, last + 0.06 * ((last - first) or 1.0), 62, WIDTH - 14)
    y = Scale(0.0, 1.06 * max(max(step.high, step.harm) for step in steps) or 1.0, 300, 28)
    parts = _frame(x, y, x_title, y_title)
    ends = [*(step.start for step in steps[1:]), x.high]
    for step, end in zip(steps, ends):
        low, high = y(max(step.low, 0.0)), y(min(step.high, y.high))
        parts.append(element("rect", x=x(step.start), y=high, width=max(x(end) - x(step.start), 0.5), height=max(low - high, 0.5),
                             class_="stairs-band"))
    line = path([*((x(step.start), y(step.harm)) for step in steps), (x.end, y(steps[-1].harm))], steps=True)
    parts.append(element("path", d=line, class_="stairs"))
    if budget is not None:
        parts.append(element("line", x1=x(budget), x2=x(budget), y1=y.end, y2=y.start, class_="budget"))
        parts.append(element("text", "budget", x=x(budget) - 5, y=y.end + 12, class_="tick end halo"))
    marks = [Mark(x(step.start), y(step.harm), step.text) for step in steps]
    parts += [element("circle", element("title", mark.text), cx=mark.x, cy=mark.y, r=6.0 if place == chosen else 3.6,
                      class_="step chosen" if place == chosen else "step") for place, mark in enumerate(marks)]
    parts += _numbers(marks)
    said = "; ".join(step.text for step in steps)
    return figure("The best plan for each budget", f"A falling staircase. {said}", 346, parts, "plan-front", [marks])


def _frame(x: Scale, y: Scale, x_title: str, y_title: str) -> list[Markup]:
    parts = []
    for tick in nice_ticks(x.low, x.high):
        parts.append(element("line", x1=x(tick), x2=x(tick), y1=y.end, y2=y.start, class_="grid"))
        parts.append(element("text", tick_text(tick), x=x(tick), y=y.start + 17, class_="tick middle"))
    for tick in nice_ticks(y.low, y.high):
        parts.append(element("line", x1=x.start, x2=x.end, y1=y(tick), y2=y(tick), class_="grid"))
        parts.append(element("text", tick_text(tick), x=x.start - 6, y=y(tick) + 4, class_="tick end"))
    parts.append(element("text", x_title, x=(x.start + x.end) / 2, y=y.start + 38, class_="axis middle"))
    parts.append(element("text", y_title, x=4.0, y=14.0, class_="axis"))
    return parts


def _numbers(marks: Sequence[Mark]) -> list[Markup]:
    """The number of each step beside its mark, where it does not lie on the one before."""
    parts, last = [], None
    for number, mark in enumerate(marks, 1):
        if last is None or abs(mark.x - last.x) > 18 or abs(mark.y - last.y) > 14:
            parts.append(element("text", str(number), x=mark.x + 7, y=mark.y - 6, class_="tick halo"))
            last = mark
    return parts
