"""The steps of demo.sh and test.sh: what is done, what failed, and what was stopped for lack of time."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
SCRIPT = """
. tools/steps.sh
sleep_long() { sleep 60; }
export -f sleep_long
STEPS
echo "failed: ${failed_steps[*]-}; not finished: ${unfinished_steps[*]-}"
"""


def told(steps):
    """What a script of such steps prints."""
    return subprocess.run(["bash", "-c", SCRIPT.replace("STEPS", steps)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30).stdout


@pytest.mark.parametrize("steps, end, says", [
    ("step_within 20 fine true", "failed: ; not finished: ", "fine: done after"),
    ("step_within 20 broken false", "failed: broken; not finished: ", "broken: FAILED after"),
    ("step_within 1 slow sleep_long", "failed: ; not finished: slow", "slow: NOT FINISHED within 1 s"),
    ("SECONDS=9; step_within 5 late true", "failed: ; not finished: late", "late: NOT FINISHED within 5 s"),
    ("step_within 1 slow sleep_long; step_within 20 fine true", "failed: ; not finished: slow", "fine: done after"),
    ("step plain true", "failed: ; not finished: ", "plain: done in"),
    ("step plain false", "failed: plain; not finished: ", "plain: FAILED after"),
])
def test_a_step_that_is_stopped_has_not_failed(steps, end, says):
    output = told(steps)
    assert says in output and output.splitlines()[-1] == end
