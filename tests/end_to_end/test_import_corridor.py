"""The corridor about the fastest way between two places."""

import pytest

from importing import checked, ends, imported
from program import call

PLACES = {1: ("West", 0, 0), 2: ("Middle", 0.1, 0), 3: ("East", 0.2, 0), 7: ("Village", 0.1, 0.09)}
EXTRACT = """
 <node id="4" lat="0.02" lon="0.05"/><node id="5" lat="0.02" lon="0.15"/>
 <node id="6" lat="0.05" lon="0.1"/><node id="8" lat="0.3" lon="0.1"/><node id="9" lat="0.3" lon="0.9"/>
 <way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="trunk"/></way>
 <way id="2"><nd ref="1"/><nd ref="4"/><nd ref="5"/><nd ref="3"/><tag k="highway" v="tertiary"/></way>
 <way id="3"><nd ref="2"/><nd ref="6"/><nd ref="7"/><nd ref="8"/><nd ref="9"/><tag k="highway" v="residential"/></way>"""


def write(folder, more=""):
    nodes = "".join(f'<node id="{number}" lat="{latitude}" lon="{longitude}"><tag k="place" v="village"/><tag k="name" v="{name}"/></node>'
                    for number, (name, longitude, latitude) in PLACES.items())
    (folder / "in.osm").write_text(f'<osm version="0.6">{nodes}{EXTRACT}{more}</osm>', encoding="utf-8")


def corridor(folder, km):
    return imported(folder, "osm", "in.osm", "--from", "West", "--to", "East", "--corridor", km)


def test_ways_are_cut_at_their_last_place_within_the_corridor(tmp_path):
    """The second way swings 2.2 km away, the village lies 10 km away, 5.6 km behind a place on its road."""
    write(tmp_path)
    whole, _ = imported(tmp_path, "osm", "in.osm", "--from", "West", "--to", "East")
    assert sorted(ends(whole)) == [("Middle", "East"), ("Middle", "Village"), ("Village", "node 9"), ("West", "East"), ("West", "Middle")]
    assert sorted(ends(corridor(tmp_path, 1)[0])) == [("Middle", "East"), ("West", "Middle")]
    assert sorted(ends(corridor(tmp_path, 3)[0])) == [("Middle", "East"), ("West", "East"), ("West", "Middle")]
    within, told = corridor(tmp_path, 6)
    assert sorted(ends(within)) == [("Middle", "East"), ("Middle", "node 6"), ("West", "East"), ("West", "Middle")] and told == ""
    assert ("Middle", "Village") in ends(corridor(tmp_path, 11)[0])
    assert checked(tmp_path, "West", "Village").returncode == 0


def test_the_way_between_the_two_places_stays_as_it_was(tmp_path):
    write(tmp_path)
    told = [call("import", "osm", "in.osm", "--from", "West", "--to", "East", *words, "-o", "n.geojson", cwd=tmp_path).stdout.splitlines()[1]
            for words in ((), ("--corridor", "0.1"))]
    assert told[0] == told[1] == "West to East: 22.2 km, 0.3 h by the fastest way"


def test_the_part_with_the_way_is_kept_though_another_is_longer(tmp_path):
    """A motorway beside it, 2.2 km away, is joined to the way far from it alone."""
    write(tmp_path, '<node id="21" lat="-0.02" lon="0"/><node id="22" lat="-0.02" lon="0.1"/><node id="23" lat="-0.02" lon="0.2"/>'
                    '<node id="24" lat="-0.03" lon="0.2"/><node id="25" lat="0" lon="0.9"/>'
                    '<way id="4"><nd ref="21"/><nd ref="22"/><nd ref="23"/><nd ref="24"/><nd ref="25"/><nd ref="9"/>'
                    '<tag k="highway" v="primary"/></way>')
    roads, told = corridor(tmp_path, 2.5)
    assert sorted(ends(roads)) == [("Middle", "East"), ("West", "East"), ("West", "Middle")]
    assert told == "warning: 1 part of 22.2 km in all is not joined to the way within the corridor and left out\n"


@pytest.mark.parametrize("words, message", [
    (["--corridor", "5"], "--corridor needs --from and --to, between which it lies"),
    (["--from", "West", "--to", "East", "--corridor", "0"], "--corridor"),
    (["--from", "West", "--to", "East", "--corridor", "0.01"], "--corridor"),
    (["--from", "West", "--to", "East", "--corridor", "x"], "--corridor"),
])
def test_a_corridor_that_cannot_be_is_told(tmp_path, words, message):
    write(tmp_path)
    done = call("import", "osm", "in.osm", *words, "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2 and message in done.stderr and not (tmp_path / "n.geojson").exists()
