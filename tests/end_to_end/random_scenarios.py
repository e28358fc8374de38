"""Random valid scenarios that reach, between them, every clause of the model. Small, and far worse than any real road.

Each key has a random stream of its own, named by the seed and the way to the key: a key more, or one that is drawn otherwise, changes no
other value."""

import random


class Stream(random.Random):
    """The stream of one key."""

    def __init__(self, name):
        super().__init__(name)
        self.name = name

    def of(self, key):
        return Stream(f"{self.name}/{key}")


def block(rng, makers, chance=1.0):
    """{key: value} of makers that are given the stream of their key, or of some of them."""
    streams = {key: rng.of(key) for key in makers}
    return {key: make(streams[key]) for key, make in makers.items() if streams[key].random() < chance}


def many(rng, count, make):
    """Items of a list, each with streams of its own."""
    return [make(rng.of(i), i) for i in range(count)]


def share(rng, least=0.0, most=1.0):
    return round(rng.uniform(least, most), 3)


def duration(rng, least_h, most_h):
    """A drawn duration of one of the kinds, in one of the units."""
    mean = rng.uniform(least_h, most_h)
    text = rng.choice([f"{mean:.3f} h", f"{mean * 60:.2f} min", f"{mean / 24:.5f} d"])
    low, high = f"{mean / 2:.3f} h", f"{mean * 1.5:.3f} h"
    return rng.choice([{"exponential": {"mean": text}}, {"gamma": {"mean": text, "cv": share(rng, 0.1, 1.5)}},
                       {"lognormal": {"mean": text, "cv": share(rng, 0.1, 1.5)}}, {"uniform": [low, high]},
                       {"triangular": [low, text, high]}, {"fixed": text}, text])


def assault(rng):
    return block(rng, {"duration": lambda r: duration(r, 0.2, 1.5), "kill_rate": lambda r: f"{share(r)} /h",
                       "injure_rate": lambda r: f"{share(r, 0, 2)} /h"})


def described(rng):
    return block(rng, {"description": lambda r: f"text {r.randint(1, 9)}"}, chance=0.4)


def mode(rng, i):
    made = described(rng) | block(rng, {
        "name": lambda r: f"mode {i}", "kill": lambda r: share(r, 0, 0.6), "weight": lambda r: share(r, 0.1, 2), "injure": share,
        "spread": share, "severity_cv": lambda r: r.choice([0, share(r, 0.2, 1.5)]), "expended": lambda r: share(r, 0, 0.5),
        "halt": lambda r: f"{r.randint(0, 240)} min", "exposed": lambda r: r.randint(1, 20)})
    return {**made, **block(rng, {"assault": assault}, chance=0.5)}


def modes(rng):
    return many(rng, rng.randint(1, 3), mode)


def road(rng, nodes, zones, i):
    """One of a chain, or a detour."""
    chain = i < len(nodes) - 1
    a, b = nodes[i:i + 2] if chain else rng.sample(nodes, 2)
    made = {"from": a, "to": b, **block(rng, {
        "length": lambda r: f"{share(r, 9, 25) if chain else share(r, 30, 60)} km",
        "name": lambda r: f"to {b}" if chain else f"detour {i - len(nodes) + 1}", "speed": lambda r: f"{r.randint(25, 70)} km/h",
        "zone": lambda r: r.choice(zones), "cover": share})}
    return made if chain else {**made, **block(rng, {"oneway": lambda r: r.random() < 0.4})}


def network(rng, nodes, zones):
    """A chain with some detours, of which some run one way."""
    return block(rng, {
        "segment": lambda r: f"{r.choice([3, 5, 8, 40])} km",
        "roads": lambda r: many(r, len(nodes) - 1 + r.randint(0, 3), lambda one, i: road(one, nodes, zones, i)),
        "nodes": lambda r: {n: {"lat": round(35 + 0.07 * i, 2), "lon": 72} for i, n in enumerate(nodes)}})


def timetable(rng):
    if rng.random() < 0.5:
        return block(rng, {"every": lambda r: f"{r.randint(5, 30)} h", "offset": lambda r: f"{r.randint(0, 100)} h"})
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    times = block(rng, {"at": lambda r: [f"{hour:02}:{r.randint(0, 59):02}" for hour in sorted(r.sample(range(24), r.randint(1, 2)))]})
    return {**times, **block(rng, {"days": lambda r: r.sample(week, r.randint(3, 7))}, chance=0.5)}


