"""The sweep on the page: curves of the outcome by what was swept, and their table."""

import json
import math

import pytest

from conftest import FIRST_STEPS
from convoyrisk import sweeps
from convoyrisk.report.sweep_chart import Sweep, sweep_chart
from convoyrisk.report.sweep_section import MOST_LINES, sweep_section
from test_report import page_of

VEHICLES, MEMORY = "policies.escort.escort.vehicles", 'threat.groups."hill group".memory'


@pytest.fixture(scope="module")
def crossed(folder):
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "crossed-page.h5", replications=60,
               sweep={VEHICLES: [1, 2], MEMORY: ["7 d", "14 d", "40 d"]})


@pytest.fixture(scope="module")
def zipped(folder):
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "zipped-page.h5", replications=60,
               zip_sweep=True,
               sweep={VEHICLES: [1, 2], MEMORY: ["7 d", "14 d"]})


def marks_of(chart):
    import html
    import re
    return json.loads(html.unescape(re.search(r'data-marks="([^"]*)"', str(chart))[1]))


def test_the_page_has_the_sweep_by_readable_names(swept):
    page = page_of(swept)
    assert "The sweep: number of escort vehicles (policy escort)" in page.text
    assert page.source.count('data-curves="sweep-0"') == 1 and page.source.count('data-legend="sweep-0"') == 1
    differences = page.rows_of("The same, each policy minus")
    assert [row[0] for row in differences[1:]] == ["1", "2"] and differences[0][1:] == ["escort"]


def test_points_are_heads_that_begin_as_sentences_do(swept):
    assert sweep_section(swept, "killed_total").names[1] == "Number of escort vehicles (policy escort): 2"


def test_what_the_marks_tell_are_the_views_numbers(swept):
    from convoyrisk import views
    (line,) = sweep_section(swept, "killed_total").lines
    frame = views.sweep_frame(swept)
    by_policy = dict(zip(swept.policies, marks_of(line.outcome_chart)))
    for policy, marks in by_policy.items():
        own = frame[frame["policy"] == policy]["mean"] * swept.per_year
        assert [float(text.split(": ")[1].split(" ")[0]) for _, _, text in marks] == pytest.approx(list(own), rel=0.01)
        assert all(text.startswith(policy) for _, _, text in marks)
    assert [len(marks) for marks in marks_of(line.difference_chart)] == [0, 2]  # none of the baseline, which has its place


def test_marks_stand_where_their_values_are():
    none = math.inf
    chart = sweep_chart([Sweep(0, [(4, 3, 5, "a"), (2, -none, none, "b")]), Sweep(2, [(1, 1, 1, "c"), (0, 0, 0, "d")])], [10, 30],
                        ["10", "30"], True, "speed", "killed", "title", "chart")
    first, nobody, third = marks_of(chart)
    assert nobody == [] and [text for *_, text in third] == ["c", "d"]
    (_, y4, _), (_, y2, _) = first
    (_, y1, _), (x30, y0, _) = third
    assert (y0 - y1) * 2 == pytest.approx(y0 - y2, abs=0.2) and (y0 - y1) * 4 == pytest.approx(y0 - y4, abs=0.2)
    assert x30 > third[0][0] and str(chart).count('class="point series-0"') == 1  # an interval alone where there is one


def test_crossed_parameters_have_a_pair_of_figures_each(crossed):
    section = sweep_section(crossed, "killed_total")
    assert [line.held for line in section.lines] == [f"number of escort vehicles (policy escort): {n}" for n in (1, 2)]
    assert [[text for _, text, _ in line.rows] for line in section.lines] == 2 * [["7 d", "14 d", "40 d"]]
    places = [place for line in section.lines for place, _, _ in line.rows]
    assert sorted(places) == list(range(6)) and "[d]" in str(section.lines[0].outcome_chart)
    page_of(crossed)


def test_values_that_go_together_stand_side_by_side(zipped, crossed):
    (line,) = sweeps.all_lines(zipped, MOST_LINES)
    assert list(line.places) == [0, 1] and "vehicles=1" in line.texts[0]
    (line,) = sweeps.all_lines(crossed, 1)
    assert len(line.places) == 6


def test_without_a_sweep_there_is_no_section(plain):
    assert sweep_section(plain, "killed_total") is None and "The sweep" not in page_of(plain).text
