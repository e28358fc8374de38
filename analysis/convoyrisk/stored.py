"""Whether a file may be opened as a result: it is whole, and it leads to no other file."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Any

import h5py

from convoyrisk.errors import ResultError

SEAL = b"convoyrisk sha256 "
SEAL_SIZE = len(SEAL) + 64 + 1
FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}


def check_stored(path: Path) -> None:
    """Raises ResultError where the file is no regular file, was changed since it was written, or leads out of itself.

    A result ends in the SHA-256 of all bytes before; results of older versions have none.
    """
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise ResultError(f"{path} cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(mode):
        raise ResultError(f"{path} cannot be read: it is not a regular file")
    sealed = _check_seal(path)
    try:
        with h5py.File(path, "r") as file:
            if not sealed and "seal" in file.attrs:
                raise ResultError(f"{path} is damaged: its end, with the SHA-256 of its content, is missing; or another program "
                                  "changed it")
            _check_structure(path, file)
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        if isinstance(error, ResultError):
            raise
        hint = {".partial": " It is the log of a run under way: `run --resume` goes on from it.",
                ".yaml": " It looks like a scenario: `convoyrisk.run` runs it and gives its result."}.get(path.suffix, "")
        raise ResultError(f"{path} is no HDF5 file, or is damaged: {error}.{hint}") from error


def _check_seal(path: Path) -> bool:
    """Whether there is a seal; raises where it does not hold."""
    with path.open("rb") as file:
        left = os.fstat(file.fileno()).st_size - SEAL_SIZE
        if left < 0:
            return False
        file.seek(left)
        seal = file.read(SEAL_SIZE)
        if not seal.startswith(SEAL):
            return False
        digest = hashlib.sha256()
        file.seek(0)
        while left > 0:
            part = file.read(min(left, 1 << 20))
            if not part:
                break
            digest.update(part)
            left -= len(part)
    if seal != SEAL + digest.hexdigest().encode() + b"\n":
        raise ResultError(f"{path} is damaged: its content is not that of its SHA-256")
    return True


def _check_structure(path: Path, file: h5py.File) -> None:
    def defect(name: bytes, info: Any) -> str | None:  # what is returned ends the visit
        if info.type != h5py.h5l.TYPE_HARD:
            return f"/{name.decode(errors='replace')} is a link to something that is elsewhere"
        item = h5py.h5o.open(file.id, name)
        what = _defect_of(item) if isinstance(item, h5py.h5d.DatasetID) else None
        return f"/{name.decode(errors='replace')} {what}" if what else None

    found = file.id.links.visit(defect, info=True)
    if found:
        raise ResultError(f"{path} is refused: {found}")


def _defect_of(dataset: h5py.h5d.DatasetID) -> str | None:
    properties = dataset.get_create_plist()
    if properties.get_layout() == h5py.h5d.VIRTUAL:
        return "is a virtual dataset, made of other files"
    if properties.get_external_count() > 0:
        return "keeps its values in another file"
    if {properties.get_filter(i)[0] for i in range(properties.get_nfilters())} - FILTERS:
        return "needs a filter that is not HDF5's own"
    return None
