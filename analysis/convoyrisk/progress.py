"""How far a long run is: a bar of tqdm where that is installed, in notebooks their own; else a line on a terminal."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from typing import Any, TextIO, Union

# Called with the replications that are done and wanted.
Told = Callable[[int, int], Any]
Progress = Union[bool, Told]
LONG_S = 1.0  # a shorter run shows nothing
BETWEEN_S = 0.2  # of the line without tqdm


def in_notebook() -> bool:
    """Whether this is a kernel of Jupyter."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and "IPKernelApp" in shell.config


def _tqdm() -> Any:
    """The class of tqdm's bars that fits here; None where it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # without ipywidgets it falls back to text, which is all right
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm


class Shown:
    """Tells of a run's progress: calls the user's function; or shows a bar, where a person looks at this process and the run
    takes long."""

    def __init__(self, progress: Progress, what: str = "replications", stream: TextIO | None = None) -> None:
        self._function = progress if callable(progress) else None
        self._stream = stream if stream is not None else sys.stderr
        looked_at = in_notebook() or (self._stream is not None and self._stream.isatty())
        self.wanted = bool(progress) and (self._function is not None or looked_at)
        self._what = what
        self._began = self._last = time.monotonic()
        self._bar: Any = None
        self._line = False

    def told(self, done: int, wanted: int) -> bool:
        """Whether to go on: False where the user's function gives back False."""
        if self._function is not None:
            return self._function(done, wanted) is not False
        if self.wanted and time.monotonic() - self._began > LONG_S:
            self._show(done, wanted)
        return True

    def _show(self, done: int, wanted: int) -> None:
        if self._bar is None and not self._line:
            tqdm = _tqdm()
            if tqdm is not None:
                self._bar = tqdm(total=wanted, initial=done, unit=f" {self._what}", unit_scale=True, leave=False,
                                 dynamic_ncols=True, file=self._stream)
        if self._bar is not None:
            if self._bar.total != wanted or done < self._bar.n:  # of a search, the next round
                self._bar.reset(wanted)
            self._bar.update(done - self._bar.n)
        elif time.monotonic() - self._last > BETWEEN_S:
            self._last, self._line = time.monotonic(), True
            self._stream.write(f"\r{done:,} of {wanted:,} {self._what}, {100 * done // max(wanted, 1)} % ")
            self._stream.flush()

    def end(self) -> None:
        """Takes away the bar, or ends the line."""
        if self._bar is not None:
            self._bar.close()
        elif self._line:
            self._stream.write("\n")
