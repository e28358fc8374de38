"""A result at one glance: the verdict, the table that the program prints first, and both as HTML for a notebook."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy
import pandas
import xarray

from convoyrisk.errors import ResultError, known
from convoyrisk.number_text import counted, over_draws_or_not

MAIN = {"killed_total": "killed, all", "injured_total": "injured, all", "injured": "workers injured", "attacks": "attacks"}
ENDS = {"": "mean", "_low": "low", "_high": "high"}


@dataclass(frozen=True)
class Glance:
    """What a notebook shows of one point: `table` has a row a policy and columns OUTCOME, OUTCOME_low, OUTCOME_high."""

    point: str
    verdict: str
    table: pandas.DataFrame


def main_outcomes(names: Sequence[str]) -> list[str]:
    """Those of the first table that the program prints, of which the file has these."""
    injured = "injured_total" if "injured_total" in names else "injured"
    return [name for name in ("killed_total", injured, "attacks") if name in names]


def table_of(summary: xarray.Dataset, comparison: xarray.Dataset, outcomes: Sequence[str], per_year: float) -> pandas.DataFrame:
    """Means with limits times `per_year`; then the difference from the baseline of the outcome that policies are chosen by, with
    the limits that hold for all pairs together."""
    policies = [str(name) for name in summary["policy"].values]
    columns: dict[str, object] = {}
    for outcome in outcomes:
        own = summary.sel(outcome=outcome)
        columns |= {outcome + end: own[name].values * per_year for end, name in ENDS.items()}
    if len(policies) > 1:
        of = str(comparison.attrs["chosen_by"])
        pairs = comparison.sel(outcome=of).isel(against=0)
        for end, name in {"": "difference", "_low": "low_together", "_high": "high_together"}.items():
            values = pairs[name].values.astype(float) * per_year
            columns[f"{of}_difference{end}"] = numpy.where(numpy.array(policies) == policies[0], numpy.nan, values)
    return pandas.DataFrame(columns, index=pandas.Index(policies, name="policy"))


def as_html(title: str, extent: str, glances: Sequence[Glance], outcomes: Sequence[str], draws: bool, confidence: float) -> str:
    """Title, and by point the verdict, the table in the program's digits, and a small chart of the first outcome."""
    parts = [f"<div><p><strong>{html.escape(title)}</strong><br>{html.escape(extent)}; per year, "
             f"{100 * confidence:g} % intervals</p>"]
    for glance in glances:
        parts += [f"<p>{html.escape(glance.point)}</p>"] if glance.point else []
        parts += [f"<p>{html.escape(glance.verdict)}</p>"] if glance.verdict else []
        parts.append(_table_html(glance.table, outcomes, draws))
    return "".join(parts) + "</div>"


def _table_html(table: pandas.DataFrame, outcomes: Sequence[str], draws: bool) -> str:
    heads = "".join(f'<th scope="col">{MAIN[outcome]}</th>' for outcome in outcomes)
    first = outcomes[0]
    most = max([float(value) for value in table[f"{first}_high"] if math.isfinite(value)] + [float(table[first].max()), 1e-300])
    rows = []
    for policy, row in table.iterrows():
        estimates = [tuple(float(row[outcome + end]) for end in ENDS) for outcome in outcomes]
        cells = "".join(f"<td>{over_draws_or_not(mean, low, high, 1, draws)}</td>" for mean, low, high in estimates)
        rows.append(f'<tr><th scope="row" style="text-align: left">{html.escape(str(policy))}</th>{cells}'
                    f"<td>{_bar(estimates[0], most)}</td></tr>")
    return f"<table><thead><tr><td></td>{heads}<td>{MAIN[first]}</td></tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _bar(estimate: tuple[float, ...], most: float) -> str:
    """A bar of the mean with the line of its limits."""
    mean, low, high = estimate
    start, end = (120 * min(max(value, 0), most) / most if math.isfinite(value) else 0 for value in (low, high))
    line = f'<path d="M{start:.1f},7H{end:.1f}" stroke="currentColor" stroke-width="2"/>' if end > start else ""
    return (f'<svg width="124" height="14" role="img" aria-label="{mean:.3g}"><rect y="2" width="{120 * mean / most:.1f}" '
            f'height="10" fill="#0072b2" fill-opacity="0.55"/>{line}</svg>')


