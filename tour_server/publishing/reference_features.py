"""The features that kiosks recognise works by, computed here once and kept until a reference picture changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from contract.museum import Museum
from models.features import METHOD, enrol
from models.picture import read_picture
from tour_server.catalogue.pictures import shrunk

LONG_SIDE = 1600  # pixels given to enrolment; it needs fewer


class References(Struct, frozen=True):
    """The file of features, None where no picture can serve; and which pictures can't, in sentences."""

    file: Path | None
    unusable: list[str]


def reference_features(
    museum: Museum,
    find: Callable[[str], Path],
    cache: Path,
    progress: Callable[[int, int], None],
) -> References:
    """The features of every reference picture of the museum.

    `find` gives the file of a medium; `progress` hears (done, of). Raises models.picture.PictureError, OSError.
    """
    references = [
        (work.key, medium.file)
        for work in museum.works
        for medium in work.media
        if medium.reference
    ]
    if not references:
        return References(None, [])
    name = hashlib.sha256(msgspec.json.encode([METHOD, LONG_SIDE, references])).hexdigest()[:32]
    file, notes = cache / f"{name}.features", cache / f"{name}.json"
    if not (file.exists() and notes.exists()):
        cache.mkdir(parents=True, exist_ok=True)
        progress(0, len(references))

        def pictures() -> Iterator[tuple[str, NDArray[np.uint8]]]:
            for key, medium in references:
                yield key, shrunk(read_picture(find(medium)), LONG_SIDE)

        features = enrol(pictures(), lambda done: progress(done, len(references)))
        features.save(file)
        unusable = [
            f"A picture of {one.work} can't serve to recognise it: {one.reason}"
            for one in features.unusable
        ]
        notes.write_bytes(msgspec.json.encode(unusable))
    return References(file, msgspec.json.decode(notes.read_bytes(), type=list[str]))
