"""Nothing of the format is forgotten: what must follow the list of its keys is held against `convoyrisk schema`."""

import itertools
import json
import re
import sys

import pytest

import random_scenarios
import schema_keys
from program import REFERENCE_SCENARIOS, ROOT, call, outcomes, succeed
from schema_keys import places
from test_reproducible import IDLE

sys.path.insert(0, str(ROOT / "tests/support"))
from values_at import at, changed  # noqa: E402

NOT_OF_THE_MODEL = ("run", "search", "sweep", "uncertainty")  # what is simulated and kept, not what happens
WITHOUT_EFFECT = {  # on any outcome
    "convoyrisk", "title", "network.file", "costs.currency", "convoys.roster", "rosters", "description",
    *(f"{block}.description" for block in ("convoys", "sites", "policies", "threat.groups", "threat.groups.modes", "threat.background.modes")),
    "threat.background.modes.exposed", "threat.background.modes.expended",  # on roads alone, and by no cell that could be gone
    *(f"{block}.name" for block in ("convoys", "network.roads", "sites", "policies", "threat.groups", "threat.groups.modes",
                                    "threat.background.modes", "threat.regimes")),
}


@pytest.fixture(scope="module")
def schema():
    return schema_keys.schema()


@pytest.fixture(scope="module")
def model(schema):
    """The keys of what is simulated."""
    return {key for key in schema_keys.keys(schema) if key.split(".")[0] not in NOT_OF_THE_MODEL}


@pytest.fixture(scope="module")
def references():
    return {path: schema_keys.load(path) for path in sorted(REFERENCE_SCENARIOS.glob("*.yaml"))}


def test_every_key_is_in_a_reference_scenario(schema, model, references):
    used = {key for scenario in references.values() for key, _ in places(schema, scenario)}
    assert len(model) > 180 and model - used == {"threat.background.modes.exposed"}


def test_every_key_is_in_a_random_scenario(schema, model):
    used = {key for seed in range(60) for key, _ in places(schema, random_scenarios.make(seed))}
    assert model - used == {"network.file"}


def test_every_key_is_in_the_scenario_of_everything(schema):
    files = [ROOT / "tests/scenario/data" / name for name in ("everything.yaml", "plans.yaml")]
    same = lambda key: key.replace("background.modes", "groups.modes")  # noqa: E731
    used = {same(key) for file in files for key, _ in places(schema, schema_keys.load(file))}
    assert [call("check", file).returncode for file in files] == [0, 0]
    assert {same(key) for key in schema_keys.keys(schema)} - used <= {"network.file", "sweep.zip"}


def test_every_measure_has_an_idle_form(schema):
    """Which test_reproducible holds to change nothing."""
    measures = set(schema["properties"]["policies"]["items"]["properties"])
    assert measures - {"name", "description", "with", "convoys"} == set(IDLE)


# --- every key does something in a reference scenario --------------------------------------------------------------------------

NUMBER = re.compile(r"([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*(.*)")


def others(scenario, value):
    """Values to try in the place of one: none at all, more, less, other names."""
    yield ...
    if isinstance(value, list):
        for place, item in enumerate(value):
            for other in others(scenario, item):
                yield [*value[:place], *([] if other is ... else [other]), *value[place + 1:]]
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from ({**value, key: other} for other in others(scenario, item) if other is not ...)
    elif isinstance(value, str):
        clock, number = re.fullmatch(r"(\d\d):(\d\d)", value), NUMBER.fullmatch(value)
        if clock:
            yield f"{(int(clock[1]) + 5) % 24:02}:{clock[2]}"
        elif number:
            size = float(number[1])
            for other in (size * 1.5, size * 0.6, size + 1, 0):
                yield f"{other:.6g} {number[2]}".strip()
        for words in (["true", "false"], ["attack", "spotted", "interception"], ["mon", "sun"], list(scenario["network"].get("nodes", [])),
                      list(scenario["vehicles"]), [convoy["name"] for convoy in scenario["convoys"]]):
            if value in words:
                yield from (word for word in words if word != value)
        if re.match(r"\d{4}-", value):
            yield "2024-05-17T11:00"
        yield from {road["zone"] for road in scenario["network"].get("roads", []) if "zone" in road} - {value}


def simulated(scenario, folder):
    """The outcomes of a few replications; none where the scenario is refused."""
    file = folder / "scenario.yaml"
    file.write_text(json.dumps(scenario), encoding="utf-8")
    done = call("run", file, "-o", folder / "a.h5", "--quiet", "--no-uncertainty", "--replications", 60, "--seed", 3, "--threads", 1, "--keep", "outcomes")
    if done.returncode == 2:
        return None
    assert done.returncode == 0, done.stderr
    names = [policy["name"] for policy in scenario["policies"]]
    return {name: {outcome: values.tobytes() for outcome, values in outcomes(folder / "a.h5", name).items()} for name in names}


