"""Result files, opened: their groups as xarray datasets that are read when they are looked at."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import h5netcdf
import xarray
import yaml

from convoyrisk.errors import ResultError, known
from convoyrisk.glance import Glanced
from convoyrisk.named import named
from convoyrisk.stored import check_stored

DAYS_OF_YEAR = 365.25
RESULT_VERSION = 2
TAIL_VERSION = 1

# What a file of each kind is, and what opens it.
OF_KIND = {
    "convoyrisk-result": "a result of `run` without --tail: open it with open_result",
    "convoyrisk-tail": "a file of `run --tail`: open it with open_tail",
    "convoyrisk-plans": "a file of `optimise`: open it with open_plans",
}

# How a group that may be absent is had.
HOW_TO_GET = {
    "outcomes": 'it was run without "outcomes" in run.keep: add --keep outcomes,legs,days,severity',
    "legs": 'it was run without "legs" in run.keep: add --keep outcomes,legs,days,severity',
    "days": 'it was run without "days" in run.keep: add --keep outcomes,legs,days,severity',
    "severity": 'it was run without "severity" in run.keep: add --keep outcomes,legs,days,severity',
    "convoys": "it was written by an older program, which did not tell convoys apart: run the scenario again",
    "events": 'it was run without "events" in run.keep: add --keep outcomes,legs,days,severity,events',
    "sweep": "it was run without a sweep: add --sweep PATH=a,b,c or `sweep` in the scenario",
    "uncertainty": "it was run without draws: give the scenario an `uncertainty` block, and leave out --no-uncertainty",
}


def _older(path: Path, what: str) -> ResultError:
    return ResultError(f"{path} was made by an older version of the program: {what} is not in it; run its scenario again")


class _Attributes(dict[str, Any]):
    """Attributes of a file; ResultError where this version needs one that it does not have."""

    def __init__(self, path: Path, values: dict[str, Any]) -> None:
        super().__init__(values)
        self._path = path

    def __missing__(self, name: str) -> Any:
        raise _older(self._path, name)


class StoredFile:
    """An opened file of the program; datasets stay connected to it until `close`."""

    how_to_get: Mapping[str, str] = HOW_TO_GET
    always_there: frozenset[str] = frozenset()

    def __init__(self, path: str | os.PathLike[str], kind: str, version: int) -> None:
        self.path = Path(path)
        self.attrs = _root_attributes(self.path)
        _check_kind(self.path, self.attrs, kind, version)
        self._opened: dict[str, xarray.Dataset] = {}
        if not self.complete:
            warnings.warn(
                f"{self.path} is partial: the run was interrupted. It holds the first {self.replications:,} "
                "replications of each policy; `run --resume` goes on.",
                UserWarning,
                stacklevel=3,
            )

    @property
    def title(self) -> str:
        """The title of the scenario."""
        return str(self.attrs["title"])

    @property
    def seed(self) -> int:
        """The seed of the run."""
        return int(self.attrs["seed"])

    @property
    def replications(self) -> int:
        """Replications of every policy."""
        return int(self.attrs["replications"])

    @property
    def complete(self) -> bool:
        """False for the first part of a run that was interrupted."""
        return bool(self.attrs.get("complete", 1))  # a search that is interrupted leaves no file

    @property
    def scenario_text(self) -> str:
        """The scenario file as it was read."""
        return str(self.group("scenario")["text"].item())

    @cached_property
    def scenario(self) -> dict[str, Any]:
        """Every value in force, defaults and overrides included. Quantities are text with their unit."""
        return parse_scenario(str(self.group("scenario")["resolved"].item()))

    @cached_property
    def _groups(self) -> frozenset[str]:
        with h5netcdf.File(self.path, "r", decode_vlen_strings=True) as file:
            return frozenset(file.groups)

    def has(self, group: str) -> bool:
        """Whether the file holds the group."""
        return group in self._groups

    def group(self, name: str) -> xarray.Dataset:
        """The group as a dataset, its values read when used. Raises ResultError where the file has none."""
        if name not in self._opened:
            if not self.has(name):
                if name in self.always_there:
                    raise _older(self.path, f"/{name}")
                if name not in self.how_to_get:
                    known(name, sorted({*self._groups, *self.how_to_get}), "group")
                raise ResultError(f"{self.path} has no {name}: {self.how_to_get[name]}")
            try:
                self._opened[name] = named(xarray.open_dataset(self.path, group=name, engine="h5netcdf"))
            except (OSError, RuntimeError, KeyError) as error:
                raise ResultError(f"{self.path}: /{name} cannot be read: {error}") from error
        return self._opened[name]

    def close(self) -> None:
        """Lets go of the file; datasets that were read keep their values."""
        for dataset in self._opened.values():
            dataset.close()
        self._opened.clear()


class Result(StoredFile, Glanced):
    """A result file of `convoyrisk run`. Groups are those of docs/results.md; values are per horizon unless said.

        result = convoyrisk.open_result("first.h5")
        print(result.policies, result.summary["mean"].sel(outcome="killed_total").values * result.per_year)
        print((result.outcomes["killed_total"] == 0).mean("replication").to_series())
    """

    always_there = frozenset({"blocks", "comparison", "network", "scenario", "summary"})

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """Names in the order of the scenario; the first is the baseline."""
        return tuple(json.loads(self.attrs["policies"]))

    @property
    def baseline(self) -> str:
        """The first policy, with which the others are compared."""
        return self.policies[0]

    @cached_property
    def outcome_names(self) -> tuple[str, ...]:
        """Names of all outcomes, in the order of the file."""
        return tuple(json.loads(self.attrs["outcomes"]))

    @cached_property
    def points(self) -> tuple[str, ...]:
        """Points of the sweep, as text; one empty text without a sweep."""
        return tuple(json.loads(self.attrs["points"]))

    @property
    def draws(self) -> int:
        """Draws of uncertain parameters; 0 without."""
        return int(self.attrs["draws"])

    @property
    def horizon_days(self) -> float:
        """Days that a replication simulates."""
        return float(self.attrs["horizon_h"]) / 24

    @property
    def per_year(self) -> float:
        """Factor from a mean per horizon to one per year of 365.25 days."""
        return DAYS_OF_YEAR / self.horizon_days

    @property
    def currency(self) -> str:
        """Of costs."""
        return str(self.attrs["currency"])

    @property
    def confidence(self) -> float:
        """Of the intervals of /summary and /comparison."""
        return float(self.summary.attrs["confidence"])

    @property
    def summary(self) -> xarray.Dataset:
        """By policy and outcome estimates with intervals; chances of many deaths, quantiles, means of the worst replications."""
        return self.group("summary")

    @property
    def comparison(self) -> xarray.Dataset:
        """By policy, against and outcome paired differences with intervals; by policy what is supported and what it costs."""
        return self.group("comparison")

    @property
    def outcomes(self) -> xarray.Dataset:
        """A variable for each outcome, by policy and replication."""
        return self.group("outcomes")

    @property
    def legs(self) -> xarray.Dataset:
        """By policy and leg, sums over replications; views.legs_frame makes rates of them."""
        return self.group("legs")

    @property
    def convoys(self) -> xarray.Dataset:
        """Sums over the trips of each convoy; views.convoys_frame makes rates of them. Files of older programs have none."""
        return self.group("convoys")

    @property
    def days(self) -> xarray.Dataset:
        """By policy and day since the start, sums over replications; views.days_frame makes rates of them."""
        return self.group("days")

    @property
    def severity(self) -> xarray.Dataset:
        """By policy and number killed: attacks that killed so many, and replications with so many killed."""
        return self.group("severity")

    @property
    def events(self) -> xarray.Dataset:
        """One row an event, where the run kept events; views.events_frame gives them with their names."""
        return self.group("events")

    @property
    def network(self) -> xarray.Dataset:
        """Places of the nodes; ends, zone and length of the legs."""
        return self.group("network")

    @property
    def blocks(self) -> xarray.Dataset:
        """What all of the above is made from, by block of replications."""
        return self.group("blocks")

    @property
    def sweep(self) -> xarray.Dataset:
        """The values of each point of the sweep, as text."""
        return self.group("sweep")

    @property
    def uncertainty(self) -> xarray.Dataset:
        """What was drawn, and how far it moves the expectation of each outcome."""
        return self.group("uncertainty")

    def _verdict(self, comparison: xarray.Dataset, place: int) -> str:
        return str(comparison["verdict"].item()) if "verdict" in comparison and len(self.policies) > 1 else ""

    def __repr__(self) -> str:
        state = "" if self.complete else ", partial"
        return f"<Result {self.title!r}: {len(self.policies)} policies, {self.replications:,} replications{state}>"


class TailResult(StoredFile):
    """A file of `convoyrisk run --tail`: the far tail of all killed in the horizon, by importance sampling.

        tail = convoyrisk.open_tail("tail.h5")
        print(tail.exceedance["exceedance"].sel(policy="escort", n=10).item())
    """

    @property
    def policies(self) -> tuple[str, ...]:
        """Names in the order of the scenario."""
        return tuple(str(name) for name in self.exceedance["policy"].values)

    @property
    def confidence(self) -> float:
        """Of the intervals."""
        return float(self.attrs["confidence"])

    @property
    def exceedance(self) -> xarray.Dataset:
        """By policy and n: the chance that n or more are killed in all in the horizon, with its interval."""
        return self.group("exceedance")

    @property
    def value_at_risk(self) -> xarray.Dataset:
        """By policy and level: quantile and mean of the worst horizons, with their intervals."""
        return self.group("value_at_risk")

    @property
    def tilts(self) -> xarray.Dataset:
        """What was drawn from in place of the model."""
        return self.group("tilts")

    def __repr__(self) -> str:
        return f"<TailResult {self.title!r}: {len(self.policies)} policies, {self.replications:,} replications>"


LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times as fast, where libyaml is there
# Characters that PyYAML refuses or takes for line breaks, which in YAML 1.2 they are not; and what stands in for them.
STAND_INS = {code: chr(0x10F000 + i) for i, code in enumerate([*range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF])}
STOOD_IN = {ord(stand_in): chr(code) for code, stand_in in STAND_INS.items()}


def parse_scenario(text: str) -> dict[str, Any]:
    """A scenario that the program wrote out, as the program reads it: every value a text, every name as it is."""
    def restored(value: Any) -> Any:
        if isinstance(value, dict):
            return {restored(key): restored(item) for key, item in value.items()}
        return [restored(item) for item in value] if isinstance(value, list) else value.translate(STOOD_IN)

    return dict(restored(yaml.load(text.translate(STAND_INS), Loader=LOADER)))


def open_result(path: str | os.PathLike[str]) -> Result:
    """Opens a result file of `convoyrisk run`.

    Raises FileNotFoundError, or ResultError for a file that is damaged, of another kind or of another format version.
    Warns (UserWarning) where the run was interrupted.

        result = convoyrisk.open_result("first.h5")
        print(result.verdict)
    """
    return Result(path, "convoyrisk-result", RESULT_VERSION)


def open_tail(path: str | os.PathLike[str]) -> TailResult:
    """Opens a file of `convoyrisk run --tail`; raises as `open_result` does.

        tail = convoyrisk.open_tail("tail.h5")
        print(tail.value_at_risk["value_at_risk"].to_series())
    """
    return TailResult(path, "convoyrisk-tail", TAIL_VERSION)


def _root_attributes(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise FileNotFoundError(f"there is no file {path}")
    check_stored(path)
    try:
        with h5netcdf.File(path, "r", decode_vlen_strings=True) as file:
            attributes = {name: file.attrs[name] for name in file.attrs}
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        hint = {".partial": " It is the log of a run under way: `run --resume` goes on from it.",
                ".yaml": " It looks like a scenario: `convoyrisk.run` runs it and gives its result."}.get(path.suffix, "")
        raise ResultError(f"{path} is no HDF5 file, or is damaged: {error}.{hint}") from error
    return _Attributes(path, {name: value.decode() if isinstance(value, bytes) else value for name, value in attributes.items()})


def _check_kind(path: Path, attributes: dict[str, Any], kind: str, version: int) -> None:
    found = attributes.get("format")
    if found != kind and found in OF_KIND:
        raise ResultError(f"{path} is {OF_KIND[str(found)]}")
    if found != kind:
        raise ResultError(f"{path} was not written by convoyrisk: it has no attribute `format` that says so")
    found_version = int(attributes.get("format_version", 0))
    if found_version != version:
        newer = found_version > version
        remedy = "a newer convoyrisk package reads it" if newer else "run the scenario again with this version"
        raise ResultError(f"{path} has format version {found_version}, this package reads {version}: {remedy}")
