"""The far tail on the page, from a file of `run --tail`."""

from conftest import FIRST_STEPS
from test_report import Page, page_of, refused

from convoyrisk import open_tail, run
from convoyrisk.report.command import main


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