def acts(key, schema, references, before, folder):
    """Does another value of the key give other outcomes in one of the scenarios that use it?"""
    for file, scenario in references.items():
        found = [path for used, path in places(schema, scenario) if used == key]
        nowhere = scenario
        for path in found[::-1]:  # two one-way roads in a row are one way together
            nowhere = changed(nowhere, path, ...)
        tries = (changed(scenario, path, other) for path in found for other in others(scenario, at(scenario, path)))
        for tried in itertools.chain([nowhere] if found else [], tries):
            after = simulated(tried, folder)
            if after is not None and after != before[file]:
                return True
    return False


def test_every_key_does_something_in_a_reference_scenario(schema, model, references, tmp_path):
    for path in REFERENCE_SCENARIOS.glob("networks"):
        (tmp_path / "networks").symlink_to(path)
    before = {file: simulated(scenario, tmp_path) for file, scenario in references.items()}
    assert None not in before.values()
    assert [key for key in sorted(model - WITHOUT_EFFECT) if not acts(key, schema, references, before, tmp_path)] == []


# --- `check` tells every key of a policy -----------------------------------------------------------------------------------------

def test_check_tells_every_key_of_a_policy(schema, references, tmp_path):
    """Another value gives other words."""
    for path in REFERENCE_SCENARIOS.glob("networks"):
        (tmp_path / "networks").symlink_to(path)
    file = tmp_path / "scenario.yaml"

    def told(scenario):
        file.write_text(json.dumps(scenario), encoding="utf-8")
        done = call("check", file)
        return done.stdout if done.returncode == 0 else None

    wanted = {key for key in schema_keys.keys(schema) if key.startswith("policies.")}
    found = set()
    for scenario in references.values():
        before = told(scenario)
        for key, path in places(schema, scenario):
            if key in wanted - found and any(told(changed(scenario, path, other)) not in (None, before)
                                             for other in others(scenario, at(scenario, path)) if other is not ...):
                found.add(key)
    blocks = {key.rsplit(".", 1)[0] for key in wanted}
    assert wanted - found - blocks - {"policies.name"} == set()


# --- measures on trips: of each the first entry that covers a trip hides the others ------------------------------------------

def test_an_entry_that_another_hides_is_refused_whatever_the_measure(schema, references, tmp_path):
    forms = {key: form for key, form in schema["properties"]["policies"]["items"]["properties"].items() if "hours" in json.dumps(form)}
    assert len(forms) >= 7
    for measure in forms:
        found = [(scenario, policy[measure]) for scenario in references.values() for policy in scenario["policies"] if measure in policy]
        scenario, entries = max(found, key=lambda one: isinstance(one[1], list))  # an entry in a list is in its long form
        entry = entries[0] if isinstance(entries, list) else entries
        everywhere = {key: value for key, value in entry.items() if key not in ("from", "until", "convoys", "days", "hours")}
        (tmp_path / "scenario.yaml").write_text(json.dumps({**scenario, "policies": [{"name": "p", measure: [everywhere, everywhere]}]}))
        done = call("check", tmp_path / "scenario.yaml")
        assert (measure, done.returncode) == (measure, 2)
        assert f"policies.p.{measure}[1]: no trip has this entry" in done.stderr


def test_schema_command_is_quiet():
    assert succeed("schema").stderr == ""


def test_a_key_that_is_not_drawn_changes_no_other(monkeypatch):
    """So that a new one leaves every scenario as it was."""
    every = random_scenarios.block
    for missing in ("engage", "spread", "weight", "speed", "escort", "pace_cv"):
        before = random_scenarios.make(3)
        monkeypatch.setattr(random_scenarios, "block", lambda rng, makers, *rest, **more: every(
            rng, {key: make for key, make in makers.items() if key != missing}, *rest, **more))
        after = random_scenarios.make(3)
        monkeypatch.setattr(random_scenarios, "block", every)

        def without(value):
            if isinstance(value, dict):
                return {key: without(inner) for key, inner in value.items() if key not in (missing, "regime_at_start")}
            return [without(inner) for inner in value] if isinstance(value, list) else value

        assert without(after) == without(before) and after != before


# --- outcomes: the table of the engine is the one list, which the schema shows ----------------------------------------------

def nodes(part):
    """Every map within the schema."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from nodes(inner)


def outcome_names(schema):
    """The choices of run.precision.of."""
    found = [node["enum"] for node in nodes(schema) if "killed_total" in node.get("enum", ())]
    assert found and all(set(names) == set(found[0]) for names in found)
    return found[0]


def test_every_outcome_is_on_the_page_of_the_model(schema):
    page = (ROOT / "docs/model.md").read_text(encoding="utf-8")
    assert [name for name in outcome_names(schema) if not re.search(rf"\b{name}\b", page)] == []


def test_every_outcome_is_in_the_reference_model(schema):
    text = (ROOT / "tests/reference/refmodel/outcomes.py").read_text(encoding="utf-8")
    assert [name for name in outcome_names(schema) if not re.search(rf"\b{name}\b", text)] == []
