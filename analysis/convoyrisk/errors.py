"""What can go wrong, in the words of the person who asked."""

from __future__ import annotations

import difflib
from collections.abc import Sequence


class ResultError(ValueError):
    """A file is no result of convoyrisk that this package can read, or does not hold what was asked of it."""


class ProgramError(RuntimeError):
    """The program convoyrisk was not found, or ended with an error: the message is the program's own."""


class ProgramWarning(UserWarning):
    """What the program convoyrisk warned of, in its own words."""


class LibraryError(RuntimeError):
    """The library libconvoyrisk was not found, is of another version, or failed: the message is its own."""


class OutputError(ValueError):
    """A file cannot be written there, or would take the place of something else."""


class UnknownName(ResultError, KeyError):
    """A name that is not there; the message has the nearest one and all there are."""

    def __init__(self, name: str, names: Sequence[str], what: str) -> None:
        nearest = difflib.get_close_matches(name, names, n=1)
        hint = f'did you mean "{nearest[0]}"? There are ' if nearest else "there are "
        self.message = f'no {what} "{name}": {hint}' + ", ".join(f'"{each}"' for each in names)
        super().__init__(self.message)

    def __str__(self) -> str:  # that of KeyError has quotes about it
        return self.message


def known(name: str, names: Sequence[str], what: str) -> str:
    """The name, if it is one of the names; else UnknownName."""
    if name in names:
        return name
    raise UnknownName(name, names, what)


def missing_package(error: ModuleNotFoundError, who: str) -> ModuleNotFoundError:
    """The error in a sentence that names the Debian package; `who` needs it. Raise it from None."""
    name = (error.name or "").partition(".")[0]
    return ModuleNotFoundError(f"{who} needs the Python package {name}, which is not installed: "
                               f"apt-get install python3-{name.lower()}", name=error.name)
