"""The sentence: which policy, how sure, or that no winner is supported: the program's own, which the result file holds. Files
of before it did are read by the rule and the words of that time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import xarray
from scipy.stats import t as student

from convoyrisk.number_text import percent

Interval = tuple[float, float]


@dataclass(frozen=True)
class Verdict:
    """What a run supports at one point, by the outcome `of`. `sides` are words of the file's /comparison/side."""

    of: str
    confidence: float
    text: str  # the program's own sentences
    winner: str | None
    in_question: tuple[str, ...]  # eligible policies that are not shown to be worse than another one
    eligible: dict[str, bool]
    against_baseline: dict[str, Interval]  # of the difference; holds for all policies together
    sides: dict[str, str]

    @property
    def headline(self) -> str:
        """One line for those who read no other."""
        if len(self.eligible) < 2:
            return "One policy was simulated: there is nothing to compare it with."
        equal = self.text.rfind(f"{_least(self.of)} with ")
        if self.winner is None and equal >= 0:  # several, which are equal within a margin
            return self.text[equal:]
        if self.winner is not None:
            return f"{_least(self.of)} with “{self.winner}”."
        if len(self.in_question) > 1:
            return f"No policy is shown to be best: {_quoted(self.in_question, '“', '”')} are not told apart."
        if sum(self.eligible.values()) < 2:
            return "No policy is shown to be best: none but one does enough of the baseline’s work to be chosen among."
        return (f"No policy is shown to be best: “{self.in_question[0]}” is not shown to be worse than another, "
                "nor to be better than every other one.") if self.in_question else "No policy is shown to be best."


def title_of(outcome: str) -> str:
    """Head of a table about an outcome."""
    return "Killed" if outcome == "killed_total" else outcome.replace("_", " ").capitalize()


def _least(outcome: str) -> str:
    return "Fewest are killed" if outcome == "killed_total" else title_of(outcome) + ": least"


def _quoted(names: Sequence[str], opening: str = '"', closing: str = '"') -> str:
    quoted = [f"{opening}{name}{closing}" for name in names]
    return ", ".join(quoted[:-1]) + (" and " if len(quoted) > 1 else "") + quoted[-1]


class Differences:
    """Differences of one outcome between all pairs of policies, with intervals of any confidence.

    comparison: /comparison at one point. units: replications, or draws where parameters are uncertain.
    """

    def __init__(self, comparison: xarray.Dataset, outcome: str, units: int) -> None:
        self._of = comparison.sel(outcome=outcome)
        self._units = units

    def interval(self, policy: str, against: str, confidence: float) -> Interval:
        """Student's interval, of the degrees of freedom that the program gives it (docs/statistics.md)."""
        pair = self._of.sel(policy=policy, against=against)
        fitted = 2 if float(pair.control_coefficient) != 0 else 1
        if self._units <= fitted:
            return -math.inf, math.inf
        reach = float(student.isf((1 - confidence) / 2, self._units - fitted) * pair.standard_error)
        return float(pair.difference) - reach, float(pair.difference) + reach


def bonferroni(confidence: float, comparisons: int) -> float:
    """Confidence of each of so many intervals that hold together with `confidence`."""
    return 1 - (1 - confidence) / max(comparisons, 1)


def verdict(comparison: xarray.Dataset, policies: Sequence[str], units: int, confidence: float) -> Verdict:
    """What is supported at one point of a run by the outcome that its policies are chosen by."""
    of = str(comparison.attrs["chosen_by"])
    if "verdict" in comparison:
        return _stored(comparison, policies, of, confidence)
    differences = Differences(comparison, of, units)
    baseline, *others = policies
    eligible = {policy: bool(comparison.eligible.sel(policy=policy) == 1) for policy in policies}
    each = bonferroni(confidence, len(others))
    against = {policy: differences.interval(policy, baseline, each) for policy in others}
    able = [policy for policy in policies if eligible[policy]]
    each_pair = bonferroni(confidence, len(list(combinations(able, 2))))
    better = {(a, b): differences.interval(a, b, each_pair)[1] < 0 for a in able for b in able if a != b}
    winners = [a for a in able if len(able) > 1 and all(better[a, b] for b in able if b != a)]
    in_question = tuple(a for a in able if not any(better[b, a] for b in able if b != a))
    winner = winners[0] if winners else None
    text = _sentences(of, baseline, eligible, against, winner, in_question, confidence) if others else ""
    sides = {policy: "less" if high < 0 else "more" if low > 0 else "not_told" for policy, (low, high) in against.items()}
    return Verdict(of, confidence, text, winner, in_question, eligible, against, sides)


def _stored(comparison: xarray.Dataset, policies: Sequence[str], of: str, confidence: float) -> Verdict:
    """The program's own, from a file that has it."""
    def those(name: str) -> list[str]:
        return [policy for policy in policies if float(comparison[name].sel(policy=policy)) == 1]

    winners, able = those("best"), those("eligible")
    against = {}
    for policy in policies[1:]:
        pair = comparison.sel(outcome=of, policy=policy).isel(against=0)
        against[policy] = float(pair["low_together"]), float(pair["high_together"])
    sides = {policy: str(comparison["side"].sel(policy=policy).item()) for policy in policies[1:]}
    return Verdict(of, confidence, str(comparison["verdict"].item()) if len(policies) > 1 else "",
                   winners[0] if winners else None, tuple(those("in_question")),
                   {policy: policy in able for policy in policies}, against, sides)


def _sentences(of: str, baseline: str, eligible: dict[str, bool], against: dict[str, Interval], winner: str | None,
               in_question: tuple[str, ...], confidence: float) -> str:
    killed = of == "killed_total"
    what = title_of(of)
    judged = {policy: bounds for policy, bounds in against.items() if eligible[policy]}
    below = [policy for policy, (_, high) in judged.items() if high < 0]
    above = [policy for policy, (low, high) in judged.items() if low > 0 and policy not in below]
    across = [policy for policy in judged if policy not in below and policy not in above]
    text = []
    if below:
        text.append(f'{"Fewer are killed" if killed else what + ": less"} than under "{baseline}" with {_quoted(below)}.')
    if above:
        text.append(f'{"More are killed" if killed else what + ": more"} with {_quoted(above)}.')
    if across:
        text.append(f'{"" if killed else what + ": "}These replications do not tell {_quoted(across)} from "{baseline}".')
    if winner is not None:
        text.append(f'{_least(of)} with "{winner}": shown against every other policy, '
                    f"at {percent(confidence, 0)} for all pairs together.")
    elif len(in_question) > 1:
        text.append(f"No policy is shown to be best: {_quoted(in_question)} are not told apart.")
    return " ".join(text)
