"""What is told by convoy, and of those who ride in them."""

import contextlib
from pathlib import Path
from types import SimpleNamespace

import numpy
import pytest
import xarray

from convoyrisk import ResultError, convoys, open_result, views
from convoyrisk.report.convoy_rows import convoy_rows

OLDER = Path(__file__).parents[1] / "results/older.h5"


def scenario(convoys_of_it, rosters=None):
    told = {"convoys": [{"name": name, "from": a, "to": b, "workers": "12", "roster": str(roster)}
                        for name, a, b, roster in convoys_of_it], "rosters": rosters or {}}
    return SimpleNamespace(scenario=told, has=lambda group: False)


def test_each_pool_of_people_is_counted_once():
    out_and_back = [("out", "a", "b", 100), ("home", "b", "a", 80), ("other", "a", "c", 30)]
    assert convoys.people_on_the_road(scenario(out_and_back)) == (130, 210)
    named = [("out", "a", "b", "staff"), ("home", "b", "a", "staff"), ("town", "c", "d", "staff"), ("other", "a", "c", 30)]
    found = convoys.pools(scenario(named, {"staff": "420"}))
    assert found == [convoys.Pool("staff", ("out", "home", "town"), 420, 420), convoys.Pool("", ("other",), 30, 30)]
    assert convoys.people_on_the_road(scenario(named, {"staff": "420"})) == (450, 450)


def test_rates_by_convoy_add_up_to_those_of_the_policy(plain):
    frame = views.convoys_frame(plain)
    by_policy = frame.groupby("policy", sort=False)[["attacks_per_year", "killed_per_year", "delivered_per_year"]].sum()
    summary = views.summary_frame(plain).set_index(["policy", "outcome"])["plain_mean"] * plain.per_year
    assert list(by_policy.index) == list(plain.policies)
    for policy in plain.policies:
        own = by_policy.loc[policy]
        assert own["attacks_per_year"] == pytest.approx(summary[policy, "attacks"])
        assert own["killed_per_year"] == pytest.approx(summary[policy, "killed_conditional"])
        assert own["delivered_per_year"] == pytest.approx(summary[policy, "workers_delivered"])
    numpy.testing.assert_allclose(frame["trips_per_attack"], frame["trips_per_year"] / frame["attacks_per_year"])
    assert (frame["trips_per_attack_low"] < frame["trips_per_attack"]).all()
    assert (frame["trips_per_attack"] < frame["trips_per_attack_high"]).all()
    assert (frame["trips_per_deadly_attack"] > frame["trips_per_attack"]).all()
    # Whoever rides out and home has the risk of both.
    risk = frame[frame["policy"] == plain.baseline].set_index("convoy")
    people = convoys.pools(plain)[0]
    together = risk.loc[list(people.convoys), "killed_per_year"].sum() / people.people
    assert risk.loc[people.convoys[0], "risk_per_year"] == pytest.approx(together)


def made(attacks, squares, replications=200, draws=0):
    """A result of one policy and convoy with 50 trips a replication of a year."""
    one = numpy.ones((1, 1))
    numbers = {"trips": 50 * replications, "trips_squares": 2500 * replications, "attacks": attacks, "attacks_squares": squares,
               "deadly_attacks": 0, "deadly_attacks_squares": 0, "killed_conditional": 0.0, "killed_conditional_squares": 0.0,
               "delivered": 0}
    data = xarray.Dataset({name: (("policy", "convoy"), one * value) for name, value in numbers.items()},
                          {"policy": ["p"], "convoy": ["bus"]})
    told = scenario([("bus", "a", "b", 40)])
    return SimpleNamespace(scenario=told.scenario, has=lambda group: group == "convoys", convoys=data, replications=replications,
                           per_year=1.0, confidence=0.95, draws=draws)


def test_where_nothing_was_met_the_chance_is_bounded_by_poissons_law():
    row = views.convoys_frame(made(0, 0)).iloc[0]
    # 97.5 % of Poisson variables of mean -ln 0.025 are above 0.
    assert row["trips_per_attack"] == numpy.inf
    assert row["trips_per_attack_low"] == pytest.approx(50 * 200 / -numpy.log(0.025))
    assert convoy_rows(made(0, 0), 0)[0]["attacked"] == "fewer than 1 in 2,700"


def test_counts_that_come_in_clusters_have_wider_limits():
    poisson, clustered = (views.convoys_frame(made(100, squares)).iloc[0] for squares in (150, 1000))
    assert poisson["trips_per_attack"] == clustered["trips_per_attack"] == 100
    # Garwood's limits of 100 are 81.36 and 121.63.
    assert poisson["trips_per_attack_high"] == pytest.approx(10_000 / 81.36, rel=1e-3)
    assert poisson["trips_per_attack_low"] == pytest.approx(10_000 / 121.63, rel=1e-3)
    assert clustered["trips_per_attack_high"] > 1.5 * poisson["trips_per_attack_high"]
    assert convoy_rows(made(100, 150), 0)[0]["attacked"] == "1 in 100 [82, 120]"


def test_with_draws_there_are_no_limits():
    row = convoy_rows(made(100, 150, draws=20), 0)[0]
    assert row["attacked"] == "1 in 100" and row["attacks"] == "0.500"
    assert convoy_rows(made(0, 0, draws=20), 0)[0]["attacked"] == "none in this run"


def test_an_older_file_is_said_not_to_tell_convoys():
    with contextlib.closing(open_result(OLDER)) as result:
        with pytest.raises(ResultError, match="older program, which did not tell convoys apart"):
            views.convoys_frame(result)
        assert convoy_rows(result, 0) == []

