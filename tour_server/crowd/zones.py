"""The zones of a room's kiosks today: people in view now, and a histogram of the stays that have ended.

Note: a stay is counted in the minute in which it ended; a person who still stands there is in no bar yet. A zone that
no kiosk could see is "not known", not empty.
"""

from __future__ import annotations

from itertools import pairwise

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import DWELL_EDGES, ZoneCounts
from tour_server.crowd.bounds import believed
from tour_server.crowd.occupancy import SILENT_SECONDS
from tour_server.crowd.tables import FootfallBin
from web.translations import gettext as _

_DECODER = msgspec.json.Decoder(dict[str, ZoneCounts])


class ZoneToday(Struct, frozen=True):
    """One zone of one kiosk. `in_view`: mean people of its newest minute, None when that is too old.

    `dwell`: number of stays in each bar; contract.messages.DWELL_EDGES has the bars' edges.
    """

    kiosk: str
    zone: str
    in_view: float | None
    dwell: list[int]

    @property
    def stays(self) -> int:
        """The number of stays that ended."""
        return sum(self.dwell)


def zones_today(session: Session, room: str, since: float, now: float) -> list[ZoneToday]:
    """Return every zone of the room's kiosks from `since` to `now` (Unix seconds), by kiosk and name.

    Minutes of a kiosk whose clock was not set are left out: a histogram need not place them in time.
    """
    of = FootfallBin
    rows = session.execute(
        select(of.device, of.start, of.zones)
        .where(
            of.clock_trusted,
            of.start >= since,
            of.start <= now,
            of.room == room,
            of.zones.is_not(None),
            believed(),
        )
        .order_by(of.start)
    ).all()
    dwell: dict[tuple[str, str], list[int]] = {}
    newest: dict[tuple[str, str], tuple[float, float]] = {}
    for device, start, body in rows:
        for name, zone in _decoded(body).items():
            stays_by_bar = dwell.setdefault((device, name), [0] * (len(DWELL_EDGES) + 1))
            for number, stays in enumerate(zone.dwell):
                stays_by_bar[number] += stays
            newest[device, name] = (start, zone.in_view_mean)
    return [
        ZoneToday(
            kiosk=device,
            zone=name,
            in_view=newest[device, name][1]
            if now - newest[device, name][0] <= SILENT_SECONDS
            else None,
            dwell=stays_by_bar,
        )
        for (device, name), stays_by_bar in sorted(dwell.items())
    ]


def _decoded(body: str | None) -> dict[str, ZoneCounts]:
    """Returns the zones of a minute; no zone where one of them is beyond the contract's bounds."""
    try:
        return _DECODER.decode(body or "{}")
    except msgspec.DecodeError:
        return {}


def bar_labels() -> list[str]:
    """Return the label of each bar of a dwell histogram."""
    words = [_length(edge) for edge in DWELL_EDGES]
    between = [_("{low} to {high}", low=low, high=high) for low, high in pairwise(words)]
    return [
        _("under {length}", length=words[0]),
        *between,
        _("{length} and more", length=words[-1]),
    ]


def _length(seconds: int) -> str:
    if seconds >= 60 and seconds % 60 == 0:
        return _("{number} min", number=seconds // 60)
    return _("{number} s", number=seconds)
