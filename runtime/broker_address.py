"""The address of the MQTT broker: `mqtt://host:port`, or `mqtts://host:port` with what TLS needs.

Note: Mosquitto takes the device's name, and with it the topics it may use, from the device's certificate. The broker
that the server starts itself takes a user name and a password in place of a certificate.
"""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit

from msgspec import Struct

from runtime.hosts import in_url, on_this_machine

PLAIN_PORT = 1883
TLS_PORT = 8883


class TlsFiles(Struct, frozen=True):
    """Paths of PEM files. With an empty `certificate` the client shows none.

    `authority_pem`: the authority itself, in place of its file.
    """

    authority: str = ""
    certificate: str = ""
    key: str = ""
    authority_pem: str = ""


class BrokerLogin(Struct, frozen=True):
    """A user name and its password, which is not shown where the login is printed or logged."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"BrokerLogin(user={self.user!r})"

    def __rich_repr__(self) -> list[tuple[str, str]]:
        return [("user", self.user)]


class BrokerAddress(Struct, frozen=True):
    """A broker's host and port. `tls` is None where the connection is not encrypted."""

    host: str
    port: int
    tls: TlsFiles | None = None
    login: BrokerLogin | None = None

    def __str__(self) -> str:
        return f"{'mqtts' if self.tls else 'mqtt'}://{in_url(self.host)}:{self.port}"


def broker_address(
    url: str,
    authority: str = "",
    certificate: str = "",
    key: str = "",
    *,
    authority_pem: str = "",
    login: BrokerLogin | None = None,
) -> BrokerAddress:
    """Parse the address of a broker and add what TLS needs and the login.

    Raises ValueError, with a sentence for the technician, when it is not a valid mqtt:// or mqtts:// address, or when
    a password would cross a network unencrypted.
    """
    parts = urlsplit(url)
    if parts.username or parts.password:  # not shown: it may be a password
        raise ValueError("a broker's address has a host and a port, and no user and password")
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError(f"{url!r} is no broker's address; write mqtt://host:port or mqtts://host")
    if parts.path.strip("/"):
        raise ValueError(f"{url!r}: a broker's address has a host and a port, nothing more")
    if bool(certificate) != bool(key):
        raise ValueError("a certificate and its key come together; one of them is missing")
    encrypted = parts.scheme == "mqtts"
    if login is not None and not encrypted and not on_this_machine(parts.hostname):
        raise ValueError(
            f"{url!r} would send a password over the network unencrypted; write mqtts:// in place of mqtt://"
        )
    return BrokerAddress(
        host=parts.hostname,
        port=parts.port or (TLS_PORT if encrypted else PLAIN_PORT),
        tls=TlsFiles(authority, certificate, key, authority_pem) if encrypted else None,
        login=login,
    )


def tls_context(address: BrokerAddress) -> ssl.SSLContext | None:
    """Returns the TLS context of a client; None for mqtt://. Raises OSError or ssl.SSLError on unreadable files."""
    if address.tls is None:
        return None
    context = ssl.create_default_context(
        cafile=address.tls.authority or None, cadata=address.tls.authority_pem or None
    )
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if address.tls.certificate:
        context.load_cert_chain(address.tls.certificate, address.tls.key)
    return context
