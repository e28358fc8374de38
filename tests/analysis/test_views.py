"""Views give the program's own numbers: of the file to the last digit, and again from its replications."""

import json

import numpy
import pandas
import pytest

from conftest import CELLS, KARAKORAM
from convoyrisk import ResultError, statistics, views
from convoyrisk.program import call


def test_the_summary_is_what_json_says(karakoram, tmp_path):
    words = ["run", KARAKORAM, "-o", tmp_path / "again.h5", "--no-uncertainty", "--quiet", "--json", "--replications"]
    policies = json.loads(call(*words, karakoram.replications))["policies"]
    frame = views.summary_frame(karakoram).set_index(["policy", "outcome"])
    assert len(frame) == len(policies) * len(karakoram.outcome_names)
    for policy, said in policies.items():
        for outcome, numbers in said["outcomes"].items():
            row = frame.loc[(policy, outcome)]
            assert (row["plain_mean"], row["plain_standard_error"]) == (numbers["mean"], numbers["se"]), (policy, outcome)


def test_the_summary_is_that_of_the_replications(karakoram):
    frame = views.summary_frame(karakoram).set_index(["policy", "outcome"])
    for policy in karakoram.policies:
        for outcome in ("killed_total", "attacks", "cost", "delay"):
            values = karakoram.outcomes[outcome].sel(policy=policy).values.astype(float)
            row = frame.loc[(policy, outcome)]
            assert row["plain_mean"] == pytest.approx(values.mean(), rel=1e-12)
            assert row["plain_standard_error"] == pytest.approx(values.std(ddof=1) / numpy.sqrt(len(values)), rel=1e-9)
            assert row["low"] <= row["mean"] <= row["high"]


def test_comparisons_are_paired(karakoram):
    frame = views.comparison_frame(karakoram, "attacks").set_index("policy")
    assert list(frame.index) == list(karakoram.policies[1:])
    attacks = karakoram.outcomes["attacks"]
    for policy in frame.index:
        difference = (attacks.sel(policy=policy) - attacks.sel(policy=karakoram.baseline)).values.astype(float)
        assert frame.loc[policy, "difference"] == pytest.approx(difference.mean(), rel=1e-9)
        error = difference.std(ddof=1) / numpy.sqrt(len(difference))
        assert frame.loc[policy, "standard_error"] == pytest.approx(error, rel=1e-9)
        assert frame.loc[policy, "low_together"] <= frame.loc[policy, "low"] <= frame.loc[policy, "high"]


def test_a_comparison_turned_round_has_the_other_sign(karakoram):
    there = views.comparison_frame(karakoram).set_index("policy").loc["escorts"]
    back = views.comparison_frame(karakoram, against="escorts").set_index("policy").loc["as it is"]
    assert (back["difference"], back["low"]) == (-there["difference"], -there["high"])


def test_exceedances_are_those_of_the_replications_and_of_the_summary(karakoram):
    frame = views.exceedance_frame(karakoram).set_index(["policy", "n"])
    killed = karakoram.outcomes["killed_total"]
    for policy in karakoram.policies:
        for n in (1, 5, 10):
            assert frame.loc[(policy, n), "chance"] == (killed.sel(policy=policy) >= n).mean().item()
    stored = karakoram.summary[["chance", "chance_low", "chance_high"]].to_dataframe().reset_index()
    for row in stored.itertuples():
        ours = frame.loc[(row.policy, row.threshold)]
        assert (ours["chance"], ours["low"], ours["high"]) == pytest.approx((row.chance, row.chance_low, row.chance_high), rel=1e-9)


def test_frequencies_of_deadly_attacks_add_up(karakoram):
    frame = views.fn_frame(karakoram)
    summary = views.summary_frame(karakoram).set_index(["policy", "outcome"])
    for policy, rows in frame.groupby("policy"):
        rows = rows.set_index("n")
        assert (rows["conditional_per_year"].diff().dropna() <= 0).all()
        # the sum over n of the frequency of n or more is the mean number killed
        killed = sum(summary.loc[(policy, name), "plain_mean"] for name in ("killed", "site_killed")) * karakoram.per_year
        assert rows["counted_per_year"].sum() == pytest.approx(killed, rel=1e-9)
    assert (frame["conditional_per_year"] > 0).sum() > (frame["counted_per_year"] > 0).sum()


def test_risk_is_that_of_the_replications(karakoram):
    frame = views.risk_frame(karakoram).set_index(["policy", "level"])
    for policy in karakoram.policies:
        values = karakoram.outcomes["killed_total"].sel(policy=policy).values
        for level in (0.95, 0.99):
            assert frame.loc[(policy, level), "cvar"] == pytest.approx(statistics.cvar(values, level), rel=1e-12)
            assert frame.loc[(policy, level), "quantile"] == numpy.quantile(values, level, method="inverted_cdf")


