"""The part of the site's form that is about its look: colours, logo, typefaces.

A colour whose field is empty is derived (contract.palettes). Files are uploaded with the form: see `LookUploads`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import request
from msgspec.structs import replace

from contract.field_limits import type_limits
from contract.look import DayColours, Logo, Look, Typeface
from contract.museum import Site
from contract.patterns import Colour
from tour_server.catalogue.field_values import Values, typed_text
from tour_server.catalogue.logos import LogoError
from tour_server.catalogue.look_check import Characters, LookFault, ReadFile, look_faults
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.typefaces import TypefaceError
from web.translations import gettext as _
from web.translations import mark

COLOUR_LABELS = {
    "paper": mark("Paper"),
    "ink": mark("Ink"),
    "second_ink": mark("Second ink"),
    "hairline": mark("Lines"),
    "accent": mark("Buttons and links"),
    "on_accent": mark("Words on buttons"),
}
FILE_LABELS = {
    "logo.day": mark("Logo"),
    "logo.night": mark("Logo for dark paper"),
    "titles.regular": mark("Typeface of titles and narration"),
    "titles.italic": mark("Italic of titles and narration"),
    "controls.regular": mark("Typeface of buttons and labels"),
    "controls.italic": mark("Italic of buttons and labels"),
}
_COLOUR = re.compile(type_limits(Colour).pattern or "")
Colours = TypeVar("Colours", bound=DayColours)


def look_values(site: Site) -> Values:
    """Return the look as fields: `accent`, `look.night.paper`, `look.titles.licence` and so on."""
    look = site.look
    values = {"accent": site.accent}
    for theme, colours in (("day", look.day), ("night", look.night)):
        for name in colours.__struct_fields__:
            values[f"look.{theme}.{name}"] = getattr(colours, name) or ""
    for name, face in (("titles", look.titles), ("controls", look.controls)):
        values[f"look.{name}.licence"] = face.licence if face else ""
    return values


def read_look(site: Site, typed: Mapping[str, str], errors: dict[str, str]) -> Site:
    """Return the site with the colours and licences as typed. What is no colour is said in `errors`."""
    look = site.look
    accent = _colour("accent", site.accent, typed, errors)
    if not accent:
        errors["accent"] = _("Write a colour like #1F3A8A.")
    changed = replace(
        look,
        day=_colours("day", look.day, typed, errors),
        night=_colours("night", look.night, typed, errors),
        titles=_licensed("titles", look.titles, typed, errors),
        controls=_licensed("controls", look.controls, typed, errors),
    )
    # The stored object where nothing changed: `omit_defaults` leaves out a default only when it is the same object.
    return replace(site, accent=accent or site.accent, look=look if changed == look else changed)


def stored_file(look: Look, slot: str) -> str | None:
    """Return the file in one of FILE_LABELS, None where there is none."""
    part, name = slot.split(".")
    found = getattr(look, part)
    return None if found is None else getattr(found, name)


def without_file(site: Site, slot: str) -> Site:
    """Return the site without the file in one of FILE_LABELS, and what can't do without it. It stays in the store."""
    if slot not in FILE_LABELS:
        return site
    part, name = slot.split(".")
    found = getattr(site.look, part)
    if found is None:
        return site
    left = None if name in ("day", "regular") else replace(found, **{name: None})
    look = replace(site.look, **{part: left})
    return replace(site, look=Look() if look == Look() else look)


class LookUploads:
    """Takes in the files that were sent with the form of the site."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def take(self, typed: Mapping[str, str]) -> tuple[Callable[[Site], Site], dict[str, str]]:
        """Store the files of the request. Returns what they change, and a sentence for each that was refused."""
        stored: dict[str, str] = {}
        refused: dict[str, str] = {}
        for slot in FILE_LABELS:
            upload = request.files.get(f"look.{slot}")
            if upload is None or not upload.filename:
                continue
            add = (
                self._pictures.add_logo if slot.startswith("logo") else self._pictures.add_typeface
            )
            try:
                stored[slot] = add(upload.read(), upload.filename)
            except (LogoError, TypefaceError) as error:
                refused[f"look.{slot}"] = f"{upload.filename}: {error}"
            except OSError as error:
                refused[f"look.{slot}"] = _(
                    "{name} could not be stored: {error}.",
                    name=upload.filename,
                    error=error.strerror,
                )
        licences = {
            part: typed.get(f"look.{part}.licence", "").strip() for part in ("titles", "controls")
        }
        for slot in list(stored):
            licence = licences.get(slot.partition(".")[0])
            if licence is not None and len(licence) < 2:
                del stored[slot]
                refused[f"look.{slot}"] = _(
                    "Say under which licence the museum may show this typeface."
                )

        def change(site: Site) -> Site:
            look = site.look
            for slot, file in stored.items():
                look = _with_file(look, slot, file, licences.get(slot.partition(".")[0], ""))
            return replace(site, look=look)

        return change, refused

    def faults(self, before: Site, after: Site, characters: Characters) -> list[LookFault]:
        """Return what is wrong with the look of `after` that was not with that of `before`."""
        known = look_faults(before, characters, self.read)
        return [fault for fault in look_faults(after, characters, self.read) if fault not in known]

    @property
    def read(self) -> ReadFile:
        """The function that reads a stored file."""
        return lambda file: self._pictures.path(file).read_bytes()


def _with_file(look: Look, slot: str, file: str, licence: str) -> Look:
    part, name = slot.split(".")
    found = getattr(look, part)
    if found is not None:
        return replace(look, **{part: replace(found, **{name: file})})
    if name in ("night", "italic"):
        return look  # there is nothing that it belongs to
    return replace(look, **{part: Logo(file) if part == "logo" else Typeface(file, licence)})


def _colours(
    theme: str, stored: Colours, typed: Mapping[str, str], errors: dict[str, str]
) -> Colours:
    found = {
        name: _colour(f"look.{theme}.{name}", getattr(stored, name) or "", typed, errors) or None
        for name in stored.__struct_fields__
    }
    changed = replace(stored, **found)
    return stored if changed == stored else changed


def _colour(field: str, stored: str, typed: Mapping[str, str], errors: dict[str, str]) -> str:
    colour = typed_text(stored, typed.get(field))
    if colour and not _COLOUR.fullmatch(colour):
        errors[field] = _("Write a colour like #1F3A8A.")
        return stored
    return colour


def _licensed(
    part: str, stored: Typeface | None, typed: Mapping[str, str], errors: dict[str, str]
) -> Typeface | None:
    if stored is None:
        return None
    field = f"look.{part}.licence"
    licence = typed_text(stored.licence, typed.get(field))
    if len(licence) < 2:
        errors[field] = _("Say under which licence the museum may show this typeface.")
        return stored
    return stored if licence == stored.licence else replace(stored, licence=licence)
