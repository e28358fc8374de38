"""The program's other commands as functions. Each raises ProgramError with the program's message, and warns as it does."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Union

from convoyrisk.plain import names_of, plain, whole
from convoyrisk.plans import Plans, open_plans
from convoyrisk.program import call, kept_or_temporary, scenario_words
from convoyrisk.progress import Progress
from convoyrisk.result import Result, TailResult, open_result, open_tail

Path_ = Union[str, os.PathLike[str]]
Settings = Mapping[str, object]


def path_of(result: Path_ | Result) -> Path_:
    """The file of a result, whichever of both is given."""
    return result.path if isinstance(result, Result) else result


def check(scenario: Path_, *, policies: str | Iterable[str] = (), settings: Settings | None = None,
          sweep: Mapping[str, Iterable[object]] | None = None, zip_sweep: bool = False, uncertainty: bool = True) -> str:
    """What the program understood of a scenario, in words.

        print(convoyrisk.check("scenarios/first-steps.yaml"))
    """
    return call("check", scenario, *scenario_words(policies, settings, sweep, zip_sweep, uncertainty))


def understood(scenario: Path_, *, settings: Settings | None = None) -> dict[str, Any]:
    """The same as a dict: every default written out, the network inlined, every value a text."""
    return dict(json.loads(call("check", scenario, *scenario_words((), settings, None, False, True), "--json")))


def trace(scenario: Path_, policy: str, replication: int | None = None, *, worst_of: int | None = None,
          seed: int | None = None, settings: Settings | None = None, output: Path_ | None = None, format: str = "jsonl") -> Any:
    """The events of one replication under one policy (docs/trace.md): a list of dicts, of which the first says what was
    replayed; with format="geojson" one dict, with format="text" a text for reading. `worst_of` takes the place of
    `replication`: of so many, the one with most dead. With `output` they are written there, and nothing is given back.

        head, *events = convoyrisk.trace("scenarios/first-steps.yaml", "escort", 3)
        attacks = [event for event in events if event["event"] == "attacked"]
    """
    words = ["trace", scenario, "--policy", policy, "--format", format, *scenario_words((), settings, None, False, True)]
    for option, value in (("--replication", replication), ("--worst-of", worst_of), ("--seed", seed)):
        words += [option, whole(value)] if value is not None else []
    if output is not None:
        call(*words, "-o", output)
        return None
    text = call(*words)
    if format == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return json.loads(text) if format == "geojson" else text


def compare(result: Path_ | Result, *, with_: Path_ | Result | None = None, across_points: bool = False,
            policies: str | Iterable[str] = (), of: str | Iterable[str] = (), confidence: float | None = None,
            min_delivered: float | None = None, value_of_life: float | None = None, equivalent: str | None = None,
            brief: bool = False) -> str:
    """The program's comparison of a result, as it prints it. `with_` sets the policies of another result beside those of this
    one, on the same random numbers, `across_points` those of each point of a sweep; both may be had for some `policies` alone.

        print(convoyrisk.compare("karakoram.h5", of=["attacks", "injured"], value_of_life=3e6))
        print(convoyrisk.compare("last-year.h5", with_="this-year.h5", policies="escorts"))
    """
    words: list[object] = ["compare", path_of(result)]
    words += ["--with", path_of(with_)] if with_ is not None else []
    words += ["--across-points"] if across_points else []
    words += ["--brief"] if brief else []
    for policy in names_of(policies):
        words += ["--policy", policy]
    for outcome in names_of(of):
        words += ["--of", outcome]
    for option, value in (("--confidence", confidence), ("--min-delivered", min_delivered), ("--value-of-life", value_of_life),
                          ("--equivalent", equivalent)):
        words += [option, plain(value)] if value is not None else []
    return call(*words)


def diff(before: Path_ | Result, after: Path_ | Result) -> str:
    """In what two scenarios differ, and two results in their figures too, in words.

        print(convoyrisk.diff("last-year.h5", "this-year.h5"))
    """
    return call("diff", path_of(before), path_of(after))


def new(name: Path_) -> Path:
    """Writes a commented scenario that runs, NAME.yaml, to change into your own; gives back its path.

        convoyrisk.new("corridor")  # corridor.yaml
    """
    call("new", name)
    return Path(name) if Path(name).suffix == ".yaml" else Path(f"{os.fspath(name)}.yaml")


def merge(shards: Iterable[Path_ | Result], result: Path_) -> Result:
    """Joins the results of parts of one run, made by `run(..., blocks=(a, b))`, and opens the whole.

        parts = [convoyrisk.run("scenarios/first-steps.yaml", replications=1024, blocks=part)
                 for part in [(0, 2), (2, 4)]]
        whole = convoyrisk.merge(parts, "whole.h5")
    """
    call("merge", *map(path_of, shards), "-o", result, "--quiet")
    return open_result(result)


def import_(kind: str, *files: Path_, output: Path_, **options: Any) -> str:
    """Makes a network of OpenStreetMap ("osm"), GeoJSON ("geojson") or tables ("csv") and gives back what the program says of
    it. `options` are those of `convoyrisk import KIND --help`, with _ for -; `from_` is --from.

        convoyrisk.import_("osm", "roads.osm", output="network.geojson",
                           from_="West", to="East", corridor=15)
    """
    words: list[object] = ["import", kind, *files, "-o", output]
    for name, value in options.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        if isinstance(value, bool):
            words += [option] if value else []
        elif name == "bbox":
            words += [option, ",".join(str(plain(number)) for number in value)]
        else:
            for item in [value] if isinstance(value, (str, os.PathLike)) or not isinstance(value, Iterable) else value:
                words += [option, plain(item)]
    return call(*words)


def make_report(result: Path_ | Result, output: Path_ | None = None, *, trace: Path_ | Iterable[Path_] = (),
                replay: str | Iterable[str] = (),
                point: str | None = None, tail: Path_ | None = None, plans: Path_ | None = None,
                criteria: Path_ | None = None, value_of_life: float | None = None, record: Path_ | None = None,
                option: str | None = None, xlsx: Path_ | None = None, csv: Path_ | None = None) -> Path | None:
    """Makes the page for a decision maker of a result, and gives back its path; also or instead a decision `record` on
    `option`, a workbook (`xlsx`) and a folder of tables (`csv`).

        convoyrisk.make_report("karakoram.h5", "karakoram.html", xlsx="karakoram.xlsx")
    """
    words: list[object] = ["report", path_of(result)]
    for file in [trace] if isinstance(trace, (str, os.PathLike)) else trace:
        words += ["--trace", file]
    for replication in names_of(replay):
        words += ["--replay", replication]
    words += ["--point", point] if point is not None else []
    for name, value in (("--tail", tail), ("--plans", plans), ("--criteria", criteria), ("-o", output), ("--record", record),
                        ("--option", option), ("--xlsx", xlsx), ("--csv", csv), ("--value-of-life", value_of_life)):
        words += [name, plain(value)] if value is not None else []
    call(*words)
    return Path(output) if output is not None else None


def optimise(scenario: Path_, *, result: Path_ | None = None, budget: float | None = None, of: str | None = None,
             within: str | float | None = None, confidence: float | None = None, min_delivered: float | None = None,
             criterion: str | None = None, most: int | None = None, settings: Settings | None = None,
             uncertainty: bool = True, seed: int | None = None, threads: int | None = None, policies: Path_ | None = None,
             resume: bool = False, progress: Progress = True, program: Path_ | None = None) -> Plans:
    """Finds the best plan for each budget, from what the scenario's `search` offers, and opens what was found.

        plans = convoyrisk.optimise("scenarios/karakoram.yaml", uncertainty=False, budget=1.5e6, within="20 %")
        print(plans.verdict)
        print(views.front_frame(plans).to_string())

    `budget` is what can be paid a year beyond the base; `within` how far from the best a plan may be, in harm a year or as
    "2 %" of the base's; `policies` a file for the plans of the front as policies of a scenario. Without `result` the file
    lies in a temporary folder that lives as long as the Plans. `progress` is as of `run`: a search has several rounds, each
    with a bar of its own.

    An interrupt (Ctrl-C, a notebook's stop) raises KeyboardInterrupt when the blocks under way are in the log; with `result`
    the same call and `resume=True` goes on from it. A second one does not wait.
    """
    with kept_or_temporary(result, "plans.h5", "optimise") as file:
        words: list[object] = ["optimise", scenario, "-o", file.path, "--quiet"]
        words += scenario_words((), settings, None, False, uncertainty)
        for option, value in (("--budget", budget), ("--of", of), ("--within", within), ("--confidence", confidence),
                              ("--min-delivered", min_delivered), ("--criterion", criterion), ("--most", most),
                              ("--seed", seed), ("--threads", threads), ("--policies", policies)):
            words += [option, whole(value)] if value is not None else []
        words += ["--resume"] if resume else []
        call(*words, program=program, progress=progress)
        return file.opened(open_plans)


def run_tail(scenario: Path_, result: Path_, *, at: int | None = None, replications: int | None = None,
             seed: int | None = None, threads: int | None = None, policies: str | Iterable[str] = (),
             settings: Settings | None = None, progress: Progress = True) -> TailResult:
    """Chances of very many deaths, by importance sampling (`convoyrisk run --tail`).

        tail = convoyrisk.run_tail("scenarios/first-steps.yaml", "tail.h5", at=10, replications=2000)
        print(tail.exceedance["exceedance"].sel(n=10).to_series())
    """
    words: list[object] = ["run", scenario, "--tail", "-o", result, "--quiet"]
    for option, value in (("--tail-at", at), ("--replications", replications), ("--seed", seed), ("--threads", threads)):
        words += [option, whole(value)] if value is not None else []
    call(*words, *scenario_words(policies, settings, None, False, True), progress=progress)
    return open_tail(result)
