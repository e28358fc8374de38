"""What a run of Study and a result file both hold has the same names, dimensions, coordinates, units and numbers."""

import math
import re

import numpy
import pandas
import pytest
import xarray

from conftest import FIRST_STEPS, KARAKORAM

from convoyrisk import ResultError, Study, run, views
from convoyrisk.choice_words import _side, verdict_words
from convoyrisk.study_result import _whole_law

GROUPS = ["summary", "comparison", "outcomes", "legs", "severity"]
SWEPT = {"sweep": {"cross": {"policies.escort.escort.vehicles": [1, 2]}}}
CASES = {
    "plain": (FIRST_STEPS, {"replications": 700, "seed": 7}, {}),
    "larger, one policy left out": (KARAKORAM, {"replications": 300, "policies": ["as it is", "escorts", "everything"]},
                                    {"uncertainty": False}),
    "draws": (KARAKORAM, {}, {"settings": {"uncertainty.draws": 6, "uncertainty.inner": 20}}),
    "sweep": (FIRST_STEPS, {"replications": 300}, {"settings": SWEPT}),
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES.keys())
def both(request, tmp_path_factory):
    scenario, asked, more = request.param
    settings = more.get("settings", {})
    with_draws = more.get("uncertainty", True)
    stored = run(scenario, result=tmp_path_factory.mktemp("names") / "stored.h5", settings=settings, uncertainty=with_draws,
                 **asked)
    return stored, Study(scenario, settings=settings).run(**asked, keep="outcomes", progress=False)


@pytest.mark.filterwarnings("ignore::convoyrisk.ProgramWarning")
@pytest.mark.parametrize("group", GROUPS)
def test_what_both_have_is_the_same(both, group):
    stored, mine = (getattr(result, group) for result in both)
    assert set(mine.variables) <= set(stored.variables)
    for name, variable in mine.variables.items():
        theirs = stored[name]
        if "n" in theirs.dims:  # see below
            theirs = theirs.isel(n=slice(mine.sizes["n"]))
        assert variable.dims == theirs.dims, name
        if theirs.dtype.kind == "O":  # text
            assert list(variable.values.ravel()) == list(theirs.values.ravel()), name
        else:
            assert variable.dtype.kind == theirs.dtype.kind, name
            tolerance = 1e-12 if name == "convoy_km" else 0  # a mean over replications, times their number
            numpy.testing.assert_allclose(variable.values, theirs.values, rtol=tolerance, atol=0, err_msg=name)
        if name in mine.data_vars:
            assert variable.attrs["units"] == theirs.attrs["units"], name
            assert group not in ("summary", "comparison") or variable.attrs["long_name"] == theirs.attrs["long_name"], name


def test_little_is_missing(both):
    """What a result file alone has, group by group: a name added to files is decided on here."""
    stored, mine = both
    missing = {group: set(getattr(stored, group).variables) - set(getattr(mine, group).variables) for group in GROUPS}
    squares = {f"{name}_squares" for name in ("stagings", "attacks", "killed", "segments_passed")}
    assert missing == {"summary": set(), "comparison": {"side", "position", "cost_per_death_averted_kind", "verdict", "margin"},
                       "outcomes": set(), "legs": squares | {"segments_passed"}, "severity": {"conditional"}}


@pytest.mark.parametrize("view", ["summary_frame", "comparison_frame", "tail_comparison_frame", "exceedance_frame", "risk_frame"])
def test_views_work_on_both(both, view):
    for point in range(len(both[0].points)):
        frames = [getattr(views, view)(result, point=point if len(result.points) > 1 else None) for result in both]
        if view == "exceedance_frame":  # whose n goes on in a file
            frames[0] = frames[0].merge(frames[1][["policy", "n"]])
        pandas.testing.assert_frame_equal(*frames, check_exact=True)


def test_severity_ends_where_nothing_more_happened(both):
    """In a file it may go on, as far as the expected numbers do."""
    stored, mine = (result.severity for result in both)
    beyond = stored[["counted", "killed_total"]].isel(n=slice(mine.sizes["n"], None))
    assert not beyond["counted"].any() and not beyond["killed_total"].any()
    last = mine.isel(n=-1)
    assert last["counted"].any() or last["killed_total"].any()


@pytest.mark.parametrize("killed", [0, 3, 63, 64, 300])
def test_severity_reaches_the_most_that_were_killed(killed):
    """As the library tells it: the last number also holds what is beyond."""
    def law(count):
        return numpy.array([[float(n == min(killed, count - 1)) for n in range(count)]])

    assert _whole_law(law).tolist() == [[0.0] * killed + [1.0]]


def test_what_a_result_says_of_itself(both):
    stored, mine = both
    for name in ("title", "policies", "baseline", "outcome_names", "points", "seed", "replications", "complete", "horizon_days",
                 "per_year", "currency", "confidence", "draws"):
        assert getattr(mine, name) == getattr(stored, name), name
    assert mine.summary.attrs["confidence"] == stored.confidence


def test_a_notebook_shows_both_alike(both):
    stored, mine = both
    assert mine.verdict == stored.verdict and (mine.verdict or len(mine.policies) == 1)
    for point in range(len(stored.points)):
        pandas.testing.assert_frame_equal(mine.table(point), stored.table(point), check_exact=True)
    assert mine.table(0, per="horizon").attrs == stored.table(0, per="horizon").attrs
    assert mine._repr_html_() == stored._repr_html_() and mine.extent == stored.extent


