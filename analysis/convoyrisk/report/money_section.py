"""What the page says of loss in money, where the reader gives the value of a life."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from convoyrisk import money
from convoyrisk.number_text import grouped
from convoyrisk.periods import usual_years
from convoyrisk.result import Result

Row = dict[str, str]


@dataclass(frozen=True)
class MoneySection:
    rows: Sequence[Row]
    periods: Sequence[tuple[str, Row]]  # by policy, by return period


def money_section(result: Result, place: int, value_of_life: float | None) -> MoneySection | None:
    """None without a value of life."""
    if value_of_life is None:
        return None
    frame = money.loss_frame(result, value_of_life, place)
    return MoneySection([_row(row, row["policy"] == result.baseline) for row in frame.to_dict("records")],
                        _periods(result, place, value_of_life))


def _row(row: dict[str, float], is_baseline: bool) -> Row:
    return {"policy": str(row["policy"]), "deaths": _amount(row, "deaths_loss"), "cost": grouped(row["cost"]),
            "loss": grouped(row["loss"]), "benefit": "-" if is_baseline else _amount(row, "net_benefit"),
            "reading": "" if is_baseline else reading(row["net_benefit_low"], row["net_benefit_high"])}


def _amount(row: dict[str, float], name: str) -> str:
    """An amount of money, whole, with its limits."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    limits = f"{grouped(low)}, {grouped(high)}" if math.isfinite(high - low) else "?, ?"
    return f"{grouped(row[name])} [{limits}]"


def reading(low: float, high: float) -> str:
    """Whether a policy is worth what it costs, by the limits of its net benefit."""
    return "worth its cost" if low > 0 else "not worth its cost" if high < 0 else "not shown"


def _periods(result: Result, place: int, value_of_life: float) -> list[tuple[str, Row]]:
    years = usual_years(result)
    if not years or not result.has("outcomes" if result.draws else "severity"):
        return []
    frame = money.loss_period_frame(result, value_of_life, years, place)
    return [(str(policy), {f"1 in {row['years']:g} years": _period(row) for row in rows.to_dict("records")})
            for policy, rows in frame.groupby("policy", sort=False)]


def _period(row: dict[str, float]) -> str:
    loss, low, high = (grouped(row[name]) if math.isfinite(row[name]) else "?" for name in ("loss", "low", "high"))
    return f"{loss} [{low}, {high}]"
