"""The scenario file (scenario.md) as plain objects. Lenient: the file is taken to be valid.

Every scalar is read as text first (scenario.md, "Values"), so the YAML loader makes no numbers, dates or booleans.
`run`, `sweep` and `uncertainty` are ignored.
"""
import datetime
import json
import pathlib
from types import SimpleNamespace as Record

import yaml

from . import durations, measures, units
from .units import when

DAYS = units.DAYS


def read(path):
    """Read a scenario file into one Record; everything optional is filled with its default."""
    path = pathlib.Path(path)
    return parse(path.read_text(encoding="utf-8"), path.parent)


def parse(text, folder=pathlib.Path(".")):
    """The same for the text of a scenario file; `folder` is what paths in it are relative to."""
    raw = yaml.load(text, Loader=yaml.BaseLoader)
    threat = raw.get("threat") or {}
    start = datetime.datetime.fromisoformat(raw["start"])
    return Record(
        title=raw.get("title", ""),
        start=start,
        horizon=units.hours(raw["horizon"]),
        warmup=units.hours(raw.get("warmup", "0 d")),
        network=_network(raw["network"], folder),
        vehicles={name: _vehicle(v) for name, v in raw["vehicles"].items()},
        convoys=[_convoy(c) for c in raw["convoys"]],
        sites=[_site(s) for s in raw.get("sites") or []],
        spotted_halt=units.hours(threat.get("spotted_halt", "1 h")),
        groups=[_group(g, start) for g in threat.get("groups") or []],
        background=_background(threat.get("background")),
        regimes=[Record(name=r["name"], factor=float(r["factor"]), mean_stay=units.hours(r["mean_stay"]))
                 for r in threat.get("regimes") or []],
        regime_at_start=threat.get("regime_at_start"),
        policies=measures.policies(raw["policies"], start),
        costs=_costs(raw.get("costs") or {}),
    )


def _network(raw, folder):
    """`network`: segment length, node coordinates, roads in the order of the file."""
    if "file" in raw:
        nodes, roads = _geojson(json.loads((folder / raw["file"]).read_text(encoding="utf-8")))
    else:
        nodes = {name: (float(n["lat"]), float(n["lon"])) for name, n in raw["nodes"].items()}
        roads = [Record(start=r["from"], end=r["to"], name=r.get("name", f"{r['from']} - {r['to']}"),
                        length=units.km(r["length"]) if "length" in r else None, speed=units.speed(r["speed"]),
                        zone=r.get("zone", ""), cover=units.share(r.get("cover", "0")),
                        oneway=units.truth(r.get("oneway", "false"))) for r in raw["roads"]]
    return Record(segment=units.km(raw.get("segment", "5 km")), nodes=nodes, roads=roads)


def _geojson(data):
    """GeoJSON networks (scenario.md). A node without a Point lies where its first LineString begins or ends."""
    nodes, roads = {}, []
    for feature in data["features"]:
        if feature["geometry"]["type"] == "Point":
            lon, lat = feature["geometry"]["coordinates"][:2]
            nodes[feature["properties"]["name"]] = (lat, lon)
    for feature in data["features"]:
        if feature["geometry"]["type"] != "LineString":
            continue
        p, line = feature["properties"], feature["geometry"]["coordinates"]
        for name, (lon, lat) in ((p["from"], line[0][:2]), (p["to"], line[-1][:2])):
            nodes.setdefault(name, (lat, lon))
        length = p.get("length_km")
        roads.append(Record(start=p["from"], end=p["to"], name=p.get("name") or f"{p['from']} - {p['to']}",
                            length=None if length is None else float(length), speed=float(p["speed_kmh"]),
                            zone=p.get("zone") or "", cover=float(p.get("cover") or 0),
                            oneway=units.truth(p.get("oneway", False))))
    return nodes, roads


def _vehicle(raw):
    return Record(seats=int(raw["seats"]), protection=units.share(raw["protection"]), profile=float(raw.get("profile", "1")),
                  accident=units.per_km(raw.get("accident", "0 /km")))


def _convoy(raw):
    return Record(name=raw["name"], start=raw["from"], end=raw["to"], **convoy_values(raw))


