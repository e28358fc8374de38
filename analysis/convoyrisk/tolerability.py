"""Risk held against the reader's own lines, and in the reader's own matrix."""

from __future__ import annotations

import numpy
import pandas

from convoyrisk import statistics, views
from convoyrisk.criteria import Criteria, Line, Matrix
from convoyrisk.points import at_point
from convoyrisk.result import Result


def tolerability_frame(result: Result, criteria: Criteria, point: str | int | None = None) -> pandas.DataFrame:
    """By line and policy: how the risk stands to the line.

    `kind` is individual (a worker's chance to be killed on the road in a year) or fn (attacks a year with n or more killed);
    `value`, `low` and `high` are over the line's, for fn where that is greatest, at `n`. `reading`: above, below, or not told:
    what the limits, each by itself, support. `chance_above`: the share of draws in which the risk is above the line, for fn
    at any n; luck within draws spreads it. Not a number without draws.

        from convoyrisk.criteria import read_criteria
        from convoyrisk.tolerability import tolerability_frame

        tolerability_frame(result, read_criteria("criteria.yaml"))[["line", "policy", "reading"]]
    """
    rows: list[dict[str, object]] = []
    for line in criteria.individual:
        rows += [{"kind": "individual", "line": line.name, **row} for row in _individual(result, line, point)]
    for line in criteria.fn:
        rows += [{"kind": "fn", "line": line.name, **row} for row in _fn(result, line, point)]
    return pandas.DataFrame(rows, columns=["kind", "line", "policy", "n", "value", "low", "high", "reading", "chance_above"])


def _reading(low: float, high: float) -> str:
    return "above" if low > 1 else "below" if high <= 1 else "not told"


def _individual(result: Result, line: Line, point: str | int | None) -> list[dict[str, object]]:
    frame = views.individual_risk_frame(result, point)
    by_draw = views.draws_frame(result, "killed", point)["outcome"] * result.per_year if result.draws else None
    rows = []
    for row in frame.itertuples():
        above = (by_draw[row.policy] / row.people > line.at).mean() if by_draw is not None else numpy.nan
        value, low, high = (float(each) / line.at for each in (row.risk_per_year, row.low, row.high))
        rows.append({"policy": row.policy, "n": 1, "value": value, "low": low, "high": high, "reading": _reading(low, high),
                     "chance_above": float(above)})
    return rows


def _fn(result: Result, line: Line, point: str | int | None) -> list[dict[str, object]]:
    frame = views.fn_frame(result, point)
    rows = []
    for place, policy in enumerate(result.policies):
        own = frame[(frame["policy"] == policy) & (frame["conditional_per_year"] > 0)]
        at = numpy.array([line.rate(int(n)) for n in own["n"]])
        ratios, low, high = (own[f"conditional_{end}per_year"].to_numpy() / at for end in ("", "low_", "high_"))
        worst = int(ratios.argmax()) if len(ratios) else 0
        # Far out in the tail, where the run tells nothing, a rate that is far below the line is taken as below.
        reading = ("above" if (low > 1).any() else
                   "below" if ((high <= 1) | (~numpy.isfinite(high) & (ratios < 0.1))).all() else "not told")
        rows.append({"policy": policy, "n": int(own["n"].iloc[worst]) if len(ratios) else 1,
                     "value": ratios[worst] if len(ratios) else 0.0, "low": low[worst] if len(ratios) else 0.0,
                     "high": high[worst] if len(ratios) else 0.0, "reading": reading,
                     "chance_above": _fn_above(result, line, place, point)})
    return rows


def _fn_above(result: Result, line: Line, policy: int, point: str | int | None) -> float:
    if not result.draws:
        return float("nan")
    blocks = at_point(result, result.blocks, point)
    sums = statistics.reverse_cumulative(blocks["severity_conditional"].transpose("block", "policy", "n").values[:, policy])
    rates = sums / blocks["replications"].values[:, None] * result.per_year
    at = numpy.array([line.rate(max(int(n), 1)) for n in blocks["n"].values])
    return float((rates > at)[:, 1:].any(axis=1).mean())


