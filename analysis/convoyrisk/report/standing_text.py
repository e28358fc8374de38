"""What stands on every page, in the record and in the workbook: assumptions, limits, and where the numbers come from.

Words between backticks are keys."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from convoyrisk.number_text import compact, grouped
from convoyrisk.result import Result

ASSUMPTIONS = (
    "A convoy is one target however many vehicles it has, and the first hit falls on one vehicle by `profile`, so more vehicles "
    "dilute it: vary these two before you trust a ranking that rests on them.",
    "For the same reason fewer and larger convoys meet fewer attackers, and look safer than they may be where a larger convoy "
    "draws more of them. The delay does not count how long workers wait for a joined departure.",
    "How those who attack choose and adapt follows the scenario’s weights; how well protection works is mostly a guess. A "
    "difference that reverses under another plausible value is not known: try it with `--set` or `--sweep`.",
    "Policies differ only in what the scenario says of them; all else, the luck included, is the same.",
)


def limits(policies: int) -> Sequence[str]:
    """What the model cannot say."""
    best = f": “best” is best of these {policies}" if policies > 1 else ""
    return (
        "It does not forecast. Rates of attack are known to a factor of two or three at best; differences between policies hold "
        "far better than absolute numbers.",
        "It does not say where within a leg, how, or when anything would happen, and ranks no weak points. Numbers by leg hold "
        "under their policy only.",
        "It does not weigh lives against cost, nor one group of people against another: it counts.",
        f"It knows no policy that the scenario does not hold{best}.",
        "No interval here covers an error in the model itself.",
    )


def provenance(result: Result) -> list[tuple[str, str]]:
    """Where the numbers come from, name and value."""
    attributes = result.attrs
    partial = "" if result.complete else " (partial: the run was interrupted)"
    return [(name, str(value)) for name, value in (
        ("Result file", result.path.name), ("Program", f"convoyrisk {attributes['program_version']}"),
        ("Revision", attributes["git_revision"]), ("Compiler", attributes["compiler"]),
        ("Mathematical library", attributes["libm"]), ("Seed", result.seed),
        ("Replications of every policy", grouped(result.replications) + partial),
        ("Draws of uncertain parameters", result.draws or "none"), ("Horizon", f"{compact(result.horizon_days)} days"),
        ("Chosen by", result.comparison.attrs["chosen_by"]),
        ("Least share of the baseline’s workers to be delivered", result.comparison.attrs["least_delivered"]),
        ("SHA-256 of the resolved scenario", result.group("scenario").attrs["sha256"]))]


def with_code(text: str) -> Markup:
    """Backticks as elements of a page."""
    return Markup(re.sub("`([^`]*)`", r"<code>\1</code>", str(escape(text))))


def without_code(text: str) -> str:
    return text.replace("`", "")
