"""The museum at the desk: its name, languages, hours and special days, on one page."""

from __future__ import annotations

import zoneinfo
from typing import Any

from contract.museum import Formality, Site
from tour_server.catalogue.editing import Values, wordings
from tour_server.catalogue.parts import Kind
from tour_server.catalogue.resource import Asked, Noun
from tour_server.catalogue.shown import Fields
from tour_server.catalogue.site_form import WEEKDAYS, SiteForm, without_day
from tour_server.catalogue.snapshot import House

ADDRESSES = [(Formality.FORMAL.value, "formally"), (Formality.INFORMAL.value, "informally")]


class TheSite(Noun):
    """`/desk/museum`."""

    kind, at, one, many = Kind.SITE, "museum", "museum", "Museum"
    page, alone = "catalogue/site.html", True
    texts = ("name",)

    def form(self, here: House) -> SiteForm:
        """How a museum is typed here."""
        return SiteForm(here)

    def blank(self, here: House) -> Site:
        """The one there is."""
        return here.site

    @staticmethod
    def name(here: House, body: Site) -> str:
        """Its name in a language of the museum."""
        return here.name(body.name)

    def more_values(self, here: House, body: Site) -> Values:
        """The fields of a special day to be added."""
        return SiteForm(here).empty_day(body)

    def words(self, here: House, body: Site, fields: Fields) -> dict[str, Any]:
        """What its template offers to choose from."""
        return {
            "reasons": {day.date: wordings(day.reason, body.languages) for day in body.exceptions},
            "weekdays": list(enumerate(WEEKDAYS)),
            "rooms": [
                ("", "not stated"),
                *((room.key, here.name(room.name)) for room in here.rooms),
            ],
            "addresses": ADDRESSES,
            "zones": sorted(zoneinfo.available_timezones()),
        }

    def asked(self, action: str, what: str) -> Asked:
        """Adding or removing a special day."""
        if action == "without-day":
            return Asked(lambda site: without_day(site, what), anchor="days")
        return Asked(anchor="days" if action == "add-day" else None)