def test_convergence_ends_at_the_plain_mean(karakoram, uncertain):
    for result in (karakoram, uncertain):
        frame = views.convergence_frame(result)
        last = frame.groupby("policy", sort=False).last()
        summary = result.summary.sel(outcome="killed_total")
        numpy.testing.assert_allclose(last["mean"], summary["plain_mean"], rtol=1e-12)
        assert (last["replications"] == result.replications).all()
    first = views.convergence_frame(karakoram).groupby("policy", sort=False).first()
    values = karakoram.outcomes["killed_total"].isel(replication=slice(0, 256)).values.astype(float)
    numpy.testing.assert_allclose(first["mean"], values.mean(axis=1), rtol=1e-12)
    half = 1.969 * values.std(axis=1, ddof=1) / 16  # Student, 255 degrees of freedom
    numpy.testing.assert_allclose(first["high"] - first["mean"], half, rtol=1e-3)


def test_draws_are_side_by_side_with_what_they_led_to(uncertain):
    frame = views.draws_frame(uncertain)
    assert len(frame) == 30 and list(frame["outcome"]) == list(uncertain.policies)
    expected = uncertain.outcomes["killed_total_conditional"].values.reshape(len(uncertain.policies), 30, 8).mean(axis=2)
    numpy.testing.assert_allclose(frame["outcome"].to_numpy(), expected.T, rtol=1e-12)
    known = views.uncertainty_frame(uncertain)
    numpy.testing.assert_allclose(known["variance_of_draw_means"], numpy.var(expected, axis=1, ddof=1), rtol=1e-9)
    assert known["share_best"].sum() == pytest.approx(1) and (known["mean_regret"] >= 0).all()


def test_sweeps_have_a_row_a_point_and_policy(swept):
    frame = views.sweep_frame(swept)
    assert list(frame[CELLS]) == ["2", "2", "4", "4"] and list(frame["policy"]) == list(swept.policies) * 2
    for place, point in enumerate(swept.points):
        mean = views.summary_frame(swept, point).query("outcome == 'killed_total'")["mean"]
        assert list(frame["mean"][2 * place:2 * place + 2]) == list(mean)
    assert frame["mean"][2] > frame["mean"][0]


def test_legs_and_days_add_up_to_the_outcomes(karakoram):
    legs, days = views.legs_frame(karakoram), views.days_frame(karakoram)
    summary = views.summary_frame(karakoram).set_index(["policy", "outcome"])
    for policy in karakoram.policies:
        killed = summary.loc[(policy, "killed"), "plain_mean"]
        assert days[days["policy"] == policy]["killed"].sum() == pytest.approx(killed, rel=1e-9)
        on_road = legs[legs["policy"] == policy]["killed_per_year"].sum() / karakoram.per_year
        assert on_road == pytest.approx(killed, rel=1e-9)
    assert (legs["attacks_per_year_standard_error"] >= 0).all() and days["date"].iloc[0] == pandas.Timestamp("2024-03-04")


def test_cost_and_individual_risk(karakoram):
    frame = views.cost_frame(karakoram).set_index("policy")
    summary = views.summary_frame(karakoram).set_index(["policy", "outcome"])
    assert frame.loc["escorts", "cost_per_year"] == summary.loc[("escorts", "cost"), "mean"] * karakoram.per_year
    expected = karakoram.outcomes[["cost", "killed_total_conditional"]].mean("replication")
    extra = expected.sel(policy="escorts") - expected.sel(policy="as it is")
    per_death = -extra["cost"] / extra["killed_total_conditional"]
    assert frame.loc["escorts", "cost_per_death_averted"] == pytest.approx(per_death.item(), rel=1e-9)
    risk = views.individual_risk_frame(karakoram).set_index("policy")
    assert views.roster(karakoram) == sum(int(convoy["roster"]) for convoy in karakoram.scenario["convoys"])
    expected = summary.loc[("escorts", "killed"), "mean"] * karakoram.per_year / views.roster(karakoram)
    assert risk.loc["escorts", "risk_per_year"] == pytest.approx(expected, rel=1e-12)


def test_wrong_names_and_points_are_answered(karakoram, swept):
    with pytest.raises(ResultError, match='no outcome "kiled_total": did you mean "killed_total"'):
        views.comparison_frame(karakoram, "kiled_total")
    with pytest.raises(ResultError, match='no policy "escort": did you mean "escorts"'):
        views.comparison_frame(karakoram, against="escort")
    with pytest.raises(ResultError, match="say `point`"):
        views.summary_frame(swept)
    with pytest.raises(ResultError, match="no point"):
        views.summary_frame(swept, "cells=9")
    with pytest.raises(ResultError, match="has no sweep"):
        views.summary_frame(karakoram, 1)


def test_one_policy_has_nothing_to_compare(single):
    assert len(views.comparison_frame(single)) == 0 and len(views.cost_frame(single)) == 1


def test_estimators_on_known_answers():
    assert statistics.cvar([0, 0, 0, 10], 0.5) == 5 and statistics.cvar(range(1, 11), 0.85) == pytest.approx((10 + 4.5) / 1.5)
    numpy.testing.assert_array_equal(statistics.reverse_cumulative([[1, 2, 3]]), [[6, 5, 3]])
    low, high = statistics.binomial_interval([0, 5, 10], 10, 0.95)
    numpy.testing.assert_allclose(low, [0, 0.187086, 0.691503], atol=1e-6)
    numpy.testing.assert_allclose(high, [0.308497, 0.812914, 1], atol=1e-6)
    assert list(statistics.pareto_front([0, 1, 2, 3], [0, 5, 4, 6])) == [True, True, False, True]
