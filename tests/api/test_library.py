"""What libconvoyrisk shows, what its header says, and that its numbers are the program's."""

import ctypes
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
BUILD = Path(os.environ.get("CONVOYRISK_BINARY_DIR", ROOT / "build/release"))
PROGRAM = Path(os.environ.get("CONVOYRISK_PROGRAM", BUILD / "engine/app/convoyrisk"))
LIBRARY = BUILD / "engine/api/libconvoyrisk.so.1"
HEADER = ROOT / "engine/api/convoyrisk.h"
sys.path.insert(0, str(ROOT / "analysis"))
os.environ["CONVOYRISK_LIBRARY"] = str(LIBRARY)

from convoyrisk import Study, library  # noqa: E402


def output_of(*words):
    return subprocess.run([*map(str, words)], check=True, capture_output=True, encoding="utf-8").stdout


def declared():
    return set(re.findall(r"^CONVOYRISK_API [^;]*?\b(convoyrisk_\w+)\(", HEADER.read_text(), re.MULTILINE))


def test_the_symbols_are_those_of_the_header_and_no_others():
    shown = {line.split()[-1] for line in output_of("nm", "-D", "--defined-only", LIBRARY).splitlines()}
    assert shown - {"CONVOYRISK_1"} == {f"{name}@@CONVOYRISK_1" for name in declared()}
    assert "libconvoyrisk.so.1" in output_of("readelf", "-d", LIBRARY).split("SONAME")[1].splitlines()[0]


def test_it_needs_no_library_of_files_or_of_processes():
    needed = re.findall(r"NEEDED.*\[(.*)\]", output_of("readelf", "-d", LIBRARY))
    assert "libc.so.6" in needed and not [name for name in needed if re.search("hdf5|mpi|expat|bz2", name)]


def test_python_knows_every_function():
    assert {f"convoyrisk_{name}" for name in library.FUNCTIONS} == declared()
    assert library.ABI == int(re.search(r"#define CONVOYRISK_ABI (\d+)", HEADER.read_text())[1])


def test_every_function_is_documented():
    """A comment stands before a function, or before the one that it follows."""
    before = re.findall(r"(.*)\nCONVOYRISK_API", HEADER.read_text())
    assert [line for line in before if not line.endswith("*/") and not line.endswith(";")] == []


@pytest.mark.parametrize("compiler", [("gcc", "-std=c99"), ("g++", "-std=c++11")])
def test_the_header_is_plain_c(tmp_path, compiler):
    source = tmp_path / ("a.c" if compiler[0] == "gcc" else "a.cpp")
    source.write_text('#include "convoyrisk.h"\n#include "convoyrisk.h"\n'
                      'int main(void) { return convoyrisk_abi() - CONVOYRISK_ABI; }\n')
    output_of(*compiler, "-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", "-I", HEADER.parent, source)


CASES = {
    "plain": ("first-steps", ["--replications", "700"], {}, {"replications": 700}),
    "larger": ("karakoram", ["--replications", "300", "--seed", "9"], {}, {"replications": 300, "seed": 9}),
    "one policy as the baseline": ("first-steps", ["--replications", "300", "--policy", "escort", "--policy", "no escort"], {},
                                   {"replications": 300, "policies": ["escort", "no escort"]}),
    "draws": ("karakoram", ["--set", "uncertainty.draws=6", "--set", "uncertainty.inner=20"],
              {"uncertainty.draws": 6, "uncertainty.inner": 20}, {}),
    "precision": ("first-steps", ["--set", "run.precision={of: killed_total, half_width: 20 %}"],
                  {"run.precision": {"of": "killed_total", "half_width": "20 %"}}, {}),
}


@pytest.mark.filterwarnings("ignore::convoyrisk.ProgramWarning")
@pytest.mark.parametrize("name, words, settings, asked", CASES.values(), ids=CASES.keys())
def test_numbers_are_those_of_the_program_bit_by_bit(tmp_path, name, words, settings, asked):
    file = ROOT / f"scenarios/{name}.yaml"
    told = json.loads(output_of(PROGRAM, "run", file, *words, "--json", "--quiet", "-o", tmp_path / "r.h5"))
    result = Study(file, settings=settings).run(threads=2, **asked)
    assert result.replications == told["replications"] and result.complete
    means, covariances, differences = result.means, result.covariances, result.differences()
    assert list(told["policies"]) == list(result.policies)
    for policy, told_policy in told["policies"].items():
        for outcome, values in told_policy["outcomes"].items():
            variance = float(covariances[outcome].sel(policy=policy, against=policy))
            mine = {"mean": float(means[outcome].sel(policy=policy)), "variance": variance, "n": result.units,
                    "se": float(numpy.sqrt(variance / result.units))}
            assert mine == values, (policy, outcome)
        for outcome, values in told["comparison"]["difference"][policy].items():
            for mine, key in [("difference", "mean"), ("standard_error", "se"), ("low", "low"), ("high", "high")]:
                number = float(differences[mine].sel(policy=policy, outcome=outcome))
                assert number == values[key] or values[key] is None and not numpy.isfinite(number), (policy, outcome, key)


