"""The value of information where it is known: two Gaussian options in closed form, three by brute force; skipped where
scikit-learn is not installed.

Limits hold 95 % each; of 40 samples 8 or more miss with a chance below 1 in 1,000 where they hold so often.
"""

import sys

import matplotlib
import numpy
import pytest
from scipy.stats import norm

matplotlib.use("Agg")
from conftest import KARAKORAM  # noqa: E402
from spread_draws import normals  # noqa: E402

SAMPLES, MOST_MISSES = 40, 7


@pytest.fixture(scope="module")
def many_draws(folder):
    from convoyrisk import open_result
    from convoyrisk.program import call
    pytest.importorskip("sklearn")
    call("run", KARAKORAM, "-o", folder / "worth.h5", "--quiet", "--draws", 60, "--inner", 4)
    return open_result(folder / "worth.h5")


def worth(*arguments, **more):
    from convoyrisk.information import worth_of_knowing
    pytest.importorskip("sklearn")
    return worth_of_knowing(*arguments, **more)


def gaussian_value(mean, deviation):
    return deviation * norm.pdf(mean / deviation) - abs(mean) * norm.cdf(-abs(mean) / deviation)


def two_options(seed, mean=0.5, draws=100, luck=1.0, spread=False):
    """The second is worse by `mean` plus the first parameter, of standard deviation 1; the second moves both alike; the luck
    within a draw has the variance `luck` in the difference."""
    random = numpy.random.default_rng(seed)
    parameters = normals(random, draws, 3, spread)
    losses = 2 * parameters[:, [1]] + numpy.column_stack([numpy.zeros(draws), mean + parameters[:, 0]])
    errors = numpy.broadcast_to(luck * numpy.array([[1, 0.5], [0.5, 1]]), (draws, 2, 2))
    luck_of_draws = random.multivariate_normal([0, 0], errors[0], size=draws)
    return losses + luck_of_draws, errors, parameters, random


@pytest.fixture(scope="module")
def gaussian():
    """By sample: everything, the parameter that matters, the one that moves both alike, one that does nothing, both of the
    first, and a study of the first with a standard error of 1; and the naive value of knowing everything."""
    found = []
    for seed in range(SAMPLES):
        losses, errors, parameters, random = two_options(seed)
        study = parameters[:, [0]] + random.normal(size=(len(losses), 1))
        sets = [parameters[:, [0]], parameters[:, [1]], parameters[:, [2]], parameters[:, [0, 1]], study]
        everything, rest = worth(losses, errors, parameters, sets, [(4,), (), (), (0, 1, 4), ()], seed=seed)
        naive = losses.mean(axis=0).min() - losses.min(axis=1).mean()
        found.append([*[(each.lower, each.upper, each.low, each.high) for each in (everything, *rest)], [naive] * 4])
    return numpy.array(found)


@pytest.mark.parametrize("place, truth", [
    (0, gaussian_value(0.5, 1)), (1, gaussian_value(0.5, 1)), (2, 0), (3, 0), (4, gaussian_value(0.5, 1)),
    (5, gaussian_value(0.5, 0.5**0.5))])  # the study leaves a variance of 1/2 of what its reader expects
def test_two_gaussian_options(gaussian, place, truth):
    lower, upper, low, high = gaussian[:, place].T
    assert (low > truth + 1e-12).sum() + (high < truth - 1e-12).sum() <= MOST_MISSES
    error = numpy.maximum(lower.std(), upper.std()) / SAMPLES**0.5
    assert lower.mean() < truth + 4 * error and upper.mean() > truth - 4 * error
    assert (lower <= upper).all() and (low <= high).all() and (low >= 0).all()


