"""Opening files: what is offered, and what is said of files that cannot be read."""

import shutil
import warnings

import h5py
import pytest

from convoyrisk import ResultError, open_result, open_tail, views


@pytest.fixture
def altered(plain, tmp_path):
    """A copy of the result with other root attributes."""
    def alter(**attributes):
        path = shutil.copy(plain.path, tmp_path / "altered.h5")
        with h5py.File(path, "r+") as file:
            file.attrs.pop("seal", None)  # as a file of a version that had none
            for name, value in attributes.items():
                file.attrs[name] = value
        return path
    return alter


def test_head(plain):
    assert plain.title == "Worker buses on the Karakoram Highway (illustrative)"
    assert plain.policies[0] == plain.baseline == "as it is" and len(plain.policies) == 6
    assert (plain.replications, plain.seed, plain.complete, plain.draws) == (1000, 1, True, 0)
    assert (plain.horizon_days, plain.currency, plain.points) == (365.0, "USD", ("",))
    assert "convoys:" in plain.scenario_text and plain.scenario["convoys"][0]["name"]


def test_every_group_of_the_file_is_offered(plain, swept, drawn):
    groups = ["summary", "comparison", "outcomes", "legs", "days", "severity", "network", "blocks"]
    assert all(getattr(plain, name).sizes and plain.has(name) for name in groups)
    assert swept.sweep["value"].sizes["point"] == 2 and drawn.uncertainty.sizes["draw"] == 20


def test_a_group_that_is_not_there_says_how_to_get_it(plain):
    assert not plain.has("sweep")
    with pytest.raises(ResultError, match="--sweep"):
        plain.sweep
    with pytest.raises(ResultError, match="uncertainty"):
        plain.uncertainty


def test_events_say_how_to_get_them(plain, told):
    assert told.has("events") and told.events["kind_index"].dtype == "int32" and told.events.sizes["event"] > 100
    assert not open_result(told.path).events["day"].variable._in_memory  # read when it is looked at
    for look in (lambda: plain.events, lambda: views.events_frame(plain)):
        with pytest.raises(ResultError, match="has no events: .*--keep outcomes,legs,days,severity,events"):
            look()


def test_tail(tail_path):
    tail = open_tail(tail_path)
    assert tail.policies == ("no escort", "escort") and tail.confidence == 0.95
    assert tail.exceedance["exceedance"].sel(n=1).values.max() < 1
    assert tail.value_at_risk.sizes["level"] == 3 and tail.tilts.sizes["tilt"] > 1


def test_kinds_are_told_apart(plain, tail_path):
    with pytest.raises(ResultError, match="open_tail"):
        open_result(tail_path)
    with pytest.raises(ResultError, match="open_result"):
        open_tail(plain.path)


@pytest.mark.parametrize("attributes, message", [
    ({"format_version": 3}, "version 3.*newer"), ({"format_version": 1}, "version 1.*again"),
    ({"format": "other"}, "not written by convoyrisk")])
def test_other_formats_are_refused(altered, attributes, message):
    with pytest.raises(ResultError, match=message):
        open_result(altered(**attributes))


def test_not_hdf5_and_truncated(plain, tmp_path):
    for content in (b"killed,1\n", plain.path.read_bytes()[:-1000]):
        (tmp_path / "x.h5").write_bytes(content)
        with pytest.raises(ResultError, match="damaged"):
            open_result(tmp_path / "x.h5")
    with pytest.raises(FileNotFoundError, match="no file"):
        open_result(tmp_path / "none.h5")


def test_partial_result_warns(altered, plain):
    with pytest.warns(UserWarning, match="interrupted"):
        assert not open_result(altered(complete=0)).complete
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        open_result(plain.path)


def test_wrong_names_get_the_nearest_and_the_list(plain):
    with pytest.raises(ResultError, match='did you mean "killed_total".*There are "trips_scheduled"'):
        views.comparison_frame(plain, "kiled_total")
    with pytest.raises(ResultError, match='did you mean "escorts".* "everything"'):
        views.comparison_frame(plain, against="escrts")
    with pytest.raises(ResultError, match='"xyz": there are "as it is"'):
        views.comparison_frame(plain, against="xyz")


