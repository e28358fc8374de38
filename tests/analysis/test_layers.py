"""numpy at the bottom, xarray above it, plots on top, no arrow back."""

import ast

import pytest

from conftest import ROOT

PACKAGE = ROOT / "analysis/convoyrisk"
LAYERS = {  # what a part may import of the package; __init__ only joins them
    "errors": set(),
    "statistics": set(),
    "result": {"errors"},
    "program": {"errors", "result"},
    "views": {"errors", "statistics", "result"},
    "plots": {"errors", "statistics", "result", "views"},
    "report": {"errors", "statistics", "result", "program", "views", "plots"},
    "calibrate": {"errors", "statistics"},
}
BARE = {"errors": set(), "statistics": {"numpy", "scipy"}}  # outside the standard library


def imports(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module == "convoyrisk":
                yield from (f"convoyrisk.{name.name}" for name in node.names)
            else:
                yield "." * node.level + (node.module or "")


def departures(part, text):
    """Imports that the part may not have."""
    found = []
    for name in imports(text):
        first, *rest = name.split(".")
        if first == "convoyrisk":
            if rest and rest[0] != part and rest[0] not in LAYERS[part]:
                found.append(name)
        elif not first:
            found.append(name)  # relative: hides its layer
        elif part in BARE and first not in BARE[part] | {"__future__", "collections", "difflib", "typing"}:
            found.append(name)
    return found


def test_no_arrow_leads_back():
    files = [path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py"]
    assert len(files) > 4
    parts = {path: path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in files}
    wrong = {str(path): departures(part, path.read_text(encoding="utf-8")) for path, part in parts.items()}
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize("part, text", [
    ("statistics", "import xarray"),
    ("views", "from convoyrisk.plots import comparison"),
    ("result", "from convoyrisk import views"),
    ("plots", "import convoyrisk.report.page"),
    ("views", "from .result import Result"),
])
def test_an_arrow_back_is_found(part, text):
    assert len(departures(part, text)) == 1
