"""Which works visitors reach by their number alone, because no kiosk can or may name them by its camera."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from contract.framing import Crop
from contract.museum import Work

UsablePicture = Callable[[str, Crop | None], bool | None]
"""Says of a picture and its crop whether a kiosk can use it, None where that is not known yet."""


class ByNumber(StrEnum):
    """Why visitors reach a work by its number alone."""

    STAFF = "staff"  # staff decided so
    NO_PICTURE = "no_picture"
    UNUSABLE_PICTURES = "unusable_pictures"  # no picture tells it from other works


def by_number(work: Work, usable: UsablePicture) -> ByNumber | None:
    """Return why visitors reach a work by its number alone; None where a kiosk can name it."""
    if work.by_number:
        return ByNumber.STAFF
    references = [medium for medium in work.media if medium.reference]
    if not references:
        return ByNumber.NO_PICTURE
    if all(usable(one.file, one.crop) is False for one in references):
        return ByNumber.UNUSABLE_PICTURES
    return None
