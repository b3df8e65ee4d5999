"""The staff page "Rooms now": the plan with people now, live, and the footfall of the last days to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from flask import Blueprint, Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.crowd import plan
from tour_server.crowd.events import Changes, Streams
from tour_server.crowd.export import footfall_csv
from tour_server.crowd.minutes import minutes_since
from tour_server.crowd.rooms_now import RoomsNow
from tour_server.database import Database
from tour_server.staff.session import signed_in

BEAT_SECONDS = (
    10.0  # a stream says something at least so often, so that both ends notice when it is cut
)
EXPORT_DAYS = 31


def pages(
    rooms: RoomsNow,
    database: Database,
    museum: Callable[[], Museum | None],
    now: Callable[[], dt.datetime],
    changes: Changes,
    streams: Streams,
) -> Blueprint:
    """`/desk/rooms`, what keeps it live, and the export."""
    blueprint = Blueprint(
        "rooms",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
        url_prefix="/desk/rooms",
    )

    def board() -> str:
        house = museum()
        languages = house.site.languages if house is not None else []
        zone = house.site.time_zone if house is not None else "UTC"
        states = rooms.rooms()
        return render_template(
            "crowd/board.html",
            floors=plan.floors(states, languages),
            courses=plan.courses(states, languages, now(), zone),
            width=plan.PLOT_WIDTH,
            height=plan.PLOT_HEIGHT,
            hours=plan.HOURS,
        )

    @blueprint.get("")
    @signed_in
    def page() -> ResponseReturnValue:
        return render_template("crowd/rooms.html", board=board())

    @blueprint.get("/board")
    @signed_in
    def board_alone() -> ResponseReturnValue:
        return board()

    @blueprint.get("/events")
    @signed_in
    def events() -> ResponseReturnValue:
        if not streams.take():
            return _too_many()
        app = current_app._get_current_object()  # type: ignore[attr-defined]

        def drawn() -> str:
            # A context for each drawing, not one for the stream: it may live for a day.
            with app.app_context():
                return board()

        response = Response(_stream(drawn, changes), mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"  # a proxy must pass each event on at once
        response.call_on_close(streams.give_back)
        return response

    @blueprint.get("/footfall.csv")
    @signed_in
    def export() -> ResponseReturnValue:
        house = museum()
        if house is None:
            abort(404, "There is no museum yet. Import one first.")
        until = now()
        since = until - dt.timedelta(days=EXPORT_DAYS)
        with database.reading() as session:
            minutes = minutes_since(session, since.timestamp(), until.timestamp())
        response = Response(footfall_csv(minutes, house.site.time_zone), mimetype="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="footfall.csv"'
        return response

    return blueprint


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


def _too_many() -> Response:
    words = "Too many live pages are open just now. This one asks again by itself."
    response = Response(words, status=503, mimetype="text/plain")
    response.headers["Retry-After"] = "15"
    return response
