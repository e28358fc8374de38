"""Where another policy is better than the one that is best on average: in bad years, in cost, or in work done."""

from __future__ import annotations

import math

import pandas

from convoyrisk import views
from convoyrisk.number_text import percent, rounded
from convoyrisk.report.verdict import Verdict
from convoyrisk.result import Result


def least_on_average(found: Verdict, summary: pandas.DataFrame) -> str:
    """The winner; where none is shown, of the policies in question the one with the least mean."""
    if found.winner is not None:
        return found.winner
    among = found.in_question or tuple(policy for policy, able in found.eligible.items() if able) or tuple(found.eligible)
    return min(among, key=lambda policy: float(summary.loc[(policy, found.of), "mean"]))


def trade_offs(result: Result, place: int, found: Verdict, summary: pandas.DataFrame, than: str | None = None) -> list[str]:
    """A question and its answers, on the policy `than` (default: the one that is best on average); none with one policy.

    They rest on intervals that hold for all pairs of policies together.
    """
    if len(result.policies) < 2:
        return []
    best = than or least_on_average(found, summary)
    named = f"“{best}”" + ("" if than or found.winner is not None else ", which has the least mean")
    told = [f"Is another policy better than {named}, in another way?"]
    return told + [_bad_years(result, place, found, best), *_cost(result, place, best), _work(result, place, best)]


def _bad_years(result: Result, place: int, found: Verdict, best: str) -> str:
    if "cvar_difference" not in result.comparison or found.of not in result.comparison["tail_outcome"].values:
        return "In bad years: this file does not tell how policies differ there."
    frame = views.tail_comparison_frame(result, found.of, against=best, point=place)
    most = frame[frame["what"] == "chance"]["at"].max()  # that of one dead or more is no bad year
    frame = frame[[bool(found.eligible[policy]) for policy in frame["policy"]]]
    frame = frame[(frame["what"] == "cvar") | (frame["at"] == most)]
    better = [f"with “{row.policy}” {_tail_words(row)}" for row in frame.itertuples() if row.high < 0]
    if better:
        return "In bad years: " + "; ".join(better) + "."
    worst = frame[frame["what"] == "cvar"]
    if not frame["high"].map(math.isfinite).all() and (worst["difference"] < 0).any():
        lower = dict.fromkeys(f"“{policy}”" for policy in worst[worst["difference"] < 0]["policy"])
        return f"In bad years: perhaps {', '.join(lower)}, but this run is too short to show it."
    return "In bad years: no other policy is shown to be better."


def _tail_words(row: object) -> str:
    what, at, difference = (getattr(row, name) for name in ("what", "at", "difference"))
    if what == "chance":
        return f"the chance of {at:g} or more dead is {rounded(-100 * difference)} percentage points smaller"
    return f"the mean of the worst {percent(1 - at, 0)} is {rounded(-difference)} smaller"


def _cost(result: Result, place: int, best: str) -> list[str]:
    frame = views.cost_frame(result, place)
    if not (frame["cost_per_year"] != 0).any():
        return []
    frame = views.comparison_frame(result, "cost", against=best, point=place)
    cheaper = frame[frame["high_together"] < 0].sort_values("difference")
    if cheaper.empty:
        return ["In cost: no other policy is shown to be cheaper."]
    told = [f"“{row.policy}” {rounded(-row.difference)} less" for row in cheaper.itertuples()]
    return [f"In cost: other policies cost less a year{', in ' + result.currency if result.currency else ''}: {'; '.join(told)}."]


def _work(result: Result, place: int, best: str) -> str:
    frame = views.comparison_frame(result, "workers_delivered", against=best, point=place)
    more = frame[frame["low_together"] > 0].sort_values("difference", ascending=False)
    if more.empty:
        return "In work: no other policy is shown to deliver more workers."
    told = [f"“{row.policy}” {rounded(row.difference)} more" for row in more.itertuples()]
    return f"In work: other policies deliver more workers a year: {'; '.join(told)}."
