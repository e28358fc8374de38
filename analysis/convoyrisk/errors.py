"""What goes wrong, under names of its own."""


class ResultError(ValueError):
    """A file is not a usable result, or does not hold what is asked of it."""


class ProgramError(RuntimeError):
    """The program is not found, or ended with an error: the message is the program's own."""
