"""The page of reference: every public name is told, and every example of a docstring runs."""

import importlib.util
import inspect
import re
import shutil

import pytest

from conftest import ROOT

PAGE = ROOT / "docs/reference.md"
spec = importlib.util.spec_from_file_location("reference", ROOT / "tools/reference.py")
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)
PUBLIC = {f"{module}.{name}": thing for module, name, thing in reference.public()}
CRITERIA = """
individual_risk: {limit: 1 in 1000}
fn_lines: {limit: {at_1: 1 in 10, slope: 1}}
matrix:
  likelihood: {names: [rare, likely], cuts: [0.5]}
  consequence: {names: [none, some], cuts: [1]}
  ratings: [[low, medium], [medium, high]]
"""


def told(thing):
    """Name and docstring of a public thing and of its public members."""
    name = getattr(thing, "__name__", "")
    yield name, reference.docstring(thing)
    if inspect.isclass(thing) and not reference.is_error(thing):
        for member_name, member in reference.members(thing):
            yield f"{name}.{member_name}", reference.docstring(member)


@pytest.fixture(scope="module")
def session(tmp_path_factory, searched):
    """A folder with the files that examples name, and the names that they go on from."""
    folder = tmp_path_factory.mktemp("reference")
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    shutil.copy(ROOT / "tests/import/data/corridor.osm", folder / "roads.osm")
    (folder / "criteria.yaml").write_text(CRITERIA)
    beginning, = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(compile(beginning, str(PAGE), "exec"), names)
    for name in ("karakoram", "last-year", "this-year"):
        shutil.copy(folder / "drawn.h5", folder / f"{name}.h5")
    from convoyrisk import optimise, run_tail
    run_tail(searched, folder / "tail.h5", replications=300)
    optimise(searched, within="20 %", result=folder / "drawn.plans.h5",
             settings={"uncertainty": {"draws": 64, "inner": 4, "parameters": {"threat.groups.hill group.engage": {"uniform": [0.2, 0.6]}}}})
    return folder, names


@pytest.mark.parametrize("name", PUBLIC)
def test_everything_public_is_told(name):
    missing = [each for each, text in told(PUBLIC[name]) if not text]
    assert missing == []
    assert reference.is_error(PUBLIC[name]) or any(reference.examples(text) for _, text in told(PUBLIC[name]))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", [name for name, thing in PUBLIC.items() if not reference.is_error(thing)])
def test_its_examples_run(name, session, monkeypatch):
    import matplotlib.pyplot
    folder, names = session
    monkeypatch.chdir(folder)
    for each, text in told(PUBLIC[name]):
        here = dict(names)  # what one example leaves is not there for another
        for example in reference.examples(text):
            exec(compile(example, each, "exec"), here)
    matplotlib.pyplot.close("all")


def test_the_page_has_them_all():
    page = reference.on_page_markdown(PAGE.read_text(encoding="utf-8"), None, None, None)
    assert reference.MARK not in page
    headings = set(re.findall(r"^### (.*)$", page, re.MULTILINE))
    assert headings == set(PUBLIC) and len(headings) > 60
    assert re.search(r"^```python\nconvoyrisk\.run\(|^```python\nrun\(scenario, \*, result=None", page, re.MULTILINE)


def test_a_page_without_the_mark_stays_as_it_is():
    assert reference.on_page_markdown("# A page", None, None, None) == "# A page"


def test_examples_and_fields_of_a_docstring_are_found():
    def f():
        """What it does.

            f()
            f(1)

        :param x: a number
            of some kind.
        :raises ValueError: if not.
        """

    def g():
        """What it does.

            g()
        """

    assert reference.examples(reference.docstring(f)) == ["f()\nf(1)\n"]
    assert reference.examples(reference.docstring(g)) == ["g()"]
    assert reference.markdown_of(reference.docstring(f)) == (
        "What it does.\n\n```python\nf()\nf(1)\n```\n\n- `x`: a number\n    of some kind.\n- raises `ValueError` if not.")
