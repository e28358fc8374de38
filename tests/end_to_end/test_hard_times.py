"""The program where its surroundings are hostile or it is told to stop: closed and full descriptors, pipes, devices and folders for files,
names that are long or not UTF-8, numbers that no library reads, and signals while it works on something long. It ends soon, with a
message and the right code, and never by a signal that it was not sent."""

import os
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

from program import FIRST_STEPS, PROGRAM, call, succeed

WITHIN = 30.0  # seconds to heed a stop in, on a loaded machine; half a second else. What is stopped would take minutes


def shell(command, **environment):
    return subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", timeout=60,
                          env={**os.environ, "PROGRAM": PROGRAM, "SCENARIO": str(FIRST_STEPS), **environment})


# --- descriptors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closing", ["2>&-", "2>/dev/full", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words, code", [("check $SCENARIO", 0), ("check nowhere.yaml", 2), ("check --nonsense", 2),
                                         ("run $SCENARIO --replications 300 -o $RESULT", 0)])
def test_a_closed_or_full_stderr_changes_no_exit_code(closing, words, code, tmp_path):
    done = shell(f"$PROGRAM {words} {closing}", RESULT=str(tmp_path / "run.h5"))
    assert done.returncode == code, done
    if "$RESULT" in words:
        assert "First steps" not in (tmp_path / "run.h5").read_bytes()[:4].decode(errors="replace")
        succeed("compare", tmp_path / "run.h5")


def test_a_full_stdout_is_told_as_such_and_nothing_else_is():
    done = shell("$PROGRAM check $SCENARIO > /dev/full")
    assert done.returncode == 1 and done.stderr == "cannot write to the standard output: No space left on device\n"


# --- what is no file --------------------------------------------------------------------------------------------------------


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def lines_that_read(path):
    return [["check", path], ["run", path, "-o", "r.h5"], ["compare", path], ["merge", path, "-o", "r.h5"],
            ["trace", path, "--policy", "escort", "--replication", 0], ["import", "csv", path, "-o", "n.geojson"],
            ["import", "geojson", path, "-o", "n.geojson"], ["import", "osm", path, "-o", "n.geojson"]]


def lines_that_write(path):
    return [["run", FIRST_STEPS, "--replications", 300, "--quiet", "-o", path], ["run", FIRST_STEPS, "--tail", "--quiet", "-o", path],
            ["trace", FIRST_STEPS, "--policy", "escort", "--replication", 0, "-o", path]]


@pytest.mark.parametrize("number", range(8))
def test_pipes_devices_and_folders_are_not_read(number, pipe, tmp_path):
    for path in (pipe, "/dev/zero", "/dev/null", tmp_path):
        line = [str(word) for word in lines_that_read(path)[number]]
        done = subprocess.run([PROGRAM, *line], capture_output=True, encoding="utf-8", timeout=30, cwd=tmp_path)
        assert done.returncode == 2 and str(path) in done.stderr and done.stderr.count("\n") <= 2, (line, done)


@pytest.mark.parametrize("number", range(3))
def test_pipes_devices_and_folders_are_not_written(number, pipe, tmp_path):
    for path in (pipe, "/dev/null", tmp_path):
        line = [str(word) for word in lines_that_write(path)[number]]
        done = subprocess.run([PROGRAM, *line], capture_output=True, encoding="utf-8", timeout=30, cwd=tmp_path)
        assert done.returncode in (1, 2) and str(path) in done.stderr, (line, done)
    assert stat.S_ISFIFO(pipe.stat().st_mode) and stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_scenario_comes_from_the_standard_input_where_it_is_named(tmp_path):
    done = subprocess.run([PROGRAM, "check", "-"], input=FIRST_STEPS.read_text(encoding="utf-8"), capture_output=True,
                          encoding="utf-8", timeout=30, cwd=tmp_path)
    assert done.returncode == 0 and done.stdout == succeed("check", FIRST_STEPS).stdout


# --- names ------------------------------------------------------------------------------------------------------------------


