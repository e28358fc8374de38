"""Values of Python as the program reads them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy


def yaml_of(value: object) -> str:
    """The value as the program reads it: text as it is, all else as JSON, which is YAML (true, not True)."""
    return value if isinstance(value, str) else json.dumps(plain(value))


def plain(value: Any) -> Any:
    """Numbers and arrays of numpy, pandas and xarray as Python's own, in maps and lists too; dates and paths as text."""
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if hasattr(value, "__array__"):
        return plain(numpy.asarray(value).tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return os.fspath(value) if isinstance(value, os.PathLike) else value
    return [plain(item) for item in value]


def whole(value: Any) -> Any:
    """A number such as 1e4 as the whole number that it is."""
    number = plain(value)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def names_of(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)
