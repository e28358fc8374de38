"""Scopes, timetables, joined policies, follow-ups, accidents (model.md 2 "Scope", 3.1, 3.2, 3.7, 3.8): by hand and in closed form."""
import math
import pathlib
import random
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from checks import SITE, close, close_share, group, sample, small  # noqa: E402
from refmodel import cells, choice, durations, measures  # noqa: E402
from refmodel.plan import Plan  # noqa: E402
from refmodel.simulation import Simulation  # noqa: E402

TWO_ROADS = """  - {from: a, to: b, length: 20 km, speed: 40 km/h, zone: hill}
  - {from: b, to: c, length: 30 km, speed: 40 km/h, zone: plain}"""


def scheduled(spec, **wanted):
    """(scheduled hour, part) of trips whose record has these values, under the first policy."""
    trips = Plan(spec, spec.policies[0]).trips
    return [(t.scheduled, t.part) for t in trips if all(getattr(t, k) == v for k, v in wanted.items())]


def covered(scope, depart="{every: 6 h}", horizon="10 d"):
    """Scheduled hours that an escort of that scope covers. t = 0 is a Monday, midnight."""
    spec = small(policies=f"  - {{name: p, escort: [{{vehicles: 1, {scope}}}]}}", depart=depart, horizon=horizon)
    return [t.scheduled for t in Plan(spec, spec.policies[0]).trips if t.escort.vehicles]


# --- scope of measures on trips ------------------------------------------------------------------------------------------------

def test_scope_by_time_day_and_hour():
    assert covered("from: 1 d, until: 2 d") == [24, 30, 36, 42]
    assert covered("from: 2024-03-05, until: 2024-03-05 18:00") == [24, 30, 36]
    assert covered("days: [tue], until: 7 d") == [24, 30, 36, 42]
    assert covered("days: [fri], hours: [\"18:00\", \"06:00\"]") == [96, 114]  # the small hours of Friday, not of Saturday
    assert covered("hours: [\"06:00\", \"12:00\"], until: 2 d") == [6, 30]
    assert covered("convoys: [c]", horizon="1 d") == [0, 6, 12, 18]
    assert covered("hours: [\"05:00\", \"06:20\"]", depart="{at: [\"06:20\", \"05:00\"]}", horizon="1 d") == [5]


def test_the_first_entry_that_covers_a_trip_counts_whole():
    policies = """  - name: p
    schedule: [{jitter: 1 h, until: 1 d}, {curfew: ["05:00", "07:00"]}]
    escort: [{vehicles: 3, hours: ["00:00", "07:00"]}, {vehicles: 1, crew: 2}]"""
    spec = small(policies=policies, depart="{every: 6 h}", horizon="2 d")
    trips = Plan(spec, spec.policies[0]).trips
    assert [t.jitter for t in trips] == [1] * 4 + [0] * 4 and [t.curfew for t in trips] == [None] * 4 + [[5, 7]] * 4
    assert [(t.escort.vehicles, t.escort.crew) for t in trips] == [(3, 4), (3, 4), (1, 2), (1, 2)] * 2


def test_policies_join_others():
    policies = """  - {name: p, with: [q, r], escort: {vehicles: 1, until: 1 d}, extra_cost_day: 1}
  - {name: q, escort: {vehicles: 2}, extra_cost_day: 10, postures: [{after: attack, for: 1 d, suspend: true}]}
  - {name: r, escort: {vehicles: 3}, patrols: {interval: 1 h, detect: 1}, extra_cost_day: -3}"""
    p = small(policies=policies).policies[0]
    assert [e.vehicles for e in p.escort] == [1, 2, 3] and p.extra_cost_day == 8
    assert len(p.postures) == 1 and len(p.patrols) == 1


def test_consolidate_numbers_the_entries_of_a_scope():
    policies = "  - {name: p, consolidate: [{trips: 2, hours: [\"00:00\", \"07:00\"]}]}"
    spec = small(policies=policies, depart="{every: 6 h}", horizon="2 d", warmup="1 d")
    trips = Plan(spec, spec.policies[0]).trips
    # covered are -24, -18, 0, 6, 24, 30, numbered -2 to 3
    assert [(t.scheduled, t.workers) for t in trips] == [(-24, 20), (-12, 10), (-6, 10), (0, 20), (12, 10), (18, 10), (24, 20),
                                                         (36, 10), (42, 10)]


