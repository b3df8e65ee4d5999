"""The rooms as they are now, read from the database at most every few seconds, for every page that asks."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy.orm import Session

from contract.museum import Museum, Room, Site
from tour_server.crowd.balance import Balance, OpenDay, balances, open_days
from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.minutes import minutes_since
from tour_server.crowd.occupancy import Occupancy, OccupancyEstimator, last_closing
from tour_server.crowd.room_closures import closed_rooms
from tour_server.database import Database
from tour_server.fleet.blindness import blind_kiosks

MIN_AGE_SECONDS = 2.0  # after a change, the least time between two reads of the database
MAX_AGE_SECONDS = 10.0  # without a change: time alone makes a silent kiosk's room not known


class RoomState(Struct, frozen=True):
    """A room and its occupancy. `balance`: over its last whole days, None when there is none.

    `closed`: staff have closed it for visitors, `until` a moment (UTC) or, with None, until they open it.
    """

    room: Room
    now: Occupancy
    balance: Balance | None = None
    closed: bool = False
    until: dt.datetime | None = None


class RoomsNow:
    """Reads and caches the state of all rooms. Thread-safe."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
        changes: ChangeSignal,
    ) -> None:
        """`museum`: as published or drafted, or None before there is one. `now`: in UTC."""
        self._database = database
        self._museum = museum
        self._now = now
        self._changes = changes
        self._lock = threading.Lock()
        self._estimator = OccupancyEstimator()
        self._balances: dict[str, Balance] = {}
        self._balanced_for: tuple[Site, list[OpenDay]] | None = None
        self._read_at: float | None = None
        self._read_number = -1
        self._states: list[RoomState] = []

    def rooms(self) -> list[RoomState]:
        """Return every room in the museum's order; empty before there is a museum.

        Returns the same object until the database was read again.
        """
        with self._lock:
            now = self._now()
            age = None if self._read_at is None else now.timestamp() - self._read_at
            number = self._changes.number
            limit = MAX_AGE_SECONDS if number == self._read_number else MIN_AGE_SECONDS
            if age is None or not 0 <= age < limit:
                self._states = self._read(now)
                self._read_at = now.timestamp()
                self._read_number = number
            return self._states

    def people(self) -> dict[str, int | None]:
        """Return room key -> people now, None when not known."""
        return {state.room.key: state.now.people for state in self.rooms()}

    def _read(self, now: dt.datetime) -> list[RoomState]:
        museum = self._museum()
        if museum is None:
            return []
        since = last_closing(museum.site, now).timestamp()
        with self._database.reading() as session:
            minutes = minutes_since(session, since, now.timestamp())
            blind = blind_kiosks(session)
            closed = closed_rooms(session, now.timestamp())
            self._update_balances(session, museum.site, now)
        biases = {room: balance.bias for room, balance in self._balances.items()}
        rooms = {room.key: room for room in museum.rooms}
        found = self._estimator.at(rooms, minutes, now.timestamp(), blind, biases)
        return [
            RoomState(
                rooms[one.room],
                one,
                self._balances.get(one.room),
                one.room in closed,
                closed.get(one.room),
            )
            for one in found
        ]

    def _update_balances(self, session: Session, site: Site, now: dt.datetime) -> None:
        """Compute the balances once a day: whole days change only by what a kiosk sends late."""
        key = (site, open_days(site, now))
        if key != self._balanced_for:
            self._balances = balances(session, key[1])
            self._balanced_for = key
