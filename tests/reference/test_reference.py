"""Checks of the whole reference model: known answers (verification.md 1), closed forms, invariants (verification.md 3).

Run: python3 -m pytest tests/reference
"""
import math
import pathlib
import sys

import numpy as np
import pytest
from scipy import stats

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import run  # noqa: E402
from checks import LIMIT, SITE, close, close_share, group, sample, small  # noqa: E402
from refmodel import scenario  # noqa: E402
from refmodel.plan import Plan  # noqa: E402
from refmodel.simulation import Simulation, replicate  # noqa: E402

SCENARIOS = sorted((HERE / "scenarios").glob("*.yaml"))


# --- known answers (verification.md 1) -------------------------------------------------------------------------------------

BACKGROUND = "  background: {{rates: {{hill: {rate} /1000km}}, deterrence: 0.4, modes: [{{name: m, kill: 0.1}}]}}\n"


def test_background_is_poisson_and_thinned():
    policies = "  - name: a\n  - {name: b, surveillance: {detect: 0.3}, escort: {vehicles: 2}}"
    spec = small(BACKGROUND.format(rate=20), policies,
                 horizon="20 d", depart="{every: 8 h}", segment="7 km")
    out = sample(spec, 2000)["attacks"]
    exact = 60 * 20 * 0.02
    close(out, exact)
    close((out - exact) ** 2, exact)
    with pytest.raises(AssertionError):  # negative control: a rate off by 4 % is seen
        close(out, exact * 1.04)
    close(sample(spec, 2000, 1)["attacks"], exact * 0.7 * math.exp(-0.8))
    close(sample(spec, 2000, 1)["background_spotted"], exact * 0.3)


def test_two_regimes_mean_and_variance():
    threat = f"""{BACKGROUND.format(rate=1000 / 960)}  spotted_halt: 0 h
  regimes: [{{name: x, factor: 0.2, mean_stay: 20 d}}, {{name: y, factor: 0.01, mean_stay: 100 d}}]"""
    spec = small(threat, horizon="365 d", depart="{every: 10 h}", segment="400 km",
                 roads="  - {from: a, to: b, length: 400 km, speed: 40 km/h, zone: hill}")
    out = sample(spec, 500)["attacks"]
    close(out, 15.2083)
    close((out - 15.2083) ** 2, 73.425)


def test_regime_at_start_holds_until_zero():
    threat = BACKGROUND.format(rate=20)
    threat += "  regimes: [{name: x, factor: 1, mean_stay: 5 d}, {name: y, factor: 0, mean_stay: 5 d}]\n"
    spec = small(threat + "  regime_at_start: x", warmup="50 d", horizon="10 d")
    paths = [Simulation(Plan(spec, spec.policies[0]), i).regimes for i in range(300)]
    assert all(p.factor(-1e-9) == 1 and p.factor(-50 * 24) == 1 for p in paths)
    close([p.factor(60) for p in paths], 0.5 + 0.5 * math.exp(-2 * 60 / 120))


def test_excitation_is_a_hawkes_process():
    threat = group(dormant="20 d", more="excitation: {jump: 1.2, decay: 10 d}")
    spec = small(threat, sites=SITE, horizon="365 d", warmup="200 d", depart="{every: 365 d}")
    out = sample(spec, 3000)["attacks"]
    close(out, 45.625)
    close((out - 45.625) ** 2, 268.750)


def test_tempo_windows_multiply():
    tempo = "tempo: [{from: 1 d, to: 3 d, factor: 2}, {from: 2 d, to: 4 d, factor: 0.5}, {from: 5 d, to: 7 d, factor: 0}]"
    spec = small(group(dormant="2 d", more=tempo),
                 sites=SITE, depart="{every: 365 d}")
    close(sample(spec, 3000)["site_attacks"], (1 + 2 + 1 + 0.5 + 1 + 0 + 0 + 3) / 2)


def test_patrols_and_the_share_of_cells_met():
    policies = "  - {name: p, patrols: {interval: 6 h, detect: 0.5}}"
    spec = small(group(dormant="1 min", staged="10000 d", site_share=0), policies, horizon="200 d")
    out = sample(spec, 60)
    r = 0.5 / 6 * 24
    share = out["attacks_by_cells"].sum() / (out["attacks_by_cells"] + out["interceptions_patrol"]).sum()
    n = out["stagings"].sum()
    assert abs(share - (1 - math.exp(-r)) / r) < LIMIT * math.sqrt(0.25 / n) + 60 / n  # one cell may be staged at the end


def test_tips_and_raids_against_ready_plots():
    threat = group(cells=20, preparing="{exponential: {mean: 10 h}}", more="recruit: {rate: 1 /d, max_cells: 99}")
    policies = """  - {name: p, intelligence: {tip_rate: 0.05 /h}, sanctuary: {recruitment: 0.3},
     crackdown: {raid_rate: 0.1 /h, zones: [hill], backlash: 1}}"""
    spec = small(threat, policies, sites=SITE)
    out = sample(spec, 100)
    from_preparing = out["site_attacks"].sum() + out["interceptions_tip"].sum()
    close_share(out["site_attacks"].sum(), from_preparing, 0.1 / 0.15)
    # no cell is ever staged or eliminated, so raids come at 0.1 /h for every cell: 20 at all times, recruits from their arrival
    close(out["interceptions_raid"], 0.1 * (20 * 240 + 0.6 * 10 * 240 / 2))
    close(out["cells_recruited"], 6)


def test_recruits_are_lost_at_max_cells():
    spec = small(group(cells=2, dormant="1000 yr", more="recruit: {rate: 1 /d, max_cells: 4}"), warmup="3 d", horizon="4 d")
    out = sample(spec, 3000)["cells_active"]
    n = np.arange(40)
    close(out, 2 + np.minimum(n, 2) @ stats.poisson.pmf(n, 7))


