"""The frames hold the program's own numbers: to the last digit where stored, else to 1e-12."""

import numpy
import pytest
import xarray

from convoyrisk import ResultError, statistics, views
from convoyrisk.payments import payments
from convoyrisk.program import call

CLOSE = {"rtol": 1e-12, "atol": 1e-15}


def points(result):
    return range(len(result.points)) if len(result.points) > 1 else [None]


def stored(group, variable, **where):
    """Numbers of a group by hand, without the frames."""
    return group[variable].sel(where).values


def test_summary_is_the_stored_one(plain):
    frame = views.summary_frame(plain).set_index(["policy", "outcome"])
    assert len(frame) == len(plain.policies) * len(plain.outcome_names)
    for policy in plain.policies:
        for column in ("mean", "standard_error", "low", "high", "plain_mean"):
            own = frame.loc[policy].loc[list(plain.outcome_names), column]
            assert (own.values == stored(plain.summary, column, policy=policy)).all()
    assert frame.loc[("as it is", "cost"), "units"] == "USD"


def test_comparison_is_the_stored_one(plain):
    for against in plain.policies[:2]:
        frame = views.comparison_frame(plain, "attacks", against, per_year=False).set_index("policy")
        assert list(frame.index) == [name for name in plain.policies if name != against]
        for policy, row in frame.iterrows():
            place = plain.policies.index(against)
            for column in ("difference", "low", "high", "low_together", "high_together", "correlation"):
                assert row[column] == plain.comparison[column].isel(against=place).sel(policy=policy, outcome="attacks")


def test_the_comparison_is_per_year_as_the_program_prints_it(swept):
    """90 days."""
    year, horizon = (views.comparison_frame(swept, point=0, per_year=each) for each in (True, False))
    for column in ("difference", "standard_error", "low", "high", "low_together", "high_together"):
        numpy.testing.assert_allclose(year[column], horizon[column] * 365.25 / 90)
    assert year["correlation"].equals(horizon["correlation"])
    assert (year["units"].item(), horizon["units"].item()) == ("person per year", "person per 90 days")
    assert year.attrs == {"per": "year", "outcome": "killed_total", "against": "no escort"}
    printed = call("compare", swept.path).partition("Killed per year, against")[2]
    assert f"{year['difference'].item():.2f} [" in printed


def payment(**values):
    """/comparison and /blocks of three policies, two blocks: what payments reads."""
    policies, outcomes = ["base", "one", "two"], ["cost", "killed_total", "killed_total_conditional"]
    columns = {name: ("policy", values.pop(name)) for name in list(values) if name.startswith("cost_per")}
    limits = {end: (("policy", "against", "outcome"), numpy.array(values[end], dtype=float)[:, None, :]) for end in ("low", "high")}
    comparison = xarray.Dataset(columns | limits, {"policy": policies, "outcome": outcomes})
    blocks = xarray.Dataset({"replications": ("block", [256, 256]),
                             "mean": (("block", "policy", "outcome"), [values["mean"]] * 2)},
                            {"policy": policies, "outcome": outcomes})
    return comparison, blocks


NAN = numpy.nan


@pytest.mark.parametrize("low, high, kind", [(100, 900, "bounded"), (700, -300, "outside"), (-numpy.inf, numpy.inf, "unbounded"),
                                             (700, 900, "outside")])
