"""The form of an offer: its texts, where it is and for whom, and the sentences that say when visitors see it.

A sentence counts when its first field is filled in; all that count have to be true.

Note: an offer without approval is not shown; see tour_server.catalogue.drafts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from contract.field_limits import FieldLimits, field_limits
from contract.museum import WHOLE_DAY, Level, Offer, OfferCondition, Work
from contract.offer_terms import AfterStops, LastMinutes, OfferTimes, Raining, RoomQuiet
from tour_server.catalogue.field_values import (
    Values,
    read_number,
    read_text,
    read_whole,
    text_values,
    typed_text,
)
from tour_server.catalogue.offer_picture import own_picture_values, read_own_picture
from tour_server.catalogue.snapshot import CatalogueSnapshot
from tour_server.catalogue.typed_works import unknown_work
from web.translations import gettext as _

T = TypeVar("T")
YES, NO = "yes", "no"
PER_DAY, IN_ALL = "day", "all"
MINUTES_LIMITS = field_limits(LastMinutes, "minutes")
STOPS_LIMITS = field_limits(AfterStops, "stops")
NEEDED_LIMITS = field_limits(Offer, "minutes")
LIMIT_LIMITS = FieldLimits(low=1, high=20_000)
_SHARE_LIMITS = field_limits(RoomQuiet, "share")
PERCENT_LIMITS = FieldLimits(
    low=100 * (_SHARE_LIMITS.low or 0), high=100 * (_SHARE_LIMITS.high or 0)
)


class OfferForm:
    """The form of an offer."""

    def __init__(self, snapshot: CatalogueSnapshot) -> None:
        self._snapshot = snapshot

    def values(self, offer: Offer) -> Values:
        """Return the offer as fields. A condition that it has not has empty fields."""
        languages, times = self._snapshot.languages, offer.times or OfferTimes()
        return {
            **text_values("title", offer.title, languages),
            **text_values("text", offer.text, languages),
            **_condition_values(offer.conditions),
            "first_day": _iso(times.first_day),
            "last_day": _iso(times.last_day),
            "begins": "" if times.begins is None else f"{times.begins:%H:%M}",
            "ends": "" if times.ends is None else f"{times.ends:%H:%M}",
            **{f"weekday.{day}": _yes(day in times.weekdays) for day in range(7)},
            **self._where_values(offer),
            **text_values("place", offer.place, languages),
            **{
                f"theme.{theme.key}": _yes(theme.key in offer.themes)
                for theme in self._snapshot.themes
            },
            **{f"level.{level.value}": _yes(level in offer.levels) for level in Level},
            "has_code": _yes(offer.has_code),
            "limit": "" if offer.limit is None else str(offer.limit),
            "limit_per": PER_DAY if offer.limit_per_day else IN_ALL,
            "needs": str(offer.minutes),
            "picture": self._picture_value(offer.picture),
            **own_picture_values(offer.own_picture, languages),
            "written_by": offer.written_by,
        }

    def read(self, offer: Offer, typed: Mapping[str, str]) -> tuple[Offer, dict[str, str]]:
        """Return the offer as typed, and a sentence for each field that is not acceptable."""
        errors: dict[str, str] = {}
        languages = self._snapshot.languages
        given = {**self.values(offer), **typed}
        title = read_text("title", offer.title, typed, languages)
        text = read_text("text", offer.text, typed, languages)
        if not title:
            errors[f"title.{languages[0]}"] = _("An offer needs a title in one language.")
        if not text:
            errors[f"text.{languages[0]}"] = _("An offer needs a text in one language.")
        written_by = typed_text(offer.written_by, typed.get("written_by"))
        if not written_by:
            errors["written_by"] = _("Say who wrote this.")
        condition, *also = self._conditions(given, errors) or [WHOLE_DAY]
        if not isinstance(condition, RoomQuiet | LastMinutes):
            condition, also = WHOLE_DAY, [condition, *also]
        limit = _optional_whole("limit", given, LIMIT_LIMITS, errors)
        room, at = self._where(given, errors)
        changed = replace(
            offer,
            title=title,
            text=text,
            written_by=written_by,
            condition=condition,
            also=also,
            times=_times(given, errors),
            room=room,
            at=at,
            place=read_text("place", offer.place, typed, languages),
            themes=self._themes(offer, given),
            levels=[level for level in Level if given[f"level.{level.value}"] == YES],
            has_code=given["has_code"] == YES or limit is not None,
            limit=limit,
            limit_per_day=given["limit_per"] != IN_ALL,
            minutes=read_whole("needs", given, offer.minutes, NEEDED_LIMITS, errors),
            picture=self._picture(given, errors),
            own_picture=read_own_picture(offer.own_picture, typed, languages),
        )
        return changed, errors

    def _themes(self, offer: Offer, given: Mapping[str, str]) -> list[str]:
        keys = [theme.key for theme in self._snapshot.themes]
        gone = [theme for theme in offer.themes if theme not in keys]
        return [*(key for key in keys if given[f"theme.{key}"] == YES), *gone]

    def _where_values(self, offer: Offer) -> Values:
        """Return where it is: a place or a work by the list, or a work that is typed where the list would be long."""
        work = None if offer.at is None else self._snapshot.work(offer.at)
        if work is None or self._snapshot.lists_works:
            return {"at_room": where_value(offer.room, offer.at), "at_work": ""}
        return {"at_room": offer.room or "", "at_work": self._snapshot.work_name(work)}

    def _where(
        self, given: Mapping[str, str], errors: dict[str, str]
    ) -> tuple[str | None, str | None]:
        """Return the room, and the place or work in it."""
        typed = given["at_work"]
        if typed and not self._snapshot.lists_works:
            work = self._snapshot.typed_work(typed)
            if work is not None:
                return work.room, work.key
            errors["at_work"] = unknown_work(self._snapshot)
        choices = [where_value(room, at) for room, at in offer_spots(self._snapshot)]
        room, _slash, at = (_chosen("at_room", given, choices, errors) or "").partition("/")
        return room or None, at or None

    def _picture_value(self, file: str | None) -> str:
        """Return the picture as a field: its file, or where works are typed the work whose first picture it is."""
        if file is None or self._snapshot.lists_works:
            return file or ""
        for work in self._snapshot.works:
            if _first_picture(work) == file:
                return self._snapshot.work_name(work)
        return file

    def _picture(self, given: Mapping[str, str], errors: dict[str, str]) -> str | None:
        """Return the file that was chosen, or the first picture of the work that was typed."""
        value = given["picture"]
        files = [medium.file for work in self._snapshot.works for medium in work.media]
        if value in files or self._snapshot.lists_works:
            return _chosen("picture", given, files, errors)
        if not value:
            return None
        work = self._snapshot.typed_work(value)
        if work is None:
            errors["picture"] = unknown_work(self._snapshot)
        elif (file := _first_picture(work)) is None:
            errors["picture"] = _("This work has no picture.")
        else:
            return file
        return None

    def _conditions(self, given: Mapping[str, str], errors: dict[str, str]) -> list[OfferCondition]:
        """Return the sentences that count, in the order in which the form has them."""
        found: list[OfferCondition] = []
        room = _chosen("room", given, [one.key for one in self._snapshot.rooms], errors)
        if room is not None:
            share = read_number("share", given, 0.0, PERCENT_LIMITS, errors)
            found.append(RoomQuiet(room, round(share / 100, 4)))
        minutes = _optional_whole("minutes", given, MINUTES_LIMITS, errors)
        if minutes is not None:
            found.append(LastMinutes(minutes))
        if given["rain"] == YES:
            found.append(Raining())
        theme = _chosen("theme", given, [one.key for one in self._snapshot.themes], errors)
        if theme is not None:
            found.append(AfterStops(theme, read_whole("stops", given, 3, STOPS_LIMITS, errors)))
        return found


def _first_picture(work: Work) -> str | None:
    return next((one.file for one in work.media if one.detail is None), None)


def offer_spots(snapshot: CatalogueSnapshot) -> list[tuple[str, str | None]]:
    """Return where an offer can be by the list: each room, then the places in it, and its works if they are listed."""
    works = snapshot.works if snapshot.lists_works else []
    found: list[tuple[str, str | None]] = []
    for room in snapshot.rooms:
        found.append((room.key, None))
        found += [(room.key, one.key) for one in snapshot.places if one.room == room.key]
        found += [(room.key, one.key) for one in works if one.room == room.key]
    return found


def where_value(room: str | None, at: str | None) -> str:
    """Return the form's value of where an offer is."""
    return f"{room}/{at}" if room and at else room or ""


