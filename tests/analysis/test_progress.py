"""How far a long run is: what people see, and what functions are told."""

import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest

from conftest import FIRST_STEPS, ROOT

from convoyrisk import Study, optimise, progress, run, run_tail
from convoyrisk.progress import Shown
from convoyrisk.program import find_program


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown_on(stream, long=True, wanted=True):
    shown = Shown(wanted, stream=stream)
    if long:
        shown._began -= 2 * progress.LONG_S
    for done in (100, 600, 1000):
        assert shown.told(done, 1000)
    seen = stream.getvalue()
    shown.end()
    return seen


def test_a_terminal_has_a_bar_of_tqdm():
    pytest.importorskip("tqdm")
    seen = shown_on(Terminal())
    assert re.search(r"\d+%.*\| .*1.00k", seen) and "replications" in seen


def test_a_terminal_without_tqdm_has_a_line(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    monkeypatch.setattr(progress, "BETWEEN_S", 0)
    assert shown_on(Terminal()).split("\r")[1:] == [
        "100 of 1,000 replications, 10 % ", "600 of 1,000 replications, 60 % ", "1,000 of 1,000 replications, 100 % "]


@pytest.mark.parametrize("stream, long, wanted", [(io.StringIO, True, True), (Terminal, False, True), (Terminal, True, False)],
                         ids=["no terminal", "a short run", "not wanted"])
def test_nothing_is_shown(stream, long, wanted):
    assert shown_on(stream(), long, wanted) == ""


def test_a_round_of_its_own_has_a_bar_of_its_own():
    pytest.importorskip("tqdm")
    stream = Terminal()
    shown = Shown(True, stream=stream)
    shown._began -= 2 * progress.LONG_S
    shown.told(900, 1000)
    shown.told(10, 5000)
    assert (shown._bar.n, shown._bar.total) == (10, 5000)
    shown.end()


def test_the_program_tells_other_programs_even_when_it_is_quiet(tmp_path):
    def said(**environment):
        return subprocess.run([find_program(), "run", FIRST_STEPS, "--replications", "6000", "--quiet", "-o", tmp_path / "x.h5"],
                              env={**os.environ, **environment}, capture_output=True, check=True, encoding="utf-8").stderr

    lines = said(CONVOYRISK_PROGRESS_S="0.001").splitlines()
    assert len(lines) > 3
    assert all(re.fullmatch(r"[\d,]+ of 6,000 replications, [\d,]+ a second, [\d:]+ left", line) for line in lines)
    assert said(CONVOYRISK_PROGRESS_S="soon") == said(CONVOYRISK_PROGRESS_S="-1") == said() == ""


@pytest.mark.parametrize("what", ["run", "tail", "search", "study"])
def test_a_function_is_told(what, tmp_path, searched):
    told = []

    def tell(done, wanted):
        told.append((done, wanted))

    if what == "run":
        run(FIRST_STEPS, replications=3000, progress=tell)
    elif what == "tail":
        run_tail(FIRST_STEPS, tmp_path / "tail.h5", replications=3000, progress=tell)
    elif what == "search":
        optimise(searched, within="10 %", progress=tell)
    else:
        Study(FIRST_STEPS).run(replications=3000, progress=tell)
    assert all(0 < done <= wanted for done, wanted in told)
    assert told[-1][0] == told[-1][1]
    if what != "search":
        assert told[-1] == (3000, 3000)


ON_A_TERMINAL = """
import sys, convoyrisk
try:
    convoyrisk.run(sys.argv[1], replications=100_000_000, threads=1, result=sys.argv[2], settings={"run.keep": ["legs"]})
except KeyboardInterrupt as interrupt:
    print("told:", interrupt)
"""


def test_the_bar_is_seen_and_ctrl_c_leaves_what_was_done(tmp_path):
    """As in a terminal: of Ctrl-C the terminal makes an interrupt of all processes that it has in its foreground."""
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who started the tests may have it ignored
        os.execve(sys.executable, [sys.executable, "-B", "-c", ON_A_TERMINAL, str(FIRST_STEPS), str(tmp_path / "x.h5")],
                  {**os.environ, "PYTHONPATH": str(ROOT / "analysis"), "COLUMNS": "100", "TERM": "xterm"})
    seen, asked, end = "", False, time.monotonic() + 120
    try:
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                seen += os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:  # the other end is closed
                break
            if not asked and "replications" in seen:
                asked = True
                os.write(terminal, b"\x03")
        else:
            os.kill(child, signal.SIGKILL)
    finally:
        os.waitpid(child, 0)
        os.close(terminal)
    words = " ".join(seen.split())
    assert asked and re.search(r"told: interrupted: \S*x.h5 holds the first [\d,]+ of 100,000,000 replications", words), seen
    assert "resume=True" in words and (tmp_path / "x.h5").exists()
