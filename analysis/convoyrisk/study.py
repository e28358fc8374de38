"""Runs scenarios in this process, by libconvoyrisk: a run of a small scenario takes milliseconds, and no file is written."""

from __future__ import annotations

import json
import os
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from convoyrisk.errors import ProgramWarning, known
from convoyrisk.library import Compiled, Scenario, Sums
from convoyrisk.number_text import counted
from convoyrisk.plain import names_of, plain, whole, yaml_of
from convoyrisk.progress import Progress, Shown, Told
from convoyrisk.study_result import StudyResult

# What `run.keep` names, and the option of the library for it; none for what is always kept.
KEPT = {"outcomes": "values", "events": "events", "severity": "conditional", "legs": "", "days": ""}


class Study:
    """A scenario that is run in this process.

    `scenario` is a file (a path, or a text without a line break), the text of one, or a dict as such a file holds.
    `settings` are values put into it by path, as `set` does. A network's file is sought beside the scenario, or from
    `directory`. A study may be pickled, and used by several threads at once once its values are set.

        study = convoyrisk.Study("scenarios/first-steps.yaml")
        study.set("threat.groups.hill group.cells", 3)
        result = study.run(replications=1000, seed=7)
        result.means["killed"].sel(policy="escort")
    """

    def __init__(self, scenario: str | os.PathLike[str] | Mapping[str, Any], *, settings: Mapping[str, object] | None = None,
                 directory: str | os.PathLike[str] | None = None) -> None:
        if isinstance(scenario, Mapping):
            self._text, self._name, beside = json.dumps(plain(scenario)), "scenario", Path()
        elif isinstance(scenario, str) and "\n" in scenario:
            self._text, self._name, beside = scenario, "scenario", Path()
        else:
            file = Path(scenario)
            self._text, self._name, beside = file.read_text(encoding="utf-8-sig"), str(file), file.parent
        self._directory = str((Path(directory) if directory is not None else beside).absolute())
        self._settings: list[tuple[str, str]] = []
        self._forget()
        for path, value in (settings or {}).items():
            self.set(path, value)

    def __getstate__(self) -> dict[str, Any]:
        return {"text": self._text, "name": self._name, "directory": self._directory, "settings": self._settings}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._text, self._name, self._directory = state["text"], state["name"], state["directory"]
        self._settings = list(state["settings"])
        self._forget()

    def _forget(self) -> None:
        self._compiled: dict[tuple[tuple[str, ...], bool], Compiled] = {}

    def copy(self) -> Study:
        """Another study of the same values, to set others in.

            bolder = study.copy().set('threat.groups."hill group".engage', 0.9)
        """
        other = Study.__new__(Study)
        other.__setstate__(self.__getstate__())
        return other

    def set(self, path: str, value: object) -> Study:
        """Puts a value in place of the scenario's ('threat.groups.north.engage', 0.9; quantities as text with their unit) and
        gives back this study. A wrong path is told by `problems` and `run`.

            study.set('threat.groups."hill group".engage', 0.9).run(replications=256)
        """
        self._settings = [(known_path, text) for known_path, text in self._settings if known_path != path]
        self._settings.append((path, yaml_of(value)))
        self._forget()
        return self

    def _scenario(self) -> Scenario:
        scenario = Scenario(self._text, self._name, self._directory)
        for path, value in self._settings:
            scenario.set(path, value)
        return scenario

    @property
    def problems(self) -> list[dict[str, Any]]:
        """All that is wrong or doubtful, empty where there is nothing: dicts of level ("error" or "warning"), file, line,
        column and message."""
        return self._scenario().problems()

    def _study(self, policies: tuple[str, ...], uncertainty: bool) -> Compiled:
        key = policies, uncertainty
        found = self._compiled.get(key)
        if found is None:
            found = self._scenario().compile(policies, uncertainty)
            for warning in found.about["warnings"]:
                warnings.warn(warning, ProgramWarning, stacklevel=3)
            self._compiled[key] = found
        return found

    @property
    def policies(self) -> list[str]:
        """Names in the order of the scenario; the first is the baseline. Raises ValueError where the scenario is wrong."""
        return list(self._study((), True).about["policies"])

    def run(self, policies: str | Iterable[str] = (), replications: int | None = None, seed: int | None = None,
            threads: int | None = None, progress: Progress = True, *, uncertainty: bool | None = None,
            keep: str | Iterable[str] = ()) -> StudyResult:
        """Simulates and gives what was simulated.

        `policies` are the only ones simulated, the first the baseline; `replications` of each policy. Who asks for
        replications or a seed has a run without the scenario's draws of uncertain parameters, unless `uncertainty=True`.
        `keep` names what is kept besides, as `run` keeps it in a file: "outcomes" and "events" of every replication, and
        "severity" for its expected numbers (`conditional`). Legs, convoys and days are always there.

        A terminal or a notebook shows how far a long run is, by tqdm where that is installed, unless `progress=False`. A
        function as `progress` is called with the replications done and wanted, by a thread of the engine, and ends the run by
        giving back False: the result is then what was done. An interrupt ends the run at the blocks under way. Raises
        ValueError with every problem of the scenario.

            study.run(replications=100_000, progress=lambda done, wanted: print(done, "of", wanted))
        """
        with_draws = uncertainty if uncertainty is not None else replications is None and seed is None
        compiled = self._study(tuple(names_of(policies)), with_draws)
        kept = {KEPT[known(name, list(KEPT), "part of a result that may be kept")] for name in names_of(keep)} - {""}
        shown = Shown(progress)
        try:
            sums = _interruptible(lambda go_on: compiled.run(whole(replications), whole(seed), threads, kept, go_on),
                                  shown.told if shown.wanted else None)
        finally:
            shown.end()
        return StudyResult(sums, compiled.about, compiled.about["seed"] if seed is None else int(seed))

    def trace(self, policy: str, replication: int = 0, seed: int | None = None, point: int = 0) -> list[dict[str, Any]]:
        """The events of one replication under one policy, in order, as `convoyrisk trace` gives them (docs/trace.md).

            attacks = [event for event in study.trace("escort", replication=3) if event["event"] == "attacked"]
        """
        compiled = self._study((), True)
        index = compiled.about["policies"].index(known(policy, compiled.about["policies"], "policy"))
        lines = compiled.trace(point, index, int(replication), whole(seed)).splitlines()
        return [json.loads(line) for line in lines[1:]]

    def __repr__(self) -> str:
        return f"<Study {self._name!r}, {counted(len(self._settings), 'setting')}>"


