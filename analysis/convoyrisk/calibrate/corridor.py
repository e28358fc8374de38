"""The road network as geometry: which leg and zone an incident is near to, and convoy-km a year by zone."""

from __future__ import annotations

import dataclasses
import datetime
import json
import pathlib
from typing import Any

import networkx
import numpy
from numpy.typing import NDArray

from convoyrisk.calibrate.incidents import InputError, not_utf8
from convoyrisk.calibrate.point_process import EARTH_RADIUS_KM
from convoyrisk.errors import ProgramError
from convoyrisk.program import call
from convoyrisk.whole_file import check_regular

Array = NDArray[numpy.float64]
DAYS_A_YEAR = 365.25
DAYS = {"s": 1 / 86_400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "yr": DAYS_A_YEAR}
KINDS = {str: "a text", bool: "true or false", float: "a number", int: "a number"}
PROPERTIES = {"name": "a text", "from": "a text", "to": "a text", "zone": "a text", "oneway": "true or false",
              "length_km": "a number", "speed_kmh": "a number"}


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
    """Legs of a GeoJSON network as docs/scenario.md has it, or of the network of a scenario (.yaml, .yml), which the program
    reads; there roads without a file are straight lines. Raises InputError."""
    path = pathlib.Path(path)
    if path.suffix in (".yaml", ".yml"):
        return _legs_of_scenario(_understood(path)["network"])
    legs = []
    for number, feature in enumerate(_features(path)):
        try:
            if _geometry(feature)["type"] == "LineString":
                legs.append(_leg(feature))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise InputError(f"{path}: features[{number}]{_title(feature)}: {_wrong(error)}; a road is a LineString with from, "
                             "to and speed_kmh (docs/scenario.md)") from None
    if not legs:
        raise InputError(f"{path}: holds no LineString, so no road")
    return legs


def _understood(scenario: str | pathlib.Path) -> dict[str, Any]:
    """The scenario as the program understands it, every default in its place; all values are texts."""
    try:
        return dict(json.loads(call("check", scenario, "--json", "--no-uncertainty")))
    except ProgramError as error:
        raise InputError(str(error).removeprefix("convoyrisk: ")) from None


def _legs_of_scenario(network: dict[str, Any]) -> list[Leg]:
    if "file" in network:
        drawn = [_line(feature) for feature in _features(pathlib.Path(network["file"]))
                 if _geometry(feature)["type"] == "LineString"]
    else:
        places = {name: (_number(node["lat"]), _number(node["lon"])) for name, node in network["nodes"].items()}
        drawn = [numpy.array([places[road["from"]], places[road["to"]]]) for road in network["roads"]]
    if len(drawn) != len(network["roads"]):
        raise InputError(f"{network['file']}: holds {len(drawn)} lines, not one for each of "
                         f"{len(network['roads'])} roads")
    return [Leg(road["name"], (road["from"], road["to"]), road.get("zone", ""), _number(road["length"], "km"),
                _number(road["speed"], "km/h"), road["oneway"] == "true", line)
            for road, line in zip(network["roads"], drawn)]


def _features(path: pathlib.Path) -> list[Any]:
    try:
        check_regular(path)
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(not_utf8(path, error)) from None
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}:{error.colno}: is not JSON, so no GeoJSON network: {error.msg}. "
                         "A scenario is told by its name: .yaml or .yml") from None
    except (ValueError, KeyError, TypeError):
        features = None
    if not isinstance(features, list):
        raise InputError(f"{path}: is not a GeoJSON FeatureCollection (docs/scenario.md)")
    return features


def _geometry(feature: Any) -> dict[str, Any]:
    return feature.get("geometry") or {"type": ""}


def _title(feature: Any) -> str:
    of = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(of, dict):
        return ""
    return f' "{of["name"]}"' if of.get("name") else f' "{of.get("from")} - {of.get("to")}"'


def _wrong(error: Exception) -> str:
    return f"no {error.args[0]}" if isinstance(error, KeyError) else str(error)


def _line(feature: dict[str, Any]) -> Array:
    line = numpy.array([point[:2] for point in feature["geometry"]["coordinates"]], float)[:, ::-1]
    if len(line) < 2:
        raise ValueError("its line has fewer than two points")
    return line


def _leg(feature: dict[str, Any]) -> Leg:
    of = {key: value for key, value in feature["properties"].items() if value is not None}
    line = _line(feature)
    for key, kind in PROPERTIES.items():
        if key in of and KINDS.get(type(of[key])) != kind:
            raise ValueError(f"{key} must be {kind}, not {json.dumps(of[key])}")
    crow = float((EARTH_RADIUS_KM * _angle(_vector(line[:-1]), _vector(line[1:]))).sum())
    return Leg(
        of.get("name", f"{of['from']} - {of['to']}"),
        (of["from"], of["to"]),
        of.get("zone", ""),
        float(of.get("length_km", crow)),
        float(of["speed_kmh"]),
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

    The program reads the scenario. Raises InputError if its timetable does not fit the network.
    """
    result = dict.fromkeys((leg.zone for leg in legs), 0.0)
    graph = networkx.MultiDiGraph()
    for leg in legs:
        graph.add_edge(*leg.ends, leg=leg)
        if not leg.oneway:
            graph.add_edge(*leg.ends[::-1], leg=leg)
    for convoy in _understood(scenario)["convoys"]:
        try:
            for leg in _route(convoy, graph):
                result[leg.zone] += leg.length_km * _trips_a_year(convoy["depart"])
        except networkx.NetworkXException:
            raise InputError(f'{scenario}: convoy "{convoy["name"]}" finds no way from "{convoy["from"]}" to "{convoy["to"]}" '
                             "on the network given") from None
    return result


def _route(convoy: dict[str, Any], graph: Any) -> list[Leg]:
    most = _number(convoy["speed"], "km/h")

    def hours(edge: dict[str, Leg]) -> float:
        return edge["leg"].length_km / min(edge["leg"].speed_kmh, most)

    def least(start: str, end: str, edges: dict[int, dict[str, Leg]]) -> float:
        return min(map(hours, edges.values()))

    nodes = networkx.dijkstra_path(graph, convoy["from"], convoy["to"], weight=least)
    return [min(graph[a][b].values(), key=hours)["leg"] for a, b in zip(nodes, nodes[1:])]


def _trips_a_year(depart: dict[str, Any]) -> float:
    if "every" in depart:
        value, unit = depart["every"].split()
        return DAYS_A_YEAR / (float(value) * DAYS[unit])
    return len(depart["at"]) * len(depart["days"]) * DAYS_A_YEAR / 7


def _number(text: str, unit: str = "") -> float:
    """The value of a quantity that the program wrote, which has this unit."""
    value, _, written = text.partition(" ")
    if written != unit:
        raise ValueError(f"{text} is not in {unit}")
    return float(value)


def day(text: str) -> numpy.datetime64:
    """A date of the command line."""
    try:
        return numpy.datetime64(datetime.date.fromisoformat(text))
    except ValueError:
        raise InputError(f"a date such as 2010-01-01 is needed, not {text}") from None
