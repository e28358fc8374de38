"""What a run of Study and a result file both hold has the same names, dimensions, coordinates, units and numbers."""

import numpy
import pandas
import pytest

from conftest import FIRST_STEPS, KARAKORAM

from convoyrisk import ResultError, Study, run, views
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
