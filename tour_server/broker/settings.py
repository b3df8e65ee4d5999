"""Which broker: the embedded one (the default, needs no set-up) or somebody else's by its address.

A tagged union: code that takes `BrokerSettings` handles both or does not pass the type checker.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from contract.broker_address import BrokerAddress, broker_address


class Window(Struct, frozen=True):
    """How many messages an ingest worker may be given before they are committed; about 1 kB of memory each.

    Beyond `under_way` the oldest are acknowledged to the *broker* before their commit, up to `held` in all. No
    count depends on it: a kiosk forgets a bin on the server's own acknowledgement alone, and that follows the commit.
    """

    under_way: int  # given and not acknowledged to the broker: MQTT 5's Receive Maximum
    held: int  # received and not committed


# iotcore stops at 100, which would be 100 messages a commit and 10 ms a commit. It ends when the server does, so what
# it holds for us unacknowledged would be gone with us anyway.
WINDOW_EMBEDDED = Window(under_way=100, held=1000)
# Any other broker outlives us and delivers again what a killed server had not committed.
WINDOW = Window(under_way=1000, held=1000)


class EmbeddedBroker(Struct, frozen=True, tag="embedded"):
    """iotcore, started and stopped by the server. `port` 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 1883

    @property
    def window(self) -> Window:
        """How many messages it may give us."""
        return WINDOW_EMBEDDED


class OwnBroker(Struct, frozen=True, tag="own"):
    """Mosquitto (deploy/mosquitto) or any MQTT 5 broker or cluster, which runs without us."""

    address: BrokerAddress

    @property
    def window(self) -> Window:
        """How many messages it may give us."""
        return WINDOW


BrokerSettings = EmbeddedBroker | OwnBroker


def broker_settings(
    url: str, host: str, port: int, authority: str = "", certificate: str = "", key: str = ""
) -> BrokerSettings:
    """From the server's settings: no `url` means the embedded broker on `host` and `port`.

    Raises ValueError, with a plain sentence, on an address that can't be read.
    """
    if not url:
        return EmbeddedBroker(host, port)
    return OwnBroker(broker_address(url, authority, certificate, key))


class BrokerChoice(Struct, frozen=True, kw_only=True):
    """Which broker the server uses, as a technician sets it."""

    broker: Annotated[
        str,
        Meta(
            description="Address of an MQTT 5 broker, mqtt:// or mqtts://; empty starts the embedded one."
        ),
    ] = ""
    broker_port: Annotated[
        int, Meta(ge=0, le=65535, description="Port of the embedded broker; 0 takes a free one.")
    ] = 1883
    broker_ca: Annotated[
        str, Meta(description="File with the broker's certificate authority, for mqtts://.")
    ] = ""
    broker_certificate: Annotated[
        str, Meta(description="File with the server's own certificate, for mqtts://.")
    ] = ""
    broker_key: Annotated[str, Meta(description="File with the key of that certificate.")] = ""