def array_of(function, shape, *arguments):
    """What a function of the library writes into an array of this shape."""
    array = numpy.full(shape, numpy.nan)
    code = getattr(library.library(), f"convoyrisk_{function}")(*arguments, array.ctypes.data_as(library.DOUBLES))
    assert code == 0 and numpy.isfinite(array).all(), (function, library.library().convoyrisk_error_text())
    return array


def test_legs_severity_and_tails_are_those_of_the_program(tmp_path):
    """Of 700 replications: two whole blocks and a part."""
    lib, file = library.library(), ROOT / "scenarios/first-steps.yaml"
    told = json.loads(output_of(PROGRAM, "run", file, "--replications", "700", "--json", "--quiet", "-o", tmp_path / "r.h5"))["policies"]
    scenario = lib.convoyrisk_scenario_new(file.read_bytes(), None, str(file.parent).encode())
    study = lib.convoyrisk_compile(scenario, None, 0, 0)
    text = lib.convoyrisk_study_json(study)
    roads = json.loads(ctypes.string_at(text))["roads"]
    options = library.Options(size=ctypes.sizeof(library.Options), replications=700)
    result = lib.convoyrisk_run(study, ctypes.byref(options))
    killed = lib.convoyrisk_outcome(b"killed_total")
    legs, severity = array_of("legs", (2, len(roads), 4), result), array_of("severity", (2, 4), result, 4)
    worst, chances = array_of("tails", (2, 2), result, killed, 0.95), array_of("exceedance", (2, 1000), result, killed, 1000)
    for i, (policy, numbers) in enumerate(told.items()):
        assert list(numbers["legs"]) == roads
        expected = [[leg[key]["mean"] for key in ("convoy_km", "stagings", "attacks", "killed")] for leg in numbers["legs"].values()]
        assert numpy.allclose(legs[i], expected, rtol=1e-12, atol=0), policy
        counted = numpy.array(numbers["severity"]["counted"]) / 700
        assert len(counted) > 4 and numpy.allclose(severity[i], [*counted[:3], counted[3:].sum()], rtol=1e-12, atol=0), policy
        assert chances[i, 0] == 1 and (numpy.diff(chances[i]) <= 0).all() and chances[i, -1] == 0
        assert chances[i, 1:].sum() == pytest.approx(numbers["outcomes"]["killed_total"]["mean"], rel=1e-12)  # E N = sum of P(N >= n)
        quantile = next(n for n in range(1000) if 1 - chances[i, n + 1] >= 0.95 - 1e-12)
        assert worst[i, 0] == quantile and worst[i, 1] == pytest.approx(quantile + chances[i, quantile + 1:].sum() / 0.05, rel=1e-9)
    one = numpy.zeros(1).ctypes.data_as(library.DOUBLES)
    assert lib.convoyrisk_tails(result, lib.convoyrisk_outcome(b"trips_scheduled"), 0.95, one) == 3
    assert b"attacks, killed, injured" in lib.convoyrisk_error_text()
    assert lib.convoyrisk_tails(result, killed, 1.0, one) == lib.convoyrisk_severity(result, 0, one) == 3
    lib.convoyrisk_text_free(text), lib.convoyrisk_result_free(result), lib.convoyrisk_study_free(study), lib.convoyrisk_scenario_free(scenario)


def test_points_of_a_sweep_are_those_of_the_program(tmp_path):
    file = ROOT / "scenarios/first-steps.yaml"
    text = file.read_text() + "\nsweep: {cross: {policies.escort.escort.vehicles: [1, 3]}}\n"
    scenario = tmp_path / "swept.yaml"
    scenario.write_text(text)
    told = json.loads(output_of(PROGRAM, "run", scenario, "--replications", 300, "--json", "--quiet", "-o", tmp_path / "r.h5"))
    result = Study(text).run(replications=300)
    assert [point["point"] for point in told["points"]] == list(result.points)
    for point in told["points"]:
        for policy, values in point["policies"].items():
            mine = float(result.means["killed_total"].sel(point=point["point"], policy=policy))
            assert mine == values["outcomes"]["killed_total"]["mean"]


def test_a_replay_is_the_programs():
    file = ROOT / "scenarios/first-steps.yaml"
    lines = output_of(PROGRAM, "trace", file, "--policy", "escort", "--replication", 3, "--seed", 5).splitlines()
    assert Study(file).trace("escort", 3, seed=5) == [json.loads(line) for line in lines[1:]]