def matrix_frame(result: Result, matrix: Matrix, point: str | int | None = None) -> pandas.DataFrame:
    """By policy and consequence, of all attacks on the road and on sites: attacks a year that kill so many
    (`attacks_per_year`, expected given the encounters), the class of that likelihood, and the matrix's rating.

        from convoyrisk.criteria import read_criteria
        from convoyrisk.tolerability import matrix_frame

        matrix_frame(result, read_criteria("criteria.yaml").matrix)
    """
    counts = at_point(result, result.severity, point)["conditional"].transpose("policy", "n")
    classes = numpy.array([matrix.consequence.place(int(n)) for n in counts["n"].values])
    rows: list[dict[str, object]] = []
    for policy, values in zip(result.policies, counts.values * result.per_year / result.replications):
        for place, consequence in enumerate(matrix.consequence.names):
            rate = float(values[classes == place].sum())
            rows.append({"policy": policy, "consequence": consequence, **_rated(matrix, rate, place)})
    return pandas.DataFrame(rows)


def _rated(matrix: Matrix, rate: float, consequence: int) -> dict[str, object]:
    return {"attacks_per_year": rate, "likelihood": matrix.likelihood.names[matrix.likelihood.place(rate)],
            "rating": matrix.rating(rate, consequence)}


def register_frame(result: Result, matrix: Matrix | None = None, point: str | int | None = None) -> pandas.DataFrame:
    """The risk register: by convoy and policy, the columns of convoys_frame that a register needs; where the run kept events also
    the workers killed in the worst twentieth of the replications' years (`killed_worst_per_horizon`), and with a matrix, for
    each consequence, the attacks a year that kill so many (`CONSEQUENCE: attacks_per_year`), the chance that there is one or
    more in the horizon (`CONSEQUENCE: chance`) and the rating.

        from convoyrisk.tolerability import register_frame

        register_frame(result)[["convoy", "policy", "attacks_per_year"]]
    """
    frame = views.convoys_frame(result, point)[["convoy", "policy", "trips_per_year", "attacks_per_year", "trips_per_attack",
                                                "trips_per_attack_low", "trips_per_attack_high", "killed_per_year",
                                                "killed_per_year_standard_error"]]
    if not result.has("events"):
        return _by_convoy(frame)
    events = views.events_frame(result, point=point)
    attacks = events[(events["kind"] == "attacked") & events["convoy"].notna()]
    more = [_of_events(result, attacks[(attacks["convoy"] == row.convoy) & (attacks["policy"] == row.policy)], matrix)
            for row in frame.itertuples()]
    return _by_convoy(frame.join(pandas.DataFrame(more, index=frame.index)))


def _by_convoy(frame: pandas.DataFrame) -> pandas.DataFrame:
    """Rows by convoy, in the order of the scenario, and by policy."""
    order = {convoy: place for place, convoy in enumerate(dict.fromkeys(frame["convoy"]))}
    return frame.sort_values("convoy", key=lambda names: names.map(order), kind="stable").reset_index(drop=True)


def _of_events(result: Result, attacks: pandas.DataFrame, matrix: Matrix | None) -> dict[str, object]:
    number = result.replications
    totals = numpy.zeros(number)
    sums = attacks.groupby("replication")["killed"].sum()
    totals[sums.index.to_numpy(dtype=int)] = sums.to_numpy()
    found: dict[str, object] = {"killed_worst_per_horizon": statistics.cvar(totals, 0.95)}
    if matrix is None:
        return found
    classes = attacks["killed"].map(lambda killed: matrix.consequence.place(float(killed))).to_numpy(dtype=int)
    for place, consequence in enumerate(matrix.consequence.names):
        here = attacks[classes == place]
        rate = len(here) / number * result.per_year
        found |= {f"{consequence}: attacks_per_year": rate, f"{consequence}: chance": here["replication"].nunique() / number,
                  f"{consequence}: rating": matrix.rating(rate, place)}
    return found
