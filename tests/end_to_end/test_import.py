"""Networks of other formats, imported and read by the scenario reader."""

import json

import pytest

from importing import ends, imported, scenario
from program import FIRST_STEPS, ROOT, call, succeed, tree

CORRIDOR = ROOT / "tests/import/data/corridor.osm"
SOURCES = ROOT / "scenarios/networks/sources"


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


def lines(folder, *geometries, **properties):
    """Writes in.json with a feature for each (type, coordinates)."""
    features = [{"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": places}}
                for kind, places in geometries]
    (folder / "in.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def test_ends_within_snap_are_one_node(tmp_path):
    """The ends lie 11 m apart, a ten-thousandth of a degree of latitude."""
    lines(tmp_path, ("LineString", [[0, 0], [0.1, 0]]), ("LineString", [[0.1, 0.0001], [0.2, 0]]))
    apart, _ = imported(tmp_path, "geojson", "in.json", "--snap", 10)
    assert ends(apart) == [("node 1", "node 2"), ("node 3", "node 4")]
    joined, _ = imported(tmp_path, "geojson", "in.json", "--snap", 12)
    assert ends(joined) == [("node 1", "node 2"), ("node 2", "node 3")]
    assert joined[1][1][0] == [0.1, 0]  # the road now starts where it joins


def test_every_line_of_a_multilinestring_is_a_road_of_its_own_length(tmp_path):
    """The length of the feature is that of all its lines, so it is no road's."""
    lines(tmp_path, ("MultiLineString", [[[0, 0], [0.1, 0]], [[0.1, 0], [0.3, 0]]]), length_km=99, speed_kmh=30)
    roads, _ = imported(tmp_path, "geojson", "in.json")
    assert ends(roads) == [("node 1", "node 2"), ("node 2", "node 3")]
    assert [road["length_km"] for road, _ in roads] == pytest.approx([11.12, 22.24], abs=0.01)
    assert [road["speed_kmh"] for road, _ in roads] == [30, 30]


def test_a_closed_ring_is_split_at_its_middle(tmp_path):
    ring = [[0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1], [0, 0]]
    lines(tmp_path, ("LineString", ring), length_km=50)
    roads, _ = imported(tmp_path, "geojson", "in.json")
    assert ends(roads) == [("node 1", "node 2"), ("node 2", "node 1")]
    assert [places for _, places in roads] == [ring[:3], ring[2:]] and [road["length_km"] for road, _ in roads] == [25, 25]


def test_a_ring_smaller_than_snap_is_left_out_with_a_warning(tmp_path):
    lines(tmp_path, ("LineString", [[0, 0], [0.1, 0]]), ("LineString", [[0, 0], [0.0001, 0], [0, 0]]))
    roads, warnings = imported(tmp_path, "geojson", "in.json", "--snap", 50)
    assert len(roads) == 1 and "features[1] is shorter than --snap and left out" in warnings


def test_a_table_of_roads_may_say_where_its_nodes_are(tmp_path):
    (tmp_path / "roads.csv").write_text("from,to,from_lat,from_lon,to_lat,to_lon,speed_kmh,oneway\n"
                                        "a,b,0,0,0,0.1,40,no\nb,c,0,0.1,0.1,0.1,,yes\n")
    roads, warnings = imported(tmp_path, "csv", "roads.csv", "--speed", 33)
    assert ends(roads) == [("a", "b"), ("b", "c")] and warnings == ""
    assert [places for _, places in roads] == [[[0, 0], [0.1, 0]], [[0.1, 0], [0.1, 0.1]]]
    assert [road["length_km"] for road, _ in roads] == pytest.approx([11.12, 11.12], abs=0.01)
    assert [(road["speed_kmh"], road.get("oneway", False)) for road, _ in roads] == [(40, False), (33, True)]


TWO_ONE_WAY_ROADS = """<osm version="0.6">
 <node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.2"/><node id="3" lat="0.1" lon="0.1"/><node id="4" lat="-0.1" lon="0.1"/>
 <node id="5" lat="0" lon="0"><tag k="place" v="town"/><tag k="name" v="A"/></node>
 <node id="6" lat="0" lon="0.2"><tag k="place" v="town"/><tag k="name" v="B"/></node>
 <way id="1"><nd ref="1"/><nd ref="3"/><nd ref="2"/><tag k="highway" v="primary"/><tag k="oneway" v="yes"/></way>
 <way id="2"><nd ref="1"/><nd ref="4"/><nd ref="2"/><tag k="highway" v="secondary"/><tag k="oneway" v="-1"/></way>
</osm>"""


def test_one_way_roads_lead_along_their_line_or_against_it(tmp_path):
    (tmp_path / "in.osm").write_text(TWO_ONE_WAY_ROADS)
    roads, _ = imported(tmp_path, "osm", "in.osm", "--from", "B", "--to", "A")  # the way against the line
    assert ends(roads) == [("A", "B"), ("B", "A")] and all(road["oneway"] for road, _ in roads)
    assert [places for _, places in roads] == [[[0, 0], [0.1, 0.1], [0.2, 0]], [[0.2, 0], [0.1, -0.1], [0, 0]]]


def test_the_speed_of_a_class_may_be_given(tmp_path):
    (tmp_path / "in.osm").write_text(TWO_ONE_WAY_ROADS)
    roads, _ = imported(tmp_path, "osm", "in.osm", "--class-speed", "primary=30", "--class-speed", "trunk=9")
    assert [road["speed_kmh"] for road, _ in roads] == [30, 55]


def test_a_road_shorter_than_its_great_circle_is_told(tmp_path):
    (tmp_path / "roads.csv").write_text("from,to,length_km\na,b,12\nb,c,10\n")
    (tmp_path / "nodes.csv").write_text("name,lat,lon\na,0,0\nb,0,0.1\nc,0,0.2\n")
    _, warnings = imported(tmp_path, "csv", "roads.csv", "--nodes", tmp_path / "nodes.csv")
    told = "is 10.0 km long, shorter than the great circle between its ends, 11.1 km\n"
    assert warnings == f"warning: b - c {told}"
    lines(tmp_path, ("LineString", [[0, 0], [0.1, 0]]), length_km=10)
    assert imported(tmp_path, "geojson", "in.json")[1] == f"warning: node 1 - node 2 {told}"


WRONG = {
    "a place that is not there": (("osm", CORRIDOR, "--from", "Wst", "--to", "East"), "did you mean 'West'?"),
    "one end alone": (("osm", CORRIDOR, "--from", "West"), "--from and --to go together"),
    "a box without roads": (("osm", CORRIDOR, "--bbox", "50,50,51,51"), "no drivable road in the box"),
    "a box turned round": (("osm", CORRIDOR, "--bbox", "2,0,1,1"), "west < east"),
    "a speed of no class": (("osm", CORRIDOR, "--class-speed", "primery=30"), "did you mean 'primary'?"),
    "a file that is not there": (("osm", "none.osm"), "none.osm: cannot be read"),
    "a column that is not there": (("csv", SOURCES / "karakoram-roads.csv", "--column", "length_km=road_kn"), "did you mean 'road_km'?"),
    "nodes nowhere": (("csv", SOURCES / "karakoram-roads.csv"), "--nodes"),
    "a table that is no GeoJSON": (("geojson", SOURCES / "karakoram-roads.csv"), ":1:2: not JSON"),
}


@pytest.mark.parametrize("words, message", WRONG.values(), ids=WRONG.keys())
def test_wrong_input_is_told_and_leaves_no_file(tmp_path, words, message):
    done = call("import", *words, "-o", tmp_path / "n.geojson", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and message in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_import_replaces_its_own_networks_and_nothing_else(tmp_path):
    command = ("import", "osm", CORRIDOR, "-o")
    for _ in range(2):
        succeed(*command, tmp_path / "n.geojson")
    others = {"scenario.yaml": FIRST_STEPS.read_bytes(), "drawn.geojson": b'{"type": "FeatureCollection", "features": []}',
              "shipped.geojson": (ROOT / "scenarios/networks/karakoram.geojson").read_bytes(), "record.csv": b"date,lat,lon\n"}
    for name, text in others.items():
        (tmp_path / name).write_bytes(text)
    before = tree(tmp_path)
    for name in others:
        done = call(*command, tmp_path / name)
        assert done.returncode == 2 and f"{name} exists and is no network that import wrote: it is not overwritten" in done.stderr
    assert tree(tmp_path) == before


def test_a_mistake_in_a_table_is_told_with_its_line(tmp_path):
    (tmp_path / "roads.csv").write_text("from,to,length_km\na,b,12\nb,c,long\n")
    (tmp_path / "nodes.csv").write_text("name,lat,lon\na,0,0\nb,0,0.1\nc,0,0.2\n")
    done = call("import", "csv", "roads.csv", "--nodes", "nodes.csv", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "roads.csv:3: length_km must be a number greater than 0, not 'long'\n"