def convoy(rng, i, nodes, types):
    ends = rng.sample([nodes[0], nodes[-1]], 2)
    made = described(rng) | block(rng, {
        "name": lambda r: f"convoy {i}", "from": lambda r: ends[0], "to": lambda r: ends[1], "depart": timetable,
        "vehicles": lambda r: {kind: r.randint(1, 2) for kind in r.sample(list(types), r.randint(1, 2))},
        "speed": lambda r: f"{r.randint(30, 80)} km/h", "pace_cv": lambda r: r.choice([0, share(r, 0, 0.4)])})
    seats = sum(types[kind]["seats"] * count for kind, count in made["vehicles"].items())
    return {**made, **block(rng, {"workers": lambda r: r.randint(1, seats)}),
            **block(rng, {"roster": lambda r: r.randint(1, 90)}, chance=0.5), **block(rng.of("pool"), {"roster": lambda r: "staff"}, chance=0.4)}


def site(rng, i, nodes):
    return described(rng) | block(rng, {
        "name": lambda r: f"site {i}", "node": lambda r: r.choice(nodes), "people": lambda r: r.randint(1, 30),
        "guards": lambda r: r.randint(0, 3), "protection": share, "spot": lambda r: share(r, 0, 0.4), "suppress": share,
        "attraction": lambda r: share(r, 0, 3)})


def group(rng, i, nodes):
    made = described(rng) | block(rng, {
        "name": lambda r: f"group {i}", "cells": lambda r: r.randint(0, 6), "home": lambda r: r.sample(nodes, r.randint(1, 3)),
        "range": lambda r: f"{r.choice([0, 15, 60])} km", "dormant": lambda r: {"exponential": {"mean": f"{share(r, 8, 60)} h"}},
        "preparing": lambda r: duration(r, 1, 20), "staged": lambda r: duration(r, 2, 20), "recovering": lambda r: duration(r, 5, 40),
        "engage": lambda r: share(r, 0.3), "deterrence": share, "capture": share, "modes": modes})
    return {**made, **block(rng, {
        "habit": share, "lead": lambda r: f"{r.randint(0, 180)} min", "observe": share, "memory": lambda r: f"{r.randint(1, 10)} d",
        "site_share": share,
        "target": lambda r: block(r, {key: lambda one: share(one, 0, 2) for key in ("traffic", "cover", "distance", "security")}),
        "excitation": lambda r: block(r, {"jump": lambda one: share(one, 0, 0.6), "decay": lambda one: f"{one.randint(1, 8)} d"}),
        "tempo": lambda r: [{"from": f"{day} d", "to": f"{day + 3} d", "factor": share(r, 0, 3)} for day in (-1, 1)],
        "follow_up": lambda r: block(r, {"mean": lambda one: share(one, 0, 0.8), "delay": lambda one: duration(one, 1, 30),
                                         "distance": lambda one: f"{one.randint(1, 9)} km"}),
        "recruit": lambda r: block(r, {"rate": lambda one: f"{share(one, 0.1, 2)} /d", "max_cells": lambda one: one.randint(0, 9)}),
    }, chance=0.6)}


def background(rng, zones):
    return block(rng, {"rates": lambda r: {zone: f"{share(r, 0, 8)} /1000km" for zone in zones},
                       "deterrence": lambda r: share(r, 0, 0.5), "modes": modes})


def regime(rng, i):
    return block(rng, {"name": lambda r: f"regime {i}", "factor": lambda r: share(r, 0, 3), "mean_stay": lambda r: f"{r.randint(1, 6)} d"})


def threat(rng, nodes, zones):
    made = block(rng, {"spotted_halt": lambda r: f"{r.randint(0, 180)} min",
                       "groups": lambda r: many(r, r.randint(0, 3), lambda one, i: group(one, i, nodes))})
    made.update(block(rng, {"background": lambda r: background(r, zones)}, chance=0.6))
    made.update(block(rng, {"regimes": lambda r: many(r, 3, regime)}, chance=0.5))
    return {**made, **block(rng, {"regime_at_start": lambda r: "regime 1"} if "regimes" in made else {}, chance=0.5)}


