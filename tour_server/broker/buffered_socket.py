"""paho-mqtt for one who receives thousands of messages a second.

paho reads a message in three or four calls of `recv` and writes each acknowledgement in a `send` of its own; every
such call gives the interpreter's lock away, and the thread that works the database takes it. And it makes an object of
all 27 MQTT 5 properties for each message, of which we use none. Here a socket asks the kernel rarely, and a message is
topic, body and packet number: about a quarter of the processor time, measured by `zaalgids evaluate ingest`.

The one thing a newcomer would get wrong: `select` can't see what has been read here already and not been asked for;
whoever waits must look at `pending` first, and call `flush` for what waits to go out.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

_PUBACK = struct.Struct("!BBH")
PIECE = 65_536  # bytes a call; about 150 bins


class GatheredSocket:
    """Wraps a connected, non-blocking socket, plain or TLS; paho's `SocketLike`. One thread uses it."""

    def __init__(self, line: socket.socket | ssl.SSLSocket) -> None:
        self._line = line
        self._read = b""
        self._at = 0  # how much of `_read` has been asked for
        self._unsent = bytearray()

    def recv(self, size: int) -> bytes:
        """At most `size` bytes; b"" at the end. Raises BlockingIOError or ssl.SSLWantReadError for none yet."""
        if self._at == len(self._read):
            self._read, self._at = b"", 0
            self._read = self._line.recv(PIECE)
        piece = self._read[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def send(self, data: bytes | bytearray) -> int:
        """Takes everything; it goes out with the next `flush`."""
        self._unsent += data
        return len(data)

    def flush(self) -> None:
        """Writes as much as the network takes; `unsent` tells whether something is left. Raises OSError."""
        while self._unsent:
            try:
                sent = self._line.send(self._unsent)
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                return
            del self._unsent[:sent]

    @property
    def unsent(self) -> bool:
        """Whether something waits to go out."""
        return bool(self._unsent)

    def pending(self) -> int:
        """Bytes that are here and that `select` can't see."""
        decrypted = self._line.pending() if isinstance(self._line, ssl.SSLSocket) else 0
        return len(self._read) - self._at + decrypted

    def close(self) -> None:
        """The last word goes out if it can."""
        with suppress(OSError):
            self.flush()
        self._line.close()

    def fileno(self) -> int:
        """For `select`."""
        return self._line.fileno()

    def setblocking(self, flag: bool) -> None:
        """As a socket's."""
        self._line.setblocking(flag)


class GatheringClient(paho.Client):
    """paho's client over a `GatheredSocket`; it has to be stepped by hand, its own loops don't know `flush`.

    Give it `on_delivery(topic, body, packet)`: called for every message, instead of `on_message`; `packet` is 0 for
    one that wants no acknowledgement. Made with `manual_ack=True`.
    """

    gathered: GatheredSocket | None = None
    on_delivery: Callable[[bytes, bytes, int], None]

    def confirm(self, packet: int) -> None:
        """Acknowledges one message (PUBACK, MQTT 5 §3.4), with the next `flush`."""
        if self.gathered is not None:
            self.gathered.send(_PUBACK.pack(0x40, 2, packet))

    def _create_socket(self) -> Any:
        """The client's own hook: it wraps its WebSocket here."""
        made: Any = super()._create_socket()
        self.gathered = GatheredSocket(made)
        return self.gathered

    def _handle_publish(self) -> MQTTErrorCode:
        """One PUBLISH, MQTT 5 §3.3, as `paho` has read it; we subscribe with QoS 1 at most."""
        packet = self._in_packet["packet"]
        wants = self._in_packet["command"] & 0x06
        try:
            end = 2 + int.from_bytes(packet[:2], "big")
            topic = bytes(packet[2:end])
            number = 0
            if wants:
                number = int.from_bytes(packet[end : end + 2], "big")
                end += 2
            body = bytes(packet[_after_properties(packet, end) :])
        except IndexError:  # it ends early
            return MQTTErrorCode.MQTT_ERR_PROTOCOL
        self.on_delivery(topic, body, number)
        return MQTTErrorCode.MQTT_ERR_SUCCESS


def _after_properties(packet: bytearray, at: int) -> int:
    """Where the body begins: behind the properties, whose length is a variable byte integer (MQTT 5 §1.5.5)."""
    length = shift = 0
    while packet[at] & 0x80:
        length |= (packet[at] & 0x7F) << shift
        shift += 7
        at += 1
    length |= packet[at] << shift
    return at + 1 + length
