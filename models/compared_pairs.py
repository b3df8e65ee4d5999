"""`ComparedPairs`: where the second picture of a pair lies in the first, so that no two pictures are compared twice.

Comparing takes some ten milliseconds, and ten thousand works have sixty thousand pairs to compare. A pair is known by
what is compared of both pictures, not by the works' names: a museum that changes one picture compares that one alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models import feature_file
from models.local_features import LocalFeatures

# Of twin_search.place. Another name forgets what an earlier version found.
METHOD = "twins/1"
_DIGEST_BYTES = 16  # of one picture

Corners = NDArray[np.float32] | None
"""4 × 2, in shares of the first picture; None where the two are no twins."""


def digest(thumbnail: NDArray[np.uint8], local: LocalFeatures) -> bytes:
    """Returns a name of all that is compared of a picture."""
    found = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in (thumbnail, local.keypoints, local.descriptors, np.array(local.size)):
        found.update(str((part.shape, part.dtype)).encode())
        found.update(np.ascontiguousarray(part).tobytes())
    return found.digest()


class ComparedPairs:
    """What was found of pairs that were compared before, and of those of this round."""

    def __init__(self) -> None:
        self._before: dict[bytes, Corners] = {}
        self._now: dict[bytes, Corners] = {}

    @classmethod
    def load(cls, file: Path) -> ComparedPairs:
        """Read a file that `write` made; know nothing where it is missing, damaged or of another method.

        Raises OSError for one that cannot be read.
        """
        known = cls()
        try:
            arrays, about = feature_file.read(file)
            names = np.asarray(arrays["pairs"])
            corners = np.asarray(arrays["corners"], np.float32)
        except (FileNotFoundError, feature_file.FeatureFileError, KeyError):
            return known
        fits = names.shape == (len(names), 2 * _DIGEST_BYTES) and names.dtype == np.uint8
        if about.get("method") != METHOD or not fits or corners.shape != (len(names), 4, 2):
            return known
        known._before = {
            name.tobytes(): None if np.isnan(found).any() else found.copy()
            for name, found in zip(names, corners, strict=True)
        }
        return known

    def write(self, file: BinaryIO) -> None:
        """Write what this round asked for; pairs that are no candidates any more are dropped. Raises OSError."""
        names = sorted(self._now)
        corners = np.full((len(names), 4, 2), np.nan, np.float32)
        for row, name in zip(corners, names, strict=True):
            if (found := self._now[name]) is not None:
                row[:] = found
        pairs = np.frombuffer(b"".join(names), np.uint8).reshape(-1, 2 * _DIGEST_BYTES)
        feature_file.write(file, {"pairs": pairs, "corners": corners}, {"method": METHOD})

    def place(self, first: bytes, second: bytes, compare: Callable[[], Corners]) -> Corners:
        """Returns what is known of two pictures, by their digests; compares them where nothing is."""
        name = first + second
        if name in self._now:
            return self._now[name]
        found = self._before[name] if name in self._before else compare()
        self._now[name] = found
        return found
