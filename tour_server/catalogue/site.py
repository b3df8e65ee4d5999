"""The museum itself at the desk: its name, languages, opening hours and special days, on one page."""

from __future__ import annotations

import zoneinfo
from typing import Any

from contract.museum import Formality, Site
from tour_server.catalogue.field_values import Values, languages_of
from tour_server.catalogue.form_state import FormFields, translated_choices
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.resource import ActionResult, Resource
from tour_server.catalogue.site_form import AT_ONCE, IN_TURN, WEEKDAYS, SiteForm, without_day
from tour_server.catalogue.snapshot import CatalogueSnapshot
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
    text_fields = ("name",)

    def form(self, snapshot: CatalogueSnapshot) -> SiteForm:
        """Return the form of the site."""
        return SiteForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Site:
        """Return the site itself: there is no second one."""
        return snapshot.site

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Site) -> str:
        """Return its name for staff."""
        return snapshot.name(body.name)

    def extra_values(self, snapshot: CatalogueSnapshot, body: Site) -> Values:
        """Return the fields of a special day to be added."""
        return SiteForm(snapshot).empty_day(body)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Site, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices of its fields, and the languages of each special day's reason."""
        return {
            "reasons": {
                day.date: languages_of(day.reason, body.languages) for day in body.exceptions
            },
            "weekdays": list(enumerate(map(_, WEEKDAYS))),
            "rooms": [("", _("not stated")), *snapshot.room_choices()],
            "formalities": translated_choices(FORMALITY_LABELS),
            "speaking": translated_choices(SPEAKING_LABELS),
            "long_date": lambda day: day_in_words(day, "EEEE d MMMM y"),
            "time_zones": sorted(zoneinfo.available_timezones()),
        }

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Add or remove a special day. The form itself reads the day that is added."""
        if action == "without-day":
            return ActionResult(lambda site: without_day(site, target), anchor="days")
        return ActionResult(anchor="days" if action == "add-day" else None)
