"""How far each thing that is not known swings the outcome, in the outcome's own unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy
import pandas
import scipy.stats

from convoyrisk import statistics
from convoyrisk.draws import correlated_factors, draws_frame
from convoyrisk.errors import ResultError, known
from convoyrisk.number_text import counted
from convoyrisk.parameter_names import parts_of, same_as
from convoyrisk.points import at_point
from convoyrisk.result import Result

SHARE = 0.2  # of the draws, at either end of a parameter's range
LEAST_DRAWS = 20  # four at either end
DRAWS_A_TERM = 4  # of what the other parameters do


def swing_frame(result: Result, of: str = "killed_total", policy: str | None = None, against: str | None = None,
                point: str | int | None = None) -> pandas.DataFrame:
    """By uncertain parameter: the expected outcome a year where it is lowest and where it is highest, the greatest swing first.

    Lowest and highest are the fifths of the draws in which the parameter has its least and greatest values (where values are
    tied, all of them). Columns: `parameter`; `stands_in`, its path and those that hold the same value; `least`, `greatest`: the
    middle value of either fifth, in `units`; `at_least`, `at_greatest`: means of the outcome there; `swing`, the second minus the
    first, with `low` and `high` (of the result's confidence, each parameter by itself). Parameters that cannot act on these
    policies are left out: those of other policies, of vehicles that nobody drives, of costs where the outcome is none.

    What the other parameters do is taken out of the outcome first, as far as a sum of a parabola in the rank of each tells it;
    with fewer than four draws for each term a straight line, or nothing. Parameters that the scenario correlates with this one
    are left in, so both have the swing of both. A parameter whose effect rises and falls may have none. Deaths are by their
    conditional expectation.

        views.swing_frame(drawn, policy="as it is")

    :param policy: the baseline if None.
    :param against: if given, the outcome is the difference, policy minus this one.
    :raises ResultError: without draws, with fewer than 20 of them, for a sweep without a point and for unknown names.
    """
    policy = known(policy or result.baseline, result.policies, "policy")
    judged = f"{of}_conditional" if f"{of}_conditional" in result.outcome_names else of
    frame = draws_frame(result, judged, point)
    if len(frame) < LEAST_DRAWS:
        raise ResultError(f"{result.path} has {counted(len(frame), 'draw')}: too few to tell what moves the outcome; "
                          "run with --draws 100 or more")
    outcome, policies = frame["outcome"][policy], {policy}
    if against is not None:
        policies.add(known(against, result.policies, "policy"))
        outcome = outcome - frame["outcome"][against]
    values, drawn = outcome.to_numpy(dtype=float) * result.per_year, frame["parameter"]
    units = at_point(result, result.uncertainty, point)["parameter_units"].to_series()
    able = {name: paths for name in map(str, drawn.columns) for paths in [same_as(result.scenario, name)]
            if any(can_act(result.scenario, path, policies, of) for path in paths)}
    together = {name: factor for factor in correlated_factors(result, list(map(str, drawn.columns))) for name in factor}
    effects = additive_effects(drawn[list(able)].to_numpy(dtype=float), values)
    rows: list[dict[str, object]] = []
    for name, paths in able.items():
        others = [place for place, other in enumerate(able) if other not in together[name]]
        alone = values - effects.values[:, others].sum(axis=1)
        rows.append({"parameter": name, "stands_in": paths, "units": str(units[name]),
                     **_swing(drawn[name].to_numpy(dtype=float), alone, effects.widening, result.confidence)})
    columns = ["parameter", "stands_in", "units", "least", "greatest", "at_least", "at_greatest", "swing", "low", "high"]
    swings = pandas.DataFrame(rows, columns=columns)
    swings.attrs |= {"units": f"{result.summary['outcome_units'].sel(outcome=of).item()} per year"}
    return swings.sort_values("swing", key=lambda column: -column.abs(), kind="stable").reset_index(drop=True)


@dataclass(frozen=True)
class Effects:
    """By draw and parameter, what the parameter adds to the outcome; each has the mean 0. `widening`: by how much intervals of
    what is left are to be wider, as the terms were fitted."""

    values: statistics.Array
    widening: float


def additive_effects(parameters: statistics.Array, outcome: statistics.Array) -> Effects:
    """Least squares of a sum of polynomials in the parameters' ranks, of a degree that the draws can bear.

    :param parameters: (draws, parameters).
    :param outcome: (draws,).
    """
    draws, count = parameters.shape
    degree = next((degree for degree in (2, 1) if draws >= DRAWS_A_TERM * (1 + degree * count)), 0)
    if degree == 0 or count == 0:
        return Effects(numpy.zeros((draws, count)), 1.0)
    rank = scipy.stats.rankdata(parameters, axis=0) / draws - 0.5 - 0.5 / draws
    terms = numpy.stack([rank**power - (rank**power).mean(axis=0) for power in range(1, degree + 1)], axis=2)
    design = numpy.column_stack([numpy.ones(draws), terms.reshape(draws, -1)])
    weights = numpy.linalg.lstsq(design, outcome, rcond=None)[0][1:].reshape(count, degree)
    return Effects((terms * weights).sum(axis=2), ((draws - 1) / (draws - design.shape[1]))**0.5)


def _swing(drawn: statistics.Array, outcome: statistics.Array, widening: float, confidence: float) -> dict[str, float]:
    least, greatest = numpy.quantile(drawn, [SHARE, 1 - SHARE])
    ends = drawn <= least, drawn >= greatest
    if least == greatest:  # one value in most draws: the others are its only swing
        ends = drawn <= drawn.min(), drawn >= drawn.max()
    first, second = outcome[ends[0]], outcome[ends[1]]
    swing = float(second.mean() - first.mean())
    low, high = statistics.welch_interval(second, first, confidence) if drawn.min() < drawn.max() else (0.0, 0.0)
    return {"least": float(numpy.median(drawn[ends[0]])), "greatest": float(numpy.median(drawn[ends[1]])),
            "at_least": float(first.mean()), "at_greatest": float(second.mean()), "swing": swing,
            "low": swing + (low - swing) * widening, "high": swing + (high - swing) * widening}


def can_act(scenario: Mapping[str, Any], path: str, policies: Collection[str], of: str) -> bool:
    """Whether a value at this path can act on the outcome under one of these policies, by the scenario's own words."""
    kind, *rest = parts_of(path)
    if kind == "search":
        return False
    if kind == "costs":
        return of == "cost"
    used = [policy for policy in scenario["policies"] if policy["name"] in _with_parts(scenario, policies)]
    if kind == "policies" and rest:
        return rest[0] in {str(policy["name"]) for policy in used}
    if kind == "vehicles" and rest:
        return _holds([scenario["convoys"], used], rest[0])
    return True


def _with_parts(scenario: Mapping[str, Any], policies: Collection[str]) -> set[str]:
    """The policies and those that they are made of (`with`)."""
    parts = {str(policy["name"]): policy.get("with") or [] for policy in scenario["policies"]}
    found, waiting = set(), list(policies)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [str(each) for each in parts.get(name, [])]
    return found


def _holds(node: Any, word: str) -> bool:
    """Whether the word stands anywhere in it, as a key or as a value."""
    if isinstance(node, dict):
        return any(str(key) == word or _holds(value, word) for key, value in node.items())
    if isinstance(node, (list, tuple)):
        return any(_holds(each, word) for each in node)
    return str(node) == word
