"""The tables of claims: tokens, the keys of kiosks, and their certificates. No secret is in them: of a token a hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tour_server.database import Base, Moment


class ClaimTokenRow(Base):
    """One token of a prepared file: it lets one kiosk in, once, until it ends."""

    __tablename__ = "claim_token"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    made_by: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(Moment)
    ends_at: Mapped[dt.datetime] = mapped_column(Moment)
    name: Mapped[str | None] = mapped_column(String(64))  # of the kiosk that it lets in
    room: Mapped[str | None] = mapped_column(String(64))
    used_at: Mapped[dt.datetime | None] = mapped_column(Moment)
    used_with: Mapped[str | None] = mapped_column(String(64))  # the fingerprint of a kiosk's key


class KioskKeyRow(Base):
    """One kiosk by the fingerprint of its key. `waits`: why it waits for a technician; empty when it is claimed.

    `name`: the registered device that it is, or was before it waited.
    """

    __tablename__ = "kiosk_key"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str | None] = mapped_column(String(64), index=True)
    waits: Mapped[str] = mapped_column(String(32))  # contract.claims.WaitReason
    first_seen: Mapped[dt.datetime] = mapped_column(Moment)
    last_seen: Mapped[dt.datetime] = mapped_column(Moment)
    placing: Mapped[str | None] = mapped_column(
        Text
    )  # JSON: contract.claimed_identity.KioskPlacing


class DeviceCertificateRow(Base):
    """One certificate that was signed for a kiosk."""

    __tablename__ = "device_certificate"

    serial: Mapped[str] = mapped_column(String(40), primary_key=True)  # hexadecimal
    name: Mapped[str] = mapped_column(String(64), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)  # of the kiosk's key
    issued_at: Mapped[dt.datetime] = mapped_column(Moment)
    ends_at: Mapped[dt.datetime] = mapped_column(Moment)
    revoked_at: Mapped[dt.datetime | None] = mapped_column(Moment)
