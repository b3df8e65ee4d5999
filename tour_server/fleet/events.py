"""The events about kiosks: a new one, one that goes offline, one that comes back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import Presence
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

FLEET_EVENTS = (
    KIOSK_APPEARED,
    KIOSK_OFFLINE,
    KIOSK_BACK,
    KIOSK_TAKEN_OFF,
    NAME_CONFLICT,
    KIOSK_COPIED,
)


class DeviceEvents:
    """Records when kiosks appear, go offline and come back, from the messages that say so."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

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
                now = one.message.online if isinstance(one.message, Presence) else True
                self._record(session, one.device, online.get(one.device), now)
                online[one.device] = now
            return stored

        return handle

    def _record(self, session: Session, device: str, before: bool | None, now: bool) -> None:
        if before is None:
            self._recorder.record(KIOSK_APPEARED, SERVER, device, session=session)
        elif before != now:
            what = KIOSK_BACK if now else KIOSK_OFFLINE
            self._recorder.record(what, SERVER, device, session=session)
