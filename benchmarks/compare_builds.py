#!/usr/bin/python3
"""Compares two builds of the program: how many times faster the second is, scenario by scenario.

    benchmarks/compare_builds.py OLD NEW [--rounds N] [--only WORD]... [--tree DIRECTORY]

OLD and NEW are paths of convoyrisk. In each round both run once, one after the other, first whichever was second before, so
that whatever else the machine does falls on both; a ratio is taken within a round. Counted is processor time in user mode,
less that of a run of a sixth of the replications, which reads, summarises and writes as much. With draws nothing is taken
off but a run of one replication: what a draw needs beside its replications counts. Prints median, least and greatest ratio. An old program may not know what scenarios hold today:
--tree takes them from its own tree, those that it has. Mixed fleets do not end in programs that carry the law of the dead by class: name the others with --only.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DRAWS_OF_KARAKORAM = 200 * 16  # replications
PLAIN = ["--no-uncertainty"]
CASES = {  # name: scenario, replications, options
    "karakoram, six policies": ("scenarios/karakoram.yaml", 6000, PLAIN),
    "karakoram, one policy": ("scenarios/karakoram.yaml", 20000, [*PLAIN, "--policy", "as it is"]),
    "gwadar-quetta, all policies": ("scenarios/gwadar-quetta.yaml", 3000, PLAIN),
    "crackdown-or-cooperation, all policies": ("scenarios/crackdown-or-cooperation.yaml", 6000, PLAIN),
    "shipyard, all policies": ("scenarios/shipyard.yaml", 6000, PLAIN),
    "karakoram, 200 draws of 16": ("scenarios/karakoram.yaml", None, []),
    "mixed fleets": ("benchmarks/mixed-fleets.yaml", 100, PLAIN),
    "reference corridor": ("benchmarks/reference-corridor.yaml", 6000, PLAIN),
}


def user_seconds(program, scenario, replications, options, output):
    """Processor seconds of a run, in user mode."""
    output.unlink(missing_ok=True)
    number = ["--replications", str(replications)] if replications else []
    before = os.times().children_user
    subprocess.run([program, "run", scenario, *number, "--threads", "1", "--quiet", "--keep", "severity", "-o", output, *options],
                   check=True, stdout=subprocess.DEVNULL)
    return os.times().children_user - before


def seconds_between(program, case, tree, output):
    """Processor seconds of the replications between a short run and the whole one, and their number."""
    scenario, replications, options = tree / case[0], *case[1:]
    scenario = scenario if scenario.exists() else ROOT / case[0]
    if not replications:
        return (user_seconds(program, scenario, None, options, output) - user_seconds(program, scenario, 1, PLAIN, output),
                DRAWS_OF_KARAKORAM)
    few = replications // 6
    return (user_seconds(program, scenario, replications, options, output) - user_seconds(program, scenario, few, options, output),
            replications - few)


def ratios(programs, case, tree, rounds, output):
    """Old time over new, one for each round; and microseconds a replication in the last."""
    found = []
    for turn in range(rounds):
        micros = [0, 0]
        for i in (0, 1) if turn % 2 == 0 else (1, 0):
            seconds, number = seconds_between(programs[i], case, tree, output)
            micros[i] = 1e6 * seconds / number
        found.append(micros[0] / micros[1])
    return found, micros


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", metavar="WORD", help="cases whose name holds this word")
    parser.add_argument("--tree", type=pathlib.Path, default=ROOT, metavar="DIRECTORY", help="where the scenarios are taken from")
    arguments = parser.parse_args()
    programs = [pathlib.Path(path).resolve() for path in (arguments.old, arguments.new)]
    print(f"{'old / new':40} {'median':>7} {'least':>7} {'greatest':>8}   us a replication, old and new")
    with tempfile.TemporaryDirectory() as directory:
        for name, case in CASES.items():
            if not arguments.only or any(word in name for word in arguments.only):
                found, micros = ratios(programs, case, arguments.tree.resolve(), arguments.rounds, pathlib.Path(directory) / "result.h5")
                print(f"{name:40} {statistics.median(found):7.2f} {min(found):7.2f} {max(found):8.2f}   "
                      f"{micros[0]:.0f} {micros[1]:.0f}", flush=True)


if __name__ == "__main__":
    main()
