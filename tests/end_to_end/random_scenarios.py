"""Random valid scenarios that reach, between them, every clause of the model. Small, and far worse than any real road."""

import random


def maybe(rng, chance, make, default=None):
    return make() if rng.random() < chance else default


def share(rng, least=0.0, most=1.0):
    return round(rng.uniform(least, most), 3)


def duration(rng, least_h, most_h, fixed=True):
    """A drawn duration of one of the kinds, in one of the units."""
    mean = rng.uniform(least_h, most_h)
    text = rng.choice([f"{mean:.3f} h", f"{mean * 60:.2f} min", f"{mean / 24:.5f} d"])
    low, high = f"{mean / 2:.3f} h", f"{mean * 1.5:.3f} h"
    kinds = [{"exponential": {"mean": text}}, {"gamma": {"mean": text, "cv": share(rng, 0.1, 1.5)}},
             {"lognormal": {"mean": text, "cv": share(rng, 0.1, 1.5)}}, {"uniform": [low, high]}, {"triangular": [low, text, high]}]
    return rng.choice(kinds + [{"fixed": text}, text] * fixed)


def assault(rng):
    return {"duration": duration(rng, 0.2, 1.5), "kill_rate": f"{share(rng, 0, 1)} /h", "injure_rate": f"{share(rng, 0, 2)} /h"}


def mode(rng, name):
    made = {"name": name, "kill": share(rng, 0, 0.6), "weight": share(rng, 0.1, 2), "injure": share(rng),
            "spread": share(rng), "severity_cv": rng.choice([0, share(rng, 0.2, 1.5)]), "expended": share(rng, 0, 0.5),
            "halt": f"{rng.randint(0, 240)} min", "exposed": rng.randint(1, 20)}
    return {**made, **maybe(rng, 0.5, lambda: {"assault": assault(rng)}, {})}


def modes(rng):
    return [mode(rng, f"mode {i}") for i in range(rng.randint(1, 3))]


def network(rng, nodes, zones):
    """A chain with some detours, of which some run one way."""
    roads = [{"from": a, "to": b, "length": f"{share(rng, 9, 25)} km", "name": f"to {b}"} for a, b in zip(nodes, nodes[1:])]
    for i in range(rng.randint(0, 3)):
        a, b = rng.sample(nodes, 2)
        roads.append({"from": a, "to": b, "length": f"{share(rng, 30, 60)} km", "name": f"detour {i}", "oneway": rng.random() < 0.4})
    for road in roads:
        road.update(speed=f"{rng.randint(25, 70)} km/h", zone=rng.choice(zones), cover=share(rng))
    return {"segment": f"{rng.choice([3, 5, 8, 40])} km", "roads": roads,
            "nodes": {n: {"lat": round(35 + 0.07 * i, 2), "lon": 72} for i, n in enumerate(nodes)}}


def timetable(rng):
    if rng.random() < 0.5:
        return {"every": f"{rng.randint(5, 30)} h", "offset": f"{rng.randint(0, 100)} h"}
    times = [f"{hour:02}:{rng.randint(0, 59):02}" for hour in sorted(rng.sample(range(24), rng.randint(1, 2)))]
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return {"at": times, **maybe(rng, 0.5, lambda: {"days": rng.sample(days, rng.randint(3, 7))}, {})}


def convoy(rng, name, nodes, types):
    counts = {kind: rng.randint(1, 2) for kind in rng.sample(list(types), rng.randint(1, 2))}
    seats = sum(types[kind]["seats"] * count for kind, count in counts.items())
    ends = rng.sample([nodes[0], nodes[-1]], 2)
    return {"name": name, "from": ends[0], "to": ends[1], "depart": timetable(rng), "workers": rng.randint(1, seats), "vehicles": counts,
            "speed": f"{rng.randint(30, 80)} km/h", "pace_cv": rng.choice([0, share(rng, 0, 0.4)])}


def group(rng, name, nodes):
    made = {"name": name, "cells": rng.randint(0, 6), "home": rng.sample(nodes, rng.randint(1, 3)),
            "range": f"{rng.choice([0, 15, 60])} km", "dormant": {"exponential": {"mean": f"{share(rng, 8, 60)} h"}},
            "preparing": duration(rng, 1, 20), "staged": duration(rng, 2, 20), "recovering": duration(rng, 5, 40),
            "engage": share(rng, 0.3), "deterrence": share(rng), "capture": share(rng), "modes": modes(rng)}
    extras = {
        "habit": lambda: share(rng), "lead": lambda: f"{rng.randint(0, 180)} min", "observe": lambda: share(rng),
        "memory": lambda: f"{rng.randint(1, 10)} d", "site_share": lambda: share(rng),
        "target": lambda: {k: share(rng, 0, 2) for k in ("traffic", "cover", "distance", "security")},
        "excitation": lambda: {"jump": share(rng, 0, 0.6), "decay": f"{rng.randint(1, 8)} d"},
        "tempo": lambda: [{"from": f"{i} d", "to": f"{i + 3} d", "factor": share(rng, 0, 3)} for i in (-1, 1)],
        "recruit": lambda: {"rate": f"{share(rng, 0.1, 2)} /d", "max_cells": rng.randint(0, 9)},
    }
    return {**made, **{key: make() for key, make in extras.items() if rng.random() < 0.6}}


