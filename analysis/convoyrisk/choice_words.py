"""The verdict of a run in this process, in the program's words (engine/app/text/choice_text.cpp), from its numbers.

A result file holds the program's own sentences; tests compare the two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import xarray

from convoyrisk.number_text import percent, rounded

EQUIVALENT = 0.01  # of the baseline's mean, as of a run without --equivalent


def verdict_words(comparison: xarray.Dataset, killed_under_baseline: float, per_year: float, confidence: float) -> str:
    """Which policies have fewer killed than the baseline and which has the fewest, as far as the run supports it; empty with one
    policy. `comparison` is that of one point, `killed_under_baseline` a mean per horizon."""
    policies = [str(name) for name in comparison["policy"].values]
    if len(policies) < 2:
        return ""
    pairs = comparison[["low_together", "high_together", "standard_error", "plain_standard_error"]].sel(outcome="killed_total")
    margin = EQUIVALENT * abs(killed_under_baseline)
    within = f"within {rounded(margin * per_year)} a year ({percent(EQUIVALENT, 0)} of the baseline's)"

    def side(policy: str, against: str) -> str:
        pair = pairs.sel(policy=policy, against=against)
        if killed_under_baseline > 0 and not pair["standard_error"].item() and not pair["plain_standard_error"].item():
            return "same"  # no replication differs
        return _side(float(pair["low_together"]), float(pair["high_together"]), margin)

    def those(name: str) -> list[str]:
        return [policy for policy in policies if float(comparison[name].sel(policy=policy)) == 1]

    baseline, able, question = policies[0], those("eligible"), those("in_question")
    sides = {policy: side(policy, baseline) for policy in policies[1:] if policy in able}
    sentences = [
        ("less", f'Fewer are killed than under "{baseline}" with {{}}.'), ("more", "More are killed with {}."),
        ("equal", f'As many are killed as under "{baseline}", {within}, with {{}}.'),
        ("same", f'As many are killed as under "{baseline}", in every replication, with {{}}.'),
        ("not told", f'These replications do not tell {{}} from "{baseline}".'),
        ("few events", f'Too few events to tell {{}} from "{baseline}".')]
    said = [sentence.replace("{}", _quoted([policy for policy in sides if sides[policy] == which]))
            for which, sentence in sentences if which in sides.values()]
    winners = those("best")
    if winners:
        said.append(f'Fewest are killed with "{winners[0]}": shown against every other policy, '
                    f"at {percent(confidence, 0)} for all pairs together.")
    elif len(question) > 1:
        equal = all(side(one, other) in ("equal", "same") for one in question for other in question if one != other)
        said.append(f"Fewest are killed with {_quoted(question)}, which are equal {within}." if equal
                    else f"No policy is shown to be best: {_quoted(question)} are not told apart.")
    return " ".join(said)


def _side(low: float, high: float, margin: float) -> str:
    """Where a policy stands to another one, by limits of its difference that hold for all pairs together."""
    if not math.isfinite(high - low):
        return "few events"
    if -margin <= low and high <= margin:
        return "equal"
    return "less" if high < 0 else "more" if low > 0 else "not told"


def _quoted(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return ", ".join(quoted[:-1]) + (" and " if len(quoted) > 1 else "") + quoted[-1]
