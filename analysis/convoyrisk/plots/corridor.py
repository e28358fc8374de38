"""The road network, each leg with what it bore under one policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from convoyrisk import views
from convoyrisk.statistics import Array
from convoyrisk.errors import ResultError
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

VALUES = {"attacks": "attacks on convoys [1/year]", "killed": "workers killed on the road [person/year]",
          "convoy_km": "driven by convoys [km/year]"}


def corridor_map(result: Result, *, of: str = "attacks", policy: str | None = None, axes: Axes | None = None) -> Axes:
    """Legs as straight lines between their nodes, wide and dark where the value a year is high, under one policy.

    A value is of a whole leg and holds under the policy named: with another one, traffic and attacks move.

    :param of: "attacks", "killed" or "convoy_km".
    :param policy: the baseline if None.
    :raises ResultError: without /legs, for a sweep, an unknown value or policy.
    """
    style.check_one_point(result)
    if of not in VALUES:
        raise ResultError(f'by leg there are {", ".join(VALUES)}, not "{of}"')
    policy = style.check_policy(result, policy)
    frame = views.legs_frame(result)
    value = frame[frame["policy"] == policy].set_index("leg")[f"{of}_per_year"]
    network = result.network
    place = {str(node): (float(longitude), float(latitude)) for node, longitude, latitude
             in zip(network.node.values, network.longitude.values, network.latitude.values)}

    axes = style.new_axes(axes, width_inches=8.5, height_inches=7)
    norm = Normalize(0, float(value.max()) or 1.0)
    shades = colormaps["cividis_r"]
    seen: dict[tuple[str, ...], int] = {}
    for leg, start, end in zip(network.leg.values, network["from"].values, network["to"].values):
        of_leg = float(value[str(leg)])
        ends = tuple(sorted((str(start), str(end))))
        bend = seen.get(ends, 0)  # several legs between the same nodes are drawn side by side
        seen[ends] = bend + 1
        x, y = bent(place[ends[0]], place[ends[1]], bend)
        axes.plot(x, y, color=shades(0.12 + 0.88 * norm(of_leg)), linewidth=1.5 + 7 * float(norm(of_leg)), zorder=2,
                  solid_capstyle="round", label=str(leg))
    for name, (longitude, latitude) in place.items():
        axes.plot(longitude, latitude, "o", color="white", markeredgecolor="black", markersize=6, zorder=4,
                  label="_node")
        axes.annotate(name, (longitude, latitude), (8, 0), textcoords="offset points", va="center", fontsize=8.5,
                      zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1})
    middle = float(np.mean([latitude for _longitude, latitude in place.values()]))
    axes.set_aspect(1 / np.cos(np.radians(middle)), adjustable="datalim")
    axes.margins(0.12)
    axes.grid(color="0.94")
    axes.set_axisbelow(True)
    axes.set_xlabel("longitude [degrees east]")
    axes.set_ylabel("latitude [degrees north]")
    bar = axes.figure.colorbar(ScalarMappable(norm, shades), ax=axes, shrink=0.8)
    bar.set_label(VALUES[of])
    what = VALUES[of].split(" [")[0].capitalize()
    style.set_title(axes, result, f'{what} a year by whole leg, if the policy is "{policy}"')
    style.add_note(axes, "Schematic: legs are straight lines between nodes, not roads. Values are of whole legs and "
                   "conditional on the policy; they do not say where on a leg.",
                   style.DILUTION if of == "killed" else "")
    return axes


def bent(start: tuple[float, float], end: tuple[float, float], number: int) -> tuple[Array, Array]:
    """A line from start to end: the first straight, further ones between the same nodes bent to either side in turn."""
    along = np.linspace(0, 1, 2 if number == 0 else 30)
    offset = 0.12 * ((number + 1) // 2) * (1 if number % 2 else -1) if number else 0.0
    (x0, y0), (x1, y1) = start, end
    bow = 4 * along * (1 - along) * offset
    return x0 + along * (x1 - x0) - bow * (y1 - y0), y0 + along * (y1 - y0) + bow * (x1 - x0)
