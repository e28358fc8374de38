"""Puts the page together: templates, style and script in one file that loads nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

from convoyrisk import views
from convoyrisk.criteria import Criteria
from convoyrisk.plans import Plans
from convoyrisk.report import charts, contents
from convoyrisk.report.judged import Judged, judged
from convoyrisk.report.leg_maps import LEG_QUANTITIES
from convoyrisk.number_text import chance_in_words, compact, grouped, percent, rounded
from convoyrisk.report.money_section import money_section
from convoyrisk.report.plan_section import budget, plan_section
from convoyrisk.report.replay import Replay
from convoyrisk.report.standing_text import ASSUMPTIONS, limits, provenance, with_code
from convoyrisk.report.sweep_section import sweep_section
from convoyrisk.report.what_to_know import what_to_know
from convoyrisk.result import Result, TailResult

TEMPLATES = Path(__file__).parent / "templates"
NO_BREAK = "\N{NO-BREAK SPACE}"
LEAST_TOLD = 1e-6  # of the chances of the far tail


def render(result: Result, replays: Sequence[Replay] = (), tail: TailResult | None = None,
           value_of_life: float | None = None, plans: Plans | None = None, criteria: Criteria | None = None) -> str:
    """The whole page as HTML."""
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    script = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in ("figures.js", "page.js"))
    scenario = result.group("scenario")
    own_lines = criteria.fn if criteria else ()
    points = [contents.point_contents(result, place, tail, own_lines) for place in range(len(result.points))]
    return str(environment.get_template("page.html").render(
        assumptions=ASSUMPTIONS, limits=limits(len(result.policies)), provenance=provenance(result), with_code=with_code,
        result=result, replays=replays, tail=tail, points=points, value_of_life=value_of_life,
        knowledge={point.identity: what_to_know(result, place, point.verdict.of, value_of_life)
                   for place, point in enumerate(points)},
        money_sections={point.identity: money_section(result, place, value_of_life) for place, point in enumerate(points)},
        sweep=sweep_section(result, points[0].verdict.of), judged_points=_judged(result, points, criteria),
        tail_rows=_tail_rows(tail) if tail else [], size=result.extent, selection=_selection(result),
        plan=plan_section(plans) if plans is not None else None, budget=budget, percent=percent, rounded=rounded,
        days=compact(result.horizon_days), quantities=LEG_QUANTITIES,
        event_thresholds=contents.EVENT_THRESHOLDS, series=charts.SERIES,
        confidence=percent(result.confidence, 0).replace(" ", NO_BREAK),
        resolved=str(scenario["resolved"].item()),
        grouped=grouped, json_data=_json_data, with_heads=_with_heads, word_columns=_word_columns,
        style=Markup(style), script=Markup(script),
        style_hash=source_hash(style), script_hash=source_hash(script)))


def _judged(result: Result, points: Sequence[contents.Point], criteria: Criteria | None) -> dict[str, Judged]:
    if criteria is None:
        return {}
    summaries = [views.summary_frame(result, place).set_index(["policy", "outcome"]) for place in range(len(points))]
    return {point.identity: judged(result, place, point.verdict, summaries[place], criteria)
            for place, point in enumerate(points)}


def _selection(result: Result) -> str:
    """What a run with --select chose, and with what guarantee; empty where it was not to."""
    attributes = result.comparison.attrs
    if "selected" not in attributes:
        return ""
    chosen = str(attributes["selected"])
    return (f"Selected: “{chosen}”. " if chosen else "Nothing is selected yet. ") + str(attributes["selection_guarantee"])


def _word_columns(rows: Markup) -> set[int]:
    """The columns that hold words: they begin at the left, and so do their heads."""
    return {place for row in re.findall(r"<tr.*?</tr>", str(rows), flags=re.DOTALL)
            for place, cell in enumerate(re.findall(r"<t[hd][^>]*>", row)) if 'class="words' in cell}


def _with_heads(rows: Markup, heads: Sequence[str]) -> Markup:
    """The rows of a table, each cell with the head of its column: on a telephone a row is told as a list."""
    def row(match: re.Match[str]) -> str:
        column = iter(heads)
        return re.sub("<t[hd]", lambda cell: _with_head(cell[0], next(column, "")), match[0])

    return Markup(re.sub(r"<tr.*?</tr>", row, str(rows), flags=re.DOTALL))


def _with_head(cell: str, head: str) -> str:
    return cell if cell == "<th" else f'{cell} data-head="{escape(head)}"'


def source_hash(text: str) -> str:
    """For the page's own content security policy: nothing but this very text may run, or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json_data(value: Any) -> Markup:
    """JSON that can stand in a script element whatever its texts hold."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _tail_rows(tail: TailResult) -> list[dict[str, str]]:
    """Chances of ever more dead, by policy: at 1, 2 and 5 times powers of ten, until none is worth telling. A star where few
    weights carry it."""
    data = tail.exceedance
    rows: list[dict[str, str]] = []
    for n in (int(n) for n in data["n"].values):
        if n < 1 or n / 10 ** math.floor(math.log10(n)) not in (1, 2, 5):
            continue
        row, told = {"n": str(n)}, False
        for policy in tail.policies:
            at = data.sel(policy=policy, n=n)
            chance, low, high = (float(at[name]) for name in ("exceedance", "low", "high"))
            doubtful = " *" if not float(at["largest_weight"]) <= 0.1 else ""
            text = (rounded(0) if chance <= 0 else f"under 1 in {grouped(1 / LEAST_TOLD)}" if chance < LEAST_TOLD
                    else chance_in_words(chance, (max(low, 0), high)) + doubtful)
            row[policy] = text.replace(" ", NO_BREAK).replace(f"{NO_BREAK}[", " [")
            told |= chance >= LEAST_TOLD
        if not told and rows:
            break
        rows.append(row)
    return rows
