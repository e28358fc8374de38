"""Paths of parameters in words, for readers who do not write scenarios."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

# What stands after the name of a group, a policy or a vehicle.
WORDS = {
    "dormant.exponential.mean": "mean time between attack plans", "engage": "chance to engage a convoy",
    "deterrence": "strength of deterrence by guards", "habit": "reliance of attackers on habit",
    "observe": "chance to observe a trip",
    "memory": "time that attackers remember trips", "site_share": "share of attacks on sites", "cells": "number of cells",
    "follow_up.mean": "follow-ups that an attack brings", "recruit.rate": "rate of recruitment",
    "recruit.max_cells": "greatest number of cells",
    "protection": "protection of passengers", "escort.vehicles": "number of escort vehicles",
    "schedule.jitter": "variation of hours", "escort.spot": "chance that escorts spot an ambush",
    "escort.suppress": "strength of suppression by escorts", "escort.protection": "protection of escorts",
    "patrols.detect": "chance that patrols detect a cell", "surveillance.detect": "chance that surveillance detects a cell",
    "reaction_force.ready": "time until the reaction force is ready", "intelligence.tip_rate": "rate of tips",
    "crackdown.raid_rate": "rate of raids", "crackdown.backlash": "backlash of raids",
    "sanctuary.recruitment": "recruitment that is left without sanctuary", "airlift.fatality": "chance to die in a flight",
}
HOURS_OF_YEAR = 8766.0
PLURALS = {"group": "groups", "policy": "policies", "vehicle": "vehicles", "convoy": "convoys", "site": "sites", "zone": "zones"}
MODE = {"kill": "chance to be killed by {mode}", "exposed": "number of people exposed to {mode}",
        "assault.kill_rate": "rate of killing by {mode}", "weight": "weight of {mode} among modes of attack"}


def parts_of(path: str) -> list[str]:
    """Keys of a path: names in quotes may hold dots."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|([^."]+)', path)]


def in_words(path: str) -> str:
    """As in "chance to engage a convoy (group hill group)"; a path of no known kind with spaces for dots."""
    return set_in_words([path])


def set_in_words(paths: Sequence[str]) -> str:
    """Several parameters: those of the same quantity are named once, as in "protection of passengers (vehicles bus and jeep)"."""
    quantities: dict[str, dict[str, list[str]]] = {}
    for path in paths:
        kind, name, what = _kind_name_and_what(parts_of(path))
        names = quantities.setdefault(what, {}).setdefault(kind, [])
        names += [name] if name and name not in names else []
    return " and ".join(f"{what} ({_subjects(kinds)})" if any(kinds) else what for what, kinds in quantities.items())


def all_in_words(scenario: Mapping[str, Any], paths: Sequence[str]) -> str:
    """The same, with all the places where the scenario has these values."""
    return set_in_words([each for path in paths for each in same_as(scenario, path)])


def same_as(scenario: Mapping[str, Any], parameter: str) -> tuple[str, ...]:
    """The path of a parameter, and those that the scenario gives the same value; not those of a search for plans."""
    others = scenario.get("uncertainty", {}).get("parameters", {})
    same = [str(path) for path, law in others.items() if isinstance(law, dict) and law.get("same") == parameter]
    return (parameter, *(path for path in same if parts_of(path)[0] != "search"))


def _subjects(kinds: Mapping[str, Sequence[str]]) -> str:
    told = [(kind if len(names) == 1 else PLURALS[kind]) + " " + _listed(names) for kind, names in kinds.items() if names]
    return " and ".join(told)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _kind_name_and_what(parts: list[str]) -> tuple[str, str, str]:
    if parts[:3] == ["threat", "background", "rates"] and len(parts) == 4:
        return "zone", parts[3], "rate of background attacks"
    places = {"threat.groups": ("group", 2), "policies": ("policy", 1), "vehicles": ("vehicle", 1), "convoys": ("convoy", 1),
              "sites": ("site", 1)}
    for start, (kind, length) in places.items():
        if ".".join(parts[:length]) == start and len(parts) > length + 1:
            return kind, parts[length], _what(parts[length + 1:])
    return "", "", _plain(parts)


def _what(rest: list[str]) -> str:
    if rest[0] == "modes" and len(rest) > 2:
        tail = ".".join(rest[2:])
        return MODE[tail].format(mode=rest[1]) if tail in MODE else f"{_plain(rest[2:])} of {rest[1]}"
    return WORDS.get(".".join(rest)) or _plain(rest)


def value_in_words(value: float, unit: str) -> str:
    """A value in the file's unit as readers know it: hours as days or minutes, small rates by the year or by 1,000 km."""
    if unit == "h" and value != 0:
        scale, name = (1 / 24, " d") if abs(value) >= 48 else (60, " min") if abs(value) < 1 else (1, " h")
        return _three_digits(value * scale) + name
    if unit == "1/h":
        return f"{_three_digits(value * HOURS_OF_YEAR)} a year" if abs(value) < 0.01 else f"{_three_digits(value)} an hour"
    if unit == "1/km":
        return f"{_three_digits(1000 * value)} by 1,000 km"
    return _three_digits(value) + ("" if unit in ("", "1") else f" {unit}")


def _three_digits(value: float) -> str:
    """Without powers of ten."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{round(value, decimals):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _plain(parts: list[str]) -> str:
    return " ".join(parts).replace("_", " ")
