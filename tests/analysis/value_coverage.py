"""Measures how often the limits of the value of information hold: the table of docs/methods/value-of-information.md.

    /usr/bin/python3 -B tests/analysis/value_coverage.py     half an hour; tests run some of these cases on fewer samples
"""

import itertools

import numpy
from spread_draws import normals
from test_value_of_information import gaussian_value, three_options, two_options

SAMPLES = 200


def gaussian(mean, luck):
    """Everything, and the parameter that matters."""
    value = gaussian_value(mean, 1)

    def sample(seed, draws, spread):
        losses, errors, parameters, _ = two_options(1000 + seed, mean, draws, luck, spread)
        return losses, errors, parameters, [parameters[:, [0]]], None
    return sample, [value, value]


def three(luck):
    """Everything, two parameters that interact, both of them, and one that moves all options alike."""
    everyone = numpy.random.default_rng(9).normal(size=(2_000_000, 3))
    level = numpy.broadcast_to([0, 0.2, 0.1], (len(everyone), 3))
    given_first, given_second = level.copy(), level.copy()
    given_first[:, 1] += everyone[:, 0]
    given_second[:, 2] += 0.6 * everyone[:, 1]
    both = -three_options(everyone * [1, 1, 0]).min(axis=1).mean()

    def sample(seed, draws, spread):
        random = numpy.random.default_rng(5000 + seed)
        drawn = normals(random, draws, 3, spread)
        losses = three_options(drawn) + random.normal(size=(draws, 3)) * luck**0.5
        sets = [drawn[:, [0]], drawn[:, [1]], drawn[:, [0, 1]], drawn[:, [2]]]
        return losses, numpy.broadcast_to(luck * numpy.eye(3), (draws, 3, 3)), drawn, sets, [(), (), (0, 1), ()]
    return sample, [both, -given_first.min(axis=1).mean(), -given_second.min(axis=1).mean(), both, 0]


def skewed(cost):
    """Half of a lognormal number of deaths is averted at a cost; luck within draws grows with the deaths, and is skewed too."""
    deaths = numpy.exp(0.8 * numpy.random.default_rng(9).normal(size=2_000_000))
    value = min(deaths.mean(), 0.5 * deaths.mean() + cost) - numpy.minimum(deaths, 0.5 * deaths + cost).mean()

    def sample(seed, draws, spread):
        random = numpy.random.default_rng(5000 + seed)
        drawn = normals(random, draws, 2, spread)
        expected = numpy.exp(0.8 * drawn[:, 0])[:, None] * [1, 0.5]
        errors = numpy.zeros((draws, 2, 2))
        errors[:, [0, 1], [0, 1]] = 0.3 * expected
        return random.gamma(expected / 0.3, 0.3) + [0, cost], errors, drawn, [drawn[:, [0]], drawn[:, [1]]], None
    return sample, [value, value, 0]


def main():
    from convoyrisk.information import worth_of_knowing
    cases = [(f"two normal, mean {mean} s, luck {luck}", *gaussian(mean, luck)) for mean in (0, 0.5, 2, 3) for luck in (0, 1)]
    cases += [(f"three with an interaction, luck {luck}", *three(luck)) for luck in (0, 0.5)]
    cases += [(f"lognormal, cost {cost}", *skewed(cost)) for cost in (0.3, 0.7, 1.5)]
    for name, sample, truth in cases:
        for draws, spread in itertools.product((50, 200), (False, True)):
            low = numpy.zeros(len(truth))
            high, ends = low.copy(), []
            for seed in range(SAMPLES):
                everything, rest = worth_of_knowing(*sample(seed, draws, spread), seed=seed)
                found = [everything, *rest]
                low += [each.low > value + 1e-12 for each, value in zip(found, truth)]
                high += [each.high < value - 1e-12 for each, value in zip(found, truth)]
                ends.append([(each.lower, each.upper, each.high) for each in found])
            mean = numpy.mean(ends, axis=0)
            for place, value in enumerate(truth):
                numbers = " | ".join(f"{number:.3f}" for number in mean[place])
                print(f"{name} | {draws}{', spread' if spread else ''} | {place} | {value:.4f} | {numbers} | {100 * low[place] / SAMPLES:.1f} % | "
                      f"{100 * high[place] / SAMPLES:.1f} %", flush=True)


if __name__ == "__main__":
    main()
