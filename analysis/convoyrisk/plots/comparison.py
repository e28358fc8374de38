"""Paired differences of policies, with intervals that hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from convoyrisk import views
from convoyrisk.errors import ResultError
from convoyrisk.number_text import without_interval
from convoyrisk.plots import style

if TYPE_CHECKING:
    from convoyrisk.result import Result

DEATHS = frozenset({"killed", "killed_total", "escort_killed", "site_killed", "flown_killed"})


def policy_comparison(result: Result, *, of: str = "killed_total", against: str | None = None,
                      point: style.Point = None, axes: Axes | None = None) -> Axes:
    """Difference of every policy from one, a year, with the intervals that hold for all pairs together (Bonferroni).

    Differences are of equal replications: replication i meets the same random numbers under every policy.

        plots.policy_comparison(drawn, of="injured").figure.savefig("differences.png")

    :param of: outcome; units as in the file, a year of 365.25 d.
    :param against: the policy that is subtracted; the baseline if None.
    :param point: of the sweep, by its text or place.
    :raises ResultError: with one policy alone, for a sweep without a point, and for an unknown outcome or policy.
    """
    against = style.check_policy(result, against)
    others = [policy for policy in result.policies if policy != against]
    if not others:
        raise ResultError(f'{result.path} has one policy alone, "{against}": nothing to compare; '
                          "run the scenario with two policies or more")
    pairs = views.comparison_frame(result, of, against, point).set_index("policy")
    axes = style.new_axes(axes, height_inches=2.6 + 0.55 * len(others))
    for row, policy in enumerate(others):
        pair = pairs.loc[policy]
        difference, low, high = float(pair.difference), float(pair.low_together), float(pair.high_together)
        index = result.policies.index(policy)
        axes.errorbar(difference, row, xerr=style.reach(difference, low, high), fmt=style.marker(index),
                      color=style.colour(index), capsize=4, markersize=6, label=policy)
    axes.axvline(0, color="0.5", linewidth=1, zorder=0)
    for row, policy in enumerate(others):
        difference, low, high = (float(pairs.loc[policy, name]) for name in ("difference", "low_together", "high_together"))
        style.say_no_interval(axes, difference, row, without_interval(difference, low, high))
    axes.set_yticks(range(len(others)), [style.wrap(policy) for policy in others])
    axes.set_ylim(len(others) - 0.5, -0.5)
    axes.grid(axis="x", color="0.9")
    axes.set_axisbelow(True)
    axes.set_xlabel(f"difference in {style.words(of)} {style.per_year_unit(result, of)}; less is to the left")
    style.set_title(axes, result, f'{style.words(of).capitalize()} a year, each policy minus "{against}"', point)
    style.add_note(
        axes,
        f"Intervals: {100 * result.confidence:g} % for all pairs of policies together (Bonferroni), "
        f"{style.what_intervals_cover(result)}.",
        style.KILLED_TOTAL if of == "killed_total" else "", style.DILUTION if of in DEATHS else "")
    return axes
