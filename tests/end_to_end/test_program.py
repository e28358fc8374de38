"""Every command as a user runs it: what appears where, and how it ends."""

import json
import math
import re
import signal
import subprocess

import h5py
import pytest

from program import (EVERYTHING, FIRST_STEPS, PROGRAM, ROOT, call, no_large_files, outcomes, simulate, succeed, tree, wait_for_log,
                     widest)

FEW = ("--replications", "60")
OUTCOMES = """trips_scheduled trips_cancelled trips_flown trips_arrived trips_unfinished workers_scheduled workers_delivered
stagings encounters spotted attacks_by_cells passed background_spotted background_attacks site_attacks attacks vehicles_hit
killed injured escort_killed escort_injured site_killed site_injured flown_killed accident_killed killed_total injured_total
cells_eliminated cells_recruited interceptions_spotting interceptions_patrol interceptions_tip interceptions_raid interceptions_reaction
cells_active delay waiting cost killed_conditional site_killed_conditional escort_killed_conditional
killed_total_conditional""".split()


# --- run -------------------------------------------------------------------------------------------------------------

def test_run_prints_the_table_and_leaves_its_files(tmp_path):
    done = succeed("run", FIRST_STEPS, *FEW, cwd=tmp_path)
    assert sorted(tree(tmp_path)) == ["first-steps.h5", "first-steps.h5.timing.json"]
    assert done.stdout.startswith("First steps\n60 replications")
    for row in ("no escort", "escort"):
        assert len(re.findall(rf"^{row} ", done.stdout, re.MULTILINE)) >= 3
    assert widest(done.stdout) < 80
    assert "results: first-steps.h5" in done.stderr and "60 of 60" in done.stderr
    timing = json.loads((tmp_path / "first-steps.h5.timing.json").read_text())
    assert set(timing) == {"wall_seconds", "cpu_seconds", "threads"} and timing["wall_seconds"] > 0


def test_regret_is_explained_where_it_is_shown(tmp_path):
    karakoram = ROOT / "scenarios/karakoram.yaml"
    options = ["--draws", "4", "--inner", "2", "-o", tmp_path / "drawn.h5"]
    several = succeed("run", karakoram, *options, cwd=tmp_path).stdout
    alone = succeed("run", karakoram, *options, "--policy", "escorts", cwd=tmp_path).stdout
    assert "regret" in several and "\nRegret: how much worse than the policy that is best" in several
    assert widest(several) <= 100 and "regret" not in alone.lower()


def test_one_policy_is_held_against_nothing(tmp_path):
    options = ["--draws", "4", "--inner", "2", "-o", tmp_path / "drawn.h5"]
    several, alone = (succeed("run", ROOT / "scenarios/karakoram.yaml", *options, *more).stdout for more in ([], ["--policy", "escorts"]))
    heads = [re.search(r"What is not known.*\n(.*)\n", table)[1].split() for table in (several, alone)]
    assert heads == [["killed", "against", "the", "baseline"], ["killed"]] and "against" not in alone


def test_json_has_the_law_of_the_dead_whatever_the_file_keeps(tmp_path):
    kept = simulate(FIRST_STEPS, tmp_path / "kept.h5", *FEW)
    asked = simulate(FIRST_STEPS, tmp_path / "asked.h5", *FEW, "--keep", "legs")
    assert asked["policies"]["escort"]["severity"] == kept["policies"]["escort"]["severity"]
    succeed("run", FIRST_STEPS, *FEW, "--keep", "legs", "--quiet", "-o", tmp_path / "silent.h5")
    assert (tmp_path / "silent.h5").read_bytes() == (tmp_path / "asked.h5").read_bytes()
    # Of blocks that were simulated without, nothing is said.
    longer = simulate(FIRST_STEPS, tmp_path / "silent.h5", "--replications", "300", "--keep", "legs", "--resume")
    assert "conditional" not in longer["policies"]["escort"]["severity"]


def test_quiet_says_nothing_but_the_table(tmp_path):
    loud, quiet = (succeed("run", FIRST_STEPS, *FEW, "-o", tmp_path / "a.h5", *more) for more in ([], ["--quiet"]))
    assert quiet.stderr == "" and quiet.stdout == loud.stdout


