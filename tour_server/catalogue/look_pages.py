"""What the form of the look shows while somebody types: the colours that come of it, and each fault."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Site
from contract.palettes import chosen_palettes
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.look_check import look_faults, look_remarks, museum_characters
from tour_server.catalogue.look_form import (
    COLOUR_LABELS,
    FILE_LABELS,
    LookUploads,
    read_look,
    stored_file,
)
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.snapshot import take_snapshot
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from web.translations import gettext as _


class LookPages:
    """`/desk/museum/look/…`: what the page of the museum asks for."""

    def __init__(self, drafts: Drafts, pictures: Pictures) -> None:
        self._drafts, self._uploads = drafts, LookUploads(pictures)

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the pages to the catalogue's blueprint."""
        read = allowed(Permission.READ)
        blueprint.add_url_rule("/museum/look/preview", "look_preview", read(self.preview))
        blueprint.add_url_rule("/museum/look/typefaces.css", "look_typefaces", read(self.typefaces))

    def preview(self) -> ResponseReturnValue:
        """Answer with the colours of both themes, and with what is wrong with what is typed in the query."""
        site = take_snapshot(self._drafts).site
        errors: dict[str, str] = {}
        typed = read_look(site, request.args, errors)
        characters = museum_characters(self._drafts.museum()) if site.look.files else {}
        faults = look_faults(typed, characters, self._uploads.read)
        errors = {**{fault.field: fault.sentence for fault in faults}, **errors}
        return jsonify(
            colours={theme: tokens(typed, theme) for theme in ("day", "night")},
            faults=[
                {"field": field, "label": field_label(field), "sentence": said}
                for field, said in errors.items()
            ],
        )

    def typefaces(self) -> ResponseReturnValue:
        """Answer with rules for the typefaces of the drafts, under the names that the preview uses."""
        look = take_snapshot(self._drafts).site.look
        rules = []
        for family in ("titles", "controls"):
            for style, slot in (("normal", "regular"), ("italic", "italic")):
                file = stored_file(look, f"{family}.{slot}")
                if file is not None:
                    address = url_for("catalogue.picture", name=file)
                    rules.append(
                        f'@font-face {{ font-family: "preview {family}"; font-style: {style}; '
                        f'font-weight: 1 1000; src: url("{address}"); }}'
                    )
        return Response("\n".join(rules), mimetype="text/css")


def look_context(site: Site, drafts: Drafts, uploads: LookUploads) -> dict[str, Any]:
    """Return what the form's template needs of the look: derived colours, files, what screens do by themselves."""
    found = chosen_palettes(site)
    files = {slot: stored_file(site.look, slot) for slot in FILE_LABELS}
    has_faces = site.look.titles or site.look.controls
    characters = museum_characters(drafts.museum()) if has_faces else {}
    return {
        "colour_labels": {name: _(label) for name, label in COLOUR_LABELS.items()},
        "derived": {
            theme: msgspec.to_builtins(getattr(found, theme)) for theme in ("day", "night")
        },
        "look_files": {slot: (_(label), files[slot]) for slot, label in FILE_LABELS.items()},
        "look_remarks": look_remarks(site, characters, uploads.read),
    }


def tokens(site: Site, theme: str) -> dict[str, str]:
    """Return the colours of a theme, by the names of tokens.css."""
    palette = getattr(chosen_palettes(site), theme)
    return {
        f"--{name.replace('_', '-')}": getattr(palette, name) for name in palette.__struct_fields__
    }


def field_label(field: str) -> str:
    """Return the label of a field of the look, with its theme."""
    if field == "accent":
        return _("By day, {colour}", colour=_(COLOUR_LABELS["accent"]))
    slot = field.removeprefix("look.")
    if slot in FILE_LABELS:
        return _(FILE_LABELS[slot])
    theme, _dot, name = slot.partition(".")
    colour = _(COLOUR_LABELS.get(name, name))
    return (
        _("By day, {colour}", colour=colour)
        if theme == "day"
        else _("By night, {colour}", colour=colour)
    )
