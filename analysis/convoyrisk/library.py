"""libconvoyrisk by ctypes: the engine in this process. Handles, arrays and errors; Study (study.py) is what people use."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import weakref
from collections.abc import Callable, Iterable
from ctypes import POINTER, c_char_p, c_double, c_int, c_int32, c_int64, c_size_t, c_uint64, c_void_p
from pathlib import Path
from typing import Any

import numpy

from convoyrisk.errors import LibraryError

ABI = 1
FILE = f"libconvoyrisk.so.{ABI}"
HERE = Path(__file__).resolve().parent
BESIDE = (HERE / "prefix/lib" / FILE,  # of a wheel
          HERE.parents[1] / "build/release/engine/api" / FILE,  # of a checkout
          HERE.parents[2] / "../lib" / FILE,  # of share/convoyrisk/python
          *HERE.parents[2].glob(f"../lib/*/{FILE}"))  # likewise, where libraries lie by processor
SYSTEM, INPUT = 1, 2

PROGRESS = ctypes.CFUNCTYPE(c_int, c_int64, c_int64, c_void_p)


class Options(ctypes.Structure):
    """convoyrisk_options."""

    _fields_ = [("size", c_size_t), ("replications", c_int64), ("seed", POINTER(c_uint64)), ("first_block", c_int64),
                ("end_block", c_int64), ("threads", c_int32), ("keep_values", c_int32), ("progress", PROGRESS),
                ("data", c_void_p), ("keep_events", c_int32), ("keep_conditional", c_int32)]


class Shape(ctypes.Structure):
    """convoyrisk_shape."""

    _fields_ = [("size", c_size_t), ("points", c_size_t), ("policies", c_size_t), ("outcomes", c_size_t),
                ("replications", c_int64), ("units", c_int64), ("complete", c_int32), ("has_values", c_int32),
                ("has_events", c_int32), ("has_conditional", c_int32)]


DOUBLES = POINTER(c_double)
# Results and arguments of the functions of engine/api/convoyrisk.h. A text that is ours to free is a c_void_p.
FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "version": (c_char_p, []),
    "abi": (c_int, []),
    "error_code": (c_int, []),
    "error_text": (c_char_p, []),
    "scenario_new": (c_void_p, [c_char_p, c_char_p, c_char_p]),
    "scenario_free": (None, [c_void_p]),
    "set": (c_int, [c_void_p, c_char_p, c_char_p]),
    "problems": (c_void_p, [c_void_p]),
    "text_free": (None, [c_void_p]),
    "compile": (c_void_p, [c_void_p, POINTER(c_char_p), c_size_t, c_int]),
    "study_free": (None, [c_void_p]),
    "study_json": (c_void_p, [c_void_p]),
    "outcome": (c_int, [c_char_p]),
    "run": (c_void_p, [c_void_p, POINTER(Options)]),
    "result_free": (None, [c_void_p]),
    "result_shape": (c_int, [c_void_p, POINTER(Shape)]),
    "means": (c_int, [c_void_p, DOUBLES]),
    "covariances": (c_int, [c_void_p, DOUBLES]),
    "estimates": (c_int, [c_void_p, c_int, c_double, DOUBLES]),
    "values": (c_int, [c_void_p, DOUBLES]),
    "summary_json": (c_void_p, [c_void_p]),
    "summary": (c_int, [c_void_p, c_double, DOUBLES]),
    "verdict_json": (c_void_p, [c_void_p, c_double]),
    "variable": (c_int64, [c_void_p, c_char_p, DOUBLES, c_size_t]),
    "legs": (c_int, [c_void_p, DOUBLES]),
    "severity": (c_int, [c_void_p, c_size_t, DOUBLES]),
    "tails": (c_int, [c_void_p, c_int, c_double, DOUBLES]),
    "exceedance": (c_int, [c_void_p, c_int, c_size_t, DOUBLES]),
    "trace": (c_void_p, [c_void_p, c_size_t, c_size_t, c_int64, POINTER(c_uint64)]),
}


def find_library() -> str:
    """The library: CONVOYRISK_LIBRARY of the environment, else that of this package, checkout or installation, else the
    one that the system finds by its name. Raises LibraryError where the environment names none."""
    named = os.environ.get("CONVOYRISK_LIBRARY")
    if named:
        if not Path(named).is_file():
            raise LibraryError(f"CONVOYRISK_LIBRARY names {named}, which is no file")
        return named
    return next((str(path) for path in BESIDE if path.is_file()), FILE)


@functools.cache
def _load(path: str) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(path)
    except OSError as error:
        raise LibraryError(
            f"the library libconvoyrisk cannot be loaded: {error}. Build it (cmake --build --preset release --target "
            "convoyrisk_shared), install it, or name it in CONVOYRISK_LIBRARY") from None
    try:
        abi = library.convoyrisk_abi()
        for name, (result, arguments) in FUNCTIONS.items():
            function = getattr(library, f"convoyrisk_{name}")
            function.restype, function.argtypes = result, arguments
    except AttributeError as error:
        raise LibraryError(f"{path} is no libconvoyrisk that this package knows: {error}") from None
    if abi != ABI:
        raise LibraryError(f"{path} has interface {abi}, this package needs {ABI}: install both of one version")
    return library


def library() -> ctypes.CDLL:
    """The library, loaded once. Raises LibraryError."""
    return _load(find_library())


def _function(name: str) -> Any:
    return getattr(library(), f"convoyrisk_{name}")


def _failure() -> Exception:
    """The last error of this thread."""
    text = _function("error_text")().decode("utf-8", "replace")
    code = _function("error_code")()
    if code == INPUT:
        return ValueError(text)
    return MemoryError(text) if code == SYSTEM and text == "out of memory" else LibraryError(text)


def _checked(value: Any) -> Any:
    if not value:
        raise _failure()
    return value


def _call(name: str, *arguments: Any) -> None:
    if _function(name)(*arguments):
        raise _failure()


def _text(pointer: int | None) -> str:
    _checked(pointer)
    try:
        return ctypes.string_at(pointer or 0).decode("utf-8")
    finally:
        _function("text_free")(pointer)


class _Handle:
    """A thing of the library, freed with this object."""

    def __init__(self, pointer: int | None, free: str) -> None:
        self.pointer = _checked(pointer)
        weakref.finalize(self, _function(free), self.pointer)


class Scenario(_Handle):
    """convoyrisk_scenario. Raises ValueError where a text holds a zero byte."""

    def __init__(self, text: str, name: str, directory: str) -> None:
        encoded = [value.encode("utf-8") for value in (text, name, directory)]
        if any(b"\0" in value for value in encoded):
            raise ValueError(f"{name}: the scenario holds a zero byte")
        super().__init__(_function("scenario_new")(*encoded), "scenario_free")

    def set(self, path: str, value: str) -> None:
        _call("set", self.pointer, path.encode("utf-8"), value.encode("utf-8"))

    def problems(self) -> list[dict[str, Any]]:
        return list(json.loads(_text(_function("problems")(self.pointer))))

    def compile(self, policies: Iterable[str], uncertainty: bool) -> Compiled:
        names = [name.encode("utf-8") for name in policies]
        return Compiled(_function("compile")(self.pointer, (c_char_p * len(names))(*names), len(names), not uncertainty),
                        "study_free")


class Compiled(_Handle):
    """convoyrisk_study. Several threads may use one at once."""

    @functools.cached_property
    def about(self) -> dict[str, Any]:
        return dict(json.loads(_text(_function("study_json")(self.pointer))))

    def run(self, replications: int | None, seed: int | None, threads: int | None, keep: Iterable[str],
            progress: Callable[[int, int], bool] | None) -> Sums:
        """`keep` holds names of options after keep_: values, events, conditional. `progress` is told what is done and wanted,
        and says whether to go on. It may be called by another thread."""
        told = PROGRESS(lambda done, wanted, _: 0 if progress is None or progress(done, wanted) else 1)
        options = Options(size=ctypes.sizeof(Options), replications=replications or 0, threads=threads or 0,
                          **{f"keep_{name}": 1 for name in keep})
        if progress:
            options.progress = told
        if seed is not None:
            options.seed = ctypes.pointer(c_uint64(seed))
        return Sums(_function("run")(self.pointer, ctypes.byref(options)), "result_free")

    def trace(self, point: int, policy: int, replication: int, seed: int | None) -> str:
        given = None if seed is None else ctypes.byref(c_uint64(seed))
        return _text(_function("trace")(self.pointer, point, policy, replication, given))


class Sums(_Handle):
    """convoyrisk_result, as arrays."""

    @functools.cached_property
    def shape(self) -> Shape:
        shape = Shape(size=ctypes.sizeof(Shape))
        _call("result_shape", self.pointer, ctypes.byref(shape))
        return shape

    def _array(self, name: str, sizes: tuple[int, ...], *arguments: Any) -> numpy.ndarray[Any, Any]:
        array = numpy.empty(sizes)
        _call(name, self.pointer, *arguments, array.ctypes.data_as(DOUBLES))
        return array

    def means(self) -> numpy.ndarray[Any, Any]:
        """[point, policy, outcome]."""
        return self._array("means", (self.shape.points, self.shape.policies, self.shape.outcomes))

    def covariances(self) -> numpy.ndarray[Any, Any]:
        """[point, outcome, policy, policy]."""
        return self._array("covariances", (self.shape.points, self.shape.outcomes, self.shape.policies, self.shape.policies))

    def estimates(self, minus: int, confidence: float) -> numpy.ndarray[Any, Any]:
        """[point, policy, outcome, 4]: mean, standard error, low, high. `minus` below 0: of no difference."""
        return self._array("estimates", (self.shape.points, self.shape.policies, self.shape.outcomes, 4), minus, confidence)

    def values(self) -> numpy.ndarray[Any, Any]:
        """[point, policy, replication, outcome]."""
        return self._array("values", (self.shape.points, self.shape.policies, self.shape.replications, self.shape.outcomes))

    def summary(self, confidence: float) -> list[tuple[dict[str, Any], numpy.ndarray[Any, Any]]]:
        """What each number of /summary and /comparison is (group, name, dimensions, units, long_name), and its array
        [point, policy, ...], flat after the policies."""
        told = json.loads(_text(_function("summary_json")(self.pointer)))
        numbers = self._array("summary", (sum(each["count"] for each in told),), confidence)
        ends = numpy.cumsum([each["count"] for each in told])
        return [(each, part.reshape(self.shape.points, self.shape.policies, -1))
                for each, part in zip(told, numpy.split(numbers, ends[:-1]))]

    def verdict(self, confidence: float) -> list[dict[str, Any]]:
        """What /comparison says in words, and its margin: name, dimensions, units, long_name and values of each."""
        return list(json.loads(_text(_function("verdict_json")(self.pointer, confidence))))

    def variable(self, path: str) -> numpy.ndarray[Any, Any]:
        """The numbers of a variable such as "days/attacks", flat."""
        name = path.encode("utf-8")
        count = _function("variable")(self.pointer, name, None, 0)
        array = numpy.zeros(max(count, 0))
        if count < 0 or _function("variable")(self.pointer, name, array.ctypes.data_as(DOUBLES), count) < 0:
            raise _failure()
        return array

    def tails(self, outcome: str, level: float) -> numpy.ndarray[Any, Any]:
        """[point, policy, 2]: quantile, mean of the worst."""
        return self._array("tails", (self.shape.points, self.shape.policies, 2), self._index(outcome), level)

    def exceedance(self, outcome: str, count: int) -> numpy.ndarray[Any, Any]:
        """[point, policy, count]: share of replications with at least so many."""
        return self._array("exceedance", (self.shape.points, self.shape.policies, count), self._index(outcome), count)

    def _index(self, outcome: str) -> int:
        index = int(_function("outcome")(outcome.encode("utf-8")))
        if index < 0:
            raise _failure()
        return index
