"""The report's section on plans: the program's own numbers, the choice in words, and files of another scenario refused."""

import re
import shutil

import pytest

import convoyrisk
from convoyrisk import ResultError, views
from convoyrisk.program import call
from convoyrisk.report.plan_section import plan_section, plans_of
from test_report import flat, page_of, refused


@pytest.fixture(scope="module")
def result(folder, searched):
    return convoyrisk.run(searched, replications=300, result=folder / "searched.h5")


@pytest.fixture(scope="module")
def said(folder, searched):
    return flat(call("optimise", searched, "--within", "10 %", "-o", folder / "said.plans.h5", "--quiet"))


def more_or_less(amount):
    return amount.removeprefix("-") + (" less" if amount.startswith("-") else " more")


def test_every_number_is_printed_by_the_program(result, found, said):
    page = page_of(result, plans=found)
    for step, start, harm, averted, ratio, delivered, plan in page.rows_of("Per year; costs beyond")[1:]:
        step = step.removesuffix(" (chosen)")
        assert f"{step} {start} {harm} {averted} {delivered} {ratio}" in said and f"{step} {plan}" in said
    for part, in_plan, alone in page.rows_of("What each part")[1:]:
        assert f"{part} {in_plan} {alone}" in said
    others = views.runners_up_frame(found)["matched"]
    for matched, (plan, worse, cost, told) in zip(others, page.rows_of("Other plans")[1:], strict=True):
        assert told == ("yes" if matched else "")
        assert f"{more_or_less(worse)} killed, {more_or_less(cost)} USD: {plan}" in said


def test_the_choice_is_the_programs_in_words(result, found, said):
    page = page_of(result, plans=found)
    assert found.verdict in said and found.verdict.replace("killed_total", "killed") in page.text
    sentence = re.search(r"For 150,000 USD a year: [^.]+\.", said)[0]
    assert sentence in page.text
    assert sum(attributes.get("class") == "step chosen" for _, attributes in page.elements) == 1


def test_where_the_budget_ends_the_page_says_what_more_and_less_money_buys(searched, result):
    middle = plan_section(convoyrisk.optimise(searched, within="10 %", budget=25_000))
    chosen = next(row for row in middle.steps if row["chosen"])
    after, before = (middle.steps[int(chosen["step"]) - 1 + by] for by in (1, -1))
    assert after["from"] in middle.next_step and after["averted"] in middle.next_step and after["ratio"] in middle.next_step
    assert chosen["from"] in middle.changes[0] and chosen["averted"] in middle.changes[0] and before["plan"] in middle.changes[0]
    assert after["from"] in middle.changes[1]
    last = plan_section(convoyrisk.optimise(searched, within="10 %", budget=1e9))
    assert "last step" in last.next_step
    assert "values as" in last.changes[-1] or "value as it stands" in last.changes[-1]


def test_without_a_budget_nothing_is_chosen(searched, result):
    from test_plans import search_without_budget
    page = page_of(result, plans=convoyrisk.optimise(searched, within="10 %", settings={"search": search_without_budget()}))
    assert "No budget was given" in page.text and "What the next step buys" not in page.text


def test_the_file_beside_the_result_is_found(tmp_path, result, found):
    copy = convoyrisk.open_result(shutil.copy(result.path, tmp_path / "mine.h5"))
    assert plans_of(copy, None) is None
    shutil.copy(found.path, tmp_path / "mine.plans.h5")
    assert plans_of(copy, None).path == tmp_path / "mine.plans.h5"
    page = convoyrisk.make_report(copy, tmp_path / "page.html").read_text(encoding="utf-8")
    assert 'id="plan"' in page and "mine.plans.h5" in page


def test_plans_of_another_scenario_are_refused(tmp_path, capsys, searched, result, found):
    other = convoyrisk.run(searched, replications=50, settings={'threat.groups."hill group".cells': 4}, result=tmp_path / "o.h5")
    said = refused(capsys, other.path, "-o", tmp_path / "x.html", "--plans", found.path)
    assert "of another scenario" in said and "not the same is threat" in said
    bolder = convoyrisk.run(searched, replications=50, settings={'policies."no escort".extra_cost_day': 5},
                            result=tmp_path / "b.h5")
    with pytest.raises(ResultError, match='policy "no escort"'):
        plans_of(bolder, str(found.path))
    fewer = convoyrisk.run(searched, replications=50, policies=["no escort"], result=tmp_path / "f.h5")
    assert plans_of(fewer, str(found.path)) is not None
    unsure = {"draws": 3, "inner": 4, "parameters": {'threat.groups."hill group".engage': {"uniform": [0.1, 0.9]}}}
    drawn = convoyrisk.run(searched, settings={"uncertainty": unsure}, result=tmp_path / "d.h5")
    assert plans_of(drawn, str(found.path)) is not None
    assert "open it with open_result" in refused(capsys, result.path, "-o", tmp_path / "x.html", "--plans", result.path)
