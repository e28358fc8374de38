"""One point of a sweep."""

from __future__ import annotations

import xarray

from convoyrisk.errors import ResultError, known
from convoyrisk.result import Result


def at_point(result: Result, data: xarray.Dataset, point: str | int | None = None) -> xarray.Dataset:
    """The part of the dataset that belongs to one point of the sweep, named by its text or place.

    Raises ResultError where there are several and none is named.
    """
    if "point" not in data.dims:
        if point not in (None, 0, ""):
            raise ResultError(f"{result.path} has no sweep, so no point {point!r}")
        return data
    if point is None:
        points = ", ".join(f"'{each}'" for each in result.points)
        raise ResultError(f"the result has a sweep: say `point`, one of {points}")
    if isinstance(point, int) and not 0 <= point < len(result.points):
        raise ResultError(f"no point {point}: the sweep has points 0 to {len(result.points) - 1}")
    place = point if isinstance(point, int) else result.points.index(known(point, result.points, "point"))
    return data.isel(point=place)
