"""The words of forecasts: series, models, and what a forecast rests on, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from babel import Locale

from contract.museum import Museum
from tour_server.crowd.floor_plan import room_name
from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.candidates import MEAN, NAIVE, TREES, USUAL
from tour_server.forecast.effects import RAINY_MILLIMETRES
from tour_server.forecast.forecast_store import KeptModels
from tour_server.forecast.hour_counts import HOUSE, entrance_of, series_of
from tour_server.forecast.known_days import KnownDay, KnownKind
from web.translations import chosen_language, day_in_words, mark, ngettext
from web.translations import gettext as _

KIND_WORDS: Mapping[KnownKind, str] = {
    KnownKind.EVENT: mark("Event"),
    KnownKind.GROUP: mark("Booked group"),
    KnownKind.CLOSED: mark("Closed"),
    KnownKind.SCHOOL: mark("School holidays"),
    KnownKind.RAIN: mark("Rain"),
}

MODEL_WORDS: Mapping[str, str] = {
    NAIVE: mark("the same hour of the week before"),
    USUAL: mark("the usual count: the middle of the same hour in four weeks"),
    TREES: mark("decision trees that learnt from all rooms together (LightGBM)"),
    MEAN: mark("the mean of all models"),
    "AutoETS": mark("exponential smoothing of the days (AutoETS)"),
    "AutoTheta": mark("the theta method over the days (AutoTheta)"),
    "MSTL": mark("trend and week taken apart (MSTL)"),
}


def series_names(museum: Museum) -> dict[str, str]:
    """Returns series -> its name as staff read it, the house first."""
    languages = museum.site.languages
    rooms = {series_of(room.key): room_name(room, languages) for room in museum.rooms}
    return {HOUSE: _("The whole house"), **rooms}


def day_words(day: dt.date) -> str:
    """Returns a day as staff read it: Thursday 3 March."""
    return day_in_words(day, "EEEE d MMMM")


def short_day_words(day: dt.date) -> str:
    """Returns a day as it stands in a table: Thu 3 Mar 2026."""
    return day_in_words(day, "EEE d MMM y")


def place_name(place: str) -> str:
    """Returns a country by its name, a region of one with its code: Germany, BY. `place`: codes of ISO 3166."""
    country, _dash, region = place.partition("-")
    names = Locale.parse(chosen_language(), sep="-").territories
    return ", ".join(one for one in (names.get(country, country), region) if one)


def model_words(model: str) -> str:
    """Returns what a model is, for staff."""
    return _(MODEL_WORDS[model]) if model in MODEL_WORDS else model


def rests_on(
    museum: Museum,
    forecast: DayForecast,
    day: dt.date,
    models: KeptModels,
    known: Sequence[KnownDay],
    holiday: str,
) -> list[str]:
    """Returns what the forecast of a day rests on, a sentence each."""
    series = models.chosen.series.get(forecast.series)
    counted = 0 if series is None else series.days
    found = [
        _("Forecast by {model}.", model=model_words(forecast.model)),
        ngettext(
            "{number} day was counted until now.", "{number} days were counted until now.", counted
        ),
    ]
    if not models.chosen.judged:
        found.append(
            _(
                "That is too short a past to compare models, so the band is wide: twenty weeks are needed."
            )
        )
    if forecast.series in models.by_day:
        found.append(
            _("Only whole days were counted, so the hours that are open share them evenly.")
        )
    if forecast.series == HOUSE and not museum.site.entrance and museum.rooms:
        names = series_names(museum)
        found.append(
            _(
                "No room is named as the entrance, so the house is taken to be entered through {room}.",
                room=names[series_of(entrance_of(museum))],
            )
        )
    if holiday:
        found.append(_("It is a public holiday: {name}.", name=holiday))
    return [*found, *_known_sentences(museum, forecast, day, models, known)]


def _known_sentences(
    museum: Museum,
    forecast: DayForecast,
    day: dt.date,
    models: KeptModels,
    known: Sequence[KnownDay],
) -> list[str]:
    found = []
    names = series_names(museum)
    for one in known:
        if not one.holds_on(day):
            continue
        where = names.get(series_of(one.room), one.room) if one.room else ""
        if one.kind is KnownKind.SCHOOL:
            found.append(_("School holidays: {name}.", name=one.name or _("without a name")))
        elif one.kind is KnownKind.CLOSED:
            found.append(_("Closed: {what}.", what=where or _("The whole house")))
        elif one.kind is KnownKind.GROUP:
            found.append(
                ngettext(
                    "A group of {number} comes at {hour}: {name}.",
                    "A group of {number} comes at {hour}: {name}.",
                    one.people or 0,
                    hour=f"{one.hour or 0}:00",
                    name=one.name or _("without a name"),
                )
            )
            if one.hour is not None and forecast.hours[one.hour] is None:
                found.append(_("It is closed at that hour, so they are not in the forecast."))
        elif one.kind is KnownKind.EVENT:
            found.append(_event_sentence(one, models))
        elif (one.millimetres or 0) >= RAINY_MILLIMETRES:
            found.append(rain_sentence(models))
    return found


def _event_sentence(one: KnownDay, models: KeptModels) -> str:
    name = one.name or _("without a name")
    if one.people is not None:
        return ngettext(
            "Event: {name}, with {number} visitor more than usual.",
            "Event: {name}, with {number} visitors more than usual.",
            one.people,
            name=name,
        )
    effect = models.effects.event
    if not effect.days:
        return _(
            "Event: {name}. No earlier event tells how many it brings, so nothing is added.",
            name=name,
        )
    return ngettext(
        "Event: {name}. {number} day with an event had {percent} % of the usual visitors.",
        "Event: {name}. {number} days with an event had {percent} % of the usual visitors.",
        effect.days,
        name=name,
        percent=round(100 * effect.times),
    )


def rain_sentence(models: KeptModels) -> str:
    """Returns that rain is expected, and what it does here."""
    return _("Rain is expected: {known}", known=rain_measured(models))


def rain_measured(models: KeptModels) -> str:
    """Returns what rain does here, as far as it was measured; the end of a sentence."""
    effect = models.effects.rain
    if not effect.days:
        return _("what it does here is not known. Feed the rain of past days to measure it.")
    return ngettext(
        "{number} rainy day had {percent} % of the visitors of dry ones.",
        "{number} rainy days had {percent} % of the visitors of dry ones.",
        effect.days,
        percent=round(100 * effect.times),
    )
