"""What a policy costs for each death that it averts, as the result file has it, or as far as one of an older program tells."""

from __future__ import annotations

from typing import Any

import numpy
import pandas
import xarray

RATIO = ["cost_per_death_averted", "cost_per_death_averted_low", "cost_per_death_averted_high"]


def payments(data: xarray.Dataset, blocks: xarray.Dataset) -> pandas.DataFrame:
    """Of /comparison and /blocks at one point, by policy: position, what is told of it, the cost per death averted, and of what
    kind its set is (see views.cost_frame)."""
    frame = pandas.DataFrame({name: data[name].values for name in RATIO})
    if "cost_per_death_averted_kind" in data:
        for name in ("position", "cost_per_death_averted_kind"):
            frame[name] = [str(word) for word in data[name].values]
        for name in ("deaths_told", "cost_told"):
            frame[name] = data[name].values == 1
    else:
        frame = frame.assign(**_payments_of_old(data, blocks, frame))
    frame.loc[frame["cost_per_death_averted_kind"] != "bounded", RATIO] = numpy.nan
    return frame


def _payments_of_old(data: xarray.Dataset, blocks: xarray.Dataset, ratios: pandas.DataFrame) -> dict[str, Any]:
    """The same from a file of before it held kind and position. Deaths are told where the interval of their difference, by
    itself, leaves out 0; the position is that of the means over whole blocks, as the ratio is."""
    pairs = data.isel(against=0).sel(outcome=["cost", "killed_total"])
    told = ((pairs["low"] > 0) | (pairs["high"] < 0)).transpose("policy", "outcome").values
    whole = blocks.isel(block=(blocks["replications"] == blocks["replications"][0]).values)
    mean = whole["mean"].mean("block").sel(outcome=["cost", "killed_total_conditional"]).transpose("policy", "outcome").values
    positions = ["baseline"] + [_position(*(own - mean[0])) if whole.sizes["block"] > 1 else "unknown" for own in mean[1:]]
    kinds = []
    for ratio, low, high in ratios.itertuples(index=False):
        unknown, inside = not numpy.isfinite(ratio), low <= ratio <= high
        kinds.append("none" if unknown else "unbounded" if not numpy.isfinite(high - low) else "bounded" if inside else "outside")
    return {"position": positions, "deaths_told": told[:, 1], "cost_told": told[:, 0], "cost_per_death_averted_kind": kinds}


def _position(extra_cost: float, more_deaths: float) -> str:
    if more_deaths == 0:
        return "no_difference"
    if more_deaths > 0:
        return "saves_money" if extra_cost < 0 else "dominated"
    return "trade_off" if extra_cost > 0 else "saves_both"
