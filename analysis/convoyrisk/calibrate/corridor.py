"""The road network as geometry: which leg and zone an incident is near to, and convoy-km a year by zone."""

import dataclasses
import datetime
import json
import pathlib
import re
from typing import Any

import networkx
import numpy
import yaml
from numpy.typing import NDArray

from convoyrisk.calibrate.incidents import InputError
from convoyrisk.calibrate.point_process import EARTH_RADIUS_KM

Array = NDArray[numpy.float64]
DAYS_A_YEAR = 365.25
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
UNITS = {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "yr": DAYS_A_YEAR, "km/h": 1.0, "km": 1.0, "m": 0.001}


@dataclasses.dataclass(frozen=True)
class Leg:
    """A road; `line` is (k, 2), latitude and longitude of its corners in degrees."""

    name: str
    ends: tuple[str, str]
    zone: str
    length_km: float
    speed_kmh: float
    oneway: bool
    line: Array


def read_network(path: str | pathlib.Path) -> list[Leg]:
    """Legs of a GeoJSON network as docs/scenario.md has it, or of the network of a scenario (.yaml, .yml), where roads
    without a file are straight lines. Raises InputError."""
    path = pathlib.Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix in (".yaml", ".yml"):
            network = yaml.safe_load(text)["network"]
            if "file" in network:
                return read_network(path.parent / network["file"])
            features = [_feature(road, network["nodes"]) for road in network["roads"]]
        else:
            features = json.loads(text)["features"]
        legs = [_leg(feature) for feature in features if feature["geometry"]["type"] == "LineString"]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: is no scenario or GeoJSON network of one (see docs/scenario.md): {error!r}"
        ) from None
    if not legs:
        raise InputError(f"{path}: holds no LineString, so no road")
    return legs


def _feature(road: dict[str, Any], nodes: dict[str, Any]) -> dict[str, Any]:
    """A road of a scenario's own network as a feature of GeoJSON."""
    places = [[float(nodes[road[end]][degrees]) for degrees in ("lon", "lat")] for end in ("from", "to")]
    properties = {key: road[key] for key in ("from", "to", "zone", "oneway", "name") if key in road}
    properties["speed_kmh"] = _value(road["speed"])
    if "length" in road:
        properties["length_km"] = _value(road["length"])
    return {"properties": properties, "geometry": {"type": "LineString", "coordinates": places}}


def _leg(feature: dict[str, Any]) -> Leg:
    of = {key: value for key, value in feature["properties"].items() if value is not None}
    line = numpy.array([point[:2] for point in feature["geometry"]["coordinates"]], float)[:, ::-1]
    crow = float((EARTH_RADIUS_KM * _angle(_vector(line[:-1]), _vector(line[1:]))).sum())
    return Leg(
        of.get("name", f"{of['from']} - {of['to']}"),
        (of["from"], of["to"]),
        of.get("zone", ""),
        of.get("length_km", crow),
        of["speed_kmh"],
        of.get("oneway", False),
        line,
    )


def distance_to_legs_km(place: Array, legs: list[Leg]) -> Array:
    """Least great-circle distance (n, legs) of each place (n, 2) from each leg's line, whose parts are great
    circles."""
    point = _vector(place)[:, None]
    result = numpy.empty((len(place), len(legs)))
    for k, leg in enumerate(legs):
        a, b = _vector(leg.line[:-1]), _vector(leg.line[1:])
        normal = numpy.cross(a, b)
        normal /= numpy.maximum(numpy.linalg.norm(normal, axis=1, keepdims=True), 1e-15)
        across = numpy.arcsin(numpy.clip((point * normal).sum(axis=-1), -1, 1))
        beside = ((point * numpy.cross(normal, a)).sum(axis=-1) >= 0) & (
            (point * numpy.cross(b, normal)).sum(axis=-1) >= 0
        )
        ends = numpy.minimum(_angle(point, a), _angle(point, b))
        result[:, k] = EARTH_RADIUS_KM * numpy.where(beside, numpy.abs(across), ends).min(axis=1)
    return result


def _vector(place: Array) -> Array:
    latitude, longitude = numpy.radians(place).T
    flat = numpy.cos(latitude)
    return numpy.stack([flat * numpy.cos(longitude), flat * numpy.sin(longitude), numpy.sin(latitude)], axis=-1)


def _angle(a: Array, b: Array) -> Array:
    return numpy.asarray(2 * numpy.arcsin(numpy.clip(numpy.linalg.norm(a - b, axis=-1) / 2, 0, 1)))


def convoy_km_by_zone(scenario: str | pathlib.Path, legs: list[Leg]) -> dict[str, float]:
    """Convoy-km a year of a scenario's timetable by zone, each trip on the fastest route and none cancelled.

    Raises InputError if the timetable does not fit the network. Checks no more than it needs: `convoyrisk check` does.
    """
    try:
        convoys = yaml.safe_load(pathlib.Path(scenario).read_text(encoding="utf-8"))["convoys"]
        result = dict.fromkeys((leg.zone for leg in legs), 0.0)
        for convoy in convoys:
            for leg in _route(convoy, legs):
                result[leg.zone] += leg.length_km * _trips_a_year(convoy["depart"])
    except OSError as error:
        raise InputError(f"{scenario}: cannot be read: {error.strerror}") from None
    except networkx.NetworkXException as error:
        raise InputError(f"{scenario}: a convoy finds no way on the network: {error}") from None
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{scenario}: no timetable could be read ({error!r}); see `convoyrisk check`") from None
    return result


def _route(convoy: dict[str, Any], legs: list[Leg]) -> list[Leg]:
    most = _value(convoy["speed"])
    graph = networkx.MultiDiGraph()
    for leg in legs:
        hours = leg.length_km / min(leg.speed_kmh, most)
        graph.add_edge(*leg.ends, leg=leg, hours=hours)
        if not leg.oneway:
            graph.add_edge(*leg.ends[::-1], leg=leg, hours=hours)
    nodes = networkx.shortest_path(graph, convoy["from"], convoy["to"], weight="hours")
    return [min(graph[a][b].values(), key=lambda edge: float(edge["hours"]))["leg"] for a, b in zip(nodes, nodes[1:])]


def _trips_a_year(depart: dict[str, Any]) -> float:
    if "every" in depart:
        return DAYS_A_YEAR / _value(depart["every"])
    return len(depart["at"]) * len(depart.get("days", DAYS)) * DAYS_A_YEAR / 7


def _value(text: Any) -> float:
    """A quantity in days, km or km/h."""
    match = re.fullmatch(r"\s*([-+.\deE]+)\s*([a-z/]+)\s*", str(text))
    if match is None or match[2] not in UNITS:
        raise ValueError(f"{text} is no quantity with a unit")
    return float(match[1]) * UNITS[match[2]]


def day(text: str) -> numpy.datetime64:
    """A date of the command line."""
    try:
        return numpy.datetime64(datetime.date.fromisoformat(text))
    except ValueError:
        raise InputError(f"a date such as 2010-01-01 is needed, not {text}") from None
