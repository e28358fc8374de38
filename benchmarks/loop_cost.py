#!/usr/bin/python3
"""What a replication costs, taken apart: a trip, a touched trip, a staging, an encounter; and whether that foretells the shipped scenarios.

    benchmarks/loop_cost.py [--made-up N] [--rounds N]

Makes scenarios up, some that stretch one thing each and some by lot; counts what happens in them (TERMS) and the instructions of a replication
(callgrind: those of a run less those of one half as long, so that nothing else on the machine matters), and fits

    instructions of a replication = sum over terms of how often * cost,      no cost below 0, relative errors least squared.

With them it foretells the scenarios in `scenarios`, none of which is fitted to. One time for every instruction, the median of the made-up
scenarios, turns instructions into processor time, which is measured too: the least of the rounds. Prints tables and writes
benchmarks/results/loop-cost.json. docs/benchmarks.md says more. Needs valgrind.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import tempfile

import numpy as np
import yaml
from scipy.optimize import nnls

import building

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
REACH = 20  # distances to either side within which follow-ups stage (docs/model.md, 3.2)
WANTED_S = 0.5  # of processor time in the longer timed run
COUNTED = 120  # replications of a counted run; in the last half of them things happen and instructions are counted
HOURS = {"h": 1, "d": 24, "yr": 8766, "wk": 168}

TERMS = {
    "a policy": "pairs of outcomes and sums of its own",
    "a pair of policies": "sums of products of all outcomes, a policy with itself too",
    "a day of a policy": "counts by day",
    "a trip drawn": "its pace, once for all policies",
    "a trip that background attackers may meet": "one draw more",
    "a trip of a policy": "its hours on the road",
    "a trip told by itself": "of a policy that flies, has curfews or chooses routes",
    "a trip remembered at a shifted hour": "drawn, sorted and kept, once for equal shifts",
    "a trip remembered as it turns out": "of a policy that flies, suspends or chooses routes",
    "a touched trip": "halted, or with background attackers on its way",
    "a staging": "with all of the cell's round before and after",
    "a target chosen by traffic, a convoy": "stagings times convoys",
    "a segment near an attack, a convoy": "among which a follow-up chooses",
    "a pass foreseen": "trips while a cell is staged, wherever they go",
    "an encounter": "of a staged cell and a trip",
    "an attack by a cell": "on a trip or a site",
    "a background attack": "or one that is spotted",
    "a candidate to join": "also if no cell is missing",
}


# --- what is counted ------------------------------------------------------------------------------------------------------------

def hours(text):
    """Of a time such as 365 d."""
    number, unit = re.fullmatch(r"([0-9.e+-]+) *([a-z]+)", str(text)).groups()
    return float(number) * HOURS[unit]


def per_hour(text):
    """Of a rate such as 1 /120d."""
    number, time, unit = re.fullmatch(r"([0-9.e+-]+) */([0-9.]*) *([a-z]+)", str(text)).groups()
    return float(number) / (float(time or 1) * HOURS[unit])


def km(text):
    """Of a length such as 5 km."""
    return float(str(text).removesuffix("km"))


def mean_hours(law):
    """Of a distribution of times."""
    if not isinstance(law, dict):
        return hours(law)
    kind, inner = next(iter(law.items()))
    return hours(inner["mean"]) if isinstance(inner, dict) else np.mean([hours(end) for end in inner]) if isinstance(inner, list) else hours(inner)


def measures(scenario):
    """By policy: its measures and those of the policies that it joins, each as a list of entries."""
    own = {policy["name"]: policy for policy in scenario["policies"]}
    for policy in scenario["policies"]:
        joined = [policy, *(own[name] for name in policy.get("with", []))]
        yield {key: [entry for each in joined if key in each for entry in (each[key] if isinstance(each[key], list) else [each[key]])]
               for key in {key for each in joined for key in each}}


def is_uneven(policy):
    """Are its trips unlike each other in more than their pace and shift?"""
    return ("airlift" in policy or any("curfew" in entry for entry in policy.get("schedule", []))
            or any(entry["alternatives"] > 1 for entry in policy.get("routing", [])))


def is_followed(policy):
    """Does what happens, or a draw of its own, decide which trips set out, and where?"""
    return is_uneven(policy) or any(posture.get("suspend") for posture in policy.get("postures", []))


def terms(scenario, told):
    """How often each of TERMS happens in a replication; `told`: the mean of outcomes by policy, in the order of the file."""
    horizon, warmup = hours(scenario["horizon"]), hours(scenario.get("warmup", "0 d"))
    whole = (horizon + warmup) / horizon  # outcomes count from t = 0 on
    groups = scenario["threat"].get("groups", [])
    policies, convoys, by_policy = len(told), len(scenario["convoys"]), list(measures(scenario))
    trips = [whole * each["trips_scheduled"] for each in told]
    stagings = [whole * each["stagings"] for each in told]
    background = [whole * (each["background_attacks"] + each["background_spotted"]) for each in told]
    encounters = [whole * each["encounters"] for each in told]
    halted = [whole * (each["spotted"] + each["attacks_by_cells"]) for each in told]
    touched = [min(trip, halt + event) for trip, halt, event in zip(trips, halted, background)]
    remembers = any(group.get("target", {}).get("traffic") or group.get("habit") for group in groups)
    asked = remembers * (1 - np.exp(-np.array(stagings)))  # by policy: how often trips are remembered, as somebody asks for them
    shifted = {entry["jitter"]: trip * often for trip, often, policy in zip(trips, asked, by_policy) for entry in policy.get("schedule", [])
               if "jitter" in entry}
    uneven = sum(trip for trip, policy in zip(trips, by_policy) if is_uneven(policy))
    followed = sum(trip * often for trip, often, policy in zip(trips, asked, by_policy) if is_followed(policy))
    cells = [group["cells"] for group in groups]
    traffic = np.average([bool(group.get("target", {}).get("traffic")) for group in groups], weights=cells)
    attacks = whole * sum(each["attacks"] - each["background_attacks"] for each in told)
    follow_ups = [group.get("follow_up", {"mean": 0, "distance": "0 km"}) for group in groups]
    segment = km(scenario["network"].get("segment", "5 km"))
    near = attacks * np.average([each["mean"] * 2 * REACH * km(each["distance"]) / segment for each in follow_ups], weights=cells)
    stay = np.average([mean_hours(group["staged"]) for group in groups], weights=cells)
    passes = sum(staging * stay * trip / (horizon + warmup) for staging, trip in zip(stagings, trips))
    return np.array([
        policies, policies * (policies + 1) / 2, policies * horizon / 24, max(trips), max(trips) if "background" in scenario["threat"] else 0,
        sum(trips), uneven, sum(shifted.values()), followed, sum(touched), sum(stagings),
        traffic * sum(stagings) * convoys, convoys * near, passes, sum(encounters), attacks, sum(background),
        policies * (horizon + warmup) * sum(per_hour(group["recruit"]["rate"]) for group in groups if "recruit" in group)])


# --- made-up scenarios ------------------------------------------------------------------------------------------------------------

MODES = [{"name": "bomb", "kill": 0.1, "injure": 0.2, "spread": 0.1, "severity_cv": 1, "halt": "1 h"},
         {"name": "assault", "kill": 0.02, "injure": 0.05,
          "assault": {"duration": {"gamma": {"mean": "20 min", "cv": 0.5}}, "kill_rate": "0.1 /h"}}]
CALM = {"days": 180, "warmup": 30, "every": 24, "convoys": 4, "groups": 2, "cells": 2, "reach": 60, "dormant": 200, "other": 10, "staged": 8,
        "engage": 0.5, "traffic": 0, "habit": 0, "recruit": None, "background": None, "moods": False, "kinds": ["escort"]}
STRETCHED = [  # what differs from CALM
    {}, {"kinds": []}, {"kinds": ["escort"] * 7}, {"kinds": ["escort"] * 19, "days": 30}, {"days": 1500, "every": 400, "dormant": 20000},
    {"days": 1500, "every": 400, "dormant": 20000, "kinds": []}, {"every": 3, "kinds": []}, {"every": 3, "kinds": ["escort"] * 7},
    {"every": 4, "background": 0.003}, {"every": 4, "background": 0.03}, {"every": 6, "kinds": ["airlift"]}, {"every": 6, "kinds": ["ways"]},
    {"every": 6, "kinds": ["ways"], "traffic": 1}, {"every": 6, "kinds": ["hours"], "traffic": 1},
    {"every": 6, "kinds": ["hours", "other hours", "hours"], "traffic": 1}, {"every": 6, "kinds": ["suspend", "suspend"], "traffic": 1},
    {"every": 300, "dormant": 10}, {"every": 300, "dormant": 10, "traffic": 1}, {"every": 300, "convoys": 12, "dormant": 10, "traffic": 1},
    {"every": 300, "dormant": 10, "habit": 0.7}, {"every": 12, "dormant": 20, "staged": 60, "engage": 0},
    {"every": 12, "dormant": 20, "staged": 60, "engage": 0.8}, {"groups": 1, "cells": 1, "recruit": 5}, {"every": 300, "dormant": 10, "moods": True},
    {"every": 12, "dormant": 20, "staged": 60, "moods": True},
    {"days": 30, "warmup": 0, "every": 2, "dormant": 1, "other": 0.5, "staged": 24, "engage": 0.02},
    {"days": 30, "warmup": 0, "every": 6, "groups": 4, "cells": 4, "dormant": 0.5, "other": 0.2, "staged": 12, "engage": 0.02},
]
KINDS = {"escort": {"escort": {"vehicles": 2, "spot": 0.1}}, "armour": {"vehicles": {"bus": "armoured"}}, "hours": {"schedule": {"jitter": "1 h"}},
         "other hours": {"schedule": {"jitter": "2 h"}}, "watch": {"surveillance": {"detect": 0.2}},
         "patrols": {"patrols": {"interval": "12 h", "detect": 0.3}},
         "airlift": {"airlift": {"share": 0.3, "fatality": 1e-6}}, "suspend": {"postures": [{"after": "attack", "for": "72 h", "suspend": True}]},
         "half": {"consolidate": 2}, "ways": {"routing": {"alternatives": 2}}}


def spread(lot, low, high):
    """Between the two, every factor as likely."""
    return round(low * (high / low) ** lot.random(), 4)


def by_lot(number):
    """A little of everything. Every third one is short and full of attackers."""
    lot, full = random.Random(number), number % 3 == 0
    return {"days": 30 if full else lot.choice([90, 365, 730]), "warmup": 0 if full else lot.choice([0, 90, 180]),
            "every": spread(lot, 1, 12) if full else spread(lot, 6, 200), "convoys": lot.choice([2, 4, 8]), "groups": lot.randint(1, 4),
            "cells": lot.randint(1, 4), "reach": lot.randint(20, 120), "dormant": spread(lot, 0.2, 20) if full else spread(lot, 30, 600),
            "other": spread(lot, 0.1, 5) if full else spread(lot, 5, 20), "staged": spread(lot, 4, 60), "engage": spread(lot, 0.05, 0.8),
            "moods": lot.choice([False, True]), "traffic": lot.choice([0, 1]), "habit": lot.choice([0, 0.5]),
            "recruit": lot.choice([None, lot.randint(20, 400)]), "background": lot.choice([None, spread(lot, 0.001, 0.02)]),
            "kinds": lot.sample(list(KINDS), lot.choice([0, 1, 3, 5, 9]))}


def made_up(number):
    """A corridor of eight stretches, one of them with two roads."""
    p = CALM | STRETCHED[number] if number < len(STRETCHED) else by_lot(number)
    convoys = [{"name": f"c{i}", "from": f"n{i % 2 * 8}", "to": f"n{8 - i % 2 * 8}",
                "depart": {"every": f"{round(p['every'] * 3600)} s", "offset": f"{i} h"},
                "workers": 30, "vehicles": {"bus": 1}, "speed": "60 km/h", "pace_cv": 0.1} for i in range(p["convoys"])]
    groups = [{"name": f"g{i}", "cells": p["cells"], "home": [f"n{2 * i + 1}"], "range": f"{p['reach']} km",
               "dormant": {"exponential": {"mean": f"{p['dormant']} d"}}, "preparing": {"gamma": {"mean": f"{p['other']} d", "cv": 0.7}},
               "staged": {"exponential": {"mean": f"{p['staged']} h"}}, "recovering": {"gamma": {"mean": f"{p['other']} d", "cv": 0.7}},
               "engage": p["engage"], "deterrence": 0.3, "habit": p["habit"], "observe": 0.5,
               "target": {"traffic": p["traffic"], "cover": 1, "distance": 1, "security": 0.3},
               "modes": MODES} for i in range(p["groups"])]
    if p["recruit"]:
        groups[0]["recruit"] = {"rate": f"1 /{p['recruit']}d", "max_cells": 5}
    threat = {"groups": groups}
    if p["moods"]:
        threat["regimes"] = [{"name": "calm", "factor": 0.5, "mean_stay": "300 d"}, {"name": "surge", "factor": 2, "mean_stay": "100 d"}]
        groups[0] |= {"excitation": {"jump": 2, "decay": "7 d"},
                      "follow_up": {"mean": 0.3, "delay": {"exponential": {"mean": "2 d"}}, "distance": "5 km"}}
    if p["background"]:
        threat["background"] = {"rates": {"": f"{p['background']} /1000km"}, "modes": [{"name": "stray", "kill": 0.05}]}
    return {"convoyrisk": 1, "title": f"made up {number}", "start": "2024-01-01T00:00", "horizon": f"{p['days']} d", "warmup": f"{p['warmup']} d",
            "network": {"segment": "5 km", "nodes": {f"n{i}": {"lat": 0, "lon": 0.2 * i} for i in range(9)},
                        "roads": [{"name": f"r{j}", "from": f"n{i}", "to": f"n{i + 1}", "length": "30 km", "speed": "60 km/h"}
                                  for j, i in enumerate((*range(8), 3))]},
            "vehicles": {"bus": {"seats": 30, "protection": 0}, "armoured": {"seats": 30, "protection": 0.6}}, "convoys": convoys, "threat": threat,
            "policies": [{"name": "as it is"}, *({"name": f"p{i}", **KINDS[kind]} for i, kind in enumerate(p["kinds"]))],
            "costs": {"currency": "USD", "vehicle_hour": {"bus": 10}}}  # with a price, as the shipped ones: every trip's pace is drawn


# --- what is measured -----------------------------------------------------------------------------------------------------------------

class Engine:
    def __init__(self, program):
        self.program = program

    def run(self, file, replications, *before):
        """(what the program told, its standard error)."""
        done = subprocess.run([*before, self.program, file, str(replications), "1"], capture_output=True, text=True, check=True)
        return json.loads(done.stdout), done.stderr

    def count(self, file):
        """(terms, instructions) of a replication of the second half of a run."""
        scenario = yaml.safe_load(pathlib.Path(file).read_text(encoding="utf-8"))
        sums, instructions = [], []
        for replications in (COUNTED // 2, COUNTED):
            told, errors = self.run(file, replications, "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
            means = [{name: value["mean"] for name, value in outcomes.items()} for outcomes in told["policies"].values()]
            order = [policy["name"] for policy in scenario["policies"]]
            means = [means[list(told["policies"]).index(name)] for name in order]
            sums.append([{name: mean * replications for name, mean in policy.items()} for policy in means])
            instructions.append(int(re.search(r"Collected : (\d+)", errors)[1]))
        between = COUNTED - COUNTED // 2
        told = [{name: (whole[name] - half[name]) / between for name in whole} for half, whole in zip(*sums)]
        return terms(scenario, told), (instructions[1] - instructions[0]) / between

    def begin(self, file):
        """So many replications that timing them tells something."""
        short = 400
        return max(int(WANTED_S / max(self.run(file, short)[0]["seconds"] / short, 1e-7)), 2 * short)

    def seconds(self, file, many):
        short, long = (self.run(file, number)[0]["seconds"] for number in (many // 4, many))
        return (long - short) / (many - many // 4)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--made-up", type=int, default=48, metavar="N")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--build", default=building.DIRECTORY, type=pathlib.Path, metavar="DIRECTORY")
    arguments = parser.parse_args()
    if arguments.made_up < len(STRETCHED):
        parser.error(f"--made-up: at least {len(STRETCHED)}, or some costs are anybody's guess")
    building.build(arguments.build, "engine_speed")
    engine = Engine(arguments.build / "benchmarks/engine_speed")
    shipped = [*sorted((ROOT / "scenarios").glob("*.yaml")), HERE / "reference-corridor.yaml"]
    with tempfile.TemporaryDirectory() as folder:
        invented = [pathlib.Path(folder) / f"made-up-{number}.yaml" for number in range(arguments.made_up)]
        for number, file in enumerate(invented):
            file.write_text(json.dumps(made_up(number)), encoding="utf-8")
        files = [*invented, *shipped]
        counted = [engine.count(file) for file in files]
        many = [engine.begin(file) for file in files]
        rounds = [[engine.seconds(file, number) for file, number in zip(files, many)] for _ in range(arguments.rounds)]
    seconds = np.min(rounds, axis=0)
    rows, instructions = np.array([row for row, _ in counted]), np.array([number for _, number in counted])
    report(rows, instructions, seconds, [file.stem for file in files], len(invented))


def fit(rows, instructions):
    return nnls(rows / instructions[:, None], np.ones(len(rows)))[0]


def report(rows, instructions, seconds, names, made):
    rows_made, instructions_made = rows[:made], instructions[:made]
    costs = fit(rows_made, instructions_made)
    others = np.array([np.arange(made) != left_out for left_out in range(made)])
    alone = np.array([row @ fit(rows_made[other], instructions_made[other]) for row, other in zip(rows_made, others)]) / instructions_made - 1
    met = np.abs(rows_made @ costs / instructions_made - 1)
    ns = 1e9 * seconds / instructions
    each = np.median(ns[:made])
    print(f"{'Instructions':<46}{'each':>10}")
    for (name, meaning), cost in zip(TERMS.items(), costs):
        print(f"  {name:<44}{cost:10,.0f}   {meaning}")
    print(f"\n{made} made-up scenarios: met within {met.max():.0%}, nine of ten within {np.quantile(met, 0.9):.0%}; each foretold by the others within "
          f"{np.abs(alone).max():.0%}, nine of ten within {np.quantile(np.abs(alone), 0.9):.0%}")
    print(f"{each:.3f} ns an instruction, nine of ten from {np.quantile(ns[:made], 0.05):.3f} to {np.quantile(ns[:made], 0.95):.3f}")
    print(f"\n{'A replication':<30}{'instructions':>14}{'foretold':>12}{'off':>7}{'us':>10}{'foretold':>10}{'off':>7}")
    found = {}
    for name, row, number, second in zip(names[made:], rows[made:], instructions[made:], seconds[made:]):
        foretold, us, foretold_us = row @ costs, 1e6 * second, each * (row @ costs) / 1000
        print(f"  {name:<28}{number:>14,.0f}{foretold:>12,.0f}{foretold / number - 1:>7.0%}{us:>10.1f}{foretold_us:>10.1f}{foretold_us / us - 1:>7.0%}")
        found[name] = {"instructions": number, "foretold": foretold, "measured_us": us, "foretold_us": foretold_us}
    results = HERE / "results/loop-cost.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps({"instructions_each": dict(zip(TERMS, costs)), "ns_an_instruction": each, "scenarios": found}, indent=1) + "\n",
                       encoding="utf-8")
    print(f"Written: {results.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
