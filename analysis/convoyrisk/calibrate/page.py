"""The page that shows a fit, and what it does not support: one file without scripts."""

from __future__ import annotations

import pathlib

import jinja2
import markupsafe

from convoyrisk.calibrate import figures
from convoyrisk.calibrate.fitting import Fit
from convoyrisk.calibrate.point_process import DECAY_DAYS

FEW = 10


def is_page(start: str) -> bool:
    """Whether a file that begins so is a page of this module."""
    return start.startswith("<!DOCTYPE html>") and "\n<title>Calibration on " in start.partition("</head>")[0]


def page(found: Fit, source: str, share: float | None = None, fragment: str = "") -> str:
    """HTML of the fit of the record named `source`, with the fragment made of it."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(pathlib.Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined
    )
    drawn = {
        name: markupsafe.Markup(draw(found))
        for name, draw in (
            ("zones", figures.zones),
            ("months", figures.months),
            ("branching", figures.branching),
            ("deaths", figures.deaths),
        )
    }
    few = [zone.zone or "(no name)" for zone in found.zones if zone.count < FEW]
    return environment.get_template("page.html").render(
        found=found,
        source=source,
        share=share,
        fragment=fragment,
        figures=drawn,
        few=few,
        left_out=found.incidents.left_out,
        decays=DECAY_DAYS,
    )
