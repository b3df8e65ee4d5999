"""One file of named arrays that can be mapped into memory: how `Features` are saved.

Like an uncompressed .npz, but each array starts on a 64-byte boundary, so that gigabytes of local features can
stay on disk and be paged in a work at a time. No pickle: a header in JSON and plain numbers. A newcomer would
write in place; the file is written beside its name and moved there, so that a reader never meets half of one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
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


def read(file: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays, mapped and read-only, and what `write` was told about them.

    Raises FeatureFileError for a file that is cut off, damaged or of another kind, OSError for one that can't
    be read.
    """
    with file.open("rb") as source:
        if source.read(len(MAGIC)) != MAGIC:
            raise FeatureFileError(f"{file.name} is not a file of reference features.")
        length = int.from_bytes(source.read(8), "little")
        raw = source.read(length) if length <= _MAX_HEADER else b""
    start = len(MAGIC) + 8 + length
    try:
        header = json.loads(raw)
        version, size, table = header["version"], int(header["bytes"]), header["arrays"]
        about: dict[str, Any] = dict(header["about"])
    except (ValueError, KeyError, TypeError):
        raise FeatureFileError(f"{file.name} is damaged: its header can't be read.") from None
    if version != VERSION:
        raise FeatureFileError(
            f"{file.name} has version {version} of the feature file; this program reads {VERSION}. "
            "Publish again with this version, or install a newer one here."
        )
    if file.stat().st_size != start + size:
        raise FeatureFileError(f"{file.name} is cut off: {start + size} bytes expected.")
    try:
        arrays = {entry["name"]: _map(file, start, size, entry) for entry in table}
    except (ValueError, KeyError, TypeError):
        raise FeatureFileError(f"{file.name} is damaged: its header contradicts itself.") from None
    return arrays, about


def _map(file: Path, start: int, size: int, entry: dict[str, Any]) -> NDArray[Any]:
    if entry["type"] not in _TYPES:
        raise ValueError(entry["type"])
    kind = np.dtype(entry["type"]).newbyteorder("<")
    shape = tuple(int(n) for n in entry["shape"])
    count = int(np.prod(shape, dtype=np.int64)) if all(n >= 0 for n in shape) else -1
    if count < 0 or int(entry["at"]) < 0 or int(entry["at"]) + count * kind.itemsize > size:
        raise ValueError("outside the file")
    if count == 0:
        return np.zeros(shape, kind)
    return np.memmap(file, kind, "r", start + int(entry["at"]), shape)
