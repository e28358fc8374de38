"""Result files to look at, made once by the program."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
FIRST_STEPS = ROOT / "scenarios/first-steps.yaml"
KARAKORAM = ROOT / "scenarios/karakoram.yaml"
EVERYTHING = ROOT / "tests/reference/scenarios/12-everything.yaml"
sys.path.insert(0, str(ROOT / "analysis"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="session")
def plain(folder):
    from convoyrisk import run
    return run(KARAKORAM, result=folder / "plain.h5", replications=1000)


@pytest.fixture(scope="session")
def swept(folder):
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "swept.h5", replications=400,
               settings={"run.keep": ["outcomes", "legs", "days", "severity", "events"]},
               sweep={"policies.escort.escort.vehicles": [1, 2]})


@pytest.fixture(scope="session")
def drawn(folder):
    from convoyrisk.program import call
    from convoyrisk import open_result
    call("run", KARAKORAM, "-o", folder / "drawn.h5", "--quiet", "--draws", 20, "--inner", 10)
    return open_result(folder / "drawn.h5")


@pytest.fixture(scope="session", params=["plain", "sweep"])
def told(folder, request):
    """A run that kept its events; with sites and every kind of victim, or with a sweep."""
    from convoyrisk import run
    keep = {"run.keep": ["outcomes", "legs", "events"]}
    if request.param == "sweep":
        return run(FIRST_STEPS, result=folder / "told-swept.h5", replications=200, settings=keep,
                   sweep={"policies.escort.escort.vehicles": [1, 2]})
    return run(EVERYTHING, result=folder / "told.h5", replications=300, settings=keep, uncertainty=False)


@pytest.fixture(scope="session")
def tail_path(folder):
    from convoyrisk.program import call
    call("run", FIRST_STEPS, "--tail", "-o", folder / "tail.h5", "--quiet", "--replications", 500)
    return folder / "tail.h5"


SEARCH = {"base": "no escort", "budget": 150_000, "levers": [
    {"name": "escort", "options": {"one vehicle": {"escort": {"vehicles": 1, "crew": 4}},
                                   "two vehicles": {"escort": {"vehicles": 2, "crew": 4}}}},
    {"name": "hours", "options": {"varied": {"schedule": {"jitter": "2 h"}}}}]}


@pytest.fixture(scope="session")
def searched(folder):
    """The scenario of first steps with a search; horizon of 90 days, so that a year is not the horizon."""
    import yaml
    scenario = yaml.safe_load(FIRST_STEPS.read_text(encoding="utf-8"))
    (folder / "searched.yaml").write_text(yaml.safe_dump({**scenario, "search": SEARCH}, sort_keys=False), encoding="utf-8")
    return folder / "searched.yaml"


@pytest.fixture(scope="session")
def found(folder, searched):
    from convoyrisk import optimise
    return optimise(searched, within="10 %", result=folder / "searched.plans.h5")
