"""GeoJSON as people have it: of osmnx, QGIS, Overpass, Geofabrik's shapefiles through ogr2ogr."""

import json

import networkx
import pytest

from importing import checked, ends, imported
from program import call


def feature(kind, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def line(*places, **properties):
    return feature("LineString", [list(place) for place in places], **properties)


def write(folder, *features, **members):
    (folder / "in.json").write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}))


def both_directions(start, end, length, **properties):
    """Two edges of osmnx."""
    common = {"length": length, "oneway": False, **properties}
    return [line(start, end, reversed=False, **common), line(end, start, reversed=True, **common)]


TRIANGLE = (both_directions((0, 0), (0.1, 0), 11119.5) + both_directions((0, 0), (0.05, 0.05), 7862.6)
            + both_directions((0.05, 0.05), (0.1, 0), 7862.6))


def test_edges_of_osmnx_are_streets_in_metres(tmp_path):
    write(tmp_path, *TRIANGLE)
    roads, told = imported(tmp_path, "geojson", "in.json", "--property", "length_m=length")
    assert [road["length_km"] for road, _ in roads] == [11.1195, 7.8626, 7.8626]
    assert not any("oneway" in road for road, _ in roads)
    assert told == "warning: a road is drawn twice, as for each direction by itself, and is one road (and 2 more like it)\n"
    assert checked(tmp_path, "node 1", "node 2").stderr == ""


def test_lengths_in_metres_that_are_taken_for_km_are_doubted(tmp_path):
    write(tmp_path, *TRIANGLE)
    roads, told = imported(tmp_path, "geojson", "in.json", "--property", "length_km=length")
    assert len(roads) == 3
    assert "node 1 - node 2 is 11119.5 km long, and the line between its ends 11.1 km (and 2 more like it)" in told
    assert "seem to be in metres: name them length_m instead of length_km" in told


@pytest.mark.parametrize("length, expected", [("12.5", 12.5), ("12.5 km", 12.5), ("12500 m", 12.5), ("8 mi", 12.874752), (12.5, 12.5)])
def test_a_length_may_carry_its_unit(tmp_path, length, expected):
    write(tmp_path, line((0, 0), (0.1, 0), length_km=length))
    (road, _), = imported(tmp_path, "geojson", "in.json")[0]
    assert road["length_km"] == pytest.approx(expected)


def test_one_way_edges_along_one_line_in_both_directions_are_one_street(tmp_path):
    curve = [(0, 0), (0.05, 0.01), (0.1, 0)]
    write(tmp_path, line(*curve, oneway=True), line(*curve[::-1], oneway=True), line((0.1, 0), (0.2, 0), oneway=True))
    roads, _ = imported(tmp_path, "geojson", "in.json")
    assert [road.get("oneway", False) for road, _ in roads] == [False, True]


def test_roads_along_one_line_that_differ_stay_and_are_told(tmp_path):
    curve = [(0, 0), (0.05, 0.01), (0.1, 0)]
    write(tmp_path, line(*curve, speed_kmh=30, name="old"), line(*curve, speed_kmh=60, name="new"))
    roads, told = imported(tmp_path, "geojson", "in.json")
    assert [road["name"] for road, _ in roads] == ["old", "new"] and "new runs along the line of another road" in told


ROUNDABOUT = [[0.1, 0], [0.105, -0.005], [0.11, 0], [0.115, 0.005], [0.11, 0.01], [0.1, 0]]


@pytest.mark.parametrize("kind, ring", [("Polygon", [ROUNDABOUT]), ("MultiPolygon", [[ROUNDABOUT]]), ("LineString", ROUNDABOUT)])
def test_a_roundabout_is_one_way_and_joins_the_roads_that_touch_it(tmp_path, kind, ring):
    write(tmp_path, line((0, 0), (0.1, 0), highway="primary"), feature(kind, ring, highway="primary", junction="roundabout"),
          line((0.11, 0.01), (0.2, 0), highway="primary"))
    roads, told = imported(tmp_path, "geojson", "in.json")
    graph = networkx.DiGraph()
    for road, _ in roads:
        graph.add_edge(road["from"], road["to"])
        if not road.get("oneway"):
            graph.add_edge(road["to"], road["from"])
    assert told == "" and networkx.is_strongly_connected(graph)
    assert graph.number_of_edges() == 6 and {road["speed_kmh"] for road, _ in roads} == {65}


def test_lines_meet_where_they_share_a_place(tmp_path):
    """As ways of OpenStreetMap do; lines that merely cross stay apart."""
    write(tmp_path, line((0, 0), (0.1, 0), (0.2, 0), length_km=30, **{"from": "W", "to": "E"}),
          line((0.1, -0.1), (0.1, 0), (0.1, 0.1)), line((0.15, -0.1), (0.15, 0.1)),
          feature("Point", [0.1, 0], name="Cross"))
    roads, _ = imported(tmp_path, "geojson", "in.json")
    assert ends(roads)[:2] == [("W", "Cross"), ("Cross", "E")] and len(roads) == 5
    assert [road["length_km"] for road, _ in roads][:2] == pytest.approx([15, 15])


