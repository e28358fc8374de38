#!/usr/bin/env python3
"""Writes a made-up scenario on a large network: 200 convoys a day, 100 cells, a year.

make-large-network.py OUT.yaml [--roads 1000]: a square grid of roads, named in OUT.geojson beside it. Convoys have about 30 roads to
travel, somewhere on the grid; a group of one cell waits at each of 100 places."""

import argparse
import json
import math
import random
from pathlib import Path

SPACING_DEG = 0.02
CONVOYS = 200
CELLS = 100
WAY = 15  # places along and across

HEAD = """\
convoyrisk: 1
title: made up, {roads} roads
start: 2024-01-01T00:00
horizon: 365 d
network: {{segment: 1 km, file: {file}}}
vehicles: {{bus: {{seats: 30, protection: 0}}}}
convoys:
"""
CONVOY = ('  - {{name: c{i}, from: n{a}, to: n{b}, depart: {{at: ["{hour:02d}:00"]}}, workers: 30, vehicles: {{bus: 1}}, speed: 40 km/h,'
          " pace_cv: 0.1}}\n")
GROUP = ("    - {{name: g{i}, cells: 1, home: [n{home}], range: 10 km, dormant: {{exponential: {{mean: 60 d}}}}, preparing: {{gamma: {{mean: 5 d, cv: 0.7}}}},"
         " staged: {{exponential: {{mean: 12 h}}}}, recovering: {{gamma: {{mean: 20 d, cv: 0.7}}}}, engage: 0.5, deterrence: 0.3, habit: 0.5,"
         " observe: 0.5, memory: 14 d, target: {{traffic: 1, cover: 0, distance: 1, security: 0}},"
         " modes: [{{name: bomb, kill: 0.1, spread: 0.1, halt: 4 h}}]}}\n")


def network(side):
    """Places of a grid and the roads between neighbours, as GeoJSON."""
    def feature(kind, coordinates, **properties):
        return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}

    def at(i, j):
        return [j * SPACING_DEG, i * SPACING_DEG]

    features = [feature("Point", at(i, j), name=f"n{i}_{j}") for i in range(side) for j in range(side)]
    for i in range(side):
        for j in range(side):
            for k, l in ((i, j + 1), (i + 1, j)):
                if k < side and l < side:
                    features.append(feature("LineString", [at(i, j), at(k, l)], length_km=2.4, speed_kmh=50,
                                            **{"from": f"n{i}_{j}", "to": f"n{k}_{l}"}))
    return {"type": "FeatureCollection", "features": features}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--roads", type=int, default=1000)
    arguments = parser.parse_args()
    side = max(2, round((1 + math.sqrt(1 + 2 * arguments.roads)) / 2))  # 2 side (side - 1) roads join side^2 places
    way = min(WAY, side - 1)
    draw = random.Random(1)
    file = arguments.out.with_suffix(".geojson")
    file.write_text(json.dumps(network(side)), encoding="utf-8")
    text = HEAD.format(roads=2 * side * (side - 1), file=file.name)
    for i in range(CONVOYS):
        row, column = draw.randrange(side - way), draw.randrange(side - way)
        text += CONVOY.format(i=i, a=f"{row}_{column}", b=f"{row + way}_{column + way}", hour=i % 24)
    text += "threat:\n  groups:\n"
    for i in range(CELLS):
        text += GROUP.format(i=i, home=f"{draw.randrange(side)}_{draw.randrange(side)}")
    arguments.out.write_text(text + "policies:\n  - name: as it is\n", encoding="utf-8")


if __name__ == "__main__":
    main()
