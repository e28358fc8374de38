"""What is said where: sentences of stderr and stdout in order, options that are misspelled."""

import json
import re
import subprocess

import pytest

from program import FIRST_STEPS, PROGRAM, ROOT, call, succeed

FEW = ("--replications", "60")


def test_one_log_of_both_streams_holds_whole_sentences_in_order(tmp_path):
    with open(tmp_path / "log", "w", encoding="utf-8") as log:
        subprocess.run([PROGRAM, "run", str(FIRST_STEPS), *FEW, "-o", "a.h5"], cwd=tmp_path, stdout=log, stderr=subprocess.STDOUT, check=True)
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"a\.h5: .* MB while the run lasts", lines[0]) and lines[-1] == "results: a.h5"
    assert lines.index("First steps") > max(n for n, line in enumerate(lines) if " a second, " in line)


@pytest.mark.parametrize("words, code", [(["check", "nope.yaml"], 2), (["check"], 2), (["rnu"], 2), (["compare", "nope.h5"], 2),
                                         (["run", FIRST_STEPS, *FEW, "-o", "a.h5"], 0)], ids=str)
def test_a_stderr_that_takes_nothing_changes_no_exit_code(tmp_path, words, code):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=tmp_path, stdout=subprocess.PIPE, stderr=full, check=False)
    assert done.returncode == code


