"""Events that are kept are those that the outcomes count and a trace tells, and come in the same bytes however they were made."""

import collections
import json
import re
import signal
import subprocess

import h5py
import netCDF4
import numpy
import pytest
import xarray

from program import EVERYTHING, FIRST_STEPS, PROGRAM, REFERENCE_SCENARIOS, ROOT, call, outcomes, succeed, wait_for_log

KEEP = ("--keep", "outcomes,legs,days,severity,events")
REPLICATIONS = 600  # two whole blocks and a part
SCENARIOS = {"first steps": FIRST_STEPS, "karakoram": ROOT / "scenarios/karakoram.yaml", "everything": EVERYTHING,
             **{name: next(REFERENCE_SCENARIOS.glob(f"*-{name}.yaml")) for name in ("sites", "recruitment", "postures")}}
OUTCOME_OF_KIND = {"recruited": "cells_recruited", "staged": "stagings", "spotted": "spotted", "attacked": "attacks_by_cells",
                   "passed": "passed", "background_spotted": "background_spotted", "background_attacked": "background_attacks",
                   "site_attacked": "site_attacks", "intercepted_spotting": "interceptions_spotting",
                   "intercepted_patrol": "interceptions_patrol", "intercepted_tip": "interceptions_tip",
                   "intercepted_raid": "interceptions_raid", "intercepted_reaction": "interceptions_reaction",
                   "eliminated": "cells_eliminated", "cancelled": "trips_cancelled", "flown": "trips_flown"}
ON_ROAD = ("attacked", "background_attacked")
VICTIMS = ("killed", "injured", "escort_killed", "escort_injured")


class Table:
    """/events of one policy, the indices put into words; none where they are -1."""

    def __init__(self, path, policy, point=None):
        with h5py.File(path) as file:
            group = file["events"]
            rows = group["policy_index"][:] == list(group["policy"].asstr()).index(policy)
            if point is not None:
                rows &= group["point_index"][:] == point
            self.columns = {name: group[name][:][rows] for name in group if group[name].shape == group["event"].shape
                            and len(group[name].dims) and name not in ("event", "kind", "policy", "leg", "site", "convoy", "group", "zone")}
            for name in ("kind", "leg", "site", "convoy", "group"):
                words = numpy.append(group[name].asstr()[:], None)
                self.columns[name] = words[self.columns[f"{name}_index"]]

    def __getitem__(self, name):
        return self.columns[name]

    def sums(self, kinds, replications, what=None):
        """By replication: how many events of these kinds, or how many people of theirs."""
        of_kind = numpy.isin(self["kind"], kinds)
        weights = self[what][of_kind] if what else None
        return numpy.bincount(self["replication"][of_kind], weights, minlength=replications)


@pytest.fixture(scope="module", params=SCENARIOS)
def kept(request, tmp_path_factory):
    """(scenario, result file with events, the same without)."""
    folder = tmp_path_factory.mktemp("events")
    for name, keep in (("a.h5", KEEP), ("b.h5", ())):
        succeed("run", SCENARIOS[request.param], "-o", folder / name, "--quiet", "--no-uncertainty", "--replications", REPLICATIONS, *keep)
    return SCENARIOS[request.param], folder / "a.h5", folder / "b.h5"


def policies_of(path):
    with h5py.File(path) as file:
        return json.loads(file.attrs["policies"])


