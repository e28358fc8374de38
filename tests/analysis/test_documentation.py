"""Every example of docs/analysis.md runs, in order, in one session."""

import re
import shutil

import yaml

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


def test_the_paper_has_the_form_that_its_journal_asks_for():
    text, bib = ((ROOT / "paper" / name).read_text(encoding="utf-8") for name in ("paper.md", "paper.bib"))
    _, front, body = text.split("---\n", 2)
    assert {"title", "tags", "authors", "affiliations", "date", "bibliography"} <= set(yaml.safe_load(front))
    heads = re.findall(r"^# (.*)$", body, re.MULTILINE)
    assert {"Summary", "Statement of need", "State of the field"} <= set(heads) and heads[-1] == "References"
    assert 250 <= len(body.split()) <= 1000
    cited = set(re.findall(r"@(\w+)", " ".join(re.findall(r"\[@[^]]*\]", body))))
    entries = re.findall(r"^@\w+\{(\w+),(.*?)^\}", bib, re.MULTILINE | re.DOTALL)
    assert cited == {key for key, _ in entries} and all("doi = {10." in fields for _, fields in entries)


def test_the_papers_links_lead_somewhere():
    links = re.findall(r"\]\((\.\./[^)#]*)\)", (ROOT / "paper/README.md").read_text(encoding="utf-8"))
    assert len(links) > 5 and all((ROOT / "paper" / link).exists() for link in links)