def some(rng, zones):
    return block(rng, {"zones": lambda r: r.sample(zones, r.randint(1, len(zones)))}, chance=0.5)


def window(rng):
    """When an entry is in force, by times or dates."""
    return block(rng, {"from": lambda r: r.choice([f"{r.randint(-30, 60)} h", "2024-03-07"]),
                       "until": lambda r: r.choice([f"{r.randint(160, 280)} h", "2024-03-29 06:30"])}, chance=0.4)


def entries(rng, make):
    """One entry as a map, or a list of some with their windows."""
    listed = rng.of("list").random() < 0.4
    return many(rng, rng.randint(1, 3), lambda r, _: {**make(r), **window(r.of("window"))}) if listed else make(rng)


def scope(rng, convoys):
    """One that covers nearly all trips: an entry that no trip has is refused."""
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return block(rng, {"convoys": lambda r: r.sample(convoys, len(convoys)), "days": lambda r: r.sample(week, 7),
                       "hours": lambda r: ["00:00", f"23:{r.randint(50, 59)}"], "from": lambda r: f"-{r.randint(40, 50)} d",
                       "until": lambda r: f"{r.randint(40, 50)} d"}, chance=0.4)


def on_trips(rng, made, convoys, key=None):
    """An entry of a measure on trips: as it is, or in its long form and with a scope."""
    if rng.of("listed").random() < 0.6:
        return made
    return [{**({key: made} if key else made), **scope(rng.of("scope"), convoys)}]


def other_convoy(rng, convoy):
    """Changes to a convoy that leave seats for all."""
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return block(rng, {
        "depart": lambda r: r.choice([{"every": f"{r.randint(4, 9)} h", "offset": f"{r.randint(0, 9)} h"},
                                      {"at": [f"{r.randint(0, 11):02}:15", f"{r.randint(12, 23)}:15"], "days": r.sample(week, 7)}]),
        "workers": lambda r: r.randint(1, int(convoy["workers"])), "vehicles": lambda r: {kind: n + 1 for kind, n in convoy["vehicles"].items()},
        "speed": lambda r: f"{r.randint(30, 80)} km/h", "pace_cv": lambda r: share(r, 0, 0.4)}, chance=0.6)


def posture(rng, zones, convoys):
    made = block(rng, {"after": lambda r: r.choice(["attack", "spotted", "interception"]), "for": lambda r: f"{r.randint(1, 48)} h"})
    does = rng.choice([{"suspend": True}, {"escort": rng.randint(1, 3)}, {"suspend": True, "escort": 1}])
    return {**made, **does, **some(rng, zones), **window(rng.of("window")), **block(rng, {"convoys": lambda r: r.sample(convoys, 1)}, chance=0.3)}