def test_a_convoy_changed_by_a_policy():
    policies = """  - name: p
    convoys: {c: {depart: {at: ["05:30"], days: [mon]}, workers: 3, vehicles: {van: 2}, speed: 20 km/h}}"""
    spec = small(policies=policies, horizon="8 d")
    trips = Plan(spec, spec.policies[0]).trips
    assert [(t.number, t.scheduled) for t in trips] == [(0, 5.5), (1, 173.5)]
    assert trips[0].aboard == [("van", 2), ("van", 1)] and trips[0].options == [[(0, 1.0)]]
    assert len(Plan(spec, small().policies[0]).trips) == 8


def test_split_deals_vehicles_in_turn():
    policies = "  - {name: p, split: {parts: 4, headway: 30 min}, convoys: {c: {workers: 7, vehicles: {van: 3}}}}"
    spec = small(policies=policies, horizon="1 d")
    trips = Plan(spec, spec.policies[0]).trips
    assert [(t.part, t.workers, t.later) for t in trips] == [(0, 3, 0), (1, 2, 0.5), (2, 2, 1)]
    out = sample(spec, 2)
    assert set(out["trips_scheduled"]) == {3} and set(out["workers_scheduled"]) == {7}


def test_parts_share_jitter_and_flight():
    policies = """  - {name: p, split: {parts: 2, headway: 1 h}, schedule: {jitter: 2 h}, airlift: {share: 0.5},
     convoys: {c: {vehicles: {van: 2}}}}"""
    spec = small(policies=policies, horizon="20 d", warmup="1 d")
    sim = Simulation(Plan(spec, spec.policies[0]), 1)
    sim.run()
    pairs = [(a, b) for a, b in zip(sim.trips[::2], sim.trips[1::2]) if b.departure < 480]
    assert all(b.departure - a.departure == pytest.approx(1) and a.status == b.status for a, b in pairs)
    assert {a.status for a, _ in pairs} == {"flown", "arrived"}


# --- curfew ------------------------------------------------------------------------------------------------------------------

def test_curfew_waits_by_arithmetic():
    policies = "  - {name: p, schedule: {curfew: [\"20:00\", \"05:00\"]}}"
    spec = small(policies=policies, depart="{at: [\"04:00\", \"05:00\", \"19:59\", \"20:00\", \"23:00\"]}", horizon="47 h",
                 extra="costs: {worker_delay_hour: 3}")
    out = sample(spec, 2)
    # one hour, none, none, nine, six; on the second day the last two wait up to the horizon: three hours and none
    assert out["waiting"] == pytest.approx(10 * (1 + 9 + 6 + 1 + 3))
    assert out["cost"] == pytest.approx(3 * 10 * 20)
    assert set(out["trips_unfinished"]) == {1} and set(out["trips_scheduled"]) == {9}


def test_curfew_over_midday():
    assert measures.curfew_wait([10, 12], small().start, 24 + 11.5) == pytest.approx(0.5)
    assert measures.curfew_wait([10, 12], small().start, 24 + 12) == 0
    assert measures.curfew_wait([10, 12], small().start, 10 - 1e-12) == pytest.approx(2)


# --- escorts in zones -----------------------------------------------------------------------------------------------------------

def test_escort_rides_in_its_zones_only():
    policies = "  - {name: p, escort: {vehicles: 2, zones: [plain]}}"
    spec = small(roads=TWO_ROADS, policies=policies, horizon="10 d", extra="costs: {escort_vehicle_hour: 1}")
    spec.convoys[0].end = "c"
    spec.convoys[0].pace_cv = 0.3
    close(sample(spec, 400)["cost"], 10 * 2 * 30 / 40)
    spec.policies[0].escort[0].zones = None
    close(sample(spec, 400)["cost"], 10 * 2 * 50 / 40)


