"""The sources keep to the plan in docs/architecture.md, and nothing lies outside the build."""

import json
import os
import re
from pathlib import Path

import pytest

import plan

ROOT = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2]))
# Built with the option CONVOYRISK_MPI alone.
OF_MPI = {"engine/app/commands/ranks_mpi.cpp", "engine/experiment/run/mpi_run.cpp"}
PLAN = plan.Plan((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))


def test_includes_keep_to_the_plan():
    assert plan.sources(ROOT / "engine")
    assert plan.departures(PLAN, ROOT / "engine") == []


def test_linked_folders_keep_to_the_plan():
    assert plan.link_departures(PLAN, ROOT / "engine") == []


def compiled_sources(database):
    """The sources in a compile_commands.json, those of a unity batch by the names that it includes."""
    for entry in json.loads(database.read_text(encoding="utf-8")):
        path = Path(entry["file"])
        batch = re.findall(r'#include "(/.*)"', path.read_text(encoding="utf-8")) if path.parent.name == "Unity" else [path]
        yield from (Path(source).resolve() for source in batch)


def test_every_source_is_in_a_target():
    compiled = set(compiled_sources(Path(os.environ["CONVOYRISK_BINARY_DIR"]) / "compile_commands.json"))
    files = [path for folder in ("engine", "tests") for path in (ROOT / folder).rglob("*.cpp")]
    assert {str(path.relative_to(ROOT)) for path in files if path.resolve() not in compiled} <= OF_MPI


def headers_not_shown_to_stand_alone(engine):
    """Headers that the source of their name does not include first, or that may not be included twice."""
    found = []
    for header in sorted(engine.rglob("*.hpp")):
        name, source = header.relative_to(engine).as_posix(), header.with_suffix(".cpp")
        first = re.search(r"#include\s+(\S+)", source.read_text(encoding="utf-8")) if source.exists() else None
        if (first and first[1] != f'"{name}"') or "#pragma once" not in header.read_text(encoding="utf-8"):
            found.append(name)
    return found


def run_by(text):
    """The files of tests that a CMakeLists.txt names, those that a loop puts together too."""
    loop = re.compile(r"foreach\((\w+) IN ITEMS ([^)]*)\)(.*?)endforeach\(\)", re.DOTALL)
    text = loop.sub(lambda found: "".join(found[3].replace(f"${{{found[1]}}}", item) for item in found[2].split()), text)
    return set(re.findall(r"(?<![\w/])test_\w+\.py", text))


def test_every_file_of_tests_is_run():
    files = {path for path in (ROOT / "tests").rglob("test_*.py")}
    run = {folder / name for folder in {path.parent for path in files} for name in run_by((folder / "CMakeLists.txt").read_text())}
    assert sorted(files ^ run) == []


def test_files_of_tests_are_found_in_loops():
    text = "foreach(a IN ITEMS x y)\n  run(FILES test_${a}.py)\nendforeach()\nrun(FILES test_b.py test_c.py LABELS test_d)"
    assert run_by(text) == {"test_x.py", "test_y.py", "test_b.py", "test_c.py"}


def test_every_header_stands_alone():
    assert headers_not_shown_to_stand_alone(ROOT / "engine") == []


def test_a_header_that_may_not_stand_alone_is_found(tmp_path):
    files = {"base/a.cpp": '#include <vector>\n#include "base/a.hpp"', "base/b.cpp": '// b\n#include "base/b.hpp"', "base/c.hpp": ""}
    files |= {"base/a.hpp": "#pragma once", "base/b.hpp": "#pragma once"}
    assert headers_not_shown_to_stand_alone(write(tmp_path, files)) == ["base/a.hpp", "base/c.hpp"]


HEAVY = re.compile(r"#include <(?:Eigen/|CLI/|fmt/|boost/|osmium/|yaml-cpp/|nlohmann/json\.hpp)")


def heavy_for_others(engine):
    """Headers that bring a library that takes long to compile to whoever includes a header that includes them."""
    texts = {path.relative_to(engine).as_posix(): path.read_text(encoding="utf-8") for path in engine.rglob("*.hpp")}
    return sorted(name for name, text in texts.items()
                  if HEAVY.search(text) and any(f'"{name}"' in other for other in texts.values()))


def test_no_header_brings_a_heavy_one_to_others():
    assert heavy_for_others(ROOT / "engine") == []


def test_a_header_that_brings_a_heavy_one_to_others_is_found(tmp_path):
    files = {"base/a.hpp": "#include <fmt/format.h>", "base/b.hpp": '#include "base/a.hpp"', "base/c.hpp": "#include <Eigen/Core>"}
    assert heavy_for_others(write(tmp_path, files)) == ["base/a.hpp"]


