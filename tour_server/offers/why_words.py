"""In words for staff why an offer is not shown at this moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from contract.museum import Museum, Offer, worded
from tour_server.offers.offers import Obstacle, WhyNot
from web.translations import gettext as _
from web.translations import mark

_PLAIN = {
    Obstacle.NOT_APPROVED: mark("it is not approved"),
    Obstacle.TOO_LATE: mark("the museum closes before it could be used"),
    Obstacle.BEFORE: mark("its first day is still to come"),
    Obstacle.AFTER: mark("its last day is over"),
    Obstacle.WEEKDAY: mark("today is another weekday"),
    Obstacle.HOURS: mark("it is for other hours of the day"),
    Obstacle.DRY: mark("nobody says that it rains"),
}


def why_words(why: WhyNot, offer: Offer, museum: Museum, now: dt.datetime) -> str:
    """Returns one reason as the end of a sentence."""
    tz = ZoneInfo(museum.site.time_zone)
    names = {room.key: worded(room.name, museum.site.languages)[0] for room in museum.rooms}
    room = names.get(why.room, why.room)
    if why.obstacle is Obstacle.CLOSED:
        if why.until is None:
            return _("the museum is closed")
        local = why.until.astimezone(tz)
        is_today = local.date() == now.astimezone(tz).date()
        return _(
            "closed until {moment}",
            moment=f"{local:%H:%M}" if is_today else f"{local:%Y-%m-%d %H:%M}",
        )
    if why.obstacle is Obstacle.ROOM_CLOSED:
        if why.until is None:
            return _("{room} is closed until it is opened", room=room)
        time = f"{why.until.astimezone(tz):%H:%M}"
        return _("{room} is closed until {time}", room=room, time=time)
    if why.obstacle is Obstacle.ROOM_FULL:
        return _("{room} is {percent} % full", room=room, percent=why.percent)
    if why.obstacle is Obstacle.ROOM_UNKNOWN:
        return _("how full {room} is, is not known", room=room)
    if why.obstacle is Obstacle.NOT_YET_LAST and why.until is not None:
        return _("it begins at {time}", time=f"{why.until.astimezone(tz):%H:%M}")
    if why.obstacle is Obstacle.ALL_TAKEN:
        return _("{taken} of {limit} are taken", taken=why.taken, limit=offer.limit)
    return _(_PLAIN[why.obstacle])
