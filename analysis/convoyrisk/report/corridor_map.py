"""The map: whole legs as lines between their nodes, no finer."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy
import numpy.typing
from markupsafe import Markup

from convoyrisk.number_text import KM_OF_DEGREE, round_below, tick_text
from convoyrisk.report.svg import WIDTH, element, figure

CLASSES = 5  # of colour, from least to most, the same for all policies
LETTER_WIDTH = 7.2
SCALE_ROOM = 22.0  # under the map
MOST_LABELS = 40  # more places than these are told by the scenario's use of them
MOST_NODES = 300  # more nodes than these are drawn only where they have a label
GENERATED = re.compile(r"node \d+")  # what `import` calls a node that is no place
Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Boxes = numpy.typing.NDArray[numpy.float64]


@dataclass(frozen=True)
class Leg:
    name: str
    start: str
    end: str
    length_km: float


class CorridorMap:
    """Where nodes and legs are drawn. nodes: latitude and longitude in degrees; used: those that the scenario names."""

    def __init__(self, nodes: Mapping[str, Place], legs: Sequence[Leg], used: Collection[str] = ()) -> None:
        self.legs = list(legs)
        self.places, self.height, self._dots_of_km = _project(nodes)
        labelled = labelled_places(list(nodes), used)
        self._labels = _place_labels(self.places, labelled,
                                     [(self.places[leg.start], self.places[leg.end]) for leg in legs])
        self._marked = list(nodes) if len(nodes) <= MOST_NODES else labelled
        pairs: dict[frozenset[str], int] = {}
        self._bends: list[float] = []
        for leg in legs:  # of several legs between the same nodes all but the first are bent
            count = pairs.setdefault(frozenset((leg.start, leg.end)), 0)
            self._bends.append(0 if count == 0 else 26 * ((count + 1) // 2) * (1 if count % 2 else -1))
            pairs[frozenset((leg.start, leg.end))] = count + 1

    def middle(self, leg: int) -> Place:
        """Middle of a leg as drawn, which is no place on the road."""
        (x1, y1), (x2, y2) = self._ends(leg)
        across_x, across_y = _across((x1, y1), (x2, y2), self._bends[leg] / 2)
        return (x1 + x2) / 2 + across_x, (y1 + y2) / 2 + across_y

    def draw(self, title: str, description: str, identity: str, leg: Callable[[int, str], Sequence[Markup]],
             above: Sequence[Markup] = ()) -> Markup:
        """leg(i, d) gives what is drawn for leg i, whose path is d, above its road; `above` lies on top of all."""
        paths = [self._path(i) for i in range(len(self.legs))]
        parts = [element("path", d="".join(paths), class_="road" if len(paths) <= MOST_NODES else "road thin")]
        for i, drawn in enumerate(paths):
            parts += leg(i, drawn)
        for name in self._marked:
            x, y = self.places[name]
            parts.append(element("circle", element("title", name), cx=x, cy=y, r=4.5, class_="node"))
        for name, (x, y, anchor) in self._labels.items():
            parts.append(element("text", _short(name), x=x, y=y, class_=f"label halo {anchor}"))
        return figure(title, description, self.height + SCALE_ROOM, [*parts, *self._scale(), *above], identity)

    def _scale(self) -> list[Markup]:
        """A bar of so many km under the map; none where all places are one."""
        if not self._dots_of_km > 0:
            return []
        length_km = round_below(WIDTH / 4 / self._dots_of_km)
        left, right, y = 12.0, 12 + length_km * self._dots_of_km, self.height + SCALE_ROOM - 8
        bar = f"M{left:.1f},{y - 5:.1f}V{y:.1f}H{right:.1f}V{y - 5:.1f}"
        return [element("path", d=bar, class_="scale-bar"),
                element("text", f"{tick_text(length_km)} km", x=right + 8, y=y + 1, class_="tick")]

    def _ends(self, leg: int) -> tuple[Place, Place]:
        return self.places[self.legs[leg].start], self.places[self.legs[leg].end]

    def _path(self, leg: int) -> str:
        (x1, y1), (x2, y2) = self._ends(leg)
        across_x, across_y = _across((x1, y1), (x2, y2), self._bends[leg])
        return (f"M{x1:.1f},{y1:.1f}Q{(x1 + x2) / 2 + across_x:.1f},{(y1 + y2) / 2 + across_y:.1f} {x2:.1f},{y2:.1f}")


def class_of(value: float, largest: float) -> int:
    """0 for nothing, else 1 to CLASSES in equal steps up to the largest value of all policies and legs."""
    return 0 if not (value > 0 and largest > 0) else min(CLASSES, 1 + math.floor(CLASSES * value / largest * 0.999999))


def _project(nodes: Mapping[str, Place]) -> tuple[dict[str, Place], float, float]:
    """Plane as seen at the middle latitude, north up; margins hold the labels. Returns places, the height, and the dots of a
    kilometre, 0 where all places are one."""
    latitudes, longitudes = zip(*nodes.values())
    narrowing = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    wide = (max(longitudes) - min(longitudes)) * narrowing
    tall = max(latitudes) - min(latitudes)
    side, top = 80.0, 30.0
    scale = min((WIDTH - 2 * side) / wide if wide > 0 else math.inf, 440 / tall if tall > 0 else math.inf)
    one_place = not math.isfinite(scale)
    scale = 1.0 if one_place else scale
    left = (WIDTH - wide * scale) / 2
    places = {name: (left + (longitude - min(longitudes)) * narrowing * scale, top + (max(latitudes) - latitude) * scale)
              for name, (latitude, longitude) in nodes.items()}
    return places, 2 * top + tall * scale, 0.0 if one_place else scale / KM_OF_DEGREE


def _across(start: Place, end: Place, distance: float) -> Place:
    """Vector of that length square to the line."""
    length = math.dist(start, end) or 1.0
    return -(end[1] - start[1]) / length * distance, (end[0] - start[0]) / length * distance


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"


def labelled_places(nodes: Sequence[str], used: Collection[str]) -> list[str]:
    """Nodes with a name of their own, or of many those that the scenario names; a generated one only if it is named there."""
    places = [name for name in nodes if name in used or not GENERATED.fullmatch(name)]
    return places if len(places) <= MOST_LABELS else [name for name in places if name in used][:MOST_LABELS]


def _overlap(box: Box, others: Boxes) -> float:
    """Sum of the areas that the box shares with the others, which are (n, 4)."""
    width = numpy.minimum(box[2], others[:, 2]) - numpy.maximum(box[0], others[:, 0])
    height = numpy.minimum(box[3], others[:, 3]) - numpy.maximum(box[1], others[:, 1])
    return float((width.clip(0) * height.clip(0)).sum())


def _in_the_way(places: Mapping[str, Place], lines: Sequence[tuple[Place, Place]]) -> Boxes:
    """Boxes about the nodes, and along the lines."""
    nodes = numpy.array(list(places.values())).reshape(-1, 2)
    ends = numpy.array(lines).reshape(-1, 2, 2)
    along = numpy.arange(1, 12)[:, None, None] / 12
    points = (ends[:, 0] + along * (ends[:, 1] - ends[:, 0])).reshape(-1, 2)
    return numpy.concatenate([numpy.hstack([nodes - 5, nodes + 5]), numpy.hstack([points - 3, points + 3])])


def _place_labels(places: Mapping[str, Place], labelled: Sequence[str],
                  lines: Sequence[tuple[Place, Place]]) -> dict[str, tuple[float, float, str]]:
    """Beside, above or below each node, where least is in the way: x, y of the text and its anchor."""
    taken = _in_the_way(places, lines)
    labels = {}
    for name in labelled:
        x, y = places[name]
        width = LETTER_WIDTH * len(_short(name))
        ways = {"start": (x + 10, y + 5, x + 10), "end": (x - 10, y + 5, x - 10 - width),
                "middle": (x, y - 10, x - width / 2), "middle under": (x, y + 20, x - width / 2)}

        def cost(way: str) -> float:
            _, base, left = ways[way]
            box = (left, base - 12, left + width, base + 3)
            outside = max(-box[0], 0) + max(box[2] - WIDTH, 0)
            return _overlap(box, taken) + 100 * outside

        best = min(ways, key=cost)
        text_x, base, left = ways[best]
        taken = numpy.vstack([taken, (left, base - 12, left + width, base + 3)])
        labels[name] = (text_x, base, best.split()[0])
    return labels
