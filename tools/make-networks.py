#!/usr/bin/python3
"""Makes the networks in scenarios/networks/ from the tables in scenarios/networks/sources/.

Facts (places, lengths) and guesses (zones, speeds, cover) lie in separate tables; every feature keeps its source and
status. See scenarios/networks/README.md.
"""

import csv
import json
import pathlib
import re

NETWORKS = pathlib.Path(__file__).resolve().parent.parent / "scenarios" / "networks"
CORRIDORS = ("karakoram", "gwadar-quetta")


def rows(corridor, name):
    with open(NETWORKS / "sources" / f"{corridor}-{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def short(name):
    """`Burhan (M-1/M-15)` is `Burhan` in scenarios."""
    return re.sub(r" \(.*\)", "", name)


def feature(kind, coordinates, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def network(corridor):
    places = {row["name"]: [float(row["lon"]), float(row["lat"])] for row in rows(corridor, "towns")}
    guesses = {(row["from"], row["to"]): row for row in rows(corridor, "assumptions")}
    points = [feature("Point", places[row["name"]], name=short(row["name"]), source=row["source"]) for row in rows(corridor, "towns")]
    lines = []
    for row in rows(corridor, "roads"):
        guess = guesses[row["from"], row["to"]]
        lines.append(
            feature(
                "LineString",
                [places[row["from"]], places[row["to"]]],
                **{"from": short(row["from"]), "to": short(row["to"])},
                name=f"{short(row['from'])} - {short(row['to'])}",
                length_km=float(row["road_km"]),
                speed_kmh=float(guess["speed_kmh"]),
                zone=guess["zone"],
                cover=float(guess["cover"]),
                oneway=False,
                road=row["road"],
                length_status=row["status"],
                length_source=row["source"],
                guesses=f"zone, speed_kmh and cover are guesses: {guess['note']}",
            )
        )
    return {"type": "FeatureCollection", "features": points + lines}


def text(corridor):
    """One feature a line, so that a change shows as one."""
    features = ",\n".join(json.dumps(item, ensure_ascii=False) for item in network(corridor)["features"])
    return f'{{"type": "FeatureCollection", "features": [\n{features}\n]}}\n'


if __name__ == "__main__":
    for corridor in CORRIDORS:
        (NETWORKS / f"{corridor}.geojson").write_text(text(corridor), encoding="utf-8")
