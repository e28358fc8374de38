"""Results that the tests of the Python side share, made by the program once."""

import os
import sys
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
sys.path.insert(0, str(ROOT / "analysis"))
matplotlib.use("Agg")

import convoyrisk  # noqa: E402  (found by the line above)

KARAKORAM = ROOT / "scenarios/karakoram.yaml"
FIRST_STEPS = ROOT / "scenarios/first-steps.yaml"
CELLS = 'threat.groups."hill group".cells'


@pytest.fixture(scope="session")
def karakoram():
    """Six policies on real roads, 1,300 replications: five blocks and a short one."""
    return convoyrisk.run(KARAKORAM, replications=1300, uncertainty=False)


@pytest.fixture(scope="session")
def uncertain():
    """The same with 30 draws of what is not known."""
    words = {"uncertainty.draws": 30, "uncertainty.inner": 8}
    return convoyrisk.run(KARAKORAM, settings=words)


@pytest.fixture(scope="session")
def swept():
    return convoyrisk.run(FIRST_STEPS, replications=600, sweep={CELLS: [2, 4]})


@pytest.fixture(scope="session")
def single():
    """One policy: nothing to compare."""
    return convoyrisk.run(FIRST_STEPS, replications=300, policies=["escort"])
