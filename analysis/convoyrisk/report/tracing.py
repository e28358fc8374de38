"""One replication of a result traced again by the program, from the scenario and the values that the file holds."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from convoyrisk import views
from convoyrisk.errors import ResultError, known
from convoyrisk.program import call
from convoyrisk.report.replay import Replay, replay_of
from convoyrisk.result import Result


def trace(wanted: str, result: Result, number: int, point: str | None = None) -> Replay:
    """The replay of POLICY:N at a point of the sweep, by its text (default the first). With draws, N tells the draw."""
    policy, colon, replication = wanted.rpartition(":")
    if not colon or not replication.isascii() or not replication.isdigit():
        raise ResultError(f"--replay {wanted}: write POLICY:N, such as --replay '{result.baseline}:3'")
    known(policy, result.policies, "policy")
    if result.draws and int(replication) >= result.replications:
        raise ResultError(f"--replay {wanted}: with draws of uncertain parameters there are replications 0 to "
                          f"{result.replications - 1} and no others")
    place = result.points.index(known(point, result.points, "point of the sweep")) if point else 0
    settings = dict(_swept(result, place))
    where = [f"At {result.points[place]}"] if result.has("sweep") else []
    if result.draws:
        draw = int(replication) // int(result.attrs["replications_of_draw"])
        settings |= dict(_drawn(result, place, draw))
        where.append(f"{'with' if where else 'With'} draw {draw} (from 0) of the uncertain parameters")
    text = _trace(result, policy, replication, settings)
    return replay_of(text, f"the trace of {wanted}", result, number, place, ", ".join(where))


def _trace(result: Result, policy: str, replication: str, settings: dict[str, str]) -> str:
    scenario: dict[str, Any] = {key: value for key, value in result.scenario.items() if key not in ("sweep", "uncertainty")}
    words: list[object] = ["--policy", policy, "--replication", replication, "--seed", result.seed]
    for path, value in settings.items():
        words += ["--set", f"{path}={value}"]
    with tempfile.TemporaryDirectory(prefix="convoyrisk-") as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_text(json.dumps(scenario, ensure_ascii=False), encoding="utf-8")  # JSON is YAML
        return call("trace", file, *words)


def _swept(result: Result, place: int) -> Iterator[tuple[str, str]]:
    """Path and value of what the sweep sets at this point."""
    if result.has("sweep"):
        values = result.sweep["value"].isel(point=place)
        for path in values["parameter"].values:
            yield str(path), str(values.sel(parameter=path).item())


def _drawn(result: Result, place: int, draw: int) -> Iterator[tuple[str, str]]:
    """Path and value, with its unit, of each uncertain parameter in this draw, and of those that are the same as one."""
    data = views.at_point(result, result.uncertainty, place if result.has("sweep") else None).isel(draw=draw)
    texts = {}
    for path, value, unit in zip(data["parameter"].values, data["value"].values, data["parameter_units"].values):
        written = {"1": ""}.get(str(unit), f" {str(unit).removeprefix('1') if str(unit).startswith('1/') else unit}")
        texts[str(path)] = f"{float(value)!r}{written}"
    for path, given in result.scenario["uncertainty"]["parameters"].items():
        yield path, texts[given.get("same", path)]
