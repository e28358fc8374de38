"""A replication told event by event is the replication of the result file."""

import datetime
import json
import re

import h5py
import pytest

from program import EVERYTHING, FIRST_STEPS, REFERENCE_SCENARIOS, ROOT, call, outcomes, succeed

SCENARIOS = {"first steps": FIRST_STEPS, "karakoram": ROOT / "scenarios/karakoram.yaml", "everything": EVERYTHING,
             **{name: next(REFERENCE_SCENARIOS.glob(f"*-{name}.yaml")) for name in ("sites", "recruitment", "postures")}}
REPLICATION = 3
HEAD = ["scenario", "policy", "replication", "seed", "version", "start"]
KINDS = """departed cancelled flown arrived dormant preparing staged recovering intercepted eliminated recruited gone spotted attacked
passed background_spotted background_attacked background_passed site_spotted site_attacked site_passed""".split()
MEETINGS = {"spot_probability", "attack_probability", "expected_killed"}
VICTIMS = {"killed", "injured", "escort_killed", "escort_injured"}
ALLOWED = {"time_h", "time", "event", "convoy", "entry", "part", "waited_h", "group", "cell", "leg", "site", "cause", "counted"} | MEETINGS | VICTIMS
OUTCOME_OF_KIND = {"cancelled": "trips_cancelled", "flown": "trips_flown", "arrived": "trips_arrived", "staged": "stagings",
                   "spotted": "spotted", "attacked": "attacks_by_cells", "passed": "passed", "recruited": "cells_recruited",
                   "background_spotted": "background_spotted", "background_attacked": "background_attacks",
                   "site_attacked": "site_attacks", "eliminated": "cells_eliminated"}
WORDS = ("--policy", "escort", "--replication", "0")  # of FIRST_STEPS
CAUSES = ("spotting", "patrol", "tip", "raid", "reaction")


class Told:
    """One scenario: its result file of a few replications, and traces of one of them by policy."""

    def __init__(self, scenario, folder):
        self.scenario, self.result = scenario, folder / "a.h5"
        succeed("run", scenario, "-o", self.result, "--quiet", "--replications", "5", "--seed", "6")
        with h5py.File(self.result) as file:
            self.policies = list(file["outcomes/policy"].asstr())
            self.legs = list(file["network/leg"].asstr())

    def trace(self, policy, *more, seed="6"):
        return succeed("trace", self.scenario, "--policy", policy, "--replication", REPLICATION, "--seed", seed, *more).stdout

    def lines(self, policy, **more):
        head, *events = map(json.loads, self.trace(policy, **more).splitlines())
        return head, events

    def outcomes(self, policy, replication=REPLICATION):
        return {name: values[replication] for name, values in outcomes(self.result, policy).items()}


@pytest.fixture(scope="module", params=SCENARIOS)
def told(request, tmp_path_factory):
    return Told(SCENARIOS[request.param], tmp_path_factory.mktemp("trace"))


def sums(events):
    """Outcomes by name, as the events that count say."""
    counted = [event for event in events if event["counted"]]
    number = {name: sum(event["event"] == kind for event in counted) for kind, name in OUTCOME_OF_KIND.items()}
    number["encounters"] = number["spotted"] + number["attacks_by_cells"] + number["passed"]
    number["attacks"] = number["attacks_by_cells"] + number["background_attacks"] + number["site_attacks"]
    for cause in CAUSES:
        number[f"interceptions_{cause}"] = sum(event.get("cause") == cause for event in counted)
    for victims in VICTIMS:
        number[victims] = sum(event.get(victims, 0) for event in counted if event["event"] in ("attacked", "background_attacked"))
    for name, kind, what in (("site_killed", "site_attacked", "killed"), ("site_injured", "site_attacked", "injured"),
                             ("flown_killed", "flown", "killed")):
        number[name] = sum(event[what] for event in counted if event["event"] == kind)
    number["killed_total"] = sum(event.get("killed", 0) + event.get("escort_killed", 0) for event in counted)
    return number


def test_the_sums_are_the_outcomes_of_that_replication(told):
    for policy in told.policies:
        _, events = told.lines(policy)
        expected = told.outcomes(policy)
        found = sums(events)
        assert len(found) > 20 and found == {name: expected[name] for name in found}
        counted = [event for event in events if event["counted"]]
        departed = sum(event["event"] == "departed" for event in counted)
        gone = departed + expected["trips_cancelled"] + expected["trips_flown"]
        assert expected["trips_arrived"] <= departed and gone <= expected["trips_scheduled"]
        assert gone + expected["trips_unfinished"] >= expected["trips_scheduled"]
        for at_site, name in ((False, "killed_conditional"), (True, "site_killed_conditional")):
            odds = [event["attack_probability"] * event["expected_killed"] for event in counted
                    if "attack_probability" in event and ("site" in event) == at_site]
            assert sum(odds) == pytest.approx(expected[name], rel=0.06)  # the expectations have two digits


