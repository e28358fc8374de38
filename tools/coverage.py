#!/usr/bin/python3
"""Prints the share of lines of engine/ that the tests reached, by folder, and the files with most lines missed.

usage: coverage.py SOURCE_DIR BUILD_DIR   (a build with --coverage whose tests have run)
"""

import collections
import json
import pathlib
import subprocess
import sys


def line_hits(engine, build):
    """{(file, line): hits}, summed over all objects that hold the line (a header is compiled many times)."""
    hits = collections.Counter()
    for data in build.rglob("*.gcda"):
        report = subprocess.run(
            ["gcov", "--json-format", "--stdout", data], cwd=build, check=True, capture_output=True, text=True
        ).stdout
        for unit in map(json.loads, report.splitlines()):
            for file in unit["files"]:
                path = (pathlib.Path(unit["current_working_directory"]) / file["file"]).resolve()
                if path.is_relative_to(engine):
                    for line in file["lines"]:
                        hits[path.relative_to(engine), line["line_number"]] += line["count"]
    return hits


def report(hits, key):
    total, reached = collections.Counter(), collections.Counter()
    for (path, _), count in hits.items():
        total[key(path)] += 1
        reached[key(path)] += count > 0
    return [(name, reached[name], total[name]) for name in sorted(total)]


def main():
    engine, build = pathlib.Path(sys.argv[1]).resolve() / "engine", pathlib.Path(sys.argv[2]).resolve()
    hits = line_hits(engine, build)
    if not hits:
        sys.exit("no coverage data: build the preset `coverage` and run its tests first")
    for name, reached, total in report(hits, lambda path: path.parts[0]) + report(hits, lambda path: "all of engine/"):
        print(f"{name:20} {reached:6} of {total:6} lines  {100 * reached / total:5.1f} %")
    print("\nmost lines missed:")
    for name, reached, total in sorted(report(hits, str), key=lambda row: row[1] - row[2])[:10]:
        print(f"{name:40} {total - reached:5} of {total}")


if __name__ == "__main__":
    main()
