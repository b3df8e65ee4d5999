"""The staff page "Kiosks": who is there, when each was last seen, what it shows, what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contract.museum import Museum, worded
from tour_server.database import Database
from tour_server.fleet.kiosk_list import roll, room_names
from tour_server.staff.session import signed_in


def pages(
    database: Database,
    museum: Callable[[], Museum | None],
    newest_release: Callable[[], int | None],
    now: Callable[[], dt.datetime],
) -> Blueprint:
    """`/desk/kiosks`."""
    blueprint = Blueprint(
        "kiosks",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
        url_prefix="/desk/kiosks",
    )

    @blueprint.get("")
    @signed_in
    def page() -> ResponseReturnValue:
        house = museum()
        names = {}
        if house is not None:
            names = {
                room.key: worded(room.name, house.site.languages)[0] or room.key
                for room in house.rooms
            }
        newest = newest_release()
        with database.reading() as session:
            lines = roll(session, now().timestamp(), newest)
        return render_template("fleet/kiosks.html", kiosks=room_names(names, lines), newest=newest)

    return blueprint
