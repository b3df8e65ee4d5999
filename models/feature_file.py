"""One file of named arrays, of which the large ones stay on disk: how `Features` are saved.

Like an uncompressed .npz, but each array starts on a 64-byte boundary, and `Rows` reads a few rows of one where they
lie. No pickle: a header in JSON and plain numbers. A newcomer would map the file; each page that is touched may bring
2 MB of its neighbours into the process's memory, and a kiosk with 10,000 works soon held all of them. And a newcomer
would write in place; the file is written beside its name and moved there, so that a reader never meets half of one.
"""

from __future__ import annotations

import errno
import json
import os
import weakref
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"ZAALGIDS-ARRAYS\n"
VERSION = 1
_ALIGN = 64
_MAX_HEADER = 64 * 1024 * 1024
_TYPES = frozenset({"uint8", "int32", "int64", "float16", "float32"})


class FeatureFileError(ValueError):
    """Not a whole file of ours; the message says what is wrong with it."""


class Rows:
    """An array whose rows stay in their file until they are asked for. May be shared between threads.

    The file is held open: it may be replaced or deleted meanwhile, and these rows stay what they were.
    """

    def __init__(
        self, descriptor: int, kind: np.dtype[Any], shape: tuple[int, ...], at: int
    ) -> None:
        """`descriptor`: an open file's, which is closed with this; `at`: of the first row, in bytes."""
        weakref.finalize(self, os.close, descriptor)
        self._descriptor, self._at = descriptor, at
        self.dtype, self.shape = kind, shape
        self._row = int(np.prod(shape[1:], dtype=np.int64)) * kind.itemsize

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> NDArray[Any]:
        """The rows of a slice without steps, read now. Raises OSError."""
        start, stop, step = rows.indices(len(self))
        if step != 1:
            raise IndexError("rows are read one after another")
        count = max(0, stop - start)
        data = os.pread(self._descriptor, count * self._row, self._at + start * self._row)
        if len(data) != count * self._row:
            raise OSError(errno.EIO, "the file of reference features has become shorter")
        return np.frombuffer(data, self.dtype).reshape(count, *self.shape[1:])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        """All of it, for numpy."""
        return np.asarray(self[:], dtype)


def write(file: Path, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]) -> None:
    """Writes `arrays` and the JSON-able `about` to `file`, all or nothing. Raises OSError."""
    table, at = [], 0
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    for name, array in plain.items():
        if array.dtype.name not in _TYPES:
            raise TypeError(f"{name}: {array.dtype} is not a type this file can hold")
        table.append({"name": name, "type": array.dtype.name, "shape": array.shape, "at": at})
        at += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(
        {"version": VERSION, "bytes": at, "arrays": table, "about": dict(about)},
        separators=(",", ":"),
    ).encode()
    start = len(MAGIC) + 8 + len(header)
    header += b" " * (-start % _ALIGN)
    beside = file.with_name(file.name + ".part")
    try:
        with beside.open("wb") as out:
            out.write(MAGIC + len(header).to_bytes(8, "little") + header)
            for array in plain.values():
                out.write(array.astype(array.dtype.newbyteorder("<"), copy=False).data)
                out.write(bytes(-array.nbytes % _ALIGN))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read(
    file: Path, on_disk: Collection[str] = ()
) -> tuple[dict[str, NDArray[Any] | Rows], dict[str, Any]]:
    """The arrays, and what `write` was told about them; of those named in `on_disk`, only the `Rows`.

    Raises FeatureFileError for a file that is cut off, damaged or of another kind, OSError for one that can't
    be read.
    """
    with file.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise FeatureFileError(f"{file.name} is not a file of reference features.")
        length = int.from_bytes(source.read(8), "little")
        raw = source.read(length) if length <= _MAX_HEADER else b""
    start = len(MAGIC) + 8 + length
    # OverflowError: one altered digit makes a length of 1e80.
    try:
        header = json.loads(raw)
        version, size, table = header["version"], int(header["bytes"]), header["arrays"]
        about: dict[str, Any] = dict(header["about"])
    except (ValueError, KeyError, TypeError, OverflowError):
        raise FeatureFileError(f"{file.name} is damaged: its header can't be read.") from None
    if version != VERSION:
        raise FeatureFileError(
            f"{file.name} has version {version} of the feature file; this program reads {VERSION}. "
            "Publish again with this version, or install a newer one here."
        )
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
) -> NDArray[Any] | Rows:
    if entry["type"] not in _TYPES:
        raise ValueError(entry["type"])
    kind = np.dtype(entry["type"]).newbyteorder("<")
    shape = tuple(int(n) for n in entry["shape"])
    if not shape:
        raise ValueError("rows of nothing")  # `write` makes none
    count = int(np.prod(shape, dtype=np.int64)) if all(n >= 0 for n in shape) else -1
    if count < 0 or int(entry["at"]) < 0 or int(entry["at"]) + count * kind.itemsize > size:
        raise ValueError("outside the file")
    if count == 0:
        return np.zeros(shape, kind)
    rows = Rows(os.open(file, os.O_RDONLY | os.O_CLOEXEC), kind, shape, start + int(entry["at"]))
    return rows if on_disk else rows[:]
