"""What staff ask of a day (an event, rain, a closed room): the forecast with it, and what it does, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct

from contract.museum import Museum
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.effects import RAINY_MILLIMETRES, closed, more, times
from tour_server.forecast.forecast_store import KeptModels
from tour_server.forecast.hour_counts import HOUSE, entrance_of, series_of
from tour_server.forecast.known_days import KnownDay, KnownKind
from tour_server.forecast.words import rain_measured, series_names
from web.translations import gettext as _
from web.translations import ngettext


class WhatIf(Struct, frozen=True):
    """What staff ask: `people` more by an event, `rain`, and a `room` that is closed."""

    people: int = 0
    rain: bool = False
    room: str = ""


def ask_what_if(
    museum: Museum,
    forecast: DayForecast,
    day: dt.date,
    asked: WhatIf,
    known: Sequence[KnownDay],
    models: KeptModels,
) -> tuple[DayForecast, list[str]]:
    """Returns a forecast with what is asked for, and a sentence on each thing. `known`: what is known of days."""
    if asked == WhatIf():
        return forecast, []
    if not any(forecast.hours):
        return forecast, [_("Nothing is open on this day, so what you ask changes nothing.")]
    said: list[str] = []
    before = round(forecast.middle)
    if asked.rain:
        if _rain_is_known(known, day):
            said.append(_("What if it rains: it is expected to, and the forecast has it already."))
        else:
            forecast = times(forecast, models.effects.rain.times)
            said.append(_("What if it rains: {known}", known=rain_measured(models)))
    if asked.people:
        enters = forecast.series in (HOUSE, series_of(entrance_of(museum)))
        forecast = more(forecast, asked.people) if enters else forecast
        said.append(_people_sentence(asked.people, enters=enters))
    if asked.room:
        room = series_names(museum).get(series_of(asked.room), asked.room)
        if forecast.series == series_of(asked.room):
            forecast = closed(forecast)
            said.append(_("What if {room} is closed: nobody comes in.", room=room))
        else:
            said.append(
                _(
                    "What if {room} is closed: the visitors of other rooms and of the house stay as they are, for"
                    " nothing measured says where its own would go.",
                    room=room,
                )
            )
    if round(forecast.middle) != before:
        said.append(
            ngettext(
                "Without what you ask, {number} visitor is expected.",
                "Without what you ask, {number} visitors are expected.",
                before,
            )
        )
    return forecast, said


def _people_sentence(people: int, *, enters: bool) -> str:
    if enters:
        return ngettext(
            "What if: {number} visitor more, spread over the day as the others are.",
            "What if: {number} visitors more, spread over the day as the others are.",
            people,
        )
    return ngettext(
        "What if {number} visitor more comes: this room stays as it is, for nothing measured says how many go to it.",
        "What if {number} visitors more come: this room stays as it is, for nothing measured says how many go to it.",
        people,
    )


def _rain_is_known(known: Sequence[KnownDay], day: dt.date) -> bool:
    return any(
        one.kind is KnownKind.RAIN
        and one.holds_on(day)
        and (one.millimetres or 0) >= RAINY_MILLIMETRES
        for one in known
    )
