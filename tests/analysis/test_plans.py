"""What `optimise` found, in Python: run, opened, in tables and plots; the numbers are the program's own."""

import json
import os
import shutil
import signal
import subprocess
import sys

import h5py
import matplotlib
import pytest

import convoyrisk
from conftest import ROOT
from convoyrisk import ResultError, open_plans, open_result, open_tail, plan_tables, plots, views
from convoyrisk.program import call
from test_program import wait_for

matplotlib.use("Agg")


@pytest.fixture(scope="module")
def told(folder, searched):
    """What the program says of the same search to other programs."""
    return json.loads(call("optimise", searched, "--within", "10 %", "-o", folder / "told.plans.h5", "--quiet", "--json"))


@pytest.fixture
def altered(found, tmp_path):
    """A copy of the file that something was done to."""
    def alter(change):
        path = shutil.copy(found.path, tmp_path / "altered.plans.h5")
        with h5py.File(path, "r+") as file:
            file.attrs.pop("seal", None)  # as a file of a version that had none
            change(file)
        return path
    return alter


def estimate(row, name):
    return pytest.approx((row[name], row[f"{name}_standard_error"], row[f"{name}_low"], row[f"{name}_high"]), nan_ok=True)


def json_estimate(told):
    return told["mean"], told["se"], told["low"], told["high"]


def test_head(found, searched):
    assert found.title == "First steps" and found.base == "no escort" and found.of == "killed_total"
    assert found.budget == pytest.approx(150_000) and found.currency == "USD" and found.reached
    assert found.levers == {"escort": ("one vehicle", "two vehicles"), "hours": ("varied",)}
    assert found.verdict.startswith("Of 6 plans, and for every budget at once")
    assert "6 plans" in repr(found)


def test_the_tables_are_what_the_program_says(found, told):
    front = views.front_frame(found)
    assert len(front) == len(told["front"]) and found.choice == told["choice"]["step"]
    for row, step in zip(front.to_dict("records"), told["front"]):
        assert {lever: row[lever] for lever in found.levers if row[lever]} == step["plan"]
        for name in ("harm", "cost", "averted"):
            assert estimate(row, name) == json_estimate(step[name])
        assert row["from_budget"] == pytest.approx(step["from_budget"])
        assert row["cost_per_averted"] == pytest.approx(step["cost_per_death_averted"] or float("nan"), nan_ok=True)
        assert row["delivered_share"] == step["delivered_share"]
    assert front["chosen"].tolist().index(True) == found.choice and front["chosen"].sum() == 1
    assert (front.attrs["per"], front.attrs["units"]) == ("year", "person")
    for row, part in zip(views.anatomy_frame(found).to_dict("records"), told["choice"]["anatomy"], strict=True):
        assert (row["lever"], row["option"]) == (part["lever"], part["option"])
        assert estimate(row, "in_plan") == json_estimate(part["in_plan"])
        assert estimate(row, "alone") == json_estimate(part["alone"])
    for row, other in zip(views.runners_up_frame(found).to_dict("records"), told["choice"]["runners_up"], strict=True):
        assert estimate(row, "worse") == json_estimate(other["worse"])
        assert estimate(row, "more_cost") == json_estimate(other["more_cost"])
        assert row["matched"] == other["matched"]


def test_every_plan_is_told(found):
    frame = views.plans_frame(found)
    assert len(frame) == 6 and frame["plan"].is_unique and frame["plan"][0] == "nothing"
    assert set(frame["fate"]) <= {"left", "dominated", "undelivered"}
    gone = frame[frame["fate"] == "dominated"]
    assert set(gone["removed_by"]) <= set(frame["plan"]) and (frame[frame["fate"] == "left"]["removed_by"] == "").all()
    assert set(views.front_frame(found)["plan"]) <= set(frame["plan"])


@pytest.mark.parametrize("option, taken, role", [
    ("a", ["a", "a"], "in all"), ("a", ["b", None], "in none"), ("a", ["a", None], "can be left out"),
    ("a", ["a", "b"], "can be swapped"), ("a", ["b", "a"], "can take its place"), ("a", [None, "a"], "can be added")])