def test_reaction_force_overtakes_an_exponential_assault():
    threat = group(dormant="10 h", mode="{name: m, kill: 0, assault: {duration: {exponential: {mean: 30 min}}, kill_rate: 1 /h}}")
    spec = small(threat, sites=SITE, policies="  - {name: p, reaction_force: {bases: [b], ready: 10 min, speed: 60 km/h}}")
    out = sample(spec, 400)
    help_after = 10 / 60 + 20 / 60
    close_share(out["interceptions_reaction"].sum(), out["site_attacks"].sum(), math.exp(-2 * help_after))
    rate = 3  # killed unless 5 survive min(D, R): E = 5 (1 - E exp(-A))
    survive = 2 / rate + (1 - 2 / rate) * math.exp(-rate * help_after)
    close(out["site_killed"] - out["site_attacks"] * 5 * (1 - survive), 0)
    assert out["site_killed_conditional"].sum() == pytest.approx(out["site_attacks"].sum() * 5 * (1 - survive), rel=1e-9)


def test_postures_suspend_and_add_escorts():
    threat = group(dormant="2 d")
    postures = """  - name: p
    escort: {vehicles: 1}
    postures:
      - {after: attack, for: 1 d, suspend: true, zones: [hill]}
      - {after: attack, for: 3 d, escort: 2}
      - {after: attack, for: 9 d, escort: 50, zones: [plain]}"""
    roads = """  - {from: a, to: b, length: 20 km, speed: 40 km/h, zone: hill}
  - {from: b, to: c, length: 12 km, speed: 40 km/h, zone: plain}"""
    spec = small(threat, postures, sites=SITE, warmup="3 d", roads=roads, extra="costs: {escort_vehicle_hour: 2}")
    out = sample(spec, 3000)
    free = math.exp(-0.5)  # attacks come as a Poisson process of rate 1/2 per day
    close(out["trips_cancelled"], 10 * (1 - free))
    # sets out where no attack came for a day; three escorts where one came between one and three days ago; half an hour at 2
    close(out["cost"], 10 * free * (1 + 2 * (1 - math.exp(-1))))


def test_airlift_jitter_consolidate_and_costs_by_hand():
    policies = """  - {name: p, airlift: {share: 0.3, fatality: 0.1}, consolidate: 2, schedule: {jitter: 1 h}, escort: {vehicles: 2},
     extra_cost_day: -3, patrols: {interval: 6 h, detect: 0}, surveillance: {detect: 0}, intelligence: {tip_rate: 0 /d},
     crackdown: {raid_rate: 0 /d}, reaction_force: {bases: [a, b], ready: 0 s, speed: 1 km/h}, guards: {s: 3}}"""
    extra = """costs: {escort_vehicle_hour: 10, vehicle_hour: {van: 7}, patrol_visit: 1, surveillance_day: 0.1, intelligence_day: 0.02,
  crackdown_day: 0.003, reaction_base_day: 100, guard_day: 0.5, flown_worker: 9}"""
    spec = small("  spotted_halt: 1 h", policies, sites=SITE, extra=extra, depart="{every: 12 h, offset: 6 h}")
    out = sample(spec, 400)
    assert set(out["trips_scheduled"]) == {10} and set(out["workers_scheduled"]) == {200}
    flown = out["trips_flown"]
    close(flown, 3)
    close(out["flown_killed"], 6)
    assert out["killed_total_conditional"] == pytest.approx(flown * 2)
    fixed = 10 * (-3 + 4 + 0.1 + 0.02 + 0.003 + 200 + 1.5)
    assert out["cost"] == pytest.approx(fixed + flown * 20 * 9 + (10 - flown) * 0.5 * (20 + 14))
    assert out["workers_delivered"] == pytest.approx(200)


# --- invariants (verification.md 3) -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_conservation(path):
    spec = scenario.read(path)
    for policy in spec.policies:
        plan = Plan(spec, policy)
        for i in range(15):
            tally = replicate(plan, 7, i)
            v = tally.values
            assert v["trips_scheduled"] == sum(v["trips_" + k] for k in ("cancelled", "flown", "arrived", "unfinished"))
            assert v["encounters"] == v["spotted"] + v["attacks_by_cells"] + v["passed"]
            assert v["attacks"] == v["attacks_by_cells"] + v["background_attacks"] + v["site_attacks"]
            assert v["attacks"] == sum(tally.counted.values()) == tally.legs[:, 2].sum() + v["site_attacks"]
            assert v["killed"] == tally.legs[:, 3].sum() and v["stagings"] == tally.legs[:, 1].sum()
            assert sum(n * k for n, k in tally.counted.items()) == v["killed"] + v["site_killed"]
            assert sum(tally.conditional * np.arange(len(tally.conditional))) == pytest.approx(
                v["killed_conditional"] + v["site_killed_conditional"], rel=1e-6)
            assert v["workers_delivered"] <= v["workers_scheduled"]
            assert all(x >= 0 for k, x in v.items() if k != "cost")


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda p: p.stem)
def test_count_minus_conditional_has_mean_zero(path):
    spec = scenario.read(path)
    out = sample(spec, 150, len(spec.policies) - 1, seed=9)
    for k in ("killed", "site_killed", "escort_killed", "killed_total"):
        if out[k].any():
            close(out[k] - out[k + "_conditional"], 0)


def test_results_do_not_depend_on_processes():
    spec = scenario.read(SCENARIOS[0])
    assert run.simulate(spec, spec.policies[1], 120, 4, 1) == run.simulate(spec, spec.policies[1], 120, 4, 2)