def test_limits_hold_with_draws_that_are_spread_evenly():
    """As runs make them. The draws are one in each eighth, and the mean over them is nearer the truth than it seems; negative
    control: the maximum of noisy means is too high on average."""
    truth, found, naive = gaussian_value(0.5, 1), [], []
    for seed in range(SAMPLES):
        losses, errors, parameters, _ = two_options(seed, draws=64, spread=True)
        eighths = numpy.sort((norm.cdf(parameters[:, 0]) * 8).astype(int).reshape(8, 8), axis=0)  # a column a scrambling
        assert (eighths == numpy.arange(8)[:, None]).all()
        everything, rest = worth(losses, errors, parameters, [parameters[:, [0]], parameters[:, [1]]], seed=seed)
        found.append([(each.lower, each.upper, each.low, each.high) for each in (everything, *rest)])
        naive.append(losses.mean(axis=0).min() - losses.min(axis=1).mean())
    for (lower, upper, low, high), value in zip(numpy.array(found).transpose(1, 2, 0), (truth, truth, 0)):
        assert (low > value + 1e-12).sum() + (high < value - 1e-12).sum() <= MOST_MISSES
        error = numpy.maximum(lower.std(), upper.std()) / SAMPLES**0.5
        assert lower.mean() < value + 4 * error and upper.mean() > value - 4 * error
    assert numpy.mean(naive) - truth > 5 * numpy.std(naive) / SAMPLES**0.5


def test_what_does_nothing_is_worth_nothing_within_its_limits(gaussian):
    for place in (2, 3):
        assert (gaussian[:, place, 2] > 0).sum() <= MOST_MISSES and gaussian[:, place, 1].mean() < 0.05


def test_the_naive_maximum_of_noisy_means_is_rejected(gaussian):
    """Negative control: luck within draws of the variance of the parameter makes it worth 0.35 in place of 0.20."""
    naive = gaussian[:, -1, 0]
    assert naive.mean() - gaussian_value(0.5, 1) > 5 * naive.std() / SAMPLES**0.5
    assert naive.mean() == pytest.approx(gaussian_value(0.5, 2**0.5), abs=0.03)
    assert gaussian[:, 0, 1].mean() < naive.mean() - 0.05


def test_a_set_is_never_worth_less_than_its_members_nor_more_than_everything(gaussian):
    everything, first, _, _, both, study = gaussian[:, :6].transpose(1, 0, 2)
    for whole, part in [(everything, both), (both, first), (first, study), (everything, gaussian[:, 2])]:
        assert (whole >= part - 1e-12).all()


def test_what_almost_never_changes_the_choice_is_not_told_to_be_nothing():
    """Mean of 3 standard deviations: in 100 draws hardly one changes the choice, and yet it is worth 0.0004."""
    found = [worth(*two_options(seed, mean=3, draws=100, luck=0.0)[:3], []) for seed in range(10)]
    assert sum(everything.high < gaussian_value(3, 1) for everything, _ in found) <= 3
    assert all(everything.high < 0.05 for everything, _ in found)


def three_options(parameters):
    """Of which the third has an interaction."""
    first, second, third = parameters.T
    return numpy.column_stack([0 * first, 0.2 + first, 0.1 + 0.6 * second + 0.3 * first * second]) + 2 * third[:, None]


def test_three_options_by_brute_force():
    everyone = numpy.random.default_rng(1).normal(size=(400_000, 3))
    losses = three_options(everyone)
    today = losses.mean(axis=0).min()
    level = losses.mean(axis=0) * numpy.ones((len(losses), 1))
    given_first, given_second = level.copy(), level.copy()
    given_first[:, 1] += everyone[:, 0]
    given_second[:, 2] += 0.6 * everyone[:, 1]
    truth = numpy.array([today - each.min(axis=1).mean() for each in (losses, given_first, given_second, losses, level)])
    missed = numpy.zeros(5)
    for seed in range(20):
        random = numpy.random.default_rng(100 + seed)
        drawn = random.normal(size=(150, 3))
        noisy = three_options(drawn) + random.normal(scale=0.5, size=(150, 3))
        everything, rest = worth(noisy, numpy.broadcast_to(0.25 * numpy.eye(3), (150, 3, 3)), drawn,
                                 [drawn[:, [0]], drawn[:, [1]], drawn[:, [0, 1]], drawn[:, [2]]], [(), (), (0, 1), ()])
        missed += [not each.low - 0.01 <= value <= each.high + 0.01 for each, value in zip((everything, *rest), truth)]
    assert (missed <= 5).all()  # 6 or more of 20 miss with a chance below 1 in 1,000


