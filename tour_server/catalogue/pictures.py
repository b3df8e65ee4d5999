"""The store of pictures, of the files of the museum's look, and of recorded words, named by their content.

A picture's name is `<first 32 digits of its SHA-256>/<readable name>.<ext>`. So equal files are stored once, the
content of a name never changes, and an export has names that people can read. Only pictures that `models.picture`
decodes to the end are stored.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import cv2
import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from contract.framing import Crop, pixel_box
from contract.museum import Museum, Offer, Work
from models.picture import PictureError, read_header, read_picture
from models.picture_formats import storable_picture
from runtime.durable_files import write_durably
from tour_server.catalogue.clean_logo import clean_logo
from tour_server.catalogue.logos import logo_ending
from tour_server.catalogue.sign_video import SignVideoError, video_ending
from tour_server.catalogue.typefaces import TypefaceFile
from tour_server.catalogue.word_sound import word_sound

DIGITS = 32
_NAME = re.compile(rf"^[0-9a-f]{{{DIGITS}}}/[A-Za-z0-9][A-Za-z0-9._-]{{0,100}}\Z")


class Pictures:
    """A folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, content: bytes, original_name: str) -> str:
        """Store a picture and return its name. A TIFF, AVIF or HEIC is stored as a JPEG.

        Raises models.picture.PictureError, OSError on a full disk.
        """
        content = storable_picture(content, original_name)
        read_picture(content)
        return self._store(content, original_name, _ending(content))

    def add_video(self, content: bytes, original_name: str) -> str:
        """Store a video, named like a picture. Raises sign_video.SignVideoError, OSError on a full disk."""
        return self._store(content, original_name, video_ending(content))

    def add_logo(self, content: bytes, original_name: str) -> str:
        """Store what is drawn of a logo, named like a picture. Raises logos.LogoError, OSError on a full disk."""
        clean = clean_logo(content)
        return self._store(clean, original_name, logo_ending(clean))

    def add_typeface(self, content: bytes, original_name: str) -> str:
        """Store a file of a typeface, named like a picture. Raises typefaces.TypefaceError, OSError on a full disk."""
        return self._store(content, original_name, TypefaceFile(content).ending)

    def add_word_sound(self, content: bytes, word: str) -> str:
        """Store the recording of a word, named like a picture. Raises SoundRefusedError, OSError on a full disk."""
        return self._store(word_sound(content).wav, word, ".wav", "word")

    def _store(
        self, content: bytes, original_name: str, ending: str, otherwise: str = "picture"
    ) -> str:
        digits = hashlib.sha256(content).hexdigest()[:DIGITS]
        name = f"{digits}/{_readable(original_name, ending, otherwise)}"
        path = self.folder / name
        if path.exists():
            path.touch()  # it is wanted again: see `unchanged_since`
        else:
            write_durably(path, content)
        return name

    def path(self, name: str) -> Path:
        """Return the path of a picture. Raises KeyError for a name that is malformed or not in the store."""
        path = self.folder / name
        if not _NAME.match(name) or not path.is_file():
            raise KeyError(name)
        return path

    def unchanged_since(self, before: float) -> set[str]:
        """Return the names of all pictures that were last uploaded before `before` (Unix seconds). Raises OSError."""
        found = set()
        for path in self.folder.glob("*/*"):
            name = path.relative_to(self.folder).as_posix()
            if _NAME.match(name) and path.stat().st_mtime < before:
                found.add(name)
        return found

    def delete(self, name: str) -> None:
        """Delete a picture and what was made smaller from it. Raises KeyError, OSError."""
        path = self.path(name)
        for small in (self.folder / ".small").glob(f"{path.parent.name}-*.jpg"):
            small.unlink(missing_ok=True)
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()

    def thumbnail(self, name: str, side: int, crop: Crop | None = None) -> Path:
        """Return the path of a JPEG of the picture, or of its `crop`, with a long side of at most `side` pixels.

        It is made once. Raises KeyError, PictureError, OSError.
        """
        source = self.path(name)
        part = (
            "" if crop is None else f"-{hashlib.sha256(msgspec.json.encode(crop)).hexdigest()[:12]}"
        )
        place = self.folder / ".small" / f"{source.parent.name}-{side}{part}.jpg"
        if not place.exists():
            done, body = cv2.imencode(".jpg", shrink(cut(read_picture(source), crop), side))
            if not done:
                raise OSError(f"{name} could not be made smaller")
            write_durably(place, bytes(body))
        return place

    def import_pictures(self, museum: Museum, folder: Path) -> Museum:
        """Store the pictures of a museum from `folder`. Returns the museum with their names in the store.

        Raises models.picture.PictureError, which names the work or offer and the file, and OSError.
        """
        names: dict[str, str] = {}
        for work in museum.works:
            for medium in work.media:
                names[medium.file] = self._add_from(folder, medium.file, f"Work {work.key}")
            for video in work.sign_videos:
                content = (folder / video.file).read_bytes()
                try:
                    names[video.file] = self.add_video(content, video.file)
                except SignVideoError as error:
                    raise PictureError(f"Work {work.key}, {video.file}: {error}") from error
        for offer in museum.offers:
            for file in offer.files:
                names[file] = self._add_from(folder, file, f"Offer {offer.key}")
        return _with_names(museum, names)

    def _add_from(self, folder: Path, file: str, owner: str) -> str:
        try:
            return self.add((folder / file).read_bytes(), file)
        except PictureError as error:
            raise PictureError(f"{owner}, {file}: {error}") from error

    def export_pictures(self, museum: Museum, folder: Path) -> Museum:
        """Copy the pictures of a museum to `folder`. Returns the museum with their names there.

        A picture has its readable name, unless another picture of the museum has the same.
        """
        taken: dict[str, str] = {}
        names: dict[str, str] = {}
        owners: list[Work | Offer] = [*museum.works, *museum.offers]
        for file in dict.fromkeys(file for owner in owners for file in owner.files):
            source = self.path(file)
            name = PurePosixPath(file).name
            if taken.setdefault(name, file) != file:
                name = file  # with the digits before the readable name
                taken[name] = file
            write_durably(folder / name, source.read_bytes())
            names[file] = name
        return _with_names(museum, names)


