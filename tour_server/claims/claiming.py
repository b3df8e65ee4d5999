"""Decides on each kiosk that comes without a certificate: let in by its token or a technician, or waiting.

A kiosk is known by the fingerprint of its key. A row of `kiosk_key` is claimed while `waits` is empty: then it has a
name in the registry, and the same key gets a certificate whenever it asks, until that has ended or was revoked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from msgspec import Struct
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from contract.claim_code import claim_code, key_fingerprint, typed_code
from contract.claims import (
    ClaimAnswer,
    ClaimRequest,
    ClaimState,
    StateRequest,
    WaitReason,
    key_digest,
)
from tour_server.broker.device_certificates import public_bytes, requested_key
from tour_server.claims.claim_tokens import ClaimTokens, UsedToken
from tour_server.claims.events import (
    CERTIFICATE_RENEWED,
    CERTIFICATE_REVOKED,
    KIOSK_CLAIMED,
    KIOSK_REPLACED,
    TOKEN_REFUSED,
)
from tour_server.claims.identities import ServerFacts, identity_of, placing_text
from tour_server.claims.kiosk_certificates import (
    CertificateHolder,
    KioskCertificates,
    latest_placing,
)
from tour_server.claims.tables import KioskKeyRow
from tour_server.database import Database
from tour_server.devices.registry import DeviceError, DeviceRegistry, check_device_name
from tour_server.devices.tables import DeviceRecord
from tour_server.recorder import SERVER, Recorder
from web.translations import gettext as _

WAITING_AT_MOST = 200  # kiosks; more than a museum unpacks in an hour
FORGOTTEN = dt.timedelta(hours=1)  # a kiosk that waits asks every few seconds
SEEN_STEP = dt.timedelta(minutes=1)  # `last_seen` of a claimed kiosk is written no more often


class TooManyKiosksError(Exception):
    """So many kiosks wait that no other one is put on the list."""


class WaitingKiosk(Struct, frozen=True):
    """A kiosk that waits for a technician. `known_as`: the name that it had before, if that is free or its own."""

    fingerprint: str
    code: str
    reason: WaitReason
    known_as: str
    first_seen: dt.datetime
    last_seen: dt.datetime


class Claiming:
    """The claims in the database. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        registry: DeviceRegistry,
        certificates: KioskCertificates,
        tokens: ClaimTokens,
        facts: ServerFacts,
        recorder: Recorder,
    ) -> None:
        """`now`: in UTC."""
        self._database, self._now = database, now
        self._registry, self._certificates, self._tokens = registry, certificates, tokens
        self._facts, self._recorder = facts, recorder

    # What a kiosk asks.

    def claim(self, request: ClaimRequest, reached_at: str) -> ClaimAnswer:
        """Answer a kiosk that asks for its identity. `reached_at`: host and port by which it came.

        Raises SigningRequestError, TooManyKiosksError, BrokerCertificateError, OSError.
        """
        key = requested_key(request.csr)
        fingerprint = key_fingerprint(public_bytes(key))
        with self._database.writing() as session:
            row = self._row(session, fingerprint)
            if not row.waits:
                self._look_whether_it_waits(session, row)
            if row.waits and request.token:
                self._let_in_by_token(session, row, request.token)
            if row.waits or row.name is None:
                answer = ClaimAnswer(
                    state=ClaimState.WAITING,
                    reason=WaitReason(row.waits),
                    known_as=_free_name(session, row),
                )
            else:
                device = session.get_one(DeviceRecord, row.name)
                first = self._certificates.last_end(session, row.name, fingerprint) is None
                certificate = self._certificates.issue(session, row.name, fingerprint, key)
                self._leave_former_names(session, row)
                if not first:
                    self._recorder.record(CERTIFICATE_RENEWED, SERVER, row.name, session=session)
                identity = identity_of(
                    self._facts,
                    name=row.name,
                    room=device.room,
                    key=device.key,
                    certificate=certificate,
                    authority=self._certificates.authority,
                    placing=row.placing,
                    reached_at=reached_at,
                )
                answer = ClaimAnswer(state=ClaimState.CLAIMED, identity=identity)
        self.refresh()
        return answer

    def state(self, holder: CertificateHolder, request: StateRequest) -> ClaimAnswer:
        """Answer a kiosk that has shown a certificate whether its identity holds, and note what was set up there."""
        with self._database.writing() as session:
            row = session.get(KioskKeyRow, holder.fingerprint)
            device = session.get(DeviceRecord, holder.name)
            gone = row is None or (row.name == holder.name and device is None)
            if holder.revoked or gone or row is None or row.waits:
                return ClaimAnswer(state=ClaimState.REVOKED)
            if row.last_seen < self._now() - SEEN_STEP:
                row.last_seen = self._now()
            if row.name != holder.name or device is None:
                return ClaimAnswer(state=ClaimState.CHANGED)
            if device.revoked_at is not None:
                return ClaimAnswer(state=ClaimState.REVOKED)
            if request.placing is not None:
                row.placing = placing_text(request.placing)
            changed = request.key_digest != key_digest(device.key) or request.room != device.room
        return ClaimAnswer(state=ClaimState.CHANGED if changed else ClaimState.CURRENT)

    def knows(self, request: ClaimRequest) -> bool:
        """Returns whether this key has come before. Raises SigningRequestError."""
        fingerprint = key_fingerprint(public_bytes(requested_key(request.csr)))
        with self._database.reading() as session:
            return session.get(KioskKeyRow, fingerprint) is not None

    # What a technician does.

    def waiting(self) -> list[WaitingKiosk]:
        """Return the kiosks that wait and were heard lately, the newest first."""
        table = KioskKeyRow
        wanted = (
            select(table)
            .where(table.waits != "", table.last_seen > self._now() - FORGOTTEN)
            .order_by(table.first_seen.desc())
        )
        with self._database.reading() as session:
            return [
                WaitingKiosk(
                    row.fingerprint,
                    claim_code(row.fingerprint),
                    WaitReason(row.waits),
                    _free_name(session, row),
                    row.first_seen,
                    row.last_seen,
                )
                for row in session.scalars(wanted)
            ]

    def claimed(self) -> list[tuple[str, str]]:
        """Return (name, fingerprint) of every claimed kiosk, by name."""
        table = KioskKeyRow
        wanted = select(table.name, table.fingerprint).where(table.waits == "")
        with self._database.reading() as session:
            found = [(name, key) for name, key in session.execute(wanted) if name is not None]
        return sorted(found)

    def find(self, code: str) -> WaitingKiosk | None:
        """Return the kiosk that waits with this code, as a person typed it."""
        wanted = typed_code(code)
        return next((one for one in self.waiting() if one.code == wanted), None)

    def accept(self, kiosk: WaitingKiosk, name: str, room: str | None, by: str) -> str:
        """Claim a kiosk: it gets this name and a certificate when it asks next, within seconds.

        An empty `name` takes one made from its key. Returns the name. Raises DeviceError.
        """
        with self._database.writing() as session:
            row = session.get_one(KioskKeyRow, kiosk.fingerprint)
            name = name or kiosk.known_as or _made_name(session, row.fingerprint)
            check_device_name(name)
            if row.name is not None and row.name == name == kiosk.known_as:
                self._come_back(session, row, name, room, by)
            else:
                self._registry.add(name, by, room, within=session)
                self._admit(session, row, name, by)
        self.refresh()
        return name

    def revoke(self, name: str, by: str) -> None:
        """Revoke a kiosk: broker, content and ingest refuse it. Raises DeviceError for an unknown name."""
        with self._database.writing() as session:
            self._registry.revoke(name, by, within=session)
            self._revoke_certificates(session, name, by)
        self.refresh()

    def replace(self, name: str, fingerprint: str, by: str) -> None:
        """Let the kiosk with this key take the place of `name`, whose machine loses its rights.

        A claimed spare takes its new name when it asks next, and gives up the one that it had. Raises DeviceError.
        """
        with self._database.writing() as session:
            spare = session.get(KioskKeyRow, fingerprint)
            if spare is None:
                raise DeviceError(_("That kiosk is not on the list any more."))
            if spare.name == name and not spare.waits:
                raise DeviceError(_("{name} can't take its own place.", name=name))
            placing = latest_placing(session, name)
            self._registry.renew(name, by, within=session)
            self._revoke_certificates(session, name, by)
            spare.name, spare.waits, spare.placing = name, "", placing
            self._recorder.record(
                KIOSK_REPLACED, by, name, claim_code(fingerprint), session=session
            )
        self.refresh()

    def refresh(self) -> None:
        """Revoke the certificates of devices that were revoked or removed elsewhere, and read everything again."""
        self._registry.refresh()
        keys = self._registry.keys()
        lost = [
            name for name in self._certificates.names() if name not in keys or keys[name].revoked
        ]
        if lost:
            with self._database.writing() as session:
                for name in lost:
                    self._revoke_certificates(session, name, SERVER)
        self._certificates.refresh()

    # Within a transaction.

    def _row(self, session: Session, fingerprint: str) -> KioskKeyRow:
        """Returns the row of a key, made where it comes for the first time. Raises TooManyKiosksError."""
        now, table = self._now(), KioskKeyRow
        row = session.get(table, fingerprint)
        if row is not None:
            row.last_seen = now
            return row
        strangers = (table.waits != "", table.name.is_(None))
        session.execute(delete(table).where(*strangers, table.last_seen < now - FORGOTTEN))
        if (session.scalar(select(func.count()).where(*strangers)) or 0) >= WAITING_AT_MOST:
            raise TooManyKiosksError
        row = table(
            fingerprint=fingerprint,
            name=None,
            waits=WaitReason.NO_TOKEN.value,
            first_seen=now,
            last_seen=now,
            placing=None,
        )
        session.add(row)
        return row

    def _look_whether_it_waits(self, session: Session, row: KioskKeyRow) -> None:
        """Let a claimed kiosk wait again whose rights were taken, or whose certificates have all ended."""
        device = session.get(DeviceRecord, row.name)
        if device is None or device.revoked_at is not None or row.name is None:
            row.waits, row.first_seen = WaitReason.REVOKED.value, self._now()
            return
        end = self._certificates.last_end(session, row.name, row.fingerprint)
        if end is not None and end <= self._now():
            row.waits, row.first_seen = WaitReason.EXPIRED.value, self._now()

    def _let_in_by_token(self, session: Session, row: KioskKeyRow, token: str) -> None:
        used = self._tokens.use(session, token, row.fingerprint)
        if not isinstance(used, UsedToken):
            if row.waits not in (WaitReason.EXPIRED, WaitReason.REVOKED):
                row.waits = used.value
            self._recorder.record(
                TOKEN_REFUSED, SERVER, claim_code(row.fingerprint), used.value, session=session
            )
            return
        known = _free_name(session, row)
        name = used.name or known or _made_name(session, row.fingerprint)
        if name == known:
            self._come_back(session, row, name, used.room, used.made_by)
        elif session.get(DeviceRecord, name) is not None:
            row.waits = WaitReason.NAME_TAKEN.value
        else:
            self._registry.add(name, used.made_by, used.room, within=session)
            self._admit(session, row, name, used.made_by)

    def _come_back(
        self, session: Session, row: KioskKeyRow, name: str, room: str | None, by: str
    ) -> None:
        """Let a kiosk be again what it was: a new key for its counts, new certificates."""
        if session.get(DeviceRecord, name) is None:
            self._registry.add(name, by, room, within=session)
        else:
            self._registry.renew(name, by, within=session)
            if room is not None:
                self._registry.move(name, room, by, within=session)
        self._certificates.revoke(session, name=name)
        self._admit(session, row, name, by)

    def _admit(self, session: Session, row: KioskKeyRow, name: str, by: str) -> None:
        row.name, row.waits = name, ""
        detail = claim_code(row.fingerprint)
        self._recorder.record(KIOSK_CLAIMED, by, name, detail, session=session)

    def _revoke_certificates(self, session: Session, name: str, by: str) -> None:
        count = self._certificates.revoke(session, name=name)
        table = KioskKeyRow
        for row in session.scalars(select(table).where(table.name == name, table.waits == "")):
            row.waits, row.first_seen = WaitReason.REVOKED.value, self._now()
        if count:
            self._recorder.record(CERTIFICATE_REVOKED, by, name, str(count), session=session)

    def _leave_former_names(self, session: Session, row: KioskKeyRow) -> None:
        """Revoke what a spare was before it took a place, and take that name out of the registry."""
        for name in self._certificates.former_names(session, row.fingerprint, row.name or ""):
            self._certificates.revoke(session, name=name, fingerprint=row.fingerprint)
            if session.get(DeviceRecord, name) is not None:
                self._registry.remove(name, SERVER, within=session)


def _free_name(session: Session, row: KioskKeyRow) -> str:
    """Returns the name that a kiosk had before it waited; empty where another one has it now."""
    if row.name is None:
        return ""
    table = KioskKeyRow
    others = select(table.fingerprint).where(
        table.name == row.name, table.waits == "", table.fingerprint != row.fingerprint
    )
    return "" if session.scalar(others) else row.name


def _made_name(session: Session, fingerprint: str) -> str:
    """Returns a free name made from a kiosk's key."""
    for digits in range(6, len(fingerprint)):
        name = f"kiosk-{fingerprint[:digits]}"
        if session.get(DeviceRecord, name) is None:
            return name
    raise DeviceError(_("There is no free name for this kiosk."))
