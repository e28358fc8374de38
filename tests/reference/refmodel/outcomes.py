"""Outcomes of one replication (model.md 4) and their cost (3.8)."""
import math

import numpy as np

from . import measures

INTERCEPTIONS = ["interceptions_" + c for c in ("spotting", "patrol", "tip", "raid", "reaction")]
OUTCOMES = """trips_scheduled trips_cancelled trips_flown trips_arrived trips_unfinished workers_scheduled workers_delivered
stagings encounters spotted attacks_by_cells passed background_spotted background_attacks site_attacks attacks vehicles_hit
killed injured escort_killed escort_injured site_killed site_injured flown_killed accident_killed killed_total injured_total
cells_eliminated
cells_recruited interceptions_spotting interceptions_patrol interceptions_tip interceptions_raid interceptions_reaction
cells_active delay waiting cost killed_conditional site_killed_conditional escort_killed_conditional
killed_total_conditional""".split()
LEG_COLUMNS = ["convoy_km", "stagings", "attacks", "killed"]
CONVOY_COLUMNS = ["trips", "attacks", "killed", "killed_conditional", "delivered"]


class Tally:
    """Counts what happens by the clock in [0, horizon)."""

    def __init__(self, roads, convoys, horizon):
        self.horizon = horizon
        self.convoys = np.zeros((convoys, len(CONVOY_COLUMNS)))
        self.accidents_expected = 0.0
        self.values = dict.fromkeys(OUTCOMES, 0.0)
        self.legs = np.zeros((roads, len(LEG_COLUMNS)))
        self.counted, self.conditional = {}, np.zeros(1)

    def _in_time(self, t):
        return 0 <= t < self.horizon

    def count(self, t, name, by=1):
        if self._in_time(t):
            self.values[name] += by

    def leg(self, t, road, column, by=1):
        if self._in_time(t):
            self.legs[road, LEG_COLUMNS.index(column)] += by

    def convoy(self, t, convoy, column, by=1):
        if self._in_time(t):
            self.convoys[convoy, CONVOY_COLUMNS.index(column)] += by

    def deaths(self, t, n):
        """An attack that killed n workers, or n people at a site."""
        if self._in_time(t):
            self.counted[n] = self.counted.get(n, 0) + 1

    def expect(self, t, name, probability, killed, chance):
        """Section 5: P(attack) E[killed | attack] and P(attack) P(n killed | attack)."""
        if self._in_time(t):
            self.values[name] += probability * killed
            if len(chance) > len(self.conditional):
                self.conditional = np.concatenate([self.conditional, np.zeros(len(chance) - len(self.conditional))])
            self.conditional[:len(chance)] += probability * chance


def finish(sim):
    """Trips by their schedule, cells active, totals and cost."""
    tally = sim.tally
    values, flown_expected = tally.values, 0.0
    for trip in sim.trips:
        if not trip.counts:
            continue
        delivered = 0
        if trip.status == "flown":
            delivered = trip.spec.workers
            values["flown_killed"] += trip.flown_killed
            flown_expected += trip.spec.workers * trip.spec.airlift.fatality
        elif trip.status == "arrived":
            delivered = trip.workers_alive()
        values["trips_scheduled"] += 1
        values["trips_" + trip.status] += 1
        values["workers_scheduled"] += trip.spec.workers
        values["workers_delivered"] += delivered
        values["waiting"] += trip.spec.workers * trip.waiting
        if trip.vehicles:
            values["delay"] += trip.spec.workers * trip.delay
        tally.convoys[trip.spec.convoy, CONVOY_COLUMNS.index("trips")] += trip.vehicles is not None
        tally.convoys[trip.spec.convoy, CONVOY_COLUMNS.index("delivered")] += delivered
    values["cells_active"] = sum(c.state != "eliminated" for g in sim.groups for c in g.cells)
    values["killed_total"] = sum(values[k] for k in ("killed", "escort_killed", "site_killed", "flown_killed", "accident_killed"))
    values["injured_total"] = sum(values[k] for k in ("injured", "escort_injured", "site_injured"))
    values["killed_total_conditional"] = flown_expected + tally.accidents_expected + sum(
        values[k + "_conditional"] for k in ("killed", "escort_killed", "site_killed"))
    values["cost"] = cost(sim)


def cost(sim):
    """3.8: what the scenario's prices make of what was used."""
    total = sum(_trip_cost(sim.plan, trip) for trip in sim.trips)
    return total + _standing_cost(sim.plan)


def _trip_cost(plan, trip):
    scenario, price = plan.scenario, plan.scenario.costs.price
    total = 0.0

    def within(begin, end):
        return max(0.0, min(end, scenario.horizon) - max(0.0, begin))

    if trip.vehicles:
        used = within(trip.departure, math.inf if trip.end is None else trip.end)
        total += used * sum(scenario.costs.vehicle_hour.get(v.kind, 0.0) for v in trip.vehicles)
        total += price("escort_vehicle_hour") * trip.escorts * sum(within(*stretch) for stretch in trip.guarded)
    if not trip.counts:
        return total
    total += price("worker_delay_hour") * trip.spec.workers * (trip.waiting + (trip.delay if trip.vehicles else 0.0))
    if trip.status == "flown":
        total += price("flown_worker") * trip.spec.workers
    if trip.status == "cancelled":
        total += price("cancelled_trip")
    return total


def _standing_cost(plan):
    scenario, policy, price = plan.scenario, plan.policy, plan.scenario.costs.price

    def days(entry):
        return measures.hours_in_force(entry, scenario.horizon) / 24

    total = policy.extra_cost_day * scenario.horizon / 24
    for patrol in policy.patrols:
        zones = plan.network.zones if patrol.zones is None else set(patrol.zones)
        total += price("patrol_visit") * len(zones) * days(patrol) * 24 / patrol.interval
    for kind, name in (("surveillance", "surveillance_day"), ("intelligence", "intelligence_day"), ("crackdown", "crackdown_day")):
        total += price(name) * sum(days(e) for e in getattr(policy, kind))
    total += price("reaction_base_day") * sum(days(f) * len(f.bases) for f in policy.reaction_force)
    return total + price("guard_day") * sum(days(g) * sum(g.add.values()) for g in policy.guards)