def test_escort_acts_and_is_hit_in_its_zones_only():
    threat = "  background: {rates: {hill: 20 /1000km, plain: 20 /1000km}, deterrence: 0.7, modes: [{name: m, kill: 0.2}]}"
    policies = "  - {name: p, escort: {vehicles: 2, crew: 3, zones: [plain], spot: 0.1}}"
    spec = small(threat, policies, roads=TWO_ROADS, horizon="30 d")
    spec.convoys[0].end = "c"
    out = sample(spec, 1500)
    on_plain = 30 * 30 * 0.02
    close(out["background_spotted"], on_plain * 0.19)
    close(out["attacks"], 30 * 20 * 0.02 + on_plain * 0.81 * math.exp(-1.4))
    # the first hit falls on an escort vehicle in two of three cases; few trips meet more than one attack, where the dead count
    assert out["escort_killed"].mean() == pytest.approx(on_plain * 0.81 * math.exp(-1.4) * 2 / 3 * 0.6, rel=0.15)
    close(out["escort_killed"] - out["escort_killed_conditional"], 0)


def test_fresh_crews_at_each_joining():
    roads = """  - {from: a, to: b, length: 20 km, speed: 40 km/h, zone: hill}
  - {from: b, to: c, length: 30 km, speed: 40 km/h, zone: plain}
  - {from: c, to: d, length: 10 km, speed: 40 km/h, zone: hill}"""
    policies = "  - {name: p, escort: {vehicles: 1, zones: [hill]}}"
    spec = small(roads=roads.replace("to: d", "to: a, name: back"), policies=policies, horizon="1 d",
                 threat="  background: {rates: {hill: 1000 /km}, modes: [{name: m, kill: 1, spread: 1}]}\n  spotted_halt: 0 h")
    spec.network.roads[2].end = "d"
    spec.network.nodes["d"] = (35.3, 72)
    spec.convoys[0].end = "d"
    assert sample(spec, 1)["escort_killed"] == 8  # four on each stretch; all the workers on the first


# --- measures in force ------------------------------------------------------------------------------------------------------------

def test_patrol_in_force_for_a_window():
    policies = "  - {name: p, patrols: {interval: 6 h, detect: 0.5, from: 2 d, until: 3 d}}"
    # by t = 0 every cell is staged for good; none engages, and one that is cleared is gone
    spec = small(group(cells=30, dormant="1 s", staged="10000 d", site_share=0), policies, warmup="5 d")
    spec.groups[0].engage, spec.groups[0].capture = 0.0, 1.0
    out = sample(spec, 200)
    close_share(out["cells_eliminated"].sum(), 30 * 200, 1 - math.exp(-0.5 * 24 / 6))
    assert (out["interceptions_patrol"] == out["cells_eliminated"]).all()


def test_hazards_ring_by_their_integral():
    rng, pieces = random.Random(2), [(2.0, 5.0, 0.3), (4.0, math.inf, 0.1)]
    times = np.array([measures.ring(rng, 1.0, pieces) for _ in range(20000)])
    for t in (3.0, 4.5, 9.0):
        integral = 0.3 * (min(t, 5) - 2) + 0.1 * max(0, t - 4)
        close_share((times <= t).sum(), len(times), 1 - math.exp(-integral))
    assert measures.ring(rng, 6.0, [(2.0, 5.0, 9.0)]) == math.inf


def test_entries_in_force_add_up():
    policies = """  - name: p
    surveillance: [{detect: 0.5, zones: [hill]}, {detect: 0.2, until: 5 d}]
    patrols: [{interval: 6 h, detect: 0.4, zones: [hill]}, {interval: 24 h, detect: 0.5, from: 5 d}]
    crackdown: [{raid_rate: 0.1 /h, backlash: 1, until: 5 d}, {raid_rate: 0.2 /h, backlash: 2}]
    sanctuary: [{recruitment: 0.5}, {recruitment: 0.4, from: 5 d}]
    guards: [{add: {s: 2}}, {add: {s: 3}, from: 5 d}]
    reaction_force: [{bases: [b], ready: 1 h, speed: 20 km/h}, {bases: [a], ready: 90 min, speed: 20 km/h, from: 5 d}]"""
    spec = small(group(), policies, sites=SITE, roads=TWO_ROADS)
    plan = Plan(spec, spec.policies[0])
    assert plan.detect({"hill"}, 0) == pytest.approx(0.6) and plan.detect({"hill"}, 120) == 0.5
    assert plan.detect({"plain"}, 0) == pytest.approx(0.2) and plan.detect({"plain"}, 120) == 0
    assert plan.patrol_visits(0, 0) == 4 and plan.patrol_visits(0, 120) == 5 and plan.patrol_visits(2, 120) == 1
    assert plan.recruit_factor(0) == pytest.approx(4 * 0.5) and plan.recruit_factor(120) == pytest.approx(3 * 0.2)
    assert plan.site_guards(0, 0) == 2 and plan.site_guards(0, 120) == 5
    assert plan.site_help(0, 0) == 2 and plan.site_help(0, 120) == 1.5


