"""The staff pages of the rooms: "Rooms now", one room, the sign for the door, and the export.

The fragments are rendered by tour_server.crowd.room_dashboard and kept live by tour_server.crowd.event_stream.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, render_template
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.closing_pages import ClosingPages
from tour_server.crowd.door_sign import door_sign, sign_languages
from tour_server.crowd.event_stream import event_stream
from tour_server.crowd.export_pages import ExportPages
from tour_server.crowd.room_dashboard import RoomDashboard
from tour_server.crowd.stream_slots import StreamSlots
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, still_signed_in
from web.translations import gettext as _


class RoomPages:
    """The pages under `/desk/rooms`."""

    def __init__(
        self,
        dashboard: RoomDashboard,
        museum: Callable[[], Museum | None],
        changes: ChangeSignal,
        slots: StreamSlots,
        export: ExportPages,
        closing: ClosingPages,
    ) -> None:
        self._dashboard = dashboard
        self._museum = museum
        self._changes, self._slots = changes, slots
        self._export, self._closing = export, closing

    def blueprint(self) -> Blueprint:
        """Return the blueprint with all pages of the rooms; all of them ask for a sign-in."""
        blueprint = Blueprint(
            "rooms",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
            url_prefix="/desk/rooms",
        )
        add, read = blueprint.add_url_rule, allowed(Permission.READ)
        add("", "page", read(self.rooms))
        add("/board", "fragment", read(self.rooms_fragment))
        add("/events", "events", read(self.rooms_events))
        add("/room/<key>", "room", read(self.room))
        add("/room/<key>/board", "room_fragment", read(self.room_fragment))
        add("/room/<key>/events", "room_events", read(self.room_events))
        add("/door-sign.svg", "sign", read(self.sign))
        self._export.add_to(blueprint)
        self._closing.add_to(blueprint)
        return blueprint

    def rooms(self) -> ResponseReturnValue:
        """Show all rooms."""
        return render_template(
            "crowd/rooms.html",
            fragment=self._dashboard.all_rooms(),
            rooms=self._dashboard.rooms(),
            closed=self._closing.closed(),
        )

    def rooms_fragment(self) -> ResponseReturnValue:
        """Answer with the fragment of all rooms."""
        return self._dashboard.all_rooms()

    def rooms_events(self) -> ResponseReturnValue:
        """Stream the fragment of all rooms."""
        return self._stream(self._dashboard.all_rooms)

    def room(self, key: str) -> ResponseReturnValue:
        """Show one room."""
        room, fragment = self._dashboard.room(key), self._dashboard.one_room(key)
        closed = self._closing.closed()
        return render_template("crowd/room.html", room=room, fragment=fragment, closed=closed)

    def room_fragment(self, key: str) -> ResponseReturnValue:
        """Answer with the fragment of one room."""
        return self._dashboard.one_room(key)

    def room_events(self, key: str) -> ResponseReturnValue:
        """Stream the fragment of one room."""
        self._dashboard.room(key)  # aborts with 404 before the stream begins
        return self._stream(lambda: self._dashboard.one_room(key))

    def sign(self) -> ResponseReturnValue:
        """Answer with the sign for the door, as SVG."""
        museum = self._museum()
        if museum is None:
            abort(404, _("There is no museum yet. Import one first."))
        site = museum.site
        drawn = door_sign(site.name, sign_languages(site.languages), site.accent)
        return Response(drawn, mimetype="image/svg+xml")

    def _stream(self, render: Callable[[], str]) -> ResponseReturnValue:
        return event_stream(render, self._changes, self._slots, still_signed_in())