def policy(rng, name, scenario, zones, chance):
    nodes, types, sites = list(scenario["network"]["nodes"]), list(scenario["vehicles"]), scenario["sites"]
    convoys = [one["name"] for one in scenario["convoys"]]
    measures = {
        "escort": lambda r: block(r, {"vehicles": lambda one: one.randint(0, 3), "crew": lambda one: one.randint(1, 5), "protection": share,
                                      "profile": lambda one: share(one, 0, 2), "spot": lambda one: share(one, 0, 0.3), "suppress": share}) | some(r, zones),
        "vehicles": lambda r: dict([r.sample(types, 2)]),
        "schedule": lambda r: {"jitter": f"{r.randint(0, 300)} min", **block(r, {"curfew": lambda one: [
            f"{one.randint(0, 11):02}:20", f"{one.randint(0, 11) + 12}:40"]}, chance=0.4)},
        "routing": lambda r: {"alternatives": r.randint(1, 4), **block(r, {"detour": lambda one: share(one, 0, 2)}, chance=0.5)},
        "consolidate": lambda r: r.randint(1, 4),
        "split": lambda r: block(r, {"parts": lambda one: one.randint(1, 3), "headway": lambda one: f"{one.randint(0, 90)} min"}),
        "airlift": lambda r: block(r, {"share": lambda one: share(one, 0, 0.6), "fatality": lambda one: share(one, 0, 0.1)}),
    }
    long = {"vehicles": "replace", "consolidate": "trips"}
    measures = {key: (lambda r, key=key, make=make: on_trips(r, make(r), convoys, long.get(key))) for key, make in measures.items()}
    measures |= {
        "extra_cost_day": lambda r: r.randint(0, 100),
        "patrols": lambda r: entries(r, lambda r: {"interval": f"{r.randint(3, 24)} h", "detect": share(r), **some(r, zones)}),
        "surveillance": lambda r: entries(r, lambda r: {"detect": share(r, 0, 0.5), **some(r, zones)}),
        "intelligence": lambda r: entries(r, lambda r: {"tip_rate": f"{share(r, 0, 3)} /wk"}),
        "crackdown": lambda r: entries(r, lambda r: {"raid_rate": f"{share(r, 0, 3)} /wk", "backlash": share(r, 0, 2), **some(r, zones)}),
        "sanctuary": lambda r: entries(r, lambda r: {"recruitment": share(r)}),
        "reaction_force": lambda r: entries(r, lambda r: {"bases": r.sample(nodes, r.randint(1, 2)), "ready": f"{r.randint(0, 40)} min", "speed": "60 km/h"}),
        "postures": lambda r: many(r, r.randint(1, 3), lambda one, _: posture(one, zones, convoys)),
    }
    if sites:
        def guards(r):
            added = {place["name"]: r.randint(1, 4) for place in sites}
            return [{"add": added, **window(r.of("window"))}] if r.of("listed").random() < 0.4 else added
        measures["guards"] = guards
    made = {"name": name, **block(rng, measures, chance)}
    if name == "most":
        first = scenario["convoys"][0]
        made |= described(rng) | block(rng, {"with": lambda r: ["some"], "convoys": lambda r: {first["name"]: other_convoy(r, first)}}, chance=0.5)
    return made


COSTS = {"currency": "€", "escort_vehicle_hour": 60, "vehicle_hour": {"van": 20, "bus": 40}, "patrol_visit": 9, "surveillance_day": 5,
         "intelligence_day": 4, "crackdown_day": 3, "reaction_base_day": 2, "guard_day": 7, "flown_worker": 45, "worker_delay_hour": 1.5,
         "cancelled_trip": 80}


def make(seed):
    """A scenario as one would write it, in plain values."""
    rng = Stream(seed)
    nodes = ["camp", "Tölz", "bridge", "pass", "works"][: rng.of("nodes").randint(2, 5)]
    nodes = nodes if len(nodes) > 2 else nodes + ["end"]
    zones = ["hills", "plain", ""][: rng.of("zones").randint(1, 3)]
    types = block(rng.of("vehicles"), {kind: lambda r: block(r, {
        "seats": lambda one: one.randint(1, 9), "protection": share, "profile": lambda one: share(one, 0.2, 2),
        "accident": lambda one: f"{share(one, 0, 2)} /1000km"}) for kind in ("van", "bus", "tank")})
    scenario = described(rng) | block(rng, {
        "convoyrisk": lambda r: 1, "title": lambda r: f"random {seed}",
        "start": lambda r: f"2024-03-0{r.randint(1, 9)}T{r.randint(0, 23):02}:30",
        "rosters": lambda r: {"staff": r.randint(50, 200)},
        "horizon": lambda r: f"{r.randint(3, 12)} d", "warmup": lambda r: f"{r.choice([0, 0, 2, 5])} d",
        "network": lambda r: network(r, nodes, zones), "vehicles": lambda r: types,
        "convoys": lambda r: many(r, r.randint(1, 3), lambda one, i: convoy(one, i, nodes, types)),
        "sites": lambda r: many(r, r.randint(0, 2), lambda one, i: site(one, i, nodes)), "costs": lambda r: COSTS})
    borne = sorted({one["zone"] for one in scenario["network"]["roads"]})
    scenario["threat"] = threat(rng.of("threat"), nodes, borne)
    scenario["policies"] = [policy(rng.of(name), name, scenario, borne, chance) for name, chance in (("nothing", 0), ("some", 0.3), ("most", 0.7))]
    return scenario