def test_a_set_that_is_no_interval_is_told_from_one(low, high, kind):
    """Of old files, which hold Fieller's ends alone: outside of them, where the estimate does not lie between."""
    comparison, blocks = payment(
        cost_per_death_averted=[NAN, 400, NAN], cost_per_death_averted_low=[NAN, low, NAN],
        cost_per_death_averted_high=[NAN, high, NAN], low=[[0, 0, 0], [10, -2, -2], [-30, -3, -3]],
        high=[[0, 0, 0], [30, 1, 1], [-10, -1, -1]], mean=[[100, 5, 5], [120, 4.5, 4.5], [80, 3, 3]])
    frame = payments(comparison, blocks)
    assert list(frame["cost_per_death_averted_kind"]) == ["none", kind, "none"]
    assert list(frame["position"]) == ["baseline", "trade_off", "saves_both"]
    assert list(frame["deaths_told"]) == [False, False, True] and list(frame["cost_told"]) == [False, True, True]
    told = frame.loc[1, ["cost_per_death_averted", "cost_per_death_averted_low", "cost_per_death_averted_high"]].astype(float)
    assert list(told) == [400, low, high] if kind == "bounded" else told.isna().all()


def test_the_kind_of_a_set_is_the_files_where_it_has_it():
    comparison, blocks = payment(
        cost_per_death_averted=[NAN, 400, NAN], cost_per_death_averted_low=[NAN, 100, NAN],
        cost_per_death_averted_high=[NAN, 900, NAN], low=[[0, 0, 0]] * 3, high=[[0, 0, 0]] * 3, mean=[[1, 1, 1]] * 3)
    comparison = comparison.assign(
        cost_per_death_averted_kind=("policy", ["none", "bounded", "outside"]), deaths_told=("policy", [NAN, 1, 0]),
        position=("policy", ["baseline", "trade_off", "saves_both"]), cost_told=("policy", [NAN, 1, 0]))
    frame = payments(comparison, blocks)
    assert list(frame["cost_per_death_averted_kind"]) == ["none", "bounded", "outside"]
    assert list(frame["deaths_told"]) == [False, True, False] and frame["cost_per_death_averted_high"][1] == 900


def test_tail_comparison_is_the_stored_one(plain):
    against = plain.policies[1]
    frame = views.tail_comparison_frame(plain, against=against)
    assert len(frame) == (len(plain.policies) - 1) * (3 + 2)
    for row in frame.itertuples():
        where = {"policy": row.policy, ("threshold" if row.what == "chance" else "level"): row.at}
        if row.what == "cvar":
            where["tail_outcome"] = "killed_total"
        for column in ("difference", "low", "high"):
            name = f"{row.what}_difference" + ("" if column == "difference" else f"_{column}")
            assert getattr(row, column) == plain.comparison[name].isel(against=1).sel(where)
    chance = plain.summary["chance"].sel(policy="everything", threshold=10)
    other = plain.summary["chance"].sel(policy=against, threshold=10)
    found = frame[(frame["policy"] == "everything") & (frame["what"] == "chance") & (frame["at"] == 10)]
    assert found["difference"].item() == pytest.approx(float(chance - other), abs=1e-15)


def test_differences_of_bad_outcomes_are_those_of_the_policies(plain):
    for name in ("chance", "cvar"):
        values, found = plain.summary[name], plain.comparison[f"{name}_difference"]
        for place, against in enumerate(plain.policies):
            expected = values - values.sel(policy=against, drop=True)
            own = found.isel(against=place).transpose(*expected.dims)
            numpy.testing.assert_allclose(own.values, expected.values, **CLOSE)
    assert len(numpy.unique(plain.comparison["cvar_difference"].values)) > 20  # else nothing could be in the wrong place


def test_means_of_outcomes_are_the_plain_means(plain):
    for name in ("killed_total", "delay", "cost"):
        means = plain.outcomes[name].mean("replication").values
        numpy.testing.assert_allclose(means, stored(plain.summary, "plain_mean", outcome=name), **CLOSE)


def test_cvar_of_outcomes_is_the_stored_one(plain):
    for policy in plain.policies:
        values = plain.outcomes["killed_total"].sel(policy=policy).values
        for level in plain.summary["level"].values:
            own = stored(plain.summary, "cvar", policy=policy, tail_outcome="killed_total", level=level)
            numpy.testing.assert_allclose(statistics.cvar(values, level), own, **CLOSE)


