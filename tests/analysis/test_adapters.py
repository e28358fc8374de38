"""A scenario as a function, by the interfaces that other libraries document; scipy's is tried for real."""

import inspect
import pickle

import numpy
import pytest
from scipy.optimize import differential_evolution, minimize_scalar

from conftest import FIRST_STEPS
from convoyrisk import ResultError, Study
from convoyrisk.adapters import Parameter, ScenarioFunction

ENGAGE = 'threat.groups."hill group".engage'
SPEED = 'convoys."morning bus".speed'


@pytest.fixture(scope="module")
def deaths():
    return ScenarioFunction(Study(FIRST_STEPS), [Parameter(ENGAGE, 0.1, 0.9), Parameter(SPEED, 30, 60, unit="km/h", name="speed")],
                            of=["killed_total", "attacks"], policy="escort", replications=256)


def test_it_is_what_the_study_says(deaths):
    study = Study(FIRST_STEPS, settings={ENGAGE: 0.4, SPEED: "45 km/h"})
    result = study.run("escort", replications=256, seed=1)
    told = deaths.outcomes([0.4, 45])
    assert told["killed_total"] == float(result.means["killed_total"].sel(policy="escort")) * result.per_year
    assert deaths([0.4, 45]) == told["killed_total"] == deaths(numpy.array([0.4, 45.0]))  # the same luck each time
    assert deaths([0.8, 45]) > deaths([0.2, 45])
    assert pickle.loads(pickle.dumps(deaths))([0.4, 45]) == told["killed_total"]


def test_scipy_finds_where_fewest_die(deaths):
    found = minimize_scalar(lambda engage: deaths([engage, 50]), bounds=deaths.bounds[0], method="bounded",
                            options={"maxiter": 12})
    assert found.x < 0.2
    few = differential_evolution(deaths, deaths.bounds, maxiter=1, popsize=3, seed=1, polish=False)
    assert few.fun <= deaths([0.5, 45])


def test_salib_has_its_problem_and_an_array(deaths):
    """SALib: problem = {num_vars, names, bounds}; a sample is (N, num_vars), and analyses take Y of length N."""
    problem = deaths.salib_problem
    assert problem == {"num_vars": 2, "names": ["threat_groups_hill_group_engage", "speed"], "bounds": [[0.1, 0.9], [30, 60]]}
    low, high = numpy.array(problem["bounds"]).T
    sample = low + (high - low) * numpy.random.default_rng(1).random((4, 2))
    results = deaths.each(sample)
    assert results.shape == (4,) and results.dtype == float and results[2] == deaths(sample[2])


def test_ema_workbench_has_its_function(deaths):
    """ema_workbench.Model(name, function=f) calls f(**experiment), and takes a dict of outcomes by name."""
    told = deaths.named(speed=45, threat_groups_hill_group_engage=0.4)
    assert told == deaths.outcomes([0.4, 45]) and set(told) == {"killed_total", "attacks"}
    with pytest.raises(ResultError, match='did you mean "speed"'):
        deaths.named(sped=45, threat_groups_hill_group_engage=0.4)
    with pytest.raises(ResultError, match="no value for speed"):
        deaths.named(threat_groups_hill_group_engage=0.4)
    assert any(each.kind is inspect.Parameter.VAR_KEYWORD for each in inspect.signature(deaths.named).parameters.values())


def test_optuna_has_its_objective():
    """An Optuna objective takes a trial with suggest_float(name, low, high) and suggest_int, and gives a number."""
    class Trial:
        def suggest_float(self, name, low, high):
            assert (name, low, high) == ("engage", 0.1, 0.9)
            return 0.4

        def suggest_int(self, name, low, high):
            assert (name, low, high) == ("cells", 1, 4)
            return 3

    cells = 'threat.groups."hill group".cells'
    function = ScenarioFunction(Study(FIRST_STEPS), [Parameter(ENGAGE, 0.1, 0.9, name="engage"),
                                                     Parameter(cells, 1, 4, name="cells", whole=True)], replications=256)
    assert function.suggested(Trial()) == function([0.4, 3])


def test_what_is_wrong_is_told(deaths):
    with pytest.raises(ResultError, match="below the upper"):
        Parameter(ENGAGE, 0.9, 0.1)
    with pytest.raises(ResultError, match="letters, digits"):
        Parameter(ENGAGE, 0.1, 0.9, name="my engage")
    with pytest.raises(ResultError, match="2 values are needed"):
        deaths([0.4])
    with pytest.raises(ResultError, match='did you mean "escort"'):
        ScenarioFunction(Study(FIRST_STEPS), [], policy="escorts")
    with pytest.raises(ResultError, match="two parameters have one name"):
        ScenarioFunction(Study(FIRST_STEPS), [Parameter(ENGAGE, 0, 1), Parameter(ENGAGE, 0, 0.5)])
    with pytest.raises(ValueError, match="engage"):
        ScenarioFunction(Study(FIRST_STEPS), [Parameter(ENGAGE, 1, 9)], replications=256)([5])
    with pytest.raises(ResultError, match='did you mean "killed_total"'):
        ScenarioFunction(Study(FIRST_STEPS), [Parameter(ENGAGE, 0, 1)], of="killed_totl", replications=256)([0.5])