def test_what_near_best_plans_have_in_common(option, taken, role):
    assert plan_tables._role(option, taken) == role


def test_roles_follow_the_runners_up(found):
    frame = views.near_best_frame(found).set_index(["lever", "option"])
    others = views.runners_up_frame(found)
    chosen = views.front_frame(found).iloc[found.choice]
    assert frame.attrs["plans"] == 1 + len(others) > 1
    for lever, option in frame.index:
        count = int(chosen[lever] == option) + int((others[lever] == option).sum())
        assert frame.loc[(lever, option), "share"] == pytest.approx(count / (1 + len(others)))
        assert (frame.loc[(lever, option), "role"] == "in none") == (count == 0)


def test_without_a_budget_nothing_is_chosen(searched):
    free = convoyrisk.optimise(searched, within="10 %", settings={"search": search_without_budget()})
    assert free.budget is None and free.choice is None and not views.front_frame(free)["chosen"].any()
    for look in (views.anatomy_frame, views.runners_up_frame, views.near_best_frame, plots.plan_parts, plots.plan_anatomy):
        with pytest.raises(ResultError, match="without a budget.*--budget"):
            look(free)
    assert plots.plan_front(free).lines


def search_without_budget():
    from conftest import SEARCH
    return {name: value for name, value in SEARCH.items() if name != "budget"}


def test_where_the_base_is_chosen(searched, tmp_path):
    """A budget of 0 with a lever that costs."""
    levers = [{"name": "escort", "options": {"one vehicle": {"escort": {"vehicles": 1, "crew": 4}}}}]
    none = convoyrisk.optimise(searched, within="10 %", budget=0, settings={"search.levers": levers},
                               result=tmp_path / "none.plans.h5")
    assert none.choice == 0 and views.anatomy_frame(none).empty and views.runners_up_frame(none).empty
    assert list(views.near_best_frame(none)["role"]) == ["in none"]
    with pytest.raises(ResultError, match="has no parts"):
        plots.plan_anatomy(none)


def test_files_of_another_kind(found, plain, tail_path, altered):
    for opener, path, said in ((open_plans, plain.path, "open_result"), (open_plans, tail_path, "open_tail"),
                               (open_result, found.path, "open_plans"), (open_tail, found.path, "open_plans")):
        with pytest.raises(ResultError, match=f"open it with {said}"):
            opener(path)
    with pytest.raises(ResultError, match="format version 9"):
        open_plans(altered(lambda file: file.attrs.__setitem__("format_version", 9)))
    with pytest.raises(ResultError, match="link to something that is elsewhere"):
        open_plans(altered(lambda file: file.__setitem__("front/out", h5py.ExternalLink("/etc/passwd", "/x"))))
    with pytest.raises(ResultError, match="no group \"frnt\".*did you mean \"front\""):
        found.group("frnt")


def test_a_changed_file_is_refused(found, tmp_path):
    path = shutil.copy(found.path, tmp_path / "changed.plans.h5")
    with open(path, "r+b") as file:
        file.seek(5000)
        file.write(b"\xff")
    with pytest.raises(ResultError, match="is damaged"):
        open_plans(path)


def test_the_plots_show_the_tables(found):
    axes = plots.plan_front(found)
    front = views.front_frame(found)
    assert any(list(line.get_ydata()) == list(front["harm"]) for line in axes.lines)
    words = " ".join(text.get_text().replace("\n", " ") for text in axes.texts)
    assert all(plan in words for plan in front["plan"])
    bars = [bar.get_width() for bar in plots.plan_anatomy(found).patches]
    assert set(views.anatomy_frame(found)["in_plan"]) | set(views.anatomy_frame(found)["alone"]) == set(bars)
    parts = plots.plan_parts(found)
    assert set(views.near_best_frame(found)["role"]) <= {text.get_text() for text in parts.texts}


def test_policies_of_the_front_are_written(searched, tmp_path):
    convoyrisk.optimise(searched, within="10 %", policies=tmp_path / "front.yaml", result=tmp_path / "x.plans.h5")
    assert (tmp_path / "front.yaml").read_text(encoding="utf-8").count("- name:") >= 3


