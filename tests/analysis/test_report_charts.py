"""The figures of the report by themselves."""

import math

from convoyrisk.report import charts


def test_a_difference_without_an_interval_has_no_bar():
    none = math.nan
    rows = [charts.Difference("escorts", -1.0, -1.2, -0.8), charts.Difference("curfew", 0.0, none, none), charts.Difference("flights", 0.1, none, none)]
    drawn = str(charts.difference_chart(rows, "deaths", "figure"))
    assert drawn.count('class="interval') == 3  # a bar and its two ends
    assert "curfew (no difference seen)" in drawn and "flights (no interval: too few events)" in drawn and "escorts</text>" in drawn


def test_the_map_has_a_scale():
    """A degree of latitude is 111.2 km: the bar is as long as it says."""
    import re
    from convoyrisk.report.corridor_map import CorridorMap, Leg
    plane = CorridorMap({"south": (34.0, 73.0), "north": (35.0, 73.0)}, [Leg("road", "south", "north", 120)])
    drawn = str(plane.draw("map", "legs", "map", lambda *_: []))
    left, right = map(float, re.search(r'd="M([0-9.]+),[0-9.]+V[0-9.]+H([0-9.]+)V[^"]*" class="scale-bar"', drawn).groups())
    (length,) = re.findall(r">([0-9.]+) km<", drawn)
    tall = plane.places["south"][1] - plane.places["north"][1]
    assert abs((right - left) / tall * 111.2 / float(length) - 1) < 0.01
    alone = CorridorMap({"camp": (34.0, 73.0)}, [])
    assert "scale-bar" not in str(alone.draw("map", "legs", "map", lambda *_: []))
