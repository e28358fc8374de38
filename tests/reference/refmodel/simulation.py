"""One replication: an event queue over [-warmup, horizon) (model.md 2, "Time" and "Order")."""
import heapq
import itertools
import random
from types import SimpleNamespace as Record

from . import cells, outcomes, theatre, trips
from .choice import Passes


class Simulation:
    """The state of a replication; `at` schedules what happens next."""

    def __init__(self, plan, seed):
        self.plan, self.rng = plan, random.Random(seed)
        scenario = plan.scenario
        self._queue, self._serial = [], itertools.count()
        self.tally = outcomes.Tally(len(plan.network.roads), len(scenario.convoys), scenario.horizon)
        self.passes = Passes(plan)
        self.postures = theatre.Postures(plan.policy)
        self.regimes = theatre.Regimes(scenario, self.rng)
        self.staged = [[] for _ in plan.network.segments]
        self.groups = [cells.Group(i, g) for i, g in enumerate(scenario.groups)]
        for group in self.groups:
            for _ in range(group.spec.cells):
                group.join(self, -scenario.warmup)
            cells.recruit(self, group, -scenario.warmup)
        shared = {(s.convoy, s.number): Record(jitter=self.rng.uniform(-1, 1), flies=self.rng.random()) for s in plan.trips}
        self.trips = [trips.Trip(self, spec, shared[spec.convoy, spec.number]) for spec in plan.trips]

    def at(self, time, kind, order, action):
        """Do action(time) then; at the same instant in the order of kind, then of file order."""
        if time < self.plan.scenario.horizon:
            heapq.heappush(self._queue, (time, kind, order, next(self._serial), action))

    def run(self):
        while self._queue:
            time, _, _, _, action = heapq.heappop(self._queue)
            action(time)
        outcomes.finish(self)
        return self.tally


def replicate(plan, seed, index):
    """The outcome of replication `index` under a plan: a Tally. Its generator depends on seed, policy and index alone."""
    return Simulation(plan, f"{seed}/{plan.policy.name}/{index}").run()
