"""Paired differences of policies, with intervals that hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

DEATHS = frozenset({"killed", "killed_total", "escort_killed", "site_killed", "flown_killed"})
LABELS = {"killed_total": "killed (workers, escort crews, at sites, in flight)", "killed": "workers killed on the road"}


def policy_comparison(result: Result, *, of: str = "killed_total", against: str | None = None,
                      axes: Axes | None = None) -> Axes:
    """Difference of every policy from one, a year, with the intervals that hold for all pairs together (Bonferroni).

    Differences are of equal replications: replication i meets the same random numbers under every policy.

    :param of: outcome; units as in the file, a year of 365.25 d.
    :param against: the policy that is subtracted; the baseline if None.
    :raises ResultError: with one policy alone, for a sweep, and for an unknown outcome or policy.
    """
    style.check_one_point(result)
    against = style.check_policy(result, against)
    others = [policy for policy in result.policies if policy != against]
    if not others:
        raise ResultError(f'{result.path} has one policy alone, "{against}": nothing to compare; '
                          "run the scenario with two policies or more")
    pairs = views.comparison_frame(result, of, against).set_index("policy") * result.per_year
    axes = style.new_axes(axes, height_inches=1.9 + 0.55 * len(others))
    for row, policy in enumerate(others):
        pair = pairs.loc[policy]
        difference = float(pair.difference)
        bounds = np.array([[difference - float(pair.low_together)], [float(pair.high_together) - difference]])
        index = result.policies.index(policy)
        axes.errorbar(difference, row, xerr=bounds, fmt=style.marker(index), color=style.colour(index), capsize=4,
                      markersize=6, label=policy)
    axes.axvline(0, color="0.5", linewidth=1, zorder=0)
    axes.set_yticks(range(len(others)), [style.wrap(policy) for policy in others])
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    units = str(result.comparison.outcome_units.sel(outcome=of).values)
    axes.set_xlabel(f"difference a year in {LABELS.get(of, of.replace('_', ' '))}"
                    + (f" [{units}/year]" if units != "1" else " [1/year]"))
    style.set_title(axes, result, f'Difference from "{against}" a year, {of.replace("_", " ")}; less is to the left')
    confidence = result.confidence
    style.add_note(
        axes,
        f"Intervals: {100 * confidence:g} % for all pairs of policies together, "
        + ("of the mean over all draws; what is not known moves it further."
           if result.draws else "for the scenario as written; how well its rates are known is not in them."),
        style.DILUTION if of in DEATHS else "")
    return axes
