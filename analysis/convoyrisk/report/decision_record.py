"""The decision on one page of paper: the option, what it costs, what risk is left, how sure that is, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from convoyrisk import views
from convoyrisk.errors import ResultError, known
from convoyrisk.plans import Plans
from convoyrisk.report import contents
from convoyrisk.report.page import TEMPLATES, source_hash
from convoyrisk.report.plan_section import budget, plan_section
from convoyrisk.report.standing_text import ASSUMPTIONS, provenance, with_code
from convoyrisk.report.trade_offs import least_on_average, trade_offs
from convoyrisk.report.what_to_know import what_to_know
from convoyrisk.result import Result, TailResult

FIELDS = ("Decided by", "Date", "Holds until", "What is watched meanwhile, and by whom", "Signature")
OF_PROVENANCE = ("Result file", "Program", "Revision", "Seed", "Replications of every policy", "Draws of uncertain parameters",
                 "SHA-256 of the resolved scenario")


@dataclass(frozen=True)
class Fact:
    name: str
    option: str
    baseline: str


def record(result: Result, option: str | None = None, point: str | None = None, plans: Plans | None = None,
           tail: TailResult | None = None) -> str:
    """The page as HTML. `option` is the policy that is decided on; without, the one with the least mean."""
    place = result.points.index(known(point, result.points, "point of the sweep")) if point else 0
    if len(result.points) > 1 and not point:
        raise ResultError("the record is of one point of the sweep: say which, by --point")
    said = contents.point_contents(result, place, tail)
    summary = views.summary_frame(result, place).set_index(["policy", "outcome"])
    chosen = known(option, result.policies, "policy") if option else least_on_average(said.verdict, summary)
    scenario = {str(policy["name"]): policy for policy in result.scenario["policies"]}
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True,
                                     lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    facts = dict(provenance(result))
    return str(environment.get_template("record.html").render(
        result=result, chosen=chosen, said=said, facts=_facts(result, place, chosen, said), fields=FIELDS,
        description=str(scenario.get(chosen, {}).get("description", "")), point=result.points[place],
        changes=_changes(result, place, chosen, said, plans, trade_offs(result, place, said.verdict, summary, chosen)),
        assumptions=ASSUMPTIONS, with_code=with_code, provenance=[(name, facts[name]) for name in OF_PROVENANCE],
        window=_window(result), style=Markup(style), style_hash=source_hash(style)))


def _facts(result: Result, place: int, chosen: str, said: contents.Point) -> list[Fact]:
    """Figures of the option and of the baseline, as the report has them."""
    overview, chances, work = ({row["policy"]: row for row in rows} for rows in (said.overview, said.chances, said.work))
    periods = dict(said.periods)
    most = str(said.thresholds[-1])
    money = f"{result.currency} a year" if result.currency else "Cost a year"

    def fact(name: str, rows: dict[str, dict[str, str]], key: str) -> Fact:
        return Fact(name, rows[chosen][key], rows[result.baseline][key])

    found = [fact(f"Cost, {money}", work, "cost"), fact("More than the baseline, a year", work, "extra"),
             fact("Killed a year", overview, "killed"), fact("A worker’s chance to be killed in a year", overview, "risk"),
             fact(f"Chance of {most} or more dead in {result.horizon_days:g} days", chances, most)]
    found += [Fact(f"Killed in a bad year ({years})", periods[chosen][years], periods[result.baseline][years])
              for years in list(periods.get(chosen, {}))[:2]]
    return found + [fact("Workers delivered", work, "delivered")]


def _changes(result: Result, place: int, chosen: str, said: contents.Point, plans: Plans | None,
             offs: Sequence[str]) -> list[str]:
    told = list(offs[1:])  # the answers, which are clear without their question
    known_worth = what_to_know(result, place, said.verdict.of)
    if known_worth is not None and not known_worth.missing:
        told += known_worth.sentences[:2]
    elif not result.draws:
        told.append("The figures hold for the scenario as written: other rates or effects were not tried in this run.")
    if plans is not None and plans.choice is not None:
        section = plan_section(plans)
        named = next(row["plan"] for row in section.steps if row["chosen"])
        told.append(f"A search for plans names, for {budget(plans.budget or 0.0)} {section.unit} a year: {named}. "
                    + section.choice)
    return told


def _window(result: Result) -> str:
    start = str(result.scenario["start"]).replace("T", " ")
    return f"from {start} on, {result.horizon_days:g} days"
