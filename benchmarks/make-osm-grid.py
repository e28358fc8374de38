#!/usr/bin/env python3
"""Writes a made-up OpenStreetMap extract: a square grid of roads with shape points between the crossings.

make-osm-grid.py OUT.osm [--roads 100000] [--places 0]: the roads between crossings, each with eight shape points; speeds
differ from row to row, so that no road can be contracted away. Villages are scattered over the square."""

import argparse
import math
import random
from pathlib import Path
from typing import Iterator

SPACING_DEG = 0.01
SHAPE_POINTS = 8


def elements(roads: int, places: int) -> Iterator[str]:
    """The lines of the file; nodes first, as OpenStreetMap orders them."""
    side = max(2, round((1 + math.sqrt(1 + 2 * roads)) / 2))  # 2 side (side - 1) roads join side^2 crossings
    yield '<osm version="0.6">'
    for row in range(side):
        for column in range(side):
            yield f'<node id="{row * side + column + 1}" lat="{row * SPACING_DEG:.7f}" lon="{column * SPACING_DEG:.7f}"/>'
    ends = [(row, column, row + down, column + 1 - down) for row in range(side) for column in range(side) for down in (0, 1)
            if row + down < side and column + 1 - down < side]
    for road, (row, column, to_row, to_column) in enumerate(ends):
        for point in range(SHAPE_POINTS):
            share = (point + 1) / (SHAPE_POINTS + 1)
            bend = 0.0005 * math.sin(math.pi * share)
            lat = (row + (to_row - row) * share) * SPACING_DEG + bend * (to_column - column)
            lon = (column + (to_column - column) * share) * SPACING_DEG + bend * (to_row - row)
            yield f'<node id="{side * side + road * SHAPE_POINTS + point + 1}" lat="{lat:.7f}" lon="{lon:.7f}"/>'
    draw = random.Random(1)
    for place in range(places):
        lat, lon = (draw.uniform(0, (side - 1) * SPACING_DEG) for _ in range(2))
        yield (f'<node id="{side * side + len(ends) * SHAPE_POINTS + place + 1}" lat="{lat:.7f}" lon="{lon:.7f}">'
               f'<tag k="place" v="village"/><tag k="name" v="Village {place + 1}"/></node>')
    for road, (row, column, to_row, to_column) in enumerate(ends):
        first = side * side + road * SHAPE_POINTS + 1
        nodes = [row * side + column + 1, *range(first, first + SHAPE_POINTS), to_row * side + to_column + 1]
        references = "".join(f'<nd ref="{node}"/>' for node in nodes)
        speed = 30 + 10 * (row % 5)
        yield f'<way id="{road + 1}">{references}<tag k="highway" v="tertiary"/><tag k="maxspeed" v="{speed}"/></way>'
    yield "</osm>"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="A made-up OpenStreetMap extract: a grid of roads")
    parser.add_argument("output", type=Path)
    parser.add_argument("--roads", type=int, default=100_000)
    parser.add_argument("--places", type=int, default=0)
    arguments = parser.parse_args()
    with arguments.output.open("w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in elements(arguments.roads, arguments.places))


if __name__ == "__main__":
    main()
