"""The rooms as they are now, read from the database at most every few seconds, for every page that asks."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy.orm import Session

from contract.museum import Museum, Room, Site
from tour_server.crowd.balance import Balance, OpenDay, balances, open_days
from tour_server.crowd.events import Changes
from tour_server.crowd.minutes import minutes_since
from tour_server.crowd.occupancy import Occupancies, Occupancy, last_closing
from tour_server.database import Database
from tour_server.fleet.blind import blind_because

FRESH_SECONDS = 2.0  # after a change, at least so long between two looks into the database
OLD_SECONDS = 10.0  # without one: time alone makes a silent kiosk's room not known


class RoomState(Struct, frozen=True):
    """A room of the museum and its people; `balance`: of its last whole days, None when there is none."""

    room: Room
    now: Occupancy
    balance: Balance | None = None


class RoomsNow:
    """Safe to ask from any thread."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
        changes: Changes,
    ) -> None:
        """`museum`: the museum as published or drafted, or None before there is one; `now` gives UTC."""
        self._database = database
        self._museum = museum
        self._now = now
        self._changes = changes
        self._lock = threading.Lock()
        self._occupancies = Occupancies()
        self._balances: dict[str, Balance] = {}
        self._balanced_at: tuple[Site, list[OpenDay]] | None = None
        self._read_at: float | None = None
        self._read_number = -1
        self._state: list[RoomState] = []

    def rooms(self) -> list[RoomState]:
        """Every room of the museum, in its order; empty before there is a museum."""
        with self._lock:
            now = self._now()
            age = None if self._read_at is None else now.timestamp() - self._read_at
            number = self._changes.number
            limit = OLD_SECONDS if number == self._read_number else FRESH_SECONDS
            if age is None or not 0 <= age < limit:
                self._state = self._read(now)
                self._read_at = now.timestamp()
                self._read_number = number
            return self._state

    def people(self) -> dict[str, int | None]:
        """Room key -> people now, None when not known."""
        return {state.room.key: state.now.people for state in self.rooms()}

    def _read(self, now: dt.datetime) -> list[RoomState]:
        museum = self._museum()
        if museum is None:
            return []
        since = last_closing(museum.site, now).timestamp()
        with self._database.reading() as session:
            minutes = minutes_since(session, since, now.timestamp())
            blind = blind_because(session)
            self._balance(session, museum.site, now)
        leans = {room: balance.lean for room, balance in self._balances.items()}
        rooms = {room.key: room for room in museum.rooms}
        found = self._occupancies.at(rooms, minutes, now.timestamp(), blind, leans)
        return [RoomState(rooms[one.room], one, self._balances.get(one.room)) for one in found]

    def _balance(self, session: Session, site: Site, now: dt.datetime) -> None:
        """Once a day: whole days do not change, but for what a kiosk sends late."""
        key = (site, open_days(site, now))
        if key != self._balanced_at:
            self._balances = balances(session, key[1])
            self._balanced_at = key
