"""The staff pages of the rooms: "Rooms now" at the desk and on a wall, one room, and the footfall to take away.

The one thing a newcomer would get wrong: a live page is never told what changed. Each event is the whole board, so
that a page is right again with the first event after any drop of the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.crowd import plan, plot, said, zones
from tour_server.crowd.boards import Boards
from tour_server.crowd.door_sign import door_sign, languages_of
from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.export_pages import add_export
from tour_server.crowd.needs import needs
from tour_server.crowd.occupancy import last_closing
from tour_server.crowd.rooms_now import RoomsNow, RoomState
from tour_server.database import Database
from tour_server.staff.session import signed_in

ADDRESS = "/desk/rooms"
BEAT_SECONDS = (
    10.0  # a stream says something at least so often, so that both ends notice when it is cut
)


def pages(
    rooms: RoomsNow,
    database: Database,
    museum: Callable[[], Museum | None],
    now: Callable[[], dt.datetime],
    changes: Changes,
    streams: Streams,
) -> Blueprint:
    """`/desk/rooms`, what keeps it live, and the exports."""
    blueprint = Blueprint(
        "rooms",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
        url_prefix=ADDRESS,
    )

    def place() -> tuple[list[str], str]:
        """The museum's languages and its time zone."""
        house = museum()
        return (house.site.languages, house.site.time_zone) if house is not None else ([], "UTC")

    drawn = Boards()

    def board() -> str:
        languages, zone = place()
        states, local = rooms.rooms(), now().astimezone(ZoneInfo(zone))
        return drawn.of(
            "", states, f"{local:%H:%M}", lambda: all_rooms(states, local, languages, zone)
        )

    def all_rooms(
        states: list[RoomState], local: dt.datetime, languages: list[str], zone: str
    ) -> str:
        return render_template(
            "crowd/board.html",
            base=ADDRESS,  # a stream draws where no request is, so no address can be made by name
            at=f"{local:%H:%M}",
            needs=needs(states, languages),
            floors=plan.floors(states, languages),
            rooms=[(_named(state, languages), plot.plot(state, local, zone)) for state in states],
            said=said,
        )

    def room_board_of(key: str) -> str:
        languages, zone = place()
        states, local = rooms.rooms(), now().astimezone(ZoneInfo(zone))
        state = _found(states, key)
        return drawn.of(
            key, states, f"{local:%H:%M}", lambda: one_room(state, local, languages, zone)
        )

    def one_room(state: RoomState, at: dt.datetime, languages: list[str], zone: str) -> str:
        key = state.room.key
        house = museum()
        since = last_closing(house.site, at) if house is not None else at
        with database.reading() as session:
            seen = zones.zones_today(session, key, since.timestamp(), at.timestamp())
        return render_template(
            "crowd/room_board.html",
            at=f"{at:%H:%M}",
            room=_named(state, languages),
            plot=plot.plot(state, at, zone, plot.LARGE),
            needs=needs([state], languages),
            zones=seen,
            balance=state.balance.words if state.balance is not None else "",
            bars=zones.bars(),
            said=said,
        )

    @blueprint.get("")
    @signed_in
    def page() -> ResponseReturnValue:
        return render_template("crowd/rooms.html", board=board())

    @blueprint.get("/wall")
    @signed_in
    def wall() -> ResponseReturnValue:
        return render_template("crowd/wall.html", board=board())

    @blueprint.get("/board")
    @signed_in
    def board_alone() -> ResponseReturnValue:
        return board()

    @blueprint.get("/events")
    @signed_in
    def events() -> ResponseReturnValue:
        return _streamed(board, changes, streams)

    @blueprint.get("/room/<key>")
    @signed_in
    def room(key: str) -> ResponseReturnValue:
        languages, _zone = place()
        state = _found(rooms.rooms(), key)
        return render_template(
            "crowd/room.html", room=_named(state, languages), board=room_board_of(key)
        )

    @blueprint.get("/room/<key>/board")
    @signed_in
    def room_board(key: str) -> ResponseReturnValue:
        return room_board_of(key)

    @blueprint.get("/room/<key>/events")
    @signed_in
    def room_events(key: str) -> ResponseReturnValue:
        _found(rooms.rooms(), key)
        return _streamed(lambda: room_board_of(key), changes, streams)

    @blueprint.get("/door-sign.svg")
    @signed_in
    def sign() -> ResponseReturnValue:
        house = museum()
        if house is None:
            abort(404, "There is no museum yet. Import one first.")
        site = house.site
        drawn = door_sign(site.name, languages_of(site.languages), site.accent)
        return Response(drawn, mimetype="image/svg+xml")

    add_export(blueprint, database, museum, now)
    return blueprint


class _Named:
    """A room as a page shows it."""

    def __init__(self, state: RoomState, name: str) -> None:
        self.key = state.room.key
        self.name = name
        self.capacity = state.room.capacity
        self.now = state.now
        self.state = said.state_of(state.now, state.room.capacity)


def _named(state: RoomState, languages: list[str]) -> _Named:
    return _Named(state, plan.name_of(state.room, languages))


def _found(states: list[RoomState], key: str) -> RoomState:
    found = next((state for state in states if state.room.key == key), None)
    if found is None:
        abort(404, "There is no such room in what is published. Look at all rooms instead.")
    return found


def _streamed(board: Callable[[], str], changes: Changes, streams: Streams) -> Response:
    """A stream of the board, or a plain word when too many are open."""
    if not streams.take():
        words = "Too many live pages are open just now. This one asks again by itself."
        refused = Response(words, status=503, mimetype="text/plain")
        refused.headers["Retry-After"] = "15"
        return refused
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def drawn() -> str:
        # A context for each drawing, not one for the stream: it may live for a day.
        with app.app_context():
            return board()

    response = Response(_stream(drawn, changes), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy must pass each event on at once
    response.call_on_close(streams.give_back)
    return response


def _stream(board: Callable[[], str], changes: Changes) -> Iterator[str]:
    """The whole board at once, and again whenever it differs; a beat when it does not."""
    shown = ""
    seen = changes.number
    while not changes.closed:
        current = board()
        if current != shown:
            shown = current
            lines = "".join(f"data: {line}\n" for line in current.splitlines())
            yield f"event: board\n{lines}\n"
        else:
            yield "event: beat\ndata: .\n\n"  # the browser drops an event without data
        seen = changes.wait(seen, BEAT_SECONDS)
