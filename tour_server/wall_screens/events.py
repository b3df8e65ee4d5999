"""The events about wall screens: one was added, one was taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import has_request_context

from tour_server.database import Database
from tour_server.recorder import SERVER, EventKind, Recorder
from tour_server.staff.session import person_or_none
from tour_server.wall_screens.screens import WallScreens, WallScreenStatus

WALL_SCREEN_ADDED = EventKind("wall-screen-added", "A wall screen was added.")
WALL_SCREEN_REMOVED = EventKind("wall-screen-removed", "A wall screen was taken off.")

WALL_SCREEN_EVENTS = (WALL_SCREEN_ADDED, WALL_SCREEN_REMOVED)


class RecordedWallScreens(WallScreens):
    """Wall screens whose adding and taking off are recorded, with who is signed in."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        super().__init__(database, now)
        self._recorder = recorder

    def create(self, name: str) -> tuple[WallScreenStatus, str]:
        """Add a screen: see WallScreens.create."""
        made = super().create(name)
        self._recorder.record(WALL_SCREEN_ADDED, _who(), made[0].name)
        return made

    def remove(self, name: str) -> None:
        """Take a screen off: see WallScreens.remove."""
        there = any(screen.name == name for screen in self.all_screens())
        super().remove(name)
        if there:
            self._recorder.record(WALL_SCREEN_REMOVED, _who(), name)


def _who() -> str:
    """Return who is signed in; SERVER outside a request, as when a command changes a screen."""
    who = person_or_none() if has_request_context() else None
    return SERVER if who is None else who.name
