"""`cmake --install`: what lies below the prefix works from there, wherever it is moved, with the system's Python alone."""

import os
import subprocess
from pathlib import Path

import pytest

from program import ROOT

BUILD = Path(os.environ["CONVOYRISK_BINARY_DIR"])


@pytest.fixture(scope="module", name="prefix")
def fixture_prefix(tmp_path_factory):
    """Installed into one folder and moved to another, so that nothing is found by the name it was installed under."""
    folder = tmp_path_factory.mktemp("install")
    subprocess.run(["cmake", "--install", BUILD, "--prefix", folder / "first"], check=True, capture_output=True)
    return (folder / "first").rename(folder / "a second")


def succeed(folder, *words):
    """Runs a command in the folder, with nothing in the environment that leads to the build or the sources."""
    done = subprocess.run([*map(str, words)], cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True,
                          encoding="utf-8", timeout=280)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_check_run_and_report_from_any_folder(prefix, tmp_path):
    program, scenario = prefix / "bin/convoyrisk", prefix / "share/convoyrisk/scenarios/karakoram.yaml"
    assert "10 nodes and 9 roads" in succeed(tmp_path, program, "check", scenario)
    succeed(tmp_path, program, "run", scenario, "--replications", 40, "--no-uncertainty", "-o", "r.h5")
    assert succeed(tmp_path, program, "report", "r.h5", "-o", "x.html", "--replay", "as it is:3") == "report: x.html\n"
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "</html>" in page and "Worker buses on the Karakoram Highway" in page


def test_the_programs_of_python_find_the_package_and_the_program(prefix, tmp_path):
    scenario = prefix / "share/convoyrisk/scenarios/first-steps.yaml"
    succeed(tmp_path, prefix / "bin/convoyrisk", "run", scenario, "--replications", 20, "-o", "r.h5")
    succeed(tmp_path, prefix / "bin/convoyrisk-report", "r.h5", "-o", "x.html", "--replay", "escort:3")
    told = succeed(tmp_path, prefix / "bin/convoyrisk-calibrate",
                   prefix / "share/doc/convoyrisk/docs/data/ucdp-ged-pakistan-2010-2021.csv",
                   "--network", prefix / "share/convoyrisk/scenarios/networks/karakoram.geojson", "--page", "page.html")
    assert told.startswith("9 incidents") and (tmp_path / "page.html").exists()


def test_licence_documents_and_every_scenario_are_installed(prefix):
    assert (prefix / "share/doc/convoyrisk/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (prefix / "share/doc/convoyrisk/docs/scenario.md").exists()
    shipped = {path.name for path in (ROOT / "scenarios").glob("*.yaml")}
    assert {path.name for path in (prefix / "share/convoyrisk/scenarios").glob("*.yaml")} == shipped


def test_no_link_leads_out_of_the_prefix(prefix):
    links = [path for path in prefix.rglob("*") if path.is_symlink()]
    assert len(links) == 2 and all(prefix in path.resolve().parents for path in links)