def test_a_full_disk_is_told_though_something_is_said_after_the_table(tmp_path):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([PROGRAM, "run", str(FIRST_STEPS), *FEW, "-o", "a.h5"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE,
                              encoding="utf-8", check=False)
    assert done.returncode == 1 and "cannot write to the standard output: No space left on device" in done.stderr


@pytest.mark.parametrize("words, told", [
    (["run", FIRST_STEPS, "--replication", "3"], "unknown option --replication; did you mean '--replications'?; see convoyrisk run --help"),
    (["run", "--replication", "3"], "unknown option --replication; did you mean '--replications'?"),
    (["check", FIRST_STEPS, "--polcy=escort"], "unknown option --polcy; did you mean '--policy'?"),
    (["import", "osm", "a.osm", "--bbx", "1"], "unknown option --bbx; did you mean '--bbox'?; see convoyrisk import osm --help"),
    (["run", FIRST_STEPS, "--zebra"], "unknown option --zebra; see convoyrisk run --help"),
    (["run"], "scenario is required; see convoyrisk run --help"),
], ids=lambda value: value if isinstance(value, str) else None)
def test_a_wrong_option_is_told_in_one_sentence(words, told):
    done = call(*words)
    assert done.returncode == 2 and done.stderr.startswith(told) and done.stderr.count("\n") == 1 and done.stdout == ""


# --- what `check` refuses that `run` would refuse ------------------------------------------------------------------------

PRECISION = "run: {precision: {of: WHAT, half_width: 5 %, policy: escort}}\n"


def scenario_with(tmp_path, block):
    """first-steps with a block in place of its `run`, and the number of that block's line."""
    text = FIRST_STEPS.read_text(encoding="utf-8").split("\nrun:")[0] + "\n"
    (tmp_path / "mine.yaml").write_text(text + block, encoding="utf-8")
    return tmp_path / "mine.yaml", text.count("\n") + 1


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_precision_of_no_outcome_is_told_with_its_place(tmp_path, command):
    file, line = scenario_with(tmp_path, PRECISION.replace("WHAT", "killed_totl"))
    done = call(command, file, cwd=tmp_path)
    column = PRECISION.index("WHAT") + 1
    assert done.returncode == 2
    assert done.stderr == f"{file}:{line}:{column}: run.precision.of: no outcome is named 'killed_totl'; did you mean 'killed_total'?\n"


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_precision_of_a_policy_that_is_left_out_is_told_with_its_place(tmp_path, command):
    file, line = scenario_with(tmp_path, PRECISION.replace("WHAT", "killed"))
    done = call(command, file, "--policy", "no escort", cwd=tmp_path)
    column = PRECISION.replace("WHAT", "killed").index("escort") + 1
    assert done.returncode == 2
    assert done.stderr == f"{file}:{line}:{column}: run.precision.policy: policy 'escort' is not among those of this run\n"
    assert succeed("check", file).stderr == ""


def test_the_schema_knows_the_outcomes():
    schema = json.loads(succeed("schema").stdout)
    of = schema["properties"]["run"]["properties"]["precision"]["oneOf"][0]["properties"]["of"]
    assert of["default"] == "killed_total" and {"injured", "cost", "delay"} < set(of["enum"])


# --- what a run says of itself -------------------------------------------------------------------------------------------

@pytest.mark.parametrize("option", ["--seed", "--replications", "--precision", "--draws", "--inner", "--blocks", "-o"])
def test_an_option_with_nothing_in_it_is_refused(tmp_path, option):
    done = call("run", FIRST_STEPS, option, "", cwd=tmp_path)
    assert done.returncode == 2 and "must not be empty" in done.stderr and list(tmp_path.iterdir()) == []


def test_a_wanted_precision_announces_no_file_that_is_never_written(tmp_path):
    precise = succeed("run", FIRST_STEPS, "--precision", "{of: killed_total, half_width: 50 %}", "-o", tmp_path / "a.h5").stderr
    assert re.match(r".*a\.h5: about [\d.]+ MB for every 10,000 replications; beside it, a log of about [\d.]+ MB for every", precise) and "at most" not in precise
    plain = succeed("run", FIRST_STEPS, "--replications", "10000", "-o", tmp_path / "b.h5").stderr
    assert re.match(r".*b\.h5: at most about [\d.]+ MB; beside it, a log of at most about [\d.]+ MB while the run lasts\n", plain)


def test_the_rate_of_a_run_that_goes_on_is_of_its_own_replications(tmp_path):
    """A run of one more block is as quick as any, and not fifty times as quick because fifty were there."""
    def rate(*words):
        said = succeed("run", FIRST_STEPS, "--threads", "1", "-o", tmp_path / "a.h5", *words).stderr
        return float(re.findall(r"([\d,]+) a second", said)[-1].replace(",", ""))
    whole = rate("--replications", 256 * 50)
    assert rate("--replications", 256 * 51, "--resume") < 10 * whole


# Digits in a row are no number of ours to read: file names, seeds and values as they were typed stand apart.
@pytest.mark.parametrize("words", [
    ["run", FIRST_STEPS, "--replications", "20000"], ["check", FIRST_STEPS, "--set", "run.replications=20000"],
    ["run", FIRST_STEPS, "--replications", "20000", "--resume"],
    ["check", FIRST_STEPS, "--set", 'convoys."morning bus".workers=12000'], ["run", FIRST_STEPS, "--blocks", "0..100000"],
    ["check", FIRST_STEPS, "--sweep", "run.seed=1,2"], ["run", FIRST_STEPS, "--replications", "100", "--resume"]], ids=str)
def test_long_numbers_are_grouped(tmp_path_factory, words):
    folder = tmp_path_factory.getbasetemp() / "grouped"
    folder.mkdir(exist_ok=True)
    done = call(*words, cwd=folder)
    typed = [word for option in words for word in re.findall(r"\d{5,}", str(option))]
    found = [number for number in re.findall(r"(?<![\d.])\d{5,}", done.stdout + done.stderr) if number not in typed]
    assert found == []


# --- the page ---------------------------------------------------------------------------------------------------------------

LONG = "a policy whose name somebody wrote as a whole sentence, with a comma"


@pytest.mark.parametrize("words", [["check"], ["run", *FEW], ["run", *FEW, "--sweep", 'threat.groups."hill group".cells=2,4'],
                                   ["run", *FEW, "--of", "killed_total_conditional", "--value-of-life", "3000000"],
                                   ["run", "--tail", "--replications", "300", "--policy", "no escort"],
                                   ["run", "--replications", "1"]], ids=str)
def test_nothing_is_wider_than_the_page_and_no_heads_run_together(tmp_path, words):
    text = FIRST_STEPS.read_text(encoding="utf-8")
    more = "".join(f"  - {{name: \"{LONG} {n}\", escort: {{vehicles: {n}, spot: 0.1}}}}\n" for n in range(1, 5))
    assert text.count("\n  - name: no escort\n") == 1
    text = text.replace("\n  - name: no escort\n", f"\n  - name: no escort\n{more}")
    (tmp_path / "long.yaml").write_text(text.replace("title: First steps", "title: " + "First steps " * 12), encoding="utf-8")
    done = succeed(words[0], "long.yaml", *words[1:], cwd=tmp_path)
    assert max(map(len, done.stdout.splitlines())) < 80
    heads = [line for line in done.stdout.splitlines() if re.search(r"\bkilled\b.*\binjured\b", line)]
    assert all(re.search(r"killed, all {2,}injured, all {2,}attacks", line) for line in heads if line.startswith("Per year"))


def test_a_sweep_ends_with_a_table_over_its_points(tmp_path):
    done = succeed("run", FIRST_STEPS, *FEW, "--sweep", 'threat.groups."hill group".cells=2,4', "--sweep",
                   "policies.escort.escort.vehicles=1,2", cwd=tmp_path)
    table = done.stdout.split("Killed a year, by point")[1].split("\n\n")[0].splitlines()
    assert table[0].split() == ["no", "escort", "escort"]
    assert [line.split("  ")[0] for line in table[1:]] == ["cells=2, vehicles=1", "cells=2, vehicles=2", "cells=4, vehicles=1",
                                                           "cells=4, vehicles=2"]
    first = re.search(r"=== [^\n]*cells=2, [^\n]*vehicles=1\n.*?\nno escort +(\S+ ± \S+)", done.stdout, re.DOTALL)[1]
    assert first in table[1]
    assert "by point" not in succeed("run", FIRST_STEPS, *FEW, cwd=tmp_path).stdout


@pytest.mark.parametrize("option, most", [("--draws", "1,000,000"), ("--inner", "1,000,000,000")])
def test_more_draws_than_can_be_made_are_refused_at_once(option, most, tmp_path):
    done = call("run", ROOT / "scenarios/karakoram.yaml", option, 3_000_000_000, "-o", tmp_path / "a.h5")
    assert done.returncode == 2 and f"must be at most {most}, not 3000000000" in done.stderr
