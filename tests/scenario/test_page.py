"""docs/scenario.md against `convoyrisk schema`: the same keys in the same blocks, the same defaults.

Its tables of keys have the header `| key of ... | value | default |`. The first cell of a row holds keys in backticks, with dots down
from the block; the last one a default for all of them, or one for each. A default is `required`, a value, or words."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
PROGRAM = os.environ.get("CONVOYRISK_PROGRAM", str(ROOT / "build/release/engine/app/convoyrisk"))
HOURS = {"s": 1 / 3600, "min": 1 / 60, "h": 1, "d": 24, "wk": 168, "yr": 8766}
UNITS = {**HOURS, "%": 0.01, "m": 0.001, "km": 1, **{"/" + unit: 1 / hours for unit, hours in HOURS.items()}}
DISTRIBUTION = "a distribution"
PRESENT = ...  # a key that the page has only as part of longer ones


@pytest.fixture(scope="module")
def schema():
    done = subprocess.run([PROGRAM, "schema"], capture_output=True, encoding="utf-8", timeout=60, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def page():
    return (ROOT / "docs/scenario.md").read_text(encoding="utf-8")


def keys_of_schema(part, block=""):
    """(key with its block, (whether required, default if any)) of all keys below a part of the schema."""
    for name, inner in part.get("properties", {}).items():
        key = f"{block}.{name}".lstrip(".")
        yield key, (name in part.get("required", []), inner.get("default"))
        if key == "search.levers.options":  # what stands there are parts of policies
            continue
        is_distribution = {"fixed", "triangular"} <= inner.get("properties", {}).keys()
        yield from keys_of_schema(inner, DISTRIBUTION if is_distribution else key)
    for inner in [part.get("items"), part.get("additionalProperties"), *part.get("oneOf", [])]:
        if isinstance(inner, dict):
            yield from keys_of_schema(inner, block)


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def keys_of_page(page):
    """(key with its block, text of its default) of all keys in the tables, in the order of the page."""
    blocks = []
    for line in page.splitlines():
        if re.match(r"\| key of ", line):
            assert cells(line)[1:] == ["value", "default"], line
            blocks = re.findall(r"`([^`]+)`", line) or [{"the scenario": "", DISTRIBUTION: DISTRIBUTION}[cells(line)[0][7:]]]
        elif not line.startswith("|"):
            blocks = []
        elif blocks and not line.startswith("|---"):
            names, default = re.findall(r"`([^`]+)`", cells(line)[0]), cells(line)[-1]
            each = default.split(", ") if "`" not in default else []
            defaults = each if len(each) == len(names) else [default] * len(names)
            for block in blocks:
                yield from ((f"{block}.{name}".lstrip("."), text) for name, text in zip(names, defaults))


def value(text):
    """A default as the page or the schema writes it, with quantities in h, km and their likes; words stay words."""
    read = yaml.safe_load(text.strip("`")) if isinstance(text, str) else text
    quantity = re.fullmatch(r"([0-9.]+) ?([a-z%/]+)", read) if isinstance(read, str) else None
    return round(float(quantity[1]) * UNITS[quantity[2]], 12) if quantity and quantity[2] in UNITS else read


def departures(page, schema):
    """One sentence for each departure of the page from the schema."""
    rows = list(keys_of_page(page))
    said = dict(rows)
    found = [f"{key}: twice on the page" for key in said if [row[0] for row in rows].count(key) > 1]
    for key in list(said):
        parts = key.split(".")
        for end in range(1, len(parts)):
            said.setdefault(".".join(parts[:end]), PRESENT)
    known = dict(keys_of_schema(schema))
    found += [f"{key}: not in the schema" for key in said if key not in known and key != DISTRIBUTION]
    for key, (required, default) in known.items():
        if key not in said:
            found.append(f"{key}: not on the page")
        elif (said[key] == "required") != required:
            found.append(f"{key}: required in one of both alone")
        elif not required and default is None and not (said[key] is PRESENT or isinstance(value(said[key]), (str, type(None)))):
            found.append(f"{key}: default {said[key]} on the page, none in the schema")
        elif default is not None and value("" if said[key] is PRESENT else said[key]) != value(default or json.dumps(default)):
            found.append(f"{key}: default {said[key]} on the page, {default} in the schema")
    return found


def test_the_page_and_the_schema_have_the_same_keys_and_defaults(page, schema):
    assert len(dict(keys_of_page(page))) > 150
    assert departures(page, schema) == []


# Negative controls: a page with one mistake, each found for its reason alone.
CHANGED = {
    "a key left out": ("| `capture` | share | 0.5 |\n", "", "threat.groups.capture: not on the page"),
    "a key too many": ("| `engage` |", "| `engage`, `zeal` |", "threat.groups.zeal: not in the schema"),
    "a key in another block": ("`escort.crew` ", "`airlift.crew` ", "policies.airlift.crew: not in the schema"),
    "another default": ("| 14 d |", "| 15 d |", "threat.groups.memory: default 15 d"),
    "another unit of the default": ("| 14 d |", "| 14 h |", "threat.groups.memory: default 14 h"),
    "a default of two": ("| 0, 4 |", "| 0, 5 |", "policies.escort.crew: default 5"),
    "a default where there is none": ("| no bound |", "| 0.5 |", "policies.routing.detour: default 0.5"),
    "an empty default that is one": ('| `""` |', "| |", "network.roads.zone: default"),
    "a required key that has a default": ("| 0.5 |", "| required |", "threat.groups.capture: required"),
    "an optional key that is required": ("| `engage` | share | required |", "| `engage` | share | 1 |", "threat.groups.engage: required"),
    "a key twice": ("| `engage` |", "| `engage`, `engage` |", "threat.groups.engage: twice"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_page_that_drifts_is_noticed(page, schema, change):
    old, new, reason = CHANGED[change]
    assert old in page
    found = departures(page.replace(old, new, 1), schema)
    assert found and any(sentence.startswith(reason) for sentence in found), found
    assert len(found) <= 2, found
