"""`convoyrisk schema` against the scenarios and the reader: what the reader accepts the schema accepts, and mistakes that
show in a single value are marked. Values are those of YAML 1.2, as editors see them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
sys.path.insert(0, str(ROOT / "tests/support"))
from values_at import at, changed  # noqa: E402

PROGRAM = os.environ.get("CONVOYRISK_PROGRAM", str(ROOT / "build/release/engine/app/convoyrisk"))
EVERYTHING = ROOT / "tests/scenario/data/everything.yaml"
SCENARIOS = [*sorted(ROOT.glob("scenarios/*.yaml")), *sorted(ROOT.glob("tests/reference/scenarios/*.yaml")), EVERYTHING,
             EVERYTHING.with_name("plans.yaml")]


class Yaml12(yaml.SafeLoader):
    """The core schema of YAML 1.2, where `no` and 06:30 are texts; keys are texts, as in JSON."""

    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


def resolve(tag, pattern, make):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), None)
    Yaml12.add_constructor(f"tag:yaml.org,2002:{tag}", lambda loader, node: make(node.value))


resolve("null", r"^(~|null|Null|NULL|)$", lambda text: None)
resolve("bool", r"^(true|True|TRUE|false|False|FALSE)$", lambda text: text.lower() == "true")
resolve("int", r"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", lambda text: int(text, 0 if text[:2] in ("0x", "0o") else 10))
resolve("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", float)
Yaml12.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node))


def load(text):
    return yaml.load(text, Yaml12)


def everything(name="everything"):
    """Every key of the format; `plans` has those of plans."""
    return load(EVERYTHING.with_name(f"{name}.yaml").read_text(encoding="utf-8"))


def simulated(name="everything"):
    """The same without what `check` refuses as not simulated yet."""
    scenario = everything(name)
    del scenario["sweep"], scenario["uncertainty"], scenario["run"]["precision"]
    scenario["run"]["keep"] = ["legs"]
    return scenario


@pytest.fixture(scope="module")
def schema():
    done = subprocess.run([PROGRAM, "schema"], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert done.stderr == ""
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def validator(schema):
    return jsonschema.Draft7Validator(schema)


@pytest.fixture
def errors_of_reader(tmp_path):
    def errors(scenario):
        file = tmp_path / "scenario.yaml"
        file.write_text(json.dumps(scenario), encoding="utf-8")
        done = subprocess.run([PROGRAM, "check", file], capture_output=True, encoding="utf-8", timeout=60)
        assert done.returncode in (0, 2), done.stderr
        return done.stderr if done.returncode else ""

    return errors


def places(value, path=()):
    """The path of every key and item below."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def keys_of_schema(part):
    """The part of the schema below every property, with the name of the property."""
    for name, inner in part.get("properties", {}).items():
        yield name, inner
        yield from keys_of_schema(inner)
    for inner in [part.get("items"), part.get("additionalProperties"), *part.get("oneOf", [])]:
        if isinstance(inner, dict):
            yield from keys_of_schema(inner)


def test_the_schema_is_one(schema):
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda path: path.stem)
def test_scenarios_are_valid(validator, file):
    assert [error.message for error in validator.iter_errors(load(file.read_text(encoding="utf-8")))] == []


def test_every_key_says_what_it_is_for(schema):
    found = list(keys_of_schema(schema))
    assert len(found) > 200
    assert [name for name, part in found if not part.get("description")] == []


def test_every_default_is_allowed(schema):
    found = [(name, part) for name, part in keys_of_schema(schema) if "default" in part]
    assert len(found) > 60
    for name, part in found:
        jsonschema.Draft7Validator(part).validate(part["default"])
    defaults = {name: part["default"] for name, part in schema["properties"]["run"]["properties"].items() if "default" in part}
    assert defaults == {"replications": 10000, "seed": 1, "keep": ["outcomes", "legs", "days", "severity"]}
    road = schema["properties"]["network"]["properties"]["roads"]["items"]["properties"]
    assert {name: part["default"] for name, part in road.items() if "default" in part} == {"zone": "", "cover": 0, "oneway": False}