def _condition_values(conditions: list[OfferCondition]) -> Values:
    values = {"room": "", "share": "40", "minutes": "", "rain": NO, "theme": "", "stops": "3"}
    for one in conditions:
        if isinstance(one, RoomQuiet):
            values |= {"room": one.room, "share": f"{100 * one.share:g}"}
        elif isinstance(one, LastMinutes):
            values["minutes"] = str(one.minutes)
        elif isinstance(one, Raining):
            values["rain"] = YES
        else:
            values |= {"theme": one.theme, "stops": str(one.stops)}
    return values


def _times(given: Mapping[str, str], errors: dict[str, str]) -> OfferTimes | None:
    no_day, no_time = _("Write a date like 2026-07-15."), _("Write a time like 14:30.")
    found = OfferTimes(
        _parsed("first_day", given, dt.date.fromisoformat, no_day, errors),
        _parsed("last_day", given, dt.date.fromisoformat, no_day, errors),
        [day for day in range(7) if given[f"weekday.{day}"] == YES],
        _parsed("begins", given, _local_time, no_time, errors),
        _parsed("ends", given, _local_time, no_time, errors),
    )
    if found.first_day and found.last_day and found.last_day < found.first_day:
        errors["last_day"] = _("The last day is before the first.")
    if found.begins and found.ends and found.ends <= found.begins:
        errors["ends"] = _("It ends before it begins.")
    return None if found == OfferTimes() else found


def _local_time(text: str) -> dt.time:
    """Returns a time without a zone. Raises ValueError."""
    return dt.datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007 - the museum's clock


def _parsed(
    name: str,
    given: Mapping[str, str],
    parse: Callable[[str], T],
    sentence: str,
    errors: dict[str, str],
) -> T | None:
    text = given[name].strip()
    try:
        return parse(text) if text else None
    except ValueError:
        errors[name] = sentence
        return None


def _chosen(
    name: str, given: Mapping[str, str], choices: list[str], errors: dict[str, str]
) -> str | None:
    """Return what was chosen, None for the first, empty choice."""
    value = given[name]
    if value and value not in choices:
        errors[name] = _("Choose one of these.")
        return None
    return value or None


def _optional_whole(
    name: str, given: Mapping[str, str], limits: FieldLimits, errors: dict[str, str]
) -> int | None:
    if not given[name].strip():
        return None
    return read_whole(name, given, int(limits.low or 0), limits, errors)


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def _yes(is_so: bool) -> str:
    return YES if is_so else NO
