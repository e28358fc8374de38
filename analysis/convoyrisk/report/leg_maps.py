"""Maps and tables by whole leg, always under a stated policy, in the scenario's order and not by risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from convoyrisk import views
from convoyrisk.report.corridor_map import CorridorMap, Leg, class_of
from convoyrisk.number_text import rounded, with_half_width
from convoyrisk.report.svg import element
from convoyrisk.result import Result

LEG_QUANTITIES = {"killed_per_year": "Workers killed a year", "attacks_per_year": "Attacks on convoys a year",
                  "stagings_per_year": "Ambushes set a year", "convoy_km_per_year": "Convoy-km driven a year"}
MOST_LEGS = 300  # where more legs have something to tell, the table is by zone
Row = dict[str, str]
Values = Mapping[str, float]


@dataclass(frozen=True)
class LegMap:
    """The map and the table of one policy. `head` is that of the first column; `left_out` counts the legs of which there is
    nothing to tell under any policy."""

    policy: str
    drawing: Markup
    rows: Sequence[Row]
    head: str
    left_out: int


def corridor(result: Result) -> CorridorMap:
    """The map of the scenario's network."""
    network = result.network
    nodes = {str(name): (float(latitude), float(longitude)) for name, latitude, longitude in
             zip(network["node"].values, network["latitude"].values, network["longitude"].values)}
    legs = [Leg(str(name), str(start), str(end), float(length)) for name, start, end, length in
            zip(network["leg"].values, network["from"].values, network["to"].values, network["length"].values)]
    parts = [result.scenario.get(key) for key in ("convoys", "sites", "threat", "policies")]
    return CorridorMap(nodes, legs, set(_texts(parts)) & nodes.keys())


def _texts(value: Any) -> Iterator[str]:
    """All texts in a tree: nodes that the scenario names are among them."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _texts(inner)


def leg_maps(result: Result, place: int, identity: str) -> list[LegMap]:
    """One map a policy, in colours that mean the same in all of them."""
    frame = views.legs_frame(result, place)
    largest = {name: float(frame[name].max()) for name in LEG_QUANTITIES}
    drawn = corridor(result)
    something = frame.groupby("leg", sort=False)[list(LEG_QUANTITIES)].max().gt(0).any(axis=1)
    told = {i for i, leg in enumerate(drawn.legs) if len(drawn.legs) <= MOST_LEGS or something[leg.name]}
    zones = [str(zone) for zone in result.network["zone"].values]
    maps = []
    for number, policy in enumerate(result.policies):
        legs = frame[frame["policy"] == policy].drop(columns="policy").set_index("leg").to_dict("index")
        by_leg = {i: legs[drawn.legs[i].name] for i in sorted(told)}

        def leg_line(i: int, path: str) -> list[Markup]:
            return [_leg_line(drawn.legs[i].name, path, by_leg[i], largest)] if i in told else []

        few = len(told) <= MOST_LEGS
        rows = ([_row(drawn.legs[i].name, drawn.legs[i].length_km, values) for i, values in by_leg.items()] if few
                else _zone_rows(drawn.legs, zones, by_leg))
        drawing = drawn.draw(f"Map of the corridor by whole leg under “{policy}”", _description(rows),
                             f"{identity}-map{number}", leg_line)
        maps.append(LegMap(policy, drawing, rows, "Leg" if few else "Zone", len(drawn.legs) - len(told)))
    return maps


def _row(name: str, length_km: float, values: Values) -> Row:
    return {"leg": name, "length": f"{length_km:g}", **{quantity: _with_error(values, quantity) for quantity in LEG_QUANTITIES}}


def _zone_rows(legs: Sequence[Leg], zones: Sequence[str], by_leg: Mapping[int, Values]) -> list[Row]:
    """Sums over the legs of each zone, whose errors the file does not tell."""
    lengths: dict[str, float] = {}
    sums: dict[str, dict[str, float]] = {}
    for i, values in by_leg.items():
        own = sums.setdefault(zones[i], dict.fromkeys(LEG_QUANTITIES, 0.0))
        lengths[zones[i]] = lengths.get(zones[i], 0.0) + legs[i].length_km
        for quantity in LEG_QUANTITIES:
            own[quantity] += values[quantity]
    return [_row(zone or "(no name)", round(lengths[zone], 1), values) for zone, values in sums.items()]


def _description(rows: Sequence[Row]) -> str:
    return "; ".join(f"{row['leg']}: {row['killed_per_year']} workers killed a year" for row in rows)


def _with_error(values: Values, name: str) -> str:
    """A yearly mean with twice its standard error, where the file holds one."""
    mean, error = values[name], values.get(f"{name}_standard_error")
    if error is None or not (mean > 0 or error > 0):
        return rounded(mean)
    return with_half_width(mean, mean - 2 * error, mean + 2 * error)


def _leg_line(name: str, path: str, values: Values, largest: Values) -> Markup:
    shown = {f"data_{quantity}": str(class_of(values[quantity], largest[quantity])) for quantity in LEG_QUANTITIES}
    texts = {f"data_{quantity}_text": f"{name}: {rounded(values[quantity])} {title.lower()}"
             for quantity, title in LEG_QUANTITIES.items()}
    title = element("title", texts["data_killed_per_year_text"])
    return element("path", title, d=path, class_=f"leg level-{shown['data_killed_per_year']}", **shown, **texts)