@pytest.mark.parametrize("name", ["everything", "plans"])
def test_every_key_of_the_format_is_in_the_schema(validator, name):
    """A key with a letter more is refused, save where keys are names; so is every key that stays when its like goes."""
    scenario = everything(name)
    names = ("nodes", "vehicles", "vehicle_hour", "rates", "guards", "parameters", "cross", "options", "rosters", "replace", "add", "convoys")
    refused = 0
    for path in places(scenario):
        if isinstance(path[-1], str) and not (len(path) > 1 and path[-2] in names and path[-3:-1] != ("policies", "escort")):
            other = changed(scenario, (*path[:-1], path[-1] + "x"), at(scenario, path))
            assert not validator.is_valid(other), path
            refused += 1
    assert refused > 200


@pytest.mark.parametrize("name", ["everything", "plans"])
def test_required_keys_are_those_of_the_reader(validator, errors_of_reader, name):
    scenario = simulated(name)
    missing = 0
    for path in places(scenario):
        if isinstance(path[-1], str):
            other = changed(scenario, path, ...)
            errors = errors_of_reader(other)
            is_missing = re.search(rf"(^|[ .]){re.escape(path[-1])}: is missing$", errors, re.MULTILINE) is not None
            missing += is_missing
            assert not (validator.is_valid(other) and is_missing), (path, errors)
            assert validator.is_valid(other) or errors, path
    assert missing > 60


@pytest.mark.parametrize("value", [-1, 0.5, 1e6, "no", "12 %", "-1 d", "0h", "+2.5e1 km", "4. km/h", " 1 / 90 d ", ".2 /1000km",
                                   True, [], {"uniform": ["1 h", "2 h"]}], ids=repr)
def test_what_the_reader_accepts_is_valid(validator, errors_of_reader, value):
    """In the place of every value of a scenario but those of second items, which are like the first."""
    scenario = simulated()
    tried = 0
    for path in (path for path in places(scenario) if 1 not in path):
        other = changed(scenario, path, value)
        if not validator.is_valid(other):
            assert errors_of_reader(other), path
            tried += 1
    assert tried > 60


