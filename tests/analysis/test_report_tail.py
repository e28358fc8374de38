"""The far tail on the page, from a file of `run --tail`."""

from types import SimpleNamespace

import pytest
import xarray
from conftest import FIRST_STEPS
from test_report import Page, page_of, refused

from convoyrisk import open_tail, run
from convoyrisk.report.command import main
from convoyrisk.report.page import _tail_rows, _word_columns


def test_the_far_tail(folder, tail_path):
    result = run(FIRST_STEPS, result=folder / "tailed.h5", replications=300)
    page = page_of(result, tail=open_tail(tail_path))
    rows = page.rows_of("Chance of n or more dead, with its interval")
    assert rows[0][1:] == list(result.policies) and [row[0] for row in rows[1:4]] == ["1", "2", "5"]


def test_a_tail_of_the_same_scenario_may_be_of_another_run(folder, tail_path, capsys):
    """What a run keeps and what it draws changes no tail; a policy or a group does."""
    unsure = {"uncertainty": {"draws": 3, "inner": 4, "parameters": {'threat.groups."hill group".engage': {"uniform": [0.1, 0.9]}}}}
    drawn = run(FIRST_STEPS, result=folder / "drawn-tailed.h5", settings=unsure, keep=["legs", "events"])
    page = folder / "drawn-tailed.html"
    assert main([str(drawn.path), "--tail", str(tail_path), "-o", str(page)]) == 0
    assert "of the scenario as it is written and not over the draws" in Page(page.read_text()).text
    other = run(FIRST_STEPS, result=folder / "other-tailed.h5", replications=20, settings={"policies.escort.escort.vehicles": 4})
    assert "not the same is policies; run --tail" in refused(capsys, other.path, "--tail", tail_path, "-o", folder / "x.html")


def test_chances_that_nobody_can_read_are_not_told():
    """Importance sampling gives some number for any n: 1 in 10,000,000,000,000 is none to decide by, and breaks the table."""
    chances = {1: (0.5, 0.02), 2: (2e-3, 4e-4), 5: (3e-4, 3e-7), 10: (2e-6, 0.0), 20: (1e-9, 1e-19), 50: (1e-12, 0.0)}
    values = xarray.DataArray(list(chances.values()), {"n": list(chances), "policy": ["a", "b"]}, ("n", "policy"))
    tail = xarray.Dataset({"exceedance": values, "low": values * 0.9, "high": values * 1.1, "largest_weight": values * 0 + 0.01})
    rows = _tail_rows(SimpleNamespace(exceedance=tail, policies=("a", "b")))
    told = {row["n"]: (row["a"].replace("\N{NO-BREAK SPACE}", " "), row["b"].replace("\N{NO-BREAK SPACE}", " ")) for row in rows}
    assert list(told) == ["1", "2", "5", "10"]
    assert told["1"] == ("50.0 [45.0, 55.0] %", "2.00 [1.80, 2.20] %") and told["10"] == ("1 in 500,000 [450,000, 560,000]", "0")
    assert told["5"][1] == "under 1 in 1,000,000"


@pytest.mark.parametrize("rows, words", [
    ('<tr><th scope="row">a</th><td>1</td><td class="words">x</td></tr><tr><th>b</th><td class="words rating">y</td><td></td></tr>', {1, 2}),
    ("<tr><th>a</th><td>1</td></tr>", set())])
def test_heads_stand_above_what_they_are_of(rows, words):
    assert _word_columns(rows) == words
