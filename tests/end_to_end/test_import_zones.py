"""Zones of imported roads: by class, by name, by polygon."""

import json

import pytest

from importing import checked, imported
from program import call

NODES = "".join(f'<node id="{i + 1}" lat="0" lon="{i / 10}"/>' for i in range(5))
WAYS = [("trunk", "Ring Road", ""), ("trunk", "", "N-35;AH4"), ("primary", "Ring Road", ""), ("tertiary", "", "")]


def write_osm(folder, ways=WAYS):
    """A line of roads along the equator, 0.1 degrees each."""
    roads = "".join(f'<way id="{i + 1}"><nd ref="{i + 1}"/><nd ref="{i + 2}"/><tag k="highway" v="{kind}"/>'
                    + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in (("name", name), ("ref", ref)) if value) + "</way>"
                    for i, (kind, name, ref) in enumerate(ways))
    (folder / "in.osm").write_text(f'<osm version="0.6">{NODES}{roads}</osm>', encoding="utf-8")


def write_geojson(folder, ways=WAYS):
    lines = [feature("LineString", [[i / 10, 0], [(i + 1) / 10, 0]], highway=kind, name=name, ref=ref)
             for i, (kind, name, ref) in enumerate(ways)]
    (folder / "in.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": lines}))


def feature(kind, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def box(west, east, south=-1, north=1):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def write_zones(folder, *features):
    (folder / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return "--zones", folder / "zones.geojson"


def zones(roads):
    """Of roads from west to east."""
    return [road.get("zone", "") for road, _ in sorted(roads, key=lambda road: min(road[1]))]


@pytest.mark.parametrize("kind, write", [("osm", write_osm), ("geojson", write_geojson)])
def test_the_first_rule_that_a_road_meets_names_its_zone(tmp_path, kind, write):
    write(tmp_path)
    words = ("--zone", "city=name:Ring Road", "--zone", "rest", "--zone", "highway=class:trunk,motorway", "--zone", "n35=name:N-35")
    roads, told = imported(tmp_path, kind, f"in.{kind}", *words)
    assert zones(roads) == ["city", "highway", "city", "rest"]
    assert told == "warning: --zone 'highway=class:trunk,motorway': no road is of the class 'motorway'\n"


def test_a_rule_by_name_is_met_by_one_of_the_numbers_of_a_road(tmp_path):
    write_osm(tmp_path)
    roads, told = imported(tmp_path, "osm", "in.osm", "--zone", "n35=name:N-35", "--zone", "asia=name:AH4,Ring Raod")
    assert zones(roads) == ["", "n35", "", ""]
    assert told == "warning: --zone 'asia=name:AH4,Ring Raod': no road is called 'Ring Raod'; did you mean 'Ring Road'?\n"


def test_roads_of_other_zones_stay_apart(tmp_path):
    """Both are of one speed and without a name, so that they would become one."""
    write_osm(tmp_path, [("unclassified", "", ""), ("residential", "", "")])
    assert len(imported(tmp_path, "osm", "in.osm")[0]) == 1
    roads, _ = imported(tmp_path, "osm", "in.osm", "--zone", "town=class:residential")
    assert zones(roads) == ["", "town"]


@pytest.mark.parametrize("kind, write", [("osm", write_osm), ("geojson", write_geojson)])
def test_a_road_is_in_the_polygon_that_holds_most_of_its_length(tmp_path, kind, write):
    """The border of west and east cuts the second road at two fifths; the hole of east holds all of the fourth."""
    write(tmp_path)
    option = write_zones(tmp_path, feature("Polygon", [box(-1, 0.14)], zone="west"),
                         feature("MultiPolygon", [[box(0.14, 1), box(0.3, 0.4, -0.1, 0.1)], [box(7, 8)]], zone="east"))
    roads, told = imported(tmp_path, kind, f"in.{kind}", *option, "--zone", "else", "--zone", "third=class:primary")
    assert zones(roads) == ["west", "east", "third", "else"]
    assert "lies in zone 'east' for 6.7 of its 11.1 km, and for 4.4 km in zone 'west': it is put in the first\n" in told
    assert told.count("warning") == 1


def test_a_table_of_roads_takes_polygons_and_names_and_keeps_its_own_zones(tmp_path):
    (tmp_path / "roads.csv").write_text("from,to,from_lat,from_lon,to_lat,to_lon,name,zone\n"
                                        "a,b,0,0,0,0.1,,\nb,c,0,0.1,0,0.2,,own\nc,d,0,0.2,0,0.3,Ring Road,\n")
    option = write_zones(tmp_path, feature("Polygon", [box(-1, 1)], ADM2_EN="Kohistan"))
    roads, told = imported(tmp_path, "csv", "roads.csv", *option, "--zone-property", "ADM2_EN", "--zone", "city=name:Ring Road")
    assert zones(roads) == ["Kohistan", "own", "city"] and told == ""
    assert "3 roads" in checked(tmp_path, "a", "d").stdout
    done = call("import", "csv", tmp_path / "roads.csv", "--zone", "x=class:trunk", "-o", tmp_path / "n.geojson")
    assert done.returncode == 2 and "--zone 'x=class:trunk': the roads of a table have no class" in done.stderr


def test_of_polygons_that_overlap_the_first_counts_and_is_told(tmp_path):
    write_osm(tmp_path)
    option = write_zones(tmp_path, feature("Point", [0, 0], zone="label"), feature("Polygon", [box(-1, 0.2)], zone="first"),
                         feature("Polygon", [box(-1, 1)], zone="second"))
    roads, told = imported(tmp_path, "osm", "in.osm", *option)
    assert zones(roads) == ["first", "first", "second", "second"]
    assert f"zone 'second' of {option[1]}: features[2] overlaps zone 'first' of {option[1]}: features[1]: where they do, the first" in told
    assert f"{option[1]}: features[0] is left out: it has no polygon" in told


def test_a_road_across_the_180th_meridian_is_in_the_zones_of_both_sides(tmp_path):
    (tmp_path / "in.geojson").write_text(json.dumps(feature("LineString", [[179.9, 0], [180.1, 0], [180.2, 0]])))
    option = write_zones(tmp_path, feature("Polygon", [box(-180, -179)], name="Taveuni"))
    roads, told = imported(tmp_path, "geojson", "in.geojson", *option)
    assert zones(roads) == ["Taveuni"] and "for 22.2 of its 33.4 km, and for 11.1 km in no zone" in told


def test_zones_that_hold_no_road_are_told(tmp_path):
    write_osm(tmp_path)
    option = write_zones(tmp_path, feature("Polygon", [box(50, 51)], zone="far"))
    roads, told = imported(tmp_path, "osm", "in.osm", *option)
    assert zones(roads) == [""] * 4 and told == f"warning: {option[1]}: no road lies in any of its zones\n"


SQUARE = feature("Polygon", [box(0, 1)], district="north")
WRONG = {
    "two for all": (["--zone", "a", "--zone", "b"], [], "--zone 'b': 'a' is the zone of all other roads already"),
    "no rule": (["--zone", "a=primary"], [], "--zone 'a=primary': must be of the form NAME, NAME=class:primary,trunk or NAME=name:"),
    "no zone": (["--zone", "=class:primary"], [], "must be of the form"),
    "no value": (["--zone", "a=name: ,"], [], "must be of the form"),
    "a class of none": (["--zone", "a=class:primery"], [], "'primery' is no class of roads; did you mean 'primary'?"),
    "a property of no file": (["--zone-property", "x"], [], "--zone-property names a property of the polygons of --zones"),
    "no name": ([], [SQUARE], "zones.geojson: features[0]: nothing names its zone: it has no property zone, name or Name; another is "
                              "given by --zone-property; there is only district"),
    "another name": (["--zone-property", "distrikt"], [SQUARE], "it has no property 'distrikt'; did you mean 'district'?"),
    "no polygon": ([], [feature("Point", [0, 0], zone="a")], "zones.geojson: holds no polygon"),
    "two places": ([], [feature("Polygon", [[[0, 0], [1, 1], [0, 0]]], zone="a")], "features[0]: a ring of a zone needs at least three places"),
    "no degrees": ([], [feature("Polygon", [box(0, 500000)], zone="a")], "features[0]: coordinates [500000, -1] must be longitude"),
    "beyond 180": ([], [feature("Polygon", [box(170, 190)], zone="a")], "features[0]: longitude 190 of a zone must lie within 180 degrees"),
    "no ring": ([], [feature("Polygon", [], zone="a")], "features[0]: a polygon without a ring is no zone"),
    "a number": ([], [feature("Polygon", 7, zone="a")], "features[0]: coordinates must be [longitude, latitude]"),
}


@pytest.mark.parametrize("words, features, message", WRONG.values(), ids=WRONG.keys())
def test_wrong_zones_are_told_and_leave_no_file(tmp_path, words, features, message):
    write_osm(tmp_path)
    option = write_zones(tmp_path, *features) if features else ()
    done = call("import", "osm", "in.osm", *words, *option, "-o", "n.geojson", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and message in done.stderr
    assert not (tmp_path / "n.geojson").exists()
