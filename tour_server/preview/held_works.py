"""The works that can be held before the camera of a preview's kiosk, and the picture that it sees then."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from msgspec import Struct

from contract.bundle import Release
from contract.museum import Museum, Work, worded
from models.picture import PictureError
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.reference_pictures import ReferencePicture, reference_pictures

FOUND_AT_MOST = 12
HELD_PX = 1280  # long side of the picture that is held, as of a kiosk's camera
THUMBNAIL_PX = 160


class HeldWork(Struct, frozen=True):
    """A work as the list shows it. `is_recognised`: False where visitors reach it by its number alone."""

    number: int
    title: str
    language: str
    is_recognised: bool


class CantHoldError(Exception):
    """A work can't be held before the camera: it has no picture that kiosks recognise it by."""


def found_works(museum: Museum, text: str, languages: list[str]) -> tuple[list[HeldWork], int]:
    """Return the first works that have all words of `text` in number, titles or maker, and how many have.

    `languages`: of whoever looks, the best first.
    """
    words = _plain(text).split()
    recognised = {one.work for one in reference_pictures(museum.works)}
    found = [
        one
        for one in museum.works
        if one.media and all(word in _plain(_text_of(one)) for word in words)
    ]
    found.sort(key=lambda one: (text.strip() != str(one.number), one.number))
    return [_held(one, recognised, languages) for one in found[:FOUND_AT_MOST]], len(found)


def held_picture(release: Release, number: int, pictures: Pictures) -> bytes:
    """Return the picture by which a work is recognised, as a JPEG.

    Raises KeyError where there is no work of this number, CantHoldError, OSError.
    """
    work = _of_number(release.museum, number)
    references = [one for one in reference_pictures([work]) if not one.is_detail]
    if not references:
        raise CantHoldError(work.key)
    return _file(references[0], pictures, HELD_PX).read_bytes()


def thumbnail(release: Release, number: int, pictures: Pictures) -> Path:
    """Return a small picture of a work, a JPEG. Raises KeyError, CantHoldError, OSError."""
    work = _of_number(release.museum, number)
    if not work.media:
        raise CantHoldError(work.key)
    first = work.media[0]
    return _file(ReferencePicture(work.key, first.file, crop=first.crop), pictures, THUMBNAIL_PX)


def _of_number(museum: Museum, number: int) -> Work:
    found = next((one for one in museum.works if one.number == number), None)
    if found is None:
        raise KeyError(number)
    return found


def _file(reference: ReferencePicture, pictures: Pictures, side: int) -> Path:
    try:
        return pictures.thumbnail(reference.file, side, reference.crop)
    except (KeyError, PictureError) as error:
        raise CantHoldError(reference.work) from error


def _held(work: Work, recognised: set[str], languages: list[str]) -> HeldWork:
    title, language = worded(work.title, languages)
    return HeldWork(work.number, title or work.key, language, work.key in recognised)


def _text_of(work: Work) -> str:
    return " ".join((str(work.number), *work.title.values(), *work.maker.values()))


def _plain(text: str) -> str:
    """Return the text in small letters and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
