"""The same question gives the same answer, bit by bit, however it is asked."""

import json
import re

import numpy
import pytest

import random_scenarios
from program import EVERYTHING, FIRST_STEPS, assert_equal_outcomes, outcomes, simulate

POLICIES = ("status quo", "escorts", "everything")
BLOCKS = ("--replications", "600")  # two whole blocks and a part


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Result file and --json of a run, on two threads."""
    path = tmp_path_factory.mktemp("base") / "a.h5"
    return path, simulate(EVERYTHING, path, *BLOCKS, "--threads", "2")


@pytest.mark.parametrize("threads", [1, 2, 7, None])
def test_threads_leave_no_trace(base, tmp_path, threads):
    again = simulate(EVERYTHING, tmp_path / "b.h5", *BLOCKS, *(["--threads", threads] if threads else []))
    assert (tmp_path / "b.h5").read_bytes() == base[0].read_bytes() and again == base[1]


def test_another_seed_is_another_run(base, tmp_path):
    """Negative control of all comparisons here."""
    other = simulate(EVERYTHING, tmp_path / "b.h5", *BLOCKS, "--seed", "2")
    assert other["policies"] != base[1]["policies"]
    with pytest.raises(AssertionError):
        assert_equal_outcomes(outcomes(base[0], "escorts"), outcomes(tmp_path / "b.h5", "escorts"))


def test_policies_do_not_notice_each_other(base, tmp_path):
    for policy in POLICIES:
        alone = simulate(EVERYTHING, tmp_path / "b.h5", *BLOCKS, "--policy", policy)
        assert alone["policies"] == {policy: base[1]["policies"][policy]}
        assert_equal_outcomes(outcomes(base[0], policy), outcomes(tmp_path / "b.h5", policy))
    simulate(EVERYTHING, tmp_path / "b.h5", *BLOCKS, *(word for policy in POLICIES[::-1] for word in ("--policy", policy)))
    for policy in POLICIES:
        assert_equal_outcomes(outcomes(base[0], policy), outcomes(tmp_path / "b.h5", policy))


def test_a_policy_patched_is_the_policy_written_out(base, tmp_path):
    text = EVERYTHING.read_text(encoding="utf-8")
    escort = "{vehicles: 2, crew: 5, protection: 0.3, profile: 1, spot: 0.05, suppress: 0.5}"
    assert text.count(escort) == 1
    (tmp_path / "networks").symlink_to(EVERYTHING.parent / "networks")
    (tmp_path / "written.yaml").write_text(text.replace(escort, escort.replace("2", "3", 1).replace("0.05", "0.2")), encoding="utf-8")
    simulate(tmp_path / "written.yaml", tmp_path / "a.h5", *BLOCKS)
    simulate(EVERYTHING, tmp_path / "b.h5", *BLOCKS, "--set", "policies.escorts.escort.vehicles=3",
             "--set", "policies.escorts.escort.spot=0.2")
    for policy in POLICIES:
        assert_equal_outcomes(outcomes(tmp_path / "a.h5", policy), outcomes(tmp_path / "b.h5", policy))
    assert_equal_outcomes(outcomes(base[0], "status quo"), outcomes(tmp_path / "b.h5", "status quo"))
    with pytest.raises(AssertionError):  # the patch does something
        assert_equal_outcomes(outcomes(base[0], "escorts"), outcomes(tmp_path / "b.h5", "escorts"))


def test_replications_on_the_command_line_are_those_of_the_file(tmp_path):
    written = FIRST_STEPS.read_text(encoding="utf-8").replace("replications: 2000", "replications: 300\n  seed: 9")
    (tmp_path / "written.yaml").write_text(written, encoding="utf-8")
    first = simulate(tmp_path / "written.yaml", tmp_path / "a.h5")
    second = simulate(FIRST_STEPS, tmp_path / "b.h5", "--replications", "300", "--seed", "9")
    assert first["policies"] == second["policies"] and first["comparison"] == second["comparison"]


def test_fewer_replications_are_the_first_ones(base, tmp_path):
    simulate(EVERYTHING, tmp_path / "b.h5", "--replications", "300")
    for policy in POLICIES:
        first = {name: values[:300] for name, values in outcomes(base[0], policy).items()}
        assert_equal_outcomes(first, outcomes(tmp_path / "b.h5", policy))


NAMES = """camp Tölz bridge pass works end hills plain van bus tank nothing some most group\\ \\d site\\ \\d regime\\ \\d mode\\ \\d
convoy\\ \\d detour\\ \\d"""


@pytest.mark.parametrize("seed", range(3))
def test_renaming_changes_names_only(tmp_path, seed):
    """Each name goes to one that sorts otherwise and is longer."""
    text = json.dumps(random_scenarios.make(seed), ensure_ascii=False)
    pattern = '"(' + "|".join(re.split(r"(?<!\\)\s", NAMES)) + ')"'
    renamed, count = re.subn(pattern, lambda match: '"' + match[1][::-1] + " ßÄ" + '"', text)
    assert count > 30
    for name, content in (("a", text), ("b", renamed)):
        (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        simulate(tmp_path / f"{name}.yaml", tmp_path / f"{name}.h5", "--replications", "50")
    for policy in ("nothing", "some", "most"):
        assert_equal_outcomes(outcomes(tmp_path / "a.h5", policy), outcomes(tmp_path / "b.h5", policy[::-1] + " ßÄ"))


IDLE = {"escort": "{vehicles: 0, spot: 0.5, suppress: 2}", "schedule": "{jitter: 0 h}", "routing": "{alternatives: 1}", "consolidate": "1", "split": "{parts: 1}",
        "airlift": "{share: 0, fatality: 0.5}", "surveillance": "{detect: 0}", "extra_cost_day": "0", "intelligence": "{tip_rate: 0 /wk}",
        "crackdown": "{raid_rate: 0 /wk, zones: [kohistan]}", "sanctuary": "{recruitment: 1}", "guards": "{dam camp: 0}",
        "patrols": "{interval: 1 d, detect: 0}", "vehicles": "{armoured: armoured}",
        "reaction_force": "{bases: [dasu], ready: 10000 d, speed: 1 km/h}",
        "postures": "[{after: attack, for: 0 h, suspend: true}, {after: spotted, for: 9 d, escort: 0}]"}


@pytest.mark.parametrize("measure", IDLE)
def test_a_measure_that_does_nothing_changes_nothing(base, tmp_path, measure):
    """Cost aside: a measure is paid for though it is idle. Patrols would be seen, so no cell minds them here."""
    settings = ["--set", "threat.groups.north.target.security=0"]
    simulate(EVERYTHING, tmp_path / "a.h5", *BLOCKS, "--policy", "status quo", *settings)
    simulate(EVERYTHING, tmp_path / "b.h5", *BLOCKS, "--policy", "status quo", *settings,
             "--set", f'policies."status quo".{measure}={IDLE[measure]}')
    first, second = (outcomes(tmp_path / name, "status quo") for name in ("a.h5", "b.h5"))
    free = {"cost": second["cost"]}
    if measure == "reaction_force":  # the expectations' quadrature has a piece more
        free |= {name: second[name] for name in ("killed_conditional", "killed_total_conditional")}
        assert all(numpy.allclose(first[name], second[name], rtol=1e-12, atol=1e-14) for name in free if name != "cost")
    assert_equal_outcomes({**first, **free}, second)
