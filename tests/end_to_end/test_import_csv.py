"""Tables as spreadsheets write them, of several countries."""

import pytest

from importing import checked, ends, imported
from program import call, succeed

NODES = "name,lat,lon\na,0,0\nb,0,0.1\nc,0,0.2\n"


def write(folder, roads, nodes=NODES, **more):
    for name, text in {"roads": roads, "nodes": nodes, **more}.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())


def refused(folder, *words):
    done = call("import", "csv", "roads.csv", *words, "-o", "n.geojson", cwd=folder)
    assert done.returncode == 2 and not (folder / "n.geojson").exists()
    return done.stderr


def test_a_table_that_is_not_utf8_is_refused_with_the_place_and_the_remedy(tmp_path):
    write(tmp_path, "from,to,length_km\nMálaga,Mólaga,12\n".encode("latin-1"), "name,lat,lon\nMálaga,0,0\nMólaga,0,0.1\n".encode("latin-1"))
    assert refused(tmp_path, "--nodes", "nodes.csv") == (
        "roads.csv:2:2: is not UTF-8: save it as UTF-8, or convert it, as by 'iconv -f WINDOWS-1252 -t UTF-8'\n")
    write(tmp_path, "from,to,length_km\nMálaga,Mólaga,12\n", "name,lat,lon\nMálaga,0,0\nMólaga,0,0.1\n".encode("utf-16"))
    assert refused(tmp_path, "--nodes", "nodes.csv").startswith("nodes.csv:1:1: is UTF-16, not UTF-8")


def test_details_that_match_no_road_are_all_told(tmp_path):
    write(tmp_path, "from,to,length_km\na,b,12\nb,c,13\n", details="from,to,speed_kmh\nb,a,20\nB,C,30\na,b,40\n")
    roads, told = imported(tmp_path, "csv", "roads.csv", "--nodes", tmp_path / "nodes.csv", "--details", tmp_path / "details.csv")
    assert [road["speed_kmh"] for road, _ in roads] == [40, 50]
    assert told == (
        f"warning: {tmp_path}/details.csv:2: {tmp_path}/roads.csv has no road from 'b' to 'a', and the line is not used; there is one from 'a' to 'b'\n"
        f"warning: {tmp_path}/details.csv:3: {tmp_path}/roads.csv has no road from 'B' to 'C', and the line is not used; did you mean 'b to c'?\n")


def test_details_that_say_something_twice_are_refused(tmp_path):
    write(tmp_path, "from,to,length_km\na,b,12\n", details="from,to,speed_kmh\na,b,20\na,b,30\n")
    assert refused(tmp_path, "--nodes", "nodes.csv", "--details", "details.csv") == "details.csv:3: 'a' to 'b' stands on line 2 already\n"


def test_coordinates_that_contradict_each_other_are_all_told(tmp_path):
    write(tmp_path, "from,to,from_lat,from_lon,to_lat,to_lon\na,b,0,0,0,0.1\nb,c,0,0.15,0,0.2\nc,a,0,0.2,1,0\n")
    assert refused(tmp_path) == (
        "roads.csv:3: 'b' lies at latitude 0, longitude 0.15, and further up at 0, 0.1\n"
        "roads.csv:4: 'a' lies at latitude 1, longitude 0, and further up at 0, 0\n")


TABLES = {
    "semicolons and decimal commas": ("from;to;length_km;speed_kmh;name\na;b;12,5;40;x, y\n", "name;lat;lon\na;0;0\nb;0;0,1\n"),
    "semicolons and decimal points": ("from;to;length_km;name\na;b;12.5;x, y\n", "name;lat;lon\na;0;0\nb;0;0.1\n"),
    "tabs": ("from\tto\tlength_km\tname\na\tb\t12.5\tx, y\n", "name\tlat\tlon\na\t0\t0\nb\t0\t0.1\n"),
    "lines of Windows, a byte order mark, sep=": ("\ufeffsep=;\r\nfrom;to;length_km;name\r\na;b;12,5;x, y\r\n;;;\r\n", "\ufeffname,lat,lon\r\na,0,0\r\nb,0,0.1\r\n"),
    "lines of old Macs": ('from,to,length_km,name\ra,b,12.5,"x, y"\r', "name,lat,lon\ra,0,0\rb,0,0.1\r"),
    "line ends in quotes": ('from,to,length_km,name\n"a","b\n",12.5,"x,\ny"\n', 'name,lat,lon\na,0,0\n"b\n",0,0.1\n'),
    "lengths in metres": ("from,to,length_m,name\na,b,12500,\"x, y\"\n", NODES),
    "units beside numbers": ("from,to,length_km,name\na,b,12.5 km,\"x, y\"\n", NODES),
}


