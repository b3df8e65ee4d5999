"""When the rooms of a museum are open, from now: by their own hours, and by what staff have closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from contract.museum import Museum, Room, Site
from contract.opening import room_hours, room_is_closed_on
from tour_server.routing.room_windows import CLOSED, OPEN, RoomWindow


def room_windows(
    museum: Museum, closed: Mapping[str, dt.datetime | None], now: dt.datetime
) -> dict[str, RoomWindow]:
    """Return the windows of the rooms that are not open all the time.

    `closed`: the rooms that staff have closed, and until when; None is until they open it.
    """
    found = {}
    for room in museum.rooms:
        has_times = room.opening is not None or _is_closed_today(room, museum.site, now)
        window = _by_hours(room, museum.site, now) if has_times else OPEN
        if room.key in closed:
            until = closed[room.key]
            opens = None if until is None else _seconds(until, now)
            window = (
                CLOSED if opens is None else RoomWindow(max(window.opens, opens), window.closes)
            )
        if window != OPEN:
            found[room.key] = window
    return found


def closed_rooms(windows: Mapping[str, RoomWindow]) -> list[str]:
    """Return the rooms that nobody may be in now, sorted."""
    return sorted(room for room, window in windows.items() if window.closed_now)


def _is_closed_today(room: Room, site: Site, now: dt.datetime) -> bool:
    """Return whether staff have closed a room today, by date."""
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    return room_is_closed_on(room, today)


def _by_hours(room: Room, site: Site, now: dt.datetime) -> RoomWindow:
    hours = room_hours(room, site, now)
    if hours is None:
        return CLOSED
    opens, closes = hours
    return RoomWindow(_seconds(opens, now), _seconds(closes, now))


def _seconds(moment: dt.datetime, now: dt.datetime) -> int:
    return max(0, int((moment - now).total_seconds()))
