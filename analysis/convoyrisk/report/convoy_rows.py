"""What the page says by convoy."""

from __future__ import annotations

import math
from collections.abc import Mapping

from convoyrisk import views
from convoyrisk.number_text import ABOUT_ONE, grouped, one_in, rounded, two_digits, with_half_width
from convoyrisk.result import Result

Row = dict[str, str]


def convoy_rows(result: Result, place: int) -> list[Row]:
    """One row a policy and convoy; none in files of older programs, which do not tell convoys apart."""
    if not result.has("convoys"):
        return []
    frame = views.convoys_frame(result, place)
    rows, limits = [], not result.draws
    for row in frame.to_dict("records"):
        killed, error = float(row["killed_per_year"]), 2 * float(row["killed_per_year_standard_error"])
        rows.append({
            "policy": str(row["policy"]), "convoy": str(row["convoy"]), "trips": rounded(float(row["trips_per_year"])),
            "attacks": rounded(float(row["attacks_per_year"])),
            "killed": with_half_width(killed, killed - error, killed + error),
            "attacked": one_in_trips(row, "trips_per_attack", limits),
            "deadly": one_in_trips(row, "trips_per_deadly_attack", limits),
            "riders": (f"{row['riders']}, " if row["riders"] else "") + f"{grouped(int(row['people']))} people",
            "risk": one_in(float(row["risk_per_year"]))})
    return rows


def one_in_trips(row: Mapping[str, float], name: str, with_limits: bool = True) -> str:
    """One in how many trips, and its limits; where nothing was met, the fewest of which one may be; how many by trip where that
    is about one or more. Over draws there are no limits to tell."""
    trips, low, high = (float(row[name + end]) for end in ("", "_low", "_high"))
    if not row["trips_per_year"] > 0:
        return "no trips"
    if not math.isfinite(trips):
        return f"fewer than 1 in {two_digits(low)}" if low > 0 else "none in this run"
    if trips <= 1 / ABOUT_ONE:
        told, ends = f"{two_digits(1 / trips)} a trip", [two_digits(1 / high), two_digits(1 / low)] if low > 0 else []
    else:
        told = f"1 in {two_digits(trips)}"
        ends = [two_digits(low), two_digits(high) if math.isfinite(high) else "?"] if low > 0 else []
    return f"{told} [{', '.join(ends or ['?', '?'])}]" if with_limits else told
