"""The two buttons of the desk that close a room for visitors and open it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contract.museum import Museum
from tour_server.crowd.events import ROOM_CLOSED, ROOM_OPENED
from tour_server.crowd.room_closures import RoomClosures
from tour_server.recorder import Recorder
from tour_server.staff.permissions import Permission
from tour_server.staff.session import allowed, person
from web.translations import gettext as _


class ClosingPages:
    """What the buttons under `/desk/rooms` do."""

    def __init__(
        self,
        closures: RoomClosures,
        museum: Callable[[], Museum | None],
        recorder: Recorder,
        now: Callable[[], dt.datetime],
    ) -> None:
        """`now` is time-zone aware."""
        self._closures, self._museum = closures, museum
        self._recorder, self._now = recorder, now

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the addresses to the blueprint of the rooms."""
        rooms = allowed(Permission.ROOMS)
        add = blueprint.add_url_rule
        add("/room/<key>/close", "close_room", rooms(self.close), methods=["POST"])
        add("/room/<key>/open", "open_room", rooms(self.open), methods=["POST"])

    def closed(self) -> dict[str, str]:
        """Return the rooms that are closed now, each with the hour until when; "" is until staff open it."""
        museum = self._museum()
        zone = dt.UTC if museum is None else ZoneInfo(museum.site.time_zone)
        return {
            room: "" if until is None else f"{until.astimezone(zone):%H:%M}"
            for room, until in self._closures.closed().items()
        }

    def close(self, key: str) -> ResponseReturnValue:
        """Close a room until an hour of today, or until it is opened."""
        museum = self._known(key)
        typed = request.form.get("until", "").strip()
        until = self._moment(typed, ZoneInfo(museum.site.time_zone)) if typed else None
        self._closures.close(key, until)
        self._recorder.record(ROOM_CLOSED, person().name, key, typed)
        return _back(key)

    def open(self, key: str) -> ResponseReturnValue:
        """Open a room again."""
        self._known(key)
        self._closures.open(key)
        self._recorder.record(ROOM_OPENED, person().name, key)
        return _back(key)

    def _known(self, key: str) -> Museum:
        museum = self._museum()
        if museum is None or key not in {room.key for room in museum.rooms}:
            abort(404, _("There is no such room in what is published. Look at all rooms instead."))
        return museum

    def _moment(self, typed: str, zone: ZoneInfo) -> dt.datetime:
        now = self._now().astimezone(zone)
        try:
            moment = dt.datetime.combine(now.date(), dt.time.fromisoformat(typed), zone)
        except ValueError:
            abort(400, _("“{text}” is no time. Write one like 10:00.", text=typed))
        if moment <= now:
            abort(
                400,
                _("{time} is over today. Leave it empty, and open the room by hand.", time=typed),
            )
        return moment


def _back(key: str) -> ResponseReturnValue:
    if request.form.get("back") == "all":
        return redirect(url_for("rooms.page"))
    return redirect(url_for("rooms.room", key=key))