def test_sums_of_events_are_the_outcomes_of_each_replication(kept):
    for policy in policies_of(kept[1]):
        events, expected = Table(kept[1], policy), outcomes(kept[1], policy)
        for kind, outcome in OUTCOME_OF_KIND.items():
            assert (events.sums([kind], REPLICATIONS) == expected[outcome]).all(), outcome
        attacks = [*ON_ROAD, "site_attacked"]
        assert (events.sums(attacks, REPLICATIONS) == expected["attacks"]).all()
        for victims in VICTIMS:
            assert (events.sums(ON_ROAD, REPLICATIONS, victims) == expected[victims]).all(), victims
        for what in ("killed", "injured"):
            assert (events.sums(["site_attacked"], REPLICATIONS, what) == expected[f"site_{what}"]).all()
        assert (events.sums(["flown"], REPLICATIONS, "killed") == expected["flown_killed"]).all()
        everyone = sum(events.sums([*attacks, "flown"], REPLICATIONS, what) for what in ("killed", "escort_killed"))
        assert (everyone == expected["killed_total"]).all()
        meetings = events.sums(["spotted", "attacked", "passed"], REPLICATIONS)
        assert (meetings == expected["encounters"]).all()
        shifted = numpy.roll(expected["stagings"], 1)  # negative control
        assert (events.sums(["staged"], REPLICATIONS) != shifted).any()


def test_sums_of_events_are_those_by_leg_and_day(kept):
    with xarray.open_dataset(kept[1], group="legs", engine="h5netcdf") as legs, \
            xarray.open_dataset(kept[1], group="days", engine="h5netcdf") as days:
        for policy in policies_of(kept[1]):
            events = Table(kept[1], policy)
            on_road = numpy.isin(events["kind"], ON_ROAD)
            for leg in legs["leg"].values:
                here, by_leg = events["leg"] == leg, legs.sel(policy=policy, leg=leg)
                assert (here & (events["kind"] == "staged")).sum() == by_leg["stagings"]
                assert (here & on_road).sum() == by_leg["attacks"]
                assert events["killed"][here & on_road].sum() == by_leg["killed"]
            attacks = on_road | (events["kind"] == "site_attacked")
            size = days.sizes["day"]
            assert (numpy.bincount(events["day"][attacks], minlength=size) == days["attacks"].sel(policy=policy)).all()
            killed = numpy.bincount(events["day"][on_road], events["killed"][on_road], minlength=size)
            assert (killed == days["killed"].sel(policy=policy)).all()


def test_they_are_what_a_trace_counts_in_its_order(kept):
    replication = 3
    for policy in policies_of(kept[1]):
        events = Table(kept[1], policy)
        rows = events["replication"] == replication
        names = ["day", "kind", "leg", "site", "convoy", "entry", "group", *VICTIMS]
        found = list(zip(*(events[name][rows] for name in names)))
        told = succeed("trace", kept[0], "--policy", policy, "--replication", replication).stdout.splitlines()[1:]
        expected = []
        for event in map(json.loads, told):
            kind = event["event"] + (f"_{event['cause']}" if "cause" in event else "")
            if event["counted"] and kind in (*OUTCOME_OF_KIND, "site_spotted"):
                expected.append((event["time_h"] // 24, kind, *(event.get(name) for name in ("leg", "site", "convoy")),
                                 event.get("entry", 0), event.get("group"), *(event.get(name, 0) for name in VICTIMS)))
        assert found == expected


def test_rows_are_by_policy_and_replication_and_time(kept):
    with h5py.File(kept[1]) as file:
        group = file["events"]
        place = group["policy_index"][:].astype(numpy.int64) * REPLICATIONS + group["replication"][:]
        flown_or_cancelled = numpy.isin(group["kind"].asstr()[:][group["kind_index"][:]], ["flown", "cancelled"])
        order = numpy.lexsort((numpy.arange(len(place)), group["day"][:], place))
        assert len(place) > 1000 and (order == numpy.arange(len(place))).all()
        # who leaves by the timetable counts by it, and may leave before t = 0 (docs/model.md, 2)
        assert (group["day"][:][~flown_or_cancelled] >= 0).all()


def test_no_place_finer_than_a_leg_no_time_finer_than_a_day_and_no_cell(kept):
    with h5py.File(kept[1]) as file:
        columns = {name for name, item in file["events"].items() if item.dims and item.dims[0].keys() == ["event"]}
        columns |= {name for name, item in file["events"].items() if len(item.dims) == 1}
        assert columns == {"event", "policy", "kind", "leg", "site", "convoy", "group", "zone", "policy_index", "replication", "day",
                           "kind_index", "leg_index", "site_index", "convoy_index", "entry", "group_index", *VICTIMS}
        assert all(file["events"][name].dtype.kind == "i" for name in columns if name.endswith("_index") or name == "day")