def test_risk_is_the_stored_one(plain):
    frame = views.risk_frame(plain)
    for row in frame.itertuples():
        where = {"policy": row.policy, "level": row.level, "tail_outcome": "killed_total"}
        assert row.cvar == stored(plain.summary, "cvar", **where)
        assert row.quantile_high == stored(plain.summary, "quantile_high", **where)


def test_exceedance_is_the_stored_chance(plain, swept):
    for result in (plain, swept):
        for point in points(result):
            summary = views.at_point(result, result.summary, point)
            frame = views.exceedance_frame(result, point).set_index(["policy", "n"])
            for threshold in summary["threshold"].values:
                for policy in result.policies:
                    row = frame.loc[(policy, threshold)]
                    where = {"policy": policy, "threshold": threshold}
                    assert row["chance"] == stored(summary, "chance", **where)
                    numpy.testing.assert_allclose(row["low"], stored(summary, "chance_low", **where), **CLOSE)
                    numpy.testing.assert_allclose(row["high"], stored(summary, "chance_high", **where), **CLOSE)


def test_fn_sums_to_the_expected_deaths(plain):
    """The sum over n of the events with n or more dead is the number of dead: F-N against the conditional mean."""
    frame = views.fn_frame(plain)
    assert frame["n"].min() == 1
    mean = stored(plain.summary, "plain_mean", outcome="killed_conditional")
    mean = mean + stored(plain.summary, "plain_mean", outcome="site_killed_conditional")
    own = frame.groupby("policy", sort=False)["conditional_per_year"].sum().values
    numpy.testing.assert_allclose(own, mean * 365.25 / 365, rtol=1e-9)
    counts = stored(plain.severity, "counted", policy="as it is")
    first = frame[(frame["policy"] == "as it is") & (frame["n"] == 3)]
    numpy.testing.assert_allclose(first["counted_per_year"], counts[3:].sum() / 1000 * 365.25 / 365, **CLOSE)


@pytest.mark.parametrize("name", ["plain", "swept", "drawn"])
@pytest.mark.parametrize("of", ["killed_total", "killed", "site_killed", "attacks", "cost"])
def test_convergence_ends_at_the_stored_estimate(name, of, request):
    result = request.getfixturevalue(name)
    close = {"rtol": 1e-8} if name == "drawn" else CLOSE  # scipy has nine digits of a quantile of t with seven degrees
    for point in points(result):
        last = views.convergence_frame(result, of, point).groupby("policy", sort=False).last()
        summary = views.at_point(result, result.summary, point).sel(outcome=of)
        assert (last["replications"] == result.replications).all()
        for column in ("mean", "low", "high"):
            numpy.testing.assert_allclose(last[column], summary[column].values, **close)


def test_convergence_begins_with_the_first_block(plain):
    first = views.convergence_frame(plain, "attacks").groupby("policy", sort=False).first()
    assert (first["replications"] == 256).all()
    means = plain.outcomes["attacks"].isel(replication=slice(256)).mean("replication").values
    numpy.testing.assert_allclose(first["mean"], means, **CLOSE)


def test_uncertainty_and_sweep_are_the_stored_ones(drawn, swept):
    frame = views.uncertainty_frame(drawn)
    own = stored(drawn.uncertainty, "difference_range_high", outcome="killed_total")
    assert (frame["difference_range_high"].values == own).all()
    assert views.draws_frame(drawn).shape[0] == 20
    frame = views.sweep_frame(swept)
    assert list(frame["policies.escort.escort.vehicles"]) == ["1", "1", "2", "2"]
    assert (frame["mean"].values == stored(swept.summary, "mean", outcome="killed_total").ravel()).all()
    with pytest.raises(ResultError, match="say `point`"):
        views.summary_frame(swept)


