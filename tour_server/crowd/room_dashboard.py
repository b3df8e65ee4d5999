"""The rooms as HTML fragments: all of them, or one with its zones. Pages and streams show the same fragments.

Note: a stream renders without a request, where Flask's `url_for` does not work; `_room_address` builds addresses there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import abort, current_app, render_template

from contract.museum import Museum
from tour_server.crowd import plot, room_words, zones
from tour_server.crowd.alerts import room_alerts
from tour_server.crowd.floor_plan import floors, room_name
from tour_server.crowd.fragment_cache import FragmentCache
from tour_server.crowd.occupancy import last_closing
from tour_server.crowd.room_courses import RoomCourse, RoomCourses
from tour_server.crowd.rooms_now import RoomsNow, RoomState
from tour_server.database import Database
from web.translations import gettext as _


class NamedRoom:
    """A room as a page shows it."""

    def __init__(self, state: RoomState, languages: list[str], zone: str = "UTC") -> None:
        self.key = state.room.key
        self.name = room_name(state.room, languages)
        self.capacity = state.room.capacity
        self.now = state.now
        self.fullness = room_words.fullness_of(state.now, state.room.capacity)
        self.closed = room_words.closed_in_words(state.closed, state.until, zone)


class RoomDashboard:
    """Renders the fragments, each once while the rooms are unchanged. Thread-safe."""

    def __init__(
        self,
        rooms: RoomsNow,
        database: Database,
        museum: Callable[[], Museum | None],
        now: Callable[[], dt.datetime],
        courses: RoomCourses | None = None,
    ) -> None:
        """`now`: in UTC. `courses`: today's course beside its forecast, shown at the desk."""
        self._rooms, self._database, self._museum, self._now = rooms, database, museum, now
        self._courses = courses or RoomCourses()
        self._cache = FragmentCache()

    def all_rooms(self, *, links: bool = True) -> str:
        """Render every room. `links`: a room's name is a link to its page at the desk."""
        languages, time_zone = self._site()
        states, local = self._rooms.rooms(), self._now().astimezone(ZoneInfo(time_zone))
        name = "with links" if links else "without links"  # no room's key has a space

        def render() -> str:
            return render_template(
                "crowd/all_rooms.html",
                address_of=_room_address if links else None,
                courses=self._today(local) if links else [],
                at=f"{local:%H:%M}",
                alerts=room_alerts(states, languages),
                floors=floors(states, languages),
                rooms=[
                    (NamedRoom(state, languages, time_zone), plot.plot(state, local, time_zone))
                    for state in states
                ],
                people_in_words=room_words.people_in_words,
            )

        return self._cache.get(name, states, f"{local:%H:%M}", render)

    def one_room(self, key: str) -> str:
        """Render one room. Aborts with 404 when there is no room of this key."""
        languages, time_zone = self._site()
        states, local = self._rooms.rooms(), self._now().astimezone(ZoneInfo(time_zone))
        state = _state_of(states, key)

        def render() -> str:
            museum = self._museum()
            since = last_closing(museum.site, local) if museum is not None else local
            with self._database.reading() as session:
                today = zones.zones_today(session, key, since.timestamp(), local.timestamp())
            return render_template(
                "crowd/one_room.html",
                at=f"{local:%H:%M}",
                room=NamedRoom(state, languages, time_zone),
                plot=plot.plot(state, local, time_zone, plot.LARGE),
                alerts=room_alerts([state], languages),
                zones=today,
                advice=state.balance.advice if state.balance is not None else "",
                bar_labels=zones.bar_labels(),
                people_in_words=room_words.people_in_words,
            )

        return self._cache.get(key, states, f"{local:%H:%M}", render)

    def room(self, key: str) -> NamedRoom:
        """Return the room of this key. Aborts with 404 when there is no such room."""
        languages, time_zone = self._site()
        return NamedRoom(_state_of(self._rooms.rooms(), key), languages, time_zone)

    def rooms(self) -> list[NamedRoom]:
        """Return all rooms."""
        languages, time_zone = self._site()
        return [NamedRoom(state, languages, time_zone) for state in self._rooms.rooms()]

    def _today(self, local: dt.datetime) -> list[RoomCourse]:
        museum = self._museum()
        return [] if museum is None else self._courses(museum, local)

    def _site(self) -> tuple[list[str], str]:
        """Return the museum's languages and its time zone."""
        museum = self._museum()
        if museum is None:
            return [], "UTC"
        return museum.site.languages, museum.site.time_zone


def _room_address(key: str) -> str:
    """Return the address of a room's page, with or without a request."""
    return current_app.url_map.bind("").build("rooms.room", {"key": key})


def _state_of(states: list[RoomState], key: str) -> RoomState:
    found = next((state for state in states if state.room.key == key), None)
    if found is None:
        abort(404, _("There is no such room in what is published. Look at all rooms instead."))
    return found
