"""The pictures by which kiosks recognise works."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from contract.framing import Crop
from contract.museum import Work


class CroppedPicture(NamedTuple):
    """A picture of the store, or the part of it that a crop leaves."""

    file: str
    crop: Crop | None = None


class ReferencePicture(NamedTuple):
    """A reference: its work, its file, and whether it shows a part of the work that visitors stand close to.

    `crop`: the part of the picture by which the work is recognised, None for all of it.
    """

    work: str
    file: str
    is_detail: bool = False
    crop: Crop | None = None

    @property
    def picture(self) -> CroppedPicture:
        """Its picture, as far as the work is recognised by it."""
        return CroppedPicture(self.file, self.crop)


def reference_pictures(works: Iterable[Work]) -> list[ReferencePicture]:
    """Return the references of all works, but those of works that visitors reach by their number alone."""
    return [
        ReferencePicture(work.key, medium.file, medium.detail is not None, medium.crop)
        for work in works
        for medium in work.media
        if medium.reference and not work.by_number
    ]
