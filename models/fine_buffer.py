"""`FineBuffer` collects the fine features of many references in files without names: 10,000 would fill the memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO

import numpy as np

from models import fine_features, local_features
from models.feature_file import DiskRows
from models.fine_features import ARRAYS, FineFeatures, FineRows

_SHAPES: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "fine_spots": (np.float16, (4,)),
    "fine_descriptors": (np.uint8, (local_features.DESCRIPTOR_LENGTH,)),
    "fine_objects": (np.uint8, ()),
}
_NO_SIZE = (0, 0)  # of a reference without fine features


class FineBuffer:
    """Takes the fine features of one reference after the other. Use it in a `with` block, whose end closes it."""

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._files = {name: self._opened.enter_context(_nameless()) for name in ARRAYS}
        self._counts = list[int]()
        self._sizes = list[tuple[int, int]]()  # of the pictures as they were described (w, h)

    def __enter__(self) -> FineBuffer:
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    def add(self, fine: FineFeatures | None) -> None:
        """Append one reference, None for one without fine features. Raises OSError."""
        if fine is None:
            self._counts.append(0)
            self._sizes.append(_NO_SIZE)
            return
        arrays = fine_features.to_arrays(fine)
        for name, file in self._files.items():
            file.write(np.ascontiguousarray(arrays[name]).data)
        self._counts.append(len(arrays["fine_spots"]))
        self._sizes.append(fine.local.size)

    def rows(self, is_needed: Sequence[bool]) -> FineRows:
        """Returns all of them, which stay when this buffer is closed.

        `is_needed`: which references must have fine features. Raises ValueError where one has none, OSError.
        """
        for size, needed in zip(self._sizes, is_needed, strict=True):
            if needed and size == _NO_SIZE:
                raise ValueError("A photograph of an object in the round has no fine features.")
        first_keypoint = np.cumsum([0, *self._counts], dtype=np.int64)
        rows = []
        for name, file in self._files.items():
            dtype, shape = _SHAPES[name]
            file.flush()
            total = (int(first_keypoint[-1]), *shape)
            rows.append(DiskRows(os.dup(file.fileno()), np.dtype(dtype), total, 0))
        sizes = np.array(self._sizes, np.int32).reshape(-1, 2)
        return FineRows(first_keypoint, sizes, *rows)


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="zaalgids-")
