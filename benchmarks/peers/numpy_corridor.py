#!/usr/bin/python3
"""The reference corridor (docs/benchmarks.md) in NumPy, every step for all replications of a batch at once.

    numpy_corridor.py REPLICATIONS SEED

Cells do not hear of each other, so each is followed alone over the month, road by road; passes are counted by arithmetic.
"""
import json
import sys
import time

import numpy as np

# Hours throughout.
DAYS = 30
HORIZON = 24 * DAYS
ROADS = 20
HALF_DURATION = 0.25
SEGMENT_DURATION = HALF_DURATION / 3
CONVOYS = 10  # convoy i departs every day at hour i
WORKERS = 40  # in one vehicle, which an attack always hits
DORMANT_MEAN = 8
TIMING_SPREAD = 24
STAGED_MEAN = 4
ATTACK_PROBABILITY = 0.05
KILL_PROBABILITY = 0.05
BATCH = 1000  # replications; the fastest of 100, 300, 1000, 3000, 10000


def passes_before(since):
    """Passes of a place, counted from the first of the month, before so many hours from its first."""
    day, hour = np.divmod(np.maximum(since, 0), 24)
    return np.minimum(CONVOYS * day + np.minimum(np.ceil(hour), CONVOYS), CONVOYS * DAYS).astype(np.int64)


def batch(draw, size):
    alive = np.full((size, DAYS * CONVOYS), WORKERS)
    attacks, encounters, killed = (np.zeros(size) for _ in range(3))
    for road in range(ROADS):
        lives = np.arange(size)  # replications whose cell is not past the horizon
        t = draw.exponential(DORMANT_MEAN, size)
        while lives.size:
            side = np.where(draw.random(lives.size) < 0.5, -0.5, 0.5)
            offset = HALF_DURATION * (2 * road + 1) + side * SEGMENT_DURATION
            begin = t + TIMING_SPREAD * draw.random(lives.size)
            t = begin + draw.exponential(STAGED_MEAN, lives.size)
            first = passes_before(begin - offset)
            met = passes_before(np.minimum(t, HORIZON) - offset) - first
            tries = draw.geometric(ATTACK_PROBABILITY, lives.size)
            encounters[lives] += np.minimum(met, tries)
            hit = np.flatnonzero(tries <= met)
            trip = first[hit] + tries[hit] - 1
            dead = draw.binomial(alive[lives[hit], trip], KILL_PROBABILITY)
            alive[lives[hit], trip] -= dead
            attacks[lives[hit]] += 1
            killed[lives[hit]] += dead
            t[hit] = 24 * (trip // CONVOYS) + trip % CONVOYS + offset[hit]
            t += draw.exponential(DORMANT_MEAN, lives.size)
            going_on = t < HORIZON
            lives, t = lives[going_on], t[going_on]
    return {"attacks": attacks, "encounters": encounters, "killed": killed, "trips": np.full(size, DAYS * CONVOYS)}


def main():
    replications, seed = int(sys.argv[1]), int(sys.argv[2])
    draw = np.random.default_rng(seed)
    begin = time.process_time()
    parts = [batch(draw, min(BATCH, replications - done)) for done in range(0, replications, BATCH)]
    report = {"replications": replications, "seconds": time.process_time() - begin}
    for name in parts[0]:
        values = np.concatenate([part[name] for part in parts])
        report[name] = {"mean": values.mean(), "se": values.std(ddof=1) / np.sqrt(replications) if replications > 1 else 0.0}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