class Glanced:
    """A result that shows itself: of a file, or of a run in this process. What both have besides stands in the class of each."""

    if TYPE_CHECKING:
        @property
        def title(self) -> str: ...
        @property
        def policies(self) -> tuple[str, ...]: ...
        @property
        def points(self) -> tuple[str, ...]: ...
        @property
        def outcome_names(self) -> tuple[str, ...]: ...
        @property
        def replications(self) -> int: ...
        @property
        def draws(self) -> int: ...
        @property
        def horizon_days(self) -> float: ...
        @property
        def per_year(self) -> float: ...
        @property
        def confidence(self) -> float: ...
        @property
        def complete(self) -> bool: ...
        @property
        def summary(self) -> xarray.Dataset: ...
        @property
        def comparison(self) -> xarray.Dataset: ...

    def _verdict(self, comparison: xarray.Dataset, place: int) -> str:
        """Of one point, empty where there is none."""
        raise NotImplementedError

    @property
    def extent(self) -> str:
        """How much was simulated, in words: "3,000 replications of 365 days"."""
        days = counted(self.horizon_days, "day")
        if self.draws:
            inner = counted(self.replications // self.draws, "replication")
            return f"{counted(self.draws, 'draw')} of uncertain parameters, {inner} of {days} in each"
        return f"{counted(self.replications, 'replication')} of {days}"

    @property
    def verdict(self) -> str:
        """What the run supports, in the program's own words; of a sweep a line a point. Empty with one policy, and in files of
        programs that did not keep it."""
        return "\n".join(f"{glance.point}: {glance.verdict}" if glance.point else glance.verdict for glance in self._glances())

    def table(self, point: str | int | None = None, per: str = "year") -> pandas.DataFrame:
        """The first table that the program prints: by policy means with limits of those killed, injured and attacks, a year of
        365.25 days (or per="horizon"); then the difference from the baseline of what policies are chosen by, with limits that
        hold for all pairs together.

            print(convoyrisk.open_result("karakoram.h5").table().round(2))

        attrs["per"] says which. Raises ResultError for another `per`, and for a sweep without a point.
        """
        known(per, ("year", "horizon"), "value of `per`")
        if len(self.points) > 1 and point is None:
            raise ResultError("the result has a sweep: say `point`, one of " + ", ".join(f"'{each}'" for each in self.points))
        place = self.points.index(known(point, self.points, "point")) if isinstance(point, str) else point or 0
        if not 0 <= place < len(self.points):
            raise ResultError(f"no point {place}: the sweep has points 0 to {len(self.points) - 1}")
        table = self._glance(place, self.per_year if per == "year" else 1.0).table
        table.attrs |= {"per": per, "units": {name: str(self.summary["outcome_units"].sel(outcome=name).item())
                                              for name in main_outcomes(self.outcome_names)}}
        return table

    def _glances(self) -> list[Glance]:
        return [self._glance(place, self.per_year) for place in range(len(self.points))]

    def _glance(self, place: int, per_year: float) -> Glance:
        summary, comparison = (data.isel(point=place) if "point" in data.dims else data
                               for data in (self.summary, self.comparison))
        return Glance(self.points[place], self._verdict(comparison, place),
                      table_of(summary, comparison, main_outcomes(self.outcome_names), per_year))

    def _repr_html_(self) -> str:
        extent = self.extent + ("" if self.complete else " (partial: the run was interrupted)")
        return as_html(self.title, extent, self._glances(), main_outcomes(self.outcome_names), bool(self.draws), self.confidence)
