"""The registered devices: made, given a new key, revoked, removed.

The registry keeps in memory what the ingest and the broker ask for all the time (`keys`, `broker_users`). A command
of another process changes the database beside the server, so `refresh` reads it again every REFRESH_SECONDS.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.device_key import broker_password, new_key
from contract.field_limits import type_limits
from contract.museum import Key
from contract.topics import EVERY_DEVICE
from runtime.document_version import DocumentVersions
from tour_server.database import Database
from tour_server.devices.events import (
    DEVICE_KEY_RENEWED,
    DEVICE_MOVED,
    DEVICE_REGISTERED,
    DEVICE_REMOVED,
    DEVICE_REVOKED,
)
from tour_server.devices.tables import DeviceRecord
from tour_server.recorder import SERVER, EventKind, Recorder
from web.translations import gettext as _

log = logging.getLogger(__name__)

SERVER_CLIENT = "tour-server"  # the server's own name at the broker
REFRESH_SECONDS = 2.0  # within this a command of another process takes effect
_NAME = re.compile(type_limits(Key).pattern or "")


class DeviceError(ValueError):
    """A device can't be registered or changed; the sentence is for staff."""


VERSIONS = DocumentVersions("kiosk's wanted state")


class WantedState(Struct, frozen=True, kw_only=True):
    """What a device should run and how it should be set; nothing is wanted while a field is None."""

    v: int = 1
    software: str | None = None
    settings: dict[str, object] | None = None


class RegisteredDevice(Struct, frozen=True):
    """One registered device, without its key."""

    name: str
    room: str | None
    made_at: dt.datetime
    made_by: str
    key_made_at: dt.datetime
    revoked_at: dt.datetime | None
    wanted: WantedState


class DeviceKey(Struct, frozen=True):
    """The key of one device, and whether it still counts."""

    key: bytes
    revoked: bool


