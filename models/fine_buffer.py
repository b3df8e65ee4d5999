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

    def rows(self, is_kept: Sequence[bool]) -> FineRows:
        """Returns those of the references that are kept; they stay when this buffer is closed.

        Raises ValueError where one that is kept was added without fine features, OSError.
        """
        if any(kept and size == _NO_SIZE for size, kept in zip(self._sizes, is_kept, strict=True)):
            raise ValueError("A photograph of an object in the round has no fine features.")
        counts = [count * kept for count, kept in zip(self._counts, is_kept, strict=True)]
        first_keypoint = np.cumsum([0, *counts], dtype=np.int64)
        rows = []
        for name, file in self._files.items():
            dtype, shape = _SHAPES[name]
            width = np.dtype(dtype).itemsize * int(np.prod(shape))
            file.seek(0)
            with _nameless() as shorter:
                for count, kept in zip(self._counts, is_kept, strict=True):
                    shorter.write(file.read(count * width) if kept else b"")
                    file.seek(0 if kept else count * width, os.SEEK_CUR)
                shorter.flush()
                total = (int(first_keypoint[-1]), *shape)
                rows.append(DiskRows(os.dup(shorter.fileno()), np.dtype(dtype), total, 0))
        sizes = [
            size if kept else _NO_SIZE for size, kept in zip(self._sizes, is_kept, strict=True)
        ]
        return FineRows(first_keypoint, np.array(sizes, np.int32).reshape(-1, 2), *rows)


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="zaalgids-")