def test_quiet_still_warns(tmp_path):
    done = succeed("run", FIRST_STEPS, *FEW, "--quiet", "-o", tmp_path / "a.h5", "--set",
                   "policies.escort.schedule={jitter: 40 d}")
    assert done.stderr.startswith("warning: ") and done.stderr.count("\n") == 1


def test_compare_prints_the_very_table_of_the_run(tmp_path):
    for scenario in (FIRST_STEPS, EVERYTHING):
        done = succeed("run", scenario, *FEW, "-o", tmp_path / "a.h5")
        again = succeed("compare", tmp_path / "a.h5")
        assert again.stdout == done.stdout and again.stderr == ""


def test_json_has_the_documented_shape(tmp_path):
    said = simulate(EVERYTHING, tmp_path / "a.h5", *FEW, "--seed", "5")
    assert set(said) == {"scenario", "seed", "replications", "version", "policies", "comparison"}
    assert (said["scenario"], said["seed"], said["replications"]) == (str(EVERYTHING), 5, 60)
    assert "convoyrisk " + said["version"] == succeed("--version").stdout.splitlines()[0]
    assert list(said["policies"]) == ["status quo", "escorts", "everything"]
    with h5py.File(tmp_path / "a.h5") as file:
        roads = list(file["network/leg"].asstr())
    for name, policy in said["policies"].items():
        assert list(policy) == ["outcomes", "legs", "convoys", "severity"]
        assert list(policy["outcomes"]) == OUTCOMES and list(policy["legs"]) == roads
        values = outcomes(tmp_path / "a.h5", name)
        for outcome, numbers in policy["outcomes"].items():
            assert set(numbers) == {"mean", "se", "variance", "n"} and numbers["n"] == 60
            assert math.isclose(numbers["mean"], values[outcome].mean(), rel_tol=1e-12, abs_tol=1e-12)
            assert math.isclose(numbers["variance"], values[outcome].var(ddof=1), rel_tol=1e-9, abs_tol=1e-9)
            assert math.isclose(numbers["se"], math.sqrt(numbers["variance"] / 60))
        for counts in policy["legs"].values():
            assert list(counts) == ["convoy_km", "stagings", "attacks", "killed"]
            assert all(set(numbers) == {"mean", "se", "n"} for numbers in counts.values())
        severity = policy["severity"]
        assert list(severity) == ["n", "counted", "conditional"]
        assert severity["n"] == list(range(len(severity["counted"]))) and len(severity["conditional"]) == len(severity["n"])
    assert said["comparison"]["baseline"] == "status quo"
    assert list(said["comparison"]["difference"]) == list(said["policies"])


def test_options_go_before_the_file(tmp_path):
    said = simulate(FIRST_STEPS, tmp_path / "a.h5", "--replications", "30", "--seed", "18446744073709551615", "--policy", "escort",
                    "--set", 'threat.groups."hill group".cells=0', "--keep", "legs,days", "--threads", "1")
    assert list(said["policies"]) == ["escort"] and said["seed"] == 2**64 - 1
    assert said["policies"]["escort"]["outcomes"]["attacks"] == {"mean": 0, "se": 0, "variance": 0, "n": 30}
    with h5py.File(tmp_path / "a.h5") as file:
        assert {"legs", "days"} <= set(file) and not {"outcomes", "severity"} & set(file)
        assert (file.attrs["replications"], file.attrs["seed"]) == (30, 2**64 - 1)
        assert "cells: 0" in file["scenario/resolved"].asstr()[()]
        assert file["scenario/text"].asstr()[()] == FIRST_STEPS.read_text(encoding="utf-8")


def test_the_first_policy_named_is_the_baseline(tmp_path):
    said = simulate(FIRST_STEPS, tmp_path / "a.h5", *FEW, "--policy", "escort", "--policy", "no escort")
    assert list(said["policies"]) == ["escort", "no escort"] and said["comparison"]["baseline"] == "escort"


@pytest.mark.parametrize("words", [["--set", 'threat.groups."hill group".cells=0'], ["--policy", "escort"], ["--seed", "3"]],
                         ids=["no attack", "one policy", "both policies"])
