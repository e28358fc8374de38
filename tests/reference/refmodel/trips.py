"""Trips under way (model.md 3.1) and their encounters (3.4, 3.5)."""
import math

from . import attack, cells, measures
from .measures import SLACK_HOURS
from .vehicles import Vehicle

KIND = 2


class Trip:
    """One departure of a convoy, or one part of it. `shared` holds the draws that its parts have in common."""

    def __init__(self, sim, spec, shared):
        plan = sim.plan
        self.spec, self.order = spec, (spec.convoy, spec.number, spec.part)
        self.counts = spec.scheduled >= -SLACK_HOURS  # trips count by their schedule in [0, horizon)
        self.flies = shared.flies
        left = max(-plan.scenario.warmup, spec.scheduled + spec.jitter * shared.jitter)
        wait = measures.curfew_wait(spec.curfew, plan.scenario.start, left)
        self.departure = left + wait + spec.later
        self.waiting = max(0.0, min(left + wait, plan.scenario.horizon) - left)
        self.status = "unfinished"
        self.steps = self.vehicles = self.end = None  # until it sets out; `end` until it arrives
        self.escorts, self.pace, self.delay = 0, 1.0, 0.0
        self.riding, self.guard, self.guarded = False, [], []  # the escort now; [joined, left] times of each stretch
        self.index, self.position, self.points = -1, 0.0, []
        sim.at(self.departure, KIND, self.order, lambda t: depart(sim, self, t))

    def workers_alive(self):
        return sum(v.alive() for v in self.vehicles)

    def g(self):
        """Escort vehicles that ride along here."""
        return self.escorts if self.riding else 0

    def exposed(self):
        """The vehicles that an attack here falls on."""
        return self.vehicles + self.guard


def depart(sim, trip, t):
    rng, airlift = sim.rng, trip.spec.airlift
    if airlift and trip.flies < airlift.share:
        trip.status = "flown"
        trip.flown_killed = sum(rng.random() < airlift.fatality for _ in range(trip.spec.workers))
    elif sim.postures.suspended(trip.spec.name, t):
        trip.status = "cancelled"
    else:
        set_out(sim, trip, t)


def set_out(sim, trip, t):
    rng, spec, scenario = sim.rng, trip.spec, sim.plan.scenario
    trip.steps = rng.choice(spec.options)
    if spec.pace_cv > 0:
        variance = math.log1p(spec.pace_cv**2)
        trip.pace = math.exp(rng.gauss(-variance / 2, math.sqrt(variance)))
    trip.escorts = spec.escort.vehicles + sim.postures.extra_escorts(spec.name, t)
    types = scenario.vehicles
    trip.vehicles = [Vehicle(kind, types[kind].protection, types[kind].profile, n) for kind, n in spec.aboard]
    if trip.counts:
        accidents(sim, trip)
    sim.passes.set_out(t, trip.steps)
    next_segment(sim, trip, t)


def accidents(sim, trip):
    """3.1: each worker dies on the road with probability 1 - exp(-a km); nothing else depends on it."""
    km = sum(sim.plan.network.segments[s].length for s, _ in trip.steps)
    for kind, n in trip.spec.aboard:
        chance = 1 - math.exp(-sim.plan.scenario.vehicles[kind].accident * km)
        sim.tally.values["accident_killed"] += sum(sim.rng.random() < chance for _ in range(n))
        sim.tally.accidents_expected += n * chance


def escort_to(sim, trip, t):
    """At the node before the next segment the escort joins with g vehicles and full crews, rides on, or leaves."""
    escort, ahead = trip.spec.escort, trip.index < len(trip.steps)
    rides = ahead and (escort.zones is None or sim.plan.network.segments[trip.steps[trip.index][0]].zone in escort.zones)
    if rides and not trip.riding:
        trip.guard = [Vehicle("escort", escort.protection, escort.profile, escort.crew, escort=True)
                      for _ in range(trip.escorts)]
        trip.guarded.append([t, math.inf])
    elif trip.riding and not rides:
        trip.guard = []
        trip.guarded[-1][1] = t
    trip.riding = rides


def next_segment(sim, trip, t):
    """Enter the next segment: its midpoint and the places of background events, in the order of travel; or arrive."""
    trip.index += 1
    escort_to(sim, trip, t)
    if trip.index == len(trip.steps):
        trip.status, trip.end = "arrived", t
        return
    segment = sim.plan.network.segments[trip.steps[trip.index][0]]
    trip.position, trip.points = 0.0, [(0.5, meet_cells)]
    background = sim.plan.scenario.background
    if background:
        # a Poisson process along the segment, thinned at the time of passing by the regime in force
        rate, place = background.rates.get(segment.zone, 0.0) * max(sim.regimes.factors), 0.0
        while rate > 0:
            place += sim.rng.expovariate(rate)
            if place >= segment.length:
                break
            trip.points.append((place / segment.length, meet_background))
        trip.points.sort(key=lambda p: p[0])
    drive_on(sim, trip, t)


