"""The connection to an MQTT 5 broker, by paho-mqtt.

MQTT 5 and not 3.1.1, because under 3.1.1 a publish that the broker denies looks like success. The session is
kept (`clean_start=False` each time; with iotcore a session expiry alone is ignored), and QoS is 1.
"""

from __future__ import annotations

import select
import socket
import ssl
from contextlib import suppress
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from contract.messages import MESSAGE_LIMIT
from device.uplink.broker_client import BrokerClient, BrokerListener
from runtime.broker_address import BrokerAddress, tls_context

KEEP_ALIVE_SECONDS = 30
SESSION_SECONDS = 24 * 3600  # how long the broker keeps acknowledgements for this kiosk
SESSION_TAKEN_OVER = 0x8E  # MQTT 5, section 3.14.2.1; iotcore and older Mosquitto just close
PACKET_LIMIT = 2 * MESSAGE_LIMIT  # bytes; paho would take 256 MB into memory
UNCONFIRMED_LIMIT = 50  # publishes without a PUBACK; half of the 100 at which iotcore stops


class _ClosedAfterFailure(ssl.SSLSocket):
    """Closes a connection whose handshake fails, which paho leaves open."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except OSError:
            self.close()
            raise


class _BoundedClient(paho.Client):
    """Gives a connection up on which a packet is announced that is larger than a broker may send to this client."""

    def _sock_recv(self, bufsize: int) -> bytes:
        if self._in_packet["remaining_length"] > PACKET_LIMIT:
            raise ConnectionAbortedError("a packet beyond the limit")
        return bytes(super()._sock_recv(bufsize))


class KioskMqttClient(BrokerClient):
    """One connection at a time to one broker, under one client name."""

    def __init__(
        self,
        address: BrokerAddress,
        client: str,
        subscribe: list[str],
        will: tuple[str, bytes],
    ) -> None:
        """`will`: topic and body that the broker publishes, retained, when this kiosk is gone.

        Raises OSError or ssl.SSLError when a TLS file can't be read.
        """
        self._address = address
        self._subscribe = subscribe
        self._listener: BrokerListener | None = None
        self._let_in = False  # since the last `open`
        self._client = _BoundedClient(
            CallbackAPIVersion.VERSION2,
            client_id=client,
            protocol=paho.MQTTv5,
            reconnect_on_failure=False,
        )
        self._client.max_inflight_messages_set(UNCONFIRMED_LIMIT)
        self._client.will_set(will[0], will[1], qos=1, retain=True)
        if address.login is not None:
            self._client.username_pw_set(address.login.user, address.login.password)
        self._tls = tls_context(address)
        if self._tls is not None:
            self._tls.sslsocket_class = _ClosedAfterFailure
            self._client.tls_set_context(self._tls)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message
        self._wakers: tuple[socket.socket, socket.socket] | None = None

    def open(self, listener: BrokerListener) -> None:
        """Connect TCP (and TLS); the broker's answer comes in a `step`."""
        self._listener = listener
        self._let_in = False
        if self._tls is not None and self._address.tls and self._address.tls.certificate:
            # It renews itself while the kiosk runs.
            self._tls.load_cert_chain(self._address.tls.certificate, self._address.tls.key)
        if self._wakers is None:
            self._wakers = socket.socketpair()
            for one in self._wakers:
                one.setblocking(False)
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = SESSION_SECONDS
        properties.MaximumPacketSize = PACKET_LIMIT
        self._client.connect(
            self._address.host,
            self._address.port,
            KEEP_ALIVE_SECONDS,
            clean_start=False,
            properties=properties,
        )

    def step(self, seconds: float) -> None:
        """Wait for the network or for `wake`, then handle what came."""
        network = self._client.socket()
        if network is not None and self._wakers is not None and not self._waits(network):
            waking = self._wakers[0]
            select.select([network, waking], [], [], seconds)
            with suppress(BlockingIOError):
                waking.recv(4096)
            seconds = 0.0
        self._client.loop(seconds)

    def _waits(self, network: Any) -> bool:
        """Returns whether there is something to read or to write, so that paho must not be kept waiting."""
        pending = getattr(network, "pending", lambda: 0)()
        return bool(pending) or self._client.want_write()

    def wake(self) -> None:
        """End the waiting of a `step`."""
        if (wakers := self._wakers) is not None:
            with suppress(OSError):  # the pipe is full, and the step wakes anyway; or it is closed
                wakers[1].send(b".")

    def publish(self, topic: str, body: bytes, *, retain: bool = False) -> int:
        """Publish with QoS 1; paho queues while the broker confirms nothing."""
        return self._client.publish(topic, body, qos=1, retain=retain).mid

    def publish_once(self, topic: str, body: bytes) -> None:
        """Publish with QoS 0: a broker keeps none of it for who is away."""
        self._client.publish(topic, body, qos=0)

    def close(self, last_topic: str, last_body: bytes) -> None:
        """Send the last message once, without waiting for an answer."""
        self._listener = None
        if self._client.is_connected():
            self._client.publish(last_topic, last_body, qos=0, retain=True)
            self._client.disconnect()
            self._client.loop(0.1)
        remaining = self._client.socket()
        if remaining is not None:
            remaining.close()  # the broker had not answered yet, or did not read the last message
        wakers, self._wakers = self._wakers, None
        for one in wakers or ():
            one.close()

    def _on_connect(
        self, _client: Any, _data: Any, flags: paho.ConnectFlags, reason: Any, _properties: Any
    ) -> None:
        if self._listener is None:
            return
        self._let_in = not reason.is_failure
        if reason.is_failure:
            self._listener.disconnected(
                f"The broker at {self._address} refuses this kiosk: {reason}."
            )
            return
        options = SubscribeOptions(qos=1)
        self._client.subscribe([(topic, options) for topic in self._subscribe])
        self._listener.connected_to_broker(kept=flags.session_present)

    def _on_disconnect(
        self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any
    ) -> None:
        if self._listener is None:
            return
        if self._let_in:
            said = f"The line to the broker at {self._address} broke: {reason}."
        else:  # a broker may hang up on a client that it does not know, without an answer
            said = (
                f"The broker at {self._address} does not let this kiosk in. "
                "Are its credentials or its certificate missing, wrong or revoked?"
            )
        self._listener.disconnected(said, taken_over=reason.value == SESSION_TAKEN_OVER)

    def _on_publish(
        self, _client: Any, _data: Any, mid: int, reason: Any, _properties: Any
    ) -> None:
        if self._listener is not None:
            self._listener.answered(mid, str(reason) if reason.is_failure else None)

    def _on_message(self, _client: Any, _data: Any, message: paho.MQTTMessage) -> None:
        if self._listener is not None:
            self._listener.received(message.topic, bytes(message.payload))