# Path and value of mistakes that a single value shows.
MISTAKES = {
    "an unknown key": (("threat", "groups", 0, "engagee"), 0.5),
    "an unknown measure": (("policies", 0, "armour"), {}),
    "an unknown key of a distribution": (("threat", "groups", 0, "preparing"), {"weibull": {"mean": "1 h"}}),
    "two distributions at once": (("threat", "groups", 0, "preparing"), {"fixed": "1 h", "exponential": {"mean": "1 h"}}),
    "no distribution": (("threat", "groups", 0, "preparing"), {}),
    "another distribution where it must be exponential": (("threat", "groups", 0, "dormant"), {"fixed": "1 h"}),
    "too few bounds": (("threat", "groups", 0, "staged"), {"triangular": ["1 h", "2 h"]}),
    "a time without a unit": (("horizon",), 90),
    "a time in quotes without a unit": (("horizon",), "90"),
    "a 0 without a unit": (("warmup",), 0),
    "an unknown unit": (("horizon",), "3 months"),
    "a unit of another kind": (("network", "segment"), "5 h"),
    "another unit of speed": (("network", "roads", 0, "speed"), "40 mph"),
    "a rate without a line": (("policies", 2, "intelligence", "tip_rate"), "0.1 wk"),
    "a rate along the road where one in time belongs": (("policies", 2, "intelligence", "tip_rate"), "0.1 /km"),
    "a unit where a number belongs": (("threat", "groups", 0, "deterrence"), "3 h"),
    "percent where a number belongs": (("threat", "groups", 0, "deterrence"), "30 %"),
    "a text for a number": (("threat", "groups", 0, "deterrence"), "much"),
    "a number for a list": (("threat", "groups", 0, "home"), 3),
    "a list for a map": (("vehicles",), []),
    "a text for a flag": (("network", "roads", 0, "oneway"), "no"),
    "a fraction for a count": (("threat", "groups", 0, "cells"), 1.5),
    "a weekday": (("convoys", 0, "depart", "days"), ["mo"]),
    "a weekday twice": (("convoys", 0, "depart", "days"), ["mon", "mon"]),
    "a time of day": (("convoys", 0, "depart", "at"), ["24:00"]),
    "no times of day": (("convoys", 0, "depart", "at"), []),
    "times of day and an interval": (("convoys", 0, "depart", "every"), "6 h"),
    "a date": (("start",), "2024-13-01"),
    "a trigger": (("policies", 2, "postures", 0, "after"), "attacks"),
    "a part of the result": (("run", "keep"), ["leg"]),
    "another version": (("convoyrisk",), 2),
    "an empty name": (("policies", 0, "name"), ""),
    "a share above 1": (("threat", "groups", 0, "engage"), 1.6),
    "a share above 100 %": (("threat", "groups", 0, "engage"), "160 %"),
    "a share below 0": (("threat", "groups", 0, "engage"), -0.1),
    "a share below 0 %": (("threat", "groups", 0, "engage"), "-1 %"),
    "a speed of 0": (("network", "roads", 0, "speed"), "0.0 km/h"),
    "a time below 0": (("threat", "spotted_halt"), "-1 h"),
    "a latitude": (("network", "nodes", "dasu", "lat"), 91),
    "no seats": (("vehicles", "coach", "seats"), 0),
    "a count beyond 31 bits": (("sites", 0, "people"), 2**31),
    "a missing key": (("horizon",), ...),
    "a missing key of a block": (("threat", "groups", 0, "engage"), ...),
    "nodes without roads": (("network", "roads"), ...),
    "a file beside nodes": (("network", "file"), "corridor.geojson"),
    "no modes": (("threat", "groups", 0, "modes"), []),
    "no policies": (("policies",), []),
    "nothing where a map belongs": (("threat",), None),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_marked_by_schema_and_reader(validator, errors_of_reader, mistake):
    path, value = MISTAKES[mistake]
    scenario = simulated()
    assert validator.is_valid(scenario) and not errors_of_reader(scenario)
    other = changed(scenario, path, value)
    assert not validator.is_valid(other)
    assert errors_of_reader(other)


def is_share(part):
    return part.get("minimum") == 0 and part.get("maximum") == 1 and "string" in part["type"]


def shares(part, value, path=()):
    """Every place of a scenario where a share stands, with what the schema says of its key."""
    for one in [part, *part.get("oneOf", [])]:
        if isinstance(value, dict):
            for key, inner in value.items():
                known = one.get("properties", {}).get(key, one.get("additionalProperties"))
                if isinstance(known, dict):
                    yield from shares(known, inner, (*path, key))
        elif isinstance(value, list) and isinstance(one.get("items"), dict):
            for n, inner in enumerate(value):
                yield from shares(one["items"], inner, (*path, n))
        elif is_share(one):
            yield path, one["description"].split(":")[0]


def test_a_share_that_is_none_is_told_of_what_it_is_one(schema, errors_of_reader):
    scenario = simulated()
    found = dict(shares(schema, scenario))
    assert len(found) > 25
    for path, meaning in found.items():
        assert meaning.startswith(("Share ", "Chance ")), path
        told = errors_of_reader(changed(scenario, path, 5))
        assert f"{path[-1]}: must lie between 0 and 1, not 5: {meaning[0].lower() + meaning[1:]}; did you mean 5 %?" in told


def test_a_network_is_a_file_or_nodes_and_roads(validator):
    scenario = simulated()
    for network, valid in [({"file": "a.geojson"}, True), ({"file": "a.geojson", "segment": "2 km"}, True), ({}, False),
                           ({"file": "a.geojson", "roads": []}, False), ({"nodes": {}}, False), ({"roads": []}, False)]:
        assert validator.is_valid(changed(scenario, ("network",), network)) == valid, network


def test_precision_is_one_or_a_list(validator):
    one = {"half_width": "5 %"}
    for precision, valid in [(one, True), ([one, one], True), ([], True), ({}, False), ([{}], False)]:
        assert validator.is_valid(changed(everything(), ("run", "precision"), precision)) == valid, precision
