"""The keys that sign the bundle, one file each in a folder that only the server can read.

The root key may be somewhere else: it is needed once a year and when another key changes. docs/technician.md says what
each key does.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Root, Snapshot, Targets, Timestamp

from runtime.durable_files import READABLE_BY_OWNER, sync, write_durably

ROLES = (Root.type, Targets.type, Snapshot.type, Timestamp.type)
LEAST_PASSPHRASE = 12  # characters


class SigningKeyError(Exception):
    """A key can't be used; the message says what to do."""


class SigningKeys:
    """The keys in `folder`: `<role>.pem`, and `<role>.pem.next` while a role changes to another key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make_missing(self) -> None:
        """Make a key for each role that has none. Raises SigningKeyError, OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        for role in ROLES:
            if not self.has(role):
                self._write(self._file(role), CryptoSigner.generate_ed25519())
            self.signer(role)

    def has(self, role: str) -> bool:
        """Returns whether the key of a role is here."""
        return self._file(role).exists()

    def signer(self, role: str) -> CryptoSigner:
        """Returns the signer of a role. Raises SigningKeyError."""
        if role == Root.type and not self.has(role):
            raise SigningKeyError(
                "The root key is not on this server. Bring it back with `zaalgids keys import-root FILE`."
            )
        return _signer(self._file(role))

    def next_signer(self, role: str) -> CryptoSigner | None:
        """Returns the signer that a role is about to have; None when it keeps the one it has."""
        file = self._next(role)
        return _signer(file) if file.exists() else None

    def make_next(self, role: str) -> CryptoSigner:
        """Make the next key of a role; `adopt_next` puts it to use. Raises OSError."""
        self._write(self._next(role), CryptoSigner.generate_ed25519())
        return _signer(self._next(role))

    def adopt_next(self, role: str) -> None:
        """Use the next key of a role from now on; the one before is deleted. Raises OSError."""
        self._next(role).replace(self._file(role))
        sync(self._folder)

    def drop_next(self, role: str) -> None:
        """Delete the next key of a role."""
        self._next(role).unlink(missing_ok=True)

    def export_root(self, file: Path, passphrase: str) -> None:
        """Write the root key to `file`, encrypted. Raises SigningKeyError, OSError; then `file` can't be relied on."""
        if len(passphrase) < LEAST_PASSPHRASE:
            raise SigningKeyError(
                f"The passphrase has to have {LEAST_PASSPHRASE} characters or more."
            )
        key = _key(self._file(Root.type), None)
        body = key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
        )
        write_durably(file, body, READABLE_BY_OWNER)
        if _key(file, passphrase).private_bytes_raw() != key.private_bytes_raw():
            raise SigningKeyError(f"{file} does not hold what was written to it.")

    def delete_root(self) -> None:
        """Delete the root key from this server, after it was exported. Raises OSError."""
        self._file(Root.type).unlink(missing_ok=True)
        sync(self._folder)

    def read_root(self, file: Path, passphrase: str) -> CryptoSigner:
        """Returns the signer of an exported root key. Raises SigningKeyError."""
        return CryptoSigner(_key(file, passphrase))

    def keep_root(self, signer: CryptoSigner) -> None:
        """Put a root key to use. Raises OSError."""
        self._write(self._file(Root.type), signer)

    def _file(self, role: str) -> Path:
        return self._folder / f"{role}.pem"

    def _next(self, role: str) -> Path:
        return self._folder / f"{role}.pem.next"

    def _write(self, file: Path, signer: CryptoSigner) -> None:
        write_durably(file, signer.private_bytes, READABLE_BY_OWNER)


def _signer(file: Path) -> CryptoSigner:
    return CryptoSigner(_key(file, None))


def _key(file: Path, passphrase: str | None) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(
            file.read_bytes(), None if passphrase is None else passphrase.encode()
        )
    except (OSError, ValueError, TypeError) as error:
        if passphrase is not None:
            raise SigningKeyError(
                f"{file} can't be read. Is it what `zaalgids keys export-root` wrote, and the passphrase right?"
            ) from error
        raise SigningKeyError(
            f"The key {file} can't be read. Kiosks trust these keys alone: restore them from a backup, or "
            "set every kiosk up again."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError(f"{file} is not an Ed25519 key.")
    return key