@pytest.mark.parametrize("wrong, message", [
    (lambda result: result.outcomes["kiled"], '^no variable "kiled": did you mean "killed"'),
    (lambda result: result.summary[["mean", "lo"]], 'no variable "lo": did you mean "low"'),
    (lambda result: result.summary.sel(outcome="kiled"), 'no outcome "kiled": did you mean "killed"'),
    (lambda result: result.summary["mean"].sel(policy=["as it is", "escrts"]), 'no policy "escrts": did you mean "escorts"'),
    (lambda result: result.summary["mean"].loc["as it iz"], 'did you mean "as it is"'),
    (lambda result: result.legs["killed"].isel(policy=0).sel(leg="Besham to Dasu"), 'no leg "Besham to Dasu"'),
    (lambda result: result.group("sumary"), 'no group "sumary": did you mean "summary"')])
def test_wrong_names_in_the_datasets_too(plain, wrong, message):
    for kind in (ResultError, KeyError):
        with pytest.raises(kind, match=message):
            wrong(plain)


def test_datasets_stay_datasets(plain):
    summary = plain.summary
    assert "nothing" not in summary and summary.get("nothing") is None and summary.attrs["confidence"] == 0.95
    assert float(summary["mean"].sel(policy="escorts", outcome="killed")) == summary["mean"].loc["escorts", "killed"].item()
    assert (2 * summary["mean"]).sel(outcome="killed").sizes == {"policy": 6}
    with pytest.raises(ResultError, match="did you mean"):
        (2 * summary["mean"]).sel(outcome="kiled")


def test_every_view_and_plot_names_what_would_be_right(swept, drawn):
    """Each argument that takes a name, of every function, given one that is not there."""
    import inspect

    import matplotlib
    matplotlib.use("Agg")
    from convoyrisk import plots
    wrong = {"of": "kiled", "policy": "escrts", "against": "escrts", "policies": ["escrts"], "held": {"x": "1"},
             "point": "policies.escort=1"}
    of_draws = {"draws_frame", "uncertainty_frame", "sobol_frame", "parameter_effects", "uncertainty_tornado", "sobol_indices",
                "value_of_information_frame", "value_of_information", "swing_frame"}
    asked = 0
    for name, function in [*vars(views).items(), *vars(plots).items()]:
        if not inspect.isfunction(function) or name.startswith("_") or name in ("known", "at_point"):
            continue
        arguments = set(inspect.signature(function).parameters)
        for argument in arguments & set(wrong) - ({"point"} if name in of_draws else set()):
            result = drawn if name in of_draws else swept
            more = {"point": 0} if result is swept and "point" in arguments else {}
            more |= {"value_of_life": 1e6} if "value_of_life" in arguments else {}
            with pytest.raises(ResultError, match="did you mean|there are"):
                function(result, **{**more, argument: wrong[argument]})
            if argument == "point":
                with pytest.raises(ResultError, match="points 0 to 1"):
                    function(result, **{**more, "point": 7})
            asked += 1
    assert asked > 40


def test_a_scenario_is_told_from_a_result(tmp_path):
    (tmp_path / "mine.yaml").write_text("scenario: 1\n")
    with pytest.raises(ResultError, match="looks like a scenario: `convoyrisk.run`"):
        open_result(tmp_path / "mine.yaml")


@pytest.mark.parametrize("missing", ["summary", "network", "blocks"])
def test_what_an_older_program_left_out_is_told_as_that(missing, altered):
    """Not as damage, nor as a name that is wrong."""
    older = altered()
    with h5py.File(older, "r+") as file:
        del file[missing], file.attrs["blocks_done"]
    result = open_result(older)
    with pytest.raises(ResultError, match=f"was made by an older version of the program: /{missing} is not in it"):
        result.group(missing)
    with pytest.raises(ResultError, match="older version of the program: blocks_done is not in it; run its scenario again"):
        result.attrs["blocks_done"]
