"""Hand checks of the pieces of the reference model: file, network, routes, quadrature, one attack, choice."""
import itertools
import math
import pathlib
import random
import sys
from types import SimpleNamespace as Record

import networkx
import numpy as np
import pytest
from scipy import integrate, stats

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from checks import close, close_share, group, small  # noqa: E402
from refmodel import attack, choice, durations, expectation, routes, timetable, units, vehicles  # noqa: E402
from refmodel.network import Network, great_circle  # noqa: E402
from refmodel.plan import Plan  # noqa: E402
from refmodel.simulation import Simulation  # noqa: E402


# --- pieces ---------------------------------------------------------------------------------------------------------------

def test_units():
    assert units.hours("20 min") == 1 / 3 and units.hours("1 yr") == 8766 and units.km("500 m") == 0.5
    assert units.per_hour("1 /90d") == pytest.approx(1 / 2160) and units.per_km("0.02 /1000km") == pytest.approx(2e-5)
    assert units.speed("36 km/h") == 36 and units.share("30 %") == 0.3


def test_timetable_numbers_entries_from_zero_both_ways():
    spec = small(horizon="3 d", warmup="1 d", depart="{every: 10 h, offset: 25 h}")
    every = timetable.entries(spec.convoys[0].depart, spec.start, spec.warmup, spec.horizon)
    assert every == [(i, 5 + 10 * i) for i in range(-2, 7)]
    spec = small(horizon="3 d", warmup="1 d", depart="{every: 10 h, offset: 25 h}", policies="  - {name: p, consolidate: 3}")
    kept = timetable.departures(spec.convoys[0], spec.policies[0], spec.start, spec.warmup, spec.horizon)
    assert [t.number for t in kept] == [0, 3, 6]
    spec = small(horizon="8 d", depart='{at: ["06:30"], days: [tue, sun]}')  # t = 0 is a Monday
    assert [t for _, t in timetable.entries(spec.convoys[0].depart, spec.start, 0, spec.horizon)] == [30.5, 150.5]


def test_boarding_and_replacement():
    assert vehicles.board(7, [6, 2, 3]) == [3, 2, 2]  # the earlier of equals gets the odd one
    types = {"a": Record(seats=6), "b": Record(seats=2), "c": Record(seats=3)}
    convoy = Record(workers=7, vehicles={"a": 1, "b": 1, "c": 1})
    assert vehicles.make_up(convoy, types, {"a": "b", "b": "c"}) == [("b", 2), ("b", 1), ("c", 2), ("c", 2)]
    assert vehicles.make_up(Record(workers=1, vehicles={"a": 3}), types, {}) == [("a", 1), ("a", 0), ("a", 0)]
    assert vehicles.make_up(Record(workers=1, vehicles={"a": 3}), types, {"a": "b"}) == [("b", 1)]
    assert len(vehicles.make_up(convoy, types, {}, 2)) == 6


def test_segments_and_distances():
    roads = """  - {from: a, to: b, length: 20 km, speed: 40 km/h}
  - {from: c, to: b, speed: 40 km/h, oneway: true}"""
    network = Network(small(roads=roads, segment="5 km").network)
    assert len(network.of_road[0]) == 4 and len(network.of_road[1]) == 3
    assert network.segments[4].length == pytest.approx(great_circle((35.2, 72), (35.1, 72)) / 3)
    assert great_circle((0, 0), (0, 90)) == pytest.approx(math.pi / 2 * 6371.0088)
    assert network.to_segment("a", 2) == 10 and network.to_segment("b", 2) == 5
    assert network.to_node("b", "c") == network.to_node("c", "b") == pytest.approx(great_circle((35.2, 72), (35.1, 72)))


def test_routes_against_networkx():
    rng = random.Random(5)
    for _ in range(20):
        graph = networkx.gnm_random_graph(7, 12, seed=rng.randrange(10**6))
        roads = [Record(start=u, end=v, length=rng.uniform(1, 9), speed=40, oneway=rng.random() < 0.2) for u, v in graph.edges]
        directed = networkx.DiGraph()
        for r in roads:
            directed.add_edge(r.start, r.end, w=r.length / 30)
            if not r.oneway:
                directed.add_edge(r.end, r.start, w=r.length / 30)
        if not (0 in directed and 6 in directed and networkx.has_path(directed, 0, 6)):
            continue
        known = list(itertools.islice(networkx.shortest_simple_paths(directed, 0, 6, "w"), 6))
        found = routes.fastest_routes(roads, 0, 6, 30, 6)
        assert [[0] + [roads[i].end if f else roads[i].start for i, f in steps] for _, steps in found] == known


