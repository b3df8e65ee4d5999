"""Offers at the desk: their texts, and when they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contract.museum import WHOLE_DAY, Level, Offer, OfferCondition
from contract.offer_terms import AfterStops, LastMinutes, OfferTimes, RoomQuiet
from tour_server.catalogue.field_values import languages_of, number_attributes
from tour_server.catalogue.form_state import LEVEL_LABELS, FormFields, translated_choices
from tour_server.catalogue.offer_form import (
    IN_ALL,
    LIMIT_LIMITS,
    MINUTES_LIMITS,
    NEEDED_LIMITS,
    NO,
    PER_DAY,
    PERCENT_LIMITS,
    STOPS_LIMITS,
    YES,
    OfferForm,
    offer_spots,
    where_value,
)
from tour_server.catalogue.offer_picture import OWN_PICTURE, sent_picture, without_own_picture
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures
from tour_server.catalogue.places import PLACE_KIND_LABELS
from tour_server.catalogue.resource import ActionResult, ListRow, Resource
from tour_server.catalogue.site_form import WEEKDAYS
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.staff.session import person
from web.translations import gettext as _
from web.translations import mark, ngettext


class OfferResource(Resource):
    """`/desk/offers`."""

    kind, path = PartKind.OFFER, "offers"
    singular, plural = mark("offer"), mark("Offers")
    add_label, remove_label = mark("Add an offer"), mark("Remove this offer")
    form_template, list_template = "catalogue/offer.html", "catalogue/offers.html"
    text_fields = ("title", "text", "place")

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def form(self, snapshot: CatalogueSnapshot) -> OfferForm:
        """Return the form of an offer."""
        return OfferForm(snapshot)

    def blank(self, snapshot: CatalogueSnapshot) -> Offer:
        """Return the offer that a new one starts from."""
        return Offer(key="new", title={}, text={}, condition=WHOLE_DAY, written_by=person().name)

    @staticmethod
    def name(snapshot: CatalogueSnapshot, body: Offer) -> str:
        """Return its title for staff."""
        return snapshot.name(body.title)

    def template_context(
        self, snapshot: CatalogueSnapshot, body: Offer, fields: FormFields
    ) -> dict[str, Any]:
        """Return the choices and limits of its fields."""
        pictures = [
            (medium.file, snapshot.work_name(work))
            for work in (snapshot.works if snapshot.lists_works else [])
            for medium in work.media
            if medium.detail is None
        ]
        return {
            "quiet_rooms": [("", _("any room, however full")), *snapshot.room_choices()],
            "at_rooms": [("", _("no room in particular")), *_where_choices(snapshot)],
            "theme_choices": [("", _("no theme")), *_theme_choices(snapshot)],
            "theme_fields": _theme_choices(snapshot),
            "level_fields": translated_choices(LEVEL_LABELS),
            "weekdays": [_(day) for day in WEEKDAYS],
            "on_weekdays": any(fields.value(f"weekday.{day}") == YES for day in range(7)),
            "by_level": any(fields.value(f"level.{level.value}") == YES for level in Level),
            "pictures": [("", _("no picture")), *pictures] if snapshot.lists_works else None,
            "alt_languages": []
            if body.own_picture is None
            else languages_of(body.own_picture.alt, snapshot.languages),
            "yes_or_no": [(YES, _("yes")), (NO, _("no"))],
            "rain_choices": [(NO, _("it rains or not")), (YES, _("it rains"))],
            "limit_choices": [(PER_DAY, _("each day")), (IN_ALL, _("in all"))],
            "share_limits": number_attributes(PERCENT_LIMITS),
            "minutes_limits": number_attributes(MINUTES_LIMITS),
            "stops_limits": number_attributes(STOPS_LIMITS),
            "limit_limits": number_attributes(LIMIT_LIMITS),
            "needs_limits": number_attributes(NEEDED_LIMITS),
        }

    def handle_action(self, action: str, target: str) -> ActionResult:
        """Remove the picture of its own, and take in the one that was sent with the form."""
        changes: list[Callable[[Offer], Offer]] = []
        if action == "without-own-picture":
            changes.append(without_own_picture)
        sent, refused = sent_picture(self._pictures)
        if sent is not None:
            changes.append(sent)

        def change(offer: Offer) -> Offer:
            for one in changes:
                offer = one(offer)
            return offer

        again = _("Choose the picture again when you save.") if sent or refused else ""
        return ActionResult(
            change if changes else None,
            refused={OWN_PICTURE: refused} if refused else {},
            resend_hint=again,
            anchor="picture" if changes else None,
        )

    def filter(
        self, snapshot: CatalogueSnapshot, rows: list[ListRow], query: Mapping[str, str]
    ) -> tuple[list[ListRow], dict[str, Any]]:
        """Return all rows, and in words when each offer is shown."""
        return rows, {"when": {row.key: when_shown(snapshot, row.body) for row in rows}}


def when_shown(snapshot: CatalogueSnapshot, offer: Offer) -> str:
    """Return in words when an offer is shown, and to whom."""
    found = [_condition(snapshot, condition) for condition in offer.conditions]
    found += _times(offer.times or OfferTimes())
    if offer.themes:
        names = [name for key, name in _theme_choices(snapshot) if key in offer.themes]
        found.append(_("for who likes {themes}", themes=", ".join(names)))
    if offer.levels:
        levels = [label for value, label in LEVEL_LABELS if Level(value) in offer.levels]
        found.append(_("told for {levels}", levels=", ".join(_(label) for label in levels)))
    return "; ".join(found) or _("at any time while the museum is open")


def _where_choices(snapshot: CatalogueSnapshot) -> list[tuple[str, str]]:
    kinds = dict(translated_choices(PLACE_KIND_LABELS))
    names = {place.key: kinds[place.kind] for place in snapshot.places}
    if snapshot.lists_works:
        names |= {work.key: snapshot.work_name(work) for work in snapshot.works}
    return [
        (where_value(room, at), snapshot.room(room) + (f": {names[at]}" if at else ""))
        for room, at in offer_spots(snapshot)
    ]


def _theme_choices(snapshot: CatalogueSnapshot) -> list[tuple[str, str]]:
    return [(theme.key, snapshot.name(theme.name)) for theme in snapshot.themes]


def _times(times: OfferTimes) -> list[str]:
    found = []
    if times.first_day:
        found.append(_("from {day}", day=times.first_day))
    if times.last_day:
        found.append(_("until {day}", day=times.last_day))
    if times.weekdays:
        found.append(", ".join(_(WEEKDAYS[day]) for day in times.weekdays))
    if times.begins:
        found.append(_("from {time}", time=f"{times.begins:%H:%M}"))
    if times.ends:
        found.append(_("until {time}", time=f"{times.ends:%H:%M}"))
    return found


def _condition(snapshot: CatalogueSnapshot, condition: OfferCondition) -> str:
    if isinstance(condition, RoomQuiet):
        room, share = snapshot.room(condition.room), condition.share
        return _("{room} is at most {share} full", room=room, share=format(share, ".0%"))
    if isinstance(condition, AfterStops):
        names = dict(_theme_choices(snapshot))
        theme = names.get(condition.theme, condition.theme)
        return ngettext(
            "after {number} work on {theme}",
            "after {number} works on {theme}",
            condition.stops,
            theme=theme,
        )
    if isinstance(condition, LastMinutes):
        return ngettext(
            "{number} minutes before closing",
            "{number} minutes before closing",
            condition.minutes,
        )
    return _("it rains")
