"""What this server's authority signs for devices: their certificates, and the list of the revoked ones.

Note: the list is valid until the authority ends, because a broker refuses every device when its list has ended.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tour_server.broker.certificates import signing_authority

SLACK = dt.timedelta(days=1)  # the broker's clock may be behind this server's


class SigningRequestError(ValueError):
    """A request for a certificate can't be signed, in a plain sentence."""


def requested_key(request: str) -> ec.EllipticCurvePublicKey:
    """Returns the key of a signing request (PEM), whose sender has proved to have it. Raises SigningRequestError."""
    try:
        found = x509.load_pem_x509_csr(request.encode("ascii"))
        key, signed = found.public_key(), found.is_signature_valid
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
        raise SigningRequestError("The signing request is not understood.") from error
    if not signed:
        raise SigningRequestError("The signing request is not signed with its own key.")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SigningRequestError("The signing request has another kind of key than EC P-256.")
    return key


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """Returns a public key as DER (SubjectPublicKeyInfo)."""
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def device_certificate(
    folder: Path, name: str, key: ec.EllipticCurvePublicKey, now: dt.datetime, valid: dt.timedelta
) -> x509.Certificate:
    """Returns a certificate by the authority in `folder` that says: who has this key is the device `name`.

    It is good for a client alone. `now`: an aware time. Raises BrokerCertificateError, OSError.
    """
    authority, authority_key = signing_authority(folder, now)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(authority.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - SLACK, authority.not_valid_before_utc))
        .not_valid_after(min(now + valid, authority.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(issuer_key, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    return builder.sign(authority_key, hashes.SHA256())


def revoked_list(
    folder: Path, revoked: Iterable[tuple[int, dt.datetime]], now: dt.datetime
) -> bytes:
    """Returns the list (PEM) of revoked certificates, (serial, when), by the authority in `folder`.

    Raises BrokerCertificateError, OSError.
    """
    authority, authority_key = signing_authority(folder, now)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(now)
        .next_update(authority.not_valid_after_utc)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
    )
    for serial, at in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        )
    return builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def authority_fingerprint(pem: str) -> str:
    """Returns the SHA-256 of the authority's certificate (PEM), hexadecimal."""
    return x509.load_pem_x509_certificate(pem.encode("ascii")).fingerprint(hashes.SHA256()).hex()