def test_a_name_that_leaves_no_room_is_refused_before_the_run(tmp_path):
    for length in (232, 247, 250, 255):
        done = call("run", FIRST_STEPS, "--replications", 300, "-o", tmp_path / ("n" * length))
        assert done.returncode == 1 and "is too long" in done.stderr and list(tmp_path.iterdir()) == []
    succeed("run", FIRST_STEPS, "--replications", 300, "-o", tmp_path / ("n" * 231))


def test_names_that_are_not_utf8(tmp_path):
    folder = os.fsencode(tmp_path)
    scenario, result, trace = (os.path.join(folder, name) for name in (b"sc\xff.yaml", b"r\xfe.h5", b"t\xfd.jsonl"))
    with open(scenario, "wb") as file:
        file.write(FIRST_STEPS.read_bytes())
    for line in ([b"run", scenario, b"--replications", b"300", b"--json", b"-o", result], [b"compare", result],
                 [b"trace", scenario, b"--policy", b"escort", b"--replication", b"0"],
                 [b"trace", scenario, b"--policy", b"escort", b"--replication", b"0", b"--format", b"geojson", b"-o", trace],
                 [b"run", scenario, b"--tail", b"--replications", b"300", b"--json", b"-o", result + b"2"]):
        done = subprocess.run([PROGRAM.encode(), *line], capture_output=True, timeout=60)
        assert done.returncode == 0, (line, done.stderr)
        done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


# --- numbers ----------------------------------------------------------------------------------------------------------------


def test_numbers_too_small_for_a_library_are_told(tmp_path):
    text = FIRST_STEPS.read_text(encoding="utf-8")
    assert "kill: 0." in text
    line = next(line for line in text.splitlines() if "kill: 0." in line)
    number = line.split("kill: ")[1].split(",")[0]
    tiny = tmp_path / "tiny.yaml"
    tiny.write_text(text.replace(f"kill: {number}", "kill: 1e-310"), encoding="utf-8")
    for words in (["trace", tiny, "--policy", "escort", "--replication", 0], ["run", tiny, "--replications", 300, "-o", tmp_path / "r.h5"],
                  ["check", tiny]):
        done = call(*words)
        assert done.returncode == 0 and "stod" not in done.stderr, done.stderr


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" + "0" * 400])
def test_numbers_too_large_for_a_library_are_told_in_our_words(number, tmp_path):
    roads = tmp_path / "roads.geojson"
    roads.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": '
                     f'"LineString", "coordinates": [[73, 34], [{number}, 34.1]]}}}}]}}', encoding="utf-8")
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("convoyrisk: 1\ntitle: x\nstart: 2024-01-01\nhorizon: 1 d\nnetwork: {file: roads.geojson}\n", encoding="utf-8")
    for words in (["import", "geojson", roads, "-o", tmp_path / "n.geojson"], ["check", scenario]):
        done = call(*words)
        assert done.returncode == 2 and "exception" not in done.stderr and "roads.geojson" in done.stderr, done.stderr


# --- stops ------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_block(tmp_path_factory):
    """A scenario whose blocks take long: eight thousand years of trips, each of a pace of its own."""
    text = FIRST_STEPS.read_text(encoding="utf-8")
    for old, new in (("horizon: 90 d", "horizon: 3000000 d"), ("    speed: 50 km/h\n", "    speed: 50 km/h\n    pace_cv: 0.1\n")):
        assert old in text
        text = text.replace(old, new)
    scenario = tmp_path_factory.mktemp("long") / "long.yaml"
    scenario.write_text(text, encoding="utf-8")
    return scenario