ONEWAY = {
    "yes": [(0, 1)], "-1": [(1, 0)], "reverse": [(1, 0)], "no": [(0, 1), (1, 0)], "FT": [(0, 1)], "TF": [(1, 0)],
    "B": [(0, 1), (1, 0)], "N": [(0, 1), (1, 0)], "True": [(0, 1)], True: [(0, 1)], 1: [(0, 1)], -1: [(1, 0)],
    0: [(0, 1), (1, 0)], "": [(0, 1), (1, 0)], None: [(0, 1), (1, 0)],
}


@pytest.mark.parametrize("said, expected", ONEWAY.items(), ids=repr)
def test_every_way_of_saying_oneway(tmp_path, said, expected):
    write(tmp_path, line((0, 0), (0.1, 0), oneway=said))
    (road, places), = imported(tmp_path, "geojson", "in.json")[0]
    directions = [(int(a[0] * 10), int(b[0] * 10)) for a, b in ([places] if road.get("oneway") else [places, places[::-1]])]
    assert directions == expected


def test_forward_and_backward_of_geofabrik(tmp_path):
    """In its shapefiles F, T and B; elsewhere F may be false, so it is asked for."""
    ways = [line((0, 0), (0.1, 0), oneway="F", fclass="primary", maxspeed=0),
            line((0.1, 0), (0.2, 0), oneway="T", fclass="trunk", maxspeed=70),
            line((0.2, 0), (0.3, 0), oneway="B", fclass="track_grade1", maxspeed=0)]
    write(tmp_path, *ways)
    roads, _ = imported(tmp_path, "geojson", "in.json", "--property", "highway=fclass")
    assert [places[0][0] for _, places in roads] == [0, 0.2, 0.2] and [road.get("oneway") for road, _ in roads] == [True, True, None]
    assert [road["speed_kmh"] for road, _ in roads] == [65, 70, 50]
    write(tmp_path, *ways[:2])
    done = call("import", "geojson", "in.json", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2 and "features[0]: oneway must be yes, no or -1 (against the line), not 'F'" in done.stderr


SPEED = {
    "a unit": ({"speed_kmh": "50 mph"}, 80.4672), "maxspeed": ({"maxspeed": "50 mph", "highway": "primary"}, 80.4672),
    "the class": ({"highway": "primary"}, 65), "several": ({"maxspeed": ["30", "50"]}, 30),
    "several, as Python writes them": ({"maxspeed": "['70', '50']"}, 50), "a text": ({"speed_kmh": "42.5"}, 42.5),
    "nothing usable": ({"maxspeed": "signals"}, 50), "a class that is not known": ({"highway": "N-35"}, 50),
}


@pytest.mark.parametrize("properties, expected", SPEED.values(), ids=SPEED.keys())
def test_speeds_are_those_of_openstreetmap(tmp_path, properties, expected):
    write(tmp_path, line((0, 0), (0.1, 0), **properties))
    (road, _), = imported(tmp_path, "geojson", "in.json")[0]
    assert road["speed_kmh"] == pytest.approx(expected)


def test_a_speed_that_is_none_is_counted(tmp_path):
    write(tmp_path, line((0, 0), (0.1, 0), v=0), line((0.1, 0), (0.2, 0), v="none"), line((0.2, 0), (0.3, 0), v=30))
    roads, told = imported(tmp_path, "geojson", "in.json", "--property", "speed_kmh=v")
    assert [road["speed_kmh"] for road, _ in roads] == [50, 50, 30]
    assert told.endswith("in.json: features[0]: v '0' is no speed, and taken for 50 km/h (and 1 more like it)\n")


def test_what_is_left_out_is_counted(tmp_path):
    write(tmp_path, line((0, 0), (0.1, 0)), line(), line((1, 1)), {"type": "Feature", "properties": {}, "geometry": None},
          feature("Polygon", [ROUNDABOUT], building="yes"), line((0, 0), (0, 0.1), highway="footway"),
          line((0, 0), (0, 0.1), highway="track"), line((0, 0), (0, 0.1), highway="primary", access="no"),
          feature("Point", [0, 0]), feature("MultiLineString", []))
    roads, told = imported(tmp_path, "geojson", "in.json")
    assert len(roads) == 1
    place = f"warning: {tmp_path}/in.json: features"
    assert sorted(told.splitlines()) == sorted([
        f"{place}[1] is left out: its line is empty (and 2 more like it)", f"{place}[3] is left out: it has no geometry",
        f"{place}[4] is left out: it is a polygon without a highway property", f"{place}[5] is left out: highway=footway",
        f"{place}[6] is left out: highway=track, which --tracks takes",
        f"{place}[7] is left out: its tags close it to cars (access, oneway, impassable, area)",
        f"{place}[8] is left out: it is a point without a name"])
    assert len(imported(tmp_path, "geojson", "in.json", "--tracks")[0]) == 2


def test_roads_meet_at_the_180th_meridian(tmp_path):
    ring = [[[179.8, -16.8], [180, -16.8]], [[-180, -16.8], [-179.9, -16.8]]]
    write(tmp_path, feature("MultiLineString", ring), line((179.8, -16.8), (180.5, -17)))
    roads, _ = imported(tmp_path, "geojson", "in.json")
    assert ends(roads) == [("node 1", "node 2"), ("node 2", "node 3"), ("node 1", "node 4")]
    assert roads[2][1][-1] == [-179.5, -17] and roads[2][0]["length_km"] == pytest.approx(77.8, abs=0.1)


def test_lines_of_three_dimensions_and_of_collections_are_read(tmp_path):
    collection = {"type": "GeometryCollection", "geometries": [{"type": "LineString", "coordinates": [[0.1, 0, 7], [0.2, 0, 8]]}]}
    write(tmp_path, line((0, 0, 1200.5), (0.1, 0, 1300)), {"type": "Feature", "properties": None, "geometry": collection},
          crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, name="qgis")
    assert ends(imported(tmp_path, "geojson", "in.json")[0]) == [("node 1", "node 2"), ("node 2", "node 3")]


def test_places_of_one_name_are_told_apart(tmp_path):
    names = ["San Juan", "San Juan", "node 3", "a\nb"]
    write(tmp_path, *(line((i, 0), (i + 1, 0)) for i in range(4)),
          *(feature("Point", [i, 0], name=name) for i, name in enumerate(names)))
    roads, _ = imported(tmp_path, "geojson", "in.json")
    assert [road["from"] for road, _ in roads] == ["San Juan", "San Juan (2)", "node 3", "a b"]
    assert checked(tmp_path, "San Juan", "a b").returncode == 0


REFUSED = {
    "a key twice": ('{"type": "FeatureCollection", "features": [{"geometry": null}, {"properties": {"a": 1, "a": 2}}]}',
                    "in.json: features[1]: the key 'a' stands here a second time"),
    "metres of a projection": ('{"type": "FeatureCollection", "features": [{"geometry": {"type": "LineString", "coordinates": [[8000000, 4000000]]}}]}',
                               "ogr2ogr -t_srs EPSG:4326"),
    "a projection": ('{"type": "FeatureCollection", "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}, "features": []}',
                     "is in 'urn:ogc:def:crs:EPSG::3857', not in degrees"),
    "Latin-1": ('{"type": "FeatureCollection",\n "name": "M\udce1laga"}', "in.json:2:12: is not UTF-8"),
    "a great number": ('{"type": "FeatureCollection", "features": [1e400]}', "in.json: not JSON: number overflow"),
    "Overpass JSON": ('{"version": 0.6, "elements": []}', "is not a GeoJSON FeatureCollection but Overpass JSON"),
    "no roads": ('{"type": "FeatureCollection", "features": [{"geometry": null}]}', "holds no LineString that is a road; in.json: features[0] is left out: it has no geometry"),
    "a decimal comma": ('{"type": "FeatureCollection", "features": [{"properties": {"length_km": "1,5"}, "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}}]}',
                        "length_km must be a number greater than 0, not '1,5'; write decimals with a point"),
}


@pytest.mark.parametrize("text, message", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_told_with_the_remedy(tmp_path, text, message):
    (tmp_path / "in.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = call("import", "geojson", "in.json", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2 and message in done.stderr


def test_surface_and_tracktype_lower_every_speed_but_that_of_the_file(tmp_path):
    write(tmp_path, line((0, 0), (0.1, 0), surface="gravel"), line((0.1, 0), (0.2, 0), highway="trunk", tracktype="grade4"),
          line((0.2, 0), (0.3, 0), speed_kmh=70, surface="mud"), line((0.3, 0), (0.4, 0), maxspeed="80", cover_of_road="['sand', 'clay']"))
    roads, _ = imported(tmp_path, "geojson", "in.json", "--property", "surface=surface")
    assert [road["speed_kmh"] for road, _ in roads] == [40, 25, 70, 80]
    roads, _ = imported(tmp_path, "geojson", "in.json", "--property", "surface=cover_of_road", "--surface-speed", "clay=15")
    assert [road["speed_kmh"] for road, _ in roads] == [50, 25, 70, 15]
