"""convoyrisk optimise over draws of what is not known, and in spaces that are too large: against the law of every draw."""

import itertools
import json
import signal
import subprocess

import h5py
import numpy as np
import pytest
from program import PROGRAM, call, succeed
from test_optimise import DETECT_COST, ESCORT_PRICE, ESCORTS, HOURS, KM, SCENARIO, TRIPS_A_DAY

HORIZON_DAYS = 73
YEARS = HORIZON_DAYS / 365.25
INNER = 8
UNCERTAINTY = """
uncertainty:
  draws: 100
  inner: 8
  parameters:
    threat.background.rates.plain: {loguniform: [0.1 /1000km, 2.5 /1000km]}
    threat.background.deterrence: {uniform: [0, 1]}
    search.levers.watch.options.much.surveillance.detect: {uniform: [0.2, 0.9]}
"""


@pytest.fixture
def scenario(tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO + UNCERTAINTY)
    return file


def optimise(scenario, *words, within="15 %", output=None):
    output = output or scenario.parent / "found.plans.h5"
    return json.loads(succeed("optimise", scenario, "-o", output, "--json", "--quiet", "--within", within, *words).stdout)


def harm_in_draws(count=200_000, luck_too=True):
    """{(watch, escort): deaths a year in each draw}: all plans meet the same attackers, of whom there are a Poisson number, or
    as many as are expected."""
    luck = np.random.default_rng(7)
    rate = np.exp(luck.uniform(np.log(0.1), np.log(2.5), count)) / 1000
    deterrence = luck.uniform(0, 1, count)
    detect = {None: 0, "some": 0.3, "much": luck.uniform(0.2, 0.9, count)}
    expected = INNER * TRIPS_A_DAY * HORIZON_DAYS * KM * rate
    met = (luck.poisson(expected) if luck_too else expected) / INNER / YEARS
    return {(watch, escort): met * (1 - detect[watch]) * np.exp(-deterrence * ESCORTS[escort])
            for watch, escort in itertools.product(DETECT_COST, ESCORTS)}


def cost(plan):
    watch, escort = plan
    return (DETECT_COST[watch] + TRIPS_A_DAY * HOURS * ESCORT_PRICE * ESCORTS[escort]) * 365.25


def mean_of_worst(values, share):
    return np.sort(values)[-round(share * len(values)):].mean()


MEASURES = {"mean": np.mean, "regret": np.mean, "worst": lambda values: mean_of_worst(values, 0.1)}


def plan_of(step):
    return step["plan"].get("watch"), step["plan"].get("escort")


@pytest.mark.parametrize("criterion", MEASURES)
def test_plans_named_are_the_best_by_brute_force(scenario, criterion):
    found = optimise(scenario, "--criterion", criterion)
    assert found["reached"]
    harm = harm_in_draws()
    measure = {plan: MEASURES[criterion](values) for plan, values in harm.items()}
    budgets = [step["from_budget"] for step in found["front"]]
    for step, budget in zip(found["front"], [*budgets[1:], 1e9], strict=True):
        best = min(value for plan, value in measure.items() if cost(plan) < budget - 1e-6)
        assert measure[plan_of(step)] <= best + found["within"] * 1.05
        assert step["harm"]["low"] * 0.97 <= measure[plan_of(step)] <= step["harm"]["high"] * 1.03
    if criterion == "regret":
        # Of all plans that a budget can pay the least mean regret is that of the plan with the least mean.
        for step, budget in zip(found["front"], [*budgets[1:], 1e9], strict=True):
            payable = {plan: values for plan, values in harm.items() if cost(plan) < budget - 1e-6}
            least = np.min(list(payable.values()), axis=0)
            regrets = {plan: (values - least).mean() for plan, values in payable.items()}
            assert regrets[plan_of(step)] <= min(regrets.values()) + found["within"] * 1.05


