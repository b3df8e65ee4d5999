"""The events about kiosks: a new one, one that goes offline, one that comes back."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Presence
from tour_server.fleet.name_conflicts import note_starts
from tour_server.fleet.tables import KioskRecord
from tour_server.ingest.message_handler import MessageHandler, ReceivedMessage
from tour_server.recorder import SERVER, EventKind, Recorder

KIOSK_APPEARED = EventKind("kiosk-appeared", "A new kiosk reported for the first time.")
KIOSK_OFFLINE = EventKind("kiosk-offline", "A kiosk went offline.")
KIOSK_BACK = EventKind("kiosk-back", "A kiosk came back.")

KIOSK_TAKEN_OFF = EventKind("kiosk-taken-off", "A kiosk was taken off the list of kiosks.")
NAME_CONFLICT = EventKind("kiosk-name-conflict", "Two machines reported under one name.")
KIOSK_COPIED = EventKind(
    "kiosk-copied", "Two machines count under one identity, as after a card was copied."
)
KIOSKS_SILENCED = EventKind("kiosks-silenced", "Staff silenced all kiosks.")
KIOSKS_SPEAK = EventKind("kiosks-speak", "Staff let all kiosks speak again.")

FLEET_EVENTS = (
    KIOSK_APPEARED,
    KIOSK_OFFLINE,
    KIOSK_BACK,
    KIOSK_TAKEN_OFF,
    NAME_CONFLICT,
    KIOSK_COPIED,
    KIOSKS_SILENCED,
    KIOSKS_SPEAK,
)


COPIED_AGAIN_SECONDS = 24 * 3600.0  # a copied card differs in every minute


class DeviceEvents:
    """Records when kiosks appear, go offline and come back, from the messages that say so."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._copied_at: dict[str, float] = {}

    def around(self, handler: MessageHandler) -> MessageHandler:
        """Returns a handler of presence or health that stores as `handler` does, and records the events."""

        def handle(session: Session, received: list[ReceivedMessage]) -> int:
            devices = {one.device for one in received}
            query = select(KioskRecord.device, KioskRecord.online).where(
                KioskRecord.device.in_(devices)
            )
            online = {row.device: row.online for row in session.execute(query)}
            stored = handler(session, received)
            for one in received:
                is_off = isinstance(one.message, Presence) and not one.message.online
                if is_off and one.device not in online:
                    continue  # it is not on the list: tour_server.fleet.messages
                now = one.message.online if isinstance(one.message, Presence) else True
                self._record(session, one.device, online.get(one.device), now)
                online[one.device] = now
            return stored

        return handle

    def of_conflicts(
        self, handler: MessageHandler, tell: Callable[[str, list[str]], None]
    ) -> MessageHandler:
        """Returns a handler of health that also sees two machines of one name, and records and tells it.

        `tell` is called with a device and the starts of its machines.
        """

        def handle(session: Session, received: list[ReceivedMessage]) -> int:
            stored = handler(session, received)
            for device, conflict in note_starts(session, received).items():
                if conflict.is_new:
                    self._recorder.record(NAME_CONFLICT, SERVER, device, session=session)
                tell(device, conflict.boots)
            return stored

        return handle

    def copied(self, session: Session, devices: set[str]) -> None:
        """Record that a second machine counts under a device's identity, once a day and device."""
        now = time.time()
        for device in devices:
            if now - self._copied_at.get(device, 0.0) < COPIED_AGAIN_SECONDS:
                continue
            self._copied_at[device] = now
            self._recorder.record(KIOSK_COPIED, SERVER, device, session=session)

    def _record(self, session: Session, device: str, before: bool | None, now: bool) -> None:
        if before is None:
            self._recorder.record(KIOSK_APPEARED, SERVER, device, session=session)
        elif before != now:
            what = KIOSK_BACK if now else KIOSK_OFFLINE
            self._recorder.record(what, SERVER, device, session=session)
