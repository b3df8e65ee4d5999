"""Pictures, kept by what they are and not by what they were called.

A picture's name is `<first 32 digits of its sha256>/<readable name>.<ext>`: the same bytes are kept once, a name
never changes its content, and an export still has names that people can read. Nothing is stored that
`models.picture` did not decode from end to end.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath

import cv2
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from contract.museum import Museum
from models.picture import PictureError, read_header, read_picture
from runtime.durable_files import write_durably

DIGITS = 32
_NAME = re.compile(rf"^[0-9a-f]{{{DIGITS}}}/[A-Za-z0-9][A-Za-z0-9._-]{{0,100}}$")


class Pictures:
    """A folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, content: bytes, called: str) -> str:
        """Stores a picture and returns its name. Raises models.picture.PictureError, OSError on a full disk."""
        read_picture(content)
        name = (
            f"{hashlib.sha256(content).hexdigest()[:DIGITS]}/{_readable(called, _ending(content))}"
        )
        path = self.folder / name
        if not path.exists():
            write_durably(path, content)
        return name

    def path(self, name: str) -> Path:
        """Where a picture lies. Raises KeyError for a name that is not ours or not there."""
        path = self.folder / name
        if not _NAME.match(name) or not path.is_file():
            raise KeyError(name)
        return path

    def small(self, name: str, side: int) -> Path:
        """A JPEG of the picture, `side` pixels at most, made once. Raises KeyError, PictureError, OSError."""
        source = self.path(name)
        place = self.folder / ".small" / f"{source.parent.name}-{side}.jpg"
        if not place.exists():
            done, body = cv2.imencode(".jpg", shrunk(read_picture(source), side))
            if not done:
                raise OSError(f"{name} could not be made smaller")
            write_durably(place, bytes(body))
        return place

    def take_in(self, museum: Museum, folder: Path) -> Museum:
        """The museum with its pictures, of the folder they lie in, stored here under their new names.

        Raises models.picture.PictureError with the work and the file in the sentence.
        """
        works = []
        for work in museum.works:
            media = []
            for medium in work.media:
                content = (folder / medium.file).read_bytes()
                try:
                    name = self.add(content, medium.file)
                except PictureError as error:
                    raise PictureError(f"Work {work.key}, {medium.file}: {error}") from error
                media.append(replace(medium, file=name))
            works.append(replace(work, media=media))
        return replace(museum, works=works)

    def give_out(self, museum: Museum, folder: Path) -> Museum:
        """The museum with its pictures copied to `folder`, under readable names where those differ."""
        taken: dict[str, str] = {}
        works = []
        for work in museum.works:
            media = []
            for medium in work.media:
                source = self.path(medium.file)
                name = PurePosixPath(medium.file).name
                if taken.setdefault(name, medium.file) != medium.file:
                    name = (
                        medium.file
                    )  # another picture of the same name: keep the digits before it
                    taken[name] = medium.file
                write_durably(folder / name, source.read_bytes())
                media.append(replace(medium, file=name))
            works.append(replace(work, media=media))
        return replace(museum, works=works)


def shrunk(pixels: NDArray[np.uint8], long_side: int) -> NDArray[np.uint8]:
    """`pixels` (height × width × 3) with a long side of at most `long_side` pixels."""
    height, width = pixels.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _ending(content: bytes) -> str:
    return {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}[read_header(content).format]


def _readable(called: str, ending: str) -> str:
    stem = PurePosixPath(called.replace("\\", "/")).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60]
    return f"{kept or 'picture'}{ending}"
