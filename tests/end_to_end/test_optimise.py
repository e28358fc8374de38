"""convoyrisk optimise: fronts that are known in closed form, and what a user may count on."""

import itertools
import json
import math
import signal
import subprocess
import time

import h5py
import pytest
import yaml

from program import FIRST_STEPS, PROGRAM, call, no_large_files, succeed

TRIPS_A_DAY, HOURS, KM = 4, 0.5, 30
HORIZON_DAYS, DAYS_A_YEAR = 73, 365.25
DETECT = {None: 0, "some": 0.3, "much": 0.6}
DETECT_COST = {None: 0, "some": 100, "much": 250}  # a day
ESCORTS = {None: 0, "one": 1, "two": 2}
ESCORT_PRICE = 60  # an hour
DETERRENCE = 0.5

SCENARIO = """
convoyrisk: 1
title: attackers who are no agents
start: 2024-01-01T00:00
horizon: 73 d
network:
  nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}}
  roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain}]
vehicles: {bus: {seats: 20, protection: 0}}
convoys: [{name: bus, from: a, to: b, depart: {every: 6 h, offset: 1 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h}]
threat:
  spotted_halt: 0 h
  groups: []
  background: {rates: {plain: 0.5 /1000km}, deterrence: 0.5, modes: [{name: stray, kill: 0.05}]}
policies: [{name: as it is}]
costs: {currency: USD, escort_vehicle_hour: 60}
search:
  levers:
    - name: watch
      options: {some: {surveillance: {detect: 0.3}, extra_cost_day: 100}, much: {surveillance: {detect: 0.6}, extra_cost_day: 250}}
    - name: idle
      options: {patrols: {patrols: {interval: 6 h, detect: 0.5}}, dear: {intelligence: {tip_rate: 1 /wk}, extra_cost_day: 10}}
    - name: escort
      options: {one: {escort: {vehicles: 1, profile: 0}}, two: {escort: {vehicles: 2, profile: 0}}}
"""


@pytest.fixture
def scenario(tmp_path):
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO)
    return file


def truth():
    """{(watch, escort): (cost a year, deaths a year)} of all plans."""
    attacks = TRIPS_A_DAY * DAYS_A_YEAR * KM * 0.5e-3
    return {(watch, escort): ((DETECT_COST[watch] + TRIPS_A_DAY * HOURS * ESCORT_PRICE * ESCORTS[escort]) * DAYS_A_YEAR,
                              attacks * (1 - DETECT[watch]) * math.exp(-DETERRENCE * ESCORTS[escort]) * 20 * 0.05)
            for watch, escort in itertools.product(DETECT, ESCORTS)}


def true_front():
    front, least = [], math.inf
    for plan, (cost, deaths) in sorted(truth().items(), key=lambda item: item[1]):
        if deaths < least:
            front, least = [*front, (plan, cost, deaths)], deaths
    return front


def optimise(scenario, *words, within="1 %", output=None):
    output = output or scenario.parent / "found.plans.h5"
    return json.loads(succeed("optimise", scenario, "-o", output, "--json", "--quiet", "--within", within, *words).stdout)


def test_the_front_is_that_of_the_closed_form(scenario):
    """Intervals of the front hold together with 95 %: with this seed they do."""
    found = optimise(scenario)
    assert found["reached"] and found["plans"] == 27
    expected = true_front()
    assert [(step["plan"].get("watch"), step["plan"].get("escort")) for step in found["front"]] == [plan for plan, _, _ in expected]
    for step, (_, cost, deaths) in zip(found["front"], expected, strict=True):
        assert step["cost"]["mean"] == pytest.approx(cost, rel=1e-9) and step["from_budget"] == pytest.approx(cost, rel=1e-9)
        assert step["harm"]["low"] <= deaths <= step["harm"]["high"]
    for before, after, step in zip(expected, expected[1:], found["front"][1:], strict=False):
        assert step["averted"]["low"] <= before[2] - after[2] <= step["averted"]["high"]
    ratios = [(b[1] - a[1]) / (a[2] - b[2]) for a, b in itertools.pairwise(expected)]
    assert [step["cost_per_death_averted"] for step in found["front"][1:]] == pytest.approx(ratios, rel=0.02)


def test_a_lever_that_does_nothing_is_never_chosen(scenario):
    assert all("idle" not in step["plan"] for step in optimise(scenario)["front"])


