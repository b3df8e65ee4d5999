"""The facts of a picture as the fields of its page, and read back from what was typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from contract.field_limits import FieldLimits
from contract.framing import LEAST_SIDE, Crop, FocalPoint
from contract.museum import Medium, Text
from contract.offer_picture import OfferPicture
from contract.rights import MAX_WORDS, Rights
from tour_server.catalogue.field_values import Values, read_number, read_text, text_values
from tour_server.media.museum_pictures import MuseumPicture
from tour_server.media.rights_choices import read_rights_choice, rights_values
from web.translations import gettext as _

CROP_FIELDS = ("crop.left", "crop.top", "crop.width", "crop.height")
FOCUS_FIELDS = ("focus.x", "focus.y")
WHOLE = ("0", "0", "100", "100")
_SHARE = FieldLimits(low=0, high=100)
_SIDE = FieldLimits(low=LEAST_SIDE * 100, high=100)
_WORDS = ("creator", "holder", "source")


class MediaFacts(Struct, frozen=True):
    """What is said of a picture wherever it is used, and how it is framed."""

    alt: Text
    rights: Rights
    crop: Crop | None
    focus: FocalPoint | None

    @classmethod
    def of(cls, picture: MuseumPicture | Medium | OfferPicture) -> MediaFacts:
        """Return the facts of a picture, or of one use of it."""
        return cls(picture.alt, picture.rights, picture.crop, picture.focus)

    def values(self, languages: Sequence[str]) -> Values:
        """Return the facts as fields: shares in percent, to a tenth."""
        rights = self.rights
        values = text_values("alt", self.alt, list(languages))
        values |= {name: getattr(rights, name) for name in _WORDS}
        values |= rights_values(rights)
        values["until"] = rights.until.isoformat() if rights.until else ""
        crop = WHOLE if self.crop is None else tuple(_percent(share) for share in self.crop)
        values |= dict(zip(CROP_FIELDS, crop, strict=True))
        focus = ("", "") if self.focus is None else tuple(_percent(share) for share in self.focus)
        return values | dict(zip(FOCUS_FIELDS, focus, strict=True))

    def read(
        self, typed: Mapping[str, str], languages: Sequence[str]
    ) -> tuple[MediaFacts, dict[str, str]]:
        """Return the facts as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        values = self.values(languages)
        rights = read_rights_choice(self.rights, typed, errors)
        words = {name: typed.get(name, values[name]).strip() for name in _WORDS}
        for name, text in words.items():
            if len(text) > MAX_WORDS:
                errors[name] = _("Write {number} characters at most.", number=MAX_WORDS)
        until = _day(typed.get("until", values["until"]), self.rights.until, errors)
        typed_rights = replace(rights, **words, until=until)
        facts = MediaFacts(
            read_text("alt", self.alt, typed, list(languages)),
            # Equal rights stay the same object: see `read_number`.
            self.rights if typed_rights == self.rights else typed_rights,
            _crop(self.crop, values, typed, errors),
            _focus(self.focus, values, typed, errors),
        )
        return facts, errors


def _day(typed: str, stored: dt.date | None, errors: dict[str, str]) -> dt.date | None:
    if not typed.strip():
        return None
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        errors["until"] = _("Write the last day as year, month and day: 2027-12-31.")
        return stored


def _crop(
    stored: Crop | None, values: Values, typed: Mapping[str, str], errors: dict[str, str]
) -> Crop | None:
    if all(_same(typed.get(name), values[name]) for name in CROP_FIELDS):
        return stored
    before = {**values, **{name: typed[name] for name in CROP_FIELDS if name in typed}}
    left, top, width, height = (
        read_number(name, before, float(whole), limits, errors) / 100
        for name, whole, limits in zip(
            CROP_FIELDS, WHOLE, (_SHARE, _SHARE, _SIDE, _SIDE), strict=True
        )
    )
    for start, side, field in ((left, width, "crop.width"), (top, height, "crop.height")):
        if start + side > 1.0001 and field not in errors:
            errors[field] = _("The part reaches past the picture. Make it smaller.")
    if errors.keys() & set(CROP_FIELDS):
        return stored
    if (left, top, width, height) == (0.0, 0.0, 1.0, 1.0):
        return None
    return left, top, min(width, 1 - left), min(height, 1 - top)


def _focus(
    stored: FocalPoint | None, values: Values, typed: Mapping[str, str], errors: dict[str, str]
) -> FocalPoint | None:
    if all(_same(typed.get(name), values[name]) for name in FOCUS_FIELDS):
        return stored
    before = {name: typed.get(name, values[name]).strip() for name in FOCUS_FIELDS}
    if not any(before.values()):
        return None
    x, y = (read_number(name, before, 50.0, _SHARE, errors) / 100 for name in FOCUS_FIELDS)
    return stored if errors.keys() & set(FOCUS_FIELDS) else (x, y)


def _same(typed: str | None, stored: str) -> bool:
    return typed is None or typed.strip().replace(",", ".") == stored


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")
