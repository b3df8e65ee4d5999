"""Which share of each hour a room is open, by the museum's own clock."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from contract.museum import Museum, Room
from contract.opening import hours_on, open_between, room_is_closed_on, states_hours

HOURS = 24
HOUR_SECONDS = 3600.0


def open_shares(museum: Museum, room: Room | None, day: dt.date) -> NDArray[np.float32]:
    """Returns the share of each hour of a day that a room is open, of the house where `room` is None.

    A museum that has stated no hours is open all day. Hours past midnight belong to the day whose clock shows them.
    """
    site = museum.site
    shares = np.zeros(HOURS, np.float32)
    if room is not None and room_is_closed_on(room, day):
        return shares
    if (room is None or room.opening is None) and not states_hours(site):
        return shares + 1
    zone = ZoneInfo(site.time_zone)
    for date in (day - dt.timedelta(days=1), day):
        own = (
            room.opening[date.weekday()] if room is not None and room.opening is not None else None
        )
        hours = hours_on(site, date) if room is None or room.opening is None else own
        if room is not None and room_is_closed_on(room, date):
            continue
        for opens, closes in [] if hours is None else open_between(hours, date, zone):
            _add(shares, opens, closes, day, zone)
    return np.minimum(shares, 1)


def _add(
    shares: NDArray[np.float32],
    opens: dt.datetime,
    closes: dt.datetime,
    day: dt.date,
    zone: ZoneInfo,
) -> None:
    at = opens
    while at < closes:
        local = at.astimezone(zone)
        left = HOUR_SECONDS - 60 * local.minute - local.second
        end = min(closes, at + dt.timedelta(seconds=left))
        if local.date() == day:
            shares[local.hour] += (end - at).total_seconds() / HOUR_SECONDS
        at = end