def test_events_sum_to_the_outcomes_and_legs_of_each_policy(told):
    for point in points(told):
        outcomes, legs = (views.at_point(told, group, point) for group in (told.outcomes, told.legs))
        everything = views.events_frame(told, point=point)
        assert list(everything["policy"].unique()) == list(told.policies)
        for policy in told.policies:
            frame = views.events_frame(told, policy, point)
            assert frame.reset_index(drop=True).equals(everything[everything["policy"] == policy].reset_index(drop=True))
            counts = outcomes.sel(policy=policy)
            attacks = frame[frame["kind"].isin(["attacked", "background_attacked"])]
            for column in ("killed", "injured", "escort_killed"):
                sums = attacks.groupby("replication")[column].sum().reindex(range(told.replications), fill_value=0)
                assert (sums.values == counts[column].values).all()
            stagings = frame[frame["kind"] == "staged"].groupby("leg", observed=False).size()
            assert (stagings[legs["leg"].values].values == legs["stagings"].sel(policy=policy).values).all()


def test_events_have_the_names_of_the_file_and_nothing_where_nothing_applies(told):
    point = points(told)[-1]
    frame = views.events_frame(told, point=point)
    zone = {str(leg): str(name) for leg, name in zip(told.network["leg"].values, told.network["zone"].values)}
    placed = frame[frame["leg"].notna()]
    assert (placed["zone"] == placed["leg"].map(zone).astype(object)).all() and frame[frame["leg"].isna()]["zone"].isna().all()
    assert (frame["convoy"].isna() == frame["entry"].isna()).all() and frame["entry"].dtype == "Int64"
    assert frame[frame["kind"] == "attacked"][["leg", "convoy", "group"]].notna().all(axis=None)
    assert frame[frame["kind"] == "staged"]["convoy"].isna().all()
    start = numpy.datetime64(str(told.scenario["start"])[:10])
    assert (frame["date"].values == start + frame["day"].values.astype("timedelta64[D]")).all()
    order = frame["policy"].cat.codes.astype(int) * told.replications + frame["replication"]
    assert order.is_monotonic_increasing
    with pytest.raises(ResultError, match="did you mean"):
        views.events_frame(told, told.policies[0] + "x", point)


def test_a_point_of_the_sweep_has_its_own_events(told):
    if len(told.points) == 1:
        with pytest.raises(ResultError, match="no sweep"):
            views.events_frame(told, point=1)
        return
    one, two = (views.events_frame(told, "escort", point) for point in (0, 1))
    assert len(one) and len(two) and not one.equals(two)
    assert one.equals(views.events_frame(told, "escort", told.points[0]))
    with pytest.raises(ResultError, match="say `point`"):
        views.events_frame(told)


def test_legs_and_days(plain):
    year = 365.25 / 365
    legs = views.legs_frame(plain)
    attacks = (plain.legs["attacks"] / 1000 * year).values.ravel()
    numpy.testing.assert_allclose(legs["attacks_per_year"], attacks, **CLOSE)
    days = views.days_frame(plain)
    assert (days["attacks"].values == (plain.days["attacks"] / 1000).values.ravel()).all()
    assert (days["date"].iloc[1] - days["date"].iloc[0]).days == 1


def test_cost_is_the_stored_one(plain):
    frame = views.cost_frame(plain)
    cost = stored(plain.comparison, "cost_per_death_averted")
    bounded = frame["cost_per_death_averted_kind"] == "bounded"
    numpy.testing.assert_array_equal(frame["cost_per_death_averted"][bounded], cost[bounded])
    assert (cost > 0).sum() == 4
    ratio = frame["extra_cost_per_year"] / frame["deaths_averted_per_year"]  # of the differences that the table has
    numpy.testing.assert_allclose(ratio[bounded], cost[bounded], rtol=1e-9)


