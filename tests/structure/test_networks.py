"""The shipped network is what its script makes of its tables."""

import importlib.util
import math
import os
from pathlib import Path

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))


def script():
    specification = importlib.util.spec_from_file_location("script", ROOT / "tools/make-karakoram-network.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def great_circle_km(a, b):
    (lon_a, lat_a), (lon_b, lat_b) = ([math.radians(degrees) for degrees in place] for place in (a, b))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    return 6371.0088 * math.acos(cosine)


def test_the_committed_network_is_up_to_date():
    assert (ROOT / "scenarios/networks/karakoram.geojson").read_text(encoding="utf-8") == script().text()


def test_every_leg_has_a_source_and_is_no_shorter_than_the_great_circle():
    lines = [feature for feature in script().network()["features"] if feature["geometry"]["type"] == "LineString"]
    assert len(lines) == 9
    for line in lines:
        assert line["properties"]["length_source"] and line["properties"]["length_status"]
        assert line["properties"]["length_km"] >= great_circle_km(*line["geometry"]["coordinates"])
