"""What the page says against the reader's own criteria: lines of tolerability, and the risk register in the reader's matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas

from convoyrisk import tolerability
from convoyrisk.criteria import Criteria
from convoyrisk.report.convoy_rows import one_in_trips
from convoyrisk.number_text import chance, chance_in_words, one_in, rate_in_words, rounded, with_half_width
from convoyrisk.report.trade_offs import least_on_average
from convoyrisk.report.verdict import Verdict
from convoyrisk.result import Result

Row = dict[str, str]
READING = {"above": "above", "below": "below", "not told": "not told apart"}


@dataclass(frozen=True)
class Cell:
    """A consequence: how likely it is, and the rating with its place from the least to the worst."""

    chance: str
    rating: str
    level: int  # 0 to 4, for the colour


@dataclass(frozen=True)
class RegisterRow:
    convoy: str
    policy: str
    attacks: str
    trips: str
    killed: str
    worst: str  # empty without events
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Judged:
    """Parts that the criteria do not ask for are empty."""

    individual: Sequence[Row]
    fn: Sequence[Row]
    matrix: Sequence[tuple[str, Sequence[Cell]]]  # by policy, of all attacks
    consequences: Sequence[str]
    register: Sequence[RegisterRow]
    after: str
    file: str


def judged(result: Result, place: int, found: Verdict, summary: pandas.DataFrame, criteria: Criteria) -> Judged:
    lines = tolerability.tolerability_frame(result, criteria, place)
    after = least_on_average(found, summary)
    matrix = criteria.matrix
    return Judged(
        individual=[_individual(row, at) for at, row in _with_line(lines, "individual", criteria)],
        fn=[_fn(row) for _, row in _with_line(lines, "fn", criteria)],
        matrix=_matrix(result, place, criteria) if matrix else [], consequences=matrix.consequence.names if matrix else (),
        register=_register(result, place, after, criteria) if result.has("convoys") else [], after=after,
        file=Path(criteria.path).name)


def _with_line(lines: pandas.DataFrame, kind: str, criteria: Criteria) -> list[tuple[float, Row]]:
    at = {line.name: line.at for line in (criteria.individual if kind == "individual" else criteria.fn)}
    return [(at[row["line"]], row) for row in lines[lines["kind"] == kind].to_dict("records")]


def _above(row: Row) -> str:
    share = float(row["chance_above"])
    return chance(share) if math.isfinite(share) else ""


def _individual(row: Row, at: float) -> Row:
    value, low, high = (float(row[name]) * at for name in ("value", "low", "high"))
    shown = one_in(value, low, high) if math.isfinite(high) else one_in(value)
    return {"line": f"{row['line']}: {one_in(at)}", "policy": row["policy"], "risk": shown, "reading": READING[row["reading"]],
            "above": _above(row)}


def _fn(row: Row) -> Row:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    limits = f" [{rounded(low)}, {rounded(high)}]" if math.isfinite(high) else " [?, ?]"
    return {"line": row["line"], "policy": row["policy"], "ratio": rounded(value) + limits, "n": str(row["n"]),
            "reading": READING[row["reading"]], "above": _above(row)}


def _cell(shown: str, rating: str, order: Sequence[str]) -> Cell:
    return Cell(shown, rating, round(4 * order.index(rating) / max(len(order) - 1, 1)))


def _matrix(result: Result, place: int, criteria: Criteria) -> list[tuple[str, list[Cell]]]:
    assert criteria.matrix is not None
    order = criteria.matrix.order
    frame = tolerability.matrix_frame(result, criteria.matrix, place)
    return [(str(policy), [_cell(f"{row.likelihood}, {_frequency(row.attacks_per_year)}", row.rating, order)
                           for row in rows.itertuples()]) for policy, rows in frame.groupby("policy", sort=False)]


def _frequency(rate: float) -> str:
    return rate_in_words(rate) + (" a year" if rate >= 0.01 or rate <= 0 else "")


def _register(result: Result, place: int, after: str, criteria: Criteria) -> list[RegisterRow]:
    frame = tolerability.register_frame(result, criteria.matrix, place)
    wanted = dict.fromkeys((result.baseline, after))
    return [_register_row(row, criteria, not result.draws) for row in frame.to_dict("records") if row["policy"] in wanted]


def _register_row(row: dict[str, float], criteria: Criteria, with_limits: bool) -> RegisterRow:
    cells = []
    if criteria.matrix is not None:
        cells = [_cell(chance_in_words(row[f"{name}: chance"]) if row[f"{name}: chance"] > 0 else "none in this run",
                       str(row[f"{name}: rating"]), criteria.matrix.order)
                 for name in criteria.matrix.consequence.names if f"{name}: chance" in row]
    killed, error = row["killed_per_year"], 2 * row["killed_per_year_standard_error"]
    worst = row.get("killed_worst_per_horizon")
    return RegisterRow(str(row["convoy"]), str(row["policy"]), rounded(row["attacks_per_year"]),
                       one_in_trips(row, "trips_per_attack", with_limits),
                       with_half_width(killed, killed - error, killed + error),
                       "" if worst is None else rounded(worst), cells)