def test_standing_costs_by_days_in_force():
    policies = """  - name: p
    patrols: [{interval: 6 h, detect: 0, from: -1 d, until: 2 d}, {interval: 12 h, detect: 0, zones: [hill], from: 9 d}]
    surveillance: [{detect: 0, from: 4 d}, {detect: 0, until: 1 d}]
    guards: {add: {s: 3}, from: 8 d, until: 20 d}
    reaction_force: {bases: [a, b], ready: 0 s, speed: 1 km/h, until: 12 h}"""
    spec = small("  spotted_halt: 1 h", policies, sites=SITE, roads=TWO_ROADS, extra="costs: {patrol_visit: 1, surveillance_day: 100, "
                 "guard_day: 1000, reaction_base_day: 10000}")
    assert sample(spec, 1)["cost"] == pytest.approx(2 * 2 * 4 + 1 * 2 + 700 + 6000 + 10000)


def test_recruits_of_two_windows():
    policies = "  - {name: p, crackdown: {raid_rate: 0 /h, backlash: 3, from: 5 d}, sanctuary: {recruitment: 0.5, until: 2 d}}"
    spec = small(group(cells=0, dormant="1000 yr", more="recruit: {rate: 1 /d, max_cells: 999}"), policies)
    close(sample(spec, 1000)["cells_recruited"], 2 * 0.5 + 3 + 5 * 4)


def test_postures_of_named_convoys_and_windows():
    policies = """  - name: p
    postures: [{after: attack, for: 1 d, suspend: true, convoys: [c], until: 5 d}]
  - name: other
    postures: [{after: attack, for: 1 d, suspend: true, convoys: [d]}]"""
    spec = small(group(dormant="2 d"), policies, sites=SITE, warmup="3 d")
    free = math.exp(-0.5)
    # an attack before day 5 counts: departures at days 0 to 5, and the one at day 5 looks back a whole day
    close(sample(spec, 3000)["trips_cancelled"], 6 * (1 - free))
    assert sample(spec, 20, 1)["trips_cancelled"].sum() == 0


# --- accidents ----------------------------------------------------------------------------------------------------------------------

def test_accidents_alone():
    policies = "  - name: p\n  - {name: q, vehicles: {van: safe}}"
    spec = small(policies=policies, horizon="30 d")
    spec.vehicles["van"].accident = 0.002
    spec.vehicles["safe"] = type(spec.vehicles["van"])(**{**vars(spec.vehicles["van"]), "accident": 0.0005})
    for i, rate in enumerate((0.002, 0.0005)):
        out = sample(spec, 1000, i)
        exact = 30 * 10 * (1 - math.exp(-rate * 20))
        close(out["accident_killed"], exact)
        assert out["killed_total_conditional"] == pytest.approx(exact) and set(out["workers_delivered"]) == {300}
        assert (out["killed_total"] == out["accident_killed"]).all()


# --- follow-ups ----------------------------------------------------------------------------------------------------------------------

def follow_up_threat(mean, delay, more=""):
    return group(cells=0, site_share=0, more=f"follow_up: {{mean: {mean}, delay: {delay}, distance: 5 km}}\n      {more}")