def test_another_replication_or_seed_has_other_sums(told):
    """Negative control."""
    policy = told.policies[0]
    right = sums(told.lines(policy)[1])
    for wrong in (told.outcomes(policy, REPLICATION - 1), told.outcomes(policy, REPLICATION + 1)):
        assert right != {name: wrong[name] for name in right}
    assert sums(told.lines(policy, seed="7")[1]) != right


def test_lines_are_in_order_and_say_what_is_documented(told):
    for policy in told.policies:
        head, events = told.lines(policy)
        assert list(head) == HEAD
        assert [head[key] for key in HEAD[:4]] == [str(told.scenario), policy, REPLICATION, 6]
        start = datetime.datetime.fromisoformat(head["start"])
        hours = [event["time_h"] for event in events]
        assert hours == sorted(hours) and all(isinstance(hour, int) for hour in hours)
        for event in events:
            kind = event["event"]
            assert kind in KINDS and set(event) <= ALLOWED
            assert datetime.datetime.fromisoformat(event["time"]) == start + datetime.timedelta(hours=event["time_h"])
            assert "leg" not in event or event["leg"] in told.legs
            meeting = re.search("spotted|attacked|passed", kind)
            assert MEETINGS <= set(event) if meeting else not MEETINGS & set(event)
            if meeting:
                spot, attack = event["spot_probability"], event["attack_probability"]
                assert 0 <= spot <= 1 and 0 <= attack <= 1 - spot + 1e-12 and event["expected_killed"] >= 0
                assert event["expected_killed"] == float(f"{event['expected_killed']:.1e}")
            assert ("cause" in event) == (kind == "intercepted") and event.get("cause", "tip") in CAUSES
            trip = kind in ("departed", "cancelled", "flown", "arrived")
            assert event["counted"] == (event["entry"] >= 0 if trip else event["time_h"] >= 0)


def test_what_cells_intend_is_not_told(told):
    """A cell has a place when it is staged, and not before or after."""
    for policy in told.policies:
        for event in told.lines(policy)[1]:
            if event["event"] in ("dormant", "preparing", "recovering", "eliminated", "recruited"):
                assert not {"leg", "site", "convoy"} & set(event)
            if event["event"] == "intercepted" and event["cause"] == "raid":
                assert "leg" not in event


def test_modes_of_attack_are_not_told(told):
    modes = [mode for mode in ("bomb", "ambush", "assault", "stray") if f"name: {mode}" in told.scenario.read_text(encoding="utf-8")]
    assert modes
    for policy in told.policies:
        text = told.trace(policy) + told.trace(policy, "--format", "geojson")
        assert not [mode for mode in modes if mode in text]


def test_geojson_has_the_counts_and_the_events_by_leg(told):
    with h5py.File(told.result) as file:
        place = {name: [file["network/longitude"][i], file["network/latitude"][i]]
                 for i, name in enumerate(file["network/node"].asstr())}
        ends = list(zip(file["network/from"].asstr(), file["network/to"].asstr()))
    for policy in told.policies:
        head, events = told.lines(policy)
        whole = json.loads(told.trace(policy, "--format", "geojson"))
        assert whole["type"] == "FeatureCollection" and whole["trace"] == head
        legs = {feature["properties"]["leg"]: feature["properties"] for feature in whole["features"]}
        assert list(legs) == told.legs
        for feature, (start, end) in zip(whole["features"], ends):
            assert feature["type"] == "Feature" and feature["geometry"]["type"] == "LineString"
            assert feature["geometry"]["coordinates"] == [place[start], place[end]]
            assert (feature["properties"]["from"], feature["properties"]["to"]) == (start, end)
        for name, leg in legs.items():
            assert leg["events"] == [event for event in events if event.get("leg") == name]
        assert whole["events"] == [event for event in events if "leg" not in event]
        expected = told.outcomes(policy)
        for name in ("stagings", "encounters", "spotted", "killed"):
            assert sum(leg[name] for leg in legs.values()) == expected[name]
        assert sum(leg["attacks"] for leg in legs.values()) == expected["attacks"] - expected["site_attacks"]


def test_convoy_km_by_leg_are_those_of_the_result_file(tmp_path):
    succeed("run", EVERYTHING, "-o", tmp_path / "a.h5", "--quiet", "--replications", "1")
    with h5py.File(tmp_path / "a.h5") as file:
        for row, policy in enumerate(file["legs/policy"].asstr()):
            whole = json.loads(succeed("trace", EVERYTHING, "--policy", policy, "--replication", 0, "--format", "geojson").stdout)
            km = [feature["properties"]["convoy_km"] for feature in whole["features"]]
            assert km == list(file["legs/convoy_km"][row]) and sum(km) > 0


def test_the_warm_up_is_told_but_not_counted():
    done = succeed("trace", EVERYTHING, "--policy", "everything", "--replication", REPLICATION)
    events = list(map(json.loads, done.stdout.splitlines()))[1:]
    before = [event for event in events if event["time_h"] < 0]
    assert {"departed", "arrived", "staged"} <= {event["event"] for event in before}
    assert not any(event["counted"] for event in before if "entry" not in event)


