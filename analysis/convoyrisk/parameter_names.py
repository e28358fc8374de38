"""Paths of parameters in words, for readers who do not write scenarios."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What stands after the name of a group, a policy or a vehicle.
WORDS = {
    "dormant.exponential.mean": "mean time between attack plans", "engage": "chance to engage a convoy",
    "deterrence": "strength of deterrence by guards", "habit": "reliance of attackers on habit",
    "observe": "chance to observe a trip",
    "memory": "time that attackers remember trips", "site_share": "share of attacks on sites", "cells": "number of cells",
    "recruit.rate": "rate of recruitment", "recruit.max_cells": "greatest number of cells",
    "protection": "protection of passengers", "escort.spot": "chance that escorts spot an ambush",
    "escort.suppress": "strength of suppression by escorts", "escort.protection": "protection of escorts",
    "patrols.detect": "chance that patrols detect a cell", "surveillance.detect": "chance that surveillance detects a cell",
    "reaction_force.ready": "time until the reaction force is ready", "intelligence.tip_rate": "rate of tips",
    "crackdown.raid_rate": "rate of raids", "crackdown.backlash": "backlash of raids",
    "sanctuary.recruitment": "recruitment that is left without sanctuary", "airlift.fatality": "chance to die in a flight",
}
MODE = {"kill": "chance to be killed by {mode}", "exposed": "number of people exposed to {mode}",
        "assault.kill_rate": "rate of killing by {mode}", "weight": "weight of {mode} among modes of attack"}


def parts_of(path: str) -> list[str]:
    """Keys of a path: names in quotes may hold dots."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|([^."]+)', path)]


def in_words(path: str) -> str:
    """As in "chance to engage a convoy (group hill group)"; a path of no known kind with spaces for dots."""
    subject, what = _subject_and_what(parts_of(path))
    return f"{what} ({subject})" if subject else what


def set_in_words(paths: Sequence[str]) -> str:
    """Several parameters: those of the same kind are named once."""
    kinds: dict[str, list[str]] = {}
    for path in paths:
        subject, what = _subject_and_what(parts_of(path))
        kinds.setdefault(what, []).append(subject)
    told = [f"{what} ({' and '.join(subject for subject in subjects)})" if any(subjects) else what
            for what, subjects in kinds.items()]
    return " and ".join(told)


def _subject_and_what(parts: list[str]) -> tuple[str, str]:
    if parts[:3] == ["threat", "background", "rates"] and len(parts) == 4:
        return f"zone {parts[3]}", "rate of background attacks"
    places = {"threat.groups": ("group", 2), "policies": ("policy", 1), "vehicles": ("vehicle", 1), "convoys": ("convoy", 1),
              "sites": ("site", 1)}
    for start, (kind, length) in places.items():
        if ".".join(parts[:length]) == start and len(parts) > length + 1:
            return f"{kind} {parts[length]}", _what(parts[length + 1:])
    return "", _plain(parts)


def _what(rest: list[str]) -> str:
    if rest[0] == "modes" and len(rest) > 2:
        tail = ".".join(rest[2:])
        return MODE[tail].format(mode=rest[1]) if tail in MODE else f"{_plain(rest[2:])} of {rest[1]}"
    return WORDS.get(".".join(rest)) or _plain(rest)


def _plain(parts: list[str]) -> str:
    return " ".join(parts).replace("_", " ")
