"""The keys of the format, from `convoyrisk schema`, and those that a scenario uses.

A key is the path of its blocks without names and places, such as policies.escort.spot; what stands in a distribution of durations is
the same wherever it stands, such as `a distribution.gamma.mean`, and so is the scope of an entry of a measure: `a scope.days` of a measure
on trips, `a window.from` of another."""

import json

import yaml

from program import succeed

DISTRIBUTION = "a distribution"
OPTIONS = "search.levers.options"  # parts of policies, with the keys of those


def schema():
    return json.loads(succeed("schema").stdout)


def load(path):
    """A scenario as texts, lists and maps: nothing is taken for a number, as in the program."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)


def _below(key, part):
    return DISTRIBUTION if {"fixed", "triangular"} <= part.get("properties", {}).keys() else key


def _key(block, name, properties):
    """The key of a name in a block: those of scopes are the same under all measures."""
    measure = block.startswith("policies.") and block.count(".") == 1 and {"from", "until"} <= properties.keys()
    if measure and block != "policies.postures" and name in ("from", "until", "convoys", "days", "hours"):
        return f"a scope.{name}" if "days" in properties else f"a window.{name}"
    return f"{block}.{name}".lstrip(".")


def keys(part, block=""):
    """Every key below a part of the schema."""
    for one in [part, *part.get("oneOf", [])]:
        for name, inner in one.get("properties", {}).items():
            key = _key(block, name, one["properties"])
            yield key
            if key != OPTIONS:
                yield from keys(inner, _below(key, inner))
        for inner in (one.get("items"), one.get("additionalProperties")):
            if isinstance(inner, dict):
                yield from keys(inner, block)


def places(part, value, block="", path=()):
    """(key, path) of every key of a scenario."""
    for one in [part, *part.get("oneOf", [])]:
        if isinstance(value, dict):
            for name, inner in value.items():
                known, more = one.get("properties", {}).get(str(name)), one.get("additionalProperties")
                if known is not None:
                    key = _key(block, str(name), one["properties"])
                    yield key, (*path, name)
                    yield from places(known, inner, _below(key, known), (*path, name))
                elif isinstance(more, dict):
                    yield from places(more, inner, block, (*path, name))
        elif isinstance(value, list) and isinstance(one.get("items"), dict):
            for place, inner in enumerate(value):
                yield from places(one["items"], inner, block, (*path, place))
