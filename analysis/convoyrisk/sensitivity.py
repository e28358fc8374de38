"""First-order Sobol indices from draws that are there, by polynomial chaos; needs OpenTURNS (Debian: python3-openturns)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from types import ModuleType

import numpy
import scipy.special
import scipy.stats

from convoyrisk.errors import ResultError
from convoyrisk.statistics import Array

HIGHEST_DEGREE = 8
INTERACTION_NORM = 0.5  # of the hyperbolic truncation: below 1, high degrees of several parameters at once are left out
MOST_ERROR = 0.75  # of the variance: what is left is told within half of itself with 50 draws
Terms = list[tuple[tuple[int, ...], float]]  # degrees by parameter, and the coefficient


def first_order_indices(
    parameters: Array, outcome: Array, factors: Sequence[Sequence[int]], *, errors: Array | None = None, resamples: int = 100,
    confidence: float = 0.95, seed: int = 1,
) -> tuple[Array, Array, Array]:
    """Share of the outcome's variance that each factor explains alone, Var(E[Y|factor])/Var(Y), with its interval.

    With `errors`, Y is the outcome without them: Var(Y) is the variance of `outcome` less their mean. Else they would thin all
    shares alike.

    A polynomial chaos expansion of the outcome in the parameters' ranks (Sudret 2008), its terms chosen by least angle
    regression and corrected leave-one-out error (Blatman and Sudret 2011). Interval: percentiles of a bootstrap over draws
    that repeats all of it.

    :param parameters: (draws, parameters), any continuous or ordered values; constant columns explain nothing.
    :param outcome: (draws,).
    :param errors: (draws,), variance of the error of each outcome, such as that of a mean over few replications.
    :param factors: columns that make up each factor; columns of different factors must be independent.
    :returns: indices and their limits, (factors,), 0 to 1; all 0 where the outcome is constant.
    :raises ResultError: with fewer than 50 draws or than twice the parameters; where most of the variance is that of the
        errors; without OpenTURNS.
    """
    draws, count = parameters.shape
    least = max(50, 2 * count)
    if draws < least:
        raise ResultError(f"{draws} draws are too few for Sobol indices of {count} parameters: run with --draws {least} or more")
    openturns = _openturns()
    errors = numpy.zeros(draws) if errors is None else errors
    variance = float(numpy.var(outcome, ddof=1))
    if variance > 0 and errors.mean() > MOST_ERROR * variance:
        raise ResultError(f"{errors.mean() / variance:.0%} of the variance over draws is luck within them: too much for Sobol "
                          "indices; run with a larger --inner")
    found = _indices(openturns, parameters, outcome, errors, factors)
    random = numpy.random.default_rng(seed)
    again = [_indices(openturns, parameters[rows], outcome[rows], errors[rows], factors)
             for rows in (random.integers(0, draws, draws) for _ in range(resamples))]
    low, high = numpy.quantile(again, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return found, low, high


def _keep_the_interrupt() -> None:
    """OpenTURNS takes the handler of Ctrl-C, and its own ends Python at once: a notebook's stop would lose the notebook. Python
    still knows its own handler, and sets it again."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, handler)


def _openturns() -> ModuleType:
    try:
        import openturns
    except ImportError as error:
        raise ResultError("Sobol indices need OpenTURNS, which is not installed: apt-get install python3-openturns. "
                          "plots.uncertainty_tornado, by rank correlation, does without") from error
    openturns.Log.Show(openturns.Log.NONE)
    return openturns  # type: ignore[no-any-return]


def _indices(
    openturns: ModuleType, parameters: Array, outcome: Array, errors: Array, factors: Sequence[Sequence[int]]
) -> Array:
    total = float(numpy.var(outcome, ddof=1))
    variance = max(total - float(errors.mean()), (1 - MOST_ERROR) / 2 * total)  # a resample may have less than all draws
    varied = [column for column in range(parameters.shape[1]) if numpy.ptp(parameters[:, column]) > 0]
    if variance == 0 or not varied:
        return numpy.zeros(len(factors))
    uniform = (scipy.stats.rankdata(parameters[:, varied], axis=0) - 0.5) / len(outcome) * 2 - 1  # on -1..1
    terms = _expansion(openturns, uniform, outcome)
    _keep_the_interrupt()  # here, as the last of the objects that are gone now takes it once more
    shares = []
    for factor in factors:
        own = {varied.index(column) for column in factor if column in varied}
        part = numpy.zeros(len(outcome))
        for degrees, coefficient in terms:
            used = {place for place, degree in enumerate(degrees) if degree > 0}
            if used and used <= own:
                part += coefficient * numpy.prod([numpy.sqrt(2 * degrees[place] + 1) * scipy.special.eval_legendre(
                    degrees[place], uniform[:, place]) for place in used], axis=0)
        shares.append(min(1.0, float(numpy.var(part, ddof=1)) / variance))
    return numpy.array(shares)


def _expansion(openturns: ModuleType, uniform: Array, outcome: Array) -> Terms:
    """Sparse expansion in products of Legendre polynomials, orthonormal on -1..1, with no more candidates than draws."""
    draws, count = uniform.shape
    terms = openturns.HyperbolicAnisotropicEnumerateFunction(count, INTERACTION_NORM)
    size, degree = int(terms.getMaximumDegreeCardinal(1)), 2
    while degree <= HIGHEST_DEGREE and (larger := int(terms.getMaximumDegreeCardinal(degree))) <= draws:
        size, degree = larger, degree + 1
    basis = openturns.OrthogonalProductPolynomialFactory([openturns.LegendreFactory()] * count, terms)
    chosen = openturns.LeastSquaresMetaModelSelectionFactory(openturns.LARS(), openturns.CorrectedLeaveOneOut())
    algorithm = openturns.FunctionalChaosAlgorithm(
        openturns.Sample(uniform), openturns.Sample(outcome[:, None]),
        openturns.ComposedDistribution([openturns.Uniform(-1, 1)] * count), openturns.FixedStrategy(basis, size),
        openturns.LeastSquaresStrategy(chosen))
    algorithm.run()
    result = algorithm.getResult()
    coefficients = numpy.array(result.getCoefficients())[:, 0]
    return [(tuple(int(degree) for degree in terms(int(index))), float(coefficient))
            for index, coefficient in zip(result.getIndices(), coefficients)]
