"""The server's MQTT client, with manual acknowledgements.

One thread uses a client: everything except `wake` happens inside its `step`, so nothing here needs a lock, and the
receiver's memory is bounded by what it leaves unacknowledged. A step reads all packets that have come and writes
everything that is to be sent at once: see tour_server.broker.buffered_socket.

Note: messages have to be acknowledged in the order of arrival (iotcore disconnects otherwise), and only on the
connection that they came on.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import paho.mqtt.client as paho
from msgspec import Struct
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from runtime.broker_address import BrokerAddress, tls_context
from tour_server.broker.buffered_socket import BufferedPahoClient, BufferedSocket
from tour_server.broker.settings import WINDOW_EMBEDDED

KEEP_ALIVE_SECONDS = 30
SESSION_SECONDS = 7 * 24 * 3600
MAX_PACKETS_PER_STEP = 64  # then the outgoing packets have their turn


class Delivery(Struct, frozen=True, gc=False):
    """A message as it came. `token` is the argument of `MqttClient.acknowledge`."""

    topic: str
    body: bytes
    token: tuple[int, int]


class MqttClient:
    """One MQTT 5 connection at a time; the broker keeps its session under `client_id`."""

    def __init__(
        self,
        address: BrokerAddress,
        client_id: str,
        subscribe: list[str],
        receive: Callable[[Delivery], None],
        in_flight: int = WINDOW_EMBEDDED.in_flight,
    ) -> None:
        """`receive` is called inside `step`. `in_flight`: deliveries that may be unacknowledged at a time.

        Raises OSError or ssl.SSLError on an unreadable TLS file.
        """
        self.connected = False
        self.problem = ""  # a plain sentence while the broker can't be used
        self._address = address
        self._subscribe = subscribe
        self._receive = receive
        self._in_flight = in_flight
        self._connection = 0
        self._client = BufferedPahoClient(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=paho.MQTTv5,
            reconnect_on_failure=False,
            manual_ack=True,
        )
        if address.login is not None:
            self._client.username_pw_set(address.login.user, address.login.password)
        context = tls_context(address)
        if context is not None:
            self._client.tls_set_context(context)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_delivery = self._on_delivery
        self._client.on_subscribe = self._on_subscribe
        # With this callback set paho writes in `step` only, and not inside each call.
        self._client.on_socket_register_write = lambda *_: None
        self._open = False
        self._wake_here, self._wake_there = socket.socketpair()
        self._wake_here.setblocking(False)
        self._wake_there.setblocking(False)

    @property
    def open(self) -> bool:
        """Whether there is a connection, or one is being made; `connected` tells which."""
        return self._open

    def connect(self) -> None:
        """Begin to connect; `connected` follows in a `step`. Raises OSError."""
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_SECONDS
        properties.ReceiveMaximum = self._in_flight
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
        """Wait for the network or for `wake`, at most `seconds`, then read and write what there is."""
        connection = self._client.buffered
        if connection is None or self._client.socket() is None:
            self._open = self.connected = False
            return
        pending = bool(connection.pending())
        network, wake = connection.fileno(), self._wake_here.fileno()
        writes = [network] if connection.unsent or self._client.want_write() else []
        ready, _, _ = select.select([network, wake], writes, [], 0.0 if pending else seconds)
        if wake in ready:
            self._wake_here.recv(4096)
        if pending or network in ready:
            self._read(connection)
        self._write(connection)
        self._client.loop_misc()

    def wake(self) -> None:
        """End the waiting of a `step`. May be called from any thread."""
        with suppress(BlockingIOError):  # the pipe is full: the step wakes anyway
            self._wake_there.send(b".")

    def _read(self, connection: BufferedSocket) -> None:
        for _ in range(MAX_PACKETS_PER_STEP):
            if self._client.loop_read() or not connection.pending():
                return

    def _write(self, connection: BufferedSocket) -> None:
        if self._client.want_write():
            self._client.loop_write()
        try:
            connection.flush()
        except OSError:
            # The connection is lost. The next read fails too, and there paho ends it with the reason.
            return

    def acknowledge(self, token: tuple[int, int]) -> None:
        """Acknowledge a delivery to the broker. Does nothing when its connection is gone."""
        connection, packet = token
        if packet and connection == self._connection and self.connected:
            self._client.confirm(packet)

    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> None:
        """Publish with QoS 0, for messages that are repeated anyway; with QoS 1 when retained."""
        self._client.publish(topic, body, qos=1 if retain else 0, retain=retain)

    def close(self) -> None:
        """Disconnect; the broker keeps the session."""
        if self._open:
            self._client.disconnect()
            self._client.loop_write()
        self._open = self.connected = False

    def dispose(self) -> None:
        """Close the sockets of `wake`. The client can't be used afterwards."""
        self._wake_here.close()
        self._wake_there.close()

    def _on_connect(
        self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if reason.is_failure:
            self.problem = f"The broker {self._address} refuses the server: {reason}."
            return
        options = SubscribeOptions(qos=1)
        if self._subscribe:
            client.subscribe([(name, options) for name in self._subscribe])
        self.connected = True
        self.problem = ""

    def _on_subscribe(
        self, _client: Any, _data: Any, _mid: int, reasons: list[Any], _properties: Any
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self.problem = f"The broker {self._address} refuses subscriptions: {reasons[0]}."

    def _on_disconnect(
        self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        self.problem = (
            self.problem or f"The connection to the broker {self._address} was lost: {reason}."
        )
        self._open = self.connected = False

    def _on_delivery(self, name: bytes, body: bytes, packet: int) -> None:
        try:
            topic = name.decode()
        except UnicodeDecodeError:
            topic = repr(name)
        self._receive(Delivery(topic, body, (self._connection, packet)))
