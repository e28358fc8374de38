"""The result file through the libraries that users read it with: h5py, xarray with h5netcdf, netCDF4."""

import hashlib
import os
import re
import subprocess
from pathlib import Path

import h5py
import netCDF4
import numpy
import pytest
import xarray

WRITE_SAMPLE = os.environ["CONVOYRISK_WRITE_SAMPLE"]
ROOT = Path(os.environ["CONVOYRISK_SOURCE_DIR"])
GROUPS = ["summary", "comparison", "scenario", "network", "blocks", "legs", "convoys", "days", "severity", "outcomes"]
REPLICATIONS = 20_000  # more than a chunk


def write_sample(path, replications=REPLICATIONS, **environment):
    subprocess.run([WRITE_SAMPLE, path, str(replications)], check=True, env={**os.environ, **environment})
    return path


@pytest.fixture(scope="module", params=[600, REPLICATIONS], ids=["small", "large"])
def sample(request, tmp_path_factory):
    """Small tables lie in headers, large ones in chunks; a reader must see no difference."""
    return write_sample(tmp_path_factory.mktemp("results") / "sample.h5", request.param), request.param


def open_group(sample, group):
    with xarray.open_dataset(sample[0], group=group, engine="h5netcdf") as dataset:
        return dataset.load()


def value(replication, outcome, policy, is_count):
    count = (7 * replication + 3 * outcome + 5 * policy) % 11
    return count if is_count else count / 8


def test_every_variable_has_units_long_name_and_dimensions_with_labels(sample):
    with h5py.File(sample[0]) as file:
        seen = []

        def check(name, item):
            if isinstance(item, h5py.Dataset):
                seen.append(name)
                assert item.attrs["units"] and item.attrs["long_name"], name
                assert "_FillValue" not in item.attrs
                if not h5py.h5ds.is_scale(item.id):
                    assert [len(axis) for axis in item.dims] == [1] * item.ndim, name
                    assert [axis[0].shape[0] for axis in item.dims] == list(item.shape), name

        file.visititems(check)
        assert list(file) == sorted(GROUPS) and len(seen) > 90
        dimensions = [item.attrs["_Netcdf4Dimid"] for item in map(file.get, seen) if h5py.h5ds.is_scale(item.id)]
        assert sorted(dimensions) == list(range(len(dimensions)))


@pytest.mark.parametrize("group", GROUPS)
def test_xarray_and_netcdf4_read_the_same_from_every_group(sample, group):
    dataset = open_group(sample, group)
    with netCDF4.Dataset(sample[0]) as file:
        assert list(file[group].variables) == list(dataset.variables)  # in the order of creation
        for name, variable in file[group].variables.items():
            assert variable.dimensions == dataset[name].dims
            assert variable.units == dataset[name].attrs["units"]
            values = variable[...]
            assert not numpy.ma.is_masked(values)
            numpy.testing.assert_array_equal(numpy.ma.getdata(values), dataset[name].values)
    for dimension in dataset.dims:
        assert dimension in dataset.coords


