"""What docs/patterns.md says of over-dispersion, gaps, deaths and near repeats, by a few windows of the Karakoram scenario.

Windows are the first of run.seed 1. Bounds on a statistic of n windows are 5.3 standard errors either way (false alarm 1e-7
each), taken from the spread of the 200 windows of the page, and the page's own error.
"""

import sys

import numpy
import pytest

from program import PROGRAM, ROOT

sys.path.insert(0, str(ROOT / "tools"))

import patterns  # noqa: E402
import pattern_statistics as statistics  # noqa: E402
from pattern_model import Model  # noqa: E402

WINDOWS = 24
RAISED = 30  # times the attacks of the shipped scenario


@pytest.fixture(scope="module")
def karakoram():
    return Model(PROGRAM, ROOT / "scenarios/karakoram.yaml")


@pytest.fixture(scope="module")
def raised(karakoram):
    return karakoram.windows(WINDOWS, karakoram.raised(RAISED))


@pytest.fixture(scope="module")
def even(karakoram):
    """The negative control: nearly as many attacks, without regimes, excitation and follow-ups."""
    settings = karakoram.raised(RAISED) | karakoram.without_regimes() | karakoram.without_excitation() | karakoram.without_follow_ups()
    return karakoram.windows(WINDOWS, settings)


def pooled(windows, row, statistic):
    return statistics.pooled([row(window) for window in windows], statistic)[0]


def agrees(value, stated, error_of_200):
    """`stated ± error_of_200` is the page's, for the 400 windows as shipped made one of 200."""
    return abs(value - stated) < 5.3 * error_of_200 * numpy.sqrt(1 + 200 / WINDOWS)


def test_counts_are_over_dispersed_at_the_rate_of_the_data_and_not_without_regimes_and_excitation(raised, even):
    assert agrees(pooled(raised, statistics.count_row, statistics.rate), 5.12, 0.11)
    assert agrees(pooled(raised, statistics.count_row, statistics.fano), 5.25, 0.06)
    assert 2 < pooled(raised, statistics.count_row, statistics.fano)
    assert pooled(even, statistics.count_row, statistics.rate) > 4.2
    assert pooled(even, statistics.count_row, statistics.fano) < 1.2


def test_counts_vary_little_as_shipped(karakoram):
    assert agrees(pooled(karakoram.windows(WINDOWS), statistics.count_row, statistics.fano), 1.40, 0.03)


def test_gaps_vary_more_than_exponential_ones_and_not_without_regimes_and_excitation(raised, even):
    assert agrees(pooled(raised, statistics.gap_row, statistics.gap_variation), 1.69, 0.015)
    assert 1.3 < pooled(raised, statistics.gap_row, statistics.gap_variation) < 2.5
    assert pooled(even, statistics.gap_row, statistics.gap_variation) < 1.1


def test_near_repeats_within_a_year_are_those_of_follow_ups(raised, even):
    assert agrees(pooled(raised, patterns.within_year, statistics.near_repeat_ratio), 1.029, 0.003)
    assert pooled(even, patterns.within_year, statistics.near_repeat_ratio) < 1.01


@pytest.mark.parametrize("name", [name for names in patterns.SCENARIOS.values() for name in names])
def test_no_attack_kills_more_than_are_exposed(name):
    model = Model(PROGRAM, ROOT / f"scenarios/{name}.yaml")
    severity = model.severity(100)
    assert severity.sum() > 100 and numpy.flatnonzero(severity)[-1] <= max(model.most_exposed())


# The statistics themselves, on made series.


def series(day, place=None, deaths=None):
    order = numpy.argsort(day, kind="stable")
    day = numpy.asarray(day)[order]
    place = numpy.zeros((len(day), 2)) if place is None else numpy.asarray(place, float)[order]
    return statistics.Series(day, place, numpy.zeros(len(day), int) if deaths is None else numpy.asarray(deaths)[order])


