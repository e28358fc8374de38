"""Imports of small files, and the smallest scenario on the network that comes of them."""

import json
import re

from program import FIRST_STEPS, succeed


def scenario(folder, network, start, end):
    """The smallest scenario, on another network."""
    text = FIRST_STEPS.read_text(encoding="utf-8")
    text = re.sub(r"^network:\n(?:  .*\n)+", f"network:\n  file: {network}\n", text, flags=re.MULTILINE)
    start, end = json.dumps(start), json.dumps(end)
    text = text.replace("from: camp", f"from: {start}").replace("to: works", f"to: {end}").replace("[bridge]", f"[{start}]")
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def imported(folder, kind, source, *words):
    """(properties and places of each road by name, stderr) of an import of a file of the folder."""
    done = succeed("import", kind, folder / source, "-o", folder / "n.geojson", *words)
    features = json.loads((folder / "n.geojson").read_text(encoding="utf-8"))["features"]
    lines = [feature for feature in features if feature["geometry"]["type"] == "LineString"]
    return [(line["properties"], line["geometry"]["coordinates"]) for line in lines], done.stderr


def ends(roads):
    return [(road["from"], road["to"]) for road, _ in roads]


def checked(folder, start, end):
    """What `check` says of a scenario on n.geojson of the folder."""
    return succeed("check", scenario(folder, "n.geojson", start, end))
