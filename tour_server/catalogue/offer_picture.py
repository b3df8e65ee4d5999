"""The picture of an offer's own at the desk: its fields, and the file that is sent with the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import request
from msgspec.structs import replace

from contract.museum import Offer
from contract.offer_picture import OfferPicture
from models.picture import PictureError
from tour_server.catalogue.block_form import RIGHTS_NOT_STATED, read_rights, rights_values
from tour_server.catalogue.field_values import Values, read_text, text_values
from tour_server.catalogue.pictures import Pictures
from web.translations import gettext as _

OWN_PICTURE = "own_picture"  # the field of the file, and the beginning of the others


def own_picture_values(picture: OfferPicture | None, languages: Sequence[str]) -> Values:
    """Return the picture as fields; an offer without one has none."""
    if picture is None:
        return {}
    alt = text_values(f"{OWN_PICTURE}.alt", picture.alt, list(languages))
    return {**alt, **rights_values(OWN_PICTURE, picture.rights)}


def read_own_picture(
    picture: OfferPicture | None, typed: Mapping[str, str], languages: Sequence[str]
) -> OfferPicture | None:
    """Return the picture with what was typed of it."""
    if picture is None:
        return None
    return replace(
        picture,
        alt=read_text(f"{OWN_PICTURE}.alt", picture.alt, typed, list(languages)),
        rights=read_rights(OWN_PICTURE, picture.rights, typed),
    )


def without_own_picture(offer: Offer) -> Offer:
    """Return the offer without it. The file stays in the store, so that undo finds it."""
    return replace(offer, own_picture=None)


def sent_picture(pictures: Pictures) -> tuple[Callable[[Offer], Offer] | None, str]:
    """Store the picture of the request. Returns what it changes, and a sentence where it was refused."""
    upload = request.files.get(OWN_PICTURE)
    if upload is None or not upload.filename:
        return None, ""
    try:
        file = pictures.add(upload.read(), upload.filename)
    except PictureError as error:
        return None, f"{upload.filename}: {error}"
    except OSError as error:
        return None, _(
            "{name} could not be stored: {error}.", name=upload.filename, error=error.strerror
        )

    def change(offer: Offer) -> Offer:
        """Put it in the place of another; the words of one picture are not those of the next."""
        before = offer.own_picture
        if before is not None and before.file == file:
            return offer
        return replace(offer, own_picture=OfferPicture(file, rights=RIGHTS_NOT_STATED))

    return change, ""
