"""Tables of draws of what is not known: which of it moves the result, and what it is worth to know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Union

import numpy
import pandas

from convoyrisk import information, sensitivity, statistics
from convoyrisk.errors import ResultError, known
from convoyrisk.points import at_point
from convoyrisk.result import Result


def draws_frame(result: Result, of: str = "killed_total", point: str | int | None = None) -> pandas.DataFrame:
    """One row a draw: the value of each uncertain parameter, and per policy the mean of `of` over its replications.

        views.draws_frame(drawn)["outcome"].describe()
    """
    known(of, result.outcome_names, "outcome")
    drawn = at_point(result, result.uncertainty, point)["value"].transpose("draw", "parameter").to_pandas()
    means = at_point(result, result.blocks, point)["mean"].sel(outcome=of).transpose("block", "policy")
    outcomes = pandas.DataFrame(means.values, index=drawn.index[: means.sizes["block"]], columns=list(result.policies))
    return pandas.concat({"parameter": drawn, "outcome": outcomes}, axis=1)


def sobol_frame(
    result: Result, of: str = "killed_total", policy: str | None = None, against: str | None = None,
    point: str | int | None = None, resamples: int = 100
) -> pandas.DataFrame:
    """First-order Sobol index of each uncertain parameter, the greatest first: which share of the variance over draws of a
    policy's expected outcome (with `against`, of the difference from that policy) the parameter explains alone.

    Columns `factor`, `members` (its paths), `index`, `low`, `high` (by bootstrap, of the result's confidence). Parameters
    that the scenario correlates are one factor: what they explain together. The variance is that between draws, without the
    error within them; what indices leave of 1 is interactions, and effects too small to be told. Deaths are by their
    conditional expectation, less noisy than counts. Takes about 10 s for 200 draws of 20 parameters. Raises ResultError
    without draws, with too few of them, where they are not told from luck within draws, and without OpenTURNS.

        views.sobol_frame(drawn, policy="as it is", resamples=20)
    """
    known(of, result.outcome_names, "outcome")
    conditional = f"{of}_conditional"
    judged = conditional if conditional in result.outcome_names else of
    frame = draws_frame(result, judged, point)
    outcome = frame["outcome"][known(policy or result.baseline, result.policies, "policy")]
    if against is not None:
        outcome = outcome - frame["outcome"][known(against, result.policies, "policy")]
    names = [str(name) for name in frame["parameter"].columns]
    factors = correlated_factors(result, names)
    index, low, high = sensitivity.first_order_indices(
        frame["parameter"].to_numpy(dtype=float), outcome.to_numpy(dtype=float),
        [[names.index(name) for name in factor] for factor in factors],
        errors=_errors_of_draws(result, judged, policy or result.baseline, against, point), resamples=resamples,
        confidence=result.confidence)
    table = pandas.DataFrame({"factor": [" and ".join(factor) for factor in factors],
                              "members": [tuple(factor) for factor in factors], "index": index, "low": low, "high": high})
    return table.sort_values("index", ascending=False, kind="stable").reset_index(drop=True)


def _errors_of_draws(result: Result, of: str, policy: str, against: str | None, point: str | int | None) -> statistics.Array:
    """By draw: variance of the mean of `of` over its replications, of a policy or of its difference from another."""
    blocks = at_point(result, result.blocks, point).sel(outcome=of)
    names = [str(name) for name in blocks["pair"].values]

    def comoment(one: str, other: str) -> statistics.Array:
        name = next(name for name in (f"{one} | {other}", f"{other} | {one}") if name in names)
        return numpy.asarray(blocks["comoment"].isel(pair=names.index(name)).values, dtype=float)

    sums = comoment(policy, policy)
    if against is not None:
        sums = sums + comoment(against, against) - 2 * comoment(policy, against)
    count = blocks["replications"].values.astype(float)
    return numpy.asarray(numpy.maximum(sums, 0.0) / numpy.maximum(count - 1, 1) / count)


def correlated_factors(result: Result, names: list[str]) -> list[list[str]]:
    """Parameters in groups: those that the scenario correlates, be it by way of others, are in one."""
    block: dict[str, Any] = result.scenario["uncertainty"]
    group = {name: [name] for name in names}
    for one, other, *_ in block.get("correlations", []):
        first, second = (group[block["parameters"][name].get("same", name)] for name in (one, other))
        if first is not second:
            first += second
            for name in second:
                group[name] = first
    return [members for name, members in group.items() if members[0] == name]


Study = Mapping[str, Union[float, Callable[[statistics.Array, numpy.random.Generator], statistics.Array]]]


def value_of_information_frame(
    result: Result, of: str = "killed_total", value_of_life: float | None = None, point: str | int | None = None, *,
    groups: Mapping[str, list[str]] | None = None, studies: Mapping[str, Study] | None = None, seed: int = 1
) -> pandas.DataFrame:
    """What it is worth, per year, to know something exactly before a policy is chosen (docs/methods/value-of-information.md).

    Rows: `everything` that is drawn; each parameter; parameters that the scenario correlates, together; `groups` of your own,
    by name the paths; `studies`. The most valuable first, after `everything`. Columns: `knowing`, `kind` (everything, group,
    parameter, study), `members` (paths), `lower` and `upper`, two estimates of which one is too low on average and one too
    high, and `low`, `high`: limits of the result's confidence for each row by itself.

    Without `value_of_life` the policy with the least of `of` is chosen, and the value is how much less of it is expected.
    With it, in the scenario's currency, that of the least cost plus killed_total times this value. attrs: `units`, `of`,
    `value_of_life`, `choice` (today's), `policies`: those that deliver enough to be chosen.

    A study sees each parameter it names with an error: a number is the standard deviation of a normal error in the unit of
    the file, a function makes what is seen of the parameter's values by draw and a random generator.

        views.value_of_information_frame(drawn)[["knowing", "lower", "upper"]]

    :raises ResultError: without draws, with fewer than 50 or one replication in each, for names that are not there, for a
        value of life that is not above 0 or without costs; without scikit-learn.
    """
    losses, errors, policies, units = _losses_by_draw(result, of, value_of_life, point)
    drawn = draws_frame(result, of, point)["parameter"]
    sets = _sets_to_know(result, [str(name) for name in drawn.columns], groups or {})
    seen = [drawn[members].to_numpy(dtype=float) for _, _, members in sets]
    random = numpy.random.default_rng(seed)
    for name, study in (studies or {}).items():
        members = [known(path, list(drawn.columns), "parameter") for path in study]
        sets.append((name, "study", members))
        seen.append(numpy.column_stack([_seen(drawn[path].to_numpy(dtype=float), study[path], random) for path in members]))
    inside = [[part for part, (_, of_part, less) in enumerate(sets) if part != place and kind != "study"
               and set(less) <= set(members) and (len(less) < len(members) or of_part == "study")]
              for place, (_, kind, members) in enumerate(sets)]
    everything, rest = information.worth_of_knowing(losses, errors, drawn.to_numpy(dtype=float), seen, inside,
                                                    confidence=result.confidence, seed=seed)
    rows = [{"knowing": "everything", "kind": "everything", "members": tuple(drawn.columns)}] + [
        {"knowing": name, "kind": kind, "members": tuple(members)} for name, kind, members in sets]
    found = pandas.DataFrame([{**row, **vars(worth)} for row, worth in zip(rows, [everything, *rest])])
    order = ["everything_first", "upper", "high"]
    found = found.assign(everything_first=found["kind"] == "everything").sort_values(order, ascending=False, kind="stable")
    found = found.drop(columns="everything_first").reset_index(drop=True)
    found.attrs |= {"units": f"{units} per year", "of": of, "value_of_life": value_of_life, "policies": policies,
                    "choice": policies[int(losses.mean(axis=0).argmin())]}
    return found


def _seen(values: statistics.Array, error: Any, random: numpy.random.Generator) -> statistics.Array:
    if callable(error):
        return numpy.asarray(error(values, random), dtype=float)
    return values + float(error) * random.standard_normal(len(values))


def _sets_to_know(result: Result, names: list[str], groups: Mapping[str, list[str]]) -> list[tuple[str, str, list[str]]]:
    """Name, kind and members: what the scenario correlates, each parameter, and the caller's groups."""
    found = [(" and ".join(factor), "group", factor) for factor in correlated_factors(result, names) if len(factor) > 1]
    found += [(name, "parameter", [name]) for name in names]
    return found + [(name, "group", [known(path, names, "parameter") for path in paths]) for name, paths in groups.items()]


def _losses_by_draw(
    result: Result, of: str, value_of_life: float | None, point: str | int | None
) -> tuple[statistics.Array, statistics.Array, list[str], str]:
    """Per year, by draw and policy that may be chosen: what is to be least, and the covariances of its errors; unit."""
    known(of, result.outcome_names, "outcome")
    blocks = at_point(result, result.blocks, point)
    if not result.draws:
        at_point(result, result.uncertainty, point)  # says that there are none
    counts = blocks["replications"].values.astype(float)
    if (counts < 2).any():
        raise ResultError("one replication in each draw does not tell luck from what is not known: run with --inner 2 or more")
    eligible = at_point(result, result.comparison, point)["eligible"].values.astype(bool)
    policies = [policy for policy, able in zip(result.policies, eligible) if able]
    judged = f"{of}_conditional" if f"{of}_conditional" in result.outcome_names else of
    means = blocks["mean"].sel(policy=policies)
    losses = means.sel(outcome=judged).transpose("block", "policy").values.astype(float)
    sums = _comoments(blocks, judged, policies)
    units = str(result.summary["outcome_units"].sel(outcome=of).item())
    if value_of_life is not None:
        if of != "killed_total" or not value_of_life > 0 or "cost" not in result.outcome_names or not result.currency:
            raise ResultError("a value of life must be above 0, of killed_total, and needs a scenario with costs")
        losses = losses * value_of_life + means.sel(outcome="cost").transpose("block", "policy").values
        names = [str(name) for name in blocks["excess_policy"].values]
        cross = blocks["cost_conditional_comoment"].sel(policy=policies).transpose("block", "policy", "excess_policy").values
        cross = cross[:, :, [names.index(policy) for policy in policies]] * value_of_life
        sums = sums * value_of_life**2 + _comoments(blocks, "cost", policies) + cross + cross.transpose(0, 2, 1)
        units = result.currency
    year = result.per_year
    errors = sums / ((counts - 1) * counts)[:, None, None]
    return losses * year, errors * year**2, policies, units


def _comoments(blocks: Any, of: str, policies: list[str]) -> statistics.Array:
    """(draws, policies, policies): sums of products of deviations over the replications of a draw."""
    pairs = [str(name) for name in blocks["pair"].values]
    values = blocks["comoment"].sel(outcome=of).transpose("block", "pair").values.astype(float)

    def place(one: str, other: str) -> int:
        return pairs.index(f"{one} | {other}" if f"{one} | {other}" in pairs else f"{other} | {one}")

    return numpy.stack([values[:, [place(one, other) for other in policies]] for one in policies], axis=1)