def _interruptible(work: Callable[[Told | None], Sums], told: Told | None) -> Sums:
    """Runs `work`, which takes a function that says whether to go on. In the main thread an interrupt, and in any an error of
    `told`, ends it and is raised when the blocks under way are done."""
    stop: list[BaseException] = []

    def go_on(done: int, wanted: int) -> bool:
        if stop:
            return False
        try:
            return told is None or bool(told(done, wanted))
        except BaseException as error:
            stop.append(error)
            return False

    if threading.current_thread() is not threading.main_thread():
        result = work(go_on if told else None)
    else:
        result = _in_another_thread(work, go_on, stop)
    if stop:
        raise stop[0]
    return result


def _in_another_thread(work: Callable[[Told | None], Sums], go_on: Told, stop: list[BaseException]) -> Sums:
    """So that the main thread, to which interrupts come, can heed them: it cannot within the library."""
    results: list[Sums] = []
    errors: list[BaseException] = []

    ended = threading.Event()

    def body() -> None:
        try:
            results.append(work(go_on))
        except BaseException as error:
            errors.append(error)
        finally:
            ended.set()

    threading.Thread(target=body, name="convoyrisk").start()
    while not ended.is_set():
        try:
            ended.wait()  # not join, which an interrupt leaves believing that the thread has ended
        except KeyboardInterrupt as interrupt:
            stop.append(interrupt)
    if errors:
        raise errors[0]
    return results[0]