def test_individual_risk_is_deaths_over_the_roster(swept):
    """One convoy of 40 workers; 90 days."""
    frame = views.individual_risk_frame(swept, 0)
    assert (frame["people"] == 40).all() and (frame["people_at_most"] == 40).all()
    mean = swept.summary["mean"].isel(point=0).sel(outcome="killed").values
    numpy.testing.assert_allclose(frame["risk_per_year"], mean / 40 * 365.25 / 90, **CLOSE)
    assert (frame["low"] < frame["risk_per_year"]).all() and (frame["risk_per_year"] < frame["high"]).all()


def scenario_of_a_shift(convoys, **more):
    """Out and back on a road of 100 km every day for a year, one background attack in 100,000 km that kills one in ten."""
    return {"convoyrisk": 1, "title": "Shift", "start": "2024-01-01T00:00", "horizon": "365.25 d",
            "network": {"nodes": {"camp": {"lat": 0, "lon": 0}, "site": {"lat": 0.5, "lon": 0}, "town": {"lat": 0.3, "lon": 0.5}},
                        "roads": [{"from": "camp", "to": "site", "length": "100 km", "speed": "50 km/h", "zone": "z"},
                                  {"from": "site", "to": "town", "length": "100 km", "speed": "50 km/h", "zone": "z"}]},
            "vehicles": {"bus": {"seats": 60, "protection": 0}},
            "convoys": [{"name": f"convoy {n}", "from": a, "to": b, "depart": {"at": ["07:00"]}, "workers": workers,
                         "vehicles": {"bus": 1}, "speed": "50 km/h", **roster}
                        for n, (a, b, workers, roster) in enumerate(convoys)],
            "threat": {"background": {"rates": {"z": "0.01 /1000km"}, "modes": [{"name": "any", "kill": 0.1}]}},
            "policies": [{"name": "as it is"}], **more}


def run_of(folder, scenario, **options):
    import yaml
    from convoyrisk import run
    (folder / "shift.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    return run(folder / "shift.yaml", **options)


def test_who_goes_out_and_comes_back_is_one_person(folder):
    """730 trips a year, each attacked with 100 km * 0.01/1000 km = 0.001, 1 of 10 workers killed: 0.73 over 30 people."""
    ways = [("camp", "site", 10, {"roster": 30}), ("site", "camp", 10, {"roster": 30})]
    frame = views.individual_risk_frame(run_of(folder, scenario_of_a_shift(ways), replications=4000))
    (row,) = frame.itertuples()
    assert (row.people, row.people_at_most) == (30, 60)
    assert row.low < 0.73 / 30 < row.high and row.high - row.low < 0.1 * row.risk_per_year


@pytest.mark.parametrize("ways, people", [
    ([("camp", "site", 10, {"roster": 30}), ("site", "camp", 10, {"roster": 20})], (30, 50)),  # some come home otherwise
    ([("camp", "site", 10, {}), ("site", "camp", 10, {})], (10, 20)),
    ([("camp", "site", 10, {"roster": 30})] * 2 + [("site", "camp", 10, {"roster": 60})], (60, 120)),  # two shifts, one home
    ([("camp", "site", 10, {"roster": 30}), ("town", "site", 10, {"roster": 30})], (60, 60)),  # two crews, for all we know
])
def test_people_on_the_road(folder, ways, people):
    assert views.people_on_the_road(run_of(folder, scenario_of_a_shift(ways), replications=2)) == people
    at_most = f" ({people[1]} if nobody rides in two convoys)" if people[1] > people[0] else ""
    assert f" by {people[0]} people{at_most} Convoys," in " ".join(call("check", folder / "shift.yaml").split())


def test_people_follow_the_sweep(folder):
    ways = [("camp", "site", 10, {}), ("site", "camp", 10, {"roster": 15})]
    result = run_of(folder, scenario_of_a_shift(ways), replications=2,
                    sweep={'convoys."convoy 0".workers': [10, 20], 'convoys."convoy 1".roster': [15, 40]})
    assert [views.people_on_the_road(result, place) for place in range(4)] == [(15, 25), (40, 50), (20, 35), (40, 60)]