def test_the_budget_is_honoured_and_the_anatomy_is_that_of_products(scenario):
    front = true_front()
    for budget in (0, 90_000, 130_000, 1e7):
        choice = optimise(scenario, "--budget", budget)["choice"]
        plan, cost, _ = [step for step in front if step[1] <= budget][-1]
        assert front[choice["step"]][0] == plan and cost <= budget
    found = optimise(scenario)["front"]
    for place, step in enumerate(found):  # just enough, as the page shows it
        assert optimise(scenario, "--budget", round(step["from_budget"], 4))["choice"]["step"] == place
    deaths = {plan: harm for plan, (_, harm) in truth().items()}
    for part in choice["anatomy"]:
        without = (None, plan[1]) if part["lever"] == "watch" else (plan[0], None)
        alone = (plan[0], None) if part["lever"] == "watch" else (None, plan[1])
        assert part["in_plan"]["mean"] == pytest.approx(deaths[without] - deaths[plan], rel=0.03)
        assert part["alone"]["mean"] == pytest.approx(deaths[None, None] - deaths[alone], rel=0.03)


def test_runners_up_are_the_plans_that_come_near_the_choice(scenario):
    """All that the budget can pay and that are worse by no more than is promised, but for those that only add to one of them."""
    deaths = {plan: harm for plan, (_, harm) in truth().items()}
    for budget, within in ((90_000, "20 %"), (1e7, "12 %"), (90_000, "1 %")):
        found = optimise(scenario, "--budget", budget, within=within)
        chosen = found["front"][found["choice"]["step"]]["plan"]
        worse = {plan: deaths[plan] - deaths[chosen.get("watch"), chosen.get("escort")] for plan in deaths}
        listed = {}
        for other in found["choice"]["runners_up"]:
            plan = other["plan"].get("watch"), other["plan"].get("escort")
            assert "idle" not in other["plan"] and truth()[plan][0] <= budget
            assert other["worse"]["low"] <= worse[plan] <= other["worse"]["high"] and worse[plan] <= found["within"] * 1.1
            listed[plan] = other["matched"]
        near = {plan for plan in deaths if worse[plan] <= found["within"] * 0.9 and truth()[plan][0] <= budget}
        near -= {(chosen.get("watch"), chosen.get("escort"))}
        adds = {plan for plan in near if any(all(a in (None, b) for a, b in zip(other, plan, strict=True))
                                             for other in [*listed, (chosen.get("watch"), chosen.get("escort"))] if other != plan)}
        assert near - adds <= set(listed)
        costs_no_more = {plan: {other for other in deaths if other != plan and truth()[other][0] <= truth()[plan][0]} for plan in deaths}
        for plan, matched in listed.items():
            best = min(deaths[other] for other in costs_no_more[plan])
            assert matched == (best <= deaths[plan] + found["within"] / 2) or abs(best - deaths[plan] - found["within"] / 2) < 0.3


def test_who_delivers_too_little_is_named_only_where_that_is_allowed(scenario):
    """To stay at home for three days after an attack is free, and saves a part of the deaths and of the trips."""
    stop = "    - name: trips\n      options: {stop: {postures: [{after: attack, for: 3 d, suspend: true}]}}\n"
    scenario.write_text(SCENARIO.replace("  levers:\n", "  levers:\n" + stop))
    whole = optimise(scenario)["front"]
    assert whole[0]["plan"] == {} and all(step["delivered_share"] > 0.95 for step in whole)
    allowed = optimise(scenario, "--min-delivered", 0.7)["front"]
    assert allowed[0]["from_budget"] == 0 and allowed[0]["plan"] == {"trips": "stop"} and 0.7 < allowed[0]["delivered_share"] < 0.95
    assert allowed[0]["harm"]["mean"] == pytest.approx(whole[0]["harm"]["mean"] * allowed[0]["delivered_share"], rel=0.05)


def test_a_plan_that_may_cost_more_than_the_budget_is_not_named_and_that_is_said(scenario):
    """It saves 1 a day, and halts that last 24 or 96 minutes come to an hour: what that costs is luck, up and down."""
    scenario.write_text(SCENARIO.replace("spotted_halt: 0 h", "spotted_halt: 1 h")
                        .replace("{name: stray, kill: 0.05}", "{name: short, kill: 0.05, halt: 24 min}, {name: long, kill: 0.05, halt: 96 min}")
                        .replace("{currency: USD,", "{currency: USD, worker_delay_hour: 60,")
                        .replace("extra_cost_day: 100", "extra_cost_day: -1"))
    found = optimise(scenario, "--budget", 0, within="5 %")
    chosen, cheap = found["front"][found["choice"]["step"]], found["front"][found["choice"]["step"] + 1]
    assert chosen["plan"] == {} and cheap["plan"] == {"watch": "some"}
    assert cheap["cost"]["mean"] == pytest.approx(-DAYS_A_YEAR, rel=0.5) and cheap["from_budget"] > 0
    text = " ".join(succeed("optimise", scenario, "-o", scenario.parent / "t.h5", "--quiet", "--within", "5 %", "--budget", 0).stdout.split())
    assert (f"The next step needs {math.ceil(cheap['from_budget']):,}. It costs {cheap['cost']['mean']:.3g} on average, but it is not "
            "shown that the budget can pay for it.") in text