def catches(process, number):
    """Whether the process has a handler for the signal."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    caught = int(next(line for line in status.splitlines() if line.startswith("SigCgt:")).split()[1], 16)
    return bool(caught >> (number - 1) & 1)


def seconds_to_end(line, wait, stop):
    """So long after the stop, which is sent so long after the program is ready for one."""
    with subprocess.Popen([PROGRAM, *map(str, line)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8") as run:
        while not catches(run, stop):
            time.sleep(0.01)
        time.sleep(wait)
        assert run.poll() is None, run.stderr.read()
        begin = time.monotonic()
        run.send_signal(stop)
        said = run.communicate(timeout=120)[1]
    return time.monotonic() - begin, run.returncode, said


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("words", [["check", "-"], ["run", "-", "-o", "run.h5"], ["run", "-", "--tail", "-o", "run.h5"]])
def test_a_stop_is_heeded_from_the_reading_of_the_scenario_on(words, stop, tmp_path):
    """Here it has not even come. What is read and made of it heeds a stop by unit tests (tests/scenario/stop_test.cpp)."""
    with subprocess.Popen([PROGRAM, *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          encoding="utf-8", cwd=tmp_path) as run:
        while not catches(run, stop):
            time.sleep(0.01)
        run.send_signal(stop)
        assert run.wait(timeout=60) == 130 and run.stderr.read() == "interrupted\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("kind", ["plain", "tail", "draws"])
def test_a_stop_is_heeded_within_a_long_block(kind, stop, long_block, tmp_path):
    scenario = long_block
    further = {"plain": ["--replications", 1000], "tail": ["--tail", "--replications", 100_000], "draws": []}[kind]
    if kind == "draws":
        scenario = tmp_path / "draws.yaml"
        scenario.write_text(long_block.read_text(encoding="utf-8") + """
uncertainty:
  draws: 10
  inner: 1000
  parameters:
    "threat.groups[0].engage": {uniform: [0.3, 0.9]}
""", encoding="utf-8")
    result = tmp_path / "run.h5"
    seconds, code, said = seconds_to_end(["run", scenario, "-o", result, "--quiet", "--threads", 1, *further], 1.0, stop)
    assert code == 130 and "interrupted" in said, said
    assert seconds < WITHIN
    assert list(tmp_path.glob("run.h5*")) == []


def test_an_interrupted_tail_leaves_what_was_done(tmp_path):
    """A stop while the tilts are chosen leaves nothing; afterwards the file holds the blocks that were done."""
    result = tmp_path / "tail.h5"
    line = [PROGRAM, "run", str(FIRST_STEPS), "--tail", "--replications", "50000000", "--threads", "2", "-o", str(result)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        said = b""
        while b" replications, " not in said:  # progress: a block is done
            said += os.read(run.stderr.fileno(), 4096)
        run.send_signal(signal.SIGTERM)
        out, rest = run.communicate(timeout=120)
    assert run.returncode == 130 and b"interrupted: " in rest and b"holds the first" in rest, rest
    assert b"First steps" in out and result.exists()


def test_a_stop_is_heeded_while_summarising_and_no_block_is_lost(tmp_path):
    """Eighty policies: summaries of their pairs take longer than the simulation."""
    head, policies = FIRST_STEPS.read_text(encoding="utf-8").split("policies:\n", 1)
    rest = policies[policies.index("\ncosts:"):]
    many = "".join(f"  - {{name: p{i}, escort: {{vehicles: {1 + i % 9}, spot: 0.{1 + i % 8}}}}}\n" for i in range(80))
    scenario, result = tmp_path / "many.yaml", tmp_path / "run.h5"
    scenario.write_text(f"{head}policies:\n{many}{rest}", encoding="utf-8")
    line = [PROGRAM, "run", str(scenario), "-o", str(result), "--replications", "256", "--quiet"]
    log = result.with_name("run.h5.partial")
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8") as run:
        while run.poll() is None and not (log.exists() and log.stat().st_size > 100_000):
            time.sleep(0.005)
        time.sleep(0.2)
        running, begin = run.poll() is None, time.monotonic()
        run.send_signal(signal.SIGTERM)
        said = run.communicate(timeout=120)[1]
    assert running and time.monotonic() - begin < WITHIN
    if result.exists():  # it was written just then
        return
    assert run.returncode == 130 and "--resume goes on" in said and log.exists(), said
    again = call("run", scenario, "-o", result, "--replications", "256", "--resume")
    assert again.returncode == 0 and "going on from 256 replications" in again.stderr
