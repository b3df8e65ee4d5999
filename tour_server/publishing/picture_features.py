"""The features of each reference picture by itself: computed once, and stored.

A stored file is named by all that its content depends on: the picture's bytes, the method, the size it is computed at,
and its crop where it has one: a work is recognised by what the crop leaves.
Fine features have a file of their own, because only the photographs of an object in the round need them: a work becomes
one with its third photograph.
A file that is cut off or altered is computed again, with a line in the log; a publish does not fail for it. A file
stays for a while after the last work that needs it is gone: publishing is undone at times, and a room may come back
after the summer.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from contract.framing import Crop
from models import feature_file, fine_features, model_file
from models.embedding import Embedder
from models.features import REFERENCE_METHOD, FeatureFileError, Reference, compute_reference
from models.fine_features import FineFeatures
from models.local_features import LocalFeatures
from models.picture import read_picture
from runtime.durable_files import PART_PREFIX, durable_file
from tour_server.catalogue.pictures import cut, shrink

log = logging.getLogger(__name__)

LONG_SIDE_PX = 1600  # given to enrolment, which uses fewer
# A file stays when it was needed within this time before the last publish.
KEPT_SECONDS = 30 * 24 * 3600.0
_Arrays = dict[str, NDArray[Any]]
_Kind = TypeVar("_Kind", Reference, FineFeatures)


class WantedPicture(NamedTuple):
    """A reference picture, and whether its fine features are needed, too (models.fine_features.of_objects)."""

    medium: str
    fine: bool = False
    crop: Crop | None = None


class PictureFeatures:
    """A folder of features. One publish at a time works with it: see reference_features, which holds a lock."""

    def __init__(self, folder: Path, find: Callable[[str], Path]) -> None:
        """`find` returns the file of a medium, which is named by its content (tour_server.catalogue.pictures)."""
        self._folder, self._find = folder, find
        self._embedder: Embedder | None = None

    def keep(self, wanted: Iterable[WantedPicture]) -> None:
        """Mark the files of these pictures as needed now, and delete those that no publish needed lately.

        That is, within KEPT_SECONDS before the last publish. Not before now: otherwise the first change after a quiet
        winter would delete files of the published release. Incomplete files of a crash are deleted too.
        Raises OSError where the folder can't be made or read.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        needed = {place.name for one in wanted for place in self._places(one)}
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

    def lacking(self, wanted: Iterable[WantedPicture]) -> list[WantedPicture]:
        """Returns the pictures whose features are not all stored; of several with the same content one."""
        places = {place: one for one in wanted for place in self._places(one)}
        return list(dict.fromkeys(one for place, one in places.items() if not place.exists()))

    def of(self, wanted: WantedPicture) -> Reference | str:
        """Returns a picture's features, or why it can't be used; reads them, or computes and stores them.

        Raises models.picture.PictureError, OSError, and what `find` raises.
        """

        @functools.cache
        def picture() -> NDArray[np.uint8]:
            whole = read_picture(self._find(wanted.medium))
            return shrink(cut(whole, wanted.crop), LONG_SIDE_PX)

        place, *places_of_fine = self._places(wanted)
        one = _stored(place, wanted.medium, _reference_of)
        if one is None:
            one = compute_reference(picture(), self._network())
            _write(place, one if isinstance(one, str) else _arrays_of(one))
        for fine_place in places_of_fine:
            if isinstance(one, str):
                _write(fine_place, one)  # so that it is not lacking
                continue
            fine = _stored(fine_place, wanted.medium, fine_features.of_arrays)
            if not isinstance(fine, FineFeatures):
                fine = fine_features.describe(picture())
                _write(fine_place, fine_features.to_arrays(fine))
            one = replace(one, fine=fine)
        return one

    def _places(self, wanted: WantedPicture) -> list[Path]:
        """Returns the file of a picture's features, and that of its fine ones where they are needed."""
        content = wanted.medium.partition("/")[0]  # the rest is the name it was uploaded with
        methods = [REFERENCE_METHOD, *([fine_features.METHOD] if wanted.fine else [])]
        part = [] if wanted.crop is None else [wanted.crop]
        keys = [msgspec.json.encode([method, LONG_SIDE_PX, content, *part]) for method in methods]
        return [self._folder / f"{hashlib.sha256(key).hexdigest()[:32]}.features" for key in keys]

    def _network(self) -> Embedder:
        """Load the network when the first picture needs it: most publishes need it for none."""
        if self._embedder is None:
            self._embedder = Embedder(model_file.path(model_file.EMBEDDER))
        return self._embedder


def _stored(place: Path, medium: str, of_arrays: Callable[[_Arrays], _Kind]) -> _Kind | str | None:
    """Returns what `_write` wrote, or why the picture can't be used; None where it is missing or damaged."""
    try:
        return _read(place, of_arrays)
    except FileNotFoundError:
        return None
    except (FeatureFileError, OSError) as error:
        log.warning("the features of %s are computed again: %s", medium, error)
        return None


def _write(place: Path, made: _Arrays | str) -> None:
    arrays, why_not = ({}, made) if isinstance(made, str) else (made, None)
    about = {"why_not": why_not, "checksum": _checksum(arrays, why_not)}
    with durable_file(place) as file:
        feature_file.write(file, arrays, about)


def _read(place: Path, of_arrays: Callable[[_Arrays], _Kind]) -> _Kind | str:
    """Read what `_write` wrote. Raises FeatureFileError for anything else, OSError."""
    stored, about = feature_file.read(place)
    arrays = {name: np.asarray(array) for name, array in stored.items()}
    why_not = about.get("why_not")
    if about.get("checksum") != _checksum(arrays, why_not):
        raise FeatureFileError(f"{place.name} is damaged: its checksum does not agree.")
    return why_not if isinstance(why_not, str) else of_arrays(arrays)


def _arrays_of(one: Reference) -> _Arrays:
    return {
        "views": one.views,
        "thumbnail": one.thumbnail,
        "spots": one.local.keypoints,
        "descriptors": one.local.descriptors,
        "size": np.array(one.local.size, np.int32),
        "colour": one.colour,
    }


def _reference_of(arrays: _Arrays) -> Reference:
    width, height = arrays["size"]
    return Reference(
        arrays["views"],
        arrays["thumbnail"],
        LocalFeatures(arrays["spots"], arrays["descriptors"], (int(width), int(height))),
        arrays["colour"],
    )


def _checksum(arrays: Mapping[str, NDArray[Any]], why_not: object) -> int:
    """Returns the CRC-32 of all that is stored, with names and shapes: the file's own header has none."""
    checksum = zlib.crc32(str(why_not).encode())
    for name, array in arrays.items():
        checksum = zlib.crc32(f"{name} {array.dtype.name} {array.shape}".encode(), checksum)
        checksum = zlib.crc32(array.tobytes(), checksum)
    return checksum