def convoy_values(raw):
    """What a policy may change of a convoy: those of depart, workers, vehicles, speed, pace_cv that are given, each whole."""
    values = {}
    if "depart" in raw:
        depart = raw["depart"]
        values["depart"] = Record(
            at=[units.time_of_day(a) for a in depart["at"]] if "at" in depart else None,
            days=[DAYS.index(d) for d in depart.get("days", DAYS)],
            every=units.hours(depart["every"]) if "every" in depart else None,
            offset=units.hours(depart.get("offset", "0 h")))
    if "workers" in raw:
        values["workers"] = int(raw["workers"])
    if "vehicles" in raw:
        values["vehicles"] = {k: int(v) for k, v in raw["vehicles"].items()}
    if "speed" in raw:
        values["speed"] = units.speed(raw["speed"])
    if "name" in raw or "pace_cv" in raw:  # a convoy of its own has the default
        values["pace_cv"] = units.share(raw.get("pace_cv", "0"))
    return values


def _site(raw):
    return Record(name=raw["name"], node=raw["node"], people=int(raw["people"]), guards=int(raw.get("guards", "0")),
                  protection=units.share(raw.get("protection", "0")), spot=units.share(raw.get("spot", "0")),
                  suppress=float(raw.get("suppress", "0")), attraction=float(raw.get("attraction", "1")))


def _mode(raw):
    assault = raw.get("assault")
    return Record(
        name=raw["name"], weight=float(raw.get("weight", "1")), kill=units.share(raw["kill"]),
        injure=units.share(raw.get("injure", "0")), spread=units.share(raw.get("spread", "0")),
        severity_cv=units.share(raw.get("severity_cv", "0")), expended=units.share(raw.get("expended", "0")),
        halt=units.hours(raw.get("halt", "0 h")), exposed=int(raw.get("exposed", "20")),
        assault=assault and Record(duration=durations.read(assault["duration"]),
                                   kill_rate=units.per_hour(assault["kill_rate"]),
                                   injure_rate=units.per_hour(assault.get("injure_rate", "0 /h"))))


def _group(raw, start):
    excitation, recruit, follow_up = raw.get("excitation"), raw.get("recruit"), raw.get("follow_up")
    target = raw.get("target") or {}
    return Record(
        name=raw["name"], cells=int(raw["cells"]), home=list(raw["home"]), range=units.km(raw["range"]),
        dormant=durations.read(raw["dormant"]), preparing=durations.read(raw["preparing"]),
        staged=durations.read(raw["staged"]), recovering=durations.read(raw["recovering"]),
        engage=units.share(raw["engage"]), deterrence=float(raw.get("deterrence", "0")),
        capture=units.share(raw.get("capture", "0.5")), habit=units.share(raw.get("habit", "0")),
        lead=units.hours(raw.get("lead", "1 h")), observe=units.share(raw.get("observe", "0")),
        memory=units.hours(raw.get("memory", "14 d")), site_share=units.share(raw.get("site_share", "0")),
        target=Record(**{k: float(target.get(k, "0")) for k in ("traffic", "cover", "distance", "security")}),
        jump=float(excitation["jump"]) if excitation else 0.0,
        decay=units.hours(excitation["decay"]) if excitation else 1.0,
        tempo=[Record(start=when(w["from"], start), end=when(w["to"], start), factor=float(w["factor"]))
               for w in raw.get("tempo") or []],
        recruit=recruit and Record(rate=units.per_hour(recruit["rate"]), max_cells=int(recruit["max_cells"])),
        follow_up=follow_up and Record(mean=float(follow_up["mean"]), delay=durations.read(follow_up["delay"]),
                                       distance=units.km(follow_up["distance"])),
        modes=[_mode(m) for m in raw["modes"]])


def _background(raw):
    if not raw:
        return None
    return Record(rates={zone: units.per_km(r) for zone, r in raw["rates"].items()},
                  deterrence=float(raw.get("deterrence", "0")), modes=[_mode(m) for m in raw["modes"]])


def _costs(raw):
    prices = {k: float(v) for k, v in raw.items() if k not in ("currency", "vehicle_hour")}
    return Record(price=lambda key: prices.get(key, 0.0),
                  vehicle_hour={k: float(v) for k, v in (raw.get("vehicle_hour") or {}).items()})
