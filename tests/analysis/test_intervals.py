"""Limits of F-N frequencies and of days: against their definition by hand, and how often they hold what they should."""

import matplotlib
import numpy
import pytest
import scipy.stats

matplotlib.use("Agg")
from conftest import FIRST_STEPS  # noqa: E402

TRIALS, LEAST_COVERAGE, FALSE_ALARM = 4000, 0.94, 1e-4  # of intervals of 95 %


@pytest.fixture(scope="module")
def blocks_of_its_own(folder):
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "blocks.h5", replications=2700)  # 10 blocks and a shorter one


def holds(low, high, truth):
    """Whether so many of the intervals hold the truth that coverage of LEAST_COVERAGE may be believed; where it is just
    that, this says no with a chance of FALSE_ALARM."""
    held = int(((low <= truth) & (truth <= high)).sum())
    return held >= scipy.stats.binom.ppf(FALSE_ALARM, TRIALS, LEAST_COVERAGE)


def test_rates_from_blocks_cover_the_truth_and_too_narrow_ones_are_found():
    """20 blocks, the last half as long, of 10 contributions each, lognormal with a coefficient of variation of 0.53."""
    from convoyrisk.statistics import block_rate_interval
    random = numpy.random.default_rng(11)
    sizes = numpy.array([256.0] * 19 + [128.0])
    counts = random.poisson(10 * sizes / 256, (TRIALS, 20)).ravel()
    blocks = numpy.repeat(numpy.arange(TRIALS * 20), counts)
    sums = numpy.bincount(blocks, random.lognormal(0, 0.5, len(blocks)), TRIALS * 20).reshape(TRIALS, 20).T
    truth = 10 / 256 * numpy.exp(0.5**2 / 2)
    low, high = block_rate_interval(sums, sizes, 0.95)
    assert holds(low, high, truth)
    assert not holds(*block_rate_interval(sums, sizes, 0.90), truth)


@pytest.mark.parametrize("mean_events", [0.5, 4, 60])
def test_sums_of_clusters_are_covered_and_by_a_plain_poisson_interval_are_not(mean_events):
    """Attacks come as a Poisson process, each kills 1, 2, ... with a geometric law of mean 3: variance over mean is 5."""
    from convoyrisk.statistics import count_interval
    random = numpy.random.default_rng(12)
    events = random.poisson(mean_events, TRIALS)
    sums = numpy.bincount(numpy.repeat(numpy.arange(TRIALS), events), random.geometric(1 / 3, events.sum()), TRIALS)
    assert holds(*count_interval(sums, 5.0, 0.95), 3 * mean_events)
    assert not holds(*count_interval(sums, 1.0, 0.95), 3 * mean_events)
    low, high = count_interval([0, 3], 1.0, 0.95)  # Garwood's table
    assert low == pytest.approx([0, 0.6187], abs=1e-4) and high == pytest.approx([3.6889, 8.7673], abs=1e-4)


def test_fn_limits_are_of_the_blocks(blocks_of_its_own):
    from convoyrisk import views
    result = blocks_of_its_own
    frame = views.fn_frame(result).set_index(["policy", "n"])
    sizes = result.blocks["replications"].values
    assert len(sizes) == 11 and sizes[-1] < sizes[0]
    for policy in result.policies:
        for n in (1, 2, 5):
            own = result.blocks["severity_conditional"].sel(policy=policy, n=slice(n, None)).sum("n").values
            rate = own.sum() / sizes.sum()
            error = (11 / 10 * ((own - rate * sizes) ** 2).sum()) ** 0.5 / sizes.sum()
            factor = numpy.exp(scipy.stats.t.ppf(0.975, 10) * error / rate)
            row = frame.loc[(policy, n)]
            assert row["conditional_per_year"] == pytest.approx(rate * result.per_year, rel=1e-9)
            assert row["conditional_low_per_year"] == pytest.approx(rate / factor * result.per_year, rel=1e-9)
            assert row["conditional_high_per_year"] == pytest.approx(rate * factor * result.per_year, rel=1e-9)


def test_with_few_blocks_there_is_no_interval_and_the_plot_says_so(plain, blocks_of_its_own):
    from convoyrisk import plots, views
    assert plain.blocks.sizes["block"] < 10
    frame = views.fn_frame(plain)
    assert (frame["conditional_low_per_year"] == 0).all() and numpy.isinf(frame["conditional_high_per_year"]).all()
    for result, words, bands in ((plain, "without intervals: they need 10 blocks", 0), (blocks_of_its_own, "95 % for each n", 2)):
        axes = plots.fn_curve(result)
        assert words in " ".join(text.get_text() for text in axes.texts).replace("\n", " ")
        assert sum(len(band.get_paths()) > 0 for band in axes.collections) == bands


def test_days_have_limits(plain, drawn):
    from convoyrisk import ResultError, plots, run, views
    totals = plain.outcomes["attacks"].sel(policy="escorts")
    dispersion = float(totals.var(ddof=1) / totals.mean())
    assert dispersion > 1.2
    frame = views.days_frame(plain, bin_days=30).query("policy == 'escorts'")
    sums = numpy.add.reduceat(plain.days["attacks"].sel(policy="escorts").values, numpy.arange(12) * 30)
    assert list(frame["days"]) == [30] * 11 + [35] and list(frame["day"]) == list(range(0, 360, 30))
    scale = 1 / plain.replications / frame["days"].values
    assert frame["attacks"].values == pytest.approx(sums * scale)
    high = scipy.stats.gamma.ppf(0.975, sums / dispersion + 1) * dispersion * scale
    assert frame["attacks_high"].values == pytest.approx(high, rel=2e-3)  # the program's variance is within its blocks
    assert (frame["killed_low"] < frame["killed"]).all() and (frame["killed"] < frame["killed_high"]).all()
    between = views.days_frame(drawn, bin_days=365).query("policy == 'as it is'").iloc[0]
    whole = drawn.summary["mean"].sel(policy="as it is", outcome="attacks").item() / 365
    assert between["attacks"] == pytest.approx(whole, rel=1e-9)
    # All days together: Student's over draws, as if they were independent. Spread evenly they vary less, so the limits hold more.
    means = drawn.blocks["mean"].sel(policy="as it is", outcome="attacks").values / 365
    independent = means.std(ddof=1) / len(means)**0.5
    assert between["attacks_high"] - whole == pytest.approx(2.1 * independent, rel=0.35)
    assert drawn.summary["standard_error"].sel(policy="as it is", outcome="attacks").item() / 365 < independent
    short = run(FIRST_STEPS, replications=40)
    assert numpy.isinf(views.days_frame(short)["attacks_high"]).all()
    axes = plots.days(short)
    assert len(axes.collections) == 0 and "Without intervals" in " ".join(text.get_text() for text in axes.texts)
    assert len(plots.days(plain, policies=["escorts"]).collections) == 1
    with pytest.raises(ResultError, match="one day or more"):
        views.days_frame(plain, bin_days=0)
