"""The shipped scenarios say what docs/scenarios.md says of them, as far as some thousand replications can tell."""

import h5py
import pytest
import yaml

from program import ROOT, outcomes, simulate, succeed
from z_scores import surplus, z_bound, z_score

REPLICATIONS = 2000

# Attacks a year and killed in one attack under the first policy: bounds far outside the noise of the replications.
STATUS_QUO = {
    "karakoram": ((1, 3), (1, 2.7)),
    "karachi-university": ((0.08, 0.4), (1.2, 4.2)),
    "shipyard": ((0.12, 0.5), (1.2, 4.5)),
    "gwadar-quetta": ((0.7, 2), (1, 3)),
    "crackdown-or-cooperation": ((1, 3), (1, 2.7)),
    "escorts-where-they-pay": ((1, 3), (1, 2.7)),
}
SHIPPED = {path.stem: path for path in ROOT.glob("scenarios/*.yaml")}
POLICIES = sum(len(yaml.safe_load(SHIPPED[name].read_text(encoding="utf-8"))["policies"]) for name in STATUS_QUO)


@pytest.fixture(scope="module", params=STATUS_QUO)
def ran(request, tmp_path_factory):
    result = tmp_path_factory.mktemp("scenarios") / "a.h5"
    return request.param, result, simulate(SHIPPED[request.param], result, "--no-uncertainty", "--replications", REPLICATIONS)


def test_every_shipped_scenario_is_tested():
    assert set(SHIPPED) == set(STATUS_QUO) | {"first-steps"}


@pytest.mark.parametrize("name", SHIPPED)
def test_check_finds_neither_errors_nor_anything_to_warn_of(name):
    assert succeed("check", SHIPPED[name]).stderr == ""


@pytest.mark.parametrize("name", STATUS_QUO)
def test_a_shipped_scenario_says_that_it_is_illustrative(name):
    text = SHIPPED[name].read_text(encoding="utf-8")
    assert "(illustrative)\n" in text and "\n# ILLUSTRATIVE" in text and "# Question:" in text


def test_deaths_agree_with_their_expectation(ran):
    """z of each policy, n = 2,000; false alarm 1e-6, two-sided, shared by all policies of all scenarios."""
    name, result, said = ran
    bound = z_bound(POLICIES)
    for policy in said["policies"]:
        assert abs(z_score(surplus(result, policy, "killed_total"))) < bound, policy
    too_large = z_score(surplus(result, "as it is", "killed_total", factor=1.5))
    assert abs(too_large) > bound  # negative control


def test_the_status_quo_lies_near_the_public_figures(ran):
    name, result, said = ran
    first = next(iter(said["policies"]))
    values = outcomes(result, first)
    with h5py.File(result) as file:
        years = file.attrs["horizon_h"] / 8766 * REPLICATIONS
    attacks, deaths = STATUS_QUO[name]
    assert first == "as it is"
    assert attacks[0] < values["attacks"].sum() / years < attacks[1]
    assert deaths[0] < values["killed_total"].sum() / values["attacks"].sum() < deaths[1]


def test_cells_neither_die_out_nor_multiply_under_the_status_quo(ran):
    name, result, said = ran
    cells = {"karakoram": 5, "karachi-university": 2, "shipyard": 3, "gwadar-quetta": 8, "crackdown-or-cooperation": 5,
             "escorts-where-they-pay": 5}
    assert outcomes(result, "as it is")["cells_active"].mean() == pytest.approx(cells[name], rel=0.12)


def test_the_rate_on_the_karakoram_does_not_depend_on_the_warm_up(tmp_path):
    """5 standard errors of the difference are 16 %; cells that are not replaced lose 27 %."""
    few = ("--no-uncertainty", "--policy", "as it is", "--replications", "2000")
    rates = []
    for seed, warmup in ((1, "180 d"), (2, "1500 d")):
        simulate(SHIPPED["karakoram"], tmp_path / "a.h5", *few, "--seed", seed, "--set", f"warmup={warmup}")
        rates.append(outcomes(tmp_path / "a.h5", "as it is")["attacks"].mean())
    assert rates[1] == pytest.approx(rates[0], rel=0.16)
