"""Calls the program convoyrisk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path

from convoyrisk.errors import ProgramError
from convoyrisk.result import Result, open_result

IN_CHECKOUT = Path(__file__).resolve().parents[2] / "build/release/engine/app/convoyrisk"
INSTALLED = Path(__file__).resolve().parents[3] / "../bin/convoyrisk"  # of share/convoyrisk/python


def find_program() -> Path:
    """The program: CONVOYRISK_PROGRAM of the environment, else that of this checkout or installed with this package,
    else the one on PATH.

    Raises ProgramError where there is none.
    """
    named = os.environ.get("CONVOYRISK_PROGRAM")
    if named:
        if not os.access(named, os.X_OK):
            raise ProgramError(f"CONVOYRISK_PROGRAM names {named}, which is no program that can be run")
        return Path(named)
    for known in (IN_CHECKOUT, INSTALLED):
        if os.access(known, os.X_OK):
            return known
    on_path = shutil.which("convoyrisk")
    if on_path is None:
        raise ProgramError("the program convoyrisk is not built (./demo.sh builds it), not on PATH, and "
                           "CONVOYRISK_PROGRAM is not set")
    return Path(on_path)


def call(*words: object, program: str | os.PathLike[str] | None = None) -> str:
    """Runs the program to its end and gives back its stdout. Raises ProgramError with its own message."""
    command = [os.fspath(program or find_program()), *map(str, words)]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
    except OSError as error:
        raise ProgramError(f"{command[0]} cannot be started: {error.strerror}") from error
    if done.returncode != 0:
        raise ProgramError(done.stderr.strip() or f"{command[0]} ended with exit code {done.returncode}")
    return done.stdout


def _yaml(value: object) -> str:
    """The value as the program reads it: text as it is, all else as JSON, which is YAML (true, not True)."""
    return value if isinstance(value, str) else json.dumps(value)


def run(
    scenario: str | os.PathLike[str],
    *,
    result: str | os.PathLike[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    policies: Iterable[str] = (),
    settings: Mapping[str, object] | None = None,
    sweep: Mapping[str, Iterable[object]] | None = None,
    uncertainty: bool = True,
    program: str | os.PathLike[str] | None = None,
) -> Result:
    """Simulates a scenario and opens the result.

    `settings` are values put into the scenario by path ({'threat.groups.north.engage': 0.9}, quantities as text with
    their unit), `sweep` values tried one after the other, `policies` the only ones simulated (the first is the
    baseline), `uncertainty=False` leaves out the scenario's draws. Without `result` the file lies in a temporary folder
    that lives as long as the Result. Raises ProgramError with the program's message where the scenario or an option is
    wrong.
    """
    folder = None if result else tempfile.mkdtemp(prefix="convoyrisk-")
    file = Path(result) if result else Path(str(folder)) / "result.h5"
    words: list[object] = ["run", scenario, "-o", file, "--quiet"]
    for option, value in (("--replications", replications), ("--seed", seed), ("--threads", threads)):
        words += [option, value] if value is not None else []
    for policy in policies:
        words += ["--policy", policy]
    for path, setting in (settings or {}).items():
        words += ["--set", f"{path}={_yaml(setting)}"]
    for path, tried in (sweep or {}).items():
        words += ["--sweep", f"{path}={','.join(map(_yaml, tried))}"]
    try:
        call(*words, *([] if uncertainty else ["--no-uncertainty"]), program=program)
        opened = open_result(file)
    except BaseException:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    if folder:
        weakref.finalize(opened, shutil.rmtree, folder, True)
    return opened