class DeviceRegistry:
    """The registry in the database. Safe to use from several threads."""

    def __init__(
        self, database: Database, now: Callable[[], dt.datetime], recorder: Recorder
    ) -> None:
        """`now` returns the time in UTC. `recorder`: where changes are recorded."""
        self._database, self._now, self._recorder = database, now, recorder
        self._lock = threading.Lock()
        self._keys: Mapping[str, DeviceKey] = MappingProxyType({})
        self._read = False
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change of the list or of a key, on the thread that made or noticed it."""
        self._listeners.append(listener)

    def keys(self) -> Mapping[str, DeviceKey]:
        """Return name -> key of every registered device, the revoked ones included, as last read."""
        if not self._read:
            self.refresh()
        return self._keys

    def broker_users(self) -> list[tuple[str, str]]:
        """Return (name, broker password) of every device that is not revoked, by name."""
        return [
            (name, broker_password(one.key))
            for name, one in sorted(self.keys().items())
            if not one.revoked
        ]

    def refresh(self) -> None:
        """Read the keys again, and tell the listeners when anything has changed."""
        with self._lock:
            with self._database.reading() as session:
                rows = session.execute(
                    select(DeviceRecord.name, DeviceRecord.key, DeviceRecord.revoked_at)
                ).all()
            keys = {name: DeviceKey(key, revoked is not None) for name, key, revoked in rows}
            changed = self._read and keys != self._keys
            self._keys, self._read = MappingProxyType(keys), True
        if changed:
            for listener in self._listeners:
                listener()

    def devices(self) -> list[RegisteredDevice]:
        """Return every registered device, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(DeviceRecord).order_by(DeviceRecord.name)).all()
        return [_registered(row) for row in rows]

    def add(
        self,
        name: str,
        by: str = SERVER,
        room: str | None = None,
        *,
        within: Session | None = None,
    ) -> bytes:
        """Register a device. Returns its key, for its credentials.

        `within`: a transaction of the caller, who calls `refresh` after its end. Raises DeviceError on a name or room
        that can't be used, and a name that is taken.
        """
        check_device_name(name)
        if room is not None and not _NAME.match(room):
            raise DeviceError(_("{room} can't be the key of a room.", room=repr(room)))
        key, at = new_key(), self._now()
        with self._writing(within) as session:
            if session.get(DeviceRecord, name) is not None:
                raise DeviceError(
                    _(
                        "There is already a kiosk called {name}. Give this one another name,"
                        " or renew the key of that one.",
                        name=name,
                    )
                )
            session.add(
                DeviceRecord(
                    name=name,
                    key=key,
                    room=room,
                    wanted=VERSIONS.encode(WantedState()).decode(),
                    made_at=at,
                    made_by=by,
                    key_made_at=at,
                    revoked_at=None,
                )
            )
            self._recorder.record(DEVICE_REGISTERED, by, name, room or "", session=session)
        return key

    def renew(self, name: str, by: str = SERVER, *, within: Session | None = None) -> bytes:
        """Give a device a new key, also one that was revoked. Returns the key. Raises DeviceError for an unknown name.

        Acknowledgements under the old key are worth nothing from now on. `within`: see `add`.
        """
        key = new_key()

        def change(record: DeviceRecord) -> None:
            record.key, record.key_made_at, record.revoked_at = key, self._now(), None

        self._change(name, by, DEVICE_KEY_RENEWED, change, within)
        return key

    def move(
        self, name: str, room: str | None, by: str = SERVER, *, within: Session | None = None
    ) -> None:
        """Say in which room a device stands. `within`: see `add`. Raises DeviceError for an unknown name."""
        if room is not None and not _NAME.match(room):
            raise DeviceError(_("{room} can't be the key of a room.", room=repr(room)))

        def change(record: DeviceRecord) -> None:
            record.room = room

        self._change(name, by, DEVICE_MOVED, change, within)

    def revoke(self, name: str, by: str = SERVER, *, within: Session | None = None) -> None:
        """Take a device's rights; what it sends from now on is not stored. Raises DeviceError for an unknown name.

        `within`: see `add`.
        """

        def change(record: DeviceRecord) -> None:
            record.revoked_at = record.revoked_at or self._now()

        self._change(name, by, DEVICE_REVOKED, change, within)

    def remove(self, name: str, by: str = SERVER, *, within: Session | None = None) -> None:
        """Take a device out of the registry. `within`: see `add`. Raises DeviceError for an unknown name."""
        with self._writing(within) as session:
            session.delete(_record(session, name))
            self._recorder.record(DEVICE_REMOVED, by, name, session=session)

    def _change(
        self,
        name: str,
        by: str,
        event: EventKind,
        change: Callable[[DeviceRecord], None],
        within: Session | None,
    ) -> None:
        with self._writing(within) as session:
            change(_record(session, name))
            self._recorder.record(event, by, name, session=session)

    @contextmanager
    def _writing(self, within: Session | None) -> Iterator[Session]:
        """Give the caller's transaction, or one of our own, after which the keys are read again."""
        if within is not None:
            yield within
            return
        with self._database.writing() as session:
            yield session
        self.refresh()


def check_device_name(name: str) -> None:
    """Raise DeviceError for a name that no device may have."""
    if not _NAME.match(name) or name in (EVERY_DEVICE, SERVER_CLIENT):
        raise DeviceError(
            _(
                "{name} can't be the name of a kiosk: write small letters, digits and hyphens, 64 at most,"
                " and not “all” or “tour-server”.",
                name=repr(name),
            )
        )


def _record(session: Session, name: str) -> DeviceRecord:
    found = session.get(DeviceRecord, name)
    if found is None:
        raise DeviceError(
            _(
                "There is no kiosk called {name} in the registry. `zaalgids device list` shows them all.",
                name=name,
            )
        )
    return found


def _registered(record: DeviceRecord) -> RegisteredDevice:
    return RegisteredDevice(
        record.name,
        record.room,
        record.made_at,
        record.made_by,
        record.key_made_at,
        record.revoked_at,
        VERSIONS.decode(record.wanted, WantedState),
    )