def test_options_say_what_is_asked(scenario):
    attacks = truth()[None, None][1]  # one in twenty of twenty workers: as many attacks as deaths
    other = optimise(scenario, "--of", "attacks", "--seed", 7, within=0.5)
    assert other["of"] == "attacks" and other["within"] == 0.5 and other["base"]["low"] <= attacks <= other["base"]["high"]
    sure, unsure = (optimise(scenario, "--confidence", confidence) for confidence in (0.999, 0.5))
    assert (sure["confidence"], unsure["confidence"]) == (0.999, 0.5) and sure["replications"] > unsure["replications"]
    widths = [(found["base"]["high"] - found["base"]["low"]) / found["base"]["se"] for found in (sure, unsure)]
    assert widths[0] > 1.5 * widths[1]
    seeds = [optimise(scenario, "--seed", seed)["base"]["mean"] for seed in (1, 2)]
    assert seeds[0] != seeds[1] and seeds == pytest.approx([attacks] * 2, rel=0.05)


def test_the_order_of_levers_that_do_not_overlap_does_not_matter(scenario):
    turned = yaml.safe_load(SCENARIO)
    turned["search"]["levers"].reverse()
    other = scenario.parent / "turned.yaml"
    other.write_text(yaml.safe_dump(turned, sort_keys=False))
    first, second = optimise(scenario), optimise(other)
    for step in [*first["front"], *second["front"]]:
        step["plan"] = sorted(step["plan"].items())
    assert first["front"] == second["front"]


def test_plans_of_the_front_run_as_policies_with_the_same_outcomes(scenario):
    """Also where a plan's entry hides one of the base, which a scenario must not hold."""
    text = SCENARIO.replace("[{name: as it is}]", "[{name: as it is, escort: {vehicles: 1, profile: 0}}]")
    scenario.write_text(text)
    policies = scenario.parent / "front.yaml"
    found = optimise(scenario, "--policies", policies)
    assert any(step["plan"].get("escort") == "two" for step in found["front"])
    whole = yaml.safe_load(text)
    del whole["search"]
    whole["policies"] = yaml.load(policies.read_text(), yaml.BaseLoader)["policies"]
    run = scenario.parent / "run.yaml"
    run.write_text(yaml.safe_dump(whole, sort_keys=False))
    result = json.loads(succeed("run", run, "-o", run.with_suffix(".h5"), "--json", "--quiet", "--replications", "2000").stdout)
    means = [policy["outcomes"]["killed_total"]["mean"] * DAYS_A_YEAR / HORIZON_DAYS for policy in result["policies"].values()]
    assert means == pytest.approx([step["harm"]["mean"] for step in found["front"]], rel=0.15)


def test_bytes_are_equal_for_any_number_of_threads(scenario):
    files = [scenario.parent / f"{threads}.h5" for threads in (1, 3)]
    for threads, file in zip((1, 3), files, strict=True):
        optimise(scenario, "--threads", threads, output=file)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_search_that_was_killed_goes_on_to_the_same_bytes(scenario):
    words = ["optimise", scenario, "--quiet", "--threads", 1, "--within", "0.2 %", "--no-uncertainty"]
    whole, broken = scenario.parent / "whole.h5", scenario.parent / "broken.h5"
    log = scenario.parent / "broken.h5.partial"
    with subprocess.Popen([PROGRAM, *map(str, words), "-o", broken], stdout=subprocess.DEVNULL) as process:
        end = time.monotonic() + 240
        while not (log.exists() and log.stat().st_size > 30_000) and time.monotonic() < end and process.poll() is None:
            time.sleep(0.005)
        process.kill()
    assert log.exists() and not broken.exists()
    refused = call(*words, "-o", broken)
    assert refused.returncode == 2 and "--resume" in refused.stderr
    succeed(*words, "-o", broken, "--resume")
    succeed(*words, "-o", whole)
    assert whole.read_bytes() == broken.read_bytes() and not log.exists()


def test_a_full_disk_costs_a_block_at_most(scenario):
    """A file that may not grow further stands for it: of the log, and of the plans themselves."""
    words = ["optimise", scenario, "--quiet", "--within", "0.5 %"]
    whole, full = scenario.parent / "whole.h5", scenario.parent / "full.h5"
    log = scenario.parent / "full.h5.partial"
    succeed(*words, "-o", whole)
    for bytes_ in (200_000, 20_000):
        done = call(*words, "-o", full, *(["--resume"] if log.exists() else []), preexec_fn=no_large_files(bytes_), restore_signals=False)
        assert done.returncode == 1 and "File too large" in done.stderr and not full.exists() and log.stat().st_size > 10_000, done.stderr
    assert "Traceback" not in done.stderr and done.stdout == ""
    succeed(*words, "-o", full, "--resume")
    assert full.read_bytes() == whole.read_bytes() and not log.exists()


