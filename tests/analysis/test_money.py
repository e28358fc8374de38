"""Loss in money: the table's deaths and cost at a value of life, and the error of what a policy is worth."""

import math

import numpy
import pytest
import scipy.stats

from convoyrisk import ResultError, money, views

VALUE = 2.5e6


def test_loss_is_deaths_at_that_value_and_cost(plain):
    frame = money.loss_frame(plain, VALUE).set_index("policy")
    costs = views.cost_frame(plain).set_index("policy")
    deaths = views.summary_frame(plain).query("outcome == 'killed_total'").set_index("policy")
    assert frame["deaths_loss_high"].to_numpy() == pytest.approx(VALUE * deaths["high"].to_numpy() * plain.per_year)
    assert (frame["loss"] - frame["deaths_loss"]).to_numpy() == pytest.approx(costs["cost_per_year"].to_numpy())
    worth = VALUE * costs["deaths_averted_per_year"] - costs["extra_cost_per_year"]
    assert frame["net_benefit"].to_numpy() == pytest.approx(worth.to_numpy())
    assert frame.loc[plain.baseline, ["net_benefit", "net_benefit_low", "net_benefit_high"]].tolist() == [0, 0, 0]
    assert (frame["net_benefit_low"] <= frame["net_benefit"]).all() and frame.attrs["units"] == "USD per year"


def test_deaths_and_cost_go_together(plain):
    """The covariance from the file's blocks is that of the replications themselves; without it the error would be another."""
    killed, cost = (plain.outcomes[name].to_pandas() for name in ("killed_total", "cost"))
    for policy in plain.policies[1:]:
        apart = [numpy.asarray(each.loc[policy] - each.loc[plain.baseline], dtype=float) for each in (killed, cost)]
        covariance = numpy.cov(*apart)[0, 1] / plain.replications
        found = money.covariance_of_means(plain.blocks, policy, plain.baseline, 1.0)
        assert found == pytest.approx(covariance, rel=1e-6) and found != 0


def test_the_control_is_that_of_the_table(plain):
    """Deaths of the comparison are the conditional expectation plus the coefficient times the excess."""
    count = plain.blocks["replications"]

    def mean(data):
        return (data * count).sum("block") / count.sum()

    conditional = mean(plain.blocks["mean"].sel(outcome="killed_total_conditional"))
    excess = mean(plain.blocks["excess_mean"].sel(controlled="killed_total"))
    for policy in plain.policies[1:]:
        pair = plain.comparison.sel(policy=policy, outcome="killed_total").isel(against=0)
        apart = [float(each.sel(policy=policy) - each.sel(policy=plain.baseline)) for each in (conditional, excess)]
        assert apart[0] + float(pair["control_coefficient"]) * apart[1] == pytest.approx(float(pair["difference"]))


@pytest.mark.parametrize("name", ["plain", "drawn"])
def test_limits_are_those_of_deaths_alone_where_cost_is_nothing_beside_them(name, request):
    """With a life worth all the money of the world the interval is that of the deaths averted, but for its skewness: Student's."""
    result = request.getfixturevalue(name)
    frame = money.loss_frame(result, 1e15).set_index("policy")
    averted = views.comparison_frame(result).set_index("policy")
    pairs = len(result.policies) * (len(result.policies) - 1) / 2
    quantile = scipy.stats.t.isf(0.05 / pairs / 2, result.replications - 2)
    for policy in result.policies[1:]:
        width = (frame.loc[policy, "net_benefit_high"] - frame.loc[policy, "net_benefit_low"]) / 1e15
        table = averted.loc[policy, "high_together"] - averted.loc[policy, "low_together"]
        own = table if result.draws else 2 * quantile * averted.loc[policy, "standard_error"]
        assert width == pytest.approx(own, rel=1e-6) and width == pytest.approx(table, rel=0.1)


