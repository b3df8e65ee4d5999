"""The certificates of this server: a small authority of its own, and by it those of the broker and the device door.

Each device gets the authority's certificate with its credentials, so that it knows the broker again. The broker's own
certificate holds the names and addresses of this machine. It is made anew before it ends and when the machine gets
another address; devices notice nothing of it.

Note: a device's clock may start long ago, so that what is made now is valid from a year before.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from runtime.durable_files import READABLE_BY_ALL, READABLE_BY_OWNER, write_durably
from runtime.file_lock import file_lock
from runtime.hosts import EVERY_ADDRESS, address_of, own_addresses, own_names
from runtime.private_files import private_folder
from tour_server.broker.settings import BrokerTlsFiles

AUTHORITY_VALID = dt.timedelta(days=30 * 365)  # a new one needs a visit to every device
VALID = dt.timedelta(days=2 * 365)
RENEW = dt.timedelta(days=60)  # before its end
SLACK = dt.timedelta(days=365)


class BrokerCertificateError(Exception):
    """The certificates can't be used. The message is a plain sentence for the technician."""


def own_certificate(
    folder: Path, host: str, now: dt.datetime, service: str = "broker"
) -> BrokerTlsFiles:
    """Returns a certificate of this machine in `folder`, made where it is missing, about to end or for other names.

    `host`: what the service listens on. `now`: an aware time. `service`: the files' name. Raises
    BrokerCertificateError, OSError.
    """
    authority, authority_key = signing_authority(folder, now)
    certificate, key = folder / f"{service}.crt", folder / f"{service}.key"
    names = _names(host)
    found = _read(certificate, key)
    if (
        found is None
        or found.not_valid_after_utc - RENEW < now
        or not set(names) <= set(_names_in(found))
        or found.issuer != authority.subject
    ):
        _write(folder, service, *_issue(authority, authority_key, names, now))
    return BrokerTlsFiles(str(folder / "ca.crt"), str(certificate), str(key))


def own_authority(folder: Path, now: dt.datetime) -> str:
    """Returns the authority's certificate (PEM), made where there is none. Raises BrokerCertificateError, OSError."""
    authority, _ = signing_authority(folder, now)
    return authority.public_bytes(serialization.Encoding.PEM).decode()


def signing_authority(
    folder: Path, now: dt.datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Returns the authority's certificate and key in `folder`, made where there are none.

    Raises BrokerCertificateError, OSError.
    """
    certificate, key = folder / "ca.crt", folder / "ca.key"
    if not (certificate.exists() and key.exists()):
        _make_files(folder, now)
    try:
        private_key = serialization.load_pem_private_key(key.read_bytes(), None)
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
    except (OSError, ValueError) as error:
        raise BrokerCertificateError(_UNUSABLE.format(folder=folder, why=error)) from error
    if (
        not isinstance(private_key, ec.EllipticCurvePrivateKey)
        or private_key.public_key() != found.public_key()
    ):
        raise BrokerCertificateError(
            _UNUSABLE.format(folder=folder, why="they do not belong together")
        )
    if found.not_valid_after_utc < now:
        raise BrokerCertificateError(
            _UNUSABLE.format(folder=folder, why="the certificate has expired")
        )
    return found, private_key


def _make_files(folder: Path, now: dt.datetime) -> None:
    """Makes the authority once, whoever else asks at the same time: a thread, or a command beside the server."""
    private_folder(folder)
    certificate, key = folder / "ca.crt", folder / "ca.key"
    with file_lock(folder / ".lock"):
        if not certificate.exists() and not key.exists():
            _write(folder, "ca", *_make_authority(now))


_UNUSABLE = (
    "The broker's authority can't be used, ca.crt and ca.key in {folder}: {why}. Put both back from a back-up; or "
    "delete both, start again, and give every device new credentials."
)


def _make_authority(now: dt.datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    number = x509.random_serial_number()
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, f"Zaalgids broker {number % 10**8:08d}")]
    )
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _builder(name, name, key.public_key(), now, AUTHORITY_VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
    )
    return builder.sign(key, hashes.SHA256()), key


def _issue(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    names: Sequence[x509.GeneralName],
    now: dt.datetime,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Zaalgids broker")])
    valid = min(VALID, authority.not_valid_after_utc - now)
    issuer_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    builder = (
        _builder(subject, authority.subject, key.public_key(), now, valid)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(issuer_key, critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    return builder.sign(authority_key, hashes.SHA256()), key


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: dt.datetime,
    valid: dt.timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SLACK)
        .not_valid_after(now + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _names(host: str) -> list[x509.GeneralName]:
    hosts = ["localhost", "127.0.0.1", *own_names(), *own_addresses()]
    if host not in EVERY_ADDRESS:
        hosts.append(host)
    return [_general_name(one) for one in dict.fromkeys(hosts)]


def _general_name(host: str) -> x509.GeneralName:
    address = address_of(host)
    if address is not None:
        return x509.IPAddress(ipaddress.ip_address(address))
    return x509.DNSName(host)


def _names_in(certificate: x509.Certificate) -> Sequence[x509.GeneralName]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return []
    return list(found.value)


def _read(certificate: Path, key: Path) -> x509.Certificate | None:
    """Returns the certificate; None where it or its key is missing or they do not belong together."""
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        private_key = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError):
        return None
    return found if found.public_key() == private_key.public_key() else None


def _write(
    folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> None:
    """Write the key first: a certificate without its key would be of no use."""
    key_pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_durably(folder / f"{name}.key", key_pem, READABLE_BY_OWNER)
    write_durably(
        folder / f"{name}.crt",
        certificate.public_bytes(serialization.Encoding.PEM),
        READABLE_BY_ALL,
    )
