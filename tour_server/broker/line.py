"""The server's line to the broker, with acknowledgements by hand.

The one thing a newcomer would get wrong: a message is acknowledged to the broker *after* the commit, in the
order of arrival (iotcore disconnects otherwise), and never on another connection than it came on.

One thread works the line: everything happens inside `step`, so nothing here needs a lock, the receiver's memory
is bounded by what the broker may have under way, and the interpreter's lock is never fought over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paho.mqtt.client as paho
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from contract.broker_address import BrokerAddress
from tour_server.broker.mosquitto import tls_context

KEEP_ALIVE_SECONDS = 30
SESSION_SECONDS = 7 * 24 * 3600
UNDER_WAY_LIMIT = 100  # messages the broker may have given us unacknowledged; iotcore stops there


class Delivery(Struct, frozen=True, gc=False):
    """A message as it came. `token` is what `Line.acknowledge` wants back."""

    topic: str
    body: bytes
    token: tuple[int, int]


class Line:
    """One MQTT 5 connection at a time, its session kept by the broker under `client`."""

    def __init__(
        self,
        address: BrokerAddress,
        client: str,
        subscribe: list[str],
        receive: Callable[[Delivery], None],
        under_way: int = UNDER_WAY_LIMIT,
    ) -> None:
        """`receive` is called inside `step`. Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self.up = False
        self.trouble = ""
        self._address = address
        self._subscribe = subscribe
        self._receive = receive
        self._under_way = under_way
        self._connection = 0
        self._client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=client,
            protocol=paho.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        context = tls_context(address)
        if context is not None:
            self._client.tls_set_context(context)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe
        self._open = False

    @property
    def open(self) -> bool:
        """Whether there is a connection, or one is being made."""
        return self._open

    def connect(self) -> None:
        """Begins to connect; `up` follows in a `step`. Raises OSError."""
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_SECONDS
        properties.ReceiveMaximum = self._under_way
        self._connection += 1
        self._client.connect(
            self._address.host,
            self._address.port,
            KEEP_ALIVE_SECONDS,
            clean_start=False,
            properties=properties,
        )
        self._open = True

    def step(self, seconds: float) -> None:
        """Waits at most so long for the network and handles one packet."""
        self._client.loop(seconds)

    def acknowledge(self, token: tuple[int, int]) -> None:
        """Tells the broker that this delivery is safe; nothing when its connection is gone."""
        connection, packet = token
        if packet and connection == self._connection and self.up:
            self._client.ack(packet, 1)

    def tell(self, topic: str, body: bytes, *, retain: bool = False) -> None:
        """Publishes; at most once, for what is said again anyway when it is lost. Retained: at least once."""
        self._client.publish(topic, body, qos=1 if retain else 0, retain=retain)

    def close(self) -> None:
        """Leaves; the broker keeps the session."""
        if self._open:
            self._client.disconnect()
            self._client.loop(0.05)
        self._open = self.up = False

    def _on_connect(
        self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if reason.is_failure:
            self.trouble = f"The broker {self._address} refuses the server: {reason}."
            return
        options = SubscribeOptions(qos=1)
        if self._subscribe:
            client.subscribe([(name, options) for name in self._subscribe])
        self.up = True
        self.trouble = ""

    def _on_subscribe(
        self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _properties: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self.trouble = f"The broker {self._address} refuses subscriptions: {reasons[0]}."

    def _on_disconnect(
        self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        self.trouble = self.trouble or f"The line to the broker {self._address} broke: {reason}."
        self._open = self.up = False

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        packet = message.mid if message.qos else 0
        try:
            name = message.topic
        except UnicodeDecodeError:
            name = repr(message)
        self._receive(Delivery(name, bytes(message.payload), (self._connection, packet)))
