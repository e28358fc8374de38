"""Conditional expectations of an attack (model.md 5), by numerical integration over severity and assault duration.

Given severity Z and A = min(D, R), vehicles are independent once the first hit is known: each occupant alive is killed with
probability 1 - (1 - p) s where hit and 1 - s where not, p = min(1, Z kill (1 - q)), s the chance to survive the assault.
The number of workers killed is a convolution of binomials, mixed over the first vehicle hit and over `spread`.
"""
import math

import numpy as np

from .attack import assault_hazards
from .durations import Fixed, Gamma


class Expectations:
    """Answers, kept by what an attack depends on: mode, who is aboard alive, g, suppress, R."""

    def __init__(self):
        self._kept = {}

    def of(self, modes, vehicles_for, guards, suppress, help_after):
        """(E[workers killed], E[escort killed], P(n workers killed) as an array) of an attack whose mode is drawn.

        `vehicles_for(mode)` lists the vehicles exposed to a mode.
        """
        total = sum(m.weight for m in modes)
        workers = escorts = 0.0
        chance = np.zeros(1)
        for mode in modes:
            if mode.weight == 0:
                continue
            aboard = tuple((v.alive(), v.protection, v.profile, v.escort) for v in vehicles_for(mode))
            key = (id(mode), aboard, guards, suppress, help_after if mode.assault else 0.0)
            if key not in self._kept:
                self._kept[key] = of_mode(mode, aboard, guards, suppress, help_after)
            w, e, p = self._kept[key]
            workers += mode.weight / total * w
            escorts += mode.weight / total * e
            chance = add(chance, mode.weight / total * p)
        return workers, escorts, chance


def add(a, b):
    """Sum of two arrays, the shorter one filled up with zeros."""
    if len(a) < len(b):
        a, b = b, a
    a = a.copy()
    a[:len(b)] += b
    return a


def of_mode(mode, aboard, guards, suppress, help_after):
    """The same for one mode; `aboard` holds (people alive, protection, profile, escort?) of each vehicle."""
    if not any(profile for _, _, profile, _ in aboard):  # all alike
        aboard = tuple((people, q, 1.0, escort) for people, q, _, escort in aboard)
    # P(hit) of a vehicle has kinks in Z where Z kill (1 - q) = 1
    kinks = {1 / (mode.kill * (1 - q)) for _, q, _, _ in aboard if mode.kill * (1 - q) > 0}
    z, z_weight = (Gamma(1, mode.severity_cv) if mode.severity_cv > 0 else Fixed(1.0)).nodes(kinks)
    a, a_weight = mode.assault.duration.nodes((), help_after) if mode.assault else (np.zeros(1), np.ones(1))
    z, a = (grid.ravel() for grid in np.meshgrid(z, a, indexing="ij"))
    weight = np.outer(z_weight, a_weight).ravel()
    matters = weight > 1e-17  # what is left out weighs less than 1e-12 together
    z, a, weight = z[matters], a[matters], weight[matters]

    total = sum(profile for _, _, profile, _ in aboard)
    workers = escorts = 0.0
    deaths_if = []  # of each vehicle: P(k workers dead) if hit, if not
    for people, q, profile, escort in aboard:
        survive = np.exp(-assault_hazards(mode, q, suppress, guards)[0] * a)
        if_hit = 1 - (1 - np.minimum(1, z * mode.kill * (1 - q))) * survive
        if_not = 1 - survive
        deaths_if.append(None if escort else (_binomial(people, if_hit), _binomial(people, if_not)))
        first = profile / total
        hit = first + (1 - first) * mode.spread
        expected = people * (weight @ (hit * if_hit + (1 - hit) * if_not))
        if escort:
            escorts += expected
        else:
            workers += expected

    chance, known = 0.0, {}  # vehicles that are alike give the same answer when hit first
    for first, vehicle in enumerate(aboard):
        if vehicle[2] > 0 and vehicle not in known:
            rows = np.ones((1, len(z)))
            for i, deaths in enumerate(deaths_if):
                if deaths is not None:
                    hit = 1.0 if i == first else mode.spread
                    rows = _convolve(rows, hit * deaths[0] + (1 - hit) * deaths[1])
            known[vehicle] = rows @ weight
        if vehicle[2] > 0:
            chance = chance + vehicle[2] / total * known[vehicle]
    return float(workers), float(escorts), np.atleast_1d(chance)


def _binomial(n, p):
    """P(k of n) in rows k = 0..n, for an array p."""
    k = np.arange(n + 1)[:, None]
    ways = np.array([float(math.comb(n, i)) for i in range(n + 1)])[:, None]
    return ways * p[None, :] ** k * (1 - p[None, :]) ** (n - k)


def _convolve(a, b):
    out = np.zeros((len(a) + len(b) - 1, max(a.shape[1], b.shape[1])))
    for i, row in enumerate(b):
        out[i:i + len(a)] += a * row
    return out
