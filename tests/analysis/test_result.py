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


def test_wrong_names_get_the_nearest(plain):
    with pytest.raises(ResultError, match='did you mean "killed_total"'):
        views.comparison_frame(plain, "kiled_total")
    with pytest.raises(ResultError, match='did you mean "escorts"'):
        views.comparison_frame(plain, against="escrts")
    with pytest.raises(ResultError, match="there are"):
        views.comparison_frame(plain, against="xyz")


def test_a_scenario_is_told_from_a_result(tmp_path):
    (tmp_path / "mine.yaml").write_text("scenario: 1\n")
    with pytest.raises(ResultError, match="looks like a scenario: `convoyrisk.run`"):
        open_result(tmp_path / "mine.yaml")