LONG_SEARCH = """
import sys, convoyrisk
try:
    convoyrisk.optimise(sys.argv[1], within="0.0001 %", threads=1, result=sys.argv[2])
except KeyboardInterrupt as interrupt:
    print(interrupt)
"""


def test_an_interrupt_leaves_the_log(searched, tmp_path):
    path = tmp_path / "long.plans.h5"
    child = subprocess.Popen([sys.executable, "-B", "-c", LONG_SEARCH, searched, path], stdout=subprocess.PIPE, encoding="utf-8",
                             env={**os.environ, "PYTHONPATH": str(ROOT / "analysis")})
    try:
        wait_for(lambda: any(log.stat().st_size > 20_000 for log in tmp_path.glob("*.partial")))
        child.send_signal(signal.SIGINT)
        said = child.communicate(timeout=60)[0]
    finally:
        child.kill()
        child.wait()
    assert "keeps" in said and f"convoyrisk.optimise(..., result={str(path)!r}, resume=True)" in said, said
    assert not path.exists() and (tmp_path / "long.plans.h5.partial").stat().st_size > 20_000


def with_draws(file):
    """As a search over draws of uncertain parameters leaves it: more columns of the front, and a group of draws."""
    import numpy
    front, steps = file["front"], file["front/step"].shape[0]
    names = ["harm_spread", "harm_middle_low", "harm_middle_high", "chance_near", "chance_near_low", "chance_near_high", "regret",
             "regret_standard_error", "regret_low", "regret_high", "regret_worst"]
    for place, name in enumerate(names):
        front.copy("harm", name)
        front[name][...] = (place + 1) / 16 + numpy.arange(steps) / 64
    file.attrs["criterion"], file.attrs["inner"], file.attrs["space"] = "worst", 4, 60
    file.copy("front", "draws")
    for name in list(file["draws"]):
        if name not in ("step", "harm"):
            del file["draws"][name]
    for step in range(steps):
        file["draws"].copy("harm", f"harm_{step}")
        file["draws"][f"harm_{step}"][...] = step + numpy.arange(steps)


def test_a_search_over_draws(altered, found):
    import h5netcdf
    path = altered(with_draws)
    with h5netcdf.File(path, "r") as file:
        assert "draws" in file.groups
    plans = open_plans(path)
    assert (plans.criterion, plans.inner, plans.space) == ("worst", 4, 60)
    assert (found.criterion, found.inner, found.space) == ("mean", 0, 6) and "regret" not in views.front_frame(found)
    with pytest.raises(ResultError, match="has no draws: it was searched without draws"):
        found.draws
    front = views.front_frame(plans)
    assert front["regret_worst"][1] == pytest.approx((11 / 16 + 1 / 64) * plans.per_year) and front["chance_near"][0] == 4 / 16
    assert front["harm_middle_high"][2] == pytest.approx((3 / 16 + 2 / 64) * plans.per_year)
    from convoyrisk.report.plan_section import plan_section
    section = plan_section(plans)
    assert [row["near"] for row in section.over_draws[:2]] == ["25.0 %", "26.6 %"]
    assert "Over the draws" in section.changes[-1] and f"{(16 + plans.choice) / 64:.1%}".replace("%", " %") in section.changes[-1]
    assert "as it stands" in plan_section(found).changes[-1]


def test_each_draw_of_a_search(searched, tmp_path):
    plans = convoyrisk.optimise(searched, within="20 %", criterion="mean", result=tmp_path / "drawn.plans.h5", settings={
        "uncertainty": {"draws": 20, "inner": 4, "parameters": {
            'threat.groups."hill group".engage': {"triangular": [0.3, 0.6, 0.9]}}}})
    draws, front = views.plan_draws_frame(plans), views.front_frame(plans)
    assert plans.inner == 4 and list(draws.columns) == list(front["step"]) and len(draws) % 64 == 0
    for step, row in enumerate(front.to_dict("records"), 1):  # counted deaths, where the front has those expected
        assert draws[step].mean() == pytest.approx(row["harm"], abs=5 * draws[step].std() / len(draws)**0.5)
        assert row["harm_middle_low"] <= draws[step].median() <= row["harm_middle_high"]