def test_equal_routes_in_file_order():
    roads = [Record(start=s, end=e, length=1, speed=40, oneway=False) for s, e in ("ac", "ab", "bd", "cd")]
    assert [s for _, s in routes.fastest_routes(roads, "a", "d", 40, 2)] == [[(0, True), (3, True)], [(1, True), (2, True)]]


@pytest.mark.parametrize("cv", [0.3, 1, 2.5])
@pytest.mark.parametrize("c", [0.05, 0.5, 2])
def test_severity_quadrature(cv, c):
    z, w = durations.Gamma(1, cv).nodes({1 / c})
    a = 1 / cv**2  # E min(1, cZ) by incomplete gamma functions
    exact = c * stats.gamma.cdf(1 / c, a + 1, scale=1 / a) + stats.gamma.sf(1 / c, a, scale=1 / a)
    assert w @ np.minimum(1, c * z) == pytest.approx(exact, rel=1e-9) and w.sum() == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("law", [durations.Exponential(0.5), durations.Gamma(0.5, 1.3), durations.Lognormal(0.5, 0.8),
                                 durations.Uniform(0.1, 1), durations.Triangular(0.1, 0.5, 2)])
@pytest.mark.parametrize("upper", [0.05, 0.4, math.inf])
def test_duration_quadrature(law, upper):
    low, high = law.law.ppf(1e-15), min(upper, law.law.isf(1e-15))
    exact = sum(integrate.quad(lambda d: (1 - math.exp(-0.7 * d)) * law.law.pdf(d), a, b, epsabs=1e-13, limit=200)[0]
                for a, b in itertools.pairwise(sorted({min(low, high), high, *(k for k in (0.01, 0.1, 0.5) if low < k < high)})))
    exact += (1 - math.exp(-0.7 * min(upper, 1e6))) * law.law.sf(upper)
    d, w = law.nodes((), upper)
    assert w @ (1 - np.exp(-0.7 * d)) == pytest.approx(exact, rel=1e-8)


def mode(**over):
    base = dict(name="m", weight=1, kill=0.3, injure=0.2, spread=0, severity_cv=0, expended=0, halt=0, exposed=20, assault=None)
    return Record(**{**base, **over})


def test_expectation_by_enumeration():
    aboard = ((2, 0.2, 1.0, False), (1, 0.0, 3.0, False), (2, 0.5, 1.0, True))
    m = mode(kill=0.6, spread=0.25, assault=Record(duration=durations.Fixed(0.5), kill_rate=0.4, injure_rate=0))
    p_of = []
    for _, q, _, _ in aboard:
        s = math.exp(-0.4 * 0.5 * (1 - q) / (1 + 0.5 * 2))
        p_of.append((1 - s, 1 - (1 - 0.6 * (1 - q)) * s))
    workers, escorts, chance = 0.0, 0.0, np.zeros(4)
    for first in range(3):
        for others in itertools.product([0, 1], repeat=2):
            hit = list(others)
            hit.insert(first, 1)
            weight = aboard[first][2] / 5 * math.prod(0.25 if o else 0.75 for o in others)
            for k in itertools.product(range(3), range(2), range(3)):
                w = weight * math.prod(stats.binom.pmf(k[i], aboard[i][0], p_of[i][hit[i]]) for i in range(3))
                workers += w * (k[0] + k[1])
                escorts += w * k[2]
                chance[k[0] + k[1]] += w
    got = expectation.of_mode(m, aboard, 2, 0.5, math.inf)
    assert got[0] == pytest.approx(workers, rel=1e-12) and got[1] == pytest.approx(escorts, rel=1e-12)
    assert got[2] == pytest.approx(chance, abs=1e-12)