# Settings, replications and the words that they bring: each kind of sentence once.
NEVER = {'threat.groups."hill group".dormant': "{exponential: {mean: 2000 yr}}"}
OF_CELLS = {"cross": {'threat.groups."hill group".cells': [1, 3]}}  # the margin within which policies are equal is each point's own
VERDICTS = [
    (FIRST_STEPS, {"policies.escort.escort.vehicles": 0, "sweep": OF_CELLS}, 200, "cells=1: As many", "equal within"),
    (FIRST_STEPS, {"policies.escort.escort.vehicles": 0}, 500, "As many are killed", "which are equal within"),
    (FIRST_STEPS, {"policies.escort.escort.vehicles": 4}, 2000, "Fewer are killed", "Fewest are killed with \"escort\""),
    (FIRST_STEPS, {}, 3, "These replications do not tell|Too few events", "No policy is shown to be best"),
    (FIRST_STEPS, NEVER, 60, "Too few events", "No policy is shown to be best"),
    (KARAKORAM, {}, 40, "do not tell.*Too few events", "Fewest are killed with \"everything\": shown")]


@pytest.mark.parametrize("scenario, settings, replications, first, last", VERDICTS)
def test_the_verdict_has_the_programs_words(scenario, settings, replications, first, last, tmp_path):
    stored = run(scenario, result=tmp_path / "stored.h5", settings=settings, replications=replications, uncertainty=False)
    mine = Study(scenario, settings=settings).run(replications=replications, progress=False)
    assert mine.verdict == stored.verdict
    assert re.search(first, mine.verdict) and last in mine.verdict


def test_a_policy_that_kills_more_is_named(tmp_path):
    policies = ["everything", "as it is", "escorts"]  # the first is the baseline
    stored = run(KARAKORAM, result=tmp_path / "stored.h5", policies=policies, replications=400, uncertainty=False)
    mine = Study(KARAKORAM).run(policies, replications=400, progress=False)
    assert mine.verdict == stored.verdict and 'More are killed with "as it is" and "escorts"' in mine.verdict
    assert Study(KARAKORAM).run("escorts", replications=40, progress=False).verdict == ""


def numbers(**of_policy):
    """A comparison of three policies with these numbers of each, none of which differs from another in any replication."""
    names = ["a", "b", "c"]
    pairs = {name: (("policy", "against", "outcome"), numpy.zeros((3, 3, 1)))
             for name in ("low_together", "high_together", "standard_error", "plain_standard_error")}
    return xarray.Dataset({**pairs, **{name: ("policy", values) for name, values in of_policy.items()}},
                          {"policy": names, "against": names, "outcome": ["killed_total"]})


def test_a_policy_that_is_left_out_is_not_spoken_of():
    said = verdict_words(numbers(eligible=[1, 1, 0], best=[0, 0, 0], in_question=[1, 1, 0]), 5.0, 1.0, 0.95)
    assert 'with "b".' in said and '"c"' not in said and 'Fewest are killed with "a" and "b", which are equal' in said


def test_equal_are_those_of_which_each_pair_is():
    comparison = numbers(eligible=[1, 1, 1], best=[0, 0, 0], in_question=[1, 1, 1])
    for policy, against in (("b", "c"), ("c", "b")):
        at = {"policy": policy, "against": against, "outcome": "killed_total"}
        comparison["low_together"].loc[at], comparison["high_together"].loc[at], comparison["standard_error"].loc[at] = -1, 1, 0.5
    said = verdict_words(comparison, 5.0, 1.0, 0.95)
    assert said.endswith('No policy is shown to be best: "a", "b" and "c" are not told apart.')


@pytest.mark.parametrize("low, high, margin, side", [
    (-2, -1, 0.1, "less"), (1, 2, 0.1, "more"), (-0.05, 0.1, 0.1, "equal"), (-0.2, 0.05, 0.1, "not told"),
    (-math.inf, math.inf, 0.1, "few events"), (math.nan, math.nan, 0.1, "few events"), (-0.05, -0.01, 0.1, "equal")])
def test_where_a_policy_stands(low, high, margin, side):
    assert _side(low, high, margin) == side


def test_other_levels_and_confidences_have_the_same_names(both):
    stored, mine = both
    assert mine.tails("killed_total", 0.95).equals(
        mine.summary[["quantile", "cvar"]].sel(tail_outcome="killed_total", level=0.95))
    some = mine.exceedance("killed_total", most=10)["chance"].sel(threshold=[1, 5, 10])
    assert (some.values == stored.summary["chance"].values).all()
    names = ["mean", "standard_error", "low", "high"]
    assert mine.estimates()[names].equals(mine.summary[names])
    other = mine.policies[1]
    assert (mine.differences(other)["difference"].values
            == stored.comparison["difference"].isel(against=1).values).all()


def test_outcomes_that_were_not_kept_are_told():
    result = Study(FIRST_STEPS).run(replications=10)
    with pytest.raises(ResultError, match='keep="outcomes"'):
        result.outcomes
    with pytest.raises(ResultError, match='no part .* "outcoms": did you mean "outcomes"'):
        Study(FIRST_STEPS).run(replications=10, keep="outcoms")