@pytest.mark.parametrize("replications", [1, 2, 60])
def test_tables_of_little(tmp_path, words, replications):
    done = succeed("run", FIRST_STEPS, "--replications", replications, *words, "-o", tmp_path / "a.h5")
    assert widest(done.stdout) < 80 and not re.search(r"\b(nan|inf)\b", done.stdout, re.IGNORECASE)
    assert done.stdout == succeed("compare", tmp_path / "a.h5").stdout


def test_what_uncertainty_holds_can_be_set(tmp_path):
    scenario = ROOT / "scenarios/karakoram.yaml"
    engage = r'threat.groups."lower valley".engage'
    quoted = engage.replace('"', r"\"")
    succeed("run", scenario, "--set", "uncertainty.draws=3", "--set", "uncertainty.inner=1",
            "--set", f'uncertainty.parameters."{quoted}"={{uniform: [0.11, 0.12]}}', "-o", tmp_path / "a.h5")
    with h5py.File(tmp_path / "a.h5") as file:
        assert file.attrs["replications"] == 3
        drawn = file["uncertainty/value"][list(file["uncertainty/parameter"].asstr()).index(engage)]
    assert drawn.shape == (3,) and ((0.11 < drawn) & (drawn < 0.12)).all()


FEWER_LARGER = "  - {name: fewer larger, escort: {vehicles: 3, spot: 0.05, suppress: 0.5}}\n"


def test_a_policy_that_fixes_what_another_draws_is_warned_of(tmp_path):
    text = (ROOT / "scenarios/karakoram.yaml").read_text(encoding="utf-8")
    text = text.replace("file: networks", f"file: {ROOT}/scenarios/networks").replace("\ncosts:", f"{FEWER_LARGER}\ncosts:", 1)
    scenario = tmp_path / "mine.yaml"
    scenario.write_text(text, encoding="utf-8")
    line = text[:text.index(FEWER_LARGER)].count("\n") + 1
    for command in (["check", scenario], ["run", scenario, "--draws", "1", "--inner", "1", "--quiet", "-o", tmp_path / "a.h5"]):
        told = succeed(*command).stderr
        assert told.count("\n") == 2 and all(warning.startswith(f"warning: {scenario}:{line}:") for warning in told.splitlines())
        assert 'policies."fewer larger".escort.spot: is fixed at 0.05 but drawn under policy \'escorts\', ' in told
        assert '`policies."fewer larger".escort.suppress: {same: policies.escorts.escort.suppress}`' in told
        assert succeed(*command, "--policy", "as it is", "--policy", "fewer larger").stderr == ""
    assert succeed("check", scenario, "--no-uncertainty").stderr == ""
    remedies = re.findall(r"`(policies\..*: \{same: .*\})`", told)
    scenario.write_text(text.replace("\n  correlations:", "".join(f"\n    {line}" for line in remedies) + "\n  correlations:"),
                        encoding="utf-8")
    assert len(remedies) == 2 and succeed("check", scenario).stderr == ""


# --- bench --------------------------------------------------------------------------------------------------------------

def test_bench_says_how_fast_and_what_a_difference_takes():
    told = json.loads(succeed("bench", "--threads", 2, "--seconds", 0.05, "--json").stdout)
    assert list(told) == ["scenario", "policies", "threads", "differences", "limit"] and told["limit"]
    assert [row["threads"] for row in told["threads"]] == [1, 2]
    assert all(row["replications_per_s"] > 0 and row["processor_s_per_replication"] > 0 for row in told["threads"])
    fastest = max(row["replications_per_s"] for row in told["threads"])
    assert told["differences"]["of"] == "killed_total" and told["differences"]["half_width"] == "5 %"
    escorts, = told["differences"]["policies"]
    assert escorts["policy"] == "escorts" and escorts["replications"] / fastest == pytest.approx(escorts["seconds"])


def test_bench_prints_a_table_without_a_file():
    text = succeed("bench", "--threads", 1, "--seconds", 0.05).stdout
    assert "replications a second" in text and "escorts" in text and "Limited by the number of processors: 1" in text or "Limited by processor time" in text
    assert max(map(len, text.splitlines())) <= 79


@pytest.mark.parametrize("words, what", [(["--policy", "escort"], "did you mean 'escorts'"), (["nowhere.yaml"], "nowhere.yaml"),
                                         (["--threads", 0], "--threads"), (["--second", 1], "did you mean '--seconds'")])