def test_the_error_is_that_of_deaths_and_cost_together(plain):
    """With the count itself for the deaths it is the standard error of V (deaths) + cost over the replications."""
    killed, cost = (plain.outcomes[name].to_pandas() for name in ("killed_total", "cost"))
    for policy in plain.policies[1:]:
        dead, paid = (numpy.asarray(each.loc[policy] - each.loc[plain.baseline], dtype=float) for each in (killed, cost))
        pair = plain.comparison.sel(policy=policy).isel(against=0).copy(deep=True)
        root = plain.replications**0.5
        pair["standard_error"].loc[{"outcome": "killed_total"}] = dead.std(ddof=1) / root
        pair["standard_error"].loc[{"outcome": "cost"}] = paid.std(ddof=1) / root
        pair["control_coefficient"].loc[{"outcome": "killed_total"}] = 1.0
        for value in (1e3, 1e5):
            own = (value * dead + paid).std(ddof=1) / root
            assert money._error(plain, plain.blocks, policy, value, pair) == pytest.approx(own, rel=1e-6)


def test_bad_years_in_money(plain):
    frame, deaths = money.loss_period_frame(plain, VALUE), views.return_period_frame(plain)
    assert frame["loss"].to_numpy() == pytest.approx(VALUE * deaths["killed"].to_numpy())
    assert frame["high"].to_numpy() == pytest.approx(VALUE * deaths["high"].to_numpy())


def test_few_events_tell_no_net_benefit(folder):
    import convoyrisk
    from conftest import FIRST_STEPS
    few = convoyrisk.run(FIRST_STEPS, replications=1, seed=4)
    assert math.isinf(money.loss_frame(few, VALUE)["net_benefit_high"].iloc[1])


@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan])
def test_a_value_of_life_is_above_0(plain, value):
    with pytest.raises(ResultError, match="above 0"):
        money.loss_frame(plain, value)


def test_the_page_and_the_workbook_tell_it(plain, folder):
    from convoyrisk.report.tables import tables_of
    from test_report import page_of
    page, frame = page_of(plain, value_of_life=VALUE), money.loss_frame(plain, VALUE).set_index("policy")
    head, *rows = page.rows_of("USD a year, with 95")
    assert head[-2:] == ["Net benefit against “as it is”", "Reading"] and [row[0] for row in rows] == list(plain.policies)
    for policy, _, _, _, benefit, reading in rows[1:]:
        own = frame.loc[policy]
        assert benefit == f"{own['net_benefit']:,.0f} [{own['net_benefit_low']:,.0f}, {own['net_benefit_high']:,.0f}]"
        assert reading == ("worth its cost" if own["net_benefit_low"] > 0 else "not worth its cost" if own["net_benefit_high"] < 0
                           else "not shown")
    assert len({row[-1] for row in rows[1:]}) > 1  # of these policies some are worth it and some not
    bad = money.loss_period_frame(plain, VALUE).query("policy == 'escorts' and years == 50")
    assert f"{bad['loss'].item():,.0f} [" in {row[0]: row for row in page.rows_of("USD for the dead of bad years")[1:]}["escorts"][2]
    sheets = tables_of(plain, value_of_life=VALUE)
    assert sheets["loss in money"]["net_benefit [USD/year]"].to_numpy() == pytest.approx(frame["net_benefit"].to_numpy())
    assert len(sheets["bad years in money"]) == 3 * len(plain.policies)
    assert "Loss in money" not in page_of(plain).text and "loss in money" not in tables_of(plain)


def test_tables_of_a_sweep_have_each_points_money(swept):
    from convoyrisk.report.tables import tables_of
    sheets = tables_of(swept, value_of_life=VALUE)
    for point in swept.points:
        bad, loss = (sheets[name][sheets[name]["point"] == point] for name in ("bad years in money", "loss in money"))
        assert bad["loss [USD in one horizon]"].tolist() == money.loss_period_frame(swept, VALUE, point=point)["loss"].tolist()
        assert loss["net_benefit [USD/year]"].tolist() == money.loss_frame(swept, VALUE, point)["net_benefit"].tolist()
    assert len({tuple(group["loss [USD in one horizon]"]) for _, group in sheets["bad years in money"].groupby("point")}) == 2


@pytest.mark.parametrize("low, high, words", [(1, 2, "worth its cost"), (-2, -1, "not worth its cost"), (-1, 1, "not shown"),
                                              (-math.inf, math.inf, "not shown")])
def test_reading(low, high, words):
    from convoyrisk.report.money_section import reading
    assert reading(low, high) == words