def family_sizes(mean, detect, n=4000):
    """Attacks that descend from one, itself included: its follow-ups are brought by hand, and all meet a trip in the end."""
    policies = f"  - {{name: p, surveillance: {{detect: {detect}}}}}"
    spec = small(follow_up_threat(mean, "{fixed: 1 h}"), policies, horizon="8 d", depart="{every: 1 h}")
    spec.groups[0].staged = durations.Fixed(1e6)
    plan, sizes = Plan(spec, spec.policies[0]), []
    for i in range(n):
        sim = Simulation(plan, i)
        sim.at(0.001, cells.KIND, (0, (0, 0)), lambda t, sim=sim: cells.bring_follow_ups(sim, sim.groups[0], 0, t))
        sizes.append(1 + sim.run().values["attacks"])
    return np.array(sizes)


def test_follow_ups_make_families():
    sizes, m = family_sizes(0.4, 0), 0.4
    close(sizes, 1 / (1 - m))
    close((sizes - 1 / (1 - m)) ** 2, m / (1 - m) ** 3)
    with pytest.raises(AssertionError):  # negative control: a mean off by a tenth
        close(sizes, 1 / (1 - 0.48))
    close(family_sizes(0.8, 0.5, 2000), 1 / (1 - 0.4))


def test_follow_ups_are_intercepted_but_are_no_cells():
    threat = follow_up_threat(0.9, "{fixed: 0 s}").replace("cells: 0", "cells: 1")
    policies = "  - {name: p, intelligence: {tip_rate: 0.3 /h}, patrols: {interval: 1 h, detect: 0.2}}"
    spec = small(threat, policies, depart="{every: 1 h}", horizon="10 d")
    spec.groups[0].capture = 1.0
    out = sample(spec, 300)
    assert (out["cells_active"] + out["cells_eliminated"] == 1).all() and not out["cells_recruited"].any()
    caught = out["interceptions_tip"] + out["interceptions_patrol"]
    assert (caught > out["cells_eliminated"]).any() and (out["stagings"] > 1).any()


def test_where_a_follow_up_stages():
    roads = TWO_ROADS.replace("zone: hill", "zone: hill, cover: 0.5")
    threat = follow_up_threat(0.5, "{fixed: 1 h}", "target: {traffic: 1, cover: 2, distance: 9, security: 0.5}\n      observe: 1")
    policies = "  - {name: p, patrols: {interval: 12 h, detect: 0.4, zones: [plain]}}"
    spec = small(threat, policies, roads=roads, segment="10 km")
    sim = Simulation(Plan(spec, spec.policies[0]), 3)
    sim.passes.set_out(0.0, [(0, 0.25)])
    seen = math.exp(-(9 - 0.125) / (14 * 24))
    weight = [10 * math.exp(math.log(1 + (seen if s == 0 else 0)) + 2 * (0.5 if s < 2 else 0) - (0 if s < 2 else 0.5 * 2)
                            - abs(s - 1) * 10 / 5) for s in range(5)]
    picks = [choice.follow_up_segment(sim, 0, 1, 9.0) for _ in range(20000)]
    for s in range(5):
        close_share(picks.count(s), len(picks), weight[s] / sum(weight))
    spec.groups[0].follow_up.distance = 0.9  # twenty distances reach the neighbours alone
    picks = {choice.follow_up_segment(sim, 0, 3, 9.0) for _ in range(300)}
    assert sim.plan.follow_up_places(3, 0.9) == [(2, 10), (3, 0), (4, 10)] and picks <= {2, 3, 4}


# --- by convoy -------------------------------------------------------------------------------------------------------------------------

def test_convoys_sum_to_the_outcomes():
    threat = "  background: {rates: {hill: 20 /1000km}, modes: [{name: m, kill: 0.2}]}"
    spec = small(threat, horizon="20 d")
    spec.convoys.append(type(spec.convoys[0])(**{**vars(spec.convoys[0]), "name": "d", "start": "b", "end": "a", "workers": 4}))
    plan = Plan(spec, spec.policies[0])
    for i in range(30):
        tally = Simulation(plan, i).run()
        v = tally.values
        assert tally.convoys.sum(0) == pytest.approx([v["trips_scheduled"], v["attacks"], v["killed"], v["killed_conditional"],
                                                      v["workers_delivered"]])