def test_a_word_among_few_is_not_put_on_a_line():
    """Three modes, of which the middle one alone makes the second option better, by 1: known, it saves a third of that."""
    random = numpy.random.default_rng(3)
    word = random.integers(0, 3, 300).astype(float)
    losses = numpy.column_stack([numpy.zeros(300), numpy.where(word == 1, -1.0, 1.0) + random.normal(scale=0.2, size=300)])
    everything, (one,) = worth(losses, numpy.zeros((300, 2, 2)), word[:, None], [word[:, None]])
    assert one.low < (word == 1).mean() < one.high and one.lower > 0.28


def test_too_few_draws_one_option_and_no_scikit_learn(monkeypatch):
    from convoyrisk import ResultError
    from convoyrisk.information import worth_of_knowing
    losses, errors, parameters, _ = two_options(1, draws=60)
    with pytest.raises(ResultError, match="49 draws are too few.*--draws 50"):
        worth_of_knowing(losses[:49], errors[:49], parameters[:49], [])
    assert worth(losses[:, :1], errors[:, :1, :1], parameters, [parameters])[0].high == 0
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(ResultError, match="python3-sklearn"):
        worth_of_knowing(losses, errors, parameters, [])


def test_the_view(many_draws):
    from convoyrisk import views
    names = [str(name) for name in many_draws.uncertainty["parameter"].values]
    frame = views.value_of_information_frame(many_draws, value_of_life=4.5e6)
    assert frame.attrs["units"] == "USD per year" and frame.attrs["choice"] in frame.attrs["policies"]
    assert frame["kind"].value_counts().to_dict() == {"parameter": len(names), "everything": 1, "group": 1}
    (pair,) = frame[frame["kind"] == "group"]["members"]
    assert pair == ('vehicles."armoured coach".protection', 'vehicles."armoured jeep".protection')  # correlated
    everything = frame.iloc[0]
    assert everything["kind"] == "everything"
    for name in ("lower", "upper", "low", "high"):
        assert (frame[name] <= everything[name] + 1e-9).all()
        own = frame.set_index("knowing")[name]
        assert own[" and ".join(pair)] >= max(own[list(pair)]) - 1e-9
    assert everything["high"] > 1e5 and (frame["upper"][1:].diff().dropna() <= 0).all()
    deaths = views.value_of_information_frame(many_draws)
    assert deaths.attrs["units"] == "person per year"
    assert deaths["high"].max() < 0.5  # the same policy is best in nearly all draws


def test_money_is_cost_and_lives_of_each_replication(many_draws):
    """From the replications themselves, where the view has moments of blocks: their means by draw, and covariances of these."""
    from convoyrisk.draws import _losses_by_draw
    losses, errors, policies, units = _losses_by_draw(many_draws, "killed_total", 4.5e6, None)
    kept = many_draws.outcomes.sel(policy=policies)
    own = (kept["killed_total_conditional"] * 4.5e6 + kept["cost"]).transpose("replication", "policy").values * many_draws.per_year
    by_draw = own.reshape(60, 4, len(policies))
    assert units == "USD" and losses == pytest.approx(by_draw.mean(axis=1), rel=1e-9)
    expected = numpy.stack([numpy.cov(draw, rowvar=False) / 4 for draw in by_draw])
    assert errors == pytest.approx(expected, rel=1e-6, abs=1e-9 * expected.max())


