"""Labels beside places of a plot, where they hide the least."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from numpy.typing import ArrayLike

from convoyrisk.statistics import Array

# Of a label beside its place: direction to it, and its alignments.
SIDES = (((1, 0), "left", "center"), ((-1, 0), "right", "center"), ((0, 1), "center", "bottom"), ((0, -1), "center", "top"),
         ((0.7, 0.7), "left", "bottom"), ((0.7, -0.7), "left", "top"), ((-0.7, 0.7), "right", "bottom"),
         ((-0.7, -0.7), "right", "top"))
DISTANCES = (8, 16, 26)  # points
OUTSIDE = 1000.0  # how much worse than hiding something it is to leave the axes


def place_labels(axes: Axes, places: Sequence[tuple[float, float]], texts: Sequence[str],
                 lines: Sequence[ArrayLike] = (), *, size: float = 8.5) -> None:
    """A label beside each place, in data coordinates; all must be drawn and the limits set before.

    :param lines: what labels should not lie on, each (points, 2).
    """
    axes.figure.draw_without_rendering()  # which gives the axes their place
    dot = axes.figure.dpi / 72
    pixels = axes.transData.transform(np.asarray(places, dtype=float).reshape(-1, 2))
    along = [axes.transData.transform(dense(line)) for line in lines if len(np.asarray(line)) > 1]
    texts_there = np.array([text.get_window_extent().extents for text in axes.texts]).reshape(-1, 4)
    taken = np.concatenate([_around(pixels, 5 * dot), texts_there, *(_around(line, 2 * dot) for line in along)])
    frame = axes.get_window_extent()
    for place, text in zip(places, texts):
        label = axes.annotate(text, place, (0, 0), textcoords="offset points", fontsize=size, zorder=6,
                              bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1})

        def put(side: tuple[tuple[float, float], str, str], distance: float) -> Bbox:
            (right, up), across, along = side
            label.set_position((right * distance, up * distance))
            label.set_horizontalalignment(across)
            label.set_verticalalignment(along)
            return label.get_window_extent()

        ways = [(_hidden(put(side, distance), taken, frame) + distance / 100, side, distance)
                for distance in DISTANCES for side in SIDES]
        _, side, distance = min(ways, key=lambda way: way[0])
        taken = np.vstack([taken, put(side, distance).extents])


def dense(line: ArrayLike) -> Array:
    """Points close together along a line."""
    points = np.asarray(line, dtype=float)
    share = np.linspace(0, 1, 60)[:, None]
    return np.concatenate([start + share * (end - start) for start, end in zip(points[:-1], points[1:])])


def _around(points: Array, reach: float) -> Array:
    return np.hstack([points - reach, points + reach])


def _hidden(box: Bbox, taken: Array, frame: Bbox) -> float:
    """Area in pixels that the label shares with what is there, and much more for what lies outside of the axes."""
    width = np.minimum(box.x1, taken[:, 2]) - np.maximum(box.x0, taken[:, 0])
    height = np.minimum(box.y1, taken[:, 3]) - np.maximum(box.y0, taken[:, 1])
    outside = float(max(frame.x0 - box.x0, 0) + max(box.x1 - frame.x1, 0) + max(frame.y0 - box.y0, 0) + max(box.y1 - frame.y1, 0))
    return float((width.clip(0) * height.clip(0)).sum()) + OUTSIDE * outside
