"""The figures of the report by themselves."""

import math

from convoyrisk.report import charts


def test_a_difference_without_an_interval_has_no_bar():
    none = math.nan
    rows = [charts.Difference("escorts", -1.0, -1.2, -0.8), charts.Difference("curfew", 0.0, none, none), charts.Difference("flights", 0.1, none, none)]
    drawn = str(charts.difference_chart(rows, "deaths", "figure"))
    assert drawn.count('class="interval') == 3  # a bar and its two ends
    assert "curfew (no difference seen)" in drawn and "flights (no interval: too few events)" in drawn and "escorts</text>" in drawn
