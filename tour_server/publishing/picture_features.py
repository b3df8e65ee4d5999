"""The features of each reference picture by itself: computed once, and stored.

A stored file is named by all that its content depends on: the picture's bytes, the method, the size it is computed at.
A file that is cut off or altered is computed again, with a line in the log; a publish does not fail for it. A file
stays for a while after the last work that needs it is gone: publishing is undone at times, and a room may come back
after the summer.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from models import feature_file, fine_features, model_file
from models.embedding import Embedder
from models.features import REFERENCE_METHOD, FeatureFileError, Reference, compute_reference
from models.local_features import LocalFeatures
from models.picture import read_picture
from runtime.durable_files import PART_PREFIX, durable_file
from tour_server.catalogue.pictures import shrink

log = logging.getLogger(__name__)

LONG_SIDE_PX = 1600  # given to enrolment, which uses fewer
# A file stays when it was needed within this time before the last publish.
KEPT_SECONDS = 30 * 24 * 3600.0


class PictureFeatures:
    """A folder of features. One publish at a time works with it: see reference_features, which holds a lock."""

    def __init__(self, folder: Path, find: Callable[[str], Path]) -> None:
        """`find` returns the file of a medium, which is named by its content (tour_server.catalogue.pictures)."""
        self._folder, self._find = folder, find
        self._embedder: Embedder | None = None

    def keep(self, media: Iterable[str]) -> None:
        """Mark the files of these media as needed now, and delete those that no publish needed lately.

        That is, within KEPT_SECONDS before the last publish. Not before now: otherwise the first change after a quiet
        winter would delete files of the published release. Incomplete files of a crash are deleted too.
        Raises OSError where the folder can't be made or read.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        needed = {self._place(medium).name for medium in media}
        with os.scandir(self._folder) as entries:
            stored = {entry.name: entry.stat().st_mtime for entry in entries}
        too_old = max(stored.values(), default=0.0) - KEPT_SECONDS
        for name, used in stored.items():
            place = self._folder / name
            with contextlib.suppress(OSError):  # a file of another user is used as it is
                if name in needed:
                    os.utime(place)
                elif used < too_old or name.startswith(PART_PREFIX) or place.suffix == ".part":
                    place.unlink()

    def lacking(self, media: Iterable[str]) -> list[str]:
        """Returns the media whose features are not stored; of several with the same content one."""
        places = {self._place(medium): medium for medium in media}
        return [medium for place, medium in places.items() if not place.exists()]

    def of(self, medium: str) -> Reference | str:
        """Returns a picture's features, or why it can't be used; reads them, or computes and stores them.

        Raises models.picture.PictureError, OSError, and what `find` raises.
        """
        place = self._place(medium)
        try:
            return _read(place)
        except FileNotFoundError:
            pass
        except (FeatureFileError, OSError) as error:
            log.warning("the features of %s are computed again: %s", medium, error)
        picture = shrink(read_picture(self._find(medium)), LONG_SIDE_PX)
        made = compute_reference(picture, self._network())
        _write(place, made)
        return made

    def _place(self, medium: str) -> Path:
        content = medium.partition("/")[0]  # the rest is the name it was uploaded with
        key = msgspec.json.encode([REFERENCE_METHOD, LONG_SIDE_PX, content])
        return self._folder / f"{hashlib.sha256(key).hexdigest()[:32]}.features"

    def _network(self) -> Embedder:
        """Load the network when the first picture needs it: most publishes need it for none."""
        if self._embedder is None:
            self._embedder = Embedder(model_file.path(model_file.EMBEDDER))
        return self._embedder


def _write(place: Path, one: Reference | str) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    why_not = one if isinstance(one, str) else None
    if isinstance(one, Reference):
        arrays = {
            "views": one.views,
            "thumbnail": one.thumbnail,
            "spots": one.local.keypoints,
            "descriptors": one.local.descriptors,
            "size": np.array(one.local.size, np.int32),
            "colour": one.colour,
            **fine_features.to_arrays(one.fine),
        }
    about = {"why_not": why_not, "checksum": _checksum(arrays, why_not)}
    with durable_file(place) as file:
        feature_file.write(file, arrays, about)


def _read(place: Path) -> Reference | str:
    """Read what `_write` wrote. Raises FeatureFileError for anything else, OSError."""
    stored, about = feature_file.read(place)
    arrays = {name: np.asarray(array) for name, array in stored.items()}
    why_not = about.get("why_not")
    if about.get("checksum") != _checksum(arrays, why_not):
        raise FeatureFileError(f"{place.name} is damaged: its checksum does not agree.")
    if isinstance(why_not, str):
        return why_not
    width, height = arrays["size"]
    return Reference(
        arrays["views"],
        arrays["thumbnail"],
        LocalFeatures(arrays["spots"], arrays["descriptors"], (int(width), int(height))),
        fine_features.of_arrays(arrays),
        arrays["colour"],
    )


def _checksum(arrays: Mapping[str, NDArray[Any]], why_not: object) -> int:
    """Returns the CRC-32 of all that is stored, with names and shapes: the file's own header has none."""
    checksum = zlib.crc32(str(why_not).encode())
    for name, array in arrays.items():
        checksum = zlib.crc32(f"{name} {array.dtype.name} {array.shape}".encode(), checksum)
        checksum = zlib.crc32(array.tobytes(), checksum)
    return checksum
