"""Whether the intervals of a front hold together, over many seeds, where the front is known in closed form."""

import json
from statistics import NormalDist

from program import succeed
from scipy.stats import binom

SEEDS = 200
CONFIDENCE = 0.95
FALSE_ALARM = 1e-6
DAYS_A_YEAR = 365.25
TRIPS_A_DAY, KM, WORKERS, KILL = 4, 30, 20, 0.01
DETECT = 0.5
# By road: attackers who are no agents by 1,000 km, and what a day of watching it costs. Roads share no luck.
ROADS = {"north": (2.5, 100), "east": (2, 110), "south": (1.5, 120), "west": (1, 130), "coast": (0.7, 140)}


def scenario():
    nodes = ", ".join(f"{road} a: {{lat: {i}, lon: 0}}, {road} b: {{lat: {i}, lon: 0.1}}" for i, road in enumerate(ROADS))
    roads = ", ".join(f"{{from: {road} a, to: {road} b, length: {KM} km, speed: 60 km/h, zone: {road}}}" for road in ROADS)
    convoys = ", ".join(f"{{name: {road}, from: {road} a, to: {road} b, depart: {{every: 6 h}}, workers: {WORKERS}, vehicles: {{bus: 1}},"
                        " speed: 60 km/h}" for road in ROADS)
    rates = ", ".join(f"{road}: {rate} /1000km" for road, (rate, _) in ROADS.items())
    levers = ", ".join(f"{{name: {road}, options: {{watched: {{surveillance: {{detect: {DETECT}, zones: [{road}]}}, extra_cost_day: {cost}}}}}}}"
                       for road, (_, cost) in ROADS.items())
    return f"""
convoyrisk: 1
title: roads that share no luck
start: 2024-01-01T00:00
horizon: 20 d
network: {{segment: 30 km, nodes: {{{nodes}}}, roads: [{roads}]}}
vehicles: {{bus: {{seats: 20, protection: 0}}}}
convoys: [{convoys}]
threat: {{spotted_halt: 0 h, groups: [], background: {{rates: {{{rates}}}, modes: [{{name: stray, kill: {KILL}}}]}}}}
policies: [{{name: nobody}}]
costs: {{currency: USD}}
search: {{levers: [{levers}]}}
"""


def deaths(plan):
    """A year, of a plan by road: what watching averts adds up. Of the few who are attacked twice on a trip one in 100 is dead before."""
    return sum(TRIPS_A_DAY * DAYS_A_YEAR * KM * rate / 1000 * WORKERS * KILL * (1 - DETECT if road in plan else 1)
               for road, (rate, _) in ROADS.items())


def told(found):
    """Every estimate of the front with what is true of it."""
    steps = found["front"]
    pairs = [(found["base"], deaths({}))] + [(step["harm"], deaths(step["plan"])) for step in steps]
    pairs += [(step["averted"], deaths(before["plan"]) - deaths(step["plan"])) for before, step in zip(steps, steps[1:], strict=False)]
    return pairs + [(step["cost"], DAYS_A_YEAR * sum(ROADS[road][1] for road in step["plan"])) for step in steps]


def holds(low, true, high):
    return low - 1e-9 * abs(true) <= true <= high + 1e-9 * abs(true)


def test_the_intervals_of_a_front_hold_together(tmp_path):
    """Were they to hold together just as often as they say, the test would fail under one of 10^6 seeds. Negative control: intervals that
    each hold by itself. Each front has its five roads at least, and is told from replications that did not choose it."""
    file = tmp_path / "roads.yaml"
    file.write_text(scenario())
    missed = careless = 0
    wide = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    for seed in range(1, SEEDS + 1):
        found = json.loads(succeed("optimise", file, "-o", tmp_path / "x.plans.h5", "--json", "--quiet", "--within", "20 %", "--threads", 1,
                                   "--confidence", CONFIDENCE, "--seed", seed).stdout)
        assert found["reached"] and len(found["front"]) >= len(ROADS)
        pairs = told(found)
        missed += not all(holds(estimate["low"], true, estimate["high"]) for estimate, true in pairs)
        careless += not all(holds(estimate["mean"] - wide * estimate["se"], true, estimate["mean"] + wide * estimate["se"])
                            for estimate, true in pairs)
    print(f"{missed} of {SEEDS} fronts missed, {careless} with intervals by themselves")
    assert binom.sf(missed - 1, SEEDS, 1 - CONFIDENCE) > FALSE_ALARM
    assert binom.sf(careless - 1, SEEDS, 1 - CONFIDENCE) < FALSE_ALARM
