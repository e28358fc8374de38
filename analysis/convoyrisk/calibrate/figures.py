"""The figures of the calibration page, each as an SVG with a description for those who cannot see it."""

from __future__ import annotations

import io

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
import numpy

from convoyrisk.calibrate.fitting import Fit
from convoyrisk.calibrate.point_process import BRANCHING
from convoyrisk.calibrate.severity import exceedance

BLUE, ORANGE, GREEN, GREY = "#0b5394", "#b45f06", "#38761d", "#666666"


def svg(figure: Figure, description: str) -> str:
    """Inline SVG with its description as a label; the same bytes for the same figure."""
    with matplotlib.rc_context({"svg.hashsalt": "convoyrisk", "svg.fonttype": "path"}):
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight")
    text = buffer.getvalue()
    label = description.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return text[text.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def _axes(width: float = 5, height: float = 2.8) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height))
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def zones(found: Fit) -> str:
    """Incidents a year by zone, with both intervals."""
    figure, axes = _axes(height=0.6 + 0.5 * len(found.zones))
    for row, zone in enumerate(found.zones):
        axes.plot(zone.interval, [row, row], color=BLUE, lw=2, label="Poisson-gamma" if row == 0 else None)
        axes.plot(zone.per_year, row, "o", color=BLUE)
        if zone.wide is not None:
            axes.plot(zone.wide, [row + 0.22] * 2, color=ORANGE, lw=2, ls="--")
    if any(zone.wide for zone in found.zones):
        axes.plot([], [], color=ORANGE, lw=2, ls="--", label="negative binomial")
    axes.set_yticks(range(len(found.zones)), [f"{zone.zone or '(no name)'} ({zone.count})" for zone in found.zones])
    axes.set_ylim(len(found.zones) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.set_xlabel("incidents of all kinds a year, 95 % interval")
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    return svg(figure, "Incidents a year by zone with intervals; the table beside has the numbers.")


def months(found: Fit) -> str:
    """Incidents a month."""
    figure, axes = _axes(height=2.4)
    month = found.first.astype("datetime64[M]") + numpy.arange(len(found.monthly))
    axes.bar(month.astype("datetime64[D]").astype(object), found.monthly, width=28, color=BLUE)
    axes.set_ylabel("incidents a month")
    axes.yaxis.get_major_locator().set_params(integer=True)
    return svg(figure, f"Incidents a month from {found.first} to {found.last}; at most {found.monthly.max()} in one.")


def branching(found: Fit) -> str:
    """Profile likelihood of the branching ratio under both backgrounds."""
    if found.hawkes_yearly is None or found.hawkes_quarterly is None or found.hawkes_constant is None:
        return ""
    figure, axes = _axes()
    axes.plot(BRANCHING, found.hawkes_yearly.profile, color=BLUE, label="background varies by year")
    axes.plot(BRANCHING, found.hawkes_quarterly.profile, color=GREEN, ls=":", label="varies by quarter")
    axes.plot(BRANCHING, found.hawkes_constant.profile, color=ORANGE, ls="--", label="constant")
    axes.axhline(3.84, color=GREY, lw=0.8, label="95 % interval below")
    axes.set_ylim(0, 15)
    axes.set_xlim(0, 1)
    axes.set_xlabel("branching ratio")
    axes.set_ylabel("2 x log-likelihood lost")
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)
    return svg(
        figure,
        f"Profile likelihood of the branching ratio: best {found.hawkes_yearly.branching:.2f} if the background varies by "
        f"year, {found.hawkes_quarterly.branching:.2f} if by quarter, {found.hawkes_constant.branching:.2f} if it is constant.",
    )


def deaths(found: Fit) -> str:
    """Share of events with as many or more dead, and both laws of the tail."""
    dead = numpy.sort(found.incidents.deaths[found.incidents.deaths >= 1])
    if found.tail is None or len(dead) == 0:
        return ""
    figure, axes = _axes()
    axes.loglog(dead, 1 - numpy.searchsorted(dead, dead) / len(dead), "o", color=GREY, ms=4, label="record")
    x = numpy.arange(found.tail.least, dead[-1] + 1)
    share = found.tail.number / len(dead)
    power, geometric = exceedance(found.tail, x)
    axes.loglog(x, share * power, color=BLUE, label=f"power law, exponent {found.tail.exponent:.2f}")
    axes.loglog(x, share * geometric, color=ORANGE, ls="--", label="geometric")
    axes.set_ylim(bottom=0.3 / len(dead))
    axes.set_xlabel("dead in an event")
    axes.set_ylabel("share with as many or more")
    axes.legend(frameon=False)
    return svg(
        figure,
        f"Deaths in an event from {found.tail.least} up: power law of exponent {found.tail.exponent:.2f} beside a geometric law.",
    )
