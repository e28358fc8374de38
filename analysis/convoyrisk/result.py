"""Result files (docs/results.md): the only module that opens them."""

import difflib
import json
import warnings
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import h5py
import xarray
import yaml

from convoyrisk.errors import ResultError

RESULT_FORMAT = "convoyrisk-result"
TAIL_FORMAT = "convoyrisk-tail"
FORMAT_VERSIONS = {RESULT_FORMAT: 2, TAIL_FORMAT: 1}
OPENED_BY = {RESULT_FORMAT: "open_result", TAIL_FORMAT: "open_tail"}

# Why a group may be missing, and what brings it in.
_HOW_TO_GET = {
    "outcomes": "run again with --keep outcomes (run.keep)",
    "legs": "run again with --keep legs (run.keep)",
    "days": "run again with --keep days (run.keep)",
    "severity": "run again with --keep severity (run.keep)",
    "sweep": "run with --sweep PATH=A,B,..",
    "uncertainty": "run a scenario that has `uncertainty`, without --no-uncertainty and --replications",
}


def nearest(name: str, names: Sequence[str], kind: str) -> str:
    """`name` where it is one of `names`; else a ResultError that names the nearest of them."""
    if name in names:
        return name
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f'did you mean "{close[0]}"?' if close else "there are: " + ", ".join(f'"{each}"' for each in names)
    raise ResultError(f'no {kind} "{name}"; {hint}')


def _text(value: Any) -> Any:
    return value.decode("utf-8") if isinstance(value, bytes) else value


class _File:
    """What results and tail files have in common. Groups are opened when they are first asked for."""

    def __init__(self, path: str | Path, kind: str) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise ResultError(f"{self.path}: there is no such file")
        try:
            with h5py.File(self.path, "r") as file:
                self.attrs: dict[str, Any] = {name: _text(value) for name, value in file.attrs.items()}
                self._groups = frozenset(file)
        except OSError as error:
            raise ResultError(f"{self.path}: {_why_not_opened(self.path, str(error))}") from error
        _check_format(self.path, self.attrs, kind)
        self.title = str(self.attrs["title"])
        self.replications = int(self.attrs["replications"])
        self.seed = int(self.attrs["seed"])
        self.complete = bool(self.attrs["complete"])
        self._opened: dict[str, xarray.Dataset] = {}

    def has(self, group: str) -> bool:
        """Whether the file holds this group."""
        return group in self._groups

    def close(self) -> None:
        """Closes the file; what was not loaded yet can no longer be."""
        for dataset in self._opened.values():
            dataset.close()
        self._opened.clear()

    def _group(self, name: str) -> xarray.Dataset:
        if name not in self._opened:
            if not self.has(name):
                raise ResultError(f"{self.path}: has no /{name}: {_HOW_TO_GET.get(name, 'the file is not whole')}")
            try:
                self._opened[name] = xarray.open_dataset(self.path, group=name, engine="h5netcdf", cache=True)
            except OSError as error:
                raise ResultError(f"{self.path}: /{name} cannot be read: {error}") from error
        return self._opened[name]

    @cached_property
    def scenario_text(self) -> str:
        """The scenario file as it was read."""
        return str(_text(self._group("scenario")["text"].values.item()))

    @cached_property
    def scenario(self) -> dict[str, Any]:
        """Every value in force, defaults and overrides included."""
        resolved: dict[str, Any] = yaml.safe_load(_text(self._group("scenario")["resolved"].values.item()))
        return resolved

    def __repr__(self) -> str:
        state = "" if self.complete else ", interrupted"
        return f'<{type(self).__name__} "{self.title}", {self.replications} replications, seed {self.seed}{state}>'


