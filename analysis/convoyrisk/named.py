"""xarray datasets that say what would be right where a name is not in them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy
import xarray

from convoyrisk.errors import UnknownName, known


def _check_labels(data: xarray.Dataset | xarray.DataArray, labels: Mapping[Any, Any]) -> None:
    """Raises UnknownName for the first text that is no label of its dimension."""
    for dimension, wanted in labels.items():
        if dimension in data.coords and data[dimension].dtype.kind in "OU":
            names = [str(name) for name in numpy.asarray(data[dimension]).ravel()]
            for name in [wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, (list, tuple)) else []:
                if isinstance(name, str):
                    known(name, names, str(dimension).replace("_", " "))


class NamedArray(xarray.DataArray):  # type: ignore[no-untyped-call]
    """A variable of a result file; `sel` and `loc` name the nearest label where there is none of that name."""

    __slots__ = ()

    def sel(self, indexers: Any = None, *more: Any, **labels: Any) -> Any:
        _check_labels(self, {**(indexers or {}), **labels})
        return super().sel(indexers, *more, **labels)


class NamedDataset(xarray.Dataset):  # type: ignore[no-untyped-call]
    """A group of a result file; a variable or label that is not there is an UnknownName, which is a KeyError too."""

    __slots__ = ()

    def __getitem__(self, key: Any) -> Any:
        try:
            found = super().__getitem__(key)
        except KeyError as error:
            names = [str(name) for name in self.variables]
            missing = [name for name in ([key] if isinstance(key, str) else key if isinstance(key, list) else [])
                       if name not in names]
            if not missing:
                raise
            raise UnknownName(str(missing[0]), names, "variable") from error
        if not isinstance(found, xarray.DataArray):
            return found
        # Made as xarray makes its own, from the variable: made from an array it would read the values.
        return NamedArray(found.variable, found._coords, name=found.name, indexes=found._indexes, fastpath=True)

    def sel(self, indexers: Mapping[Any, Any] | None = None, *more: Any, **labels: Any) -> Any:
        _check_labels(self, {**(indexers or {}), **labels})
        return super().sel(indexers, *more, **labels)


def named(data: xarray.Dataset) -> NamedDataset:
    """The same dataset, read as lazily, and closed with it."""
    variables: dict[Hashable, Any] = dict(data.data_vars)
    found = NamedDataset(variables, data.coords, data.attrs)
    found.set_close(data.close)
    return found
