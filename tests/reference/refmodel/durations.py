"""Distributions (scenario.md, "Values"): drawing from them, and integrating against them.

`nodes(kinks, upper)` gives points x and weights w with sum(w * f(x)) = E[f(min(X, upper))] for f that is smooth between
the kinks: Gauss-Legendre panels, in log(x) where the support has no end.
"""
import functools
import math

import numpy as np
from scipy import stats

from . import units

_GAUSS = np.polynomial.legendre.leggauss(12)
_TAIL = 1e-14


def _panels(breaks, width):
    """Nodes and weights of Gauss-Legendre panels between sorted breaks, none wider than width(left end)."""
    points, weights = [], []
    for left, right in zip(breaks, breaks[1:]):
        while right - left > 1e-14 * max(1.0, abs(right)):
            end = min(right, left + width(left))
            half = (end - left) / 2
            points.append(left + half * (1 + _GAUSS[0]))
            weights.append(half * _GAUSS[1])
            left = end
    if not points:
        return np.empty(0), np.empty(0)
    return np.concatenate(points), np.concatenate(weights)


class Fixed:
    """Always the same value."""

    def __init__(self, value):
        self.value = value

    def draw(self, rng):
        return self.value

    def nodes(self, kinks=(), upper=math.inf):
        return np.array([min(self.value, upper)]), np.array([1.0])


class _Continuous:
    """Shared quadrature: `law` is the scipy distribution, made when first asked for; `log_step` is 0 for a bounded support."""

    log_step = 0.0

    def nodes(self, kinks=(), upper=math.inf):
        law, log = self.law, self.log_step > 0
        low, high = (max(law.ppf(_TAIL), 1e-280), law.isf(_TAIL)) if log else law.support()
        if upper <= low:
            return np.array([float(upper)]), np.array([1.0])
        top = min(high, upper)
        breaks = sorted({low, top, *(k for k in (*kinks, *self.corners()) if low < k < top)})
        if log:
            centre = math.log(law.mean())
            w, weight = _panels([math.log(b) for b in breaks],
                                lambda left: self.log_step if left > centre - 8 else min(6.0, max(1.0, centre - 8 - left)))
            x = np.exp(w)
            weight = weight * law.pdf(x) * x
        else:
            x, weight = _panels(breaks, lambda left: (high - low) / 4)
            weight = weight * law.pdf(x)
        # what lies under the lowest and above the highest point, as two atoms
        return np.concatenate([[low], x, [top]]), np.concatenate([[law.cdf(low)], weight, [law.sf(top)]])

    def corners(self):
        return ()


class Gamma(_Continuous):
    """Gamma with a mean and a coefficient of variation."""

    def __init__(self, mean, cv):
        self.shape, self.scale = 1 / cv**2, mean * cv**2
        self.log_step = min(1.0, 2 * cv)

    @functools.cached_property
    def law(self):
        return stats.gamma(self.shape, scale=self.scale)

    def draw(self, rng):
        return rng.gammavariate(self.shape, self.scale)


class Exponential(_Continuous):
    """Exp(m) of model.md."""

    log_step = 1.0

    def __init__(self, mean):
        self.mean = mean

    @functools.cached_property
    def law(self):
        return stats.expon(scale=self.mean)

    def draw(self, rng):
        return rng.expovariate(1 / self.mean)


class Lognormal(_Continuous):
    """Lognormal with a mean and a coefficient of variation (of the variable, not of its logarithm)."""

    def __init__(self, mean, cv):
        self.sigma = math.sqrt(math.log1p(cv**2))
        self.mu = math.log(mean) - self.sigma**2 / 2
        self.log_step = min(1.0, self.sigma)

    @functools.cached_property
    def law(self):
        return stats.lognorm(self.sigma, scale=math.exp(self.mu))

    def draw(self, rng):
        return math.exp(rng.gauss(self.mu, self.sigma))


class Uniform(_Continuous):
    """Uniform between two values."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    @functools.cached_property
    def law(self):
        return stats.uniform(self.low, self.high - self.low)

    def draw(self, rng):
        return rng.uniform(self.low, self.high)


class Triangular(_Continuous):
    """Triangular: least, mode, most."""

    def __init__(self, low, mode, high):
        self.low, self.mode, self.high = low, mode, high

    @functools.cached_property
    def law(self):
        return stats.triang((self.mode - self.low) / (self.high - self.low), loc=self.low, scale=self.high - self.low)

    def draw(self, rng):
        return rng.triangular(self.low, self.high, self.mode)

    def corners(self):
        return (self.mode,)


def read(value):
    """A duration of the scenario file: a one-key map, or a bare quantity, which is fixed."""
    if isinstance(value, str):
        return Fixed(units.hours(value))
    (kind, inner), = value.items()
    if kind == "fixed":
        return Fixed(units.hours(inner))
    if kind == "exponential":
        return Exponential(units.hours(inner["mean"]))
    if kind in ("gamma", "lognormal"):
        mean, cv = units.hours(inner["mean"]), units.share(inner["cv"])
        if cv == 0:
            return Fixed(mean)
        return (Gamma if kind == "gamma" else Lognormal)(mean, cv)
    ends = [units.hours(q) for q in inner]
    if ends[0] == ends[-1]:
        return Fixed(ends[0])
    return Uniform(*ends) if kind == "uniform" else Triangular(*ends)
