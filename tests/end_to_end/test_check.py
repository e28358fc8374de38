"""`convoyrisk check`: what was understood, in words."""

import re

import pytest

from program import FIRST_STEPS, ROOT, call, succeed, tree, widest


def test_check_says_what_was_understood():
    done = succeed("check", ROOT / "scenarios/karakoram.yaml")
    assert done.stderr == "" and widest(done.stdout) < 80
    assert re.search(r"^ +313\.1 km, 5\.977 h: Islamabad - Burhan", done.stdout, re.MULTILINE)
    assert "  shift out: roster site staff\n    313 trips at 06:30: 60 workers in 2 vehicles (2 coach)\n" in done.stdout
    assert "46,308 worker journeys in 1,043 trips by 280 people\n" in done.stdout
    assert "+ schedule: departures varied by up to 1.5 h either way" in done.stdout
    assert "as it is (the baseline)\n    no measures\n" in done.stdout


def test_check_shows_policies_as_differences_from_the_first():
    done = succeed("check", FIRST_STEPS, "--set", "policies.\"no escort\".surveillance={detect: 0.2}",
                   "--set", "policies.escort.airlift={share: 0.1, fatality: 0}")
    baseline, escort = done.stdout.split("(the baseline)")[1].split("\n  escort\n")
    assert "surveillance: detection 20.0 %" in baseline and "+" not in baseline
    assert all(sign in escort for sign in ("+ escort: 2 vehicles", "+ airlift: 10.0 %", "- surveillance"))


def test_check_tells_windows_by_date_vehicles_by_type_and_who_waits(tmp_path):
    plan = tmp_path / "plan.yaml"
    policy = """
  - name: dated
    escort: {vehicles: 1, from: 10 d, until: 2024-03-05 06:30}
    patrols: {interval: 1 d, detect: 0.4, from: 9 d}
    schedule: {curfew: ["00:00", "05:30"]}
    convoys: {morning bus: {depart: {at: ["04:00", "06:00"]}}}
  - name: a while
    escort: {vehicles: 1, from: 10 d}
    schedule: {curfew: ["00:00", "05:30"]}
  - name: hidden
    with: [escort, a while]
costs:"""
    text = FIRST_STEPS.read_text(encoding="utf-8").replace("start: 2024-01-01", "start: 2024-02-20").replace("\ncosts:", policy)
    plan.write_text(text, encoding="utf-8")
    told = succeed("check", plan).stdout
    dated, a_while, hidden = (" ".join(text.split()) for text in re.split(r"\n  (?:dated|a while|hidden)\n", told)[1:])
    assert ", from 2024-03-01, until 2024-03-05 06:30" in dated and ", from 2024-02-29 " in dated
    assert "40 workers in 2 vehicles (2 bus), waiting until 05:30" in dated
    assert re.search(r"at 06:00: 40 workers in 2 vehicles \(2 bus\) ", dated)
    assert "earlier entries hide it" not in dated + a_while and "within the curfew" not in dated
    assert ", from 2024-03-01 (no trip has it: earlier entries hide it)" in hidden
    assert hidden.count("earlier entries hide it") == 1 and "= no trip is scheduled within the curfew" in hidden


def test_check_says_what_a_run_varies():
    said = succeed("check", ROOT / "scenarios/shipyard.yaml", "--sweep", 'policies."six more guards".guards.yard=3,6,9')
    assert widest(said.stdout) < 80 and said.stderr == ""
    assert '\nA sweep of 3 points\n  policies."six more guards".guards.yard: 3, 6, 9\n' in said.stdout
    assert re.search(r"engage, threat\.groups\.road\.engage: 0\.6 \(0\.3949\s+to\s+0\.8051\)", said.stdout)
    assert said.stdout.endswith("\nA run: 200 draws of 16 replications of each policy at each point, seed 1\n")
    plain = succeed("check", ROOT / "scenarios/shipyard.yaml", "--no-uncertainty").stdout
    assert plain.endswith("\nA run: 10,000 replications of each policy, seed 1\n") and "uncertain" not in plain


def test_check_makes_every_scenario_of_a_run():
    done = call("check", FIRST_STEPS, "--sweep", "vehicles.bus.seats=30,20", "--sweep", 'convoys."morning bus".workers=40,50')
    assert done.returncode == 2 and "50 workers are more than the 40 seats" in done.stderr
    assert "(point 3 of the sweep)" in done.stderr


def test_check_writes_nothing(tmp_path):
    succeed("check", FIRST_STEPS, cwd=tmp_path)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("scenario", sorted(ROOT.glob("scenarios/*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_are_sound(scenario):
    assert succeed("check", scenario).stderr == ""


def test_check_describes_the_policies_asked_for():
    text = succeed("check", FIRST_STEPS, "--policy", "escort").stdout
    assert "escort (the baseline)" in text and "no escort" not in text
