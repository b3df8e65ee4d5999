"""The address of the MQTT broker: `mqtt://host:port`, or `mqtts://host:port` with the files that TLS needs.

Note: over mqtts the certificate says who a device is. The broker takes the device's name, and with it the topics it
may use, from the certificate; no user name or password is sent.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

PLAIN_PORT = 1883
TLS_PORT = 8883


class TlsFiles(Struct, frozen=True):
    """Paths of PEM files. With an empty `certificate` the client does not authenticate."""

    authority: str = ""
    certificate: str = ""
    key: str = ""


class BrokerAddress(Struct, frozen=True):
    """A broker's host and port. `tls` is None where the connection is not encrypted."""

    host: str
    port: int
    tls: TlsFiles | None = None

    def __str__(self) -> str:
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def broker_address(
    url: str, authority: str = "", certificate: str = "", key: str = ""
) -> BrokerAddress:
    """Parse the address of a broker and add the paths of its TLS files.

    Raises ValueError, with a sentence for the technician, when it is not a valid mqtt:// or mqtts:// address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError(f"{url!r} is no broker's address; write mqtt://host:port or mqtts://host")
    if parts.username or parts.path.strip("/"):
        raise ValueError(f"{url!r}: a broker's address has a host and a port, nothing more")
    if bool(certificate) != bool(key):
        raise ValueError("a certificate and its key come together; one of them is missing")
    encrypted = parts.scheme == "mqtts"
    return BrokerAddress(
        host=parts.hostname,
        port=parts.port or (TLS_PORT if encrypted else PLAIN_PORT),
        tls=TlsFiles(authority, certificate, key) if encrypted else None,
    )