def test_bench_refuses_wrong_words(words, what):
    done = call("bench", *words)
    assert done.returncode == 2 and what in done.stderr and len(done.stderr.splitlines()) == 1


# --- help and wrong words ----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("command", [[], ["run"], ["check"], ["compare"], ["merge"], ["trace"], ["schema"], ["bench"], ["import"],
                                     ["import", "osm"], ["import", "geojson"], ["import", "csv"]], ids=lambda words: " ".join(words) or "convoyrisk")
def test_help_comes_with_examples_that_are_right(command):
    done = succeed(*command, "--help")
    assert done.stderr == "" and "Usage:" in done.stdout
    examples = done.stdout.split("Example")[1].replace("\\\n", "")
    assert re.search(rf"^  convoyrisk {' '.join(command)}", examples, re.MULTILINE)
    assert command == [] or "Help for one command: convoyrisk run" not in examples  # they are its own
    known = done.stdout.split("Example")[0] + "".join(succeed(*other, "--help").stdout for other in (["run"], ["import", "osm"], ["import", "csv"],
                                                                                                      ["import", "geojson"]))
    assert all(option in known for option in re.findall(r"--[a-z]+", examples) if option != "--help")
    assert all((ROOT / path).exists() for path in re.findall(r"scenarios/\S+\.yaml", examples))


def test_the_examples_of_run_run(tmp_path):
    text = succeed("run", "--help").stdout.split("Examples:\n")[1].replace("\\\n", "")
    for example in text.strip().splitlines():
        command = re.sub(r" --replications \d+", "", example.strip()).replace("convoyrisk", PROGRAM, 1)
        few = "run " if "--select" in command else "run --replications 4 "
        for left in tmp_path.glob("*.h5"):
            left.unlink()
        done = subprocess.run(command.replace("run ", few), shell=True, capture_output=True, encoding="utf-8",
                              cwd=link_scenarios(tmp_path))
        assert done.returncode == 0, f"{example}: {done.stderr}"


def link_scenarios(folder):
    if not (folder / "scenarios").exists():
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
    return folder


WRONG = {
    "no command": ([], "subcommand"),
    "unknown command": (["rnu"], "did you mean 'run'"),
    "unknown option": (["run", FIRST_STEPS, "--replication", "3"], "--replication"),
    "no scenario": (["run"], "scenario"),
    "a word too many": (["check", FIRST_STEPS, "more"], "more"),
    "no such scenario": (["run", "nowhere.yaml"], "nowhere.yaml: cannot be read: No such file or directory"),
    "a folder for a scenario": (["check", ROOT], "cannot be read"),
    "no such policy": (["run", FIRST_STEPS, "--policy", "escrt"], "did you mean 'escort'"),
    "no policy like it": (["run", FIRST_STEPS, "--policy", "zebra"], "no policy of this name; there are no escort, escort"),
    "no command like it": (["zebra"], "unknown command 'zebra'; there are run, optimise, new, check, compare, "),
    "no key like it": (["check", FIRST_STEPS, "--set", "policies.escort.schedule={jitter: 1 min, window: 2 h}"],
                       "schedule.window: unknown key; there are jitter, curfew, convoys, "),
    "no list item like it": (["check", FIRST_STEPS, "--set", "policies.zebra.escort={vehicles: 1}"],
                             "no item 'zebra'; there are no escort, escort"),
    "a policy twice": (["run", FIRST_STEPS, "--policy", "escort", "--policy", "escort"], "twice"),
    "no replication": (["run", FIRST_STEPS, "--replications", "0"], "at least 1"),
    "replications in words": (["run", FIRST_STEPS, "--replications", "many"], "'many' is not a number"),
    "a negative seed": (["run", FIRST_STEPS, "--seed", "-1"], "at least 0"),
    "no thread": (["run", FIRST_STEPS, "--threads", "0"], "--threads"),
    "unknown part": (["run", FIRST_STEPS, "--keep", "lges"], "lges"),
    "--set without a value": (["run", FIRST_STEPS, "--set", "title"], "PATH=VALUE"),
    "--set of what is not there": (["run", FIRST_STEPS, "--set", "threat.grups=1"], "did you mean 'groups'"),
    "more than the memory holds": (["run", FIRST_STEPS, "--replications", "1000000000000"], "memory"),
    "no result": (["compare", "nowhere.h5"], "nowhere.h5"),
    "not a result": (["compare", FIRST_STEPS], "not a convoyrisk result; it looks like a scenario"),
}