@pytest.mark.parametrize("roads, nodes", TABLES.values(), ids=TABLES.keys())
def test_tables_of_every_country_are_read(tmp_path, roads, nodes):
    write(tmp_path, roads, nodes)
    (road, places), = imported(tmp_path, "csv", "roads.csv", "--nodes", tmp_path / "nodes.csv")[0]
    assert (road["from"], road["to"], road["length_km"], road["name"]) == ("a", "b", 12.5, "x, y")
    assert places == [[0, 0], [0.1, 0]]


REFUSED = {
    "a decimal comma among commas": ('from,to,length_km\na,b,"12,5"\n', "roads.csv:2: length_km must be a number greater than 0, not '12,5'; write decimals with a point\n"),
    "two marks in one table": ("from;to;length_km\na;b;12,5\nb;c;1.234\n", "roads.csv:3: length_km '1.234' and '12,5' of roads.csv:2 are written with a decimal point and with a decimal comma: write all alike\n"),
    "thousands": ("from;to;length_km\na;b;1.234,5\n", "roads.csv:2: length_km must be a number greater than 0, not '1.234,5'; write no mark between thousands\n"),
    "a column twice": ("from,to,length_km,length_km\na,b,12,13\n", "roads.csv:1: two columns are called 'length_km'\n"),
    "a line of the sep= kind counts": ("sep=;\nfrom;to;length_km\na;b;x\n", "roads.csv:3: length_km must be a number greater than 0, not 'x'\n"),
    "a speed": ("from,to,speed_kmh\na,b,fast\n", "roads.csv:2: speed_kmh must be a number greater than 0, not 'fast'\n"),
}


@pytest.mark.parametrize("roads, message", REFUSED.values(), ids=REFUSED.keys())
def test_what_may_be_meant_in_two_ways_is_refused(tmp_path, roads, message):
    write(tmp_path, roads)
    assert refused(tmp_path, "--nodes", "nodes.csv") == message


def test_both_directions_of_a_street_are_one_road(tmp_path):
    write(tmp_path, "from,to,length_km,oneway\na,b,12,no\nb,a,12,no\nb,c,13,-1\n")
    roads, told = imported(tmp_path, "csv", "roads.csv", "--nodes", tmp_path / "nodes.csv")
    assert ends(roads) == [("a", "b"), ("c", "b")] and [road.get("oneway") for road, _ in roads] == [None, True]
    assert "is one road" in told
    assert roads[1][1] == [[0.2, 0], [0.1, 0]]


def test_lengths_on_the_flattened_earth_are_not_doubted(tmp_path):
    """A degree of latitude at the equator is 110.574 km on the ellipsoid, where GIS programs measure, and 111.195 on our sphere."""
    write(tmp_path, "from,to,length_km\na,b,110.574\nb,c,110.2\n", "name,lat,lon\na,0,0\nb,1,0\nc,2,0\n")
    _, told = imported(tmp_path, "csv", "roads.csv", "--nodes", tmp_path / "nodes.csv")
    assert told == "warning: b - c is 110.2 km long, shorter than the great circle between its ends, 111.2 km\n"
    said = checked(tmp_path, "a", "c").stderr
    assert said.count("shorter than the great circle") == 1 and "b - c" in said


def test_lengths_in_metres_that_are_taken_for_km_are_doubted(tmp_path):
    write(tmp_path, "from,to,length_km\na,b,12000\nb,c,13000\n")
    _, told = imported(tmp_path, "csv", "roads.csv", "--nodes", tmp_path / "nodes.csv")
    assert "a - b is 12000.0 km long, and the line between its ends 11.1 km (and 1 more like it)" in told
    assert "name them length_m instead of length_km" in told


def test_numbers_of_places_and_roads_are_grouped(tmp_path):
    (tmp_path / "roads.csv").write_text("from,to,length_km\n" + "".join(f"p{i},p{i + 1},1\n" for i in range(1200)), encoding="utf-8")
    (tmp_path / "places.csv").write_text("name,lat,lon\n" + "".join(f"p{i},34,{70 + i / 200}\n" for i in range(1201)), encoding="utf-8")
    done = succeed("import", "csv", tmp_path / "roads.csv", "--nodes", tmp_path / "places.csv", "-o", tmp_path / "n.geojson")
    assert done.stdout.startswith(f"{tmp_path}/n.geojson: 1,201 nodes, 1,200 roads, "), done.stdout
    assert not any(len(line) >= 80 and str(tmp_path) not in line for line in (done.stdout + done.stderr).splitlines())
