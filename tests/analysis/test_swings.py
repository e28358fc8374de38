"""How far parameters swing the outcome: sums whose swings are known, and which parameters can act at all."""

import matplotlib
import numpy
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

from convoyrisk import parameter_names, swings  # noqa: E402
from test_plots import written  # noqa: E402


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def swing_of(parameters, outcome, column, others):
    effects = swings.additive_effects(parameters, outcome)
    alone = outcome - effects.values[:, others].sum(axis=1)
    return swings._swing(parameters[:, column], alone, effects.widening, 0.95)


def covered(draws, widen=1.0, sets=400):
    """In how many of so many sets the limits of x, in 5 x + 20 y + noise, hold its true swing: 5 * 0.8."""
    random, held = numpy.random.default_rng(11), 0
    for _ in range(sets):
        x = random.uniform(size=(draws, 3))
        found = swing_of(x, 5 * x[:, 0] + 20 * x[:, 1] + random.normal(size=draws), 0, [1, 2])
        middle, reach = found["swing"], widen * (found["high"] - found["swing"])
        held += middle - reach <= 4 <= middle + reach
    return held


def test_limits_of_a_swing_cover_it_and_narrow_ones_do_not():
    """95 % of 400 sets: below 362 by chance once in 10,000 (binomial). Limits of half the width must fail."""
    assert covered(120) >= 362
    assert covered(120, widen=0.5) < 362


def test_what_other_parameters_do_is_taken_out():
    random = numpy.random.default_rng(3)
    x = random.uniform(size=(200, 2))
    outcome = x[:, 0] + 30 * x[:, 1]**2
    found, blind = swing_of(x, outcome, 0, [1]), swing_of(x, outcome, 0, [])
    assert found["swing"] == pytest.approx(0.8, abs=0.1) and 0.4 < found["low"] < found["high"] < 1.2
    assert blind["high"] - blind["low"] > 10 * (found["high"] - found["low"])


def test_few_draws_tied_values_and_constants():
    x = numpy.repeat([[0.0, 7.0], [1.0, 7.0]], 6, axis=0)
    assert swing_of(x, 3 * x[:, 0], 0, [1])["swing"] == pytest.approx(3)
    nothing = swing_of(x, 3 * x[:, 0], 1, [0])
    assert nothing["swing"] == nothing["low"] == nothing["high"] == 0


SCENARIO = {"policies": [{"name": "none"}, {"name": "armour", "vehicles": {"bus": "armoured bus"}}, {"name": "guards"},
                         {"name": "all", "with": ["guards", "armour"]}],
            "convoys": [{"name": "shift", "vehicles": {"bus": 2}}],
            "uncertainty": {"parameters": {"a.b": {"uniform": [0, 1]}, "a.c": {"same": "a.b"}, "search.levers.x": {"same": "a.b"}}}}


@pytest.mark.parametrize("path, policies, acts", [
    ("threat.groups.north.engage", {"none"}, True), ("policies.guards.escort.spot", {"none"}, False),
    ("policies.guards.escort.spot", {"guards"}, True), ("policies.guards.escort.spot", {"all"}, True),
    ('vehicles."armoured bus".protection', {"none"}, False), ('vehicles."armoured bus".protection', {"all"}, True),
    ("vehicles.bus.protection", {"none"}, True), ("search.levers.guards.options.one.escort.spot", {"guards"}, False),
    ("costs.escort_vehicle_hour", {"guards"}, False)])
def test_a_parameter_acts_only_where_it_can(path, policies, acts):
    assert swings.can_act(SCENARIO, path, policies, "killed_total") is acts
    assert swings.can_act(SCENARIO, "costs.escort_vehicle_hour", policies, "cost")


def test_one_value_may_stand_in_several_places():
    assert parameter_names.same_as(SCENARIO, "a.b") == ("a.b", "a.c") and parameter_names.same_as(SCENARIO, "a.c") == ("a.c",)


def test_the_frame_leaves_out_what_cannot_act(drawn):
    from convoyrisk import views
    base, both = views.swing_frame(drawn), views.swing_frame(drawn, policy="everything", against="as it is")
    assert not any(name.startswith(("policies.", "vehicles.")) for name in base["parameter"])
    assert {name for name in both["parameter"] if name.startswith("policies.")} and len(both) > len(base)
    assert base["swing"].to_numpy() == pytest.approx((base["at_greatest"] - base["at_least"]).to_numpy())
    assert (base["swing"].abs().diff().dropna() <= 0).all()
    engage = base.set_index("parameter").loc['threat.groups."lower valley".engage']
    assert len(engage["stands_in"]) == 2 and 0.3 < engage["least"] < engage["greatest"] < 0.9


@pytest.mark.parametrize("most, told", [(5, True), (3, False)])
def test_the_tornado_draws_the_frame(drawn, monkeypatch, most, told):
    from convoyrisk import plots, views
    frame = views.swing_frame(drawn)
    frame["low"], frame["high"] = (frame["swing"] - 0.1, frame["swing"] + 0.1) if told else (-9.0, 9.0)
    frame.loc[2, ["low", "high"]] = -9.5, 9.5  # not told, so not drawn where others are
    monkeypatch.setattr(views, "swing_frame", lambda *_: frame)
    axes = plots.uncertainty_tornado(drawn, most=most)
    shown = (frame.drop(2) if told else frame)
    shown = shown[shown["swing"].abs() > 0.1] if told else shown
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(shown["swing"].values[:most])
    assert [bar.get_x() + min(bar.get_width(), 0) for bar in axes.patches] == pytest.approx(
        shown[["at_least", "at_greatest"]].min(axis=1).values[:most])
    assert axes.get_xlabel() == "killed, expected [person/year]"
    names = " ".join(label.get_text() for label in axes.get_yticklabels()).replace("\n", " ")
    assert "mean time between attack plans (groups lower valley and upper valley)" in names and "threat." not in names
    assert ("9.50 at most" in written(axes)) is told and ("No swing is told from none" in written(axes)) is not told
    low, high = axes.get_xlim()
    assert all(low < text.xy[0] < high for text in axes.texts if text.get_text().endswith(" d"))


@pytest.mark.parametrize("value, unit, words", [
    (3018.1, "h", "126 d"), (0.25, "h", "15 min"), (2.5, "h", "2.5 h"), (1 / 2880, "1/h", "3.04 a year"), (0.24, "1/h", "0.24 an hour"),
    (3e-6, "1/km", "0.003 by 1,000 km"), (0.4, "1", "0.4"), (0, "1", "0"), (1.5e-7, "1", "0.00000015"), (12345.6, "USD", "12,346 USD")])
def test_values_in_words(value, unit, words):
    from convoyrisk.parameter_names import value_in_words
    assert value_in_words(value, unit) == words
