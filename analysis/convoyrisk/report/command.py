"""The program convoyrisk-report: a result file as one page of HTML that loads nothing from elsewhere, and in other forms."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence

from convoyrisk.criteria import read_criteria
from convoyrisk.errors import OutputError, ProgramError, ResultError
from convoyrisk.money import check_value
from convoyrisk.plans import Plans
from convoyrisk.report.decision_record import record
from convoyrisk.report.page import render
from convoyrisk.report.plan_section import plans_of
from convoyrisk.report.replay import read_replay
from convoyrisk.report.same_scenario import check_tail
from convoyrisk.report.tables import tables_of
from convoyrisk.report.tracing import trace
from convoyrisk.report.workbook import check_folder, check_workbook, write_folder, write_workbook
from convoyrisk.result import Result, open_result, open_tail
from convoyrisk.whole_file import check_output, write_whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 2 after one message that says what is wrong and what would be right."""
    options = _parser().parse_args(arguments)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # the page itself says that a run is partial
            _report(options)
    except (ResultError, ProgramError, OutputError, OSError, ModuleNotFoundError) as error:
        print(f"convoyrisk-report: {_message(error)}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="convoyrisk-report",
                                     description="Make a page, a record, a workbook or tables of a result.")
    parser.add_argument("result", metavar="RESULT.h5", help="result file of `convoyrisk run`")
    parser.add_argument("-o", "--output", metavar="FILE.html", help="the page; a report of that name is replaced")
    parser.add_argument("--record", metavar="FILE.html", help="the decision on one page, to be printed and signed")
    parser.add_argument("--option", metavar="POLICY",
                        help="the policy of the record (default: the one with the least mean of what is chosen by)")
    parser.add_argument("--xlsx", metavar="FILE.xlsx", help="a workbook of the tables; needs Debian's python3-openpyxl")
    parser.add_argument("--csv", metavar="FOLDER", help="the same tables as files of comma-separated values")
    parser.add_argument("--trace", metavar="TRACE.jsonl", action="append", default=[],
                        help="replay this trace of `convoyrisk trace`; may be given again")
    parser.add_argument("--replay", metavar="POLICY:N", action="append", default=[],
                        help="trace replication N under this policy with the program, and replay it; may be given again")
    parser.add_argument("--point", metavar="POINT",
                        help="of a sweep: the point that --replay (default: the first) and --record are of, by its name")
    parser.add_argument("--tail", metavar="TAIL.h5", help="file of `convoyrisk run --tail` of the same scenario")
    parser.add_argument("--plans", metavar="PLANS.h5",
                        help="file of `convoyrisk optimise` of the same scenario (default: RESULT.plans.h5, if it is there)")
    parser.add_argument("--criteria", metavar="FILE.yaml",
                        help="your own lines of tolerability and risk matrix (docs/report.md), which the page holds risk against")
    parser.add_argument("--value-of-life", metavar="X", type=float,
                        help="in the scenario's currency: loss, net benefit and what it is worth to find out are told in money")
    return parser


def _message(error: Exception) -> str:
    return f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)


def _report(options: argparse.Namespace) -> None:
    _check_files(options)
    result = open_result(options.result)
    tail = open_tail(options.tail) if options.tail else None
    if tail is not None:
        check_tail(tail, result)
    if options.value_of_life is not None:
        check_value(result, options.value_of_life)
    criteria = read_criteria(options.criteria) if options.criteria else None
    plans = plans_of(result, options.plans)
    replays = [read_replay(path, result, number) for number, path in enumerate(options.trace)]
    for wanted in options.replay:
        replays.append(trace(wanted, result, len(replays), options.point))
    for written in _files(options, result, plans, lambda: render(result, replays, tail, options.value_of_life, plans, criteria),
                          lambda: record(result, options.option, options.point, plans, tail)):
        print(written)


def _check_files(options: argparse.Namespace) -> None:
    """Raises where nothing is asked for, or where it would take the place of something else."""
    pages = [file for file in (options.output, options.record) if file]
    if not (pages or options.xlsx or options.csv):
        raise OutputError("say what to write: -o FILE.html, --record FILE.html, --xlsx FILE.xlsx or --csv FOLDER")
    if options.option and not options.record:
        raise OutputError("--option is the policy of the decision record: say --record FILE.html too")
    for page in pages:
        check_output(page, "a report of convoyrisk", is_report)
    if options.xlsx:
        check_workbook(options.xlsx)
    if options.csv:
        check_folder(options.csv)


def _files(options: argparse.Namespace, result: Result, plans: Plans | None, page: Callable[[], str],
           page_of_record: Callable[[], str]) -> Iterator[str]:
    """Writes what is asked for, and tells of each."""
    if options.output:
        write_whole(options.output, page())
        yield f"report: {options.output}"
    if options.record:
        write_whole(options.record, page_of_record())
        yield f"record: {options.record}"
    if options.xlsx or options.csv:
        tables = tables_of(result, plans, options.value_of_life)
        if options.xlsx:
            write_workbook(options.xlsx, tables, result.title)
            yield f"workbook: {options.xlsx}"
        if options.csv:
            write_folder(options.csv, tables)
            yield f"tables: {options.csv}"


def is_report(start: str) -> bool:
    """Whether a file that begins so is a page of this program."""
    head = start.partition("</head>")[0]
    return start.lstrip().startswith("<!DOCTYPE html>") and " – convoyrisk report</title>" in head


if __name__ == "__main__":
    sys.exit(main())
