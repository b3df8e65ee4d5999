"""The kiosk's own key, which it makes itself and which never leaves it: EC P-256, readable by its owner alone."""

from __future__ import annotations

import logging
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from contract.claim_code import claim_code, key_fingerprint
from runtime.durable_files import READABLE_BY_OWNER, write_durably
from runtime.private_files import private_folder

log = logging.getLogger(__name__)

KEY_FILE = "device.key"


class DeviceKeyPair:
    """The key, and what is made with it."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the public key, by which the server knows this kiosk."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return key_fingerprint(public)

    @property
    def code(self) -> str:
        """The code that this kiosk's screen and the server's desk both show."""
        return claim_code(self.fingerprint)

    def signing_request(self) -> str:
        """Return a request for a certificate (PEM). It names nobody: the server gives the name."""
        request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
        signed = request.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()


def own_key_pair(folder: Path) -> DeviceKeyPair:
    """Return the key in `folder`, made where there is none or the file is damaged. Raises OSError.

    A damaged file, as a failing card leaves it, is of no use any more: with a new key the kiosk is claimed again.
    """
    file = folder / KEY_FILE
    try:
        found = serialization.load_pem_private_key(file.read_bytes(), None)
        if isinstance(found, ec.EllipticCurvePrivateKey):
            return DeviceKeyPair(found)
        log.error("%s is another kind of key; a new one is made", file)
    except FileNotFoundError:
        pass
    except ValueError as error:
        log.error("%s can't be read (%s); a new key is made", file, error)
    private_folder(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_durably(file, pem, READABLE_BY_OWNER)
    return DeviceKeyPair(key)