def test_a_poisson_process_has_none_of_the_patterns():
    random = numpy.random.default_rng(1)
    windows = [series(random.integers(statistics.DAYS, size=500), random.uniform(30, 32, (500, 2))) for _ in range(20)]
    for row, statistic in (
        (statistics.count_row, statistics.fano),
        (statistics.gap_row, statistics.gap_variation),
        (statistics.near_repeat_row, statistics.near_repeat_ratio),
    ):
        value, error = statistics.pooled([row(window) for window in windows], statistic)
        assert abs(value - 1) < 6 * error + 0.02 and error < 0.1  # months differ in length by up to 3 days


def test_near_repeats_are_found_where_there_are_some():
    """Each of 200 attacks is followed by one 10 km away within 20 days, which is nearly every close pair."""
    random = numpy.random.default_rng(1)
    day, place = random.integers(statistics.DAYS - 30, size=200), random.uniform(28, 34, (200, 2))
    repeated = series(numpy.concatenate([day, day + random.integers(1, 20, 200)]), numpy.concatenate([place, place + [0.09, 0]]))
    apart = series(repeated.day, random.permutation(repeated.place))
    assert statistics.near_repeat_row(repeated)[0] >= 200
    for same_year in (False, True):
        assert statistics.near_repeat_ratio(statistics.near_repeat_row(repeated, same_year=same_year)) > 5
        assert statistics.near_repeat_ratio(statistics.near_repeat_row(apart, same_year=same_year)) < 2


def test_pairs_by_hand():
    """Three attacks: two in one place 10 days apart, the third 200 km and 100 days off. Dates permuted: 1 * 1 / 3."""
    assert statistics.near_repeat_row(series([0, 10, 110], [[30, 70], [30, 70], [31.8, 70]])) == (1, pytest.approx(1 / 3))
    assert statistics.distance_km(numpy.array([30.0, 70.0]), numpy.array([31.0, 70.0])) == pytest.approx(111.195, abs=0.001)


def test_thinning_leaves_the_relative_excess():
    """Fano tends to 1 as attacks are left out: 1 + share * (Fano - 1), within 6 standard errors of 2000 copies."""
    data = patterns.events("Khyber Pakhtunkhwa")
    whole, copies = statistics.count_row(data), statistics.thinned(data, 0.16, numpy.random.default_rng(1), 2000)
    value, error = statistics.pooled([statistics.count_row(copy) for copy in copies], statistics.fano)
    share = 0.16 / statistics.rate(whole)
    assert abs(value - 1 - share * (statistics.fano(whole) - 1)) < 6 * error and error < 0.01
    assert value < 1.3 < 5 < statistics.fano(whole)


@pytest.mark.parametrize("province", ["Khyber Pakhtunkhwa", "Balochistan"])
def test_the_data_repeat_near_by(province):
    """A third more often than chance, at 60 km too; less where dates move within their year alone."""
    data = patterns.events(province, patterns.placed)
    for within_km in (20, 60):
        ratio, yearly = (
            statistics.near_repeat_ratio(statistics.near_repeat_row(data, within_km=within_km, same_year=same_year))
            for same_year in (False, True)
        )
        assert ratio == pytest.approx(1.34, abs=0.04) and 1.05 < yearly < 1.25


def test_tail_exponent_of_a_power_law():
    """P(x) ~ x^-2.5 from 20 up, where the approximation of a discrete by a continuous law is good to a percent."""
    x = numpy.arange(20, 200_000)
    drawn = numpy.random.default_rng(1).choice(x, 20_000, p=x**-2.5 / (x**-2.5).sum())
    exponent, error = statistics.tail_exponent(drawn, least=20)
    assert error == pytest.approx(0.0106, rel=0.05) and abs(exponent - 2.5) < 0.06


@pytest.mark.parametrize("province", patterns.SCENARIOS)
def test_the_page_holds_the_data_as_they_are(province):
    page = patterns.PAGE.read_text(encoding="utf-8")
    data = patterns.events(province)
    fano = statistics.by_year(statistics.count_row, statistics.fano, data)
    gaps = statistics.by_year(statistics.gap_row, statistics.gap_variation, data)
    rate = statistics.rate(statistics.count_row(data))
    assert f"| **{province}**, data | {rate:.3g} | {patterns.with_interval(*fano)} |" in page
    assert f"| **{province}**, data | {patterns.with_interval(*gaps)} |" in page
