"""Outcomes of one replication (model.md 4) and their cost (3.8)."""
import numpy as np

INTERCEPTIONS = ["interceptions_" + c for c in ("spotting", "patrol", "tip", "raid", "reaction")]
OUTCOMES = """trips_scheduled trips_cancelled trips_flown trips_arrived trips_unfinished workers_scheduled workers_delivered
stagings encounters spotted attacks_by_cells passed background_spotted background_attacks site_attacks attacks vehicles_hit
killed injured escort_killed escort_injured site_killed site_injured flown_killed killed_total cells_eliminated
cells_recruited interceptions_spotting interceptions_patrol interceptions_tip interceptions_raid interceptions_reaction
cells_active delay cost killed_conditional site_killed_conditional escort_killed_conditional
killed_total_conditional""".split()
LEG_COLUMNS = ["convoy_km", "stagings", "attacks", "killed"]


class Tally:
    """Counts what happens by the clock in [0, horizon)."""

    def __init__(self, roads, horizon):
        self.horizon = horizon
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
    values, plan = sim.tally.values, sim.plan
    flown_expected = 0.0
    for trip in sim.trips:
        if not trip.counts:
            continue
        values["trips_scheduled"] += 1
        values["trips_" + trip.status] += 1
        values["workers_scheduled"] += trip.spec.workers
        if trip.status == "flown":
            values["workers_delivered"] += trip.spec.workers
            values["flown_killed"] += trip.flown_killed
            flown_expected += trip.spec.workers * plan.policy.airlift.fatality
        elif trip.status == "arrived":
            values["workers_delivered"] += trip.workers_alive()
        if trip.vehicles:
            values["delay"] += trip.spec.workers * trip.delay
    values["cells_active"] = sum(c.state != "eliminated" for g in sim.groups for c in g.cells)
    values["killed_total"] = sum(values[k] for k in ("killed", "escort_killed", "site_killed", "flown_killed"))
    values["killed_total_conditional"] = flown_expected + sum(
        values[k + "_conditional"] for k in ("killed", "escort_killed", "site_killed"))
    values["cost"] = cost(sim)


def cost(sim):
    """3.8: what the scenario's prices make of what was used."""
    plan = sim.plan
    scenario, policy, price = plan.scenario, plan.policy, plan.scenario.costs.price
    total = 0.0
    for trip in sim.trips:
        if trip.vehicles:
            end = scenario.horizon if trip.end is None else trip.end
            used = max(0.0, end - max(0.0, trip.departure))
            total += used * price("escort_vehicle_hour") * trip.escorts
            total += used * sum(scenario.costs.vehicle_hour.get(v.kind, 0.0) for v in trip.vehicles if not v.escort)
            if trip.counts:
                total += price("worker_delay_hour") * trip.spec.workers * trip.delay
        if trip.counts and trip.status == "flown":
            total += price("flown_worker") * trip.spec.workers
        if trip.counts and trip.status == "cancelled":
            total += price("cancelled_trip")
    if policy.patrols:
        zones = plan.network.zones if policy.patrols.zones is None else set(policy.patrols.zones)
        total += price("patrol_visit") * len(zones) * scenario.horizon / policy.patrols.interval
    day = policy.extra_cost_day + price("guard_day") * sum(policy.guards.values())
    day += price("surveillance_day") * policy.surveillance + price("intelligence_day") * policy.intelligence
    day += price("crackdown_day") * (policy.crackdown is not None)
    day += price("reaction_base_day") * (len(policy.reaction_force.bases) if policy.reaction_force else 0)
    return total + day * scenario.horizon / 24
