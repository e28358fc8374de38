"""`convoyrisk report` finds the report program and hands its arguments on."""

import os
import shutil
import subprocess

import pytest

from program import PROGRAM


def script(folder, text):
    folder.mkdir(exist_ok=True)
    file = folder / "convoyrisk-report"
    file.write_text(f'#!/bin/sh\necho {text} "$#" "$@"\nexit 3\n')
    file.chmod(0o755)


@pytest.fixture(name="program")
def fixture_program(tmp_path):
    (tmp_path / "bin").mkdir()
    return shutil.copy(PROGRAM, tmp_path / "bin/convoyrisk")


def report(program, *words, path="/usr/bin:/bin"):
    environment = {name: value for name, value in os.environ.items() if name != "CONVOYRISK_PROGRAM"}
    return subprocess.run([program, "report", *words], capture_output=True, encoding="utf-8", timeout=60,
                          env={**environment, "PATH": path})


def test_it_is_found_beside_the_program_first(program, tmp_path):
    script(tmp_path / "bin", "beside")
    script(tmp_path / "path", "path")
    done = report(program, "x.h5", "-o", "two words.html", "--help", path=f"{tmp_path}/path:/usr/bin:/bin")
    assert (done.stdout, done.returncode) == ("beside 4 x.h5 -o two words.html --help\n", 3)


def test_it_is_found_on_the_path(program, tmp_path):
    script(tmp_path / "path", "path")
    done = report(program, "x.h5", path=f"/nowhere:{tmp_path}/path:/usr/bin:/bin")
    assert (done.stdout, done.returncode) == ("path 1 x.h5\n", 3)


def test_it_is_told_which_program_asks(program, tmp_path):
    script(tmp_path / "bin", "$CONVOYRISK_PROGRAM")
    assert report(program).stdout == f"{program} 0\n"


def test_where_it_is_not_the_message_says_how_to_get_it(program):
    done = report(program, "x.h5")
    assert (done.stdout, done.returncode) == ("", 2)
    assert "cmake --install" in done.stderr and "tools/install-dependencies.sh" in done.stderr and len(done.stderr.splitlines()) == 1
