"""docs/methods, docs/verification.md and CONTRIBUTING.md name tests and sources that exist, and docs/methods/README.md lists every page.

A test is named as `tests/FOLDER/FILE`: "test case" (Catch2) or `test_name` (pytest), more of the same file after commas."""

import os
import re
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
PAGES = sorted(page for page in (ROOT / "docs/methods").glob("*.md") if page.name != "README.md")
HEADINGS = ["Method", "Where", "Tests", "When it fails", "Source"]

CATCH = re.compile(r'^TEST_CASE\(\s*"((?:[^"\\]|\\.)*)"', re.MULTILINE)
PYTEST = re.compile(r"^def (test_\w+)", re.MULTILINE)
NAMED = re.compile(r'`(tests/[\w/.-]+\.(?:cpp|py))`:((?:\s*(?:"[^"]+"|`test_\w+`)[,;]?)+)')


def read(path):
    return path.read_text(encoding="utf-8")


def cases(path):
    """Names of the tests in a file."""
    return set((CATCH if path.suffix == ".cpp" else PYTEST).findall(read(path)))


def named_tests(text):
    """(file, test) of all that a page names."""
    for file, list_of_names in NAMED.findall(text):
        for quoted, function in re.findall(r'"([^"]+)"|`(test_\w+)`', list_of_names):
            yield file, quoted or function


def ctest_names():
    """Names as CTest knows them: FOLDER/test case, and those of convoyrisk_pytest()."""
    names = {f"{path.parent.name}/{case}" for path in (ROOT / "tests").rglob("*.cpp") for case in CATCH.findall(read(path))}
    return names | {name for path in (ROOT / "tests").rglob("CMakeLists.txt")
                    for name in re.findall(r"^convoyrisk_pytest\(([\w-]+)", read(path), re.MULTILINE)}


def mistakes(text):
    """One sentence for each thing that a page names and that is not there."""
    flat = re.sub(r"\s*\n\s*", " ", text)
    found = [f"{file}: no test {test}" for file, test in named_tests(flat)
             if not (ROOT / file).is_file() or test not in cases(ROOT / file)]
    found += [f"no such path: {path}" for path in re.findall(r"`((?:engine|analysis|tests|docs|tools|scenarios)/[\w/.-]+)`", text)
              if not (ROOT / path).exists()]
    known = ctest_names()
    for pattern in re.findall(r'ctest --preset release -R "([^"]+)"', text):
        found += [f"no test matches {part}" for part in alternatives(pattern) if not any(re.search(part, name) for name in known)]
    return found


def alternatives(pattern):
    """What a regular expression with alternatives, at the top or in one group each, tries one by one."""
    for part in re.split(r"\|(?![^(]*\))", pattern):
        group = re.search(r"\(([^)]*)\)", part)
        yield from (part.replace(group[0], inner) for inner in group[1].split("|")) if group else [part]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_names_tests_and_sources_that_exist(page):
    text = read(page)
    assert re.findall(r"^## (.*)", text, re.MULTILINE) == HEADINGS
    assert mistakes(text) == []
    assert list(named_tests(re.sub(r"\s*\n\s*", " ", text))), "no test"
    assert re.search(r"`(?:engine|analysis)/[\w/.-]+`", text) and 'ctest --preset release -R "' in text


def test_the_index_lists_every_page():
    listed = re.findall(r"^\| \[([\w-]+\.md)\]\(([\w-]+\.md)\)", read(ROOT / "docs/methods/README.md"), re.MULTILINE)
    assert sorted(name for name, _ in listed) == [page.name for page in PAGES]
    assert all(name == target for name, target in listed)


def test_the_table_of_verification_names_tests_that_exist():
    text = read(ROOT / "docs/verification.md")
    assert len(list(named_tests(re.sub(r"\s*\n\s*", " ", text)))) > 20
    assert mistakes(text) == []


def test_the_checklists_name_places_and_tests_that_exist():
    text = read(ROOT / "CONTRIBUTING.md")
    assert len(list(named_tests(re.sub(r"\s*\n\s*", " ", text)))) >= 10
    assert mistakes(text) == []
    lists = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert [part.splitlines()[0] for part in lists] == ["A new measure", "A new outcome"]
    unnamed = [line for part in lists for line in re.findall(r"^\d+\. (.*)", part, re.MULTILINE)
               if "`" not in line and "docs/" not in line and not line.startswith(("A test", "Where it", "What it"))]
    assert unnamed == []


# Negative controls: one wrong word each.
CHANGED = {
    "a test case renamed": ('"inverting a step', '"reverting a step', "no test reverting a step"),
    "a file of tests moved": ("`tests/model/hazards_test.cpp`:", "`tests/model/hazard_test.cpp`:", "hazard_test.cpp"),
    "a source moved": ("`engine/model/history/hazards.cpp`", "`engine/model/hazard.cpp`", "no such path: engine/model/hazard.cpp"),
    "a command of which a part runs nothing": ("(self-exciting|raids|tips)", "(self-exciting|raiders|tips)",
                                               "no test matches statistical/.*raiders"),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_page_that_drifts_is_noticed(change):
    old, new, reason = CHANGED[change]
    text = read(ROOT / "docs/methods/competing-clocks.md")
    assert old in text
    found = mistakes(text.replace(old, new, 1))
    assert found and all(reason in sentence or "hazard_test.cpp" in sentence for sentence in found), found
