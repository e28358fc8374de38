"""The map: whole legs as lines between their nodes, no finer."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from convoyrisk.report.svg import WIDTH, element, figure

CLASSES = 5  # of colour, from least to most, the same for all policies
LABEL_HEIGHT, LETTER_WIDTH = 15.0, 7.2
Place = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Leg:
    name: str
    start: str
    end: str
    length_km: float


class CorridorMap:
    """Where nodes and legs are drawn. nodes: latitude and longitude in degrees."""

    def __init__(self, nodes: Mapping[str, Place], legs: Sequence[Leg]) -> None:
        self.legs = list(legs)
        self.places, self.height = _project(nodes)
        self._labels = _place_labels(self.places, [(self.places[leg.start], self.places[leg.end]) for leg in legs])
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
        """leg(i, d) gives what is drawn for leg i, whose path is d; `above` lies on top of all."""
        parts = [element("path", d=self._path(i), class_="road") for i in range(len(self.legs))]
        for i in range(len(self.legs)):
            parts += leg(i, self._path(i))
        for name, (x, y) in self.places.items():
            parts.append(element("circle", element("title", name), cx=x, cy=y, r=4.5, class_="node"))
        for name, (x, y, anchor) in self._labels.items():
            parts.append(element("text", _short(name), x=x, y=y, class_=f"label halo {anchor}"))
        return figure(title, description, self.height, [*parts, *above], identity)

    def _ends(self, leg: int) -> tuple[Place, Place]:
        return self.places[self.legs[leg].start], self.places[self.legs[leg].end]

    def _path(self, leg: int) -> str:
        (x1, y1), (x2, y2) = self._ends(leg)
        across_x, across_y = _across((x1, y1), (x2, y2), self._bends[leg])
        return (f"M{x1:.1f},{y1:.1f}Q{(x1 + x2) / 2 + across_x:.1f},{(y1 + y2) / 2 + across_y:.1f} {x2:.1f},{y2:.1f}")


def class_of(value: float, largest: float) -> int:
    """0 for nothing, else 1 to CLASSES in equal steps up to the largest value of all policies and legs."""
    return 0 if not (value > 0 and largest > 0) else min(CLASSES, 1 + math.floor(CLASSES * value / largest * 0.999999))


def _project(nodes: Mapping[str, Place]) -> tuple[dict[str, Place], float]:
    """Plane as seen at the middle latitude, north up; margins hold the labels. Returns places and the height."""
    latitudes, longitudes = zip(*nodes.values())
    narrowing = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    wide = (max(longitudes) - min(longitudes)) * narrowing
    tall = max(latitudes) - min(latitudes)
    side, top = 80.0, 30.0
    scale = min((WIDTH - 2 * side) / wide if wide > 0 else math.inf, 440 / tall if tall > 0 else math.inf)
    scale = scale if math.isfinite(scale) else 1.0
    left = (WIDTH - wide * scale) / 2
    return ({name: (left + (longitude - min(longitudes)) * narrowing * scale, top + (max(latitudes) - latitude) * scale)
             for name, (latitude, longitude) in nodes.items()}, 2 * top + tall * scale)


def _across(start: Place, end: Place, distance: float) -> Place:
    """Vector of that length square to the line."""
    length = math.dist(start, end) or 1.0
    return -(end[1] - start[1]) / length * distance, (end[0] - start[0]) / length * distance


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"


def _overlap(first: Box, second: Box) -> float:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return max(width, 0) * max(height, 0)


def _place_labels(places: Mapping[str, Place], lines: Sequence[tuple[Place, Place]]) -> dict[str, tuple[float, float, str]]:
    """Beside, above or below each node, where least is in the way: x, y of the text and its anchor."""
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in places.values()]
    for (x1, y1), (x2, y2) in lines:
        taken += [(x1 + (x2 - x1) * k / 12 - 3, y1 + (y2 - y1) * k / 12 - 3, x1 + (x2 - x1) * k / 12 + 3,
                   y1 + (y2 - y1) * k / 12 + 3) for k in range(1, 12)]
    labels = {}
    for name, (x, y) in places.items():
        width = LETTER_WIDTH * len(_short(name))
        ways = {"start": (x + 10, y + 5, x + 10), "end": (x - 10, y + 5, x - 10 - width),
                "middle": (x, y - 10, x - width / 2), "middle under": (x, y + 20, x - width / 2)}

        def cost(way: str) -> float:
            _, base, left = ways[way]
            box = (left, base - 12, left + width, base + 3)
            outside = max(-box[0], 0) + max(box[2] - WIDTH, 0)
            return sum(_overlap(box, other) for other in taken) + 100 * outside

        best = min(ways, key=cost)
        text_x, base, left = ways[best]
        taken.append((left, base - 12, left + width, base + 3))
        labels[name] = (text_x, base, best.split()[0])
    return labels
