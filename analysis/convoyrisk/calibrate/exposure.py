"""From when to when a record was kept: said by the user, or guessed from its incidents and then doubted."""

from __future__ import annotations

import dataclasses

import numpy
from numpy.typing import NDArray

from convoyrisk.calibrate.incidents import Incidents, InputError

Days = NDArray[numpy.datetime64]
IMPROBABLE = 0.01  # a gap before the first or after the last incident of lesser chance is doubted


@dataclasses.dataclass(frozen=True)
class Exposure:
    """Days `first` to `last`, both in the record. `guessed` says which of them were taken from the incidents, empty where
    was; `doubt` why the guess looks wrong, empty where it does not."""

    first: numpy.datetime64
    last: numpy.datetime64
    guessed: str
    doubt: str


def exposure(incidents: Incidents, first: numpy.datetime64 | None, last: numpy.datetime64 | None) -> Exposure:
    """The given days; for one that is None, the calendar years of the incidents of the file, exact ones or not.

    Raises InputError where the record would end before it begins.
    """
    days = incidents.recorded
    begin = days[0].astype("datetime64[Y]").astype("datetime64[D]") if first is None else first
    end = (days[-1].astype("datetime64[Y]") + 1).astype("datetime64[D]") - 1 if last is None else last
    if end < begin:
        raise InputError(f"the record ends on {end}, before it begins on {begin}")
    guesses = [f"its begin on {begin}"] if first is None else []
    guesses += [f"its end on {end}"] if last is None else []
    gaps = [("--from", begin, days[0] - 1)] if first is None else []
    gaps += [("--to", days[-1] + 1, end)] if last is None else []
    guessed = f"{' and '.join(guesses)} guessed: whole years of the incidents of the file" if guesses else ""
    return Exposure(begin, end, guessed, _doubt(days, [gap for gap in gaps if _improbable(days, *gap[1:])]))


def _length(first: numpy.datetime64, last: numpy.datetime64) -> int:
    return int((last - first).astype(int)) + 1


def _improbable(days: Days, first: numpy.datetime64, last: numpy.datetime64) -> bool:
    return chance_of_gap(days, _length(first, last)) < IMPROBABLE


def _doubt(days: Days, gaps: list[tuple[str, numpy.datetime64, numpy.datetime64]]) -> str:
    """Why the days of these gaps without incidents may not be of the record; empty without gaps."""
    if not gaps:
        return ""
    span, missing = _length(days[0], days[-1]), sum(_length(*gap[1:]) for gap in gaps)
    where = " and ".join(f"from {first} to {last}" for _, first, last in gaps)
    return (f"no incident of the file lies {where}, which is improbable at the rate of the {len(days)} incidents in the other "
            f"{span} days (chance {_small(chance_of_gap(days, missing))}): if the record does not cover these {missing} days, "
            f"rates are {(span + missing) / span:.3g} times as high as those given. Say by "
            f"{' and '.join(option for option, *_ in gaps)} what it covers")


def chance_of_gap(days: Days, gap: int) -> float:
    """That a Poisson process has no event in `gap` further days, given the incidents between the first and the last of
    `days`: (s/(s + gap))^(n - 1), s the days from first to last and the rate not known (Gamma law of shape n - 1)."""
    span = _length(days[0], days[-1])
    return float((span / (span + gap)) ** (len(days) - 1))


def _small(chance: float) -> str:
    return f"{100 * chance:.1g} %" if chance >= 1e-6 else "less than 0.0001 %"
