"""Results of convoyrisk in Python: run, open, view and plot."""

from convoyrisk.errors import ProgramError, ProgramWarning, ResultError, missing_package

try:
    from convoyrisk.program import run
    from convoyrisk.result import Result, TailResult, open_result, open_tail
except ModuleNotFoundError as error:
    raise missing_package(error, "convoyrisk") from None

__all__ = ["ProgramError", "ProgramWarning", "Result", "ResultError", "TailResult", "open_result", "open_tail", "run"]
