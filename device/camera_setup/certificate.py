"""The device's own certificate, made at its first look and kept.

Nobody vouches for it: a museum's network has no authority that could name forty kiosks. So the technician gets its
fingerprint beside the code, over the way they already trust (the device's own console), and compares. What a
newcomer would get wrong: a fingerprint that nobody can look up in the browser is worth nothing; it is the SHA-256
of the whole certificate, which every browser's certificate page shows.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

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
    """The certificate in `folder`, made for the device `name` where there is none, or none that still holds.

    `now`: an aware time. Raises OSError where the folder can't be written.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    found = _read(certificate) if key.exists() else None
    if found is None or found.not_valid_after_utc - RENEW < now:
        found = _make(certificate, key, name, now)
    print_ = found.fingerprint(hashes.SHA256()).hex(":").upper()
    return OwnCertificate(certificate, key, print_)


def _read(file: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError):
        return None


def _make(certificate: Path, key: Path, name: str, now: dt.datetime) -> x509.Certificate:
    secret = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Kiosk {name}"[:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    _write(
        key,
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    _write(certificate, made.public_bytes(serialization.Encoding.PEM))
    return made


def _write(file: Path, body: bytes) -> None:
    """In one step, readable by its owner alone from the first byte."""
    new = file.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
