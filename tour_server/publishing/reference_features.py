"""The features that kiosks recognise works by, in one file for all reference pictures of a museum.

What each picture gives is computed once (picture_features); putting it together is done again when the list of
references changes, because the whitening needs all of them. What a newcomer would get wrong: to say that a file was
used by touching it. The bundle serves the same file under another name, by a hard link, and a kiosk that is half-way
through downloading it would begin again. So its notes are touched.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.museum import Museum
from models.features import METHOD, FeatureFileError, Features, combine_references
from runtime.durable_files import durable_file, write_durably
from tour_server.publishing.picture_features import LONG_SIDE, PictureFeatures

log = logging.getLogger(__name__)

# Files of whole museums that stay, each 67 kB a picture: the one in use, the one before it, and one more to go back to.
KEPT_FILES = 3


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

    `find` gives the file of a medium; `cache` is a folder for this alone. `progress` hears (pictures whose features
    there are, of all), and nothing where the whole file is there. Waits while another publish is at it. The file
    stays until KEPT_FILES other lists of references were asked for after it.
    Raises models.picture.PictureError, OSError.
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
    cache.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(cache):
        _drop_old_files(cache, name)  # first: a disk that is nearly full needs the room
        pictures = PictureFeatures(cache / "pictures", find)
        pictures.keep(medium for _, medium in references)
        unusable = _noted(file, notes)
        if unusable is None:
            unusable = _put_together(references, pictures, file, progress)
            write_durably(notes, msgspec.json.encode(unusable))
        else:
            with contextlib.suppress(OSError):
                os.utime(notes)
    return References(file, unusable)


def _put_together(
    references: list[tuple[str, str]],
    pictures: PictureFeatures,
    file: Path,
    progress: Callable[[int, int], None],
) -> list[str]:
    """Writes `file`, and says which pictures can't serve."""
    lacking = pictures.lacking(medium for _, medium in references)
    there = len(references) - len(lacking)
    progress(there, len(references))
    for done, medium in enumerate(lacking, there + 1):
        pictures.of(medium)
        progress(done, len(references))
    # One at a time: what ten thousand pictures give would fill the memory a second time.
    features = combine_references((work, pictures.of(medium)) for work, medium in references)
    with durable_file(file) as out:
        features.write(out)
    return [
        f"A picture of {one.work} can't serve to recognise it: {one.reason}"
        for one in features.unusable
    ]


def _noted(file: Path, notes: Path) -> list[str] | None:
    """What was said of pictures that can't serve when `file` was made; None where it is not there, or not whole."""
    try:
        Features.load(file)
        return msgspec.json.decode(notes.read_bytes(), type=list[str])
    except FileNotFoundError:
        return None
    except (FeatureFileError, OSError, msgspec.DecodeError) as error:
        log.warning("the reference features are put together again: %s", error)
        return None


def _drop_old_files(cache: Path, wanted: str) -> None:
    """Leaves those of `wanted` and of the lists used last, KEPT_FILES with it; nothing that a crash left half written.

    What the bundle serves under its own name stays there.
    """
    used = {notes.stem: notes.stat().st_mtime for notes in cache.glob("*.json")}
    used.pop(wanted, None)
    kept = {wanted, *sorted(used, key=lambda name: -used[name])[: KEPT_FILES - 1]}
    for file in cache.iterdir():
        ours = file.suffix in {".features", ".json", ".part"} or file.name.startswith(".part-")
        if ours and file.stem not in kept:
            with contextlib.suppress(OSError):  # in the way of nobody but the disk
                file.unlink()


@contextlib.contextmanager
def _one_at_a_time(cache: Path) -> Iterator[None]:
    """Also between the server and `zaalgids publish`: one computes, the other finds it done."""
    with (cache / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
