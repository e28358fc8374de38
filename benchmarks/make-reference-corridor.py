#!/usr/bin/env python3
"""Writes the reference corridor, the scenario on which engine and peers do the same work.

    benchmarks/make-reference-corridor.py [--segment KM] [--output FILE]

A road of half an hour is given as two halves, because a group's home must be a node and the cell of a road waits on
either half: the model has no home in the middle of a road.
"""
import argparse

ROADS = 20
HALF_KM = 15  # at 60 km/h, a quarter of an hour
SPACING_DEG = 0.13  # along the equator 14.5 km, less than the half it stands for
DEPARTURE_HOURS = range(10)

HEADER = """\
# Written by benchmarks/make-reference-corridor.py; docs/benchmarks.md says what it is for. Made up, and far worse than any
# real road: many short stays, so that a replication is full of events.
convoyrisk: 1
title: Reference corridor of the benchmarks
start: 2024-01-01T00:00
horizon: 30 d
"""


def network(segment_km):
    lines = ["network:", f"  segment: {segment_km:g} km", "  nodes:"]
    lines += [f"    n{i}: {{lat: 0, lon: {i * SPACING_DEG:.2f}}}" for i in range(2 * ROADS + 1)]
    lines.append("  roads:")
    lines += [f"    - {{from: n{i}, to: n{i + 1}, length: {HALF_KM} km, speed: 60 km/h}}" for i in range(2 * ROADS)]
    return "\n".join(lines) + "\n"


def convoys():
    lines = ["vehicles:", "  bus: {seats: 40, protection: 0}", "", "convoys:"]
    for hour in DEPARTURE_HOURS:
        lines.append(f'  - {{name: convoy {hour}, from: n0, to: n{2 * ROADS}, depart: {{at: ["{hour:02}:00"]}}, '
                     "workers: 40, vehicles: {bus: 1}, speed: 60 km/h}")
    return "\n".join(lines) + "\n"


def threat():
    """Every group alike but for its name and home."""
    stays = ("dormant: {exponential: {mean: 8 h}}, preparing: {fixed: 0 s}, staged: {exponential: {mean: 4 h}}, "
             "recovering: {fixed: 0 s}")
    lines = ["threat:", "  groups:"]
    for road in range(ROADS):
        modes = "*modes" if road > 0 else "&modes [{name: bomb, kill: 0.05, spread: 0}]"
        lines += [f"    - {{name: group {road}, cells: 1, home: [n{2 * road + 1}], range: 0 km,",
                  f"       {stays},",
                  f"       engage: 0.05, habit: 0, modes: {modes}}}"]
    return "\n".join(lines) + "\n"


def scenario(segment_km):
    end = "policies:\n  - name: as it is\n"
    return "\n".join([HEADER, network(segment_km), convoys(), threat(), end])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segment", type=float, default=5, metavar="KM", help="greatest length of a segment (5)")
    parser.add_argument("--output", default="benchmarks/reference-corridor.yaml", metavar="FILE")
    arguments = parser.parse_args()
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.write(scenario(arguments.segment))


if __name__ == "__main__":
    main()
