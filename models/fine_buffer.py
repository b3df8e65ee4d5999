"""`FineBuffer` collects the fine features of many references in files without names: 10,000 would fill the memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
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


class FineBuffer:
    """Takes the fine features of one reference after the other."""

    def __init__(self) -> None:
        # `rows` closes them; a buffer that is dropped closes them, too.
        self._files = {name: _nameless() for name in ARRAYS}
        self._counts = list[int]()
        self.sizes = list[tuple[int, int]]()
        """Of the pictures as they were described (w, h)."""

    def add(self, fine: FineFeatures) -> None:
        """Append one reference. Raises OSError."""
        arrays = fine_features.to_arrays(fine)
        for name, file in self._files.items():
            file.write(np.ascontiguousarray(arrays[name]).data)
        self._counts.append(len(arrays["fine_spots"]))
        self.sizes.append(fine.local.size)

    def rows(self, most: Sequence[int]) -> FineRows:
        """Returns the first `most` keypoints of each reference; after this call none may be added. Raises OSError."""
        kept = [min(count, limit) for count, limit in zip(self._counts, most, strict=True)]
        first_keypoint = np.concatenate([[0], np.cumsum(kept, dtype=np.int64)]).astype(np.int64)
        rows = []
        for name, file in self._files.items():
            dtype, shape = _SHAPES[name]
            width = np.dtype(dtype).itemsize * int(np.prod(shape))
            with file, _nameless() as shorter:
                file.seek(0)
                for count, wanted in zip(self._counts, kept, strict=True):
                    shorter.write(file.read(count * width)[: wanted * width])
                shorter.flush()
                total = (int(first_keypoint[-1]), *shape)
                rows.append(DiskRows(os.dup(shorter.fileno()), np.dtype(dtype), total, 0))
        sizes = np.array(self.sizes, np.int32).reshape(-1, 2)
        return FineRows(first_keypoint, sizes, *rows)


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="zaalgids-")
