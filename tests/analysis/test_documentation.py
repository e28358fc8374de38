"""Every example of docs/analysis.md runs, in order, in one session."""

import re
import shutil

from conftest import ROOT

PAGE = ROOT / "docs/analysis.md"


def test_examples_run(tmp_path, monkeypatch, tail_path):
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 4
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    shutil.copy(tail_path, tmp_path / "tail.h5")
    monkeypatch.chdir(tmp_path)
    names = {}
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)
    assert (tmp_path / "first.h5").exists()


def test_every_view_is_named():
    from convoyrisk import views
    frames = {name for name in vars(views) if name.endswith("_frame") and not name.startswith("_")}
    named = set(re.findall(r"`(\w+_frame)`", PAGE.read_text(encoding="utf-8")))
    assert frames == named
