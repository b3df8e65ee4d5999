"""The page of a wall screen, at an address of its own, and the desk's page of all wall screens.

Note: a wall screen has no cookie and no session. The secret in its address opens this one page. It is verified at each
request and before each event of a stream, so removing a screen ends it at once.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tour_server.crowd.change_signal import ChangeSignal
from tour_server.crowd.event_stream import event_stream
from tour_server.crowd.room_dashboard import RoomDashboard
from tour_server.crowd.stream_slots import StreamSlots
from tour_server.own_address import own_address
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed
from tour_server.wall_screens.screens import WallScreenError, WallScreens
from web.translations import gettext as _

NO_STORE = {"Cache-Control": "no-store"}


class WallScreenPages:
    """The pages under `/wall/SECRET` and `/desk/walls`."""

    def __init__(
        self,
        screens: WallScreens,
        dashboard: RoomDashboard,
        changes: ChangeSignal,
        slots: StreamSlots,
        public_url: str,
    ) -> None:
        """`public_url`: where screens reach the server; "" takes the address of the desk's own request."""
        self._screens, self._dashboard = screens, dashboard
        self._changes, self._slots = changes, slots
        self._public_url = public_url

    def blueprint(self) -> Blueprint:
        """Return the blueprint with the pages of the screens and of the desk."""
        blueprint = Blueprint("walls", __name__, template_folder="templates")
        add = blueprint.add_url_rule
        change = allowed(Permission.ROOMS)
        add("/wall/<secret>", "wall", self.wall)
        add("/wall/<secret>/board", "fragment", self.fragment)
        add("/wall/<secret>/events", "events", self.events)
        add("/desk/walls", "page", allowed(Permission.READ)(self.page))
        add("/desk/walls", "create", change(self.create), methods=["POST"])
        add("/desk/walls/take-off", "remove", change(self.remove), methods=["POST"])
        return blueprint

    def wall(self, secret: str) -> ResponseReturnValue:
        """Show all rooms, without links."""
        name = self._screens.authenticate(secret)
        if name is None:
            return _not_in_use()
        page = render_template(
            "wall_screens/wall.html", name=name, secret=secret, fragment=self._render()
        )
        return page, NO_STORE

    def fragment(self, secret: str) -> ResponseReturnValue:
        """Answer with the fragment of all rooms."""
        if self._screens.authenticate(secret) is None:
            return _not_in_use()
        return self._render(), NO_STORE

    def events(self, secret: str) -> ResponseReturnValue:
        """Stream the fragment of all rooms until the screen is removed."""
        if self._screens.authenticate(secret) is None:
            return _not_in_use()
        return event_stream(
            self._render,
            self._changes,
            self._slots,
            may_continue=lambda: self._screens.authenticate(secret) is not None,
        )

    def page(self) -> ResponseReturnValue:
        """List the wall screens at the desk."""
        return self._list()

    def create(self) -> ResponseReturnValue:
        """Create a screen and show its address, once."""
        name = request.form.get("name", "")
        try:
            created, secret = self._screens.create(name)
        except WallScreenError as error:
            return self._list(problem=str(error), typed=name), 422
        root = own_address(self._public_url)
        return self._list(created=(created.name, f"{root}/wall/", secret))

    def remove(self) -> ResponseReturnValue:
        """Remove a screen."""
        self._screens.remove(request.form.get("name", ""))
        self._changes.notify()  # its stream wakes up and ends
        return redirect(url_for("walls.page"))

    def _render(self) -> str:
        return self._dashboard.all_rooms(links=False)

    def _list(self, **context: object) -> str:
        return render_template(
            "wall_screens/list.html", screens=self._screens.all_screens(), **context
        )


def _not_in_use() -> ResponseReturnValue:
    """Answer the same for a screen that was removed and for an address that never existed."""
    page = render_template(
        "trouble.html",
        code=404,
        what=_("This wall screen is not in use"),
        works=_("The rooms are counted as before, and the desk shows them."),
        todo=_("Check the address, or make a new one at the desk, under Rooms now, Wall screens."),
        typed=[],
        desk=False,
    )
    return page, 404, NO_STORE
