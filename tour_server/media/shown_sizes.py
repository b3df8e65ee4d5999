"""How large pictures are, in pixels, as they are shown: upright, and cut by their crop."""

from __future__ import annotations

import threading

from PIL import ExifTags, Image

from contract.framing import pixel_box
from tour_server.catalogue.pictures import Pictures
from tour_server.media.museum_pictures import MuseumPicture

_TURNED = (5, 6, 7, 8)  # values of EXIF's orientation that exchange width and height


class ShownSizes:
    """Reads the headers of pictures, each once: a picture's name stands for its content. Safe to use from threads."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._known: dict[str, tuple[int, int] | None] = {}
        self._lock = threading.Lock()

    def of(self, picture: MuseumPicture) -> tuple[int, int] | None:
        """Return (width, height) of what is shown of a picture; None where it can't be read, as an SVG."""
        whole = self.whole(picture.file)
        if whole is None or picture.crop is None:
            return whole
        left, top, right, bottom = pixel_box(picture.crop, *whole)
        return right - left, bottom - top

    def long_side(self, picture: MuseumPicture) -> int | None:
        """Return the longer side of what is shown of a picture."""
        size = self.of(picture)
        return None if size is None else max(size)

    def whole(self, file: str) -> tuple[int, int] | None:
        """Return (width, height) of a picture of the store."""
        with self._lock:
            if file in self._known:
                return self._known[file]
        try:
            with Image.open(self._pictures.path(file)) as opened:
                width, height = opened.size
                turned = opened.getexif().get(ExifTags.Base.Orientation) in _TURNED
        except (KeyError, OSError, SyntaxError, ValueError):
            return None  # not kept: a picture may come back to the store
        size = (height, width) if turned else (width, height)
        with self._lock:
            self._known[file] = size
        return size
