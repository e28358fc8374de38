"""Draws that are spread evenly, as the engine makes them (docs/methods/spread-draws.md), of any random numbers."""

import numpy
from scipy.stats import norm

LEVELS, SCRAMBLINGS = 3, 8
PLACES = 1 << LEVELS


def uniforms(random, draws, parameters):
    """(draws, parameters), each in (0, 1)."""
    numbers = numpy.arange(draws)
    scrambling = numbers // (SCRAMBLINGS * PLACES) * SCRAMBLINGS + numbers % SCRAMBLINGS
    place = (numbers % (SCRAMBLINGS * PLACES) // SCRAMBLINGS)[:, None]
    coins = random.integers(0, 2, size=(2, scrambling.max() + 1, parameters, PLACES))[:, scrambling]
    turned = _scrambled(place, coins[0])
    backwards = sum((turned >> level & 1) << (LEVELS - 1 - level) for level in range(LEVELS))
    return (_scrambled(backwards, coins[1]) + random.random((draws, parameters))) / PLACES


def normals(random, draws, parameters, spread):
    return norm.ppf(uniforms(random, draws, parameters)) if spread else random.normal(size=(draws, parameters))


def _scrambled(place, coins):
    """Turns over the binary digits of a place, the highest first, by a coin for each way that leads to one."""
    place = numpy.broadcast_to(place, coins.shape[:2])
    turned, branch = numpy.zeros_like(place), numpy.ones_like(place)
    for level in reversed(range(LEVELS)):
        digit = place >> level & 1
        turned = turned << 1 | digit ^ numpy.take_along_axis(coins, branch[:, :, None], 2)[:, :, 0]
        branch = branch << 1 | digit
    return turned