def test_another_search_does_not_go_on_with_the_log(scenario):
    words = ["optimise", scenario, "--quiet", "--threads", 1, "-o", scenario.parent / "x.h5"]
    log = scenario.parent / "x.h5.partial"
    with subprocess.Popen([PROGRAM, *map(str, [*words, "--within", "0.2 %"])], stdout=subprocess.DEVNULL) as process:
        end = time.monotonic() + 240
        while not (log.exists() and log.stat().st_size > 10_000) and time.monotonic() < end and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    done = call(*words, "--resume", "--within", "1 %")
    assert done.returncode == 2 and "is of another run" in done.stderr


def test_the_file_tells_every_plan(scenario):
    found = optimise(scenario, "--budget", 100_000)
    with h5py.File(scenario.parent / "found.plans.h5") as file:
        base = [file.attrs[f"base_harm{part}"] * DAYS_A_YEAR / HORIZON_DAYS for part in ("", "_standard_error", "_low", "_high")]
        assert base == pytest.approx([found["base"][part] for part in ("mean", "se", "low", "high")])
        assert base[2] <= truth()[None, None][1] <= base[3]
        assert file.attrs["format"] == b"convoyrisk-plans" and file.attrs["reached"] == 1
        plans = file["plans"]
        assert len(plans["number"]) == 27 and list(plans["number"]) == list(range(27))
        names = {(lever, place): name for lever, place, name in zip(
            file["levers/lever"], file["levers/place"], file["levers/option_name"].asstr(), strict=True)}
        assert names[0, 2] == "much" and names[2, 1] == "one"
        assert set(plans["fate"].asstr()) <= {"left", "dominated"} and "dominated" in plans["fate"].asstr()[:]
        assert set(file["front/lever_1"]) == {0}
        assert all(file["front"][name].shape == file["front/number"].shape for name in ("harm", "harm_low", "cost", "averted"))


def test_the_page_is_narrow_and_says_the_choice(scenario):
    text = succeed("optimise", scenario, "-o", scenario.parent / "x.h5", "--quiet", "--budget", 100_000).stdout
    assert max(map(len, text.splitlines())) <= 79
    flat = " ".join(text.split())
    assert "For 100,000 USD a year: escort: two." in flat and "no plan that the budget can pay" in flat


WRONG = {
    "two levers of one name": ("name: idle", "name: watch", "search.levers"),
    "an option without a measure": ("some: {surveillance: {detect: 0.3}, extra_cost_day: 100}", "some: {}", "holds no measure"),
    "a lever without options": ("options: {one: {escort: {vehicles: 1, profile: 0}}, two: {escort: {vehicles: 2, profile: 0}}}",
                                "options: {}", "must not be empty"),
    "a measure misspelled": ("{escort: {vehicles: 1, profile: 0}}", "{escorts: {vehicles: 1}}", "did you mean 'escort'"),
    "a base that is none": ("search:\n", "search:\n  base: as it was\n", "did you mean 'as it is'"),
    "an outcome that is none": ("search:\n", "search:\n  of: kild_total\n", "did you mean 'killed_total'"),
    "nothing that happens": ("plain: 0.5 /1000km", "plain: 0 /1000km", "nothing to choose by"),
}


@pytest.mark.parametrize("change", WRONG)
def test_what_is_wrong_is_said(change, scenario):
    old, new, words = WRONG[change]
    assert old in SCENARIO
    scenario.write_text(SCENARIO.replace(old, new, 1))
    done = call("optimise", scenario, "-o", scenario.parent / "x.h5", "--quiet")
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_what_is_not_there_is_refused(scenario):
    for words, sentence in ((["--criterion", "regret"], "rests on draws of `uncertainty`"), (["--within", "much"], "--within much")):
        done = call("optimise", scenario, "-o", scenario.parent / "x.h5", *words)
        assert done.returncode == 2 and sentence in done.stderr
    done = call("optimise", FIRST_STEPS, "-o", scenario.parent / "x.h5")
    assert done.returncode == 2 and "no `search` block" in done.stderr


def test_values_of_options_have_paths(scenario):
    found = optimise(scenario, "--set", 'search.levers.escort.options.two.escort.vehicles=1')
    assert all(step["plan"].get("escort") != "two" for step in found["front"])


def test_check_says_how_many_plans_there_are_and_what_they_cost(scenario):
    text = " ".join(succeed("check", scenario).stdout.split())
    assert "A search: 27 plans of 3 levers, added to 'as it is', for the least killed_total." in text
    assert "They cost 0 to 94,965 USD a year more than it does" in text  # (250 + 10) * 365.25
