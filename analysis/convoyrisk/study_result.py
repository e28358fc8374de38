"""What a run of a Study gave: in memory, under the names that result files have (docs/results.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy
import xarray

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

    `summary`, `comparison`, `outcomes`, `legs`, `convoys`, `days`, `severity` and `events` have the names, dimensions, units and
    meaning of the groups of a result file, so that what is written for the one works on the other. `verdict`, `table()` and what
    a notebook shows are those of a file too. Values are per horizon unless said. Attributes: `title`, `policies`,
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
        self._groups: dict[str, NamedDataset] = {}

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
        groups["comparison"].attrs |= {"baseline": self.baseline, "chosen_by": "killed_total"}  # as of a run without --of
        groups["comparison"] = named(groups["comparison"].assign(self._words()))
        return groups

    def _words(self) -> dict[str, Any]:
        """What `comparison` says in words, and its margin."""
        words = {}
        for told in self._sums.verdict(CONFIDENCE):
            values = numpy.array(told["values"], dtype=None if told["name"] == "margin" else object)
            without = self.points == ("",)  # a sweep
            words[told["name"]] = (told["dimensions"][without:], values[0] if without else values, self._attributes(told))
        return words

    def _verdict(self, comparison: xarray.Dataset, place: int) -> str:
        return str(comparison["verdict"].item())

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

    @property
    def legs(self) -> NamedDataset:
        """By policy and leg, sums over `replications`: `convoy_km`, `stagings`, `attacks`, `killed` and `segments_passed` on it,
        and the sums of their squares."""
        return self._group("legs")

    @property
    def convoys(self) -> NamedDataset:
        """By policy and convoy, sums over `replications`: `trips`, `attacks`, `deadly_attacks`, `killed`, `killed_conditional`
        and `delivered`, and the sums of their squares."""
        return self._group("convoys")

    @property
    def days(self) -> NamedDataset:
        """By policy and day since the start, sums over `replications`: `attacks`, and workers `killed` on the road."""
        return self._group("days")

    @property
    def severity(self) -> NamedDataset:
        """By policy and `n`, sums over `replications`: `counted`, attacks that killed exactly n workers, or people at a site,
        and `killed_total`, replications with exactly n killed in all. With keep="severity" also `conditional`, the expected
        number of such attacks."""
        return self._group("severity")

    @cached_property
    def events(self) -> NamedDataset:
        """One row an event; views.events_frame gives them with their names. Raises ResultError unless the run was made with
        keep="events".

            told = study.run(replications=200, keep="events")
            convoyrisk.views.events_frame(told, "escort")["kind"].value_counts()
        """
        if not self._sums.shape.has_events:
            raise ResultError('the events were not kept: run(..., keep="events")')
        data = {each["name"]: (("event",), self._numbers_of(each), self._attributes(each)) for each in self._variables("events")}
        about = self._about
        lists = {"point": self.points, "policy": self.policies, "kind": about["kinds"], "leg": about["roads"],
                 "site": about["sites"], "convoy": about["convoys"], "group": about["groups"]}
        data["zone"] = (("leg",), numpy.array(about["zones"], dtype=object),
                        {"units": "1", "long_name": "zone of the leg, empty where it has none"})
        dataset = self._told(data, {**lists, "event": range(len(data["day"][1]))})
        return dataset.assign_attrs(start=about["start"])

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

    def _variables(self, group: str) -> list[dict[str, Any]]:
        return [each for each in self._about["variables"] if each["group"] == group
                and (each["name"] != "conditional" or self._sums.shape.has_conditional)]

    @staticmethod
    def _attributes(variable: Mapping[str, Any]) -> dict[str, str]:
        return {name: variable[name] for name in ("units", "long_name")}

    def _numbers_of(self, variable: Mapping[str, Any]) -> Array:
        numbers = self._sums.variable(f"{variable['group']}/{variable['name']}")
        return numbers.astype(numpy.int64) if variable["whole"] else numbers

    def _group(self, name: str) -> NamedDataset:
        """Sums over replications, read once."""
        if name not in self._groups:
            shape = (len(self.points), len(self.policies), -1)
            data: dict[str, Any] = {each["name"]: (each["dimensions"], self._numbers_of(each).reshape(shape),
                                                   self._attributes(each)) for each in self._variables(name)}
            dimensions, array, _ = next(iter(data.values()))
            data["replications"] = ((), self.replications, {
                "units": "1", "long_name": "replications of every policy, over which the sums go"})
            places = {"leg": self._about["roads"], "convoy": self._about["convoys"]}.get(dimensions[-1], range(array.shape[-1]))
            dataset = self._told(data, {"point": self.points, "policy": self.policies, dimensions[-1]: places})
            if name == "days":
                dataset["day"].attrs |= {"units": "d", "start": self._about["start"]}
            self._groups[name] = dataset
        return self._groups[name]

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
