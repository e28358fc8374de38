"""What a run of Study and a result file both hold has the same names, dimensions, coordinates, units and numbers."""

import re

import numpy
import pandas
import pytest

from conftest import FIRST_STEPS, KARAKORAM

from convoyrisk import ResultError, Study, run, views

GROUPS = ["summary", "comparison", "outcomes", "legs", "convoys", "days", "severity", "events"]
KEEP = ["outcomes", "legs", "days", "severity", "events"]
# Margins and words differ from point to point: cells are the baseline's too, and no escort is as no policy.
SWEPT = {"sweep": {"cross": {'threat.groups."hill group".cells': [1, 3], "policies.escort.escort.vehicles": [0, 2]}}}
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
                 keep=KEEP, **asked)
    return stored, Study(scenario, settings=settings).run(**asked, keep=KEEP, progress=False)


@pytest.mark.filterwarnings("ignore::convoyrisk.ProgramWarning")
@pytest.mark.parametrize("group", GROUPS)
def test_what_both_have_is_the_same(both, group):
    stored, mine = (getattr(result, group) for result in both)
    assert set(mine.variables) == set(stored.variables)
    for name, variable in mine.variables.items():
        theirs = stored[name]
        assert variable.dims == theirs.dims, name
        if theirs.dtype.kind == "O":  # text
            assert list(variable.values.ravel()) == list(theirs.values.ravel()), name
        else:
            assert variable.dtype.kind == theirs.dtype.kind, name
            numpy.testing.assert_array_equal(variable.values, theirs.values, err_msg=name)
        if name in mine.data_vars:
            for said in ("units", "long_name"):
                assert variable.attrs[said] == theirs.attrs[said], name


def test_where_the_clock_starts_is_the_same(both):
    stored, mine = both
    assert mine.events.attrs["start"] == stored.events.attrs["start"] == mine.days["day"].attrs["start"]
    assert mine.days["day"].attrs["start"] == stored.days["day"].attrs["start"]


def test_events_were_there_to_compare(both):
    _, mine = both
    assert mine.events.sizes["event"] > 100 and len(set(mine.events["kind_index"].values)) > 5


@pytest.mark.parametrize("view", ["summary_frame", "comparison_frame", "tail_comparison_frame", "exceedance_frame", "risk_frame",
                                  "legs_frame", "events_frame"])
def test_views_work_on_both(both, view):
    for point in range(len(both[0].points)):
        frames = [getattr(views, view)(result, point=point if len(result.points) > 1 else None) for result in both]
        pandas.testing.assert_frame_equal(*frames, check_exact=True, check_dtype=False)  # whole numbers of a file may be shorter


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
VERDICTS = [
    (FIRST_STEPS, SWEPT, 200, "cells=1.*: As many", "equal within"),
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


def test_what_was_not_kept_is_told():
    result = Study(FIRST_STEPS).run(replications=10)
    for part in ("outcomes", "events"):
        with pytest.raises(ResultError, match=f'keep="{part}"'):
            getattr(result, part)
    assert set(result.severity.data_vars) == {"counted", "killed_total", "replications"}
    with pytest.raises(ResultError, match='no part .* "outcoms": did you mean "outcomes"'):
        Study(FIRST_STEPS).run(replications=10, keep="outcoms")
