"""Named arrays in one file, mapped into memory.

In come arrays, out comes a file that appears under its name whole or not at all; read
again, its arrays are views of the mapped file: opening costs nothing, whatever their
size, and processes share the pages. A file that was cut off reads as Incomplete.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_MAGIC = b"arrays3\n"
_ALIGNED = 64
_PREFIX = 24  # magic, bytes of the header, bytes of the whole
Arrays = Mapping[str, npt.NDArray[Any]]


class Incomplete(ValueError):
    """Not such a file, or only a part of one."""


def write(path: Path, arrays: Arrays) -> None:
    """Writes the arrays, each under its name."""
    entries, at = {}, 0
    for name, values in arrays.items():
        entries[name] = (values.dtype.str, len(values), at)
        at += _aligned(values.nbytes)
    header = json.dumps(entries).encode()
    start = _aligned(_PREFIX + len(header))
    sizes = np.array([len(header), start + at], "<u8").tobytes()
    hidden = path.with_name(f".{path.name}.{os.getpid()}")  # Whoosh overlooks dotted names
    try:
        with hidden.open("wb") as file:
            file.write((_MAGIC + sizes + header).ljust(start, b"\0"))
            for values in arrays.values():
                file.write(np.ascontiguousarray(values).data)
                file.write(b"\0" * (_aligned(values.nbytes) - values.nbytes))
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


def read(path: Path) -> Arrays:
    """The arrays of a file, not to be written to."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        prefix = file.read(_PREFIX)
        if size < _PREFIX or prefix[: len(_MAGIC)] != _MAGIC:
            raise Incomplete(path)
        header, whole = np.frombuffer(prefix, "<u8", 2, len(_MAGIC)).tolist()
        if size != whole:
            raise Incomplete(path)
        entries = json.loads(file.read(header))
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = _aligned(_PREFIX + header)
    return {
        name: np.frombuffer(mapping, dtype, count, start + at)
        for name, (dtype, count, at) in entries.items()
    }


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