def test_events_leave_all_else_as_it_is(kept):
    with h5py.File(kept[1]) as with_events, h5py.File(kept[2]) as without:
        assert set(with_events) - set(without) == {"events"} and "events" not in without
        seen = []

        def check(name, item):
            if isinstance(item, h5py.Dataset) and item.dtype.kind in "if":
                seen.append(name)
                assert with_events[name][()].tobytes() == item[()].tobytes(), name

        without.visititems(check)
        assert len(seen) > 90


def test_every_library_reads_the_same(kept):
    with xarray.open_dataset(kept[1], group="events", engine="h5netcdf") as dataset, netCDF4.Dataset(kept[1]) as netcdf:
        assert list(dataset.variables) == list(netcdf["events"].variables)
        for name, variable in netcdf["events"].variables.items():
            assert variable.units and variable.long_name and variable.dimensions == dataset[name].dims
            assert dataset[name].dtype.kind in "iO"
            numpy.testing.assert_array_equal(numpy.ma.getdata(variable[...]), dataset[name].values)
            assert not numpy.ma.is_masked(variable[...])


def test_everything_that_can_happen_is_seen_somewhere(tmp_path):
    """Else the checks above would check nothing."""
    seen = collections.Counter()
    for name, scenario in SCENARIOS.items():
        succeed("run", scenario, "-o", tmp_path / f"{name}.h5", "--quiet", "--no-uncertainty", "--replications", 50, *KEEP)
        with h5py.File(tmp_path / f"{name}.h5") as file:
            kinds = list(file["events/kind"].asstr())
            seen.update(numpy.array(kinds)[file["events/kind_index"][:]])
    assert set(kinds) == set(seen) == {*OUTCOME_OF_KIND, "site_spotted"}


def test_no_event_is_an_empty_group(tmp_path):
    nothing = ("--set", 'threat.groups."hill group".cells=0')
    succeed("run", FIRST_STEPS, "-o", tmp_path / "a.h5", "--quiet", "--replications", 50, *nothing, "--keep", "events")
    with xarray.open_dataset(tmp_path / "a.h5", group="events", engine="h5netcdf") as dataset, \
            netCDF4.Dataset(tmp_path / "a.h5") as netcdf:
        assert dataset.load().sizes["event"] == 0 and netcdf["events"]["day"][...].size == 0
        assert dataset["kind"].size == 17
    succeed("run", FIRST_STEPS, "-o", tmp_path / "a.h5", "--quiet", "--resume", "--replications", 100, *nothing, "--keep", "events")


def test_the_documentation_names_every_variable(kept):
    text = (ROOT / "docs/results.md").read_text(encoding="utf-8").split("**/events**")[1].split("**/blocks**")[0]
    with h5py.File(kept[1]) as file:
        names = [*file["events"], *file["events/kind"].asstr()]
    assert [name for name in names if name != "event" and f"`{name}`" not in text] == []


# --- the same bytes -------------------------------------------------------------------------------------------------------

