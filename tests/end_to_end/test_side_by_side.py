"""Two results, or two points of a sweep, with each other; and in what two files differ."""

import re

import pytest

from program import FIRST_STEPS, call, succeed

RUN = ("run", FIRST_STEPS, "--quiet", "--replications", "600")
CELLS = ("--set", 'threat.groups."hill group".cells=3')


def row(text, start):
    """Its numbers, of the first line that starts so."""
    line = next(line for line in text.splitlines() if line.startswith(start))
    return re.findall(r"[-+]?\d+(?:,\d+)*(?:\.\d+)?", line[len(start):])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    succeed(*RUN, "-o", folder / "two.h5")
    succeed(*RUN, "-o", folder / "three.h5", *CELLS)
    for policy in ("no escort", "escort"):
        succeed(*RUN, "-o", folder / f"only {policy}.h5", "--policy", policy)
    return folder


def test_two_results_of_one_policy_each_compare_as_one_result_of_both(results):
    joined = succeed("compare", results / "only no escort.h5", "--with", results / "only escort.h5").stdout
    whole = succeed("compare", results / "two.h5").stdout
    names = {"no escort (only no escort)": "no escort", "escort (only escort)": "escort"}
    for name, alone in names.items():
        for table in ("Per year", "In these 90 days"):
            assert row(joined[joined.index(table):], name) == row(whole[whole.index(table):], alone), table
    against = "on the same random"
    assert row(joined[joined.index(against):], "escort (only escort)") == row(whole[whole.index(against):], "escort")


def test_points_of_a_sweep_compare_as_the_results_of_each(results, tmp_path):
    succeed(*RUN, "-o", tmp_path / "sweep.h5", "--sweep", 'threat.groups."hill group".cells=2,3')
    across = succeed("compare", tmp_path / "sweep.h5", "--across-points", "--policy", "escort").stdout
    beside = succeed("compare", results / "two.h5", "--with", results / "three.h5", "--policy", "escort").stdout
    three = succeed("compare", results / "three.h5").stdout
    for table in ("Per year", "In these 90 days"):
        of_point = row(across[across.index(table):], "escort (cells=3)")
        assert of_point == row(beside[beside.index(table):], "escort (three)") == row(three[three.index(table):], "escort")
    assert "no escort" not in across


@pytest.mark.parametrize(("words", "said"), [
    (("--with", "other seed.h5"), "the seed is 1 and 2"),
    (("--with", "shorter.h5"), "the number of replications is 600 and 300; `convoyrisk run --resume`"),
    (("--with", "bare.h5"), "does not hold the outcomes of each replication"),
    (("--with", "longer.h5"), "the horizon is 90 d and 91 d"),
    (("--with", "three.h5", "--policy", "escrt"), "did you mean 'escort'?"),
    (("--across-points",), "is of one point, not of a sweep"),
    (("--policy", "escort"), "--policy wants --with or --across-points"),
])
def test_what_cannot_be_paired_is_refused(results, words, said):
    made = {"other seed.h5": "run.seed=2", "shorter.h5": "run.replications=300", "bare.h5": "run.keep=[]", "longer.h5": "horizon=91 d"}
    for name in made.keys() & set(words):
        succeed("run", FIRST_STEPS, "--quiet", "--set", "run.replications=600", "--set", made[name], "-o", results / name)
    done = call("compare", "two.h5", *words, cwd=results)
    assert done.returncode == 2 and said in " ".join(done.stderr.split())


def test_brief_is_the_verdict_alone(results):
    whole, brief = (succeed("compare", results / "two.h5", *more).stdout for more in ((), ("--brief",)))
    assert whole.startswith(brief.rstrip("\n")) and len(brief.splitlines()) < 8 and "Fewer are killed" in brief
    assert succeed(*RUN, "-o", results / "brief.h5", "--brief").stdout == brief


def test_scenarios_differ_by_key(tmp_path):
    other = FIRST_STEPS.read_text(encoding="utf-8").replace("cells: 2", "cells: 3").replace("- name: escort", "- name: jeeps")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    said = succeed("diff", FIRST_STEPS, tmp_path / "other.yaml").stdout
    assert said.startswith("3 values differ")
    assert 'threat.groups."hill group".cells\n      2 -> 3\n' in said
    assert "policies.escort\n" in said and "policies.jeeps\n      not there -> " in said
    assert succeed("diff", FIRST_STEPS, FIRST_STEPS).stdout == "The scenarios are the same.\n"


def test_results_differ_by_figure(results):
    said = succeed("diff", results / "two.h5", results / "three.h5").stdout
    assert said.startswith('1 value differs') and 'cells\n      2 -> 3' in said
    killed = said[said.index("killed total a year"):]
    before, _, after, _, difference, low, high = map(float, row(killed, "no escort"))
    assert low < difference < high and abs(after - before - difference) < 0.2 * (high - low) and low > 0
    same = succeed("diff", results / "two.h5", results / "two.h5").stdout
    assert same.startswith("The scenarios are the same.") and same.count(" none\n") == 10
    unpaired = succeed("diff", results / "two.h5", results / "only escort.h5").stdout
    assert "no escort" not in unpaired[unpaired.index("Policies of both"):]


def test_a_new_scenario_runs_and_says_what_to_do_next(tmp_path):
    said = succeed("new", "my site", cwd=tmp_path).stdout
    commands = re.findall(r"^  convoyrisk (check|run) (.*)$", said, re.MULTILINE)
    assert commands == [("check", "my site.yaml"), ("run", "my site.yaml")]
    assert succeed("check", "my site.yaml", cwd=tmp_path).stdout.startswith("my site\n")
    verdict = succeed("run", "my site.yaml", "--brief", "--quiet", "--replications", "300", cwd=tmp_path).stdout
    assert 'Fewest are killed with "all three"' in " ".join(verdict.split())
    before = (tmp_path / "my site.yaml").read_bytes()
    again = call("new", "my site.yaml", cwd=tmp_path)
    assert again.returncode == 2 and "is not overwritten" in again.stderr and (tmp_path / "my site.yaml").read_bytes() == before


def test_the_uncertainty_of_a_new_scenario_is_there_to_be_uncommented(tmp_path):
    succeed("new", "a", cwd=tmp_path)
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(re.sub(r"^# (uncertainty:|  \w+:)", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    assert "1 uncertain parameter" in succeed("check", "a.yaml", cwd=tmp_path).stdout


@pytest.mark.parametrize("title", ['a "b": #c', "@TITLE@", "naïve"])
def test_any_name_is_a_title(title, tmp_path):
    succeed("new", title, cwd=tmp_path)
    assert succeed("check", f"{title}.yaml", cwd=tmp_path).stdout.splitlines()[0] == title
