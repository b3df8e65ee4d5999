"""The features that kiosks recognise works by, in one file for all reference pictures of a museum.

The features of each picture are computed once (picture_features). They are gathered again when the list of references
changes, because the whitening needs all of them. Note: the time stamp of a file of features must not change. The
bundle serves the same file under another name, by a hard link, and a kiosk that is downloading it would begin again.
The time of the last use is that of its notes.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.museum import Museum
from models import fine_features
from models.compared_pairs import ComparedPairs
from models.features import REFERENCE_METHOD, FeatureFileError, Features, combine_references
from runtime.durable_files import durable_file, write_durably
from runtime.file_lock import file_lock
from tour_server.catalogue.reference_pictures import ReferencePicture, reference_pictures
from tour_server.publishing.picture_features import LONG_SIDE_PX, PictureFeatures, WantedPicture

log = logging.getLogger(__name__)

# Files of whole museums that stay, each of some 75 kB a picture, 225 kB a photograph of an object in the round: the one
# in use, and two earlier ones to go back to.
KEPT_FILES = 3
_COMPARED = "twins.compared"  # pairs of pictures that need not be compared again


class TwinWorks(Struct, frozen=True):
    """Two works whose pictures explain each other: a kiosk takes the one for the other, or offers both.

    `are_told`: whether a kiosk can tell them apart, by places where they differ.
    """

    works: tuple[str, str]
    are_told: bool


class References(Struct, frozen=True):
    """The file of features, None where no picture can be used; which pictures can't, in sentences; and twins."""

    file: Path | None
    unusable: list[str] = []
    twins: list[TwinWorks] = []


class _Notes(Struct, frozen=True):
    unusable: list[str]
    twins: list[TwinWorks]


def reference_features(
    museum: Museum,
    find: Callable[[str], Path],
    cache: Path,
    progress: Callable[[int, int], None],
) -> References:
    """Make the file with the features of every reference picture of the museum, but those of works told by number.

    `find` returns the file of a medium; `cache` is a folder for this alone. `progress` hears (pictures whose features
    are stored, of all), and nothing where the whole file is there. Waits while another publish computes. The file
    stays until KEPT_FILES other lists of references were asked for after it.
    Raises models.picture.PictureError, OSError.
    """
    references = reference_pictures(museum.works)
    if not references:
        return References(None)
    file = cache / _file_name(references)
    place = _place_of_notes(file)
    cache.mkdir(parents=True, exist_ok=True)
    with file_lock(cache / ".lock"):  # also against `zaalgids publish` beside the server
        _drop_old_files(cache, file.stem)  # first: on a disk that is nearly full it makes room
        pictures = PictureFeatures(cache / "pictures", find)
        pictures.keep(_wanted(references))
        notes = _noted(file)
        if notes is None:
            notes = _gather(references, pictures, file, progress)
            write_durably(place, msgspec.json.encode(notes))
        else:
            with contextlib.suppress(OSError):
                os.utime(place)
    return References(file, notes.unusable, notes.twins)


def known_references(museum: Museum, cache: Path) -> References | None:
    """Returns what `reference_features` returned for these references, None where it was not asked for them.

    It reads no features. Raises OSError.
    """
    references = reference_pictures(museum.works)
    if not references:
        return References(None)
    file = cache / _file_name(references)
    try:
        notes = msgspec.json.decode(_place_of_notes(file).read_bytes(), type=_Notes)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    return References(file, notes.unusable, notes.twins)


def _file_name(references: list[ReferencePicture]) -> str:
    listed = [one if one.crop else one[:3] for one in references]  # as before there were crops
    key = [REFERENCE_METHOD, fine_features.METHOD, LONG_SIDE_PX, listed]
    return f"{hashlib.sha256(msgspec.json.encode(key)).hexdigest()[:32]}.features"


def _place_of_notes(file: Path) -> Path:
    return file.with_suffix(".json")


def _gather(
    references: list[ReferencePicture],
    pictures: PictureFeatures,
    file: Path,
    progress: Callable[[int, int], None],
) -> _Notes:
    """Write `file`. Returns what is to be noted of it."""
    wanted = _wanted(references)
    lacking = pictures.lacking(wanted)
    there = len(references) - len(lacking)
    progress(there, len(references))
    for done, picture in enumerate(lacking, there + 1):
        pictures.of(picture)
        progress(done, len(references))
    compared = ComparedPairs.load(file.with_name(_COMPARED))
    # One at a time: the features of ten thousand pictures would be in memory twice.
    features = combine_references(
        ((one.work, pictures.of(picture)) for one, picture in zip(references, wanted, strict=True)),
        details=_details(references),
        compared=compared,
    )
    with durable_file(file) as out:
        features.write(out)
    with durable_file(file.with_name(_COMPARED)) as out:
        compared.write(out)
    unusable = [
        f"A picture of {one.work} can't serve to recognise it: {one.reason}"
        for one in features.unusable
    ]
    return _Notes(unusable, _twin_works(features))


def _twin_works(features: Features) -> list[TwinWorks]:
    """Returns each two works with twin pictures once; they are told where each such pair of pictures is."""
    told: dict[tuple[str, str], bool] = {}
    for pair in features.twins:
        works = features.works[pair.first], features.works[pair.second]
        if works[::-1] in told:
            works = works[::-1]
        told[works] = told.get(works, True) and bool(pair.places)
    return [TwinWorks(works, are_told) for works, are_told in told.items()]


def _details(references: list[ReferencePicture]) -> set[int]:
    return {row for row, one in enumerate(references) if one.is_detail}


def _wanted(references: list[ReferencePicture]) -> list[WantedPicture]:
    """Returns what is needed of each reference's picture."""
    fine = fine_features.of_objects([one.work for one in references], _details(references))
    return [
        WantedPicture(one.file, needed, one.crop)
        for one, needed in zip(references, fine, strict=True)
    ]


def _noted(file: Path) -> _Notes | None:
    """Returns what was noted when `file` was made, None where it is missing or damaged."""
    try:
        Features.load(file)
        return msgspec.json.decode(_place_of_notes(file).read_bytes(), type=_Notes)
    except FileNotFoundError:
        return None
    except (FeatureFileError, OSError, msgspec.DecodeError) as error:
        log.warning("the reference features are gathered again: %s", error)
        return None


def _drop_old_files(cache: Path, wanted: str) -> None:
    """Delete the files of all lists but `wanted` and those used last, KEPT_FILES in all; and incomplete files.

    The bundle has links of its own to what it serves.
    """
    used = {notes.stem: notes.stat().st_mtime for notes in cache.glob("*.json")}
    used.pop(wanted, None)
    kept = {wanted, *sorted(used, key=lambda name: -used[name])[: KEPT_FILES - 1]}
    for file in cache.iterdir():
        ours = file.suffix in {".features", ".json", ".part"} or file.name.startswith(".part-")
        if ours and file.stem not in kept:
            with contextlib.suppress(OSError):  # it only takes room
                file.unlink()
