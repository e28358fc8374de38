"""Calls the program convoyrisk."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
import weakref
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, TypeVar

from convoyrisk.errors import ProgramError, ProgramWarning
from convoyrisk.plain import names_of, whole, yaml_of
from convoyrisk.progress import Progress, Shown
from convoyrisk.result import Result, open_result

IN_CHECKOUT = Path(__file__).resolve().parents[2] / "build/release/engine/app/convoyrisk"
INSTALLED = Path(__file__).resolve().parents[3] / "../bin/convoyrisk"  # of share/convoyrisk/python
IN_WHEEL = Path(__file__).resolve().parent / "prefix/bin/convoyrisk"
Opened = TypeVar("Opened")


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
    for known in (IN_WHEEL, IN_CHECKOUT, INSTALLED):
        if os.access(known, os.X_OK):
            return known
    on_path = shutil.which("convoyrisk")
    if on_path is None:
        raise ProgramError("the program convoyrisk is not built (./demo.sh builds it), not on PATH, and "
                           "CONVOYRISK_PROGRAM is not set")
    return Path(on_path)


def call(*words: object, program: str | os.PathLike[str] | None = None, progress: Progress = False) -> str:
    """Runs the program to its end and gives back its stdout; its warnings are ProgramWarnings. Raises ProgramError with its
    own message.

    An interrupt ends the program as Ctrl-C does, at the blocks under way, and a second one at once; what was done is written,
    and the KeyboardInterrupt has the program's words. `progress` shows how far it is, as `run` says.
    """
    return _call(words, program, progress, stacklevel=3)


def _call(words: Iterable[object], program: str | os.PathLike[str] | None, progress: Progress, stacklevel: int) -> str:
    command = [os.fspath(program or find_program()), *map(str, words)]
    shown = Shown(progress)
    try:
        # Of a session of its own: a terminal's Ctrl-C reaches it through this process alone, so once.
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 encoding="utf-8", errors="replace", start_new_session=True,
                                 env={**os.environ, **({"CONVOYRISK_PROGRESS_S": "0.3"} if shown.wanted else {})})
    except OSError as error:
        raise ProgramError(f"{command[0]} cannot be started: {error.strerror}") from error
    stdout, stderr, asked_to_stop = _wait(child, shown)
    if asked_to_stop and child.returncode != 0:
        raise KeyboardInterrupt(_without_warnings(stderr) or "interrupted before anything was written")
    if child.returncode != 0:
        raise ProgramError(stderr.strip() or f"{command[0]} ended with exit code {child.returncode}")
    for warning in _warnings_of(stderr):
        warnings.warn(warning, ProgramWarning, stacklevel=stacklevel)
    return stdout


PROGRESS = re.compile(r"([\d,]+) of ([\d,]+) replications, [\d,]+ a second, [\d:]+ left\n")


def _wait(child: subprocess.Popen[str], shown: Shown) -> tuple[str, str, bool]:
    """stdout and stderr of the child when it has ended, and whether it was interrupted: it gets each interrupt of this
    process. Its lines of progress are shown."""
    written: tuple[list[str], list[str]] = [], []
    told: queue.SimpleQueue[tuple[int, int] | None] = queue.SimpleQueue()  # None: a stream has ended

    def read(stream: IO[str], lines: list[str]) -> None:
        for line in stream:
            done = PROGRESS.fullmatch(line) if shown.wanted and lines is written[1] else None
            if done is None:
                lines.append(line)
            else:
                told.put((int(done[1].replace(",", "")), int(done[2].replace(",", ""))))
        told.put(None)

    assert child.stdout is not None and child.stderr is not None
    readers = [threading.Thread(target=read, args=each, daemon=True)
               for each in ((child.stdout, written[0]), (child.stderr, written[1]))]
    for reader in readers:
        reader.start()

    def follow() -> None:
        while True:
            try:
                if any(reader.is_alive() for reader in readers):
                    if done := told.get(timeout=0.05):  # an interrupt may take a None away
                        shown.told(*done)
                elif child.returncode is None:
                    child.wait()
                else:
                    return
            except queue.Empty:
                pass

    asked_to_stop, ended = False, False
    try:
        while not ended:
            try:  # around all that waits: an interrupt comes anywhere
                follow()
                ended = True
            except KeyboardInterrupt:
                asked_to_stop = True
                child.send_signal(signal.SIGINT)
    except BaseException:
        child.kill()
        child.wait()
        raise
    finally:
        shown.end()
    child.stdout.close()
    child.stderr.close()
    return "".join(written[0]), "".join(written[1]), asked_to_stop


WARNING = re.compile(r"^warning: (.*(?:\n[ \t].*)*)\n?", re.MULTILINE)  # may go on in indented lines


def _warnings_of(stderr: str) -> list[str]:
    return [" ".join(text.split()) for text in WARNING.findall(stderr)]


def _without_warnings(stderr: str) -> str:
    return WARNING.sub("", stderr).strip()


def scenario_words(policies: str | Iterable[str], settings: Mapping[str, object] | None,
                   sweep: Mapping[str, Iterable[object]] | None, zip_sweep: bool, uncertainty: bool) -> list[object]:
    """The options that say which scenario is meant."""
    words: list[object] = []
    for policy in names_of(policies):
        words += ["--policy", policy]
    for path, setting in (settings or {}).items():
        words += ["--set", f"{path}={yaml_of(setting)}"]
    for path, tried in (sweep or {}).items():
        words += ["--sweep", f"{path}={','.join(map(yaml_of, [tried] if isinstance(tried, str) else tried))}"]
    words += ["--zip"] if zip_sweep else []
    words += [] if uncertainty else ["--no-uncertainty"]
    return words


def run(
    scenario: str | os.PathLike[str],
    *,
    result: str | os.PathLike[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    policies: str | Iterable[str] = (),
    settings: Mapping[str, object] | None = None,
    sweep: Mapping[str, Iterable[object]] | None = None,
    zip_sweep: bool = False,
    uncertainty: bool = True,
    draws: int | None = None,
    inner: int | None = None,
    precision: str | Mapping[str, object] | None = None,
    select: str | None = None,
    indifference: float | None = None,
    confidence: float | None = None,
    min_delivered: float | None = None,
    keep: str | Iterable[str] = (),
    blocks: tuple[int, int] | None = None,
    resume: bool = False,
    progress: Progress = True,
    program: str | os.PathLike[str] | None = None,
) -> Result:
    """Simulates a scenario and opens the result.

    `settings` are values put into the scenario by path ({'threat.groups.north.engage': 0.9}, quantities as text with
    their unit), `sweep` values tried one after the other, `policies` the only ones simulated (the first is the
    baseline), `uncertainty=False` leaves out the scenario's draws; `zip_sweep` tries the first value of each, the second of
    each, and so on. `draws` and `inner` are how many draws, and replications of each. `precision`
    ({'of': 'killed_total', 'half_width': '5 %'}) or `select` (an outcome, with `indifference`, `confidence` and
    `min_delivered`) end the run by themselves. `keep` is what the file holds (run.keep), `blocks=(a, b)` only blocks a to
    b - 1: a shard for `merge`. Chances of very many deaths have `run_tail`. Numbers may be numpy's.

    Without `result` the file lies in a temporary folder that lives as long as the Result. Raises ProgramError with the
    program's message where the scenario or an option is wrong; warns (ProgramWarning) where the program does.

    A terminal or a notebook shows how far a long run is, by tqdm where that is installed, unless `progress=False`. A function
    as `progress` is called with the replications done and wanted of each policy, a few times a second.

    An interrupt (Ctrl-C, a notebook's stop) raises KeyboardInterrupt when what was done is written: its message names the
    file, which open_result opens, and with which the same call and `resume=True` goes on. A second one does not wait.

        result = convoyrisk.run("scenarios/first-steps.yaml", replications=500, settings={"horizon": "180 d"})
        sweep = {"policies.escort.escort.vehicles": [1, 2]}
        swept = convoyrisk.run("scenarios/first-steps.yaml", sweep=sweep, precision={"of": "killed_total", "half_width": "10 %"})
    """
    with kept_or_temporary(result, "result.h5", "run") as file:
        words: list[object] = ["run", scenario, "-o", file.path, "--quiet"]
        for option, value in (("--replications", replications), ("--seed", seed), ("--threads", threads), ("--draws", draws),
                              ("--inner", inner), ("--select", select), ("--indifference", indifference),
                              ("--confidence", confidence), ("--min-delivered", min_delivered)):
            words += [option, whole(value)] if value is not None else []
        words += ["--precision", yaml_of(precision)] if precision is not None else []
        words += ["--keep", ",".join(names_of(keep))] if keep else []
        words += ["--blocks", f"{blocks[0]}..{blocks[1]}"] if blocks is not None else []
        words += scenario_words(policies, settings, sweep, zip_sweep, uncertainty)
        words += ["--resume"] if resume else []
        _call(words, program, progress, stacklevel=3)
        return file.opened(open_result)


class kept_or_temporary:
    """Where the program writes its file: the one that is named, or one in a temporary folder that is gone when what was opened
    of it is.

    An interrupt inside says, if something was left, how `function` goes on from it; other errors leave no temporary folder.
    """

    def __init__(self, named: str | os.PathLike[str] | None, usual_name: str, function: str) -> None:
        self._folder = None if named else tempfile.mkdtemp(prefix="convoyrisk-")
        self.path = Path(named) if named else Path(str(self._folder)) / usual_name
        self._function = function

    def opened(self, opener: Callable[[Path], Opened]) -> Opened:
        found = opener(self.path)
        if self._folder:
            weakref.finalize(found, shutil.rmtree, self._folder, True)
        return found

    def __enter__(self) -> "kept_or_temporary":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        left = isinstance(error, KeyboardInterrupt) and (self.path.exists() or Path(f"{self.path}.partial").exists())
        if error is not None and self._folder and not left:
            shutil.rmtree(self._folder, ignore_errors=True)
        if isinstance(error, KeyboardInterrupt):
            how = (f". In Python: convoyrisk.{self._function}(..., result={str(self.path)!r}, resume=True), all else as before, "
                   "goes on" if left else "")
            raise KeyboardInterrupt(f"{error}{how}") from None


def main() -> None:
    """The command `convoyrisk` of a wheel: becomes the program."""
    program = os.fspath(find_program())
    os.environ.setdefault("CONVOYRISK_PYTHON", sys.executable)
    os.execv(program, [program, *sys.argv[1:]])
