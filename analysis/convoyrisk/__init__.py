"""Results of convoyrisk in Python: run, open, view and plot."""

from convoyrisk.errors import ProgramError, ResultError
from convoyrisk.program import run
from convoyrisk.result import Result, TailResult, open_result, open_tail

__all__ = ["ProgramError", "Result", "ResultError", "TailResult", "open_result", "open_tail", "run"]