LONG = ["run", str(FIRST_STEPS), "--quiet", *KEEP, "--replications"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Bytes of a run of sixteen blocks on one thread."""
    result = tmp_path_factory.mktemp("whole") / "a.h5"
    succeed(*LONG, 4000, "-o", result, "--threads", 1)
    return result.read_bytes()


@pytest.mark.parametrize("threads", [2, 4])
def test_threads_leave_no_trace(whole, tmp_path, threads):
    succeed(*LONG, 4000, "-o", tmp_path / "a.h5", "--threads", threads)
    assert (tmp_path / "a.h5").read_bytes() == whole


def test_another_seed_has_other_events(whole, tmp_path):
    """Negative control."""
    succeed(*LONG, 4000, "-o", tmp_path / "a.h5", "--seed", 2)
    assert (tmp_path / "a.h5").read_bytes() != whole


def test_shards_merge_to_the_file_of_one_run(whole, tmp_path):
    parts = [(0, 3), (3, 4), (4, 16)]
    for first, end in parts:
        succeed(*LONG, 4000, "-o", tmp_path / f"{first}.h5", "--blocks", f"{first}..{end}")
    succeed("merge", *(tmp_path / f"{first}.h5" for first, _ in parts[::-1]), "-o", tmp_path / "merged.h5")
    assert (tmp_path / "merged.h5").read_bytes() == whole


def test_a_longer_run_is_the_run_that_was_so_long(whole, tmp_path):
    for replications in (1, 300, 4000):
        succeed(*LONG, replications, "-o", tmp_path / "a.h5", "--resume")
    assert (tmp_path / "a.h5").read_bytes() == whole


def test_a_run_that_is_killed_goes_on(whole, tmp_path):
    result, log = tmp_path / "a.h5", tmp_path / "a.h5.partial"
    killed_midway = 0
    for _ in range(5):
        with subprocess.Popen([PROGRAM, *LONG, "4000", "-o", result, "--threads", "1", "--resume"], stdout=subprocess.DEVNULL) as run:
            wait_for_log(run, log, log.stat().st_size if log.exists() else 20_000)
            run.send_signal(signal.SIGKILL)
        killed_midway += log.exists()
    succeed(*LONG, 4000, "-o", result, "--resume")
    assert killed_midway and not log.exists() and result.read_bytes() == whole


def test_sweeps_and_draws_keep_events_by_point_and_replication(tmp_path):
    uncertain = tmp_path / "a.yaml"
    uncertain.write_text(FIRST_STEPS.read_text(encoding="utf-8") + """
sweep: {cross: {"threat.groups[0].cells": [1, 3]}}
uncertainty: {draws: 12, inner: 8, parameters: {"threat.groups[0].engage": {uniform: [0.3, 0.9]}}}
""", encoding="utf-8")
    words = ["run", uncertain, "--quiet", *KEEP]
    succeed(*words, "-o", tmp_path / "a.h5", "--threads", 1)
    with h5py.File(tmp_path / "a.h5") as file:
        stagings = file["outcomes/stagings"][:]
        policies = list(file["events/policy"].asstr())
    assert stagings.shape == (2, 2, 96)
    for point in range(2):
        for row, policy in enumerate(policies):
            assert (Table(tmp_path / "a.h5", policy, point).sums(["staged"], 96) == stagings[point, row]).all()
    for part in ("0..5", "5..12"):
        succeed(*words, "-o", tmp_path / f"{part}.h5", "--blocks", part)
    succeed("merge", tmp_path / "0..5.h5", tmp_path / "5..12.h5", "-o", tmp_path / "merged.h5")
    assert (tmp_path / "merged.h5").read_bytes() == (tmp_path / "a.h5").read_bytes()


# --- what is said beforehand ----------------------------------------------------------------------------------------------

def test_the_size_of_events_is_foretold(tmp_path):
    for scenario in (FIRST_STEPS, EVERYTHING):
        done = succeed("run", scenario, "-o", tmp_path / "a.h5", "--replications", 5000, "--keep", "events")
        megabytes = float(re.search(r"at most about [\d.]+ MB, and about ([\d.]+) MB of events", done.stderr)[1])
        with h5py.File(tmp_path / "a.h5") as file:
            held = sum(file["events"][name].id.get_storage_size() for name in file["events"]) / 1e6
        assert held / 2 < megabytes < 2 * held
    assert "of events" not in succeed("run", FIRST_STEPS, "-o", tmp_path / "b.h5", "--replications", 10).stderr


def test_events_that_would_not_fit_are_refused_before_the_run(tmp_path):
    done = call("run", FIRST_STEPS, "-o", tmp_path / "a.h5", "--replications", 10**10, "--keep", "events")
    assert done.returncode == 2 and "leave `events` out of run.keep" in done.stderr and not (tmp_path / "a.h5").exists()
