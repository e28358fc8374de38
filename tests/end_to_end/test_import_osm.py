"""Extracts of OpenStreetMap as people have them: cut, edited, downloaded without nodes, with names of every kind."""

import pytest

from importing import checked, ends, imported
from program import call

PLACES = """<node id="11" lat="0" lon="0"><tag k="place" v="town"/><tag k="name" v="A"/></node>
 <node id="12" lat="0" lon="0.2"><tag k="place" v="town"/><tag k="name" v="B"/></node>"""
NODES = '<node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.1"/><node id="3" lat="0" lon="0.2"/>'


def write(folder, *parts, root='version="0.6"'):
    (folder / "in.osm").write_text(f"<osm {root}>" + "\n ".join(parts) + "</osm>", encoding="utf-8")


def way(number, nodes, attributes="", **tags):
    references = "".join(f'<nd ref="{node}"/>' for node in nodes)
    written = "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())
    return f'<way id="{number}" {attributes}>{references}{written}</way>'


ACCESS = {  # the tags of the middle of the road, and the ends of what remains
    "the most specific tag opens": ({"access": "no", "motor_vehicle": "yes"}, [("A", "B")]),
    "motorcar goes before motor_vehicle": ({"motor_vehicle": "no", "motorcar": "yes"}, [("A", "B")]),
    "the most specific tag closes": ({"access": "yes", "vehicle": "no"}, [("A", "node 2")]),
    "no access": ({"access": "no"}, [("A", "node 2")]),
    "for farmers alone": ({"motor_vehicle": "agricultural"}, [("A", "node 2")]),
    "private roads are driven": ({"access": "private"}, [("A", "B")]),
    "closed in one direction": ({"motor_vehicle__backward": "no"}, [("A", "node 2"), ("node 2", "B")]),
    "a one-way road against its closed direction": ({"oneway": "yes", "vehicle__forward": "no"}, [("A", "node 2")]),
    "not one-way for cars": ({"oneway": "yes", "oneway__motor_vehicle": "no"}, [("A", "B")]),
    "impassable": ({"impassable": "yes"}, [("A", "node 2")]),
    "lanes that change direction": ({"oneway": "reversible"}, [("A", "node 2")]),
}


@pytest.mark.parametrize("tags, expected", ACCESS.values(), ids=ACCESS.keys())
def test_the_most_specific_tag_of_access_decides(tmp_path, tags, expected):
    """As in profiles/car.lua of OSRM, which docs/import.md cites: access_tags_hierarchy and access_tag_blacklist."""
    write(tmp_path, NODES, PLACES, way(1, (1, 2), highway="trunk"), way(2, (2, 3), highway="trunk", **tags))
    roads, _ = imported(tmp_path, "osm", "in.osm")
    assert ends(roads) == expected
    assert [road.get("oneway", False) for road, _ in roads] == ([False, True] if len(expected) == 2 else [False])


SURFACES = {  # tags of a primary road, and its speed
    "asphalt": ({"surface": "asphalt"}, 65), "gravel": ({"surface": "gravel"}, 40), "of several the least": ({"surface": "paved;mud ; sand"}, 10),
    "tracktype": ({"tracktype": "grade3"}, 30), "both": ({"surface": "sand", "tracktype": "grade1"}, 20),
    "a surface that is not known": ({"surface": "chipseal"}, 65), "lower already": ({"surface": "compacted", "maxspeed": "30"}, 30),
    "a signed limit": ({"surface": "gravel", "maxspeed": "100"}, 40),
}


@pytest.mark.parametrize("tags, expected", SURFACES.values(), ids=SURFACES.keys())
def test_surface_and_tracktype_lower_the_speed(tmp_path, tags, expected):
    """surface_speeds and tracktype_speeds of the same profile."""
    write(tmp_path, NODES, way(1, (1, 2, 3), highway="primary", **tags))
    (road, _), = imported(tmp_path, "osm", "in.osm")[0]
    assert road["speed_kmh"] == expected


def test_limits_of_surfaces_may_be_given(tmp_path):
    write(tmp_path, NODES, way(1, (1, 2), highway="primary", surface="gravel"), way(2, (2, 3), highway="primary", tracktype="grade5"))
    roads, _ = imported(tmp_path, "osm", "in.osm", "--surface-speed", "gravel=50", "--surface-speed", "grade5=7.5")
    assert [road["speed_kmh"] for road, _ in roads] == [50, 7.5]
    done = call("import", "osm", "in.osm", "--surface-speed", "gravle=50", "-o", "m.geojson", cwd=tmp_path)
    assert done.returncode == 2 and "did you mean 'gravel'?" in done.stderr


DELETED = {
    "by JOSM": "action='delete' visible='true'",
    "not visible": 'version="2" visible="false"',
}


@pytest.mark.parametrize("mark", DELETED.values(), ids=DELETED.keys())
def test_what_is_deleted_is_not_there(tmp_path, mark):
    write(tmp_path, NODES, PLACES, f'<node id="5" lat="0.5" lon="0.1" {mark}/>',
          f'<node id="13" lat="0" lon="0.1" {mark}><tag k="place" v="town"/><tag k="name" v="Gone"/></node>',
          way(-4, (1, 2, 3), "action='modify' visible='true'", highway="primary"),
          way(6, (1, 5, 3), mark, highway="motorway", name="deleted road"))
    roads, _ = imported(tmp_path, "osm", "in.osm", "--from", "A", "--to", "B")
    assert ends(roads) == [("A", "B")] and "name" not in roads[0][0]


