"""convoyrisk optimise where the answer is known: a game of guards and attackers who see them."""

import itertools
import json
import math

import numpy as np
import pytest
from program import succeed

DAYS_A_YEAR = 365.25


def optimise(scenario, *words):
    return json.loads(succeed("optimise", scenario, "-o", scenario.with_suffix(".plans.h5"), "--json", "--quiet", *words).stdout)


# --- Guards whom attackers see (Washburn and Wood 1995): who covers the place i with probability c_i, c_1 + c_2 + ... = 1, loses
# max v_i (1 - c_i). That is least, V, where c_i = max(0, 1 - V/v_i).

WORTH = {"port": 10, "mill": 8, "mast": 5, "well": 2}  # people there who are killed
VALUE, COVERAGE = 4.705882, (.529412, .411765, .058824, 0)
SPOT = 0.01  # by each guard: n of them cover a place with 1 - 0.99^n, in steps that are fine enough
GUARDS = {"port": (75, 100), "mill": (30, 45, 52), "mast": (6,), "well": (5,)}
PRICE = 1000  # a day of a place that is covered for certain
ATTACKS_A_DAY = 1


def covered(guards):
    return 1 - (1 - SPOT) ** guards


def game(sharpness):
    """Attackers choose the place i with a chance in proportion to (v_i (1 - c_i))^sharpness."""
    sites = [f"{{name: {name}, node: b, people: {worth}, spot: {SPOT}, attraction: {(worth / 10) ** sharpness!r}}}"
             for name, worth in WORTH.items()]
    levers = [f"{{name: {name}, options: {{" + ", ".join(
        f"{name} {guards}: {{guards: {{{name}: {guards}}}, extra_cost_day: {PRICE * covered(guards)!r}}}" for guards in numbers) + "}}"
        for name, numbers in GUARDS.items()]
    return f"""
convoyrisk: 1
title: a game
start: 2024-01-01T00:00
horizon: 20 d
network:
  nodes: {{a: {{lat: 0, lon: 0}}, b: {{lat: 0, lon: 0.1}}}}
  roads: [{{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain}}]
vehicles: {{bus: {{seats: 20, protection: 0}}}}
convoys: [{{name: bus, from: a, to: b, depart: {{every: 20 d}}, workers: 20, vehicles: {{bus: 1}}, speed: 60 km/h}}]
sites: [{", ".join(sites)}]
threat:
  groups:
    - {{name: g, cells: 1, home: [b], range: 0 km, dormant: {{exponential: {{mean: {24 / ATTACKS_A_DAY} h}}}}, preparing: {{fixed: 0 s}},
       staged: {{fixed: 0 s}}, recovering: {{fixed: 0 s}}, engage: 1, capture: 0, site_share: 1,
       target: {{security: {-sharpness * math.log(1 - SPOT)!r}}}, modes: [{{name: raid, kill: 1}}]}}
policies: [{{name: nobody}}]
search: {{budget: {PRICE * DAYS_A_YEAR}, levers: [{", ".join(levers)}]}}
"""


def losses(sharpness):
    """{numbers of guards: lost by attack} of all that one guard can do."""
    worth = np.array(list(WORTH.values()))
    found = {}
    for guards in itertools.product(*[(0, *numbers) for numbers in GUARDS.values()]):
        if covered(np.array(guards)).sum() <= 1:
            left = worth * (1 - covered(np.array(guards)))
            chances = (left / left.max()) ** sharpness
            found[guards] = (chances * left).sum() / chances.sum()
    return found


def test_guards_come_to_cover_what_a_game_says_as_attackers_see_them_better(tmp_path):
    """Each plan named is as good as was promised, by the law of the attackers; as `security` grows its loss and its coverage come to
    those of the game. Negative control: where attackers do not see guards, the coverage is another one."""
    loss, apart = {}, {}
    for sharpness in (0, 5, 50):
        scenario = tmp_path / f"{sharpness}.yaml"
        scenario.write_text(game(sharpness))
        found = optimise(scenario, "--within", "1.5 %")
        step = found["front"][found["choice"]["step"]]
        attacks = ATTACKS_A_DAY * DAYS_A_YEAR
        guards = tuple(int(step["plan"].get(name, f"{name} 0").removeprefix(name)) for name in WORTH)
        truth = losses(sharpness)
        assert found["reached"] and truth[guards] * attacks <= min(truth.values()) * attacks + found["within"]
        assert step["harm"]["low"] <= truth[guards] * attacks <= step["harm"]["high"]
        loss[sharpness] = truth[guards]
        apart[sharpness] = np.abs(covered(np.array(guards)) - COVERAGE).max()
    assert loss[0] < loss[5] < loss[50] == pytest.approx(VALUE, rel=0.01)
    assert apart[5] <= apart[50] < 0.01 and apart[0] > 0.05
