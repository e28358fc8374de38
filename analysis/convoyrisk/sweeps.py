"""What a sweep varied: its parameters in words, which points belong together, and where values lie along an axis."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy
import pandas

from convoyrisk import views
from convoyrisk.errors import ResultError, known
from convoyrisk.parameter_names import in_words
from convoyrisk.result import Result

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Line:
    """Points of a sweep in which one thing varies: its name in words, the text of its value at each point, their places in the
    sweep, and what is held in words ("" where nothing is)."""

    along: str
    texts: Sequence[str]
    places: Sequence[int]
    held: str = ""


def swept_values(result: Result) -> dict[str, list[str]]:
    """By path, the text of its value at each point."""
    values = result.sweep["value"]
    return {str(name): [str(value) for value in values.sel(parameter=name).values] for name in values["parameter"].values}


def point_words(result: Result, place: int) -> str:
    """A point for readers who do not write scenarios: "number of escort vehicles (policy escort): 2"."""
    return "; ".join(f"{in_words(name)}: {texts[place]}" for name, texts in swept_values(result).items())


def kept_line(result: Result, held: Mapping[str, str]) -> Line:
    """What varies when these values are held.

    :raises ResultError: for names and values that are not in the sweep, and where one point is left.
    """
    swept = swept_values(result)
    places = list(range(len(result.points)))
    for name, value in held.items():
        column = swept[known(name, list(swept), "swept parameter")]
        known(value, list(dict.fromkeys(column)), f"value of {name}")
        places = [place for place in places if column[place] == value]
    varied = [name for name in swept if len({swept[name][place] for place in places}) > 1]
    if not varied:
        raise ResultError(f"of {result.path} one point is left: there is no sweep to draw")
    told = "; ".join(f"{in_words(name)}: {value}" for name, value in held.items())
    if len(varied) == 1:
        return Line(in_words(varied[0]), [swept[varied[0]][place] for place in places], places, told)
    texts = [" ".join(f"{name.split('.')[-1]}={swept[name][place].replace(' ', NBSP)}" for name in varied) for place in places]
    return Line("points of the sweep", texts, places, told)


def all_lines(result: Result, most: int) -> list[Line]:
    """The whole sweep as lines along the parameter with the most values, one for each combination of the others; as one line of
    all its points where that would be more than `most` lines, or where parameters were varied together."""
    swept = swept_values(result)
    along = max(swept, key=lambda name: len(set(swept[name])))
    others = [name for name in swept if name != along and len(set(swept[name])) > 1]
    held = list(dict.fromkeys(tuple(swept[name][place] for name in others) for place in range(len(result.points))))
    lines = [[place for place in range(len(result.points)) if tuple(swept[name][place] for name in others) == values]
             for values in held]
    if len(held) > most or min(map(len, lines)) < 2:
        return [kept_line(result, {})]
    return [kept_line(result, dict(zip(others, values))) for values in held]


def scale_of(texts: Sequence[str]) -> tuple[numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]], str | None]:
    """Places along the axis and the unit (empty for bare numbers); None where the values are not numbers of one unit."""
    found = [re.fullmatch(r"\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*([^\d\s].*)?", text) for text in texts]
    units = {match[2] or "" for match in found if match}
    numbers = [float(match[1]) for match in found if match]
    if len(numbers) == len(texts) and len(units) == 1 and len(set(numbers)) == len(numbers):
        return numpy.array(numbers), units.pop()
    return numpy.arange(len(texts), dtype=float), None


def values_at(result: Result, of: str, against: str | None, place: int) -> pandas.DataFrame:
    """By policy, per horizon: mean, low and high at one point, or of the difference from `against` for all pairs together."""
    if against is None:
        frame = views.summary_frame(result, place)
        own = frame[frame["outcome"] == known(of, result.outcome_names, "outcome")].set_index("policy")
        return own[["mean", "low", "high"]]
    pairs = views.comparison_frame(result, of, against, place, per_year=False).set_index("policy")
    return pairs[["difference", "low_together", "high_together"]].set_axis(["mean", "low", "high"], axis=1)
