"""The staff page "Kiosks": when each was last seen, what it shows, and what is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contract.museum import Museum, worded
from tour_server.database import Database
from tour_server.fleet.kiosk_list import kiosk_list, with_room_names
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed


class KioskPages:
    """The pages under `/desk/kiosks`."""

    def __init__(
        self,
        database: Database,
        museum: Callable[[], Museum | None],
        newest_release: Callable[[], int | None],
        now: Callable[[], dt.datetime],
        newest_hash: Callable[[], str | None] = lambda: None,
    ) -> None:
        """`newest_release`, `newest_hash`: None before the first one. `now`: in UTC."""
        self._newest_hash = newest_hash
        self._database, self._museum = database, museum
        self._newest_release, self._now = newest_release, now

    def blueprint(self) -> Blueprint:
        """Return the blueprint with the page and its fragment."""
        blueprint = Blueprint(
            "kiosks",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
            url_prefix="/desk/kiosks",
        )
        blueprint.add_url_rule("", "page", allowed(Permission.READ)(self.page))
        blueprint.add_url_rule("/table", "fragment", allowed(Permission.READ)(self.fragment))
        return blueprint

    def page(self) -> ResponseReturnValue:
        """Show all kiosks; a script replaces the fragment every half minute."""
        return self._render("fleet/kiosks.html")

    def fragment(self) -> ResponseReturnValue:
        """Answer with the table of kiosks alone."""
        return self._render("fleet/kiosk_table.html"), {"Cache-Control": "no-store"}

    def _render(self, template: str) -> str:
        newest, now = self._newest_release(), self._now()
        with self._database.reading() as session:
            kiosks = kiosk_list(session, now.timestamp(), newest, self._newest_hash())
        return render_template(
            template, kiosks=with_room_names(self._room_names(), kiosks), newest=newest, now=now
        )

    def _room_names(self) -> dict[str, str]:
        """Return room key -> its name in the first of the museum's languages that has one."""
        museum = self._museum()
        if museum is None:
            return {}
        languages = museum.site.languages
        return {room.key: worded(room.name, languages)[0] or room.key for room in museum.rooms}
