"""Tells kiosks which rooms staff have closed, so that they send no visitor there."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping

from contract.messages import CLOSED_ROOMS_LIMIT, ClosedRoomsNow
from contract.museum import Key
from runtime.broker_address import BrokerAddress
from tour_server.fleet.kiosk_notice import KioskNotice

READ_SECONDS = 2.0  # as crowd.room_closures reads them


def kiosk_closures(
    address: BrokerAddress,
    site: str,
    closed: Callable[[], Mapping[Key, dt.datetime | None]],
    now: Callable[[], dt.datetime],
    rng: random.Random,
) -> KioskNotice[dict[Key, float | None]]:
    """Return the notice. `closed` returns what RoomClosures.closed does; for the others see KioskNotice."""

    def read() -> dict[Key, float | None]:
        rooms = list(closed().items())[:CLOSED_ROOMS_LIMIT]
        return {room: None if until is None else until.timestamp() for room, until in rooms}

    return KioskNotice(
        address,
        site,
        "closed-rooms",
        read=read,
        read_seconds=READ_SECONDS,
        write=ClosedRoomsNow,
        now=now,
        rng=rng,
    )
