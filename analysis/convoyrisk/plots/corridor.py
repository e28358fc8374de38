"""The road network, each leg with what it bore under one policy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D

from convoyrisk import views
from convoyrisk.statistics import Array
from convoyrisk.errors import known
from convoyrisk.number_text import KM_OF_DEGREE, round_below
from convoyrisk.plots import style
from convoyrisk.plots.labels import dense, place_labels

if TYPE_CHECKING:
    from convoyrisk.result import Result

VALUES = {"attacks": "attacks on convoys [1/year]", "killed": "workers killed on the road [person/year]",
          "convoy_km": "driven by convoys [km/year]"}
SHADES = colormaps["cividis_r"]
Place = tuple[float, float]


def corridor_map(result: Result, *, of: str = "attacks", policy: str | None = None, point: style.Point = None,
                 axes: Axes | None = None) -> Axes:
    """Legs as straight lines between their nodes, wide and dark where the value a year is high, under one policy.

    The list beside the map gives each leg's value in the order of the scenario. A value is of a whole leg and holds under
    the policy named: with another one, traffic and attacks move.

        plots.corridor_map(drawn, policy="escorts").figure.savefig("corridor.png")

    :param of: "attacks", "killed" or "convoy_km".
    :param policy: the baseline if None.
    :param point: of the sweep, by its text or place.
    :raises ResultError: without /legs, for a sweep without a point, an unknown value or policy.
    """
    known(of, list(VALUES), "value by leg")
    policy = style.check_policy(result, policy)
    frame = views.legs_frame(result, point)
    legs = frame[frame["policy"] == policy].set_index("leg")
    network = result.network
    middle = float(network.latitude.mean())
    place = {str(node): (float(longitude), float(latitude)) for node, longitude, latitude
             in zip(network.node.values, network.longitude.values, network.latitude.values)}
    ends = {str(leg): (str(start), str(end)) for leg, start, end
            in zip(network.leg.values, network["from"].values, network["to"].values)}

    axes = style.new_axes(axes, width_inches=10, height_inches=max(6.0, 1.5 + 0.19 * len(ends)))
    _draw_legs(axes, place, ends, legs, of)
    narrowing = float(np.cos(np.radians(middle)))
    for longitude, latitude in place.values():
        axes.plot(longitude, latitude, "o", color="white", markeredgecolor="black", markersize=6, zorder=4, label="_node")
    axes.set_aspect(1 / narrowing, adjustable="datalim")
    axes.margins(0.12)
    axes.grid(color="0.94")
    axes.set_axisbelow(True)
    axes.set_xlabel("longitude [degrees east]")
    axes.set_ylabel("latitude [degrees north]")
    handles = [Line2D([], [], color=line.get_color(), linewidth=0.6 * line.get_linewidth(), solid_capstyle="butt")
               for line in axes.get_lines() if line.get_label() in ends]
    texts = [f"{number}  {leg}: {told(legs.loc[leg].to_dict(), of)}" for number, leg in enumerate(ends, start=1)]
    axes.legend(handles, [style.wrap(text, 46) for text in texts], title=VALUES[of], loc="upper left", frameon=False,
                bbox_to_anchor=(1.01, 1.01), fontsize=8, title_fontsize=8.5, alignment="left")
    style.set_title(axes, result, f'{VALUES[of].split(" [")[0].capitalize()}, a year and whole leg, under "{policy}"', point)
    style.add_note(axes, "Schematic: legs are straight lines between nodes, not roads. Values are of whole legs and "
                   "conditional on the policy; they do not say where on a leg.",
                   "" if of == "convoy_km" else "±: twice the standard error over replications, about 95 % for each leg by "
                   "itself.", style.DILUTION if of == "killed" else "")
    drawn = [line.get_xydata() for line in axes.get_lines() if line.get_label() in ends]
    place_labels(axes, list(place.values()), list(place), [*drawn, draw_scale(axes, drawn, KM_OF_DEGREE * narrowing)])
    return axes


def _draw_legs(axes: Axes, place: Mapping[str, Place], ends: Mapping[str, tuple[str, str]], legs: pandas.DataFrame,
               of: str) -> None:
    """A line a leg, labelled with its name, and its number in the list at its middle."""
    value = legs[f"{of}_per_year"]
    norm = Normalize(0, float(value.max()) or 1.0)
    seen: dict[tuple[str, ...], int] = {}
    for number, (leg, pair) in enumerate(ends.items(), start=1):
        strength = float(norm(float(value[leg])))
        between = tuple(sorted(pair))
        bend = seen.get(between, 0)  # several legs between the same nodes are drawn side by side
        seen[between] = bend + 1
        x, y = bent(place[between[0]], place[between[1]], bend)
        axes.plot(x, y, color=SHADES(0.12 + 0.88 * strength), linewidth=1.5 + 7 * strength, zorder=2,
                  solid_capstyle="round", label=leg)
        axes.annotate(str(number), ((x[0] + x[-1]) / 2, (y[0] + y[-1]) / 2) if bend == 0 else (x[15], y[15]), fontsize=6.5,
                      ha="center", va="center", zorder=3,
                      bbox={"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": "0.5", "linewidth": 0.6})


def told(leg: Mapping[str, float], of: str) -> str:
    """The yearly value of a leg with twice its standard error, where the file holds one."""
    value, error = leg[f"{of}_per_year"], leg.get(f"{of}_per_year_standard_error")
    if error is None:
        return f"{value:,.0f}"
    decimals = max(0, -int(np.floor(np.log10(2 * error)))) if error > 0 else 2
    return f"{value:.{decimals}f} ± {2 * error:.{decimals}f}"


def draw_scale(axes: Axes, legs: Sequence[Array], km_of_degree: float) -> Array:
    """A bar of so many km along x, in the corner farthest from all legs; its ends.

    :param km_of_degree: length of a degree along x, at the middle of the map.
    """
    axes.figure.draw_without_rendering()  # which gives the axes their place
    left, right = axes.get_xlim()
    length_km = round_below(0.3 * (right - left) * km_of_degree)
    length = length_km / km_of_degree
    inside = axes.transData.inverted().transform(axes.transAxes.transform([(0.04, 0.05), (0.96, 0.95)]))
    on_legs = axes.transData.transform(np.concatenate([dense(leg) for leg in legs]))

    def clearance(start: tuple[float, float]) -> float:
        middle = axes.transData.transform((start[0] + length / 2, start[1]))
        return float(np.hypot(*(on_legs - middle).T).min())

    corners = [(x, y) for y in inside[:, 1] for x in (inside[0, 0], inside[1, 0] - length)]
    x, y = max(corners, key=clearance)
    axes.add_artist(Line2D((x, x + length), (y, y), color="black", linewidth=2, marker="|", markersize=8, label="_scale",
                           zorder=6))
    axes.annotate(f"{length_km:g} km", (x + length / 2, y), (0, 4), textcoords="offset points", ha="center", va="bottom",
                  fontsize=8.5, zorder=6)
    return np.array([(x, y), (x + length, y)])


def bent(start: tuple[float, float], end: tuple[float, float], number: int) -> tuple[Array, Array]:
    """A line from start to end: the first straight, further ones between the same nodes bent to either side in turn."""
    along = np.linspace(0, 1, 2 if number == 0 else 30)
    offset = 0.12 * ((number + 1) // 2) * (1 if number % 2 else -1) if number else 0.0
    (x0, y0), (x1, y1) = start, end
    bow = 4 * along * (1 - along) * offset
    return x0 + along * (x1 - x0) - bow * (y1 - y0), y0 + along * (y1 - y0) + bow * (x1 - x0)
