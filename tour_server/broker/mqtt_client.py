"""The server's line to the broker, with acknowledgements by hand.

The one thing a newcomer would get wrong: messages are acknowledged in the order of arrival (iotcore disconnects
otherwise), and never on another connection than they came on.

One thread works the line: everything but `wake` happens inside its `step`, so nothing here needs a lock, and the
receiver's memory is bounded by what it leaves unacknowledged. A step reads as many packets as there are, and
writes all that is to go out at once: see tour_server.broker.buffered_socket.
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

from contract.broker_address import BrokerAddress
from tour_server.broker.buffered_socket import GatheredSocket, GatheringClient
from tour_server.broker.mosquitto import tls_context
from tour_server.broker.settings import WINDOW_EMBEDDED

KEEP_ALIVE_SECONDS = 30
SESSION_SECONDS = 7 * 24 * 3600
READ_AT_ONCE = 64  # packets, before what must go out has its turn


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
        under_way: int = WINDOW_EMBEDDED.under_way,
    ) -> None:
        """`receive` is called inside `step`. Raises OSError or ssl.SSLError on an unreadable TLS file."""
        self.up = False
        self.trouble = ""
        self._address = address
        self._subscribe = subscribe
        self._receive = receive
        self._under_way = under_way
        self._connection = 0
        self._client = GatheringClient(
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
        self._client.on_delivery = self._on_delivery
        self._client.on_subscribe = self._on_subscribe
        # With this set paho writes when it is told to, in `step`, and not inside each call.
        self._client.on_socket_register_write = lambda *_: None
        self._open = False
        self._wake_here, self._wake_there = socket.socketpair()
        self._wake_here.setblocking(False)
        self._wake_there.setblocking(False)

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
        """Waits at most so long for the network, or for `wake`, and handles what there is."""
        line = self._client.gathered
        if line is None or self._client.socket() is None:
            self._open = self.up = False
            return
        here = bool(line.pending())
        network, wake = line.fileno(), self._wake_here.fileno()
        writes = [network] if line.unsent or self._client.want_write() else []
        ready, _, _ = select.select([network, wake], writes, [], 0.0 if here else seconds)
        if wake in ready:
            self._wake_here.recv(4096)
        if here or network in ready:
            self._read(line)
        self._write(line)
        self._client.loop_misc()

    def wake(self) -> None:
        """From any thread: ends the waiting of a `step`."""
        with suppress(BlockingIOError):  # full: it is awake already
            self._wake_there.send(b".")

    def _read(self, line: GatheredSocket) -> None:
        for _ in range(READ_AT_ONCE):
            if self._client.loop_read() or not line.pending():
                return

    def _write(self, line: GatheredSocket) -> None:
        if self._client.want_write():
            self._client.loop_write()
        try:
            line.flush()
        except OSError:
            # The connection is gone. Reading says so next, which is where paho ends it and tells why.
            return

    def acknowledge(self, token: tuple[int, int]) -> None:
        """Tells the broker that this delivery is safe; nothing when its connection is gone."""
        connection, packet = token
        if packet and connection == self._connection and self.up:
            self._client.confirm(packet)

    def tell(self, topic: str, body: bytes, *, retain: bool = False) -> None:
        """Publishes; at most once, for what is said again anyway when it is lost. Retained: at least once."""
        self._client.publish(topic, body, qos=1 if retain else 0, retain=retain)

    def close(self) -> None:
        """Leaves; the broker keeps the session."""
        if self._open:
            self._client.disconnect()
            self._client.loop_write()
        self._open = self.up = False

    def free(self) -> None:
        """Gives back what `wake` needs; the line is not used any more."""
        self._wake_here.close()
        self._wake_there.close()

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

    def _on_delivery(self, name: bytes, body: bytes, packet: int) -> None:
        try:
            topic = name.decode()
        except UnicodeDecodeError:
            topic = repr(name)
        self._receive(Delivery(topic, body, (self._connection, packet)))
