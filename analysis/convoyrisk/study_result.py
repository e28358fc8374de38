"""What a run of a Study gave: in memory, under the names that result files have (docs/results.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy
import xarray

from convoyrisk.choice_words import verdict_words
from convoyrisk.errors import ResultError, known
from convoyrisk.glance import Glanced
from convoyrisk.library import Sums
from convoyrisk.named import NamedDataset, named

DAYS_OF_YEAR = 365.25
CONFIDENCE = 0.95  # of `summary` and `comparison`, as of a run without --confidence
Array = numpy.ndarray[Any, Any]
# Name, the dimensions after point and policy, values, units, description.
Column = tuple[str, Sequence[str], Array, str, str]


class StudyResult(Glanced):
    """What a run of a Study gave, in memory.

    `summary`, `comparison`, `outcomes`, `legs` and `severity` have the names, dimensions, units and meaning of the groups of
    a result file, so that what is written for the one works on the other. `verdict`, `table()` and what a notebook shows are
    those of a file too. Values are per horizon unless said. Attributes: `title`, `policies`,
    `points` (of a sweep, as text), `seed`, `replications` (done, of each policy), `units` (independent parts that intervals
    rest on), `complete` (False where it was ended early), `horizon_days`, `currency`.

        result = convoyrisk.Study("scenarios/first-steps.yaml").run(replications=1000)
        print(result.summary["mean"].sel(outcome="killed_total").to_series() * result.per_year)
        print(result.comparison["difference"].sel(outcome="killed_total", policy="escort", against="no escort").item())
    """

    def __init__(self, sums: Sums, about: Mapping[str, Any], seed: int) -> None:
        shape = sums.shape
        self.title: str = about["title"]
        self.policies: tuple[str, ...] = tuple(about["policies"])
        self.points: tuple[str, ...] = tuple(about["points"])
        self.seed = seed
        self.replications: int = shape.replications
        self.units: int = shape.units
        self.complete: bool = bool(shape.complete)
        self.horizon_days: float = about["horizon_h"] / 24
        self.currency: str = about["currency"]
        self._sums = sums
        self._about = about

    @property
    def confidence(self) -> float:
        """Of the intervals of `summary` and `comparison`."""
        return CONFIDENCE

    @property
    def draws(self) -> int:
        """Draws of uncertain parameters; 0 without."""
        return int(self._about["draws"])

    @property
    def baseline(self) -> str:
        """The first policy, with which the others are compared."""
        return self.policies[0]

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """Names of all outcomes, in the order of the result file."""
        return tuple(outcome["name"] for outcome in self._about["outcomes"])

    @property
    def per_year(self) -> float:
        """Factor from a mean per horizon to one per year of 365.25 days."""
        return DAYS_OF_YEAR / self.horizon_days

    @cached_property
    def _numbers(self) -> dict[str, NamedDataset]:
        """The groups summary and comparison."""
        sizes: dict[str, Sequence[Any]] = {
            "outcome": self.outcome_names, "against": self.policies, "threshold": self._about["thresholds"],
            "tail_outcome": self._about["tail_outcomes"], "level": self._about["levels"]}
        columns: dict[str, list[Column]] = {"summary": [], "comparison": []}
        for told, array in self._sums.summary(CONFIDENCE):
            shape = [*array.shape[:2], *(len(sizes[name]) for name in told["dimensions"])]
            columns[told["group"]].append((told["name"], told["dimensions"], array.reshape(shape), told["units"],
                                           told["long_name"]))
        groups = {group: self._of_outcomes(listed, CONFIDENCE, **{
            name: values for name, values in sizes.items() if any(name in column[1] for column in listed)})
            for group, listed in columns.items()}
        groups["comparison"].attrs["chosen_by"] = "killed_total"  # as of a run without --of
        return groups

    def _verdict(self, comparison: xarray.Dataset, place: int) -> str:
        killed = self.summary["mean"].sel(outcome="killed_total", policy=self.baseline)
        return verdict_words(comparison, float(killed.isel(point=place) if "point" in killed.dims else killed), self.per_year,
                             CONFIDENCE)

    @property
    def summary(self) -> NamedDataset:
        """By policy and outcome estimates with intervals, as the program's table has them (`mean`, `standard_error`, `low`,
        `high` and others); by policy and `threshold` the `chance` of so many killed in all; by policy, `tail_outcome` and
        `level` `quantile` and `cvar`; with their intervals."""
        return self._numbers["summary"]

    @property
    def comparison(self) -> NamedDataset:
        """By policy, `against` and outcome `difference`, `low`, `high`, `low_together` and others: the policy minus `against`,
        on common random numbers; by policy how it stands to the baseline (`eligible`, `probability_best`,
        `cost_per_death_averted` and others)."""
        return self._numbers["comparison"]

    def estimates(self, confidence: float = CONFIDENCE) -> NamedDataset:
        """`mean`, `standard_error`, `low` and `high` by policy and outcome, as `summary` has them, at any confidence.

            quick.estimates(0.8)["high"].sel(policy="escort", outcome="killed_total")
        """
        return self._of_outcomes(self._estimates("mean", -1, confidence, ("outcome",)), confidence)

    def differences(self, against: str | None = None, confidence: float = CONFIDENCE) -> NamedDataset:
        """`difference`, `standard_error`, `low` and `high` of each policy minus `against` (the baseline), as `comparison` has
        them, at any confidence.

            quick.differences(confidence=0.8)["difference"].sel(policy="escort", outcome="killed_total")
        """
        minus = self.policies.index(known(against, self.policies, "policy")) if against is not None else 0
        return self._of_outcomes(self._estimates("difference", minus, confidence, ("outcome",)), confidence)

    @cached_property
    def outcomes(self) -> NamedDataset:
        """A variable for each outcome by policy and replication. Raises ResultError unless the run was made with
        keep="outcomes"."""
        if not self._sums.shape.has_values:
            raise ResultError('the outcomes of each replication were not kept: run(..., keep="outcomes")')
        dataset = self._by_outcome(self._sums.values(), 3, ("point", "policy", "replication"))
        counts = {outcome["name"]: dataset[outcome["name"]].astype(numpy.int64, keep_attrs=True)
                  for outcome in self._about["outcomes"] if outcome["count"]}
        return named(dataset.assign(counts))

    @cached_property
    def means(self) -> NamedDataset:
        """A variable for each outcome by policy: the mean of `outcomes` over replications, or over draws of what is not known."""
        return self._by_outcome(self._sums.means(), 2, ("point", "policy"))

    @cached_property
    def covariances(self) -> NamedDataset:
        """A variable for each outcome by policy and `against`: sample covariances between replications, or draws; variances on
        the diagonal."""
        return self._by_outcome(self._sums.covariances(), 1, ("point", "policy", "against"))

    @cached_property
    def legs(self) -> NamedDataset:
        """By policy and leg, sums over `replications`: `convoy_km`, `stagings`, `attacks` and `killed` on it."""
        sums = self._sums.legs(len(self._about["roads"])) * self.replications
        whole = numpy.rint(sums).astype(numpy.int64)
        return self._summed([("convoy_km", ("leg",), sums[..., 0], "km", "length driven by convoys"),
                             ("stagings", ("leg",), whole[..., 1], "1", "cells that became staged"),
                             ("attacks", ("leg",), whole[..., 2], "1", "attacks on convoys"),
                             ("killed", ("leg",), whole[..., 3], "person", "workers killed")], leg=self._about["roads"])

    @cached_property
    def severity(self) -> NamedDataset:
        """By policy and `n`, sums over `replications`: `counted`, attacks that killed exactly n workers, or people at a site,
        and `killed_total`, replications with exactly n killed in all."""
        chances = _whole_law(lambda count: self._sums.exceedance("killed_total", count))
        attacks = _whole_law(self._sums.severity)
        size = max(chances.shape[-1], attacks.shape[-1])
        exactly = -numpy.diff(_padded(chances, size + 1))
        counted, killed = (numpy.rint(law * self.replications).astype(numpy.int64) for law in (_padded(attacks, size), exactly))
        return self._summed([("counted", ("n",), counted, "1", "attacks that killed exactly n workers or people at a site"),
                             ("killed_total", ("n",), killed, "1", "replications with exactly n killed in all")], n=range(size))

    def tails(self, of: str = "killed_total", level: float = 0.95) -> NamedDataset:
        """By policy `quantile` and `cvar` as `summary` has them, at any level: what a share `level` of replications does not
        exceed, and the mean of the worst 1 - level of them.

        Whole distributions are kept of counts of people and of attacks alone; of others the run's `outcomes` help. Raises
        ValueError for an outcome that does not exist, LibraryError for one without a distribution.

            quick.tails("killed_total", 0.9)["cvar"].sel(policy="escort")
        """
        array = self._sums.tails(of, float(level))
        units = next(self._units(outcome) for outcome in self._about["outcomes"] if outcome["name"] == of)
        return self._by_policy([("quantile", (), array[..., 0], units, f"quantile of {of}"),
                                ("cvar", (), array[..., 1], units, f"mean of the worst 1 - level of {of}")],
                               {"tail_outcome": of, "level": float(level)})

    def exceedance(self, of: str = "killed_total", most: int = 20) -> NamedDataset:
        """By policy and `threshold` from 0 to `most` the `chance` of so many or more in a replication (an F-N curve), as
        `summary` has it for a few. Outcomes and errors as of `tails`.

            quick.exceedance(most=10)["chance"].sel(policy="escort", threshold=3)
        """
        if most < 0:  # which the library could not tell from a size
            raise ValueError(f"most is {most}, and must be 0 or more")
        count = int(most) + 1
        chances = self._sums.exceedance(of, count)
        return self._by_policy([("chance", ("threshold",), chances, "1", f"chance of at least threshold {of}")],
                               {"threshold": list(range(count))})

    def _estimates(self, mean: str, minus: int, confidence: float, dimensions: Sequence[str]) -> list[Column]:
        return _statistics(mean, self._sums.estimates(minus, confidence), dimensions)

    def _units(self, outcome: Mapping[str, Any]) -> str:
        return str(self.currency or outcome["units"]) if outcome["units"] == "currency" else str(outcome["units"])

    def _by_outcome(self, array: Array, axis: int, dimensions: tuple[str, ...]) -> NamedDataset:
        """A variable for each outcome of `array`, whose axis `axis` is the outcome; the others are `dimensions`."""
        coordinates: dict[str, Any] = {"policy": self.policies, "against": self.policies, "point": self.points,
                                       "replication": range(self.replications)}
        data = {outcome["name"]: (dimensions, numpy.take(array, i, axis),
                                  {"units": self._units(outcome), "long_name": outcome["description"]})
                for i, outcome in enumerate(self._about["outcomes"])}
        return self._told(data, {name: coordinates[name] for name in dimensions})

    def _of_outcomes(self, columns: Iterable[Column], confidence: float, **coordinates: Sequence[Any]) -> NamedDataset:
        """A dimension `outcome`, and beside it the units of each."""
        units = [self._units(outcome) for outcome in self._about["outcomes"]]
        dataset = self._by_policy(columns, {**coordinates, "outcome": self.outcome_names})
        dataset["outcome_units"] = ("outcome", numpy.array(units, dtype=object),
                                    {"units": "1", "long_name": "units of the outcome"})
        dataset.attrs["confidence"] = confidence
        return dataset

    def _summed(self, columns: Iterable[Column], **coordinates: Sequence[Any]) -> NamedDataset:
        dataset = self._by_policy([(name, last, array, units, f"{what}, sum over replications")
                                   for name, last, array, units, what in columns], coordinates)
        dataset["replications"] = ((), self.replications, {"units": "1", "long_name": "replications of every policy"})
        return dataset

    def _by_policy(self, columns: Iterable[Column], coordinates: Mapping[str, Any]) -> NamedDataset:
        data = {name: (("point", "policy", *last), array, {"units": units, "long_name": what})
                for name, last, array, units, what in columns}
        return self._told(data, {"point": self.points, "policy": self.policies, **coordinates})

    def _told(self, data: Mapping[str, Any], coordinates: Mapping[str, Any]) -> NamedDataset:
        """The data with what they are of; without the dimension `point` where there is no sweep."""
        dataset = xarray.Dataset(data, {name: values if isinstance(values, (str, float)) else list(values)
                                        for name, values in coordinates.items()})
        dataset.attrs.update(title=self.title, seed=self.seed, replications=self.replications, per="horizon")
        return named(dataset.squeeze("point", drop=True) if self.points == ("",) else dataset)

    def __repr__(self) -> str:
        state = "" if self.complete else ", ended early"
        return f"<StudyResult {self.title!r}: {len(self.policies)} policies, {self.replications:,} replications{state}>"


def _statistics(mean: str, array: Array, dimensions: Sequence[str]) -> list[Column]:
    """The last axis of the array is mean, standard error and limits."""
    names = {mean: f"{mean} per horizon, best estimate of its expectation", "standard_error": f"standard error of {mean}",
             "low": f"lower bound of the interval of confidence of {mean}",
             "high": f"upper bound of the interval of confidence of {mean}"}
    return [(name, dimensions, array[..., i], "outcome_units", what) for i, (name, what) in enumerate(names.items())]


def _whole_law(of: Any) -> Array:
    """`of(count)`, whose last of `count` numbers also holds what is beyond, asked for so many that it holds nothing; without
    the zeros at the end."""
    count = 64
    while (law := of(count))[..., -1].any():
        count *= 2
    held = numpy.flatnonzero(law.reshape(-1, count).any(axis=0))
    return numpy.asarray(law[..., :held[-1] + 1 if held.size else 1])


def _padded(array: Array, size: int) -> Array:
    return numpy.pad(array, [(0, 0)] * (array.ndim - 1) + [(0, size - array.shape[-1])])
