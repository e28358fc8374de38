"""Who may import whom in analysis/convoyrisk: numpy at the bottom, plots on top, no arrow back."""

import ast
import os
from pathlib import Path

import pytest

PACKAGE = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2])) / "analysis/convoyrisk"
LIBRARIES = {"numpy", "scipy", "pandas", "xarray", "h5netcdf", "h5py", "yaml", "matplotlib", "plotly", "jinja2", "openturns",
             "sklearn"}
DRAWING = {"matplotlib", "plotly", "jinja2", "plots", "report"}
# Of the libraries above and the parts of the package, what a part may not import.
FORBIDDEN = {
    "errors": LIBRARIES | {"statistics", "sensitivity", "named", "result", "program", "draws", "views", "plots", "report",
                          "calibrate"},
    "statistics": LIBRARIES - {"numpy", "scipy"} | {"errors", "sensitivity", "result", "program", "views", "plots", "report",
                                                    "calibrate"},
    "sensitivity": LIBRARIES - {"numpy", "scipy", "openturns"} | {"result", "program", "views", "plots", "report", "calibrate"},
    "information": LIBRARIES - {"numpy", "scipy", "sklearn"} | {"result", "program", "draws", "views", "plots", "report",
                                                                "calibrate"},
    "parameter_names": LIBRARIES | {"result", "program", "draws", "views", "plots", "report", "calibrate"},
    "named": LIBRARIES - {"numpy", "xarray"} | DRAWING | {"statistics", "sensitivity", "result", "program", "views", "calibrate"},
    "plain": LIBRARIES - {"numpy"} | DRAWING | {"errors", "named", "result", "library", "study", "program", "views"},
    "library": LIBRARIES - {"numpy"} | DRAWING | {"named", "result", "study", "program", "views", "calibrate"},
    "study": LIBRARIES - {"numpy", "xarray"} | DRAWING | {"statistics", "sensitivity", "result", "program", "views", "calibrate"},
    "study_result": LIBRARIES - {"numpy", "xarray"} | DRAWING | {"statistics", "sensitivity", "result", "study", "program", "views",
                                                                 "calibrate"},
    "adapters": LIBRARIES - {"numpy"} | DRAWING | {"statistics", "result", "program", "draws", "views", "calibrate"},
    "glance": LIBRARIES - {"numpy", "pandas", "xarray"} | DRAWING | {"result", "program", "draws", "views", "calibrate"},
    "number_text": LIBRARIES | {"result", "program", "draws", "views", "plots", "report", "calibrate"},
    "plans": DRAWING | {"library", "study", "statistics", "sensitivity", "program", "views", "plan_tables", "calibrate"},
    "plan_tables": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "views", "calibrate"},
    "result": DRAWING | {"plans", "plan_tables", "library", "study", "statistics", "sensitivity", "program", "views", "calibrate"},
    "program": DRAWING | {"statistics", "sensitivity", "views", "calibrate"},
    "points": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "draws", "views", "calibrate"},
    "convoys": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "views", "calibrate"},
    "draws": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "views", "calibrate"},
    "money": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "draws", "views", "calibrate"},
    "swings": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "views", "calibrate"},
    "sweeps": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "calibrate"},
    "views": DRAWING | {"h5netcdf", "h5py", "openturns", "sklearn", "program", "calibrate"},
    "plots": {"h5netcdf", "h5py", "openturns", "sklearn", "report", "calibrate"},
    "report": {"h5netcdf", "h5py", "openturns", "sklearn", "calibrate"},
    "commands": LIBRARIES | DRAWING | {"statistics", "sensitivity", "library", "study", "views", "calibrate"},
    "__init__": {"calibrate"},
}


def imports(path):
    """Top-level names of libraries, and parts of the package, that a file imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: import by the package's full name"
            names = [node.module]
            if node.module == "convoyrisk":
                names = [f"convoyrisk.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            found.add(parts[1] if parts[0] == "convoyrisk" and len(parts) > 1 else parts[0])
    return found


def departures(package):
    """What is imported and may not be, as "file imports name"."""
    found = []
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package)
        part = file.parts[0].removesuffix(".py")
        found += [f"{file} imports {name}" for name in sorted(imports(path) & FORBIDDEN.get(part, set()))]
    return found


def test_imports_keep_to_the_layers():
    assert len(list(PACKAGE.rglob("*.py"))) >= 6
    assert departures(PACKAGE) == []


@pytest.mark.parametrize("file, line, name", [
    ("statistics.py", "import pandas", "pandas"), ("statistics.py", "from convoyrisk.errors import known", "errors"),
    ("result.py", "import matplotlib.pyplot", "matplotlib"), ("library.py", "import xarray", "xarray"),
    ("study.py", "from convoyrisk import program", "program"), ("views.py", "from convoyrisk import plots", "plots"),
    ("views.py", "def f():\n    import h5py", "h5py"), ("plots/a.py", "from convoyrisk.report import page", "report"),
    ("report/a.py", "import convoyrisk.calibrate.command", "calibrate")])
def test_an_arrow_back_is_found(tmp_path, file, line, name):
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(line + "\n")
    assert departures(tmp_path) == [f"{file} imports {name}"]
