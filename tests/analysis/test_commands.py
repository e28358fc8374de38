"""The program's commands as functions of Python, and that `run` knows each of its options."""

import inspect
import re

import pytest

import convoyrisk
from conftest import FIRST_STEPS
from convoyrisk import commands
from convoyrisk.program import call

# Options of `convoyrisk run` by the parameter that stands for them, where the name is another; None: what is printed alone.
NAMES = {"output": "result", "policy": "policies", "set": "settings", "zip": "zip_sweep", "no_uncertainty": "uncertainty",
         "help": None, "quiet": None, "json": None, "brief": None, "with": "with_", "of": None, "value_of_life": None,
         "equivalent": None}
OF_TAIL = {"tail", "tail_at"}  # of run_tail


def options_of(*words):
    return {name.replace("-", "_") for name in re.findall(r"--([a-z-]+)", options_part(call(*words, "--help")))}


def options_part(text):
    """The column of names, without what is said of them and without examples."""
    return "\n".join(line.split()[0] for line in text.split("Options:")[1].splitlines() if line.startswith("  -"))


def test_run_knows_every_option():
    parameters = set(inspect.signature(convoyrisk.run).parameters)
    wanted = {NAMES.get(name, name) for name in options_of("run") - OF_TAIL} - {None}
    assert wanted <= parameters and len(wanted) > 15


@pytest.mark.parametrize("command", ["check", "trace", "compare", "diff", "merge", "optimise"])
def test_each_function_knows_the_options_of_its_command(command):
    names = {**NAMES, "of": "of", "value_of_life": "value_of_life", "equivalent": "equivalent", "json": None}
    if command == "trace":
        names["output"] = "output"
        names["policy"] = "policy"
    if command == "compare":
        names["brief"] = "brief"
    if command == "optimise":
        names["policies"] = "policies"
    wanted = {names.get(name, name) for name in options_of(command)} - {None}
    assert wanted <= set(inspect.signature(getattr(convoyrisk, command)).parameters)


def test_check_says_what_was_understood():
    assert "First steps" in convoyrisk.check(FIRST_STEPS, settings={"run.replications": 77})
    assert commands.understood(FIRST_STEPS, settings={"horizon": "30 d"})["horizon"] == "720 h"
    with pytest.raises(convoyrisk.ProgramError, match="did you mean 'horizon'"):
        convoyrisk.check(FIRST_STEPS, settings={"horizn": "30 d"})


def test_trace_is_the_study_s(tmp_path):
    head, *events = convoyrisk.trace(FIRST_STEPS, "escort", 3, seed=5)
    assert head["seed"] == 5 and events == convoyrisk.Study(FIRST_STEPS).trace("escort", 3, seed=5)
    assert convoyrisk.trace(FIRST_STEPS, "escort", 3, format="geojson")["type"] == "FeatureCollection"
    assert convoyrisk.trace(FIRST_STEPS, "escort", 3, output=tmp_path / "t.jsonl") is None and (tmp_path / "t.jsonl").exists()


def test_the_worst_replication_is_told_for_reading():
    text = convoyrisk.trace(FIRST_STEPS, "escort", worst_of=100, format="text")
    head = convoyrisk.trace(FIRST_STEPS, "escort", worst_of=100)[0]
    assert f"Replication {head['replication']} under" in text and "is attacked by" in text


def test_two_results_are_compared_and_differ(tmp_path):
    results = [convoyrisk.run(FIRST_STEPS, replications=600, result=tmp_path / f"{cells}.h5", threads=1,
                              settings={'threat.groups."hill group".cells': cells}) for cells in (2, 3)]
    beside = convoyrisk.compare(results[0], with_=results[1], policies="escort", brief=True)
    assert 'More are killed with "escort (3)"' in beside and "no escort" not in beside
    assert convoyrisk.diff(*results).startswith("1 value differs")


def test_a_new_scenario_is_there_to_run(tmp_path):
    path = convoyrisk.new(tmp_path / "site")
    assert path == tmp_path / "site.yaml" and "site" in convoyrisk.check(path)


def test_shards_are_merged_to_the_whole(tmp_path):
    whole = convoyrisk.run(FIRST_STEPS, replications=600, keep=["outcomes"], result=tmp_path / "whole.h5")
    shards = [convoyrisk.run(FIRST_STEPS, replications=600, keep="outcomes", blocks=part, result=tmp_path / f"{part[0]}.h5")
              for part in ((0, 1), (1, 3))]
    joined = convoyrisk.merge(shards, tmp_path / "joined.h5")
    assert joined.outcomes.equals(whole.outcomes) and not joined.has("legs")
    assert "escort" in convoyrisk.compare(joined, of="attacks", confidence=0.9)


def test_runs_that_end_by_themselves_and_draws(tmp_path):
    precise = convoyrisk.run(FIRST_STEPS, precision={"of": "killed_total", "half_width": "20 %"}, result=tmp_path / "p.h5")
    assert precise.replications % 256 == 0
    chosen = convoyrisk.run(FIRST_STEPS, select="killed_total", indifference=0.5, confidence=0.9, result=tmp_path / "s.h5")
    assert chosen.complete


def test_the_tail_and_the_report(tmp_path, plain):
    tail = convoyrisk.run_tail(FIRST_STEPS, tmp_path / "t.h5", replications=500, policies="escort")
    assert tail.policies == ("escort",)
    assert "</html>" in convoyrisk.make_report(plain, tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_network_is_imported(tmp_path):
    (tmp_path / "roads.geojson").write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
                                            '{"name": "a road", "speed": 50}, "geometry": {"type": "LineString", "coordinates": '
                                            '[[0, 0], [0.1, 0]]}}]}')
    convoyrisk.import_("geojson", tmp_path / "roads.geojson", output=tmp_path / "n.geojson")
    assert "a road" in (tmp_path / "n.geojson").read_text()


def test_every_form_of_the_report(tmp_path, plain):
    nothing = convoyrisk.make_report(plain, record=tmp_path / "r.html", option="escorts", xlsx=tmp_path / "t.xlsx", csv=tmp_path / "t")
    assert nothing is None and sorted(path.name for path in tmp_path.iterdir()) == ["r.html", "t", "t.xlsx"]
    from convoyrisk.report.command import _parser
    options = {action.dest for action in _parser()._actions} - {"help"}
    assert options <= set(inspect.signature(convoyrisk.make_report).parameters)
