"""`FineFeatures`: what a reference shows at a finer scale than its local features.

They are read where those name no work, for an object in the round, which fills a part of its photographs. They stay on
disk; of a flat work none are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import local_features
from models.feature_file import DiskRows
from models.local_features import LocalFeatures
from models.object_mask import is_on_object, mask_of_object

# Chosen on the stone head of ../shared/data/artwork_open: at 360 pixels 2 of its 10 views stand out from other
# references, at 640 pixels 9 do, with 900 keypoints as with 1,500.
SIDE_PX = 640  # longest side at which a reference is described finely
FRAME_SIDE_PX = 640  # the same for a frame
KEYPOINTS = 900
FRAME_KEYPOINTS = 1500
# Photographs of one work from which it is treated as three-dimensional; a flat work needs one or two.
MIN_PHOTOGRAPHS = 3
# What `describe` returns depends on this and on the picture. Another name is computed again.
METHOD = f"fine-{SIDE_PX}-{KEYPOINTS}-mask/1"
ARRAYS = ("fine_spots", "fine_descriptors", "fine_objects")
"""The arrays that stay on disk. A file of an older server has none of them."""


@dataclass(frozen=True, slots=True)
class FineFeatures:
    """The fine features of one reference.

    `local`: with poses, the strongest first. `is_object`: n, which keypoints lie on the object, where the picture shows
    one.
    """

    local: LocalFeatures
    is_object: NDArray[np.bool_]


def describe(picture: NDArray[np.uint8]) -> FineFeatures:
    """Compute the fine features of a reference's picture (uint8 BGR)."""
    grey = local_features.resized_grey(picture, SIDE_PX)
    local = local_features.describe(grey, KEYPOINTS, strongest_first=True)
    on_object = is_on_object(local.keypoints, local.size, mask_of_object(picture))
    return FineFeatures(local, on_object)


def of_objects(works: Sequence[str], details: Collection[int] = ()) -> list[bool]:
    """Tell of each reference whether it is one of the photographs of an object in the round.

    `works`: the work of each reference. `details`: the references (rows) that show a part of a work: they are flat, and
    no photographs of the whole.
    """
    photographs = Counter(work for row, work in enumerate(works) if row not in details)
    return [
        row not in details and photographs[work] >= MIN_PHOTOGRAPHS
        for row, work in enumerate(works)
    ]


def to_arrays(fine: FineFeatures) -> dict[str, NDArray[Any]]:
    """Returns one reference's fine features as arrays; `of_arrays` takes them. Raises ValueError without poses."""
    if fine.local.poses is None:
        raise ValueError("Fine features need poses.")
    spots = np.concatenate([fine.local.keypoints, fine.local.poses], axis=1)
    return {
        "fine_spots": spots.astype(np.float16),
        "fine_descriptors": fine.local.descriptors,
        "fine_objects": fine.is_object.astype(np.uint8),
        "fine_sizes": np.array([fine.local.size], np.int32),
    }


def of_arrays(arrays: Mapping[str, NDArray[Any]]) -> FineFeatures:
    """Returns one reference's fine features from what `to_arrays` returned. Raises KeyError."""
    spots = np.asarray(arrays["fine_spots"]).astype(np.float32)
    width, height = arrays["fine_sizes"][0]
    descriptors = np.asarray(arrays["fine_descriptors"])
    local = LocalFeatures(spots[:, :2], descriptors, (int(width), int(height)), spots[:, 2:])
    return FineFeatures(local, np.asarray(arrays["fine_objects"]) > 0)


@dataclass(frozen=True)
class FineRows:
    """The fine features of r references, k keypoints altogether.

    `first_keypoint`: r + 1, where each reference's rows of `spots` (k × 4: x, y, size, direction), `descriptors` (k ×
    128) and `is_object` (k) begin. `sizes`: r × 2 (w, h).
    """

    first_keypoint: NDArray[np.int64]
    sizes: NDArray[np.int32]
    spots: NDArray[np.float16] | DiskRows
    descriptors: NDArray[np.uint8] | DiskRows
    is_object: NDArray[np.uint8] | DiskRows

    def of(self, reference: int) -> FineFeatures:
        """Returns the fine features of one reference (its row); no keypoints where none are kept. Raises OSError."""
        first, last = self.first_keypoint[reference], self.first_keypoint[reference + 1]
        rows = slice(int(first), int(last))
        return of_arrays(
            {
                "fine_spots": np.asarray(self.spots[rows]),
                "fine_descriptors": np.asarray(self.descriptors[rows]),
                "fine_objects": np.asarray(self.is_object[rows]),
                "fine_sizes": self.sizes[reference : reference + 1],
            }
        )

    def to_file(self) -> dict[str, NDArray[Any] | DiskRows]:
        """Returns the arrays that a feature file keeps."""
        return {
            "first_fine_spot": self.first_keypoint,
            "fine_sizes": self.sizes,
            **dict(zip(ARRAYS, (self.spots, self.descriptors, self.is_object), strict=True)),
        }

    @classmethod
    def from_file(cls, arrays: Mapping[str, Any]) -> FineRows | None:
        """Returns what `to_file` gave; None for the file of an older server. Raises KeyError for half of it."""
        if "first_fine_spot" not in arrays:
            return None
        first, sizes = np.array(arrays["first_fine_spot"]), np.array(arrays["fine_sizes"])
        return cls(first, sizes, *(arrays[name] for name in ARRAYS))

    def fits(self, references: int) -> bool:
        """Tell whether the arrays fit each other and this number of references."""
        keypoints = len(self.spots)
        return (
            self.first_keypoint.shape == (references + 1,)
            and int(self.first_keypoint[0]) == 0
            and int(self.first_keypoint[-1]) == keypoints
            and bool((np.diff(self.first_keypoint) >= 0).all())
            and self.sizes.shape == (references, 2)
            and self.spots.shape == (keypoints, 4)
            and self.descriptors.shape == (keypoints, local_features.DESCRIPTOR_LENGTH)
            and self.is_object.shape == (keypoints,)
        )
