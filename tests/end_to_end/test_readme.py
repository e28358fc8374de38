"""The commands of README, as they stand there, from top to bottom."""

import re
import subprocess

from program import PROGRAM, ROOT

SHORTER = {"50000": "3000", "half_width: 5 %": "half_width: 40 %"}  # it is the commands that are tested


def commands():
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Your own corridor")[1]
    return re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]


def test_the_commands_for_an_own_corridor_run(tmp_path):
    text = commands()
    assert text.count("$program ") > 10 and all(text.count(word) == 1 for word in SHORTER)
    for word, other in SHORTER.items():
        text = text.replace(word, other)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    program = tmp_path / "build/release/engine/app/convoyrisk"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(["bash", "-euxc", text], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    made = {"my.yaml", "my.h5", "out/my.h5", "out/bolder.h5", "out/cells.h5", "convoyrisk.schema.json", "report.html"}
    assert {name for name in made if not (tmp_path / name).exists()} == set()