@pytest.mark.parametrize("words, message", WRONG.values(), ids=WRONG)
def test_wrong_words_are_told_and_leave_nothing(tmp_path, words, message):
    done = call(*words, cwd=tmp_path)
    assert done.returncode == 2 and done.stdout == "" and tree(tmp_path) == {}
    assert message in done.stderr and done.stderr.count("\n") <= 2


def test_a_result_for_a_scenario_and_a_log_for_a_result_are_told_with_what_to_do(tmp_path):
    succeed("run", FIRST_STEPS, *FEW, "-o", tmp_path / "a.h5")
    left = call("run", FIRST_STEPS, "--replications", "5000", "--quiet", "-o", tmp_path / "b.h5",
                preexec_fn=no_large_files(60_000), restore_signals=False)
    assert left.returncode == 1
    before = tree(tmp_path)
    commands = ["run"], ["check"], ["trace", "--policy", "escort", "--replication", "0"]
    for command, *words in commands:
        done = call(command, "a.h5", *words, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
        assert "a.h5 is a result file, not a scenario: `convoyrisk compare a.h5` prints" in done.stderr
        assert "`convoyrisk run SCENARIO -o a.h5 --resume`" in done.stderr and "convoyrisk report a.h5" in done.stderr
        done = call(command, "b.h5.partial", *words, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
        assert "log of an unfinished run, not a scenario: `convoyrisk run SCENARIO -o b.h5 --resume`" in done.stderr
    for words in (["compare", "b.h5.partial"], ["merge", "a.h5", "b.h5.partial", "-o", "c.h5"]):
        done = call(*words, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
        assert "but the log of an unfinished run: the command that began it goes on with --resume, and writes b.h5" in done.stderr
    assert tree(tmp_path) == before


def test_a_wrong_scenario_is_told_with_all_its_errors_and_places(tmp_path):
    text = FIRST_STEPS.read_text(encoding="utf-8")
    text = text.replace("    speed: 50 km/h\n", "    speed: 50\n").replace("engage: 0.6", "engage: 1.6")
    (tmp_path / "wrong.yaml").write_text(text.replace("horizon:", "horizn:"), encoding="utf-8")
    before = tree(tmp_path)
    lines = text.splitlines()
    for command in ("check", "run"):
        done = call(command, "wrong.yaml", cwd=tmp_path)
        assert done.returncode == 2 and done.stdout == "" and tree(tmp_path) == before
        told = [re.match(r"wrong\.yaml:(\d+):(\d+): (.+)", line) for line in done.stderr.splitlines()]
        places = {match[3].split(":")[0]: (int(match[1]), int(match[2])) for match in told}
        for key, value in (("engage", "engage: 1.6"), ("speed", "    speed: 50")):
            place = next(at for path, at in places.items() if path.endswith(key))
            line = next(i for i, content in enumerate(lines, 1) if content.startswith(value) or content.strip() == value)
            assert place == (line, len(lines[line - 1]) - len(value.split(": ")[1]) + 1)
        assert any("did you mean 'horizon'" in match[3] for match in told)


def test_a_run_stops_at_the_block_where_it_is_precise_enough(tmp_path):
    wanted = ("--precision", "{of: killed_total, half_width: 4 %}")
    table = succeed("run", FIRST_STEPS, *wanted, "-o", tmp_path / "a.h5").stdout
    done = int(re.search(r"^([\d,]+) replications of", table, re.MULTILINE)[1].replace(",", ""))
    assert done % 256 == 0 and 256 <= done < 100_000
    direct = succeed("run", FIRST_STEPS, "--replications", done, "-o", tmp_path / "b.h5", "--json", "--quiet").stdout

    def half_widths(said):
        with h5py.File(said) as file:
            mean, low, high = (file[f"summary/{name}"][:, list(file["summary/outcome"].asstr()).index("killed_total")]
                               for name in ("mean", "low", "high"))
        return max((high - low) / 2 / mean[0])

    succeed("run", FIRST_STEPS, "--replications", done - 256, "-o", tmp_path / "c.h5", "--quiet")
    assert half_widths(tmp_path / "b.h5") <= 0.04 < half_widths(tmp_path / "c.h5")
    assert json.loads(direct)["replications"] == done


@pytest.mark.parametrize("words, reason", [
    (["--precision", "{of: kiled, half_width: 5 %}"], "no outcome is named 'kiled'; did you mean 'killed'?"),
    (["--precision", "{of: killed, half_width: 5 %}", "--blocks", "0..1"], "a part of a run cannot stop"),
    (["--select", "kiled", "--indifference", "1"], "did you mean 'killed'?"),
    (["--select", "killed"], "--indifference"),
    (["--replications", "100", "--draws", "5"], "--draws 5: a run with draws of uncertain parameters takes no --replications"),
    (["--no-uncertainty", "--set", "uncertainty.draws=5"], "--set uncertainty.draws=5: a run with draws of"),
    (["--of", "atacks"], "did you mean 'attacks'?"),
    (["--of", "deaths"], "there is no such outcome; there are trips_scheduled, "),
])
def test_what_cannot_be_asked_is_refused(tmp_path, words, reason):
    done = call("run", FIRST_STEPS, *words, cwd=tmp_path)
    assert done.returncode == 2 and reason in done.stderr and tree(tmp_path) == {}
    assert " a second, " not in done.stderr  # of progress: the run has not begun


def test_a_selection_comes_with_its_guarantee(tmp_path):
    done = succeed("run", FIRST_STEPS, "--select", "killed_total", "--indifference", "0.2", "-o", tmp_path / "a.h5")
    assert 'Selected: "escort". Selected after' in done.stdout and "Kim and Nelson 2001" in done.stdout.replace("\n", " ")
    with h5py.File(tmp_path / "a.h5") as file:
        assert file["comparison"].attrs["selected"] == b"escort" and file.attrs["complete"] == 1
    open_end = succeed("run", FIRST_STEPS, "--select", "killed_total", "--indifference", "0.0001", "--replications", "6000",
                       "--set", "policies.escort={name: escort, schedule: {jitter: 1 min}}",
                       "-o", tmp_path / "b.h5")
    assert "Nothing is selected" in open_end.stdout


def test_one_replication_claims_no_certainty(tmp_path):
    done = succeed("run", FIRST_STEPS, "--replications", 1, "-o", tmp_path / "a.h5")
    assert "A ? stands for an interval that it takes 2 replications to have.\n" in done.stdout
    assert "± ?" in done.stdout and "Fewer are killed" not in done.stdout


def test_messages_name_the_option_that_was_typed():
    assert "--replications 0: run.replications: must be at least 1" in call("run", FIRST_STEPS, "--replications", 0).stderr


# --- interrupted -----------------------------------------------------------------------------------------------------------

def interrupt(tmp_path, number, replications):
    """A run that a signal ends when some blocks are done, the first among them: it has one thread."""
    words = [PROGRAM, "run", str(FIRST_STEPS), "--replications", str(replications), "--threads", "1", "-o", "part.h5"]
    process = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    wait_for_log(process, tmp_path / "part.h5.partial", 400_000)
    process.send_signal(number)
    out, err = process.communicate(timeout=200)
    return process.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_its_prefix(tmp_path, number):
    code, out, err = interrupt(tmp_path, number, 2_000_000)
    assert code == 130 and re.search(r"interrupted: part\.h5 holds the first [\d,]+ of 2,000,000 replications", err)
    assert sorted(tree(tmp_path)) == ["part.h5", "part.h5.partial", "part.h5.timing.json"]
    assert out == succeed("compare", tmp_path / "part.h5").stdout
    with h5py.File(tmp_path / "part.h5") as file:
        done = int(file.attrs["replications"])
        assert file.attrs["complete"] == 0 and done == 256 * file.attrs["blocks_done"] and 0 < done < 2_000_000
    succeed("run", FIRST_STEPS, "--replications", done + 10, "--quiet", "-o", tmp_path / "full.h5")
    for policy in ("no escort", "escort"):
        part, full = (outcomes(tmp_path / name, policy) for name in ("part.h5", "full.h5"))
        assert all((full[name][:done] == part[name]).all() for name in part)
