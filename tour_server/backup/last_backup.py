"""When the server was backed up last, as the desk says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from msgspec import Struct

from tour_server.backup.events import BACKED_UP, RESTORED
from tour_server.events.event_log import Event, EventFilter, EventLog
from web.translations import gettext as _
from web.translations import ngettext

ASKED_AGAIN_SECONDS = 60.0  # a warning stands above every page: one query a minute for it


class LastBackup(Struct, frozen=True):
    """The newest back-up: when it was made, the name of its file, its size in words.

    `restored`: it is the one that this server was restored from.
    """

    at: dt.datetime
    file: str
    size: str
    restored: bool = False


class BackupAge:
    """Finds the last back-up, and says when it is old. Thread-safe."""

    def __init__(self, log: EventLog, now: Callable[[], dt.datetime], days: int) -> None:
        """`days` without a back-up are too many; a server without any has as many since its first event."""
        self._log, self._now, self._days = log, now, days
        self._asked: tuple[dt.datetime, LastBackup | None, int] | None = None

    def last(self) -> LastBackup | None:
        """Returns the newest back-up, None before the first."""
        made, restored = self._newest(BACKED_UP.name), self._newest(RESTORED.name)
        if restored is not None and (made is None or made.number < restored.number):
            return LastBackup(dt.datetime.fromisoformat(restored.subject), "", "", restored=True)
        return None if made is None else LastBackup(made.at, made.subject, made.detail)

    def warning(self) -> str | None:
        """Returns a sentence when there is no back-up or it is old, otherwise None."""
        now, asked = self._now(), self._asked
        if asked is None or not 0 <= (now - asked[0]).total_seconds() < ASKED_AGAIN_SECONDS:
            last = self.last()
            began = last.at if last is not None else self._log.first_at() or now
            self._asked = asked = now, last, (now - began).days
        _at, last, days = asked
        if days < self._days:
            return None
        if last is None:
            return _("This server has never been backed up.")
        return ngettext(
            "The last back-up is {number} day old.", "The last back-up is {number} days old.", days
        )

    def _newest(self, kind: str) -> Event | None:
        found = self._log.page(EventFilter(kind=kind), None, 1)
        return found[0] if found else None
