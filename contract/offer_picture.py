"""The picture of an offer: one of its own, or that of a work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from contract.framing import Crop, FocalPoint
from contract.patterns import StoredFile, Text
from contract.rights import Rights

if TYPE_CHECKING:
    from contract.museum import Medium, Museum, Offer


class OfferPicture(Struct, frozen=True, omit_defaults=True):
    """A picture of an offer: `file` is a path inside the museum's pictures folder, `alt` says what is in it.

    `crop`, `focus`: as of a work's picture.
    """

    file: StoredFile
    alt: Text = {}
    rights: Rights = Rights("CC0-1.0")
    crop: Crop | None = None
    focus: FocalPoint | None = None


def picture_of(offer: Offer, museum: Museum) -> OfferPicture | None:
    """Return the picture that visitors see with an offer: its own, else the work's that it names."""
    if offer.own_picture is not None or offer.picture is None:
        return offer.own_picture
    for work in museum.works:
        for medium in work.media:
            if medium.file == offer.picture:
                return OfferPicture(
                    medium.file, medium.alt, medium.rights, medium.crop, medium.focus
                )
    return None


def framed_pictures(museum: Museum) -> list[Medium | OfferPicture]:
    """Return every picture of a work, and those of the offers' own, as each is framed."""
    own = [one.own_picture for one in museum.offers if one.own_picture is not None]
    return [*(medium for work in museum.works for medium in work.media), *own]
