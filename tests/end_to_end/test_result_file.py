"""The result file of a real run, through the libraries that users read it with (its content: tests/results)."""

import h5py
import netCDF4
import numpy
import pytest
import xarray

from program import EVERYTHING, FIRST_STEPS, simulate

GROUPS = ["summary", "comparison", "scenario", "network", "blocks", "legs", "days", "severity", "outcomes"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "a.h5"
    return path, simulate(EVERYTHING, path, "--replications", "300")


@pytest.mark.parametrize("group", GROUPS)
def test_every_library_reads_the_same(run, group):
    with xarray.open_dataset(run[0], group=group, engine="h5netcdf") as dataset, netCDF4.Dataset(run[0]) as netcdf, \
            h5py.File(run[0]) as hdf5:
        assert list(dataset.variables) == list(netcdf[group].variables) and len(dataset.variables) > 2
        for name, variable in netcdf[group].variables.items():
            assert not numpy.ma.is_masked(variable[...]) and variable.units
            numpy.testing.assert_array_equal(numpy.ma.getdata(variable[...]), dataset[name].values)
            if dataset[name].dtype.kind in "if":
                numpy.testing.assert_array_equal(hdf5[group][name][()], dataset[name].values)


def test_the_file_says_what_json_says(run):
    path, said = run
    with xarray.open_dataset(path, group="summary", engine="h5netcdf") as summary:
        for policy, content in said["policies"].items():
            for outcome, numbers in content["outcomes"].items():
                at = summary.sel(policy=policy, outcome=outcome)
                assert (at.plain_mean, at.plain_standard_error) == (numbers["mean"], numbers["se"])
    with xarray.open_dataset(path, group="legs", engine="h5netcdf") as legs:
        for policy, content in said["policies"].items():
            for leg, counts in content["legs"].items():
                for name, numbers in counts.items():
                    assert legs[name].sel(policy=policy, leg=leg) / 300 == pytest.approx(numbers["mean"], rel=1e-12)
    with xarray.open_dataset(path, group="severity", engine="h5netcdf") as severity:
        for policy, content in said["policies"].items():
            for name in ("counted", "conditional"):
                assert severity[name].sel(policy=policy).values[: len(content["severity"]["n"])].tolist() == content["severity"][name]
    with xarray.open_dataset(path, group="comparison", engine="h5netcdf") as comparison:
        for policy, by_outcome in said["comparison"]["difference"].items():
            for outcome, numbers in by_outcome.items():
                assert comparison.difference.sel(policy=policy, against=said["comparison"]["baseline"], outcome=outcome) == numbers["mean"]


def test_a_trip_that_is_attacked_twice_counts_twice_among_its_convoys_attacks(tmp_path):
    """Some two background attacks on every trip of 45 km."""
    background = "{rates: {plain: 50 /1000km, hills: 50 /1000km}, modes: [{name: stray, kill: 0.01}]}"
    said = simulate(FIRST_STEPS, tmp_path / "a.h5", "--replications", 20, "--set", f"threat.background={background}")
    for policy in said["policies"].values():
        convoy = policy["convoys"]["morning bus"]
        attacks = policy["outcomes"]["attacks"]["mean"]
        assert convoy["attacks"]["mean"] == pytest.approx(attacks, rel=1e-12) and attacks > 1.5 * convoy["trips"]["mean"] > 0
