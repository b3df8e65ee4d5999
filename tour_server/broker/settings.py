"""Which broker: the embedded one (the default, needs no set-up) or somebody else's by its address.

A tagged union: code that takes `BrokerSettings` handles both or does not pass the type checker.
"""

from __future__ import annotations

from msgspec import Struct

from contract.broker_address import BrokerAddress, broker_address

UNDER_WAY_EMBEDDED = 100  # iotcore stops there
UNDER_WAY = 1000  # any other broker: about 1 MB, and batches that are worth a commit


class EmbeddedBroker(Struct, frozen=True, tag="embedded"):
    """iotcore, started and stopped by the server. `port` 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 1883

    @property
    def under_way(self) -> int:
        """Messages it may have given us unacknowledged."""
        return UNDER_WAY_EMBEDDED


class OwnBroker(Struct, frozen=True, tag="own"):
    """Mosquitto (deploy/mosquitto) or any MQTT 5 broker or cluster, which runs without us."""

    address: BrokerAddress

    @property
    def under_way(self) -> int:
        """Messages it may have given us unacknowledged."""
        return UNDER_WAY


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
