"""Results of convoyrisk in Python: run, open, view and plot."""

from convoyrisk.errors import LibraryError, ProgramError, ProgramWarning, ResultError, missing_package

try:
    from convoyrisk.commands import check, compare, diff, import_, make_report, merge, new, optimise, run_tail, trace
    from convoyrisk.plans import Plans, open_plans
    from convoyrisk.program import run
    from convoyrisk.result import Result, TailResult, open_result, open_tail
    from convoyrisk.study import Study
    from convoyrisk.study_result import StudyResult
except ModuleNotFoundError as error:
    raise missing_package(error, "convoyrisk") from None

__all__ = ["LibraryError", "Plans", "ProgramError", "ProgramWarning", "Result", "ResultError", "Study", "StudyResult",
           "TailResult", "check", "compare", "diff", "import_", "make_report", "merge", "new", "open_plans", "open_result",
           "open_tail", "optimise", "run", "run_tail", "trace"]