def test_what_is_said_of_the_draws_is_so(scenario):
    found = optimise(scenario)
    harm, expected = harm_in_draws(), harm_in_draws(luck_too=False)
    steps = [harm[plan_of(step)] for step in found["front"]]
    for i, step in enumerate(found["front"]):
        over = step["over_draws"]
        regret = steps[i] - np.min(steps[:i + 1], axis=0)
        assert over["chance_near"]["low"] - 0.01 <= (regret <= found["within"]).mean() <= over["chance_near"]["high"] + 0.01
        assert over["regret"]["low"] - 0.01 <= regret.mean() <= over["regret"]["high"] + 0.01
        assert over["spread"] == pytest.approx(expected[plan_of(step)].std(), rel=0.2)
        assert over["worst_regret"] == pytest.approx(mean_of_worst(regret, 0.05), rel=0.25, abs=0.05)
        assert [over["low"], over["high"]] == pytest.approx(np.quantile(steps[i], [0.05, 0.95]), rel=0.15, abs=0.1)


def test_the_file_has_the_draws_and_bytes_do_not_depend_on_threads(scenario):
    files = [scenario.parent / f"{threads}.h5" for threads in (1, 3)]
    for threads, file in zip((1, 3), files, strict=True):
        found = optimise(scenario, "--threads", threads, "--criterion", "worst", within="40 %", output=file)
    assert files[0].read_bytes() == files[1].read_bytes()
    with h5py.File(files[0]) as file:
        assert file.attrs["criterion"] == b"worst" and file.attrs["inner"] == INNER
        draws = np.array([file[f"draws/harm_{step}"] for step in range(len(found["front"]))])
        worst = [mean_of_worst(values, 0.1) for values in draws]
        assert worst == pytest.approx(file["front/harm"][()], rel=0.02)


def test_a_search_over_draws_that_was_stopped_goes_on_to_the_same_bytes(scenario):
    whole, stopped = scenario.parent / "whole.h5", scenario.parent / "stopped.h5"
    words = ("--within", "40 %", "--criterion", "worst", "--threads", "1", "--quiet")
    succeed("optimise", scenario, "-o", whole, *words)
    running = subprocess.Popen([PROGRAM, "optimise", scenario, "-o", stopped, *words], stdout=subprocess.DEVNULL)
    log = stopped.with_name(stopped.name + ".partial")
    while running.poll() is None and not (log.exists() and log.stat().st_size > 20_000):
        pass
    running.send_signal(signal.SIGKILL)
    running.wait()
    succeed("optimise", scenario, "-o", stopped, *words, *(["--resume"] if log.exists() else []))
    assert stopped.read_bytes() == whole.read_bytes()


def test_criteria_over_draws_want_draws(scenario):
    done = call("optimise", scenario, "--no-uncertainty", "--criterion", "worst")
    assert done.returncode == 2 and "rests on draws of `uncertainty`, and there are none" in done.stderr
    done = call("optimise", scenario, "--criterion", "best")
    assert done.returncode == 2 and "regret" in done.stderr


def test_a_space_that_is_too_large_is_explored_and_says_so(scenario):
    """Effects multiply: a greedy path and exchanges find what the whole space holds."""
    whole, part = (optimise(scenario, "--no-uncertainty", "--most", most, within="2 %") for most in (27, 20))
    assert part["simulated_plans"] == 20 and part["plans"] == 27 and whole["simulated_plans"] == 27
    assert [plan_of(step) for step in part["front"]] == [plan_of(step) for step in whole["front"]]
    # The block that the exploring looked at has no part in the rounds, each of which is as long as all blocks before it.
    assert part["replications"] == 256 * 2**part["rounds"] and whole["replications"] == 128 * 2**whole["rounds"]
    text = succeed("optimise", scenario, "-o", scenario.parent / "t.h5", "--no-uncertainty", "--most", 20, "--quiet").stdout
    assert " ".join(text.split()).startswith("Of 20 plans that were tried, 74 % of a space of 27 plans, and for every budget")


def test_exploring_ends_when_each_plan_near_the_front_was_tried(scenario):
    """All that differs from a plan of the front in one option, unless the number of plans is reached first."""
    file = scenario.parent / "part.plans.h5"
    found = optimise(scenario, "--no-uncertainty", "--most", 26, within="2 %", output=file)
    with h5py.File(file) as plans:
        tried, front = ({tuple(int(plans[group][f"lever_{lever}"][i]) for lever in range(3)) for i in range(len(plans[group]["number"]))}
                        for group in ("plans", "front"))
    near = {(*plan[:lever], option, *plan[lever + 1:]) for plan in front for lever in range(3) for option in range(3)}
    assert len(tried) == found["simulated_plans"] and front <= tried
    assert near <= tried or len(tried) == 26
