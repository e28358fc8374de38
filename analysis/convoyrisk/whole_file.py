"""Files that appear whole or not at all, and replace nothing that the program did not write in that kind."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from convoyrisk.errors import OutputError

HEAD = 65_536  # characters that tell what a file is


def check_output(path: str | os.PathLike[str], kind: str, is_own: Callable[[str], bool]) -> None:
    """Raises OutputError where `path` could not be written, or holds what is not `kind` ("a report", "a page ..."): text
    whose beginning `is_own` does not know. An empty file is replaced."""
    target = _target(path)
    if target.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {target.parent}")
    if not target.exists():
        return
    if not target.is_file():
        raise OutputError(f"{path}: is not a regular file")
    with open(target, encoding="utf-8", errors="replace", newline="") as file:
        start = file.read(HEAD)
    if start and not is_own(start.replace("\r\n", "\n")):
        raise OutputError(f"{path} exists and is not {kind}: it is not overwritten; give another name")


def write_whole(path: str | os.PathLike[str], text: str) -> None:
    """As write_bytes_whole, of a text."""
    write_bytes_whole(path, text.encode("utf-8"))


def write_bytes_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """At any moment the file is the old one or the whole new one; where a link leads, the file there. Raises OSError."""
    target = _target(path)
    unfinished = target.with_name(f".{target.name[:50]}.{secrets.token_hex(8)}.tmp")
    try:
        with open(unfinished, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        if error.errno != errno.EEXIST:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def _target(path: str | os.PathLike[str]) -> Path:
    return Path(os.path.realpath(path)) if os.path.islink(path) else Path(path)


def _sync_folder(folder: Path) -> None:
    """Makes the new name durable, where the file system can."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_regular(path: str | os.PathLike[str]) -> None:
    """Raises OSError where the path is a pipe, a device or a folder, which would block or never end."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", os.fspath(path))
