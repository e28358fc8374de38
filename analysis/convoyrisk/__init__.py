"""Reads, computes with and shows the results of convoyrisk (docs/analysis.md)."""

from convoyrisk.errors import ProgramError, ResultError
from convoyrisk.result import Result, TailResult, open_result, open_tail

__all__ = ["ProgramError", "Result", "ResultError", "TailResult", "open_result", "open_tail"]
