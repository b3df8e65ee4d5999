"""Where the broker is: `mqtt://host:port`, or `mqtts://host:port` with the files that TLS needs.

The one thing a newcomer would get wrong: over mqtts the certificate *is* the name. The broker takes a device's
name from its certificate, and its topics from that name; no password is sent.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

PLAIN_PORT = 1883
TLS_PORT = 8883


class TlsFiles(Struct, frozen=True):
    """Paths of PEM files. An empty `certificate` means that the client shows none."""

    authority: str = ""
    certificate: str = ""
    key: str = ""


class BrokerAddress(Struct, frozen=True):
    """Host and port, and `tls` when the connection is encrypted."""

    host: str
    port: int
    tls: TlsFiles | None = None

    def __str__(self) -> str:
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def broker_address(
    url: str, authority: str = "", certificate: str = "", key: str = ""
) -> BrokerAddress:
    """Reads an address. Raises ValueError, with a plain sentence, on anything but mqtt:// and mqtts://."""
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
