"""The museum itself at the desk: its name, languages, opening hours, special days and look, on one page."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from flask import request

from contract.formality import Formality
from contract.museum import Site
from tour_server.catalogue.drafts import Drafts
from tour_server.catalogue.field_values import Values, languages_of, with_unix_line_ends
from tour_server.catalogue.form_state import FormFields, translated_choices
from tour_server.catalogue.language_names import language_choices
from tour_server.catalogue.look_check import Characters, look_faults, museum_characters
from tour_server.catalogue.look_form import LookUploads, without_file
from tour_server.catalogue.look_pages import look_context
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.resource import ActionResult, Resource
from tour_server.catalogue.site_form import AT_ONCE, IN_TURN, WEEKDAYS, SiteForm, without_day
from tour_server.catalogue.snapshot import CatalogueSnapshot, take_snapshot
from tour_server.staff.permissions import Permission
from web.translations import day_in_words, mark
from web.translations import gettext as _

FORMALITY_LABELS = [
    (Formality.FORMAL.value, mark("formally")),
    (Formality.INFORMAL.value, mark("informally")),
]

SPEAKING_LABELS = [
    (IN_TURN, mark("speak one after the other")),
    (AT_ONCE, mark("may speak at once")),
]


class SiteResource(Resource):
    """`/desk/museum`."""

    kind, path = PartKind.SITE, "museum"
    singular, plural = mark("museum"), mark("Museum")
    permission = Permission.HOUSE
    form_template, is_singleton = "catalogue/site.html", True
    text_fields = ("name", "prices", "questions")

    def __init__(self, drafts: Drafts, pictures: Pictures) -> None:
        self._drafts, self._uploads = drafts, LookUploads(pictures)

    def form(self, snapshot: CatalogueSnapshot) -> SiteForm:
        """Return the form of the site."""
        return SiteForm(
            snapshot,
            lambda site: look_faults(site, self._characters(site), self._uploads.read),
        )

    def blank(self, snapshot: CatalogueSnapshot) -> Site:
        """Return the site itself: there is no second one."""
        return snapshot.site

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Site) -> str:
        """Return its name for staff."""
        return snapshot.name(body.name)

    def extra_values(self, snapshot: CatalogueSnapshot, body: Site) -> Values:
        """Return the fields of a special day to be added."""
        return self.form(snapshot).empty_day(body)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Site, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices of its fields, and the languages of each special day's reason."""
        return {
            "reasons": {
                day.date: languages_of(day.reason, body.languages) for day in body.exceptions
            },
            "weekdays": list(enumerate(map(_, WEEKDAYS))),
            "language_choices": language_choices(),
            "rooms": [("", _("not stated")), *snapshot.room_choices()],
            "formalities": translated_choices(FORMALITY_LABELS),
            "speaking": translated_choices(SPEAKING_LABELS),
            "long_date": lambda day: day_in_words(day, "EEEE d MMMM y"),
            "time_zones": sorted(zoneinfo.available_timezones()),
            **look_context(body, self._drafts, self._uploads),
        }

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Remove a special day or a file of the look, and take in the files of the look that were sent with the form.

        The form itself reads a day that is added.
        """
        with_files, refused = self._uploads.take(request.form)
        changes: dict[str, Callable[[Site], Site]] = {
            "without-day": lambda site: without_day(site, target),
            "without-file": lambda site: without_file(site, target),
        }

        def change(site: Site) -> Site:
            site = with_files(site)
            return changes[action](site) if action in changes else site

        snapshot = take_snapshot(self._drafts)
        typed, _errors = self.form(snapshot).read(snapshot.site, with_unix_line_ends(request.form))
        changed = change(typed)
        for fault in self._uploads.faults(typed, changed, self._characters(changed)):
            refused.setdefault(fault.field, fault.sentence)
        sent = any(upload.filename for upload in request.files.values())
        return ActionResult(
            None if refused else change,
            refused=refused,
            resend_hint=_("Choose the files again when you save.") if sent else "",
            anchor="days" if action in ("add-day", "without-day") else "look" if sent else None,
        )

    def _characters(self, site: Site) -> Characters:
        """Returns the characters of the museum's texts where the look has a typeface, which they decide about."""
        has_typefaces = site.look.titles or site.look.controls
        return museum_characters(self._drafts.museum()) if has_typefaces else {}