def test_ways_whose_nodes_are_absent_are_counted_and_the_remedy_is_told(tmp_path):
    write(tmp_path, '<node id="1" lat="0" lon="0"/><node id="3" lat="0" lon="0.2"/><node id="4" lat="0" lon="0.3"/>',
          way(1, (1, 2, 3), highway="primary"), way(2, (3, 4), highway="primary"),
          way(3, (4, 8, 9, 3), highway="primary"))
    roads, told = imported(tmp_path, "osm", "in.osm")
    assert len(roads) == 1
    assert "warning: 2 ways refer to 3 nodes that the file does not hold, and are cut there." in told
    assert "(._;>;); out;" in told and "--strategy complete_ways" in told


def test_ways_without_any_nodes_are_refused_with_the_remedy(tmp_path):
    write(tmp_path, way(1, (1, 2, 3), highway="primary"))
    done = call("import", "osm", "in.osm", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2 and "1 way refers to 3 nodes that the file does not hold" in done.stderr
    assert "(._;>;); out;" in done.stderr and "--bbox" not in done.stderr


def test_nodes_may_lie_in_their_ways(tmp_path):
    """As Overpass gives them with `out geom`."""
    write(tmp_path, '<way id="1"><bounds minlat="0" minlon="0" maxlat="0" maxlon="0.2"/><nd ref="1" lat="0" lon="0"/>'
                    '<nd ref="2" lat="0.1" lon="0.1"/><nd ref="3" lat="0" lon="0.2"/><tag k="highway" v="primary"/></way>')
    roads, told = imported(tmp_path, "osm", "in.osm")
    assert told == "" and [places for _, places in roads] == [[[0, 0], [0.1, 0.1], [0.2, 0]]]


def test_a_way_that_extracts_hold_twice_is_one(tmp_path):
    road = way(1, (1, 2, 3), highway="primary")
    write(tmp_path, NODES, NODES, PLACES, road, road)
    roads, _ = imported(tmp_path, "osm", "in.osm")
    assert ends(roads) == [("A", "B")]


def test_ways_meet_where_they_are_cut_at_the_180th_meridian(tmp_path):
    write(tmp_path, '<node id="1" lat="-16.8" lon="179.8"/><node id="2" lat="-16.8" lon="180"/>'
                    '<node id="3" lat="-16.8" lon="-180"/><node id="4" lat="-16.8" lon="-179.9"/>',
          way(1, (1, 2), highway="primary"), way(2, (3, 4), highway="primary"))
    roads, told = imported(tmp_path, "osm", "in.osm")
    assert ends(roads) == [("node 1", "node 4")] and told == ""
    assert roads[0][0]["length_km"] == pytest.approx(31.93, abs=0.01)  # 0.3 degrees of a circle of latitude


def place(number, name, longitude):
    return (f'<node id="{number}" lat="0" lon="{longitude}"><tag k="place" v="village"/><tag k="name" v="{name}"/></node>'
            f'<node id="{number + 100}" lat="0" lon="{longitude}"/>')


def test_check_takes_every_name_that_import_writes(tmp_path):
    names = ["no", "San Juan", "San Juan", "San Juan (3)", "a&quot;b: {c}&#10;d #e", "node 206", "line&#x2028;sep", " 12 ", "&#9;&#133;"]
    write(tmp_path, *(place(i + 1, name, round(i * 0.1, 1)) for i, name in enumerate(names)), '<node id="206" lat="0" lon="1"/>',
          way(1, [i + 101 for i in range(len(names))] + [206], highway="primary", name="high&#10;way"),
          way(2, (101, 206), highway="tertiary", name="no - San Juan"))
    roads, _ = imported(tmp_path, "osm", "in.osm")
    stops = [road["from"] for road, _ in roads]
    assert {"no", 'a"b: {c} d #e', "line sep", "12", "San Juan"} <= set(stops)
    assert "9 roads" in checked(tmp_path, "no", "12").stdout


def test_check_is_silent_of_lengths_that_import_rounds(tmp_path):
    write(tmp_path, '<node id="1" lat="0" lon="0"/><node id="2" lat="0" lon="0.1006"/><node id="3" lat="0.1" lon="0.1006"/>',
          place(5, "A", 0), place(6, "B", 0.1006), way(1, (1, 2), highway="primary"), way(2, (2, 3), highway="trunk"))
    imported(tmp_path, "osm", "in.osm")
    assert checked(tmp_path, "A", "node 3").stderr == ""


def test_changes_and_histories_are_told_apart_from_extracts(tmp_path):
    (tmp_path / "in.osc").write_text(f'<osmChange version="0.6"><create>{NODES}</create></osmChange>')
    done = call("import", "osm", "in.osc", "-o", "n.geojson", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "in.osc: holds changes or a history, not the roads of one day\n")


@pytest.mark.parametrize("name", ["file:in.osm", "http:in.osm"])
def test_a_name_that_looks_like_an_address_is_a_file(tmp_path, name):
    write(tmp_path, NODES, way(1, (1, 2, 3), highway="primary"))
    (tmp_path / "in.osm").rename(tmp_path / name)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/curl").write_text(f"#!/bin/sh\ntouch {tmp_path}/fetched\n", encoding="utf-8")
    (tmp_path / "bin/curl").chmod(0o755)
    done = call("import", "osm", name, "-o", "n.geojson", cwd=tmp_path, env={"PATH": str(tmp_path / "bin")})
    assert (done.returncode, done.stderr.count("error")) == (0, 0)
    assert not (tmp_path / "fetched").exists()
