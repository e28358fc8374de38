"""Convoys, their trips, and the people who ride in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy
import pandas
import xarray

from convoyrisk import statistics
from convoyrisk.points import at_point
from convoyrisk.result import Result


@dataclass(frozen=True)
class Pool:
    """People who share the seats of some convoys."""

    name: str  # of the roster; empty where the scenario names none
    convoys: tuple[str, ...]
    people: int
    people_at_most: int  # if nobody rode in two of these convoys


def pools(result: Result, point: str | int | None = None) -> list[Pool]:
    """The pools of people behind the convoys, in the order of their first convoy; each convoy is in one.

    Convoys that name a roster of the scenario share its people. Of the others it is taken that of two places those who go
    one way are those who come the other way, be it in several convoys: the greater sum of the two directions. With draws
    that change rosters or workers people are those of the scenario as written.
    """
    swept = _swept_values(result, point)
    rosters = {str(name): int(swept["rosters"].get(name, people))
               for name, people in (result.scenario.get("rosters") or {}).items()}
    members: dict[tuple[str, ...], list[str]] = {}
    directions: dict[tuple[str, ...], dict[str, int]] = {}
    for convoy in result.scenario["convoys"]:
        changed = {**convoy, **swept["convoys"].get(str(convoy["name"]), {})}
        roster, places = str(changed.get("roster", changed["workers"])), (str(convoy["from"]), str(convoy["to"]))
        key = ("roster", roster) if roster in rosters else ("places", *sorted(places))
        members.setdefault(key, []).append(str(convoy["name"]))
        if roster not in rosters:
            sums = directions.setdefault(key, {})
            sums[places[0]] = sums.get(places[0], 0) + int(roster)
    found = []
    for key, names in members.items():
        if key[0] == "roster":
            found.append(Pool(key[1], tuple(names), rosters[key[1]], rosters[key[1]]))
        else:
            riders = directions[key].values()
            found.append(Pool("", tuple(names), max(riders), sum(riders)))
    return found


def people_on_the_road(result: Result, point: str | int | None = None) -> tuple[int, int]:
    """Persons who share the seats of all convoys, each pool counted once (see pools); and how many there would be if nobody
    rode in two of the convoys that name no roster. Who rides between other places too (a rotation, then a shift) is counted
    there again, but where the scenario says so by a roster.
    """
    found = pools(result, point)
    return sum(pool.people for pool in found), sum(pool.people_at_most for pool in found)


def convoys_frame(result: Result, point: str | int | None = None) -> pandas.DataFrame:
    """By policy and convoy, per year: trips that set out, attacks, workers killed in attacks (given the encounters, less noisy
    than counts) and delivered; one in how many trips is attacked (`trips_per_attack`), and with a worker killed
    (`trips_per_deadly_attack`); who rides (`riders`: the roster's name, empty where none is named), how many `people`, and
    the chance of one of them to be killed within a year, in any of the convoys of his pool.

    Limits of a rate are those of a count whose dispersion is taken from the replications (Garwood 1936). Where nothing was
    met the rate is 0 and its upper limit that of Poisson: one in `trips_per_attack_low` or fewer. With draws there are no
    limits: sums by convoy are not told draw by draw. A trip that is attacked twice counts twice.

        views.convoys_frame(result)[["convoy", "policy", "trips_per_attack"]]
    """
    data = at_point(result, result.convoys, point)
    number, year = result.replications, result.per_year
    columns: dict[str, xarray.DataArray] = {}
    for name in ("trips", "attacks", "deadly_attacks", "delivered"):
        columns[f"{name}_per_year"] = data[name] / number * year
    for name in ("attacks", "deadly_attacks"):
        low, high = _limits(result, data, name)
        columns[f"{name}_low"], columns[f"{name}_high"] = (data[name].copy(data=limit / number * year) for limit in (low, high))
        with numpy.errstate(divide="ignore", invalid="ignore"):
            one_in = f"trips_per_{name.removesuffix('s')}"
            columns[one_in] = data["trips"] / data[name]
            columns[f"{one_in}_low"], columns[f"{one_in}_high"] = data["trips"] / high, data["trips"] / low
    mean = data["killed_conditional"] / number
    variance = (data["killed_conditional_squares"] / number - mean**2) * number / max(number - 1, 1)
    columns["killed_per_year"] = mean * year
    columns["killed_per_year_standard_error"] = numpy.sqrt(variance.clip(min=0) / number) * year
    frame = xarray.Dataset(columns).to_dataframe(dim_order=["policy", "convoy"])[list(columns)].reset_index()
    return _with_pools(frame, pools(result, point))


def _with_pools(frame: pandas.DataFrame, found: list[Pool]) -> pandas.DataFrame:
    pool_of = {convoy: pool for pool in found for convoy in pool.convoys}
    frame["riders"] = [pool_of[str(convoy)].name for convoy in frame["convoy"]]
    frame["people"] = [pool_of[str(convoy)].people for convoy in frame["convoy"]]
    place = [found.index(pool_of[str(convoy)]) for convoy in frame["convoy"]]
    frame["risk_per_year"] = frame["killed_per_year"].groupby([frame["policy"], place]).transform("sum") / frame["people"]
    return frame


def _limits(result: Result, data: xarray.Dataset, name: str) -> tuple[statistics.Array, statistics.Array]:
    """Of the sum over all replications."""
    sums, number = data[name].values.astype(float), result.replications
    if result.draws:
        return numpy.zeros_like(sums), numpy.full_like(sums, numpy.inf)
    mean = sums / number
    variance = (data[f"{name}_squares"].values / number - mean**2) * number / max(number - 1, 1)
    spread = numpy.where(sums > 0, variance / numpy.where(sums > 0, mean, 1.0), 1.0)
    return statistics.count_interval(sums, numpy.maximum(spread, 1.0), result.confidence)


def _swept_values(result: Result, point: str | int | None) -> dict[str, dict[str, Any]]:
    """The rosters by name, and by convoy the roster and the workers, that the sweep sets at this point."""
    found: dict[str, dict[str, Any]] = {"convoys": {}, "rosters": {}}
    if result.has("sweep"):
        values = at_point(result, result.sweep, point)["value"]
        for path in (str(name) for name in values["parameter"].values):
            value = values.sel(parameter=path).item()
            match = re.fullmatch(r'(convoys|rosters)\.(?:"([^"]*)"|([^."]*))(?:\.(roster|workers))?', path)
            if match and match[1] == "rosters":
                found["rosters"][match[2] or match[3]] = value
            elif match and match[4]:
                found["convoys"].setdefault(match[2] or match[3], {})[match[4]] = value
    return found
