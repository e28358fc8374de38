#!/usr/bin/python3
"""The reference corridor (docs/benchmarks.md) in SimPy, as its manual teaches it: a process for each convoy, trip and cell.

    simpy_corridor.py REPLICATIONS SEED

Debian's python3-simpy is SimPy 2.3.
"""
import json
import random
import statistics
import sys
import time

from SimPy.Simulation import Process, Simulation, hold

# Hours throughout.
HORIZON = 30 * 24
ROADS = 20
SEGMENTS_PER_HALF = 3
SEGMENT_DURATION = 0.25 / SEGMENTS_PER_HALF
SEGMENTS = 2 * ROADS * SEGMENTS_PER_HALF
CONVOYS = 10  # convoy i departs every day at hour i
WORKERS = 40  # in one vehicle, which an attack always hits
DORMANT_MEAN = 8
TIMING_SPREAD = 24
STAGED_MEAN = 4
ATTACK_PROBABILITY = 0.05
KILL_PROBABILITY = 0.05


class Corridor(Simulation):
    def __init__(self, random_):
        super().__init__()
        self.initialize()
        self.random = random_
        self.staged = [[] for _ in range(SEGMENTS)]
        self.attacks = self.encounters = self.killed = self.trips = 0

    def run(self):
        for road in range(ROADS):
            cell = Cell(road, self)
            self.activate(cell, cell.live())
        for hour in range(CONVOYS):
            convoy = Convoy(sim=self)
            self.activate(convoy, convoy.depart_daily(), at=hour)
        self.simulate(until=HORIZON)


class Cell(Process):
    def __init__(self, road, corridor):
        super().__init__(sim=corridor)
        middle = (2 * road + 1) * SEGMENTS_PER_HALF
        self.candidates = [middle - 1, middle]

    def live(self):
        draw = self.sim.random
        while True:
            yield hold, self, draw.expovariate(1 / DORMANT_MEAN)
            self.segment = draw.choice(self.candidates)
            yield hold, self, draw.uniform(0, TIMING_SPREAD)
            self.sim.staged[self.segment].append(self)
            yield hold, self, draw.expovariate(1 / STAGED_MEAN)
            if self.interrupted():  # it has attacked, and left its place
                self.interruptReset()
            else:
                self.leave()

    def leave(self):
        self.sim.staged[self.segment].remove(self)


class Convoy(Process):
    def depart_daily(self):
        while True:
            trip = Trip(sim=self.sim)
            self.sim.activate(trip, trip.travel())
            yield hold, self, 24


class Trip(Process):
    def travel(self):
        self.alive = WORKERS
        yield hold, self, SEGMENT_DURATION / 2
        for segment in range(SEGMENTS - 1):
            self.pass_by(segment)
            yield hold, self, SEGMENT_DURATION
        self.pass_by(SEGMENTS - 1)
        yield hold, self, SEGMENT_DURATION / 2
        self.sim.trips += 1

    def pass_by(self, segment):
        """Cells are asked in turn until one attacks."""
        for cell in self.sim.staged[segment]:
            self.sim.encounters += 1
            if self.sim.random.random() < ATTACK_PROBABILITY:
                self.suffer_attack()
                cell.leave()
                self.interrupt(cell)
                return

    def suffer_attack(self):
        draw = self.sim.random.random
        killed = sum(draw() < KILL_PROBABILITY for _ in range(self.alive))
        self.alive -= killed
        self.sim.attacks += 1
        self.sim.killed += killed


def main():
    replications, seed = int(sys.argv[1]), int(sys.argv[2])
    random_ = random.Random(seed)
    outcomes = {"attacks": [], "encounters": [], "killed": [], "trips": []}
    begin = time.process_time()
    for _ in range(replications):
        corridor = Corridor(random_)
        corridor.run()
        for name, values in outcomes.items():
            values.append(getattr(corridor, name))
    report = {"replications": replications, "seconds": time.process_time() - begin}
    for name, values in outcomes.items():
        deviation = statistics.stdev(values) if replications > 1 else 0
        report[name] = {"mean": statistics.fmean(values), "se": deviation / replications**0.5}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