def unused_usings(text):
    """Names of `using a::b;` that the source does not use: clang-tidy looks for these in main files only, which ours
    are not where it reads a folder at once."""
    return [name for name in re.findall(r"^using (?:\w+::)+(\w+);", text, re.MULTILINE)
            if len(re.findall(rf"\b{name}\b", text)) == 1]


def test_every_using_is_used():
    assert {str(path): names for path in (ROOT / "engine").rglob("*.cpp") if (names := unused_usings(path.read_text()))} == {}


def test_a_using_that_is_not_used_is_found():
    assert unused_usings("using std::swap;\nusing model::Outcome;\nOutcome x;\n") == ["swap"]


def messages_with_a_counted_place(text):
    """Literals of messages with line and column as numbers: one line more in the input would change every one of them."""
    return re.findall(r'"(?:s\.yaml:)?\d+:\d+: [^"]*"', text)


def test_tests_of_messages_look_places_up():
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests/scenario").glob("*_test.cpp")}
    assert {name: found for name, text in files.items() if (found := messages_with_a_counted_place(text)) and name != "errors_test.cpp"} == {}
    assert len(messages_with_a_counted_place(files["errors_test.cpp"])) == 2  # of the test of placed() itself


def test_a_message_with_a_counted_place_is_found():
    assert messages_with_a_counted_place('Messages{"5:10: horizon: wrong", "<horizon: |90>: wrong", "5:10"}') == ['"5:10: horizon: wrong"']


def test_names_of_test_cases_survive_cmake():
    """A bracket or semicolon in a name makes CMake drop the test cases after it without a word."""
    test_case = re.compile(r'TEST_CASE(?:_METHOD)?\(\s*(?:\w+,\s*)?"((?:[^"\\]|\\.)*)"')
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.cpp"))
    assert [name for text in texts for name in test_case.findall(text) if re.search(r"[][;]|\\\\", name)] == []


# Negative controls: trees that must be rejected, each for the reason given.
KEPT = {"base/id.hpp": "", "experiment/run/mpi_run.cpp": "#include <mpi.h>\n#include <mutex>", "network/graph.hpp": '#include <vector>\n#include "base/id.hpp"\n'}
REJECTED = {
    "an arrow up": ({"base/check.cpp": '#include "network/graph.hpp"'}, "base may not use network"),
    "an arrow up in a header": ({"network/x.hpp": '  # include "model/world/world.hpp"', "model/world/world.hpp": ""}, "may not use model"),
    "an arrow up between rooms": ({"model/harm/x.hpp": '#include "model/history/y.hpp"', "model/history/y.hpp": ""}, "harm may not use model/history"),
    "a source in no room": ({"model/x.hpp": ""}, "lies in none"),
    "a folder without a row": ({"extras/x.hpp": ""}, "has no row"),
    "a library outside its home": ({"model/world/x.cpp": "#include <hdf5.h>"}, "results only"),
    "a library outside its room": ({"experiment/summary/x.cpp": "#include <tbb/info.h>"}, "experiment/run only"),
    "an arrow from sums to threads": ({"experiment/summary/x.hpp": '#include "experiment/run/y.hpp"', "experiment/run/y.hpp": ""}, "summary may not use experiment/run"),
    "a library's header by path": ({"model/world/x.cpp": "#include <yaml-cpp/yaml.h>"}, "scenario only"),
    "a library outside its component": ({"experiment/run/x.cpp": "#include <mpi.h>"}, "experiment/run/mpi_run only"),
    "a path from the file itself": ({"network/x.cpp": '#include "graph.hpp"'}, "not the path"),
    "a path through a parent": ({"network/x.cpp": '#include "network/../base/id.hpp"'}, "not the path"),
    "a loop of headers": ({"base/a.hpp": '#include "base/b.hpp"', "base/b.hpp": '#include "base/a.hpp"'}, "loop"),
    "a loop through a source": (
        {"base/a.hpp": "", "base/a.cpp": '#include "base/a.hpp"\n#include "base/b.hpp"', "base/b.hpp": '#include "base/a.hpp"'},
        "base/a <- base/b",
    ),
}


def write(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_a_tree_that_keeps_to_the_plan_is_accepted(tmp_path):
    assert plan.departures(PLAN, write(tmp_path, KEPT)) == []


@pytest.mark.parametrize("files, reason", REJECTED.values(), ids=REJECTED.keys())
def test_a_tree_that_departs_is_rejected(tmp_path, files, reason):
    found = plan.departures(PLAN, write(tmp_path, {**KEPT, **files}))
    assert len(found) == 1 and reason in found[0]


def test_a_link_that_departs_is_rejected(tmp_path):
    write(tmp_path, {"base/CMakeLists.txt": "convoyrisk_library(base SOURCES a.cpp USES network LINKS fmt::fmt)"})
    assert plan.link_departures(PLAN, tmp_path) == ["base/CMakeLists.txt: base may not use network"]
