"""What an organisation tolerates, and its risk matrix: a small YAML file of the reader's own.

    individual_risk:                 # of one worker to be killed in a year
      limit: 1 in 1000
      target: 1 in 100000
    fn_lines:                        # attacks a year with n or more killed: at_1, divided by n to the power of the slope
      limit: {at_1: 1 in 10, slope: 1}
    matrix:
      likelihood: {names: [rare, possible, likely], cuts: [0.01, 0.5]}      # attacks a year
      consequence: {names: [none killed, some, many], cuts: [1, 10]}        # killed in one attack
      ratings:                       # a row a likelihood, the least first; a column a consequence
        - [low, low, medium]
        - [low, medium, high]
        - [medium, high, high]

Every part may be left out. A rate or chance is a number or "1 in N".
"""

from __future__ import annotations

import math
import os
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from convoyrisk.errors import ResultError, UnknownName, known


@dataclass(frozen=True)
class Line:
    """A line that risk is held against; `at` is the chance of one worker a year, or the attacks a year with one or more killed,
    which fall with n to the power of the slope."""

    name: str
    at: float
    slope: float = 0.0

    def rate(self, n: int) -> float:
        """The line at n killed."""
        return float(self.at / float(n)**self.slope)


@dataclass(frozen=True)
class Classes:
    """Names from the least to the most; a value is in the class of how many cuts it reaches."""

    names: tuple[str, ...]
    cuts: tuple[float, ...]

    def place(self, value: float) -> int:
        """Which class, from 0."""
        return bisect_right(self.cuts, value)


@dataclass(frozen=True)
class Matrix:
    """Ratings by likelihood (attacks a year) and consequence (killed in one attack)."""

    likelihood: Classes
    consequence: Classes
    ratings: tuple[tuple[str, ...], ...]

    def rating(self, rate: float, consequence: int) -> str:
        """The name of the rating."""
        return self.ratings[self.likelihood.place(rate)][consequence]

    @property
    def order(self) -> tuple[str, ...]:
        """Names of ratings from the least to the worst: by the first place at which one stands."""
        places = [(row + column, name) for row, names in enumerate(self.ratings) for column, name in enumerate(names)]
        return tuple(dict.fromkeys(name for _, name in sorted(places, key=lambda each: each[0])))


@dataclass(frozen=True)
class Criteria:
    """What a file says; empty parts are left out of the page."""

    individual: tuple[Line, ...] = ()
    fn: tuple[Line, ...] = ()
    matrix: Matrix | None = None
    path: str = field(default="", compare=False)


def read_criteria(path: str | os.PathLike[str]) -> Criteria:
    """Raises OSError, or ResultError that names the line and the key.

        from convoyrisk.criteria import read_criteria

        read_criteria("criteria.yaml").individual
    """
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ResultError(f"{path}{where}: is no YAML: {getattr(error, 'problem', error)}") from error
    return _Reader(os.fspath(path)).criteria(node)


class _Reader:
    """From nodes, which know their lines, to values."""

    def __init__(self, path: str) -> None:
        self._path = path

    def criteria(self, node: Any) -> Criteria:
        if node is None:
            return Criteria(path=self._path)
        parts = self._map(node, "", ("individual_risk", "fn_lines", "matrix"))
        return Criteria(
            tuple(self._individual(parts["individual_risk"])) if "individual_risk" in parts else (),
            tuple(self._fn(parts["fn_lines"])) if "fn_lines" in parts else (),
            self._matrix(parts["matrix"]) if "matrix" in parts else None, self._path)

    def _wrong(self, node: Any, key: str, what: str) -> NoReturn:
        mark = node.start_mark
        raise ResultError(f"{self._path}:{mark.line + 1}:{mark.column + 1}: {key + ': ' if key else ''}{what}")

    def _map(self, node: Any, key: str, names: Sequence[str] | None = None, needed: bool = False) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, key, "is a map of names" + (f": {', '.join(names)}" if names else ""))
        found: dict[str, Any] = {}
        for name, value in node.value:
            text = str(name.value)
            if text in found:
                self._wrong(name, key, f'"{text}" stands there twice')
            if names is not None:
                try:
                    known(text, names, "key")
                except UnknownName as error:
                    self._wrong(name, key, str(error))
            found[text] = value
        for name in names or () if needed else ():
            if name not in found:
                self._wrong(node, key, f'"{name}" is missing')
        return found

    def _individual(self, node: Any) -> list[Line]:
        return [Line(name, self._rate(value, f"individual_risk.{name}", most=1)) for name, value in
                self._map(node, "individual_risk").items()]

    def _fn(self, node: Any) -> list[Line]:
        found = []
        for name, value in self._map(node, "fn_lines").items():
            parts = self._map(value, f"fn_lines.{name}", ("at_1", "slope"), needed=True)
            slope = self._number(parts["slope"], f"fn_lines.{name}.slope")
            if slope < 0:
                self._wrong(parts["slope"], f"fn_lines.{name}.slope", "is 0 or above: how steeply the line falls")
            found.append(Line(name, self._rate(parts["at_1"], f"fn_lines.{name}.at_1"), slope))
        return found

    def _matrix(self, node: Any) -> Matrix:
        parts = self._map(node, "matrix", ("likelihood", "consequence", "ratings"), needed=True)
        likelihood, consequence = (self._classes(parts[name], f"matrix.{name}") for name in ("likelihood", "consequence"))
        rows = tuple(self._list(row, "matrix.ratings") for row in self._nodes(parts["ratings"], "matrix.ratings"))
        if len(rows) != len(likelihood.names) or any(len(row) != len(consequence.names) for row in rows):
            self._wrong(parts["ratings"], "matrix.ratings", f"has {len(likelihood.names)} rows, one a likelihood, of "
                        f"{len(consequence.names)} names, one a consequence")
        return Matrix(likelihood, consequence, rows)

    def _classes(self, node: Any, key: str) -> Classes:
        parts = self._map(node, key, ("names", "cuts"), needed=True)
        names = self._list(parts["names"], f"{key}.names")
        cuts = tuple(self._rate(each, f"{key}.cuts") for each in self._nodes(parts["cuts"], f"{key}.cuts"))
        if len(cuts) != len(names) - 1 or any(high <= low for low, high in zip(cuts, cuts[1:])):
            self._wrong(parts["cuts"], f"{key}.cuts", f"{len(names)} names are parted by {len(names) - 1} rising numbers")
        return Classes(names, cuts)

    def _nodes(self, node: Any, key: str) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self._wrong(node, key, "is a list")
        return list(node.value)

    def _list(self, node: Any, key: str) -> tuple[str, ...]:
        nodes = self._nodes(node, key)
        for each in nodes:
            if not isinstance(each, yaml.ScalarNode):
                self._wrong(each, key, "holds names")
        return tuple(str(each.value) for each in nodes)

    def _number(self, node: Any, key: str) -> float:
        try:
            value = float(node.value)
        except (TypeError, ValueError):
            self._wrong(node, key, "is a number")
        if not math.isfinite(value):
            self._wrong(node, key, "is a number")
        return value

    def _rate(self, node: Any, key: str, most: float = math.inf) -> float:
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        match = re.fullmatch(r"1 in ([\d,]*\d(?:\.\d+)?)", text)
        value = 1 / max(float(match[1].replace(",", "")), 1e-300) if match else self._number(node, key)
        if not 0 < value <= most:
            self._wrong(node, key, f"lies above 0{f' and at most at {most:g}' if math.isfinite(most) else ''}")
        return value
