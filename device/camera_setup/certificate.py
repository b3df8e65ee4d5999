"""The device's own TLS certificate, made for its first set-up session and kept.

It is self-signed, because a museum's network has no authority that names forty kiosks. The technician gets its
fingerprint beside the code, over a connection that is trusted already (the device's console), and compares. The
fingerprint is the SHA-256 of the whole certificate, because that is what a browser's certificate page shows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from runtime.durable_files import READABLE_BY_OWNER, write_durably

VALID = dt.timedelta(days=5 * 365)
RENEW = dt.timedelta(days=30)  # before its end
SLACK = dt.timedelta(days=365)  # a device without a battery may start its clock long ago


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """Two PEM files, the second secret, and the first one's SHA-256 as browsers show it: `AB:CD:…`."""

    certificate: Path
    key: Path
    fingerprint: str


def own_certificate(folder: Path, name: str, now: dt.datetime) -> OwnCertificate:
    """Read the certificate in `folder`; make one for the device `name` where it is missing or about to expire.

    `now`: an aware time. Raises OSError where the folder can't be written.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    found = _read(certificate) if key.exists() else None
    if found is None or found.not_valid_after_utc - RENEW < now:
        found = _make(certificate, key, name, now)
    fingerprint = found.fingerprint(hashes.SHA256()).hex(":").upper()
    return OwnCertificate(certificate, key, fingerprint)


def _read(file: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        return None


def _make(certificate: Path, key: Path, name: str, now: dt.datetime) -> x509.Certificate:
    private_key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Kiosk {name}"[:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private_key, hashes.SHA256())
    )
    key_pem = private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_durably(key, key_pem, READABLE_BY_OWNER)
    write_durably(certificate, made.public_bytes(serialization.Encoding.PEM), READABLE_BY_OWNER)
    return made