def test_strike_agrees_with_expectation_and_counts_injured():
    m = mode(kill=0.4, spread=0.3, severity_cv=1.2,
             assault=Record(duration=durations.Gamma(0.6, 0.8), kill_rate=0.5, injure_rate=1.0))
    rng, n, deaths, escort = random.Random(3), 20000, [], []
    for _ in range(n):
        train = [vehicles.Vehicle("v", 0.1, 1, 3), vehicles.Vehicle("v", 0.3, 2, 2), vehicles.Vehicle("e", 0.5, 1, 2, True)]
        out = attack.strike(rng, m, train, 1, 0.4, 0.5)
        deaths.append(out.killed[0])
        escort.append(out.killed[1])
        assert sum(p == vehicles.DEAD for v in train for p in v.people) == sum(out.killed)
        assert sum(p == vehicles.INJURED for v in train for p in v.people) == sum(out.injured)
    aboard = tuple((len(v.people), v.protection, v.profile, v.escort) for v in train)
    workers, escorts, chance = expectation.of_mode(m, aboard, 1, 0.4, 0.5)
    close(deaths, workers)
    close(escort, escorts)
    assert chance.sum() == pytest.approx(1, abs=1e-10) and chance @ np.arange(6) == pytest.approx(workers, rel=1e-9)
    for k in range(6):
        close_share(deaths.count(k), n, chance[k])


def test_injured_closed_form_and_no_second_injury():
    m, rng, n = mode(kill=0.3, injure=0.5), random.Random(1), 20000
    out = [attack.strike(rng, m, [vehicles.Vehicle("v", 0.2, 1, 1)], 0, 0, math.inf) for _ in range(n)]
    close_share(sum(o.injured[0] for o in out), n, (1 - 0.24) * 0.4)
    van = vehicles.Vehicle("v", 0, 1, 1)
    van.people = [vehicles.INJURED]
    assert attack.strike(rng, mode(kill=0, injure=1), [van], 0, 0, math.inf).injured == [0, 0]


# --- choice (3.3) ------------------------------------------------------------------------------------------------------------

def test_choice_by_hand():
    threat = group(site_share=0.4, more="observe: 0.5\n      memory: 2 d\n      target: {traffic: 2, cover: 1, distance: 3, "
                                        "security: 0.5}").replace("range: 0 km", "range: 30 km")
    roads = """  - {from: a, to: b, length: 20 km, speed: 40 km/h, zone: hill, cover: 0.7}
  - {from: b, to: c, length: 16 km, speed: 40 km/h}
  - {name: far, from: c, to: a, length: 90 km, speed: 40 km/h}"""
    sites = "sites: [{name: s, node: b, people: 5, guards: 2, attraction: 3}, {name: t, node: c, people: 5}]"
    spec = small(threat, roads=roads, sites=sites,
                 policies="  - {name: p, patrols: {interval: 12 h, detect: 0.1, zones: [hill]}, guards: {s: 1}}")
    sim = Simulation(Plan(spec, spec.policies[0]), "x")
    sim.passes.set_out(1.0, [(0, 0.5)])  # passes the midpoint at 1.25 h
    sim.passes.set_out(11.0, [(0, 0.5)])  # still ahead at 11 h
    seen = 0.5 * math.exp(-(11 - 1.25) / 48)
    segments, sites = choice.weights(sim, 0, "a", 11.0)
    # the far road is cut into five; its last segment ends at a, the one before lies 18 km away
    assert segments[0] == (0, pytest.approx(20 * math.exp(2 * math.log(1 + seen) + 0.7 - 0 - 0.5 * 2)))
    assert segments[1] == (1, pytest.approx(16 * math.exp(-3 * 20 / 30)))
    assert [s for s, _ in segments[2:]] == [5, 6] and segments[3][1] == pytest.approx(18)
    assert sites == [(0, pytest.approx(3 * math.exp(-3 * 20 / 30 - 0.5 * 3)))]
    picks = [choice.choose(sim, 0, "a", 11.0) for _ in range(20000)]
    close_share(sum(p[0] == "site" for p in picks), len(picks), 0.4)
    total = sum(w for _, w in segments)
    close_share(picks.count(("segment", 0)), len(picks), 0.6 * segments[0][1] / total)


def test_staging_time():
    spec = small(group(more="habit: 1\n      lead: 2 h\n      observe: 1"))
    sim = Simulation(Plan(spec, spec.policies[0]), "x")
    sim.passes.set_out(6.2, [(0, 0.5)])  # 06:27
    times = [choice.staging_time(sim, 0, 0, 30.0) for _ in range(20000)]  # chosen at 06:00 of the second day
    within = [t for t in times if t == 30.0]  # an hour of day within 2 h: 6 and 7 (and none else) are at once
    close_share(len(within), len(times), 0.9 + 2 * 0.1 / 24)
    assert min(times) == 30.0 and max(times) < 30 + 22
    sim.plan.scenario.groups[0].habit = 0
    close([choice.staging_time(sim, 0, 0, 30.0) - 30 for _ in range(20000)], 12)
