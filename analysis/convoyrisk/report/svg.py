"""Scalable vector graphics as text: elements, scales and ticks. Colours and fonts are in the style sheet, by class."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH = 480.0  # of every figure, so that its text stays legible on a telephone


def element(tag: str, *children: str, **attributes: str | float | None) -> Markup:
    """<tag attribute="...">children</tag>, all escaped but what is Markup. class_ is class, a_b is a-b."""
    text = Markup()
    for name, value in attributes.items():
        if value is not None:
            shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
            text += Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), shown)
    return Markup("<{}{}>{}</{}>").format(Markup(tag), text, Markup().join(map(escape, children)), Markup(tag))


@dataclass(frozen=True)
class Mark:
    """A place of a drawing, and what is told of it to those who point at it or come to it by keyboard."""

    x: float
    y: float
    text: str


def figure(title: str, description: str, height: float, children: Sequence[Markup], identity: str,
           marks: Sequence[Sequence[Mark]] = ()) -> Markup:
    """An image with a name and a description for those who do not see it; marks by series, for the script."""
    told = [[[round(mark.x, 1), round(mark.y, 1), mark.text] for mark in series] for series in marks]
    return element("svg", element("title", title, id=f"{identity}-title"),
                   element("desc", description, id=f"{identity}-desc"), *children,
                   viewBox=f"0 0 {WIDTH:.0f} {height:.0f}", role="img", class_="figure",
                   aria_labelledby=f"{identity}-title {identity}-desc",
                   data_marks=json.dumps(told, separators=(",", ":"), ensure_ascii=False) if told else None)


@dataclass(frozen=True)
class Scale:
    """From data to places of the drawing, linear or logarithmic (then low > 0)."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        low, high, at = ((math.log(self.low), math.log(self.high), math.log(max(value, self.low)))
                         if self.logarithmic else (self.low, self.high, value))
        return self.start + (at - low) / (high - low) * (self.end - self.start)


def nice_ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers from low to high, steps of 1, 2 or 5 times a power of ten."""
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def log_ticks(low: float, high: float, marks: Sequence[int] = (1,)) -> list[float]:
    """Multiples, by `marks`, of powers of ten from low to high."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [mark * 10.0 ** power for power in powers for mark in marks]
    return [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]


def path(points: Sequence[tuple[float, float]], steps: bool = False) -> str:
    """A line through the points; with steps it stays at a value until the next one."""
    words = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for x, y in points[1:]:
        words.append(f"H{x:.1f}V{y:.1f}" if steps else f"L{x:.1f},{y:.1f}")
    return "".join(words)
