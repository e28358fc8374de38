"""Text of a file from a stranger steers no terminal: it is shown as escapes wherever the program prints it."""

import json
import re
import unicodedata

import h5py
import pytest

from program import FIRST_STEPS, call, succeed

RIGHT_TO_LEFT = "\u202e"
CLEAR_SCREEN = "\x1b[2J"


def steering(text):
    """The characters of a text that steer a terminal, line breaks and the progress's carriage returns aside."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Zl", "Zp") or unicodedata.bidirectional(c) in
            ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")} - {"\n", "\r"}


def scenario(folder, name):
    """First steps with another name for its second policy."""
    text = FIRST_STEPS.read_text(encoding="utf-8")
    changed = re.sub(r"- name: escort\b", f'- name: "escort{name}"', text)
    assert changed != text
    path = folder / "named.yaml"
    path.write_text(changed, encoding="utf-8")
    return path


def test_names_of_a_scenario(tmp_path):
    path = scenario(tmp_path, RIGHT_TO_LEFT)
    for command in (["check", path], ["run", path, "--replications", "40"], ["compare", "named.h5"],
                    ["run", path, "--replications", "40", "--policy", "nobody"]):
        done = call(*command, cwd=tmp_path)
        assert steering(done.stdout + done.stderr) == set() and "escort\\u202e" in done.stdout + done.stderr, command
    policies = json.loads(succeed("run", path, "--replications", "40", "--json", cwd=tmp_path).stdout)["policies"]
    assert f"escort{RIGHT_TO_LEFT}" in policies  # the escape is JSON's own


@pytest.mark.parametrize("character", ["\x7f", "\x9b", "\x1b"])
def test_control_characters_in_a_scenario_are_refused_at_their_place(tmp_path, character):
    path = scenario(tmp_path, character)
    done = call("check", path, cwd=tmp_path)
    line = next(i for i, text in enumerate(path.read_bytes().split(b"\n"), 1) if character.encode() in text)
    assert done.returncode == 2 and f":{line}:" in done.stderr and "control character" in done.stderr
    assert steering(done.stderr) == set()


def test_the_title_of_a_result(tmp_path):
    succeed("run", FIRST_STEPS, "--replications", "40", "-o", tmp_path / "r.h5")
    with h5py.File(tmp_path / "r.h5", "r+") as file:
        file.attrs.pop("seal", None)  # as a file of a version that had none
        for name, value in file.attrs.items():
            if isinstance(value, (str, bytes)) and "First steps" in str(value):
                file.attrs[name] = f"First {CLEAR_SCREEN}\nsteps"
    done = call("compare", tmp_path / "r.h5")
    assert steering(done.stdout + done.stderr) == set()


def test_fields_of_a_table(tmp_path):
    (tmp_path / "nodes.csv").write_text(f"name,lat,lon\na{RIGHT_TO_LEFT},35,72\nb,x{CLEAR_SCREEN},72\n", encoding="utf-8")
    (tmp_path / "roads.csv").write_text(f"from,to,length_km,speed_kmh\na{CLEAR_SCREEN},b,3,40\n", encoding="utf-8")
    done = call("import", "csv", "--nodes", "nodes.csv", "roads.csv", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2 and steering(done.stdout + done.stderr) == set() and "nodes.csv:3" in done.stderr


def test_names_on_the_command_line(tmp_path):
    done = call("check", f"no{CLEAR_SCREEN}.yaml", cwd=tmp_path)
    assert done.returncode == 2 and steering(done.stderr) == set() and "no\\u001b[2J.yaml" in done.stderr
    done = call(f"chekc{CLEAR_SCREEN}", cwd=tmp_path)
    assert done.returncode == 2 and steering(done.stderr) == set()
    for words in (["run", FIRST_STEPS, f"--bad{CLEAR_SCREEN}"], ["run", FIRST_STEPS, "--replications", f"3{CLEAR_SCREEN}"],
                  ["run", FIRST_STEPS, "--set", f"a{CLEAR_SCREEN}=1"]):
        done = call(*words, cwd=tmp_path)
        assert done.returncode == 2 and steering(done.stderr) == set(), words
