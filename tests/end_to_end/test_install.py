"""`cmake --install`: what lies below the prefix works from there, wherever it is moved, with the system's Python alone."""

import gzip
import json
import os
import shutil
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


def test_a_release_does_not_say_where_it_was_built(prefix):
    """Or else builds in two folders would differ. Other presets name sources in the messages of their checks."""
    if "CMAKE_BUILD_TYPE:STRING=Release" not in (BUILD / "CMakeCache.txt").read_text():
        pytest.skip("no release")
    files = [prefix / "bin/convoyrisk", *prefix.glob("lib*/**/libconvoyrisk.so.1")]
    assert len(files) == 2
    for file in files:
        content = file.read_bytes()
        assert b"killed_total" in content  # texts are found so
        assert str(ROOT).encode() not in content and str(BUILD).encode() not in content, file


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
    assert len(links) == 3 and all(prefix in path.resolve().parents for path in links)


def test_the_package_finds_the_library(prefix, tmp_path):
    words = ("import convoyrisk, convoyrisk.library as l; print(l.find_library()); "
             "print(convoyrisk.Study('/dev/stdin').run(replications=20).replications)")
    done = subprocess.run(["/usr/bin/python3", "-B", "-c", words], cwd=tmp_path, check=True, capture_output=True, encoding="utf-8",
                          env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(prefix / "share/convoyrisk/python")},
                          input=(ROOT / "scenarios/first-steps.yaml").read_text())
    library, replications = done.stdout.splitlines()
    assert Path(library).resolve().is_relative_to(prefix.resolve()) and replications == "20"


def test_another_project_builds_with_the_installed_library(prefix, tmp_path):
    """In C and in C++, by find_package; its numbers are the program's."""
    succeed(tmp_path, "cmake", "-S", ROOT / "tests/consumer", "-B", tmp_path / "build", "-D", f"CMAKE_PREFIX_PATH={prefix}")
    succeed(tmp_path, "cmake", "--build", tmp_path / "build")
    scenario = ROOT / "scenarios/first-steps.yaml"
    told = json.loads(succeed(tmp_path, prefix / "bin/convoyrisk", "run", scenario, "--replications", 300, "--json", "--quiet"))
    means = [policy["outcomes"]["killed_total"]["mean"] for policy in told["policies"].values()]
    for program in ("from_c", "from_cxx"):
        printed = succeed(tmp_path, tmp_path / "build" / program, scenario, 300).split()
        assert [float(number) for number in printed] == means


def test_the_installed_manual_and_completions_are_the_programs(prefix, tmp_path):
    places = {"bash": "share/bash-completion/completions/convoyrisk", "zsh": "share/zsh/site-functions/_convoyrisk",
              "fish": "share/fish/vendor_completions.d/convoyrisk.fish"}
    for form, place in places.items():
        assert (prefix / place).read_text() == succeed(tmp_path, prefix / "bin/convoyrisk", "options", "--as", form)
    manual = gzip.decompress((prefix / "share/man/man1/convoyrisk.1.gz").read_bytes()).decode("utf-8")
    assert manual == succeed(tmp_path, prefix / "bin/convoyrisk", "options", "--as", "man")


@pytest.fixture(scope="module", name="wheel")
def fixture_wheel(tmp_path_factory):
    """Made by `pip wheel` of a copy of what is tracked, since setuptools writes into the tree that it is given."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "analysis", folder / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["/usr/bin/python3", "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir",
                    folder / "made", folder], check=True, capture_output=True,
                   env={**os.environ, "CONVOYRISK_BINARY_DIR": str(BUILD)})
    return next((folder / "made").iterdir())


def test_the_wheel_works_in_an_empty_environment(wheel, tmp_path):
    """Of numpy and its kin the system's are used, for there is no package index here."""
    assert wheel.name.startswith("convoyrisk-") and "-py3-none-linux" in wheel.name
    environment = tmp_path / "venv"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--system-site-packages", environment], check=True)
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # whose package pip takes for installed
    subprocess.run([environment / "bin/pip", "install", "--quiet", "--no-index", "--no-deps", wheel], check=True, capture_output=True,
                   env=own)
    program, python = environment / "bin/convoyrisk", environment / "bin/python"
    prefix = Path(succeed(tmp_path, python, "-c", "import convoyrisk; print(convoyrisk.__path__[0])").strip()) / "prefix"
    assert prefix.is_relative_to(environment) and (prefix / "../py.typed").exists()
    scenario = prefix / "share/convoyrisk/scenarios/first-steps.yaml"
    assert "First steps" in succeed(tmp_path, program, "check", scenario)
    succeed(tmp_path, program, "run", scenario, "--replications", 40, "-o", "r.h5")
    succeed(tmp_path, program, "report", "r.h5", "-o", "x.html")
    assert "</html>" in (tmp_path / "x.html").read_text(encoding="utf-8")
    code = f"import convoyrisk; print(convoyrisk.Study({str(scenario)!r}).run(replications=20).replications)"
    assert succeed(tmp_path, python, "-c", code).strip() == "20"
    assert json.loads((prefix / "share/convoyrisk/convoyrisk.schema.json").read_text())["title"]
    succeed(tmp_path, "cmake", "-S", ROOT / "tests/consumer", "-B", tmp_path / "build", "-D", f"CMAKE_PREFIX_PATH={prefix}")
    succeed(tmp_path, "cmake", "--build", tmp_path / "build")
