"""The staff pages of the rooms: "Rooms now" at the desk, one room, and the footfall to take away.

What a newcomer would get wrong: a page shows a board that others show too. It is drawn in
tour_server.crowd.room_boards, and kept live by tour_server.crowd.live.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.crowd.door_sign import door_sign, languages_of
from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.export_pages import add_export
from tour_server.crowd.live import streamed
from tour_server.crowd.room_boards import ADDRESS, RoomBoards
from tour_server.database import Database
from tour_server.staff.session import signed_in


def pages(
    boards: RoomBoards,
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

    @blueprint.get("")
    @signed_in
    def page() -> ResponseReturnValue:
        return render_template("crowd/rooms.html", board=boards.all_rooms())

    @blueprint.get("/board")
    @signed_in
    def board_alone() -> ResponseReturnValue:
        return boards.all_rooms()

    @blueprint.get("/events")
    @signed_in
    def events() -> ResponseReturnValue:
        return streamed(boards.all_rooms, changes, streams)

    @blueprint.get("/room/<key>")
    @signed_in
    def room(key: str) -> ResponseReturnValue:
        return render_template("crowd/room.html", room=boards.room(key), board=boards.one_room(key))

    @blueprint.get("/room/<key>/board")
    @signed_in
    def room_board(key: str) -> ResponseReturnValue:
        return boards.one_room(key)

    @blueprint.get("/room/<key>/events")
    @signed_in
    def room_events(key: str) -> ResponseReturnValue:
        boards.room(key)  # or there is no such room
        return streamed(lambda: boards.one_room(key), changes, streams)

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