def background(rng, zones):
    return {"rates": {zone: f"{share(rng, 0, 8)} /1000km" for zone in zones}, "deterrence": share(rng, 0, 0.5), "modes": modes(rng)}


def policy(rng, name, scenario, zones, chance):
    nodes, types, sites = list(scenario["network"]["nodes"]), list(scenario["vehicles"]), scenario["sites"]
    some_zones = lambda: maybe(rng, 0.5, lambda: {"zones": rng.sample(zones, rng.randint(1, len(zones)))}, {})  # noqa: E731
    measures = {
        "escort": lambda: {"vehicles": rng.randint(0, 3), "crew": rng.randint(1, 5), "protection": share(rng), "profile": share(rng, 0, 2),
                           "spot": share(rng, 0, 0.3), "suppress": share(rng)},
        "vehicles": lambda: dict([rng.sample(types, 2)]),
        "schedule": lambda: {"jitter": f"{rng.randint(0, 300)} min"},
        "routing": lambda: {"alternatives": rng.randint(1, 4), **maybe(rng, 0.5, lambda: {"detour": share(rng, 0, 2)}, {})},
        "consolidate": lambda: rng.randint(1, 4),
        "airlift": lambda: {"share": share(rng, 0, 0.6), "fatality": share(rng, 0, 0.1)},
        "extra_cost_day": lambda: rng.randint(0, 100),
        "patrols": lambda: {"interval": f"{rng.randint(3, 24)} h", "detect": share(rng), **some_zones()},
        "surveillance": lambda: {"detect": share(rng, 0, 0.5)},
        "intelligence": lambda: {"tip_rate": f"{share(rng, 0, 3)} /wk"},
        "crackdown": lambda: {"raid_rate": f"{share(rng, 0, 3)} /wk", "backlash": share(rng, 0, 2), **some_zones()},
        "sanctuary": lambda: {"recruitment": share(rng)},
        "reaction_force": lambda: {"bases": rng.sample(nodes, rng.randint(1, 2)), "ready": f"{rng.randint(0, 40)} min", "speed": "60 km/h"},
        "postures": lambda: [{"after": rng.choice(["attack", "spotted", "interception"]), "for": f"{rng.randint(1, 48)} h",
                              **rng.choice([{"suspend": True}, {"escort": rng.randint(1, 3)}, {"suspend": True, "escort": 1}]),
                              **some_zones()} for _ in range(rng.randint(1, 3))],
    }
    if sites:
        measures["guards"] = lambda: {site["name"]: rng.randint(1, 4) for site in sites}
    return {"name": name, **{key: make() for key, make in measures.items() if rng.random() < chance}}


def make(seed):
    """A scenario as one would write it, in plain values."""
    rng = random.Random(seed)
    nodes = ["camp", "Tölz", "bridge", "pass", "works"][: rng.randint(2, 5)]
    nodes = nodes if len(nodes) > 2 else nodes + ["end"]
    zones = ["hills", "plain", ""][: rng.randint(1, 3)]
    types = {kind: {"seats": rng.randint(1, 9), "protection": share(rng), "profile": share(rng, 0.2, 2)} for kind in ("van", "bus", "tank")}
    scenario = {
        "convoyrisk": 1, "title": f"random {seed}", "start": f"2024-03-0{rng.randint(1, 9)}T{rng.randint(0, 23):02}:30",
        "horizon": f"{rng.randint(3, 12)} d", "warmup": f"{rng.choice([0, 0, 2, 5])} d", "network": network(rng, nodes, zones),
        "vehicles": types, "convoys": [convoy(rng, f"convoy {i}", nodes, types) for i in range(rng.randint(1, 3))],
        "sites": [{"name": f"site {i}", "node": rng.choice(nodes), "people": rng.randint(1, 30), "guards": rng.randint(0, 3),
                   "protection": share(rng), "spot": share(rng, 0, 0.4), "suppress": share(rng), "attraction": share(rng, 0, 3)}
                  for i in range(rng.randint(0, 2))],
        "threat": {"spotted_halt": f"{rng.randint(0, 180)} min"},
        "costs": {"currency": "€", "escort_vehicle_hour": 60, "vehicle_hour": {"van": 20, "bus": 40}, "patrol_visit": 9,
                  "surveillance_day": 5, "intelligence_day": 4, "crackdown_day": 3, "reaction_base_day": 2, "guard_day": 7,
                  "flown_worker": 45, "worker_delay_hour": 1.5, "cancelled_trip": 80},
    }
    borne = sorted({road["zone"] for road in scenario["network"]["roads"]})
    threat = scenario["threat"]
    threat["groups"] = [group(rng, f"group {i}", nodes) for i in range(rng.randint(0, 3))]
    if rng.random() < 0.6:
        threat["background"] = background(rng, borne)
    if rng.random() < 0.5:
        threat["regimes"] = [{"name": f"regime {i}", "factor": share(rng, 0, 3), "mean_stay": f"{rng.randint(1, 6)} d"} for i in range(3)]
        if rng.random() < 0.5:
            threat["regime_at_start"] = "regime 1"
    scenario["policies"] = [policy(rng, name, scenario, borne, chance) for name, chance in (("nothing", 0), ("some", 0.3), ("most", 0.7))]
    return scenario
