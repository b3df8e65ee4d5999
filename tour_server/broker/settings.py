"""Which broker the server uses: the embedded one (the default, needs no set-up) or an external one by its address.

`BrokerSettings` is a tagged union: the type checker refuses code that handles one of the two alone.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from runtime.broker_address import BrokerAddress, broker_address


class Window(Struct, frozen=True):
    """How many messages an ingest worker may receive before they are committed; about 1 kB of memory each.

    Beyond `in_flight` the oldest are acknowledged to the *broker* before their commit, up to `uncommitted` in all. No
    count depends on it: a kiosk forgets a bin on the server's own acknowledgement alone, and that follows the commit.
    """

    in_flight: int  # received and not acknowledged to the broker: MQTT 5's Receive Maximum
    uncommitted: int  # received and not committed


# iotcore stops at 100 in flight, which would be 100 messages a commit of 10 ms. It ends with the server, so what it
# holds for the server unacknowledged would be lost with the server anyway.
WINDOW_EMBEDDED = Window(in_flight=100, uncommitted=1000)
# An external broker outlives the server and delivers again what a killed server had not committed.
WINDOW = Window(in_flight=1000, uncommitted=1000)


class BrokerTlsFiles(Struct, frozen=True):
    """Paths of the embedded broker's PEM files; all empty where the server makes them itself."""

    authority: str = ""
    certificate: str = ""
    key: str = ""


class EmbeddedBroker(Struct, frozen=True, tag="embedded"):
    """iotcore, started and stopped by the server. `port` 0 takes a free port.

    Beyond loopback it takes TLS alone, and devices with a user name and a password.
    """

    host: str = "127.0.0.1"
    port: int = 1883
    tls: BrokerTlsFiles = BrokerTlsFiles()

    @property
    def window(self) -> Window:
        """How many messages an ingest worker may receive before they are committed."""
        return WINDOW_EMBEDDED


class ExternalBroker(Struct, frozen=True, tag="external"):
    """Mosquitto (deploy/mosquitto) or any MQTT 5 broker or cluster that runs without the server."""

    address: BrokerAddress

    @property
    def window(self) -> Window:
        """How many messages an ingest worker may receive before they are committed."""
        return WINDOW


BrokerSettings = EmbeddedBroker | ExternalBroker


def broker_settings(
    url: str, host: str, port: int, authority: str = "", certificate: str = "", key: str = ""
) -> BrokerSettings:
    """Choose the broker from the server's settings: no `url` means the embedded one on `host` and `port`.

    Raises ValueError, with a plain sentence, when the address can't be parsed.
    """
    if not url:
        if bool(certificate) != bool(key):
            raise ValueError("broker_certificate and broker_key come together; one is missing")
        return EmbeddedBroker(host, port, BrokerTlsFiles(authority, certificate, key))
    return ExternalBroker(broker_address(url, authority, certificate, key))


class BrokerChoice(Struct, frozen=True, kw_only=True):
    """Which broker the server uses, as a technician sets it."""

    broker: Annotated[
        str,
        Meta(
            description="Address of an MQTT 5 broker, mqtt:// or mqtts://; empty starts the embedded one."
        ),
    ] = ""
    broker_host: Annotated[
        str,
        Meta(
            description="Address the embedded broker listens on; the pages' `host` does not matter to it. Beyond "
            "127.0.0.1 it takes TLS alone and devices with credentials (`zaalgids device add`)."
        ),
    ] = "127.0.0.1"
    broker_port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the embedded broker; 0 takes a free one.")
    ] = 1883
    broker_ca: Annotated[
        str,
        Meta(
            description="File with the authority of the broker's certificate, for mqtts://; empty is the machine's "
            "own list, or the authority that the server makes for the embedded broker."
        ),
    ] = ""
    broker_certificate: Annotated[
        str,
        Meta(
            description="File with the certificate that the server shows to the broker; without `broker`, with the "
            "embedded broker's certificate. Empty: the server makes that one itself."
        ),
    ] = ""
    broker_key: Annotated[str, Meta(description="File with the key of that certificate.")] = ""
