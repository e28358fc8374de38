"""First-order Sobol indices of functions whose indices are known; skipped where OpenTURNS is not installed."""

import os
import subprocess
import sys

import matplotlib
import numpy
import pytest

matplotlib.use("Agg")
from conftest import KARAKORAM, ROOT  # noqa: E402


@pytest.fixture(scope="module")
def many_draws(folder):
    from convoyrisk import open_result
    from convoyrisk.program import call
    pytest.importorskip("openturns")
    call("run", KARAKORAM, "-o", folder / "many-draws.h5", "--quiet", "--draws", 128, "--inner", 8)
    return open_result(folder / "many-draws.h5")


def indices(parameters, outcome, factors, **more):
    from convoyrisk.sensitivity import first_order_indices
    pytest.importorskip("openturns")
    return first_order_indices(parameters, outcome, factors, resamples=30, **more)


def test_ishigami():
    """Ishigami and Homma (1990), a = 7, b = 0.1: variances by hand, and an index of 0 for the third, which interacts."""
    x = numpy.random.default_rng(2).uniform(-numpy.pi, numpy.pi, (300, 3))
    y = numpy.sin(x[:, 0]) + 7 * numpy.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * numpy.sin(x[:, 0])
    first, second = 0.5 * (1 + 0.1 * numpy.pi**4 / 5) ** 2, 7**2 / 8
    total = first + second + 0.1**2 * numpy.pi**8 * (1 / 18 - 1 / 50)
    found, low, high = indices(x, y, [[0], [1], [2]])
    assert found == pytest.approx([first / total, second / total, 0], abs=0.08)
    assert (low[:2] < [first / total, second / total]).all() and (high[:2] > [first / total, second / total]).all()


def test_correlated_parameters_are_one_factor():
    """y = a + b + 2 d with a, b of correlation 0.8: variances 3.6 of the pair, 0 of c, 4 of d."""
    random = numpy.random.default_rng(2)
    normal = random.normal(size=(400, 3))
    x = numpy.column_stack([normal[:, 0], 0.8 * normal[:, 0] + 0.6 * normal[:, 1], random.exponential(size=400), normal[:, 2]])
    found, _, high = indices(x, x[:, 0] + x[:, 1] + 2 * x[:, 3], [[0, 1], [2], [3]])
    assert found == pytest.approx([3.6 / 7.6, 0, 4 / 7.6], abs=0.09) and high[1] < 0.05


def test_noise_of_many_parameters_explains_little():
    """20 parameters, one of which makes 0.6 of the variance, and noise that none explains."""
    random = numpy.random.default_rng(3)
    x = random.uniform(size=(200, 20))
    found, low, _ = indices(x, x[:, 7] + random.normal(size=200) * (1 / 12 * 0.4 / 0.6) ** 0.5, [[k] for k in range(20)])
    assert found[7] == pytest.approx(0.6, abs=0.12) and found.sum() - found[7] < 0.08
    assert (numpy.delete(low, 7) < 0.01).all()


def test_luck_within_draws_does_not_thin_the_shares():
    """Half of the variance of y is an error of known size: without it the indices of a + b are 0.8 and 0.2, with it half of
    that."""
    random = numpy.random.default_rng(4)
    x = random.normal(size=(400, 2))
    y = 2 * x[:, 0] + x[:, 1] + random.normal(scale=5**0.5, size=400)
    found, low, high = indices(x, y, [[0], [1]], errors=numpy.full(400, 5.0))
    assert found == pytest.approx([0.8, 0.2], abs=0.1) and (low < [0.8, 0.2]).all() and (high > [0.8, 0.2]).all()
    assert indices(x, y, [[0], [1]])[0] == pytest.approx([0.4, 0.1], abs=0.06)


def test_too_much_luck_within_draws():
    from convoyrisk import ResultError
    x = numpy.random.default_rng(5).normal(size=(60, 1))
    with pytest.raises(ResultError, match="80% of the variance over draws is luck within them.*--inner"):
        indices(x, x[:, 0], [[0]], errors=numpy.full(60, 0.8 * numpy.var(x, ddof=1)))


def test_what_does_not_vary():
    x = numpy.random.default_rng(1).uniform(size=(60, 2))
    x[:, 1] = 3
    assert indices(x, numpy.ones(60), [[0], [1]])[0] == pytest.approx([0, 0])
    assert indices(x, x[:, 0], [[0], [1]])[0] == pytest.approx([1, 0], abs=0.01)


def test_too_few_draws_and_no_openturns(drawn, monkeypatch):
    from convoyrisk import ResultError, plots
    from convoyrisk.sensitivity import first_order_indices
    with pytest.raises(ResultError, match="--draws 50 or more"):
        plots.sobol_indices(drawn)
    monkeypatch.setitem(sys.modules, "openturns", None)
    with pytest.raises(ResultError, match="python3-openturns"):
        first_order_indices(numpy.zeros((60, 1)), numpy.zeros(60), [[0]])


def test_the_view_and_the_plot(many_draws):
    from convoyrisk import plots, views
    frame = views.sobol_frame(many_draws, policy="escorts", resamples=5)
    names = [str(name) for name in many_draws.uncertainty["parameter"].values]
    pair = 'vehicles."armoured coach".protection and vehicles."armoured jeep".protection'  # correlated by the scenario
    assert sorted(frame["factor"]) == sorted([*(name for name in names if not name.startswith("vehicles")), pair])
    assert frame["factor"][0].endswith("dormant.exponential.mean") and frame["index"][0] > 0.2
    assert (frame["index"].diff().dropna() <= 0).all() and frame["index"].between(0, 1).all()
    axes = plots.sobol_indices(many_draws, policy="escorts", most=3, resamples=5)
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(frame["index"].values[:3])
    axes.figure.canvas.draw()


def test_an_interrupt_is_still_pythons_once_openturns_is_used():
    pytest.importorskip("openturns")
    code = ("import os, signal, time, numpy\nfrom convoyrisk.sensitivity import first_order_indices\n"
            "drawn = numpy.random.default_rng(1).random((60, 2))\nfirst_order_indices(drawn, drawn[:, 0], [[0], [1]], resamples=2)\n"
            "try:\n    os.kill(os.getpid(), signal.SIGINT)\n    time.sleep(5)\nexcept KeyboardInterrupt:\n    print('heeded')\n")
    done = subprocess.run([sys.executable, "-B", "-c", code], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "analysis")})
    assert (done.returncode, done.stdout) == (0, "heeded\n"), done.stderr