def cut(pixels: NDArray[np.uint8], crop: Crop | None) -> NDArray[np.uint8]:
    """Return the part of `pixels` (height × width × 3) that a crop leaves; without one all of it."""
    if crop is None:
        return pixels
    left, top, right, bottom = pixel_box(crop, pixels.shape[1], pixels.shape[0])
    return np.ascontiguousarray(pixels[top:bottom, left:right])


def shrink(pixels: NDArray[np.uint8], long_side: int) -> NDArray[np.uint8]:
    """Return `pixels` (height × width × 3) with a long side of at most `long_side` pixels."""
    height, width = pixels.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _with_names(museum: Museum, names: Mapping[str, str]) -> Museum:
    """Return the museum with other `names` of its pictures and videos."""
    offers = []
    for offer in museum.offers:
        own = offer.own_picture
        own = None if own is None else replace(own, file=names[own.file])
        named = offer.picture and names.get(offer.picture, offer.picture)
        offers.append(replace(offer, own_picture=own, picture=named))
    works = [_renamed(work, names) for work in museum.works]
    return replace(museum, works=works, offers=offers)


def _renamed(work: Work, names: Mapping[str, str]) -> Work:
    """Return the work with other `names` of its pictures; a detail names the picture it was cut from, too."""
    media = []
    for medium in work.media:
        detail = medium.detail
        if detail is not None:
            detail = replace(detail, of=names.get(detail.of, detail.of))
        media.append(replace(medium, file=names[medium.file], detail=detail))
    videos = [replace(video, file=names[video.file]) for video in work.sign_videos]
    return replace(work, media=media, sign_videos=videos)


def _ending(content: bytes) -> str:
    return {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[read_header(content).format]


def readable_stem(original_name: str) -> str:
    """Return the stem that a file of this name has in the store; empty where nothing of it can be kept."""
    stem = PurePosixPath(original_name.replace("\\", "/")).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60]


def _readable(original_name: str, ending: str, otherwise: str) -> str:
    return f"{readable_stem(original_name) or otherwise}{ending}"
