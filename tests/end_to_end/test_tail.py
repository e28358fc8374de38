"""`convoyrisk run --tail`: its table, its JSON and its file."""

import json
import re

import netCDF4
import numpy
import pytest
import xarray

from program import EVERYTHING, FIRST_STEPS, ROOT, call, outcomes, succeed

GROUPS = ["exceedance", "value_at_risk", "tilts", "scenario"]
ESTIMATE = ["standard_error", "low", "high", "effective_sample_size", "largest_weight"]
JSON_NAMES = {"standard_error": "se"}


@pytest.fixture(scope="module")
def tail(tmp_path_factory):
    path = tmp_path_factory.mktemp("tail") / "tail.h5"
    done = succeed("run", EVERYTHING, "--tail", "--tail-at", 20, "--replications", 600, "--seed", 5, "-o", path, "--json",
                   "--threads", 2)
    assert "results:" in done.stderr
    return path, json.loads(done.stdout)


def group(tail, name):
    with xarray.open_dataset(tail[0], group=name, engine="h5netcdf") as dataset:
        return dataset.load()


def test_the_file_says_what_json_says(tail):
    exceedance, risk, report = group(tail, "exceedance"), group(tail, "value_at_risk"), tail[1]["tail"]
    assert list(report) == list(exceedance.policy.values) == ["status quo", "escorts", "everything"]
    for policy, found in report.items():
        for entry in found["exceedance"]:
            row = exceedance.sel(policy=policy, n=entry["n"])
            assert row.exceedance == entry["mean"]
            assert all(row[name] == entry[JSON_NAMES.get(name, name)] for name in ESTIMATE)
        for entry in found["risk"]:
            row = risk.sel(policy=policy, level=entry["level"])
            assert row.value_at_risk == entry["value_at_risk"]
            assert row.conditional_value_at_risk == entry["conditional_value_at_risk"]["mean"]
        assert found["chosen_for"] == group(tail, "tilts").chosen_for.sel(policy=policy) <= 20


def test_chances_fall_and_bounds_hold_them(tail):
    data = group(tail, "exceedance")
    assert (data.exceedance.diff("n") <= 0).all()
    assert (data.low <= data.exceedance).all() and (data.exceedance.clip(max=1) <= data.high).all()  # an estimate may be above 1
    assert (data.exceedance.isel(n=-1) == 0).all() and (data.high.isel(n=-1) > 0).all()
    assert numpy.isfinite(data.standard_error).all()


def test_shares_of_tilts_add_up_and_some_draws_are_plain(tail):
    tilts = group(tail, "tilts")
    numpy.testing.assert_allclose(tilts.share.sum("tilt"), 1)
    parts = tilts[["engagement", "background", "severity", "severe_share", "deaths"]].to_array()
    plain = tilts.share.where((parts == 0).all("variable")).max("tilt")
    assert (plain >= 0.1).all()


def test_the_root_says_where_the_file_is_from(tail):
    with netCDF4.Dataset(tail[0]) as file:
        root = {name: file.getncattr(name) for name in file.ncattrs()}
    assert (root["format"], root["seed"], root["replications"], root["complete"]) == ("convoyrisk-tail", 5, 600, 1)
    assert root["title"] == "12 everything" and root["confidence"] == 0.95


def test_the_documentation_names_every_variable(tail):
    text = (ROOT / "docs/results.md").read_text(encoding="utf-8")
    with netCDF4.Dataset(tail[0]) as file:
        assert sorted(file.groups) == sorted(GROUPS)
        names = {name for group in GROUPS for name in file[group].variables} | set(file.ncattrs())
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_equal_bytes_for_any_number_of_threads(tail, tmp_path):
    words = ["--tail-at", 20, "--replications", 600, "--seed", 5, "--quiet"]
    succeed("run", EVERYTHING, "--tail", *words, "--threads", 3, "-o", tmp_path / "again.h5")
    assert (tmp_path / "again.h5").read_bytes() == tail[0].read_bytes()


def test_a_plain_run_agrees(tail, tmp_path):
    """Loosely: the sharp comparison is in tests/statistical."""
    done = succeed("run", EVERYTHING, "--replications", 3000, "--seed", 6, "-o", tmp_path / "plain.h5", "--quiet")
    assert done.stdout
    with xarray.open_dataset(tmp_path / "plain.h5", group="outcomes", engine="h5netcdf") as outcomes:
        plain = (outcomes.killed_total >= 5).mean("replication").load()
    found = group(tail, "exceedance").sel(n=5)
    error = numpy.hypot(found.standard_error, numpy.sqrt(plain * (1 - plain) / 3000))
    assert (abs(found.exceedance - plain) < 5.5 * error).all()


def test_the_table_is_narrow_and_marks_what_is_doubtful(tmp_path):
    table = succeed("run", FIRST_STEPS, "--tail", "--replications", 512, "-o", tmp_path / "a.h5", "--quiet").stdout
    assert max(map(len, table.splitlines())) <= 79
    assert re.search(r"^ +1 +0\.\d{4} +\[0\.\d{4}, 0\.\d{4}\]", table, re.MULTILINE)
    assert " *\n" in table and "\n*: rests on few or uneven weights" in table


def test_the_default_file_is_not_that_of_a_plain_run(tmp_path):
    succeed("run", FIRST_STEPS, "--tail", "--replications", 256, "--quiet", cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["first-steps.tail.h5"]


@pytest.mark.parametrize("words, message", [
    (["--tail-at", "20"], "--tail-at requires --tail"),
    (["--tail", "--resume"], "excludes"),
    (["--tail", "--blocks", "0..1"], "excludes"),
    (["--tail", "--tail-at", "0"], "--tail-at"),
    (["--tail", "--sweep", 'threat.groups."hill group".engage=0.5,0.9'], "not together with a sweep"),
])
def test_what_cannot_be_is_refused(tmp_path, words, message):
    done = call("run", FIRST_STEPS, *words, cwd=tmp_path)
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_plain_reader_refuses_a_tail_file(tail):
    done = call("compare", tail[0])
    assert done.returncode == 2 and "not a convoyrisk result but a file of `run --tail`" in done.stderr


def test_deaths_in_accidents_count(tmp_path):
    """Chances of n or more dead, tilted and plain: z at four n, false alarm 1e-6 in all; without accidents they are far lower."""
    road = ("--set", "vehicles.bus.accident=1e-5 /km")
    words = (FIRST_STEPS, "--policy", "escort", "--quiet")
    tilted = succeed("run", *words, *road, "--tail", "--tail-at", 8, "--replications", 4000, "--json", "-o", tmp_path / "t.h5")
    chances = {entry["n"]: entry for entry in json.loads(tilted.stdout)["tail"]["escort"]["exceedance"]}

    def z_scores(*more):
        succeed("run", *words, *more, "--replications", 10000, "--seed", 2, "-o", tmp_path / "p.h5")
        killed = outcomes(tmp_path / "p.h5", "escort")["killed_total"]
        plain = {n: (killed >= n).mean() for n in (1, 3, 5, 8)}
        return [(chances[n]["mean"] - p) / numpy.hypot(chances[n]["se"], numpy.sqrt(p * (1 - p) / len(killed)))
                for n, p in plain.items()]

    assert max(map(abs, z_scores(*road))) < 5.2
    assert max(map(abs, z_scores())) > 20
