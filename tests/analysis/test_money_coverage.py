"""How often the interval of the net benefit holds the truth: the table of docs/methods/coverage.md.

A halt of each attack is paid by the hour, so deaths and cost go together, and by policy in another way: their differences from
"as it is" are correlated by 0.2 (escort), -0.6 (armour) and 0.7 (varied hours).

CONVOYRISK_COVERAGE_SCALE makes as many times more experiments (1 if not set).
"""

import math
import os
from functools import cached_property

import numpy
import pytest
import scipy.stats
import xarray

from conftest import ROOT

from convoyrisk import Study, money, run

CORRIDOR = ROOT / "tests/coverage/corridor.yaml"
SETTINGS = {"costs.worker_delay_hour": 20, "threat.groups.group.modes.bomb.halt": "3 h"}
# At which deaths and cost weigh about the same in the difference of the policy.
VALUES = {"escort": 1200, "armour": 300, "varied hours": 1500}
PAIRS = 6  # of four policies: an interval of 1 - 0.05 PAIRS for all pairs together is one of 95 % for one
SCALE = int(os.environ.get("CONVOYRISK_COVERAGE_SCALE", "1"))
FALSE_ALARM = 1e-5  # of each bound


class Experiment:
    """What money.py reads of a result file, from a run in this process: the whole run is one block, or each draw is."""

    def __init__(self, study, **arguments):
        self.told = study.run(threads=1, progress=False, keep="outcomes", **arguments)
        self.draws, self.points = self.told.draws, self.told.points
        for name in ("policies", "baseline", "replications", "per_year", "currency", "outcome_names", "summary", "comparison"):
            setattr(self, name, getattr(self.told, name))
        self.confidence = self.told.confidence

    @cached_property
    def blocks(self):
        count = self.draws or 1
        dead, expected, cost = (self.told.outcomes[name].values.reshape(len(self.policies), count, -1).astype(float)
                                for name in ("killed_total", "killed_total_conditional", "cost"))
        excess = dead - expected

        def together(deaths):
            apart = [each - each.mean(axis=2, keepdims=True) for each in (cost, deaths)]
            return numpy.einsum("pbr,qbr->bpq", *apart)

        policies = list(self.policies)
        return xarray.Dataset(
            {"mean": (("outcome", "policy", "block"), numpy.array([expected.mean(axis=2), cost.mean(axis=2)])),
             "excess_mean": (("controlled", "policy", "block"), excess.mean(axis=2)[None]),
             "cost_conditional_comoment": (("block", "policy", "excess_policy"), together(expected)),
             "cost_excess_comoment": (("block", "policy", "excess_policy"), together(excess)),
             "replications": ("block", [dead.shape[2]] * count)},
            {"outcome": ["killed_total_conditional", "cost"], "controlled": ["killed_total"], "policy": policies,
             "excess_policy": policies})


def study_of(seed=None, draws=20):
    """With a seed, one over draws of 16 replications."""
    drawn = {} if seed is None else {"run.seed": seed, "uncertainty.draws": draws, "uncertainty.inner": 16}
    return Study(CORRIDOR, settings={**SETTINGS, **drawn})


def limits(experiment, policy, confidence):
    """Of the net benefit of one policy, as money.loss_frame has them."""
    experiment.confidence = confidence
    return money._net_benefit(experiment, policy, VALUES[policy], None)[1:]


class Held:
    """How many intervals of one pair, by policy, hold the truth; and in how many experiments those for all pairs do together."""

    def __init__(self, experiments, truth):
        self.one, self.half, self.of = ({policy: 0 for policy in VALUES} for _ in range(3))
        self.together = 0
        for experiment in experiments:
            wide = [limits(experiment, policy, 0.95) for policy in VALUES]
            self.together += all(low <= truth[policy] <= high for policy, (low, high) in zip(VALUES, wide))
            for policy in VALUES:
                low, high = limits(experiment, policy, 1 - PAIRS * 0.05)
                if math.isfinite(high - low):
                    self.of[policy] += 1
                    self.one[policy] += low <= truth[policy] <= high
                    self.half[policy] += abs(truth[policy] - (low + high) / 2) <= (high - low) / 4
        for policy in VALUES:
            for name, held in (("", self.one), (", half as wide", self.half)):
                print(f"{policy}{name}: {held[policy]} of {self.of[policy]}, {100 * held[policy] / max(self.of[policy], 1):.1f} %")
        print(f"all pairs together: {self.together}")


def truth_of(result):
    """The net benefit a year by policy."""
    difference = result.comparison["difference"].isel(against=0)
    return {policy: -float(value * difference.sel(policy=policy, outcome="killed_total")
                           + difference.sel(policy=policy, outcome="cost")) * result.per_year for policy, value in VALUES.items()}


def within(held, of, least, most):
    """Whether so many of the intervals hold the truth that a coverage of `least` to `most` may be believed."""
    return (scipy.stats.binom.ppf(FALSE_ALARM, of, least) <= held <= scipy.stats.binom.isf(FALSE_ALARM, of, most))


@pytest.fixture(scope="module", name="truth")
def fixture_truth():
    """Of 400,000 replications: its standard error is 1/20 of an experiment's, which takes 0.1 % of coverage."""
    return truth_of(study_of().run(replications=400_000, seed=2, progress=False))


def test_an_experiment_is_what_the_file_of_the_run_tells(folder):
    of_file = {"seed": 3, "settings": SETTINGS, "progress": False}
    plain = run(CORRIDOR, result=folder / "coverage-plain.h5", replications=512, **of_file)
    drawn = run(CORRIDOR, result=folder / "coverage-drawn.h5", draws=20, inner=16, **of_file)
    for file, own in ((plain, Experiment(study_of(), replications=512, seed=3)), (drawn, Experiment(study_of(seed=3)))):
        assert file.draws == own.draws
        frames = [money.loss_frame(each, 1200).set_index("policy") for each in (file, own)]
        assert frames[0].to_numpy() == pytest.approx(frames[1].to_numpy(), rel=1e-9) and (frames[0]["net_benefit"] != 0).sum() == 3


def experiments_of(count):
    study = study_of()
    return (Experiment(study, replications=1024, seed=1000 + seed) for seed in range(count))


def test_intervals_of_the_net_benefit_hold_it_as_often_as_they_say(truth):
    count = 600 * SCALE
    held = Held(experiments_of(count), truth)
    assert within(held.together, count, 0.95, 1)
    for policy, of in held.of.items():
        assert of > 0.99 * count and within(held.one[policy], of, 0.94, 0.96) and not within(held.half[policy], of, 0.94, 0.96)


def test_as_if_deaths_and_cost_were_independent_they_do_not(truth, monkeypatch):
    """The negative control: too wide where the two differences go against each other, too narrow where they go together."""
    monkeypatch.setattr(money, "covariance_of_means", lambda *_: 0.0)
    held = Held(experiments_of(600 * SCALE), truth)
    assert not any(within(held.one[policy], held.of[policy], 0.94, 0.96) for policy in ("armour", "varied hours"))


def test_over_draws_they_hold_it_too():
    """Of 20 draws, spread evenly, so intervals may hold more than they say; the truth is that of 20,000 draws."""
    truth, count = truth_of(study_of(seed=2, draws=20_000).run(progress=False)), 300 * SCALE
    held = Held((Experiment(study_of(seed=5000 + seed)) for seed in range(count)), truth)
    assert within(held.together, count, 0.95, 1)
    for policy, of in held.of.items():
        assert of > 0.95 * count and within(held.one[policy], of, 0.94, 0.99) and not within(held.half[policy], of, 0.94, 0.99)
