"""What can go wrong, in the words of the person who asked."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


class ResultError(ValueError):
    """A file is no result of convoyrisk that this package can read, or does not hold what was asked of it."""


class ProgramError(RuntimeError):
    """The program convoyrisk was not found, or ended with an error: the message is the program's own."""


def known(name: str, names: Sequence[str], what: str) -> str:
    """The name, if it is one of the names; else ResultError with the nearest of them, or all."""
    if name in names:
        return name
    nearest = difflib.get_close_matches(name, names, n=1)
    hint = f'did you mean "{nearest[0]}"?' if nearest else "there are " + ", ".join(f'"{each}"' for each in names)
    raise ResultError(f'no {what} "{name}": {hint}')
