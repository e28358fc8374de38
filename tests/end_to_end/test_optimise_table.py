"""convoyrisk optimise over a table of joint draws: against brute force over its rows."""

import itertools
import json

import h5py
import numpy as np
import pytest
from program import succeed
from test_optimise import DETECT_COST, ESCORTS, KM, SCENARIO, TRIPS_A_DAY
from test_optimise_draws import HORIZON_DAYS, MEASURES, YEARS, cost, plan_of

INNER = 8
RATE, DETERRENCE, DETECT = ("threat.background.rates.plain", "threat.background.deterrence",
                            "search.levers.watch.options.much.surveillance.detect")
# Rates and deterrence go together, and the weights are far from alike.
ROWS = np.array([[0.2, 0.1, 0.6, 3], [0.4, 0.2, 0.3, 1], [0.5, 0.9, 0.8, 4], [0.9, 0.5, 0.4, 0], [1.1, 0.3, 0.7, 2],
                 [1.6, 0.8, 0.25, 1], [2.2, 0.7, 0.9, 0.5], [3.0, 1.0, 0.5, 1.5]])
WEIGHTS = ROWS[:, 3] / ROWS[:, 3].sum()


@pytest.fixture
def scenario(tmp_path):
    """Its `draws` are fewer than a search takes: those beyond them take rows, too."""
    lines = [f"{RATE},{DETERRENCE},{DETECT},weight"]
    lines += [f"{rate} /1000km,{deterrence},{detect},{weight}" for rate, deterrence, detect, weight in ROWS]
    (tmp_path / "posterior.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO + f"\nuncertainty: {{draws: 100, inner: {INNER}, table: posterior.csv}}\n")
    return file


def optimise(scenario, *words, within="10 %"):
    output = scenario.parent / "found.plans.h5"
    return json.loads(succeed("optimise", scenario, "-o", output, "--json", "--quiet", "--within", within, *words).stdout), output


def harm_in_draws(weights=WEIGHTS, count=400_000):
    """{(watch, escort): deaths a year in each draw}, all plans with the same attackers, a Poisson number of them."""
    luck = np.random.default_rng(8)
    rate, deterrence, detect, _ = ROWS[luck.choice(len(ROWS), count, p=weights)].T
    met = luck.poisson(INNER * TRIPS_A_DAY * HORIZON_DAYS * KM * rate / 1000) / INNER / YEARS
    thinned = {None: 0, "some": 0.3, "much": detect}
    return {(watch, escort): met * (1 - thinned[watch]) * np.exp(-deterrence * ESCORTS[escort])
            for watch, escort in itertools.product(DETECT_COST, ESCORTS)}


def shortfalls(found, measure):
    """By step of the front: what it is worse than the best plan that any of its budgets can pay."""
    budgets = [step["from_budget"] for step in found["front"]]
    return [measure[plan_of(step)] - min(value for plan, value in measure.items() if cost(plan) < budget - 1e-6)
            for step, budget in zip(found["front"], [*budgets[1:], 1e9], strict=True)]


@pytest.mark.parametrize("criterion", ["mean", "worst"])
def test_plans_named_over_a_table_are_the_best_by_brute_force(scenario, criterion):
    """Negative control: of rows that all have the same weight the figures are others."""
    found, _ = optimise(scenario, "--criterion", criterion)
    assert found["reached"]
    measure = {plan: MEASURES[criterion](values) for plan, values in harm_in_draws().items()}
    assert max(shortfalls(found, measure)) <= found["within"] * 1.05
    for step in found["front"]:
        assert step["harm"]["low"] * 0.98 <= measure[plan_of(step)] <= step["harm"]["high"] * 1.02
    alike = {plan: MEASURES[criterion](values) for plan, values in harm_in_draws(np.full(len(ROWS), 1 / len(ROWS))).items()}
    assert not all(step["harm"]["low"] * 0.98 <= alike[plan_of(step)] <= step["harm"]["high"] * 1.02 for step in found["front"])


def test_rows_are_drawn_whole_and_by_their_weight(scenario):
    """What the last step leaves of the first one's harm in a draw tells the row: (1 - detect) exp(-2 deterrence), but for the few who
    are attacked twice on a trip."""
    found, output = optimise(scenario)
    assert plan_of(found["front"][0]) == (None, None) and plan_of(found["front"][-1]) == ("much", "two")
    with h5py.File(output) as file:
        first, last = (file[f"draws/harm_{step}"][()] for step in (0, len(found["front"]) - 1))
    left = (1 - ROWS[:, 2]) * np.exp(-2 * ROWS[:, 1])
    off = np.abs(np.log(last[:, None] / first[:, None] / left))
    assert (first > 0).all() and off.min(axis=1).max() < 0.01
    shares = np.bincount(off.argmin(axis=1), minlength=len(ROWS)) / len(first)
    assert shares == pytest.approx(WEIGHTS, abs=0.02) and (shares[WEIGHTS == 0] == 0).all()
