"""Saves the facts of a picture at everything that uses it, without overwriting what a colleague saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from contract.museum import Medium, Offer, Work
from contract.offer_picture import OfferPicture
from tour_server.catalogue.drafts import ConflictError, Drafts
from tour_server.catalogue.editing import SAVE_ATTEMPTS, merge
from tour_server.catalogue.field_values import with_unix_line_ends
from tour_server.catalogue.form_state import FormState
from tour_server.catalogue.parts import PartKind
from tour_server.media.museum_pictures import MuseumPicture
from tour_server.media.picture_form import MediaFacts
from web.translations import gettext as _

_Picture = TypeVar("_Picture", Medium, OfferPicture)


def read_facts(
    now: MuseumPicture,
    before: Mapping[str, str],
    typed: Mapping[str, str],
    languages: Sequence[str],
) -> MediaFacts | FormState:
    """Return the facts of a picture with what was typed into a page that showed `before`.

    Returns the form to show again where a field is not acceptable, or where a colleague changed it, too.
    """
    facts = MediaFacts.of(now)
    current = facts.values(languages)
    known = {name: text for name, text in with_unix_line_ends(typed).items() if name in current}
    values, clashes, _orphans = merge(before, known, current)
    if clashes:
        message = _(
            "A colleague saved this while you were working on it. Nothing is lost: where you both changed "
            "a field, yours is in it and theirs stands below. Put it right, then save again."
        )
        return FormState(values, 0, message, clashes=clashes)
    read, errors = facts.read(values, languages)
    if errors:
        message = _("Not saved yet: see the fields that are marked. What you typed is still here.")
        return FormState(values, 0, message, errors=errors)
    return read


def save_facts(drafts: Drafts, picture: MuseumPicture, facts: MediaFacts, by: str) -> int:
    """Set the facts of a picture at every work and offer that has it. Returns how many parts changed.

    Each part is saved by itself, over its newest version. Raises ConflictError when colleagues saved one of them at
    every attempt.
    """
    changed = 0
    parts = dict.fromkeys((use.part, use.key) for use in picture.uses)
    for kind, key in parts:
        if kind in (PartKind.WORK, PartKind.OFFER):
            changed += _save_at(drafts, kind, key, picture.file, facts, by)
    return changed


def _save_at(
    drafts: Drafts, kind: PartKind, key: str, file: str, facts: MediaFacts, by: str
) -> bool:
    for attempt in range(SAVE_ATTEMPTS):
        try:
            part = drafts.get(kind, key)
        except KeyError:
            return False  # a colleague removed it, and its use with it
        body = _with_facts(part.body, file, facts)
        if body == part.body:
            return False
        try:
            drafts.put(kind, key, body, part.version, by)
        except ConflictError:
            if attempt == SAVE_ATTEMPTS - 1:
                raise
        else:
            return True
    raise AssertionError("the last attempt returns or raises")


def _with_facts(body: Work | Offer, file: str, facts: MediaFacts) -> Work | Offer:
    if isinstance(body, Work):
        media = [_framed(one, facts) if one.file == file else one for one in body.media]
        return replace(body, media=media)
    own = body.own_picture
    if own is None or own.file != file:
        return body
    return replace(body, own_picture=_framed(own, facts))


def _framed(picture: _Picture, facts: MediaFacts) -> _Picture:
    return replace(picture, alt=facts.alt, rights=facts.rights, crop=facts.crop, focus=facts.focus)