def test_the_root_says_where_the_file_is_from(sample):
    with netCDF4.Dataset(sample[0]) as file:
        root = {name: file.getncattr(name) for name in file.ncattrs()}
    assert root["Conventions"] == "CF-1.8"
    assert root["title"] == "Täler & Pässe"
    assert (root["format"], root["format_version"]) == ("convoyrisk-result", 2)
    assert root["seed"] == 18446744073709551557 and root["seed"].dtype == numpy.uint64
    assert (root["replications"], root["block_size"], root["complete"]) == (sample[1], 256, 1)
    assert root["blocks_done"] == -(-sample[1] // 256)
    assert re.fullmatch(r"\d+\.\d+\.\d+", root["program_version"])
    assert re.fullmatch(r"unknown|[0-9a-f]{40}(-dirty)?", root["git_revision"])
    assert re.fullmatch(r"[0-9a-f]{64}", root["libm_fingerprint"])
    assert root["libm"].startswith("glibc ") and root["compiler"]
    with h5py.File(sample[0]) as file:
        assert file.attrs["_NCProperties"].decode().startswith("version=2,convoyrisk=")


def test_the_scenario_comes_with_its_digest(sample):
    scenario = open_group(sample, "scenario")
    assert scenario.text.item() == "title: Täler\n"
    assert scenario.resolved.item() == "title: Täler\nseed: 42\n"
    assert scenario.resolved_sha256.item() == hashlib.sha256(scenario.resolved.item().encode()).hexdigest()


def test_network(sample):
    network = open_group(sample, "network")
    assert list(network.node.values) == ["camp", "bridge", "Übergang"]
    assert network.latitude.sel(node="Übergang") == 35 and network.longitude.sel(node="camp") == 73.25
    upper = network.sel(leg="upper")
    assert (upper["from"], upper["to"], upper.zone, upper.length) == ("bridge", "Übergang", "", 20)
    assert network.length.units == "km" and network.latitude.units == "degrees_north"


def test_outcomes_are_those_of_every_replication(sample):
    outcomes = open_group(sample, "outcomes")
    summary = open_group(sample, "summary")
    assert list(outcomes.data_vars) == list(summary.outcome.values)
    replications = numpy.arange(sample[1])
    numpy.testing.assert_array_equal(outcomes.replication, replications)
    for index, (name, variable) in enumerate(outcomes.data_vars.items()):
        is_count = name not in ("delay", "waiting", "cost") and not name.endswith("_conditional")
        assert variable.dtype == ("int32" if is_count else "float64"), name
        assert variable.units == summary.outcome_units.sel(outcome=name)
        for policy in range(2):
            numpy.testing.assert_array_equal(variable[policy], value(replications, index, policy, is_count))
    assert outcomes.cost.units == "USD" and outcomes.killed.units == "person"


def test_sums_by_leg(sample):
    legs = open_group(sample, "legs")
    replications = numpy.arange(sample[1])
    assert legs.replications == sample[1]
    segments = [replications % 3 + leg for leg in range(3)]
    for leg, km in enumerate([5, 5, 6.5]):
        assert legs.convoy_km[1, leg] == segments[leg].sum() * km
        assert legs.segments_passed_squares[1, leg] == (segments[leg] ** 2).sum()
        assert legs.stagings_squares[0, leg] == leg**2 * sample[1]
        assert legs.segments_passed[1, leg] == segments[leg].sum()
    assert legs.killed.sel(policy="no escort", leg="direct") == sample[1] / 2
    assert legs.killed.sel(policy="escort").sum() == 0
    assert legs.attacks.dtype == "int64" and legs.convoy_km.units == "km" and legs.killed_squares.units == "person^2"


def test_sums_by_day_and_severity(sample):
    days = open_group(sample, "days")
    assert days.killed.values.tolist() == [[0, sample[1] // 4 * 6]] * 2
    assert days.attacks.values.tolist() == [[0, sample[1] // 2]] * 2
    assert days.day.start == "2024-02-29T06:00:00"
    severity = open_group(sample, "severity")
    assert severity.n.values.tolist() == list(range(11))
    assert severity.counted[1].values.tolist() == [sample[1] // 4] * 4 + [0] * 7
    assert severity.conditional.sel(policy="escort", n=2) == pytest.approx(0.1 * sample[1])
    total = open_group(sample, "outcomes").killed_total
    assert severity.killed_total[1].values.tolist() == numpy.bincount(total[1], minlength=11).tolist()


def test_summary_and_comparison_agree_with_the_outcomes(sample):
    outcomes = open_group(sample, "outcomes")
    summary = open_group(sample, "summary")
    comparison = open_group(sample, "comparison")
    assert summary.attrs["confidence"] == 0.95
    assert comparison.attrs["baseline"] == "no escort"
    for name, values in outcomes.data_vars.items():
        plain = summary.sel(outcome=name)
        numpy.testing.assert_allclose(plain.plain_mean, values.mean("replication"), rtol=1e-12)
        numpy.testing.assert_allclose(plain.plain_variance, values.var("replication", ddof=1), rtol=1e-9)
        difference = values.sel(policy="escort") - values.sel(policy="no escort")
        paired = comparison.sel(outcome=name, policy="escort", against="no escort")
        numpy.testing.assert_allclose(paired.plain_difference, difference.mean(), rtol=1e-9, atol=1e-12)
        assert paired.low <= paired.difference <= paired.high
    assert (comparison.difference.sel(policy="no escort", against="no escort") == 0).all()
    swapped = comparison.difference.sel(policy="no escort", against="escort")
    numpy.testing.assert_allclose(swapped, -comparison.difference.sel(policy="escort", against="no escort"), rtol=1e-12)
    deaths = outcomes.killed_total
    for threshold in (1, 10):
        numpy.testing.assert_allclose(summary.chance.sel(threshold=threshold), (deaths >= threshold).mean("replication"))
    assert (summary.chance_low <= summary.chance).all() and (summary.chance <= summary.chance_high).all()
    assert "outcome_units" in summary["mean"].coords


def test_blocks_add_up_to_the_run(sample):
    blocks = open_group(sample, "blocks")
    outcomes = open_group(sample, "outcomes")
    weights = blocks.replications / blocks.replications.sum()
    numpy.testing.assert_array_equal(blocks.replications[:-1], 256)
    assert blocks.replications.sum() == sample[1]
    first = outcomes.isel(replication=slice(0, 256))
    for name, values in outcomes.data_vars.items():
        mean = blocks["mean"].sel(outcome=name)
        numpy.testing.assert_allclose((mean * weights).sum("block"), values.mean("replication"), rtol=1e-12)
        escort = first[name].sel(policy="escort") - first[name].sel(policy="escort").mean()
        other = first[name].sel(policy="no escort") - first[name].sel(policy="no escort").mean()
        comoment = blocks.comoment.sel(outcome=name, pair="no escort | escort")[0]
        numpy.testing.assert_allclose(comoment, (escort * other).sum(), rtol=1e-9, atol=1e-9)
    excess = first.killed - first.killed_conditional
    numpy.testing.assert_allclose(blocks.excess_mean.sel(controlled="killed")[0], excess.mean("replication"), rtol=1e-9)
    unequal = (first.killed.sel(policy="escort") != first.killed.sel(policy="no escort")).sum()
    assert blocks.unequal.sel(controlled="killed", pair="no escort | escort")[0] == unequal
    # the histograms, one after the other: those of the first block and policy
    names = list(blocks.histogram.values)
    sizes = blocks.entries.values.reshape(-1)
    at = int(sizes[: names.index("killed_total")].sum())
    entries = slice(at, at + int(sizes[names.index("killed_total")]))
    dead = first.killed_total.sel(policy="no escort").values
    found = dict(zip(blocks.entry_value.values[entries], blocks.entry_count.values[entries]))
    assert found == dict(zip(*numpy.unique(dead, return_counts=True)))


def test_equal_runs_give_equal_bytes_whatever_lay_in_memory(tmp_path):
    """Freed and fresh memory is filled with another byte in each run: none of it may reach the file."""
    contents = {write_sample(tmp_path / "a.h5", 5000, MALLOC_PERTURB_=filling).read_bytes() for filling in ("1", "85", "254")}
    assert len(contents) == 1


def test_the_examples_of_the_documentation_run(sample, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("run.h5").write_bytes(sample[0].read_bytes())
    examples = re.findall(r"```python\n(.*?)```", (ROOT / "docs/results.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 3
    for example in examples:
        exec(example, {})
        assert capsys.readouterr().out


def test_the_documentation_names_every_variable(sample):
    text = (ROOT / "docs/results.md").read_text(encoding="utf-8")
    with netCDF4.Dataset(sample[0]) as file:
        outcomes = set(file["outcomes"].variables) - {"policy", "replication"}
        names = {name for group in GROUPS for name in file[group].variables} - outcomes
        names |= {name for name in file.ncattrs()} | {name for group in GROUPS for name in file[group].ncattrs()}
    assert sorted(name for name in names if f"`{name}`" not in text) == []
