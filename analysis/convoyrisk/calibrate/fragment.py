"""The YAML fragment of a scenario that a fit supports, each line with where it is from."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from typing import Any

from convoyrisk.calibrate.fitting import Fit, ZoneRate
from convoyrisk.calibrate.incidents import InputError
from convoyrisk.calibrate.point_process import DECAY_DAYS, Hawkes

DRAWS = 200
NORMAL_975 = 1.959964
FIRST_WORDS = "# Rates of background attacks, calibrated on"


@dataclasses.dataclass(frozen=True)
class Rate:
    """Rate of background attacks in a zone, per 1000 convoy-km: mean, and standard deviation over mean."""

    zone: str
    count: int
    convoy_km: float
    mean: float
    cv: float


def background(found: Fit, convoy_km: dict[str, float], share: float, share_cv: float = 0.7) -> list[Rate]:
    """Rates of the zones that convoys travel: incidents a year * share / convoy-km a year.

    `share` (0 to 1) is that of incidents that are attacks on such convoys, `share_cv` how far it may be off (0.7: 95 %
    within a factor of about 3.4). cv^2 = (1 + v) (1 + share_cv^2) - 1, v the relative variance of the incidents a year.
    """
    if not 0 < share <= 1:
        raise InputError(f"share against convoys: must lie above 0 and at most 1, not {share:g}")
    rates = []
    for zone in found.zones:
        travelled = convoy_km.get(zone.zone, 0)
        if travelled > 0:
            spread = (1 + _relative_variance(zone)) * (1 + share_cv**2) - 1
            rates.append(
                Rate(zone.zone, zone.count, travelled, 1000 * zone.per_year * share / travelled, math.sqrt(spread))
            )
    if not rates:
        raise InputError("no zone of the network has convoy-km, so no rate per convoy-km can be given")
    return rates


def _relative_variance(zone: ZoneRate) -> float:
    """Of the rate of a zone: that of the lognormal law whose 95 % are as wide as the negative binomial's interval, which has
    the error of its dispersion in it; where there is none, that of the incidents' Gamma posterior."""
    if zone.wide is not None:
        return math.expm1((math.log(zone.wide[1] / zone.wide[0]) / (2 * NORMAL_975)) ** 2)
    return 1 / (zone.count + 0.5)


def fragment(found: Fit, rates: list[Rate], share: float, share_cv: float, source: str) -> str:
    """YAML to merge into a scenario: threat.background.rates and the uncertainty of them, with comments of their
    origin."""
    lines = [
        f"{FIRST_WORDS} {source}.",
        f"# {len(found.incidents)} incidents of all kinds from {found.first} to "
        f"{found.last} within {found.buffer_km:g} km of the roads.",
        f"# They are not attacks on convoys: a share of {share:g} was taken to be, "
        f"which no record tells. Absolute rates are known",
        "# to a factor of two or three at best; read differences between policies.",
        "# The rates go into the scenario's threat.background, which keeps its modes, the rest into its uncertainty.",
        "threat:",
        "  background:",
        "    rates:",
    ]
    lines += [
        f"      {json.dumps(rate.zone, ensure_ascii=False)}: {rate.mean:.4g} /1000km "
        f" # ({rate.count} + 1/2) / {found.years:.4g} yr * {share:g} / "
        f"{rate.convoy_km:,.0f} convoy-km a year"
        for rate in rates
    ]
    if found.exposure_guessed:
        lines.insert(2, f"# What the record covers was not given: {found.exposure_guessed}.")
        lines[3:3] = [f"# DOUBTFUL: {found.exposure_doubt}."] if found.exposure_doubt else []
    lines += _excitation(found)
    lines += ["uncertainty:", f"  draws: {DRAWS}", "  parameters:"]
    lines += [
        f"    {_path(rate.zone)}: {{lognormal: {{mean: {rate.mean:.4g} /1000km, cv: {rate.cv:.3g}}}}}"
        f"  # {rate.count} incidents, over-dispersion, share with cv {share_cv:g}"
        for rate in rates
    ]
    shared = math.log1p(share_cv**2)
    pairs = [(a, b) for i, a in enumerate(rates) for b in rates[i + 1 :]]
    if pairs and shared > 0:
        lines.append("  correlations:  # the unknown share is the same in all zones")
        for a, b in pairs:
            normal = shared / math.sqrt(math.log1p(a.cv**2) * math.log1p(b.cv**2))
            lines.append(f"    - [{_path(a.zone)}, {_path(b.zone)}, " f"{6 / math.pi * math.asin(normal / 2):.3f}]")
    return "\n".join(lines) + "\n"


def is_fragment(start: str) -> bool:
    """Whether a file that begins so is a fragment of this module, and not a scenario that one was put into."""
    keys = set(re.findall(r"^[^\s#][^:\n]*", start, re.MULTILINE))
    return start.startswith(FIRST_WORDS) and keys <= {"threat", "uncertainty"}


def decay(fitted: Hawkes) -> str:
    """The decay with its interval, or that the record does not tell it."""
    low, high = fitted.decay_interval
    if not fitted.decay_known:
        return f"decay not told: tried from {DECAY_DAYS[0]:g} to {DECAY_DAYS[-1]:g} d"
    return f"decay {fitted.decay:.1f} d ({low:.1f} to {high:.1f})"


def _excitation(found: Fit) -> list[str]:
    """Comments on `excitation`, which belongs to a group and so to no fragment."""
    yearly, quarterly = found.hawkes_yearly, found.hawkes_quarterly
    if yearly is None or quarterly is None:
        return [f"# Excitation: not fitted, {len(found.incidents)} incidents are too few."]
    told = [f"# Excitation: branching ratio {_branching(yearly)} over a background that varies by year,",
            f"#   {_branching(quarterly)} over one that varies by quarter:"]
    if not found.excitation_supported:
        return [*told, "#   not supported by both. Leave it out, or vary it."]
    if not (yearly.decay_known and quarterly.decay_known):
        return [*told, f"#   {decay(yearly if quarterly.decay_known else quarterly)}. Leave it out, or vary both."]
    return [
        *told,
        "#   supported by both; the first may take background for excitation, the second excitation for background.",
        f"#   {decay(quarterly)} by the second, {decay(yearly)} by the first. For each group try",
        f"#   excitation: {{jump: J, decay: {quarterly.decay:.1f} d}} to {{jump: J, decay: {yearly.decay:.1f} d}} with",
        f"#   J = {quarterly.branching:.2f} to {yearly.branching:.2f} * mean of dormant / (decay * cells * "
        "chance that a round ends in an attack)",
    ]


def _branching(fitted: Hawkes) -> str:
    low, high = fitted.branching_interval
    return f"{fitted.branching:.2f} (95 % {low:.2f} to {high:.2f})"


def _path(zone: str) -> str:
    """Path of a zone's rate, quoted where scenario.md asks for it, as a scalar of YAML."""
    plain = re.fullmatch(r"[\w-]+", zone) is not None
    path = f"threat.background.rates.{zone if plain else json.dumps(zone, ensure_ascii=False)}"
    return path if plain else json.dumps(path, ensure_ascii=False)


def merge(scenario: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """A parsed scenario with a parsed fragment put in: maps are merged, lists joined, values and distributions
    replaced."""
    result = dict(scenario)
    for key, value in added.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = {**old, **value} if key == "parameters" else merge(old, value)
        else:
            result[key] = old + value if isinstance(old, list) and isinstance(value, list) else value
    return result
