"""Finds when a kiosk becomes silent or ill and when it is well again, and has staff told: once each.

A kiosk that is off while the museum is closed is not silent. What begins within a minute is told in one message, so
that a house without power is one message and not forty. What was over before anybody was told is not told.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tour_server.database import Database
from tour_server.fleet.illness import illnesses
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.kiosk_care.alarm_message import AlarmChange, ChangedAlarm, TellsStaff
from tour_server.kiosk_care.events import KIOSK_ALARM_BEGAN, KIOSK_ALARM_ENDED
from tour_server.kiosk_care.tables import KioskAlarmRecord
from tour_server.outbound.outbound_error import OutboundError
from tour_server.recorder import SERVER, Recorder

log = logging.getLogger(__name__)

WELL_SECONDS = 120.0  # a kiosk that comes and goes is one alarm
GATHER_SECONDS = 60.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 60.0, 1800.0  # after a message that could not be sent
KEPT_DAYS = 90


class AlarmParts(Struct, frozen=True):
    """What alarms work on. `open_now`: whether the museum is open; None where its hours are not known.

    `tell` is None where nobody is told; the desk shows alarms then.
    """

    database: Database
    kiosks: Callable[[], Sequence[KioskStatus]]
    now: Callable[[], dt.datetime]
    open_now: Callable[[], bool | None]
    recorder: Recorder
    tell: TellsStaff | None
    after_seconds: float


class KioskAlarm(Struct, frozen=True):
    """An alarm as staff see it."""

    device: str
    words: str
    began_at: dt.datetime
    ended_at: dt.datetime | None


class AlarmWatch:
    """Called from time to time by one thread; `problem` and `alarms` may be read by others."""

    def __init__(self, parts: AlarmParts) -> None:
        self._parts = parts
        self._ill_since: dict[str, dt.datetime] = {}
        self._well_since: dict[str, dt.datetime] = {}
        self._pause = FIRST_PAUSE_SECONDS
        self._tell_again: dt.datetime | None = None
        self._problem: str | None = None
        self._gathered_since: dt.datetime | None = None

    @property
    def problem(self) -> str | None:
        """Why nobody could be told, in a sentence; None when all were, or nobody is to be told."""
        return self._problem

    def look(self) -> None:
        """Look at all kiosks, keep what has begun and ended, and tell staff."""
        parts, now = self._parts, self._parts.now()
        is_open = parts.open_now()
        states = {one.name: ill_words(one, is_open) for one in parts.kiosks()}
        with parts.database.writing() as session:
            old = now - dt.timedelta(days=KEPT_DAYS)
            session.execute(delete(KioskAlarmRecord).where(KioskAlarmRecord.ended_at < old))
            going = {
                row.device: row
                for row in session.scalars(
                    select(KioskAlarmRecord).where(KioskAlarmRecord.ended_at.is_(None))
                )
            }
            for device, words in states.items():
                self._note(session, device, words, going.get(device), now)
            for device, row in going.items():
                if device not in states:  # taken off the list
                    row.ended_at = now
        self._tell_staff(now)

    def alarms(self, device: str, most: int = 20) -> list[KioskAlarm]:
        """Returns the newest alarms of a kiosk, the newest first."""
        wanted = (
            select(KioskAlarmRecord)
            .where(KioskAlarmRecord.device == device)
            .order_by(KioskAlarmRecord.began_at.desc())
            .limit(most)
        )
        with self._parts.database.reading() as session:
            return [
                KioskAlarm(row.device, row.words, row.began_at, row.ended_at)
                for row in session.scalars(wanted)
            ]

    def _note(
        self,
        session: Session,
        device: str,
        words: list[str] | None,
        going: KioskAlarmRecord | None,
        now: dt.datetime,
    ) -> None:
        """Begin or end an alarm. `words` is None while nothing can be said: a kiosk at night."""
        if words is None:
            self._ill_since.pop(device, None)
            self._well_since.pop(device, None)
        elif words:
            self._well_since.pop(device, None)
            since = self._ill_since.setdefault(device, now)
            if going is None and (now - since).total_seconds() >= self._parts.after_seconds:
                said = ", ".join(words)
                session.add(KioskAlarmRecord(device=device, words=said, began_at=since))
                self._parts.recorder.record(
                    KIOSK_ALARM_BEGAN, SERVER, device, said, session=session
                )
        else:
            self._ill_since.pop(device, None)
            since = self._well_since.setdefault(device, now)
            if going is not None and (now - since).total_seconds() >= WELL_SECONDS:
                going.ended_at = since
                self._parts.recorder.record(KIOSK_ALARM_ENDED, SERVER, device, session=session)

    def _tell_staff(self, now: dt.datetime) -> None:
        """Tell what was not told yet, in one message; where that fails, again after growing pauses."""
        parts, tell = self._parts, self._parts.tell
        if tell is None or (self._tell_again is not None and now < self._tell_again):
            return
        with parts.database.writing() as session:
            began, ended = _untold(session, now)
            change = AlarmChange(
                [ChangedAlarm(row.device, row.words, row.began_at) for row in began],
                [ChangedAlarm(row.device, row.words, row.ended_at or now) for row in ended],
            )
            told = [row.id for row in (*began, *ended)]
        if not told:
            self._gathered_since = None
            return
        self._gathered_since = self._gathered_since or now
        if (now - self._gathered_since).total_seconds() < GATHER_SECONDS:
            return
        try:
            tell(change, sum(one.registered for one in parts.kiosks()))
        except OutboundError as error:
            self._problem = str(error)
            self._tell_again = now + dt.timedelta(seconds=self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
            log.warning("nobody could be told of kiosks in trouble: %s", error)
            return
        self._problem, self._tell_again, self._pause = None, None, FIRST_PAUSE_SECONDS
        self._gathered_since = None
        self._remember_told(told, now)

    def _remember_told(self, told: Sequence[int], now: dt.datetime) -> None:
        with self._parts.database.writing() as session:
            for row in session.scalars(
                select(KioskAlarmRecord).where(KioskAlarmRecord.id.in_(told))
            ):
                if row.told_at is None:
                    row.told_at = now
                else:
                    row.end_told_at = now


def ill_words(kiosk: KioskStatus, is_open: bool | None) -> list[str] | None:
    """Return why a kiosk is silent or ill, nothing when it is well, and None while that can't be said.

    One that was never heard, is not registered or was revoked is no reason for an alarm.
    """
    if not kiosk.registered or kiosk.revoked or kiosk.seen_at is None:
        return []
    if is_open is not False:
        return kiosk.short
    machine = [one.short for one in illnesses(kiosk.health)] if kiosk.online else []
    found = machine + kiosk.lasting
    if found or not kiosk.short:
        return found
    return None  # it is off or in the dark, as it may be at night


def _untold(
    session: Session, now: dt.datetime
) -> tuple[list[KioskAlarmRecord], list[KioskAlarmRecord]]:
    """Return the alarms whose beginning, and those whose end, was not told."""
    began, ended = [], []
    for row in session.scalars(
        select(KioskAlarmRecord).where(KioskAlarmRecord.end_told_at.is_(None))
    ):
        if row.ended_at is None:
            if row.told_at is None:
                began.append(row)
        elif row.told_at is None:  # it was over before anybody was told
            row.told_at = row.end_told_at = now
        else:
            ended.append(row)
    return began, ended
