"""Reads and writes one file of named arrays, of which the large ones can stay on disk: the form of saved `Features`.

The file is like an uncompressed .npz, but each array starts on a 64-byte boundary, so that `DiskRows` reads a few rows
where they lie. It has a header in JSON and plain numbers, no pickle. The caller replaces a file in one step, so that
a reader never sees half of one.

Note: the file is not memory-mapped. Each page that is touched can bring 2 MB of its neighbours into the process's
memory, and a kiosk with 10,000 works soon held all of them.
"""

from __future__ import annotations

import errno
import json
import os
import weakref
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

MAGIC = b"ZAALGIDS-ARRAYS\n"
OLDEST = 1
UPGRADES: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = ()
"""Each takes a header from one version, from OLDEST on, to the next. Keep at least the last one: a kiosk reads the
files of the server before and after its upgrade."""
VERSION = OLDEST + len(UPGRADES)
_ALIGN_BYTES = 64
_MAX_HEADER_BYTES = 64 * 1024 * 1024
_COPY_ROWS = 4096  # of an array on disk, copied at a time
_TYPES = frozenset({"uint8", "int32", "int64", "float16", "float32"})


class FeatureFileError(ValueError):
    """The file is not a whole feature file of this version; the message is a plain sentence."""


class DiskRows:
    """An array whose rows stay in their file until they are read. Safe to share between threads.

    The file is held open, so it may be replaced or deleted meanwhile, and the rows stay what they were.
    """

    def __init__(
        self, descriptor: int, dtype: np.dtype[Any], shape: tuple[int, ...], first_byte: int
    ) -> None:
        """`descriptor` is of an open file and is closed with this object; the rows begin at `first_byte`."""
        weakref.finalize(self, os.close, descriptor)
        self._descriptor, self._first_byte = descriptor, first_byte
        self.dtype, self.shape = dtype, shape
        self._row_bytes = int(np.prod(shape[1:], dtype=np.int64)) * dtype.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def nbytes(self) -> int:
        """The bytes that all rows take."""
        return len(self) * self._row_bytes

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """Read the rows of a slice without steps. Raises OSError; IndexError for a slice with steps."""
        start, stop, step = rows.indices(len(self))
        if step != 1:
            raise IndexError("rows are read one after another")
        count = max(0, stop - start)
        size = count * self._row_bytes
        data = os.pread(self._descriptor, size, self._first_byte + start * self._row_bytes)
        if len(data) != size:
            raise OSError(errno.EIO, "the file of reference features has become shorter")
        return np.frombuffer(data, self.dtype).reshape(count, *self.shape[1:])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """Read all rows, for numpy. Raises OSError."""
        return np.asarray(self[:], dtype)


def write(
    file: BinaryIO, arrays: Mapping[str, NDArray[Any] | DiskRows], about: Mapping[str, Any]
) -> None:
    """Write `arrays` and the JSON-able `about` to an open file. Rows on disk are copied a few at a time.

    Raises OSError; TypeError, before anything is written, for an array of a type that the file cannot hold.
    """
    table, at = [], 0
    contiguous = {
        name: array if isinstance(array, DiskRows) else np.ascontiguousarray(array)
        for name, array in arrays.items()
    }
    for name, array in contiguous.items():
        if array.dtype.name not in _TYPES:
            raise TypeError(f"{name}: {array.dtype} is not a type this file can hold")
        table.append({"name": name, "type": array.dtype.name, "shape": array.shape, "at": at})
        at += -(-array.nbytes // _ALIGN_BYTES) * _ALIGN_BYTES
    header = json.dumps(
        {"version": VERSION, "bytes": at, "arrays": table, "about": dict(about)},
        separators=(",", ":"),
    ).encode()
    start = len(MAGIC) + 8 + len(header)
    header += b" " * (-start % _ALIGN_BYTES)
    file.write(MAGIC + len(header).to_bytes(8, "little") + header)
    for array in contiguous.values():
        step = _COPY_ROWS if isinstance(array, DiskRows) else max(len(array), 1)
        for start in range(0, len(array), step):
            rows = array[start : start + step]
            file.write(rows.astype(rows.dtype.newbyteorder("<"), copy=False).data)
        file.write(bytes(-array.nbytes % _ALIGN_BYTES))


def read(
    file: Path, on_disk: Collection[str] = ()
) -> tuple[dict[str, NDArray[Any] | DiskRows], dict[str, Any]]:
    """Returns the arrays and `about`, as `write` got them; the arrays named in `on_disk` as `DiskRows`.

    Raises FeatureFileError for a file that is cut off, damaged or of another kind, OSError for one that cannot be
    read.
    """
    with file.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise FeatureFileError(f"{file.name} is not a file of reference features.")
        length = int.from_bytes(source.read(8), "little")
        raw = source.read(length) if length <= _MAX_HEADER_BYTES else b""
    start = len(MAGIC) + 8 + length
    # OverflowError: one altered digit makes a length of 1e80.
    try:
        header = json.loads(raw)
        version = header["version"]
    except (ValueError, KeyError, TypeError):
        raise FeatureFileError(f"{file.name} is damaged: its header can't be read.") from None
    if not isinstance(version, int) or not OLDEST <= version <= VERSION:
        newer = isinstance(version, int) and version > VERSION
        raise FeatureFileError(
            f"{file.name} is of version {version} of the feature file; this software reads "
            f"{f'{OLDEST} to {VERSION}' if OLDEST < VERSION else VERSION}. "
            + ("Install newer software here." if newer else "Publish again.")
        )
    try:
        for upgrade in UPGRADES[version - OLDEST :]:
            header = upgrade(header)
        size, table = int(header["bytes"]), header["arrays"]
        about: dict[str, Any] = dict(header["about"])
    except (ValueError, KeyError, TypeError, OverflowError):
        raise FeatureFileError(f"{file.name} is damaged: its header can't be read.") from None
    if file.stat().st_size != start + size:
        raise FeatureFileError(f"{file.name} is cut off: {start + size} bytes expected.")
    try:
        arrays = {
            entry["name"]: _array(file, start, size, entry, entry["name"] in on_disk)
            for entry in table
        }
    except (ValueError, KeyError, TypeError, OverflowError):
        raise FeatureFileError(f"{file.name} is damaged: its header contradicts itself.") from None
    return arrays, about


def _array(
    file: Path, start: int, size: int, entry: dict[str, Any], on_disk: bool
) -> NDArray[Any] | DiskRows:
    """Returns the array that one entry of the header's table describes; its bytes begin at `start`, `size` in all.

    Raises ValueError, KeyError, TypeError or OverflowError for an entry that contradicts itself, OSError.
    """
    if entry["type"] not in _TYPES:
        raise ValueError(entry["type"])
    dtype = np.dtype(entry["type"]).newbyteorder("<")
    shape = tuple(int(n) for n in entry["shape"])
    if not shape:
        raise ValueError("an array without dimensions")  # `write` makes none
    count = int(np.prod(shape, dtype=np.int64)) if all(n >= 0 for n in shape) else -1
    if count < 0 or int(entry["at"]) < 0 or int(entry["at"]) + count * dtype.itemsize > size:
        raise ValueError("outside the file")
    if count == 0:
        return np.zeros(shape, dtype)
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    rows = DiskRows(descriptor, dtype, shape, start + int(entry["at"]))
    return rows if on_disk else rows[:]
