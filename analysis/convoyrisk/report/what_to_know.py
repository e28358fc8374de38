"""What it is worth to find out before a policy is chosen, as the page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.parameter_names import all_in_words
from convoyrisk.number_text import rounded
from convoyrisk.report.verdict import title_of
from convoyrisk.result import Result

MOST_ROWS = 8
LEAST_SHARE = 0.05  # of the limit for knowing everything; what is worth less at most is not listed
Row = dict[str, str]


@dataclass(frozen=True)
class Knowledge:
    """Sentences and rows; why there are none, where there are none."""

    sentences: Sequence[str]
    rows: Sequence[Row]
    unit: str
    left_out: int
    missing: str = ""


def what_to_know(result: Result, place: int, of: str, value_of_life: float | None = None) -> Knowledge | None:
    """None without draws, or where there is nothing to choose from."""
    if not result.draws or len(result.policies) < 2:
        return None
    try:
        frame = views.value_of_information_frame(result, of, value_of_life, place)
    except ResultError as error:
        return Knowledge([], [], "", 0, str(error))
    frame["words"] = ["everything that is drawn" if kind == "everything" else all_in_words(result.scenario, members)
                      for kind, members in zip(frame["kind"], frame["members"])]
    unit = f"{result.currency} a year" if value_of_life else _unit(of)
    kept = _worth_listing(frame)
    return Knowledge(_sentences(frame, kept, unit, value_of_life is None), [_row(each) for _, each in kept.iterrows()], unit,
                     len(frame) - len(kept))


def _unit(of: str) -> str:
    return "lives a year" if of == "killed_total" else f"fewer a year: {title_of(of).lower()}"


def _worth_listing(frame: pandas.DataFrame) -> pandas.DataFrame:
    whole = float(frame["high"].iloc[0])
    return frame[(frame["high"] >= LEAST_SHARE * whole) & (frame["high"] > 0)].head(MOST_ROWS + 1)


def _sentences(frame: pandas.DataFrame, kept: pandas.DataFrame, unit: str, in_lives: bool) -> list[str]:
    choice, verb = frame.attrs["choice"], "save" if in_lives else "be worth"
    whole = frame.iloc[0]
    if not whole["high"] > 0:
        return [f"Whatever is found out, “{choice}” stays the best choice: knowing more would {verb} nothing."]
    told = [f"On what is known today, “{choice}” is the choice. Knowing every guess exactly before choosing would {verb} at most "
            f"{rounded(float(whole['high']))} {unit}"
            + (f", and at least {rounded(float(whole['low']))}." if whole["low"] > 0 else "; it may be worth nothing.")]
    single = kept[kept["kind"] != "everything"]
    if len(single):
        first = single.iloc[0]
        told.append(f"Of single guesses the first to ask about is the {first['words']}. Knowing it exactly would {verb} at most "
                    f"{rounded(float(first['high']))} {unit}"
                    + (f", and at least {rounded(float(first['low']))}." if first["low"] > 0 else "; it may be worth nothing."))
    return told


def _row(row: pandas.Series) -> Row:
    lower, upper, low, high = (rounded(float(row[name])) for name in ("lower", "upper", "low", "high"))
    return {"known": row["words"], "estimates": lower if lower == upper else f"{lower} to {upper}", "low": low, "high": high}
