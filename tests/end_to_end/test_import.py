"""Networks of other formats, imported and read by the scenario reader."""

import json
import re

import pytest

from program import FIRST_STEPS, ROOT, call, succeed

CORRIDOR = ROOT / "tests/import/data/corridor.osm"
SOURCES = ROOT / "scenarios/networks/sources"


def scenario(folder, network, start, end):
    """The smallest scenario, on another network."""
    text = FIRST_STEPS.read_text(encoding="utf-8")
    text = re.sub(r"^network:\n(?:  .*\n)+", f"network:\n  file: {network}\n", text, flags=re.MULTILINE)
    text = text.replace("from: camp", f"from: {start}").replace("to: works", f"to: {end}").replace("[bridge]", f"[{start}]")
    file = folder / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_an_extract_of_openstreetmap_becomes_a_network(tmp_path):
    done = succeed("import", "osm", CORRIDOR, "--from", "West", "--to", "East", "-o", tmp_path / "n.geojson")
    assert "West to East: 44.6 km" in done.stdout
    checked = succeed("check", scenario(tmp_path, "n.geojson", "West", "East"))
    assert "5 nodes and 6 roads" in checked.stdout


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        succeed("import", "osm", CORRIDOR, "-o", tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("corridor, start, end", [("karakoram", "Islamabad", "Dasu"), ("gwadar-quetta", "Karachi", "Quetta")])
def test_tables_become_a_network(tmp_path, corridor, start, end):
    succeed("import", "csv", SOURCES / f"{corridor}-roads.csv", "--column", "length_km=road_km", "--nodes",
            SOURCES / f"{corridor}-towns.csv", "--details", SOURCES / f"{corridor}-assumptions.csv", "-o", tmp_path / "n.geojson")
    succeed("check", scenario(tmp_path, "n.geojson", start, end))


def test_a_network_of_geojson_is_imported_as_it_is(tmp_path):
    succeed("import", "osm", CORRIDOR, "-o", tmp_path / "a.geojson")
    succeed("import", "geojson", tmp_path / "a.geojson", "-o", tmp_path / "b.geojson")

    def roads(name):
        features = json.loads((tmp_path / name).read_text(encoding="utf-8"))["features"]
        return [feature for feature in features if feature["geometry"]["type"] == "LineString"]

    assert roads("a.geojson") == roads("b.geojson") and len(roads("a.geojson")) == 6


def test_properties_are_mapped_and_lengths_found_along_the_line(tmp_path):
    line = {"type": "LineString", "coordinates": [[0, 0], [0.1, 0.1], [0.2, 0]]}
    feature = {"type": "Feature", "properties": {"A": "x", "B": "y", "KPH": 30}, "geometry": line}
    (tmp_path / "in.json").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    words = ("import", "geojson", tmp_path / "in.json", "-o", tmp_path / "n.geojson", "--property", "from=A",
             "--property", "to=B", "--property")
    succeed(*words, "speed_kmh=KPH")
    road = json.loads((tmp_path / "n.geojson").read_text())["features"][-1]["properties"]
    assert (road["from"], road["to"], road["speed_kmh"]) == ("x", "y", 30)
    assert road["length_km"] == pytest.approx(31.45, abs=0.01)  # two sides of 0.1 by 0.1 degrees
    assert "did you mean 'KPH'" in call(*words, "speed_kmh=KPG").stderr


WRONG = {
    "a place that is not there": (("osm", CORRIDOR, "--from", "Wst", "--to", "East"), "did you mean 'West'?"),
    "one end alone": (("osm", CORRIDOR, "--from", "West"), "--from and --to go together"),
    "a box without roads": (("osm", CORRIDOR, "--bbox", "50,50,51,51"), "no drivable road in the box"),
    "a box turned round": (("osm", CORRIDOR, "--bbox", "2,0,1,1"), "west < east"),
    "a file that is not there": (("osm", "none.osm"), "none.osm: cannot be read"),
    "a column that is not there": (("csv", SOURCES / "karakoram-roads.csv", "--column", "length_km=road_kn"), "did you mean 'road_km'?"),
    "nodes nowhere": (("csv", SOURCES / "karakoram-roads.csv"), "--nodes"),
    "a table that is no GeoJSON": (("geojson", SOURCES / "karakoram-roads.csv"), ":1: not JSON"),
}


@pytest.mark.parametrize("words, message", WRONG.values(), ids=WRONG.keys())
def test_wrong_input_is_told_and_leaves_no_file(tmp_path, words, message):
    done = call("import", *words, "-o", tmp_path / "n.geojson", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_in_a_table_is_told_with_its_line(tmp_path):
    (tmp_path / "roads.csv").write_text("from,to,length_km\na,b,12\nb,c,long\n")
    (tmp_path / "nodes.csv").write_text("name,lat,lon\na,0,0\nb,0,0.1\nc,0,0.2\n")
    done = call("import", "csv", "roads.csv", "--nodes", "nodes.csv", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "roads.csv:3: length_km must be a number greater than 0, not 'long'\n"