def test_everything_that_can_happen_is_seen_somewhere():
    """Else the checks above would check nothing."""
    seen, causes = set(), set()
    for scenario in SCENARIOS.values():
        written = scenario.read_text(encoding="utf-8").split("\npolicies:")[1]
        policies = re.findall(r'^  - name: "?([^"#\n]+?)"?\s*(?:#.*)?$', written, re.MULTILINE)
        for policy in policies:
            for replication in range(4):
                text = succeed("trace", scenario, "--policy", policy, "--replication", replication).stdout
                seen |= set(re.findall(r'"event":"(\w+)"', text))
                causes |= set(re.findall(r'"cause":"(\w+)"', text))
    assert set(KINDS) - seen == set() and set(CAUSES) - causes == set()


def test_the_documented_lines_are_of_this_form():
    """Keys in their order; the values may differ."""
    block = (ROOT / "docs/trace.md").read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    shown = list(map(json.loads, block.splitlines()))
    told = list(map(json.loads, succeed("trace", FIRST_STEPS, *WORDS).stdout.splitlines()))
    assert len(shown) > 3 and list(shown[0]) == list(told[0]) == HEAD
    for event in shown[1:]:
        assert any(list(event) == list(other) for other in told[1:] if other["event"] == event["event"])


# --- the file --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("form", ["jsonl", "geojson"])
def test_a_file_holds_what_is_printed_and_is_written_again(tmp_path, form):
    said = succeed("trace", FIRST_STEPS, *WORDS, "--format", form).stdout
    for _ in range(2):
        done = succeed("trace", FIRST_STEPS, *WORDS, "--format", form, "-o", tmp_path / "a.json")
        assert done.stdout == "" and (tmp_path / "a.json").read_text(encoding="utf-8") == said


def test_what_is_no_trace_is_not_overwritten(tmp_path):
    text = FIRST_STEPS.read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "net.geojson").write_text('{"type": "FeatureCollection"}', encoding="utf-8")
    for name in ("a.yaml", "net.geojson"):
        before = (tmp_path / name).read_bytes()
        done = call("trace", tmp_path / "a.yaml", *WORDS, "-o", tmp_path / name)
        assert done.returncode == 2 and "is no trace: it is not overwritten" in done.stderr
        assert (tmp_path / name).read_bytes() == before


@pytest.mark.parametrize("words, reason", [
    (["--policy", "escrot", "--replication", "3"], "did you mean 'escort'"),
    (["--policy", "escort"], "trace wants --replication N"),
    (["--replication", "3"], "--policy is required"),
    (["--policy", "escort", "--replication", "-1"], "--replication"),
    (["--policy", "escort", "--replication", "1.5"], "--replication"),
    ([*WORDS, "--format", "csv"], "--format"),
    ([*WORDS, "--seed", "x"], "--seed x")])
def test_wrong_words_are_wrong_input(words, reason):
    done = call("trace", FIRST_STEPS, *words)
    assert done.returncode == 2 and done.stdout == "" and reason in done.stderr


def test_settings_change_the_trace():
    plain, other = (succeed("trace", FIRST_STEPS, *WORDS, *more).stdout for more in
                    ([], ["--set", 'threat.groups."hill group".cells=0']))
    assert '"staged"' in plain and '"staged"' not in other


def test_the_worst_replication_is_the_one_with_most_dead(tmp_path):
    succeed("run", FIRST_STEPS, "-o", tmp_path / "a.h5", "--quiet", "--replications", "200")
    killed = outcomes(tmp_path / "a.h5", "escort")["killed_total"]
    head = json.loads(succeed("trace", FIRST_STEPS, "--policy", "escort", "--worst-of", "200").stdout.splitlines()[0])
    assert killed[head["replication"]] == killed.max() > killed.min()
    neither = call("trace", FIRST_STEPS, "--policy", "escort")
    assert neither.returncode == 2 and "--replication N or --worst-of N" in neither.stderr


@pytest.mark.parametrize(("scenario", "policy"), [(FIRST_STEPS, "escort"), (EVERYTHING, "everything")])
def test_a_trace_for_reading_tells_every_attack_and_its_dead(scenario, policy):
    words = ("trace", scenario, "--policy", policy, "--worst-of", "50")
    events = [event for event in map(json.loads, succeed(*words).stdout.splitlines()[1:]) if event["event"].endswith("attacked")]
    text = succeed(*words, "--format", "text").stdout
    assert max(map(len, text.splitlines())) <= 80
    attacks = re.findall(r"is attacked by .*?: (\d+) killed, (\d+) injured", re.sub(r"\n    +", " ", text))
    assert attacks == [(str(event["killed"]), str(event["injured"])) for event in events] and attacks
    assert len(re.findall(r"h ~ .* is attacked", text)) == sum(not event["counted"] for event in events)
