"""What a scenario and a policy fix before the first draw: trips, routes, distances, hazards by place."""
import math
from types import SimpleNamespace as Record

from . import measures, routes, timetable, vehicles
from .expectation import Expectations
from .network import RANGE_SLACK_KM, Network


class Plan:
    """A scenario under one policy."""

    def __init__(self, scenario, policy, network=None):
        self.scenario, self.policy = scenario, policy
        self.network = network or Network(scenario.network)
        self.expectations = Expectations()
        self.convoys = [Record(**{**vars(c), **policy.convoys.get(c.name, {})}) for c in scenario.convoys]
        self._routes = {}
        self.trips = [trip for i in range(len(self.convoys)) for trip in self._trips(i)]
        self.candidates = [{home: self._candidates(g, home) for home in g.home} for g in scenario.groups]
        self._help = {}

    # 3.1 Trips
    def _trips(self, index):
        """Records of all trips of a convoy, a trip that is split as its parts."""
        scenario, convoy = self.scenario, self.convoys[index]
        for entry in timetable.departures(convoy, self.policy, scenario.start, scenario.warmup, scenario.horizon):
            loads = entry.consolidate.trips if entry.consolidate else 1
            aboard = vehicles.make_up(convoy, scenario.vehicles, entry.vehicles.replace if entry.vehicles else {}, loads)
            parts = entry.split.parts if entry.split else 1
            for part in range(min(parts, len(aboard))):
                share = aboard[part::parts]
                yield Record(convoy=index, name=convoy.name, number=entry.number, part=part, scheduled=entry.scheduled,
                             options=self._options(index, entry.routing), aboard=share, workers=sum(n for _, n in share),
                             pace_cv=convoy.pace_cv, later=part * entry.split.headway if entry.split else 0.0,
                             jitter=entry.schedule.jitter if entry.schedule else 0.0,
                             curfew=entry.schedule.curfew if entry.schedule else None,
                             airlift=entry.airlift, escort=entry.escort or measures.escort({}))

    def _options(self, index, routing):
        """The routes that a trip chooses from, each a list of steps (see _steps)."""
        key = index, id(routing)
        if key not in self._routes:
            c = self.convoys[index]
            self._routes[key] = [self._steps(r, c) for r in
                                 routes.choices(self.network.roads, c.start, c.end, c.speed, routing)]
        return self._routes[key]

    def _steps(self, route, convoy):
        """[(segment, hours at pace 1)] in the order of travel."""
        steps = []
        for road, forward in route:
            row = self.network.of_road[road]
            speed = min(self.network.roads[road].speed, convoy.speed)
            steps += [(s, self.network.segments[s].length / speed) for s in (row if forward else row[::-1])]
        return steps

    # 3.5 step 4: help
    def segment_help(self, segment, t):
        """R at a segment for an attack that begins at t."""
        return self._least_help(t, ("segment", segment), lambda base: self.network.to_segment(base, segment))

    def site_help(self, site, t):
        node = self.scenario.sites[site].node
        return self._least_help(t, ("site", site), lambda base: self.network.to_node(base, node))

    def _least_help(self, t, place, distance):
        least = math.inf
        for force in measures.in_force(self.policy.reaction_force, t):
            key = id(force), place
            if key not in self._help:
                self._help[key] = force.ready + min(distance(b) for b in force.bases) / force.speed
            least = min(least, self._help[key])
        return least

    # 3.6
    def site_guards(self, site, t):
        spec = self.scenario.sites[site]
        return spec.guards + sum(e.add.get(spec.name, 0) for e in measures.in_force(self.policy.guards, t))

    # 3.4 step 1
    def detect(self, zones, t):
        """D at a place with these zones: 1 - the product of 1 - detect over the entries in force there."""
        return 1 - math.prod(1 - e.detect for e in measures.in_force(self.policy.surveillance, t)
                             if measures.covers_zone(e, zones))

    # 3.3 Candidates
    def _candidates(self, group, home):
        """Records of what lies in range of a home: segments and sites with their d."""
        limit = group.range + RANGE_SLACK_KM
        near = [(s, self.network.to_segment(home, s)) for s in range(len(self.network.segments))]
        sites = [(i, self.network.to_node(home, s.node)) for i, s in enumerate(self.scenario.sites)]
        return Record(segments=[c for c in near if c[1] <= limit], sites=[c for c in sites if c[1] <= limit])

    # 3.7 Standing hazards, as pieces (start, end, rate)
    def _patrols(self, segment):
        return [p for p in self.policy.patrols if measures.covers_zone(p, {self.network.segments[segment].zone})]

    def patrol_visits(self, segment, t):
        """v_s, visits per day."""
        return sum(24 / p.interval for p in measures.in_force(self._patrols(segment), t))

    def patrol_hazard(self, segment):
        return [(p.start, p.end, p.detect / p.interval) for p in self._patrols(segment)]

    def tip_hazard(self):
        return [(e.start, e.end, e.tip_rate) for e in self.policy.intelligence]

    def raid_hazard(self, home):
        zones = self.network.node_zones(home)
        return [(c.start, c.end, c.raid_rate) for c in self.policy.crackdown if measures.covers_zone(c, zones)]

    def recruit_factor(self, t):
        """What crackdowns and sanctuary make of a group's rate of recruitment at t."""
        backlash = sum(c.backlash for c in measures.in_force(self.policy.crackdown, t))
        return (1 + backlash) * math.prod(e.recruitment for e in measures.in_force(self.policy.sanctuary, t))

    def recruit_marks(self):
        """The times at which recruit_factor may change."""
        return sorted({x for e in self.policy.crackdown + self.policy.sanctuary for x in (e.start, e.end) if math.isfinite(x)})

    # 3.2 Follow-ups
    def follow_up_places(self, segment, distance):
        """[(segment, r)] with r the road distance between midpoints, at most 20 distances."""
        here = self.network.segments[segment]
        places = []
        for s, other in enumerate(self.network.segments):
            r = 0.0 if s == segment else here.length / 2 + other.length / 2 + min(
                self.network.distances(end).get(e, math.inf) for end in here.ends for e in other.ends)
            if r <= 20 * distance:
                places.append((s, r))
        return places