def test_studies_and_groups_of_ones_own(many_draws):
    from convoyrisk import ResultError, views
    rate = 'threat.groups."lower valley".dormant.exponential.mean'
    engage = 'threat.groups."lower valley".engage'

    def years_of_record(days, random):
        return random.poisson(5 * 365.25 / days)

    frame = views.value_of_information_frame(
        many_draws, value_of_life=4.5e6, groups={"the lower valley": [rate, engage]},
        studies={"five years of record": {rate: years_of_record}, "asked": {engage: 0.1}}).set_index("knowing")
    for part, whole in [("five years of record", rate), ("asked", engage), (rate, "the lower valley")]:
        assert (frame.loc[part, ["lower", "upper", "high"]] <= frame.loc[whole, ["lower", "upper", "high"]]).all()
    assert frame.loc["five years of record", "kind"] == "study" and frame.loc["five years of record", "high"] > 0
    with pytest.raises(ResultError, match="did you mean"):
        views.value_of_information_frame(many_draws, studies={"asked": {engage + "d": 0.1}})


def test_what_the_view_cannot_do(drawn, plain, many_draws):
    from convoyrisk import ResultError, views
    with pytest.raises(ResultError, match="20 draws are too few"):
        views.value_of_information_frame(drawn)
    with pytest.raises(ResultError, match="run without draws"):
        views.value_of_information_frame(plain)
    for of, value in [("killed_total", 0), ("killed_total", -1e6), ("attacks", 1e6), ("killed_total", float("nan"))]:
        with pytest.raises(ResultError, match="a value of life must be above 0"):
            views.value_of_information_frame(many_draws, of, value)


def test_the_workbook_has_it_in_money_where_a_life_has_a_value(many_draws, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    from convoyrisk import make_report, views

    def columns(**more):
        make_report(many_draws, xlsx=tmp_path / "worth.xlsx", **more)
        book = openpyxl.load_workbook(tmp_path / "worth.xlsx")
        return {column[0].value: [cell.value for cell in column[1:]] for column in book["value of information"].columns}

    of_lives, of_money = (views.value_of_information_frame(many_draws, value_of_life=value) for value in (None, 4.5e6))
    told, in_money = columns(), columns(value_of_life=4.5e6)
    for end in ("low", "high"):
        assert told[f"{end} [person/year]"] == pytest.approx(of_lives[end].tolist(), rel=1e-14)
        assert in_money[f"{end} [USD/year]"] == pytest.approx(of_money[end].tolist(), rel=1e-14)
    assert not {f"{end} [person/year]" for end in ("low", "high")} & set(in_money)
    assert max(in_money["high [USD/year]"]) > 1000 * max(told["high [person/year]"])


def test_the_plot(many_draws):
    from convoyrisk import plots, views
    frame = views.value_of_information_frame(many_draws, value_of_life=4.5e6)
    axes = plots.value_of_information(many_draws, value_of_life=4.5e6, most=4)
    assert [bar.get_width() + bar.get_x() for bar in axes.patches] == pytest.approx(frame["upper"].values[:4])
    assert "USD" in axes.get_xlabel() and frame.attrs["choice"] in axes.get_title(loc="left")
    axes.figure.canvas.draw()


@pytest.mark.parametrize("path, words", [
    ('threat.groups."hill. group".engage', "chance to engage a convoy (group hill. group)"),
    ("threat.groups.north.modes.bomb.kill", "chance to be killed by bomb (group north)"),
    ("threat.groups.north.modes.bomb.exposed_share", "exposed share of bomb (group north)"),
    ("threat.background.rates.gorge", "rate of background attacks (zone gorge)"),
    ('policies."all of it".reaction_force.ready', "time until the reaction force is ready (policy all of it)"),
    ("costs.escort_day", "costs escort day")])
def test_parameters_in_words(path, words):
    from convoyrisk.parameter_names import in_words, set_in_words
    assert in_words(path) == words == set_in_words([path])


def test_a_set_in_words():
    from convoyrisk.parameter_names import set_in_words
    assert set_in_words(["vehicles.bus.protection", "vehicles.jeep.protection", "threat.groups.x.habit"]) == (
        "protection of passengers (vehicles bus and jeep) and reliance of attackers on habit (group x)")
