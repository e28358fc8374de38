"""The shipped networks are what their script makes of its tables."""

import importlib.util
import math
import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))


def script():
    specification = importlib.util.spec_from_file_location("script", ROOT / "tools/make-networks.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def great_circle_km(a, b):
    (lon_a, lat_a), (lon_b, lat_b) = ([math.radians(degrees) for degrees in place] for place in (a, b))
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    return 6371.0088 * math.acos(cosine)


LEGS = {"karakoram": 9, "gwadar-quetta": 8}


def test_every_network_has_its_tables():
    shipped = {path.stem for path in (ROOT / "scenarios/networks").glob("*.geojson")}
    assert shipped == set(script().CORRIDORS) == set(LEGS)


@pytest.mark.parametrize("corridor", LEGS)
def test_the_committed_network_is_up_to_date(corridor):
    assert (ROOT / f"scenarios/networks/{corridor}.geojson").read_text(encoding="utf-8") == script().text(corridor)


@pytest.mark.parametrize("corridor", LEGS)
def test_every_leg_has_a_source_and_is_no_shorter_than_the_great_circle(corridor):
    lines = [item for item in script().network(corridor)["features"] if item["geometry"]["type"] == "LineString"]
    assert len(lines) == LEGS[corridor]
    for line in lines:
        assert line["properties"]["length_source"] and line["properties"]["length_status"]
        assert line["properties"]["length_km"] >= great_circle_km(*line["geometry"]["coordinates"])
