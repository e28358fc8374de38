"""What the page says of a sweep as a whole: an outcome by what was swept, as curves and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas
from markupsafe import Markup

from convoyrisk import sweeps
from convoyrisk.number_text import over_draws_or_not, with_interval
from convoyrisk.parameter_names import in_words
from convoyrisk.report.sweep_chart import Sweep, sweep_chart
from convoyrisk.report.verdict import title_of
from convoyrisk.result import Result

MOST_LINES = 6  # pairs of figures; a sweep of more is one pair of all its points


@dataclass(frozen=True)
class SweepLine:
    """Points in which one thing varies: what is held, the figures, and rows of (point, value, a cell for each policy)."""

    identity: str
    held: str
    along: str
    outcome_chart: Markup
    difference_chart: Markup | None
    rows: Sequence[tuple[int, str, Sequence[str]]]
    differences: Sequence[tuple[int, str, Sequence[str]]]


@dataclass(frozen=True)
class SweepSection:
    title: str  # the names of what was swept
    outcome: str
    names: Sequence[str]  # of the points, in words, as heads
    lines: Sequence[SweepLine]


def sweep_section(result: Result, of: str) -> SweepSection | None:
    """None without a sweep of two points or more."""
    if len(result.points) < 2:
        return None
    lines = sweeps.all_lines(result, MOST_LINES)
    names = [in_words(name) for name, texts in sweeps.swept_values(result).items() if len(set(texts)) > 1]
    words = [sweeps.point_words(result, place) for place in range(len(result.points))]
    points = [each[:1].upper() + each[1:] for each in words]
    return SweepSection(" and ".join(names), title_of(of), points,
                        [_line(result, of, line, f"sweep-{number}") for number, line in enumerate(lines)])


def _line(result: Result, of: str, line: sweeps.Line, identity: str) -> SweepLine:
    scaled, unit = sweeps.scale_of(line.texts)
    positions = scaled.tolist()
    outcome = title_of(of)
    x_title = line.along + (f" [{unit}]" if unit else "")
    labels = line.texts if unit is None else [f"{position:g}" for position in positions]

    def chart(against: str | None, y_title: str, suffix: str) -> tuple[Markup, list[list[str]]]:
        shown = [policy for policy in result.policies if policy != against]
        frames = [sweeps.values_at(result, of, against, place) for place in line.places]
        cells = [[_cell(result, frame.loc[policy], against) for policy in shown] for frame in frames]
        curves = [Sweep(result.policies.index(policy), [
            _value(frame.loc[policy] * result.per_year, f"{policy}, {text}: {row[place]}")
            for frame, text, row in zip(frames, line.texts, cells)]) for place, policy in enumerate(shown)]
        title = y_title + (f", {line.held}" if line.held else "")
        return sweep_chart(curves, positions, labels, unit is not None, x_title, y_title, title, f"{identity}-{suffix}"), cells

    outcome_chart, cells = chart(None, f"{outcome} a year", "mean")
    differences: list[tuple[int, str, Sequence[str]]] = []
    difference_chart = None
    if len(result.policies) > 1:
        difference_chart, against = chart(result.baseline, f"{outcome} a year, minus “{result.baseline}”", "difference")
        differences = list(zip(line.places, line.texts, against))
    return SweepLine(identity, line.held, line.along, outcome_chart, difference_chart, list(zip(line.places, line.texts, cells)),
                     differences)


def _value(row: pandas.Series, text: str) -> tuple[float, float, float, str]:
    return float(row["mean"]), float(row["low"]), float(row["high"]), text


def _cell(result: Result, row: pandas.Series, against: str | None) -> str:
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    if against is None:
        return over_draws_or_not(mean, low, high, result.per_year, bool(result.draws))
    return with_interval(mean, low, high, result.per_year, show_sign=True)
