"""The identity that a server gave to this kiosk: one document on disk, and the files that TLS libraries read.

The document is written in one step, so after a power cut the kiosk has its old identity or the new one, whole. The
other files are made from it at each start.
"""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path

import msgspec
from cryptography import x509

from contract.claimed_identity import VERSIONS, ClaimedIdentity
from contract.claims import WaitReason
from contract.credentials import write_credentials
from device.claim.device_key import KEY_FILE
from runtime.document_version import DocumentVersionError
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.private_files import private_folder

log = logging.getLogger(__name__)

FOLDER = "identity"  # in the kiosk's data folder
IDENTITY, FORMER, PLACED = "identity.json", "former.json", "placed"
RENEWED_AFTER = 2 / 3  # of a certificate's life


class IdentityStore:
    """The folder of the identity."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = folder / KEY_FILE
        self.certificate = folder / "device.crt"
        self.authority = folder / "authority.crt"
        self.broker_authority = folder / "broker-ca.crt"
        self.credentials = folder / "credentials.toml"
        self.trusted_root = folder / "root.json"

    def read(self) -> ClaimedIdentity | None:
        """Return the identity; None where there is none, or none that can be read, which the log says."""
        file = self.folder / IDENTITY
        try:
            return VERSIONS.decode(file.read_bytes(), ClaimedIdentity)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError, DocumentVersionError) as error:
            log.error("The identity %s can't be used: %s", file, error)
            return None

    def write(self, identity: ClaimedIdentity) -> None:
        """Keep an identity. Raises OSError; then the one before stays."""
        private_folder(self.folder)
        write_durably(self.folder / IDENTITY, VERSIONS.encode(identity), READABLE_BY_OWNER)
        self.write_files(identity)

    def write_files(self, identity: ClaimedIdentity) -> None:
        """Write the files that libraries read. Raises OSError."""
        root = identity.trusted_root
        for file, text in (
            (self.certificate, identity.certificate),
            (self.authority, identity.authority),
            (self.broker_authority, identity.credentials.broker_ca),
            (self.trusted_root, root),
        ):
            if text and _content(file) != text.encode():
                write_durably(file, text.encode(), READABLE_BY_OWNER)
        write_credentials(identity.credentials, self.credentials)

    def placed_as(self) -> str:
        """Return the name under which this kiosk last took over what was set up at its place."""
        return _content(self.folder / PLACED).decode("ascii", "replace")

    def note_placed(self, name: str) -> None:
        """Note that it was taken over under this name. Raises OSError."""
        write_durably(self.folder / PLACED, name.encode("ascii"), READABLE_BY_OWNER)

    def lose(self, reason: WaitReason, door: str = "") -> None:
        """Give the identity up: the server has taken it back, or it has ended. Raises OSError.

        It stays beside its place, for the address of the server in it; the key stays, too. `door`: that address, where
        the desk has changed it.
        """
        log.warning("this kiosk has lost its identity: %s", reason.value)
        identity = self.read()
        if identity is not None and door not in ("", identity.content):
            moved = VERSIONS.encode(msgspec.structs.replace(identity, content=door))
            try:
                write_durably(self.folder / IDENTITY, moved, READABLE_BY_OWNER)
            except OSError as error:  # it can still be claimed by a file
                log.warning("the server's new address can't be kept: %s", error)
        (self.folder / IDENTITY).replace(self.folder / FORMER)

    def former(self) -> ClaimedIdentity | None:
        """Return the identity that was given up last."""
        try:
            return VERSIONS.decode((self.folder / FORMER).read_bytes(), ClaimedIdentity)
        except (OSError, msgspec.DecodeError, DocumentVersionError):
            return None


def certificate_times(identity: ClaimedIdentity) -> tuple[dt.datetime, dt.datetime]:
    """Return from when on the kiosk's certificate should be renewed, and when it ends. Raises ValueError."""
    found = x509.load_pem_x509_certificate(identity.certificate.encode("ascii"))
    begin, end = found.not_valid_before_utc, found.not_valid_after_utc
    return begin + RENEWED_AFTER * (end - begin), end


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
