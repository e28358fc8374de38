"""A scenario as a function of numbers, for libraries that search, sample and explore.

They are scipy.optimize, SALib, EMA workbench and Optuna. None of them is needed here. Every value of the function is simulated
on the same random numbers (one seed), so that it is smooth enough to be searched, and two values differ by what is varied
alone. A function may be pickled, and called by several processes.

    from scipy.optimize import minimize_scalar
    from convoyrisk.adapters import Parameter, ScenarioFunction

    deaths = ScenarioFunction(convoyrisk.Study("scenarios/first-steps.yaml"),
                              [Parameter('threat.groups."hill group".engage', 0.1, 0.9)], policy="escort")
    minimize_scalar(lambda engage: deaths([engage]), bounds=deaths.bounds[0], method="bounded")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import numpy.typing

from convoyrisk.errors import ResultError, known
from convoyrisk.study import Study

Array = numpy.typing.NDArray[numpy.float64]


@dataclass(frozen=True)
class Parameter:
    """A number of the scenario by its path, between two bounds. `unit` is written behind it ("km/h"); `name` is what other
    libraries call it, an identifier of Python, made of the path where it is not given; `whole` numbers are rounded.

        from convoyrisk.adapters import Parameter

        Parameter('convoys."morning bus".speed', 30, 60, unit="km/h", name="speed")
    """

    path: str
    low: float
    high: float
    unit: str = ""
    name: str = ""
    whole: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ResultError(f"{self.path}: the lower bound must be below the upper one, not {self.low:g} and {self.high:g}")
        if not self.name:
            object.__setattr__(self, "name", re.sub(r"\W+", "_", self.path).strip("_"))
        if not self.name.isidentifier():
            raise ResultError(f'{self.path}: "{self.name}" is no name for a parameter: letters, digits and _ alone')

    def written(self, value: float) -> str | float | int:
        """The value as the scenario has it."""
        number: float | int = round(value) if self.whole else float(value)
        return f"{number!r} {self.unit}" if self.unit else number


class ScenarioFunction:
    """The mean of outcomes under one policy, a year, as a function of parameters.

    Called with an array of values in the order of the parameters it gives the mean of the first outcome.

        from convoyrisk.adapters import Parameter, ScenarioFunction

        engage = Parameter('threat.groups."hill group".engage', 0.1, 0.9, name="engage")
        deaths = ScenarioFunction(study, [engage], policy="escort", replications=256)
        print(deaths([0.3]), deaths.named(engage=0.6))
    """

    def __init__(self, study: Study, parameters: Iterable[Parameter], of: str | Sequence[str] = "killed_total",
                 policy: str | None = None, replications: int = 1000, seed: int = 1, threads: int | None = 1) -> None:
        self.parameters = tuple(parameters)
        self.of = (of,) if isinstance(of, str) else tuple(of)
        self._study = study.copy()
        self._policy = known(policy, study.policies, "policy") if policy is not None else study.policies[0]
        self._replications, self._seed, self._threads = replications, seed, threads
        names = [parameter.name for parameter in self.parameters]
        if len(set(names)) < len(names):
            raise ResultError(f"two parameters have one name: {', '.join(names)}; give them a `name`")

    @property
    def bounds(self) -> list[tuple[float, float]]:
        """For scipy.optimize."""
        return [(parameter.low, parameter.high) for parameter in self.parameters]

    @property
    def salib_problem(self) -> dict[str, Any]:
        """For SALib: SALib.sample.sobol.sample(problem, n), then `each` of the samples, then SALib.analyze.sobol.analyze."""
        return {"num_vars": len(self.parameters), "names": [parameter.name for parameter in self.parameters],
                "bounds": [[parameter.low, parameter.high] for parameter in self.parameters]}

    def outcomes(self, values: Iterable[float]) -> dict[str, float]:
        """All outcomes at these values. Raises ValueError where the scenario does not take one of them."""
        numbers = [float(value) for value in numpy.ravel(numpy.asarray(values, dtype=float))]
        if len(numbers) != len(self.parameters):
            raise ResultError(f"{len(self.parameters)} values are needed, one a parameter, not {len(numbers)}")
        study = self._study.copy()
        for parameter, value in zip(self.parameters, numbers):
            study.set(parameter.path, parameter.written(value))
        result = study.run(self._policy, self._replications, self._seed, self._threads, progress=False, uncertainty=False)
        for of in self.of:
            known(of, result.outcome_names, "outcome")
        return {of: float(result.means[of].sel(policy=self._policy)) * result.per_year for of in self.of}

    def __call__(self, values: Iterable[float]) -> float:
        return self.outcomes(values)[self.of[0]]

    def each(self, samples: numpy.typing.ArrayLike) -> Array:
        """The first outcome at each row of samples: what SALib's analyses take."""
        return numpy.array([self(row) for row in numpy.atleast_2d(numpy.asarray(samples, dtype=float))])

    def named(self, **values: float) -> dict[str, float]:
        """Outcomes by name, of parameters by name: the function of an ema_workbench.Model, whose uncertainties and levers are
        RealParameter(parameter.name, parameter.low, parameter.high), and its outcomes ScalarOutcome(of)."""
        names = [parameter.name for parameter in self.parameters]
        for name in values:
            known(name, names, "parameter")
        missing = [name for name in names if name not in values]
        if missing:
            raise ResultError(f"no value for {', '.join(missing)}")
        return self.outcomes([values[name] for name in names])

    def suggested(self, trial: Any) -> float:
        """The objective of an Optuna study: study.optimize(function.suggested, n_trials=50)."""
        return self([trial.suggest_int(parameter.name, round(parameter.low), round(parameter.high)) if parameter.whole
                     else trial.suggest_float(parameter.name, parameter.low, parameter.high) for parameter in self.parameters])
