"""What a scenario and a policy fix before the first draw: trips, routes, distances, hazards by place."""
import math
from types import SimpleNamespace as Record

from . import routes, timetable, vehicles
from .expectation import Expectations
from .network import RANGE_SLACK_KM, Network


class Plan:
    """A scenario under one policy."""

    def __init__(self, scenario, policy, network=None):
        self.scenario, self.policy = scenario, policy
        self.network = network or Network(scenario.network)
        self.expectations = Expectations()
        self.trips = [trip for i, c in enumerate(scenario.convoys) for trip in self._trips(i, c)]
        self.site_guards = [s.guards + policy.guards.get(s.name, 0) for s in scenario.sites]
        self.segment_help = [self._help([self.network.to_segment(b, s) for b in self._bases()])
                             for s in range(len(self.network.segments))]
        self.site_help = [self._help([self.network.to_node(b, s.node) for b in self._bases()]) for s in scenario.sites]
        self.candidates = [{home: self._candidates(g, home) for home in g.home} for g in scenario.groups]

    # 3.1 Trips
    def _trips(self, index, convoy):
        scenario, policy = self.scenario, self.policy
        options = [self._steps(r, convoy) for r in
                   routes.choices(self.network.roads, convoy.start, convoy.end, convoy.speed, policy.routing)]
        aboard = vehicles.make_up(convoy, scenario.vehicles, policy.vehicles, policy.consolidate)
        for number, time in timetable.entries(convoy, scenario.start, scenario.warmup, scenario.horizon, policy.consolidate):
            yield Record(convoy=index, number=number, scheduled=time, options=options, aboard=aboard,
                         workers=convoy.workers * policy.consolidate, pace_cv=convoy.pace_cv)

    def _steps(self, route, convoy):
        """[(segment, hours at pace 1)] in the order of travel."""
        steps = []
        for road, forward in route:
            row = self.network.of_road[road]
            speed = min(self.network.roads[road].speed, convoy.speed)
            steps += [(s, self.network.segments[s].length / speed) for s in (row if forward else row[::-1])]
        return steps

    # 3.5 step 4: help
    def _bases(self):
        return self.policy.reaction_force.bases if self.policy.reaction_force else []

    def _help(self, distances):
        if not distances:
            return math.inf
        return self.policy.reaction_force.ready + min(distances) / self.policy.reaction_force.speed

    # 3.3 Candidates
    def _candidates(self, group, home):
        """Records of what lies in range of a home: segments and sites with their d."""
        limit = group.range + RANGE_SLACK_KM
        near = [(s, self.network.to_segment(home, s)) for s in range(len(self.network.segments))]
        sites = [(i, self.network.to_node(home, s.node)) for i, s in enumerate(self.scenario.sites)]
        return Record(segments=[c for c in near if c[1] <= limit], sites=[c for c in sites if c[1] <= limit])

    # 3.7 Standing hazards
    def patrolled(self, segment):
        p = self.policy.patrols
        return p is not None and (p.zones is None or self.network.segments[segment].zone in p.zones)

    def patrol_visits(self, segment):
        """v_s, visits per day."""
        return 24 / self.policy.patrols.interval if self.patrolled(segment) else 0.0

    def patrol_hazard(self, segment):
        return self.policy.patrols.detect / self.policy.patrols.interval if self.patrolled(segment) else 0.0

    def raid_hazard(self, home):
        c = self.policy.crackdown
        if c is None or not (c.zones is None or self.network.node_zones(home) & set(c.zones)):
            return 0.0
        return c.raid_rate