class Result(_File):
    """What a run left. The groups of the file are lazily loaded datasets, named as in docs/results.md.

    With a sweep, every dataset that has `policy` has `point` before it.
    """

    def __init__(self, path: str | Path, kept: object = None) -> None:
        """Opens `path`; `kept` is held as long as the result is, such as the temporary folder that the file is in."""
        super().__init__(path, RESULT_FORMAT)
        self._kept = kept
        self.policies: tuple[str, ...] = tuple(json.loads(self.attrs["policies"]))
        self.outcome_names: tuple[str, ...] = tuple(json.loads(self.attrs["outcomes"]))
        self.points: tuple[str, ...] = tuple(json.loads(self.attrs["points"]))
        self.horizon_days = float(self.attrs["horizon_h"]) / 24
        self.currency = str(self.attrs["currency"])
        self.draws = int(self.attrs["draws"])
        if not self.complete:
            warnings.warn(f"{self.path}: the run was interrupted; this is its first {self.replications} replications",
                          UserWarning, stacklevel=3)

    @property
    def baseline(self) -> str:
        """The policy that the others are compared with: the first."""
        return self.policies[0]

    def policy(self, name: str) -> str:
        """`name` where it is a policy of this result; else a ResultError that names the nearest."""
        return nearest(name, self.policies, "policy")

    def outcome(self, name: str) -> str:
        """`name` where it is an outcome of this result; else a ResultError that names the nearest."""
        return nearest(name, self.outcome_names, "outcome")

    @property
    def summary(self) -> xarray.Dataset:
        """Means, chances, quantiles and CVaR by policy, with intervals, per horizon."""
        return self._group("summary")

    @property
    def comparison(self) -> xarray.Dataset:
        """Every policy minus every other, replication by replication, per horizon."""
        return self._group("comparison")

    @property
    def outcomes(self) -> xarray.Dataset:
        """Each outcome by policy and replication."""
        return self._group("outcomes")

    @property
    def legs(self) -> xarray.Dataset:
        """Sums over the replications by policy and whole leg."""
        return self._group("legs")

    @property
    def days(self) -> xarray.Dataset:
        """Sums over the replications by policy and day."""
        return self._group("days")

    @property
    def severity(self) -> xarray.Dataset:
        """Attacks by how many they killed, counted and expected; replications by how many were killed in all."""
        return self._group("severity")

    @property
    def network(self) -> xarray.Dataset:
        """Nodes and legs."""
        return self._group("network")

    @property
    def blocks(self) -> xarray.Dataset:
        """Means and co-moments by block of replications, which everything else is folded from."""
        return self._group("blocks")

    @property
    def sweep(self) -> xarray.Dataset:
        """The values tried at each point."""
        return self._group("sweep")

    @property
    def uncertainty(self) -> xarray.Dataset:
        """Draws of uncertain parameters, and how far they move the expectation."""
        return self._group("uncertainty")


class TailResult(_File):
    """What `convoyrisk run --tail` left: chances of very many deaths, by importance sampling."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(path, TAIL_FORMAT)
        self.confidence = float(self.attrs["confidence"])
        self.policies: tuple[str, ...] = tuple(str(name) for name in self.exceedance["policy"].values)

    @property
    def exceedance(self) -> xarray.Dataset:
        """The chance of n or more killed in the horizon."""
        return self._group("exceedance")

    @property
    def value_at_risk(self) -> xarray.Dataset:
        """Quantiles of the total killed, and the mean beyond them."""
        return self._group("value_at_risk")

    @property
    def tilts(self) -> xarray.Dataset:
        """The mixture that was drawn from."""
        return self._group("tilts")


def open_result(path: str | Path) -> Result:
    """The result file at `path`. ResultError where it is none; UserWarning where the run was interrupted."""
    return Result(path)


def open_tail(path: str | Path) -> TailResult:
    """The file of `convoyrisk run --tail` at `path`. ResultError where it is none."""
    return TailResult(path)


def _why_not_opened(path: Path, error: str) -> str:
    if path.is_dir():
        return "is a folder, not a result file"
    if "truncated" in error:
        return "is truncated: copy it again, or run again"
    if "signature" in error:
        return "is not an HDF5 file, so not a result of `convoyrisk run`"
    return f"cannot be read: {error}"


def _check_format(path: Path, attrs: dict[str, Any], kind: str) -> None:
    found = attrs.get("format")
    if found not in FORMAT_VERSIONS:
        raise ResultError(f"{path}: is HDF5, but not a result of `convoyrisk run`")
    if found != kind:
        what = "a file of `run --tail`" if found == TAIL_FORMAT else "a result of a plain run"
        raise ResultError(f"{path}: is {what}: open it with {OPENED_BY[found]}")
    version, known = int(attrs["format_version"]), FORMAT_VERSIONS[kind]
    if version > known:
        raise ResultError(f"{path}: has format version {version}, newer than the {known} read here: update this package")
    if version < known:
        raise ResultError(f"{path}: has format version {version}, older than the {known} read here: run again")
