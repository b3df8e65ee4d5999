"""The screen on a wall at an address of its own, and the desk's page of wall screens.

What a newcomer would get wrong: a wall screen has no cookie and no session. Its secret stands in its address, opens
this one page, and is looked up at each request and at each beat of its stream, so that taking it off ends it at once.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.live import streamed
from tour_server.crowd.room_boards import RoomBoards
from tour_server.staff.accounts import Role
from tour_server.staff.session import signed_in, signed_in_as
from tour_server.wall_screens.screens import WallScreenError, WallScreens

ANYONE_WHO_HANGS_THEM = (Role.MANAGER, Role.TECHNICIAN)


def pages(
    screens: WallScreens,
    boards: RoomBoards,
    changes: Changes,
    streams: Streams,
    public_url: str,
) -> Blueprint:
    """`/wall/SECRET` with what keeps it live, and `/desk/walls`.

    `public_url`: by which screens reach the server; empty takes the address that the desk was asked by.
    """
    blueprint = Blueprint("walls", __name__, template_folder="templates")

    @blueprint.get("/wall/<secret>")
    def wall(secret: str) -> ResponseReturnValue:
        name = screens.let_in(secret)
        if name is None:
            return _taken_off()
        page = render_template(
            "wall_screens/wall.html", name=name, secret=secret, board=boards.all_rooms(links=False)
        )
        return page, {"Cache-Control": "no-store"}

    @blueprint.get("/wall/<secret>/board")
    def board(secret: str) -> ResponseReturnValue:
        if screens.let_in(secret) is None:
            return _taken_off()
        return boards.all_rooms(links=False), {"Cache-Control": "no-store"}

    @blueprint.get("/wall/<secret>/events")
    def events(secret: str) -> ResponseReturnValue:
        if screens.let_in(secret) is None:
            return _taken_off()
        return streamed(
            lambda: boards.all_rooms(links=False),
            changes,
            streams,
            goes_on=lambda: screens.let_in(secret) is not None,
        )

    @blueprint.get("/desk/walls")
    @signed_in
    def listed() -> ResponseReturnValue:
        return _list()

    @blueprint.post("/desk/walls")
    @signed_in_as(*ANYONE_WHO_HANGS_THEM)
    def make() -> ResponseReturnValue:
        try:
            made, secret = screens.make(request.form.get("name", ""))
        except WallScreenError as error:
            return _list(problem=str(error), typed=request.form.get("name", "")), 422
        root = (public_url or request.url_root).rstrip("/")
        return _list(told=(made.name, f"{root}/wall/", secret))

    @blueprint.post("/desk/walls/take-off")
    @signed_in_as(*ANYONE_WHO_HANGS_THEM)
    def take_off() -> ResponseReturnValue:
        screens.take_off(request.form.get("name", ""))
        changes.changed()  # its stream wakes, and ends
        return redirect(url_for("walls.listed"))

    def _list(**said: object) -> str:
        return render_template(
            "wall_screens/list.html",
            screens=screens.everyone(),
            hang=ANYONE_WHO_HANGS_THEM,
            **said,
        )

    return blueprint


def _taken_off() -> ResponseReturnValue:
    """The same for a screen that was taken off and for an address that never was one."""
    page = render_template(
        "trouble.html",
        code=404,
        what="This wall screen is not in use",
        works="The rooms are counted as before, and the desk shows them.",
        todo="Check the address, or make a new one at the desk, under Rooms now, Wall screens.",
        typed=[],
        desk=False,
    )
    return page, 404, {"Cache-Control": "no-store"}