def drive_on(sim, trip, t):
    """To the next point within the segment, or to its end."""
    hours = trip.pace * trip.steps[trip.index][1]
    if trip.points:
        place, action = trip.points.pop(0)
    else:
        place, action = 1.0, next_segment
    ahead = (place - trip.position) * hours
    trip.position = place
    sim.at(t + ahead, KIND, trip.order, lambda now: action(sim, trip, now))


def halt(sim, trip, t, hours):
    """A halt shifts the rest of the trip; the delay is the sum of halts, each up to the horizon."""
    trip.delay += min(t + hours, sim.plan.scenario.horizon) - t
    drive_on(sim, trip, t + hours)


def meet_cells(sim, trip, t):
    """At a midpoint: the cells staged there, by number, until one is spotted or attacks (3.4)."""
    segment = trip.steps[trip.index][0]
    place = sim.plan.network.segments[segment]
    sim.tally.leg(t, place.road, "convoy_km", place.length)
    for cell in sorted(sim.staged[segment], key=lambda c: c.order):
        spec = sim.groups[cell.group].spec
        sim.tally.count(t, "encounters")
        pause = encounter(sim, trip, t, segment, spec.engage, spec.deterrence, spec.modes, cell)
        if pause is not None:
            halt(sim, trip, t, pause)
            return
        sim.tally.count(t, "passed")
    drive_on(sim, trip, t)


def meet_background(sim, trip, t):
    """A background event, kept in proportion to the regime's factor at the time of passing (3.4)."""
    background, regimes = sim.plan.scenario.background, sim.regimes
    pause = None
    if sim.rng.random() * max(regimes.factors) < regimes.factor(t):
        pause = encounter(sim, trip, t, trip.steps[trip.index][0], 1.0, background.deterrence, background.modes, None)
    if pause is None:
        drive_on(sim, trip, t)
    else:
        halt(sim, trip, t, pause)


def encounter(sim, trip, t, segment, engage, deterrence, modes, cell):
    """Spotted, attack or passed; returns the hours of the halt, None where the trip has passed."""
    plan, rng, tally, escort, g = sim.plan, sim.rng, sim.tally, trip.spec.escort, trip.g()
    zones = {plan.network.segments[segment].zone}
    help_after = plan.segment_help(segment, t)
    spotted = attack.spot_probability(plan.detect(zones, t), escort.spot, g)
    attacks = attack.attack_probability(engage, deterrence, g)
    killed, escort_killed, chance = plan.expectations.of(modes, lambda m: trip.exposed(), g, escort.suppress, help_after)
    tally.expect(t, "killed_conditional", (1 - spotted) * attacks, killed, chance)
    tally.convoy(t, trip.spec.convoy, "killed_conditional", (1 - spotted) * attacks * killed)
    tally.count(t, "escort_killed_conditional", (1 - spotted) * attacks * escort_killed)

    if rng.random() < spotted:
        tally.count(t, "spotted" if cell else "background_spotted")
        sim.postures.event("spotted", t, zones)
        if cell:
            cells.intercept(sim, cell, t, "spotting", zones)
        return plan.scenario.spotted_halt
    if rng.random() >= attacks:
        return None
    mode = attack.draw_mode(rng, modes)
    result = attack.strike(rng, mode, trip.exposed(), g, escort.suppress, help_after)
    count_attack(sim, trip, t, segment, cell, result)
    sim.postures.event("attack", t, zones)
    if cell:
        cells.after_attack(sim, cell, mode, result.overtaken, t, zones)
    return mode.halt + result.hours


def count_attack(sim, trip, t, segment, cell, result):
    tally, road = sim.tally, sim.plan.network.segments[segment].road
    tally.count(t, "attacks_by_cells" if cell else "background_attacks")
    tally.count(t, "attacks")
    tally.count(t, "vehicles_hit", result.hit)
    for name, pair in (("killed", result.killed), ("injured", result.injured)):
        tally.count(t, name, pair[0])
        tally.count(t, "escort_" + name, pair[1])
    tally.deaths(t, result.killed[0])
    tally.leg(t, road, "attacks")
    tally.leg(t, road, "killed", result.killed[0])
    tally.convoy(t, trip.spec.convoy, "attacks")
    tally.convoy(t, trip.spec.convoy, "killed", result.killed[0])
