"""What an event and rain did to the days that had them, and what that makes of a forecast.

The models know neither: a museum has too few such days for a tree to learn from. Both are measured against the usual
counts of their days, and said with the number of days that they stand on.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from tour_server.forecast.ahead import DayForecast
from tour_server.forecast.features import Seen
from tour_server.forecast.known_days import KnownDay, KnownKind

RAINY_MILLIMETRES = 2.0  # of a day; below it hardly anybody stays at home, or comes inside
LEAST_RAINY_DAYS = 8  # and as many dry ones
LEAST_EVENTS = 2
MOST_TIMES = 5.0


class MeasuredEffect(Struct, frozen=True):
    """How many times the usual visitors came, and on how many days that stands; of 0 days it is not known."""

    times: float = 1.0
    days: int = 0


class DayEffects(Struct, frozen=True):
    """The effects that were measured on the house."""

    rain: MeasuredEffect = MeasuredEffect()
    event: MeasuredEffect = MeasuredEffect()


def measure(seen: Seen, known: Sequence[KnownDay], series: int = 0) -> DayEffects:
    """Returns what rain and events did to the days of a series."""
    panel, residual = seen.panel, seen.step_residual[series]
    days = {panel.date(step): float(residual[step]) for step in range(panel.steps)}
    counted = {day: times for day, times in days.items() if times > 0}  # a gap is NaN
    measured = {
        one.first: one.millimetres
        for one in known
        if one.kind is KnownKind.RAIN and one.millimetres is not None and one.first in counted
    }
    events = {
        day
        for one in known
        if one.kind is KnownKind.EVENT and not one.room
        for day in one.days()
        if day in counted
    }
    wet = [counted[day] for day, rain in measured.items() if rain >= RAINY_MILLIMETRES]
    dry = [counted[day] for day, rain in measured.items() if rain < RAINY_MILLIMETRES]
    rain = MeasuredEffect()
    if min(len(wet), len(dry)) >= LEAST_RAINY_DAYS:
        rain = MeasuredEffect(_bounded(_middle(wet) / _middle(dry)), len(wet))
    event = MeasuredEffect()
    if len(events) >= LEAST_EVENTS:
        event = MeasuredEffect(_bounded(_middle([counted[day] for day in events])), len(events))
    return DayEffects(rain, event)


def with_effects(
    forecast: DayForecast,
    day: date,
    known: Sequence[KnownDay],
    effects: DayEffects,
    room: str,
    entrance: str,
) -> DayForecast:
    """Returns a forecast with what is known of its day: groups, events and rain. `room`: "" is the house."""
    own = [one for one in known if one.holds_on(day)]
    for one in own:
        of_it = one.room in ("", room)
        if one.kind is KnownKind.RAIN and (one.millimetres or 0) >= RAINY_MILLIMETRES:
            forecast = times(forecast, effects.rain.times)
        elif one.kind is KnownKind.EVENT and of_it and one.people is not None:
            if room in ("", one.room or entrance):
                forecast = more(forecast, one.people)
        elif one.kind is KnownKind.EVENT and of_it:
            forecast = times(forecast, effects.event.times)
    for one in own:
        if one.kind is KnownKind.GROUP and one.people and room in ("", one.room or entrance):
            forecast = more(forecast, one.people, one.hour)
    return forecast


def times(forecast: DayForecast, by: float) -> DayForecast:
    """Returns a forecast of so many times the people."""
    hours = tuple(
        None if hour is None else (hour[0] * by, hour[1] * by, hour[2] * by)
        for hour in forecast.hours
    )
    low, middle, high = (round(end * by, 2) for end in _ends(forecast))
    return replace(forecast, low=low, middle=middle, high=high, hours=hours)


def more(forecast: DayForecast, people: float, hour: int | None = None) -> DayForecast:
    """Returns a forecast with more people: in one hour, or spread over the hours as those of the day are."""
    opened = [at for at, one in enumerate(forecast.hours) if one is not None]
    if hour is not None:
        opened = [hour] if hour in opened else []
    if not opened:
        return forecast
    weights = {at: (forecast.hours[at] or (0.0, 0.0, 0.0))[1] for at in opened}
    whole = sum(weights.values())
    hours = list(forecast.hours)
    for at in opened:
        share = weights[at] / whole if whole > 0 else 1 / len(opened)
        low, middle, high = hours[at] or (0.0, 0.0, 0.0)
        hours[at] = (low + share * people, middle + share * people, high + share * people)
    low, middle, high = (round(end + people, 2) for end in _ends(forecast))
    return replace(forecast, low=low, middle=middle, high=high, hours=tuple(hours))


def closed(forecast: DayForecast) -> DayForecast:
    """Returns a forecast of a room that is closed all day."""
    return replace(forecast, low=0.0, middle=0.0, high=0.0, hours=(None,) * len(forecast.hours))


def _ends(forecast: DayForecast) -> tuple[float, float, float]:
    return forecast.low, forecast.middle, forecast.high


def _middle(values: Sequence[float]) -> float:
    return float(np.median(values))


def _bounded(by: float) -> float:
    return min(MOST_TIMES, max(1 / MOST_TIMES, by))
