"""Whether a file that a page takes in is of the scenario of its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from convoyrisk.errors import ResultError
from convoyrisk.result import Result, TailResult

# What changes nothing that a run by importance sampling tells. It takes the scenario as written, without draws.
OF_NO_MATTER = ("run", "search", "uncertainty", "title", "description")


def unlike(one: Mapping[str, Any], other: Mapping[str, Any], may_differ: Iterable[str]) -> list[str]:
    """The keys of two scenarios in which they differ, but for these."""
    first, second = _with_rosters(one), _with_rosters(other)
    return sorted(key for key in {**first, **second} if key not in may_differ and first.get(key) != second.get(key))


def _with_rosters(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """A convoy without a roster has one of its workers, which a scenario with draws or a sweep leaves unsaid."""
    return {**scenario, "convoys": [{"roster": convoy["workers"], **convoy} for convoy in scenario["convoys"]]}


def check_tail(tail: TailResult, result: Result) -> None:
    """Raises ResultError for the tail of another scenario."""
    differs = unlike(result.scenario, tail.scenario, OF_NO_MATTER)
    if differs:
        raise ResultError(f"{tail.path} is of another scenario than {result.path}: not the same is {', '.join(differs)}; "
                          "run --tail with the same scenario and --set")
