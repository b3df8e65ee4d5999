"""Finds when a kiosk becomes silent or ill and when it is well again, and has staff told: once each.

A kiosk that is off while the museum is closed is not silent. What begins within a minute is told in one message, so
that a house without power is one message and not forty. What was over before anybody was told is not told. Each thing
that is wrong with a kiosk is an alarm of its own: a worn card, which stays, does not hide that the kiosk goes silent.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, object_session

from tour_server.database import Database
from tour_server.fleet.illness import illnesses
from tour_server.fleet.kiosk_list import KioskStatus
from tour_server.fleet.short_words import ShortWords
from tour_server.kiosk_care.alarm_message import AlarmChange, ChangedAlarm, TellsStaff
from tour_server.kiosk_care.events import KIOSK_ALARM_BEGAN, KIOSK_ALARM_ENDED
from tour_server.kiosk_care.tables import KioskAlarmRecord
from tour_server.outbound.outbound_error import OutboundError
from tour_server.recorder import SERVER, Recorder

log = logging.getLogger(__name__)

WELL_SECONDS = 120.0  # a kiosk that comes and goes is one alarm
OVER_SECONDS = 900.0  # likewise what comes and goes at a kiosk that has other trouble meanwhile
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
    """An alarm as staff see it. `words`: in the language of this request."""

    device: str
    words: str
    began_at: dt.datetime
    ended_at: dt.datetime | None


Trouble = tuple[str, tuple[str, ...]]
"""A kiosk and the identity of its trouble (ShortWords.identity)."""


class AlarmWatch:
    """Called from time to time by one thread; `problem` and `alarms` may be read by others."""

    def __init__(self, parts: AlarmParts) -> None:
        self._parts = parts
        self._ill_since: dict[str, dt.datetime] = {}  # kiosk -> whatever it is
        self._since: dict[Trouble, dt.datetime] = {}
        self._over_since: dict[int, dt.datetime] = {}  # alarm -> since none of it is there
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
        kiosks = {one.name: one for one in parts.kiosks()}
        with parts.database.writing() as session:
            old = now - dt.timedelta(days=KEPT_DAYS)
            session.execute(delete(KioskAlarmRecord).where(KioskAlarmRecord.ended_at < old))
            going: dict[str, list[KioskAlarmRecord]] = {}
            for row in session.scalars(
                select(KioskAlarmRecord).where(KioskAlarmRecord.ended_at.is_(None))
            ):
                going.setdefault(row.device, []).append(row)
            for device, kiosk in kiosks.items():
                self._note(session, kiosk, is_open, going.get(device, []), now)
            for device, rows in going.items():
                if device not in kiosks:  # taken off the list
                    for row in rows:
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
                KioskAlarm(
                    row.device,
                    ", ".join(map(str, kept_words(row.words))),
                    row.began_at,
                    row.ended_at,
                )
                for row in session.scalars(wanted)
            ]

    def _note(
        self,
        session: Session,
        kiosk: KioskStatus,
        is_open: bool | None,
        going: list[KioskAlarmRecord],
        now: dt.datetime,
    ) -> None:
        """Begin and end alarms of a kiosk: one for each thing that is wrong, which is told and ends by itself."""
        words = ill_words(kiosk, is_open)
        if words is None:  # nothing can be said: a kiosk at night
            self._ill_since.pop(kiosk.name, None)
            self._forget(kiosk.name, set())
            for row in going:
                self._over_since.pop(row.id, None)
            return
        found = {one.identity: one for one in words}
        self._forget(kiosk.name, set(found))
        if found:
            self._ill_since.setdefault(kiosk.name, now)
            for identity in found:
                self._since.setdefault((kiosk.name, identity), now)
        else:
            self._ill_since.pop(kiosk.name, None)
        left = [row for row in going if not self._ends(row, kiosk, is_open, set(found), now)]
        if going and not left and found:  # the rest waits as long as anything new
            self._ill_since[kiosk.name] = min(self._since[kiosk.name, one] for one in found)
        told = {one.identity for row in left for one in kept_words(row.words)}
        self._begin(
            session, kiosk.name, [one for one in words if one.identity not in told], left, now
        )

    def _begin(
        self,
        session: Session,
        device: str,
        fresh: list[ShortWords],
        going: list[KioskAlarmRecord],
        now: dt.datetime,
    ) -> None:
        """Begin an alarm for each of `fresh` that has lasted. The first alarm of a kiosk takes all that is wrong."""

        def lasted(since: dt.datetime) -> bool:
            return (now - since).total_seconds() >= self._parts.after_seconds

        for one in fresh:
            since = self._since[device, one.identity] if going else self._ill_since[device]
            if lasted(since):
                kept = msgspec.json.encode([one]).decode()
                began = self._since[device, one.identity]
                session.add(KioskAlarmRecord(device=device, words=kept, began_at=began))
                self._parts.recorder.record(
                    KIOSK_ALARM_BEGAN, SERVER, device, str(one), session=session
                )

    def _ends(
        self,
        row: KioskAlarmRecord,
        kiosk: KioskStatus,
        is_open: bool | None,
        found: set[tuple[str, ...]],
        now: dt.datetime,
    ) -> bool:
        """Returns whether an alarm is over, and ends it. What can't be known now, of a kiosk that is off, goes on."""
        own = {one.identity for one in kept_words(row.words)}
        unknown = {one.identity for one in kiosk.short} if is_open is False and found else set()
        if own & (found | unknown) or (found and not kiosk.online):
            self._over_since.pop(row.id, None)
            return False
        since = self._over_since.setdefault(row.id, now)
        if (now - since).total_seconds() < (OVER_SECONDS if found else WELL_SECONDS):
            return False
        self._over_since.pop(row.id, None)
        row.ended_at = since
        self._parts.recorder.record(
            KIOSK_ALARM_ENDED, SERVER, row.device, session=object_session(row)
        )
        return True

    def _forget(self, device: str, found: set[tuple[str, ...]]) -> None:
        """Forget since when a kiosk had what it has no more."""
        gone = [one for one in self._since if one[0] == device and one[1] not in found]
        for trouble in gone:
            del self._since[trouble]

    def _tell_staff(self, now: dt.datetime) -> None:
        """Tell what was not told yet, in one message; where that fails, again after growing pauses."""
        parts, tell = self._parts, self._parts.tell
        if tell is None or (self._tell_again is not None and now < self._tell_again):
            return
        with parts.database.writing() as session:
            began, ended = _untold(session, now)
            still = set(
                session.scalars(
                    select(KioskAlarmRecord.device).where(KioskAlarmRecord.ended_at.is_(None))
                )
            )
            change = AlarmChange(
                [ChangedAlarm(row.device, kept_words(row.words), row.began_at) for row in began],
                [
                    ChangedAlarm(
                        row.device,
                        kept_words(row.words),
                        row.ended_at or now,
                        row.device in still,
                    )
                    for row in ended
                ],
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


def kept_words(text: str) -> list[ShortWords]:
    """Return the words of an alarm as they are kept. Those of earlier software are sentences in English."""
    try:
        return msgspec.json.decode(text, type=list[ShortWords])
    except msgspec.DecodeError:
        return [ShortWords(one) for one in text.split(", ")]


def ill_words(kiosk: KioskStatus, is_open: bool | None) -> list[ShortWords] | None:
    """Return why a kiosk is silent or ill, nothing when it is well, and None while that can't be said.

    One that was never heard, is not registered or was revoked is no reason for an alarm.
    """
    if not kiosk.registered or kiosk.revoked or kiosk.seen_at is None:
        return []
    if is_open is not False:
        return kiosk.short
    found = illnesses(kiosk.health) if kiosk.online else []
    machine = [one.short for one in found if not one.by_day]
    said = machine + kiosk.lasting
    if said or not kiosk.short:
        return said
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
