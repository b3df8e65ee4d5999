"""The way of a new museum to its first release, step by step: what is done, and where the next step is taken."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from msgspec import Struct

from contract.museum import Museum
from tour_server.catalogue.assumed_values import ALL_DAY, NO_LANGUAGE
from web.translations import gettext as _


class FirstStep(Struct, frozen=True):
    """One step. `is_done` None: the desk can't see whether it was taken."""

    words: str
    why: str
    address: str
    is_done: bool | None


def first_steps(today: Mapping[str, object], *, has_kiosks: bool) -> list[FirstStep]:
    """Return the steps for what the page Today says; none for an empty desk, and none after the first release."""
    museum = today.get("museum")
    if not isinstance(museum, Museum) or today.get("newest") is not None:
        return []
    return [*_what_to_tell(museum, today), *_to_visitors(has_kiosks=has_kiosks)]


def _what_to_tell(museum: Museum, today: Mapping[str, object]) -> list[FirstStep]:
    site = museum.site
    is_named = NO_LANGUAGE not in site.name and site.opening != [ALL_DAY] * 7
    has_words = any(work.blocks for work in museum.works)
    return [
        FirstStep(
            _("Bring your works in"),
            _("from a spreadsheet, or one by one"),
            url_for("imports.list_page"),
            bool(museum.works),
        ),
        FirstStep(
            _("Say what the museum is called, when it opens, and in which languages it speaks"),
            _("an import guesses; look at it once"),
            url_for("catalogue.museum.list_page"),
            is_named,
        ),
        FirstStep(
            _("Draw the rooms on the plan"),
            _("visitors find their way by it; you may leave it for later"),
            url_for("house.page"),
            any(room.outline for room in museum.rooms),
        ),
        FirstStep(
            _("Write what is told about each work, with its source, and have it approved"),
            _("choose a work and read it from the top"),
            url_for("catalogue.works.list_page"),
            has_words and not today.get("unapproved"),
        ),
        FirstStep(
            _("Translate it"),
            _("a text that is missing in a language is told in another one"),
            url_for("translations.page"),
            has_words and not today.get("missing"),
        ),
    ]


def _to_visitors(*, has_kiosks: bool) -> list[FirstStep]:
    return [
        FirstStep(
            _("See what to look at first"),
            _("what stops a publish stands on top"),
            url_for("checks.page"),
            None,
        ),
        FirstStep(
            _("See and hear it as visitors will"),
            _("on a phone and on a kiosk's screen, before anybody else does"),
            url_for("preview.page"),
            None,
        ),
        FirstStep(
            _("Publish"),
            _("kiosks and phones have it within a minute; one click goes back"),
            url_for("publishing.publish_page"),
            False,
        ),
        FirstStep(
            _("Have a technician start a kiosk"),
            _("it appears under Kiosks by itself, and takes what is published"),
            url_for("kiosks.page"),
            has_kiosks,
        ),
    ]
