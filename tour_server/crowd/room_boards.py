"""The boards of the rooms as HTML: all of them, or one with its zones. Pages and streams show the same.

What a newcomer would get wrong: a stream draws where no request is, so no address can be made by name here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import abort, render_template

from contract.museum import Museum
from tour_server.crowd import plan, plot, said, zones
from tour_server.crowd.boards import Boards
from tour_server.crowd.needs import needs
from tour_server.crowd.occupancy import last_closing
from tour_server.crowd.rooms_now import RoomsNow, RoomState
from tour_server.database import Database

ADDRESS = "/desk/rooms"


class NamedRoom:
    """A room as a page shows it."""

    def __init__(self, state: RoomState, languages: list[str]) -> None:
        self.key = state.room.key
        self.name = plan.name_of(state.room, languages)
        self.capacity = state.room.capacity
        self.now = state.now
        self.state = said.state_of(state.now, state.room.capacity)


class RoomBoards:
    """Draws boards, each once while the rooms are the same."""

    def __init__(
        self,
        rooms: RoomsNow,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
    ) -> None:
        self._rooms, self._database, self._museum, self._now = rooms, database, museum, now
        self._drawn = Boards()

    def all_rooms(self, *, links: bool = True) -> str:
        """Every room. `links`: a room's name leads to its page at the desk."""
        languages, zone = self._place()
        states, local = self._rooms.rooms(), self._now().astimezone(ZoneInfo(zone))
        name = "with links" if links else "without links"  # no room's key has a space

        def draw() -> str:
            return render_template(
                "crowd/board.html",
                base=ADDRESS if links else "",
                at=f"{local:%H:%M}",
                needs=needs(states, languages),
                floors=plan.floors(states, languages),
                rooms=[
                    (NamedRoom(state, languages), plot.plot(state, local, zone)) for state in states
                ],
                said=said,
            )

        return self._drawn.of(name, states, f"{local:%H:%M}", draw)

    def one_room(self, key: str) -> str:
        """One room. Aborts with 404 where there is none of this key."""
        languages, zone = self._place()
        states, local = self._rooms.rooms(), self._now().astimezone(ZoneInfo(zone))
        state = _found(states, key)

        def draw() -> str:
            house = self._museum()
            since = last_closing(house.site, local) if house is not None else local
            with self._database.reading() as session:
                seen = zones.zones_today(session, key, since.timestamp(), local.timestamp())
            return render_template(
                "crowd/room_board.html",
                at=f"{local:%H:%M}",
                room=NamedRoom(state, languages),
                plot=plot.plot(state, local, zone, plot.LARGE),
                needs=needs([state], languages),
                zones=seen,
                balance=state.balance.words if state.balance is not None else "",
                bars=zones.bars(),
                said=said,
            )

        return self._drawn.of(key, states, f"{local:%H:%M}", draw)

    def room(self, key: str) -> NamedRoom:
        """The room of this key. Aborts with 404 where there is none."""
        languages, _zone = self._place()
        return NamedRoom(_found(self._rooms.rooms(), key), languages)

    def _place(self) -> tuple[list[str], str]:
        """The museum's languages and its time zone."""
        house = self._museum()
        return (house.site.languages, house.site.time_zone) if house is not None else ([], "UTC")


def _found(states: list[RoomState], key: str) -> RoomState:
    found = next((state for state in states if state.room.key == key), None)
    if found is None:
        abort(404, "There is no such room in what is published. Look at all rooms instead.")
    return found
