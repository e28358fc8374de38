"""What a group remembers and how a cell chooses (model.md 3.3)."""
import math


class Passes:
    """The passes of every segment, at departure plus free-flow time, and what groups remember of them."""

    def __init__(self, plan):
        self.times = [[] for _ in plan.network.segments]
        start = plan.scenario.start
        self.clock = start.hour + start.minute / 60 + start.second / 3600

    def set_out(self, departure, steps):
        """A trip that sets out: free flow, P = 1, no halts; a time still ahead is remembered once past."""
        t = departure
        for segment, hours in steps:
            self.times[segment].append(t + hours / 2)
            t += hours

    def memory(self, group, segment, t):
        """n_s(t)."""
        if group.observe == 0:
            return 0.0
        return group.observe * sum(math.exp(-(t - p) / group.memory) for p in self.times[segment] if p < t)

    def memory_by_hour(self, group, segment, t):
        """[n_s,k(t)] for the local hours of day k."""
        by_hour = [0.0] * 24
        for p in self.times[segment]:
            if p < t:
                by_hour[math.floor((self.clock + p) % 24) % 24] += group.observe * math.exp(-(t - p) / group.memory)
        return by_hour


def weights(sim, group_index, home, t):
    """[(segment, weight)], [(site, weight)] of the candidates of a home at t."""
    plan, group = sim.plan, sim.plan.scenario.groups[group_index]
    near, target = plan.candidates[group_index][home], group.target
    segments = []
    for s, d in near.segments:
        segment = plan.network.segments[s]
        seen = math.log(1 + sim.passes.memory(group, s, t)) if target.traffic else 0.0
        segments.append((s, segment.length * math.exp(
            target.traffic * seen + target.cover * segment.cover
            - target.distance * _relative(d, group) - target.security * plan.patrol_visits(s, t))))
    sites = [(i, plan.scenario.sites[i].attraction * math.exp(
        -target.distance * _relative(d, group) - target.security * plan.site_guards(i, t))) for i, d in near.sites]
    return segments, sites


def follow_up_segment(sim, group_index, attacked, t):
    """3.2: where a follow-up of an attack stages: the weight of 3.3 without distance, times exp(-r/distance). None: nowhere."""
    plan, group = sim.plan, sim.plan.scenario.groups[group_index]
    places, chances = [], []
    for s, r in plan.follow_up_places(attacked, group.follow_up.distance):
        segment, target = plan.network.segments[s], group.target
        seen = math.log(1 + sim.passes.memory(group, s, t)) if target.traffic else 0.0
        places.append(s)
        chances.append(segment.length * math.exp(target.traffic * seen + target.cover * segment.cover
                                                 - target.security * plan.patrol_visits(s, t) - r / group.follow_up.distance))
    return sim.rng.choices(places, chances)[0] if any(c > 0 for c in chances) else None


def _relative(d, group):
    return d / group.range if group.range > 0 else 0.0


def choose(sim, group_index, home, t):
    """("segment", s), ("site", i), or None where neither kind is at hand."""
    segments, sites = weights(sim, group_index, home, t)
    group, rng = sim.plan.scenario.groups[group_index], sim.rng
    any_segment, any_site = any(w > 0 for _, w in segments), any(w > 0 for _, w in sites)
    if not any_segment and not any_site:
        return None
    if any_segment and any_site:
        kind = "site" if rng.random() < group.site_share else "segment"
    else:
        kind = "site" if any_site else "segment"
    options = sites if kind == "site" else segments
    return kind, rng.choices([o for o, _ in options], [w for _, w in options])[0]


def staging_time(sim, group_index, segment, t):
    """3.3 Timing: when a cell that chose a segment at t becomes staged."""
    group, rng = sim.plan.scenario.groups[group_index], sim.rng
    if rng.random() >= group.habit:
        return t + rng.uniform(0, 24)
    by_hour = sim.passes.memory_by_hour(group, segment, t)
    total = sum(by_hour)
    chance = [0.1 / 24 + 0.9 * n / total if total > 0 else 1 / 24 for n in by_hour]
    time_of_day = rng.choices(range(24), chance)[0] + rng.random()
    ahead = (time_of_day - sim.passes.clock - t) % 24  # the first such time of day after the choice
    return max(t, t + ahead - group.lead)
