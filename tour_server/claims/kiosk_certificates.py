"""The certificates of kiosks: signed, revoked, listed for the broker, and known again when a kiosk shows one.

Files for the broker stand in the folder `devices` of the data folder: `ca.crt`, the authority, and `crl.pem`, the list
of revoked certificates. deploy/mosquitto/broker-lists takes them from there to Mosquitto.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from runtime.durable_files import write_durably
from tour_server.broker.certificates import own_authority
from tour_server.broker.device_certificates import device_certificate, revoked_list
from tour_server.claims.tables import DeviceCertificateRow, KioskKeyRow
from tour_server.database import Database

log = logging.getLogger(__name__)

FOLDER = "devices"  # in the server's data folder


class CertificateHolder(Struct, frozen=True):
    """Whose certificate it is. `name`: of the kiosk, as the certificate says it."""

    name: str
    fingerprint: str
    serial: str
    ends_at: dt.datetime
    revoked: bool


class KioskCertificates:
    """The certificates in the database, with a copy in memory. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], dt.datetime],
        authority_folder: Path,
        lists: Path,
        valid: dt.timedelta,
        *,
        at_once: bool = True,
    ) -> None:
        """`lists`: the folder for the broker. `valid`: how long a new certificate holds.

        `at_once`: list the authority before there is a certificate, because a broker has to know it by then.
        """
        self._database, self._now = database, now
        self._authority_folder, self._lists, self._valid = authority_folder, lists, valid
        self._at_once = at_once
        self._lock = threading.Lock()  # of the list
        self._holders: Mapping[str, CertificateHolder] = MappingProxyType({})
        self._listed: set[str] | None = None  # serials in the broker's list; None: not known

    @property
    def authority(self) -> str:
        """The authority's certificate (PEM). Raises BrokerCertificateError, OSError."""
        return own_authority(self._authority_folder, self._now())

    def issue(
        self, session: Session, name: str, fingerprint: str, key: ec.EllipticCurvePublicKey
    ) -> str:
        """Sign a certificate for a kiosk. Returns it as PEM. Raises BrokerCertificateError, OSError."""
        now = self._now()
        made = device_certificate(self._authority_folder, name, key, now, self._valid)
        session.add(
            DeviceCertificateRow(
                serial=_hexadecimal(made.serial_number),
                name=name,
                fingerprint=fingerprint,
                issued_at=now,
                ends_at=made.not_valid_after_utc,
                revoked_at=None,
            )
        )
        return made.public_bytes(serialization.Encoding.PEM).decode()

    def last_end(self, session: Session, name: str, fingerprint: str) -> dt.datetime | None:
        """Returns when the newest certificate of this kiosk ends that was not revoked; None when it has none."""
        table = DeviceCertificateRow
        found = session.scalars(
            select(table.ends_at).where(
                table.name == name, table.fingerprint == fingerprint, table.revoked_at.is_(None)
            )
        ).all()
        return max(found, default=None)

    def former_names(self, session: Session, fingerprint: str, name: str) -> list[str]:
        """Returns the names other than `name` in certificates of this key that were not revoked."""
        table = DeviceCertificateRow
        wanted = select(table.name).where(
            table.fingerprint == fingerprint, table.name != name, table.revoked_at.is_(None)
        )
        return list(session.scalars(wanted.distinct()))

    def revoke(self, session: Session, *, name: str = "", fingerprint: str = "") -> int:
        """Revoke every certificate of a name, of a key, or of both together. Returns how many that were."""
        table = DeviceCertificateRow
        wanted = update(table).where(table.revoked_at.is_(None)).values(revoked_at=self._now())
        if name:
            wanted = wanted.where(table.name == name)
        if fingerprint:
            wanted = wanted.where(table.fingerprint == fingerprint)
        return int(session.execute(wanted).rowcount)  # type: ignore[attr-defined]

    def refresh(self) -> None:
        """Read the certificates again, and write the broker's list where one was revoked.

        One that has ended stays in the list: the broker restarts for each new one.
        """
        table = DeviceCertificateRow
        with self._lock:
            with self._database.reading() as session:
                rows = session.scalars(select(table).where(table.ends_at > self._now())).all()
            self._holders = MappingProxyType({row.serial: _holder(row) for row in rows})
            revoked = {row.serial: row.revoked_at for row in rows if row.revoked_at is not None}
            if not rows and not self._at_once:
                return
            if self._listed is None:
                self._listed = self._read_list()
            if self._listed is None or not revoked.keys() <= self._listed:
                self._write(revoked)
                self._listed = set(revoked)

    def names(self) -> set[str]:
        """Returns the names in certificates that hold."""
        return {one.name for one in self._holders.values() if not one.revoked}

    def holder(self, certificate: bytes) -> CertificateHolder | None:
        """Returns whose certificate (DER) that is; None for one that this server does not know.

        One that was signed a moment ago, by another process, may be known within seconds only.
        """
        serial = _hexadecimal(x509.load_der_x509_certificate(certificate).serial_number)
        found = self._holders.get(serial)
        if found is None:
            self.refresh()
            found = self._holders.get(serial)
        return found

    def _read_list(self) -> set[str] | None:
        """Returns the serials in the broker's list; None where it is missing, damaged or by another authority."""
        try:
            listed = x509.load_pem_x509_crl((self._lists / "crl.pem").read_bytes())
            known = (self._lists / "ca.crt").read_text(encoding="ascii")
        except (OSError, ValueError):
            return None
        if known != self.authority:
            return None
        return {_hexadecimal(one.serial_number) for one in listed}

    def _write(self, revoked: Mapping[str, dt.datetime]) -> None:
        now = self._now()
        listed = [(int(serial, 16), at) for serial, at in sorted(revoked.items())]
        authority = own_authority(self._authority_folder, now)
        write_durably(self._lists / "ca.crt", authority.encode())
        write_durably(self._lists / "crl.pem", revoked_list(self._authority_folder, listed, now))
        log.info("the list of revoked certificates has %d entries", len(listed))


def latest_placing(session: Session, name: str) -> str | None:
    """Returns what was set up at a kiosk's place, as the last machine of this name reported it."""
    table = KioskKeyRow
    return session.scalar(
        select(table.placing)
        .where(table.name == name, table.placing.is_not(None))
        .order_by(table.last_seen.desc())
        .limit(1)
    )


def _hexadecimal(serial: int) -> str:
    return format(serial, "x")


def _holder(row: DeviceCertificateRow) -> CertificateHolder:
    return CertificateHolder(
        row.name, row.fingerprint, row.serial, row.ends_at, row.revoked_at is not None
    )
